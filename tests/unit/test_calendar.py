"""Office time and due times against cases worked on paper, and the laws that hold on every calendar.

The paper cases use the centre's hours 07:00-11:30 and 13:00-17:00: four and a half hours in the morning, four in the
afternoon, eight and a half a day; a limit of one day is eight office hours.
"""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.small import small_plan
from tvsim.calendar import (
    DAY_MS,
    DUE_RULES,
    HOUR_MS,
    MINUTE_MS,
    NEVER,
    NONE,
    DueClock,
    OfficeTime,
    RunCalendar,
    closed_dates,
    limits_ms,
    office_time,
    run_calendar,
)
from tvsim.models import officetime
from tvsim.scenario.schema import Calendar, Deadlines, Procedure
from tvsim.scenario.values import Block

WEEK = {"mon-fri": ["07:00-11:30", "13:00-17:00"]}
WITH_SATURDAY = WEEK | {"sat": ["07:00-11:30"]}
APRIL = {"make_up_days": ["2025-04-26"], "closed_days": ["2025-05-02"]}
"""Saturday 26 April 2025 is worked for Friday 2 May."""


def calendar_from(start: str, days: int = 30, **calendar: Any) -> RunCalendar:
    """Calendar of Viet Nam from a date on."""
    first = dt.date.fromisoformat(start)
    return run_calendar(
        small_plan(
            period={"start": first, "end": first + dt.timedelta(days=days - 1)},
            calendar={"country": "VN", "hours": WEEK} | calendar,
        )
    )


def engine(calendar: RunCalendar, text: str) -> int:
    """Engine time of a text such as ``"2025-01-24 10:00"``."""
    since = dt.datetime.fromisoformat(text) - dt.datetime.combine(calendar.first_day, dt.time())
    return round(since.total_seconds() * 1000)


def stamp(calendar: RunCalendar, at: Any) -> str:
    """Text of an engine time."""
    return f"{dt.datetime.combine(calendar.first_day, dt.time()) + dt.timedelta(milliseconds=int(at)):%Y-%m-%d %H:%M}"


def due_clock(calendar: RunCalendar, rule: str, cut_off: str = "15:00") -> DueClock:
    return calendar.due_clock(small_plan(deadlines={"rule": rule, "cut_off": cut_off}))


# adding office time


@pytest.mark.parametrize(
    ("begins", "hours", "ends"),
    [
        ("2025-03-03 08:00", 1, "2025-03-03 09:00"),
        ("2025-03-03 11:00", 1, "2025-03-03 13:30"),  # half an hour before lunch, half an hour after
        ("2025-03-03 12:00", 1, "2025-03-03 14:00"),  # over lunch nothing passes
        ("2025-03-03 07:00", 4.5, "2025-03-03 11:30"),  # to the last minute of the morning, not to 13:00
        ("2025-03-03 13:00", 4, "2025-03-03 17:00"),  # to the last minute of the day, not to the next opening
        ("2025-03-03 16:59", 1 / 60, "2025-03-03 17:00"),
        ("2025-03-03 16:59", 2 / 60, "2025-03-04 07:01"),
        ("2025-03-03 17:00", 1, "2025-03-04 08:00"),  # the closing instant is no office time
        ("2025-03-03 22:00", 1, "2025-03-04 08:00"),
        ("2025-03-04 03:00", 1, "2025-03-04 08:00"),
        ("2025-03-07 16:30", 1, "2025-03-10 07:30"),  # Friday 16:30 plus one hour is not on Saturday
        ("2025-03-08 10:00", 1, "2025-03-10 08:00"),
        ("2025-03-03 07:00", 5 * 8.5, "2025-03-07 17:00"),  # a whole week
        ("2025-03-03 12:00", 0, "2025-03-03 12:00"),  # no work ends at once, even out of hours
    ],
)
def test_add_over_lunch_night_and_weekend(begins: str, hours: float, ends: str) -> None:
    calendar = calendar_from("2025-03-03")
    assert stamp(calendar, calendar.office.add(engine(calendar, begins), round(hours * HOUR_MS))) == ends


@pytest.mark.parametrize(
    ("ends", "hours", "begins"),
    [
        ("2025-03-03 09:00", 1, "2025-03-03 08:00"),
        ("2025-03-03 13:30", 1, "2025-03-03 11:00"),
        ("2025-03-03 17:00", 4, "2025-03-03 13:00"),  # from the first minute of the afternoon, not from 11:30
        ("2025-03-03 17:00", 8.5, "2025-03-03 07:00"),
        ("2025-03-10 07:30", 1, "2025-03-07 16:30"),
        ("2025-03-09 12:00", 1, "2025-03-07 16:00"),
        ("2025-03-09 12:00", 0, "2025-03-09 12:00"),
    ],
)
def test_subtract_is_the_way_back(ends: str, hours: float, begins: str) -> None:
    calendar = calendar_from("2025-03-03")
    assert stamp(calendar, calendar.office.subtract(engine(calendar, ends), round(hours * HOUR_MS))) == begins


