"""How many waits were how long: histograms small enough to be kept of every replication.

A bin is one millisecond below 64 ms, and less than a 32nd part of their waits above: as those of an HDR histogram
(G. Tene), whose relative width does not depend on how long the waits are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_BITS = 5
_EXACT = 1 << _BITS
"""So many bins lie between a longer wait and its double."""


def bins(wait_ms: Ints) -> Ints:
    """Number of the bin in which each wait lies."""
    halvings = np.maximum(np.frexp(wait_ms.astype(float))[1] - (_BITS + 1), 0)
    return np.asarray(halvings * _EXACT + (wait_ms >> halvings))


def edges_min(bin_: Ints) -> tuple[Floats, Floats]:
    """Shortest and longest wait of bins, minutes."""
    halvings = np.maximum(bin_ // _EXACT - 1, 0)
    lower = (bin_ - halvings * _EXACT) << halvings
    return lower / MINUTE_MS, (lower + (1 << halvings) - 1) / MINUTE_MS


@dataclass(frozen=True)
class WaitCounts:
    """Histograms of the waits of some groups in one replication; only bins that hold waits are kept.

    Attributes
    ----------
    first : array, shape (groups + 1,)
        The bins of group ``g`` are entries ``first[g]`` up to ``first[g + 1]`` of the others.
    bin, count : array
        Number of a bin, and how many waits lie in it; bins of a group are in order.
    """

    first: Ints
    bin: Ints
    count: Ints

    @classmethod
    def of(cls, group: Ints, wait_bin: Ints, groups: int) -> WaitCounts:
        """Count the waits of each group, given the group and bin of each wait."""
        width = int(wait_bin.max(initial=-1)) + 1
        counts = np.bincount(group * width + wait_bin, minlength=groups * width)
        filled = np.flatnonzero(counts)
        first = np.searchsorted(filled, np.arange(groups + 1) * width)
        return cls(first, filled % max(width, 1), counts[filled])

    @classmethod
    def joined(cls, parts: list[WaitCounts]) -> WaitCounts:
        """Groups of several after one another."""
        before = np.cumsum([0, *(len(part.bin) for part in parts)])
        first = [part.first[:-1] + start for part, start in zip(parts, before, strict=False)]
        return cls(
            np.concatenate([*first, before[-1:]]),
            np.concatenate([part.bin for part in parts]),
            np.concatenate([part.count for part in parts]),
        )

    def of_group(self, group: int) -> tuple[Ints, Ints]:
        """Bins of one group, and how many waits lie in each."""
        own = slice(int(self.first[group]), int(self.first[group + 1]))
        return self.bin[own], self.count[own]
