"""A study as an Excel workbook: a summary with charts, tidy sheets, and where the numbers come from.

Texts are written as texts whatever they begin with, so that none of them becomes a formula.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from tvsim.experiment.manifest import surroundings
from tvsim.experiment.results import Results
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.annexes import OF_THE_STUDY, begun
from tvsim.paper.column_widths import MARGIN, WIDEST, column_width, row_height
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import Forms, NumberForm, forms, shown_form
from tvsim.paper.sheet_words import COLUMNS, in_words, shown_unit_word
from tvsim.report.axes import axis_label
from tvsim.report.comparison import SHOWN
from tvsim.report.figure_names import figure_name, named_with_unit, shown_value
from tvsim.report.place_names import place_name
from tvsim.report.register_words import number_at, value_words
from tvsim.scenario import Scenario
from tvsim.scenario.errors import one_line
from tvsim.scenario.origins import source_text
from tvsim.scenario.register import Entry

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
LONGEST_TEXT = 32_767
"""Characters of a cell."""
MOST_ROWS = 1_048_575
TIDY = {
    "waits": marked("Waiting times"),
    "hourly_waits": marked("Waits by agency and hour"),
    "stock": marked("Dossiers"),
    "open_cases": marked("Open cases by day"),
}
"""Tables of figures, beside the key figures, that get a sheet each, and its name."""
A4 = 9
"""Number of the paper in Excel's list."""
CHART = {"width": 480, "height": 288}
CHART_ROWS = 15
"""Rows of a sheet that a chart takes."""
SUMMARY_COLUMNS = 17
"""Characters of the columns of the summary's numbers, over which the charts stand."""
ROOM_IN_HEADINGS = 3
"""Characters of a heading's column that its bold text and the arrow of a filter leave free."""
LONGEST_NAME = 60
"""Characters of the longest figure's name that widens the first column of the summary."""
DAYS = {"en": "yyyy-mm-dd", "vi": "dd/mm/yyyy"}
"""How days are written, by language."""
TEXT = {"align": "left", "indent": 1, "valign": "top"}
"""How texts stand: apart from a number that ends at the left of them."""


