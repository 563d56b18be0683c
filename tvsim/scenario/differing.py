"""Where two plans differ, place by place, and how that is written in words.

Values count, not how they are written: 10 minutes and a constant of 10 minutes are the same, and so are a default and
the same value written out. Names, descriptions, sources, the seed and the number of replications make no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tvsim.language import worded
from tvsim.scenario.errors import Place, place_text, shown
from tvsim.scenario.schema import DEFAULTS, Plan, Returns, WeekHours
from tvsim.scenario.values import Distribution, Profile, Table

NAMED = ("sites", "agencies", "counters", "procedures")
"""Tables whose entries the planner names."""
STAFF = frozenset({"officers", "reviewers", "desk_staff"})
"""Values that say how many work somewhere."""
_WORDS = {"name", "description", "source"}
_NO_CHANGE = {"seed", "replications", "observed"}
"""What a study is told, or what is only shown beside it."""
_WHOLE = (Distribution, Profile, WeekHours, Returns)
"""Tables whose values mean something only together."""
_MOST_INNER = 3
"""So many values inside a whole are named; of more, the whole is shown."""
_LONGEST_WORD = 30
_MOST_SAID = 3
"""So many values are named of a change that has several."""


def as_written(value: object, _place: str = "") -> str:
    """Return a value as it would stand in the file; words of the schema without quotes."""
    is_word = isinstance(value, str) and value.isprintable() and 0 < len(value) <= _LONGEST_WORD
    return str(value) if is_word else shown(_without_point(value))


def _without_point(value: Any) -> Any:
    """Whole numbers without the point that they have as floats, which nobody writes."""
    if isinstance(value, dict):
        return {key: _without_point(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_point(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@dataclass(frozen=True)
class Words:
    """Words of a change in a language.

    Attributes
    ----------
    place : what a place is called
    value : how a value is written that stands at a place
    """

    added: str = "added"
    removed: str = "removed"
    unset: str = "not set"
    order: str = "another order"
    several: str = "several values"
    tables: str = "{change} (in {count} tables)"
    more: str = "and {count} more"
    place: Callable[[str], str] = str
    value: Callable[[object, str], str] = as_written


ENGLISH = Words()
"""Of what is kept: it names a change in tables and files."""


def words_spoken() -> Words:
    """Words of a change in the language of the process."""
    return Words(
        added=worded("added"),
        removed=worded("removed"),
        unset=worded("not set"),
        order=worded("another order"),
        several=worded("several values"),
        tables=worded("{change} (in {count} tables)"),
        more=worded("and {count} more"),
    )


@dataclass(frozen=True)
class Difference:
    """A value that two scenarios have otherwise.

    Attributes
    ----------
    place : its place, such as ``counters.transport.officers``
    before, after : plain values; none where it is not set
    is_in : whether the first and the second scenario have such a place at all: a table may be added or removed
    tables : how many tables of its kind have it, where it is a default for all of them
    is_even : whether all of these had the same value before
    """

    place: str
    before: Any
    after: Any
    is_in: tuple[bool, bool] = (True, True)
    tables: int = 1
    is_even: bool = True

    def text(self, words: Words = ENGLISH) -> str:
        """The difference in words, such as ``counters.transport.officers: 4 → 5``."""
        text = f"{words.place(self.place)}: {self._change(words)}"
        return text if self.tables == 1 else words.tables.format(change=text, count=self.tables)

    def _change(self, words: Words) -> str:
        if not all(self.is_in):
            return words.added if self.is_in[1] else words.removed
        if self.before == self.after:
            return words.order
        before = self._value(self.before, words) if self.is_even else words.several
        return f"{before} → {self._value(self.after, words)}"

    def _value(self, value: object, words: Words) -> str:
        return words.unset if value is None else words.value(value, self.place)


def described(differences: Sequence[Difference], words: Words = ENGLISH, most: int = _MOST_SAID) -> str:
    """The differences in words, the first ones where there are many."""
    texts = [each.text(words) for each in differences]
    left = len(texts) - most
    return "; ".join(texts if left <= 0 else [*texts[:most], words.more.format(count=left)])


def differing_places(one: Plan, other: Plan) -> Iterator[Place]:
    """Places of all values that differ, in the order of the schema; an entry that only one plan has is one place."""
    yield from _differing(one, other, ())


def _differing(one: Any, other: Any, place: Place) -> Iterator[Place]:
    if isinstance(one, Table) and type(one) is type(other) and not isinstance(one, _WHOLE):
        for name in type(one).model_fields:
            if name not in _WORDS and not (place == () and name in _NO_CHANGE):
                yield from _differing(getattr(one, name), getattr(other, name), (*place, name))
    elif len(place) == 1 and place[0] in NAMED and not (place == ("sites",) and is_reordered(one, other)):
        for key in joint_order(one, other):
            if key in one and key in other:
                yield from _differing(one[key], other[key], (*place, key))
            else:
                yield (*place, key)
    elif place == ("sites",) or _content(one) != _content(other):
        yield place


def _content(value: Any) -> Any:
    """What a value says; the order of keys says nothing."""
    if isinstance(value, Table):
        return {name: _content(getattr(value, name)) for name in type(value).model_fields if name not in _WORDS}
    if isinstance(value, dict):
        return {key: _content(each) for key, each in value.items()}
    return [_content(each) for each in value] if isinstance(value, (list, tuple)) else value


def is_reordered(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether keys that both have stand in another order."""
    first, second = list(one), list(other)
    return [key for key in first if key in second] != [key for key in second if key in first]


