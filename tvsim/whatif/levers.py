"""What a planner can move: officers, ways in, limits, reviews, opening hours."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tvsim.scenario import Scenario
from tvsim.scenario.schema import CounterGroup, Plan, Procedure, WeekHours
from tvsim.scenario.values import MINUTES_PER_DAY, WEEKDAYS, Block

MOST_OFFICERS = 20
"""At a slider's right end, where the scenario has not more."""
Mode = Literal["parallel", "in_turn"]
Opening = Literal["as_it_is", "through_lunch", "hour_longer", "saturday_morning"]
OPENINGS: tuple[Opening, ...] = ("as_it_is", "through_lunch", "hour_longer", "saturday_morning")
HOUR_MIN = 60

Changes = dict[str, object]


@dataclass(frozen=True)
class Levers:
    """How the levers stand; what is none, or as it is, changes nothing.

    Attributes
    ----------
    officers : at the counter, by counter group; a roster's blocks move by as many
    online, post : shares of all dossiers
    cut : by which part the promised limits are shorter than the legal ones
    reviews : whether reviews are asked for all at once or in turn
    opening : of the counters
    """

    officers: Mapping[str, int] = field(default_factory=dict)
    online: float | None = None
    post: float | None = None
    cut: float | None = None
    reviews: Mode | None = None
    opening: Opening = "as_it_is"

    def changes(self, scenario: Scenario) -> Changes:
        """Return what they change in a scenario, by place, as `Scenario.with_` takes it."""
        plan = scenario.plan
        found: Changes = {}
        for key, number in self.officers.items():
            found |= _of_officers(key, plan.counters[key], number)
        for name, share in (("online", self.online), ("post", self.post)):
            if share is not None and share != getattr(plan.channels, name).share:
                found[f"channels.{name}.share"] = share
        if self.cut is not None:
            found |= dict(_of_limits(plan, self.cut))
        if self.reviews is not None:
            found |= {
                f"procedures.{key}.reviews.mode": self.reviews
                for key, procedure in plan.procedures.items()
                if _asks(procedure) and procedure.reviews.mode != self.reviews
            }
        if self.opening != "as_it_is":
            found |= {f"sites.{key}.hours": _opened(plan, key, self.opening) for key in plan.sites}
        return found

    def plan(self, scenario: Scenario) -> Scenario:
        """Return the scenario with these levers.

        Raises
        ------
        ScenarioError
            If it cannot be so.
        """
        changes = self.changes(scenario)
        return scenario.with_(changes) if changes else scenario


def most_officers(group: CounterGroup) -> int:
    """Return how far the slider of a counter group goes."""
    return max(MOST_OFFICERS, 2 * group.officers)


def _asks(procedure: Procedure) -> bool:
    return procedure.reviews is not None and len(procedure.reviews.agencies) > 1


def _of_officers(key: str, group: CounterGroup, number: int) -> Changes:
    more = number - group.officers
    if not more:
        return {}
    changes: Changes = {f"counters.{key}.officers": number}
    if group.roster:
        changes[f"counters.{key}.roster"] = [
            block.model_dump(exclude={"source"}) | {"officers": max(block.officers + more, 0)} for block in group.roster
        ]
    return changes


def _of_limits(plan: Plan, cut: float) -> Iterator[tuple[str, object]]:
    """Promised limits, shorter than the legal ones by a part: whole days, or hours, of at least one."""
    for key, procedure in plan.procedures.items():
        for legal, promised in (("legal_days", "days"), ("legal_hours", "hours")):
            limit = getattr(procedure, legal)
            if limit is not None:
                shorter = float(max(math.ceil(limit * (1 - cut) - 1e-9), 1))
                if shorter != (getattr(procedure, promised) or limit):
                    yield f"procedures.{key}.{promised}", shorter


def _opened(plan: Plan, site: str, opening: Opening) -> dict[str, list[str]]:
    """Opening hours of a site by weekday, as a file has them."""
    week: WeekHours = plan.sites[site].hours or plan.calendar.hours
    found = {}
    for weekday, name in enumerate(WEEKDAYS):
        blocks = week.blocks(weekday)
        if opening == "saturday_morning" and name == "sat" and not blocks:
            blocks = week.blocks(WEEKDAYS.index("fri"))[:1]
        elif blocks:
            blocks = _longer(blocks, opening)
        if blocks:
            found[name] = list(map(str, blocks))
    return found


def _longer(blocks: list[Block], opening: Opening) -> list[Block]:
    if opening == "through_lunch":
        return [Block(blocks[0].begins_min, blocks[-1].ends_min)]
    if opening == "hour_longer":
        last = blocks[-1]
        return [*blocks[:-1], Block(last.begins_min, min(last.ends_min + HOUR_MIN, MINUTES_PER_DAY))]
    return blocks
