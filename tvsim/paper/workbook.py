"""A study as an Excel workbook: a summary with charts, tidy sheets, and where the numbers come from.

Texts are written as texts whatever they begin with, so that none of them becomes a formula.
"""

from __future__ import annotations

import io
import math
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter

from tvsim.experiment.manifest import surroundings
from tvsim.experiment.results import Results
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.annexes import OF_THE_STUDY, begun
from tvsim.paper.evidence import Evidence
from tvsim.paper.sheet_words import in_words
from tvsim.report.axes import axis_label
from tvsim.report.comparison import SHOWN
from tvsim.report.figure_names import decimals, figure_name, named_with_unit, shown_value
from tvsim.report.place_names import place_name
from tvsim.report.register_words import value_words
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
FIRST_COLUMN, OTHER_COLUMNS = 34, 17
LONGEST_NAME = 60
"""Characters of the longest figure's name that widens the first column of the summary."""
LINE_HEIGHT = 15


def workbook(evidence: Evidence, language: Language) -> bytes:
    """Return a study as an Excel workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": one_line(_title(evidence, language)), "author": "", "company": ""})
        writer = _Sheets(book, language)
        _summary(writer, evidence)
        writer.table(language.text("Key figures"), _key_figures(evidence, language))
        if evidence.comparison is not None:
            writer.table(language.text("Differences"), _differences(evidence, language))
        for name, title in TIDY.items():
            writer.table(language.text(title), _tidy(evidence, name, language))
        writer.table(language.text("Register"), _register(evidence, language))
        writer.table(language.text("Manifest"), _manifest(evidence, language))
    return buffer.getvalue()


_CHARTED = (marked("Figure"), marked("Scenario"), marked("Value"), marked("below"), marked("above"))
"""Headings of the numbers that are charted."""


def _title(evidence: Evidence, language: Language) -> str:
    return "; ".join(language.name(each.scenario.plan.name, each.scenario.name) for each in evidence.results)


def _names(evidence: Evidence) -> Sequence[str]:
    """What the scenarios are called in the tables."""
    return [evidence.base.name] if evidence.comparison is None else evidence.comparison.names


class _Sheets:
    """Writes tables onto sheets of a workbook."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._numbers: dict[int, Any] = {}

    def sheet(self, name: str) -> Any:
        """Add a sheet, which is printed on pages of A4 as wide as it is."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        return sheet

    def number(self, figure: str) -> Any:
        """Format of a key figure's values, with as many decimals as everywhere."""
        places = decimals(figure)
        if places not in self._numbers:
            self._numbers[places] = self.book.add_format({"num_format": "#,##0" + "." * (places > 0) + "0" * places})
        return self._numbers[places]

    def table(self, name: str, table: pd.DataFrame) -> None:
        """Write a table onto a sheet of its own, as one that Excel can filter."""
        sheet = self.sheet(name)
        self.headings(sheet, 0, list(table.columns))
        for number, row in enumerate(table.head(MOST_ROWS).itertuples(index=False), start=1):
            for column, value in enumerate(row):
                self.cell(sheet, number, column, value)
        sheet.set_column(0, 0, FIRST_COLUMN)
        sheet.set_column(1, max(len(table.columns) - 1, 1), OTHER_COLUMNS)
        sheet.freeze_panes(1, 0)
        if len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)

    def headings(self, sheet: Any, row: int, headings: Sequence[str]) -> None:
        """Write a row of headings, as high as the longest needs: no program makes it higher by itself."""
        texts = [_text(heading) for heading in headings]
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self.heading)
        lines = max((len(textwrap.wrap(text, OTHER_COLUMNS - 3)) for text in texts), default=1)
        sheet.set_row(row, LINE_HEIGHT * max(lines, 1))

    def cell(self, sheet: Any, row: int, column: int, value: object, form: Any = None) -> None:
        """Write a value: numbers as numbers, days as days, all else as text; what is missing stays empty."""
        if isinstance(value, pd.Timestamp):
            sheet.write_datetime(row, column, value.to_pydatetime(), self.day)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            if math.isfinite(value):
                sheet.write_number(row, column, value, form)
        elif isinstance(value, str):
            sheet.write_string(row, column, _text(value))


def _text(value: object) -> str:
    """A text that a cell takes."""
    return one_line(str(value)).encode("utf-8", "backslashreplace").decode()[:LONGEST_TEXT]


