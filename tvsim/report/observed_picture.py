"""What was observed in a real centre, beside what the simulation says."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tvsim.experiment import Results
from tvsim.language import Language, worded
from tvsim.report.axes import TickNumbers
from tvsim.report.console import queue_name
from tvsim.report.figure import Figure
from tvsim.report.figure_names import SURE
from tvsim.report.headings import headed, in_lines, of_which
from tvsim.report.plots import BLUE, LIGHT_BLUE, ORANGE

COLUMNS = 3
LONGEST_NAME = 44
DARK_ORANGE = "#a85200"
SIMULATED: dict[str, Any] = {"color": BLUE, "marker": "o", "markersize": 4}
OBSERVED: dict[str, Any] = {"color": DARK_ORANGE, "marker": "s", "markersize": 4, "linestyle": "--"}
SIMULATED_BAND: dict[str, Any] = {"facecolor": LIGHT_BLUE, "edgecolor": "none"}
OBSERVED_BAND: dict[str, Any] = {
    "facecolor": to_rgba(ORANGE, 0.2), "edgecolor": DARK_ORANGE, "linestyle": ":", "linewidth": 0.9,
}  # fmt: skip
"""Lies over the other band, which is seen through it; its edge is seen on both."""


def beside_observed(results: Results, language: Language) -> Figure:
    """Draw for each queue by hour the mean number of people waiting: simulated, and as it was observed.

    Around the first is its 95 % interval over the replications, around the second the lowest to the highest day.

    Raises
    ------
    ValueError
        If the scenario names nothing that was observed.
    """
    if results.observed is None:
        raise ValueError(worded("{scenario}: names nothing that was observed", scenario=results.scenario.name))
    by_queue = list(results.observed.by_hour.groupby("queue", sort=False))
    columns = min(COLUMNS, len(by_queue))
    rows = math.ceil(len(by_queue) / columns)
    figure = Figure(figsize=(3.6 * columns + 0.4, 2.5 * rows + 1.2), dpi=120, layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True).ravel()
    for axes, (queue, cells) in zip(panels, by_queue, strict=False):
        _draw(axes, cells)
        name = in_lines(queue_name(results, str(queue), language), LONGEST_NAME, 2)
        axes.set_title(name, fontsize="small", parse_math=False)
        _axes(axes, language)
    for axes in panels[len(by_queue) :]:
        axes.set_axis_off()
    for axes in panels[::columns]:
        axes.set_ylabel(language.text("People waiting"))
    figure.legend(handles=_keys(results, language), loc="outside lower center", ncols=2, fontsize="small")
    headed(figure, [language.text("Mean number waiting by hour, simulated and observed"), of_which(results, language)])
    return figure


def _draw(axes: Axes, cells: pd.DataFrame) -> None:
    """Both lines of a queue, in their bands."""
    axes.fill_between(cells["hour"], cells["simulated_low"], cells["simulated_high"], **SIMULATED_BAND)
    axes.fill_between(cells["hour"], cells["observed_lowest"], cells["observed_highest"], **OBSERVED_BAND)
    axes.plot(cells["hour"], cells["simulated"], **SIMULATED)
    axes.plot(cells["hour"], cells["observed"], **OBSERVED)


def _keys(results: Results, language: Language) -> list[Artist]:
    """What the legend says of the lines and their bands, and where there is no band."""
    assert results.observed is not None
    simulated, observed = language.text("Simulated: mean of all days"), language.text("Observed: mean of all days")
    keys: list[Artist] = [Line2D([], [], **SIMULATED, label=simulated)]
    if len(results.replications) > 1:
        label = language.text("{sure} interval of the simulated mean, over the replications").format(sure=SURE)
        keys.append(Patch(**SIMULATED_BAND, label=label))
    days = int(results.observed.by_hour["days"].max())
    if days > 1:
        label = language.text("Observed: lowest to highest of up to {days} days").format(days=language.number(days))
        return [*keys, Line2D([], [], **OBSERVED, label=observed), Patch(**OBSERVED_BAND, label=label)]
    observed = language.text("Observed: on one day, so that nothing is known of how days differ")
    return [*keys, Line2D([], [], **OBSERVED, label=observed)]


def _axes(axes: Axes, language: Language) -> None:
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(TickNumbers(language))
    axes.xaxis.set_major_formatter(lambda hour, _: f"{hour:.0f}:00")
    axes.tick_params(labelsize="small", labelbottom=True)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
