"""Office hours and the rule of due times, as the functions of `tvsim.models.officetime` want them."""

from __future__ import annotations

from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.officetime import DueRule, Hours


@compiled
def hours_of(c: Centre) -> Hours:
    """Office hours of the whole run."""
    return Hours(c.hours_starts_at, c.hours_ends_at, c.hours_before_ms)


@compiled
def hours_ahead(c: Centre) -> Hours:
    """Office hours from this instant on: what is looked for in them is found near their beginning."""
    clock = c.clock[0]
    while clock.stretch < len(c.hours_ends_at) and c.hours_ends_at[clock.stretch] <= clock.now:
        clock.stretch += 1
    first = clock.stretch
    return Hours(c.hours_starts_at[first:], c.hours_ends_at[first:], c.hours_before_ms[first:])


@compiled
def due_rule_of(c: Centre) -> DueRule:
    """How due times are counted."""
    clock = c.clock[0]
    return DueRule(
        clock.due_rule,
        clock.due_cut_off_ms,
        clock.due_day_ms,
        c.due_next_working,
        c.due_opens_at,
        c.due_noon_at,
        c.due_closes_at,
        c.due_first_half,
        c.due_half_ends_at,
    )
