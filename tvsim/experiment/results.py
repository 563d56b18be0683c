"""What a study of one scenario found."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.experiment.arguments import known
from tvsim.experiment.calls import called_within
from tvsim.experiment.fewer import fewer_note
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.study import Packed
from tvsim.experiment.wait_estimates import wait_estimates
from tvsim.language import spoken, worded
from tvsim.learn import observed
from tvsim.outcomes import KEY_FIGURES, Run, tables, trace
from tvsim.scenario import Scenario
from tvsim.statistics import Estimate, means

if TYPE_CHECKING:
    from tvsim.experiment.comparison import Comparison

KEYS = {
    "waits": ["by", "value"],
    "hourly_waits": ["agency", "hour"],
    "stock": ["agency", "channel"],
    "queues": ["site", "agency", "weekday", "hour", "days"],
    "open_cases": ["day", "agency"],
    "officers": ["officer", "group"],
    "reviewers": ["reviewer", "agency"],
}
"""Tables of `Figures`, and the columns that say what a row is about."""
VALUES_AT_ONCE = 200_000
"""So many values of all replications are worked on at a time: estimating takes several times their memory."""


@dataclass(frozen=True, repr=False)
class Results:
    """Figures of all replications, and the tables of the first.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    replications : sequence of Figures
    first : Run, callable or None
        The first replication, whose tables are kept, or what makes it again where others did it; none where the study
        was run for figures alone.
    observed_waiting : DataFrame or None
        What was seen, as of `tvsim.learn.observed.read_observed`.
    warnings : tuple of str
        One sentence for each caution; see `tvsim.cautions`.
    precision : DataFrame or None
        How well the wanted figures are known, as of `tvsim.experiment.precision.until_precise`.
    """

    scenario: Scenario
    seed: int
    replications: Packed
    first: Run | Callable[[], Run] | None
    observed_waiting: pd.DataFrame | None = None
    warnings: tuple[str, ...] = ()
    precision: pd.DataFrame | None = None

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the first replication by name; see `tvsim.outcomes.tables`."""
        return tables(self.kept)

    @cached_property
    def trace(self) -> pd.DataFrame:
        """Everything that happened in the first replication; see `tvsim.outcomes.trace`."""
        return trace(self.kept)

    @cached_property
    def kept(self) -> Run:
        """The first replication, with its tables; made when it is asked for, where others did the replications.

        Raises
        ------
        ValueError
            If the study was run for figures alone.
        """
        if self.first is None:
            raise ValueError(worded("no tables were kept: run the study with keep='tables' or keep='trace'"))
        return self.first if isinstance(self.first, Run) else self.first()

    @cached_property
    def key_sample(self) -> KeySample:
        """Key figures of every replication."""
        return self.replications.key_sample()

    @cached_property
    def key_figures(self) -> pd.DataFrame:
        """Key figures by agency, estimated from all replications; ``all`` is the last row.

        Columns and units are `tvsim.outcomes.KEY_FIGURES`.
        """
        agencies = pd.Index(self.key_sample.agencies, name="agency")
        return pd.DataFrame(self.key_sample.pooled, agencies, list(KEY_FIGURES))

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Each key figure's estimate, 95 % interval and number of replications that have it.

        The estimate is the mean over the replications; of quantiles, that of all their waits together. Index agency
        and figure; columns ``estimate``, ``low``, ``high``, ``replications``, ``unit``.
        """
        frame = self.key_sample.estimates.table().set_index(self.key_sample.index())
        return frame.assign(unit=[KEY_FIGURES[figure].unit for _, figure in frame.index])

    def estimate(self, agency: str, figure: str) -> Estimate:
        """Estimate one key figure.

        Raises
        ------
        KeyError
            If there is no such agency or figure.
        """
        row = self.estimates.loc[[(agency, figure)]]
        value, low, high, count = row[["estimate", "low", "high", "replications"]].to_numpy(float)[0]
        return Estimate(float(value), float(low), float(high), int(count))

    def compare(self, *others: Results) -> Comparison:
        """Hold other results against these: see `tvsim.experiment.comparison.Comparison`.

        Raises
        ------
        ValueError
            If there is none, or one has another seed or number of replications, so that it met other people.

        Warns
        -----
        UnlikeScenariosWarning
            If the scenarios differ in their periods, or in the targets or prices by which figures are measured.
        """
        from tvsim.experiment.citizens import UnlikeScenariosWarning  # noqa: PLC0415
        from tvsim.experiment.comparison import Comparison  # noqa: PLC0415 - it is made of results

        found = Comparison.of([self, *others])
        for text in found.not_comparable(spoken()):
            warnings.warn(UnlikeScenariosWarning(text), stacklevel=2)
        return found

    def replicated(self, name: str) -> pd.DataFrame:
        """One of the tables of `Figures` named in `KEYS`, of all replications, with a column ``replication``.

        Raises
        ------
        ValueError
            If there is no such table.
        """
        known("table", name, KEYS)
        together: pd.DataFrame = pd.concat(list(self.each_replicated(name)), ignore_index=True)
        return together

    def each_replicated(self, name: str) -> Iterator[pd.DataFrame]:
        """The same one replication at a time, for those who have not the memory for all."""
        for number, frame in enumerate(self.replications.frames(name), start=1):
            yield _flat(name, frame).assign(replication=number)

    def estimates_of(self, name: str) -> pd.DataFrame:
        """Estimate, 95 % interval and number of replications of every figure of a table named in `KEYS`.

        Estimates are means over the replications in which the row is there; of quantiles of waits, those of all waits
        together. No figure of these tables, nor an end of its interval, is below 0. Columns: the keys of the table,
        ``figure``, ``estimate``, ``low``, ``high``, ``replications``.

        Raises
        ------
        ValueError
            If there is no such table.
        """
        known("table", name, KEYS)
        if name == "waits":
            return wait_estimates(self.replications.waits())
        index, figures, values = self._stacked(name)
        flat = values.reshape(-1, values.shape[-1])
        at_once = max(VALUES_AT_ONCE // max(flat.shape[1], 1), 1)
        parts = [_estimated(flat[first : first + at_once]) for first in range(0, max(len(flat), 1), at_once)]
        found = pd.concat(parts, ignore_index=True)
        keys = index.repeat(len(figures)).to_frame(index=False)
        figure = pd.Series(figures * len(index), name="figure")
        return pd.concat([keys, figure, found], axis=1)

    def called_within(self, agencies: Sequence[str]) -> dict[str, pd.DataFrame]:
        """Share of an agency's visits that were called within so many minutes; see `tvsim.experiment.calls`."""
        return called_within(self.key_sample, self.replications.uncalled(), agencies)

    def _stacked(self, name: str) -> tuple[pd.Index[Any], list[str], NDArray[np.float64]]:
        """A table of all replications: its rows, its figures, and values by row, figure and replication.

        What a replication does not have is missing. Rows that come up first in a later one follow those before.
        """
        index: pd.Index[Any] = pd.Index([])
        figures: list[str] = []
        parts: list[tuple[NDArray[np.int64] | slice, NDArray[np.float64]]] = []
        for frame in self.replications.frames(name):
            rows = _flat(name, frame).set_index(KEYS[name])
            if not parts:
                index, figures = rows.index, list(rows.columns)
            place: NDArray[np.int64] | slice = slice(len(rows))
            if not rows.index.equals(index):
                index = index.append(rows.index.difference(index, sort=False))
                place = index.get_indexer(rows.index)
            parts.append((place, rows.to_numpy(float)))
        values = np.full((len(index), len(figures), len(parts)), np.nan)
        for number, (place, part) in enumerate(parts):
            values[place, :, number] = part
        return index, figures, values

    def __repr__(self) -> str:
        return f"Results({self.scenario.name!r}, seed={self.seed}, replications={len(self.replications)})"

    def _repr_html_(self) -> str:
        shown = ["visits", "wait_mean_min", "wait_p90_min", "within_target", "overdue_true", "overdue_official"]
        shown += ["utilisation", "overtime_hours", "open_cases"]
        table = self.key_figures[shown].to_html(float_format="{:,.3g}".format, na_rep="–")
        counts = self.estimates.loc[(slice(None), shown), "replications"]
        notes = [*fewer_note(shown, counts, len(self.replications)), *self.warnings]
        return str(table) + "".join(f"<p>{escape(note)}</p>" for note in notes)

    @cached_property
    def observed(self) -> observed.Comparison | None:
        """Simulated beside observed waiting, where the scenario names what was observed."""
        if self.observed_waiting is None:
            return None
        found = observed.compare(list(self.replications.frames("queue_days")), self.observed_waiting)
        mean = means(found.by_replication).within(np.zeros(len(found.by_hour)), np.full(len(found.by_hour), np.inf))
        return replace(found, by_hour=found.by_hour.assign(simulated_low=mean.low, simulated_high=mean.high))


def _estimated(values: NDArray[np.float64]) -> pd.DataFrame:
    """Means of numbers that are never below 0, one row each."""
    return means(values).within(np.zeros(len(values)), np.full(len(values), np.inf)).table()


def _flat(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table of `Figures` whose keys are columns."""
    if name == "open_cases":
        return frame.reset_index().melt("day", var_name="agency", value_name="open_cases")
    return frame.reset_index() if name == "stock" else frame
