"""What was observed in a real centre, beside what the simulation says."""

from __future__ import annotations

import math

from matplotlib.axes import Axes

from tvsim.experiment import Results
from tvsim.language import Language, worded
from tvsim.report.axes import TickNumbers
from tvsim.report.console import queue_name
from tvsim.report.figure import Figure
from tvsim.report.headings import headed, in_lines, of_which
from tvsim.report.plots import BLUE, ORANGE

COLUMNS = 3
LONGEST_NAME = 44


def beside_observed(results: Results, language: Language) -> Figure:
    """Draw for each queue by hour the mean number of people waiting: simulated, and as it was observed.

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
        axes.plot(cells["hour"], cells["simulated"], color=BLUE, marker="o", markersize=4, label="simulated")
        axes.plot(
            cells["hour"], cells["observed"], color=ORANGE, marker="s", markersize=4, linestyle="--", label="observed"
        )
        name = in_lines(queue_name(results, str(queue), language), LONGEST_NAME, 2)
        axes.set_title(name, fontsize="small", parse_math=False)
        _axes(axes, language)
    for axes in panels[len(by_queue) :]:
        axes.set_axis_off()
    for axes in panels[::columns]:
        axes.set_ylabel(language.text("People waiting"))
    lines = panels[0].get_lines()
    texts = [language.text("Simulated: mean of all days"), language.text("Observed: mean of all days")]
    figure.legend(lines, texts, loc="outside lower center", ncols=2, fontsize="small")
    headed(figure, [language.text("Mean number waiting by hour, simulated and observed"), of_which(results, language)])
    return figure


def _axes(axes: Axes, language: Language) -> None:
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(TickNumbers(language))
    axes.xaxis.set_major_formatter(lambda hour, _: f"{hour:.0f}:00")
    axes.tick_params(labelsize="small", labelbottom=True)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
