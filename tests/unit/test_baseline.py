"""The shipped baseline and its overlays: what the figures add up to, and what each overlay changes."""

import datetime as dt
import re
from collections import Counter
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tvsim
from tvsim.calendar import DAY_MS, run_calendar
from tvsim.demand import CaseTable, sample_cases
from tvsim.loads import load_warnings, pool_loads
from tvsim.scenario import Scenario, load
from tvsim.scenario.schema import Plan, Procedure

SCENARIOS = Path(__file__).parents[2] / "scenarios"

AGENCIES = {
    "transport": "Sở Giao thông vận tải",
    "justice": "Sở Tư pháp",
    "natural_resources": "Sở Tài nguyên và Môi trường",
    "planning": "Sở Kế hoạch và Đầu tư",
    "industry": "Sở Công Thương",
    "health": "Sở Y tế",
    "labour": "Sở Lao động - Thương binh và Xã hội",
    "agriculture": "Sở Nông nghiệp và Phát triển nông thôn",
    "construction": "Sở Xây dựng",
    "culture": "Sở Văn hóa, Thể thao và Du lịch",
    "education": "Sở Giáo dục và Đào tạo",
    "home_affairs": "Sở Nội vụ",
    "information": "Sở Thông tin và Truyền thông",
    "science": "Sở Khoa học và Công nghệ",
}
QUIET = ("industry", "agriculture", "construction", "culture", "education", "home_affairs", "information", "science")

# What each overlay says that it changes, as patterns of places; every pattern must be met.
OVERLAYS = {
    "more_officers": {
        "counters.transport.officers",
        "counters.justice.officers",
        "counters.natural_resources.officers",
        "counters.natural_resources.roster*.officers",
    },
    "online_50": {"channels.online.share"},
    "post_first": {
        "channels.counter.returns.counter",
        "channels.counter.returns.post",
        "channels.online.returns.counter",
        "channels.online.returns.post",
    },
    "parallel_reviews": {"procedures.*.reviews.mode"},
    "uncut_limits": {"deadlines.limit_in_force"},
    "after_tet": {"period.start", "period.end", "replications"},
    "absences": {"absences.spells_per_year", "absences.spell_days.*", "absences.leave*"},
    "appointments": {"counters.*.appointments.share"},
    "pooled_counters": {
        "counters.pool.*",
        *(f"counters.{agency}.*" for agency in QUIET),
    },
    "two_sites": {
        "sites.centre.home_share",
        "sites.centre.travel_min.*",
        "sites.city.*",
        "counters.city.*",
        "counters.transport.officers",
        "counters.natural_resources.officers",
        "counters.natural_resources.roster*.officers",
        "transfers.routes*",
    },
}


@cache
def scenario(name: str) -> Scenario:
    return load(SCENARIOS / f"{name}.toml")


@pytest.fixture(scope="module")
def plan() -> Plan:
    return scenario("baseline").plan


@pytest.fixture(scope="module")
def cases(plan: Plan) -> CaseTable:
    """A year of cases as they are drawn."""
    return sample_cases(plan, run_calendar(plan), seed=1, replication=1)


def limits(procedure: Procedure) -> tuple[float, float]:
    """Legal and promised limit of a procedure, in its own unit."""
    legal = procedure.legal_days or procedure.legal_hours
    assert legal is not None
    return legal, procedure.days or procedure.hours or legal


def cut(procedure: Procedure) -> float:
    legal, promised = limits(procedure)
    return 1 - promised / legal


def dossiers(plan: Plan) -> float:
    return sum(procedure.per_year for procedure in plan.procedures.values())


# agencies and procedures


def test_fourteen_agencies_and_the_committee(plan: Plan) -> None:
    names = {key: agency.name for key, agency in plan.agencies.items()}
    assert {key: name.vi for key, name in names.items()} == AGENCIES
    assert all(name.en.startswith("Department of ") for name in names.values())
    assert plan.committee.name.vi == "Ủy ban nhân dân tỉnh"
    assert any(procedure.committee for procedure in plan.procedures.values())


