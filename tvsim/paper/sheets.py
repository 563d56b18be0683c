"""Sheets of a study's workbook: how tables are written, seen and printed.

Texts are written as texts whatever they begin with, so that none of them becomes a formula.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tvsim.language import Language
from tvsim.paper.column_widths import MARGIN, WIDEST, column_width, row_height
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import Forms, NumberForm, forms, is_share
from tvsim.paper.sheet_words import COLUMNS, OF_SHARES, in_words
from tvsim.scenario.errors import one_line

LONGEST_TEXT = 32_767
"""Characters of a cell."""
MOST_ROWS = 1_048_575
A4 = 9
"""Number of the paper in Excel's list."""
ROOM_IN_HEADINGS = 3
"""Characters of a heading's column that its bold text and the arrow of a filter leave free."""
DAYS = {"en": "yyyy-mm-dd", "vi": "dd/mm/yyyy"}
"""How days are written, by language."""
TEXT = {"align": "left", "indent": 1, "valign": "top"}
"""How texts stand: apart from a number that ends at the left of them."""
NOTE = {"author": "", "x_scale": 2, "y_scale": 1.3}
"""A note at a cell, as large as its text needs."""


class Sheets:
    """Writes tables onto sheets of a workbook."""

    def __init__(self, book: Any, language: Language) -> None:
        self.book, self.language = book, language
        self.heading = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, **TEXT})
        self.group = book.add_format({"bold": True, "text_wrap": True, **TEXT})
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
        titles = dict(zip(evidence.names, evidence.titles(language), strict=True))
        scenarios = [results.scenario for results in evidence.results]
        formed = {language.text(COLUMNS[column]): each for column, each in forms(table, language).items()}
        worded = in_words(table[columns], scenarios, titles, language)
        sheet = self.table(name, worded, formed)
        if any(is_share(figure) for figure in table["figure"].unique()):
            unit = list(worded).index(language.text(COLUMNS["unit"]))
            sheet.write_comment(0, unit, language.text(OF_SHARES), NOTE)

    def table(self, name: str, table: pd.DataFrame, forms: Forms | None = None, *, filtered: bool = True) -> Any:
        """Write a table onto a sheet of its own, as one that Excel can filter; return the sheet."""
        sheet, table = self.sheet(name), table.head(MOST_ROWS)
        shown, widths = [], []
        for number, heading in enumerate(map(str, table)):
            values = _formed(table[heading], (forms or {}).get(heading))
            shown.append([self.seen(value, form) for value, form in values])
            widths.append(column_width(heading, shown[-1]))
            sheet.set_column(number, number, widths[-1])
            for row, (value, form) in enumerate(values, start=1):
                self.cell(sheet, row, number, value, self.number(form))
        self.headings(sheet, 0, list(table.columns), widths)
        for number, texts in enumerate(zip(*shown, strict=True), start=1):
            if any(len(text) > WIDEST - MARGIN for text in texts):
                sheet.set_row(number, row_height(texts, widths))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if filtered and len(table):
            sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
        return sheet

    def seen(self, value: object, form: NumberForm | None) -> str:
        """Return what is seen of a value."""
        if isinstance(value, pd.Timestamp):
            return DAYS[self.language.code]
        if isinstance(value, (int, float)):
            return (form.shown(value) if form else str(value)) if math.isfinite(value) else ""
        return cell_text(value) if isinstance(value, str) else ""

    def headings(self, sheet: Any, row: int, headings: Sequence[str], widths: Sequence[int]) -> None:
        """Write a row of headings, as high as the longest needs: no program makes it higher by itself."""
        texts = [cell_text(heading) for heading in headings]
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
            text = cell_text(value)
            sheet.write_string(row, column, text, self.long if len(text) > WIDEST - MARGIN else self.short)


def _formed(values: pd.Series[Any], forms: Sequence[NumberForm | None] | None) -> list[tuple[Any, NumberForm | None]]:
    """Each value of a column with its form, where it has one."""
    return list(zip(values, (forms or [None] * len(values))[: len(values)], strict=True))


def cell_text(value: object) -> str:
    """Return a text that a cell takes."""
    return one_line(str(value)).encode("utf-8", "backslashreplace").decode()[:LONGEST_TEXT]