def joint_order(one: Iterable[str], other: Iterable[str]) -> list[str]:
    """All keys in the order of the first; those of the other alone come after the one that is before them there."""
    order = list(one)
    at = 0
    for key in other:
        if key in order:
            at = order.index(key) + 1
        else:
            order.insert(at, key)
            at += 1
    return order


class Values:
    """The values of a plan, as they would stand in its file."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._dumped = plan, plan.model_dump()

    def at(self, place: Place) -> tuple[bool, Any]:
        """Whether there is such a place, and its plain value: none where it is not set."""
        value: Any = self._plan
        dumped: Any = self._dumped
        for step in place:
            if value is None:
                return True, None
            if isinstance(value, dict):
                if step not in value:
                    return False, None
                value = value[step]
            else:
                value = getattr(value, str(step))
            dumped = dumped[step]
        return True, _plain(value, dumped)


def _plain(value: Any, dumped: Any) -> Any:
    if isinstance(value, Distribution):
        parts = {key: each for key, each in dumped.items() if each is not None and key != "source"}
        kind = parts.pop("distribution")
        if kind == "constant":
            return parts["mean"]
        return parts if kind == "lognormal" else {"distribution": kind, **parts}
    if isinstance(value, (Profile, WeekHours)):
        return dumped["by_weekday"]
    if isinstance(value, Table):
        names = (name for name in type(value).model_fields if name not in _WORDS and dumped[name] is not None)
        return {name: _plain(getattr(value, name), dumped[name]) for name in names}
    if isinstance(value, dict):
        return {key: _plain(each, dumped[key]) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each, inner) for each, inner in zip(value, dumped, strict=True)]
    return dumped


def differences_at(place: Place, one: Values, other: Values, shown_as: Place | None = None) -> list[Difference]:
    """Differences at a place: of a value that is a whole, those inside it where they are few.

    ``shown_as`` is the place where it is written, where that is another.
    """
    (in_one, before), (in_other, after) = one.at(place), other.at(place)
    if not (in_one and in_other):
        return [Difference(place_text(place), before, after, (in_one, in_other))]
    written = place if shown_as is None else shown_as
    inner = list(_inner(before, after, written))
    if not 0 < len(inner) <= _MOST_INNER:
        inner = [(written, before, after)]
    return [Difference(place_text(where), was, becomes) for where, was, becomes in inner]


def _inner(before: Any, after: Any, place: Place) -> Iterator[tuple[Place, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for key in before:
            yield from _inner(before[key], after[key], (*place, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after) and _are_tables(before):
        for number, (was, becomes) in enumerate(zip(before, after, strict=True)):
            yield from _inner(was, becomes, (*place, number))
    elif before != after:
        yield place, before, after


def _are_tables(values: list[Any]) -> bool:
    return all(isinstance(each, dict) for each in values)


def section_of(place: Place) -> str:
    """Section of the scenario in which a place lies; tables of defaults belong to the tables they are for."""
    return DEFAULTS.get(str(place[0]), str(place[0]))
