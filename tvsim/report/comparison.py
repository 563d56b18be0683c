"""A comparison in tables and in words: what is better, worse, or cannot be told apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.experiment.yardsticks import other_yardsticks
from tvsim.language import MISSING, Language, marked
from tvsim.outcomes import ALL, FOREMOST, KEY_FIGURES
from tvsim.report.agency_names import agency_name
from tvsim.report.differing import differing, estimated, named_differing
from tvsim.report.figure_names import (
    SURE,
    figure_name,
    in_brackets,
    named_with_unit,
    unit_text,
)
from tvsim.report.in_some import in_some_note
from tvsim.report.intake_note import intake_note
from tvsim.report.price_note import price_note
from tvsim.report.titled import titled
from tvsim.report.undone_note import undone_note

SHOWN = (
    "visits", "wait_mean_min", "wait_p90_min", "within_target", "not_served", "overdue_true", "overdue_official",
    "acknowledged_in_time", "awaiting_intake", "utilisation", "overtime_hours", "waiting_hours", "staff_cost",
)  # fmt: skip
"""Figures of the summaries in papers and workbooks, where there are any."""
SAID = (
    Verdict.BETTER, Verdict.WORSE, Verdict.MORE, Verdict.LESS, Verdict.OPEN, Verdict.EQUAL, Verdict.UNLIKE,
    Verdict.MISSING,
)  # fmt: skip
"""In the order in which they are said."""
FEW = 10
"""Of fewer replications it is hardly known how much they vary."""
WITHOUT_NUMBERS = {Verdict.EQUAL, Verdict.UNLIKE, Verdict.MISSING}
VERDICTS = {
    Verdict.BETTER: marked("Better"),
    Verdict.WORSE: marked("Worse"),
    Verdict.MORE: marked("More"),
    Verdict.LESS: marked("Less"),
    Verdict.OPEN: marked("Not told apart"),
    Verdict.EQUAL: marked("Exactly equal"),
    Verdict.UNLIKE: marked("Not comparable"),
    Verdict.MISSING: marked("Cannot be said (fewer than two replications have it)"),
}
"""How each verdict is called."""


def show(
    comparison: Comparison, language: Language, console: Console, figures: Sequence[str] = (), agency: str = ALL
) -> None:
    """Print the estimates side by side, the differences to the first scenario, and what can be said of them.

    Of the figures that are asked for; of all where none are.
    """
    chosen = figures or tuple(KEY_FIGURES)
    console.print(estimate_table(comparison, language, chosen, agency))
    console.print(difference_table(comparison, language, chosen, agency))
    for text in sentences(comparison, language, agency, chosen):
        console.print(Text(text))


def titles(comparison: Comparison, language: Language) -> dict[str, str]:
    """What each scenario is called for readers: its title, with its name where two have the same."""
    found = {
        name: language.name(each.scenario.plan.name, name)
        for name, each in zip(comparison.names, comparison.results, strict=True)
    }
    twice = {title for title in found.values() if list(found.values()).count(title) > 1}
    return {name: f"{title} ({name})" if title in twice else title for name, title in found.items()}


def estimate_table(comparison: Comparison, language: Language, figures: Sequence[str], agency: str) -> Table:
    """Each scenario's figures with their intervals, a scenario a column."""
    table = _titled(comparison, language, marked("Key figures"), agency)
    for title in titles(comparison, language).values():
        table.add_column(Text(title), justify="right", overflow="fold")
    for figure in figures:
        cells = (_estimate(comparison, name, agency, figure, language) for name in comparison.names)
        table.add_row(Text(named_with_unit(figure, language)), *map(Text, cells))
    return table


def difference_table(comparison: Comparison, language: Language, figures: Sequence[str], agency: str) -> Table:
    """Differences to the first scenario with their intervals and verdicts, a scenario a column."""
    first = titles(comparison, language)[comparison.names[0]]
    table = _titled(comparison, language, marked("Difference to {scenario}"), agency, scenario=first)
    for name in comparison.names[1:]:
        table.add_column(Text(titles(comparison, language)[name]), justify="right", overflow="fold")
    for figure in figures:
        cells = (_difference(comparison, name, agency, figure, language) for name in comparison.names[1:])
        table.add_row(Text(named_with_unit(figure, language, difference=True)), *map(Text, cells))
    return table


