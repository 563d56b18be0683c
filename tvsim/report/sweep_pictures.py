"""Pictures of a sweep: a line, a heat map, or points, by how many places are varied and how; readable in grey."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from tvsim.experiment.sweep import Sweep
from tvsim.language import MISSING, Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.figure import Figure
from tvsim.report.figure_names import decimals, figure_name, in_brackets, shown_value, value_text
from tvsim.report.headings import headed, how_sure, in_lines
from tvsim.report.place_names import is_share, place_name, placed_text, unit_at
from tvsim.report.plots import BLUE, DARK_FROM, GREY, LIGHT_BLUE, RED, interval_in_brackets

MOST_NUMBERS = 150
"""Cells of a heat map in which numbers can still be read."""
MOST_TICKS = 12
MOST_OWN_TICKS = 5
"""Intervals between ticks where they stand at round numbers: percentages with a decimal have room in a panel."""
COLUMNS = 3
"""Panels beside each other."""
LONGEST_LABEL = 46
ROOM_FOR_LABEL = 0.12
"""Part of a panel's height that is added above what is drawn, for the label of where the base is."""


def picture(sweep: Sweep, language: Language, figure: str, agencies: Sequence[str] = (ALL,)) -> Figure:
    """Draw one figure over what is varied, a panel for each agency.

    One varied number is a line with its interval as a band; two over a grid are a heat map with the figure and the
    half-width of its interval; more, or a design that fills the space, are points with their intervals over each place.
    """
    places = sweep.design.places
    over_grid = sweep.design.kind == "grid"
    if over_grid and len(places) == 1:
        drawn = _panels(sweep, language, figure, agencies, _line)
    elif over_grid and len(places) == 2:
        drawn = _panels(sweep, language, figure, agencies, _heat_map)
    else:
        drawn = _scatter(sweep, language, figure, agencies)
    lines = [figure_name(figure, language) + _where(sweep, language, agencies)]
    what = language.text("the lines")
    if over_grid and len(places) == 2:
        what = language.text("numbers in brackets") if len(sweep.design) <= MOST_NUMBERS else ""
        lines.append(_base_line(sweep, language, figure, agencies))
    elif over_grid and len(places) == 1 and _are_numbers(sweep.table[places[0]]):
        what = language.text("the bands")
    name = language.name(sweep.scenario.plan.name, sweep.scenario.name)
    counts = [count for agency in agencies for count in sweep.of(figure, agency)["replications"]]
    headed(drawn, [*lines, how_sure(name, sweep.replications, what, language, counts)])
    return drawn


def _base_line(sweep: Sweep, language: Language, figure: str, agencies: Sequence[str]) -> str:
    """Where the base is, and what the figure is there."""
    at = [
        f"{place_name(place, sweep.scenario, language)} = "
        + (MISSING if value is None else placed_text(value, place, language))
        for place, value in sweep.base_values.items()
    ]
    there = [value_text(float(sweep.of_base(figure, agency)["estimate"]), figure, language) for agency in agencies]
    of = figure_name(figure, language)
    return language.text("as it is: {value}").format(value=f"{'; '.join(at)} → {of} = {', '.join(there)}")


def _where(sweep: Sweep, language: Language, agencies: Sequence[str]) -> str:
    return "" if len(agencies) > 1 else f": {agency_name(agencies[0], [sweep.scenario], language)}"


def _panels(sweep: Sweep, language: Language, figure: str, agencies: Sequence[str], draw: Any) -> Figure:
    width, height = _size(sweep, draw)
    drawn = Figure(figsize=(width * len(agencies) + 0.6, height), dpi=120, layout="constrained")
    for axes, agency in zip(drawn.subplots(1, len(agencies), squeeze=False)[0], agencies, strict=True):
        draw(axes, sweep, language, figure, agency)
        if len(agencies) > 1:
            axes.set_title(
                in_lines(agency_name(agency, [sweep.scenario], language), LONGEST_LABEL),
                fontsize="medium",
                parse_math=False,
            )
    return drawn


def _size(sweep: Sweep, draw: Any) -> tuple[float, float]:
    if draw is _line:
        return 6.0, 4.5
    rows, columns = (len(dict.fromkeys(values)) for values in zip(*sweep.design.points, strict=True))
    return min(max(0.75 * columns + 2.8, 5), 14), min(max(0.42 * rows + 2.2, 3.6), 12)


