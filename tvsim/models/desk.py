"""Desk work: the intake of what came by post or online, in office time."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tvsim.calendar import NONE
from tvsim.codes import Activity
from tvsim.models import rules
from tvsim.models.clock import Process
from tvsim.models.instants import END

if TYPE_CHECKING:
    from tvsim.models.centre import Centre
    from tvsim.models.counters import Officer


class Desk:
    """Dossiers of a counter group that wait for intake, first come first; a started one is resumed first."""

    def __init__(self, centre: Centre, group: int, call_to_take: Callable[[], None]) -> None:
        self.centre, self.clock, self.group = centre, centre.clock, group
        self.queue: list[tuple[int, int, int]] = []
        self._call_to_take = call_to_take
        self._left_ms: dict[int, int] = {}

    def join(self, case: int) -> None:
        """A dossier came in."""
        item = self.centre.desk_items.add(case, self.group, self.clock.now)
        self._lay_in(item, self.centre.table.desk_ms[case, self.centre.state.tries[case]])

    def _lay_in(self, item: int, left_ms: int) -> None:
        items = self.centre.desk_items
        self._left_ms[item] = left_ms
        heappush(self.queue, (rules.desk_place(items.joined_at[item]), items.case[item], item))
        self._call_to_take()

    def first(self) -> int:
        """Take the first dossier out of the queue."""
        return heappop(self.queue)[2]

    def work(self, officer: Officer, item: int) -> Process:
        """Check a dossier; at the end of the block it is laid aside, and goes on where it stopped."""
        items, clock = self.centre.desk_items, self.clock
        case, began_at, left_ms = items.case[item], clock.now, self._left_ms.pop(item)
        if items.started_at[item] == NONE:
            items.started_at[item] = began_at
        items.officer[item] = officer.number
        worked_ms = min(left_ms, officer.shift.ends_at - began_at)
        self.centre.activities.add(officer.number, Activity.DESK, began_at, began_at + worked_ms, worked_ms, case)
        yield clock.until(began_at + worked_ms, END)
        if worked_ms < left_ms:
            self._lay_in(item, left_ms - worked_ms)
        else:
            items.ended_at[item] = clock.now
            self.centre.intake_done(case, at_counter=False)
