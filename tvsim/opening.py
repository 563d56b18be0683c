"""Opening hours of the sites, day by day: when tickets are given, when it is lunch and closing."""

from __future__ import annotations

from tvsim.calendar import DAY_MS, MINUTE_MS, RunCalendar
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
    lunch_ms = round(group.last_ticket_before_lunch_min * MINUTE_MS)
    closing_ms = round(group.last_ticket_before_closing_min * MINUTE_MS)
    times = [
        (begins, ends - (closing_ms if last else lunch_ms))
        for day in days
        for last, (begins, ends) in zip([*[False] * (len(day) - 1), True], day, strict=True)
    ]
    return [(begins, ends) for begins, ends in times if begins < ends]


def closings(days: list[list[Stretch]]) -> list[tuple[int, int]]:
    """Times at which a site closes; 1 beside those that are for lunch, 0 beside the others."""
    return [(ends, int(number < len(day) - 1)) for day in days for number, (_, ends) in enumerate(day)]
