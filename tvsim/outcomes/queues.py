"""Queue length by hour, and open cases through the period."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, NONE
from tvsim.codes import VisitOutcome
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]


def area_until(begins_at: Ints, ends_at: Ints, at: Ints) -> Ints:
    """Total time that stretches have lasted up to each time: the area under the number of them.

    Exact: ``sum over stretches of max(0, min(at, end) - begin)``.
    """
    return _since(begins_at, at) - _since(ends_at, at)


def _since(times: Ints, at: Ints) -> Ints:
    ordered = np.sort(times)
    passed = np.searchsorted(ordered, at, side="left")
    sums = np.concatenate(([0], np.cumsum(ordered)))
    return passed * at - sums[passed]


def waiting_stretches(run: Run) -> tuple[Ints, Ints, Ints]:
    """Visit, begin and end of each wait of the run; whoever still waits does so to the end of the run."""
    visits = run.records.visits
    visit = np.flatnonzero((visits.ticket_at != NONE) & (visits.outcome != VisitOutcome.TURNED_AWAY))
    ends = np.where(visits.called_at[visit] != NONE, visits.called_at[visit], visits.ended_at[visit])
    ends = np.where(ends == NONE, run.calendar.ends_at, ends)
    return visit, visits.ticket_at[visit], ends


def queue_by_day(run: Run) -> pd.DataFrame:
    """Mean number waiting in each clock hour of the reported period, over the part of it that is open.

    Returns
    -------
    DataFrame
        Columns ``day`` (date), ``site``, ``agency`` (whose ticket queue it is), ``hour`` (0-23), ``waiting`` (people).
    """
    visit, begins, ends = waiting_stretches(run)
    agency = run.case_agency[run.records.visits.case[visit]]
    site = run.resources.counters.site[run.records.visits.group[visit]]
    frames = []
    for place, site_key in enumerate(run.plan.sites):
        from_at, to_at = _open_parts_of_hours(run, site_key)
        hours, part_of = np.unique(from_at // HOUR_MS, return_inverse=True)
        open_ms = np.bincount(part_of, weights=to_at - from_at)
        for number in np.flatnonzero(run.resources.counters.group[place] >= 0).tolist():
            own = (agency == number) & (site == place)
            area = area_until(begins[own], ends[own], to_at) - area_until(begins[own], ends[own], from_at)
            columns = {
                "day": run.calendar.timestamps(hours * HOUR_MS // DAY_MS * DAY_MS),
                "site": site_key,
                "agency": run.agencies[number],
                "hour": hours % 24,
                "waiting": np.bincount(part_of, weights=area) / open_ms,
            }
            frames.append(pd.DataFrame(columns))
    return pd.concat(frames, ignore_index=True)


def _open_parts_of_hours(run: Run, site: str) -> tuple[Ints, Ints]:
    """Begin and end of each part of a clock hour of the period in which a site is open."""
    opening = run.calendar.sites[site]
    parts = [
        (max(begins, hour * HOUR_MS), min(ends, (hour + 1) * HOUR_MS))
        for begins, ends in zip(opening.starts_at.tolist(), opening.ends_at.tolist(), strict=True)
        if run.begins_at <= begins < run.ends_at
        for hour in range(begins // HOUR_MS, -(-ends // HOUR_MS))
    ]
    columns = np.array(parts, dtype=np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def open_cases(run: Run) -> pd.DataFrame:
    """Cases accepted and not closed at the end of each day of the reported period, by agency.

    Returns
    -------
    DataFrame
        Index ``day`` (date), one column an agency.
    """
    cases = run.records.cases
    days = np.arange(run.begins_at // DAY_MS, run.last_day + 1)
    midnights = (days + 1) * DAY_MS
    columns = {}
    for number, key in enumerate(run.agencies):
        own = (run.case_agency == number) & (cases.accepted_at != NONE)
        accepted, closed = np.sort(cases.accepted_at[own]), np.sort(cases.closed_at[own & (cases.closed_at != NONE)])
        columns[key] = np.searchsorted(accepted, midnights) - np.searchsorted(closed, midnights)
    return pd.DataFrame(columns, index=pd.Index(run.calendar.timestamps(days * DAY_MS), name="day"))
