"""What is known of a figure after several replications: its estimate, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CONFIDENCE = 0.95
"""Of all intervals, where nothing else is said."""


@dataclass(frozen=True)
class Estimate:
    """What is known of one figure.

    Attributes
    ----------
    value : missing where no replication has the figure
    low, high : confidence interval; missing for fewer than two replications
    replications : in which the figure exists
    """

    value: float
    low: float
    high: float
    replications: int


@dataclass(frozen=True)
class Estimates:
    """What is known of many figures: the same, one entry a figure."""

    value: Floats
    low: Floats
    high: Floats
    replications: Ints

    def row(self, number: int) -> Estimate:
        """One of them."""
        value, low, high = (float(column[number]) for column in (self.value, self.low, self.high))
        return Estimate(value, low, high, int(self.replications[number]))

    def table(self) -> pd.DataFrame:
        """All of them: columns ``estimate``, ``low``, ``high``, ``replications``."""
        columns = {"estimate": self.value, "low": self.low, "high": self.high, "replications": self.replications}
        return pd.DataFrame(columns)

    def within(self, least: Floats, most: Floats) -> Estimates:
        """The same where the true values are known to lie within bounds, so that the intervals end there."""
        return Estimates(self.value, np.maximum(self.low, least), np.minimum(self.high, most), self.replications)


def t_quantile(confidence: float, count: Ints) -> Floats:
    """Student's t for two-sided intervals of so many values; missing for fewer than two."""
    quantile = special.stdtrit(np.maximum(count - 1, 1), (1 + confidence) / 2)
    return np.where(count > 1, quantile, np.nan)
