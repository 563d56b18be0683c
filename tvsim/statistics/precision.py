"""How many replications are enough for an interval to be as narrow as wanted."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from tvsim.statistics.estimates import Estimate

Floats = NDArray[np.float64]

FEWEST = 3
"""Of fewer replications no width is believed."""
LOOK_AHEAD = 5
"""So many further replications the width must stay within what is wanted; of more than 100, as many per cent."""


def relative_half_width(found: Estimate) -> float:
    """Half of the interval's width as a part of the estimate: 0 where nothing is open, infinite where it is of nothing.

    Missing where the interval is.
    """
    half = (found.high - found.low) / 2
    if half == 0 or math.isnan(half):
        return half
    return half / abs(found.value) if found.value else math.inf


def replications_needed(half_widths: Floats, wanted: float) -> int | None:
    """Fewest replications after which the interval is narrow enough, and stays so; none where there are too few to say.

    Parameters
    ----------
    half_widths : array
        Relative half-width after 1, 2, 3 ... replications; missing where there is none.
    wanted : float
        What it must be at most.

    Notes
    -----
    An interval may be narrow by chance: it must stay so over the replications that follow, see Hoad, Robinson and
    Davies (2010), Automated selection of the number of replications for a discrete-event simulation.
    """
    narrow = half_widths <= wanted
    for count in range(FEWEST, len(narrow) + 1):
        until = count + look_ahead(count)
        if until > len(narrow):
            return None
        if narrow[count - 1 : until].all():
            return count
    return None


def look_ahead(count: int) -> int:
    """How many replications after these the width must stay narrow enough."""
    return LOOK_AHEAD * max(count, 100) // 100


def predicted(half_width: float, wanted: float, count: int) -> int:
    """Replications after which a half-width may be as wanted: it shrinks with the root of their number."""
    if math.isnan(half_width) or math.isinf(half_width):
        return 2 * count
    return math.ceil(count * (half_width / wanted) ** 2)
