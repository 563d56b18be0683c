"""What plans cost, against what they do to waits and overdue rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from tvsim.experiment.comparison import Comparison
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.comparison import agency_title, titles
from tvsim.report.figure import Figure
from tvsim.report.figure_names import shown_value
from tvsim.report.headings import headed, how_sure, in_lines
from tvsim.report.plots import BLUE, RED
from tvsim.statistics import Estimate

COST = "staff_cost"
AGAINST = ("wait_mean_min", "overdue_true")
MARKS = "DosX^vP*<>"
"""Of the scenarios in their order; the first is what the others are held against."""
COLOURS = ("black", BLUE, RED)
LONGEST_NAME = 60


def trade_off(
    comparison: Comparison, language: Language, against: Sequence[str] = AGAINST, agency: str = ALL
) -> Figure:
    """Draw each scenario at its staff cost and at a figure, both with their 95 % intervals."""
    figure = Figure(figsize=(5.2 * len(against), 5.2), dpi=120, layout="constrained")
    for axes, name in zip(figure.subplots(1, len(against), squeeze=False)[0], against, strict=True):
        _draw(axes, comparison, language, name, agency)
    _legend(figure, list(titles(comparison, language).values()))
    where = "" if agency == ALL else ": " + agency_title(comparison, language, agency)
    about = language.text("Cost against waits and overdue cases{where}").format(where=where)
    counts = comparison.counts(agency, (COST, *against))
    headed(figure, [how_sure(about, comparison.replications, language.text("the lines"), language, counts)])
    return figure


def _draw(axes: Axes, comparison: Comparison, language: Language, figure: str, agency: str) -> None:
    for number, name in enumerate(comparison.names):
        cost, found = comparison.estimate(name, agency, COST), comparison.estimate(name, agency, figure)
        if cost is not None and found is not None:
            x, y = shown_value(cost.value, COST), shown_value(found.value, figure)
            axes.plot([x], [y], **_mark(number))
            axes.plot(_ends(cost, COST), [y, y], color=_mark(number)["color"], linewidth=1.5)
            axes.plot([x, x], _ends(found, figure), color=_mark(number)["color"], linewidth=1.5)
    axes.set_xlabel(axis_label(COST, language))
    axes.set_ylabel(axis_label(figure, language))
    axes.margins(0.15)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(TickNumbers(language))
    axes.locator_params(axis="x", nbins=5)
    axes.grid(linewidth=0.4, alpha=0.6)


def _ends(found: Estimate, figure: str) -> list[float]:
    """Ends of an interval, as they are shown; the estimate itself where there is none."""
    bounds = (found.low, found.high)
    return [shown_value(found.value if math.isnan(each) else each, figure) for each in bounds]


def _mark(number: int) -> dict[str, Any]:
    """How a scenario is marked: by the form as well as by the colour."""
    return {
        "linestyle": "",
        "marker": MARKS[number % len(MARKS)],
        "color": COLOURS[min(number, 1 + number % 2)],
        "markersize": 8,
    }


def _legend(figure: Figure, names: Sequence[str]) -> None:
    marks = [Line2D([], [], **_mark(number)) for number in range(len(names))]
    labels = [str(number) for number in range(len(names))]  # a name with ``_`` before it would be left out
    legend = figure.legend(marks, labels, loc="outside lower center", fontsize="small")
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=in_lines(name, LONGEST_NAME, 2), parse_math=False)
