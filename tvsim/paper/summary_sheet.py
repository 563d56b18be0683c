"""The first sheet of a study's workbook: its key figures side by side, and charts of the foremost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tvsim.experiment.results import Results
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.column_widths import MARGIN
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import shown_form
from tvsim.paper.sheet_words import shown_unit_word
from tvsim.paper.sheets import Sheets, cell_text
from tvsim.report.axes import axis_label
from tvsim.report.comparison import SHOWN
from tvsim.report.figure_names import figure_name, named_with_unit, shown_value

CHART = {"width": 480, "height": 288}
CHART_ROWS = 15
"""Rows of a sheet that a chart takes."""
SUMMARY_COLUMNS = 17
"""Characters of the columns of the summary's numbers, over which the charts stand."""
LONGEST_NAME = 60
"""Characters of the longest figure's name that widens the first column of the summary."""
_CHARTED = (
    marked("Figure"), marked("Unit"), marked("Scenario"), marked("Value"), marked("below"), marked("above"),
)  # fmt: skip
"""Headings of the numbers that are charted."""


def write_summary(writer: Sheets, evidence: Evidence, title: str) -> None:
    """Write key figures of each scenario over all agencies with their intervals, and a chart of the foremost."""
    language, sheet = writer.language, writer.sheet(writer.language.text("Summary"))
    sheet.write_string(0, 0, cell_text(title), writer.title)
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


def _charts(writer: Sheets, sheet: Any, evidence: Evidence, names: Sequence[str]) -> None:
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


def _chart(writer: Sheets, sheet: str, first: int, last: int, title: str, end: float | None) -> Any:
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
