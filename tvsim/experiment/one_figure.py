"""One figure estimated from several replications, in the way that is right for its kind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tvsim.outcomes import KEY_FIGURES, QUANTILES, Kind
from tvsim.statistics import (
    Estimate,
    Histograms,
    around,
    estimate,
    growing_moments,
    growing_quantiles,
    growing_shares,
    quantile_estimate,
    shares,
)

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


def growing_figure(
    figure: str, values: Floats, counted: Floats, waits: Callable[[], Histograms], after: int = 0
) -> list[Estimate]:
    """Estimate a figure from the first ``after + 1`` replications, from one more, and so on up to all of them.

    Each as `one_figure` does; the work is proportional to the number of replications.
    """
    kind = KEY_FIGURES[figure].kind
    if kind is Kind.SHARE:
        found = growing_shares(values, counted)
    else:
        count, mean, deviation = growing_moments(values)
        found = around(mean, deviation, count)
    rows = [found.row(number) for number in range(after, len(values))]
    if kind is not Kind.QUANTILE:
        return rows
    of_waits = growing_quantiles(waits(), QUANTILES[figure], after)
    return [one if row.replications > 1 else row for row, one in zip(rows, of_waits, strict=True)]