def test_add_and_subtract_say_so_where_the_hours_do_not_suffice() -> None:
    """One day of 08:00-09:00 holds one hour and not a millisecond more."""
    office = office_time([(Block(480, 540),)])
    assert office.add(0, HOUR_MS) == 9 * HOUR_MS
    assert office.add(0, HOUR_MS + 1) == NEVER
    assert office.subtract(DAY_MS, HOUR_MS) == 8 * HOUR_MS
    assert office.subtract(DAY_MS, HOUR_MS + 1) == -NEVER


def test_a_calendar_that_is_never_open() -> None:
    office = office_time([(), ()])
    assert office.elapsed(DAY_MS) == 0
    assert office.add(5, 1) == NEVER
    assert office.add(5, 0) == 5
    assert office.subtract(5, 1) == -NEVER
    assert office.opening(5) == NEVER
    assert not office.contains(5)


@pytest.mark.parametrize(
    ("begins", "ends", "hours"),
    [
        ("2025-03-03 08:00", "2025-03-03 09:00", 1),
        ("2025-03-03 11:00", "2025-03-03 13:30", 1),
        ("2025-03-03 11:30", "2025-03-03 13:00", 0),
        ("2025-03-03 16:00", "2025-03-04 08:00", 2),
        ("2025-03-07 16:00", "2025-03-10 08:00", 2),
        ("2025-03-08 08:00", "2025-03-09 20:00", 0),
        ("2025-03-03 09:00", "2025-03-03 08:00", -1),  # negative where the second is earlier
        ("2025-03-03 00:00", "2025-03-10 00:00", 5 * 8.5),
    ],
)
def test_between(begins: str, ends: str, hours: float) -> None:
    calendar = calendar_from("2025-03-03")
    passed = calendar.office.between(engine(calendar, begins), engine(calendar, ends))
    assert passed == hours * HOUR_MS


def test_elapsed_counts_from_the_first_midnight() -> None:
    """Monday 09:00 is two hours in; Monday night a whole day; Tuesday 08:00 a day and an hour; Sunday five days."""
    calendar = calendar_from("2025-03-03")
    times = ["2025-03-03 09:00", "2025-03-03 21:00", "2025-03-04 08:00", "2025-03-09 12:00"]
    elapsed = calendar.office.elapsed([engine(calendar, text) for text in times])
    assert (elapsed / HOUR_MS).tolist() == [2, 8.5, 9.5, 42.5]


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2025-03-03 05:00", "2025-03-03 07:00"),
        ("2025-03-03 07:00", "2025-03-03 07:00"),
        ("2025-03-03 11:29", "2025-03-03 11:29"),
        ("2025-03-03 11:30", "2025-03-03 13:00"),
        ("2025-03-03 17:00", "2025-03-04 07:00"),
        ("2025-03-07 17:00", "2025-03-10 07:00"),
        ("2025-03-09 12:00", "2025-03-10 07:00"),
    ],
)
def test_opening_and_contains(at: str, opening: str) -> None:
    calendar = calendar_from("2025-03-03")
    assert stamp(calendar, calendar.office.opening(engine(calendar, at))) == opening
    assert calendar.office.contains(engine(calendar, at)) == (at == opening)


# holidays, make-up days


def test_tet_is_closed_in_2025_and_2026() -> None:
    """Tết 2025 closes Monday 27 to Friday 31 January, Tết 2026 Monday 16 to Friday 20 February."""
    for before, week in (("2025-01-24", "2025-01-27"), ("2026-02-13", "2026-02-16")):
        calendar = calendar_from(before)
        monday = calendar.day(dt.date.fromisoformat(week))
        assert calendar.is_working[0]  # the Friday before
        assert not calendar.is_working[1 : monday + 7].any()  # both weekends too
        assert calendar.is_working[monday + 7]


def test_opening_skips_tet() -> None:
    calendar = calendar_from("2025-01-24")
    assert stamp(calendar, calendar.office.opening(engine(calendar, "2025-01-24 17:00"))) == "2025-02-03 07:00"
    assert stamp(calendar, calendar.office.add(engine(calendar, "2025-01-24 16:00"), 2 * HOUR_MS)) == "2025-02-03 08:00"
    back = calendar.office.subtract(engine(calendar, "2025-02-03 08:00"), 2 * HOUR_MS)
    assert stamp(calendar, back) == "2025-01-24 16:00"


def test_a_make_up_day_is_open_with_the_hours_of_the_day_it_is_like() -> None:
    week = {"mon": ["07:00-11:30", "13:00-17:00"], "tue-thu": ["08:00-12:00"], "fri": ["07:00-11:00"]}
    monday_like = calendar_from("2025-04-21", hours=week, make_up_days=["2025-04-26"])
    friday_like = calendar_from("2025-04-21", hours=week, make_up_days=["2025-04-26"], make_up_like="fri")
    assert monday_like.hours[5] == (Block(420, 690), Block(780, 1020))
    assert friday_like.hours[5] == (Block(420, 660),)


def test_a_make_up_day_wins_over_a_public_holiday_and_keeps_its_own_hours() -> None:
    """Monday 7 April 2025 is a holiday (Hùng Kings); worked all the same, it has a Monday's hours."""
    week = {"mon": ["07:00-11:00"], "tue": ["09:00-12:00"]}
    closed = calendar_from("2025-04-07", hours=week)
    worked = calendar_from("2025-04-07", hours=week, make_up_days=["2025-04-07"], make_up_like="tue")
    assert closed.hours[0] == ()
    assert worked.hours[0] == (Block(420, 660),)


