"""Charts of the foremost figures on the first sheet of a study's workbook; their numbers have a sheet of their own."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import NumberForm, axis_form, cell_value, estimate_form, length_form
from tvsim.paper.sheet_words import shown_unit_word
from tvsim.paper.sheets import Sheets
from tvsim.report.figure_names import figure_name, named_with_unit

CHART = {"width": 480, "height": 288}
ACROSS = 3
"""Charts side by side, as many as fill a page in landscape."""
GAP = 10
"""Pixels between them."""
CHART_ROWS = 15
"""Rows of a sheet that a chart takes."""
HEADINGS = (
    marked("Figure"), marked("Unit"), marked("Scenario"), marked("Value"), marked("below"), marked("above"),
)  # fmt: skip
"""Of the numbers that are charted: below and above are the lengths of the error bars."""


def write_charts(writer: Sheets, sheet: Any, row: int, evidence: Evidence) -> None:
    """Put one chart for each foremost figure onto a sheet, from a row on, with the 95 % intervals as error bars."""
    language, names = writer.language, evidence.titles(writer.language)
    table, formed = _charted(evidence, names, language)
    data = writer.table(language.text("Charts"), table, formed, filtered=False)
    for place, figure in enumerate(FOREMOST):
        first, last = 1 + place * len(names), (place + 1) * len(names)
        label = named_with_unit(figure, language)
        chart = _chart(writer, data.get_name(), first, table.iloc[first - 1 : last], figure)
        chart.set_title({"name": label, "name_font": {"size": 11}})
        at_row, offset = row + CHART_ROWS * (place // ACROSS), (place % ACROSS) * (CHART["width"] + GAP)
        sheet.insert_chart(at_row, 0, chart, {"x_offset": offset, "description": label})


def _charted(
    evidence: Evidence, names: Sequence[str], language: Language
) -> tuple[pd.DataFrame, dict[str, list[NumberForm | None]]]:
    """The numbers of the charts, and their forms by column."""
    rows, values, lengths = [], list[NumberForm | None](), list[NumberForm | None]()
    for figure in FOREMOST:
        called = figure_name(figure, language), shown_unit_word(figure, language)
        for name, results in zip(names, evidence.results, strict=True):
            found = results.estimate(ALL, figure)
            value, low, high = (cell_value(each, figure) for each in (found.value, found.low, found.high))
            rows.append((*called, name, value, value - low, high - value))
            values.append(estimate_form(found, figure))
            lengths.append(length_form(max(found.value - found.low, found.high - found.value), figure))
    headings = [language.text(heading) for heading in HEADINGS]
    forms = {headings[3]: values} | dict.fromkeys(headings[4:], lengths)
    return pd.DataFrame(rows, columns=headings), forms


def _axis_end(highest: float) -> float | None:
    """A round number above the highest bar and its interval, which Excel does not look at; none where all are 0."""
    if highest <= 0:
        return None
    step: float = 10 ** math.floor(math.log10(highest)) / 2
    return step * (math.floor(highest * 1.02 / step) + 1)


def _chart(writer: Sheets, sheet: str, first: int, numbers: pd.DataFrame, figure: str) -> Any:
    """A chart of the numbers of a figure, which stand on a sheet from a row on."""
    chart, last = writer.book.add_chart({"type": "column"}), first + len(numbers) - 1
    value, below, above = (numbers.iloc[:, place] for place in (3, 4, 5))
    quoted = "'" + sheet.replace("'", "''") + "'"
    bars: dict[str, Any] = {"type": "custom"}
    for name, column, lengths in (("minus", "E", below), ("plus", "F", above)):
        bars[f"{name}_values"] = f"={quoted}!${column}${first + 1}:${column}${last + 1}"
        # Without them, programs that do not look at the cells draw no interval.
        bars[f"{name}_data"] = [each if math.isfinite(each) else None for each in lengths]
    chart.add_series(
        {
            "categories": [sheet, first, 2, last, 2],
            "values": [sheet, first, 3, last, 3],
            "fill": {"color": "#2b6ca3"},
            "y_error_bars": bars,
            "gap": 80,
        }
    )
    chart.set_legend({"none": True})
    chart.set_size(CHART)
    ends = value + above.fillna(0)
    end = _axis_end(ends.max() if ends.notna().any() else 0)
    form = axis_form(end, figure)
    lines = {"visible": True, "line": {"color": "#dddddd"}}
    chart.set_y_axis({"major_gridlines": lines, "min": 0, "max": end, "num_format": form.pattern})
    return chart
