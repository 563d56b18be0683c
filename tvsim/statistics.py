"""Means over replications, and how sure they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats


@dataclass(frozen=True)
class Estimate:
    """Mean of a figure over replications.

    Attributes
    ----------
    mean : missing where no replication has the figure
    low, high : confidence interval of the mean; missing for fewer than two values
    replications : number of replications in which the figure exists
    """

    mean: float
    low: float
    high: float
    replications: int


def estimate(values: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Mean and Student's t interval of independent replications; missing values are left out and not counted.

    Notes
    -----
    ``mean ± t(n-1, (1 + confidence)/2) s / sqrt(n)`` with the sample standard deviation s; see Law, Simulation
    Modeling and Analysis, section 4.5.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    count = len(known)
    if count == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = float(known.mean())
    if count == 1:
        return Estimate(mean, math.nan, math.nan, 1)
    half = float(stats.t.ppf((1 + confidence) / 2, count - 1) * known.std(ddof=1) / math.sqrt(count))
    return Estimate(mean, mean - half, mean + half, count)


def estimates(values: NDArray[np.float64], confidence: float = 0.95) -> pd.DataFrame:
    """Estimate many figures at once, as `estimate` does.

    Parameters
    ----------
    values : array, shape (figures, replications)
        Missing where a replication has not the figure.

    Returns
    -------
    DataFrame
        One row a figure; columns ``mean``, ``low``, ``high``, ``replications``.
    """
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    mean = np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0)
    squares = np.where(known, values - mean[:, None], 0.0) ** 2
    deviation = np.sqrt(np.divide(squares.sum(axis=1), count - 1, out=np.full(len(count), np.nan), where=count > 1))
    quantile = stats.t.ppf((1 + confidence) / 2, np.maximum(count - 1, 1))
    half = np.where(count > 1, quantile * deviation / np.sqrt(np.maximum(count, 1)), np.nan)
    return pd.DataFrame({"mean": mean, "low": mean - half, "high": mean + half, "replications": count})
