"""Shares over replications, in intervals that stay within 0 and 1."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tvsim.statistics.estimates import CONFIDENCE, Estimates, t_quantile
from tvsim.statistics.means import moments

Floats = NDArray[np.float64]


def shares(values: Floats, counted: Floats | None = None, confidence: float = CONFIDENCE) -> Estimates:
    """Mean of shares over replications, and an interval within [0, 1].

    Parameters
    ----------
    values : array, shape (figures, replications)
        Shares; missing where a replication has not the figure.
    counted : array of the same shape, optional
        Of how many visits or cases each is a share; missing where it is a share of something else, such as time.

    Notes
    -----
    Wilson's interval (1927) for the number of independent trials that would vary as much as the replications do,
    ``n = p (1 - p) / (s² / r)``, with Student's t of r - 1 degrees of freedom: Dean and Pagano (2015), Evaluating
    confidence interval methods for binomial proportions in clustered surveys. Where all replications have the share 0,
    or all 1, nothing varies: the interval is that of Clopper and Pearson (1934) for all that was counted, or nothing
    where that is not known.
    """
    count, share, deviation = moments(values)
    share = np.clip(share, 0.0, 1.0)
    variance = deviation**2 / np.maximum(count, 1)
    t = t_quantile(confidence, count)
    # t² / n, with which Wilson's interval is written so that no variation at all is nothing special.
    spread = t**2 * np.divide(variance, share * (1 - share), out=np.zeros(len(share)), where=(share > 0) & (share < 1))
    spread = np.where(count > 1, spread, np.nan)
    center = (share + spread / 2) / (1 + spread)
    half = np.sqrt(spread * share * (1 - share) + spread**2 / 4) / (1 + spread)
    low, high = np.maximum(center - half, 0.0), np.minimum(center + half, 1.0)
    if counted is not None:
        trials = np.where(np.isnan(values), np.nan, counted).sum(axis=1, where=~np.isnan(values))
        at_most = 1 - np.power((1 - confidence) / 2, 1 / np.where(trials > 0, trials, np.nan))
        high = np.where((share == 0) & (count > 1) & ~np.isnan(at_most), at_most, high)
        low = np.where((share == 1) & (count > 1) & ~np.isnan(at_most), 1 - at_most, low)
    return Estimates(share, np.minimum(low, share), np.maximum(high, share), count)
