"""A waterfall: from the figure of one scenario, change by change, to that of another."""

from __future__ import annotations

import math
import re
import textwrap
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from tvsim.experiment.explanation import Explanation
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.explanation import Part, Shown, agency_title, change_text, drawn, scenario_names, shown
from tvsim.report.figure import Figure
from tvsim.report.figure_names import SURE, difference_text, figure_name, shown_value, value_text
from tvsim.report.headings import fewer_said
from tvsim.report.plots import BLUE, GREY, LIGHT_BLUE, ORANGE

LONGEST_LINE, MOST_LINES = 40, 3
"""Characters and lines of a change's name beside the picture; the rest is left out."""
LONGEST_TITLE_LINE = 95
MOST_NAMED = 2
"""So many values are named of a change that has several."""
_SHORT_CHANGE = re.compile(r"(\S{1,8}) → (\S{1,8})(?=$|[ ;])")
_IN_PATH = re.compile(r"(?<=[a-z_\]])\.(?=[a-z])")
HEIGHT = 0.62
"""Of a bar, where the next one is 1 below."""
RISING: dict[str, Any] = {"facecolor": ORANGE, "edgecolor": "black", "hatch": "///", "linewidth": 0.6}
FALLING: dict[str, Any] = {"facecolor": LIGHT_BLUE, "edgecolor": BLUE, "linewidth": 0.6}
CUT_FROM = 3.0
"""Where the least that is drawn is so many times what the changes do, the axis begins near it and not at 0."""
LABEL_ROOM = 0.22
"""Room to the right for the values, as a part of what is drawn."""
ROW_INCHES, AROUND_INCHES, WIDTH_INCHES = 0.56, 1.9, 9.5


