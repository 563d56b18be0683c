"""Quantiles of what several replications saw, from histograms of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.statistics.estimates import CONFIDENCE, Estimate, t_quantile
from tvsim.statistics.shares import wilson

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histograms:
    """Histograms of several replications over the same bins.

    Attributes
    ----------
    lower, upper : array, shape (bins,)
        Where each bin begins and ends, in order and without overlap; there may be gaps between them.
    counts : array, shape (replications, bins)
        How many values of a replication lie in each bin.
    """

    lower: Floats
    upper: Floats
    counts: NDArray[np.int64]

    def quantile(self, share: float) -> float:
        """Value below which so large a share of all values lies; missing where there are none.

        Within a bin values are taken to be spread evenly.
        """
        counts = self.counts.sum(axis=0)
        up_to = np.cumsum(counts)
        if not len(up_to) or not up_to[-1]:
            return float("nan")
        wanted = share * up_to[-1]
        bin_ = int(np.searchsorted(up_to, wanted, side="left"))
        bin_ = max(bin_, int(np.argmax(counts > 0)))
        part = (wanted - (up_to[bin_] - counts[bin_])) / counts[bin_]
        return float(self.lower[bin_] + part * (self.upper[bin_] - self.lower[bin_]))


def quantile_estimate(found: Histograms, share: float, confidence: float = CONFIDENCE) -> Estimate:
    """Quantile of all values together, with an interval that holds for quantiles.

    Values of one replication depend on each other, so that no formula for independent ones may be used. The interval
    holds every value x for which the share of values up to x may be the wanted one: for which Wilson's interval of
    that share, from how much it varies between the replications, holds it. It need not be symmetric, and never leaves
    the values seen: a quantile beyond the longest of a few values is not in it.

    Notes
    -----
    Woodruff (1952), Confidence intervals for medians and other position measures, with the replications as clusters.
    The variance of the share is that of a ratio of sums, for replications differ in size, and busy ones have more of
    the long waits (Cochran, Sampling Techniques, section 2.11); see `tvsim.statistics.shares.wilson`. Student's t test
    of the number of values up to x, which Woodruff's would be without Wilson, refuses too many long waits where few
    replications have most of them.

    Known coverage of 95 % (tests/slow/coverage.csv, regrouped), of the 90 % and 95 % waits: 94.4 to 95.5 % with 3, 5
    and 10 replications; of two, 97 to 99 %.
    """
    some, counts = _filled(found)
    sizes, up_to = _up_to_edges(counts)
    number, size = len(counts), max(sizes.sum(), 1)
    part = up_to.sum(axis=0) / size
    squares = (((up_to - part * sizes) / (size / max(number, 1))) ** 2).sum(axis=0)
    return _estimate(some, share, part, squares, number, confidence)


def growing_quantiles(
    found: Histograms, share: float, after: int = 0, confidence: float = CONFIDENCE
) -> Iterator[Estimate]:
    """`quantile_estimate` of the first ``after + 1`` replications, of one more, and so on up to all of them.

    The work is proportional to their number: the sum of squares of an estimate is made from sums that only grow.
    """
    some, _ = _filled(found)
    sizes, up_to = _up_to_edges(some.counts)
    # From what all of them say, so that sums of large squares need not cancel out.
    level = up_to.sum(axis=0) / max(sizes.sum(), 1)
    apart = up_to - level * sizes
    number, size, size_squares = 0, 0, 0.0
    counts, up = np.zeros_like(some.lower, dtype=np.int64), np.zeros_like(level, dtype=np.int64)
    squares, products = np.zeros_like(level), np.zeros_like(level)
    for place, own in enumerate(sizes[:, 0].tolist()):
        number, size, size_squares = number + (own > 0), size + own, size_squares + float(own) ** 2
        counts, up = counts + some.counts[place], up + up_to[place]
        squares, products = squares + apart[place] ** 2, products + apart[place] * own
        if place >= after:
            part = up / max(size, 1)
            off = part - level
            apart_squares = np.maximum(squares - 2 * off * products + off**2 * size_squares, 0.0)
            so_far = Histograms(some.lower, some.upper, counts[None])
            yield _estimate(so_far, share, part, apart_squares * (number / max(size, 1)) ** 2, number, confidence)


def _filled(found: Histograms) -> tuple[Histograms, NDArray[np.int64]]:
    """The bins that hold values, and the counts of those replications that have any."""
    filled = found.counts.sum(axis=0) > 0
    some = Histograms(found.lower[filled], found.upper[filled], found.counts[:, filled])
    return some, some.counts[some.counts.sum(axis=1) > 0]


def _up_to_edges(counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number of values of each replication, and how many lie up to the first lower edge and to each upper one."""
    none = np.zeros((len(counts), 1), dtype=np.int64)
    return counts.sum(axis=1, keepdims=True), np.concatenate((none, np.cumsum(counts, axis=1)), axis=1)


def _estimate(
    found: Histograms, share: float, part: Floats, squares: Floats, number: int, confidence: float
) -> Estimate:
    """Quantile with its interval, from the share of values up to each edge and how far replications are from it.

    Parameters
    ----------
    found : Histograms
        Of the same bins; empty ones do no harm.
    share : float
    part : array
        Share of all values up to each edge: the lower edge of the first bin, then the upper edge of each.
    squares : array
        Sum over the replications of the squares of what each has more up to the edge than that share, as a part of
        the mean number of values.
    number : int
        Replications that have values.
    confidence : float
    """
    value = found.quantile(share)
    if number < 2:
        return Estimate(value, float("nan"), float("nan"), number)
    least, most = wilson(part, squares / (number - 1) / number, t_quantile(confidence, np.array(number)))
    edges = np.concatenate((found.lower[:1], found.upper))
    # Between edges, straight lines join the bounds. They begin at 0 and end at 1.
    begins, ends = int(np.argmax(most >= share)), int(np.flatnonzero(least <= share)[-1]) + 1
    low = _passing(share, most, edges, found.lower, begins)
    high = _passing(share, least, edges, found.lower, min(ends, len(found.upper)))
    return Estimate(value, min(low, value), max(high, value), number)


def _passing(share: float, bound: Floats, edges: Floats, lower: Floats, after: int) -> float:
    """Where the line from the begin of a bin to the edge ``after``, its end, passes a share."""
    if after == 0:
        return float(edges[0])
    before, here = float(bound[after - 1]), float(bound[after])
    begin, end = float(lower[after - 1]), float(edges[after])
    return begin + (end - begin) * ((share - before) / (here - before) if here > before else 1.0)
