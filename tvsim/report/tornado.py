"""A tornado: how far a figure moves as each assumption goes through its range, the widest bar on top."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from tvsim.experiment.sensitivity import Sensitivity
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.axes import TickNumbers, axis_label
from tvsim.report.figure import Figure
from tvsim.report.figure_names import difference_decimals, difference_text, figure_name, shown_value, value_text
from tvsim.report.headings import headed, how_sure, in_lines
from tvsim.report.place_names import place_name, placed_text
from tvsim.report.plots import LIGHT_BLUE, ORANGE

MOST_BARS = 15
MARK = " *"
"""Behind the name of an assumption that cannot be told from no effect."""
LONGEST_NAME, LINES_OF_A_NAME = 50, 3
"""Characters of an assumption's name on one line, and lines that a row has room for."""
ENDS = {"low": (LIGHT_BLUE, "", -0.2), "high": (ORANGE, "////", 0.2)}
"""Colour, hatch and place within its row of the bar for each end of a range; black lines are seen on both colours."""


def tornado(found: Sensitivity, language: Language, figure: str, agency: str = ALL) -> Figure:
    """Draw the assumptions that move a figure most; lines are 95 % intervals of the paired differences."""
    rows = found.of(figure, agency)
    drawn_rows = rows.head(MOST_BARS)
    drawn = Figure(figsize=(10, 0.48 * len(drawn_rows) + 2.3), dpi=120, layout="constrained")
    axes = drawn.add_subplot()
    base = float(rows["at_base"].iloc[0])
    for number, (_, row) in enumerate(drawn_rows.iterrows()):
        for end in ENDS:
            _bar(axes, row, number, end, base, figure, language)
    marked = found.ranking(figure, agency).marked
    names = [
        _name(each, found, language) + (MARK if each in marked else "") for each in map(str, drawn_rows["assumption"])
    ]
    axes.set_yticks(range(len(names)), names, fontsize="small", parse_math=False)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.axvline(shown_value(base, figure), color="black", linewidth=1)
    axes.margins(x=0.16)
    axes.set_xlabel(axis_label(figure, language))
    axes.xaxis.set_major_formatter(TickNumbers(language))
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    _legend(drawn, language)
    headed(drawn, _heading(found, rows, language, figure, agency))
    return drawn


def _name(path: str, found: Sensitivity, language: Language) -> str:
    return in_lines(place_name(path, found.scenario, language), LONGEST_NAME, LINES_OF_A_NAME)


def _bar(
    axes: Axes, row: pd.Series[float], number: int, end: str, base: float, figure: str, language: Language
) -> None:
    """One end of a range: a bar from the base to the figure there, its interval, and what the assumption is there."""
    colour, hatch, aside = ENDS[end]
    difference = float(row[f"at_{end}_difference"])
    if math.isnan(difference):
        return
    start, width = shown_value(base, figure), shown_value(difference, figure)
    axes.barh(
        number + aside, width, left=start, height=0.36, color=colour, hatch=hatch, edgecolor="white", linewidth=0.6
    )
    low, high = (shown_value(float(row[f"at_{end}_{side}"]), figure) for side in ("from", "to"))
    if not math.isnan(low):
        axes.plot([start + low, start + high], [number + aside] * 2, color="black", linewidth=1.2)
    outwards = difference > 0 if difference else end == "high"
    ends_at = [width, 0.0, *([] if math.isnan(low) else [low, high])]
    axes.annotate(
        placed_text(row[end], str(row["assumption"]), language),
        (start + (max(ends_at) if outwards else min(ends_at)), number + aside),
        xytext=(4 if outwards else -4, 0), textcoords="offset points", ha="left" if outwards else "right", va="center",
        fontsize=7,
    )  # fmt: skip


def _legend(drawn: Figure, language: Language) -> None:
    texts = {
        "low": language.text("at the low end of its range"),
        "high": language.text("at the high end of its range"),
    }
    patches = [
        Patch(facecolor=ENDS[end][0], hatch=ENDS[end][1], edgecolor="white", label=text) for end, text in texts.items()
    ]
    drawn.legend(handles=patches, loc="outside lower center", ncols=2, fontsize="small")


def _heading(found: Sensitivity, rows: pd.DataFrame, language: Language, figure: str, agency: str) -> list[str]:
    plan = found.scenario.plan
    where = agency_name(agency, [found.scenario], language)
    title = language.text("{figure}, {where}: which assumption matters most").format(
        figure=figure_name(figure, language), where=where
    )
    about = language.text("{name}; where no assumption is moved: {base} (the upright line)").format(
        name=language.name(plan.name, found.scenario.name),
        base=value_text(float(rows["at_base"].iloc[0]), figure, language),
    )
    counts = rows.head(MOST_BARS)[["at_low_replications", "at_high_replications"]].to_numpy().ravel()
    about = how_sure(about, found.replications, language.text("the black lines at the bars"), language, counts)
    certain = how_certain(found, language, figure, agency)
    return [title, about, *the_rest(rows, figure, language), *certain, *remarks(found, language)]


def the_rest(rows: pd.DataFrame, figure: str, language: Language) -> list[str]:
    """Say in a sentence what is not drawn; nothing where all are."""
    rest = rows.iloc[MOST_BARS:]
    if rest.empty or rest["swing"].isna().all():
        return []
    known = rest.dropna(subset="swing")
    is_sure = known["swing_to"].notna().all()
    most = float(known["swing_to" if is_sure else "swing"].max())
    swing = difference_text(most, figure, language, digits=difference_decimals(most, figure)).lstrip("+")
    text = language.text("{count} more assumptions move it by at most {swing} each, by the far ends of their intervals")
    if not is_sure:
        text = language.text("{count} more assumptions seem to move it by at most {swing} each")
    said = [text.format(count=language.number(len(known)), swing=swing)]
    if len(known) < len(rest):
        unknown = language.text("of {count} more nothing is known: the figure is missing")
        said.append(unknown.format(count=language.number(len(rest) - len(known))))
    return said


def how_certain(found: Sensitivity, language: Language, figure: str, agency: str = ALL) -> list[str]:
    """Say in sentences which assumption is certainly the largest, or that none is, and how many are marked."""
    ranking = found.ranking(figure, agency)
    listed = min(len(ranking.assumptions), MOST_BARS)
    return ranking.in_words(language, lambda path: place_name(path, found.scenario, language), listed)


def remarks(found: Sensitivity, language: Language) -> list[str]:
    """Say in sentences where chance has more of a say than elsewhere; nothing where it has not."""
    said = []
    if found.is_by_chance:
        said.append(
            language.text(
                "One replication has no intervals: which assumption matters more may be chance (--replications)."
            )
        )
    names = [place_name(each.path, found.scenario, language) for each in found.deciding_how_many_come]
    if names:
        text = language.text(
            "Where more or fewer come, not all citizens are the same (the first cases keep their draws), so that the "
            "intervals are wider: {names}."
        )
        said.append(text.format(names="; ".join(names)))
    return said