def test_closed_days_of_the_scenario_come_beside_the_public_holidays() -> None:
    calendar = Calendar.model_validate(
        {"country": "VN", "hours": WEEK, "closed_days": ["2025-04-08"], "make_up_days": ["2025-04-12"]}
    )
    assert closed_dates(calendar, dt.date(2025, 4, 7), 7) >= {dt.date(2025, 4, 7), dt.date(2025, 4, 8)}
    assert not closed_dates(calendar, dt.date(2025, 4, 7), 7) & {dt.date(2025, 4, 9), dt.date(2025, 4, 12)}


def test_unknown_country() -> None:
    with pytest.raises(ValueError, match="'XX'"):
        calendar_from("2025-03-03", country="XX")


def test_sites_may_have_hours_of_their_own() -> None:
    plan = small_plan(
        sites={"centre": {}, "market": {"hours": {"sat": ["08:00-10:00"]}}},
        counters={"a": {"agencies": ["a"], "officers": 1}, "m": {"site": "market", "agencies": ["a"], "officers": 1}},
    )
    calendar = run_calendar(plan)
    assert len(calendar.sites["centre"].starts_at) == 20  # ten working days of two blocks
    assert calendar.sites["market"].starts_at.tolist() == [5 * DAY_MS + 8 * HOUR_MS]  # one Saturday in twelve days


def test_the_calendar_reaches_beyond_the_longest_limit() -> None:
    """A limit of 100 days from the last minute of the run still has a due time, and so has each rule."""
    plan = small_plan(procedures={"p": {"agency": "a", "per_year": 1, "days": 100}})
    calendar = run_calendar(plan)
    for rule in DUE_RULES:
        assert due_clock(calendar, rule).due(calendar.ends_at - 1, 100 * 8 * HOUR_MS) < NEVER


def test_period_warm_up_and_follow_up() -> None:
    plan = small_plan(
        period={"start": "2025-03-03", "end": "2025-03-09", "warm_up_days": 7, "follow_up_days": 3},
    )
    calendar = run_calendar(plan)
    assert calendar.first_day == dt.date(2025, 2, 24)
    assert calendar.period_at == (7 * DAY_MS, 14 * DAY_MS)
    assert calendar.run_days == 17
    assert calendar.ends_at == 17 * DAY_MS
    assert calendar.day(dt.date(2025, 3, 3)) == 7
    assert calendar.date(7) == dt.date(2025, 3, 3)


def test_timestamps() -> None:
    calendar = calendar_from("2025-03-03")
    stamps = calendar.timestamps([0, DAY_MS + 1, NONE, NEVER])
    assert stamps.astype(str).tolist() == ["2025-03-03T00:00:00.000", "2025-03-04T00:00:00.001", "NaT", "NaT"]


# due times on paper

