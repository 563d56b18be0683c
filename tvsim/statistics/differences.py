"""Paired differences between scenarios that met the same people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tvsim.statistics.estimates import CONFIDENCE, Estimates, t_quantile
from tvsim.statistics.means import around, moments

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Differences:
    """What is known of many differences.

    Attributes
    ----------
    estimates : Estimates
    p : array
        How likely so large a difference would be if there were none: two-sided Student's t test, but the sign test
        where all replications differ by the same, and 0 where that is no chance. 1 where none differs at all, missing
        for fewer than two.
    """

    estimates: Estimates
    p: Floats


def paired_differences(
    values: Floats,
    center: Floats | None = None,
    confidence: float = CONFIDENCE,
    pooled: Floats | None = None,
    grain: Floats | None = None,
    certain: NDArray[np.bool_] | bool = False,
) -> Differences:
    """Mean difference of each figure over replications, with Student's t interval and test.

    Parameters
    ----------
    values : array, shape (figures, replications)
        Difference of each replication; missing where one of the two scenarios has not the figure.
    center : array, shape (figures,), optional
        Estimates of differences to put the intervals around, where they are not the means of the replications.
    confidence : float
        Of the intervals.
    pooled : array of bool, shape (figures,), optional
        Which figures have such a center.
    grain : array, shape (figures,), optional
        Step in which the differences come, such as 1 of counts; 0 for none. Few replications whose counts differ by the
        same do not show that others would: their interval goes as far as if one more step lay in the part of all
        replications that so many may have missed, ``1 - ((1 - confidence) / 2) ** (1 / n)``.
    certain : array of bool, shape (figures,), optional
        Which figures differ by the same in all replications by no chance: posts cost what they cost.

    Notes
    -----
    Around a center, the deviation is that of the replications from it: sectioning, see Asmussen and Glynn, Stochastic
    Simulation, section III.5, and Nakayama (2014), Confidence intervals for quantiles using sectioning.

    Known coverage of 95 % (tests/slow/coverage.csv, regrouped), with 2, 3, 5 and 10 replications: differences of means
    and shares 94.2 to 95.3 %, of quantiles 94.7 to 96.2 %.
    """
    count, mean, deviation = moments(values)
    if center is not None and pooled is not None:
        apart = np.nansum((values - center[:, None]) ** 2, axis=1)
        from_center = np.sqrt(np.divide(apart, count - 1, out=np.full(len(count), np.nan), where=count > 1))
        mean, deviation = np.where(pooled, center, mean), np.where(pooled, from_center, deviation)
    found = around(mean, deviation, count, confidence)
    if grain is not None:
        unseen = 1 - ((1 - confidence) / 2) ** (1 / np.maximum(count, 1))
        half = np.where((deviation == 0) & (mean != 0), grain * unseen, 0.0)
        found = Estimates(found.value, found.low - half, found.high + half, count)
    return Differences(found, _p_values(mean, deviation, count, certain))


def _p_values(mean: Floats, deviation: Floats, count: NDArray[np.int64], certain: NDArray[np.bool_] | bool) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) / (deviation / np.sqrt(count))
    # No difference by no deviation: nothing speaks against there being none.
    p = _two_sided(np.where(np.isnan(t), 0.0, t), count)
    # Where all differ by the same, nothing is known of how much they vary: of n signs all are alike by chance so often.
    p = np.where((deviation == 0) & (mean != 0), np.where(certain, 0.0, 2.0 ** (1 - count)), p)
    return np.asarray(np.where(count > 1, p, np.nan))


def t_test(difference: Floats, error: Floats, count: NDArray[np.int64]) -> Floats:
    """Chance of so large a difference if there were none, by Student's t of so many values; missing for fewer than two.

    The standard error is more than 0, or missing.
    """
    t = np.divide(np.abs(difference), error, out=np.full(len(error), np.nan), where=error > 0)
    return np.asarray(np.where(count > 1, _two_sided(t, count), np.nan))


def _two_sided(t: Floats, count: NDArray[np.int64]) -> Floats:
    return np.asarray(2 * special.stdtr(np.maximum(count - 1, 1), -t))


def holm(p: Floats) -> Floats:
    """P values corrected for their number, so that all statements together are wrong with the chance of one.

    Missing ones stay missing and do not count.

    Notes
    -----
    The k-th smallest of m is multiplied by ``m - k + 1``, and is never below one before it: Holm (1979), A simple
    sequentially rejective multiple test procedure.
    """
    known = np.flatnonzero(~np.isnan(p))
    ordered = known[np.argsort(p[known], kind="stable")]
    corrected = np.full(len(p), np.nan)
    times = np.arange(len(ordered), 0, -1)
    corrected[ordered] = np.minimum(np.maximum.accumulate(p[ordered] * times), 1.0) if len(ordered) else []
    return corrected


def narrowed_by_pairing(one: Floats, other: Floats) -> Floats:
    """Width of each paired interval, as a part of the width if the two scenarios had met different people.

    Both of shape (figures, replications). Missing where neither varies, and for fewer than two replications.

    Notes
    -----
    Student's t for the paired differences, and for two samples of their own with Welch's degrees of freedom: Welch
    (1947), The generalization of "Student's" problem when several different population variances are involved.
    """
    together = np.where(np.isnan(one) | np.isnan(other), np.nan, 1.0)
    count, _, paired = moments(one - other)
    variances = [moments(each * together)[2] ** 2 for each in (one, other)]
    apart = sum(variances)
    nothing = np.full(len(paired), np.nan)
    freedom = np.divide(apart**2 * (count - 1), sum(each**2 for each in variances), out=nothing.copy(), where=apart > 0)
    quantiles = t_quantile(CONFIDENCE, count), special.stdtrit(freedom, (1 + CONFIDENCE) / 2)
    width, apart_width = paired * quantiles[0], np.sqrt(apart) * quantiles[1]
    return np.asarray(np.divide(width, apart_width, out=nothing, where=(apart > 0) & (count > 1)))
