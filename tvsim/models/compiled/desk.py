"""Desk work: the intake of what came by post or online, in office time."""

from __future__ import annotations

from tvsim.calendar import NONE
from tvsim.codes import Activity
from tvsim.models import rules
from tvsim.models.compiled import centre, counters
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.queues import joined, without_first
from tvsim.models.compiled.records import add_activity, add_desk_item
from tvsim.models.instants import END


@compiled
def join(c: Centre, case: int) -> None:
    """A dossier came in."""
    item = add_desk_item(c, case, c.table[case].desk_ms[c.state[case].tries])
    _lay_in(c, c.state[case].group, item)


@compiled
def _lay_in(c: Centre, group: int, item: int) -> None:
    own, row = c.groups[group], c.desk_items[item]
    own.desk = joined(c.nodes, c.clock[0], own.desk, rules.desk_place(row.joined_at), row.case, item)
    counters.call_to_take(c, group)


@compiled
def first(c: Centre, group: int) -> int:
    """Take the first dossier out of the queue."""
    row = c.groups[group]
    item = c.nodes[row.desk].row
    row.desk = without_first(c.nodes, c.clock[0], row.desk)
    return item


@compiled
def work(c: Centre, officer: int, item: int) -> None:
    """Check a dossier, until the end of the block at most."""
    row, server, began_at = c.desk_items[item], c.officers[officer], now(c)
    if row.started_at == NONE:
        row.started_at = began_at
    row.officer = officer
    worked_ms = min(row.left_ms, c.shifts[server.shift].ends_at - began_at)
    server.in_hand, server.worked_ms = item, worked_ms
    add_activity(c, officer, Activity.DESK, began_at, began_at + worked_ms, worked_ms, row.case)
    at(c, began_at + worked_ms, END, Act.LAYS_ASIDE, officer)


@compiled
def lays_aside(c: Centre, officer: int) -> None:
    """A dossier is checked; or, at the end of the block, it is laid aside, and goes on where it stopped."""
    server = c.officers[officer]
    item = server.in_hand
    row = c.desk_items[item]
    if server.worked_ms < row.left_ms:
        row.left_ms -= server.worked_ms
        _lay_in(c, server.group, item)
    else:
        row.ended_at = now(c)
        centre.intake_done(c, row.case, False)
    counters.go_on(c, officer)
