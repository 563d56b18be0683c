"""Simulated beside observed: the mean number waiting by queue and hour."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

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
        Columns ``queue``, ``hour``, ``simulated``, ``observed``: mean number waiting, over all days.
    error_simulated, error_simulated_median, error_median : float
        Mean absolute error over the same hours of queues and days: of the simulated mean, of the median of the
        simulated days (which this error favours), and of the median of the other observed days.
    cells : int
        How many hours of queues and days.
    """

    by_hour: pd.DataFrame
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


def compare(queues: pd.DataFrame, observed: pd.DataFrame) -> Comparison:
    """Hold simulated queues against observed ones.

    Parameters
    ----------
    queues : DataFrame
        Simulated: columns ``agency``, ``hour``, ``waiting``, over days and replications.
    observed : DataFrame
        As of `read_observed`.
    """
    grouped = queues.rename(columns={"agency": "queue"}).groupby(["queue", "hour"])["waiting"]
    cells = forecast_errors(observed, grouped.mean())
    medians = forecast_errors(observed, grouped.median())
    by_hour = cells.groupby(["queue", "hour"], sort=False).agg(
        simulated=("simulated", "first"), observed=("waiting_observed", "mean")
    )
    return Comparison(
        by_hour.reset_index(),
        float(cells["simulated_error"].mean()),
        float(medians["simulated_error"].mean()),
        float(cells["median_error"].mean()),
        len(cells),
    )
