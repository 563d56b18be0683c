"""Writing a scenario as a workbook."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.utility import quote_sheetname, xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from tvsim.language import Code, Language
from tvsim.scenario.errors import Place
from tvsim.scenario.files import parsed
from tvsim.scenario.origins import Branch, Reader
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook import carried, guide, looks
from tvsim.scenario.workbook.blocks import Block, Form, Named, Records
from tvsim.scenario.workbook.cells import Cell, visible
from tvsim.scenario.workbook.choices import choice_of, owner_choice
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.layout import SHEETS, schema_place
from tvsim.scenario.workbook.looks import Looks
from tvsim.scenario.workbook.notes import default_text, heading_note, remarks, value_note
from tvsim.scenario.workbook.placing import Placed, headings, placed
from tvsim.scenario.workbook.words import Words

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}
_FORM_WIDTHS = (48, 44, 20, 30, 20, 30)
_OWNER_WIDTH, _SOURCE_WIDTH = 30, 45
_HEADER_HEIGHT, _LOW_HEADER_HEIGHT = 76, 32
_MOST_COLUMNS_ON_A_PAGE = 20
_AUTHOR = "tvsim"
_A3 = 8


def workbook_bytes(scenario: Scenario, lang: Code = "en") -> bytes:
    """Return a workbook that says all that a scenario says, from which the same is read."""
    words = Words(Language(lang))
    text = scenario.standalone()
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, _OPTIONS)
    _Writer(book, words, Looks(book, lang), _as_carried(text), remarks(scenario.plan)).write(scenario.title(lang))
    hidden = book.add_worksheet(carried.SHEET)
    for row, cells in enumerate(carried.packed(text, lang)):
        for column, cell in enumerate(cells):
            hidden.write_string(row, column, cell)
    hidden.very_hidden()
    book.close()
    return content.getvalue()


def _as_carried(text: str) -> Branch:
    tree = Reader("", "").checked(parsed(text, ""))
    assert isinstance(tree, Branch)
    return tree


@dataclass(frozen=True)
class _Writer:
    """Writes the sheets into a workbook."""

    book: Workbook
    words: Words
    looks: Looks
    tree: Branch
    remarks: Mapping[Place, str]

    def write(self, title: str) -> None:
        """Write all sheets, the explanation first."""
        named = [(self.words.text(sheet.name), placed(sheet, self.tree, self.words)) for sheet in SHEETS]
        self._guide(title)
        ranges = {kind: cells for name, parts in named for kind, cells in _ranges(name, parts)}
        for (name, parts), sheet in zip(named, SHEETS, strict=True):
            page = self.book.add_worksheet(name)
            page.set_comments_author(_AUTHOR)
            page.set_tab_color(looks.DARK)
            page.ignore_errors({"number_stored_as_text": "A1:XFD5000"})
            page.hide_gridlines(2)
            page.set_landscape()
            page.set_paper(_A3)
            for column, width in enumerate(_FORM_WIDTHS):
                page.set_column(column, column, width)
            for part in parts:
                self._part(page, part, ranges)
            self._freeze(page, sheet.blocks[0], parts)

    def _freeze(self, page: Worksheet, block: Block, parts: list[Placed]) -> None:
        """Keep headings and keys in view, on paper too."""
        if len(parts) > 1 or isinstance(block, Form):
            page.freeze_panes(0, 1)
            page.fit_to_pages(1, 0)
            return
        page.freeze_panes(parts[0].first_row, 1)
        page.repeat_rows(parts[0].header_row)
        if len(headings(block, self.words)) <= _MOST_COLUMNS_ON_A_PAGE:
            page.fit_to_pages(1, 0)
        else:
            page.repeat_columns(0)
            page.set_print_scale(60)

    def _guide(self, title: str) -> None:
        page = self.book.add_worksheet(self.words.text(guide.SHEET))
        page.hide_gridlines(2)
        page.set_column(0, 0, 24)
        page.set_column(1, 1, 110)
        page.write_string(0, 0, self.words.text(guide.TITLE), self.looks.of(looks.TITLE))
        page.write_string(1, 0, visible(title), self.looks.of(looks.NOTE))
        row = 3
        for heading, text in guide.PARAGRAPHS:
            page.write_string(row, 0, self.words.text(heading), self.looks.of({"bold": True}))
            written = self.words.text(text)
            page.write_string(row, 1, written, self.looks.of(looks.PARAGRAPH))
            page.set_row(row, looks.height([(written, 125)]) + 5)
            row += 1
        row += 1
        for sheet in SHEETS:
            name = self.words.text(sheet.name)
            page.write_url(row, 0, f"internal:{quote_sheetname(name)}!A1", self.looks.of({"font_color": "blue"}), name)
            page.write_string(row, 1, self.words.text(sheet.note), self.looks.of(looks.PARAGRAPH))
            row += 1
        page.set_landscape()
        page.fit_to_pages(1, 0)

    def _part(self, page: Worksheet, part: Placed, ranges: dict[str, str]) -> None:
        page.write_string(part.title_row, 0, part.title, self.looks.of(looks.TITLE))
        if part.block.note:
            page.write_string(part.title_row, 1, self.words.text(part.block.note), self.looks.of(looks.NOTE))
        page.set_row(part.title_row, 22)
        if isinstance(part.block, Form):
            self._form(page, part, ranges)
        else:
            self._table(page, part, ranges)

    def _form(self, page: Worksheet, part: Placed, ranges: dict[str, str]) -> None:
        for column, heading in enumerate(headings(part.block, self.words)):
            page.write_string(part.header_row, column, heading, self.looks.of(looks.HEADING))
        row = part.first_row
        for line in part.lines:
            (field,), (node,), (cells,) = line.fields, line.nodes, line.cells
            place = schema_place(part.block, field)
            texts = field.headings(self.words)
            for number, cell in enumerate(cells):
                page.write_string(row, 0, texts[number], self.looks.of(looks.LABEL))
                self._note(page, row, 0, heading_note(part.block, field, number, self.words))
                self._write(page, row, 1, cell, self.looks.value(field.kind, cell, is_left=True))
                page.set_row(row, looks.height([(cell, _FORM_WIDTHS[1])]))
                self._note(page, row, 1, value_note(field, number, node, line.source, self.words))
                self._choice(page, (row, 1, row, 1), field, number, part, ranges)
                blank = default_text(field, number, place, self.words)
                page.write_string(row, 2, blank, self.looks.of(looks.FAINT))
                source = line.source_in(self.words) if number == 0 else None
                self._write(page, row, 3, source, self.looks.of(looks.SOURCE))
                row += 1

    def _table(self, page: Worksheet, part: Placed, ranges: dict[str, str]) -> None:
        block = part.block
        assert not isinstance(block, Form)
        texts = headings(block, self.words)
        page.set_row(part.header_row, _HEADER_HEIGHT if part.is_alone else _LOW_HEADER_HEIGHT)
        first = 1 if block.owners.heading else 0
        columns = list(_columns(part, first))
        if first:
            self._heading(page, part, 0, texts[0], self.words.text(block.owners.about) if block.owners.about else "")
        for column, field, number in columns:
            note = heading_note(block, field, number, self.words)
            self._heading(page, part, column, texts[column], note)
            self._group(page, part, column, field, number)
            self._choice(page, (part.first_row, column, part.last_row, column), field, number, part, ranges)
        self._heading(page, part, len(texts) - 1, texts[-1], self.words.text(ABOUT_SOURCE))
        choice = owner_choice(block.owners, ranges, self.words)
        if choice is not None:
            page.data_validation(part.first_row, 0, part.last_row, 0, choice)
        if part.is_alone:
            self._widths(page, columns, len(texts) - 1)
        for number in range(part.rows + part.free):
            self._line(page, part, part.first_row + number, number, columns, len(texts) - 1)

    def _group(self, page: Worksheet, part: Placed, column: int, field: Field, number: int) -> None:
        """Write the heading over fields that belong together."""
        if any(each.group for each in part.block.fields):
            text = self.words.text(field.group) if field.group and number == 0 else None
            self._write(page, part.header_row - 1, column, text, self.looks.of(looks.GROUP))

    def _widths(self, page: Worksheet, columns: list[tuple[int, Field, int]], last: int) -> None:
        page.set_column(0, 0, _OWNER_WIDTH)
        for column, field, number in columns:
            page.set_column(column, column, looks.width(field, number))
        page.set_column(last, last, _SOURCE_WIDTH)

    def _line(
        self, page: Worksheet, part: Placed, row: int, number: int, columns: list[tuple[int, Field, int]], last: int
    ) -> None:
        block = part.block
        line = part.lines[number] if number < len(part.lines) else None
        is_default = (
            line is not None
            and isinstance(block, Records)
            and isinstance(block.owners, Named)
            and (line.place == (block.owners.defaults,))
        )
        if columns[0][0]:
            look = {**looks.OWNER, **({"bg_color": looks.DEFAULTS} if is_default else {})}
            self._write(page, row, 0, None if line is None else line.label, self.looks.of(look))
        if line is not None and part.is_alone:
            shown = [line.cells[block.fields.index(field)][which] for _, field, which in columns]
            widths = [looks.width(field, which) for _, field, which in columns]
            page.set_row(row, looks.height(zip(shown, widths, strict=True)))
        for column, field, which in columns:
            at = block.fields.index(field)
            cell = None if line is None else line.cells[at][which]
            self._write(page, row, column, cell, self.looks.value(field.kind, cell, is_default=is_default))
            if line is not None:
                remark = self.remarks.get((*line.place, *field.path), "")
                known = value_note(field, which, line.nodes[at], line.source, self.words)
                texts = [self.words.text(remark), known] if remark else [known]
                self._note(page, row, column, "\n".join(filter(None, texts)))
        self._write(page, row, last, None if line is None else line.source_in(self.words), self.looks.of(looks.SOURCE))

    def _heading(self, page: Worksheet, part: Placed, column: int, text: str, note: str) -> None:
        page.write_string(part.header_row, column, text, self.looks.of(looks.HEADING))
        self._note(page, part.header_row, column, note)

    def _choice(
        self,
        page: Worksheet,
        cells: tuple[int, int, int, int],
        field: Field,
        number: int,
        part: Placed,
        ranges: dict[str, str],
    ) -> None:
        first = xl_rowcol_to_cell(*cells[:2])
        choice = choice_of(field, number, schema_place(part.block, field), first, ranges, self.words)
        if choice is not None:
            page.data_validation(*cells, choice)

    def _note(self, page: Worksheet, row: int, column: int, text: str) -> None:
        if text:
            rows = sum(1 + len(each) // 52 for each in text.split("\n"))
            size = {"width": 330, "height": 16 * rows + 12, "font_size": 9}
            page.write_comment(row, column, visible(text), size)

    def _write(self, page: Worksheet, row: int, column: int, cell: Cell, look: xlsxwriter.format.Format) -> None:
        if cell is None or cell == "":
            page.write_blank(row, column, None, look)
        elif isinstance(cell, str):
            page.write_string(row, column, visible(cell), look)
        elif isinstance(cell, (dt.date, dt.time)):
            page.write_datetime(row, column, cell, look)
        else:
            page.write_number(row, column, cell, look)


ABOUT_SOURCE = (
    "Where the numbers of the line come from, or the word assumption. A value that comes from elsewhere has a note."
)


def _columns(part: Placed, first: int) -> Iterator[tuple[int, Field, int]]:
    """Each column of a table with its field, and which of the field's cells stands there."""
    column = first
    for field in part.block.fields:
        for number in range(field.width):
            yield column, field, number
            column += 1


def _ranges(sheet: str, parts: list[Placed]) -> Iterator[tuple[str, str]]:
    """Cells with the keys of the tables that a sheet lists, by kind; with the line of their defaults, by its name."""
    for part in parts:
        block = part.block
        if isinstance(block, Records) and block.is_list and isinstance(block.owners, Named):
            first = part.first_row + (1 if block.owners.defaults else 0)
            yield block.owners.kind, f"{quote_sheetname(sheet)}!{xl_range_abs(first, 0, part.last_row, 0)}"
            if block.owners.defaults:
                cells = xl_range_abs(part.first_row, 0, part.last_row, 0)
                yield block.owners.defaults, f"{quote_sheetname(sheet)}!{cells}"
