"""Quantiles of what several replications saw, from histograms of each."""

from __future__ import annotations

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
    """
    value = found.quantile(share)
    filled = found.counts.sum(axis=0) > 0
    counts = found.counts[found.counts.sum(axis=1) > 0][:, filled]
    if len(counts) < 2:
        return Estimate(value, float("nan"), float("nan"), len(counts))
    lower, upper = found.lower[filled], found.upper[filled]
    least, most = _share_up_to_edges(counts, confidence)
    edges = np.concatenate((lower[:1], upper))
    # Between edges, straight lines join the bounds. They begin at 0 and end at 1.
    begins, ends = int(np.argmax(most >= share)), int(np.flatnonzero(least <= share)[-1]) + 1
    low = _passing(share, most, edges, lower, begins)
    high = _passing(share, least, edges, lower, min(ends, len(upper)))
    return Estimate(value, min(low, value), max(high, value), len(counts))


def _share_up_to_edges(counts: NDArray[np.int64], confidence: float) -> tuple[Floats, Floats]:
    """Interval of the share of values up to each edge: the lower edge of the first bin, then the upper edge of each."""
    number = len(counts)
    sizes = counts.sum(axis=1, keepdims=True)
    up_to = np.concatenate((np.zeros((number, 1)), np.cumsum(counts, axis=1)), axis=1)
    part = up_to.sum(axis=0) / sizes.sum()
    apart = (up_to - part * sizes) / sizes.mean()
    variance = (apart**2).sum(axis=0) / (number - 1) / number
    return wilson(part, variance, t_quantile(confidence, np.array(number)))


def _passing(share: float, bound: Floats, edges: Floats, lower: Floats, after: int) -> float:
    """Where the line from the begin of a bin to the edge ``after``, its end, passes a share."""
    if after == 0:
        return float(edges[0])
    before, here = float(bound[after - 1]), float(bound[after])
    begin, end = float(lower[after - 1]), float(edges[after])
    return begin + (end - begin) * ((share - before) / (here - before) if here > before else 1.0)
