"""The key figures of a run, by agency: each defined once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import HOUR_MS, NONE
from tvsim.codes import Channel, VisitOutcome
from tvsim.outcomes import overdue
from tvsim.outcomes.effort import effort, results_by_post
from tvsim.outcomes.key_figures import COUNTED, KEY_FIGURES
from tvsim.outcomes.load import (
    OFFICER_MINUTES,
    REVIEWER_MINUTES,
    agencies_served,
    officer_load,
    pool_shares,
    reviewer_load,
)
from tvsim.outcomes.queues import open_cases, queue_by_day, queue_by_weekday, queues
from tvsim.outcomes.run import Run, ratio
from tvsim.outcomes.stock import Stock, awaiting_intake, due_at_end, stock, stock_table
from tvsim.outcomes.wait_counts import WaitCounts
from tvsim.outcomes.waits import (
    NOBODY,
    WAIT_FIGURES,
    Waits,
    hourly_waits,
    uncalled_counts,
    wait_counts,
    wait_figures,
    wait_rows,
    wait_table,
    waits,
)

Floats = NDArray[np.float64]
ALL = "all"
"""Row of the figures over all agencies."""


@dataclass(frozen=True)
class Figures:
    """Figures of one replication.

    Attributes
    ----------
    key : DataFrame
        Index agency (`ALL` last), columns `KEY_FIGURES`; missing where no case or visit stands behind a figure.
    counted : DataFrame
        Index agency (`ALL` last), columns `COUNTED`: of how many visits or cases each share is one.
    waits, hourly_waits, stock, queues, open_cases, officers, reviewers : DataFrame
        See the functions that make them.
    wait_counts : WaitCounts
        Histograms of the waits, one for each row of ``waits``, and of all of them last.
    uncalled_counts : WaitCounts
        Histograms of the waits of those among them who were not called, one for each agency, and of all of them last.
    queue_days : DataFrame or None
        Queues day by day, to be held against those observed, where the scenario names such.
    """

    key: pd.DataFrame
    counted: pd.DataFrame
    waits: pd.DataFrame
    hourly_waits: pd.DataFrame
    wait_counts: WaitCounts
    uncalled_counts: WaitCounts
    stock: pd.DataFrame
    queues: pd.DataFrame
    open_cases: pd.DataFrame
    officers: pd.DataFrame
    reviewers: pd.DataFrame
    queue_days: pd.DataFrame | None = None


def figures(run: Run) -> Figures:
    """Compute the figures of a finished run.

    Raises
    ------
    StockError
        If the stock identity does not hold exactly.
    """
    due = due_at_end(run)
    entries = stock(run, due)
    balance = stock_table(run, entries)
    found, officers, reviewers = waits(run), officer_load(run), reviewer_load(run)
    by_group = wait_rows(run, found)
    columns, counted = _wait_columns(run, found, by_group)
    columns |= _stock_columns(run, balance)
    rates = {"overdue_true": overdue.true_clock(run, due), "overdue_official": overdue.official(run, due)}
    for name, rate in rates.items():
        columns[name], counted[name] = _share(run, run.case_agency, rate.overdue, rate.counted)
    columns |= _load_columns(run, officers, reviewers)
    for name, (share, number) in _channel_shares(run).items():
        columns[name], counted[name] = share, number
    columns["results_by_post"] = run.by_agency(run.case_agency[results_by_post(run)])
    spent = effort(run, officers)
    columns |= {name: getattr(spent, name) for name in spent.__dataclass_fields__}
    index = pd.Index([*run.agencies, ALL], name="agency")
    key = pd.DataFrame(np.column_stack([columns[name] for name in KEY_FIGURES]), index, list(KEY_FIGURES))
    behind = pd.DataFrame(np.column_stack([counted[name] for name in COUNTED]), index, list(COUNTED))
    in_queues = queues(run)
    return Figures(
        key,
        behind,
        wait_table(by_group),
        hourly_waits(run, found),
        wait_counts(run, found),
        uncalled_counts(run, found),
        balance,
        queue_by_weekday(run, in_queues),
        open_cases(run),
        officers,
        reviewers,
        None if run.plan.observed is None else queue_by_day(run, in_queues),
    )


def _share(
    run: Run, agency: NDArray[np.int64], part: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Share of a part in a whole, by agency and over all, missing where the whole is empty; and the whole."""
    number = run.by_agency(agency[whole])
    return ratio(run.by_agency(agency[part & whole]), number), number


