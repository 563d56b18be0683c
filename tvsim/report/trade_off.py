"""What plans cost, against what they do to waits and overdue rates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import offset_copy

from tvsim.experiment.comparison import Comparison
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.comparison import agency_title, titles
from tvsim.report.figure import Figure
from tvsim.report.figure_names import shown_value
from tvsim.report.headings import headed, how_sure, in_lines
from tvsim.statistics import Estimate

COST = "staff_cost"
AGAINST = ("wait_mean_min", "overdue_true")
FIRST_MARK, MARKS = "D", "P*pd<>h"
"""Of the scenario that the others are held against, and of these in their order: none is a verdict in comparisons."""
SMALL_MARKS = "*"
"""Those that are smaller than others of the same size."""
FIRST_COLOUR, COLOURS = "black", ("#e69f00", "#aa4499", "#44aa99", "#332288", "#999933")
"""Told apart by the colour-blind; neither the blue of what is better nor the red of what is worse."""
TOGETHER = 0.05
"""Part of a panel's width within which marks touch."""
BESIDE_POINTS = 11
"""How far beside each other those are drawn that lie together."""
LONGEST_NAME = 60


def trade_off(
    comparison: Comparison, language: Language, against: Sequence[str] = AGAINST, agency: str = ALL
) -> Figure:
    """Draw each scenario at its staff cost and at a figure, both with their 95 % intervals.

    Scenarios that lie together are drawn beside each other, which the heading says.
    """
    figure = Figure(figsize=(5.2 * len(against), 5.2), dpi=120, layout="constrained")
    panels = figure.subplots(1, len(against), squeeze=False)[0]
    moved = [_draw(axes, comparison, language, name, agency) for axes, name in zip(panels, against, strict=True)]
    _legend(figure, list(titles(comparison, language).values()))
    where = "" if agency == ALL else ": " + agency_title(comparison, language, agency)
    about = language.text("Cost against waits and overdue cases{where}").format(where=where)
    counts = comparison.counts(agency, (COST, *against))
    lines = [how_sure(about, comparison.replications, language.text("the lines"), language, counts)]
    if any(moved):
        lines.append(
            language.text(
                "Scenarios that lie together are drawn side by side, in the order of their costs, off their true place."
            )
        )
    headed(figure, lines)
    return figure


def _draw(axes: Axes, comparison: Comparison, language: Language, figure: str, agency: str) -> bool:
    """Draw a panel; returns whether some scenarios had to be moved aside."""
    drawn = {}
    for number, name in enumerate(comparison.names):
        cost, found = comparison.estimate(name, agency, COST), comparison.estimate(name, agency, figure)
        if cost is not None and found is not None:
            x, y = shown_value(cost.value, COST), shown_value(found.value, figure)
            look: dict[str, Any] = {"color": mark_of(number)["color"], "linewidth": 1.5, "zorder": 2}
            drawn[number] = [
                *axes.plot([x], [y], **mark_of(number), zorder=3),
                *axes.plot(_ends(cost, COST), [y, y], **look),
                *axes.plot([x, x], _ends(found, figure), **look),
            ]
    axes.set_xlabel(axis_label(COST, language))
    axes.set_ylabel(axis_label(figure, language))
    axes.margins(0.15)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(TickNumbers(language))
    axes.locator_params(axis="x", nbins=5)
    axes.grid(linewidth=0.4, alpha=0.6)
    return _move_aside(axes, list(drawn.values()))


def _move_aside(axes: Axes, scenarios: Sequence[list[Line2D]]) -> bool:
    """Move those that lie together beside each other on the paper, the dearer to the right; returns whether any were.

    Their numbers stay as they are, and with them the axes.
    """
    groups = _together(axes, scenarios)
    for group in groups:
        for place, lines in enumerate(sorted(group, key=_cost)):
            aside = BESIDE_POINTS * (place - (len(group) - 1) / 2)
            for line in lines:
                line.set_transform(offset_copy(axes.transData, axes.get_figure(root=True), x=aside, units="points"))
    return any(len(group) > 1 for group in groups)


def _together(axes: Axes, scenarios: Sequence[list[Line2D]]) -> list[list[list[Line2D]]]:
    """Scenarios in groups whose marks or upright lines would hide each other."""
    least, most = axes.get_xlim()
    lowest, highest = axes.get_ylim()
    near, above = TOGETHER * (most - least), TOGETHER * (highest - lowest)

    def touch(one: list[Line2D], other: list[Line2D]) -> bool:
        (low, high), (other_low, other_high) = _span(one), _span(other)
        return abs(_cost(one) - _cost(other)) < near and max(low, other_low) - min(high, other_high) < above

    groups: list[list[list[Line2D]]] = []
    for lines in scenarios:
        own = [group for group in groups if any(touch(lines, each) for each in group)]
        groups = [group for group in groups if group not in own] + [[each for group in own for each in group] + [lines]]
    return groups


def _cost(lines: list[Line2D]) -> float:
    return float(np.asarray(lines[0].get_xdata())[0])


def _span(lines: list[Line2D]) -> tuple[float, float]:
    """From where to where a scenario's upright line goes."""
    ends = np.asarray(lines[-1].get_ydata(), dtype=float)
    return float(ends.min()), float(ends.max())


def _ends(found: Estimate, figure: str) -> list[float]:
    """Ends of an interval, as they are shown; the estimate itself where there is none."""
    bounds = (found.low, found.high)
    return [shown_value(found.value if math.isnan(each) else each, figure) for each in bounds]


def mark_of(number: int) -> dict[str, Any]:
    """How a scenario is marked: by the form as well as by the colour."""
    return {
        "linestyle": "",
        "marker": MARKS[(number - 1) % len(MARKS)] if number else FIRST_MARK,
        "color": COLOURS[(number - 1) % len(COLOURS)] if number else FIRST_COLOUR,
        "markeredgecolor": "white",
        "markeredgewidth": 0.5,
        "markersize": 14 if number and MARKS[(number - 1) % len(MARKS)] in SMALL_MARKS else 10,
    }


def _legend(figure: Figure, names: Sequence[str]) -> None:
    marks = [Line2D([], [], **mark_of(number)) for number in range(len(names))]
    labels = [str(number) for number in range(len(names))]  # a name with ``_`` before it would be left out
    legend = figure.legend(marks, labels, loc="outside lower center", fontsize="small")
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=in_lines(name, LONGEST_NAME, 2), parse_math=False)
