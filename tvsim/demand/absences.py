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
        at_counter = spells.of_staff(days, f"counters.{key}", counter_officers(plan, key))
        at_desk = spells.of_staff(days, f"counters.{key}/desk", desk_staff(plan, key))
        officers[key] = np.concatenate((at_counter, at_desk))
        _add_leave(plan, calendar, f"counters.{key}", officers[key])
    reviewers = {}
    for key, agency in plan.agencies.items():
        reviewers[key] = spells.of_staff(calendar.is_working, f"agencies.{key}", agency.reviewers)
        _add_leave(plan, calendar, f"agencies.{key}", reviewers[key])
    return Absences(officers, reviewers)


def _days_of(opening: OfficeTime, calendar: RunCalendar) -> Away:
    """Days on which a site is open."""
    is_open = np.zeros(calendar.run_days, dtype=bool)
    is_open[opening.starts_at // DAY_MS] = True
    return is_open


def _add_leave(plan: Plan, calendar: RunCalendar, of: str, away: Away) -> None:
    """Add planned leave to the spells of a group's staff."""
    for leave in plan.absences.leave:
        if leave.of == of and leave.number <= len(away):
            first = max(calendar.day(leave.start), 0)
            away[leave.number - 1, first : max(calendar.day(leave.end) + 1, 0)] = True


@dataclass(frozen=True)
class _Spells:
    plan: Plan
    calendar: RunCalendar
    seed: int
    replication: int

    def of_staff(self, works_on: Away, of: str, staff: int) -> Away:
        """Days away of each of so many persons."""
        away = np.zeros((staff, self.calendar.run_days), dtype=bool)
        if self.plan.absences.spells_per_year > 0:
            for number in range(staff):
                away[number] = self._of_person(works_on, of, number)
        return away

    def _of_person(self, works_on: Away, of: str, number: int) -> Away:
        """Days away of one person: a spell may begin on any day of work, with the same chance, and lasts days of work.

        Every day of the run has its own draws, so that another calendar does not shift them.
        """
        days = self.calendar.run_days
        rng = stream(self.seed, self.replication, Purpose.ABSENCE, of, number)
        begins, length = rng.random((days, 2)).T
        working = np.flatnonzero(works_on[:days])
        chance = -math.expm1(-self.plan.absences.spells_per_year / WORKING_DAYS_A_YEAR)
        places = np.flatnonzero(begins[working] < chance)
        lasts = np.maximum(1, np.rint(inverse(self.plan.absences.spell_days, length[working[places]]))).astype(int)
        away = np.zeros(days, dtype=bool)
        for place, days_away in zip(places.tolist(), lasts.tolist(), strict=True):
            away[working[place : place + days_away]] = True
        return away
