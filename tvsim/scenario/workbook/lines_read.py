"""Reading one line: what has not changed stays as it was, what has becomes new values."""

from __future__ import annotations

from dataclasses import dataclass, field

from tvsim.language import worded
from tvsim.scenario.errors import Place, line, shown_in_cell
from tvsim.scenario.origins import Leaf, Node, Origin, plain
from tvsim.scenario.workbook.blocks import Block, Form
from tvsim.scenario.workbook.cells import Cell, CellError, is_blank, normal, shown_cell, word_of
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.finding import FoundLine
from tvsim.scenario.workbook.grids import Found
from tvsim.scenario.workbook.kinds import Given
from tvsim.scenario.workbook.notes import blank_text, cells_text, has_numbers
from tvsim.scenario.workbook.trees import sourced
from tvsim.scenario.workbook.view import Line
from tvsim.scenario.workbook.words import Words, is_source

UNREAD = Leaf(object(), Origin("", ""))
"""Stands for a value that cannot be read: the schema refuses it, so that nothing is said of what depends on it."""


@dataclass(frozen=True)
class Around:
    """What counts for the blank cells of a line.

    Attributes
    ----------
    block : the part of a sheet that it stands in
    defaults : the line of the defaults, where there is one for it
    usual : fields in which every other line was written with a number of its own
    """

    block: Block
    defaults: Node | None = None
    usual: frozenset[Place] = frozenset()

    def under(self, field_: Field) -> Node | None:
        """What the defaults say for a field."""
        return field_.in_table(self.defaults)


@dataclass
class Mistakes:
    """What is wrong with cells: single lines, and the cells that they are about; and what to know of blank ones."""

    file: str
    lines: list[str] = field(default_factory=list)
    cells: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def add(self, cell: Found, text: str, beside: tuple[Found, ...] = ()) -> None:
        """Tell of a cell; what is said later of it, or of those that belong to it, follows from that."""
        value = "" if is_blank(cell.value) or cell.is_merged else shown_in_cell(shown_cell(cell.value))
        told = line(self.file, cell.address, text, value)
        if told not in self.lines:
            self.lines.append(told)
        self.cells |= {each.address for each in (cell, *beside)}

    def has(self, message: str) -> bool:
        """Whether a message is about a cell of which something was told already."""
        place = message.removeprefix(f"{self.file}: ")
        return any(place.startswith((f"{cell}: ", f"{cell} ")) for cell in self.cells)


