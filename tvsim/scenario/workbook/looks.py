"""How cells of a workbook look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from tvsim.scenario.workbook.cells import Cell
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.kinds import ByKey, Code, Date, Flag, Kind, Listed, Named, Number, Staff, Text, Time, Word

Look = dict[str, Any]

DARK, PALE, DEFAULTS, KEY, LINE = "#1F4E79", "#DDEBF7", "#FFF2CC", "#F2F2F2", "#BFBFBF"
_BASE: Look = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_CELL: Look = {"border": 1, "border_color": LINE}
TITLE: Look = {"bold": True, "font_size": 14, "font_color": DARK}
NOTE: Look = {"italic": True, "font_color": "#595959"}
HEADING: Look = {
    **_CELL,
    "bold": True,
    "bg_color": DARK,
    "font_color": "#FFFFFF",
    "text_wrap": True,
    "valign": "vcenter",
}
GROUP: Look = {"bold": True, "font_color": DARK, "bg_color": PALE}
LABEL: Look = {**_CELL, "bg_color": KEY, "text_wrap": True}
OWNER: Look = {**_CELL, "bg_color": KEY, "bold": True, "num_format": "@"}
FAINT: Look = {**_CELL, "font_color": "#7F7F7F", "align": "left", "indent": 1}
SOURCE: Look = {**_CELL, "font_color": "#404040", "num_format": "@", "align": "left", "indent": 1}
PARAGRAPH: Look = {"text_wrap": True}

_TEXTS = (Text, Code, Time, ByKey, Named, Staff, Word, Flag)
_LEAST_WITH_SEPARATOR = 10_000
_LONGEST_UNWRAPPED = 20
_LINE_HEIGHT = 13.5


@dataclass
class Looks:
    """Formats of a workbook, each made once."""

    book: Workbook
    lang: str
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def of(self, look: Look) -> Format:
        """Return the format of a look."""
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**_BASE, **look})
        return self._made[key]

    def value(self, kind: Kind, cell: Cell, *, is_default: bool = False, is_left: bool = False) -> Format:
        """Return the format of a value."""
        look: Look = {**_CELL, "num_format": self._number_format(kind, cell)}
        if is_default:
            look["bg_color"] = DEFAULTS
        is_text = isinstance(cell, str)
        look |= {"align": "left", "indent": 1} if is_text or is_left else {"align": "right"} if cell is not None else {}
        if isinstance(cell, str) and len(cell) > _LONGEST_UNWRAPPED:
            look["text_wrap"] = True
        return self.of(look)

    def _number_format(self, kind: Kind, cell: Cell) -> str:
        if isinstance(kind, Date):
            return "dd/mm/yyyy" if self.lang == "vi" else "yyyy-mm-dd"
        if isinstance(kind, Number) and kind.as_percent:
            return percent_format(cell)
        if isinstance(kind, _TEXTS) or (isinstance(kind, Listed) and not kind.has_numbers):
            return "@"
        is_large = isinstance(cell, (int, float)) and abs(cell) >= _LEAST_WITH_SEPARATOR and cell == round(cell)
        return "#,##0" if is_large else "General"


def percent_format(cell: Cell) -> str:
    """Return a format with as many decimals as a share needs, up to four."""
    if not isinstance(cell, (int, float)):
        return "0.0%"
    decimals = next((places for places in range(4) if round(cell * 100, places) == round(cell * 100, 9)), 4)
    return f"0.{'0' * decimals}%" if decimals else "0%"


def height(texts: Iterable[tuple[Cell, float]]) -> float:
    """Return the height of a row with texts in columns of some width, each in as many lines as it needs."""
    lines = [1 + int(len(text) * 0.95 / width) for text, width in texts if isinstance(text, str)]
    return _LINE_HEIGHT * min(max(lines, default=1), 12) + 1.5


def width(field_: Field, number: int) -> float:
    """Return the width of the column in which a cell of a field stands, in characters."""
    kind = field_.kind
    if isinstance(kind, Named):
        return 38
    if isinstance(kind, Listed):
        return 16 if kind.has_numbers else 22
    if isinstance(kind, (Text, ByKey)):
        return 20
    if isinstance(kind, (Word, Code)):
        return 16
    return 13 if number == 0 else 11
