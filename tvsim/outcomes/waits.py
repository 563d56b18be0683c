"""Waiting at the counters: from ticket to call, minutes by the clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE
from tvsim.codes import VisitKind, VisitOutcome
from tvsim.outcomes.run import Run
from tvsim.scenario.values import WEEKDAYS

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
WAITED = (VisitOutcome.SERVED, VisitOutcome.SERVING, VisitOutcome.LEFT, VisitOutcome.DISMISSED)


@dataclass(frozen=True)
class Waits:
    """Waits of the reported period, one entry a visit whose wait is known.

    Those who left, and those who were sent home, are in it: their wait counts, and they were not served.
    """

    agency: Ints
    kind: Ints
    ticket_at: Ints
    wait_min: NDArray[np.float64]
    served: Flags
    left: Flags


def waits(run: Run) -> Waits:
    """Waits of the visits that took a ticket in the reported period."""
    visits = run.records.visits
    known = run.in_period(visits.ticket_at) & np.isin(visits.outcome, WAITED)
    called = np.where(visits.called_at != NONE, visits.called_at, visits.ended_at)
    return Waits(
        run.case_agency[visits.case[known]],
        visits.kind[known],
        visits.ticket_at[known],
        (called - visits.ticket_at)[known] / MINUTE_MS,
        (visits.called_at != NONE)[known],
        (visits.outcome == VisitOutcome.LEFT)[known],
    )


def wait_figures(wait_min: NDArray[np.float64], served: Flags, left: Flags, target_min: float) -> dict[str, float]:
    """Figures of a set of waits; missing where nobody waited.

    ``within_target`` is the share of all these visits that were called within the target; those who left before were
    not called.
    """
    if not len(wait_min):
        names = ("mean", "median", "p90", "p95", "max")
        missing = {f"wait_{name}_min": float("nan") for name in names}
        return missing | {"within_target": float("nan"), "left_share": float("nan"), "left_wait_mean_min": float("nan")}
    median, p90, p95 = np.quantile(wait_min, (0.5, 0.9, 0.95))
    return {
        "wait_mean_min": float(wait_min.mean()),
        "wait_median_min": float(median),
        "wait_p90_min": float(p90),
        "wait_p95_min": float(p95),
        "wait_max_min": float(wait_min.max()),
        "within_target": float((served & (wait_min <= target_min)).mean()),
        "left_share": float(left.mean()),
        "left_wait_mean_min": float(wait_min[left].mean()) if left.any() else float("nan"),
    }


def wait_table(run: Run, found: Waits) -> pd.DataFrame:
    """Waits by agency, kind of visit, hour and weekday, each alone.

    Returns
    -------
    DataFrame
        Columns: ``by`` (agency, kind, hour, weekday), ``value``, ``visits``, and those of `wait_figures` (minutes,
        shares).
    """
    hour = found.ticket_at % DAY_MS // HOUR_MS
    weekday = (found.ticket_at // DAY_MS + run.calendar.first_day.weekday()) % 7
    groupings = {
        "agency": (found.agency, dict(enumerate(run.agencies))),
        "kind": (found.kind, {kind.value: kind.name.lower() for kind in VisitKind}),
        "hour": (hour, {number: f"{number:02d}:00" for number in range(24)}),
        "weekday": (weekday, dict(enumerate(WEEKDAYS))),
    }
    rows = []
    for by, (group, names) in groupings.items():
        for code in np.unique(group).tolist():
            those = group == code
            row = wait_figures(found.wait_min[those], found.served[those], found.left[those], run.plan.targets.wait_min)
            rows.append({"by": by, "value": names[code], "visits": int(those.sum())} | row)
    columns = ["by", "value", "visits", *wait_figures(np.empty(0), np.empty(0, bool), np.empty(0, bool), 1.0)]
    return pd.DataFrame(rows, columns=columns)
