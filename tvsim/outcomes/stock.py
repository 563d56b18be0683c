"""Received, finished, open: the stock of cases, and its identity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import CaseStatus, Channel, ClockRule
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
COMING = 2
"""So many entries of the stock, the first ones, come in; the others go out, or stay."""


class StockError(AssertionError):
    """The stock identity is broken: a fault of the program, never of the scenario."""


@dataclass(frozen=True)
class DueAtEnd:
    """How the due time of each case stands at the end of the reported period.

    Attributes
    ----------
    due_at : due time as known then
    asked_at : while the applicant is waited for: time of the request, else `NONE`
    requests : requests made before the end of the period and of the case
    """

    due_at: Ints
    asked_at: Ints
    requests: Ints


def due_at_end(run: Run) -> DueAtEnd:
    """Due times at the end of the reported period, from the requests made and answered by then."""
    records, end = run.records, run.ends_at
    due_at = records.cases.due_at.copy()
    asked_at = np.full(len(due_at), NONE, dtype=np.int64)
    made = records.requests
    known = made.asked_at < end
    unknown = ~known | (made.answered_at == NONE) | (made.answered_at >= end)
    # The latest first, so that of one case the earliest unknown wins; of one instant, the last row is the latest.
    latest_first = np.argsort(made.asked_at, kind="stable")[::-1]
    undone = latest_first[unknown[latest_first]]
    due_at[made.case[undone]] = made.due_before_at[undone]
    waited_for = undone[known[undone]]
    asked_at[made.case[waited_for]] = made.asked_at[waited_for]
    requests = np.bincount(made.case[known], minlength=len(due_at))
    return DueAtEnd(due_at, asked_at, requests)


@dataclass(frozen=True)
class Stock:
    """Where each case belongs in the balance of the reported period: one flag a case and entry."""

    carried_over: Flags
    received: Flags
    early: Flags
    on_time: Flags
    late: Flags
    refused_or_withdrawn: Flags
    open_in_time: Flags
    open_past_due: Flags

    ENTRIES = (
        "carried_over",
        "received",
        "early",
        "on_time",
        "late",
        "refused_or_withdrawn",
        "open_in_time",
        "open_past_due",
    )


def stock(run: Run, due: DueAtEnd) -> Stock:
    """Sort the cases of a run into the balance of its reported period.

    Early is decided before the due date, on time on it and not after the due time (or without a limit), late after
    the due time.
    """
    cases = run.records.cases
    accepted = cases.accepted_at != NONE
    closed_by_start = (cases.closed_at != NONE) & (cases.closed_at < run.begins_at)
    closed = accepted & run.in_period(cases.closed_at)
    decided = closed & (cases.status == CaseStatus.DECIDED)
    late = decided & (cases.decided_at > cases.due_at)
    days_left = cases.due_at // DAY_MS - cases.decided_at // DAY_MS
    early = decided & (days_left > 0) & (cases.due_at != NEVER)
    before = run.table.carried | (cases.accepted_at < run.begins_at)
    in_stock = accepted & (cases.accepted_at < run.ends_at)
    is_open = in_stock & ((cases.closed_at == NONE) | (cases.closed_at >= run.ends_at))
    past_due = is_open & past_due_at_end(run, due)
    return Stock(
        carried_over=in_stock & before & ~closed_by_start,
        received=in_stock & ~before,
        early=early,
        on_time=decided & ~late & ~early,
        late=late,
        refused_or_withdrawn=closed & ~decided,
        open_in_time=is_open & ~past_due,
        open_past_due=past_due,
    )


def awaiting_intake(run: Run) -> Ints:
    """Cases that lie at the desk at the end of the reported period: not accepted yet, so in no other stock.

    They came by post or online. A desk that cannot keep up lets them wait there, and the overdue rates, which begin
    with acceptance, know nothing of them.
    """
    desk = run.records.desk
    waits = (desk.joined_at < run.ends_at) & ((desk.ended_at == NONE) | (desk.ended_at >= run.ends_at))
    return np.asarray(desk.case[waits])


def past_due_at_end(run: Run, due: DueAtEnd) -> Flags:
    """Whether the due time has passed at the end of the period; a clock that stands does not pass it."""
    runs_on = run.resources.procedures.clock[run.procedure] == ClockRule.RUN_ON
    stands = (due.asked_at != NONE) & ~runs_on
    return np.where(stands, due.due_at < due.asked_at, due.due_at < run.ends_at)


def stock_table(run: Run, entries: Stock) -> pd.DataFrame:
    """Balance by agency and channel.

    Returns
    -------
    DataFrame
        Index agency and channel; columns `Stock.ENTRIES`, numbers of cases.

    Raises
    ------
    StockError
        If for any agency and channel carried over + received is not finished + refused or withdrawn + open.
    """
    channels = [channel.name.lower() for channel in Channel]
    cell = run.case_agency * len(channels) + run.records.cases.channel
    size = len(run.agencies) * len(channels)
    counts = [np.bincount(cell[getattr(entries, name)], minlength=size) for name in Stock.ENTRIES]
    keys = pd.MultiIndex.from_product([run.agencies, channels], names=["agency", "channel"])
    balance = np.column_stack(counts)
    difference = balance[:, :COMING].sum(axis=1) - balance[:, COMING:].sum(axis=1)
    broken = np.flatnonzero(difference)
    if len(broken):
        where = zip(keys[broken].tolist(), difference[broken].tolist(), strict=True)
        raise StockError(f"the stock identity is broken: {dict(where)}")
    return pd.DataFrame(balance, index=keys, columns=list(Stock.ENTRIES))
