"""Where each number comes from: the file that set it, and the source that the file gives for it.

A file is read into a tree of nodes. Each value is a `Leaf` that carries its `Origin`, so that merging files, defaults
and changes keeps for every number what was said about it. A ``source`` in a table holds for all that the same file
writes in the table and below, unless a closer one exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from tvsim.language import Language, marked, spoken, worded
from tvsim.scenario.errors import Place, ScenarioError, line, nearest, place_text, shown

ABOUT = ("value", "source", "range", "note")
"""Keys of a value that is written with what is known about it: ``{ value = 3, source = "..." }``."""

TOO_DEEP = marked("lists or tables stand in one another too deeply")

DEFAULT = marked("default")
"""Source of a number that nobody wrote: it counts as an assumption."""


ASSUMPTION = marked("assumption")
"""What planners write as the source of a number that no document gives."""
BY_HAND = marked("set by hand")
"""Source of a number set on the command line or in Python."""
_SET_IN = marked("set in {file}")
_IS_SET_IN = re.compile(_SET_IN.format(file="(.+)"))


def set_in(file: str) -> str:
    """Source of a number for which a file names none."""
    return _SET_IN.format(file=Path(file).name)


def source_text(source: str, language: Language) -> str:
    """Return a source in a language where the catalogue has it, as it has those of tvsim and of its own scenarios.

    What else a planner wrote stays as it is. Files that tvsim writes keep sources as they were written, whatever
    language they are shown in.
    """
    found = _IS_SET_IN.fullmatch(source)
    return language.text(source) if found is None else language.worded(_SET_IN, file=found[1])


class Addresses(Protocol):
    """How places of a file are called that has no keys to name them by, such as cells of a workbook."""

    def of(self, place: Place) -> str:
        """What a place is called."""

    def heading(self, place: Place) -> str:
        """What the value of a place is called in the words of the file; empty where it has no name there."""

    def text(self, place: Place) -> str:
        """What stands at a place in the words of the file; empty where that is the value itself."""


class Origin(NamedTuple):
    """What is known about a number.

    Attributes
    ----------
    file : the file that set it, or ``--set`` or ``with_``; empty for a default
    source : where it comes from, in the words of that file
    written_at : its place there; another than in the scenario where it is a default for all tables of a kind
    low, high : range within which the true value is thought to lie, where given
    note : a remark
    layer : the higher, the later it was written over others: files by their order, then changes
    addresses : what places of the file are called; none where they are called by their keys
    """

    file: str
    source: str
    written_at: Place = ()
    low: float | None = None
    high: float | None = None
    note: str = ""
    layer: int = 0
    addresses: Addresses | None = None

    def called(self, place: Place) -> str:
        """What a place of the file is called."""
        return place_text(place) if self.addresses is None else self.addresses.of(place)

    @property
    def where(self) -> str:
        """The file, with the address in it where it has addresses."""
        return self.file if self.addresses is None else f"{self.file}: {self.addresses.of(self.written_at)}"

    @property
    def said(self) -> str:
        """The source in the language of the process, where it is none of a planner's own words."""
        return source_text(self.source, spoken())


NOBODYS = Origin("", DEFAULT)
"""Of what no file says."""


class Leaf(NamedTuple):
    """A single value."""

    value: object
    origin: Origin


class Items(NamedTuple):
    """A list."""

    nodes: tuple[Node, ...]
    origin: Origin


class Branch(NamedTuple):
    """A table."""

    children: dict[str, Node]
    origin: Origin


Node = Leaf | Items | Branch


