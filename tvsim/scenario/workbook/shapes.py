"""How lists and the like are made of lines: each line is a tuple of nodes, one for each field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from tvsim.language import worded
from tvsim.scenario.errors import Place
from tvsim.scenario.origins import Branch, Items, Leaf, Node, Origin, at
from tvsim.scenario.values import EVERY_DAY, parse_days
from tvsim.scenario.workbook.cells import CellError

Line = tuple[Node | None, ...]


class Shape(Protocol):
    """A kind of list."""

    @property
    def needed(self) -> tuple[int, ...]:
        """Fields without which a line is none, where the schema cannot miss them."""

    def lines(self, node: Node) -> list[Line]:
        """Lines of a list."""

    def node(self, lines: Sequence[Line], origin: Origin) -> Node:
        """List of the lines."""

    def places(self, lines: Sequence[Line]) -> list[tuple[Place, ...]]:
        """For each line the place in the list of each of its fields.

        Raises
        ------
        RepeatedError
            If two lines are about the same.
        """


class RepeatedError(CellError):
    """A line about something that another line is about; ``line`` is its number, ``number`` that of the field."""

    def __init__(self, text: str, line: int, number: int) -> None:
        super().__init__(text, number)
        self.line = line


@dataclass(frozen=True)
class Tables:
    """A list of tables, whose fields have these paths."""

    paths: tuple[Place, ...]
    needed: tuple[int, ...] = ()

    def lines(self, node: Node) -> list[Line]:
        """One for each table."""
        assert isinstance(node, Items)
        return [tuple(at(each, path) for path in self.paths) for each in node.nodes]

    def node(self, lines: Sequence[Line], origin: Origin) -> Node:
        """List of tables."""
        return Items(tuple(self._table(line, origin) for line in lines), origin)

    def _table(self, line: Line, origin: Origin) -> Branch:
        children = {str(path[0]): node for path, node in zip(self.paths, line, strict=True) if node is not None}
        return Branch(children, next((node.origin for node in line if node is not None), origin))

    def places(self, lines: Sequence[Line]) -> list[tuple[Place, ...]]:
        """Places of the fields."""
        return [tuple((number, *path) for path in self.paths) for number in range(len(lines))]


@dataclass(frozen=True)
class Values:
    """A list of single values."""

    needed: tuple[int, ...] = (0,)

    def lines(self, node: Node) -> list[Line]:
        """One for each value."""
        assert isinstance(node, Items)
        return [(each,) for each in node.nodes]

    def node(self, lines: Sequence[Line], origin: Origin) -> Node:
        """List of values."""
        return Items(tuple(node for line in lines for node in line if node is not None), origin)

    def places(self, lines: Sequence[Line]) -> list[tuple[Place, ...]]:
        """Places of the values."""
        return [((number,),) for number in range(len(lines))]


def _by_weekday(node: Node) -> Branch:
    """What a table says by weekday, whichever way it is written."""
    assert isinstance(node, Branch)
    inner = node.children.get("by_weekday")
    return inner if isinstance(inner, Branch) else node


def _key(node: Node | None) -> str:
    return str(node.value) if isinstance(node, Leaf) else ""


def _no_weekday_again(keys: Sequence[str]) -> None:
    """Refuse the first line whose weekdays are among those of another one that is not about the same."""
    for number, key in enumerate(keys):
        others = {day for other in keys[:number] if other != key for day in _weekdays(other)}
        if others & _weekdays(key):
            raise RepeatedError(worded("a weekday is named twice"), number, 0)


def _weekdays(key: str) -> frozenset[int]:
    """Weekdays of a key; none where it names none, which is said elsewhere."""
    try:
        return frozenset(parse_days(key))
    except ValueError:
        return frozenset()


@dataclass(frozen=True)
class Hours:
    """Opening hours: weekdays, and their blocks."""

    needed: tuple[int, ...] = (0, 1)

    def lines(self, node: Node) -> list[Line]:
        """One for each key of weekdays."""
        return [(Leaf(key, child.origin), child) for key, child in _by_weekday(node).children.items()]

    def node(self, lines: Sequence[Line], origin: Origin) -> Node:
        """Table of opening hours."""
        return Branch({_key(days): blocks or Items((), origin) for days, blocks in lines}, origin)

    def places(self, lines: Sequence[Line]) -> list[tuple[Place, ...]]:
        """The blocks stand under their weekdays."""
        keys = [_key(days) for days, _ in lines]
        for number, key in enumerate(keys):
            if key in keys[:number]:
                raise RepeatedError(worded("is named twice"), number, 0)
        _no_weekday_again(keys)
        return [((key,), (key,)) for key in keys]


@dataclass(frozen=True)
class Weights:
    """A profile of arrivals: weekdays (none for all), a block of the day, and its weight."""

    needed: tuple[int, ...] = (1, 2)

    def lines(self, node: Node) -> list[Line]:
        """One for each block."""
        found: list[Line] = []
        for key, child in _by_weekday(node).children.items():
            if isinstance(child, Branch):
                days = Leaf(key, child.origin)
                found += [(days, Leaf(block, weight.origin), weight) for block, weight in child.children.items()]
            else:
                found.append((None, Leaf(key, child.origin), child))
        return found

    def node(self, lines: Sequence[Line], origin: Origin) -> Node:
        """Table of blocks, or of weekdays with their blocks."""
        if not self._has_days(lines):
            return Branch({_key(block): weight for _, block, weight in lines if weight is not None}, origin)
        days: dict[str, dict[str, Node]] = {}
        for day, block, weight in lines:
            inner = days.setdefault(_key(day) or EVERY_DAY, {})
            if weight is not None:
                inner[_key(block)] = weight
        return Branch({key: Branch(blocks, origin) for key, blocks in days.items()}, origin)

    def places(self, lines: Sequence[Line]) -> list[tuple[Place, ...]]:
        """The weights stand under their blocks."""
        by_day = self._has_days(lines)
        if by_day:
            _no_weekday_again([_key(day) for day, *_ in lines])
        found: list[tuple[Place, ...]] = []
        for number, (day, block, _) in enumerate(lines):
            here: Place = (_key(day) or EVERY_DAY, _key(block)) if by_day else (_key(block),)
            if any(here == places[-1] for places in found):
                raise RepeatedError(worded("is named twice"), number, 1)
            found.append((here[:1], here, here))
        return found

    def _has_days(self, lines: Sequence[Line]) -> bool:
        return any(day is not None for day, *_ in lines)
