"""Statements that are corrected together: those over all agencies, and those of the agencies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tvsim.outcomes import ALL
from tvsim.statistics import CONFIDENCE, holm

ERROR = 1 - CONFIDENCE
"""Chance that one or more of all statements of a family is wrong."""


def corrected(p: pd.Series[float]) -> pd.Series[float]:
    """Correct p values by Holm, each family alone; one level of their index is the agency."""
    found = p.astype(float)
    over_all = p.index.get_level_values("agency") == ALL
    for family in (over_all, ~over_all):
        found.loc[family] = holm(np.asarray(p.loc[family], dtype=np.float64))
    return found


def statements(p: pd.Series[float], *, by_agency: bool) -> int:
    """Return how many are corrected together: those over all agencies, or those of all agencies."""
    over_all = p.index.get_level_values("agency") == ALL
    return int(p.loc[over_all != by_agency].notna().sum())
