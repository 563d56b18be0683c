"""How long a simulation that starts empty is still warming up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.language import worded

Floats = NDArray[np.float64]

BATCH = 5
"""Values averaged to one before the rule is applied."""
FALLS_ON = 1.5
"""Where MSER at its first local minimum is so many times that at half of the series, the series has not settled."""


@dataclass(frozen=True)
class Truncation:
    """What MSER-5 says of a series.

    Attributes
    ----------
    values : how many at the begin of the series are warm-up: up to the first local minimum
    least : the same, up to the least of all, which is the rule as it was first published
    steady : whether the rest can be taken for steady; if not, it never settles, or is too short to say
    statistic : MSER of each number of batches left out, up to half of them
    """

    values: int
    least: int
    steady: bool
    statistic: Floats


def mser5(series: Floats) -> Truncation:
    """Find the begin of the steady part of a series: MSER-5.

    The series is cut into batches of five, whose means are ``Z``; so many batches ``d`` are left out that the squared
    standard error of the mean of the others is less than with one batch more or one less, and so for the first time:

        MSER(d) = sum over j > d of (Z_j - mean of those)² / (n - d)²

    That first local minimum is taken, and the least of all told beside it. Once a series is steady MSER is nearly flat,
    and which of many small dips is the lowest is left to chance, so that the least of all is often far too late; where
    a transient is slow and noisy, the first is often too early.

    The series is not steady where MSER falls up to half of the batches without a minimum; nor where it is least there,
    and by more than a third less than at the first local one: of a series that climbs evenly it is half.

    Parameters
    ----------
    series : array
        Two batches or more; what is left over at the end is not used.

    Raises
    ------
    ValueError
        If it is too short.

    Notes
    -----
    White, Cobb and Spratt (2000), A comparison of five steady-state truncation heuristics for simulation; Pasupathy and
    Schmeiser (2010), The initial transient in steady-state point estimation, for the leftmost local minimum.
    """
    batches = len(series) // BATCH
    if batches < 2:
        text = worded(
            "MSER-5 needs a series of {least} values or more, not {count}", least=2 * BATCH, count=len(series)
        )
        raise ValueError(text)
    means = series[: batches * BATCH].reshape(batches, BATCH).mean(axis=1)
    # From the end: sums over the batches that stay.
    left = np.arange(batches, 0, -1)
    apart = means - means[-1]  # so that large levels cost no digits
    sums, squares = (np.cumsum(each[::-1])[::-1] for each in (apart, apart**2))
    statistic = np.maximum(squares - sums**2 / left, 0.0) / left**2
    considered = statistic[: batches // 2 + 1]
    chosen = _first_local_minimum(considered)
    half, least = len(considered) - 1, int(np.argmin(considered))
    falls_on = least == half and considered[chosen] > FALLS_ON * considered[half]
    return Truncation(chosen * BATCH, least * BATCH, chosen < half and not falls_on, considered)


def _first_local_minimum(values: Floats) -> int:
    """Place of the first value that is no larger than those beside it."""
    around = np.concatenate(([np.inf], values, [np.inf]))
    return int(np.argmax((values <= around[:-2]) & (values <= around[2:])))


def moving_average(series: Floats, window: int) -> Floats:
    """Mean of each value and so many on either side; near the ends of as many as there are on both sides.

    Notes
    -----
    Welch's procedure, see Law, Simulation Modeling and Analysis, section 9.5.1.
    """
    sums = np.concatenate(([0.0], np.cumsum(series)))
    place = np.arange(len(series))
    reach = np.minimum(np.minimum(place, len(series) - 1 - place), window)
    return np.asarray((sums[place + reach + 1] - sums[place - reach]) / (2 * reach + 1))