def workbook(evidence: Evidence, language: Language) -> bytes:
    """Return a study as an Excel workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": one_line(_title(evidence, language)), "author": "", "company": ""})
        writer = _Sheets(book, language)
        _summary(writer, evidence)
        writer.figures(language.text("Key figures"), _key_figures(evidence), evidence)
        if evidence.comparison is not None:
            writer.figures(language.text("Differences"), evidence.comparison.differences.reset_index(), evidence)
        for name, title in TIDY.items():
            writer.figures(language.text(title), _tidy(evidence, name), evidence)
        writer.table(language.text("Register"), *_register(evidence, language))
        writer.table(language.text("Manifest"), *_manifest(evidence, language))
    return buffer.getvalue()


_CHARTED = (
    marked("Figure"), marked("Unit"), marked("Scenario"), marked("Value"), marked("below"), marked("above"),
)  # fmt: skip
"""Headings of the numbers that are charted."""


def _title(evidence: Evidence, language: Language) -> str:
    return "; ".join(evidence.titles(language))


def _keys(evidence: Evidence) -> Sequence[str]:
    """Keys of the scenarios, no two the same."""
    return [evidence.base.name] if evidence.comparison is None else evidence.comparison.names


class _Sheets:
    """Writes tables onto sheets of a workbook."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **TEXT})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.day = book.add_format({"num_format": DAYS[language.code], **TEXT})
        self.short = book.add_format(TEXT)
        self.long = book.add_format({"text_wrap": True, **TEXT})
        self._numbers: dict[NumberForm, Any] = {}

    def sheet(self, name: str) -> Any:
        """Add a sheet, which is printed on pages of A4 as wide as it is."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def number(self, form: NumberForm | None) -> Any:
        """Format of numbers that are shown in a form, or as they are."""
        if form is None:
            return self.short
        if form not in self._numbers:
            stands = TEXT if form.at_left else {"valign": "top"}
            self._numbers[form] = self.book.add_format({"num_format": form.pattern, **stands})
        return self._numbers[form]

    def figures(self, name: str, table: pd.DataFrame, evidence: Evidence) -> None:
        """Write a table of figures of scenarios, whose columns and rows are named by keys, in words."""
        language = self.language
        columns = ["scenario", *(column for column in table if column != "scenario")]
        titles = dict(zip(_keys(evidence), evidence.titles(language), strict=True))
        scenarios = [results.scenario for results in evidence.results]
        formed = {language.text(COLUMNS[column]): each for column, each in forms(table, language).items()}
        self.table(name, in_words(table[columns], scenarios, titles, language), formed)

    def table(self, name: str, table: pd.DataFrame, forms: Forms | None = None, *, filtered: bool = True) -> Any:
        """Write a table onto a sheet of its own, as one that Excel can filter; return the sheet."""
        sheet, table = self.sheet(name), table.head(MOST_ROWS)
        shown, widths = [], []
        for number, heading in enumerate(map(str, table)):
            values = _formed(table[heading], (forms or {}).get(heading))
            shown.append([self._seen(value, form) for value, form in values])
            widths.append(column_width(heading, shown[-1]))
            sheet.set_column(number, number, widths[-1])
            for row, (value, form) in enumerate(values, start=1):
                self.cell(sheet, row, number, value, self.number(form))
        self.headings(sheet, 0, list(table.columns), widths)
        for number, texts in enumerate(zip(*shown, strict=True), start=1):
            if any(len(text) > WIDEST - MARGIN for text in texts):
                sheet.set_row(number, row_height(texts, widths))
        sheet.freeze_panes(1, 0)
        if filtered and len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        return sheet

    def _seen(self, value: object, form: NumberForm | None) -> str:
        """What is seen of a value."""
        if isinstance(value, pd.Timestamp):
            return DAYS[self.language.code]
        if isinstance(value, (int, float)):
            return (form.shown(value) if form else str(value)) if math.isfinite(value) else ""
        return _text(value) if isinstance(value, str) else ""

    def headings(self, sheet: Any, row: int, headings: Sequence[str], widths: Sequence[int]) -> None:
        """Write a row of headings, as high as the longest needs: no program makes it higher by itself."""
        texts = [_text(heading) for heading in headings]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self.heading)
        sheet.set_row(row, row_height(texts, widths, ROOM_IN_HEADINGS))

    def cell(self, sheet: Any, row: int, column: int, value: object, form: Any = None) -> None:
        """Write a value: numbers as numbers, days as days, all else as text; what is missing stays empty."""
        if isinstance(value, pd.Timestamp):
            sheet.write_datetime(row, column, value.to_pydatetime(), self.day)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            if math.isfinite(value):
                sheet.write_number(row, column, value, form)
        elif isinstance(value, str):
            text = _text(value)
            sheet.write_string(row, column, text, self.long if len(text) > WIDEST - MARGIN else self.short)


def _formed(values: pd.Series[Any], forms: Sequence[NumberForm | None] | None) -> list[tuple[Any, NumberForm | None]]:
    """Each value of a column with its form, where it has one."""
    return list(zip(values, (forms or [None] * len(values))[: len(values)], strict=True))


def _text(value: object) -> str:
    """A text that a cell takes."""
    return one_line(str(value)).encode("utf-8", "backslashreplace").decode()[:LONGEST_TEXT]


def _summary(writer: _Sheets, evidence: Evidence) -> None:
    """Key figures of each scenario over all agencies with their intervals, and a chart of the foremost."""
    language, sheet = writer.language, writer.sheet(writer.language.text("Summary"))
    sheet.write_string(0, 0, _text(_title(evidence, language)), writer.title)
    writer.cell(sheet, 1, 0, " ".join(evidence.not_comparable(language)))
    names = evidence.titles(language)
    headings = [language.text("Figure")]
    for name in names:
        headings += [name, language.text("from"), language.text("to")]
    labels = [named_with_unit(figure, language) + (" (%)" if _is_share(figure) else "") for figure in SHOWN]
    first = min(max(map(len, labels)), LONGEST_NAME) + MARGIN
    writer.headings(sheet, 2, headings, [first, *[SUMMARY_COLUMNS] * (len(headings) - 1)])
    for row, (figure, label) in enumerate(zip(SHOWN, labels, strict=True), start=3):
        writer.cell(sheet, row, 0, label)
        form = writer.number(shown_form(figure))
        for place, results in enumerate(evidence.results):
            for aside, value in enumerate(_shown(results, figure)):
                writer.cell(sheet, row, 1 + 3 * place + aside, value, form)
    sheet.set_column(0, 0, first)
    sheet.set_column(1, 3 * len(names), SUMMARY_COLUMNS)
    sheet.freeze_panes(3, 1)
    # Excel heeds no page breaks on sheets as wide as a page: on one page, no chart is split.
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    _charts(writer, sheet, evidence, names)


def _shown(results: Results, figure: str) -> tuple[float, ...]:
    """A figure over all agencies and the ends of its interval, in the unit in which it is shown."""
    found = results.estimate(ALL, figure)
    return tuple(shown_value(each, figure) for each in (found.value, found.low, found.high))


def _is_share(figure: str) -> bool:
    return shown_value(1.0, figure) == 100


def _charts(writer: _Sheets, sheet: Any, evidence: Evidence, names: Sequence[str]) -> None:
    """One chart for each foremost figure, with the 95 % intervals as error bars; its numbers stand on a sheet."""
    language = writer.language
    table = _charted(evidence, names, language)
    headings = [language.text(heading) for heading in _CHARTED]
    by_row = [shown_form(figure) for figure in FOREMOST for _ in names]
    formed = dict.fromkeys(headings[3:], by_row)
    data = writer.table(language.text("Charts"), table.set_axis(headings, axis=1), formed, filtered=False)
    for place, figure in enumerate(FOREMOST):
        first, last = 1 + place * len(names), (place + 1) * len(names)
        ends = (table["value"] + table["above"].fillna(0)).iloc[first - 1 : last]
        end = _axis_end(ends.max() if ends.notna().any() else 0)
        chart = _chart(writer, data.get_name(), first, last, axis_label(figure, language), end)
        at_row, at_column = len(SHOWN) + 5 + CHART_ROWS * (place // 2), 4 * (place % 2)
        sheet.insert_chart(at_row, at_column, chart)


def _charted(evidence: Evidence, names: Sequence[str], language: Language) -> pd.DataFrame:
    """The numbers of the charts: values in the unit in which they are shown, and the lengths of the error bars."""
    rows = []
    for figure in FOREMOST:
        called = figure_name(figure, language), shown_unit_word(figure, language)
        for name, results in zip(names, evidence.results, strict=True):
            value, low, high = _shown(results, figure)
            rows.append((*called, name, value, value - low, high - value))
    return pd.DataFrame(rows, columns=["figure", "unit", "name", "value", "below", "above"])


def _axis_end(highest: float) -> float | None:
    """A round number above the highest bar and its interval, which Excel does not look at; none where all are 0."""
    if highest <= 0:
        return None
    step: float = 10 ** math.floor(math.log10(highest)) / 2
    return step * (math.floor(highest * 1.02 / step) + 1)


def _chart(writer: _Sheets, sheet: str, first: int, last: int, title: str, end: float | None) -> Any:
    chart = writer.book.add_chart({"type": "column"})
    quoted = "'" + sheet.replace("'", "''") + "'"
    above, below = (f"={quoted}!${column}${first + 1}:${column}${last + 1}" for column in "FE")
    chart.add_series(
        {
            "categories": [sheet, first, 2, last, 2],
            "values": [sheet, first, 3, last, 3],
            "fill": {"color": "#2b6ca3"},
            "y_error_bars": {"type": "custom", "plus_values": above, "minus_values": below},
            "gap": 80,
        }
    )
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.set_size(CHART)
    chart.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#dddddd"}}, "min": 0, "max": end})
    return chart


def _key_figures(evidence: Evidence) -> pd.DataFrame:
    """One row a scenario, agency and figure; shares between 0 and 1, money in đồng."""
    parts = [
        results.estimates.reset_index().assign(scenario=name)
        for name, results in zip(_keys(evidence), evidence.results, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _tidy(evidence: Evidence, name: str) -> pd.DataFrame:
    """Means over the replications of a table of figures, of all scenarios."""
    parts = [
        results.estimates_of(name).assign(scenario=scenario)
        for scenario, results in zip(_keys(evidence), evidence.results, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


_REGISTERED = {
    "scenario": marked("Scenario"),
    "where": marked("Where"),
    "value": marked("Value"),
    "source": marked("Source"),
    "file": marked("File"),
    "path": marked("Key of the place"),
    "scenario_key": COLUMNS["scenario_key"],
}
"""Columns of the register."""


def _register(evidence: Evidence, language: Language) -> tuple[pd.DataFrame, Forms]:
    """All values of the first scenario with their sources, then what others say otherwise or have from elsewhere."""
    rows, formed = [], []
    called = zip(evidence.titles(language), _keys(evidence), evidence.results, strict=True)
    for number, (title, key, results) in enumerate(called):
        for entry in results.scenario.entries:
            if entry.place not in OF_THE_STUDY and not (number and evidence.says_today(entry)):
                value, form = _value(entry, results.scenario, language)
                told = _registered(entry, results.scenario, language)
                rows.append({"scenario": title, "scenario_key": key, "value": value, **told})
                formed.append(form)
    table = pd.DataFrame(rows, columns=list(_REGISTERED), dtype=object)
    named = {name: language.text(text) for name, text in _REGISTERED.items()}
    return table.rename(columns=named), {named["value"]: formed}


def _value(entry: Entry, scenario: Scenario, language: Language) -> tuple[float | str, NumberForm | None]:
    """A value as a number that is shown with its unit, or in words where it is not one number."""
    found = number_at(entry.value, entry.place, language)
    if found is None:
        return value_words(entry.value, entry.place, scenario, language), None
    number, measure = found
    return number, NumberForm(measure.places, is_share=measure.is_share, at_left=True, unit=measure.unit)


def _registered(entry: Entry, scenario: Scenario, language: Language) -> dict[str, str]:
    """Where a value stands, and its source; of the file that says it the name, not where it lies."""
    file, where = entry.origin.file, entry.origin.where
    return {
        "where": place_name(entry.path, scenario, language),
        "source": source_text(entry.origin.source, language),
        "file": one_line(Path(file).name + where.removeprefix(file)),
        "path": entry.path,
    }


def _manifest(evidence: Evidence, language: Language) -> tuple[pd.DataFrame, Forms]:
    """What it takes to repeat the study; the seed has no points or commas, as it is typed."""
    around = surroundings()
    rows: Sequence[tuple[str, object, NumberForm | None]] = (
        (language.text("Version"), evidence.study.model, None),
        (language.text("Seed"), evidence.study.seed, None),
        (language.text("Replications"), evidence.replications, NumberForm(at_left=True)),
        (language.text("Scenarios"), "; ".join(evidence.study.files), None),
        (language.text("Begun"), begun(evidence.study, language), None),
        (language.text("Duration (seconds)"), evidence.study.seconds, NumberForm(places=1, at_left=True)),
        (language.text("Written with"), f"Python {around['python']}, {around['platform']}", None),
    )
    what, value = language.text("What"), language.text("Value")
    table = pd.DataFrame([row[:2] for row in rows], columns=[what, value])
    return table, {value: [form for _, _, form in rows]}
