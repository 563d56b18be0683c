"""Overdue rates: by the true clock, and as the official reports count them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import CaseStatus
from tvsim.outcomes.run import Run
from tvsim.outcomes.stock import DueAtEnd, past_due_at_end

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Overdue:
    """Which cases a rate counts: those in its denominator, and those of them that are overdue."""

    counted: Flags
    overdue: Flags


def decided_in_period(run: Run) -> Flags:
    """Cases with a limit decided in the reported period, refusals among them."""
    cases = run.records.cases
    decided = (cases.status == CaseStatus.DECIDED) | (cases.status == CaseStatus.REFUSED)
    return np.asarray(decided & run.in_period(cases.decided_at) & (cases.due_at != NEVER))


def open_at_end(run: Run) -> Flags:
    """Cases accepted and not closed at the end of the reported period."""
    cases = run.records.cases
    accepted = (cases.accepted_at != NONE) & (cases.accepted_at < run.ends_at)
    return np.asarray(accepted & ((cases.closed_at == NONE) | (cases.closed_at >= run.ends_at)))


def true_clock(run: Run, due: DueAtEnd) -> Overdue:
    """(Decided late + open past due) / (decided in the period + open past due)."""
    decided, cases = decided_in_period(run), run.records.cases
    open_past_due = open_at_end(run) & past_due_at_end(run, due)
    late = decided & (cases.decided_at > cases.due_at)
    return Overdue(decided | open_past_due, late | open_past_due)


def official(run: Run, due: DueAtEnd) -> Overdue:
    """As the reports count: dates only.

    A decision counts by its date, an open case by the last date of the period; while the applicant is waited for
    after one request, the date of the request is the end. More than one request counts as overdue.
    """
    decided, still_open, cases = decided_in_period(run), open_at_end(run), run.records.cases
    due_date = np.where(decided, cases.due_at, due.due_at) // DAY_MS
    ends_on = np.where(decided, cases.decided_at // DAY_MS, run.last_day)
    waiting = still_open & (due.asked_at != NONE) & (due.requests == 1)
    ends_on = np.where(waiting, due.asked_at // DAY_MS, ends_on)
    past_date = (ends_on > due_date) | (due.requests > 1)
    return Overdue(decided | (still_open & past_date), (decided | still_open) & past_date)
