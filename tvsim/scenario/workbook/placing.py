"""Where on a sheet each part stands: its title, its headings, its lines, and free lines below."""

from __future__ import annotations

from dataclasses import dataclass

from tvsim.scenario.origins import Branch
from tvsim.scenario.workbook.blocks import IF_BLANK, ITEM, SOURCE, VALUE, Block, Fixed, Form, Records, Sheet
from tvsim.scenario.workbook.view import Line, lines
from tvsim.scenario.workbook.words import Words

_FREE_ALONE, _FREE_AMONG_OTHERS = 40, 6
"""Free lines below a table that has a sheet for itself, and below one of several."""


@dataclass(frozen=True)
class Placed:
    """A part of a sheet, with numbers of rows from 0.

    Attributes
    ----------
    block : the part
    title_row, header_row : of its title and of its headings
    lines : what stands below the headings
    free : how many free lines follow
    is_alone : whether it has the sheet for itself
    """

    block: Block
    title: str
    title_row: int
    header_row: int
    lines: tuple[Line, ...]
    free: int
    is_alone: bool

    @property
    def first_row(self) -> int:
        """Of the first line."""
        return self.header_row + 1

    @property
    def rows(self) -> int:
        """How many rows its lines take."""
        if isinstance(self.block, Form):
            return sum(field.width for field in self.block.fields)
        return len(self.lines)

    @property
    def last_row(self) -> int:
        """Of the last free line, or of the last line where there is none."""
        return self.header_row + max(self.rows + self.free, 1)


def titles(sheet: Sheet, words: Words) -> list[str]:
    """Titles of the parts of a sheet, numbered where there are several."""
    texts = [words.text(block.title) for block in sheet.blocks]
    return texts if len(texts) == 1 else [f"{number}. {text}" for number, text in enumerate(texts, 1)]


def headings(block: Block, words: Words) -> list[str]:
    """Headings of all columns of a part."""
    if isinstance(block, Form):
        return [words.text(heading) for heading in (ITEM, VALUE, IF_BLANK, SOURCE)]
    owner = [words.text(block.owners.heading)] if block.owners.heading else []
    return [*owner, *(text for field in block.fields for text in field.headings(words)), words.text(SOURCE)]


def placed(sheet: Sheet, tree: Branch, words: Words) -> list[Placed]:
    """Parts of a sheet in their places."""
    found, row = [], 0
    is_alone = len(sheet.blocks) == 1
    for block, title in zip(sheet.blocks, titles(sheet, words), strict=True):
        has_groups = any(field.group for field in block.fields)
        header_row = row + (2 if has_groups or block.note or is_alone else 1)
        free = _FREE_ALONE if is_alone else _FREE_AMONG_OTHERS
        if isinstance(block, Form) or (isinstance(block, Records) and isinstance(block.owners, Fixed)):
            free = 0
        part = Placed(block, title, row, header_row, tuple(lines(block, tree, words)), free, is_alone)
        found.append(part)
        row = part.last_row + 2
    return found
