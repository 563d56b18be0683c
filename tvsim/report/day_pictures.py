"""The day at the counters: the queue through it, and the officers on duty against what their visitors need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from tvsim.experiment import Results
from tvsim.language import Language, marked
from tvsim.outcomes.through_the_day import officers_by_time, waiting_by_time
from tvsim.report.agency_names import agency_name, group_name
from tvsim.report.axes import TickNumbers
from tvsim.report.figure import Figure
from tvsim.report.headings import headed, in_lines, of_which
from tvsim.report.plots import BLUE, LIGHT_BLUE, ORANGE, RED

BAND = (0.1, 0.9)
"""Quantiles of the days between which the band lies."""
STEP_MIN = 30
"""Steps in which officers are looked at."""
COLUMNS = 3
LONGEST_NAME = 38
DESK_WORK = (marked("Desk work"), LIGHT_BLUE, "///")
WORK = {"at_counter": (marked("At the counter"), BLUE, ""), "desk_between": DESK_WORK,
        "other_duties": (marked("Other duties"), "#dddddd", "...")}  # fmt: skip
"""What officers at the counter do: name, colour and hatch."""
COUNTER_LINE: dict[str, Any] = {"color": "black", "linewidth": 1.8}
DESK_LINE: dict[str, Any] = {"color": "black", "linewidth": 0.9, "linestyle": (0, (5, 2))}
NEEDED_LINE: dict[str, Any] = {
    "color": ORANGE, "linestyle": "--", "marker": "o", "markersize": 3, "linewidth": 1.6,
}  # fmt: skip


def queue_through_the_day(results: Results, language: Language, agency: str | None = None) -> Figure:
    """Draw how many wait at the counters by time of day: the mean of the days, and a band of eight days of ten.

    Of one agency, or all together. From the first replication, the only one kept whole.
    """
    waiting = waiting_by_time(results.kept, agency)
    figure = Figure(figsize=(9, 4.3), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    if waiting.size:
        _draw_queue(axes, waiting, language)
        figure.legend(loc="outside lower center", ncols=3, fontsize="small")
    axes.set_xlabel(language.text("Time of day"))
    axes.set_ylabel(language.text("People waiting"))
    axes.yaxis.set_major_formatter(TickNumbers(language))
    heading = language.text("The queue through the day")
    where = "" if agency is None else ": " + agency_name(agency, [results.scenario], language)
    headed(figure, [heading + where, of_which(results, language, first_only=True)])
    return figure


def _draw_queue(axes: Axes, waiting: pd.DataFrame, language: Language) -> None:
    minutes = waiting.columns.to_numpy()
    low, high = (waiting.quantile(share).to_numpy() for share in BAND)
    band = language.text("Eight of ten days")
    axes.fill_between(minutes, low, high, step="post", color=LIGHT_BLUE, linewidth=0, label=band)
    axes.step(
        minutes, waiting.mean(), where="post", color="black", linewidth=2, label=language.text("Mean of the days")
    )
    busiest = int(waiting.mean(axis=1).to_numpy().argmax())
    label = language.text("The busiest day: {day}").format(day=language.date(waiting.index[busiest].date()))
    axes.step(minutes, waiting.iloc[busiest], where="post", color=RED, linestyle=":", linewidth=1.6, label=label)
    axes.set_xlim(minutes[0], minutes[-1] + (minutes[1] - minutes[0] if len(minutes) > 1 else 0))
    axes.set_ylim(bottom=0)
    _clock(axes, minutes)


def officers_on_duty(results: Results, language: Language, groups: Sequence[str] | None = None) -> Figure:
    """Draw for each counter group by time of day: officers at the counter, how many visitors need, and what is done.

    Those at the desk alone, who call nobody, are a line of their own on top of those at the counter. Means over the
    open days of the first replication, the only one kept whole.
    """
    table = officers_by_time(results.kept, STEP_MIN)
    chosen = list(results.scenario.plan.counters) if groups is None else list(groups)
    columns = min(COLUMNS, len(chosen))
    rows = math.ceil(len(chosen) / columns)
    figure = Figure(figsize=(3.4 * columns + 0.6, 2.1 * rows + 1.5), dpi=120, layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False, sharex=True).ravel()
    for axes, group in zip(panels, chosen, strict=False):
        name = group_name(results.scenario.plan.counters[group], results.scenario, language)
        _draw_officers(axes, table.loc[[group]].droplevel("group"), in_lines(name, LONGEST_NAME, 2), language)
    for axes in panels[len(chosen) :]:
        axes.set_axis_off()
    for axes in panels[max(len(chosen) - columns, 0) : len(chosen)]:
        axes.tick_params(labelbottom=True)  # which only the lowest row has of itself
    for axes in panels[::columns]:
        axes.set_ylabel(language.text("Officers"), fontsize="small")
    _officers_legend(figure, language, desk=bool((table.loc[chosen, "desk_duty"] > 0).any()))
    heading = language.text("Officers on duty against demand")
    headed(figure, [heading, of_which(results, language, first_only=True)])
    return figure


def _draw_officers(axes: Axes, own: pd.DataFrame, name: str, language: Language) -> None:
    minutes = own.index.to_numpy()
    base = np.zeros(len(own))
    for column, (_, colour, hatch) in WORK.items():
        _bars(axes, own[column], base, colour, hatch)
        base += own[column].to_numpy()
    if (own["desk_duty"] > 0).any():  # theirs stands on the line of those at the counter, below their own
        _, colour, hatch = DESK_WORK
        _bars(axes, own["desk_alone"], np.maximum(base, own["counter_duty"]), colour, hatch)
    edges = np.append(minutes, minutes[-1:] + STEP_MIN)
    axes.stairs(own["counter_duty"].to_numpy(), edges, **COUNTER_LINE)
    if (own["desk_duty"] > 0).any():
        axes.stairs((own["counter_duty"] + own["desk_duty"]).to_numpy(), edges, **DESK_LINE)
    axes.plot(minutes + STEP_MIN / 2, own["needed"], **NEEDED_LINE)
    axes.set_title(name, fontsize="small", loc="left", parse_math=False)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_formatter(TickNumbers(language))
    axes.tick_params(labelsize=7)
    axes.locator_params(axis="y", nbins=4)
    _clock(axes, edges, every=2)


def _bars(axes: Axes, height: pd.Series, base: np.ndarray, colour: str, hatch: str) -> None:
    """Bars of one kind of work, one a step, each from its base."""
    axes.bar(
        height.index, height, STEP_MIN, bottom=base, align="edge", color=colour, hatch=hatch, edgecolor="white",
        linewidth=0.4,
    )  # fmt: skip


def _officers_legend(figure: Figure, language: Language, *, desk: bool) -> None:
    text = language.text
    lines = [
        Line2D([], [], **COUNTER_LINE, label=text("On duty at the counter")),
        Line2D([], [], **NEEDED_LINE, label=text("Needed there for those served, if each were called at once")),
    ]
    if desk:
        label = text("With those who only take in dossiers by post and online")
        lines.insert(1, Line2D([], [], **DESK_LINE, label=label))
    work = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=language.text(text))
        for text, colour, hatch in WORK.values()
    ]
    figure.legend(handles=[*lines, *work], loc="outside lower center", ncols=2, fontsize="small")


def _clock(axes: Axes, minutes: np.ndarray, every: int = 1) -> None:
    """Whole hours under an axis of minutes since midnight."""
    hours = range(int(minutes[0]) // 60, -(-int(minutes[-1]) // 60) + 1, every)
    axes.set_xticks([60 * hour for hour in hours], [f"{hour}:00" for hour in hours])
