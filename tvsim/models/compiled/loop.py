"""The event loop: what happens next, until a time."""

from __future__ import annotations

from tvsim.calendar import NEVER
from tvsim.models.compiled import backoffice, centre, counters, desk, door, post, reviews, signoff
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import ACTS, ENDLESS_INSTANT, INSTANT, drop_first, no_events
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.fetching import fetch
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.ordering import arrange
from tvsim.models.instants import JOIN, ROUND

DONE, NO_ROOM, OUT_OF_ORDER, TO_ARRANGE, FAULT = 0, 1, 2, 3, 4
"""Why the loop stopped: the time was reached; a table is full; the arrivals are to be sorted; room is wanted to put
the records into their order; something is wrong."""
AHEAD = 4
"""So many arrivals ahead the row of a case is asked for."""
NEW, IN_ORDER, OPEN, OVER = 0, 1, 2, 3
"""Stages of a run: nothing is done; the arrivals are in their order; the centre is at work; the end was reached."""


@compiled
def happen(c: Centre, act: int, who: int) -> None:
    """Have an event happen, the most frequent first."""
    if act == Act.SERVED:
        counters.served(c, who)
    elif act == Act.TASK_ENDS:
        backoffice.task_ends(c, who)
    elif act == Act.FREE_AGAIN:
        counters.go_on(c, who)
    elif act == Act.PATIENCE_ENDS:
        door.patience_ends(c, who)
    elif act == Act.LAYS_ASIDE:
        desk.lays_aside(c, who)
    elif act == Act.COMES:
        door.come(c, who)
    elif act == Act.ASKS_FOR_TICKET:
        door.ask_for_ticket(c, who)
    elif act == Act.REACHES_OFFICE:
        centre.reaches_office(c, who)
    elif act == Act.RESULT_AT_SITE:
        centre.result_at_site(c, who)
    elif act == Act.SUBMITS_REMOTE:
        centre.submit_remote(c, who)
    elif act == Act.FIELD_DONE:
        centre.field_done(c, who)
    elif act == Act.ANSWERS:
        centre.answers(c, who)
    elif act == Act.WITHDRAWN:
        centre.withdrawn(c, who)
    elif act == Act.REVIEW_ARRIVES:
        reviews.arrives(c, who)
    elif act == Act.REVIEW_SETTLED:
        reviews.settled(c, who)
    elif act == Act.LIMIT_PASSES:
        reviews.limit_passes(c, who)
    elif act == Act.REACHES_COMMITTEE:
        centre.reaches_committee(c, who)
    else:
        happen_by_the_clock(c, act, who)


@compiled
def happen_by_the_clock(c: Centre, act: int, who: int) -> None:
    """Have an event happen that the calendar has set."""
    if act == Act.SHIFT_ENDS:
        counters.shift_ends(c, who)
    elif act == Act.SHIFT_BEGINS:
        counters.shift_begins(c, who)
    elif act == Act.CLOSES:
        counters.closes(c, who)
    elif act == Act.OFFICE_OPENS:
        backoffice.opens(c, who)
    elif act == Act.SIGNING_HOUR:
        signoff.signing_hour(c, who)
    elif act == Act.MAIL_ROUND:
        post.mail_round(c)
    elif act == Act.PRESENCE_BEGINS:
        backoffice.presence_begins(c, who)
    elif act == Act.GOES_AWAY:
        backoffice.goes_away(c, who)


@compiled
def free_take(c: Centre) -> None:
    """After the last thing of an instant let the free take; what they are called to meanwhile is a next round."""
    clock = c.clock[0]
    count, clock.order = clock.takings, ROUND
    for number in range(count):
        taking = c.takings[number]
        if taking.act == Act.COUNTERS_TAKE:
            counters.take(c, taking.who)
        else:
            backoffice.take(c, taking.who)
    clock.takings -= count
    for number in range(clock.takings):
        c.takings[number] = c.takings[count + number]


