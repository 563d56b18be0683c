"""As many replications as it takes for the figures that matter to be known well enough."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from tvsim.experiment.arguments import key_figures, whole_number
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.one_figure import one_figure
from tvsim.experiment.study import Packed, Study
from tvsim.outcomes import ALL, KEY_FIGURES, QUANTILES, Kind
from tvsim.scenario import Scenario
from tvsim.scenario.errors import one_line, shown
from tvsim.scenario.schema import MOST_REPLICATIONS
from tvsim.statistics import Estimate, Histograms, quantile_estimate
from tvsim.statistics.precision import look_ahead, predicted, relative_half_width, replications_needed

FIGURES = ("wait_mean_min", "wait_p90_min", "within_target", "overdue_true")
"""Figures that matter where none are named."""
AT_FIRST = 8
"""Replications before the first look: the fewest that can be enough, and those that must confirm it."""
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
        raise TypeError(
            f"precision must be a number above 0 and at most 1, such as 0.05, not {one_line(shown(relative))}"
        )
    if not 0 < relative <= 1:
        raise ValueError(f"precision must be above 0 and at most 1, such as 0.05, not {shown(relative)}")
    names = FIGURES if figures is None else key_figures(figures)
    return Precision(float(relative), names, MOST if most is None else whole_number("most", most, 1, MOST_REPLICATIONS))


def until_precise(study: Study, scenario: Scenario, wanted: Precision) -> tuple[Packed, pd.DataFrame]:
    """Do replications until the figures are known as well as wanted, or there are too many.

    Returns
    -------
    Packed
        All replications done.
    DataFrame
        Index figure; columns ``half_width`` (relative, after all replications; missing without an interval),
        ``needed`` (replications after which it was narrow enough and stayed so; missing where that was not reached).
    """
    widths: dict[str, list[float]] = {figure: [] for figure in wanted.figures}
    count = min(AT_FIRST, wanted.most)
    while True:
        done = study.run([scenario], range(1, count + 1))[0]
        sample = done.key_sample()
        for figure, known in widths.items():
            known.extend(half_widths(sample, figure, range(len(known) + 1, count + 1)))
        needed = {figure: replications_needed(np.array(known), wanted.relative) for figure, known in widths.items()}
        open_ones = [known[-1] for figure, known in widths.items() if needed[figure] is None]
        if not open_ones or count == wanted.most:
            table = pd.DataFrame(
                {
                    "half_width": [known[-1] for known in widths.values()],
                    "needed": pd.array([needed[figure] for figure in widths], dtype="Int64"),
                },
                pd.Index(list(widths), name="figure"),
            )
            return done, table
        count = min(_next(count, open_ones, wanted.relative), wanted.most)


def _next(count: int, half_widths: Sequence[float], wanted: float) -> int:
    """How many replications to have before looking again: as many as are likely to do, at most twice as many."""
    likely = max(predicted(width, wanted, count) for width in half_widths)
    return max(count + 1, min(likely + look_ahead(likely), 2 * count))


def half_widths(sample: KeySample, figure: str, counts: Iterable[int]) -> list[float]:
    """Relative half-widths of a figure over all agencies after so many replications each."""
    if KEY_FIGURES[figure].kind is not Kind.QUANTILE:
        return [relative_half_width(estimate_of(sample.first(count), figure)) for count in counts]
    waits = sample.histograms(sample.agencies.index(ALL))  # once: those of the first replications are its first rows
    return [
        relative_half_width(
            quantile_estimate(Histograms(waits.lower, waits.upper, waits.counts[:count]), QUANTILES[figure])
        )
        for count in counts
    ]


def estimate_of(sample: KeySample, figure: str, agency: str = ALL) -> Estimate:
    """Estimate one figure of one agency, as `KeySample.estimates` does all."""
    place, column = sample.agencies.index(agency), NAMES.index(figure)
    values, counted = sample.values[:, place, column], sample.counted[:, place, column]
    return one_figure(figure, values, counted, lambda: sample.histograms(place))
