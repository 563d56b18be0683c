"""A run of the compiled engine: lays the centre out, lets the loop run, and gathers the records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from tvsim.calendar import DAY_MS
from tvsim.models.compiled.clock import fault, latest
from tvsim.models.compiled.layout import GROWING, Centre, Room, lay_out
from tvsim.models.compiled.loop import DONE, FAULT, NO_ROOM, OUT_OF_ORDER, TO_ARRANGE
from tvsim.models.compiled.ready import advance, turn
from tvsim.models.records import (
    Activities,
    CaseRecords,
    DeskItems,
    Records,
    Requests,
    Signatures,
    Tasks,
    Visits,
    columns_of,
)
from tvsim.models.states import StateError, check_cases, check_resources

if TYPE_CHECKING:
    from tvsim.demand import CaseTable
    from tvsim.resources import Resources

TOLD_EVERY_MS = 7 * DAY_MS
MOST_EVENTS_A_CASE = 64
"""Each visit, try, request and review of a case can leave one event or two that wait to happen."""


def simulate(
    table: CaseTable,
    resources: Resources,
    tell: Callable[[float], None] | None = None,
    room: Room | None = None,
    *,
    in_columns: bool = False,
) -> Records:
    """Run the cases of a table through the centre, as `tvsim.models.centre.simulate` does.

    The interpreter's lock is held only before and after the loop, so that several runs can go on in threads.

    Parameters
    ----------
    table : CaseTable
    resources : Resources
    tell : callable, optional
        Told about each week which part of the run is over.
    room : Room, optional
        Memory to work in. The records of a run lie in it: the next run in the same room overwrites them.
    in_columns : bool
        Whether the columns of cases and visits lie each by itself, which is quicker for whoever works on columns; else
        they lie in rows, in half the memory.

    Raises
    ------
    StateError
        If the cases or the resources cannot be, or lead to something that cannot be.
    """
    check_resources(resources)
    room = room or Room()
    c = lay_out(table, resources, room)
    ends_at = resources.ends_at
    stops = [*range(0, ends_at if tell else 0, TOLD_EVERY_MS), ends_at]
    for stop in stops:
        _advance(c, stop, room, table, resources)
        if tell is not None:
            tell(stop / ends_at)
    return _records(c, room if in_columns else None)


def _advance(c: Centre, until_at: int, room: Room, table: CaseTable, resources: Resources) -> None:
    """Run up to a time, and do what the loop stops for."""
    stopped = NO_ROOM
    while stopped != DONE:
        stopped = advance(c, until_at)
        if stopped == NO_ROOM:
            enlarge(c, room)
        elif stopped == OUT_OF_ORDER:
            coming = c.arrivals[: int(c.clock[0].coming)]
            coming[:] = coming[np.argsort(c.table["comes_at"][coming], kind="stable")]
        elif stopped == TO_ARRANGE:
            c.put("activities_in_order", room.of("activities_in_order", int(c.clock[0].activities)))
        elif stopped == FAULT:
            check_cases(table, resources)
            raise fault(c)


def enlarge(c: Centre, room: Room) -> None:
    """Make half as much room again in each table that is nearly full.

    Raises
    ------
    StateError
        If more events wait to happen than cases and staff can ever set off.
    """
    clock = c.clock[0]
    need = int(clock.margin + clock.nodes)
    most = MOST_EVENTS_A_CASE * len(c.table) + int(clock.margin)
    if clock.events > most:
        raise StateError(f"{latest(c)}: {int(clock.events):,} events wait to happen, more than {most:,}")
    for name in GROWING:
        rows, used = getattr(c, name), int(clock[name])
        if len(rows) - used < need:
            grown = np.empty(used + used // 2 + 4 * need, dtype=rows.dtype)
            grown[: len(rows)] = rows
            c.put(name, grown)
            room.keep(name, grown)


def _records(c: Centre, turned_in: Room | None) -> Records:
    """Tables of a finished run; turned into columns where there is room for them."""

    def table(kind: type[Any], name: str, used: int) -> Any:
        rows = getattr(c, name)[:used]
        if turned_in is None or kind not in (CaseRecords, Visits):
            return columns_of(kind, rows)
        names = [field.name for field in fields(kind)]
        columns = turned_in.of_columns(kind.__name__, len(names), used)
        turn(rows.view(np.int64).reshape(used, rows.dtype.itemsize // np.dtype(np.int64).itemsize), columns)
        return kind(**dict(zip(names, columns, strict=True)))

    clock = c.clock[0]
    return Records(
        table(CaseRecords, "state", len(c.table)),
        table(Visits, "visits", int(clock.visits)),
        table(DeskItems, "desk_items", int(clock.desk_items)),
        table(Tasks, "tasks", int(clock.tasks)),
        table(Signatures, "signatures", int(clock.signatures)),
        table(Requests, "requests", int(clock.requests)),
        table(Activities, "activities_in_order", int(clock.activities)),
        int(clock.moments),
    )
