"""What a study found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from html import escape

import pandas as pd

from tvsim.learn.observed import Comparison, compare
from tvsim.outcomes import KEY_FIGURES, Figures, Run, tables, trace
from tvsim.scenario import Scenario
from tvsim.statistics import estimates

KEYS = {
    "waits": ["by", "value"],
    "stock": ["agency", "channel"],
    "queues": ["day", "site", "agency", "hour"],
    "open_cases": ["day", "agency"],
    "officers": ["officer", "group"],
    "reviewers": ["reviewer", "agency"],
}
"""Tables of `Figures`, and the columns that say what a row is about."""


@dataclass(frozen=True, repr=False)
class Results:
    """Figures of all replications, and the tables of the first.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    replications : tuple of Figures
    first : Run or None
        The first replication, whose tables are kept; none where the study was run for figures alone.
    observed_waiting : DataFrame or None
        What was seen, as of `tvsim.learn.observed.read_observed`.
    warnings : tuple of str
        One sentence for each caution; see `tvsim.cautions`.
    """

    scenario: Scenario
    seed: int
    replications: tuple[Figures, ...]
    first: Run | None
    observed_waiting: pd.DataFrame | None = None
    warnings: tuple[str, ...] = ()

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the first replication by name; see `tvsim.outcomes.tables`."""
        return tables(self.kept)

    @cached_property
    def trace(self) -> pd.DataFrame:
        """Everything that happened in the first replication; see `tvsim.outcomes.trace`."""
        return trace(self.kept)

    @property
    def kept(self) -> Run:
        """The first replication, with its tables.

        Raises
        ------
        ValueError
            If the study was run for figures alone.
        """
        if self.first is None:
            raise ValueError("no tables were kept: run the study with keep='tables' or keep='trace'")
        return self.first

    @cached_property
    def key_figures(self) -> pd.DataFrame:
        """Key figures by agency, means over the replications; ``all`` is the last row.

        Columns and units are `tvsim.outcomes.KEY_FIGURES`.
        """
        return self.estimates["mean"].unstack("figure")[list(KEY_FIGURES)].loc[list(self.replications[0].key.index)]

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Each key figure's mean, 95 % interval and number of replications.

        Index agency and figure; columns ``mean``, ``low``, ``high``, ``replications``, ``unit``.
        """
        long = pd.concat([figures.key.stack(future_stack=True) for figures in self.replications], axis=1)
        frame = estimates(long.to_numpy(float)).set_index(long.index.set_names(["agency", "figure"]))
        return frame.assign(unit=[KEY_FIGURES[figure] for _, figure in long.index])

    def replicated(self, name: str) -> pd.DataFrame:
        """One of the tables of `Figures` named in `KEYS`, of all replications, with a column ``replication``."""
        frames = []
        for number, figures in enumerate(self.replications, start=1):
            frame = getattr(figures, name)
            if name == "open_cases":
                frame = frame.reset_index().melt("day", var_name="agency", value_name="open_cases")
            elif name == "stock":
                frame = frame.reset_index()
            frames.append(frame.assign(replication=number))
        together: pd.DataFrame = pd.concat(frames, ignore_index=True)
        return together

    def estimates_of(self, name: str) -> pd.DataFrame:
        """Mean, 95 % interval and number of replications of every figure of a table named in `KEYS`.

        Columns: the keys of the table, ``figure``, ``mean``, ``low``, ``high``, ``replications``.
        """
        keys = KEYS[name]
        long = self.replicated(name).melt([*keys, "replication"], var_name="figure", value_name="amount")
        values = long.pivot_table("amount", [*keys, "figure"], "replication", dropna=False, observed=True, sort=False)
        found: pd.DataFrame = estimates(values.to_numpy(float)).set_index(values.index)
        return found.reset_index()

    def __repr__(self) -> str:
        return f"Results({self.scenario.name!r}, seed={self.seed}, replications={len(self.replications)})"

    def _repr_html_(self) -> str:
        shown = ["visits", "wait_mean_min", "wait_p90_min", "within_target", "overdue_true", "overdue_official"]
        shown += ["utilisation", "overtime_hours", "open_cases"]
        table = self.key_figures[shown].to_html(float_format="{:,.3g}".format, na_rep="–")
        return str(table) + "".join(f"<p>{escape(warning)}</p>" for warning in self.warnings)

    @cached_property
    def observed(self) -> Comparison | None:
        """Simulated beside observed waiting, where the scenario names what was observed."""
        if self.observed_waiting is None:
            return None
        queues = pd.concat([figures.queues for figures in self.replications], ignore_index=True)
        return compare(queues, self.observed_waiting)
