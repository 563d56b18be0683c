"""The order within an instant: ends, joins, then mail rounds, signing hours and closings; at last the free take."""

from __future__ import annotations

from tvsim.models.shared import shared

END, JOIN, ROUND = 0, 1, 2
"""Parts of an instant, in their order; plain numbers, for they are looked up a million times in a year."""
PHASES = 3


@shared
def order_within_instant(current: int, phase: int) -> int:
    """Order of something scheduled for this very instant while what has order ``current`` happens.

    It falls into the same round if its phase is still to come or going on, else into the next.
    """
    turn, going_on = divmod(current, PHASES)
    return PHASES * (turn + (phase < going_on)) + phase


@shared
def joins_at_once(current: int) -> bool:
    """Whether what joins now does so at once, or in a next round, for mail rounds and signing hours must not see it."""
    return current % PHASES < ROUND
