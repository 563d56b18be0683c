"""Figures that not all replications have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from tvsim.language import worded


def fewer(counts: Iterable[float], replications: int) -> list[float]:
    """Return those numbers of replications that are some of all, but not all of them."""
    return [count for count in counts if 0 < count < replications]


def fewer_note(figures: Sequence[str], counts: pd.Series[int], replications: int) -> list[str]:
    """Say in a notebook of figures that some replications have, but not all, in how many they are at least.

    Parameters
    ----------
    figures : in their order
    counts : in how many replications each estimate is; one level of the index is the figure
    replications : that there are
    """
    level = "figure" if "figure" in counts.index.names else 0
    some = {str(figure): fewer(own, replications) for figure, own in counts.groupby(level=level)}
    return [
        worded(
            "{figure}: in {fewest} of {count} replications at least",
            figure=each,
            fewest=min(some[each]),
            count=replications,
        )
        for each in figures
        if some.get(each)
    ]
