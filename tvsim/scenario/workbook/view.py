"""What a scenario looks like in sheets: the lines of each part, with the values that stand in their cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tvsim.scenario.errors import Place
from tvsim.scenario.origins import Branch, Leaf, Node, at, leaves
from tvsim.scenario.workbook.blocks import Block, Form, Lists, Records
from tvsim.scenario.workbook.cells import Cell
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.words import NONE, Words

Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Line:
    """A line of a part of a sheet; in a form, one value.

    Attributes
    ----------
    place : the table it is about; that of a list's entry
    label : what that is called; blank where it needs no name
    fields : its fields
    nodes : their values
    cells : their cells
    """

    place: Place
    label: Cell
    fields: tuple[Field, ...]
    nodes: tuple[Node | None, ...]
    cells: tuple[Cells, ...]

    @property
    def source(self) -> str | None:
        """Source that most of its values share."""
        return shared_source(self.nodes)

    def source_in(self, words: Words) -> str | None:
        """That source as it stands in a workbook."""
        return None if self.source is None else words.source(self.source)


def shared_source(nodes: Iterable[Node | None]) -> str | None:
    """Source that most values share; none where there are no values."""
    counted = Counter(leaf.origin.source for node in nodes if node is not None for _, leaf in leaves(node))
    return counted.most_common(1)[0][0] if counted else None


def lines(block: Block, tree: Branch, words: Words) -> list[Line]:
    """All lines of a part of a sheet."""
    if isinstance(block, Form):
        return [_line((), None, (field,), (at(tree, field.path),), words) for field in block.fields]
    if isinstance(block, Records):
        return [line for place in block.owners.places(tree) if (line := _record(block, tree, place, words)) is not None]
    return [line for place in block.owners.places(tree) for line in list_lines(block, tree, place, words)]


def _record(block: Records, tree: Branch, place: Place, words: Words) -> Line | None:
    if not block.has(tree, place):
        return None
    table = at(tree, place)
    nodes = tuple(field.in_table(table) for field in block.fields)
    return _line(place, block.owners.label(place, words), block.fields, nodes, words)


def list_lines(block: Lists, tree: Branch, owner: Place, words: Words) -> list[Line]:
    """Lines of the list of one table; an empty list has a line that says so."""
    node, label = at(tree, (*owner, *block.path)), block.owners.label(owner, words)
    if node is None or (isinstance(node, Leaf) and node.value is None):
        return []
    found = block.shape.lines(node)
    if not found:
        nothing: Cells = (words.text(NONE), *(None for _ in block.fields[0].kind.parts[1:]))
        blank = tuple((None,) * field.width for field in block.fields[1:])
        return [Line(owner, label, block.fields, (None,) * len(block.fields), (nothing, *blank))]
    return [_line(owner, label, block.fields, nodes, words) for nodes in found]


def _line(place: Place, label: Cell, fields: tuple[Field, ...], nodes: tuple[Node | None, ...], words: Words) -> Line:
    cells = tuple(cells_of(field, node, words) for field, node in zip(fields, nodes, strict=True))
    return Line(place, label, fields, nodes, cells)


def cells_of(field: Field, node: Node | None, words: Words) -> Cells:
    """Cells of a field; blank ones where nothing is said."""
    if node is None or (isinstance(node, Branch) and not node.children and field.width > 1):
        return (None,) * field.width
    return field.kind.cells(node, words)
