"""What a paper states of a plan: the figures that are told apart, of the whole centre and of single agencies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tvsim.experiment.comparison import TOLD_APART, Comparison, Difference, Verdict, is_beyond_nothing
from tvsim.outcomes import ALL, FOREMOST, KEY_FIGURES, Better

FURTHER = tuple(figure for figure in KEY_FIGURES if figure not in FOREMOST)
"""Figures of the whole centre that are told where they are better or worse."""
BY_AGENCY = ("wait_mean_min", "within_target", "overdue_true")
"""Figures that are told agency by agency."""
SUMMED_UP = ("wait_mean_min", "wait_p90_min", "within_target", "not_served", "overdue_true", "overdue_official")
"""Figures of single agencies that stand in the summary; others where an agency has none of these."""
ALSO_BY_AGENCY = ("wait_median_min", "wait_p90_min", "wait_p95_min", "left_share", "not_served", "overdue_official")
"""Other figures of waits and overdue cases, told where they can be told apart."""
OTHERS = tuple(figure for figure in (*BY_AGENCY, *ALSO_BY_AGENCY) if figure not in SUMMED_UP)


class Statement(NamedTuple):
    """A difference of one figure of one agency, or of all, that is told apart from none."""

    agency: str
    figure: str
    found: Difference

    @property
    def key(self) -> tuple[str, str]:
        """Agency and figure."""
        return self.agency, self.figure


def told(
    comparison: Comparison,
    plan: str,
    agency: str,
    figures: Sequence[str],
    verdicts: Collection[Verdict] = TOLD_APART,
) -> list[Statement]:
    """Return the differences of an agency that have some verdicts, in the order of the figures."""
    found = ((figure, comparison.difference(plan, agency, figure)) for figure in figures)
    return [Statement(agency, figure, each) for figure, each in found if each is not None and each.verdict in verdicts]


def told_of_agencies(
    comparison: Comparison, plan: str, agencies: Sequence[str], verdict: Verdict
) -> dict[str, list[Statement]]:
    """Return for which agencies something gets better, or worse: the figures summed up of each, or else others.

    Of a centre with one agency that is told of the centre.
    """
    if len(agencies) < 2:
        return {}
    found = {}
    for agency in agencies:
        own = told(comparison, plan, agency, (*SUMMED_UP, *OTHERS), {verdict})
        if own:
            found[agency] = [each for each in own if each.figure in SUMMED_UP] or own
    return found


def leaning(comparison: Comparison, plan: str, agencies: Sequence[str]) -> dict[str, list[Statement]]:
    """Return what gets worse for single agencies by their intervals alone, though it is not told among so many.

    Of a centre with one agency that is told of the centre.
    """
    if len(agencies) < 2:
        return {}
    found = {agency: worse_by_interval(comparison, plan, agency, BY_AGENCY) for agency in agencies}
    return {agency: own for agency, own in found.items() if own}


def worse_by_interval(comparison: Comparison, plan: str, agency: str, figures: Sequence[str]) -> list[Statement]:
    """Return which figures get worse by their intervals alone."""
    return [
        each
        for each in told(comparison, plan, agency, figures, {Verdict.OPEN})
        if is_beyond_nothing(each.found)
        and KEY_FIGURES[each.figure].better is not Better.NEITHER
        and not KEY_FIGURES[each.figure].is_better_by(each.found.value)
    ]


def statements(comparison: Comparison, plan: str, agencies: Sequence[str]) -> list[Statement]:
    """Return all that the summary states: of the whole centre, and what gets worse for single agencies."""
    further = told(comparison, plan, ALL, FURTHER, {Verdict.BETTER, Verdict.WORSE})
    worse = told_of_agencies(comparison, plan, agencies, Verdict.WORSE)
    return [*told(comparison, plan, ALL, FOREMOST), *further, *(each for own in worse.values() for each in own)]