def _wait_columns(run: Run, found: Waits, rows: list[dict[str, Any]]) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Figures of waits and visits, and of how many of them the shares are."""
    by_agency = {row["value"]: row for row in rows if row["by"] == "agency"}
    over_all = wait_figures(found, slice(None), run.plan.targets.wait_min)
    each = [*(by_agency.get(key, NOBODY) for key in run.agencies), over_all]
    columns = {name: np.array([row[name] for row in each]) for name in WAIT_FIGURES}
    came, agency = np.flatnonzero(run.came), run.visit_agency[run.came]
    outcome = run.records.visits.outcome[came]
    away = np.isin(outcome, (VisitOutcome.TURNED_AWAY, VisitOutcome.NO_TICKET))
    not_served = away | np.isin(outcome, (VisitOutcome.LEFT, VisitOutcome.DISMISSED))
    came_by_agency, waited = run.by_agency(agency), run.by_agency(found.agency)
    columns |= {
        "visits": came_by_agency,
        "turned_away": run.by_agency(agency[away]),
        "not_served": ratio(run.by_agency(agency[not_served]), came_by_agency),
    }
    return columns, {"within_target": waited, "left_share": waited, "not_served": came_by_agency}


def _stock_columns(run: Run, balance: pd.DataFrame) -> dict[str, Floats]:
    by_agency = balance.to_numpy().reshape(len(run.agencies), -1, len(Stock.ENTRIES)).sum(axis=1)
    entry = dict(zip(Stock.ENTRIES, np.vstack((by_agency, by_agency.sum(axis=0))).T.astype(float), strict=True))
    return {
        "received": entry["received"],
        "finished": entry["early"] + entry["on_time"] + entry["late"],
        "open_cases": entry["open_in_time"] + entry["open_past_due"],
        "open_past_due": entry["open_past_due"],
        "awaiting_intake": run.by_agency(run.case_agency[awaiting_intake(run)]),
    }


def _load_columns(run: Run, officers: pd.DataFrame, reviewers: pd.DataFrame) -> dict[str, Floats]:
    """Loads by agency; one served by a pool has the pool's utilisation, and its part of the pool's overtime."""
    # Added up by pandas, which carries rounding along; plain sums would differ in the last bit.
    groups = officers.groupby("group")[list(OFFICER_MINUTES)].sum().reindex(list(run.plan.counters), fill_value=0.0)
    offices = reviewers.groupby("agency")[list(REVIEWER_MINUTES)].sum().reindex(run.agencies, fill_value=0.0)
    by_group = groups.to_numpy()
    own = [by_group[serving].sum(axis=0) for serving in agencies_served(run).T] + [by_group.sum(axis=0)]
    rostered, worked, duty, _ = np.transpose(own)
    overtime = by_group[:, -1]
    present, reviewed = (np.append(offices[name].to_numpy(), offices[name].sum()) for name in offices)
    return {
        "utilisation": ratio(worked, rostered),
        "duty_share": ratio(duty, rostered),
        "overtime_hours": np.append(overtime @ pool_shares(run), overtime.sum()) / 60,
        "reviewer_utilisation": ratio(reviewed, present),
    }


def _channel_shares(run: Run) -> dict[str, tuple[Floats, Floats]]:
    """Shares that belong to the online channel, and of how many cases they are."""
    cases = run.records.cases
    received = run.in_period(cases.accepted_at)
    online = cases.channel == Channel.ONLINE
    submitted = np.flatnonzero(online & run.in_period(cases.submitted_at))
    office, acknowledged_at = run.resources.office, cases.acknowledged_at[submitted]
    within_ms = round(run.plan.targets.acknowledge_hours * HOUR_MS)
    before_ms = office.elapsed(cases.submitted_at[submitted])
    acknowledged = acknowledged_at != NONE
    in_time = acknowledged & (office.elapsed(acknowledged_at) - before_ms <= within_ms)
    known = acknowledged | (office.elapsed(run.calendar.ends_at) - before_ms > within_ms)
    return {
        "online_share": _share(run, run.case_agency, online, received),
        "acknowledged_in_time": _share(run, run.case_agency[submitted], in_time, known),
    }