def waterfall(explanation: Explanation, figure: str, language: Language, agency: str = ALL) -> Figure:
    """Draw the value in the first scenario, the part of each change one below the other, and the second value.

    What rises is hatched, what falls is not, so that they differ in grey print too. Thin lines are 95 % intervals of
    each part by itself. Where a part is missing, nothing is drawn but the two values.
    """
    own, exact = shown(explanation, figure, agency), drawn(explanation, figure, agency)
    names = [_wrapped(change_text(explanation, change, language, MOST_NAMED)) for change in explanation.changes]
    first, last = map(_wrapped, scenario_names(explanation, language))
    rows = len(names) + 2
    picture = Figure(figsize=(WIDTH_INCHES, ROW_INCHES * rows + AROUND_INCHES), dpi=120, layout="constrained")
    axes = picture.add_subplot()
    first_label, last_label = (value_text(each, figure, language, digits=own.digits) for each in (own.base, own.final))
    _value_bar(axes, 0, exact.base, first_label, figure)
    before = exact.base
    for row, (part, printed) in enumerate(zip(exact.parts, own.parts, strict=True), start=1):
        _part_bar(axes, row, before, part, difference_text(printed.value, figure, language, digits=own.digits), figure)
        before += part.value
    _connect(axes, rows - 1, exact.final, figure)
    _value_bar(axes, rows - 1, exact.final, last_label, figure)
    axes.set_yticks(range(rows), [first, *names, last], fontsize=8, parse_math=False)
    axes.set_ylim(rows - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    _scale(axes, exact, figure, language)
    _legend(picture, exact, language)
    _title(picture, explanation, figure, language, agency)
    return picture


def _wrapped(name: str) -> str:
    """A name in a few lines: paths may be broken after a dot, what changes and into what stay together."""
    whole = _SHORT_CHANGE.sub("\\1\u00a0→\u00a0\\2", name)
    broken = _IN_PATH.sub(".\u200b ", whole) if len(name) > LONGEST_LINE else whole
    lines = textwrap.wrap(broken, LONGEST_LINE, max_lines=MOST_LINES, placeholder=" …")
    return "\n".join(lines).replace("\u200b ", "").replace("\u200b", "").replace("\u00a0", " ")


def _value_bar(axes: Axes, row: int, value: float, label: str, figure: str) -> None:
    if math.isnan(value):
        return
    axes.barh(row, shown_value(value, figure), HEIGHT, color=GREY, edgecolor="black", linewidth=0.6)
    _label(axes, row, shown_value(value, figure), label)


def _part_bar(axes: Axes, row: int, before: float, part: Part, label: str, figure: str) -> None:
    if math.isnan(part.value):
        return
    begins, width = shown_value(before, figure), shown_value(part.value, figure)
    axes.barh(row, width, HEIGHT, left=begins, **(RISING if width > 0 else FALLING))
    _connect(axes, row, before, figure)
    furthest = max(begins, begins + width)
    if not math.isnan(part.low):
        low, high = (begins + shown_value(each, figure) for each in (part.low, part.high))
        seen = [withStroke(linewidth=3, foreground="white")]  # over hatches too
        axes.plot([low, high], [row, row], color="black", linewidth=1, marker="|", markersize=6, path_effects=seen)
        furthest = max(furthest, high)
    _label(axes, row, furthest, label)


def _connect(axes: Axes, row: int, value: float, figure: str) -> None:
    """Join a bar to the one above it, which ends where it begins."""
    at = shown_value(value, figure)
    axes.plot([at, at], [row - 1 - HEIGHT / 2, row + HEIGHT / 2], color="black", linewidth=0.6)


def _label(axes: Axes, row: int, at: float, text: str) -> None:
    axes.annotate(text, (at, row), xytext=(5, 0), textcoords="offset points", va="center", fontsize=8)


def _scale(axes: Axes, own: Shown, figure: str, language: Language) -> None:
    """Let the axis begin at 0, or where the parts would be too small to be seen, near them, and say so."""
    least, most = _range(own, figure)
    span = (most - min(least, 0.0)) or 1.0
    is_cut = least > CUT_FROM * (most - least) > 0
    if is_cut:
        span = most - least
    axes.set_xlim(least - 0.15 * span if is_cut else min(least, 0.0), most + LABEL_ROOM * span)
    name = axis_label(figure, language)
    axes.set_xlabel(language.text("{figure}; the axis does not begin at 0").format(figure=name) if is_cut else name)
    axes.locator_params(axis="x", nbins=7)
    axes.grid(axis="x", linewidth=0.4, alpha=0.6)
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.xaxis.set_major_formatter(TickNumbers(language))


def _range(own: Shown, figure: str) -> tuple[float, float]:
    """The least and the most that is drawn, in the unit in which it is shown."""
    values, before = [own.base, own.final], own.base
    for part in own.parts:
        values += [before + part.value, before + part.low, before + part.high]
        before += part.value
    known = [shown_value(each, figure) for each in values if not math.isnan(each)]
    return min(known, default=0.0), max(known, default=0.0)


def _legend(picture: Figure, own: Shown, language: Language) -> None:
    """Say what the kinds of bars are, those that are drawn."""
    signs = {part.value > 0 for part in own.parts if part.value}
    marks: list[Artist] = []
    if True in signs:
        marks.append(Patch(**RISING, label=language.text("Raises the figure")))
    if False in signs:
        marks.append(Patch(**FALLING, label=language.text("Lowers the figure")))
    if any(not math.isnan(part.low) for part in own.parts):
        text = language.worded("{sure} interval of the part by itself", sure=SURE)
        marks.append(Line2D([], [], color="black", linewidth=1, marker="|", label=text))
    if marks:
        picture.legend(handles=marks, loc="outside lower center", ncols=len(marks), fontsize=8)


def _title(picture: Figure, explanation: Explanation, figure: str, language: Language, agency: str) -> None:
    base, final = scenario_names(explanation, language)
    where = agency_title(explanation, language, agency)
    lines = [
        figure_name(figure, language) + (f", {where}" if where else ""),
        language.text("From {base} to {final}: what each change does").format(base=base, final=final),
        _how_found(explanation, figure, language, agency),
    ]
    text = "\n".join(wrapped for each in lines for wrapped in textwrap.wrap(each, LONGEST_TITLE_LINE))
    picture.suptitle(text, x=0.01, ha="left", fontsize="medium", parse_math=False)


def _how_found(explanation: Explanation, figure: str, language: Language, agency: str) -> str:
    count = language.number(explanation.replications)
    text = language.text("Replications: {count}").format(count=count)
    if len(explanation.changes) > 1:
        text = language.text("Replications: {count}; average over {orders} orders of the changes").format(
            count=count, orders=language.number(explanation.orders.count)
        )
    return fewer_said(text, explanation.replications, explanation.parts_of(figure, agency)["replications"], language)
