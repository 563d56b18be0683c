"""Who is away on which days: planned leave, and spells that come by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import RunCalendar
from tvsim.demand.durations import inverse
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.schema import Plan

Away = NDArray[np.bool_]


@dataclass(frozen=True)
class Absences:
    """Days away, shape (number of staff, days of the run), by counter group and by agency key."""

    officers: dict[str, Away]
    reviewers: dict[str, Away]


def officer_count(plan: Plan, group: str) -> int:
    """Officers and desk staff that a counter group ever has on duty at once, which is how many it employs."""
    counters = plan.counters[group]
    rostered = max((block.officers + block.desk for block in counters.roster), default=0)
    return max(counters.officers, rostered) + (counters.desk_staff if counters.desk == "dedicated" else 0)


def sample_absences(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> Absences:
    """Draw the absences of everybody; one more officer changes nobody else's."""
    officers = {
        key: _away(plan, calendar, f"counters.{key}", officer_count(plan, key), seed, replication)
        for key in plan.counters
    }
    reviewers = {
        key: _away(plan, calendar, f"agencies.{key}", agency.reviewers, seed, replication)
        for key, agency in plan.agencies.items()
    }
    return Absences(officers, reviewers)


def _away(plan: Plan, calendar: RunCalendar, of: str, staff: int, seed: int, replication: int) -> Away:
    away = np.zeros((staff, calendar.run_days), dtype=bool)
    for leave in plan.absences.leave:
        if leave.of == of and leave.number <= staff:
            first = max(calendar.day(leave.start), 0)
            away[leave.number - 1, first : max(calendar.day(leave.end) + 1, 0)] = True
    if plan.absences.spells_per_year > 0:
        working = np.flatnonzero(calendar.is_working[: calendar.run_days])
        for person in range(staff):
            rng = stream(seed, replication, Purpose.ABSENCE, of, person)
            away[person, working[_sick_days(plan, len(working), rng)]] = True
    return away


def _sick_days(plan: Plan, working_days: int, rng: np.random.Generator) -> Away:
    """Which working days fall into a spell; a spell may begin on any working day, with the same chance."""
    spells = plan.absences.spells_per_year / 250
    begins, length = rng.random((working_days, 2)).T
    days = np.maximum(1, np.rint(inverse(plan.absences.spell_days, length))).astype(int)
    away = np.zeros(working_days, dtype=bool)
    for day in np.flatnonzero(begins < -math.expm1(-spells)):
        away[day : day + days[day]] = True
    return away
