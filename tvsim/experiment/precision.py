"""As many replications as it takes for the figures that matter to be known well enough."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from numbers import Real

import numpy as np
import pandas as pd

from tvsim.cautions import ScenarioWarning
from tvsim.experiment.arguments import key_figures, must_be, whole_number
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.one_figure import growing_figure
from tvsim.experiment.study import Packed, Study
from tvsim.language import marked, worded
from tvsim.outcomes import ALL
from tvsim.scenario import Scenario
from tvsim.scenario.schema import MOST_REPLICATIONS
from tvsim.statistics import Estimate
from tvsim.statistics.precision import look_ahead, predicted, relative_half_width, replications_needed

FIGURES = ("wait_mean_min", "wait_p90_min", "within_target", "overdue_true")
"""Figures that matter where none are named."""
AT_FIRST = 8
"""Replications before the first look: the fewest that can be enough, and those that must confirm it."""
GIVE_UP_AFTER = 64
"""A figure that so many replications have not, or that is 0 in them, would take many more than these."""
MOST = 1000
"""Replications after which a study gives up, where nothing else is said."""


@dataclass(frozen=True)
class Precision:
    """What is wanted: the interval of each figure, over all agencies, at most so wide.

    Attributes
    ----------
    relative : half of the width as a part of the figure, such as 0.05
    figures : names of `KEY_FIGURES`
    most : replications after which to give up
    """

    relative: float
    figures: tuple[str, ...] = FIGURES
    most: int = MOST


def wanted_precision(relative: float, figures: Sequence[str] | None = None, most: int | None = None) -> Precision:
    """Check what is wanted.

    Raises
    ------
    TypeError, ValueError
        If the width is no number above 0 and at most 1, there is no such figure, or the most are out of bounds.
    """
    if isinstance(relative, bool) or not isinstance(relative, Real):
        raise TypeError(must_be("precision", worded("a number above 0 and at most 1, such as 0.05"), relative))
    if not 0 < relative <= 1:
        raise ValueError(must_be("precision", worded("above 0 and at most 1, such as 0.05"), relative))
    names = FIGURES if figures is None else key_figures(figures)
    return Precision(float(relative), names, MOST if most is None else whole_number("most", most, 1, MOST_REPLICATIONS))


class UnreachablePrecisionWarning(ScenarioWarning):
    """A figure of which no precision is in sight."""


class Unreachable(StrEnum):
    """Why a figure cannot be known to a part of itself by the replications that there are."""

    MISSING = "missing"
    """No replication has it."""
    ZERO = "zero"
    """It is 0, of which nothing is a part."""


SAID = {
    Unreachable.MISSING: marked(
        "no precision is in sight, since none of the first {count} replications has this figure"
    ),
    Unreachable.ZERO: marked(
        "no precision is in sight, since it is 0 in the first {count} replications, and nothing is a part of 0"
    ),
}


def until_precise(study: Study, scenario: Scenario, wanted: Precision) -> tuple[Packed, pd.DataFrame]:
    """Do replications until the figures are known as well as wanted, or there are too many.

    A figure that none of the first `GIVE_UP_AFTER` replications has, or that is 0 in them, is given up: that is said,
    and looked at again where there are more replications for other figures.

    Returns
    -------
    Packed
        All replications done.
    DataFrame
        Index figure; columns ``half_width`` (relative, after all replications; missing without an interval),
        ``wanted``, ``needed`` (replications after which it was narrow enough and stayed so; missing where that was not
        reached, or where it is too wide again after all that were done),
        ``unreachable`` (see `Unreachable`; empty where a precision is in sight).

    Warns
    -----
    UnreachablePrecisionWarning
        For each figure that is given up.
    """
    known: dict[str, list[Estimate]] = {figure: [] for figure in wanted.figures}
    told: set[str] = set()
    sample: KeySample | None = None
    count = min(AT_FIRST, wanted.most)
    while True:
        done = study.run([scenario], range(1, count + 1))[0]
        sample = _grown(sample, done)
        reached = [_reached(figure, sample, estimates, wanted.relative) for figure, estimates in known.items()]
        gives_up = count >= min(GIVE_UP_AFTER, wanted.most)
        for each in reached:
            if gives_up and each.unreachable is not None and each.figure not in told:
                told.add(each.figure)
                said = f"{each.figure}: {worded(SAID[each.unreachable], count=count)}"
                warnings.warn(UnreachablePrecisionWarning(said), stacklevel=3)
        left = [each for each in reached if each.needed is None]
        open_ones = [each.half_width for each in left if each.unreachable is None or not gives_up]
        if not open_ones or count == wanted.most:
            return done, _table(reached, wanted.relative)
        count = min(_next(count, open_ones, wanted.relative), wanted.most)


@dataclass(frozen=True)
class _Reached:
    """How well a figure is known: relative half-width, after how many replications that was enough, why it never is."""

    figure: str
    half_width: float
    needed: int | None
    unreachable: Unreachable | None


def _grown(sample: KeySample | None, done: Packed) -> KeySample:
    """The sample with those replications that are new."""
    return done.key_sample() if sample is None else KeySample.joined([sample, done[len(sample) :].key_sample()])


def _reached(figure: str, sample: KeySample, known: list[Estimate], wanted: float) -> _Reached:
    """How well a figure is known, given and adding to what was known of it after 1, 2, 3 ... replications."""
    known += estimates_of(sample, figure, after=len(known))
    widths = [relative_half_width(each) for each in known]
    # Replications that other figures need may make it too wide again: then it needs more, too.
    needed = replications_needed(np.array(widths), wanted) if widths[-1] <= wanted else None
    return _Reached(figure, widths[-1], needed, _unreachable(known[-1]))


def _unreachable(found: Estimate) -> Unreachable | None:
    if not found.replications:
        return Unreachable.MISSING
    return Unreachable.ZERO if math.isinf(relative_half_width(found)) else None


def _table(reached: Sequence[_Reached], wanted: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "half_width": [each.half_width for each in reached],
            "wanted": [wanted] * len(reached),
            "needed": pd.array([each.needed for each in reached], dtype="Int64"),
            "unreachable": ["" if each.unreachable is None else each.unreachable.value for each in reached],
        },
        pd.Index([each.figure for each in reached], name="figure"),
    )


def _next(count: int, half_widths: Sequence[float], wanted: float) -> int:
    """How many replications to have before looking again: as many as are likely to do, at most twice as many."""
    likely = max(predicted(width, wanted, count) for width in half_widths)
    return max(count + 1, min(likely + look_ahead(likely), 2 * count))


def estimates_of(sample: KeySample, figure: str, agency: str = ALL, after: int = 0) -> list[Estimate]:
    """Estimate one figure of one agency, as `KeySample.estimates` does all, from ``after + 1`` replications and up."""
    place, column = sample.agencies.index(agency), NAMES.index(figure)
    values, counted = sample.values[:, place, column], sample.counted[:, place, column]
    return growing_figure(figure, values, counted, lambda: sample.histograms(place), after)
