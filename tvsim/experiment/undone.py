"""Whether less work is done with a plan: what it saves of money and hours is in part of that work, then."""

from __future__ import annotations

import math
from collections.abc import Mapping

from tvsim.experiment.comparison import TOLD_APART, Comparison, Difference, is_beyond_nothing
from tvsim.experiment.key_sample import KeySample
from tvsim.loads import expected_dossiers
from tvsim.outcomes import ALL
from tvsim.scenario.schema import Plan
from tvsim.statistics import Estimate

FINISHED, RECEIVED = "finished", "received"
LEFT = ("awaiting_intake", "open_cases")
"""Figures of work that is still to be done."""
NOTABLE = 0.01
"""Part of the cases received."""
_DIGITS = 9
"""Of a part: where dossiers come another way, their sum is another in the last digits."""


def undone(comparison: Comparison, plan: str, *, overloads_more: bool) -> list[str]:
    """Return the figures by which it is told, over all agencies, that less work is done with a plan than today.

    Where fewer dossiers are to come, fewer are finished, and no work is left by that; who comes and goes home in vain
    leaves work. What is less than `NOTABLE` of the cases is not meant, but where the plan overloads somebody more than
    today.
    """
    received = comparison.estimate(plan, ALL, RECEIVED)
    found = {figure: comparison.difference(plan, ALL, figure) for figure in (FINISHED, *LEFT)}
    told = {figure: each for figure, each in found.items() if each is not None and each.verdict in TOLD_APART}
    today = comparison.estimate(comparison.names[0], ALL, FINISHED)
    if received is None or today is None:
        return []
    share = fewer_to_come(comparison.scenarios[0].plan, comparison.scenarios[comparison.names.index(plan)].plan)
    return _undone(told, received.value, share * today.value, overloads_more=overloads_more)


def fewer_to_come(today: Plan, plan: Plan) -> float:
    """Which part of today's dossiers is expected not to come in the period with a plan; 0 where as many do, or more."""
    before, after = (math.fsum(expected_dossiers(each).values()) for each in (today, plan))
    return round(max(1 - after / before, 0.0), _DIGITS) if before else 0.0


def undone_by_intervals(
    today: KeySample, plan: KeySample, fewer_come: float = 0.0, *, overloads_more: bool
) -> list[str]:
    """Return the same of two samples, where no verdict is corrected, and such a part of today's is not to come."""
    place = {each: number for number, each in enumerate(plan.index())}
    found = plan.differences(today).estimates
    rows = {figure: found.row(place[ALL, figure]) for figure in (FINISHED, *LEFT)}
    told = {figure: each for figure, each in rows.items() if is_beyond_nothing(each)}
    received = plan.estimates.row(place[ALL, RECEIVED])
    finished = today.estimates.row(list(today.index()).index((ALL, FINISHED)))
    return _undone(told, received.value, fewer_come * finished.value, overloads_more=overloads_more)


def _undone(
    told: Mapping[str, Difference | Estimate], received: float, fewer_come: float, *, overloads_more: bool
) -> list[str]:
    """Fewer cases finished than would be as so many fewer come, or more that wait; not where more are finished."""
    finished = told.get(FINISHED)
    if finished is not None and finished.value > 0:
        return []
    notable = NOTABLE * received
    least = 0.0 if overloads_more else notable
    left = [figure for figure in LEFT if figure in told and told[figure].value > least]
    if finished is None:
        return left
    # How many fewer came is uncertain, too: the whole interval tells it, and a little less of less says nothing.
    fewer, enough = (-finished.high - fewer_come, notable) if fewer_come else (-finished.value, least)
    return [FINISHED, *left] if fewer > enough else left
