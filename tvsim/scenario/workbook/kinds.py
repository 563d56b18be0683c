"""Kinds of values, and how each stands in one cell or several."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tvsim.language import worded
from tvsim.scenario.errors import Place
from tvsim.scenario.origins import Branch, Items, Leaf, Node, Origin, at, below
from tvsim.scenario.workbook.cells import (
    Cell,
    CellError,
    code_text,
    date_of,
    is_blank,
    number_cell,
    number_in_text,
    number_of,
    time_text,
    visible,
    word_of,
)
from tvsim.scenario.workbook.words import NONE, Words, is_word

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One of the cells that a value takes.

    Attributes
    ----------
    heading : with ``{what}`` for what the value is called
    below : place of what stands in it, below the value
    has_unit : whether it is told in the unit of the value
    """

    heading: str = "{what}"
    below: Place = ()
    has_unit: bool = True


@dataclass(frozen=True)
class Given:
    """What there is to make a value of, beside its cells.

    Attributes
    ----------
    words : of the workbook
    origin : of all that is new
    before : what the carried scenario has there
    same : which of the cells are as they were written for that
    under : what the defaults say
    """

    words: Words
    origin: Origin
    before: Node | None
    same: tuple[bool, ...]
    under: Node | None = None

    def leaf(self, value: object) -> Leaf:
        """A new value."""
        return Leaf(value, self.origin)

    def kept(self, number: int, below_it: Place) -> Leaf | None:
        """What stood there before in a cell that has not changed."""
        node = at(self.before, below_it) if self.before is not None and self.same[number] else None
        return node if isinstance(node, Leaf) else None


class Kind(Protocol):
    """How values of a kind stand in cells.

    Attributes
    ----------
    parts : the cells
    how : how it is written, for people; empty where that is plain
    """

    @property
    def parts(self) -> tuple[Part, ...]:
        """The cells that a value takes."""

    @property
    def how(self) -> str:
        """How it is written, for people."""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of cells that are not all blank.

        Raises
        ------
        CellError
            If they hold no such value.
        """


ONE = (Part(),)


def _single(node: Node) -> Any:
    assert isinstance(node, Leaf)
    return node.value


@dataclass(frozen=True)
class Number:
    """A number; ``as_percent`` shows it so."""

    as_percent: bool = False
    may_be_none: bool = False
    parts: tuple[Part, ...] = ONE
    how: str = ""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        return (number_cell(_single(node)),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        if self.may_be_none and is_word(cells[0], NONE):
            return given.leaf(None)
        return given.leaf(number_of(cells[0]))


@dataclass(frozen=True)
class Text:
    """A text, such as a key."""

    refers: str = ""
    """Kind of tables whose keys may stand there."""
    is_wide: bool = False
    may_be_empty: bool = False
    """Whether an empty text is something else than none."""
    parts: tuple[Part, ...] = ONE
    how: str = ""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        text = _single(node)
        return (words.text(NONE) if self.may_be_empty and not text else visible(text),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        if self.may_be_empty and is_word(cells[0], NONE):
            return given.leaf("")
        return given.leaf(word_of(cells[0]))


@dataclass(frozen=True)
class Code:
    """Weekdays, in the words of the workbook, or a block of a day, as in files."""

    how: str
    has_days: bool = False
    parts: tuple[Part, ...] = ONE

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        text = _single(node)
        return (visible(words.days(text) if self.has_days else text),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        return given.leaf(given.words.day_codes(cells[0]) if self.has_days else code_text(cells[0]))


@dataclass(frozen=True)
class Word:
    """One of some words."""

    codes: tuple[str, ...]
    parts: tuple[Part, ...] = ONE
    how: str = ""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        return (words.label(_single(node)),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        return given.leaf(given.words.code(cells[0], self.codes))


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    parts: tuple[Part, ...] = ONE
    how: str = ""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        return (words.flags[0 if _single(node) else 1],)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        return given.leaf(given.words.flag(cells[0]))


@dataclass(frozen=True)
class Date:
    """A day."""

    parts: tuple[Part, ...] = ONE
    how: str = "A date."

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        return (_single(node),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        return given.leaf(date_of(cells[0], is_day_first=given.words.language.code == "vi"))


@dataclass(frozen=True)
class Time:
    """A time of day."""

    parts: tuple[Part, ...] = ONE
    how: str = "A time of day such as 07:30."

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        return (_time_cell(node),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        return given.leaf(time_text(cells[0]))


def _time_cell(node: Node) -> str:
    value = _single(node)
    return time_text(value) if isinstance(value, dt.time) else visible(value)


@dataclass(frozen=True)
class Listed:
    """Several values in one cell, such as ``10:00, 15:30``; each is read and written on its own."""

    read: Callable[[str], object]
    write: Callable[[Node], str]
    how: str
    alone: Callable[[Cell], object]
    """Reads a cell that holds something else than a text."""
    separators: str = ","
    refers: str = ""
    has_numbers: bool = False
    parts: tuple[Part, ...] = ONE

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        assert isinstance(node, Items)
        if not node.nodes:
            return (words.text(NONE),)
        if self.has_numbers and len(node.nodes) == 1:
            return (number_cell(_single(node.nodes[0])),)
        return (visible(f"{self.separators[0]} ".join(map(self.write, node.nodes))),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell; entries that are as they were before are kept."""
        cell = cells[0]
        if is_word(cell, NONE):
            return Items((), given.origin)
        values = list(map(self.read, self.entries(cell))) if isinstance(cell, str) else [self.alone(cell)]
        return Items(tuple(_kept(given, number, value) for number, value in enumerate(values)), given.origin)

    def entries(self, text: str) -> list[str]:
        """Texts of the values in a cell."""
        for separator in self.separators[1:]:
            text = text.replace(separator, self.separators[0])
        return [each.strip() for each in text.split(self.separators[0])]


