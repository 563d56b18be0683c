"""Headings of pictures: what is shown, of which scenario, and how sure it is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from tvsim.experiment import Results
from tvsim.experiment.fewer import fewer
from tvsim.language import Language
from tvsim.report.figure import Figure
from tvsim.report.figure_names import SURE

LONGEST_LINE_PER_INCH = 12.5
"""Characters of a heading that fit on an inch of its width."""


def headed(figure: Figure, lines: Sequence[str]) -> None:
    """Write lines over a picture, wrapped to its width; texts of a scenario stand as they are."""
    longest = int(figure.get_figwidth() * LONGEST_LINE_PER_INCH)
    wrapped = [part for line in lines for part in (textwrap.wrap(line, longest) or [""])]
    figure.suptitle("\n".join(wrapped), x=0.01, ha="left", fontsize="medium", parse_math=False)


def of_which(results: Results, language: Language, *, first_only: bool = False) -> str:
    """Say of which scenario a picture is, and of how many replications, or that it is of the first of them."""
    plan, count = results.scenario.plan, len(results.replications)
    several = language.text("{name}; replications: {count}")
    first = language.text("{name}; the first of {count} replications")
    text = first if first_only and count > 1 else several
    return text.format(name=language.name(plan.name, results.scenario.name), count=language.number(count))


def with_intervals(results: Results, what: str, language: Language, counts: Iterable[float]) -> str:
    """Say of which scenario a picture is, of how many replications, and what in it are intervals, if anything.

    ``counts`` are the numbers of replications of the estimates themselves, of which some may be smaller.
    """
    said = of_which(results, language)
    if len(results.replications) < 2:
        return said
    text = language.text("{about}; {what} are {sure} intervals").format(about=said, what=what, sure=SURE)
    return fewer_said(text, len(results.replications), counts, language)


def how_sure(about: str, replications: int, what: str, language: Language, counts: Iterable[float]) -> str:
    """Say of how many replications each estimate in a picture is, and what in it are intervals, if anything.

    ``counts`` are the numbers of replications of the estimates themselves, of which some may be smaller.
    """
    if replications < 2:
        return language.text("{about}; one replication of each, which has no interval").format(about=about)
    text = language.text("{about}; replications of each: {count}; {what} are {sure} intervals")
    if not what:
        text = language.text("{about}; replications of each: {count}; the {sure} intervals are in the table of figures")
    said = text.format(about=about, count=language.number(replications), what=what, sure=SURE)
    return fewer_said(said, replications, counts, language)


def fewer_said(about: str, replications: int, counts: Iterable[float], language: Language) -> str:
    """Add, where some estimates are not of all replications, of how many they are at least."""
    some = fewer(counts, replications)
    if not some:
        return about
    text = language.text("{about}; some estimates are of fewer replications, at least of {fewest}")
    return text.format(about=about, fewest=language.number(min(some)))


def in_lines(text: str, longest: int, most: int = 3) -> str:
    """Return a text in lines of so many characters, at most so many lines; the rest is left out."""
    if len(text) <= longest:
        return text
    return "\n".join(textwrap.wrap(text, longest, max_lines=most, placeholder=" …"))