def _line(axes: Axes, sweep: Sweep, language: Language, figure: str, agency: str) -> None:
    """The figure over one varied place, with a band that is its interval, and the base marked."""
    (place,) = sweep.design.places
    rows = sweep.of(figure, agency)
    x = _positions(rows[place])
    value, low, high = (_shown(rows[name], figure) for name in ("estimate", "low", "high"))
    if _are_numbers(rows[place]):
        axes.fill_between(x, low, high, color=LIGHT_BLUE, linewidth=0)
        axes.plot(x, value, color=BLUE, marker="o", markersize=5, linewidth=1.8)
    else:
        _with_intervals(axes, x, value, low, high)
        axes.set_xlim(-0.5, len(x) - 0.5)
    _x_axis(axes, sweep, language, place)
    _y_axis(axes, language, figure, value)
    _mark_base(axes, sweep, language, figure, agency, place)
    axes.grid(axis="y", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _mark_base(axes: Axes, sweep: Sweep, language: Language, figure: str, agency: str, place: str) -> None:
    """A vertical line where the base is, and its figure there."""
    at = _base_line_at(axes, sweep, language, place)
    value = shown_value(float(sweep.of_base(figure, agency)["estimate"]), figure)
    if at is not None and not math.isnan(value):
        axes.plot([at], [value], marker="D", markersize=8, markerfacecolor="white", markeredgecolor=RED, zorder=4)


def _base_line_at(axes: Axes, sweep: Sweep, language: Language, place: str) -> float | None:
    """Draw a vertical line where the base is, with its name; returns where, or none where the base is not there."""
    at = _base_position(sweep, place)
    if at is None:
        return None
    least, most = axes.get_ylim()
    axes.set_ylim(least, most + ROOM_FOR_LABEL * (most - least))
    axes.axvline(at, color=GREY, linestyle=":", linewidth=1.4)
    label = language.text("as it is: {value}").format(value=placed_text(sweep.base_values[place], place, language))
    positions = _positions(sweep.table[place])
    is_left = at <= (positions.min() + positions.max()) / 2  # the longer side of the panel has room for the name
    axes.annotate(
        label, (at, 1), xycoords=("data", "axes fraction"), xytext=(4 if is_left else -4, -4),
        textcoords="offset points", va="top", ha="left" if is_left else "right", fontsize="small", color="#444444",
    )  # fmt: skip
    return at


def _heat_map(axes: Axes, sweep: Sweep, language: Language, figure: str, agency: str) -> None:
    """The figure over a grid of two places: the first upwards, the second to the right."""
    first, second = sweep.design.places
    value, low, high = (
        sweep.pivot(figure, agency, name).map(lambda each: shown_value(each, figure))
        for name in ("estimate", "low", "high")
    )
    image = axes.imshow(value.to_numpy(float), aspect="auto", cmap="Blues", origin="lower")
    for place, set_ticks, values in ((first, axes.set_yticks, value.index), (second, axes.set_xticks, value.columns)):
        chosen = range(0, len(values), math.ceil(len(values) / (2 * MOST_TICKS)))
        set_ticks(list(chosen), [placed_text(values[each], place, language) for each in chosen])
    axes.set_xlabel(in_lines(place_name(second, sweep.scenario, language), LONGEST_LABEL), parse_math=False)
    axes.set_ylabel(in_lines(place_name(first, sweep.scenario, language), 36), parse_math=False)
    if value.size <= MOST_NUMBERS:
        numbers = tuple(each.to_numpy(float) for each in (value, low, high))
        _write_numbers(axes, numbers, language, figure)
    _frame_base(axes, sweep, value)
    colorbar = axes.figure.colorbar(image, ax=axes)
    colorbar.set_label(axis_label(figure, language))
    colorbar.ax.yaxis.set_major_formatter(TickNumbers(language))


def _write_numbers(axes: Axes, numbers: tuple[np.ndarray, ...], language: Language, figure: str) -> None:
    """Write values with their intervals into the cells."""
    value, low, high = numbers
    least, most = np.nanmin(value, initial=np.inf), np.nanmax(value, initial=-np.inf)
    if not least < most:
        most = least + 1
    for (row, column), each in np.ndenumerate(value):
        if np.isnan(each):
            continue
        dark = each > least + DARK_FROM * (most - least)
        ends = (float(low[row, column]), float(high[row, column]))
        text = language.number(float(each), decimals(figure))
        text += interval_in_brackets(ends, decimals(figure), language, before="\n")
        axes.text(column, row, text, ha="center", va="center", fontsize=7, color="white" if dark else "black")


def _frame_base(axes: Axes, sweep: Sweep, value: pd.DataFrame) -> None:
    """A frame around the cell that is the base, where it is one of the grid."""
    first, second = (sweep.base_values[place] for place in sweep.design.places)
    rows, columns = list[object](value.index), list[object](value.columns)
    if first in rows and second in columns:
        corner = (columns.index(second) - 0.5, rows.index(first) - 0.5)
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor=RED, linewidth=2.2, zorder=3))


