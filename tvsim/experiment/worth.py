"""What a plan costs, what it saves citizens, and from which value of their time on it pays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.experiment.comparison import Comparison
from tvsim.experiment.key_sample import NAMES
from tvsim.statistics import Estimate, estimate, ratio_estimate

Floats = NDArray[np.float64]

COSTS = ("staff_cost", "postage")
HOURS = ("waiting_hours", "travel_hours")
"""Key figures that are added up; what a scenario has no price, or no way, for counts as no difference."""


@dataclass(frozen=True)
class Worth:
    """What a plan differs in from the first scenario, in the reported period, over all agencies.

    Attributes
    ----------
    cost : đồng of staff and postage, more than in the first scenario
    hours : of citizens, waiting and on the way, fewer than in the first scenario
    hour_value : đồng; the plan pays where an hour of a citizen is worth more. Missing where it does not cost more, or
        saves no hours that can be told from none.
    """

    cost: Estimate
    hours: Estimate
    hour_value: Estimate | None

    @classmethod
    def of(cls, comparison: Comparison, scenario: str) -> Worth:
        """Work it out for one of the other scenarios of a comparison, from its paired replications."""
        first = comparison.results[0]
        other = comparison.results[comparison.names.index(scenario)]
        cost = sum((_of_all(other.key_sample.values, name) - _of_all(first.key_sample.values, name)) for name in COSTS)
        hours = sum((_of_all(first.key_sample.values, name) - _of_all(other.key_sample.values, name)) for name in HOURS)
        costs, saved = estimate(cost), estimate(hours)
        pays = costs.low > 0 and saved.low > 0
        return cls(costs, saved, ratio_estimate(cost, hours) if pays else None)


def _of_all(values: Floats, figure: str) -> Floats:
    """A figure over all agencies, one value a replication; 0 where there is none."""
    return np.nan_to_num(values[:, -1, NAMES.index(figure)])
