"""Waiting at the counters: from ticket to call, minutes by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE
from tvsim.codes import VisitKind, VisitOutcome
from tvsim.outcomes.grouping import grouped
from tvsim.outcomes.run import Run
from tvsim.outcomes.wait_counts import WaitCounts, bins
from tvsim.scenario.values import WEEKDAYS

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
HOURS = 24
HOUR_NAMES = tuple(f"{number:02d}:00" for number in range(HOURS))
WAIT_FIGURES = (
    "wait_mean_min",
    "wait_median_min",
    "wait_p90_min",
    "wait_p95_min",
    "wait_max_min",
    "within_target",
    "left_share",
    "left_wait_mean_min",
)
NOBODY = dict.fromkeys(WAIT_FIGURES, float("nan"))
"""Figures where nobody waited."""
WAITED = (
    VisitOutcome.WAITING,
    VisitOutcome.SERVING,
    VisitOutcome.SERVED,
    VisitOutcome.LEFT,
    VisitOutcome.DISMISSED,
)
"""Outcomes of those who waited, if only for an instant; without `WAITING` the longest waits would be missing."""


@dataclass(frozen=True)
class Waits:
    """Waits of the reported period, one entry a visit that took its ticket in it.

    Those who left, those who were sent home, and those who still wait when the run ends are in it: their wait so far
    counts, and they were not served.
    """

    agency: Ints
    kind: Ints
    ticket_at: Ints
    wait_min: Floats
    served: Flags
    left: Flags


def wait_figures(found: Waits, rows: Ints | slice, target_min: float) -> dict[str, float]:
    """Figures of some of the waits, `WAIT_FIGURES`; missing where nobody waited.

    ``within_target`` is the share of all these visits that were called within the target; those who left before, or
    still wait when the run ends, were not called.
    """
    wait_min, served, left = found.wait_min[rows], found.served[rows], found.left[rows]
    if not len(wait_min):
        return NOBODY
    ordered = np.sort(wait_min)
    figures = (
        wait_min.mean(),
        *(quantile(ordered, share) for share in (0.5, 0.9, 0.95)),
        ordered[-1],
        np.count_nonzero(served & (wait_min <= target_min)) / len(wait_min),
        np.count_nonzero(left) / len(wait_min),
        wait_min[left].mean() if left.any() else float("nan"),
    )
    return dict(zip(WAIT_FIGURES, map(float, figures), strict=True))


def quantile(ordered: Floats, share: float) -> float:
    """Quantile of values in their order, as `numpy.quantile` has it, which would put them in order again."""
    place = (len(ordered) - 1) * share
    part = place % 1
    below, above = float(ordered[int(place)]), float(ordered[min(int(place) + 1, len(ordered) - 1)])
    # From the nearer end, so that rounding can not carry it beyond the farther one.
    return below + (above - below) * part if part < 0.5 else above - (above - below) * (1 - part)


def waits(run: Run) -> Waits:
    """Waits of the visits that took a ticket in the reported period."""
    visits = run.records.visits
    ours = np.flatnonzero(run.in_period(visits.ticket_at) & np.isin(visits.outcome, WAITED))
    ticket_at = visits.ticket_at[ours]
    return Waits(
        run.visit_agency[ours],
        visits.kind[ours],
        ticket_at,
        (run.wait_ends_at[ours] - ticket_at) / MINUTE_MS,
        visits.called_at[ours] != NONE,
        visits.outcome[ours] == VisitOutcome.LEFT,
    )


def wait_rows(run: Run, found: Waits) -> list[dict[str, Any]]:
    """Waits by agency, kind of visit, hour and weekday, each alone: rows of `wait_table`."""
    rows = []
    for by, (group, names) in _groupings(run, found).items():
        by_group = grouped(group, len(names))
        for number in np.flatnonzero(np.diff(by_group.first)).tolist():
            own = by_group.rows(number)
            figures = wait_figures(found, own, run.plan.targets.wait_min)
            rows.append({"by": by, "value": names[number], "visits": len(own), **figures})
    return rows


def wait_counts(run: Run, found: Waits) -> WaitCounts:
    """Histograms of the waits of each row of `wait_table`, and of all of them last."""
    wait_bin = _bins(found)
    parts = []
    for group, names in _groupings(run, found).values():
        present = np.bincount(group, minlength=len(names)) > 0
        parts.append(WaitCounts.of((np.cumsum(present) - 1)[group], wait_bin, int(present.sum())))
    return WaitCounts.joined([*parts, WaitCounts.of(np.zeros_like(wait_bin), wait_bin, 1)])


def uncalled_counts(run: Run, found: Waits) -> WaitCounts:
    """Histograms of the waits that ended without a call, or have not ended: by number of the agency, and all last."""
    uncalled = ~found.served
    agency, wait_bin = found.agency[uncalled], _bins(found)[uncalled]
    by_agency = WaitCounts.of(agency, wait_bin, len(run.agencies))
    return WaitCounts.joined([by_agency, WaitCounts.of(np.zeros_like(agency), wait_bin, 1)])


def _bins(found: Waits) -> Ints:
    return bins(np.rint(found.wait_min * MINUTE_MS).astype(np.int64))


def hourly_waits(run: Run, found: Waits) -> pd.DataFrame:
    """Waits by agency and hour of the ticket together.

    Returns
    -------
    DataFrame
        Columns: ``agency``, ``hour`` (such as 07:00), ``visits``, ``wait_mean_min``; no row where nobody came.
    """
    group = found.agency * HOURS + _hour(found)
    visits = np.bincount(group, minlength=len(run.agencies) * HOURS)
    total_min = np.bincount(group, weights=found.wait_min, minlength=len(visits))
    there = np.flatnonzero(visits)
    return pd.DataFrame(
        {
            "agency": np.array(run.agencies, dtype=object)[there // HOURS],
            "hour": np.array(HOUR_NAMES, dtype=object)[there % HOURS],
            "visits": visits[there],
            "wait_mean_min": total_min[there] / visits[there],
        }
    )


def _hour(found: Waits) -> Ints:
    return np.asarray(found.ticket_at % DAY_MS // HOUR_MS)


def _groupings(run: Run, found: Waits) -> dict[str, tuple[Ints, Sequence[str]]]:
    """Ways to group waits: the number of each wait's group, and the groups' names."""
    weekday = (found.ticket_at // DAY_MS + run.calendar.first_day.weekday()) % 7
    return {
        "agency": (found.agency, run.agencies),
        "kind": (found.kind, [kind.name.lower() for kind in VisitKind]),
        "hour": (_hour(found), HOUR_NAMES),
        "weekday": (weekday, WEEKDAYS),
    }


def wait_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Waits by agency, kind of visit, hour and weekday, each alone.

    Returns
    -------
    DataFrame
        Columns: ``by`` (agency, kind, hour, weekday), ``value``, ``visits``, and `WAIT_FIGURES` (minutes, shares).
    """
    return pd.DataFrame(rows, columns=["by", "value", "visits", *WAIT_FIGURES])
