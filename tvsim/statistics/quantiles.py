"""Quantiles of what several replications saw, from histograms of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.statistics.estimates import CONFIDENCE, Estimate, t_quantile

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
        return self._of(self.counts.sum(axis=0), share)

    def quantiles(self, share: float) -> Floats:
        """The same for each replication by itself."""
        return np.array([self._of(of_one, share) for of_one in self.counts])

    def without_each(self, share: float) -> Floats:
        """The same of all replications but one, for each of them."""
        together = self.counts.sum(axis=0)
        return np.array([self._of(together - of_one, share) for of_one in self.counts])

    def _of(self, counts: NDArray[np.int64], share: float) -> float:
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
    holds every value x for which it cannot be refused that the share of values up to x is the wanted one: a Student's t
    test over the replications, of the number up to x less the wanted share of all, whose mean is then 0. It need not
    be symmetric, and never leaves the values seen.

    Notes
    -----
    Woodruff (1952), Confidence intervals for medians and other position measures, with the replications as clusters.
    """
    sizes = found.counts.sum(axis=1)
    seen = np.flatnonzero(sizes > 0)
    value = found.quantile(share)
    if len(seen) < 2:
        return Estimate(value, float("nan"), float("nan"), len(seen))
    # Excess of the number up to each edge: the lower edge of the first bin, then the upper edge of each.
    up_to = np.cumsum(found.counts[seen], axis=1)
    excess = np.concatenate((np.zeros((len(seen), 1)), up_to), axis=1) - share * sizes[seen][:, None]
    mean = excess.mean(axis=0)
    half = float(t_quantile(confidence, np.array(len(seen)))) * excess.std(axis=0, ddof=1) / np.sqrt(len(seen))
    edges = np.concatenate((found.lower[:1], found.upper))
    low = _first_not_below(edges, mean + half, found.lower)
    high = _last_not_above(edges, mean - half, found.lower)
    return Estimate(value, min(low, value), max(high, value), len(seen))


def _first_not_below(edges: Floats, bound: Floats, lower: Floats) -> float:
    """Where a bound, which begins below 0 and ends above it, first comes to 0; straight lines join its values."""
    after = int(np.argmax(bound >= 0))
    return _crossing(edges, bound, lower, after)


def _last_not_above(edges: Floats, bound: Floats, lower: Floats) -> float:
    """Where a bound comes above 0 for good; the last edge where it never does."""
    above = bound > 0
    after = len(bound) - int(np.argmin(above[::-1])) if not above.all() else 0
    return _crossing(edges, bound, lower, min(after, len(bound) - 1))


def _crossing(edges: Floats, bound: Floats, lower: Floats, after: int) -> float:
    """Where the line to the edge ``after`` from the begin of its bin passes 0."""
    if after == 0:
        return float(edges[0])
    before, here = float(bound[after - 1]), float(bound[after])
    begin, end = float(lower[after - 1]), float(edges[after])
    if here <= before:
        return end
    return begin + (end - begin) * min(max(-before / (here - before), 0.0), 1.0)
