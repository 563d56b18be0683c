"""Why two scenarios differ, in tables and in words: what each change does, in numbers that add up as printed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.experiment.explanation import Explanation, Whole
from tvsim.experiment.families import ERROR
from tvsim.language import Language
from tvsim.outcomes import ALL, FOREMOST, KEY_FIGURES
from tvsim.report.agency_names import agency_name
from tvsim.report.change_words import words_of
from tvsim.report.figure_names import (
    MILLION,
    MOST_DECIMALS,
    SURE,
    between_text,
    difference_decimals,
    figure_name,
    named_with_unit,
    value_text,
)
from tvsim.report.in_some import in_some, in_some_note
from tvsim.report.intake_note import explained_intake_note
from tvsim.report.titled import titled
from tvsim.scenario.transition import Alteration
from tvsim.statistics import apportioned

COLUMN_WIDTH, LONGEST_CHANGE = 28, 80
"""Columns of a screen that a figure takes, and a change at most."""
MORE_DIGITS = 1
"""So many more decimals are tried until the whole is printed as it is rounded."""
MOST_NAMED = 40
"""So many values are named of a change that is made of several."""


@dataclass(frozen=True)
class Part:
    """A difference as it is printed, its interval, and in how many replications it is; all may be missing."""

    value: float
    low: float
    high: float
    replications: int


@dataclass(frozen=True)
class Shown:
    """The parts of a figure's difference as they are printed, or as they are drawn.

    Attributes
    ----------
    digits : decimals with which all of it is printed
    base, final : values in the two scenarios
    whole : their difference
    parts : of each change, in the order of the changes
    """

    digits: int
    base: float
    final: float
    whole: Part
    parts: tuple[Part, ...]


def shown(explanation: Explanation, figure: str, agency: str = ALL) -> Shown:
    """Round a figure's parts to the decimals in which they are printed, so that they still add up.

    The two values are rounded as always; the whole is the difference of what is printed, and the parts are rounded so
    that they add up to it (`tvsim.statistics.apportioned`). Each printed number is within one unit of its last digit.
    """
    of_whole, table = explanation.whole_of(figure, agency), explanation.parts_of(figure, agency)
    exact = [float(part) for part in table["part"]]
    intervals = list(zip(map(float, table["low"]), map(float, table["high"]), strict=True))
    counts = table["replications"].astype(int)
    digits = _digits(figure, of_whole, exact, intervals)
    unit = _last_digit(figure, digits)
    base, final = (_units(each, unit) for each in (of_whole.base, of_whole.final))
    whole = None if base is None or final is None else final - base
    parts: list[int | None] = [None] * len(exact)
    if whole is not None and not any(map(math.isnan, exact)):
        parts = list(apportioned([Fraction(part) / unit for part in exact], whole))
    return Shown(
        digits,
        _value(base, unit),
        _value(final, unit),
        Part(_value(whole, unit), of_whole.low, of_whole.high, of_whole.replications),
        tuple(
            Part(_value(part, unit), *interval, count)
            for part, interval, count in zip(parts, intervals, counts, strict=True)
        ),
    )


def drawn(explanation: Explanation, figure: str, agency: str = ALL) -> Shown:
    """Return the same as it is, not rounded: where bars end and intervals lie."""
    whole, table = explanation.whole_of(figure, agency), explanation.parts_of(figure, agency)
    rows = zip(*(table[name] for name in ("part", "low", "high", "replications")), strict=True)
    parts = tuple(Part(float(part), float(low), float(high), int(count)) for part, low, high, count in rows)
    whole_part = Part(whole.whole, whole.low, whole.high, whole.replications)
    return Shown(MOST_DECIMALS, whole.base, whole.final, whole_part, parts)


def _digits(figure: str, whole: Whole, parts: Sequence[float], intervals: Sequence[tuple[float, float]]) -> int:
    """Return as many decimals as tell the largest difference, one more where a part's interval would be it alone.

    Some more where the whole would not be what it is by rounding alone: elsewhere it stands so.
    """
    sizes = [abs(each) for each in (whole.whole, *parts) if not math.isnan(each)]
    digits = difference_decimals(max(sizes, default=0.0), figure)
    unit = _last_digit(figure, digits)
    is_narrow = any(low < high and _units(low, unit) == _units(high, unit) != 0 for low, high in intervals)
    least = min(digits + 1, MOST_DECIMALS) if is_narrow else digits
    enough = (each for each in range(least, least + MORE_DIGITS + 1) if _adds_up(whole, _last_digit(figure, each)))
    return next(enough, least)


def _adds_up(whole: Whole, unit: Fraction) -> bool:
    """Whether the whole, as rounded by itself, is the difference of the two values as they are rounded."""
    base, final, apart = (_units(each, unit) for each in (whole.base, whole.final, whole.whole))
    return base is None or final is None or apart is None or base + apart == final


def _last_digit(figure: str, digits: int) -> Fraction:
    """One unit of the last digit that is printed, in the unit of the figure."""
    unit = KEY_FIGURES[figure].unit
    scale = Fraction(1, 100) if unit == "share" else Fraction(int(MILLION)) if unit == "đồng" else Fraction(1)
    return scale / Fraction(10**digits)


def _units(value: float, unit: Fraction) -> int | None:
    return None if math.isnan(value) else round(Fraction(float(value)) / unit)


def _value(units: int | None, unit: Fraction) -> float:
    return float("nan") if units is None else float(units * unit)


def change_text(explanation: Explanation, change: Alteration, language: Language, most: int = 3) -> str:
    """Return a change in words: ``Officers at the counter: Department of Justice: 3 → 4``."""
    return change.in_words(words_of(explanation.changes, explanation.final, language), most)


def scenario_names(explanation: Explanation, language: Language) -> tuple[str, str]:
    """What the two scenarios are called: their titles, with their names where these are the same."""
    both = explanation.base, explanation.final
    titles = [language.name(each.plan.name, each.name) for each in both]
    if titles[0] == titles[1]:
        titles = [f"{title} ({each.name})" for title, each in zip(titles, both, strict=True)]
    return ("A: " + titles[0], "B: " + titles[1]) if titles[0] == titles[1] else (titles[0], titles[1])


def agency_title(explanation: Explanation, language: Language, agency: str) -> str:
    """What an agency is called, in the first of the two scenarios that has it; nothing for all of them."""
    return "" if agency == ALL else agency_name(agency, (explanation.base, explanation.final), language)


def show(
    explanation: Explanation, language: Language, console: Console, figures: Sequence[str] = FOREMOST, agency: str = ALL
) -> None:
    """Print what each change does to each figure, how that adds up, and what can be said of it."""
    for some in _side_by_side(explanation, language, console, figures):
        console.print(part_table(explanation, language, some, agency))
    for text in sentences(explanation, language, figures, agency):
        console.print(Text(text))


def _side_by_side(
    explanation: Explanation, language: Language, console: Console, figures: Sequence[str]
) -> Iterator[Sequence[str]]:
    """Figures that have room beside each other, in tables of about the same width."""
    longest = max((len(change_text(explanation, change, language)) for change in explanation.changes), default=0)
    room = console.width - min(longest, LONGEST_CHANGE, console.width // 3)
    tables = math.ceil(len(figures) / max(1, room // COLUMN_WIDTH))
    at_once = math.ceil(len(figures) / tables)
    return (figures[first : first + at_once] for first in range(0, len(figures), at_once))


def part_table(explanation: Explanation, language: Language, figures: Sequence[str], agency: str = ALL) -> Table:
    """Values in the first scenario, the part of each change with its interval, values in the second, and the whole."""
    base, final = scenario_names(explanation, language)
    heading = language.text("From {base} to {final}: what each change does").format(base=base, final=final)
    where = agency_title(explanation, language, agency)
    table = titled(heading + (f"\n{where}" if where else ""))
    table.add_column(Text(language.text("Change")), overflow="fold", max_width=LONGEST_CHANGE)
    for figure in figures:
        table.add_column(Text(named_with_unit(figure, language, difference=True)), justify="right")
    found = [shown(explanation, figure, agency) for figure in figures]
    both = list(zip(figures, found, strict=True))
    table.add_row(
        Text(base),
        *(Text(value_text(each.base, name, language, unit=False, digits=each.digits)) for name, each in both),
    )
    table.add_section()
    for number, change in enumerate(explanation.changes):
        cells = [part_shown(each.parts[number], name, each.digits, explanation, language) for name, each in both]
        table.add_row(Text(change_text(explanation, change, language)), *map(Text, cells))
    table.add_section()
    table.add_row(
        Text(final),
        *(Text(value_text(each.final, name, language, unit=False, digits=each.digits)) for name, each in both),
    )
    whole = [part_shown(each.whole, name, each.digits, explanation, language) for name, each in both]
    table.add_row(Text(language.text("Whole difference")), *map(Text, whole), style="bold")
    return table


def part_shown(
    part: Part, figure: str, digits: int, explanation: Explanation, language: Language, *, unit: bool = False
) -> str:
    """Return a difference with its interval, where there is one, and in how many replications it is, if not in all."""
    text = between_text(part.value, part.low, part.high, figure, language, unit=unit, digits=digits)
    return in_some(text, part.replications, explanation.replications)


def sentences(explanation: Explanation, language: Language, figures: Sequence[str], agency: str = ALL) -> list[str]:
    """What can be said of the parts, figure by figure, and how they were found."""
    if not explanation.changes:
        return [language.text("The two scenarios differ in nothing that decides a figure.")]
    found = [_said(explanation, language, figure, agency) for figure in figures]
    if any(explanation.parts_of(figure, agency)["part"].isna().any() for figure in figures):
        found.append(language.text("Missing (–): a scenario on the way has no case or visit behind the figure."))
    counts = pd.concat([explanation.parts_of(figure, agency)["replications"] for figure in figures])
    found += in_some_note(counts, explanation.replications, language)
    return [
        *found,
        *_together(explanation, language),
        _averaged(explanation, language),
        _sure(explanation, language, agency),
        *explained_intake_note(explanation, scenario_names(explanation, language), language),
    ]


def _said(explanation: Explanation, language: Language, figure: str, agency: str) -> str:
    """What has done most to a figure, and what cannot be told from nothing."""
    own = shown(explanation, figure, agency)
    name = figure_name(figure, language)
    base, final = (value_text(each, figure, language, digits=own.digits) for each in (own.base, own.final))
    whole = part_shown(own.whole, figure, own.digits, explanation, language, unit=True)
    text = language.text("{figure}: {base} → {final}, which is {whole}.").format(
        figure=name, base=base, final=final, whole=whole
    )
    sizes = explanation.parts_of(figure, agency)["part"].abs().to_numpy(float)
    if math.isnan(float(sizes.max())):
        return text
    if sizes.max() == 0:
        return f"{text} " + language.text("No change has any effect on it.")
    is_sure = explanation.parts_of(figure, agency)["p_corrected"].le(ERROR).tolist()  # a missing one says nothing
    sure = [number for number in range(len(sizes)) if is_sure[number]]
    if not sure:
        return f"{text} " + language.text("What each change does to it cannot be told from no effect.")
    if len(sizes) > 1:
        text += " " + _largest(explanation, language, figure, own, sure, sizes)
    unsure = [
        change_text(explanation, change, language, 1)
        for change, size, certain in zip(explanation.changes, sizes, is_sure, strict=True)
        if size and not certain
    ]
    if unsure:
        text += " " + language.text("Cannot be told from no effect: {changes}.").format(changes="; ".join(unsure))
    return text


def _largest(
    explanation: Explanation,
    language: Language,
    figure: str,
    own: Shown,
    sure: Sequence[int],
    sizes: NDArray[np.float64],
) -> str:
    """Which change has the largest part, of those that have some for certain, and whether that may be chance.

    It is no chance for certain where its interval does not meet that of any other part, whatever their signs.
    """
    number = max(sure, key=lambda number: sizes[number])
    of_all = sizes[number] == sizes.max()
    text = language.text("The largest part has “{change}”: {part}.")
    if not of_all:
        text = language.text("Of the parts that can be told from no effect the largest has “{change}”: {part}.")
    least = min(abs(own.parts[number].low), abs(own.parts[number].high))
    others = [part for place, part in enumerate(own.parts) if place != number and (of_all or place in sure)]
    if any(math.isnan(part.low) or max(abs(part.low), abs(part.high)) >= least for part in others):
        text = text.removesuffix(".") + language.text("; that it is larger than the next is not certain.")
    return text.format(
        change=change_text(explanation, explanation.changes[number], language, 1),
        part=part_shown(own.parts[number], figure, own.digits, explanation, language, unit=True),
    )


def _together(explanation: Explanation, language: Language) -> list[str]:
    text = language.text("Only possible together, and taken as one change: {change}.")
    return [
        text.format(change=change_text(explanation, change, language, MOST_NAMED))
        for change in explanation.taken_together
    ]


def _averaged(explanation: Explanation, language: Language) -> str:
    """Over which orders the parts are averages."""
    orders = explanation.orders
    if orders.changes == 1:
        return language.text("There is one change: its part is the whole difference.")
    count, possible = (language.number(each) for each in (orders.count, orders.possible))
    if orders.sampled is None:
        return language.text(
            "What a change does depends on those made before: each part is the average over all {count} orders in "
            "which the {changes} changes can be made. So the parts add up to the whole exactly, also as printed: for "
            "that a last digit may be one more or less than by rounding alone."
        ).format(count=count, changes=orders.changes)
    text = language.text(
        "What a change does depends on those made before: each part is the average over {count} of the {possible} "
        "orders in which the {changes} changes can be made, drawn by the seed, each with its reverse; the intervals "
        "hold the error of that, too. The parts add up to the whole exactly, also as printed."
    )
    if orders.count < 4:
        text = language.text(
            "What a change does depends on those made before: each part is the average over {count} of the {possible} "
            "orders in which the {changes} changes can be made, an order and its reverse: two say nothing of how sure "
            "the parts are, four do. The parts add up to the whole exactly, also as printed."
        )
    return text.format(count=count, possible=possible, changes=orders.changes)


def _sure(explanation: Explanation, language: Language, agency: str) -> str:
    count = explanation.replications
    said = language.text(
        "Replications: {count} of each of {scenarios} scenarios, which met the same citizens; seed {seed}."
    )
    if not explanation.same_citizens:
        said = language.text(
            "Replications: {count} of each of {scenarios} scenarios; seed {seed}. Where more or fewer come, or on "
            "other days, not all citizens are the same."
        )
    text = said.format(
        count=language.number(count),
        scenarios=language.number(len(explanation.orders.subsets)),
        seed=explanation.seed,
    )
    if count < 2:
        return f"{text} " + language.text("One replication says nothing about how sure the parts are.")
    if not explanation.statements(agency):
        return text
    sure = language.text(
        "In brackets: {sure} interval of each part by itself. Which parts are told from no effect is corrected by Holm "
        "for {statements} of them, those of all figures: the chance that any is so by mistake is at most 5 %."
    )
    return f"{text} " + sure.format(sure=SURE, statements=language.number(explanation.statements(agency)))


def table_of(explanation: Explanation) -> pd.DataFrame:
    """All parts and, with an empty name of the change, the wholes: one row each, for files."""
    whole = explanation.wholes.rename(columns={"whole": "part"}).assign(change="", order_error=0.0)
    table = pd.concat([explanation.parts.reset_index(), whole.reset_index()], ignore_index=True)
    columns = ["agency", "figure", "change", "part", "low", "high", "order_error", "p", "p_corrected"]
    columns += ["replications", "base", "final"]
    floats = ["part", "low", "high", "order_error", "p", "p_corrected", "base", "final"]
    return table[[*columns, "unit"]].astype(dict.fromkeys(floats, float) | {"replications": int})


def write(
    explanation: Explanation, folder: Path, language: Language, figures: Sequence[str] = FOREMOST, agency: str = ALL
) -> list[Path]:
    """Write the parts as Parquet and CSV, and a waterfall of each figure; return the files.

    Waterfalls that an earlier explanation left there are removed: they would be taken for this one's.
    """
    from tvsim.report.files import write_pictures, write_table  # noqa: PLC0415
    from tvsim.report.waterfall import waterfall  # noqa: PLC0415

    written = write_table(table_of(explanation), folder / "figures", "explanation")
    pictures = {
        f"waterfall_{figure}": partial(waterfall, explanation, figure, language, agency)
        for figure in (figures if explanation.changes else ())
    }
    return written + write_pictures(pictures, folder, older="waterfall_*")
