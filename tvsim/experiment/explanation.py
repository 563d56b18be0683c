"""Why two scenarios differ: what each change from one to the other does to each key figure."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import Unpack

import pandas as pd

from tvsim.cautions import cautions_of
from tvsim.experiment.arguments import checked_scenario, one_of, replications_of, seed_of, whole_number
from tvsim.experiment.citizens import UnlikeScenariosWarning, meet_the_same, unlike
from tvsim.experiment.families import statements
from tvsim.experiment.fewer import fewer_note
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.parts import Parts
from tvsim.experiment.question import Question
from tvsim.experiment.study import How, new_study
from tvsim.experiment.way import Way, warn_if_long
from tvsim.language import worded
from tvsim.outcomes import ALL, FOREMOST
from tvsim.scenario import Scenario
from tvsim.scenario.differing import joint_order, words_spoken
from tvsim.scenario.transition import BY, MOST_ORDERS, Alteration, By
from tvsim.statistics import SAMPLED_ORDERS, Orders


@dataclass(frozen=True)
class Whole:
    """How one figure differs: its values in the two scenarios, their difference, its interval, and of how many runs."""

    base: float
    final: float
    whole: float
    low: float
    high: float
    replications: int


@dataclass(frozen=True, repr=False)
class Explanation:
    """The difference between two scenarios that met the same people, in parts: one for each change.

    Attributes
    ----------
    base, final : Scenario
        From which, and to which.
    seed, replications : int
        Of every scenario on the way.
    changes : tuple of Alteration
        What was changed.
    orders : Orders
        In which orders the changes were made: all, or a sample of them.
    wholes : DataFrame
        How each figure differs. Index agency and figure. Columns ``base`` and ``final``, its values in the two
        scenarios; ``whole``, their difference; ``low`` and ``high``, its 95 % interval; ``replications`` of which it
        is; ``unit``.
    parts : DataFrame
        What each change has done to it. Index agency, figure and change. Columns ``part``; ``low`` and ``high``, its
        95 % interval; ``order_error``, the standard error from having a sample of the orders, 0 where all are taken;
        ``p``, the chance of so large a part if there were none, missing where there is none at all; ``p_corrected``,
        by Holm for all parts of all figures: over all agencies, or those of the agencies; ``replications`` in which
        all scenarios on the way have the figure; ``unit``. Missing where one of them has not the figure in any
        replication. For every agency and figure ``math.fsum(parts) == whole == final - base``.
    """

    base: Scenario
    final: Scenario
    seed: int
    replications: int
    changes: tuple[Alteration, ...]
    orders: Orders
    wholes: pd.DataFrame
    parts: pd.DataFrame

    @cached_property
    def same_citizens(self) -> bool:
        """Whether the same cases come to both; see `tvsim.experiment.citizens`."""
        return meet_the_same(self.base, [self.final], self.seed)

    @property
    def taken_together(self) -> tuple[Alteration, ...]:
        """Changes that are made of several, since these are only possible together."""
        return tuple(change for change in self.changes if change.is_forced)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the parts, one sentence each."""
        if not self.changes:
            return (worded("the scenarios differ in nothing that decides a figure"),)
        words = words_spoken()
        return (
            _averaged(self.orders),
            *(
                worded("only possible together, and taken as one change: {change}", change=change.in_words(words))
                for change in self.taken_together
            ),
        )

    def parts_of(self, figure: str, agency: str = ALL) -> pd.DataFrame:
        """Parts of one figure of one agency, by change in their order; none where nothing was changed."""
        if not self.changes:
            return self.parts.droplevel(["agency", "figure"])
        return self.parts.loc[[(agency, figure, change.text) for change in self.changes]].droplevel([0, 1])

    def whole_of(self, figure: str, agency: str = ALL) -> Whole:
        """How one figure of one agency differs."""
        columns = ["base", "final", "whole", "low", "high"]
        row = self.wholes.loc[[(agency, figure)]]
        base, final, whole, low, high = map(float, row[columns].to_numpy()[0])
        return Whole(base, final, whole, low, high, int(row["replications"].iloc[0]))

    def statements(self, agency: str = ALL) -> int:
        """How many parts are corrected together with those of an agency."""
        return statements(self.parts["p"], by_agency=agency != ALL)

    def __repr__(self) -> str:
        names = f"{self.base.name!r}, {self.final.name!r}"
        return f"Explanation({names}, {len(self.changes)} changes, replications={self.replications})"

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self.notes)
        if not self.changes:
            return notes
        over_all = (
            self.parts.xs(ALL)["part"].unstack("figure")[list(FOREMOST)].reindex([each.text for each in self.changes])
        )
        over_all.loc["whole"] = self.wholes.xs(ALL)["whole"].reindex(list(FOREMOST))
        counts = self.parts.xs(ALL)["replications"].droplevel("change")
        fewer = "".join(f"<p>{escape(each)}</p>" for each in fewer_note(FOREMOST, counts, self.replications))
        return str(over_all.to_html(float_format="{:,.4g}".format, na_rep="–")) + notes + fewer


