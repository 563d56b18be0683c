"""The day at the counters: who waits, who is on duty, and what they do, by time of day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS, NONE
from tvsim.codes import Activity
from tvsim.models.records import Activities
from tvsim.outcomes.counter_day import counter_shifts, desk_between_visitors
from tvsim.outcomes.queues import area_until, waiting_stretches
from tvsim.outcomes.run import Run
from tvsim.roster import Shifts

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

COUNTER_WORK = (Activity.SERVICE, Activity.WRAP_UP)


@dataclass(frozen=True)
class Steps:
    """The open days of the reported period, cut into steps of equal length that begin at the same times of each day.

    Attributes
    ----------
    days : array of int64
        Numbers of the days of the run on which any site is open.
    minutes : array of int64
        Time of day at which each step begins.
    step_min : int
    """

    days: Ints
    minutes: Ints
    step_min: int

    @classmethod
    def of(cls, run: Run, step_min: int) -> Steps:
        """From the first opening to the last closing of the period's days."""
        opens, closes = _openings(run)
        if not len(opens):
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), step_min)
        step_ms = step_min * MINUTE_MS
        first = int((opens % DAY_MS).min()) // step_ms
        last = -(-int(((closes - 1) % DAY_MS).max() + 1) // step_ms)
        return cls(np.unique(opens // DAY_MS), np.arange(first, last) * step_min, step_min)

    def mean_number(self, begins_at: Ints, ends_at: Ints) -> Floats:
        """Mean number of stretches in each step, shape (days, steps)."""
        begins = self.days[:, None] * DAY_MS + self.minutes * MINUTE_MS
        edges = np.stack((begins, begins + self.step_min * MINUTE_MS))
        area = area_until(begins_at, ends_at, edges.ravel()).reshape(edges.shape)
        return np.asarray((area[1] - area[0]) / (self.step_min * MINUTE_MS))

    def sums(self, at: Ints, weight: Ints) -> Floats:
        """Sum of the weights of what happened in each step, shape (days, steps)."""
        day = np.searchsorted(self.days, at // DAY_MS)
        step = (at % DAY_MS // MINUTE_MS - (self.minutes[0] if len(self.minutes) else 0)) // self.step_min
        known = (at >= 0) & (step >= 0) & (step < len(self.minutes)) & (day < len(self.days))
        known[known] &= self.days[day[known]] == at[known] // DAY_MS
        cell = day[known] * len(self.minutes) + step[known]
        size = len(self.days) * len(self.minutes)
        sums = np.bincount(cell, weights=weight[known], minlength=size)
        return np.asarray(sums.reshape(len(self.days), len(self.minutes)), dtype=np.float64)


def _openings(run: Run) -> tuple[Ints, Ints]:
    """Begins and ends of all sites' opening hours in the reported period."""
    sites = [run.calendar.sites[site] for site in run.plan.sites]
    opens, closes = (np.concatenate([getattr(each, name) for each in sites]) for name in ("starts_at", "ends_at"))
    ours = run.in_period(opens)
    return opens[ours], closes[ours]


def waiting_by_time(run: Run, agency: str | None = None, step_min: int = 10) -> pd.DataFrame:
    """Mean number of people who wait at the counters, by day of the reported period and time of day.

    Parameters
    ----------
    run : Run
    agency : str, optional
        Key of the agency whose queues are looked at; all together where not given.
    step_min : int
        Length of a step.

    Returns
    -------
    DataFrame
        One row an open day (date), one column a step: minutes since midnight at which it begins.
    """
    steps = Steps.of(run, step_min)
    visit, begins, ends = waiting_stretches(run)
    if agency is not None:
        own = run.visit_agency[visit] == run.agencies.index(agency)
        begins, ends = begins[own], ends[own]
    days = pd.Index(run.calendar.timestamps(steps.days * DAY_MS), name="day")
    return pd.DataFrame(steps.mean_number(begins, ends), days, pd.Index(steps.minutes, name="minute"))


def officers_by_time(run: Run, step_min: int = 30) -> pd.DataFrame:
    """Officers of each counter group on duty, what they do, and how many the visitors need, by time of day.

    Means over the open days of the reported period.

    Parameters
    ----------
    run : Run
    step_min : int
        Length of a step.

    Returns
    -------
    DataFrame
        Index group and minute (since midnight, at which a step begins). Columns, numbers of officers:
        ``counter_duty`` on duty at the counter, ``desk_duty`` at the desk alone, where they call nobody;
        ``at_counter`` (service and wrap-up), ``desk_between`` (desk work between visitors), ``other_duties`` and
        ``desk_alone`` (desk work of those at the desk alone) as they were done, overtime as well; ``needed`` at the
        counter: work of those who take their ticket in the step, wrap-up included, as if each were served at once.
        Desk work is not in it, for it gives way to visitors. Who left unserved is counted where he comes again.
    """
    steps = Steps.of(run, step_min)
    groups = list(run.plan.counters)
    between = desk_between_visitors(run)
    parts = [_officers_of(run, steps, number, between) for number in range(len(groups))]
    index = pd.MultiIndex.from_product([groups, steps.minutes], names=["group", "minute"])
    return pd.DataFrame({name: np.concatenate([part[name] for part in parts]) for name in parts[0]}, index)


def _officers_of(run: Run, steps: Steps, group: int, between: Flags) -> dict[str, Floats]:
    shifts, activities = run.resources.shifts, run.records.activities
    own, at_counter = shifts.group[shifts.officer] == group, counter_shifts(run)
    done = np.isin(activities.staff, np.flatnonzero(shifts.group == group))
    desk = activities.activity == Activity.DESK

    def mean(stretches: Shifts | Activities, chosen: Flags) -> Floats:
        return _mean_day(steps.mean_number(stretches.begins_at[chosen], stretches.ends_at[chosen]))

    return {
        "counter_duty": mean(shifts, own & at_counter),
        "desk_duty": mean(shifts, own & ~at_counter),
        "at_counter": mean(activities, done & np.isin(activities.activity, COUNTER_WORK)),
        "desk_between": mean(activities, done & between),
        "other_duties": mean(activities, done & (activities.activity == Activity.DUTY)),
        "desk_alone": mean(activities, done & desk & ~between),
        "needed": _needed(run, steps, group, done),
    }


def _needed(run: Run, steps: Steps, group: int, done: Flags) -> Floats:
    """Officers whom the visitors of a step need at the counter: minutes of services, with a mean wrap-up each."""
    visits, activities = run.records.visits, run.records.activities
    served = (visits.group == group) & (visits.called_at != NONE) & (visits.ended_at != NONE)
    wrap_up = done & (activities.activity == Activity.WRAP_UP)
    number = max(int(np.count_nonzero(served)), 1)
    wrap_up_ms = int((activities.ends_at - activities.begins_at)[wrap_up].sum()) / number
    work_ms = (visits.ended_at - visits.called_at)[served] + wrap_up_ms
    return _mean_day(steps.sums(visits.ticket_at[served], work_ms) / (steps.step_min * MINUTE_MS))


def _mean_day(by_day: Floats) -> Floats:
    """Mean over the days; missing where there is none."""
    return by_day.mean(axis=0) if len(by_day) else np.full(by_day.shape[1], np.nan)