@dataclass(frozen=True)
class LineReader:
    """Reads lines of a workbook.

    Attributes
    ----------
    words : of the workbook
    unsourced : source of values for which the line names none
    mistakes : where they are told
    layer : of new values: over those that the workbook carries, where it carries any
    """

    words: Words
    unsourced: str
    mistakes: Mistakes
    layer: int

    def nodes(self, found: FoundLine, before: Line | None, around: Around) -> tuple[Node | None, ...]:
        """Values of a line; ``before`` is how it was written, if it was."""
        source, is_new = self._source(found, before)
        origin = Origin(self.mistakes.file, source or self.unsourced, layer=self.layer)
        nodes = tuple(
            self._node(field_, cells, number, origin, before, around)
            for number, (field_, cells) in enumerate(zip(found.fields, found.cells, strict=True))
        )
        if before is None or not is_new or source is None:
            return nodes
        return tuple(node if node is None or node is UNREAD else sourced(node, before.source, source) for node in nodes)

    def origin(self, found: FoundLine) -> Origin:
        """Origin of what a line alone brings in."""
        source, _ = self._source(found, None)
        return Origin(self.mistakes.file, source or self.unsourced, layer=self.layer)

    def is_same(self, found: FoundLine, before: Line) -> bool:
        """Whether a line is as it was written, but for its source."""
        return all(_same(cells, before.cells[number]) for number, cells in enumerate(found.cells))

    def has_new_source(self, found: FoundLine, before: Line) -> bool:
        """Whether somebody wrote another source."""
        source, is_new = self._source(found, before)
        return source is not None and is_new

    def _source(self, found: FoundLine, before: Line | None) -> tuple[str | None, bool]:
        """Source that somebody wrote for a line, and whether it is another than it had."""
        cell = found.source
        if cell.trouble:
            self.mistakes.add(cell, cell.trouble)
            return None, False
        if is_blank(cell.value):
            return None, False
        try:
            text = word_of(cell.value)
        except CellError as wrong:
            self.mistakes.add(cell, wrong.text)
            return None, False
        if before is None:
            return text, True
        is_new = before.source is None or not is_source(text, before.source)
        return (text, True) if is_new else (None, False)

    def _node(
        self,
        field_: Field,
        cells: tuple[Found, ...],
        number: int,
        origin: Origin,
        before: Line | None,
        around: Around,
    ) -> Node | None:
        was = None if before is None else before.nodes[number]
        written: tuple[Cell, ...] = (None,) * field_.width if before is None else before.cells[number]
        troubled = next((cell for cell in cells if cell.trouble), None)
        if troubled is not None:
            self.mistakes.add(troubled, troubled.trouble, cells)
            return UNREAD
        is_lost = any(not cell.address for cell in cells)  # its column or line is missing, and that was told
        if is_lost or (_same(cells, written) and before is not None):
            return was
        if all(is_blank(cell.value) for cell in cells):
            return self._blank(field_, cells, was is not None, around)
        same = tuple(normal(cell.value) == normal(old) for cell, old in zip(cells, written, strict=True))
        given = Given(self.words, origin, was, same, around.under(field_))
        try:
            node = field_.kind.node(tuple(cell.value for cell in cells), given)
        except CellError as wrong:
            for each in (wrong, *wrong.also):
                self.mistakes.add(cells[each.number], each.text, cells)
            return UNREAD
        is_two = isinstance(field_.kind, Duration) and not isinstance(cells[0].value, str)
        if is_two and self._half_blank(field_, cells, written, around):
            return UNREAD
        return was if was is not None and _is_equal(was, node) else node

    def _blank(self, field_: Field, cells: tuple[Found, ...], was_filled: bool, around: Around) -> Node | None:
        """What a value is whose cells are blank: no number comes from nowhere, and of what is taken is told."""
        if not was_filled and field_.path not in around.usual:
            return None
        default = around.under(field_)
        text = blank_text(around.block, field_, default, self.words)
        if not text:
            return None
        if has_numbers(field_) and default is None and not isinstance(around.block, Form):
            wrong = worded("is blank, without a default for all; a number must be written, such as {value}", value=text)
            self.mistakes.add(cells[0], wrong, cells)
            return UNREAD
        if was_filled:
            self._remark(cells[0], text)
        return None

    def _half_blank(self, field_: Field, cells: tuple[Found, ...], written: tuple[Cell, ...], around: Around) -> bool:
        """Whether a mean or a variation was deleted without a default in its place; of one with a default is told."""
        number = next((number for number, cell in enumerate(cells) if is_blank(cell.value)), None)
        if number is None or is_blank(written[number]) or written[number] == 0:
            return False
        default = around.under(field_)
        if default is None:
            self.mistakes.add(cells[number], worded("is blank; write 0 where nothing varies"), cells)
            return True
        self._remark(cells[number], cells_text(field_, default, self.words, number))
        return False

    def _remark(self, cell: Found, taken: str) -> None:
        text = worded("is blank; the default is taken: {value}", value=taken)
        self.mistakes.remarks.append(line(self.mistakes.file, cell.address, text))


def _same(cells: tuple[Found, ...], written: tuple[Cell, ...]) -> bool:
    return all(normal(cell.value) == normal(old) and not cell.trouble for cell, old in zip(cells, written, strict=True))


def _is_equal(one: Node, other: Node) -> bool:
    first, second = plain(one), plain(other)
    return bool(first == second) and isinstance(first, bool) == isinstance(second, bool)
