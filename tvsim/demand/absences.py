"""Who is away on which days: planned leave, and spells that come by chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, OfficeTime, RunCalendar
from tvsim.demand.durations import inverse
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.places import group_site
from tvsim.scenario.schema import Plan

Away = NDArray[np.bool_]
WORKING_DAYS_A_YEAR = 250


@dataclass(frozen=True)
class Absences:
    """Days away, shape (number of staff, days of the run), by counter group and by agency key."""

    officers: dict[str, Away]
    reviewers: dict[str, Away]


def counter_officers(plan: Plan, group: str) -> int:
    """Officers of a counter group: as many as its roster ever has on duty at once, desk blocks included."""
    counters = plan.counters[group]
    return max([counters.officers, *(block.officers + block.desk for block in counters.roster)])


def desk_staff(plan: Plan, group: str) -> int:
    """Dedicated desk staff of a counter group; they are numbered on from its officers."""
    counters = plan.counters[group]
    return counters.desk_staff if counters.desk == "dedicated" else 0


def officer_count(plan: Plan, group: str) -> int:
    """Officers and dedicated desk staff of a counter group."""
    return counter_officers(plan, group) + desk_staff(plan, group)


def sample_absences(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> Absences:
    """Draw the absences of everybody; one more officer or reviewer changes nobody else's."""
    spells = _Spells(plan, calendar, seed, replication)
    officers = {}
    for key, group in plan.counters.items():
        days = _days_of(calendar.sites[group_site(plan, group)], calendar)
        at_counter = [spells.away(days, f"counters.{key}", number) for number in range(counter_officers(plan, key))]
        at_desk = [spells.away(days, f"counters.{key}/desk", number) for number in range(desk_staff(plan, key))]
        officers[key] = _with_leave(plan, calendar, f"counters.{key}", [*at_counter, *at_desk])
    reviewers = {}
    for key, agency in plan.agencies.items():
        away = [spells.away(calendar.is_working, f"agencies.{key}", number) for number in range(agency.reviewers)]
        reviewers[key] = _with_leave(plan, calendar, f"agencies.{key}", away)
    return Absences(officers, reviewers)


def _days_of(opening: OfficeTime, calendar: RunCalendar) -> Away:
    """Days on which a site is open."""
    is_open = np.zeros(calendar.run_days, dtype=bool)
    is_open[opening.starts_at // DAY_MS] = True
    return is_open


def _with_leave(plan: Plan, calendar: RunCalendar, of: str, away: list[Away]) -> Away:
    """Add planned leave to the spells of a group's staff."""
    together = np.array(away, dtype=bool).reshape(len(away), calendar.run_days)
    for leave in plan.absences.leave:
        if leave.of == of and leave.number <= len(away):
            first = max(calendar.day(leave.start), 0)
            together[leave.number - 1, first : max(calendar.day(leave.end) + 1, 0)] = True
    return together


@dataclass(frozen=True)
class _Spells:
    plan: Plan
    calendar: RunCalendar
    seed: int
    replication: int

    def away(self, works_on: Away, of: str, number: int) -> Away:
        """Days away of one person: a spell may begin on any day of work, with the same chance, and lasts days of work.

        Every day of the run has its own draws, so that another calendar does not shift them.
        """
        days = self.calendar.run_days
        if self.plan.absences.spells_per_year == 0:
            return np.zeros(days, dtype=bool)
        rng = stream(self.seed, self.replication, Purpose.ABSENCE, of, number)
        begins, length = rng.random((days, 2)).T
        working = np.flatnonzero(works_on[:days])
        chance = -math.expm1(-self.plan.absences.spells_per_year / WORKING_DAYS_A_YEAR)
        lasts = np.maximum(1, np.rint(inverse(self.plan.absences.spell_days, length[working]))).astype(int)
        away = np.zeros(days, dtype=bool)
        for place in np.flatnonzero(begins[working] < chance).tolist():
            away[working[place : place + lasts[place]]] = True
        return away
