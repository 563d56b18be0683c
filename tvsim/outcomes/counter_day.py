"""A day at the counters, officer by officer: when each is there, serves, and is at other work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS
from tvsim.codes import Activity, Duty
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Stretch = tuple[int, int]
"""Begin and end, engine time."""


@dataclass(frozen=True)
class CounterDay:
    """A day of an officer at the counter; whoever is there, neither serves nor is at other work, is free.

    By the rules of the model somebody who is free calls the first who waits at the same instant, so that nobody is
    free while anybody waits in the group's queue.

    Attributes
    ----------
    group : int
        Number of the counter group.
    shifts : list of stretches
        On duty at the counter.
    serving : list of stretches
        With a visitor, after the shift as well.
    other_work : list of stretches
        Wrap-up, other duties, and dossiers by post and online taken between visitors.
    """

    group: int
    shifts: list[Stretch]
    serving: list[Stretch]
    other_work: list[Stretch]


def counter_shifts(run: Run) -> Flags:
    """Which shifts are at the counter; the others are at the desk alone and call nobody."""
    return np.asarray(run.resources.shifts.duty != Duty.DESK)


def desk_between_visitors(run: Run) -> Flags:
    """Which activities are desk work in a shift at the counter; it only begins within a shift."""
    shifts, activities = run.resources.shifts, run.records.activities
    found = np.zeros(len(activities.staff), dtype=bool)
    desk = np.flatnonzero(activities.activity == Activity.DESK)
    span = run.calendar.ends_at + 1  # apart by more than any time, so that an officer and a time make one number
    begins = shifts.officer * span + shifts.begins_at
    shift = np.searchsorted(begins, activities.staff[desk] * span + activities.begins_at[desk], side="right") - 1
    found[desk] = counter_shifts(run)[shift]
    return found


def counter_day(run: Run, day: int) -> list[CounterDay]:
    """Days of all officers who are at the counter at any time of the run, by group, cut to the day."""
    shifts, activities = run.resources.shifts, run.records.activities
    at_counter = counter_shifts(run)
    serving = activities.activity == Activity.SERVICE
    other_work = np.isin(activities.activity, (Activity.WRAP_UP, Activity.DUTY)) | desk_between_visitors(run)
    there = _of_day(day, shifts.officer, shifts.begins_at, shifts.ends_at, at_counter)
    serves = _of_day(day, activities.staff, activities.begins_at, activities.ends_at, serving)
    works = _of_day(day, activities.staff, activities.begins_at, activities.ends_at, other_work)
    return [
        CounterDay(int(shifts.group[officer]), *(found.get(officer, []) for found in (there, serves, works)))
        for officer in np.unique(shifts.officer[at_counter]).tolist()
    ]


def _of_day(day: int, of: Ints, begins_at: Ints, ends_at: Ints, chosen: Flags) -> dict[int, list[Stretch]]:
    """Chosen stretches of each person, cut to the day."""
    first, last = day * DAY_MS, (day + 1) * DAY_MS
    found: dict[int, list[Stretch]] = {}
    for row in np.flatnonzero(chosen & (begins_at < last) & (ends_at > first)).tolist():
        stretch = (max(int(begins_at[row]), first), min(int(ends_at[row]), last))
        found.setdefault(int(of[row]), []).append(stretch)
    return found
