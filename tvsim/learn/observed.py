"""Simulated beside observed: the mean number waiting by queue and hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.language import worded
from tvsim.learn.forecasts import forecast_errors
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line

COLUMNS = ("day", "queue", "hour", "waiting_observed")


@dataclass(frozen=True)
class Comparison:
    """How far the simulation is from what was seen, and how far the plainest forecast is.

    Attributes
    ----------
    by_hour : DataFrame
        Columns ``queue``, ``hour``, ``simulated``, ``observed``: mean number waiting, over all days. Then
        ``observed_lowest``, ``observed_highest`` and ``days``, of the days on which that hour was observed; those of
        one day alone are left out, where others are of more. Results add ``simulated_low`` and ``simulated_high``, the
        interval of the simulated mean over the replications, missing where there is only one.
    by_replication : array
        The simulated mean of each of these rows in each replication.
    error_simulated, error_simulated_median, error_median : float
        Mean absolute error over the same hours of queues and days: of the simulated mean, of the median of the
        simulated days (which this error favours), and of the median of the other observed days.
    cells : int
        How many hours of queues and days.
    """

    by_hour: pd.DataFrame
    by_replication: NDArray[np.float64]
    error_simulated: float
    error_simulated_median: float
    error_median: float
    cells: int


def read_observed(path: Path) -> pd.DataFrame:
    """Read observed waiting: columns ``day``, ``queue``, ``hour``, ``waiting_observed``.

    Raises
    ------
    ScenarioError
        If the file is missing or has other columns or contents.
    """
    try:
        frame = pd.read_csv(path)
    except (OSError, ValueError) as wrong:
        text = worded("cannot be read as a table of observed waiting: {reason}", reason=wrong)
        raise ScenarioError([line(str(path), "", text)]) from wrong
    for name in COLUMNS:
        if name not in frame:
            text = worded("lacks the column {name!r}; it must have {columns}", name=name, columns=", ".join(COLUMNS))
            raise ScenarioError([line(str(path), "", text)])
    for name in ("hour", "waiting_observed"):
        if not pd.api.types.is_numeric_dtype(frame[name]):
            text = worded("the column {name!r} must hold numbers only", name=name)
            raise ScenarioError([line(str(path), "", text)])
    return frame


def compare(queues: Sequence[pd.DataFrame], observed: pd.DataFrame) -> Comparison:
    """Hold simulated queues against observed ones.

    Parameters
    ----------
    queues : sequence of DataFrame
        Simulated, one a replication: columns ``agency``, ``hour``, ``waiting``, over days.
    observed : DataFrame
        As of `read_observed`.
    """
    named = [each.rename(columns={"agency": "queue"}) for each in queues]
    grouped = pd.concat(named, ignore_index=True).groupby(["queue", "hour"])["waiting"]
    cells = forecast_errors(observed, grouped.mean())
    medians = forecast_errors(observed, grouped.median())
    by_hour = _by_hour(grouped.mean(), observed)
    means = pd.concat([each.groupby(["queue", "hour"])["waiting"].mean() for each in named], axis=1)
    return Comparison(
        by_hour,
        means.reindex(pd.MultiIndex.from_frame(by_hour[["queue", "hour"]])).to_numpy(float),
        float(cells["simulated_error"].mean()),
        float(medians["simulated_error"].mean()),
        float(cells["median_error"].mean()),
        len(cells),
    )


def _by_hour(simulated: pd.Series, observed: pd.DataFrame) -> pd.DataFrame:
    """Simulated and observed means by queue and hour, in the order of what was observed, and how far days spread."""
    seen = observed.groupby(["queue", "hour"], sort=False)["waiting_observed"]
    mean = seen.mean()
    found = pd.DataFrame(
        {
            "simulated": simulated.reindex(mean.index), "observed": mean, "observed_lowest": seen.min(),
            "observed_highest": seen.max(), "days": seen.count(),
        }
    )  # fmt: skip
    found = found.dropna(subset=["simulated", "observed"])
    several = found.query("days > 1")  # an hour of one day alone is no mean of all days
    return (found if several.empty else several).reset_index()