ORDINARY: dict[str, Any] = {}
SATURDAYS = {"hours": WITH_SATURDAY}
DUE_CASES = [
    # what it shows, calendar, accepted, limit in days, working_hours, end_of_day, half_day
    # 8 h: 3.5 to lunch, 4 to closing, the last half hour on Tuesday
    ("in the morning", ORDINARY, "2025-03-03 08:00", 1, "2025-03-04 07:30", "2025-03-04 17:00", "2025-03-04 11:30"),
    # 4.5 + 3.5 h
    ("at opening", ORDINARY, "2025-03-03 07:00", 1, "2025-03-03 16:30", "2025-03-04 17:00", "2025-03-04 11:30"),
    # counts from 13:00: 4 h that day, 4 the next; the half days from the afternoon
    ("over lunch", ORDINARY, "2025-03-03 12:00", 1, "2025-03-04 11:00", "2025-03-04 17:00", "2025-03-04 17:00"),
    # the instant of lunch is lunch
    ("as lunch begins", ORDINARY, "2025-03-03 11:30", 1, "2025-03-04 11:00", "2025-03-04 17:00", "2025-03-04 17:00"),
    # 2:01 h that day, 4:30 in the morning, 1:29 from 13:00
    ("before cut-off", ORDINARY, "2025-03-03 14:59", 1, "2025-03-04 14:29", "2025-03-04 17:00", "2025-03-04 17:00"),
    # counts from Tuesday 07:00
    ("at cut-off", ORDINARY, "2025-03-03 15:00", 1, "2025-03-04 16:30", "2025-03-05 17:00", "2025-03-05 11:30"),
    ("the last minute", ORDINARY, "2025-03-03 16:59", 1, "2025-03-04 16:30", "2025-03-05 17:00", "2025-03-05 11:30"),
    ("at closing", ORDINARY, "2025-03-03 17:00", 1, "2025-03-04 16:30", "2025-03-05 17:00", "2025-03-05 11:30"),
    ("late at night", ORDINARY, "2025-03-03 23:59", 1, "2025-03-04 16:30", "2025-03-05 17:00", "2025-03-05 11:30"),
    ("before opening", ORDINARY, "2025-03-04 03:00", 1, "2025-03-04 16:30", "2025-03-05 17:00", "2025-03-05 11:30"),
    # Friday 1.5 + 4 h, 2.5 on Monday
    ("over a weekend", ORDINARY, "2025-03-07 10:00", 1, "2025-03-10 09:30", "2025-03-10 17:00", "2025-03-10 11:30"),
    ("on Saturday", ORDINARY, "2025-03-08 10:00", 1, "2025-03-10 16:30", "2025-03-11 17:00", "2025-03-11 11:30"),
    ("on Sunday", ORDINARY, "2025-03-09 23:00", 1, "2025-03-10 16:30", "2025-03-11 17:00", "2025-03-11 11:30"),
    # one hour (an eighth of a day): counts from Monday 07:00; a started day or half day counts whole
    ("Friday 16:30", ORDINARY, "2025-03-07 16:30", 1 / 8, "2025-03-10 08:00", "2025-03-11 17:00", "2025-03-10 17:00"),
    # half days: 4 h; a half day is the next half; a started day counts whole
    ("half, morning", ORDINARY, "2025-03-03 08:00", 0.5, "2025-03-03 13:30", "2025-03-04 17:00", "2025-03-03 17:00"),
    ("half, afternoon", ORDINARY, "2025-03-03 13:30", 0.5, "2025-03-04 07:30", "2025-03-04 17:00", "2025-03-04 11:30"),
    # 12 h: 7.5 on Monday, 4.5 fill Tuesday's morning to its last minute
    ("one and a half", ORDINARY, "2025-03-03 08:00", 1.5, "2025-03-04 11:30", "2025-03-05 17:00", "2025-03-04 17:00"),
    # 6.5 h fill Monday to its last minute
    ("to closing", ORDINARY, "2025-03-03 09:00", 6.5 / 8, "2025-03-03 17:00", "2025-03-04 17:00", "2025-03-04 11:30"),
    # Tết 2025: 16 h: Friday 5.5, Monday 3 February 8.5, Tuesday 2
    ("over Tết 2025", ORDINARY, "2025-01-24 10:00", 2, "2025-02-04 09:00", "2025-02-04 17:00", "2025-02-04 11:30"),
    ("eve of Tết", ORDINARY, "2025-01-24 15:30", 1, "2025-02-03 16:30", "2025-02-04 17:00", "2025-02-04 11:30"),
    ("on Tết", ORDINARY, "2025-01-29 09:00", 1, "2025-02-03 16:30", "2025-02-04 17:00", "2025-02-04 11:30"),
    # Tết 2026: 8 h: Friday 3, Monday 23 February 4.5 + 0.5
    ("over Tết 2026", ORDINARY, "2026-02-13 14:00", 1, "2026-02-23 13:30", "2026-02-23 17:00", "2026-02-23 17:00"),
    # 40 h: four days of 8.5 to Friday, 6 on Monday 23 February; the fifth working day after Tuesday 10 is Tuesday 24
    ("a week of Tết", ORDINARY, "2026-02-10 07:00", 5, "2026-02-23 14:30", "2026-02-24 17:00", "2026-02-24 11:30"),
    # make-up Saturday: Friday 3 h, Saturday 4.5 + 0.5
    ("a make-up day", APRIL, "2025-04-25 14:00", 1, "2025-04-26 13:30", "2025-04-26 17:00", "2025-04-26 17:00"),
    ("on a make-up day", APRIL, "2025-04-26 08:00", 1, "2025-04-28 07:30", "2025-04-28 17:00", "2025-04-28 11:30"),
    # 30 April, 1 and 2 May are closed: Tuesday 3 h, Monday 5 May 4.5 + 0.5
    ("made up for", APRIL, "2025-04-29 14:00", 1, "2025-05-05 13:30", "2025-05-05 17:00", "2025-05-05 17:00"),
    # Saturday mornings: Friday 3 h, Saturday 4.5, Monday 0.5; a Saturday counts as a day, or as one half day
    ("over Saturday", SATURDAYS, "2025-03-07 14:00", 1, "2025-03-10 07:30", "2025-03-08 11:30", "2025-03-10 11:30"),
    ("half, Saturday", SATURDAYS, "2025-03-07 14:00", 0.5, "2025-03-08 08:00", "2025-03-08 11:30", "2025-03-08 11:30"),
    # Saturday 1.5 h, Monday 4.5 + 2
    ("Saturday open", SATURDAYS, "2025-03-08 10:00", 1, "2025-03-10 15:00", "2025-03-10 17:00", "2025-03-10 17:00"),
    # Saturday's closing is before the cut-off, and out of hours all the same
    ("Saturday shut", SATURDAYS, "2025-03-08 11:30", 1, "2025-03-10 16:30", "2025-03-11 17:00", "2025-03-11 11:30"),
]
assert len({case[0] for case in DUE_CASES}) == len(DUE_CASES)


@pytest.mark.parametrize("rule", DUE_RULES)
@pytest.mark.parametrize("case", DUE_CASES, ids=[case[0] for case in DUE_CASES])
def test_due(case: Any, rule: str) -> None:
    _, given_calendar, accepted, days, *expected = case
    calendar = calendar_from(accepted[:10], **given_calendar)
    due = due_clock(calendar, rule).due(engine(calendar, accepted), round(days * 8 * HOUR_MS))
    assert stamp(calendar, due) == expected[DUE_RULES.index(rule)]


