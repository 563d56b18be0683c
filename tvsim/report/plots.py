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
from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter

from tvsim.calendar import DAY_MS, HOUR_MS
from tvsim.experiment import Results
from tvsim.language import Language, marked
from tvsim.outcomes.waits import waits
from tvsim.report.axes import TickNumbers
from tvsim.report.figure import Figure
from tvsim.report.headings import of_which

BLUE, LIGHT_BLUE, ORANGE, RED, GREY = "#2b6ca3", "#9ecae1", "#f0a030", "#b02418", "#777777"
"""Colours that also differ in brightness, and to the colour-blind."""

DARK_FROM = 0.7
"""Part of the colours of a heat map from which white is read better on them than black."""

Picture = Callable[[Results, Language], Figure]


LONGEST_LINE, LINES_OF_A_NAME = 50, 2
"""Characters and lines of an agency's name beside a picture; the rest is left out."""
LONGEST_TITLE_LINE = 95
FEWEST_TICKED = 10
"""Of fewer days each has a tick."""
LONGEST_BY_DAYS = 150
"""Of a longer period the axis has months, of which no two ticks are then in the same one."""


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


def _title(figure: Figure, results: Results, heading: str, language: Language, *, first_only: bool = False) -> None:
    line = of_which(results, language, first_only=first_only)
    lines = textwrap.wrap(line, LONGEST_TITLE_LINE) if len(line) > LONGEST_TITLE_LINE else [line]
    text = "\n".join([language.text(heading), *lines])
    figure.suptitle(text, x=0.01, ha="left", fontsize="medium", parse_math=False)


def _all_waits(results: Results) -> pd.DataFrame:
    """Agency, hour, wait and whether called, of the visits of the first replication, the only one kept whole."""
    found = waits(results.kept)
    hour = found.ticket_at % DAY_MS // HOUR_MS
    return pd.DataFrame({"agency": found.agency, "hour": hour, "wait_min": found.wait_min, "called": found.served})


def waits_by_hour(results: Results, language: Language) -> Figure:
    """Heat map of the mean wait by agency and hour of the ticket."""
    names = list(_agency_names(results, language).values())
    means = _all_waits(results).pivot_table(index="agency", columns="hour", values="wait_min", aggfunc="mean")
    figure, axes = _figure(9, 0.45 * len(means) + 2)
    if means.empty:
        axes.set_xlabel(language.text("Nobody came."))
        _title(figure, results, marked("Mean wait by agency and hour"), language, first_only=True)
        return figure
    image = axes.imshow(means.to_numpy(), aspect="auto", cmap="Blues", vmin=0)
    axes.set_yticks(range(len(means)), [names[number] for number in means.index], parse_math=False)
    axes.set_xticks(range(means.shape[1]), [f"{hour}:00" for hour in means.columns])
    axes.set_xlabel(language.text("Hour in which the ticket was taken"))
    largest = float(np.nanmax(means.to_numpy(), initial=0.0))
    for (row, column), value in np.ndenumerate(means.to_numpy()):
        if not np.isnan(value):
            colour = "white" if value > DARK_FROM * largest else "black"
            shown = language.number(value, 0 if value >= 10 else 1)
            axes.text(column, row, shown, ha="center", va="center", color=colour)
    figure.colorbar(image, ax=axes, label=language.text("Mean wait (min)"))
    _title(figure, results, marked("Mean wait by agency and hour"), language, first_only=True)
    return figure


def wait_distribution(results: Results, language: Language) -> Figure:
    """Share of visits called within so many minutes, with the target line; who left is never called."""
    found = _all_waits(results)
    target_min = results.scenario.plan.targets.wait_min
    figure, axes = _figure(8, 4.5)
    drawn = []
    for agency, name, style in _extremes(results, language):
        own = found if agency is None else found[found["agency"] == agency]
        called_after = np.sort(own["wait_min"][own["called"]])
        if len(called_after):
            axes.step(called_after, np.arange(1, len(called_after) + 1) / len(own), where="post", **style)
            drawn.append(name)
    axes.axvline(target_min, color=RED, linestyle="--", linewidth=1)
    label = language.text("target {minutes} min").format(minutes=language.number(target_min))
    axes.annotate(label, (target_min, 0.03), xytext=(4, 0), textcoords="offset points", color=RED)
    axes.set_xlim(0, max(60.0, 2 * target_min))
    axes.set_ylim(0, 1.02)
    axes.yaxis.set_major_formatter(lambda share, _: language.percent(share, 0))
    axes.set_xlabel(language.text("Wait from ticket to call (min)"))
    axes.set_ylabel(language.text("Share of visits"))
    _legend(axes, drawn)
    _title(figure, results, marked("How long people wait"), language, first_only=True)
    return figure


