"""Quotients of two means."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from tvsim.statistics.estimates import CONFIDENCE, Estimate, t_quantile


def ratio_estimate(numerators: ArrayLike, denominators: ArrayLike, confidence: float = CONFIDENCE) -> Estimate:
    """Quotient of the means of two figures that each replication has, with Fieller's interval.

    Replications that lack one of them are left out. Where the mean of the denominators cannot be told from 0, the
    quotient can be anything: its interval is missing then, and so is that of fewer than two replications.

    Notes
    -----
    The interval holds every ``r`` for which the mean of ``numerator - r denominator`` cannot be told from 0 by
    Student's t: Fieller (1954), Some problems in interval estimation.
    """
    above, below = np.broadcast_arrays(np.asarray(numerators, float), np.asarray(denominators, float))
    known = ~(np.isnan(above) | np.isnan(below))
    above, below = above[known], below[known]
    count = len(above)
    if not count or not below.mean():
        return Estimate(math.nan, math.nan, math.nan, count)
    value = float(above.mean() / below.mean())
    low, high = _fieller(above, below, confidence) if count > 1 else (math.nan, math.nan)
    return Estimate(value, low, high, count)


def _fieller(above: np.ndarray, below: np.ndarray, confidence: float) -> tuple[float, float]:
    """Ends of the interval: the roots of a quadratic in the quotient."""
    count = len(above)
    t = float(t_quantile(confidence, np.array([count]))[0])
    of_above, of_both, of_below = (
        float(each) * t**2 / count for each in np.cov(above, below, ddof=1)[np.triu_indices(2)]
    )
    a = float(below.mean()) ** 2 - of_below
    b = float(above.mean()) * float(below.mean()) - of_both
    c = float(above.mean()) ** 2 - of_above
    if a <= 0:
        return math.nan, math.nan
    apart = math.sqrt(max(b**2 - a * c, 0.0))
    return (b - apart) / a, (b + apart) / a
