"""Office time and due times for one moment at a time: the engines' twins of what `tvsim.calendar` does for arrays.

Functions over plain sequences, for both engines.
"""

from __future__ import annotations

from bisect import bisect_right as first_after
from collections.abc import Sequence
from typing import NamedTuple

from tvsim.calendar import DAY_MS, NEVER
from tvsim.codes import ClockRule
from tvsim.models.shared import shared

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


@shared
def elapsed(hours: Hours, at: int) -> int:
    """Office time that has passed up to ``at``."""
    starts_at, ends_at, before_ms = hours
    stretch = first_after(ends_at, at)
    if stretch == len(ends_at) or at <= starts_at[stretch]:
        return before_ms[stretch]
    return before_ms[stretch] + at - starts_at[stretch]


@shared
def add(hours: Hours, at: int, work_ms: int) -> int:
    """Earliest time by which so much office time has passed since ``at``."""
    if work_ms == 0:
        return at
    target = elapsed(hours, at) + work_ms
    starts_at, _, before_ms = hours
    stretch = first_after(before_ms, target - 1) - 1
    return starts_at[stretch] + target - before_ms[stretch] if stretch < len(starts_at) else NEVER


@shared
def opening(hours: Hours, at: int) -> int:
    """First instant of office time from ``at`` on."""
    stretch = first_after(hours.ends_at, at)
    if stretch == len(hours.ends_at):
        return NEVER
    return max(at, hours.starts_at[stretch])


@shared
def counts_from(hours: Hours, rule: DueRule, accepted_at: int) -> int:
    """When the count of a limit begins."""
    day = accepted_at // DAY_MS
    next_day = rule.next_working[day + 1]
    if rule.next_working[day] != next_day and accepted_at % DAY_MS >= rule.cut_off_ms:
        return rule.opens_at[next_day] if next_day < len(rule.opens_at) else NEVER
    return opening(hours, accepted_at)


@shared
def due(hours: Hours, rule: DueRule, accepted_at: int, limit_ms: int) -> int:
    """Due time of a limit that begins to run at ``accepted_at``."""
    return due_from(hours, rule, counts_from(hours, rule, accepted_at), limit_ms)


@shared
def due_from(hours: Hours, rule: DueRule, begins: int, limit_ms: int) -> int:
    """Due time of a limit whose count begins at ``begins``."""
    if begins == NEVER:
        return NEVER
    if rule.rule == WORKING_HOURS:
        return add(hours, begins, limit_ms)
    if rule.rule == END_OF_DAY:
        return _entry(rule.closes_at, _working_day(rule, begins) + -(-limit_ms // rule.day_ms))
    return _entry(rule.half_ends_at, _half_day(rule, begins) + -(-2 * limit_ms // rule.day_ms))


@shared
def due_or_never(hours: Hours, rule: DueRule, begins: int, limit_ms: int) -> int:
    """Due time of a limit whose count begins at ``begins``; a procedure without a limit is never due."""
    return due_from(hours, rule, begins, limit_ms) if limit_ms else NEVER


@shared
def due_after_answer(
    hours: Hours, rule: DueRule, clock: int, due_at: int, asked_at: int, answered_at: int, limit_ms: int
) -> int:
    """Due time after a request for papers was answered, by the procedure's clock rule."""
    if clock == ClockRule.PAUSE:
        return extended(hours, rule, due_at, asked_at, answered_at)
    if clock == ClockRule.RESTART:
        return due_or_never(hours, rule, counts_from(hours, rule, answered_at), limit_ms)
    return due_at


@shared
def worked_until(hours: Hours, began_at: int, left_ms: int, until_at: int) -> tuple[int, int]:
    """When somebody who goes away at ``until_at`` stops with a task begun at ``began_at``, and how much is done."""
    done_at = min(add(hours, began_at, left_ms), until_at)
    if done_at < until_at:
        return done_at, left_ms
    return done_at, min(left_ms, elapsed(hours, until_at) - elapsed(hours, began_at))


@shared
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


@shared
def _working_day(rule: DueRule, at: int) -> int:
    """Return the number of the working day that holds, or follows, a time."""
    return rule.next_working[at // DAY_MS]


@shared
def _half_day(rule: DueRule, at: int) -> int:
    """Return the number of the half day that holds a time of office hours."""
    working = _working_day(rule, at)
    return rule.first_half[working] + int(at >= rule.noon_at[working])


@shared
def _entry(times: Sequence[int], number: int) -> int:
    """Entry of a table of times; `NEVER` beyond its end."""
    return times[number] if number < len(times) else NEVER
