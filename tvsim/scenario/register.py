"""The register of assumptions: every value of a scenario that decides something, with its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.origins import NOBODYS, Branch, Items, Leaf, Node, Origin, below, leaves, plain
from tvsim.scenario.schema import Plan, WeekHours
from tvsim.scenario.values import Distribution, Profile, Table

_WORDS = {"name", "description", "source"}
_SHORTHANDS = (Distribution, WeekHours, Profile)


@dataclass(frozen=True)
class Entry:
    """One value: its place in the effective scenario, and what is known about it."""

    place: Place
    value: object
    origin: Origin

    @property
    def path(self) -> str:
        """The place as text, such as ``counters.transport.officers``."""
        return place_text(self.place)


def entries(plan: Plan, tree: Branch) -> Iterator[Entry]:
    """All values in the order of the schema.

    Names and descriptions are left out, and so is what is neither written nor has a default.
    """
    yield from _entries(plan, plan.model_dump(), tree, ())


def _entries(value: Any, dumped: Any, node: Node | None, place: Place) -> Iterator[Entry]:
    if isinstance(value, Table) and not isinstance(value, _SHORTHANDS):
        for name in type(value).model_fields:
            if name not in _WORDS:
                yield from _entries(getattr(value, name), dumped[name], below(node, name), (*place, name))
    elif node is None:
        yield from _defaults(value, dumped, place)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _entries(each, dumped[key], below(node, key), (*place, key))
    elif isinstance(value, list) and value and isinstance(value[0], Table):
        for number, each in enumerate(value):
            yield from _entries(each, dumped[number], below(node, number), (*place, number))
    else:
        yield from _written(node, place)


def _defaults(value: Any, dumped: Any, place: Place) -> Iterator[Entry]:
    """What nobody wrote."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _entries(each, dumped[key], None, (*place, key))
    elif isinstance(value, Distribution):
        yield Entry(place, value.mean, NOBODYS)
    elif value is not None and value != []:
        yield Entry(place, dumped, NOBODYS)


def _written(node: Node, place: Place) -> Iterator[Entry]:
    """What somebody wrote; a list whose numbers share their source is one entry."""
    if isinstance(node, Items) and _is_even(node):
        yield Entry(place, plain(node), node.origin)
    elif isinstance(node, Leaf):
        yield Entry(place, node.value, node.origin)
    elif isinstance(node, Branch):
        for key, child in node.children.items():
            yield from _written(child, (*place, key))
    else:
        yield from (Entry(inner, leaf.value, leaf.origin) for inner, leaf in leaves(node, place))


def _is_even(items: Items) -> bool:
    return all(
        isinstance(node, Leaf)
        and (node.origin.file, node.origin.source, node.origin.low, node.origin.note)
        == (items.origin.file, items.origin.source, None, "")
        for node in items.nodes
    )
