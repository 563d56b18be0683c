"""Pictures: each a function ``(results, language) -> Figure``, readable without colour.

Texts from the scenario are drawn with ``parse_math=False``: matplotlib takes what stands between two ``$`` as maths.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.container import BarContainer

from tvsim.experiment import Results
from tvsim.language import Language, marked
from tvsim.outcomes import ALL
from tvsim.report.axes import TickDates, TickNumbers
from tvsim.report.figure import Figure
from tvsim.report.figure_names import SURE
from tvsim.report.headings import headed, of_which, with_intervals
from tvsim.report.place_names import number_text
from tvsim.statistics import means

BLUE, LIGHT_BLUE, ORANGE, RED, GREY = "#2b6ca3", "#9ecae1", "#f0a030", "#b02418", "#777777"
"""Colours that also differ in brightness, and to the colour-blind."""

DARK_FROM = 0.7
"""Part of the colours of a heat map from which white is read better on them than black."""

Picture = Callable[[Results, Language], Figure]


LONGEST_LINE, LINES_OF_A_NAME = 50, 2
"""Characters and lines of an agency's name beside a picture; the rest is left out."""
ONLY_WHOLE_FROM_MIN = 100
"""From so many minutes on a tenth of one is of no interest."""
EDGE: dict[str, Any] = {"color": RED, "linestyle": ":", "linewidth": 1.1}
"""Of the lines that are the lowest and the highest replication."""
FEWEST_TICKED = 10
"""Of fewer days each has a tick."""
LONGEST_BY_DAYS = 150
"""Of a longer period the axis has months, of which no two ticks are then in the same one."""


PARTS = {
    "early": (marked("Early"), LIGHT_BLUE, ""),
    "on_time": (marked("On time"), BLUE, "//"),
    "late": (marked("Late"), ORANGE, "xx"),
    "open_past_due": (marked("Open past due"), RED, ".."),
}
"""Name, colour and hatch of how a case stands to its due time."""


def save(figure: Figure, path: Path) -> None:
    """Write a picture."""
    path.write_bytes(figure.png())


def _figure(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(width, height), dpi=120, layout="constrained")
    return figure, figure.add_subplot()


def _agency_names(results: Results, language: Language) -> dict[str, str]:
    return {key: _in_lines(language.name(agency.name, key)) for key, agency in results.scenario.plan.agencies.items()}


def _in_lines(name: str) -> str:
    """A name as it stands, a long one in two lines, so that the picture itself keeps its place."""
    if len(name) <= LONGEST_LINE:
        return name
    return "\n".join(textwrap.wrap(name, LONGEST_LINE, max_lines=LINES_OF_A_NAME, placeholder=" …"))


def waits_by_hour(results: Results, language: Language) -> Figure:
    """Heat map of the mean wait by agency and hour of the ticket, with the interval of each under it."""
    estimates = results.estimates_of("hourly_waits")
    means = estimates[estimates["figure"] == "wait_mean_min"]
    heading = language.text("Mean wait by agency and hour")
    names = _agency_names(results, language)
    keys = [key for key in names if key in set(means["agency"])]
    value, low, high = (
        means.pivot(index="agency", columns="hour", values=name).reindex(keys).sort_index(axis=1).to_numpy(float)
        for name in ("estimate", "low", "high")
    )
    rows, columns = value.shape
    figure, axes = _figure(max(0.72 * columns + 4.6, 7), 0.5 * rows + 2)
    if means.empty:
        axes.set_xlabel(language.text("Nobody came."))
        headed(figure, [heading, of_which(results, language)])
        return figure
    image = axes.imshow(value, aspect="auto", cmap="Blues", vmin=0)
    axes.set_yticks(range(rows), [names[key] for key in keys], parse_math=False)
    axes.set_xticks(range(columns), [hour.removeprefix("0") for hour in sorted(set(means["hour"]))])
    axes.set_xlabel(language.text("Hour in which the ticket was taken"))
    largest = float(np.nanmax(value, initial=0.0))
    for (row, column), each in np.ndenumerate(value):
        if not np.isnan(each):
            colour = "white" if each > DARK_FROM * largest else "black"
            ends = (float(low[row, column]), float(high[row, column]))
            text = _with_interval(float(each), ends, language)
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=7)
    bar = figure.colorbar(image, ax=axes, label=language.text("Mean wait (min)"))
    bar.ax.yaxis.set_major_formatter(TickNumbers(language))
    brackets = language.text("numbers in brackets")
    headed(figure, [heading, with_intervals(results, brackets, language, means["replications"])])
    return figure


def _with_interval(minutes: float, ends: tuple[float, float], language: Language) -> str:
    """Minutes, and below them their interval where there is one."""
    places = 0 if minutes >= ONLY_WHOLE_FROM_MIN else 1
    return language.number(minutes, places) + interval_in_brackets(ends, places, language, before="\n")


