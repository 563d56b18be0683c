"""Sign-off: a leader signs at set times of day what is ready then, earliest due first."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tvsim.models import rules
from tvsim.models.clock import Process
from tvsim.models.instants import ROUND

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Signer:
    """An agency's leader, or the People's Committee."""

    def __init__(self, centre: Centre, number: int, signed: Callable[[int], None]) -> None:
        self.centre, self.clock, self.number = centre, centre.clock, number
        self._signed = signed
        self._ready: list[tuple[int, int, int]] = []
        self.clock.process(self.signing_hours())

    def join(self, case: int) -> None:
        """A case is ready to be signed."""
        signature = self.centre.signatures.add(case, self.number, self.clock.now)
        heappush(self._ready, (rules.signature_place(self.centre.state.due_at[case]), case, signature))

    def signing_hours(self) -> Process:
        """At each signing time sign what is ready then, up to the capacity."""
        offices = self.centre.resources.offices
        capacity = int(offices.signing_capacity[self.number])
        for at in offices.signing_at.begins_at[offices.signing_at.of(self.number)].tolist():
            yield self.clock.until(at, ROUND)
            for _ in range(rules.signatures_at_once(len(self._ready), capacity)):
                _, case, signature = heappop(self._ready)
                self.centre.signatures.signed_at[signature] = at
                self._signed(case)
