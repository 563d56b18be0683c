"""Errors about what a user wrote: one line each, with the file, the place, the value and what is allowed."""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tvsim.language import spoken, worded

Place = tuple[str | int, ...]
"""A place in a scenario: keys of tables, and numbers (from 0) in lists."""

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_LONGEST_VALUE = 60


class ScenarioError(Exception):
    """A scenario that cannot be used.

    Attributes
    ----------
    messages : tuple of str
        One line for each mistake.
    """

    def __init__(self, messages: Iterable[str]) -> None:
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[str, ...]]]:
        return type(self), (self.messages,)


@dataclass(frozen=True)
class Complaint:
    """Something wrong at a place of a scenario.

    Attributes
    ----------
    place : place in the effective scenario
    text : what is wrong and what is allowed
    value : the value as it is to be shown; empty for none
    among : further places that have a part in it: where one was written later than ``place``, it is blamed instead
    named : keys that the text names, with places for whose headings they stand in a workbook
    """

    place: Place
    text: str
    value: str = ""
    among: tuple[Place, ...] = ()
    named: tuple[tuple[str, Place], ...] = ()


def line(file: str, place: str, text: str, value: str = "") -> str:
    """One line for one mistake, such as ``a.toml: period.end = 3: must be a date``."""
    named = f"{place} = {value}" if place and value else place or value
    return ": ".join(one_line(part) for part in (file, named, text) if part)


def one_line(text: str) -> str:
    """Write characters that cannot be printed, line ends among them, as escapes."""
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode("ascii") for each in text)


def place_text(place: Place) -> str:
    """``counters.transport.roster[0].hours``; keys that are not plain words stand in quotes."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            key = step if _BARE_KEY.fullmatch(step) else json.dumps(step, ensure_ascii=False)
            text += f".{shortened(key)}" if text else shortened(key)
    return text


def shown(value: object) -> str:
    """A value as it would stand in the file, shortened."""
    return shortened(_written(value))


def shown_in_cell(value: object) -> str:
    """A value as a cell shows it: numbers and dates in the form of the language of messages."""
    if spoken().code == "en" or isinstance(value, (bool, str)):
        return shown(value)
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return spoken().date(value)
    return shown(value).replace(".", ",") if isinstance(value, (int, float)) else shown(value)


def _written(value: object) -> str:
    if value is None:
        return worded("none")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value[: 2 * _LONGEST_VALUE], ensure_ascii=False)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, int) and value.bit_length() > 4_000:
        return worded("a number of over a thousand digits")
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key} = {_written(each)}' for key, each in list(value.items())[:9])} }}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return f"[{', '.join(_written(each) for each in value[:30])}]"
    return str(value)


def shortened(text: str) -> str:
    """At most so much of a text as fits in a line."""
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def meant(word: str, allowed: Iterable[str]) -> str:
    """``did you mean "officers"?`` where an allowed word is near, else nothing."""
    found = difflib.get_close_matches(word[:_LONGEST_VALUE], sorted(set(allowed)), n=1, cutoff=0.6)
    return worded('did you mean "{word}"?', word=found[0]) if found else ""


def nearest(word: str, allowed: Iterable[str]) -> str:
    """``did you mean "officers"?`` where an allowed word is near, else a list of those allowed."""
    words = sorted(set(allowed))
    if not words:
        return ""
    listed = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")
    return meant(word, words) or worded("allowed: {words}", words=listed)


def unknown(what: str, word: str, allowed: Iterable[str]) -> str:
    """Text of a complaint about a word that names nothing."""
    hint = nearest(word, allowed)
    return f"{what}; {hint}" if hint else what
