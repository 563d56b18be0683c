"""Histograms of several replications over common bins."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tvsim.outcomes.wait_counts import edges_min
from tvsim.statistics import Histograms

Ints = NDArray[np.int64]
Bins = tuple[Ints, Ints]
"""Bins and their counts, as of `WaitCounts.of_group`."""


def together(parts: Sequence[Bins]) -> Histograms:
    """Put the bins and counts of replications into one table; minutes."""
    bins = np.unique(np.concatenate([bin_ for bin_, _ in parts])) if parts else np.empty(0, dtype=np.int64)
    counts = np.zeros((len(parts), len(bins)), dtype=np.int64)
    for row, (bin_, count) in zip(counts, parts, strict=True):
        row[np.searchsorted(bins, bin_)] = count
    return Histograms(*edges_min(bins), counts)