def _summary(writer: _Sheets, evidence: Evidence) -> None:
    """Key figures of each scenario over all agencies with their intervals, and a chart of the foremost."""
    language, sheet = writer.language, writer.sheet(writer.language.text("Summary"))
    sheet.write_string(0, 0, _text(_title(evidence, language)), writer.title)
    names = [language.name(each.scenario.plan.name, each.scenario.name) for each in evidence.results]
    headings = [language.text("Figure")]
    for name in names:
        headings += [name, language.text("from"), language.text("to")]
    writer.headings(sheet, 2, headings)
    labels = [named_with_unit(figure, language) + (" (%)" if _is_share(figure) else "") for figure in SHOWN]
    for row, (figure, label) in enumerate(zip(SHOWN, labels, strict=True), start=3):
        sheet.write_string(row, 0, label)
        form = writer.number(figure)
        for place, results in enumerate(evidence.results):
            for aside, value in enumerate(_shown(results, figure)):
                writer.cell(sheet, row, 1 + 3 * place + aside, value, form)
    sheet.set_column(0, 0, min(max(map(len, labels)), LONGEST_NAME) + 2)
    sheet.set_column(1, 3 * len(names), OTHER_COLUMNS)
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
    data = writer.sheet(language.text("Charts"))
    for column, heading in enumerate(_CHARTED):
        data.write_string(0, column, language.text(heading), writer.heading)
    data.set_column(0, 1, FIRST_COLUMN)
    row = 1
    for place, figure in enumerate(FOREMOST):
        first, highest = row, 0.0
        for name, results in zip(names, evidence.results, strict=True):
            value, low, high = _shown(results, figure)
            data.write_string(row, 0, figure_name(figure, language))
            data.write_string(row, 1, _text(name))
            for column, each in enumerate((value, value - low, high - value), start=2):
                writer.cell(data, row, column, each)
            highest = max([highest, *(each for each in (value, high) if math.isfinite(each))])
            row += 1
        chart = _chart(writer, data.get_name(), first, row - 1, axis_label(figure, language), _axis_end(highest))
        at_row, at_column = len(SHOWN) + 5 + CHART_ROWS * (place // 2), 4 * (place % 2)
        sheet.insert_chart(at_row, at_column, chart)


def _axis_end(highest: float) -> float | None:
    """A round number above the highest bar and its interval, which Excel does not look at; none where all are 0."""
    if highest <= 0:
        return None
    step: float = 10 ** math.floor(math.log10(highest)) / 2
    return step * (math.floor(highest * 1.02 / step) + 1)


def _chart(writer: _Sheets, sheet: str, first: int, last: int, title: str, end: float | None) -> Any:
    chart = writer.book.add_chart({"type": "column"})
    quoted = "'" + sheet.replace("'", "''") + "'"
    above, below = (f"={quoted}!${column}${first + 1}:${column}${last + 1}" for column in "ED")
    chart.add_series(
        {
            "categories": [sheet, first, 1, last, 1],
            "values": [sheet, first, 2, last, 2],
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


def _key_figures(evidence: Evidence, language: Language) -> pd.DataFrame:
    """One row a scenario, agency and figure; shares between 0 and 1, money in đồng."""
    parts = [
        results.estimates.reset_index().assign(scenario=name)
        for name, results in zip(_names(evidence), evidence.results, strict=True)
    ]
    return _in_words(pd.concat(parts, ignore_index=True), evidence, language)


def _differences(evidence: Evidence, language: Language) -> pd.DataFrame:
    """One row a scenario, agency and figure, held against the first scenario."""
    assert evidence.comparison is not None
    return _in_words(evidence.comparison.differences.reset_index(), evidence, language)


def _tidy(evidence: Evidence, name: str, language: Language) -> pd.DataFrame:
    """Means over the replications of a table of figures, of all scenarios."""
    parts = [
        results.estimates_of(name).assign(scenario=scenario)
        for scenario, results in zip(_names(evidence), evidence.results, strict=True)
    ]
    return _in_words(pd.concat(parts, ignore_index=True), evidence, language)


_REGISTERED = {
    "scenario": marked("Scenario"),
    "where": marked("Where"),
    "value": marked("Value"),
    "source": marked("Source"),
    "file": marked("File"),
    "path": marked("Key of the place"),
}
"""Columns of the register."""


def _register(evidence: Evidence, language: Language) -> pd.DataFrame:
    """All values of the first scenario with their sources, then what others say otherwise or have from elsewhere."""
    rows = []
    for number, (name, results) in enumerate(zip(_names(evidence), evidence.results, strict=True)):
        for entry in results.scenario.entries:
            if entry.place not in OF_THE_STUDY and not (number and evidence.says_today(entry)):
                rows.append({"scenario": name, **_registered(entry, results.scenario, language)})
    table = pd.DataFrame(rows, columns=list(_REGISTERED))
    return table.rename(columns={name: language.text(text) for name, text in _REGISTERED.items()})


def _registered(entry: Entry, scenario: Scenario, language: Language) -> dict[str, str]:
    """A value in words, and its source; of the file that says it the name, not where it lies."""
    file, where = entry.origin.file, entry.origin.where
    return {
        "where": place_name(entry.path, scenario, language),
        "value": value_words(entry.value, entry.place, scenario, language),
        "source": source_text(entry.origin.source, language),
        "file": one_line(Path(file).name + where.removeprefix(file)),
        "path": entry.path,
    }


def _in_words(table: pd.DataFrame, evidence: Evidence, language: Language) -> pd.DataFrame:
    columns = ["scenario", *(column for column in table if column != "scenario")]
    return in_words(table[columns], [results.scenario for results in evidence.results], language)


def _manifest(evidence: Evidence, language: Language) -> pd.DataFrame:
    around = surroundings()
    rows: Iterable[tuple[str, object]] = (
        (language.text("Version"), evidence.study.model),
        (language.text("Seed"), evidence.study.seed),
        (language.text("Replications"), evidence.replications),
        (language.text("Scenarios"), "; ".join(evidence.study.files)),
        (language.text("Begun"), begun(evidence.study, language)),
        (language.text("Duration (seconds)"), evidence.study.seconds),
        (language.text("Written with"), f"Python {around['python']}, {around['platform']}"),
    )
    return pd.DataFrame(rows, columns=[language.text("What"), language.text("Value")])
