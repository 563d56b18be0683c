"""Lines whose own key cannot be read: which key they had, so that nothing is said of what names them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial

from tvsim.scenario.errors import meant
from tvsim.scenario.workbook.blocks import Block, Form, Opened, Records
from tvsim.scenario.workbook.cells import Cell, is_blank, normal
from tvsim.scenario.workbook.finding import FoundLine, FoundPart
from tvsim.scenario.workbook.kinds import Kind, Listed, Staff, Text
from tvsim.scenario.workbook.view import Line
from tvsim.scenario.workbook.words import ALL, NONE, is_word

_ALIKE = 0.5
"""Lines are the same if so much of what stands in them is."""
_KEY = re.compile(r"[A-Za-z0-9_-]+")


def likely_keys(
    lost: list[FoundLine], gone: list[Line], named: Iterable[str], known: Iterable[str], *, is_needed: bool
) -> Iterator[tuple[FoundLine, str]]:
    """Pair lines without a key with the keys that they must have had, as far as anybody can tell.

    Parameters
    ----------
    lost : lines whose key cannot be read, or stands in another line too
    gone : lines as they were written, whose keys stand nowhere now
    named : keys that other lines name, and that stand nowhere, as often as they are named
    known : keys that do stand there
    is_needed : whether other lines seem wrong without these even where none names them: a counter group serves agencies
    """
    left = list(lost)
    for line in lost:
        before = max(gone, key=partial(_likeness, line), default=None)
        if before is not None and _likeness(line, before) >= _ALIKE:
            gone = [each for each in gone if each is not before]
            left.remove(line)
            yield line, str(before.place[1])
    allowed, deleted = set(known), {str(each.place[1]) for each in gone}
    paired = list(zip(left, _told_apart(named, deleted, allowed, len(left)), strict=False))
    yield from paired
    for line in left[len(paired) :]:
        cell = line.label.address.rpartition("!")[2]
        if is_needed and line.label.trouble and _KEY.fullmatch(cell) and cell not in allowed:
            yield line, cell


def _told_apart(named: Iterable[str], deleted: set[str], allowed: set[str], most: int) -> list[str]:
    """Return the keys that lines without one must have: at most so many, named more often than all others.

    What is named once, and is near to a key, is taken for a mistake of its own.
    """
    times = Counter(key for key in named if _KEY.fullmatch(key) and key not in deleted)
    found = [(key, often) for key, often in times.most_common() if often > 1 or not meant(key, allowed)]
    next_often = found[most][1] if len(found) > most else 0
    return [key for key, often in found[:most] if often > next_often]


def keys_named(parts: Iterable[FoundPart], kind: str) -> Iterator[str]:
    """Keys of a kind of tables that lines name, but for those that list them."""
    for part in parts:
        for line in part.lines:
            if _names(part.block, kind):
                yield from _texts([line.label.value])
            for field, cells in zip(line.fields, line.cells, strict=True):
                yield from _keys_in(field.kind, [cell.value for cell in cells], kind)


def _names(block: Block, kind: str) -> bool:
    """Whether the lines of a part are about tables of a kind that another part lists."""
    if isinstance(block, Form) or (isinstance(block, Records) and block.is_list):
        return False
    return isinstance(block.owners, Opened) if kind == "sites" else getattr(block.owners, "kind", "") == kind


def _keys_in(of_field: Kind, cells: list[Cell], kind: str) -> Iterator[str]:
    if isinstance(of_field, Staff):
        yield from _texts([cell for cell, named in zip(cells, ("counters", "agencies"), strict=True) if named == kind])
    elif isinstance(of_field, (Text, Listed)) and of_field.refers == kind:
        for text in _texts(cells):
            yield from of_field.entries(text) if isinstance(of_field, Listed) else [text]


def _texts(cells: Iterable[Cell]) -> Iterator[str]:
    for cell in cells:
        if isinstance(cell, str) and not is_blank(cell) and not is_word(cell, ALL) and not is_word(cell, NONE):
            yield cell.strip()


def _likeness(line: FoundLine, before: Line) -> float:
    """Which part of what stands in a line, or stood in another, is the same in both."""
    now = [normal(cell.value) for cells in line.cells for cell in cells]
    then = [normal(cell) for cells in before.cells for cell in cells]
    filled = [pair for pair in zip(now, then, strict=True) if pair != (None, None)]
    return sum(one == other for one, other in filled) / len(filled) if filled else 0.0