@pytest.mark.parametrize(
    ("accepted", "cut_off", "begins"),
    [
        ("2025-03-03 10:00", "15:00", "2025-03-03 10:00"),
        ("2025-03-03 12:00", "15:00", "2025-03-03 13:00"),
        ("2025-03-03 14:59", "15:00", "2025-03-03 14:59"),
        ("2025-03-03 15:00", "15:00", "2025-03-04 07:00"),
        ("2025-03-03 16:30", "17:00", "2025-03-03 16:30"),  # a later cut-off
        ("2025-03-03 12:00", "11:30", "2025-03-04 07:00"),  # a cut-off at lunch: all who come later count from tomorrow
        ("2025-03-03 05:00", "15:00", "2025-03-03 07:00"),
        ("2025-03-07 15:00", "15:00", "2025-03-10 07:00"),
        ("2025-03-08 23:00", "15:00", "2025-03-10 07:00"),  # on a closed day the cut-off does not cost a further day
        ("2025-01-24 15:00", "15:00", "2025-02-03 07:00"),
    ],
)
def test_counts_from(accepted: str, cut_off: str, begins: str) -> None:
    calendar = calendar_from(accepted[:10])
    clock = due_clock(calendar, "working_hours", cut_off)
    assert stamp(calendar, clock.counts_from(engine(calendar, accepted))) == begins


def test_friday_half_past_four_plus_one_hour_with_a_late_cut_off() -> None:
    """Half an hour on Friday, half an hour on Monday."""
    calendar = calendar_from("2025-03-07")
    clock = due_clock(calendar, "working_hours", "17:00")
    assert stamp(calendar, clock.due(engine(calendar, "2025-03-07 16:30"), HOUR_MS)) == "2025-03-10 07:30"


@pytest.mark.parametrize(
    ("rule", "due", "asked", "answered", "extended"),
    [
        # a pause of two days of 8.5 h
        ("working_hours", "2025-03-04 10:00", "2025-03-03 09:00", "2025-03-05 09:00", "2025-03-06 10:00"),
        # 1 h on Friday, nothing on Saturday
        ("working_hours", "2025-03-10 10:00", "2025-03-07 16:00", "2025-03-08 10:00", "2025-03-10 11:00"),
        # due at closing: one more hour goes to the next day
        ("working_hours", "2025-03-04 17:00", "2025-03-03 09:00", "2025-03-03 10:00", "2025-03-05 08:00"),
        # asked and answered in one night
        ("working_hours", "2025-03-04 17:00", "2025-03-03 17:00", "2025-03-04 06:00", "2025-03-04 17:00"),
        # over Tết: 5.5 h on Friday, 1 h on Monday 3 February: from Monday 15:00 2 h, 4.5 h on Tuesday morning
        ("working_hours", "2025-02-03 15:00", "2025-01-24 10:00", "2025-02-03 08:00", "2025-02-04 11:30"),
        # Monday to Wednesday are two working days
        ("end_of_day", "2025-03-04 17:00", "2025-03-03 09:00", "2025-03-05 09:00", "2025-03-06 17:00"),
        ("end_of_day", "2025-03-04 17:00", "2025-03-03 07:00", "2025-03-03 16:59", "2025-03-04 17:00"),
        # an answer on Saturday counts as Monday's
        ("end_of_day", "2025-03-11 17:00", "2025-03-07 16:00", "2025-03-08 10:00", "2025-03-12 17:00"),
        # asked with the closing bell: Monday to Monday
        ("end_of_day", "2025-03-11 17:00", "2025-03-07 17:00", "2025-03-10 09:00", "2025-03-11 17:00"),
        # Monday morning to Tuesday afternoon are three half days, from Wednesday's first to Thursday's second
        ("half_day", "2025-03-05 11:30", "2025-03-03 09:00", "2025-03-04 14:00", "2025-03-06 17:00"),
        ("half_day", "2025-03-05 17:00", "2025-03-03 09:00", "2025-03-03 14:00", "2025-03-06 11:30"),
        ("half_day", "2025-03-05 17:00", "2025-03-03 09:00", "2025-03-03 10:00", "2025-03-05 17:00"),
    ],
)
def test_extended(rule: str, due: str, asked: str, answered: str, extended: str) -> None:
    calendar = calendar_from(min(due, asked)[:10])
    times = (engine(calendar, text) for text in (due, asked, answered))
    assert stamp(calendar, due_clock(calendar, rule).extended(*times)) == extended


@pytest.mark.parametrize("rule", DUE_RULES)
def test_never_stays_never(rule: str) -> None:
    clock = due_clock(calendar_from("2025-03-03"), rule)
    assert clock.due(NEVER, HOUR_MS) == NEVER
    assert clock.extended(NEVER, 0, DAY_MS) == NEVER
    assert clock.due(0, 10_000 * DAY_MS) == NEVER


# limits


