"""What the files within a workbook say that the reader of its cells does not tell.

It gives neither formulas nor errors, and makes room for all cells up to the last one, however far away that is.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree import ElementTree

from tvsim.language import marked, worded

_MOST_INFLATED = 300_000_000
_MOST_CELLS = 2_000_000
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REL = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

NO_VALUE = marked("is a formula without a saved value; open the file in Excel or LibreOffice, and save it")


UNREADABLE = marked("is no Excel workbook (.xlsx) that can be read")
_LONGEST_ERROR = 27
_DAMAGES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ElementTree.ParseError, EOFError),
    *(LookupError, ValueError, NotImplementedError, RuntimeError, OSError),
)
"""What may happen in reading a package that was cut off, or is none."""


class UnreadableError(Exception):
    """A file that is no workbook; the text says why."""


@dataclass
class Oddities:
    """Cells of a sheet that hold no plain value.

    Attributes
    ----------
    cells : what is wrong with each, by row and column from 0
    merged : ranges of cells that were made one: first row and column, last row and column
    """

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    def range_of(self, row: int, column: int) -> tuple[int, int, int, int] | None:
        """Return the range that a cell was merged into."""
        return next((each for each in self.merged if each[0] <= row <= each[2] and each[1] <= column <= each[3]), None)


def oddities(content: bytes) -> dict[str, Oddities]:
    """Odd cells of each sheet.

    Raises
    ------
    UnreadableError
        If it is no workbook, or one that would take too much memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            if sum(each.file_size for each in package.infolist()) > _MOST_INFLATED:
                raise UnreadableError(worded("is larger than any plan is"))
            return {name: _odd_cells(package, path) for name, path in _sheets(package)}
    except _DAMAGES:
        raise UnreadableError(worded(UNREADABLE)) from None


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets, and the files that hold them."""
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id"): each.get("Target", "") for each in relations}
    book = ElementTree.fromstring(package.read("xl/workbook.xml"))
    for sheet in book.iter():
        if sheet.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"}:
            target = targets[sheet.get(_REL) or sheet.get(_STRICT_REL)]
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path.startswith("xl/worksheets/"):
                yield sheet.get("name", ""), path


def _odd_cells(package: zipfile.ZipFile, path: str) -> Oddities:
    found = Oddities()
    last_row = last_column = 0
    with package.open(path) as file:
        for _, cell in ElementTree.iterparse(file):
            tag = cell.tag.rpartition("}")[2]
            if tag == "row":
                cell.clear()
            if tag == "mergeCell":
                found.merged += _range(cell.get("ref", ""))
            if tag != "c" or len(cell) == 0:
                continue
            match = _CELL.fullmatch(cell.get("r", ""))
            if match is None:
                continue
            row, column = int(match[2]) - 1, _column(match[1])
            last_row, last_column = max(last_row, row), max(last_column, column)
            wrong = _trouble(cell)
            if wrong:
                found.cells[row, column] = wrong
    if (last_row + 1) * (last_column + 1) > _MOST_CELLS:
        text = worded("has cells too far from the first one; delete what stands far below or far right")
        raise UnreadableError(text)
    return found


def _trouble(cell: ElementTree.Element) -> str:
    parts = {part.tag.rpartition("}")[2]: part.text or "" for part in cell}
    if cell.get("t") == "e":
        return worded("is the error {error}", error=parts.get("v", "")[:_LONGEST_ERROR])
    is_text = cell.get("t") in {"str", "inlineStr", "s"}
    return worded(NO_VALUE) if "f" in parts and not parts.get("v") and not is_text else ""


def _range(ref: str) -> Iterator[tuple[int, int, int, int]]:
    """A range such as D5:D6; none where it is written otherwise."""
    corners = [(int(each[2]) - 1, _column(each[1])) for each in map(_CELL.fullmatch, ref.split(":")) if each]
    if len(corners) == 2:
        yield *corners[0], *corners[1]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