def _scatter(sweep: Sweep, language: Language, figure: str, agencies: Sequence[str]) -> Figure:
    """The figure at all points over each varied place; a row of panels for each agency."""
    places = sweep.design.places
    columns = min(len(places), COLUMNS)
    of_agency = math.ceil(len(places) / columns)
    rows = of_agency * len(agencies)
    drawn = Figure(figsize=(4.2 * columns + 0.4, 3.4 * rows + 0.8), dpi=120, layout="constrained")
    panels = drawn.subplots(rows, columns, squeeze=False)
    for axes in panels.ravel():
        axes.set_axis_off()
    for number, agency in enumerate(agencies):
        found = sweep.of(figure, agency)
        value, low, high = (_shown(found[name], figure) for name in ("estimate", "low", "high"))
        for spot, place in enumerate(places):
            axes = panels[number * of_agency + spot // columns][spot % columns]
            axes.set_axis_on()
            _with_intervals(axes, _positions(found[place]), value, low, high)
            _x_axis(axes, sweep, language, place)
            _y_axis(axes, language, figure, value)
            if len(agencies) > 1:
                axes.set_title(
                    in_lines(agency_name(agency, [sweep.scenario], language), 40), fontsize="small", parse_math=False
                )
            _base_line_at(axes, sweep, language, place)
    return drawn


def _with_intervals(axes: Axes, x: np.ndarray, value: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
    """Points, each with a line that is its interval."""
    around = np.nan_to_num(np.array([value - low, high - value])).clip(min=0)
    axes.errorbar(x, value, around, fmt="o", markersize=4.5, color=BLUE, ecolor=GREY, elinewidth=1.2)


def _positions(values: pd.Series[Any]) -> np.ndarray:
    """Where values stand on an axis: numbers where they are, words one after the other."""
    if _are_numbers(values):
        return values.to_numpy(float)
    return np.asarray(pd.factorize(values)[0], dtype=float)


def _are_numbers(values: pd.Series[Any]) -> bool:
    return all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in values.tolist())


def _base_position(sweep: Sweep, place: str) -> float | None:
    value = sweep.base_values[place]
    values = sweep.table[place]
    if value is None:
        return None
    if _are_numbers(values):
        return float(value)
    words = list(dict.fromkeys(values))
    return float(words.index(value)) if value in words else None


def _x_axis(axes: Axes, sweep: Sweep, language: Language, place: str) -> None:
    """Name the axis, with ticks at the values of a grid; those of other designs lie anywhere, also close together."""
    name = place_name(place, sweep.scenario, language)
    values = sweep.table[place]
    distinct = list(dict.fromkeys(values))
    if not _are_numbers(values):
        axes.set_xticks(range(len(distinct)), [placed_text(each, place, language) for each in distinct])
    elif sweep.design.kind == "grid" and len(distinct) <= MOST_TICKS:
        axes.set_xticks(distinct, [placed_text(each, place, language) for each in distinct])
    else:
        name += in_brackets(unit_at(place, language))
        are_whole = all(isinstance(each, int) for each in distinct)
        axes.xaxis.set_major_locator(MaxNLocator(MOST_OWN_TICKS, integer=are_whole))
        axes.xaxis.set_major_formatter(TickNumbers(language, as_percent=is_share(place)))
    axes.set_xlabel(in_lines(name, LONGEST_LABEL), parse_math=False)


def _y_axis(axes: Axes, language: Language, figure: str, value: np.ndarray) -> None:
    axes.set_ylabel(axis_label(figure, language))
    axes.yaxis.set_major_formatter(TickNumbers(language))
    if np.isnan(value).all():
        axes.set_yticks([])
        axes.text(0.5, 0.5, language.text("No point has this figure."), transform=axes.transAxes, ha="center")


def _shown(values: pd.Series[float], figure: str) -> np.ndarray:
    """Values in the unit in which they are shown."""
    return np.array([shown_value(float(each), figure) for each in values])