def test_each_agency_has_three_to_six_groups_of_procedures(plan: Plan) -> None:
    groups = Counter(procedure.agency for procedure in plan.procedures.values())
    assert set(groups) == set(plan.agencies)
    assert all(3 <= count <= 6 for count in groups.values())
    names = [procedure.name for procedure in plan.procedures.values()]
    assert len({name.vi for name in names}) == len({name.en for name in names}) == len(names)


def test_1858_procedures_of_which_1520_are_shortened_by_30_to_50_percent(plan: Plan) -> None:
    groups = plan.procedures.values()
    shortened = [procedure for procedure in groups if cut(procedure) > 0]
    assert sum(procedure.procedures for procedure in groups) == 1858
    assert sum(procedure.procedures for procedure in shortened) == 1520
    assert all(0.30 - 1e-9 <= cut(procedure) <= 0.50 for procedure in shortened)


def test_limits_are_whole_days_or_hours(plan: Plan) -> None:
    assert all(limit == int(limit) for procedure in plan.procedures.values() for limit in limits(procedure))


def test_reviews_fit_into_the_limits(plan: Plan) -> None:
    for procedure in plan.procedures.values():
        in_turn = len(procedure.reviews.agencies) * procedure.reviews.limit_days
        if in_turn and procedure.reviews.mode == "in_turn":
            assert in_turn < limits(procedure)[1]


def test_rules_that_are_there_to_be_used(plan: Plan) -> None:
    groups = plan.procedures.values()
    assert any(procedure.at_once > 0 for procedure in groups)
    assert any(procedure.field_days.expected > 0 for procedure in groups)
    assert all(procedure.supplement.clock == "pause" for procedure in groups)
    assert all(len(procedure.priority_shares) == 2 for procedure in groups)
    assert {group.desk for group in plan.counters.values()} == {"between_tickets", "desk_blocks", "dedicated"}
    assert all(group.patience_min and group.turn_away and group.other_duties for group in plan.counters.values())


# volumes, people, hours


def test_thirty_to_sixty_thousand_dossiers_a_year(plan: Plan) -> None:
    assert 30_000 < dossiers(plan) < 60_000


def test_online_and_post(plan: Plan, cases: CaseTable) -> None:
    dossier = ~cases.enquiry
    by_way = np.bincount(cases.channel[dossier], minlength=3) / dossier.sum()
    assert 0.30 < by_way[2] < 0.37
    assert 0.02 < by_way[1] < 0.03
    results_by_post = (cases.return_channel[dossier] == 1).mean()
    assert results_by_post > 4 * by_way[1]


def test_15_to_25_percent_of_the_cases_have_reviews(cases: CaseTable) -> None:
    assert 0.15 < cases.reviewed[~cases.enquiry].mean() < 0.25


def test_about_a_quarter_of_the_visitors_are_incomplete_or_only_ask(cases: CaseTable) -> None:
    at_counter = (cases.channel == 0) & ~cases.enquiry
    tries = 1 + np.cumprod(cases.flawed[at_counter][:, :-1], axis=1).sum()
    incomplete = np.cumprod(cases.flawed[at_counter], axis=1).sum()
    enquiries = cases.enquiry.sum()
    fetched = ((cases.return_channel == 0) & ~cases.enquiry & ~(cases.at_once & (cases.channel == 0))).sum()
    visitors = at_counter.sum() + tries + enquiries + fetched
    assert 0.20 < (incomplete + enquiries) / visitors < 0.30


def test_about_thirty_officers_in_fourteen_groups(plan: Plan) -> None:
    served = [agency for group in plan.counters.values() for agency in group.agencies]
    assert sorted(served) == sorted(plan.agencies)
    assert len(plan.counters) == 14
    staff = [
        max([group.officers, *(block.officers + block.desk for block in group.roster)]) + group.desk_staff
        for group in plan.counters.values()
    ]
    assert 28 <= sum(staff) <= 32
    assert staff.count(1) >= 5


