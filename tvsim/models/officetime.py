"""Office time and due times for one moment at a time: the engines' twins of what `tvsim.calendar` does for arrays.

Plain functions over plain sequences, so that both engines can use them.
"""

from __future__ import annotations

from bisect import bisect_right as first_after
from collections.abc import Sequence
from typing import NamedTuple

from tvsim.calendar import DAY_MS, NEVER

WORKING_HOURS, END_OF_DAY, HALF_DAY = 0, 1, 2


class Hours(NamedTuple):
    """Stretches of office time: begin, end, and the office time before each (one entry more)."""

    starts_at: Sequence[int]
    ends_at: Sequence[int]
    before_ms: Sequence[int]


class DueRule(NamedTuple):
    """How due times are counted; the fields are those of `tvsim.calendar.DueClock` and `WorkingDays`."""

    rule: int
    cut_off_ms: int
    day_ms: int
    next_working: Sequence[int]
    opens_at: Sequence[int]
    noon_at: Sequence[int]
    closes_at: Sequence[int]
    first_half: Sequence[int]
    half_ends_at: Sequence[int]


def elapsed(hours: Hours, at: int) -> int:
    """Office time that has passed up to ``at``."""
    starts_at, ends_at, before_ms = hours
    stretch = first_after(ends_at, at)
    if stretch == len(ends_at) or at <= starts_at[stretch]:
        return before_ms[stretch]
    return before_ms[stretch] + at - starts_at[stretch]


def add(hours: Hours, at: int, work_ms: int) -> int:
    """Earliest time by which so much office time has passed since ``at``."""
    if work_ms == 0:
        return at
    target = elapsed(hours, at) + work_ms
    starts_at, _, before_ms = hours
    stretch = first_after(before_ms, target - 1) - 1
    return starts_at[stretch] + target - before_ms[stretch] if stretch < len(starts_at) else NEVER


def opening(hours: Hours, at: int) -> int:
    """First instant of office time from ``at`` on."""
    stretch = first_after(hours.ends_at, at)
    if stretch == len(hours.ends_at):
        return NEVER
    return max(at, hours.starts_at[stretch])


def counts_from(hours: Hours, rule: DueRule, accepted_at: int) -> int:
    """When the count of a limit begins."""
    day = accepted_at // DAY_MS
    next_day = rule.next_working[day + 1]
    if rule.next_working[day] != next_day and accepted_at % DAY_MS >= rule.cut_off_ms:
        return rule.opens_at[next_day] if next_day < len(rule.opens_at) else NEVER
    return opening(hours, accepted_at)


def due(hours: Hours, rule: DueRule, accepted_at: int, limit_ms: int) -> int:
    """Due time of a limit that begins to run at ``accepted_at``."""
    return due_from(hours, rule, counts_from(hours, rule, accepted_at), limit_ms)


def due_from(hours: Hours, rule: DueRule, begins: int, limit_ms: int) -> int:
    """Due time of a limit whose count begins at ``begins``."""
    if begins == NEVER:
        return NEVER
    if rule.rule == WORKING_HOURS:
        return add(hours, begins, limit_ms)
    if rule.rule == END_OF_DAY:
        return _entry(rule.closes_at, _working_day(rule, begins) + -(-limit_ms // rule.day_ms))
    return _entry(rule.half_ends_at, _half_day(rule, begins) + -(-2 * limit_ms // rule.day_ms))


def extended(hours: Hours, rule: DueRule, due_at: int, asked_at: int, answered_at: int) -> int:
    """Due time after a pause of the clock from a request to its answer."""
    if due_at == NEVER:
        return NEVER
    if rule.rule == WORKING_HOURS:
        return add(hours, due_at, elapsed(hours, answered_at) - elapsed(hours, asked_at))
    asked, answered = opening(hours, asked_at), opening(hours, answered_at)
    if answered == NEVER:
        return NEVER
    # The day, or half day, that a due time ends is the one that holds the instant before it.
    if rule.rule == END_OF_DAY:
        days = _working_day(rule, answered) - _working_day(rule, asked)
        return _entry(rule.closes_at, _working_day(rule, due_at - 1) + days)
    return _entry(rule.half_ends_at, _half_day(rule, due_at - 1) + _half_day(rule, answered) - _half_day(rule, asked))


def _working_day(rule: DueRule, at: int) -> int:
    """Return the number of the working day that holds, or follows, a time."""
    return rule.next_working[at // DAY_MS]


def _half_day(rule: DueRule, at: int) -> int:
    """Return the number of the half day that holds a time of office hours."""
    working = _working_day(rule, at)
    return rule.first_half[working] + int(at >= rule.noon_at[working])


def _entry(times: Sequence[int], number: int) -> int:
    """Entry of a table of times; `NEVER` beyond its end."""
    return times[number] if number < len(times) else NEVER