def by_agency_table(comparison: Comparison, scenario: str, figure: str, language: Language) -> Table:
    """One figure of each agency: in the first scenario and in another, with the difference and its verdict."""
    table = titled(named_with_unit(figure, language))
    table.add_column(Text(language.text("Agency")), overflow="fold")
    first, named = comparison.names[0], titles(comparison, language)
    unit = in_brackets(unit_text(figure, language, difference=True))
    for heading in (named[first], named[scenario], language.text("Difference") + unit):
        table.add_column(Text(heading), justify="right", overflow="fold")
    for agency in (*comparison.results[0].scenario.plan.agencies, ALL):
        cells = [_estimate(comparison, name, agency, figure, language) for name in (first, scenario)]
        cells.append(_difference(comparison, scenario, agency, figure, language))
        table.add_row(Text(agency_title(comparison, language, agency)), *map(Text, cells))
    return table


def _titled(comparison: Comparison, language: Language, heading: str, agency: str, **about: str) -> Table:
    where = "" if agency == ALL else ", " + agency_title(comparison, language, agency)
    table = titled(language.text(heading).format(**about) + where)
    table.add_column(Text(language.text("Figure")), overflow="fold")
    return table


def agency_title(comparison: Comparison, language: Language, agency: str) -> str:
    """Return what an agency is called, in the first scenario that has it."""
    return agency_name(agency, (each.scenario for each in comparison.results), language)


def _estimate(comparison: Comparison, scenario: str, agency: str, figure: str, language: Language) -> str:
    return estimated(comparison.estimate(scenario, agency, figure), comparison.replications, figure, language)


def _difference(comparison: Comparison, scenario: str, agency: str, figure: str, language: Language) -> str:
    found = comparison.difference(scenario, agency, figure)
    if found is None:
        return MISSING
    text = differing(found, comparison.replications, figure, language, unit=False)
    return f"{text}\n{language.text(VERDICTS[found.verdict])}"


def sentences(
    comparison: Comparison, language: Language, agency: str = ALL, figures: Sequence[str] = tuple(KEY_FIGURES)
) -> list[str]:
    """What can be said of each scenario by some figures, and how sure that is."""
    names = titles(comparison, language)
    first = names[comparison.names[0]]
    found = []
    for name in comparison.names[1:]:
        lines = [f"  {text}" for text in _said(comparison, name, agency, language, figures)]
        if agency == ALL:
            lines += [f"  {text}" for text in undone_note(comparison, name, language)]
        if lines:
            heading = language.text("{scenario} against {first}:").format(scenario=names[name], first=first)
            found.append("\n".join([heading, *lines]))
    return [
        *found,
        how_sure(comparison, language, agency),
        *_bracketed(comparison, language, agency, figures),
        *(f"{each}." for each in other_yardsticks(comparison.scenarios, [*names.values()], language)),
        *_pairing(comparison, language, agency, figures),
        *_at_the_desk(comparison, language),
        *_without_price(comparison, language, figures),
    ]


def _bracketed(comparison: Comparison, language: Language, agency: str, figures: Sequence[str]) -> list[str]:
    """What square brackets are, where a figure has them."""
    both = pd.concat([comparison.estimates, comparison.differences])["replications"]
    of_these = both.loc[(slice(None), [agency], list(figures))]
    return in_some_note(of_these, comparison.replications, language)


def _at_the_desk(comparison: Comparison, language: Language) -> list[str]:
    """Where many dossiers await intake, by scenario."""
    both = zip(titles(comparison, language).values(), comparison.results, strict=True)
    return [f"{title}: {text}" for title, each in both for text in intake_note(each, language)]


def _without_price(comparison: Comparison, language: Language, figures: Sequence[str]) -> list[str]:
    """What is not in the costs, by scenario, or in all of them alike."""
    if not set(figures) & {"staff_cost", "postage"}:
        return []
    notes = [price_note(each.plan, language) for each in comparison.scenarios]
    if all(each == notes[0] for each in notes):
        return notes[0]
    named = zip(titles(comparison, language).values(), notes, strict=True)
    return [f"{title}: {text}" for title, own in named for text in own]