@compiled
def has_room(c: Centre) -> bool:
    """Whether whatever happens next finds room: each person or paper in a queue may add a row, and some more."""
    clock = c.clock[0]
    need = clock.margin + clock.nodes
    return (
        clock.room_for_events - clock.events >= need
        and clock.room_for_nodes - clock.nodes >= clock.margin
        and clock.room_for_visits - clock.visits >= need
        and clock.room_for_desk_items - clock.desk_items >= need
        and clock.room_for_tasks - clock.tasks >= need
        and clock.room_for_signatures - clock.signatures >= need
        and clock.room_for_requests - clock.requests >= need
        and clock.room_for_activities - clock.activities >= need
        and clock.room_for_reviews - clock.reviews >= need
    )


@compiled
def arrivals_in_order(c: Centre) -> bool:
    """Put the cases that come into the order of the table; returns whether that is the order of their times, too."""
    clock, in_order, latest_at = c.clock[0], True, 0
    for case in range(len(c.table)):
        if not c.table[case].carried:
            comes_at = c.table[case].comes_at
            c.arrivals[clock.coming] = case
            clock.coming += 1
            in_order = in_order and latest_at <= comes_at
            latest_at = comes_at
    return in_order


@compiled
def expect_next(c: Centre) -> None:
    """Note when the next case comes, and ask for the rows of one that comes a little later."""
    clock = c.clock[0]
    clock.comes_at = c.table[c.arrivals[clock.arrived]].comes_at if clock.arrived < clock.coming else NEVER
    if clock.arrived + AHEAD < clock.coming:
        fetch(c.table, c.arrivals[clock.arrived + AHEAD])
        fetch(c.state, c.arrivals[clock.arrived + AHEAD])


@compiled
def backlog_laid_in(c: Centre) -> bool:
    """Lay the backlog into its offices; returns whether it is done, or first needs room."""
    clock = c.clock[0]
    if clock.coming == len(c.table):
        return True
    while clock.laid_in < len(c.table):
        if not has_room(c):
            return False
        if c.table[clock.laid_in].carried:
            centre.carried_over(c, clock.laid_in)
        clock.laid_in += 1
    return True


@compiled
def end(c: Centre) -> None:
    """Write down those who would have come after the end of the run."""
    for number in range(c.clock[0].arrived, c.clock[0].coming):
        centre.expected(c, c.arrivals[number])


@compiled
def advance(c: Centre, until_at: int) -> int:
    """Run up to, but without, a time. Called again, it goes on where it stopped."""
    clock = c.clock[0]
    if clock.stage == NEW:
        clock.stage = IN_ORDER
        no_events(c)
        if not arrivals_in_order(c):
            return OUT_OF_ORDER
    if clock.stage == IN_ORDER:
        if not backlog_laid_in(c) or not has_room(c):
            return NO_ROOM
        clock.stage = OPEN
        expect_next(c)
        centre.opens(c)
    if clock.stage == OVER:
        arrange(c)
        return DONE
    while True:
        if clock.fault != 0:
            return FAULT
        if not has_room(c):
            return NO_ROOM
        key = c.events[0].key
        next_at, order = key // INSTANT, key % INSTANT // ACTS
        comes_at = clock.comes_at
        arrives = comes_at < next_at or (comes_at == next_at and order >= JOIN)
        if arrives:
            next_at, order = comes_at, JOIN
        if clock.takings > 0 and next_at > clock.now:
            free_take(c)
            continue
        if next_at >= until_at:
            if until_at < clock.ends_at:
                return DONE
            end(c)
            clock.stage = OVER
            return TO_ARRANGE
        if next_at > clock.now:
            clock.at_instant = 0
        clock.now, clock.order = next_at, order
        clock.moments += 1
        clock.at_instant += 1
        if clock.at_instant > clock.most_at_instant:
            clock.fault, clock.fault_act, clock.fault_who = ENDLESS_INSTANT, clock.act, clock.who
        if arrives:
            case = c.arrivals[clock.arrived]
            clock.arrived += 1
            expect_next(c)
            centre.first_comes(c, case)
        else:
            clock.act, clock.who = c.events[0].key % ACTS, c.events[0].who
            drop_first(c.events, clock)
            happen(c, clock.act, clock.who)
