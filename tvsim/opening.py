"""Opening hours of the sites, day by day: when tickets are given, when it is lunch and closing."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from tvsim.calendar import DAY_MS, MINUTE_MS, NEVER, RunCalendar
from tvsim.scenario.places import group_site
from tvsim.scenario.schema import CounterGroup, Plan

Stretch = tuple[int, int]
"""Begin and end, engine time."""


def opening_days(plan: Plan, calendar: RunCalendar, group: CounterGroup) -> list[list[Stretch]]:
    """Opening stretches of a counter group's site: one list for each open day."""
    opening = calendar.sites[group_site(plan, group)]
    days: dict[int, list[Stretch]] = {}
    for begins, ends in zip(opening.starts_at.tolist(), opening.ends_at.tolist(), strict=True):
        days.setdefault(begins // DAY_MS, []).append((begins, ends))
    return list(days.values())


def ticket_times(group: CounterGroup, days: list[list[Stretch]]) -> list[Stretch]:
    """When tickets are given: the opening hours, less the time before lunch and closing without tickets."""
    before_ms = {
        Break.LUNCH: round(group.last_ticket_before_lunch_min * MINUTE_MS),
        Break.CLOSING: round(group.last_ticket_before_closing_min * MINUTE_MS),
        Break.NONE: 0,
    }
    times = [(begins, ends - before_ms[kind]) for begins, ends, kind in _with_breaks(days)]
    return [(begins, ends) for begins, ends in times if begins < ends]


def closings(days: list[list[Stretch]]) -> list[tuple[int, int]]:
    """Times at which a site closes; 1 beside those that are for lunch, 0 beside the others."""
    return [(ends, int(kind == Break.LUNCH)) for _, ends, kind in _with_breaks(days) if kind != Break.NONE]


class Break(Enum):
    """What follows a stretch of opening time: nothing where the site stays open over midnight."""

    NONE = 0
    LUNCH = 1
    CLOSING = 2


def _with_breaks(days: list[list[Stretch]]) -> Iterator[tuple[int, int, Break]]:
    """Each stretch with what follows it."""
    opens_next = [day[0][0] for day in days[1:]] + [NEVER]
    for day, next_at in zip(days, opens_next, strict=True):
        for number, (begins, ends) in enumerate(day):
            if number < len(day) - 1:
                yield begins, ends, Break.LUNCH
            else:
                yield begins, ends, Break.NONE if ends == next_at else Break.CLOSING
