"""One figure estimated from several replications, in the way that is right for its kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tvsim.outcomes import KEY_FIGURES, QUANTILES, Kind
from tvsim.statistics import Estimate, Histograms, estimate, quantile_estimate, shares

Floats = NDArray[np.float64]


def one_figure(figure: str, values: Floats, counted: Floats, waits: Callable[[], Histograms]) -> Estimate:
    """Estimate a figure.

    Parameters
    ----------
    figure : str
        Name in `KEY_FIGURES`.
    values : array, shape (replications,)
        Missing where a replication has not the figure.
    counted : array, shape (replications,)
        Of how many visits or cases it is a share, if it is one.
    waits : callable
        Returns the histograms of the waits, of which it is a quantile, if it is one.
    """
    kind = KEY_FIGURES[figure].kind
    if kind is Kind.SHARE:
        return shares(values[None], counted[None]).row(0)
    if kind is Kind.QUANTILE and np.count_nonzero(~np.isnan(values)) > 1:
        return quantile_estimate(waits(), QUANTILES[figure])
    return estimate(values)
