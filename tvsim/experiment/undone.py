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

    Where fewer come, fewer are finished: that is no work left. What is less than `NOTABLE` of the cases is not meant,
    but where the plan overloads somebody more than today.
    """
    received = comparison.estimate(plan, ALL, RECEIVED)
    found = {figure: comparison.difference(plan, ALL, figure) for figure in (RECEIVED, FINISHED, *LEFT)}
    told = {figure: each.value for figure, each in found.items() if each is not None and each.verdict in TOLD_APART}
    return _undone(told, 0.0 if received is None else received.value, overloads_more=overloads_more)


def undone_by_intervals(today: KeySample, plan: KeySample, *, overloads_more: bool) -> list[str]:
    """Return the same of two samples, where no verdict is corrected."""
    place = {each: number for number, each in enumerate(plan.index())}
    found = plan.differences(today).estimates
    rows = {figure: found.row(place[ALL, figure]) for figure in (RECEIVED, FINISHED, *LEFT)}
    told = {figure: each.value for figure, each in rows.items() if each.low > 0 or each.high < 0}
    received = plan.estimates.row(place[ALL, RECEIVED])
    return _undone(told, received.value, overloads_more=overloads_more)


def _undone(told: Mapping[str, float], received: float, *, overloads_more: bool) -> list[str]:
    """Fewer cases finished than are received fewer, or more that wait for it; not where more are finished."""
    if told.get(FINISHED, 0.0) > 0:
        return []
    notable = NOTABLE * received
    fewer_come = -min(told.get(RECEIVED, 0.0), 0.0)
    less_done = {figure: told.get(figure, 0.0) for figure in LEFT}
    less_done = {FINISHED: -told.get(FINISHED, 0.0) - fewer_come} | less_done
    least = dict.fromkeys(less_done, 0.0 if overloads_more else notable)
    if fewer_come:  # a little less of less says nothing
        least[FINISHED] = notable
    return [figure for figure, by in less_done.items() if by > least[figure]]
