"""What the service costs: citizens' hours, staff and postage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import HOUR_MS, MINUTE_MS
from tvsim.codes import Channel, VisitOutcome
from tvsim.outcomes.load import pool_shares
from tvsim.outcomes.run import Run, ratio
from tvsim.roster import rostered_min

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Effort:
    """By agency and, last, over all.

    Attributes
    ----------
    visits_per_case : visits for each case decided in the period
    waiting_hours, travel_hours : of citizens, in the period
    staff_cost, postage : đồng
    """

    visits_per_case: Floats
    waiting_hours: Floats
    travel_hours: Floats
    staff_cost: Floats
    postage: Floats


def effort(run: Run, officers: pd.DataFrame) -> Effort:
    """Effort of citizens and the province in the reported period; the officers' load is `officer_load`'s."""
    return Effort(
        _visits_per_case(run),
        _waiting_hours(run),
        _travel_hours(run),
        _staff_cost(run, officers),
        _postage(run),
    )


def _visits_per_case(run: Run) -> Floats:
    """Trips to the counter for each case decided in the period; who did not show up made none."""
    visits = run.records.visits
    decided = run.in_period(run.records.cases.decided_at)
    trips = decided[visits.case] & (visits.outcome != VisitOutcome.NO_SHOW)
    return ratio(run.by_agency(run.visit_agency[trips]), run.by_agency(run.case_agency[decided]))


def _waiting_hours(run: Run) -> Floats:
    """Waits of the tickets taken in the period, to the end of the run where somebody still waits."""
    visits = run.records.visits
    ours = np.flatnonzero(run.in_period(visits.ticket_at))
    waited_ms = run.wait_ends_at[ours] - visits.ticket_at[ours]
    return run.by_agency(run.visit_agency[ours], waited_ms) / (60 * MINUTE_MS)


def _travel_hours(run: Run) -> Floats:
    """There and back for each visit somebody came to; missing where the scenario gives no way."""
    sites = list(run.plan.sites)
    if not any(site.travel_min for site in run.plan.sites.values()):
        return np.full(len(run.agencies) + 1, np.nan)
    one_way = np.array([[run.plan.sites[home].travel_min.get(to, 0.0) for to in sites] for home in sites])
    ours = np.flatnonzero(run.came)
    case = run.records.visits.case[ours]
    one_place = len(sites) == 1  # then nobody's home need be looked up
    minutes = np.full(len(case), 2 * one_way[0, 0]) if one_place else _minutes_there_and_back(run, one_way, case)
    return _weighted(run, run.visit_agency[ours], minutes) / 60


def _minutes_there_and_back(run: Run, one_way: Floats, case: NDArray[np.int64]) -> Floats:
    return np.asarray(2 * one_way[run.table.home[case], run.table.site[case]])


def _weighted(run: Run, agency: NDArray[np.int64], weight: Floats) -> Floats:
    sums = np.bincount(agency, weights=weight, minlength=len(run.agencies))
    return np.append(sums, sums.sum())


def _staff_cost(run: Run, officers: pd.DataFrame) -> Floats:
    """Rostered hours of officers, overtime at its factor, and reviewers' office hours; missing without a price.

    Whoever is ill or on leave is paid as well: the roster is priced as if nobody were away, overtime as it was worked.
    A pool's officers are divided among its agencies by their part of the pool's work.
    """
    plan, costs = run.plan, run.plan.costs
    if costs.officer_hour == costs.reviewer_hour == 0:
        return np.full(len(run.agencies) + 1, np.nan)
    rostered = np.array([sum(rostered_min(plan, run.calendar, group)) for group in plan.counters.values()])
    overtime = officers["overtime_min"].groupby(officers["group"]).sum().reindex(list(plan.counters), fill_value=0.0)
    paid_min = rostered + costs.overtime_factor * overtime.to_numpy()
    counter = paid_min / 60 * costs.officer_hour @ pool_shares(run)
    office_hours = int(run.calendar.office.between(run.begins_at, run.ends_at)) / HOUR_MS
    reviewers = np.array([agency.reviewers for agency in plan.agencies.values()])
    by_agency = counter + reviewers * office_hours * costs.reviewer_hour
    return np.append(by_agency, by_agency.sum())


def _postage(run: Run) -> Floats:
    """Dossiers that came by post, and results that went by post, in the period; missing without a price."""
    cases, costs = run.records.cases, run.plan.costs
    if costs.postage_in == costs.postage_out == 0:
        return np.full(len(run.agencies) + 1, np.nan)
    posted = run.in_period(cases.submitted_at) & (cases.channel == Channel.POST)
    sent = results_by_post(run)
    dossiers = run.by_agency(run.case_agency[posted]) * costs.postage_in
    return dossiers + run.by_agency(run.case_agency[sent]) * costs.postage_out


def results_by_post(run: Run) -> NDArray[np.bool_]:
    """Cases decided in the period whose result went by post."""
    cases = run.records.cases
    return np.asarray(run.in_period(cases.decided_at) & (cases.returned_by == Channel.POST))
