"""Scenarios beside each other, figure by figure, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.text import Annotation

from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.language import Language
from tvsim.outcomes import ALL, FOREMOST
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.comparison import VERDICTS, agency_title, titles
from tvsim.report.figure import Figure
from tvsim.report.figure_names import shown_value, value_text
from tvsim.report.headings import headed, how_sure, in_lines
from tvsim.report.plots import BLUE, GREY, RED

COLUMNS = 3
COLOURS = {Verdict.BETTER: BLUE, Verdict.WORSE: RED}
"""Colours that also differ in brightness; the mark's form says the same in grey."""
MARKS = {Verdict.BETTER: "o", Verdict.WORSE: "X", Verdict.MORE: "^", Verdict.LESS: "v"}
OPEN_MARK, FIRST_MARK = "s", "D"
LONGEST_LINE = 26
NEAR_SIDE = 0.3
"""Part of a panel's width."""
BEHIND_TEXT: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
"""What lies behind a text, so that the line of the first scenario does not go through it."""


def compared(
    comparison: Comparison, language: Language, figures: Sequence[str] = FOREMOST, agency: str = ALL
) -> Figure:
    """Draw each scenario's estimate with its 95 % interval, marked by what can be said against the first scenario."""
    columns = min(COLUMNS, len(figures))
    rows = math.ceil(len(figures) / columns)
    height = 0.42 * len(comparison.names) + 1.1
    figure = Figure(figsize=(3.1 * columns + 1.6, height * rows + 0.9), dpi=120, layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False)
    for place, name in enumerate(figures):
        own = axes[place // columns][place % columns]
        _draw(own, comparison, language, name, agency, named=place % columns == 0)
    for place in range(len(figures), rows * columns):
        axes[place // columns][place % columns].set_axis_off()
    where = "" if agency == ALL else ": " + agency_title(comparison, language, agency)
    about = language.text("Scenarios compared{where}").format(where=where)
    counts = comparison.counts(agency, figures)
    headed(figure, [how_sure(about, comparison.replications, language.text("the lines"), language, counts)])
    return figure


def _draw(axes: Axes, comparison: Comparison, language: Language, figure: str, agency: str, *, named: bool) -> None:
    for row, name in enumerate(comparison.names):
        found = comparison.estimate(name, agency, figure)
        against = comparison.difference(name, agency, figure) if row else None
        if found is None or math.isnan(found.value):
            continue
        verdict = None if against is None else against.verdict
        value, low, high = (shown_value(each, figure) for each in (found.value, found.low, found.high))
        colour = "black" if verdict is None else COLOURS.get(verdict, GREY)
        mark = FIRST_MARK if verdict is None else MARKS.get(verdict, OPEN_MARK)
        if not math.isnan(low):
            axes.plot([low, high], [row, row], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot([value], [row], marker=mark, color=colour, markersize=7, markerfacecolor=_fill(verdict, colour))
        said = value_text(found.value, figure, language, unit=False)
        said += "" if verdict is None else f" · {language.text(VERDICTS[verdict]).lower()}"
        axes.annotate(
            said, (value, row), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=7, zorder=3,
            bbox=BEHIND_TEXT,
        )  # fmt: skip
        if row == 0:
            axes.axvline(value, color="black", linewidth=0.6, linestyle=":", zorder=1)
    axes.set_title(axis_label(figure, language), fontsize="small", loc="left")
    names = [in_lines(each, LONGEST_LINE) for each in titles(comparison, language).values()]
    axes.set_yticks(range(len(names)), names if named else [""] * len(names), fontsize=8, parse_math=False)
    axes.set_ylim(len(names) - 0.5, -0.7)
    axes.margins(x=0.35)
    _keep_inside(axes)
    axes.xaxis.set_major_formatter(TickNumbers(language))
    axes.tick_params(axis="x", labelsize=7)
    axes.locator_params(axis="x", nbins=4)


def _keep_inside(axes: Axes) -> None:
    """Let texts near a side of the panel end, or begin, at their marks: they are about half as wide as it."""
    least, most = axes.get_xlim()
    for text in axes.texts:
        assert isinstance(text, Annotation)
        part = (float(text.xy[0]) - least) / (most - least)
        text.set_horizontalalignment("left" if part < NEAR_SIDE else "right" if part > 1 - NEAR_SIDE else "center")


def _fill(verdict: Verdict | None, colour: str) -> str:
    """What is not told apart is an empty mark."""
    return "white" if verdict in {Verdict.OPEN, Verdict.EQUAL, Verdict.UNLIKE, Verdict.MISSING} else colour
