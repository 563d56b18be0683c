"""The kinds of values a planner writes: times of day, weekdays, blocks, shares, durations."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from tvsim.language import marked, worded

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 24 * 60
EVERY_DAY = "mon-sun"
"""Weekdays of a profile that is written without weekdays."""

Step = str | int


class TogetherError(ValueError):
    """Values that are wrong together.

    Parameters
    ----------
    text : str
        What is wrong.
    values : mapping
        The values by their place below the table that is checked: a key, or a tuple of keys and numbers in lists.
    named : tuple of str
        Keys that the text names, for which a workbook has other words.
    """

    def __init__(self, text: str, values: Mapping[Any, object], named: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.named = named
        self.values: dict[tuple[Step, ...], object] = {
            (key,) if isinstance(key, str) else key: value for key, value in values.items()
        }


_TIME = re.compile(r"(\d{1,2}):(\d{2})")
_NO_BLOCK = marked('must be a block of a day such as "07:00-11:30"')


class Table(BaseModel):
    """A table of the scenario file: unknown keys are refused, values do not change after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    source: str | None = Field(None, description="Where the numbers of this table come from, or the word 'assumption'.")


def parse_time(text: object) -> int:
    """Minutes after midnight of a time such as ``"07:30"`` (or ``"24:00"``).

    Raises
    ------
    ValueError
        If it is no time of day.
    """
    if isinstance(text, dt.time):
        return text.hour * 60 + text.minute
    match = _TIME.fullmatch(text.strip()) if isinstance(text, str) else None
    if match is None:
        raise ValueError(worded('must be a time of day such as "07:30"'))
    minutes = int(match[1]) * 60 + int(match[2])
    if int(match[2]) > 59 or minutes > MINUTES_PER_DAY:
        raise ValueError(worded("must be a time of day between 00:00 and 24:00"))
    return minutes


