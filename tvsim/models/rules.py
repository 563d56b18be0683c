"""Rules of the office as small pure functions, for the readable and for the compiled engine alike."""

from __future__ import annotations

from bisect import bisect_right as first_after
from collections.abc import Sequence

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import AfterLeaving, ClosingPolicy, Duty, VisitKind
from tvsim.demand.case_table import MAX_TRIES, MAX_VISITS, MOST_IN_VAIN
from tvsim.models.shared import shared

BOOKED_CLASS = -1
"""Class of booked tickets that are called first."""
_CLASS = 1 << 48
"""Apart by more than any ticket time, so that a class and a time make one number."""


@shared
def ticket_class(priority: int, ticket_at: int, booked_until_at: int) -> int:
    """Class in the ticket queue, the lowest is called first: a booked ticket within its window goes before all."""
    return BOOKED_CLASS if booked_until_at != NONE and ticket_at <= booked_until_at else priority


@shared
def ticket_place(priority: int, ticket_at: int) -> int:
    """Place in the ticket queue, the lowest is called first: class, then ticket time; equal ones by case number."""
    return (priority - BOOKED_CLASS) * _CLASS + ticket_at


@shared
def task_place(earliest_due: bool, due_at: int, joined_at: int) -> int:
    """Place in the queue of an office, the lowest is taken first; equal ones by case number."""
    return due_at if earliest_due else joined_at


@shared
def desk_place(joined_at: int) -> int:
    """Place in the queue of the desk, the lowest is taken first: first come, first served; equal ones by case number.

    What was laid aside has the place at which it came in.
    """
    return joined_at


@shared
def signature_place(due_at: int) -> int:
    """Place among what is ready to be signed, the lowest is signed first: earliest due; equal ones by case number."""
    return due_at


@shared
def turns_away(waiting: int, free_officers: int, turns_away_at: int) -> bool:
    """Whether somebody turns away at the door: 0 means never, officers who are free shorten the queue."""
    return turns_away_at > 0 and waiting - free_officers >= turns_away_at


@shared
def serves_tickets(duty: int) -> bool:
    """Whether an officer with this duty calls tickets."""
    return duty != Duty.DESK


@shared
def does_desk_work(duty: int) -> bool:
    """Whether an officer with this duty does desk work when no ticket waits."""
    return duty != Duty.COUNTER


@shared
def takes_more(now: int, shift_ends_at: int) -> bool:
    """Whether an officer takes more work: until his block ends."""
    return now < shift_ends_at


@shared
def stays_to_serve(serves_out: bool, now: int, until_at: int, waiting: int) -> bool:
    """Whether an officer whose block has ended stays to serve those who still wait."""
    return serves_out and now < until_at and waiting > 0


@shared
def goes_on_serving(serves_out: bool, shift_ends_at: int, now: int, is_serving_out: bool, is_free: bool) -> bool:
    """Whether an officer whose block ends now goes on: in the midst of a service, or to serve the others."""
    return serves_out and shift_ends_at == now and (is_serving_out or not is_free)


@shared
def dismisses(policy: int, is_lunch: bool, somebody_serves_out: bool) -> bool:
    """Whether those who wait at lunch or closing are sent home: by the policy, or as nobody stays to serve them."""
    return policy == ClosingPolicy.DISMISS or (
        policy == ClosingPolicy.SERVE and not is_lunch and not somebody_serves_out
    )


@shared
def duty_ms(service_ms: int, waiting: int, thresholds: Sequence[int], ratios: Sequence[int], left_ms: int) -> int:
    """Other duties after a service and its wrap-up, by how many wait when the service ends; not beyond the block.

    ``ratios`` are milliseconds of duty in a million of service: ``share / (1 - share)``; ``left_ms`` is what is left
    of the block then.
    """
    for rule in range(len(thresholds)):
        if waiting <= thresholds[rule]:
            return max(0, min(service_ms * ratios[rule] // 1_000_000, left_ms))
    return 0


@shared
def next_ticket_at(begins: Sequence[int], ends: Sequence[int], at: int) -> int:
    """First time from ``at`` on at which tickets are given; `NEVER` after the last."""
    window = first_after(ends, at)
    return max(at, begins[window]) if window < len(ends) else NEVER


@shared
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


@shared
def days_to_come(delay_ms: int) -> int:
    """Whole days after which somebody comes again who needs so long: at least the next day."""
    return max(1, -(-delay_ms // DAY_MS))


@shared
def first_day_at_hour(from_at: int, hour_ms: int) -> int:
    """First day on which an hour of the day is not before ``from_at``."""
    return from_at // DAY_MS + int(from_at % DAY_MS > hour_ms)


@shared
def draws_of_visit(visits_before: int) -> int:
    """Column of a visit's draws: each visit has its own, those after the last drawn for use the last."""
    return min(visits_before, MAX_VISITS - 1)


@shared
def is_last_try(attempt: int) -> bool:
    """Whether a dossier that is flawed at this try (from 0) is returned for good."""
    return attempt + 1 == MAX_TRIES


@shared
def comes_back(choice: int, in_vain: int) -> bool:
    """Whether somebody comes another day after so many visits that were not served."""
    return choice == AfterLeaving.COME_BACK and in_vain < MOST_IN_VAIN


@shared
def goes_online(choice: int, kind: int) -> bool:
    """Whether somebody submits online instead of coming again."""
    return choice == AfterLeaving.GO_ONLINE and kind != VisitKind.ENQUIRE


@shared
def signatures_at_once(ready: int, capacity: int) -> int:
    """How many of those ready are signed at a signing time; capacity 0 is without bound."""
    return ready if capacity == 0 else min(capacity, ready)
