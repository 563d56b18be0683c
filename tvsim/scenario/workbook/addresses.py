"""Cells in which the values of a plan stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.origins import Node, Origin
from tvsim.scenario.workbook.trees import with_origins


@dataclass(eq=False)
class CellAddresses:
    """The address of each place of a plan in its workbook.

    Attributes
    ----------
    of_values : cells of values
    of_tables : cells by which tables, lists and their entries are called
    headings : what values are called in the sheets
    texts : what cells hold that is another word for the value, such as T2 for mon
    """

    of_values: dict[Place, str] = field(default_factory=dict)
    of_tables: dict[Place, str] = field(default_factory=dict)
    headings: dict[Place, str] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)

    def of(self, place: Place) -> str:
        """Return the cell of a place; what has none is called by the nearest that has one."""
        for end in range(len(place), 0, -1):
            if place[:end] in self.of_values:
                return self.of_values[place[:end]]
            if place[:end] in self.of_tables:
                rest = place_text(place[end:])
                return self.of_tables[place[:end]] + (f" ({rest})" if rest else "")
        return place_text(place)

    def heading(self, place: Place) -> str:
        """Return what the value of a place is called in the sheets."""
        return self.headings.get(place, "")

    def text(self, place: Place) -> str:
        """Return what the cell of a place holds, where that is another word for the value."""
        return self.texts.get(place, "")


def addressed(node: Node, file: str, addresses: CellAddresses) -> Node:
    """Return a node that knows at which cells it is written."""

    def here(origin: Origin, place: Place) -> Origin:
        return origin._replace(file=file, written_at=place, addresses=addresses)

    return with_origins(node, here)