class Reader:
    """Reads what one file (or one change) says into nodes.

    Parameters
    ----------
    file : str
        Name of the file, as it is shown.
    unsourced : str
        Source of numbers for which the file names none.
    layer : int
        Place of the file (or change) among those written over one another.
    """

    def __init__(self, file: str, unsourced: str, layer: int = 0) -> None:
        self._file, self._unsourced, self._layer = file, unsourced, layer
        self._mistakes: list[str] = []

    def checked(self, given: object, place: Place = ()) -> Node:
        """Read what stands at a place.

        Raises
        ------
        ScenarioError
            If something beside a value (``source``, ``range``, ``note``) is written wrongly.
        """
        try:
            node = self.read(given, place)
        except RecursionError:
            raise ScenarioError([line(self._file, "", worded(TOO_DEEP))]) from None
        if self._mistakes:
            raise ScenarioError(self._mistakes)
        return node

    def read(self, given: object, place: Place = (), source: str | None = None) -> Node:
        """Read a table, list or value at a place; ``source`` is that of the tables around it."""
        origin = Origin(self._file, source or self._unsourced, place, layer=self._layer)
        if isinstance(given, dict):
            if "value" in given and not isinstance(given["value"], dict):
                return self._valued(given, place, source)
            return self._table(given, place, source)
        if isinstance(given, (list, tuple)):
            nodes = (self.read(each, (*place, number), source) for number, each in enumerate(given))
            return Items(tuple(nodes), origin)
        return Leaf(given, origin)

    def _table(self, given: Mapping[str, Any], place: Place, source: str | None) -> Branch:
        inner, hidden = source, set[str]()
        if not isinstance(given.get("source", {}), dict):
            inner, hidden = self._source(given["source"], place) or source, {"source"}
        children = {key: self.read(each, (*place, key), inner) for key, each in given.items() if key not in hidden}
        return Branch(children, Origin(self._file, inner or self._unsourced, place, layer=self._layer))

    def _valued(self, given: Mapping[str, Any], place: Place, source: str | None) -> Node:
        """Read ``{ value = 3, source = "...", range = [2, 5], note = "..." }``."""
        for key in given:
            if key not in ABOUT:
                text = worded("unknown key beside a value; {hint}", hint=nearest(key, ABOUT))
                self._complain((*place, key), text, given[key])
        own = self._source(given["source"], place) if "source" in given else None
        node = self.read(given["value"], place, own or source)
        note = given.get("note", "")
        if not isinstance(note, str):
            self._complain((*place, "note"), worded("must be a text in quotes"), note)
            note = ""
        low, high = self._range(given, place)
        return node._replace(origin=node.origin._replace(low=low, high=high, note=note))

    def _source(self, source: object, place: Place) -> str | None:
        if isinstance(source, str) and source.strip():
            return source
        text = worded("must be a text in quotes that says where the numbers come from")
        self._complain((*place, "source"), text, source)
        return None

    def _range(self, given: Mapping[str, Any], place: Place) -> tuple[float | None, float | None]:
        if "range" not in given:
            return None, None
        bounds, value = given["range"], given["value"]
        is_pair = isinstance(bounds, list) and len(bounds) == 2 and all(_is_number(each) for each in bounds)
        if not is_pair or not bounds[0] <= bounds[1]:
            self._complain((*place, "range"), worded("must be [lowest, highest], two numbers"), bounds)
        elif not _is_number(value) or not bounds[0] <= value <= bounds[1]:
            text = worded("must be a range that holds the value {value}", value=shown(value))
            self._complain((*place, "range"), text, bounds)
        else:
            return _as_float(bounds[0]), _as_float(bounds[1])
        return None, None

    def _complain(self, place: Place, text: str, value: object) -> None:
        self._mistakes.append(line(self._file, place_text(place), text, shown(value)))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _as_float(value: float) -> float:
    """A float, infinite where an integer is too long for one."""
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def plain(node: Node) -> Any:
    """The values alone, as dictionaries and lists."""
    if isinstance(node, Branch):
        return {key: plain(child) for key, child in node.children.items()}
    if isinstance(node, Items):
        return [plain(child) for child in node.nodes]
    return node.value


def leaves(node: Node, place: Place = ()) -> Iterator[tuple[Place, Leaf]]:
    """All single values with their places."""
    if isinstance(node, Leaf):
        yield place, node
    elif isinstance(node, Branch):
        for key, child in node.children.items():
            yield from leaves(child, (*place, key))
    else:
        for number, child in enumerate(node.nodes):
            yield from leaves(child, (*place, number))


def newest(node: Node, place: Place = ()) -> tuple[Place, Node]:
    """What was written last of all that stands at a place and below, and its place."""
    found = place, node
    steps = (
        node.children.items() if isinstance(node, Branch) else enumerate(node.nodes if isinstance(node, Items) else ())
    )
    for step, child in steps:
        inner = newest(child, (*place, step))
        if inner[1].origin.layer > found[1].origin.layer:
            found = inner
    return found


def at(node: Node, place: Place) -> Node | None:
    """What stands at a place; none where nothing does."""
    found: Node | None = node
    for step in place:
        found = below(found, step)
    return found


def below(node: Node | None, step: str | int) -> Node | None:
    """What stands in a table under a key, or in a list at a number; none where nothing does."""
    if isinstance(node, Branch) and isinstance(step, str):
        return node.children.get(step)
    if isinstance(node, Items) and isinstance(step, int) and 0 <= step < len(node.nodes):
        return node.nodes[step]
    return None
