"""Figures that not all replications have, in what a notebook shows."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tvsim.language import worded


def fewer_note(figures: Sequence[str], counts: pd.Series[int], replications: int) -> list[str]:
    """Say of figures that some replications have, but not all of them, in how many they are at least.

    Parameters
    ----------
    figures : in their order
    counts : in how many replications each estimate is; one level of the index is the figure
    replications : that there are
    """
    fewer = counts[(counts > 0) & (counts < replications)]
    level = "figure" if "figure" in fewer.index.names else 0
    least = fewer.groupby(level=level).min()
    return [
        worded(
            "{figure}: in {fewest} of {count} replications at least",
            figure=each,
            fewest=least[each],
            count=replications,
        )
        for each in figures
        if each in least.index
    ]