def _legend(axes: Axes, names: Sequence[str]) -> None:
    """Name the first lines; the names are put in afterwards, since a label with ``_`` before it would be left out."""
    if names:
        lines = axes.get_lines()[: len(names)]
        legend = axes.legend(lines, [str(number) for number in range(len(names))], loc="lower right")
        for text, name in zip(legend.get_texts(), names, strict=True):
            text.set(text=name, parse_math=False)


def _extremes(results: Results, language: Language) -> list[tuple[int | None, str, dict[str, Any]]]:
    """All agencies together, and those with the longest and the shortest mean wait."""
    names = _agency_names(results, language)
    waits_of = results.key_figures["wait_mean_min"].iloc[:-1].dropna()
    chosen: list[tuple[int | None, str, dict[str, Any]]] = [
        (None, language.text("All"), {"color": "black", "linewidth": 2.2})
    ]
    if len(waits_of) > 1:
        for key, colour, dash in ((waits_of.idxmax(), ORANGE, "-."), (waits_of.idxmin(), BLUE, ":")):
            number = list(names).index(str(key))
            chosen.append((number, names[str(key)], {"color": colour, "linestyle": dash, "linewidth": 1.8}))
    return chosen


def overdue_by_agency(results: Results, language: Language) -> Figure:
    """Cases by agency: early, on time, late, open past due; means over the replications."""
    stock = reduce(pd.DataFrame.add, (stock.astype(float) for stock in results.replications.frames("stock")))
    by_agency = (stock / len(results.replications)).groupby("agency", sort=False).sum()
    parts = (
        ("early", marked("Early"), LIGHT_BLUE, ""),
        ("on_time", marked("On time"), BLUE, "//"),
        ("late", marked("Late"), ORANGE, "xx"),
        ("open_past_due", marked("Open past due"), RED, ".."),
    )
    shares = by_agency[[name for name, *_ in parts]]
    shares = shares.div(shares.sum(axis=1).replace(0, np.nan), axis=0)
    names = _agency_names(results, language)
    figure, axes = _figure(9, 0.4 * len(shares) + 2)
    left = np.zeros(len(shares))
    rows = np.arange(len(shares))
    for name, label, colour, hatch in parts:
        width = shares[name].fillna(0).to_numpy()
        axes.barh(rows, width, left=left, color=colour, hatch=hatch, edgecolor="white", label=language.text(label))
        left += width
    overdue = results.key_figures["overdue_true"]
    for row, key in enumerate(shares.index):
        axes.text(1.01, row, language.percent(overdue[key], 1), va="center")
    axes.set_yticks(rows, [names[str(key)] for key in shares.index], parse_math=False)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda share, _: language.percent(share, 0))
    axes.set_xlabel(language.text("Share of cases decided or open past due; on the right: overdue, true clock"))
    figure.legend(loc="outside lower center", ncols=4)
    _title(figure, results, marked("Early, on time, overdue"), language)
    return figure


def open_cases(results: Results, language: Language) -> Figure:
    """Open cases through the period, all agencies: mean of the replications, and a band from lowest to highest."""
    totals = pd.concat([cases.sum(axis=1) for cases in results.replications.frames("open_cases")], axis=1)
    figure, axes = _figure(9, 4)
    days = totals.index.to_numpy()
    several = totals.shape[1] > 1
    if several:
        band = language.text("Lowest to highest of the replications")
        axes.fill_between(days, totals.min(axis=1), totals.max(axis=1), color=LIGHT_BLUE, label=band)
    axes.plot(days, totals.mean(axis=1), color=BLUE, label=language.text("Mean"))
    if several:
        figure.legend(loc="outside lower center", ncols=2)
    axes.set_ylim(bottom=0)
    axes.set_ylabel(language.text("Open cases"))
    axes.yaxis.set_major_formatter(TickNumbers(language))
    if len(days) < FEWEST_TICKED:
        axes.set_xticks(days)
    months = (days[-1] - days[0]) / np.timedelta64(1, "D") > LONGEST_BY_DAYS
    axes.xaxis.set_major_formatter(DateFormatter("%m/%Y" if months else "%d/%m"))  # type: ignore[no-untyped-call]
    _title(figure, results, marked("Open cases at the end of each day"), language)
    return figure