def format_time(minutes: int) -> str:
    """``"07:30"`` for 450."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


@dataclass(frozen=True, order=True)
class Block:
    """A block of one day, in minutes after midnight: from ``begins_min`` up to, but without, ``ends_min``."""

    begins_min: int
    ends_min: int

    def __str__(self) -> str:
        return f"{format_time(self.begins_min)}-{format_time(self.ends_min)}"

    def overlaps(self, other: Block) -> bool:
        """Whether the two share a minute."""
        return self.begins_min < other.ends_min and other.begins_min < self.ends_min

    def within(self, others: Iterable[Block]) -> bool:
        """Whether one of the others holds the whole block."""
        return any(other.begins_min <= self.begins_min and self.ends_min <= other.ends_min for other in others)


def parse_block(text: object) -> Block:
    """Read ``"07:00-11:30"``.

    Raises
    ------
    ValueError
        If it is no block of a day, or ends before it begins.
    """
    if isinstance(text, Block):
        return text
    if not isinstance(text, str):
        raise ValueError(worded(_NO_BLOCK))
    return _block_of(text)


@lru_cache(maxsize=1_000)
def _block_of(text: str) -> Block:
    parts = text.split("-")
    if len(parts) != 2:
        raise ValueError(worded(_NO_BLOCK))
    begins, ends = parse_time(parts[0]), parse_time(parts[1])
    if ends <= begins:
        raise ValueError(worded("must end after it begins"))
    return Block(begins, ends)


def parse_days(text: object) -> tuple[int, ...]:
    """Weekday numbers (Monday is 0) of ``"mon-fri"``, ``"sat"`` or ``"mon,wed-fri"``.

    Raises
    ------
    ValueError
        If a part names no weekday.
    """
    if isinstance(text, tuple):
        return text
    if not isinstance(text, str):
        raise ValueError(worded('must name weekdays such as "mon-fri" or "mon,wed"'))
    return _days_of(text)


@lru_cache(maxsize=1_000)
def _days_of(text: str) -> tuple[int, ...]:
    days: set[int] = set()
    for part in text.split(","):
        names = [name.strip() for name in part.split("-")]
        if len(names) > 2 or any(name not in WEEKDAYS for name in names):
            raise ValueError(
                worded('must name weekdays (mon, tue, wed, thu, fri, sat, sun) such as "mon-fri" or "mon,wed"')
            )
        first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        if last < first:
            raise ValueError(worded("must name weekdays in the order of the week"))
        days.update(range(first, last + 1))
    return tuple(sorted(days))


def days_in_short(text: str) -> str:
    """Return weekdays with those in a row as a range: ``"mon-wed,fri"`` for ``"mon,tue,wed,fri"``."""
    days = parse_days(text)
    rows = [tuple(row) for _, row in groupby(days, key=lambda day: day - days.index(day))]
    return ",".join(f"{WEEKDAYS[row[0]]}-{WEEKDAYS[row[-1]]}" if len(row) > 2 else _days_text(row) for row in rows)


def _days_text(days: tuple[int, ...]) -> str:
    return ",".join(WEEKDAYS[day] for day in days)


_BLOCK_SCHEMA = {"type": "string", "pattern": r"^\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}$", "examples": ["07:00-11:30"]}
_DAYS_SCHEMA = {"type": "string", "pattern": r"^[a-z]{3}([-,]\s*[a-z]{3})*$", "examples": ["mon-fri", "sat"]}
_TIME_SCHEMA = {"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["15:00"]}


def _each_once(times: list[int]) -> list[int]:
    for number, time in enumerate(times):
        if time in times[:number]:
            raise TogetherError(worded("is named twice"), {(number,): format_time(time)})
    return times


TimeOfDay = Annotated[int, BeforeValidator(parse_time), PlainSerializer(format_time), WithJsonSchema(_TIME_SCHEMA)]
Hours = Annotated[Block, BeforeValidator(parse_block), PlainSerializer(str), WithJsonSchema(_BLOCK_SCHEMA)]
Days = Annotated[
    tuple[int, ...], BeforeValidator(parse_days), PlainSerializer(_days_text), WithJsonSchema(_DAYS_SCHEMA)
]
TimesOfDay = Annotated[list[TimeOfDay], AfterValidator(_each_once)]

Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=100_000)]
NonNegative = Annotated[float, Field(ge=0, le=1e12)]
Positive = Annotated[float, Field(gt=0, le=1e12)]


_PARAMETERS = ("mean", "cv", "sd", "low", "mode", "high")
_NEEDED = {
    "constant": {"mean"},
    "lognormal": {"mean", "cv"},
    "gamma": {"mean", "cv"},
    "exponential": {"mean"},
    "uniform": {"low", "high"},
    "triangular": {"low", "mode", "high"},
    "normal": {"mean", "sd"},
}
"""Parameters of each kind of duration, all of which it needs."""


class Distribution(Table):
    """A random duration. A bare number is a constant; ``{ mean, cv }`` alone is a lognormal.

    ``cv`` is the coefficient of variation, the standard deviation divided by the mean.
    """

    distribution: Literal["constant", "lognormal", "gamma", "exponential", "uniform", "triangular", "normal"] = (
        "lognormal"
    )
    mean: float | None = None
    cv: Annotated[float, Field(gt=0, le=20)] | None = None
    sd: Annotated[float, Field(gt=0)] | None = None
    low: float | None = None
    mode: float | None = None
    high: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, given: Any) -> Any:
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return {"distribution": "constant", "mean": given}
        if isinstance(given, dict) and "distribution" not in given and given.get("mean") == 0:
            return {**{key: value for key, value in given.items() if key != "cv"}, "distribution": "constant"}
        return given

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = _NEEDED[self.distribution]
        given = {name for name in _PARAMETERS if getattr(self, name) is not None}
        values = self._values(*_PARAMETERS)
        if given != needed:
            text = worded(
                "a {kind} duration needs exactly {parameters}",
                kind=self.distribution,
                parameters=", ".join(sorted(needed)),
            )
            raise TogetherError(text, values | self._kind())
        if self.distribution in {"lognormal", "gamma", "exponential"} and not (self.mean or 0) > 0:
            text = worded("the mean of a {kind} duration must be greater than 0", kind=self.distribution)
            raise TogetherError(text, self._values("mean") | self._kind())
        points = [point for point in (self.low, self.mode, self.high) if point is not None]
        if points != sorted(points) or (len(points) > 1 and points[0] == points[-1]):
            raise TogetherError(worded("low, mode and high must rise"), self._values("low", "mode", "high"))
        return self

    def _values(self, *names: str) -> dict[str, object]:
        """Parameters that are given."""
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def _kind(self) -> dict[str, object]:
        """The kind of duration, where it is none that a shorthand means."""
        is_plain = self.distribution == "constant" or "distribution" not in self.model_fields_set
        return {} if is_plain else {"distribution": self.distribution}

    @property
    def expected(self) -> float:
        """The mean, in the unit of the field it stands in."""
        if self.distribution == "uniform":
            return ((self.low or 0.0) + (self.high or 0.0)) / 2
        if self.distribution == "triangular":
            return ((self.low or 0.0) + (self.mode or 0.0) + (self.high or 0.0)) / 3
        return self.mean or 0.0

    @property
    def lowest(self) -> float:
        """The smallest value it can take (minus infinity for a normal one)."""
        if self.distribution == "normal":
            return float("-inf")
        if self.distribution == "constant":
            return self.mean or 0.0
        return self.low if self.low is not None else 0.0


_LONGEST = 1_000_000.0


def _bounded(duration: Distribution) -> Distribution:
    for name in ("mean", "low", "mode", "high", "sd"):
        value = getattr(duration, name)
        if value is not None and abs(value) > _LONGEST:
            raise TogetherError(worded("a time must be at most {most:,.0f}", most=_LONGEST), {name: value})
    return duration


def _not_negative(duration: Distribution) -> Distribution:
    if duration.distribution == "normal":
        text = worded("a duration must not be negative, as a normal one can be")
        raise TogetherError(text, {"distribution": "normal"})
    if duration.lowest < 0:
        name = "mean" if duration.low is None else "low"
        raise TogetherError(worded("a duration must not be negative"), {name: duration.lowest})
    return duration


SignedDuration = Annotated[Distribution, AfterValidator(_bounded)]
"""A time that may be negative, such as lateness; its unit is in the field's name."""

