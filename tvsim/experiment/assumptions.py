"""Assumptions: numbers for which a scenario says between which bounds the true one is thought to lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tvsim.language import worded
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import Place, line, place_text, shown
from tvsim.scenario.register import Entry
from tvsim.scenario.schema import DEFAULTS
from tvsim.scenario.vocabulary import kinds_at

Number = int | float
VOLUMES = frozenset({"per_year", "enquiries", "backlog"})
"""Keys of numbers that decide how many come, beside all that is said of demand."""


@dataclass(frozen=True)
class Assumption:
    """One number with its range.

    Attributes
    ----------
    path : its place in the file that wrote it, such as ``counter_defaults.patience_min.mean``
    value, low, high : as it is, and its bounds
    source, note, file : what the file says about it
    places : where a change sets it: all values of the scenario that it stands for, or their one place in a table of
        defaults, which fills many; they move together
    fills : all values of the scenario that it stands for
    """

    path: str
    value: Number
    low: float
    high: float
    source: str
    note: str
    file: str
    places: tuple[Place, ...]
    fills: tuple[Place, ...]

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers may stand there."""
        kinds = kinds_at(self.places[0])
        return "integer" in kinds and "number" not in kinds

    @property
    def decides_how_many_come(self) -> bool:
        """Whether more or fewer come where it is moved, so that not all of them are the same.

        The first cases of each procedure keep their draws, but lie on other days. What varies demand from day to day
        or after holidays also decides how many come on the days that are run.
        """
        return any(place[0] == "demand" or not VOLUMES.isdisjoint(place) for place in self.places)

    def moved(self, to: float) -> list[tuple[str, Number]]:
        """Changes of a scenario, such as `Scenario.changed` makes, that set this number, and no other beside it."""
        number: Number = int(to) if self.is_whole and float(to).is_integer() else float(to)
        return [(_path(place), number) for place in self.places]


def assumptions(scenario: Scenario) -> tuple[Assumption, ...]:
    """Numbers of a scenario that have a range, in the order of the schema; what was set by hand has none.

    Numbers that come from one written place are one assumption.

    Raises
    ------
    ScenarioError
        If no number has a range.
    """
    found: dict[tuple[str, Place], list[Entry]] = {}
    for entry in scenario.entries:
        origin = entry.origin
        if origin.low is not None and origin.low != origin.high and isinstance(entry.value, (int, float)):
            found.setdefault((origin.file, origin.written_at), []).append(entry)
    if not found:
        how = worded('no number has a range; write one as { value = 0.34, source = "assumption", range = [0.2, 0.5] }')
        raise ScenarioError([line(str(scenario.path), "", how)])
    return tuple(_assumption(place, entries) for (_, place), entries in found.items())


def moved(scenario: Scenario, assumption: Assumption, to: float, end: Literal["low", "high"]) -> Scenario:
    """Return the scenario with one number moved to an end of its range.

    Raises
    ------
    ScenarioError
        If the scenario refuses it there; the error names the range.
    """
    try:
        return scenario.changed(assumption.moved(to), "sensitivity")
    except ScenarioError as refused:
        reason = refused.messages[0]
        text = worded("the high end of its range is refused: {reason}", reason=reason)
        if end == "low":
            text = worded("the low end of its range is refused: {reason}", reason=reason)
        raise ScenarioError([line(assumption.file, assumption.path, text, shown(to))]) from None


def _assumption(written_at: Place, entries: list[Entry]) -> Assumption:
    origin, value = entries[0].origin, entries[0].value
    assert isinstance(value, (int, float))
    assert origin.low is not None
    assert origin.high is not None
    # A change at the place of a default reaches all that it fills; elsewhere merging may have moved the place.
    fills = tuple(entry.place for entry in entries)
    places = (written_at,) if written_at[0] in DEFAULTS else fills
    return Assumption(
        place_text(written_at), value, origin.low, origin.high, origin.source, origin.note, origin.file, places, fills
    )


def _path(place: Place) -> str:
    """A place as `Scenario.changed` reads it: without quotes."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
