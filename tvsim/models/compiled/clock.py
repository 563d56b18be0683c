"""The clock of the run: a heap of events, and a fixed order within an instant.

An event is a key and the number of whom it is about. The key is one number, so that one comparison says which comes
first: the time, the order within the instant, and the act.
"""

from __future__ import annotations

from typing import Any

from tvsim.calendar import NEVER
from tvsim.models.compiled.acts import ABOUT_CASES, ABOUT_REVIEWS, Act
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.instants import joins_at_once, order_within_instant
from tvsim.models.states import StateError

INSTANT, ACTS = 1 << 21, 1 << 6
"""What the time and the order are multiplied by in a key; below is the act. A run of 139 years finds room."""
PLACES = (1 << 40) - 1
"""All places of the heap: ``& PLACES`` changes none, and tells the compiler that it need not look for negative ones."""
BELOW = 4
"""So many events lie below each in the heap: of two they would take twice as many steps down to the lowest."""
NO_EVENT = (1 << 63) - 1
"""Key of a place without an event, later than any; the `BELOW` places after the last event of the heap have it."""
MOST_ROUNDS = 1 << 14
"""Rounds within one instant, each setting off the next, that no office has."""

BAD_TIME, ENDLESS_INSTANT, BAD_CASE = 1, 2, 3
"""Faults that stop a run."""


def fault(c: Centre) -> StateError:
    """What is wrong, for people."""
    clock = c.clock[0]
    whom = _told(c, int(clock.fault_act), int(clock.fault_who))
    if clock.fault == BAD_TIME:
        return StateError(f"{whom}: at {int(clock.fault_at)} ms, which is past or never; it is {int(clock.now)} ms")
    if clock.fault == ENDLESS_INSTANT:
        return StateError(f"{whom}: the instant {int(clock.now)} ms does not end")
    return StateError(f"case {int(clock.fault_who)}: has numbers that cannot be")


def latest(c: Centre) -> str:
    """What happened last, for people."""
    return _told(c, int(c.clock[0].act), int(c.clock[0].who))


def _told(c: Centre, act: int, who: int) -> str:
    return f"{Act(act).name.lower().replace('_', ' ')}, {_whom(c, Act(act), who)}"


def _whom(c: Centre, act: Act, who: int) -> str:
    """Name the case an act is about, or the officer, reviewer or group it is about where that has no case."""
    if act in ABOUT_CASES:
        return f"case {who}"
    if act in ABOUT_REVIEWS:
        return f"case {int(c.reviews[who].case)}"
    if act == Act.PATIENCE_ENDS:
        return f"case {int(c.visits[who].case)}"
    if act == Act.ANSWERS:
        return f"case {int(c.requests[who].case)}"
    if act in (Act.SERVED, Act.FREE_AGAIN):
        return f"case {int(c.visits[c.officers[who].in_hand].case)}"
    if act == Act.LAYS_ASIDE:
        return f"case {int(c.desk_items[c.officers[who].in_hand].case)}"
    if act == Act.TASK_ENDS:
        return f"case {int(c.tasks[c.reviewers[who].task].case)}"
    return f"number {who}"


@compiled
def no_events(c: Centre) -> None:
    """Nothing is scheduled yet."""
    c.clock[0].events = 0
    for place in range(BELOW):
        c.events[place].key = NO_EVENT


@compiled
def _earliest_below(events: Any, place: int) -> int:
    """Place of the earliest of the four events below one.

    Added up, not asked: which is earlier cannot be foreseen, and a wrong guess costs more than comparing.
    """
    first = (BELOW * place + 1) & PLACES
    a, b, c, d = events[first].key, events[first + 1].key, events[first + 2].key, events[first + 3].key
    one, other = first + (b < a), first + 2 + (d < c)
    return (one + (other - one) * (min(c, d) < min(a, b))) & PLACES


@compiled
def drop_first(events: Any, clock: Any) -> None:
    """Take the first event out of the heap.

    The hole it leaves goes down to the lowest level, always to the earliest one below; from there the last event,
    which belongs far down in most cases, goes up to its place.
    """
    count = clock.events - 1
    clock.events = count
    key, who = events[count].key, events[count].who
    events[count].key = NO_EVENT
    hole = 0
    while BELOW * hole + 1 < count:
        earliest = _earliest_below(events, hole)
        events[hole].key, events[hole].who = events[earliest].key, events[earliest].who
        hole = earliest
    if count > 0:
        _rise(events, hole, key, who)


@compiled
def _rise(events: Any, hole: int, key: int, who: int) -> None:
    """Fill a hole of the heap with an event, above which none is later."""
    hole &= PLACES
    while hole > 0:
        above = ((hole - 1) >> 2) & PLACES
        if events[above].key <= key:
            break
        events[hole].key, events[hole].who = events[above].key, events[above].who
        hole = above
    events[hole].key, events[hole].who = key, who


@compiled
def _schedule(events: Any, clock: Any, at: int, phase: int, act: int, who: int) -> None:
    order = phase if at > clock.now else order_within_instant(clock.order, phase)
    if at < clock.now or at > NEVER:
        clock.fault, clock.fault_act, clock.fault_who, clock.fault_at = BAD_TIME, act, who, at
    elif order > MOST_ROUNDS:
        clock.fault, clock.fault_act, clock.fault_who = ENDLESS_INSTANT, act, who
    elif at < clock.ends_at:
        clock.events += 1
        events[clock.events + BELOW - 1].key = NO_EVENT
        _rise(events, clock.events - 1, at * INSTANT + order * ACTS + act, who)


@compiled
def at(c: Centre, at: int, phase: int, act: int, who: int) -> None:
    """Have an act done at a time that is not past; what lies beyond the end of the run is not kept."""
    _schedule(c.events, c.clock[0], at, phase, act, who)


@compiled
def take_later(c: Centre, act: int, who: int) -> None:
    """Have the free take when all that ends and joins at this instant has done so."""
    clock = c.clock[0]
    c.takings[clock.takings].act, c.takings[clock.takings].who = act, who
    clock.takings += 1


@compiled
def now(c: Centre) -> int:
    """Engine time."""
    return c.clock[0].now


@compiled
def at_once(c: Centre) -> bool:
    """Whether what joins at this instant does so at once."""
    return joins_at_once(c.clock[0].order)
