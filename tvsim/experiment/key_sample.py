"""Key figures of several replications of a scenario, and what they say: estimates, and paired differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.experiment.histograms import together
from tvsim.language import worded
from tvsim.outcomes import ALL, COUNTED, KEY_FIGURES, QUANTILES, Kind, WaitCounts
from tvsim.statistics import (
    CONFIDENCE,
    Differences,
    Estimates,
    Histograms,
    means,
    narrowed_by_pairing,
    paired_differences,
    quantile_estimate,
    shares,
)

Floats = NDArray[np.float64]
NAMES = tuple(KEY_FIGURES)
_PLACE = {name: number for number, name in enumerate(NAMES)}
_SHARES = np.array([KEY_FIGURES[name].kind is Kind.SHARE for name in NAMES])
OF_POSTS = np.array([name == "staff_cost" for name in NAMES])
"""What differs by the same in every replication by the plan alone; postage is of so many letters, as chance has it."""
GRAIN = np.array([float(KEY_FIGURES[name].is_count) for name in NAMES])
"""Step in which a figure comes: 1 of counts, none of others."""
_OF_QUANTILES = [_PLACE[name] for name in QUANTILES]


@dataclass(frozen=True)
class KeySample:
    """Key figures of the replications of one scenario.

    Attributes
    ----------
    agencies : keys of the agencies; `ALL` is the last
    values : array, shape (replications, agencies, figures)
        In the order of `KEY_FIGURES`; missing where no case or visit stands behind a figure.
    counted : array, shape (replications, agencies, figures)
        Of how many visits or cases a share is one; missing for other figures.
    waits : one of each replication
        Histograms of the waits by agency, and of all.
    """

    agencies: tuple[str, ...]
    values: Floats
    counted: Floats
    waits: tuple[WaitCounts, ...]

    @classmethod
    def of(cls, replications: Iterable[tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, WaitCounts]]) -> KeySample:
        """Put together what replications have as ``key``, ``counted``, ``waits`` and ``wait_counts``."""
        values, behind, histograms = [], [], []
        agencies: tuple[str, ...] = ()
        for key, counted, waits, wait_counts in replications:
            agencies = tuple(map(str, key.index))
            values.append(key.to_numpy(float))
            behind.append(_counted(counted.to_numpy(float)))
            histograms.append(_by_agency(agencies, waits, wait_counts))
        return cls(agencies, np.array(values), np.array(behind), tuple(histograms))

    @classmethod
    def joined(cls, parts: Sequence[KeySample]) -> KeySample:
        """Put replications of the same agencies after one another."""
        values, counted = (np.concatenate([getattr(part, name) for part in parts]) for name in ("values", "counted"))
        return cls(parts[0].agencies, values, counted, tuple(each for part in parts for each in part.waits))

    def __len__(self) -> int:
        return len(self.values)

    def first(self, count: int) -> KeySample:
        """The same with the first replications alone."""
        return KeySample(self.agencies, self.values[:count], self.counted[:count], self.waits[:count])

    def histograms(self, agency: int, replications: Sequence[int] | None = None) -> Histograms:
        """Histograms of an agency's waits, by number, in some replications or in all."""
        chosen = range(len(self)) if replications is None else replications
        return together([self.waits[number].of_group(agency) for number in chosen])

    @cached_property
    def pooled(self) -> Floats:
        """Key figures of all replications together, shape (agencies, figures): means, and quantiles of all waits."""
        return self.estimates.value.reshape(len(self.agencies), -1)

    @cached_property
    def estimates(self) -> Estimates:
        """Each figure, agency by agency, with the 95 % interval that is right for its kind."""
        flat = self._flat(self.values)
        found = means(flat).within(np.zeros(len(flat)), np.full(len(flat), np.inf))
        columns = np.array([found.value, found.low, found.high])
        of_shares = np.tile(_SHARES, len(self.agencies))
        some = shares(flat[of_shares], self._flat(self.counted)[of_shares])
        columns[:, of_shares] = some.value, some.low, some.high
        for agency in range(len(self.agencies)):
            waits = self.histograms(agency)
            for name, share in QUANTILES.items():
                place = agency * len(NAMES) + _PLACE[name]
                if found.replications[place] > 1:
                    one = quantile_estimate(waits, share)
                    columns[:, place] = one.value, one.low, one.high
        return Estimates(columns[0], columns[1], columns[2], found.replications)

    def differences(self, base: KeySample, confidence: float = CONFIDENCE) -> Differences:
        """Differences to another scenario that met the same people, figure by figure, agency by agency.

        Agencies of the other that are not in this one are left out; ours that are not in the other are missing. Only
        replications in which both have a figure are in its difference: of the others nothing can be paired.

        Raises
        ------
        ValueError
            If the two have not the same number of replications.
        """
        if len(base) != len(self):
            text = worded("{count} replications cannot be paired with {other}", count=len(self), other=len(base))
            raise ValueError(text)
        theirs = base.aligned(self.agencies)
        apart = self._flat(self.values - theirs.values)
        center = (self._pooled_quantiles(apart) - theirs._pooled_quantiles(apart)).ravel()
        grain, of_posts = (np.tile(each, len(self.agencies)) for each in (GRAIN, OF_POSTS))
        found = paired_differences(apart, center, confidence, ~np.isnan(center), grain, of_posts)
        bound = np.where(np.tile(_SHARES, len(self.agencies)), 1.0, np.inf)
        return Differences(found.estimates.within(-bound, bound), found.p)

    def _pooled_quantiles(self, apart: Floats) -> Floats:
        """Quantiles of all waits of the replications in which two scenarios have a difference, be it nothing.

        Shape (agencies, figures), missing for other figures, and where there are fewer than two such replications.
        """
        found = np.full((len(self.agencies), len(NAMES)), np.nan)
        of_waits = apart.reshape(*found.shape, -1)[:, _OF_QUANTILES]
        for agency in range(len(self.agencies)):
            both = np.flatnonzero(~np.isnan(of_waits[agency]).any(axis=0))
            if len(both) > 1:
                waits = self.histograms(agency, both.tolist())
                for name, share in QUANTILES.items():
                    found[agency, _PLACE[name]] = waits.quantile(share)
        return found

    def narrowed(self, base: KeySample) -> Floats:
        """Width of each interval of `differences` as a part of what it were without common random numbers."""
        return narrowed_by_pairing(self._flat(self.values), self._flat(base.aligned(self.agencies).values))

    def aligned(self, agencies: tuple[str, ...]) -> KeySample:
        """The same with these agencies in this order; what is not here is missing."""
        if agencies == self.agencies:
            return self
        place = [self.agencies.index(key) if key in self.agencies else -1 for key in agencies]
        absent = np.array(place) < 0
        values, counted = self.values[:, place].copy(), self.counted[:, place].copy()
        values[:, absent] = counted[:, absent] = np.nan
        return KeySample(agencies, values, counted, tuple(_chosen(each, place) for each in self.waits))

    def index(self) -> pd.MultiIndex:
        """Agency and figure of each entry of the estimates."""
        return pd.MultiIndex.from_product([self.agencies, NAMES], names=["agency", "figure"])

    def _flat(self, values: Floats) -> Floats:
        """One row a figure of an agency, one column a replication."""
        return values.reshape(len(values), -1).T


def _counted(by_agency: Floats) -> Floats:
    """The numbers behind shares, in the columns of the key figures."""
    wide = np.full((len(by_agency), len(NAMES)), np.nan)
    wide[:, [_PLACE[name] for name in COUNTED]] = by_agency
    return wide


def _by_agency(agencies: tuple[str, ...], waits: pd.DataFrame, counts: WaitCounts) -> WaitCounts:
    """Histograms of the agencies, empty where nobody waited, and of all."""
    by = waits["by"].to_numpy(object) == "agency"
    row_of = dict(zip(waits["value"].to_numpy(object)[by], np.flatnonzero(by).tolist(), strict=True))
    row_of[ALL] = len(counts.first) - 2
    return _chosen(counts, [row_of.get(agency, -1) for agency in agencies])


def _chosen(counts: WaitCounts, groups: Sequence[int]) -> WaitCounts:
    """Histograms of some groups, one after the other; -1 is an empty one."""
    nothing = np.empty(0, dtype=np.int64)
    parts = [counts.of_group(group) if group >= 0 else (nothing, nothing) for group in groups]
    first = np.cumsum([0, *(len(bin_) for bin_, _ in parts)])
    return WaitCounts(first, np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))
