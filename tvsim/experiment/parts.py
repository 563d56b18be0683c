"""Parts of the differences between two scenarios, by figure and agency, from the key figures of those on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.experiment.families import corrected
from tvsim.experiment.key_sample import GRAIN, NAMES, OF_POSTS, KeySample
from tvsim.outcomes import KEY_FIGURES, QUANTILES, Kind
from tvsim.statistics import (
    CONFIDENCE,
    Differences,
    Estimates,
    Orders,
    Split,
    paired_differences,
    shapley,
    split,
    t_quantile,
    t_test,
)

Floats = NDArray[np.float64]

_LEAST = np.array([-1.0 if KEY_FIGURES[name].kind is Kind.SHARE else -np.inf for name in NAMES])
"""What a difference cannot be below; with the other sign, what it cannot be above."""
_NAN = float("nan")
COLUMNS = ("part", "low", "high", "order_error", "p", "p_corrected", "replications", "unit")


@dataclass(frozen=True)
class Parts:
    """Differences and their parts; a row is a figure of an agency.

    Attributes
    ----------
    index : agency and figure of each row
    orders : in which the changes are made
    by_replication : figures by set of changes, shape (rows, replications); a replication is missing in all sets or in
        none, but where no replication has the figure in all of them
    splits : whole and parts of each row
    pooled : figures of all replications together by set of changes, shape (rows,)
    """

    index: pd.MultiIndex
    orders: Orders
    by_replication: Mapping[int, Floats]
    splits: tuple[Split, ...]
    pooled: Mapping[int, Floats]

    @classmethod
    def of(cls, samples: Mapping[int, KeySample], orders: Orders) -> Parts:
        """Split the differences of all figures, from the key figures with each set of changes made."""
        flat = {subset: sample.values.reshape(len(sample), -1).T for subset, sample in samples.items()}
        complete = ~np.any([np.isnan(values) for values in flat.values()], axis=0)
        pooled = {subset: _pooled(samples[subset], values, complete) for subset, values in flat.items()}
        some = complete.any(axis=1)[:, None]
        paired = {subset: np.where(complete | ~some, values, np.nan) for subset, values in flat.items()}
        rows = range(len(complete))
        splits = tuple(_split({subset: values[row] for subset, values in pooled.items()}, orders) for row in rows)
        return cls(samples[0].index(), orders, paired, splits, pooled)

    def wholes(self) -> pd.DataFrame:
        """How each figure differs, as `Explanation.wholes` says."""
        whole = np.array([each.whole for each in self.splits])
        first, last = 0, (1 << self.orders.changes) - 1
        about = self._around(self.by_replication[last] - self.by_replication[first], whole).estimates
        columns = {
            "base": [each.base for each in self.splits],
            "final": [each.final for each in self.splits],
            "whole": whole,
            "low": about.low,
            "high": about.high,
            "replications": about.replications,
        }
        return pd.DataFrame(columns, index=self.index).assign(unit=self._units())

    def table(self, changes: Sequence[str]) -> pd.DataFrame:
        """Parts of all changes by agency, figure and change, those of a figure one below the other: `COLUMNS`."""
        names = ["agency", "figure", "change"]
        if not changes:
            none = pd.MultiIndex.from_arrays([[], [], []], names=names)
            return pd.DataFrame(columns=list(COLUMNS), index=none)
        frames = {text: self._of_change(number) for number, text in enumerate(changes)}
        order = [(*row, text) for row in self.index for text in changes]
        table = pd.concat(frames, names=["change"]).reorder_levels(names)
        table = table.reindex(pd.MultiIndex.from_tuples(order, names=names))
        return table.assign(p_corrected=corrected(table["p"]))[list(COLUMNS)]

    def _of_change(self, change: int) -> pd.DataFrame:
        part = np.array([each.parts[change] for each in self.splits])
        error = order_error(self.pooled, self.orders, change)
        found = self._around(self._in_each_replication(change), part, error, len(self.orders.pairs(change)))
        about = found.estimates
        columns = {"part": part, "low": about.low, "high": about.high, "order_error": error, "p": found.p}
        columns |= {"replications": about.replications}
        return pd.DataFrame(columns, index=self.index).assign(unit=self._units())

    def _in_each_replication(self, change: int) -> Floats:
        """Part of a change in each replication by itself."""
        found = np.zeros_like(self.by_replication[0])
        for (before, after), weight in self.orders.weights(change).items():
            found += float(weight) * (self.by_replication[after] - self.by_replication[before])
        return found

    def _around(self, values: Floats, center: Floats, error: Floats | None = None, pairs: int = 0) -> Differences:
        bound, grain, of_posts = (np.tile(each, len(center) // len(NAMES)) for each in (_LEAST, GRAIN, OF_POSTS))
        found = around(values, center, error, pairs, grain, of_posts)
        return Differences(found.estimates.within(bound, -bound), found.p)

    def _units(self) -> list[str]:
        return [KEY_FIGURES[figure].unit for _, figure in self.index]


def _pooled(sample: KeySample, flat: Floats, complete: NDArray[np.bool_]) -> Floats:
    """Figures of those replications together in which all scenarios on the way have them.

    Where there is no such replication, of all that this scenario has.
    """
    found = sample.pooled.ravel().copy()
    for row in np.flatnonzero(complete.any(axis=1) & ~complete.all(axis=1)):
        agency, figure = divmod(int(row), len(NAMES))
        chosen = np.flatnonzero(complete[row])
        if NAMES[figure] in QUANTILES and len(chosen) > 1:
            found[row] = sample.histograms(agency, chosen.tolist()).quantile(QUANTILES[NAMES[figure]])
        else:
            found[row] = flat[row, chosen].mean()
    return found


def _split(values: Mapping[int, float], orders: Orders) -> Split:
    """Whole and parts of one figure; parts are missing where a scenario on the way has not the figure."""
    base, final = float(values[0]), float(values[(1 << orders.changes) - 1])
    if any(np.isnan(value) for value in values.values()):
        return Split(base, final, final - base, (_NAN,) * orders.changes)
    return split(base, final, shapley({subset: Fraction(float(each)) for subset, each in values.items()}, orders))


def order_error(pooled: Mapping[int, Floats], orders: Orders, change: int) -> Floats:
    """Standard error of a part from having a sample of the orders: 0 where all are taken.

    Notes
    -----
    Of a simple random sample of m of M pairs of orders, ``s / sqrt(m) sqrt(1 - m / M)``: Cochran (1977), Sampling
    techniques, section 2.6.
    """
    pairs = orders.pairs(change)
    if not pairs:
        return np.where(np.any([np.isnan(values) for values in pooled.values()], axis=0), np.nan, 0.0)
    of_pair = np.array([sum(pooled[after] - pooled[before] for before, after in pair) / 2 for pair in pairs])
    if len(pairs) < 2:
        return np.full_like(pooled[0], np.nan)
    left = 1 - 2 * len(pairs) / orders.possible
    return np.asarray(of_pair.std(axis=0, ddof=1) * np.sqrt(left / len(pairs)))


def around(
    values: Floats,
    center: Floats,
    error: Floats | None = None,
    pairs: int = 0,
    grain: Floats | None = None,
    certain: NDArray[np.bool_] | bool = False,
) -> Differences:
    """Intervals and tests of differences or parts; what is nothing in every replication is not tested.

    Parameters
    ----------
    values : array, shape (rows, replications)
        The same in each replication by itself.
    center : array, shape (rows,)
    error : array, shape (rows,), optional
        Standard error from having only so many ``pairs`` of orders, which widens the intervals; missing where there is
        one pair, of which nothing is known how sure it is.
    grain : array, shape (rows,), optional
        Step in which the differences come; see `tvsim.statistics.paired_differences`.
    certain : array of bool, shape (rows,), optional
        Which differ by the same by no chance; see there.

    Notes
    -----
    With such an error the test has the fewer degrees of freedom of the two, so that it finds no more than the interval.
    """
    values = np.where(np.isnan(center)[:, None], np.nan, values)
    found = paired_differences(values, center, pooled=np.ones(len(center), dtype=bool), grain=grain, certain=certain)
    count, p = found.estimates.replications, found.p
    half = (found.estimates.high - found.estimates.low) / 2
    if error is not None and pairs:
        own = half / t_quantile(CONFIDENCE, count)
        half = np.hypot(half, t_quantile(CONFIDENCE, np.array([pairs])) * error)
        of_both = t_test(center, np.hypot(own, error), np.minimum(count, pairs))
        p = np.where(error > 0, of_both, np.where(np.isnan(error), np.nan, p))
    nothing = (center == 0) & (half == 0)
    estimates = Estimates(center, center - half, center + half, count)
    return Differences(estimates, np.where(nothing, np.nan, p))
