"""What Excel lets into a cell: drop-down lists, and bounds of numbers. The reader checks all of it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from tvsim.scenario.errors import Place
from tvsim.scenario.vocabulary import Bounds, kinds_at, limits_at
from tvsim.scenario.workbook.blocks import Fixed, Named, Opened, Owners
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.kinds import Date, Flag, Listed, Months, Number, Staff, Text, Word
from tvsim.scenario.workbook.words import Words

Choice = dict[str, Any]

BOUNDS = ("at least {bound}", "greater than {bound}", "at most {bound}", "less than {bound}")
_MOST_LISTED = 255
_BOUNDLESS = 1e12
"""A bound so high only keeps slips of the keyboard out, and is not worth telling."""
_LARGEST_CV, _LONGEST = 20, 1_000_000
_FIRST, _LAST = dt.date(1940, 1, 1), dt.date(2140, 12, 31)
_CRITERIA = (">=", ">", "<=", "<")


def bounds_of(field: Field, number: int, place: Place) -> Bounds | None:
    """Bounds of the number in a cell of a field; none where any number may stand there, or none."""
    kind = field.kind
    if isinstance(kind, Duration):
        if number:
            return Bounds(0, None, _LARGEST_CV, None)
        return Bounds(-_LONGEST if kind.may_be_negative else 0, None, _LONGEST, None)
    if isinstance(kind, Months):
        return limits_at((*place, 0))
    return limits_at(place) if isinstance(kind, Number) and place else None


def bounds_text(bounds: Bounds, words: Words) -> str:
    """Bounds in words."""
    parts = [
        words.text(text).format(bound=words.language.number(bound))
        for text, bound in zip(BOUNDS, bounds, strict=True)
        if bound is not None and abs(bound) < _BOUNDLESS
    ]
    return ", ".join(parts)


def choice_of(
    field: Field, number: int, place: Place, cell: str, ranges: Mapping[str, str], words: Words
) -> Choice | None:
    """What a cell lets in, for xlsxwriter; none where it lets in all.

    Parameters
    ----------
    field, number, place : the field, which of its cells, and its place in the schema
    cell : address of the first cell for which it holds
    ranges : cells with the keys of each kind of tables
    words : of the workbook
    """
    kind = field.kind
    if isinstance(kind, Word):
        return _listed([words.label(code) for code in kind.codes], words)
    if isinstance(kind, Flag):
        return _listed(list(words.flags), words)
    if isinstance(kind, (Text, Listed)) and kind.refers:
        # Several keys may stand in a cell of a list, and a route leads from a site too: others are let in.
        is_one_of_them = isinstance(kind, Text) and field.path not in {("of",), ("to",)}
        return _keys(ranges[kind.refers], words, is_strict=is_one_of_them)
    if isinstance(kind, Staff):
        return _keys(ranges["agencies" if number else "counters"], words, is_strict=True)
    if isinstance(kind, Date):
        text = words.text("A date.")
        return {"validate": "date", "criteria": "between", "minimum": _FIRST, "maximum": _LAST, **_error(text, words)}
    bounds = bounds_of(field, number, place)
    if bounds is None:
        return None
    is_whole = isinstance(kind, Number) and "integer" in kinds_at(place)
    return _number(bounds, cell, words, is_whole=is_whole, lets_texts=_lets_texts(field, number))


def owner_choice(owners: Owners, ranges: Mapping[str, str], words: Words) -> Choice | None:
    """What the column lets in that names the tables of the lines; none where it lets in all."""
    if isinstance(owners, Fixed):
        return _listed([words.label(code) for code in owners.codes], words)
    if isinstance(owners, Opened):
        return _keys(ranges["sites"], words, is_strict=False)
    if isinstance(owners, Named) and owners.sheet:
        return _keys(ranges[owners.defaults or owners.kind], words, is_strict=True)
    return None


def _lets_texts(field: Field, number: int) -> bool:
    kind = field.kind
    return (isinstance(kind, Duration) and number == 0) or (isinstance(kind, Number) and kind.may_be_none)


def _number(bounds: Bounds, cell: str, words: Words, *, is_whole: bool, lets_texts: bool) -> Choice:
    tests = [f"{cell}{sign}{bound:g}" for sign, bound in zip(_CRITERIA, bounds, strict=True) if bound is not None]
    tests = [f"ISNUMBER({cell})", *([f"{cell}=INT({cell})"] if is_whole else []), *tests]
    formula = f"AND({','.join(tests)})"
    text = words.text("A whole number, {bounds}.") if is_whole else words.text("A number, {bounds}.")
    return {
        "validate": "custom",
        "value": f"=OR(ISTEXT({cell}),{formula})" if lets_texts else f"={formula}",
        **_error(text.format(bounds=bounds_text(bounds, words)), words),
    }


def _listed(labels: list[str], words: Words) -> Choice:
    assert len(",".join(labels)) <= _MOST_LISTED
    return {"validate": "list", "source": labels, **_error(words.text("One of the list."), words)}


def _keys(cells: str, words: Words, *, is_strict: bool) -> Choice:
    choice: Choice = {"validate": "list", "source": f"={cells}"}
    return {**choice, **_error(words.text("One of the list."), words)} if is_strict else {**choice, "show_error": False}


def _error(text: str, words: Words) -> Choice:
    return {"error_title": words.text("Not allowed here"), "error_message": text}
