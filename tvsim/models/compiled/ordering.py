"""The records after the run, in the order of their tables: the compiled twin of `tvsim.models.records.in_order`."""

from __future__ import annotations

from typing import Any

from tvsim.calendar import NONE
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre


@compiled
def arrange(c: Centre) -> None:
    """Put the rows of all tables into their order."""
    clock = c.clock[0]
    visits, desk_items, tasks = c.visits, c.desk_items, c.tasks
    signatures, requests = c.signatures, c.requests
    _arrange_ties(visits, clock.visits, visits.ticket_at, visits.ended_at, visits.case, visits.case)
    _arrange_ties(
        desk_items, clock.desk_items, desk_items.joined_at, desk_items.joined_at, desk_items.case, desk_items.case
    )
    _arrange_ties(tasks, clock.tasks, tasks.joined_at, tasks.joined_at, tasks.case, tasks.review)
    _arrange_ties(
        signatures, clock.signatures, signatures.ready_at, signatures.ready_at, signatures.case, signatures.case
    )
    _arrange_ties(requests, clock.requests, requests.asked_at, requests.asked_at, requests.case, requests.case)
    _by_staff(c)


@compiled
def _arrange_ties(rows: Any, count: int, began_at: Any, else_at: Any, case: Any, number: Any) -> None:
    """Sort rows, which are in the order of their times, by case and number where the times are the same."""
    first, before_at = 0, NONE
    for row in range(count):
        at = began_at[row] if began_at[row] != NONE else else_at[row]
        if at == before_at:
            place = row
            while place > first and (
                case[place - 1] > case[row] or (case[place - 1] == case[row] and number[place - 1] > number[row])
            ):
                place -= 1
            if place < row:
                rows[count] = rows[row]
                for moved in range(row, place, -1):
                    rows[moved] = rows[moved - 1]
                rows[place] = rows[count]
        else:
            first, before_at = row, at


@compiled
def _by_staff(c: Centre) -> None:
    """Sort activities by person, each person's in their order: they were counted, and are laid into place."""
    activities, count, next_place = c.activities, c.clock[0].activities, c.staff_places
    place = 0
    for staff in range(len(next_place)):
        rows = next_place[staff]
        next_place[staff] = place
        place += rows
    for row in range(count):
        staff = activities[row].staff
        c.activities_in_order[next_place[staff]] = activities[row]
        next_place[staff] += 1
