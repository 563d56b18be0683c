"""Load of the staff: rostered, worked and overtime minutes apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS, OfficeTime
from tvsim.codes import Activity
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]


def officer_load(run: Run) -> pd.DataFrame:
    """Load of each officer in the reported period.

    Returns
    -------
    DataFrame
        One row an officer. ``group``: key of the counter group. Minutes: ``rostered_min``; ``worked_min`` within the
        roster (service, wrap-up, desk); ``duty_min`` other duties; ``overtime_min`` work outside the roster.
    """
    shifts, activities = run.resources.shifts, run.records.activities
    officers = len(shifts.group)
    apart_ms = 2 * run.calendar.ends_at + 1
    owner = np.repeat(np.arange(officers), np.diff(shifts.first))
    roster = OfficeTime.of(shifts.begins_at + owner * apart_ms, shifts.ends_at + owner * apart_ms)
    begins, ends = _clipped(run, shifts.begins_at, shifts.ends_at)
    rostered = np.bincount(owner, weights=ends - begins, minlength=officers)
    ours = activities.staff < officers
    staff, kind = activities.staff[ours].astype(np.int64), activities.activity[ours]
    begins, ends = _clipped(run, activities.begins_at[ours], activities.ends_at[ours])
    within = roster.between(begins + staff * apart_ms, ends + staff * apart_ms)
    is_duty = kind == Activity.DUTY
    return pd.DataFrame(
        {
            "officer": np.arange(officers),
            "group": [list(run.plan.counters)[number] for number in shifts.group],
            "rostered_min": rostered / MINUTE_MS,
            "worked_min": np.bincount(staff, weights=within * ~is_duty, minlength=officers) / MINUTE_MS,
            "duty_min": np.bincount(staff, weights=within * is_duty, minlength=officers) / MINUTE_MS,
            "overtime_min": np.bincount(staff, weights=ends - begins - within, minlength=officers) / MINUTE_MS,
        }
    )


def pool_shares(run: Run) -> NDArray[np.float64]:
    """Part of each agency in the work of each counter group's officers in the reported period.

    Returns
    -------
    array, shape (groups, agencies)
        Each row adds up to 1; a group without work is divided evenly among the agencies it serves.
    """
    shifts, activities = run.resources.shifts, run.records.activities
    ours = activities.staff < len(shifts.group)
    begins, ends = _clipped(run, activities.begins_at[ours], activities.ends_at[ours])
    group, agency = shifts.group[activities.staff[ours]], run.case_agency[activities.case[ours]]
    groups, agencies = len(run.plan.counters), len(run.agencies)
    work = np.bincount(group * agencies + agency, weights=ends - begins, minlength=groups * agencies)
    work = work.reshape(groups, agencies)
    for number, rules in enumerate(run.plan.counters.values()):
        if not work[number].any():
            work[number, [run.agencies.index(key) for key in rules.agencies]] = 1.0
    return np.asarray(work / work.sum(axis=1, keepdims=True))


def reviewer_load(run: Run) -> pd.DataFrame:
    """Load of each reviewer in the reported period, minutes of office time.

    Returns
    -------
    DataFrame
        One row a reviewer: ``agency``, ``rostered_min`` (office time present), ``worked_min``.
    """
    offices, activities = run.resources.offices, run.records.activities
    reviewers, officers = len(offices.reviewer_agency), len(run.resources.shifts.group)
    owner = np.repeat(np.arange(reviewers), np.diff(offices.presence.first))
    begins, ends = _clipped(run, offices.presence.begins_at, offices.presence.ends_at)
    present = run.resources.office.between(begins, ends)
    theirs = activities.staff >= officers
    begins, ends = _clipped(run, activities.begins_at[theirs], activities.ends_at[theirs])
    worked = run.resources.office.between(begins, ends)
    staff = activities.staff[theirs] - officers
    return pd.DataFrame(
        {
            "reviewer": np.arange(reviewers),
            "agency": [run.agencies[number] for number in offices.reviewer_agency],
            "rostered_min": np.bincount(owner, weights=present, minlength=reviewers) / MINUTE_MS,
            "worked_min": np.bincount(staff, weights=worked, minlength=reviewers) / MINUTE_MS,
        }
    )


def _clipped(run: Run, begins_at: Ints, ends_at: Ints) -> tuple[Ints, Ints]:
    """Cut stretches to the reported period; those outside become empty."""
    begins = np.clip(begins_at, run.begins_at, run.ends_at)
    return begins, np.clip(ends_at, run.begins_at, run.ends_at)
