"""Numbers of a scenario that are varied: read from the command line or from Python."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from tvsim.language import marked, worded
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.changes import as_plain, parse_place, parse_value
from tvsim.scenario.errors import line, nearest, one_line, shown
from tvsim.scenario.schema import DEFAULTS, MOST_POINTS
from tvsim.scenario.vocabulary import kinds_at

Value = int | float | str | bool
Vary = str | Sequence[Value]

SAME_OF_ALL = ("seed", "replications")
"""Places that cannot be varied: what a study is told."""
WORDS = ("name", "description", "source", "note")
"""Ends of places that cannot be varied, since only people read what stands there."""
SHOWN_BESIDE = "observed"
"""Where what is shown beside the figures stands."""
BY_PYTHON = "sweep"
"""Who is named where a value that was given in Python is refused."""
LANGUAGES = ("vi", "en")
"""Keys of a name in both languages."""
_NUMBER = re.compile(r"[+-]?(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_SHAPES = marked("must be a range such as 0.1:0.9:0.1, whole numbers such as 2:6, or a list such as 1,2,5")


@dataclass(frozen=True)
class Varied:
    """A place of the scenario, and what it is to be.

    Attributes
    ----------
    place : such as ``counters.transport.officers``
    values : each of them, in a grid
    low, high : between these, in a design that fills the space between; both none where only values are known
    by : who says so, as it is named where the scenario refuses a value
    text : how somebody wrote what it is to be; empty where it was no text
    """

    place: str
    values: tuple[Value, ...]
    low: float | None = None
    high: float | None = None
    by: str = BY_PYTHON
    text: str = ""


def varied(place: str, what: Vary, by: str, *, spread: bool = False, option: str = BY_PYTHON) -> Varied:
    """Read what a place is to be.

    Parameters
    ----------
    place : str
    what : str or sequence
        ``low:high:step`` with both ends, ``low:high`` of whole numbers with the step 1, values between commas; or a
        sequence of values.
    by : str
        Who says so, as it is named in errors.
    spread : bool
        Whether a design fills a range, so that ``low:high`` (or a sequence of these two) is wanted.
    option : str
        The whole option, as it is named where the scenario refuses a value.

    Raises
    ------
    ScenarioError
        If it is none of these.
    """
    _check_decides(place, what, by)
    text = what if isinstance(what, str) else None
    if spread:
        low, high = _range_of(place, what, by)
        return Varied(place, (), low, high, option, text or "")
    if text is None:
        values = tuple(what)
    elif ":" in text and "," not in text:
        values = _steps(place, text, by)
    else:
        values = tuple(_listed(place, each.strip(), text, by) for each in text.split(","))
    if not values:
        raise _refused(by, place, worded(_SHAPES), what)
    for number, value in enumerate(values):
        if value in values[:number]:
            raise _refused(by, place, worded("names {value} twice", value=shown(value)), what)
    return Varied(place, values, by=option, text=text or "")


def _check_decides(place: str, what: Vary, by: str) -> None:
    steps = parse_place(place, by)
    if len(steps) == 1 and steps[0] in SAME_OF_ALL:
        nothing = worded("decides nothing in a sweep, all of whose points have the same seed and number")
        raise _refused(by, place, nothing, what)
    named = steps[:-1] if steps[-1] in LANGUAGES else steps
    if named[-1:] and (named[-1] in WORDS or named[0] == SHOWN_BESIDE):
        raise _refused(by, place, worded("decides no figure, so that all points would be alike"), what)


def explained(refusal: ScenarioError, axes: Sequence[Varied]) -> ScenarioError:
    """Return the same refusal of a point; where somebody seems to have written a decimal comma, with how it is done."""
    taken_apart = [f"{axis.by}: {axis.place} = " for axis in axes if _seems_decimal(axis.text)]
    return ScenarioError(
        f"{message}; {_with_a_point()}" if message.startswith(tuple(taken_apart)) else message
        for message in refusal.messages
    )


def _with_a_point() -> str:
    return worded("a comma parts values, and decimals are written with a point, such as 0.1:0.9:0.1")


def _seems_decimal(text: str) -> bool:
    """Whether a list of values may be meant as a number, or a range of numbers, with decimal commas."""
    parts = text.split(",")
    return len(parts) > 1 and (any(":" in each for each in parts) or all(map(str.isdecimal, parts)))


def of_python(place: object, what: object) -> tuple[str, Vary]:
    """Return a place, and what it is to be, as `varied` reads them, from what somebody gives in Python.

    Numbers of NumPy's become plain ones; lists may be tuples, ranges, arrays and columns of tables too.

    Raises
    ------
    TypeError
        If they are something else.
    """
    if not isinstance(place, str):
        text = worded("a place must be a text such as channels.online.share, not {value}", value=one_line(shown(place)))
        raise TypeError(text)
    if isinstance(what, str):
        return str(place), str(what)
    values = as_plain(what)
    if not isinstance(values, list | range) or not all(isinstance(each, Value) for each in values):
        text = worded(
            '{place} must be a text such as "0.1:0.9:0.1", or a list of numbers, texts, true or false, not {value}',
            place=one_line(place),
            value=one_line(shown(what)),
        )
        raise TypeError(text)
    return str(place), list(values)


def parse_varied(text: str, by: str, *, spread: bool = False) -> Varied:
    """Read ``path=0.1:0.9:0.1``.

    Raises
    ------
    ScenarioError
        If it is written otherwise.
    """
    place, equals, what = text.partition("=")
    if not equals or not place.strip() or not what.strip():
        wrong = worded(
            "must be written path=values, with a range such as 0.1:0.9:0.1, whole numbers such as 2:6, or a list such "
            "as 1,2,5"
        )
        raise ScenarioError([line(by, "", wrong, shown(text))])
    return varied(place.strip(), what.strip(), by, spread=spread, option=f"{by} {text}")


def is_whole(place: str) -> bool:
    """Whether only whole numbers may stand at a place."""
    kinds = kinds_at(parse_place(place, ""))
    return "integer" in kinds and "number" not in kinds


def value_at(scenario: Scenario, place: str) -> Value | None:
    """Return what a scenario has at a place; none where it has no single value there.

    At a place of a table of defaults that is its value for those tables that do not say otherwise.
    """
    steps = parse_place(place, "")
    for entry in scenario.entries:
        at = entry.origin.written_at if steps[0] in DEFAULTS else entry.place
        if at == steps:
            return entry.value if isinstance(entry.value, (int, float, str, bool)) else None
    return None


def officers_place(scenario: Scenario, key: str, by: str) -> str:
    """Place of the number of officers of a counter group, or of the only group that serves an agency.

    Raises
    ------
    ScenarioError
        If there is no such group, there are several, or its roster says how many there are.
    """
    groups = scenario.plan.counters
    serving = [key] if key in groups else [name for name, group in groups.items() if key in group.agencies]
    if not serving:
        known = dict.fromkeys([*groups, *scenario.plan.agencies])
        text = worded("there is no such counter group or agency; {hint}", hint=nearest(key, list(known)))
        raise ScenarioError([line("", by, text, shown(key))])
    if len(serving) > 1:
        text = worded("is served by several counter groups; name one of them: {groups}", groups=", ".join(serving))
        raise ScenarioError([line("", by, text, shown(key))])
    place = f"counters.{serving[0]}.officers"
    roster = groups[serving[0]].roster
    if roster:
        blocks = ", ".join(f"counters.{serving[0]}.roster[{number}].officers" for number in range(len(roster)))
        text = worded(
            "a roster says how many officers are there in its blocks; vary {blocks} (and {place} outside of them) with "
            "--vary",
            blocks=blocks,
            place=place,
        )
        raise ScenarioError([line("", by, text, shown(key))])
    return place


def _listed(place: str, text: str, whole: str, by: str) -> Value:
    value = parse_value(text)
    endless = isinstance(value, float) and not math.isfinite(value)
    if not text or endless or not isinstance(value, (int, float, str, bool)):
        raise _refused(by, place, worded(_SHAPES), whole)
    return value


def _steps(place: str, text: str, by: str) -> tuple[Value, ...]:
    parts = [_decimal(each) for each in text.split(":")]
    numbers = [each for each in parts if each is not None]
    if len(numbers) < len(parts) or len(parts) > 3:
        raise _refused(by, place, worded(_SHAPES), text)
    low, high = numbers[:2]
    are_whole = _whole(low) and _whole(high)
    if len(numbers) < 3 and not are_whole:
        raise _refused(by, place, worded("needs a step, such as {range}:0.1", range=text), text)
    step = numbers[2] if len(numbers) > 2 else Decimal(1)
    if not low <= high or not step > 0:
        raise _refused(by, place, worded("must rise from its first number to its second by a step above 0"), text)
    if (high - low) / step >= MOST_POINTS:
        raise _refused(by, place, worded("has more than {most:,} values", most=MOST_POINTS), text)
    if (high - low) % step:
        last = low + (high - low) // step * step
        wrong = worded("its steps end at {last}, not at {high}", last=format(last, "f"), high=format(high, "f"))
        raise _refused(by, place, wrong, text)
    count = int((high - low) / step) + 1
    # Decimal arithmetic, so that 0.1 + 2 · 0.1 is 0.3.
    points = [low + number * step for number in range(count)]
    return tuple(int(each) if are_whole and _whole(step) else float(each) for each in points)


def _range_of(place: str, what: Vary, by: str) -> tuple[float, float]:
    parts = [_decimal(each) for each in (what.split(":") if isinstance(what, str) else map(str, what))]
    low, high = parts if len(parts) == 2 else (None, None)
    if low is None or high is None or not low < high or math.isinf(float(high) - float(low)):
        wrong = worded("must be a range low:high, such as 0.1:0.9, in a design that fills it")
        if isinstance(what, str) and _seems_decimal(what):
            wrong = f"{wrong}; {_with_a_point()}"
        raise _refused(by, place, wrong, what)
    if is_whole(place) and not (_whole(low) and _whole(high)):
        raise _refused(by, place, worded("must be a range of whole numbers, such as 2:6"), what)
    return float(low), float(high)


def _decimal(text: str) -> Decimal | None:
    text = text.strip()
    try:
        return Decimal(text) if _NUMBER.fullmatch(text) else None
    except InvalidOperation:
        return None


def _whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def _refused(by: str, place: str, text: str, value: object) -> ScenarioError:
    shown_value = value if isinstance(value, str) and value else shown(value)
    return ScenarioError([line(by, place, text, one_line(shown_value))])