@pytest.mark.parametrize(
    ("written", "in_force_h", "legal_h"),
    [
        ({"days": 5, "legal_days": 10}, 40, 80),
        ({"legal_days": 10}, 80, 80),
        ({"days": 0.5}, 4, 4),
        ({"hours": 4, "legal_hours": 8}, 4, 8),
        ({"legal_hours": 8}, 8, 8),
        ({"at_once": 1}, 0, 0),
    ],
)
def test_limits(written: dict[str, float], in_force_h: float, legal_h: float) -> None:
    procedure = Procedure.model_validate({"agency": "a", "per_year": 1} | written)
    assert limits_ms(procedure, Deadlines()) == (in_force_h * HOUR_MS, legal_h * HOUR_MS)
    assert limits_ms(procedure, Deadlines(limit_in_force="legal"))[0] == legal_h * HOUR_MS


def test_hours_in_one_day_of_a_limit() -> None:
    """Days follow the scenario's hours a day, limits in hours do not."""
    seven = Deadlines(hours_per_day=7)
    assert limits_ms(Procedure(agency="a", per_year=1, days=2), seven)[0] == 14 * HOUR_MS
    assert limits_ms(Procedure(agency="a", per_year=1, hours=2), seven)[0] == 2 * HOUR_MS


# laws that hold on every calendar


@st.composite
def days_of_hours(draw: st.DrawFn) -> tuple[Block, ...]:
    """Open blocks of a day: none, one or several, some of which touch."""
    marks = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), max_size=5)))
    pieces = [Block(*edges) for edges in pairwise(marks)]
    chosen = draw(st.lists(st.booleans(), min_size=len(pieces), max_size=len(pieces)))
    return tuple(piece for piece, is_open in zip(pieces, chosen, strict=True) if is_open)


@st.composite
def calendars(draw: st.DrawFn) -> RunCalendar:
    """A calendar of a few days: one ordinary day, the others open at any hours, or closed."""
    hours = draw(st.lists(days_of_hours(), max_size=7))
    hours.insert(draw(st.integers(0, len(hours))), (Block(480, 720), Block(780, 1020)))
    return calendar_of(*hours)


def calendar_of(*hours: tuple[Block, ...]) -> RunCalendar:
    """Calendar of a few days, from Monday 3 March 2025 on, with these hours."""
    is_working = np.array([bool(blocks) for blocks in hours])
    end = len(hours) * DAY_MS
    return RunCalendar(dt.date(2025, 3, 3), len(hours), (0, end), is_working, hours, office_time(hours), {})


ODD_MS = st.sampled_from([0, 0, 1, -1, 30_001])
WORKS = st.builds(lambda minutes, odd: max(0, minutes * MINUTE_MS + odd), st.integers(0, 3000), ODD_MS)


@st.composite
def calendar_and_times(draw: st.DrawFn, count: int) -> tuple[RunCalendar, list[int]]:
    """A calendar, and times within it: any, and often the very edges of its hours."""
    calendar = draw(calendars())
    end = calendar.ends_at
    edges = [*calendar.office.starts_at.tolist(), *calendar.office.ends_at.tolist(), 0]
    times = st.one_of(st.integers(0, end - 1), st.sampled_from(edges), st.sampled_from([edge + 1 for edge in edges]))
    return calendar, [min(draw(times), end - 1) for _ in range(count)]


def _last_closing(office: OfficeTime, at: int) -> int:
    """The last instant up to ``at`` by which office time has just passed: itself in office hours or at their end."""
    inside = (office.starts_at < at) & (at <= office.ends_at)
    return at if inside.any() else int(office.ends_at[office.ends_at < at].max())


@settings(max_examples=300, derandomize=True, deadline=None)
@given(calendar_and_times(1), WORKS)
def test_subtract_undoes_add(found: tuple[RunCalendar, list[int]], work: int) -> None:
    """From where the work could begin: out of hours that is the next opening."""
    calendar, (at,) = found
    office = calendar.office
    reached = office.add(at, work)
    assume(work > 0 and reached < NEVER)
    assert office.subtract(reached, work) == office.opening(at)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(calendar_and_times(1), WORKS)
def test_add_undoes_subtract(found: tuple[RunCalendar, list[int]], work: int) -> None:
    """To where the work could end: out of hours that is the last closing."""
    calendar, (at,) = found
    office = calendar.office
    passed = int(office.elapsed(at))
    assume(passed > 0)
    work = 1 + work % passed
    assert office.add(office.subtract(at, work), work) == _last_closing(office, at)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(calendar_and_times(2), WORKS, WORKS)
def test_office_time_is_monotonic_and_additive(found: tuple[RunCalendar, list[int]], work: int, more: int) -> None:
    calendar, (one, other) = found
    office = calendar.office
    early, late = sorted((one, other))
    assert office.elapsed(early) <= office.elapsed(late)
    assert office.opening(early) <= office.opening(late)
    assert office.subtract(early, work) <= office.subtract(late, work)
    assert office.add(early, work) <= office.add(late, work)
    assert office.add(early, work) <= office.add(early, work + more)
    halfway = office.add(early, work)
    if halfway < NEVER:
        assert office.add(halfway, more) == office.add(early, work + more)
    assert office.between(early, late) == -office.between(late, early)
    assert 0 <= office.between(early, late) <= late - early


