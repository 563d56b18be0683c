"""What a study found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from tvsim.learn.observed import Comparison, compare
from tvsim.outcomes import KEY_FIGURES, Figures, Run, tables
from tvsim.scenario import Scenario
from tvsim.statistics import estimate


@dataclass(frozen=True, repr=False)
class Results:
    """Figures of all replications, and the tables of the first.

    Attributes
    ----------
    scenario : Scenario
    seed : int
    replications : tuple of Figures
    first : Run
        The first replication, whose tables are kept.
    observed_waiting : DataFrame or None
        What was seen, as of `tvsim.learn.observed.read_observed`.
    """

    scenario: Scenario
    seed: int
    replications: tuple[Figures, ...]
    first: Run
    observed_waiting: pd.DataFrame | None = None

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """Tables of the first replication by name; see `tvsim.outcomes.tables`."""
        return tables(self.first)

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
        found = [estimate(row) for row in long.to_numpy()]
        columns = {name: [getattr(each, name) for each in found] for name in ("mean", "low", "high", "replications")}
        frame = pd.DataFrame(columns, index=long.index.set_names(["agency", "figure"]))
        return frame.assign(unit=[KEY_FIGURES[figure] for _, figure in long.index])

    def __repr__(self) -> str:
        return f"Results({self.scenario.name!r}, seed={self.seed}, replications={len(self.replications)})"

    def _repr_html_(self) -> str:
        shown = ["visits", "wait_mean_min", "wait_p90_min", "within_target", "overdue_true", "overdue_official"]
        shown += ["utilisation", "overtime_hours", "open_cases"]
        return str(self.key_figures[shown].to_html(float_format="{:,.3g}".format, na_rep="–"))

    @cached_property
    def observed(self) -> Comparison | None:
        """Simulated beside observed waiting, where the scenario names what was observed."""
        if self.observed_waiting is None:
            return None
        queues = pd.concat([figures.queues for figures in self.replications], ignore_index=True)
        return compare(queues, self.observed_waiting)
