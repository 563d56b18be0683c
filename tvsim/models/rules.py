"""Rules of the office as small pure functions, for the readable and for the compiled engine alike."""

from __future__ import annotations

from bisect import bisect_right as first_after
from collections.abc import Sequence

from tvsim.calendar import DAY_MS, NEVER, NONE

BOOKED_CLASS = -1
"""Class of booked tickets that are called first."""


def ticket_class(priority: int, ticket_at: int, booked_until_at: int) -> int:
    """Class in the ticket queue, the lowest is called first: a booked ticket within its window goes before all."""
    return BOOKED_CLASS if booked_until_at != NONE and ticket_at <= booked_until_at else priority


def turns_away(waiting: int, free_officers: int, turns_away_at: int) -> bool:
    """Whether somebody turns away at the door: 0 means never, officers who are free shorten the queue."""
    return turns_away_at > 0 and waiting - free_officers >= turns_away_at


def duty_ms(service_ms: int, waiting: int, thresholds: Sequence[int], ratios: Sequence[int]) -> int:
    """Other duties after a service and its wrap-up, by how many wait when the service ends.

    ``ratios`` are milliseconds of duty in a million of service: ``share / (1 - share)``.
    """
    for at_most, ratio in zip(thresholds, ratios, strict=True):
        if waiting <= at_most:
            return service_ms * ratio // 1_000_000
    return 0


def next_ticket_at(begins: Sequence[int], ends: Sequence[int], at: int) -> int:
    """First time from ``at`` on at which tickets are given; `NEVER` after the last."""
    window = first_after(ends, at)
    return max(at, begins[window]) if window < len(ends) else NEVER


def comes_again_at(begins: Sequence[int], ends: Sequence[int], day: int, hour_ms: int) -> int:
    """When somebody comes who means to come on a day at an hour.

    Before the opening and over lunch people wait at the door. On a closed day, or too late in the day, they come on
    the next day on which tickets are given, at their hour if tickets are given then.
    """
    wished = day * DAY_MS + hour_ms
    found = next_ticket_at(begins, ends, wished)
    if found == NEVER or found // DAY_MS == day:
        return found
    open_day = found // DAY_MS
    at_hour = next_ticket_at(begins, ends, open_day * DAY_MS + hour_ms)
    return at_hour if at_hour // DAY_MS == open_day else found


def days_to_come(delay_ms: int) -> int:
    """Whole days after which somebody comes again who needs so long: at least the next day."""
    return max(1, -(-delay_ms // DAY_MS))


def first_day_at_hour(from_at: int, hour_ms: int) -> int:
    """First day on which an hour of the day is not before ``from_at``."""
    return from_at // DAY_MS + int(from_at % DAY_MS > hour_ms)