@settings(max_examples=200, derandomize=True, deadline=None)
@given(calendar_and_times(2), st.integers(0, 1500))
def test_office_time_against_counting_the_minutes_one_by_one(
    found: tuple[RunCalendar, list[int]], work_min: int
) -> None:
    calendar, times = found
    begins, ends = (at // MINUTE_MS for at in sorted(times))
    is_open = np.zeros(calendar.run_days * 24 * 60, dtype=bool)
    for day, blocks in enumerate(calendar.hours):
        for block in blocks:
            is_open[day * 1440 + block.begins_min : day * 1440 + block.ends_min] = True
    office = calendar.office
    assert office.between(begins * MINUTE_MS, ends * MINUTE_MS) == is_open[begins:ends].sum() * MINUTE_MS
    assert office.contains(begins * MINUTE_MS) == is_open[begins]
    open_after = begins + np.flatnonzero(is_open[begins:])
    assert office.opening(begins * MINUTE_MS) == (open_after[0] * MINUTE_MS if len(open_after) else NEVER)
    if work_min:
        reached = (open_after[work_min - 1] + 1) * MINUTE_MS if work_min <= len(open_after) else NEVER
        assert office.add(begins * MINUTE_MS, work_min * MINUTE_MS) == reached
        open_before = np.flatnonzero(is_open[:ends])
        begun = open_before[-work_min] * MINUTE_MS if work_min <= len(open_before) else -NEVER
        assert office.subtract(ends * MINUTE_MS, work_min * MINUTE_MS) == begun


CUT_OFFS = st.integers(0, 24 * 60)
LIMITS = st.one_of(WORKS, st.sampled_from([0, 4 * HOUR_MS, 8 * HOUR_MS, 12 * HOUR_MS, 16 * HOUR_MS]))


def _clock(calendar: RunCalendar, rule: Any, cut_off: int) -> DueClock:
    return DueClock(rule, cut_off * MINUTE_MS, 8 * HOUR_MS, calendar.office, calendar.working_days())


@settings(max_examples=300, derandomize=True, deadline=None)
@given(calendar_and_times(1), CUT_OFFS, LIMITS, st.sampled_from(DUE_RULES))
def test_due_against_walking_from_day_to_day(
    found: tuple[RunCalendar, list[int]], cut_off: int, limit: int, rule: str
) -> None:
    """The rules once more, read from the calendar's days and blocks."""
    calendar, (accepted,) = found
    due = int(_clock(calendar, rule, cut_off).due(accepted, limit))
    assert due == _walked_due(calendar, rule, cut_off * MINUTE_MS, accepted, limit)


def _walked_due(calendar: RunCalendar, rule: str, cut_off_ms: int, accepted: int, limit: int) -> int:
    day, time = divmod(accepted, DAY_MS)
    if calendar.hours[day] and time >= cut_off_ms:
        day, time = day + 1, 0
    open_parts = []  # of each day from the count's beginning on: its blocks, cut at the beginning
    for later in range(day, len(calendar.hours)):
        since = time if later == day else 0
        blocks = [
            (later * DAY_MS + max(block.begins_min * MINUTE_MS, since), later * DAY_MS + block.ends_min * MINUTE_MS)
            for block in calendar.hours[later]
            if block.ends_min * MINUTE_MS > since
        ]
        open_parts += [(later, *block) for block in blocks]
    if not open_parts:
        return NEVER
    first_day, begins, _ = open_parts[0]
    if rule == "working_hours":
        for _, starts, ends in open_parts:
            if limit <= ends - starts:
                return starts + limit
            limit -= ends - starts
        return NEVER
    days = [later for later in range(first_day, len(calendar.hours)) if calendar.hours[later]]
    if rule == "end_of_day":
        ends = [day * DAY_MS + calendar.hours[day][-1].ends_min * MINUTE_MS for day in days]
        wanted = -(-limit // (8 * HOUR_MS))
    else:  # the first half of a day ends with its first block, the second with its last, where there is another
        blocks = [
            (day, block)
            for day in days
            for block in dict.fromkeys(calendar.hours[day][:: len(calendar.hours[day]) - 1 or 1])
        ]
        ends = [day * DAY_MS + block.ends_min * MINUTE_MS for day, block in blocks]
        wanted = int(begins >= ends[0]) + -(-limit // (4 * HOUR_MS))
    return ends[wanted] if wanted < len(ends) else NEVER


@settings(max_examples=300, derandomize=True, deadline=None)
@given(calendar_and_times(2), CUT_OFFS, LIMITS, LIMITS, st.sampled_from(DUE_RULES))
def test_due_times_are_monotonic_and_never_on_a_closed_day(
    found: tuple[RunCalendar, list[int]], cut_off: int, limit: int, more: int, rule: str
) -> None:
    calendar, times = found
    early, late = sorted(times)
    clock = _clock(calendar, rule, cut_off)
    assert clock.counts_from(early) <= clock.counts_from(late)
    assert clock.due(early, limit) <= clock.due(late, limit)
    assert clock.due(early, limit) <= clock.due(early, limit + more)
    assert clock.due(early, limit) >= clock.counts_from(early)
    for accepted in times:
        due = int(clock.due(accepted, limit))
        if due < NEVER:
            assert calendar.is_working[due // DAY_MS]
            _assert_in_hours_or_as_they_end(calendar.office, due)
            extended = int(clock.extended(due, early, late))
            assert extended >= due
            if extended < NEVER:
                assert calendar.is_working[extended // DAY_MS]
                _assert_in_hours_or_as_they_end(calendar.office, extended)


def _assert_in_hours_or_as_they_end(office: OfficeTime, at: int) -> None:
    assert ((office.starts_at <= at) & (at <= office.ends_at)).any()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(calendar_and_times(6), st.lists(WORKS, min_size=6, max_size=6), CUT_OFFS, st.sampled_from(DUE_RULES))
def test_arrays_give_what_single_times_give(
    found: tuple[RunCalendar, list[int]], works: list[int], cut_off: int, rule: str
) -> None:
    calendar, times = found
    office, clock = calendar.office, _clock(calendar, rule, cut_off)
    later = sorted(times)
    for of_arrays in (office.add, office.subtract, clock.due):
        assert of_arrays(times, works).tolist() == [int(of_arrays(*pair)) for pair in zip(times, works, strict=True)]
    for of_arrays in (office.elapsed, office.opening, office.contains, clock.counts_from):
        assert of_arrays(times).tolist() == [of_arrays(at) for at in times]
    pauses = zip(later[0:2], later[2:4], later[4:6], strict=True)
    extended = clock.extended(later[0:2], later[2:4], later[4:6]).tolist()
    assert extended == [int(clock.extended(*pause)) for pause in pauses]


# the engine's twins


def _twins(calendar: RunCalendar, clock: DueClock) -> tuple[officetime.Hours, officetime.DueRule]:
    office, days = calendar.office, clock.days
    hours = officetime.Hours(office.starts_at.tolist(), office.ends_at.tolist(), office.before_ms.tolist())
    of_days = (getattr(days, name).tolist() for name in officetime.DueRule._fields[3:])
    return hours, officetime.DueRule(DUE_RULES.index(clock.rule), clock.cut_off_ms, clock.day_ms, *of_days)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(calendar_and_times(2), CUT_OFFS, LIMITS, st.sampled_from(DUE_RULES))
def test_the_engines_office_time_is_the_calendars(
    found: tuple[RunCalendar, list[int]], cut_off: int, limit: int, rule: str
) -> None:
    calendar, times = found
    clock = _clock(calendar, rule, cut_off)
    hours, due_rule = _twins(calendar, clock)
    asked, answered = sorted(times)
    for at in times:
        assert officetime.elapsed(hours, at) == clock.office.elapsed(at)
        assert officetime.add(hours, at, limit) == clock.office.add(at, limit)
        assert officetime.opening(hours, at) == clock.office.opening(at)
        assert officetime.counts_from(hours, due_rule, at) == clock.counts_from(at)
        due = officetime.due(hours, due_rule, at, limit)
        assert due == clock.due(at, limit)
        if clock.office.opening(answered) < NEVER:
            assert officetime.extended(hours, due_rule, due, asked, answered) == clock.extended(due, asked, answered)
    assert officetime.extended(hours, due_rule, NEVER, asked, answered) == NEVER


@pytest.mark.parametrize("rule", ["end_of_day", "half_day"])
def test_an_answer_after_the_last_opening_has_no_due_time(rule: str) -> None:
    """Open on Monday and Tuesday; due on Monday, asked late on Tuesday, answered on Wednesday, when all is closed."""
    calendar = calendar_of((Block(420, 1020),), (Block(420, 1020),), ())
    clock = _clock(calendar, rule, 24 * 60)
    due, asked, answered = 17 * HOUR_MS, DAY_MS + 16 * HOUR_MS, 2 * DAY_MS + 8 * HOUR_MS
    assert officetime.extended(*_twins(calendar, clock), due, asked, answered) == NEVER
    assert clock.extended(due, asked, answered) == NEVER


def test_a_pause_where_the_office_closes_at_midnight() -> None:
    """Open 13:00-24:00. Due on Tuesday at closing, a pause from Monday to Tuesday: due on Wednesday at closing."""
    calendar = calendar_of(*[(Block(780, 1440),)] * 5)
    clock = _clock(calendar, "end_of_day", 24 * 60)
    due = clock.due(14 * HOUR_MS, 8 * HOUR_MS)
    assert due == 2 * DAY_MS
    assert clock.extended(due, 15 * HOUR_MS, DAY_MS + 15 * HOUR_MS) == 3 * DAY_MS


def test_the_twin_of_a_pause_where_the_office_closes_at_midnight() -> None:
    """Open 13:00-24:00 on Monday and Tuesday only, due on Tuesday at closing, asked and answered on Monday."""
    calendar = calendar_of((Block(780, 1440),), (Block(780, 1440),))
    clock = _clock(calendar, "end_of_day", 24 * 60)
    due = officetime.due(*_twins(calendar, clock), 14 * HOUR_MS, 8 * HOUR_MS)
    assert due == 2 * DAY_MS
    assert officetime.extended(*_twins(calendar, clock), due, 15 * HOUR_MS, 16 * HOUR_MS) == 2 * DAY_MS


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 50), max_size=20).map(sorted), st.integers(-1, 51))
def test_first_after(times: list[int], at: int) -> None:
    assert officetime.first_after(times, at) == np.searchsorted(np.array(times, dtype=np.int64), at, side="right")
