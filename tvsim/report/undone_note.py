"""Where less work is done with a plan than today: what gets better by that is not all gained."""

from __future__ import annotations

from tvsim.experiment.comparison import Comparison
from tvsim.experiment.undone import undone
from tvsim.language import Language
from tvsim.loads import overloads_more
from tvsim.outcomes import ALL
from tvsim.report.differing import named_differing


def undone_note(comparison: Comparison, plan: str, language: Language) -> list[str]:
    """Say by what it is told that less work is done with a plan; nothing where that is not told."""
    other = comparison.results[comparison.names.index(plan)].scenario
    is_overloaded = overloads_more(comparison.scenarios[0].plan, other.plan)
    figures = undone(comparison, plan, overloads_more=is_overloaded)
    found = [
        named_differing(figure, each, comparison.replications, language)
        for figure in figures
        if (each := comparison.difference(plan, ALL, figure)) is not None
    ]
    return [less_done("; ".join(found), language)] if found else []


def less_done(figures: str, language: Language) -> str:
    """Say by which figures less work is done."""
    return language.text(
        "Less work is done than today: {figures}. What gets better is so in part by work that is not done."
    ).format(figures=figures)
