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


def elapsed(hours: Hours, at: int) -> int:
    """Office time that has passed up to ``at``."""
    stretch = first_after(hours.ends_at, at)
    if stretch == len(hours.ends_at):
        return hours.before_ms[stretch]
    return hours.before_ms[stretch] + max(0, at - hours.starts_at[stretch])


def add(hours: Hours, at: int, work_ms: int) -> int:
    """Earliest time by which so much office time has passed since ``at``."""
    if work_ms == 0:
        return at
    target = elapsed(hours, at) + work_ms
    if target > hours.before_ms[len(hours.ends_at)]:
        return NEVER
    stretch = first_after(hours.before_ms, target - 1) - 1
    return hours.starts_at[stretch] + target - hours.before_ms[stretch]


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
    begins = counts_from(hours, rule, accepted_at)
    if begins == NEVER:
        return NEVER
    if rule.rule == WORKING_HOURS:
        return add(hours, begins, limit_ms)
    halves = 2 * -(-limit_ms // rule.day_ms) if rule.rule == END_OF_DAY else -(-2 * limit_ms // rule.day_ms)
    return _end_of_half(rule, _half_of(rule, begins) + halves)


def extended(hours: Hours, rule: DueRule, due_at: int, asked_at: int, answered_at: int) -> int:
    """Due time after a pause of the clock from a request to its answer."""
    if due_at == NEVER:
        return NEVER
    if rule.rule == WORKING_HOURS:
        return add(hours, due_at, elapsed(hours, answered_at) - elapsed(hours, asked_at))
    asked, answered = opening(hours, asked_at), opening(hours, answered_at)
    if answered == NEVER:
        return NEVER
    moved = _half_of(rule, answered) - _half_of(rule, asked)
    if rule.rule == END_OF_DAY:
        moved = 2 * (_half_of(rule, answered) // 2 - _half_of(rule, asked) // 2)
    return _end_of_half(rule, _half_ending(rule, due_at) + moved)


def _half_of(rule: DueRule, at: int) -> int:
    working = rule.next_working[at // DAY_MS]
    return 2 * working + int(at >= rule.noon_at[working])


def _half_ending(rule: DueRule, at: int) -> int:
    working = rule.next_working[at // DAY_MS]
    return 2 * working + int(at > rule.noon_at[working])


def _end_of_half(rule: DueRule, half: int) -> int:
    working = half // 2
    if working >= len(rule.closes_at):
        return NEVER
    if rule.rule == END_OF_DAY or half % 2 == 1:
        return rule.closes_at[working]
    return rule.noon_at[working]