def _said(
    comparison: Comparison, scenario: str, agency: str, language: Language, figures: Sequence[str]
) -> Iterable[str]:
    """One line a verdict: the figures of which it holds, with their differences."""
    own = {figure: comparison.difference(scenario, agency, figure) for figure in figures}
    for verdict in SAID:
        parts = [
            figure_name(figure, language)
            if verdict in WITHOUT_NUMBERS
            else named_differing(figure, found, comparison.replications, language)
            for figure, found in own.items()
            if found is not None and found.verdict is verdict
        ]
        if parts:
            yield f"{language.text(VERDICTS[verdict])}: {'; '.join(parts)}."


def how_sure(comparison: Comparison, language: Language, agency: str = ALL) -> str:
    """How many replications there are, and what the verdicts of an agency are corrected for."""
    corrected = corrected_by(comparison, language, agency)
    if not comparison.statements(by_agency=agency != ALL):
        return corrected
    counted = language.text(
        "Replications: {count} of each scenario, seed {seed}. In brackets: {sure} intervals."
    ).format(count=language.number(comparison.replications), seed=comparison.results[0].seed, sure=SURE)
    return f"{counted} {corrected}"


def corrected_by(comparison: Comparison, language: Language, agency: str = ALL) -> str:
    """Return what the verdicts of an agency are corrected for, or that one replication has none."""
    statements = comparison.statements(by_agency=agency != ALL)
    if not statements and comparison.replications > 1:
        return language.text("No figure is measured alike in the scenarios, so that none is compared.")
    if not statements:
        return language.text("One replication of each scenario: nothing can be said of how sure the differences are.")
    return language.text(
        "The verdicts are corrected by Holm for {statements} comparisons made at once: the chance that any of them is "
        "wrong is at most 5 %; so an interval alone may exclude zero where the verdict is still open."
    ).format(statements=language.number(statements))


def _pairing(comparison: Comparison, language: Language, agency: str, figures: Sequence[str]) -> list[str]:
    """Whether all met the same citizens, and how much that has narrowed the intervals, or that it has not."""
    apart, text = comparison.unlike(language, [*titles(comparison, language).values()]), language.text
    if apart:
        return [f"{each}." for each in apart]
    met = text("All scenarios met the same citizens.")
    if not comparison.same_citizens:
        met = text("More or fewer come to one of the scenarios, or on other days: not all citizens are the same.")
    part = comparison.narrowing(agency, figures)
    if math.isnan(part) or part <= 0:
        return [met]
    digits = 1 if part > 0.3 else 0
    if round(1 / part**2, digits) <= 1:
        gained = text("That has not narrowed the intervals of the differences here (median of those told apart).")
        return [f"{met} {gained}"]
    gained = text(
        "What they have in common made the intervals of the differences {part} as wide as if each had met citizens of "
        "its own (median of those told apart), which would have taken some {times} times as many replications."
    ).format(part=language.percent(part, 0), times=language.number(1 / part**2, digits))
    if comparison.replications < FEW:
        gained += " " + text("With so few replications these two numbers are rough.")
    return [f"{met} {gained}"]


def files_of(comparison: Comparison) -> dict[str, pd.DataFrame]:
    """Tables of a comparison, by file name."""
    estimates, differences = comparison.estimates.reset_index(), comparison.differences.reset_index()
    return {"estimates": estimates, "differences": differences.assign(verdict=differences["verdict"].map(str))}


def write(
    comparison: Comparison, folder: Path, language: Language, figures: Sequence[str] = (), agency: str = ALL
) -> list[Path]:
    """Write the tables of a comparison as Parquet and CSV, and its picture of the figures that are asked for.

    Of the foremost where none are; return the files.
    """
    from tvsim.report.comparison_picture import compared  # noqa: PLC0415
    from tvsim.report.files import write_pictures, write_table  # noqa: PLC0415

    written = []
    for name, table in files_of(comparison).items():
        written += write_table(table, folder / "figures", name)
    return written + write_pictures(
        {"comparison": lambda: compared(comparison, language, figures or FOREMOST, agency)}, folder
    )
