"""What a value of a scenario is called in the sheets, looked up by its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tvsim.scenario.errors import Place
from tvsim.scenario.schema import DEFAULTS
from tvsim.scenario.workbook.blocks import Block, Fixed, Lists, Named, Opened
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.layout import SHEETS, schema_place
from tvsim.scenario.workbook.shapes import Tables

_ANY = "any"


@dataclass(frozen=True)
class SheetName:
    """What a value is called.

    Attributes
    ----------
    block : the part of a sheet in which it stands
    field : what it is; none in lists by weekday or by hour, whose entries have no names
    entry : number of the entry of a list in which it stands, from 1; none in no list
    rest : what of the field it is, such as its mean, its second number or that of Monday
    """

    block: Block
    field: Field | None
    entry: int | None
    rest: Place


def sheet_name(place: Place) -> SheetName | None:
    """Return what the value at a place of a scenario is called; none for what is no value."""
    pattern = _pattern(place)
    shift = len(pattern) - len(place)
    for end in range(len(pattern), 0, -1):
        for known in (pattern[:end], _of_first_channel(pattern[:end]), _of_calendar(pattern[:end])):
            found = _names().get(known)
            if found is not None:
                block, field = found
                return SheetName(block, field, _entry(block, place), place[end - shift :])
    return None


def _pattern(place: Place) -> Place:
    """A place as the schema has it: any key, the first entry of a list."""
    if not place:
        return ()
    first = place[0]
    if first in DEFAULTS:
        steps: Place = (DEFAULTS[str(first)], _ANY, *place[1:])
    elif first in _named():
        steps = (first, *(_ANY,) * (len(place) > 1), *place[2:])
    else:
        steps = place
    return tuple(0 if isinstance(step, int) else step for step in steps)


def _of_first_channel(pattern: Place) -> Place:
    """What all channels have is looked up at the first."""
    return (pattern[0], "counter", *pattern[2:]) if pattern[0] == "channels" and len(pattern) > 1 else pattern


def _of_calendar(pattern: Place) -> Place:
    """Opening hours of a site stand in one part of a sheet with those of the calendar."""
    return ("calendar", *pattern[2:]) if pattern[:3] == ("sites", _ANY, "hours") else pattern


def _entry(block: Block, place: Place) -> int | None:
    """Number of the entry of a list of tables: the first number in the place."""
    if not isinstance(block, Lists):
        return None
    return next((step + 1 for step in place if isinstance(step, int)), None)


@cache
def _named() -> frozenset[str]:
    """Kinds of tables that a planner names."""
    return frozenset({"sites", *DEFAULTS.values()})


@cache
def _names() -> dict[Place, tuple[Block, Field | None]]:
    return {place: (block, field) for sheet in SHEETS for block in sheet.blocks for place, field in _fields(block)}


def _fields(block: Block) -> Iterator[tuple[Place, Field | None]]:
    """Places of what a part of a sheet holds: lists as a whole, and the fields of whatever has some."""
    if isinstance(block, Lists):
        yield (*_owner(block), *block.path), None
    if not isinstance(block, Lists) or isinstance(block.shape, Tables):
        yield from ((schema_place(block, field), field) for field in block.fields)


def _owner(block: Lists) -> Place:
    """Place of the table that has a list, by the pattern of `_pattern`."""
    owners = block.owners
    if isinstance(owners, Named):
        return owners.kind, _ANY
    if isinstance(owners, Fixed):
        return *owners.table, owners.codes[0]
    return ("calendar",) if isinstance(owners, Opened) else ()
