"""Sheets of a workbook as rows of cells."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from tvsim.language import marked, worded
from tvsim.scenario.workbook.cells import Cell
from tvsim.scenario.workbook.package import UNREADABLE, Oddities, UnreadableError, oddities

MERGED = marked("the cells are merged; unmerge them, and fill in each")
_DAY_S = 24 * 60 * 60


@dataclass(frozen=True)
class Found:
    """A cell that was found: what it holds, its address, and what is wrong with it; empty where nothing is."""

    value: Cell
    address: str
    trouble: str = ""
    is_merged: bool = False


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet."""

    name: str
    rows: Sequence[Sequence[Cell]]
    odd: Oddities

    def value(self, row: int, column: int) -> Cell:
        """What a cell holds, by row and column from 0."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else ()
        return cells[column] if 0 <= column < len(cells) else None

    def cell(self, row: int, column: int) -> Found:
        """A cell; of merged ones, each has the address of the range."""
        merged = self.odd.range_of(row, column)
        if merged is not None:
            address = f"{quote_sheetname(self.name)}!{xl_range(*merged)}"
            return Found(self.value(row, column), address, worded(MERGED), is_merged=True)
        return Found(self.value(row, column), self.address(row, column), self.odd.cells.get((row, column), ""))

    def address(self, row: int, column: int) -> str:
        """Return an address such as ``Procedures!F12``."""
        return f"{quote_sheetname(self.name)}!{xl_rowcol_to_cell(row, column)}"


def grids(content: bytes) -> dict[str, Grid]:
    """All sheets of a workbook by name.

    Raises
    ------
    UnreadableError
        If it is no workbook.
    """
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        text = worded("is protected by a password, or of an older Excel; save it as .xlsx without a password")
        raise UnreadableError(text)
    odd = oddities(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return {
                name: Grid(name, _rows(book, name, odd[name]), odd[name]) for name in book.sheet_names if name in odd
            }
    except (CalamineError, ValueError, OSError):
        raise UnreadableError(worded(UNREADABLE)) from None
    except BaseException as failure:
        # The reader is written in Rust, whose panics are no ordinary exceptions.
        if type(failure).__name__ == "PanicException":
            raise UnreadableError(worded(UNREADABLE)) from None
        raise


def _rows(book: CalamineWorkbook, name: str, odd: Oddities) -> list[list[Cell]]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    found = [[_plain(cell) for cell in row] for row in rows]
    last = max((row for row, _ in odd.cells), default=-1)
    return [*found, *([] for _ in range(last + 1 - len(found)))]


def _plain(cell: Any) -> Cell:
    """A cell; a duration of Excel's is a part of days."""
    if isinstance(cell, dt.timedelta):
        return cell.total_seconds() / _DAY_S
    return cell  # type: ignore[no-any-return]
