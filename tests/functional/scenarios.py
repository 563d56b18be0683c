"""Random small centres for hypothesis: every rule of the schema, alone and together; and how they are run.

A scenario is a plan as a dict, as it would stand in a file. Simple values come first, so that a failing example
shrinks towards one agency, one officer, one procedure and no rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
from hypothesis import strategies as st

from tvsim.calendar import DAY_MS, MINUTE_MS, run_calendar
from tvsim.demand import CaseTable, sample_absences, sample_cases
from tvsim.models import Records, simulate
from tvsim.outcomes import Run
from tvsim.resources import Resources, build_resources
from tvsim.scenario.schema import Plan

Draw = st.DrawFn
Engine = Callable[[CaseTable, Resources], Records]


@dataclass(frozen=True)
class Sample:
    """A scenario to run.

    Attributes
    ----------
    plan : as in a scenario file
    seed : of the study
    coarse : all times and durations are rounded to five minutes, so that many things happen at one instant, and some
        services take no time at all
    """

    plan: dict[str, Any]
    seed: int
    coarse: bool


def run_sample(sample: Sample, engine: Engine = simulate) -> Run:
    """Run a scenario through the whole chain, from the plan to the records."""
    plan = Plan.model_validate(sample.plan)
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, sample.seed, 1)
    if sample.coarse:
        table = coarse(table)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, sample.seed, 1))
    return Run(plan, calendar, table, resources, engine(table, resources))


ROUNDED = (
    "comes_at", "booked_until", "hour_ms", "intake_ms", "desk_ms", "wrap_up_ms", "patience_ms", "collect_ms",
    "collected_after_ms", "corrected_ms", "travel_in_ms", "work_ms", "field_ms", "conclude_ms", "answer_ms",
    "recheck_ms", "review_ms",
)  # fmt: skip


def coarse(table: CaseTable) -> CaseTable:
    """The same cases with all times and durations rounded down to five minutes."""
    step = 5 * MINUTE_MS
    columns = {name: getattr(table, name) for name in ROUNDED}
    return replace(table, **{name: np.where(each < 0, each, each // step * step) for name, each in columns.items()})


# weeks, and what must lie in them


@dataclass(frozen=True)
class Week:
    """Opening hours, with blocks of a roster, slots and times of day that lie in them."""

    hours: dict[str, list[str]]
    blocks: tuple[tuple[str, str], ...]
    times: tuple[str, ...]
    open_days: tuple[int, ...]


WEEKS = (
    Week(
        {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
        (("mon-fri", "08:00-10:00"), ("mon-fri", "10:30-12:00"), ("mon,wed", "13:00-14:00"), ("tue-fri", "15:00-17:00")),
        ("08:00", "10:00", "12:00", "13:00", "16:00", "17:00"),
        (0, 1, 2, 3, 4),
    ),
    Week(
        {"mon-fri": ["07:00-11:30", "13:00-17:00"], "sat": ["07:00-11:30"]},
        (("mon-sat", "07:00-09:00"), ("mon,fri", "09:00-11:30"), ("sat", "10:00-11:00"), ("tue-fri", "13:00-17:00")),
        ("07:00", "09:30", "11:30", "14:00", "16:45"),
        (0, 1, 2, 3, 4, 5),
    ),
    Week(
        {"mon-sat": ["09:00-12:00"]},
        (("mon-sat", "09:00-10:00"), ("wed", "10:00-12:00"), ("thu-sat", "11:00-12:00")),
        ("09:00", "10:00", "12:00"),
        (0, 1, 2, 3, 4, 5),
    ),
    Week(
        {"mon,wed-fri": ["08:00-10:00", "10:30-12:00", "14:00-16:00"], "tue": ["08:00-12:00"]},
        (("mon-fri", "08:00-10:00"), ("tue-fri", "11:00-12:00"), ("mon,wed", "14:00-15:00")),
        ("08:00", "09:00", "11:30", "15:00"),
        (0, 1, 2, 3, 4),
    ),
)
STARTS = {"2025-03-03": "", "2025-03-06": "", "2025-01-22": "VN"}  # Monday, Thursday, the week before Tết


@cache
def one_of(*choices: Any) -> st.SearchStrategy[Any]:
    """One of some values, the first the simplest. Strategies are kept: making them anew takes longer than drawing."""
    return st.sampled_from(choices)


@cache
def durations(*choices: float) -> st.SearchStrategy[Any]:
    """One of some constants, or spread around one."""
    means = [each for each in choices if each > 0]
    spread = [{"mean": mean, "cv": 0.8} for mean in means]
    spread += [{"distribution": "exponential", "mean": mean} for mean in means]
    spread += [{"distribution": "uniform", "low": 0, "high": 2 * mean} for mean in means]
    return st.sampled_from([*choices, *spread])


# the parts of a plan


@st.composite
def periods(draw: Draw) -> dict[str, Any]:
    start = draw(st.sampled_from(list(STARTS)))
    days = draw(st.integers(1, 10))
    return {
        "start": start,
        "end": str(np.datetime64(start) + days - 1),
        "warm_up_days": draw(st.sampled_from([0, 3, 5])),
        "follow_up_days": draw(st.sampled_from([0, 2, 6])),
    }


@st.composite
def calendars(draw: Draw, period: dict[str, Any], week: Week) -> dict[str, Any]:
    """With a day closed and a day made up now and then, but never the first of the period."""
    start = np.datetime64(period["start"])
    days = int((np.datetime64(period["end"]) - start).astype(int))
    calendar: dict[str, Any] = {"country": STARTS[period["start"]], "hours": week.hours}
    if days and draw(st.booleans()):
        calendar["closed_days"] = [str(start + draw(st.integers(1, days)))]
    if days and draw(st.booleans()):
        sundays = [str(start + day) for day in range(days + 1) if (start + day).astype(object).weekday() == 6]
        calendar["make_up_days"] = sundays[:1]
        calendar["make_up_like"] = draw(st.sampled_from(["mon", "tue"]))
    return calendar


@st.composite
def agencies(draw: Draw, week: Week) -> dict[str, Any]:
    return {
        "reviewers": draw(st.sampled_from([1, 0, 2, 3])),
        "order": draw(st.sampled_from(["earliest_due", "first_come"])),
        "sign_off": draw(sign_offs(week)),
        "backlog": draw(st.sampled_from([0, 0, 3, 12])),
    }


@st.composite
def sign_offs(draw: Draw, week: Week) -> dict[str, Any]:
    times = draw(st.lists(st.sampled_from(week.times), min_size=1, max_size=3, unique=True))
    return {"times": times} | draw(maybe(st.builds(lambda capacity: {"capacity": capacity}, st.sampled_from([1, 2, 5]))))


@st.composite
def groups(draw: Draw, site: str, served: list[str], week: Week) -> dict[str, Any]:
    """A counter group with any of its rules."""
    desk = draw(st.sampled_from(["between_tickets", "desk_blocks", "dedicated"]))
    group: dict[str, Any] = {
        "site": site,
        "agencies": served,
        "officers": draw(st.sampled_from([1, 2, 3, 0])),
        "roster": draw(rosters(week)),
        "desk": desk,
        "desk_staff": draw(st.sampled_from([1, 0, 2])) if desk == "dedicated" else 0,
        "at_lunch": draw(st.sampled_from(["hold", "serve", "dismiss"])),
        "at_closing": draw(st.sampled_from(["serve", "dismiss"])),
    }
    group |= draw(maybe(st.builds(lambda wrap_up: {"wrap_up_min": wrap_up}, minutes(1, 3))))
    group |= draw(maybe(other_duties()))
    group |= draw(maybe(last_tickets()))
    group |= draw(maybe(st.builds(lambda patience: {"patience_min": patience}, minutes(20, 60, 5, 0))))
    group |= draw(maybe(turning_away()))
    group |= draw(maybe(after_leaving()))
    return group | draw(maybe(appointments(week)))


@st.composite
def rosters(draw: Draw, week: Week) -> list[dict[str, Any]]:
    blocks = draw(st.lists(st.sampled_from(week.blocks), max_size=3, unique=True))
    numbers = st.sampled_from([1, 0, 2, 3])
    return [
        {"days": days, "hours": hours, "officers": draw(numbers), "desk": draw(st.sampled_from([0, 1]))}
        for days, hours in blocks
    ]


@st.composite
def other_duties(draw: Draw) -> dict[str, Any]:
    waiting = draw(st.lists(st.sampled_from([0, 1, 3]), min_size=1, max_size=2, unique=True))
    return {"other_duties": [{"at_most_waiting": each, "share": draw(shares(0.1, 0.4))} for each in waiting]}


@st.composite
def last_tickets(draw: Draw) -> dict[str, Any]:
    times = st.sampled_from([0, 15, 60, 300])
    return {"last_ticket_before_lunch_min": draw(times), "last_ticket_before_closing_min": draw(st.sampled_from([15, 45]))}


@st.composite
def turning_away(draw: Draw) -> dict[str, Any]:
    return {"turn_away": {"queue": draw(st.sampled_from([1, 2, 5])), "share": draw(shares(1, 0.5))}}


@st.composite
def after_leaving(draw: Draw) -> dict[str, Any]:
    come_back, go_online = draw(st.sampled_from([(1.0, 0.0), (0.5, 0.3), (0.0, 1.0), (0.0, 0.0), (0.3, 0.3)]))
    return {"after_leaving": {"come_back": come_back, "go_online": go_online, "after_days": draw(minutes(1, 2))}}


@st.composite
def appointments(draw: Draw, week: Week) -> dict[str, Any]:
    days, hours = draw(st.sampled_from(week.blocks))
    slots = {"days": days, "hours": hours, "every_min": draw(st.sampled_from([30, 15, 60]))}
    lateness = st.sampled_from([0, {"distribution": "normal", "mean": 0, "sd": 12}, -20, 25])
    return {
        "appointments": {
            "share": draw(shares(0.5, 1.0)),
            "slots": [slots | {"capacity": draw(st.sampled_from([1, 3]))}],
            "lateness_min": draw(lateness),
            "no_show": draw(shares(0, 0.3)),
            "window_min": draw(st.sampled_from([15.0, 0.0, 45.0])),
            "called_first": draw(st.booleans()),
        }
    }


@st.composite
def counter_groups(draw: Draw, served: list[str], weeks: dict[str, Week]) -> dict[str, Any]:
    """At the first site a pool, or a group for each agency; at the others, a pool of the first agencies."""
    centre, *others = weeks
    pooled = draw(st.booleans())
    parts = [served] if pooled else [[agency] for agency in served]
    found = {"_".join(part): draw(groups(centre, part, weeks[centre])) for part in parts}
    for site in others:
        found[site] = draw(groups(site, served[: draw(st.integers(1, len(served)))], weeks[site]))
    return found


@st.composite
def supplements(draw: Draw) -> dict[str, Any]:
    return {
        "supplement": {
            "shares": draw(st.sampled_from([[0.5], [1.0], [0.6, 0.6], [1.0, 1.0]])),
            "answer_days": draw(minutes(1, 0, 3)),
            "unanswered": draw(shares(0, 0.3)),
            "withdrawn_after_days": draw(st.sampled_from([2.0, 5.5])),
            "recheck_min": draw(minutes(0, 20)),
            "clock": draw(st.sampled_from(["pause", "restart", "run_on"])),
        }
    }


@st.composite
def reviews(draw: Draw, others: list[str], whole_days: bool) -> dict[str, Any]:
    return {
        "reviews": {
            "agencies": draw(st.lists(st.sampled_from(others), min_size=1, unique=True)),
            "share": draw(shares(1, 0.5)),
            "mode": draw(st.sampled_from(["in_turn", "parallel"])),
            "work_min": draw(minutes(30, 0, 90)),
            "limit_days": draw(st.sampled_from([1, 2] if whole_days else [1, 0.5, 2])),
            "silence_is_consent": draw(st.booleans()),
        }
    }


@st.composite
def limits(draw: Draw, rule: str) -> dict[str, Any]:
    """The promised limit, and the legal one where it is longer; in days, or in hours."""
    if rule == "working_hours" and draw(st.booleans()):
        return {"hours": draw(st.sampled_from([4.0, 1.0, 12.0])), "legal_hours": 16.0}
    days: list[float] = [1, 2, 5] if rule == "end_of_day" else [1, 0.5, 2, 5]
    found: dict[str, Any] = {"days": draw(st.sampled_from(days))}
    return found | draw(maybe(st.just({"legal_days": 6})))


@st.composite
def procedures(draw: Draw, agency: str, others: list[str], rule: str, per_year: float) -> dict[str, Any]:
    procedure: dict[str, Any] = {
        "agency": agency,
        "per_year": per_year,
        "intake_min": draw(minutes(10, 20, 0)),
        "desk_min": draw(minutes(10, 0, 60)),
        "collect_min": draw(minutes(3, 0)),
        "work_min": draw(minutes(60, 200, 0)),
        "collected_after_days": draw(minutes(1, 0)),
    }
    procedure |= draw(limits(rule))
    procedure |= draw(maybe(st.just({"enquiries": 0.5, "enquire_min": 5})))
    procedure |= draw(maybe(st.just({"flawed": {"counter": [0.4, 0.2], "post": [0.3], "online": [0.8]}})))
    procedure |= draw(maybe(st.builds(lambda after: {"corrected_after_days": after}, minutes(1, 0, 2))))
    procedure |= draw(maybe(st.just({"priority_shares": [0.2, 0.5, 0.3]})))
    procedure |= draw(maybe(st.builds(lambda share: {"at_once": share}, shares(0.4, 1))))
    procedure |= draw(maybe(st.just({"refused": 0.3})))
    procedure |= draw(maybe(st.builds(lambda field: {"field_days": field}, minutes(1, 0.5))))
    procedure |= draw(maybe(st.builds(lambda conclude: {"conclude_min": conclude}, minutes(15, 45))))
    procedure |= draw(maybe(st.just({"committee": True})))
    procedure |= draw(maybe(st.just({"arrivals_by_time": {"08:00-10:00": 3, "10:00-17:00": 1}})))
    procedure |= draw(maybe(supplements()))
    return procedure | (draw(maybe(reviews(others, rule == "end_of_day"))) if others else {})


@st.composite
def ways(draw: Draw) -> dict[str, Any]:
    """Shares of post and online, and the wished ways back."""
    back = st.sampled_from([{"counter": 1.0}, {"counter": 0.4, "post": 0.4, "online": 0.2}, {"post": 1.0}, {"online": 1.0}])
    post, online = draw(st.sampled_from([(0.0, 0.0), (0.2, 0.3), (0.0, 1.0), (1.0, 0.0), (0.1, 0.6)]))
    return {
        "counter": {"returns": draw(back)},
        "post": {"share": post, "returns": draw(back)},
        "online": {"share": online, "returns": draw(back)},
    }


@st.composite
def transfers(draw: Draw) -> dict[str, Any]:
    times = st.sampled_from([0.0, 30.0, 300.0])
    return {"site_agency_min": draw(times), "agency_agency_min": draw(times)}


@st.composite
def absences(draw: Draw, staffed: list[str], start: str) -> dict[str, Any]:
    """Spells by chance, many for a run of days, and a leave of the first officer or reviewer."""
    found: dict[str, Any] = draw(maybe(st.just({"spells_per_year": 30.0, "spell_days": 2})))
    if staffed and draw(st.booleans()):
        of, first = draw(st.sampled_from(staffed)), np.datetime64(start) + draw(st.integers(0, 4))
        found["leave"] = [{"of": of, "number": 1, "start": str(first), "end": str(first + draw(st.integers(0, 3)))}]
    return found


@st.composite
def plans(draw: Draw) -> dict[str, Any]:
    """A whole plan that passes the checks of `tvsim.scenario`."""
    week = draw(st.sampled_from(WEEKS))
    period = draw(periods())
    rule = draw(st.sampled_from(["working_hours", "end_of_day", "half_day"]))
    served = ["a", "b", "c"][: draw(st.integers(1, 3))]
    weeks = {"centre": week}
    if draw(st.booleans()):
        weeks["market"] = draw(st.sampled_from(WEEKS))
    run_days = 1 + int((np.datetime64(period["end"]) - np.datetime64(period["start"])).astype(int))
    run_days += period["warm_up_days"] + period["follow_up_days"]
    kinds = {}
    for number in range(draw(st.integers(1, 4))):
        agency = served[number % len(served)]
        others = [each for each in served if each != agency]
        cases = draw(st.sampled_from([8, 30, 90]))
        kinds[f"p{number}"] = draw(procedures(agency, others, rule, cases * 365 / run_days))
    offices = {agency: draw(agencies(week)) for agency in served}
    for agency, office in offices.items():
        own = [each for each in kinds.values() if each["agency"] == agency]
        if all(each.get("at_once", 0) == 1 for each in own):
            office["backlog"] = 0
    counters = draw(counter_groups(served, weeks))
    staffed = [f"counters.{key}" for key, group in counters.items() if group["officers"]]
    staffed += [f"agencies.{key}" for key, office in offices.items() if office["reviewers"]]
    mail = {"rounds": draw(st.lists(st.sampled_from(week.times), min_size=1, max_size=2, unique=True))}
    travel = {name: draw(minutes(1, 0, 2)) for name in ("travel_in_days", "travel_out_days")}
    return {
        "name": "random",
        "period": period,
        "calendar": draw(calendars(period, week)),
        "deadlines": {
            "rule": rule,
            "cut_off": draw(st.sampled_from(["15:00", "10:00", "17:00"])),
            "limit_in_force": draw(st.sampled_from(["promised", "legal"])),
        },
        "demand": draw(maybe(st.just({"day_to_day_cv": 0.5, "by_weekday": {"mon": 2.0}}))),
        "channels": draw(ways()),
        "mail": mail | travel,
        "sites": {key: {"hours": each.hours} if key != "centre" else {} for key, each in weeks.items()},
        "agencies": offices,
        "committee": {"sign_off": draw(sign_offs(week)), "transfer_min": draw(st.sampled_from([0.0, 60.0]))},
        "counters": counters,
        "procedures": kinds,
        "absences": draw(absences(staffed, period["start"])),
        "transfers": draw(transfers()),
    }


def samples() -> st.SearchStrategy[Sample]:
    """A random scenario, with the seed of its cases."""
    return st.builds(Sample, plans(), st.integers(0, 1000), st.booleans())


RUN_DAYS_MS = DAY_MS