def test_hours(plan: Plan) -> None:
    blocks = ["07:00-11:30", "13:00-17:00"]
    hours = plan.calendar.hours
    assert [[str(block) for block in hours.blocks(day)] for day in range(7)] == [blocks] * 5 + [[]] * 2
    assert all(site.hours is None for site in plan.sites.values())


def test_a_year_of_250_working_days(plan: Plan) -> None:
    calendar = run_calendar(plan)
    first, end = (at // DAY_MS for at in calendar.period_at)
    # 261 weekdays; 12 of them are holidays: 1 January, five for Tết, 7 April, 30 April to 2 May, 1 and 2 September.
    # Saturday 26 April is worked.
    assert calendar.is_working[first:end].sum() == 261 - 12 + 1
    assert end - first == 365


def test_loads_differ_and_none_is_beyond_its_pool(plan: Plan) -> None:
    officers = {load.pool: load.load for load in pool_loads(plan) if load.kind == "officers"}
    reviewers = [load.load for load in pool_loads(plan) if load.kind == "reviewers"]
    assert load_warnings(plan) == []
    assert sum(load > 0.5 for load in officers.values()) >= 2
    assert sum(load < 0.2 for load in officers.values()) >= 5
    assert max(reviewers) < 0.9


# sources


def test_every_number_has_a_source() -> None:
    register = scenario("baseline").register()
    unsourced = register[(register["source"] == "default") | register["source"].str.startswith("set in ")]
    assert unsourced["path"].tolist() == []


def test_only_what_is_known_is_no_assumption() -> None:
    register = scenario("baseline").register()
    known = register[~register["source"].str.startswith("assumption")]
    assert {path.split(".")[0] for path in known["path"]} <= {
        "calendar", "channels", "deadlines", "period", "targets",
    }  # fmt: skip


# overlays


def values(name: str) -> dict[str, str]:
    return {entry.path: repr(entry.value) for entry in scenario(name).entries}


def changed(name: str) -> set[str]:
    """Places whose values differ from the baseline's, or stand in one of the two only."""
    ours, base = values(name), values("baseline")
    return {path for path in ours.keys() | base.keys() if ours.get(path) != base.get(path)}


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_changes_what_it_says_and_nothing_else(name: str) -> None:
    places = changed(name)
    assert [path for path in places if not any(fnmatchcase(path, pattern) for pattern in OVERLAYS[name])] == []
    assert [pattern for pattern in OVERLAYS[name] if not any(fnmatchcase(path, pattern) for path in places)] == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_is_short_has_its_own_name_and_says_what_it_asks(name: str) -> None:
    text = (SCENARIOS / f"{name}.toml").read_text(encoding="utf-8")
    assert text.startswith("# ")
    assert "?" in text.partition("extends")[0]
    assert re.search(r'^extends = "baseline.toml"$', text, re.MULTILINE)
    assert text.count("\n") <= 45
    assert scenario(name).title("vi") != scenario("baseline").title("vi")
    assert scenario(name).title("en") != scenario("baseline").title("en")


@pytest.mark.parametrize("name", OVERLAYS)
def test_every_number_of_an_overlay_has_a_source(name: str) -> None:
    register = scenario(name).register()
    written = register[register["file"].str.endswith(f"{name}.toml")]
    numbers = written[written["value"].map(lambda value: isinstance(value, (int, float)))]
    assert numbers["source"].tolist() == ["assumption"] * len(numbers)


def test_parallel_reviews_hold_for_all_procedures() -> None:
    plan = scenario("parallel_reviews").plan
    assert {procedure.reviews.mode for procedure in plan.procedures.values()} == {"parallel"}


def test_uncut_limits_are_the_legal_ones() -> None:
    assert scenario("uncut_limits").plan.deadlines.limit_in_force == "legal"


def test_after_tet_begins_with_the_first_day_after_the_holiday_and_lasts_three_weeks() -> None:
    calendar = run_calendar(scenario("after_tet").plan)
    first, end = (at // DAY_MS for at in calendar.period_at)
    assert not calendar.is_working[first - 9 : first].any()
    assert calendar.is_working[first]
    assert calendar.is_working[first:end].sum() == 15


def visits_of_two_weeks(name: str) -> Counter[str]:
    """Visits by counter group in two weeks of an overlay."""
    period = {"start": "2025-03-03", "end": "2025-03-14", "warm_up_days": 7, "follow_up_days": 0}
    dates = {key: np.datetime64(value).item() if isinstance(value, str) else value for key, value in period.items()}
    results = tvsim.run(scenario(name).with_(period=dates), seed=1, replications=1)
    return Counter(results.tables["visits"]["group"].astype(str))


def test_in_a_pool_all_visitors_of_the_quiet_agencies_come_to_it() -> None:
    apart, pooled = visits_of_two_weeks("baseline"), visits_of_two_weeks("pooled_counters")
    assert all(apart[agency] > 0 and pooled[agency] == 0 for agency in QUIET)
    together = sum(apart[agency] for agency in QUIET)
    assert abs(pooled["pool"] - together) < 0.05 * together
    assert abs(pooled["transport"] - apart["transport"]) < 0.02 * apart["transport"]


def test_a_third_comes_to_the_second_site() -> None:
    apart, both = visits_of_two_weeks("baseline"), visits_of_two_weeks("two_sites")
    moved = ("transport", "justice", "natural_resources", "health", "labour")
    there = both["city"] / (both["city"] + sum(both[agency] for agency in moved))
    assert 0.28 < there < 0.38
    assert both["planning"] > 0.95 * apart["planning"]


def test_a_third_of_the_first_visits_are_booked() -> None:
    plan = scenario("appointments").plan
    cases = sample_cases(plan, run_calendar(plan), seed=1, replication=1)
    first_visits = cases.channel == 0
    assert 0.28 < cases.booked[first_visits].mean() <= 0.34
    assert 0.06 < cases.no_show[cases.booked].mean() < 0.10


# the simulated centre


@pytest.fixture(scope="module")
def spring() -> tvsim.Results:
    """Eight weeks from March on, after the surge."""
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 4, 25), "warm_up_days": 42}
    return tvsim.run(scenario("baseline").with_(period=period), seed=1, replications=1)