def _kept(given: Given, step: str | int, value: object) -> Node:
    """What was there before, where it is the same value; else a new one."""
    before = below(given.before, step)
    return before if isinstance(before, Leaf) and before.value == value else given.leaf(value)


def _text_of(node: Node) -> str:
    return str(_single(node))


def _number_of_text(node: Node) -> str:
    return number_in_text(_single(node))


def keys(refers: str) -> Listed:
    """Keys of tables of a kind, separated by commas."""
    return Listed(word_of, _text_of, "Keys, separated by commas.", word_of, ",;", refers)


TIMES = Listed(time_text, _time_cell, "Times, separated by commas: 10:00, 15:30.", time_text, ",;")
BLOCKS = Listed(
    code_text, _text_of, "Blocks, separated by commas: 07:00-11:30, 13:00-17:00; (none) where closed.", code_text, ",;"
)
NUMBERS = Listed(
    number_of, _number_of_text, "Numbers, separated by semicolons: 0.15; 0.06.", number_of, ";", has_numbers=True
)


@dataclass(frozen=True)
class ByKey:
    """Numbers by weekday or by site in one cell, such as ``mon: 1; tue: 1.06``."""

    how: str
    example: str
    has_days: bool = False
    parts: tuple[Part, ...] = ONE

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        assert isinstance(node, Branch)
        listed = [f"{self._key(key, words)}: {_number_of_text(child)}" for key, child in node.children.items()]
        return (visible("; ".join(listed)) or words.text(NONE),)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cell."""
        if is_word(cells[0], NONE):
            return Branch({}, given.origin)
        if not isinstance(cells[0], str):
            raise self._unlike(given.words)
        children: dict[str, Node] = {}
        for entry in cells[0].rstrip("; \n").split(";"):
            name, colon, number = entry.rpartition(":")
            if not colon or not name.strip():
                raise self._unlike(given.words)
            key = given.words.day_codes(name) if self.has_days else name.strip()
            if key in children:
                raise CellError(worded('names "{key}" twice', key=key))
            children[key] = _kept(given, key, number_of(number))
        return Branch(children, given.origin)

    def _key(self, key: str, words: Words) -> str:
        return words.days(key) if self.has_days else key

    def _unlike(self, words: Words) -> CellError:
        """A cell that is written in another way."""
        return CellError(worded("must be written such as {example}", example=self._key(self.example, words)))


@dataclass(frozen=True)
class Named:
    """A name in both languages; where only one cell is filled, it is the name in both."""

    parts: tuple[Part, ...] = (Part("{what}, in Vietnamese", ("vi",)), Part("{what}, in English", ("en",)))
    how: str = "Where only one of the two is filled, it holds for both languages."

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        if isinstance(node, Leaf):
            return visible(_single(node)), None
        found = [below(node, step) for part in self.parts for step in part.below]
        return tuple(None if each is None else visible(_single(each)) for each in found)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cells."""
        texts = [None if is_blank(cell) else word_of(cell) for cell in cells]
        filled = [text for text in texts if text is not None]
        if len(filled) == 1 and not isinstance(given.before, Branch):
            return given.leaf(filled[0])
        children: dict[str, Node] = {}
        for number, (part, text) in enumerate(zip(self.parts, texts, strict=True)):
            if text is not None:
                children[str(part.below[0])] = given.kept(number, part.below) or given.leaf(text)
        return next(iter(children.values())) if len(children) == 1 else Branch(children, given.origin)


@dataclass(frozen=True)
class Months:
    """Twelve numbers."""

    parts: tuple[Part, ...] = tuple(Part(month, (number,)) for number, month in enumerate(MONTHS))
    how: str = ""

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        assert isinstance(node, Items)
        return tuple(number_cell(_single(each)) for each in node.nodes)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cells."""
        nodes = []
        for number, cell in enumerate(cells):
            if is_blank(cell):
                raise CellError(worded("is missing; either all months are filled, or none"), number)
            nodes.append(given.kept(number, (number,)) or given.leaf(_read(number_of, cell, number)))
        return Items(tuple(nodes), given.origin)


@dataclass(frozen=True)
class Staff:
    """Whose officer or reviewer: the key of a counter group in one cell, or that of an agency in the other."""

    parts: tuple[Part, ...] = (Part("Officer of the counter group"), Part("or reviewer of the agency"))
    how: str = "One of the two is filled."

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:  # noqa: ARG002
        """Cells of a value."""
        kind, _, key = str(_single(node)).partition(".")
        return (key, None) if kind == "counters" else (None, key)

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cells."""
        group, agency = cells
        if is_blank(group):
            return given.leaf(f"agencies.{_read(word_of, agency, 1)}")
        if not is_blank(agency):
            raise CellError(worded("must be blank where a counter group is named"), 1)
        return given.leaf(f"counters.{word_of(group)}")


def _read(read: Callable[[Cell], Any], cell: Cell, number: int) -> Any:
    """Read one of several cells; an error knows which."""
    try:
        return read(cell)
    except CellError as wrong:
        raise CellError(wrong.text, number) from None