Duration = Annotated[SignedDuration, AfterValidator(_not_negative)]
"""A duration of zero or more; its unit is in the field's name (``_min``, ``_days``)."""


class Profile(Table):
    """How arrivals spread over the hours of a day: relative weights of blocks, by weekday if wanted."""

    by_weekday: dict[str, dict[str, NonNegative]]

    @model_validator(mode="before")
    @classmethod
    def _plain_blocks(cls, given: Any) -> Any:
        if isinstance(given, dict) and "by_weekday" not in given:
            source = {"source": given["source"]} if "source" in given else {}
            rest = {key: value for key, value in given.items() if key != "source"}
            if all(isinstance(value, dict) for value in rest.values()):
                return {"by_weekday": rest, **source}
            return {"by_weekday": {EVERY_DAY: rest}, **source}
        return given

    @model_validator(mode="after")
    def _readable(self) -> Self:
        seen: set[int] = set()
        for days_text, weights in self.by_weekday.items():
            days = set(parse_days(days_text))
            if days & seen:
                raise ValueError(worded("weekday named twice in {days!r}", days=days_text))
            seen |= days
            blocks = sorted(parse_block(text) for text in weights)
            if any(before.overlaps(after) for before, after in pairwise(blocks)):
                raise ValueError(worded("blocks of a profile must not overlap"))
            if not sum(weights.values()) > 0:
                raise ValueError(worded("a profile needs a weight greater than 0"))
        return self

    def weights(self, weekday: int) -> list[tuple[Block, float]]:
        """Blocks and weights of a weekday (0 is Monday), in order; empty where it has none."""
        for days_text, weights in self.by_weekday.items():
            if weekday in parse_days(days_text):
                return sorted((parse_block(text), weight) for text, weight in weights.items())
        return []
