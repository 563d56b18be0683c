"""From weekly rosters to the shifts of each officer.

A shift is written ``Mon 08:00-12:00 counter+desk``, with ``out`` where the officer serves out those who wait.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small import MONDAY, small_plan
from tvsim.calendar import DAY_MS, MINUTE_MS, run_calendar
from tvsim.codes import Duty
from tvsim.demand.absences import officer_count, sample_absences
from tvsim.roster import Piece, Shifts, roster, roster_pieces
from tvsim.scenario.schema import CounterGroup, Plan
from tvsim.scenario.values import Block, format_time

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
DUTY = {Duty.COUNTER: "counter", Duty.COUNTER_AND_DESK: "counter+desk", Duty.DESK: "desk"}
DAY = {"start": MONDAY, "end": MONDAY}
OPENING = (Block(480, 720), Block(780, 1020))


def group(**rules: Any) -> CounterGroup:
    return CounterGroup.model_validate({"agencies": ["a"]} | rules)


def laid_out(plan: Plan) -> Shifts:
    calendar = run_calendar(plan)
    laid_out = roster(plan, calendar, {key: officer_count(plan, key) for key in plan.counters})
    return laid_out.less(np.concatenate(list(sample_absences(plan, calendar, 1, 1).officers.values())))


def lines(plan: Plan) -> list[list[str]]:
    """Shifts of each officer."""
    found = laid_out(plan)
    texts = []
    for begins, ends, duty, out in zip(found.begins_at, found.ends_at, found.duty, found.serves_out, strict=True):
        day = int(begins) // DAY_MS
        hours = Block(*(int(at - day * DAY_MS) // MINUTE_MS for at in (begins, ends)))
        texts.append(f"{WEEKDAYS[day % 7]} {hours} {DUTY[Duty(duty)]}{' out' if out else ''}")
    return [texts[first:last] for first, last in zip(found.first[:-1], found.first[1:], strict=True)]


def one_day(**rules: Any) -> list[list[str]]:
    """Shifts of a Monday, of each officer."""
    return lines(small_plan(period=DAY, counters={"a": {"agencies": ["a"]} | rules}))


# who is on duty


def test_without_a_roster_officers_are_there_through_all_opening_hours() -> None:
    assert list(roster_pieces(group(officers=2), OPENING, 0)) == [Piece(OPENING[0], 2, 0), Piece(OPENING[1], 2, 0)]


def test_the_roster_rules_where_it_speaks_and_officers_elsewhere() -> None:
    rostered = group(
        officers=2,
        roster=[
            {"days": "mon-tue", "hours": "09:00-10:00", "officers": 4, "desk": 1},
            {"days": "mon", "hours": "13:00-17:00", "officers": 0},
        ],
    )
    assert list(roster_pieces(rostered, OPENING, 0)) == [
        Piece(Block(480, 540), 2, 0),
        Piece(Block(540, 600), 4, 1),
        Piece(Block(600, 720), 2, 0),
        Piece(Block(780, 1020), 0, 0),
    ]
    assert list(roster_pieces(rostered, OPENING, 1))[-1] == Piece(OPENING[1], 2, 0)  # Tuesday afternoon
    assert list(roster_pieces(rostered, OPENING, 2)) == [Piece(block, 2, 0) for block in OPENING]


def test_a_block_over_lunch_is_cut_to_the_opening_hours() -> None:
    over_lunch = group(officers=1, roster=[{"days": "mon", "hours": "11:00-14:00", "officers": 3}])
    assert list(roster_pieces(over_lunch, OPENING, 0)) == [
        Piece(Block(480, 660), 1, 0),
        Piece(Block(660, 720), 3, 0),
        Piece(Block(780, 840), 3, 0),
        Piece(Block(840, 1020), 1, 0),
    ]


def test_a_closed_day_has_no_pieces() -> None:
    assert list(roster_pieces(group(officers=1), (), 6)) == []


# shifts of each officer


def test_officers_serve_desk_work_between_tickets_by_default() -> None:
    assert one_day(officers=1) == [["Mon 08:00-12:00 counter+desk", "Mon 13:00-17:00 counter+desk out"]]


def test_who_serves_out() -> None:
    """Whose shift ends at lunch or at closing, where the policy is to serve; not at the end of another block."""
    roster = [{"days": "mon", "hours": "08:00-10:00", "officers": 2}]
    assert one_day(officers=1, roster=roster, at_lunch="serve", desk="desk_blocks") == [
        ["Mon 08:00-12:00 counter out", "Mon 13:00-17:00 counter out"],
        ["Mon 08:00-10:00 counter"],
    ]
    assert one_day(officers=1, at_lunch="dismiss", at_closing="dismiss", desk="desk_blocks") == [
        ["Mon 08:00-12:00 counter", "Mon 13:00-17:00 counter"],
    ]


def test_pieces_of_the_same_duty_are_one_shift() -> None:
    """Officer 0 works through while others come and go."""
    roster = [{"days": "mon", "hours": "09:00-10:00", "officers": 3}]
    assert one_day(officers=1, roster=roster, desk="desk_blocks") == [
        ["Mon 08:00-12:00 counter", "Mon 13:00-17:00 counter out"],
        ["Mon 09:00-10:00 counter"],
        ["Mon 09:00-10:00 counter"],
    ]


def test_a_desk_block_changes_an_officers_duty() -> None:
    """Two officers; from 10 to 12 the second is at the desk alone."""
    roster = [{"days": "mon", "hours": "10:00-12:00", "officers": 1, "desk": 1}]
    assert one_day(officers=2, roster=roster, desk="desk_blocks", at_lunch="serve") == [
        ["Mon 08:00-12:00 counter out", "Mon 13:00-17:00 counter out"],
        ["Mon 08:00-10:00 counter", "Mon 10:00-12:00 desk", "Mon 13:00-17:00 counter out"],
    ]


def test_dedicated_staff_are_at_the_desk_all_opening_hours() -> None:
    roster = [{"days": "mon", "hours": "13:00-17:00", "officers": 0}]
    assert one_day(officers=1, roster=roster, desk="dedicated", desk_staff=2) == [
        ["Mon 08:00-12:00 counter"],
        ["Mon 08:00-12:00 desk", "Mon 13:00-17:00 desk"],
        ["Mon 08:00-12:00 desk", "Mon 13:00-17:00 desk"],
    ]


def test_desk_staff_counts_only_where_it_is_dedicated() -> None:
    plan = small_plan(counters={"a": {"agencies": ["a"], "officers": 1, "desk_staff": 2}})
    assert officer_count(plan, "a") == 1


def test_zero_officers_are_legal() -> None:
    assert one_day(officers=0) == []
    roster = [{"days": "mon", "hours": "08:00-09:00", "officers": 1}]
    assert one_day(officers=0, roster=roster) == [["Mon 08:00-09:00 counter+desk"]]


def test_a_roster_of_another_weekday_leaves_an_officer_without_a_shift() -> None:
    roster = [{"days": "sat", "hours": "08:00-09:00", "officers": 2}]
    assert one_day(officers=1, roster=roster)[1] == []


def test_a_group_employs_as_many_as_it_ever_has_on_duty() -> None:
    roster = [
        {"days": "mon", "hours": "08:00-09:00", "officers": 2, "desk": 2},
        {"days": "tue", "hours": "08:00-09:00", "officers": 3},
    ]
    rules = {"agencies": ["a"], "officers": 1, "roster": roster}
    assert officer_count(small_plan(counters={"a": rules}), "a") == 4
    dedicated = rules | {"desk": "dedicated", "desk_staff": 2}
    assert officer_count(small_plan(counters={"a": dedicated}), "a") == 6


# days


def test_a_week_with_a_saturday_morning_and_a_closed_wednesday() -> None:
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-09"},
        calendar={
            "country": "",
            "hours": {"mon-fri": ["08:00-12:00"], "sat": ["08:00-10:00"]},
            "closed_days": ["2025-03-05"],
        },
    )
    assert lines(plan) == [
        [f"{day} 08:00-12:00 counter+desk out" for day in ("Mon", "Tue", "Thu", "Fri")]
        + ["Sat 08:00-10:00 counter+desk out"]
    ]


def test_a_make_up_day_has_the_roster_of_the_weekday_it_is_like() -> None:
    """A Saturday worked like a Friday, on which two officers are there."""
    plan = small_plan(
        period={"start": "2025-03-08", "end": "2025-03-08"},
        calendar={
            "country": "",
            "hours": {"mon-thu": ["08:00-12:00"], "fri": ["08:00-11:00"]},
            "make_up_days": ["2025-03-08"],
            "make_up_like": "fri",
        },
        counters={
            "a": {"agencies": ["a"], "officers": 1, "roster": [{"days": "fri", "hours": "08:00-09:00", "officers": 2}]}
        },
    )
    found = laid_out(plan)
    assert ((found.begins_at // MINUTE_MS).tolist(), (found.ends_at // MINUTE_MS).tolist()) == ([480, 480], [660, 540])


def test_sites_have_hours_of_their_own() -> None:
    """The second group's site is open on Saturdays only."""
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-09"},
        sites={"centre": {}, "market": {"hours": {"sat": ["08:00-10:00"]}}},
        counters={
            "a": {"agencies": ["a"], "officers": 1},
            "m": {"site": "market", "agencies": ["a"], "officers": 1},
        },
    )
    assert len(lines(plan)[0]) == 10
    assert lines(plan)[1] == ["Sat 08:00-10:00 counter+desk out"]
    assert laid_out(plan).group.tolist() == [0, 1]


