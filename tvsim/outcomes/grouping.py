"""Rows by group: each group's together, in their order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Grouped:
    """The order that puts rows by group, in which the rows of group ``k`` are ``first[k]`` up to ``first[k + 1]``."""

    order: Ints
    first: Ints

    def rows(self, group: int) -> Ints:
        """Rows of one group, in their order."""
        return self.order[self.first[group] : self.first[group + 1]]


def grouped(group: Ints, groups: int) -> Grouped:
    """Put rows by group, given the group of each, from 0 on."""
    # The narrower the type, the faster a stable sort of whole numbers.
    order = np.argsort(group.astype(np.min_scalar_type(groups)), kind="stable")
    return Grouped(order, np.concatenate(([0], np.cumsum(np.bincount(group, minlength=groups)))))
