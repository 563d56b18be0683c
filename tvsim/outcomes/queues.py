"""Queue length by hour, and open cases through the period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, NONE
from tvsim.codes import VisitOutcome
from tvsim.outcomes.grouping import grouped
from tvsim.outcomes.run import Run
from tvsim.scenario.values import WEEKDAYS

Ints = NDArray[np.int64]


def area_until(begins_at: Ints, ends_at: Ints, at: Ints) -> Ints:
    """Total time that stretches have lasted up to each time: the area under the number of them.

    Exact: ``sum over stretches of max(0, min(at, end) - begin)``.
    """
    return _since(begins_at, at) - _since(ends_at, at)


def _since(times: Ints, at: Ints) -> Ints:
    ordered = np.sort(times, kind="stable")  # the quickest for times that are nearly in order
    passed = np.searchsorted(ordered, at, side="left")
    sums = np.concatenate(([0], np.cumsum(ordered)))
    return passed * at - sums[passed]


def waiting_stretches(run: Run) -> tuple[Ints, Ints, Ints]:
    """Visit, begin and end of each wait of the run; whoever still waits does so to the end of the run."""
    visits = run.records.visits
    visit = np.flatnonzero((visits.ticket_at != NONE) & (visits.outcome != VisitOutcome.TURNED_AWAY))
    return visit, visits.ticket_at[visit], run.wait_ends_at[visit]


@dataclass(frozen=True)
class Queues:
    """Mean number waiting in each ticket queue, in each clock hour of the period that is open, wholly or in part.

    Attributes
    ----------
    queue : number of the site times the number of agencies, and the number of the agency
    hour : clock hours since the start of the run
    waiting : people, over the part of the hour that is open
    """

    queue: Ints
    hour: Ints
    waiting: NDArray[np.float64]


def queues(run: Run) -> Queues:
    """Mean number waiting by queue and hour, from the waits of a run."""
    agencies = len(run.agencies)
    visits, counters = run.records.visits, run.resources.counters
    visit, begins, ends = waiting_stretches(run)
    queue_of_visit = counters.site[visits.group[visit]] * agencies + run.visit_agency[visit]
    waited = grouped(queue_of_visit, len(run.plan.sites) * agencies)
    found, hours, waiting = [], [], []
    for place, site in enumerate(run.plan.sites):
        opening = _open_hours(run, site)
        for number in np.flatnonzero(counters.group[place] >= 0).tolist():
            own = waited.rows(place * agencies + number)
            found.append(np.full(len(opening.hours), place * agencies + number))
            hours.append(opening.hours)
            waiting.append(opening.mean_number(begins[own], ends[own]))
    return Queues(np.concatenate(found), np.concatenate(hours), np.concatenate(waiting))


def queue_by_day(run: Run, found: Queues) -> pd.DataFrame:
    """Queues day by day.

    Returns
    -------
    DataFrame
        Columns ``day`` (date), ``site``, ``agency`` (whose ticket queue it is), ``hour`` (0-23), ``waiting`` (people).
    """
    day = run.calendar.timestamps(found.hour * HOUR_MS // DAY_MS * DAY_MS)
    return pd.DataFrame({"day": day, **_names(run, found.queue), "hour": found.hour % 24, "waiting": found.waiting})


def queue_by_weekday(run: Run, found: Queues) -> pd.DataFrame:
    """Queues by weekday: means over the days of the reported period.

    Returns
    -------
    DataFrame
        Columns ``site``, ``agency``, ``weekday`` (mon to sun), ``hour`` (0-23), ``days`` (how many), ``waiting``.
    """
    weekday = (found.hour // 24 + run.calendar.first_day.weekday()) % 7
    cell = (found.queue * 7 + weekday) * 24 + found.hour % 24
    days = np.bincount(cell)
    cells = np.flatnonzero(days)
    waiting = np.bincount(cell, weights=found.waiting)[cells] / days[cells]
    names = _names(run, cells // (7 * 24)) | {"weekday": pd.Index(WEEKDAYS)[cells // 24 % 7]}
    return pd.DataFrame({**names, "hour": cells % 24, "days": days[cells], "waiting": waiting})


def _names(run: Run, queue: Ints) -> dict[str, pd.Index]:
    agencies = len(run.agencies)
    return {
        "site": pd.Index(list(run.plan.sites))[queue // agencies],
        "agency": pd.Index(run.agencies)[queue % agencies],
    }


@dataclass(frozen=True)
class _OpenHours:
    """Clock hours that are open, wholly or in part.

    Attributes
    ----------
    hours : array of int64
        Hours since the start of the run, in order.
    part_of : array of int64
        Place in ``hours`` of each open part of an hour.
    edges : array of int64
        Engine times at which a part begins or ends.
    begins_with : array of int64
        Place in ``edges`` of the begin of each part; the next edge is its end.
    open_ms : array of int64
        How long each hour is open.
    """

    hours: Ints
    part_of: Ints
    edges: Ints
    begins_with: Ints
    open_ms: Ints

    @classmethod
    def of(cls, begins_at: Ints, ends_at: Ints) -> _OpenHours:
        """Hours of parts, given by their begins and ends: in order, without overlap, each within one hour."""
        hours, part_of = np.unique(begins_at // HOUR_MS, return_inverse=True)
        edges = np.union1d(begins_at, ends_at)
        open_ms = np.bincount(part_of, weights=ends_at - begins_at).astype(np.int64)
        return cls(hours, part_of, edges, np.searchsorted(edges, begins_at), open_ms)

    def mean_number(self, begins_at: Ints, ends_at: Ints) -> NDArray[np.float64]:
        """Mean number of stretches over the open part of each hour."""
        area = np.diff(area_until(begins_at, ends_at, self.edges))[self.begins_with]
        return np.asarray(np.bincount(self.part_of, weights=area) / self.open_ms)


def _open_hours(run: Run, site: str) -> _OpenHours:
    """Clock hours of the period in which a site is open."""
    opening = run.calendar.sites[site]
    ours = run.in_period(opening.starts_at)
    begins, ends = opening.starts_at[ours], opening.ends_at[ours]
    first_hour = begins // HOUR_MS
    hours = -(-ends // HOUR_MS) - first_hour
    before = np.cumsum(hours) - hours
    hour = np.repeat(first_hour - before, hours) + np.arange(hours.sum())
    begins, ends = np.repeat(begins, hours), np.repeat(ends, hours)
    return _OpenHours.of(np.maximum(begins, hour * HOUR_MS), np.minimum(ends, (hour + 1) * HOUR_MS))


def open_cases(run: Run) -> pd.DataFrame:
    """Cases accepted and not closed at the end of each day of the reported period, by agency.

    Returns
    -------
    DataFrame
        Index ``day`` (date), one column an agency.
    """
    cases = run.records.cases
    accepted = cases.accepted_at != NONE
    closed = accepted & (cases.closed_at != NONE)
    number = _until_each_day(run, cases.accepted_at, accepted) - _until_each_day(run, cases.closed_at, closed)
    days = np.arange(run.begins_at // DAY_MS, run.last_day + 1)
    index = pd.Index(run.calendar.timestamps(days * DAY_MS), name="day")
    return pd.DataFrame(number, index=index, columns=run.agencies)


def _until_each_day(run: Run, at: Ints, counted: NDArray[np.bool_]) -> Ints:
    """Cases to which something had happened by the end of each day of the period, shape (days, agencies)."""
    agencies, first_day = len(run.agencies), run.begins_at // DAY_MS
    case = np.flatnonzero(counted & (at < run.ends_at))
    day = np.maximum(at[case] // DAY_MS - first_day, 0)
    shape = (run.last_day + 1 - first_day, agencies)
    by_day = np.bincount(day * agencies + run.case_agency[case], minlength=shape[0] * shape[1]).reshape(shape)
    return np.cumsum(by_day, axis=0)