def test_an_officer_on_leave_is_missed_and_nobody_steps_in() -> None:
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-05"},
        counters={
            "a": {
                "agencies": ["a"],
                "officers": 2,
                "roster": [{"days": "mon-fri", "hours": "08:00-12:00", "officers": 1}],
            }
        },
        absences={"leave": [{"of": "counters.a", "number": 1, "start": "2025-03-04", "end": "2025-03-04"}]},
    )
    first, second = lines(plan)
    assert [line[:3] for line in first] == ["Mon", "Mon", "Wed", "Wed"]
    assert second == [f"{day} 13:00-17:00 counter+desk out" for day in ("Mon", "Tue", "Wed")]


# laws

QUARTERS = st.integers(32, 68)  # quarters of an hour, 08:00 to 17:00


@st.composite
def rosters(draw: st.DrawFn) -> dict[str, Any]:
    """A group with up to three blocks that do not overlap."""
    marks = sorted(draw(st.sets(QUARTERS, min_size=2, max_size=6)))
    marks = marks[: len(marks) // 2 * 2]
    blocks = [
        {
            "days": draw(st.sampled_from(["mon-fri", "mon,wed", "sat"])),
            "hours": f"{format_time(begins * 15)}-{format_time(ends * 15)}",
            "officers": draw(st.integers(0, 4)),
            "desk": draw(st.integers(0, 2)),
        }
        for begins, ends in zip(marks[::2], marks[1::2], strict=True)
    ]
    desk = draw(st.sampled_from(["between_tickets", "desk_blocks", "dedicated"]))
    return {
        "agencies": ["a"],
        "officers": draw(st.integers(0, 4)),
        "roster": blocks,
        "desk": desk,
        "desk_staff": draw(st.integers(0, 2)) if desk == "dedicated" else 0,
    }


@settings(max_examples=150, derandomize=True, deadline=None)
@given(rosters())
def test_as_many_officers_are_on_shift_as_the_roster_says_minute_by_minute(rules: dict[str, Any]) -> None:
    """Counted from the scenario's blocks directly, over a week with a Saturday morning."""
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-09"},
        calendar={"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"], "sat": ["08:00-11:00"]}},
        counters={"a": rules},
    )
    found = laid_out(plan)
    on_shift = np.zeros((len(Duty), 7 * 1440), dtype=int)
    for begins, ends, duty in zip(found.begins_at // MINUTE_MS, found.ends_at // MINUTE_MS, found.duty, strict=True):
        on_shift[duty, begins:ends] += 1
    counters, officers = plan.counters["a"], on_shift[Duty.COUNTER] + on_shift[Duty.COUNTER_AND_DESK]
    for minute in range(0, 7 * 1440, 15):
        weekday, time = divmod(minute, 1440)
        is_open = any(block.begins_min <= time < block.ends_min for block in plan.calendar.hours.blocks(weekday))
        block = next(
            (
                block
                for block in counters.roster
                if weekday in block.days and block.hours.begins_min <= time < block.hours.ends_min
            ),
            None,
        )
        wanted, at_desk = (counters.officers, 0) if block is None else (block.officers, block.desk)
        assert officers[minute] == wanted * is_open
        assert on_shift[Duty.DESK, minute] == (at_desk + counters.desk_staff) * is_open
    between = counters.desk == "between_tickets"
    assert not on_shift[Duty.COUNTER if between else Duty.COUNTER_AND_DESK].any()


@settings(max_examples=100, derandomize=True, deadline=None)
@given(rosters())
def test_an_officers_shifts_are_in_order_and_never_overlap(rules: dict[str, Any]) -> None:
    found = laid_out(small_plan(counters={"a": rules}))
    assert found.first[0] == 0
    assert found.first[-1] == len(found.begins_at)
    assert len(found.first) == len(found.group) + 1
    assert (found.begins_at < found.ends_at).all()
    for first, last in zip(found.first[:-1], found.first[1:], strict=True):
        assert (found.ends_at[first : last - 1] <= found.begins_at[first + 1 : last]).all()


@pytest.mark.parametrize("officers", [0, 1, 5])
def test_more_officers_keep_the_shifts_of_those_before(officers: int) -> None:
    few, many = (lines(small_plan(counters={"a": {"agencies": ["a"], "officers": count}})) for count in (officers, 6))
    assert many[:officers] == few
