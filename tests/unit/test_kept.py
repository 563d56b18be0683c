"""What follows from a plan alone is worked out once, and never mistaken for another plan's."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from tests.small import small_plan
from tvsim.calendar import RunCalendar, run_calendar
from tvsim.demand import CaseRoom, sample_absences, sample_cases
from tvsim.demand.kept import MOST_KEPT, once_a_run
from tvsim.resources import build_resources
from tvsim.scenario.schema import Plan


def test_built_once_for_a_plan_and_its_calendar() -> None:
    built: list[Plan] = []

    @once_a_run
    def number(plan: Plan, calendar: RunCalendar) -> int:
        built.append(plan)
        return len(built)

    plan, equal = small_plan(), small_plan()
    calendar = run_calendar(plan)
    assert [number(plan, calendar), number(plan, calendar)] == [1, 1]
    assert number(equal, calendar) == 2  # equal, but another: what is compared is which plan it is
    assert number(plan, run_calendar(plan)) == 3
    assert number(plan, calendar) == 1


def test_only_the_latest_are_kept() -> None:
    built: list[Plan] = []

    @once_a_run
    def keep(plan: Plan, calendar: RunCalendar) -> None:
        built.append(plan)

    plans = [small_plan() for _ in range(MOST_KEPT + 1)]
    calendars = [run_calendar(plan) for plan in plans]
    for plan, calendar in zip(plans, calendars, strict=True):
        keep(plan, calendar)
    keep(plans[-1], calendars[-1])
    assert len(built) == MOST_KEPT + 1
    keep(plans[0], calendars[0])
    assert len(built) == MOST_KEPT + 2


def test_a_replication_is_the_same_whatever_was_drawn_before() -> None:
    rules = {"spells_per_year": 20}
    plan, fresh = (small_plan(absences=rules, agencies={"a": {"backlog": 9, "reviewers": 3}}) for _ in range(2))
    calendar = run_calendar(plan)
    for replication in (1, 2):
        build_resources(plan, calendar, sample_absences(plan, calendar, 1, replication))
        sample_cases(plan, calendar, 1, replication)
    again, alone = sample_cases(plan, calendar, 1, 2), sample_cases(fresh, run_calendar(fresh), 1, 2)
    assert all(np.array_equal(getattr(again, field.name), getattr(alone, field.name)) for field in fields(again))
    away = sample_absences(plan, calendar, 1, 2)
    one, other = (build_resources(each, calendar, away) for each in (plan, fresh))
    for part in (("shifts", "begins_at"), ("shifts", "first")):
        assert np.array_equal(*(getattr(getattr(each, part[0]), part[1]) for each in (one, other)))
    assert np.array_equal(one.offices.presence.begins_at, other.offices.presence.begins_at)


def test_cases_drawn_in_a_room_are_the_same_whatever_was_in_it() -> None:
    busy = small_plan(procedures={"p": {"agency": "a", "per_year": 3000, "days": 2}})
    quiet = small_plan(procedures={"p": {"agency": "a", "per_year": 1000, "days": 2}})
    room = CaseRoom()
    for plan, replication in ((quiet, 1), (busy, 1), (quiet, 2)):
        calendar = run_calendar(plan)
        fresh = sample_cases(plan, calendar, plan.seed, replication)
        again = sample_cases(plan, calendar, plan.seed, replication, room)
        assert len(fresh)
        for field in fields(fresh):
            assert np.array_equal(getattr(fresh, field.name), getattr(again, field.name)), field.name
