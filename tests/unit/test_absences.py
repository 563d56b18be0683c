"""Who is away on which days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.small import MONDAY, small_plan
from tvsim.calendar import run_calendar
from tvsim.demand import sample_absences
from tvsim.demand.absences import Absences
from tvsim.scenario.schema import Plan

LONG = {"start": "2025-01-06", "end": "2044-12-30"}


def plan_with(period: dict[str, Any] | None = None, **absences: Any) -> Plan:
    """Two officers and a dedicated clerk at the desk, two reviewers."""
    return small_plan(
        period=period or {"start": MONDAY, "end": "2025-03-16"},
        agencies={"a": {"reviewers": 2}},
        counters={"a": {"agencies": ["a"], "officers": 2, "desk": "dedicated", "desk_staff": 1}},
        absences=absences,
    )


def away(plan: Plan, seed: int = 1, replication: int = 1) -> Absences:
    return sample_absences(plan, run_calendar(plan), seed, replication)


def days(row: np.ndarray[Any, Any]) -> list[int]:
    return np.flatnonzero(row).tolist()


def test_nobody_is_away_where_nothing_is_written() -> None:
    found = away(plan_with())
    assert found.officers["a"].shape == (3, 14)
    assert found.reviewers["a"].shape == (2, 14)
    assert not found.officers["a"].any()
    assert not found.reviewers["a"].any()


def test_leave_is_whole_days_of_one_person() -> None:
    """From Wednesday 5 to Monday 10 March, the weekend with it."""
    leave = {"of": "counters.a", "number": 2, "start": "2025-03-05", "end": "2025-03-10"}
    found = away(plan_with(leave=[leave]))
    assert [days(row) for row in found.officers["a"]] == [[], [2, 3, 4, 5, 6, 7], []]
    assert not found.reviewers["a"].any()


def test_leave_of_a_reviewer_and_of_the_desk_staff_who_come_last() -> None:
    leave = [
        {"of": "agencies.a", "start": MONDAY, "end": MONDAY},
        {"of": "counters.a", "number": 3, "start": "2025-03-04", "end": "2025-03-04"},
    ]
    found = away(plan_with(leave=leave))
    assert [days(row) for row in found.reviewers["a"]] == [[0], []]
    assert [days(row) for row in found.officers["a"]] == [[], [], [1]]


def test_leave_is_cut_to_the_run() -> None:
    leave = [
        {"of": "agencies.a", "number": 1, "start": "2025-02-01", "end": "2025-03-04"},
        {"of": "agencies.a", "number": 2, "start": "2025-03-15", "end": "2025-12-31"},
        {"of": "counters.a", "number": 1, "start": "2024-01-01", "end": "2024-12-31"},
        {"of": "counters.a", "number": 2, "start": "2026-01-01", "end": "2026-12-31"},
    ]
    found = away(plan_with(leave=leave))
    assert [days(row) for row in found.reviewers["a"]] == [[0, 1], [12, 13]]
    assert not found.officers["a"].any()


def test_spells_begin_on_working_days_as_often_as_they_should_and_last_as_long() -> None:
    """Over 20 years, 2.5 spells of two days a year: about 2 % of the working days, a bit less where spells overlap."""
    plan = plan_with(LONG, spells_per_year=2.5, spell_days=2)
    calendar = run_calendar(plan)
    found = away(plan)
    working = calendar.is_working[: calendar.run_days]
    rows = np.vstack([found.officers["a"], found.reviewers["a"]])
    assert not rows[:, ~working].any()
    chance = -np.expm1(-2.5 / 250)
    expected = 1 - (1 - chance) ** 2  # away where a spell begins today or began on the working day before
    share = rows[:, working].mean()
    spells = rows[:, working].size * chance
    assert share == pytest.approx(expected, rel=4 / np.sqrt(spells))


def test_a_spell_goes_on_over_the_weekend_on_working_days() -> None:
    """Every run of days away is at least two working days long, whatever lies between."""
    plan = plan_with(LONG, spells_per_year=2, spell_days=2)
    calendar = run_calendar(plan)
    working = calendar.is_working[: calendar.run_days]
    row = away(plan).officers["a"][0][working]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], row.astype(int), [0]))))
    lengths = edges[1::2] - edges[::2]
    assert len(lengths) > 20
    assert (lengths[:-1] >= 2).all()


def test_a_spell_is_at_least_one_day() -> None:
    plan = plan_with(LONG, spells_per_year=2, spell_days=0.1)
    assert 0 < away(plan).officers["a"].sum() < 1000


def test_persons_are_drawn_apart_and_replications_too() -> None:
    plan = plan_with(LONG, spells_per_year=5)
    found, other = away(plan), away(plan, replication=2)
    rows = [*found.officers["a"], *found.reviewers["a"], *other.officers["a"], *other.reviewers["a"]]
    assert len({row.tobytes() for row in rows}) == len(rows)


def test_the_same_seed_gives_the_same_absences() -> None:
    plan = plan_with(LONG, spells_per_year=5)
    assert np.array_equal(away(plan).officers["a"], away(plan).officers["a"])
    assert not np.array_equal(away(plan).officers["a"], away(plan, seed=2).officers["a"])


def with_staff(reviewers: int = 2, **counters: Any) -> Absences:
    rules = {"agencies": ["a"], "officers": 2} | counters
    return away(
        small_plan(
            period={"start": "2025-01-06", "end": "2026-12-31"},
            agencies={"a": {"reviewers": reviewers}},
            counters={"a": rules},
            absences={"spells_per_year": 5},
        )
    )


def test_one_more_officer_changes_nobody_elses_absences() -> None:
    two, three = with_staff(), with_staff(officers=3)
    assert np.array_equal(two.officers["a"], three.officers["a"][:2])
    assert three.officers["a"][2].any()
    assert np.array_equal(two.reviewers["a"], three.reviewers["a"])


def test_one_more_reviewer_changes_nobody_elses_absences() -> None:
    two, three = with_staff(), with_staff(reviewers=3)
    assert np.array_equal(two.reviewers["a"], three.reviewers["a"][:2])
    assert np.array_equal(two.officers["a"], three.officers["a"])


def test_dedicated_desk_staff_leave_the_officers_alone() -> None:
    without, beside = with_staff(), with_staff(desk="dedicated", desk_staff=2)
    assert np.array_equal(without.officers["a"], beside.officers["a"][:2])


def test_one_more_officer_changes_no_absence_of_the_desk_staff() -> None:
    two, three = (with_staff(officers=officers, desk="dedicated", desk_staff=1) for officers in (2, 3))
    assert np.array_equal(two.officers["a"][-1], three.officers["a"][-1])


def test_a_longer_run_begins_with_the_same_absences() -> None:
    short, long = (
        away(plan_with({"start": MONDAY, "end": end}, spells_per_year=8, spell_days={"mean": 3, "cv": 1}))
        for end in ("2025-12-31", "2026-12-31")
    )
    days_run = short.officers["a"].shape[1]
    assert np.array_equal(short.officers["a"], long.officers["a"][:, :days_run])


def test_staff_of_a_site_with_hours_of_its_own_may_be_ill_on_its_days() -> None:
    plan = small_plan(
        period={"start": "2025-01-06", "end": "2026-12-31"},
        sites={"centre": {}, "market": {"hours": {"sat": ["08:00-10:00"]}}},
        counters={"a": {"agencies": ["a"], "officers": 1}, "m": {"site": "market", "agencies": ["a"], "officers": 1}},
        absences={"spells_per_year": 40, "spell_days": 5},
    )
    calendar = run_calendar(plan)
    saturdays = [day for day in range(calendar.run_days) if calendar.date(day).weekday() == 5]
    assert away(plan).officers["m"][0, saturdays].any()
