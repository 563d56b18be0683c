"""Visits: coming to the counter, the ticket, the wait, and what people do who are not served."""

from __future__ import annotations

from typing import Any

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import Channel, VisitKind, VisitOutcome
from tvsim.models import rules
from tvsim.models.compiled import centre, counters, post
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.records import add_visit
from tvsim.models.instants import JOIN


@compiled
def ticket_times_ahead(c: Centre, group: int) -> tuple[Any, Any]:
    """When a group gives tickets, from this instant on: begins and ends."""
    row = c.groups[group]
    while row.next_window < row.last_window and c.stretches[row.next_window].ends_at <= now(c):
        row.next_window += 1
    windows = c.stretches[row.next_window : row.last_window]
    return windows.begins_at, windows.ends_at


@compiled
def comes(c: Centre, case: int) -> None:
    """Count a visit; each has its own draws, those after the last drawn for use the last."""
    state = c.state[case]
    c.state[case].draw = rules.draws_of_visit(state.visits)
    state.visits += 1


@compiled
def come(c: Centre, case: int) -> None:
    """Somebody comes."""
    c.state[case].came_at = now(c)
    ask_for_ticket(c, case)


@compiled
def ask_for_ticket(c: Centre, case: int) -> None:
    """Give a ticket; or let somebody wait at the door for the first, or go home because none is given today."""
    state, kind, came_at, now_at = c.state[case], c.state[case].kind, c.state[case].came_at, now(c)
    begins_at, ends_at = ticket_times_ahead(c, state.group)
    found = rules.next_ticket_at(begins_at, ends_at, now_at)
    if found > now_at and found // DAY_MS == now_at // DAY_MS:
        at(c, found, JOIN, Act.ASKS_FOR_TICKET, case)
        return
    comes(c, case)
    if found > now_at:
        visit = add_visit(c, case, kind, came_at=now_at, ticket_at=NONE, outcome=VisitOutcome.NO_TICKET)
        c.visits[visit].ended_at = now_at
        come_on(c, case, kind, now_at // DAY_MS + 1)
        return
    if kind != VisitKind.COLLECT and state.submitted_at == NONE:
        state.submitted_at = now_at
    drawn = c.table[case]
    booked_until_at = drawn.booked_until if state.visits == 1 else NONE
    visit = add_visit(c, case, kind, came_at=came_at, ticket_at=now_at, outcome=VisitOutcome.WAITING)
    c.visits[visit].priority = rules.ticket_class(drawn.priority, now_at, booked_until_at)
    counters.join(c, state.group, visit, case)


@compiled
def come_on(c: Centre, case: int, kind: int, day: int) -> None:
    """Somebody means to come on a day, at an hour of his own, or as soon after as tickets are given."""
    present = c.state[case]
    begins_at, ends_at = ticket_times_ahead(c, present.group)
    hour_ms = c.table[case].hour_ms[present.draw]
    comes_at = rules.comes_again_at(begins_at, ends_at, day, hour_ms)
    present.kind = kind
    if comes_at < NEVER:
        at(c, comes_at, JOIN, Act.COMES, case)


@compiled
def collect(c: Centre, case: int, from_at: int) -> None:
    """Somebody means to fetch a result, the first time from ``from_at`` on that it is his hour."""
    hour_ms = c.table[case].hour_ms[c.state[case].draw]
    come_on(c, case, VisitKind.COLLECT.value, rules.first_day_at_hour(from_at, hour_ms))


@compiled
def no_show(c: Centre, case: int) -> None:
    """Somebody does not come to a booked visit."""
    kind = c.state[case].kind
    comes(c, case)
    visit = add_visit(c, case, kind, came_at=NONE, ticket_at=NONE, outcome=VisitOutcome.NO_SHOW)
    c.visits[visit].ended_at = now(c)
    decide_what_next(c, case, kind)


@compiled
def turns_away_at(c: Centre, case: int) -> int:
    """Length of the queue at which a person turns away; 0 is never."""
    return c.table[case].turns_away_at[c.state[case].draw]


@compiled
def patience_ms(c: Centre, case: int) -> int:
    """How long a person waits at most, from the ticket."""
    return c.table[case].patience_ms[c.state[case].draw]


@compiled
def wait(c: Centre, visit: int) -> None:
    """Somebody was not called at once: leaves when the patience ends."""
    row = c.visits[visit]
    at(c, row.ticket_at + patience_ms(c, row.case), JOIN, Act.PATIENCE_ENDS, visit)


@compiled
def patience_ends(c: Centre, visit: int) -> None:
    """Somebody leaves who still waits."""
    if counters.is_waiting(c, visit):
        counters.leave_queue(c, visit)
        not_served(c, visit, VisitOutcome.LEFT)


@compiled
def called(c: Centre, visit: int, officer: int) -> None:
    """Somebody is called to an officer, who knows now how long the service and its wrap-up will take."""
    row, server = c.visits[visit], c.officers[officer]
    case, kind = row.case, row.kind
    row.called_at, row.officer = now(c), officer
    row.outcome = VisitOutcome.SERVING
    drawn = c.table[case]
    server.wrap_up_ms = drawn.wrap_up_ms[c.state[case].draw]
    if kind == VisitKind.COLLECT:
        server.service_ms = drawn.collect_ms
    elif kind == VisitKind.ENQUIRE:
        server.service_ms = drawn.intake_ms[0]
    else:
        server.service_ms = drawn.intake_ms[c.state[case].tries]


@compiled
def served(c: Centre, visit: int) -> None:
    """Somebody was served: the case goes its way."""
    row = c.visits[visit]
    case, kind = row.case, row.kind
    row.ended_at, row.outcome = now(c), VisitOutcome.SERVED
    if kind == VisitKind.COLLECT:
        centre.handed_over(c, case, Channel.COUNTER)
    elif kind == VisitKind.ENQUIRE:
        centre.answered(c, case)
    else:
        centre.intake_done(c, case, True)


@compiled
def not_served(c: Centre, visit: int, outcome: int) -> None:
    """Somebody left, turned away or was dismissed."""
    row = c.visits[visit]
    case, kind = row.case, row.kind
    row.ended_at, row.outcome = now(c), outcome
    if outcome == VisitOutcome.DISMISSED:
        come_on(c, case, kind, now(c) // DAY_MS + 1)
    else:
        decide_what_next(c, case, kind)


@compiled
def decide_what_next(c: Centre, case: int, kind: int) -> None:
    """Come back another day, go online, or give up; after `MOST_IN_VAIN` such visits people give up."""
    present, drawn = c.state[case], c.table[case]
    draw = present.draw
    present.in_vain += 1
    choice = drawn.after_leaving[draw]
    if rules.comes_back(choice, present.in_vain):
        come_on(c, case, kind, now(c) // DAY_MS + drawn.away_days[draw])
    elif kind == VisitKind.COLLECT:
        post.send_result(c, case)
    elif rules.goes_online(choice, kind):
        centre.goes_online(c, case)
    else:
        centre.gave_up(c, case)