def test_official_late_rate_is_near_the_public_ones(spring: tvsim.Results) -> None:
    assert 0.001 <= spring.key_figures.loc["all", "overdue_official"] <= 0.02


def test_three_agencies_are_close_to_saturation_in_the_morning_peak(spring: tvsim.Results) -> None:
    """Counter officers from 08:30 to 10:00, other duties included: a load over the year says nothing of it."""
    busy = _busy_share(spring, dt.time(8, 30), dt.time(10, 0))
    assert (busy[["transport", "justice", "natural_resources"]] > 0.8).all()
    assert (busy < 0.35).sum() >= 3


def _busy_share(results: tvsim.Results, begins: dt.time, ends: dt.time) -> pd.Series:
    """Part of the rostered counter time within a part of each day in which officers are busy, by counter group."""
    shifts, activities = results.tables["shifts"], results.tables["activities"]
    at_counter = shifts[shifts["duty"] != "desk"]
    officers = set(at_counter["officer"])
    work = activities[activities["staff"].isin(officers) & (activities["activity"] != "task")]
    group = shifts.drop_duplicates("officer").set_index("officer")["group"].astype(str)
    rostered = _overlap(at_counter, begins, ends).groupby(at_counter["officer"].map(group)).sum()
    return _overlap(work, begins, ends).groupby(work["staff"].map(group)).sum() / rostered


def _overlap(stretches: pd.DataFrame, begins: dt.time, ends: dt.time) -> pd.Series:
    """Minutes of each stretch within a part of its day."""
    day = stretches["begins_at"].dt.normalize()
    first = day + pd.Timedelta(hours=begins.hour, minutes=begins.minute)
    last = day + pd.Timedelta(hours=ends.hour, minutes=ends.minute)
    low, high = stretches["begins_at"].clip(lower=first), stretches["ends_at"].clip(upper=last)
    return ((high - low).dt.total_seconds() / 60).clip(lower=0)
