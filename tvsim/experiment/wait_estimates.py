"""Waits by agency, kind of visit, hour and weekday, each figure with the interval that is right for its kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tvsim.experiment.histograms import Bins, together
from tvsim.experiment.one_figure import one_figure
from tvsim.outcomes import WaitCounts
from tvsim.outcomes.waits import WAIT_FIGURES
from tvsim.statistics import Estimate

Group = tuple[str, str]


def wait_estimates(replications: Iterable[tuple[pd.DataFrame, WaitCounts]]) -> pd.DataFrame:
    """Estimate every figure of the waits, group by group, from ``waits`` and ``wait_counts`` of replications.

    Returns
    -------
    DataFrame
        Columns ``by``, ``value``, ``figure`` (visits, and `WAIT_FIGURES`), ``estimate``, ``low``, ``high``,
        ``replications`` (in which somebody of the group waited).
    """
    figures: dict[Group, list[dict[str, float]]] = {}
    histograms: dict[Group, list[Bins]] = {}
    for waits, counts in replications:
        for number, row in enumerate(waits.to_dict("records")):
            group = (str(row["by"]), str(row["value"]))
            figures.setdefault(group, []).append(row)  # type: ignore[arg-type]
            histograms.setdefault(group, []).append(counts.of_group(number))
    rows = []
    for (by, value), own in figures.items():
        for figure in ("visits", *WAIT_FIGURES):
            found = _estimate(figure, own, histograms[(by, value)])
            rows.append((by, value, figure, found.value, found.low, found.high, found.replications))
    return pd.DataFrame(rows, columns=["by", "value", "figure", "estimate", "low", "high", "replications"])


def _estimate(figure: str, rows: Sequence[dict[str, float]], parts: Sequence[Bins]) -> Estimate:
    values, counted = (np.array([row[name] for row in rows], dtype=float) for name in (figure, "visits"))
    found = one_figure(figure, values, counted, lambda: together(parts))
    return Estimate(found.value, max(found.low, 0.0), found.high, found.replications)
