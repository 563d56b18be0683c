"""How many of those who took a ticket were called within how long, from the histograms of all replications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from tvsim.experiment.histograms import Bins, together
from tvsim.experiment.key_sample import KeySample
from tvsim.outcomes import WaitCounts
from tvsim.statistics import shares


def called_within(
    sample: KeySample, uncalled: Iterable[WaitCounts], agencies: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Estimate the share of visits that were called within each of so many minutes; who left was never called.

    Parameters
    ----------
    sample : KeySample
        Of all replications.
    uncalled : iterable of WaitCounts
        ``uncalled_counts`` of each of them.
    agencies : sequence of str
        Keys of those that are wanted, or `ALL`.

    Returns
    -------
    dict
        By agency a table with one row for each bin in which somebody waited: ``minutes`` (its end), ``estimate``,
        ``low``, ``high``, ``replications`` (in which somebody waited for the agency at all).
    """
    groups = [sample.agencies.index(agency) for agency in agencies]
    waited = [[counts.of_group(group) for counts in sample.waits] for group in groups]
    never: list[list[Bins]] = [[] for _ in groups]
    for counts in uncalled:
        for parts, group in zip(never, groups, strict=True):
            parts.append(counts.of_group(group))
    return {agency: _shares(*parts) for agency, *parts in zip(agencies, waited, never, strict=True)}


def _shares(waited: Sequence[Bins], never: Sequence[Bins]) -> pd.DataFrame:
    both = together([*waited, *never])
    visits, uncalled = np.split(both.counts, 2)
    number = np.broadcast_to(visits.sum(axis=1).astype(float), visits.T.shape)
    called = (visits - uncalled).cumsum(axis=1).T
    share = np.divide(called, number, out=np.full(number.shape, np.nan), where=number > 0)
    return shares(share, number).table().assign(minutes=both.upper)
