"""Finding the parts of a plan in the sheets of a workbook, wherever lines and columns were added or moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tvsim.language import worded
from tvsim.scenario.errors import line, meant, shown_in_cell, unknown
from tvsim.scenario.workbook.blocks import Block, Form, Sheet
from tvsim.scenario.workbook.cells import is_blank, shown_cell
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.grids import Found, Grid
from tvsim.scenario.workbook.placing import headings, titles
from tvsim.scenario.workbook.words import LANGUAGES, Words, squeezed

_ALL_WORDS = tuple(Words(language) for language in LANGUAGES)
_NOTHING = Found(None, "")


@dataclass(frozen=True)
class FoundLine:
    """A line as it stands in a sheet.

    Attributes
    ----------
    label : cell that names the table it is about
    fields : its fields
    cells : their cells
    source : cell of its source
    """

    label: Found
    fields: tuple[Field, ...]
    cells: tuple[tuple[Found, ...], ...]
    source: Found

    @property
    def first(self) -> Found:
        """Cell by which the line is called."""
        return self.label if self.label.address else self.cells[0][0]


@dataclass(frozen=True)
class FoundPart:
    """A part of a sheet as it was found, and where it begins."""

    block: Block
    corner: str
    lines: tuple[FoundLine, ...]


@dataclass
class Finder:
    """Finds the parts of the sheets; mistakes are single lines."""

    file: str
    words: Words
    mistakes: list[str]

    def parts(self, sheets: tuple[Sheet, ...], found: dict[str, Grid]) -> Iterator[FoundPart]:
        """All parts; those that are missing are mistakes."""
        for sheet in sheets:
            names = {squeezed(words.text(sheet.name)) for words in _ALL_WORDS}
            grid = next((grid for name, grid in found.items() if squeezed(name) in names), None)
            if grid is None:
                self._miss_sheet(sheet, sheets, found)
                continue
            yield from self._parts(sheet, grid)

    def _miss_sheet(self, sheet: Sheet, sheets: tuple[Sheet, ...], found: dict[str, Grid]) -> None:
        known = {squeezed(words.text(each.name)) for words in _ALL_WORDS for each in sheets}
        others = [name for name in found if squeezed(name) not in known and not name.startswith("_")]
        name = self.words.text(sheet.name)
        text = [worded('the sheet "{sheet}" is missing', sheet=name), meant(name, others)]
        self.mistakes.append(line(self.file, "", "; ".join(filter(None, text))))

    def _parts(self, sheet: Sheet, grid: Grid) -> Iterator[FoundPart]:
        starts = self._title_rows(sheet, grid)
        for number, block in enumerate(sheet.blocks):
            start = starts[number]
            if start is None:
                title = titles(sheet, self.words)[number]
                text = worded('the title "{title}" is missing in the sheet "{sheet}"', title=title, sheet=grid.name)
                self.mistakes.append(line(self.file, "", text))
                continue
            if starts[number + 1 : number + 2] == [None]:
                continue  # nobody knows where it ends
            end = min((each for each in starts if each is not None and each > start), default=len(grid.rows))
            header = self._header_row(block, grid, start, end)
            if header is None:
                text = worded(
                    'the heading "{heading}" is missing in the first column below this title',
                    heading=headings(block, self.words)[0],
                )
                self.mistakes.append(line(self.file, grid.address(start, 0), text))
                continue
            self._merged(block, grid, header, end)
            found = self._form(block, grid, header, end) if isinstance(block, Form) else None
            lines = self._table(block, grid, header, end) if found is None else found
            yield FoundPart(block, grid.address(header, 0), tuple(lines))

    def _merged(self, block: Block, grid: Grid, header: int, end: int) -> None:
        """Tell of merged headings and names of items; of all other cells it is told as they are read."""
        cells = [grid.cell(header, column) for column in range(len(grid.rows[header]))]
        if isinstance(block, Form):
            cells += [grid.cell(row, 0) for row in range(header + 1, end)]
        for cell in {cell.address: cell for cell in cells if cell.is_merged}.values():
            self._complain(cell, cell.trouble)

    def _title_rows(self, sheet: Sheet, grid: Grid) -> list[int | None]:
        """Row of each part's title, found from the top."""
        starts: list[int | None] = []
        for number in range(len(sheet.blocks)):
            texts = {squeezed(titles(sheet, words)[number]) for words in _ALL_WORDS}
            rows = (row for row in range(len(grid.rows)) if _text(grid, row, 0) in texts)
            starts.append(next(rows, None))
        return starts

    def _header_row(self, block: Block, grid: Grid, start: int, end: int) -> int | None:
        texts = {squeezed(headings(block, words)[0]) for words in _ALL_WORDS}
        return next((row for row in range(start + 1, end) if _text(grid, row, 0) in texts), None)

    def _columns(self, block: Block, grid: Grid, header: int) -> dict[int, int]:
        """Column of the sheet for each heading that is there, by its number."""
        numbers = {squeezed(text): number for words in _ALL_WORDS for number, text in enumerate(headings(block, words))}
        found: dict[int, int] = {}
        for column in range(len(grid.rows[header])):
            text = _text(grid, header, column)
            if not text:
                continue
            cell = grid.cell(header, column)
            number = numbers.get(text)
            if number is None:
                self._complain(cell, unknown(worded("unknown heading"), str(cell.value), headings(block, self.words)))
            elif number in found:
                self._complain(cell, worded("the heading stands there twice"))
            else:
                found[number] = column
        for number, heading in enumerate(headings(block, self.words)):
            if number not in found and not (isinstance(block, Form) and number == 2):
                text = worded('the column "{heading}" is missing; its cells may be blank', heading=heading)
                self.mistakes.append(line(self.file, grid.address(header, 0), text))
        return found

    def _table(self, block: Block, grid: Grid, header: int, end: int) -> Iterator[FoundLine]:
        assert not isinstance(block, Form)
        columns = self._columns(block, grid, header)
        first = 1 if block.owners.heading else 0
        last = first + sum(field.width for field in block.fields)

        def cell(row: int, number: int) -> Found:
            return grid.cell(row, columns[number]) if number in columns else _NOTHING

        for row in range(header + 1, end):
            if all(_is_empty(cell(row, number)) for number in range(last + 1)):
                continue
            number, cells = first, []
            for field in block.fields:
                cells.append(tuple(cell(row, number + each) for each in range(field.width)))
                number += field.width
            label = cell(row, 0) if first else _NOTHING
            yield FoundLine(label, block.fields, tuple(cells), cell(row, last))

    def _form(self, block: Block, grid: Grid, header: int, end: int) -> Iterator[FoundLine]:
        columns = self._columns(block, grid, header)
        labels = {
            squeezed(text): (at, number)
            for words in _ALL_WORDS
            for at, field in enumerate(block.fields)
            for number, text in enumerate(field.headings(words))
        }
        rows: dict[tuple[int, int], int] = {}
        for row in range(header + 1, end):
            text = _text(grid, row, 0)
            beside = grid.cell(row, columns[1]) if 1 in columns else _NOTHING
            if text in labels and labels[text] not in rows:
                rows[labels[text]] = row
            elif text in labels:
                self._complain(grid.cell(row, 0), worded("stands there twice"))
            elif not _is_empty(beside):
                known = [each for field in block.fields for each in field.headings(self.words)]
                self._complain(grid.cell(row, 0), unknown(worded("unknown item"), str(grid.value(row, 0)), known))
        for at, field in enumerate(block.fields):
            yield self._item(field, at, rows, columns, grid, header)

    def _item(
        self,
        field: Field,
        at: int,
        rows: dict[tuple[int, int], int],
        columns: dict[int, int],
        grid: Grid,
        header: int,
    ) -> FoundLine:
        """One value of a form."""
        cells = []
        for number, text in enumerate(field.headings(self.words)):
            row = rows.get((at, number))
            if row is None:
                missing = worded('the line "{line}" is missing below this heading; its cell may be blank', line=text)
                self.mistakes.append(line(self.file, grid.address(header, 0), missing))
            cells.append(_NOTHING if row is None or 1 not in columns else grid.cell(row, columns[1]))
        row = rows.get((at, 0))
        source = _NOTHING if row is None or 3 not in columns else grid.cell(row, columns[3])
        return FoundLine(_NOTHING, (field,), (tuple(cells),), source)

    def _complain(self, cell: Found, text: str) -> None:
        value = "" if is_blank(cell.value) or cell.is_merged else shown_in_cell(shown_cell(cell.value))
        told = line(self.file, cell.address, text, value)
        if told not in self.mistakes:
            self.mistakes.append(told)


def _text(grid: Grid, row: int, column: int) -> str:
    value = grid.value(row, column)
    return squeezed(value) if isinstance(value, str) else ""


def _is_empty(cell: Found) -> bool:
    return is_blank(cell.value) and (not cell.trouble or cell.is_merged)