def interval_in_brackets(ends: tuple[float, float], places: int, language: Language, *, before: str = " ") -> str:
    """Return an interval as it stands behind or below its value, with so many decimals; nothing where there is none."""
    if np.isnan(ends).any():
        return ""
    return f"{before}({language.number(ends[0], places)}–{language.number(ends[1], places)})"


def wait_distribution(results: Results, language: Language, *, like: Results | None = None) -> Figure:
    """Share of visits called within so many minutes, with its interval and the target; who left is never called.

    Drawn are all agencies together and those with the longest and the shortest mean wait; ``like`` are results whose
    longest and shortest are drawn, so that two pictures can be held beside each other.
    """
    target_min = results.scenario.plan.targets.wait_min
    most_min = max(60.0, 2 * target_min)
    figure, axes = _figure(8, 4.7)
    chosen = _extremes(results, results if like is None else like, language)
    found = results.called_within([agency for agency, *_ in chosen])
    drawn = []
    for agency, name, style in chosen:
        own = found[agency]
        if len(own):
            _draw_called(axes, own, most_min, style)
            drawn.append(name)
    axes.axvline(target_min, color=RED, linestyle="--", linewidth=1)
    label = language.text("target {minutes} min").format(minutes=number_text(target_min, language))
    axes.annotate(label, (target_min, 0.03), xytext=(4, 0), textcoords="offset points", color=RED)
    axes.set_xlim(0, most_min)
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda share, _: language.percent(share, 0))
    axes.set_xlabel(language.text("Wait from ticket to call (min)"))
    axes.set_ylabel(language.text("Share of visits"))
    _legend(axes, drawn)
    counts = [count for own in found.values() for count in own["replications"]]
    bands = language.text("the bands")
    headed(figure, [language.text("How long people wait"), with_intervals(results, bands, language, counts)])
    return figure


def _draw_called(axes: Axes, own: pd.DataFrame, most_min: float, style: dict[str, Any]) -> None:
    """A line that rises as people are called, up to the end of the axis, in the band of its interval."""
    shown = own[own["minutes"] <= most_min]
    minutes = np.append(shown["minutes"], most_min)
    value, low, high = (np.append(shown[name], shown[name].iloc[-1:]) for name in ("estimate", "low", "high"))
    axes.fill_between(minutes, low, high, step="post", color=style["color"], alpha=0.25, linewidth=0)
    axes.step(minutes, value, where="post", **style)


def _legend(axes: Axes, names: Sequence[str]) -> None:
    """Name the first lines; the names are put in afterwards, since a label with ``_`` before it would be left out."""
    if names:
        lines = axes.get_lines()[: len(names)]
        legend = axes.legend(lines, [str(number) for number in range(len(names))], loc="lower right")
        for text, name in zip(legend.get_texts(), names, strict=True):
            text.set(text=name, parse_math=False)


def _extremes(results: Results, of: Results, language: Language) -> list[tuple[str, str, dict[str, Any]]]:
    """All agencies together, and those with the longest and the shortest mean wait in some results."""
    names = _agency_names(results, language)
    waits_of = of.key_figures["wait_mean_min"].iloc[:-1].dropna()
    waits_of = waits_of[waits_of.index.isin(list(names))]
    chosen: list[tuple[str, str, dict[str, Any]]] = [(ALL, language.text("All"), {"color": "black", "linewidth": 2.2})]
    if len(waits_of) > 1:
        for key, colour, dash in ((waits_of.idxmax(), ORANGE, "-."), (waits_of.idxmin(), BLUE, ":")):
            chosen.append((str(key), names[str(key)], {"color": colour, "linestyle": dash, "linewidth": 1.8}))
    return chosen


