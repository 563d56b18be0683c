"""The number waiting as observed, and how well the simulation and the other days forecast it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from tvsim.learn.half_hours import by_block, in_hours
from tvsim.learn.queue_snapshots import LONGEST_GAP_MIN

MIN_HOUR_MIN = 45.0
"""An hour's mean number waiting is taken as observed from so many minutes with snapshots."""


def waiting_by_hour(
    snapshots: pd.DataFrame, days: Iterable[dt.date], hours: Mapping[int, tuple[int, int]]
) -> pd.DataFrame:
    """Mean number waiting by day, queue and opening hour: ``day, queue, hour, waiting_observed``.

    Each snapshot holds until the next, if that is not more than 20 minutes away; an hour with fewer than 45 such
    minutes is left out.
    """
    use = snapshots[snapshots["day"].isin(set(days))]
    following = use.groupby(["queue", "day"])["at"].shift(-1)
    minutes = (following - use["at"]).dt.total_seconds() / 60
    held = minutes <= LONGEST_GAP_MIN
    pieces = by_block(use.assign(minutes=minutes, amount=use["waiting"] * minutes)[held])
    pieces = in_hours(pieces, hours)
    sums = pieces.assign(hour=pieces["block"] // 60).groupby(["day", "queue", "hour"])[["amount", "minutes"]].sum()
    sums = sums[sums["minutes"] >= MIN_HOUR_MIN]
    return (sums["amount"] / sums["minutes"]).rename("waiting_observed").reset_index()


def median_of_other_days(observed: pd.DataFrame) -> pd.Series:
    """For each row of `waiting_by_hour`, the median of the other days' values of the same queue and hour.

    The plain forecast that a simulation must beat. Missing where no other day has that hour.
    """

    def leave_one_out(values: pd.Series) -> pd.Series:
        array = values.to_numpy()
        others = [np.delete(array, place) for place in range(len(array))]
        return pd.Series([float(np.median(rest)) if len(rest) else float("nan") for rest in others], index=values.index)

    grouped = observed.groupby(["queue", "hour"])["waiting_observed"]
    return grouped.transform(leave_one_out).rename("median_of_other_days")


def forecast_errors(observed: pd.DataFrame, simulated: pd.Series) -> pd.DataFrame:
    """Put the simulated mean and the median of the other days beside what was observed, for the same cells.

    Parameters
    ----------
    observed : pandas.DataFrame
        As of `waiting_by_hour`.
    simulated : pandas.Series
        Mean number waiting, indexed by queue and hour.

    Returns
    -------
    pandas.DataFrame
        One row for each queue, hour and day that both forecasts have: ``queue, hour, day, waiting_observed,
        simulated, median_of_other_days, simulated_error, median_error`` (absolute errors, people). Their means are the
        mean absolute errors.
    """
    keys = pd.MultiIndex.from_frame(observed[["queue", "hour"]])
    cells = observed.assign(
        simulated=simulated.reindex(keys).to_numpy(), median_of_other_days=median_of_other_days(observed)
    ).dropna(subset=["simulated", "median_of_other_days"])
    return cells.assign(
        simulated_error=(cells["simulated"] - cells["waiting_observed"]).abs(),
        median_error=(cells["median_of_other_days"] - cells["waiting_observed"]).abs(),
    )
