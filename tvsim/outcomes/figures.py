"""The key figures of a run, by agency: each defined once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import HOUR_MS, NONE
from tvsim.codes import Channel, VisitOutcome
from tvsim.outcomes import overdue
from tvsim.outcomes.effort import effort, results_by_post
from tvsim.outcomes.load import officer_load, pool_shares, reviewer_load
from tvsim.outcomes.queues import open_cases, queue_by_day
from tvsim.outcomes.run import Run, ratio
from tvsim.outcomes.stock import due_at_end, stock, stock_table
from tvsim.outcomes.waits import Waits, wait_figures, wait_table, waits

Floats = NDArray[np.float64]
ALL = "all"
"""Row of the figures over all agencies."""

KEY_FIGURES = {
    "visits": "visits",
    "wait_mean_min": "min",
    "wait_median_min": "min",
    "wait_p90_min": "min",
    "wait_p95_min": "min",
    "wait_max_min": "min",
    "within_target": "share",
    "left_share": "share",
    "left_wait_mean_min": "min",
    "turned_away": "visits",
    "not_served": "share",
    "received": "cases",
    "finished": "cases",
    "overdue_true": "share",
    "overdue_official": "share",
    "open_cases": "cases",
    "open_past_due": "cases",
    "utilisation": "share",
    "duty_share": "share",
    "overtime_hours": "h",
    "reviewer_utilisation": "share",
    "acknowledged_in_time": "share",
    "online_share": "share",
    "results_by_post": "cases",
    "visits_per_case": "visits",
    "waiting_hours": "h",
    "travel_hours": "h",
    "staff_cost": "đồng",
    "postage": "đồng",
}
"""Key figures and their units, in the order of the tables."""


@dataclass(frozen=True)
class Figures:
    """Figures of one replication.

    Attributes
    ----------
    key : DataFrame
        Index agency (`ALL` last), columns `KEY_FIGURES`; missing where no case or visit stands behind a figure.
    waits, stock, queues, open_cases, officers, reviewers : DataFrame
        See the functions that make them.
    """

    key: pd.DataFrame
    waits: pd.DataFrame
    stock: pd.DataFrame
    queues: pd.DataFrame
    open_cases: pd.DataFrame
    officers: pd.DataFrame
    reviewers: pd.DataFrame


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
    columns = _wait_columns(run, found) | _stock_columns(run, balance)
    rates = {"overdue_true": overdue.true_clock(run, due), "overdue_official": overdue.official(run, due)}
    for name, rate in rates.items():
        columns[name] = _share(run, run.case_agency, rate.overdue, rate.counted)
    columns |= _load_columns(run, officers, reviewers) | _channel_columns(run)
    spent = effort(run, officers, reviewers)
    columns |= {name: getattr(spent, name) for name in spent.__dataclass_fields__}
    index = pd.Index([*run.agencies, ALL], name="agency")
    key = pd.DataFrame({name: columns[name] for name in KEY_FIGURES}, index=index)
    return Figures(key, wait_table(run, found), balance, queue_by_day(run), open_cases(run), officers, reviewers)


def _share(run: Run, agency: NDArray[np.int64], part: NDArray[np.bool_], whole: NDArray[np.bool_]) -> Floats:
    """Share of a part in a whole, by agency and over all; missing where the whole is empty."""
    return ratio(run.by_agency(agency[part & whole]), run.by_agency(agency[whole]))


def _wait_columns(run: Run, found: Waits) -> dict[str, Floats]:
    rows = []
    for number in [*range(len(run.agencies)), None]:
        those = np.ones(len(found.agency), dtype=bool) if number is None else found.agency == number
        waited = (found.wait_min[those], found.served[those], found.left[those])
        rows.append(wait_figures(*waited, run.plan.targets.wait_min))
    visits = run.records.visits
    came = run.in_period(visits.came_at) & (visits.outcome != VisitOutcome.NO_SHOW)
    away = came & np.isin(visits.outcome, (VisitOutcome.TURNED_AWAY, VisitOutcome.NO_TICKET))
    not_served = away | (came & np.isin(visits.outcome, (VisitOutcome.LEFT, VisitOutcome.DISMISSED)))
    agency = run.case_agency[visits.case]
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return columns | {
        "visits": run.by_agency(agency[came]),
        "turned_away": run.by_agency(agency[away]),
        "not_served": _share(run, agency, not_served, came),
    }


def _stock_columns(run: Run, balance: pd.DataFrame) -> dict[str, Floats]:
    by_agency = balance.groupby("agency", sort=False).sum().loc[run.agencies]
    entries = {
        "received": by_agency["received"],
        "finished": by_agency[["early", "on_time", "late"]].sum(axis=1),
        "open_cases": by_agency[["open_in_time", "open_past_due"]].sum(axis=1),
        "open_past_due": by_agency["open_past_due"],
    }
    return {name: np.append(column.to_numpy(float), float(column.sum())) for name, column in entries.items()}


def _load_columns(run: Run, officers: pd.DataFrame, reviewers: pd.DataFrame) -> dict[str, Floats]:
    """Loads by agency; one served by a pool has the pool's utilisation, and its part of the pool's overtime."""
    names = ["rostered_min", "worked_min", "duty_min", "overtime_min"]
    groups = officers.groupby("group")[names].sum().reindex(list(run.plan.counters), fill_value=0.0)
    offices = reviewers.groupby("agency")[["rostered_min", "worked_min"]].sum().reindex(run.agencies, fill_value=0.0)
    own = [groups.loc[_groups_of(run, agency)].sum() for agency in run.agencies] + [groups.sum()]
    overtime = groups["overtime_min"].to_numpy() @ pool_shares(run)
    staffed = np.array([row["rostered_min"] for row in own])
    reviewed = np.append(offices["rostered_min"].to_numpy(), offices["rostered_min"].sum())
    return {
        "utilisation": ratio(np.array([row["worked_min"] for row in own]), staffed),
        "duty_share": ratio(np.array([row["duty_min"] for row in own]), staffed),
        "overtime_hours": np.append(overtime, groups["overtime_min"].sum()) / 60,
        "reviewer_utilisation": ratio(
            np.append(offices["worked_min"].to_numpy(), offices["worked_min"].sum()), reviewed
        ),
    }


def _groups_of(run: Run, agency: str) -> list[str]:
    return [key for key, group in run.plan.counters.items() if agency in group.agencies]


def _channel_columns(run: Run) -> dict[str, Floats]:
    cases = run.records.cases
    received = run.in_period(cases.accepted_at)
    online = cases.channel == Channel.ONLINE
    submitted = run.in_period(cases.submitted_at) & online
    acknowledged = submitted & (cases.acknowledged_at != NONE)
    within_ms = round(run.plan.targets.acknowledge_hours * HOUR_MS)
    taken_ms = run.resources.office.between(cases.submitted_at, cases.acknowledged_at)
    waited_ms = run.resources.office.between(cases.submitted_at, np.full(len(online), run.calendar.ends_at))
    known = acknowledged | (submitted & (waited_ms > within_ms))
    return {
        "online_share": _share(run, run.case_agency, online, received),
        "acknowledged_in_time": _share(run, run.case_agency, acknowledged & (taken_ms <= within_ms), known),
        "results_by_post": run.by_agency(run.case_agency[results_by_post(run)]),
    }