def overdue_by_agency(results: Results, language: Language) -> Figure:
    """Cases by agency: early, on time, late, open past due, means over the replications; how many are overdue.

    The overdue ones, of which there are few, are drawn once more on an axis of their own; beside them stands the share
    that is overdue by the true clock, with its interval.
    """
    stock = reduce(pd.DataFrame.add, (stock.astype(float) for stock in results.replications.frames("stock")))
    by_agency = (stock / len(results.replications)).groupby("agency", sort=False).sum()
    shares = by_agency[list(PARTS)]
    shares = shares.div(shares.sum(axis=1).replace(0, np.nan), axis=0).fillna(0)
    names = _agency_names(results, language)
    figure = Figure(figsize=(12, 0.4 * len(shares) + 2), dpi=120, layout="constrained")
    axes, overdue_axes = figure.subplots(1, 2, width_ratios=(3, 2))
    bars = _draw_parts(axes, shares, language)
    overdue = results.estimates.xs("overdue_true", level="figure").loc[shares.index]
    overdue_shares = _overdue_shares(shares, overdue["estimate"])
    _draw_parts(overdue_axes, overdue_shares, language)
    for row, (value, low, high) in enumerate(overdue[["estimate", "low", "high"]].to_numpy(float)):
        text = _share_with_interval(value, (low, high), language)
        overdue_axes.text(1.02, row, text, va="center", transform=overdue_axes.get_yaxis_transform())
    axes.set_yticks(range(len(shares)), [names[str(key)] for key in shares.index], parse_math=False)
    overdue_axes.set_yticks([])
    for each in (axes, overdue_axes):
        each.set_ylim(len(shares) - 0.4, -0.6)
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: language.percent(share, 0))
    axes.set_xlabel(textwrap.fill(language.text("Share of cases finished or open past due, without refusals"), 45))
    overdue_axes.set_xlim(0, 1.05 * float(overdue_shares.sum(axis=1).max()) or 1)
    overdue_axes.xaxis.set_major_formatter(TickNumbers(language, as_percent=True))
    overdue_axes.locator_params(axis="x", nbins=5)
    overdue_axes.set_xlabel(
        textwrap.fill(language.text("Overdue by the true clock, with refusals, on an axis of its own"), 36)
    )
    figure.legend(handles=bars, loc="outside lower center", ncols=4)
    brackets = language.text("numbers in brackets")
    about = with_intervals(results, brackets, language, overdue["replications"])
    headed(figure, [language.text("Early, on time, overdue"), about])
    return figure


def _overdue_shares(shares: pd.DataFrame, overdue: pd.Series) -> pd.DataFrame:
    """Parts of the overdue rate, which counts refusals, too, and is a mean of the rates of the replications.

    Together they are that rate, which stands beside them: what is not open past due was decided late.
    """
    rate = overdue.fillna(0)
    still_open = shares["open_past_due"].clip(upper=rate)
    return pd.DataFrame({"late": rate - still_open, "open_past_due": still_open})


def _draw_parts(axes: Axes, shares: pd.DataFrame, language: Language) -> list[BarContainer]:
    """A bar a row, divided into its parts."""
    left, rows, drawn = np.zeros(len(shares)), np.arange(len(shares)), []
    for part in shares:
        label, colour, hatch = PARTS[str(part)]
        width = shares[part].to_numpy()
        look: dict[str, Any] = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        drawn.append(axes.barh(rows, width, left=left, label=language.text(label), **look))
        left += width
    return drawn


def _share_with_interval(share: float, ends: tuple[float, float], language: Language) -> str:
    """A share in percent, and behind it its interval where there is one: ``0.7% (0.6–0.8)``."""
    return language.percent(share, 1) + interval_in_brackets((100 * ends[0], 100 * ends[1]), 1, language)


def open_cases(results: Results, language: Language) -> Figure:
    """Open cases through the period, all agencies: mean of the replications, its interval, lowest and highest."""
    totals = pd.concat([cases.sum(axis=1) for cases in results.replications.frames("open_cases")], axis=1)
    figure, axes = _figure(9, 4)
    days = totals.index.to_numpy()
    spread = _draw_spread(axes, totals, language) if totals.shape[1] > 1 else []
    (mean,) = axes.plot(days, totals.mean(axis=1), color="black", linewidth=1.2, label=language.text("Mean"))
    if spread:
        figure.legend(handles=[*spread, mean], loc="outside lower center", ncols=3)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(language.text("Open cases"))
    axes.yaxis.set_major_formatter(TickNumbers(language))
    if len(days) < FEWEST_TICKED:
        axes.set_xticks(days)
    months = (days[-1] - days[0]) / np.timedelta64(1, "D") > LONGEST_BY_DAYS
    axes.xaxis.set_major_formatter(TickDates(language, as_months=bool(months)))
    headed(figure, [language.text("Open cases at the end of each day"), of_which(results, language)])
    return figure


def _draw_spread(axes: Axes, totals: pd.DataFrame, language: Language) -> list[Artist]:
    """A band that is the interval of the mean, and two dotted lines: the lowest and the highest replication.

    Of few replications the interval is the wider one, of many the narrower: lines over a band are seen beside both.
    Returned are the keys of both for the legend.
    """
    days = totals.index.to_numpy()
    mean = means(totals.to_numpy(float)).within(np.zeros(len(totals)), np.full(len(totals), np.inf))
    interval = axes.fill_between(days, mean.low, mean.high, color=LIGHT_BLUE, linewidth=0)
    interval.set_label(language.text("{sure} interval of the mean").format(sure=SURE))
    label = language.text("Lowest and highest of the replications")
    edges = [axes.plot(days, each, **EDGE, label=label) for each in (totals.min(axis=1), totals.max(axis=1))]
    return [*edges[0], interval]