def _averaged(orders: Orders) -> str:
    if orders.sampled is None:
        return worded("average over all {count} orders in which the changes can be made", count=orders.possible)
    return worded(
        "average over {count} of {possible:,} orders in which the changes can be made",
        count=orders.count,
        possible=orders.possible,
    )


def explain(
    base: Scenario,
    final: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    orders: int | None = None,
    by: By = "value",
    told: Callable[[Way], None] = warn_if_long,
    **how: Unpack[How],
) -> Explanation:
    """Go from one scenario to another, one change at a time, and say what each change does to each key figure.

    What a change does depends on those that were made before. So its part is the average over the orders in which the
    changes can be made (Shapley value): the parts add up to the whole difference, a change that does nothing has no
    part, and two that do the same have the same part.

    Parameters
    ----------
    base, final : Scenario
        From which, and to which.
    seed : int, optional
        Of all scenarios on the way; the first one's where not given.
    replications : int, optional
        Of each scenario on the way; 20 where not given.
    orders : int, optional
        How many orders are drawn where there are more than five changes, an even number; 20 where not given. Of five
        changes and fewer all orders are taken.
    by : {"value", "table", "section"}
        What one change is: each value, or all values of a table such as ``counters.health``, or of a section.
    told : callable, optional
        Told the way before anything is run; where not given, there is a warning if it is long.
    **how
        How and where the replications are done: `tvsim.experiment.How`.

    Returns
    -------
    Explanation

    Raises
    ------
    TypeError, ValueError, FolderError, WorkersError
        As `tvsim.run` does.

    Warns
    -----
    EmptyStartWarning, OverloadWarning
        As `tvsim.run` does, for the two scenarios.
    UnlikeScenariosWarning
        If the scenarios differ in their periods, or in their seeds and none is given.
    LongWayWarning
        If the changes lead over so many scenarios that it takes long to run them.

    Notes
    -----
    The figures are those of all replications together in which all scenarios on the way have them: means, and quantiles
    of all waits. Other replications have nothing that could be held against each other. The interval of a part is
    Student's t for the same combination of each replication's figures, around the part (sectioning); where orders are
    drawn, the error of that is added, as the root of the sum of squares of both half widths.
    """
    first, last = checked_scenario(base), checked_scenario(final)
    given, seed = seed, seed_of(seed, first)
    count = replications_of(replications)
    sampled = SAMPLED_ORDERS if orders is None else even_number("orders", orders)
    one_of("by", by, BY)
    study = new_study(Question("explain", (first, last), seed, count, {"by": by, "orders": sampled}), **how)
    for caution in [*cautions_of((first, last)), *map(UnlikeScenariosWarning, unlike((first, last), given))]:
        warnings.warn(caution, stacklevel=2)
    way = Way.between(first, last, by, sampled, seed)
    told(way)
    subsets = list(way.scenarios)
    with study:
        found = study.each(way.variants(), range(1, count + 1))
        samples = {subsets[place]: figures.key_sample() for place, figures in found}
    return explained(first, last, way, samples, seed)


def explained(base: Scenario, final: Scenario, way: Way, samples: Mapping[int, KeySample], seed: int) -> Explanation:
    """Part the differences between two scenarios, from the key figures of all scenarios on the way.

    Parameters
    ----------
    base, final : Scenario
    way : Way
        From one to the other.
    samples : mapping of int to KeySample
        Of the same replications of each scenario, by the set of the changes that are made in it.
    seed : int
        Of all of them.
    """
    agencies = (*joint_order(base.plan.agencies, final.plan.agencies), ALL)
    found = Parts.of({subset: sample.aligned(agencies) for subset, sample in samples.items()}, way.orders)
    count = len(samples[0])
    return Explanation(base, final, seed, count, way.changes, way.orders, found.wholes(), found.table(way.texts))


def even_number(name: str, value: object) -> int:
    """Return how many orders are drawn.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number, out of bounds, or odd.
    """
    number = whole_number(name, value, 2, MOST_ORDERS)
    if number % 2:
        raise ValueError(
            worded(
                "{name} must be even, since each order is drawn with its reverse, not {number}",
                name=name,
                number=number,
            )
        )
    return number
