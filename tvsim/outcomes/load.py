"""Load of the staff: rostered, worked and overtime minutes apart."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS, OfficeTime
from tvsim.codes import Activity
from tvsim.outcomes.run import Run
from tvsim.resources import Stretches

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
OFFICER_MINUTES = ("rostered_min", "worked_min", "duty_min", "overtime_min")
REVIEWER_MINUTES = ("rostered_min", "worked_min")


def officer_load(run: Run) -> pd.DataFrame:
    """Load of each officer in the reported period.

    Returns
    -------
    DataFrame
        One row an officer. ``group``: key of the counter group. Minutes: ``rostered_min``; ``worked_min`` within the
        roster (service, wrap-up, desk); ``duty_min`` other duties; ``overtime_min`` work outside the roster.
    """
    keys, groups = list(run.plan.counters), run.resources.shifts.group
    work = _work_by_person(run)
    loads_ms = [_officer_ms(run, officer, work.of(officer)) for officer in range(len(groups))]
    minutes = np.reshape(loads_ms, (-1, len(OFFICER_MINUTES))) / MINUTE_MS
    columns = dict(zip(OFFICER_MINUTES, minutes.T, strict=True))
    return pd.DataFrame({"officer": np.arange(len(groups)), "group": [keys[number] for number in groups], **columns})


def _officer_ms(run: Run, officer: int, done: slice) -> tuple[int, int, int, int]:
    """Load of an officer, who did these activities, in the order of `OFFICER_MINUTES`."""
    shifts, activities = run.resources.shifts, run.records.activities
    own = slice(int(shifts.first[officer]), int(shifts.first[officer + 1]))
    roster = OfficeTime.of(*_clipped(run, shifts.begins_at[own], shifts.ends_at[own]))
    work = OfficeTime.of(activities.begins_at[done], activities.ends_at[done])
    duty_rows = np.flatnonzero(activities.activity[done] == Activity.DUTY)
    duties = OfficeTime.of(work.starts_at[duty_rows], work.ends_at[duty_rows])
    within, duty = _common_ms(work, roster), _common_ms(duties, roster)
    overtime = int(work.between(run.begins_at, run.ends_at)) - within
    return int(roster.before_ms[-1]), within - duty, duty, overtime


def reviewer_load(run: Run) -> pd.DataFrame:
    """Load of each reviewer in the reported period, minutes of office time.

    Returns
    -------
    DataFrame
        One row a reviewer: ``agency``, ``rostered_min`` (office time present), ``worked_min``.
    """
    agencies, officers = run.resources.offices.reviewer_agency, len(run.resources.shifts.group)
    hours, work = _office_hours(run), _work_by_person(run)
    loads_ms = [_reviewer_ms(run, hours, reviewer, work.of(officers + reviewer)) for reviewer in range(len(agencies))]
    minutes = np.reshape(loads_ms, (-1, len(REVIEWER_MINUTES))) / MINUTE_MS
    columns = dict(zip(REVIEWER_MINUTES, minutes.T, strict=True))
    keys = [run.agencies[number] for number in agencies]
    return pd.DataFrame({"reviewer": np.arange(len(agencies)), "agency": keys, **columns})


def _reviewer_ms(run: Run, hours: OfficeTime, reviewer: int, done: slice) -> tuple[int, int]:
    """Load of a reviewer, who did these activities, in the order of `REVIEWER_MINUTES`."""
    presence, activities = run.resources.offices.presence, run.records.activities
    own = presence.of(reviewer)
    present = OfficeTime.of(presence.begins_at[own], presence.ends_at[own])
    work = OfficeTime.of(activities.begins_at[done], activities.ends_at[done])
    return _common_ms(hours, present), _common_ms(work, hours)


def pool_shares(run: Run) -> Floats:
    """Part of each agency in the work of each counter group's officers in the reported period.

    Returns
    -------
    array, shape (groups, agencies)
        Each row adds up to 1; a group without work is divided evenly among the agencies it serves.
    """
    shifts, activities = run.resources.shifts, run.records.activities
    served = agencies_served(run)
    work = served.astype(float)
    # Who serves one agency works for no other, so that what was done need only be looked at in the other groups.
    for number in np.flatnonzero(served.sum(axis=1) > 1).tolist():
        done = np.flatnonzero(np.isin(activities.staff, np.flatnonzero(shifts.group == number)))
        begins, ends = _clipped(run, activities.begins_at[done], activities.ends_at[done])
        agency = run.case_agency[activities.case[done]]
        found = np.bincount(agency, weights=ends - begins, minlength=len(run.agencies))
        if found.any():
            work[number] = found
    return np.asarray(work / work.sum(axis=1, keepdims=True))


def agencies_served(run: Run) -> NDArray[np.bool_]:
    """Which agencies each counter group serves, shape (groups, agencies)."""
    return np.array([[key in group.agencies for key in run.agencies] for group in run.plan.counters.values()])


def _work_by_person(run: Run) -> Stretches:
    """Activities of the officers, then the reviewers; those of one person are in order and without overlap."""
    activities = run.records.activities
    people = len(run.resources.shifts.group) + len(run.resources.offices.reviewer_agency)
    first = np.array([bisect_left(activities.staff, person) for person in range(people + 1)])
    return Stretches(first, activities.begins_at, activities.ends_at)


def _office_hours(run: Run) -> OfficeTime:
    """Office hours of the reported period."""
    begins, ends = _clipped(run, run.resources.office.starts_at, run.resources.office.ends_at)
    inside = begins < ends
    return OfficeTime.of(begins[inside], ends[inside])


def _common_ms(some: OfficeTime, others: OfficeTime) -> int:
    """Time that two rows of stretches have in common; quickest with the longer row first."""
    return int(some.between(others.starts_at, others.ends_at).sum())


def _clipped(run: Run, begins_at: Ints, ends_at: Ints) -> tuple[Ints, Ints]:
    """Cut stretches to the reported period; those outside become empty."""
    begins = np.clip(begins_at, run.begins_at, run.ends_at)
    return begins, np.clip(ends_at, run.begins_at, run.ends_at)
