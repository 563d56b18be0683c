"""Cells in which the values of a plan stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.origins import Branch, Items, Node, Origin


@dataclass(eq=False)
class CellAddresses:
    """The address of each place of a plan in its workbook.

    Attributes
    ----------
    of_values : cells of values
    of_tables : cells by which tables, lists and their entries are called
    """

    of_values: dict[Place, str] = field(default_factory=dict)
    of_tables: dict[Place, str] = field(default_factory=dict)

    def of(self, place: Place) -> str:
        """Return the cell of a place; what has none is called by the nearest that has one."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.of_values:
                return self.of_values[place[:end]]
            if place[:end] in self.of_tables:
                rest = place_text(place[end:])
                return self.of_tables[place[:end]] + (f" ({rest})" if rest else "")
        return place_text(place)


def addressed(node: Node, file: str, addresses: CellAddresses, place: Place = ()) -> Node:
    """Return a node that knows at which cells it is written."""

    def here(origin: Origin) -> Origin:
        return origin._replace(file=file, written_at=place, addresses=addresses)

    if isinstance(node, Branch):
        children = {key: addressed(child, file, addresses, (*place, key)) for key, child in node.children.items()}
        return Branch(children, here(node.origin))
    if isinstance(node, Items):
        nodes = (addressed(child, file, addresses, (*place, number)) for number, child in enumerate(node.nodes))
        return Items(tuple(nodes), here(node.origin))
    return node._replace(origin=here(node.origin))
