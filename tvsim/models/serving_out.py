"""How long officers may stay after their shifts to serve those who still wait: one rule for both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import NEVER

if TYPE_CHECKING:
    from tvsim.resources import Resources


def serves_until_at(resources: Resources) -> NDArray[np.int64]:
    """When serving out after each shift ends: as the counters open again, or as the officer's next shift begins.

    Returns
    -------
    array of int64, shape (shifts,)
        Engine time; `NEVER` where neither happens any more.
    """
    shifts, tickets = resources.shifts, resources.counters.tickets
    officer = shifts.officer
    until_at = np.full(len(officer), NEVER)
    until_at[:-1] = np.where(officer[1:] == officer[:-1], shifts.begins_at[1:], NEVER)
    for group in range(len(resources.counters.site)):
        own = shifts.group[officer] == group
        opens_at = np.append(tickets.begins_at[tickets.of(group)], NEVER)
        opens_again_at = opens_at[np.searchsorted(opens_at, shifts.ends_at[own], side="right")]
        until_at[own] = np.minimum(until_at[own], opens_again_at)
    return until_at
