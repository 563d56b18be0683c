"""Parts of a sheet: forms of single values, tables with a line for each agency or procedure, and lists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from tvsim.language import worded
from tvsim.scenario.errors import Place, unknown
from tvsim.scenario.origins import Branch, Node, at, below
from tvsim.scenario.workbook.cells import Cell, CellError, is_blank, word_of
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.shapes import Shape
from tvsim.scenario.workbook.words import ALL, Words, is_word

ITEM, VALUE, IF_BLANK, SOURCE = "Item", "Value", "If blank", "Source"

Known = dict[str, list[str]]
"""Keys of the tables that a workbook names, by kind."""


class Owners(Protocol):
    """The tables that lines of a sheet are about."""

    @property
    def heading(self) -> str:
        """Of the column that names them."""

    @property
    def about(self) -> str:
        """What stands in that column."""

    def places(self, tree: Node) -> list[Place]:
        """All that a scenario has, in order."""

    def label(self, place: Place, words: Words) -> Cell:
        """What one is called."""

    def place(self, label: Cell, known: Known, words: Words) -> Place:
        """Which one is called so.

        Raises
        ------
        CellError
            If none is.
        """


@dataclass(frozen=True)
class Named:
    """Tables that the planner names.

    Attributes
    ----------
    kind : such as ``agencies``
    heading, about : of the column with their keys
    defaults : table of their defaults; empty where they have none
    sheet : where they are listed; empty where this is the list
    """

    kind: str
    heading: str
    about: str = ""
    defaults: str = ""
    sheet: str = ""

    def places(self, tree: Node) -> list[Place]:
        """All that a scenario has, the defaults first."""
        tables = below(tree, self.kind)
        named: list[Place] = [(self.kind, key) for key in tables.children] if isinstance(tables, Branch) else []
        return [(self.defaults,), *named] if self.defaults else named

    def label(self, place: Place, words: Words) -> Cell:
        """Its key."""
        return words.text(ALL) if place[0] == self.defaults else str(place[1])

    def place(self, label: Cell, known: Known, words: Words) -> Place:
        """The one of a key."""
        if self.defaults and is_word(label, ALL):
            return (self.defaults,)
        if is_blank(label):
            raise CellError(worded("is missing: the line needs a key"))
        key = word_of(label)
        if self.sheet and key not in known.get(self.kind, ()):
            where = worded('there is no such key in the sheet "{sheet}"', sheet=words.text(self.sheet))
            raise CellError(unknown(where, key, known.get(self.kind, ())))
        return self.kind, key


@dataclass(frozen=True)
class Fixed:
    """Tables that the schema names."""

    heading: str
    codes: tuple[str, ...]
    table: Place
    about: str = ""

    def places(self, tree: Node) -> list[Place]:  # noqa: ARG002 - every scenario has them
        """All of them."""
        return [(*self.table, code) for code in self.codes]

    def label(self, place: Place, words: Words) -> Cell:
        """Its word."""
        return words.label(str(place[-1]))

    def place(self, label: Cell, known: Known, words: Words) -> Place:  # noqa: ARG002
        """The one of a word."""
        return *self.table, words.code(label, self.codes)


@dataclass(frozen=True)
class Opened:
    """The calendar, whose hours hold for all sites, and the sites that have hours of their own."""

    heading: str
    about: str

    def places(self, tree: Node) -> list[Place]:
        """The calendar, and all sites."""
        sites = below(tree, "sites")
        return [("calendar",), *(("sites", key) for key in (sites.children if isinstance(sites, Branch) else ()))]

    def label(self, place: Place, words: Words) -> Cell:
        """Key of the site."""
        return words.text(ALL) if place == ("calendar",) else str(place[1])

    def place(self, label: Cell, known: Known, words: Words) -> Place:
        """The calendar, or a site."""
        if is_blank(label) or is_word(label, ALL):
            return ("calendar",)
        return Named("sites", self.heading, sheet="General").place(label, known, words)


@dataclass(frozen=True)
class Whole:
    """The scenario itself: lines about it need no name."""

    heading: str = ""
    about: str = ""

    def places(self, tree: Node) -> list[Place]:  # noqa: ARG002
        """The scenario."""
        return [()]

    def label(self, place: Place, words: Words) -> Cell:  # noqa: ARG002
        """Nothing."""
        return None

    def place(self, label: Cell, known: Known, words: Words) -> Place:  # noqa: ARG002
        """The scenario."""
        return ()


@dataclass(frozen=True)
class Form:
    """Single values, one below the other."""

    title: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True)
class Records:
    """A line for each of some tables.

    Attributes
    ----------
    title : over it
    owners : the tables
    fields : columns
    is_list : whether the lines say which tables there are; else only those stand there of which they say something
    """

    title: str
    owners: Owners
    fields: tuple[Field, ...]
    is_list: bool = False
    note: str = ""

    def has(self, tree: Node, place: Place) -> bool:
        """Whether there is a line for a table."""
        if self.is_list or not isinstance(self.owners, Named) or place == (self.owners.defaults,):
            return True
        table = at(tree, place)
        return any(field.in_table(table) is not None for field in self.fields)


@dataclass(frozen=True)
class Lists:
    """A line for each entry of the lists that some tables have.

    Attributes
    ----------
    title : over it
    owners : the tables
    path : place of the list below each
    shape : how the list is made of lines
    fields : columns
    """

    title: str
    owners: Owners
    path: Place
    shape: Shape
    fields: tuple[Field, ...]
    note: str = ""


Block = Form | Records | Lists


@dataclass(frozen=True)
class Sheet:
    """A sheet with its parts."""

    name: str
    blocks: tuple[Block, ...]
    note: str = ""
