"""What a plan costs, what it saves citizens, and from which value of their time on it pays."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tvsim.experiment.families import ERROR
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.statistics import Estimate, holm, paired_differences, ratio_estimate

Floats = NDArray[np.float64]

POSTAGE = "postage"
COSTS = ("staff_cost", POSTAGE)
HOURS = ("waiting_hours", "travel_hours")
"""Key figures that are added up: those for which prices, or ways, are stated."""

ALONE: Floats = np.empty(0)
"""P values of no statements."""


@dataclass(frozen=True)
class Change:
    """A paired difference in a total.

    Attributes
    ----------
    found : the difference and its 95 % interval
    is_told : whether it is told apart from none, corrected by Holm for all statements of its family
    """

    found: Estimate
    is_told: bool

    @property
    def is_none(self) -> bool:
        """Whether there is no difference in any replication."""
        return self.found.low == self.found.high == 0

    @property
    def is_unknown(self) -> bool:
        """Whether neither has any part of the total, or one has a part of it that the other has not."""
        return math.isnan(self.found.value)

    @property
    def kind(self) -> Literal["unknown", "none", "more", "less", "open"]:
        """What is told of it."""
        if self.is_unknown:
            return "unknown"
        return "none" if self.is_none else "more" if self.is_more else "less" if self.is_less else "open"

    @property
    def is_more(self) -> bool:
        """Whether it is told to be more than none."""
        return self.is_told and self.found.value > 0

    @property
    def is_less(self) -> bool:
        """Whether it is told to be less than none."""
        return self.is_told and self.found.value < 0


@dataclass(frozen=True)
class Worth:
    """What a plan differs in from the first scenario, in the reported period, over all agencies.

    Attributes
    ----------
    cost : đồng of staff and postage, more than in the first scenario
    hours : of citizens, waiting and on the way, fewer than in the first scenario
    hour_value : đồng; a plan that costs more and saves hours pays where an hour of a citizen is worth more, one that
        costs less and takes hours where it is worth less. Missing where it is not told to do one of both.
    """

    cost: Change
    hours: Change
    hour_value: Estimate | None

    @classmethod
    def of(cls, first: KeySample, other: KeySample, beside: Floats = ALONE) -> Worth:
        """Work it out from the paired replications of the first scenario and of a plan.

        ``beside`` are the p values of what else is stated, with which the money and the hours are corrected together.
        """
        cost, hours = _differences(first, other, COSTS), -_differences(first, other, HOURS)
        is_of_posts = not np.nan_to_num(_of_all(other, POSTAGE) - _of_all(first, POSTAGE)).any()
        found = paired_differences(np.array([cost, hours]), certain=np.array([is_of_posts, False]))
        told = holm(np.concatenate([found.p, beside])) <= ERROR
        costs, saved = (Change(found.estimates.row(row), bool(told[row])) for row in range(2))
        is_exchange = (costs.is_more and saved.is_more) or (costs.is_less and saved.is_less)
        return cls(costs, saved, ratio_estimate(cost, hours) if is_exchange else None)

    def balances_as(self, other: Worth) -> bool:
        """Whether both exchange money for hours in the same direction, so that each has such a value."""
        both = self.hour_value is not None and other.hour_value is not None
        return both and self.cost.is_more == other.cost.is_more

    @property
    def takes_nothing(self) -> bool:
        """Whether it is told to save money or hours, and takes none of the other."""
        is_better = self.cost.is_less or self.hours.is_more
        return is_better and (self.cost.is_less or self.cost.is_none) and (self.hours.is_more or self.hours.is_none)


def _differences(first: KeySample, other: KeySample, figures: Sequence[str]) -> Floats:
    """How much more of a total another scenario has, one value a replication.

    What neither states a price, or a way, for is no part of it. Missing where that is all of it, or where one states
    what the other does not: a part that only one of them has is no difference between them.
    """
    parts = np.array([_of_all(other, figure) - _of_all(first, figure) for figure in figures])
    stated = np.array([[_is_stated(sample, figure) for sample in (first, other)] for figure in figures])
    if not stated.any() or (stated[:, 0] != stated[:, 1]).any():
        return np.full(parts.shape[1], np.nan)
    return np.asarray(parts[stated[:, 0]].sum(axis=0))


def _is_stated(sample: KeySample, figure: str) -> bool:
    return not np.isnan(_of_all(sample, figure)).all()


def _of_all(sample: KeySample, figure: str) -> Floats:
    """A figure over all agencies, one value a replication."""
    return np.asarray(sample.values[:, -1, NAMES.index(figure)])
