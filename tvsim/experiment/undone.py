"""Whether less work is done with a plan: what it saves of money and hours is in part of that work, then."""

from __future__ import annotations

from collections.abc import Mapping

from tvsim.experiment.comparison import TOLD_APART, Comparison
from tvsim.experiment.key_sample import KeySample
from tvsim.outcomes import ALL

FINISHED, RECEIVED = "finished", "received"
LEFT = ("awaiting_intake", "open_cases")
"""Figures of work that is still to be done."""
NOTABLE = 0.01
"""Part of the cases received."""


def undone(comparison: Comparison, plan: str, *, overloads_more: bool) -> list[str]:
    """Return the figures by which it is told, over all agencies, that less work is done with a plan than today.

    What is less than `NOTABLE` of the cases is not meant, but where the plan overloads somebody more than today.
    """
    received = comparison.estimate(plan, ALL, RECEIVED)
    found = {figure: comparison.difference(plan, ALL, figure) for figure in (FINISHED, *LEFT)}
    told = {figure: each.value for figure, each in found.items() if each is not None and each.verdict in TOLD_APART}
    return _undone(told, 0.0 if received is None else received.value, overloads_more=overloads_more)


def undone_by_intervals(today: KeySample, plan: KeySample, *, overloads_more: bool) -> list[str]:
    """Return the same of two samples, where no verdict is corrected."""
    place = {each: number for number, each in enumerate(plan.index())}
    found = plan.differences(today).estimates
    rows = {figure: found.row(place[ALL, figure]) for figure in (FINISHED, *LEFT)}
    told = {figure: each.value for figure, each in rows.items() if each.low > 0 or each.high < 0}
    received = plan.estimates.row(place[ALL, RECEIVED])
    return _undone(told, received.value, overloads_more=overloads_more)


def _undone(told: Mapping[str, float], received: float, *, overloads_more: bool) -> list[str]:
    """Fewer cases finished, or more that wait for it; but not where more are finished, since more come."""
    if told.get(FINISHED, 0.0) > 0:
        return []
    least = 0.0 if overloads_more else NOTABLE * received
    less_done = {figure: -by if figure == FINISHED else by for figure, by in told.items()}
    return [figure for figure, by in less_done.items() if by > least]
