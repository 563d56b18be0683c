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

from tvsim.calendar import MINUTE_MS, run_calendar
from tvsim.demand import PATIENT, CaseTable, sample_absences, sample_cases
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
    rounded = {name: np.where(each < 0, each, each // step * step) for name, each in columns.items()}
    rounded["patience_ms"][table.patience_ms == PATIENT] = PATIENT
    return replace(table, **rounded)


# weeks, and what must lie in them


@dataclass(frozen=True)
class Week:
    """Opening hours, with blocks of a roster, slots and times of day that lie in them."""

    hours: dict[str, list[str]]
    blocks: tuple[tuple[str, str], ...]
    times: tuple[str, ...]


WEEKS = (
    Week(
        {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
        (
            ("mon-fri", "08:00-10:00"),
            ("mon-fri", "10:30-12:00"),
            ("mon,wed", "13:00-14:00"),
            ("tue-fri", "15:00-17:00"),
        ),
        ("08:00", "10:00", "12:00", "13:00", "16:00", "17:00"),
    ),
    Week(
        {"mon-fri": ["07:00-11:30", "13:00-17:00"], "sat": ["07:00-11:30"]},
        (("mon-sat", "07:00-09:00"), ("mon,fri", "09:00-11:30"), ("sat", "10:00-11:00"), ("tue-fri", "13:00-17:00")),
        ("07:00", "09:30", "11:30", "14:00", "16:45"),
    ),
    Week(
        {"mon-sat": ["09:00-12:00"]},
        (("mon-sat", "09:00-10:00"), ("wed", "10:00-12:00"), ("thu-sat", "11:00-12:00")),
        ("09:00", "10:00", "12:00"),
    ),
    Week(
        {"mon,wed-fri": ["08:00-10:00", "10:30-12:00", "14:00-16:00"], "tue": ["08:00-12:00"]},
        (("mon-fri", "08:00-10:00"), ("tue-fri", "11:00-12:00"), ("mon,wed", "14:00-15:00")),
        ("08:00", "09:00", "11:30", "15:00"),
    ),
    Week(  # round the clock
        {"mon-sun": ["00:00-24:00"]},
        (("mon-sun", "06:00-14:00"), ("mon-fri", "14:00-22:00"), ("sat", "00:00-06:00"), ("tue-thu", "22:00-24:00")),
        ("00:00", "08:00", "15:00", "20:00"),
    ),
)
STARTS = {"2025-03-03": "", "2025-03-06": "", "2025-01-22": "VN"}  # Monday, Thursday, the week before Tết


FLAGS = st.booleans()


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


# the parts of a plan: plain functions that are handed the drawing, which is quicker than strategies made of strategies


def perhaps(draw: Draw, rules: Callable[..., dict[str, Any]], *args: Any) -> dict[str, Any]:
    """A table of rules, or none at all."""
    return rules(draw, *args) if draw(FLAGS) else {}


def period_of(draw: Draw) -> dict[str, Any]:
    start = draw(one_of(*STARTS))
    return {
        "start": start,
        "end": str(np.datetime64(start) + draw(one_of(*range(10)))),
        "warm_up_days": draw(one_of(0, 3, 5)),
        "follow_up_days": draw(one_of(0, 2, 6)),
    }


def length_of(period: dict[str, Any]) -> int:
    """Days of the reported period."""
    return 1 + int((np.datetime64(period["end"]) - np.datetime64(period["start"])).astype(int))


def calendar_of(draw: Draw, period: dict[str, Any], week: Week) -> dict[str, Any]:
    """With a day closed and a day made up now and then, but never the first of the period."""
    start, days = np.datetime64(period["start"]), length_of(period)
    calendar: dict[str, Any] = {"country": STARTS[period["start"]], "hours": week.hours}
    if days > 1 and draw(FLAGS):
        calendar["closed_days"] = [str(start + draw(one_of(*range(1, days))))]
    if days > 1 and draw(FLAGS):
        sundays = [str(start + day) for day in range(days) if (start + day).astype(object).weekday() == 6]
        calendar["make_up_days"] = [day for day in sundays if day not in calendar.get("closed_days", [])]
        calendar["make_up_like"] = draw(one_of("mon", "tue"))
    return calendar


def sign_off_of(draw: Draw, week: Week) -> dict[str, Any]:
    times = {draw(one_of(*week.times)) for _ in range(draw(one_of(1, 2, 3)))}
    return {"times": sorted(times)} | ({"capacity": draw(one_of(1, 2, 5))} if draw(FLAGS) else {})


def agency_of(draw: Draw, week: Week) -> dict[str, Any]:
    return {
        "reviewers": draw(one_of(1, 0, 2, 3)),
        "order": draw(one_of("earliest_due", "first_come")),
        "sign_off": sign_off_of(draw, week),
        "backlog": draw(one_of(0, 3, 12)),
    }


def group_of(draw: Draw, site: str, served: list[str], week: Week) -> dict[str, Any]:
    """A counter group with any of its rules."""
    desk = draw(one_of("between_tickets", "desk_blocks", "dedicated"))
    group: dict[str, Any] = {
        "site": site,
        "agencies": served,
        "officers": draw(one_of(1, 2, 3, 0)),
        "roster": roster_of(draw, week),
        "desk": desk,
        "desk_staff": draw(one_of(1, 0, 2)) if desk == "dedicated" else 0,
        "at_lunch": draw(one_of("hold", "serve", "dismiss")),
        "at_closing": draw(one_of("serve", "dismiss")),
    }
    group |= {"wrap_up_min": draw(durations(1, 3))} if draw(FLAGS) else {}
    group |= {"patience_min": draw(durations(20, 60, 5, 0))} if draw(FLAGS) else {}
    for rules in (other_duties, last_tickets, turning_away, after_leaving):
        group |= perhaps(draw, rules)
    return group | perhaps(draw, appointments, week)


def roster_of(draw: Draw, week: Week) -> list[dict[str, Any]]:
    """Some of the week's blocks, which do not overlap."""
    return [
        {"days": days, "hours": hours, "officers": draw(one_of(1, 0, 2, 3)), "desk": draw(one_of(0, 1))}
        for days, hours in week.blocks
        if draw(FLAGS)
    ]


def other_duties(draw: Draw) -> dict[str, Any]:
    waiting = draw(one_of((0,), (3,), (0, 2)))
    return {"other_duties": [{"at_most_waiting": each, "share": draw(one_of(0.1, 0.4))} for each in waiting]}


def last_tickets(draw: Draw) -> dict[str, Any]:
    return {
        "last_ticket_before_lunch_min": draw(one_of(0, 15, 60, 300)),
        "last_ticket_before_closing_min": draw(one_of(15, 45)),
    }


def turning_away(draw: Draw) -> dict[str, Any]:
    return {"turn_away": {"queue": draw(one_of(1, 2, 5)), "share": draw(one_of(1, 0.5))}}


def after_leaving(draw: Draw) -> dict[str, Any]:
    come_back, go_online = draw(one_of((1.0, 0.0), (0.5, 0.3), (0.0, 1.0), (0.0, 0.0), (0.3, 0.3)))
    return {"after_leaving": {"come_back": come_back, "go_online": go_online, "after_days": draw(durations(1, 2))}}


def appointments(draw: Draw, week: Week) -> dict[str, Any]:
    days, hours = draw(one_of(*week.blocks))
    slots = {"days": days, "hours": hours, "every_min": draw(one_of(30, 15, 60)), "capacity": draw(one_of(1, 3))}
    lateness = draw(st.sampled_from([0, {"distribution": "normal", "mean": 0, "sd": 12}, -20, 25]))
    return {
        "appointments": {
            "share": draw(one_of(0.5, 1.0)),
            "slots": [slots],
            "lateness_min": lateness,
            "no_show": draw(one_of(0, 0.3)),
            "window_min": draw(one_of(15.0, 0.0, 45.0)),
            "called_first": draw(FLAGS),
        }
    }


def counters_of(draw: Draw, served: list[str], weeks: dict[str, Week]) -> dict[str, Any]:
    """At the first site a pool, or a group for each agency; at the others, a pool of the first agencies."""
    centre, *others = weeks
    parts = [served] if draw(FLAGS) else [[agency] for agency in served]
    found = {"_".join(part): group_of(draw, centre, part, weeks[centre]) for part in parts}
    for site in others:
        found[site] = group_of(draw, site, served[: draw(one_of(*range(1, len(served) + 1)))], weeks[site])
    return found


def supplement_of(draw: Draw) -> dict[str, Any]:
    return {
        "supplement": {
            "shares": list(draw(one_of((0.5,), (1.0,), (0.6, 0.6), (1.0, 1.0)))),
            "answer_days": draw(durations(1, 0, 3)),
            "unanswered": draw(one_of(0, 0.3)),
            "withdrawn_after_days": draw(one_of(2.0, 5.5)),
            "recheck_min": draw(durations(0, 20)),
            "clock": draw(one_of("pause", "restart", "run_on")),
        }
    }


def reviews_of(draw: Draw, others: list[str], rule: str) -> dict[str, Any]:
    asked = others if draw(FLAGS) else others[:1]
    return {
        "reviews": {
            "agencies": asked if draw(FLAGS) else asked[::-1],
            "share": draw(one_of(1, 0.5)),
            "mode": draw(one_of("in_turn", "parallel")),
            "work_min": draw(durations(30, 0, 90)),
            "limit_days": draw(one_of(1, 2) if rule == "end_of_day" else one_of(1, 0.5, 2)),
            "silence_is_consent": draw(FLAGS),
        }
    }


def limits_of(draw: Draw, rule: str) -> dict[str, Any]:
    """The promised limit, and the legal one where it is longer; in days, or in hours."""
    if rule == "working_hours" and draw(FLAGS):
        return {"hours": draw(one_of(4.0, 1.0, 12.0)), "legal_hours": 16.0}
    found: dict[str, Any] = {"days": draw(one_of(1, 2, 5) if rule == "end_of_day" else one_of(1, 0.5, 2, 5))}
    return found | ({"legal_days": 6} if draw(FLAGS) else {})


RARER: tuple[dict[str, Any], ...] = (
    {"enquiries": 0.5, "enquire_min": 5},
    {"flawed": {"counter": [0.4, 0.9], "post": [0.3, 0.8], "online": [0.9]}},
    {"corrected_after_days": 0},
    {"corrected_after_days": {"mean": 1.5, "cv": 1}},
    {"priority_shares": [0.2, 0.5, 0.3]},
    {"at_once": 0.4},
    {"at_once": 1},
    {"refused": 0.3},
    {"field_days": 0.5},
    {"field_days": {"mean": 1, "cv": 0.5}},
    {"conclude_min": {"mean": 20, "cv": 0.8}},
    {"committee": True},
    {"arrivals_by_time": {"08:00-10:00": 3, "10:00-17:00": 1}},
)


def procedure_of(draw: Draw, agency: str, others: list[str], rule: str, per_year: float) -> dict[str, Any]:
    procedure: dict[str, Any] = {
        "agency": agency,
        "per_year": per_year,
        "intake_min": draw(durations(10, 20, 0, 90)),
        "desk_min": draw(durations(10, 0, 60)),
        "collect_min": draw(durations(3, 0)),
        "work_min": draw(durations(60, 200, 0)),
        "collected_after_days": draw(durations(1, 0)),
    }
    procedure |= limits_of(draw, rule)
    for rules in RARER:
        procedure |= rules if draw(FLAGS) and draw(FLAGS) else {}
    procedure |= perhaps(draw, supplement_of)
    return procedure | (perhaps(draw, reviews_of, others, rule) if others else {})


BACK: tuple[dict[str, float], ...] = (
    {"counter": 1.0},
    {"counter": 0.4, "post": 0.4, "online": 0.2},
    {"post": 1.0},
    {"online": 1.0},
)


def channels_of(draw: Draw) -> dict[str, Any]:
    """Shares of post and online, and the wished ways back."""
    back = st.sampled_from(BACK)
    post, online = draw(one_of((0.0, 0.0), (0.2, 0.3), (0.0, 1.0), (1.0, 0.0), (0.1, 0.6)))
    return {
        "counter": {"returns": draw(back)},
        "post": {"share": post, "returns": draw(back)},
        "online": {"share": online, "returns": draw(back)},
    }


def absences_of(draw: Draw, staffed: list[str], start: str) -> dict[str, Any]:
    """Spells by chance, many for a run of days, and a leave of the first officer or reviewer."""
    found: dict[str, Any] = {"spells_per_year": 30.0, "spell_days": 2} if draw(FLAGS) else {}
    if staffed and draw(FLAGS):
        of, first = draw(one_of(*staffed)), np.datetime64(start) + draw(one_of(0, 1, 2, 4))
        found["leave"] = [{"of": of, "number": 1, "start": str(first), "end": str(first + draw(one_of(0, 1, 3)))}]
    return found


@st.composite
def plans(draw: Draw) -> dict[str, Any]:
    """A whole plan that passes the checks of `tvsim.scenario`."""
    week, period = draw(one_of(*range(len(WEEKS)))), period_of(draw)
    weeks = {"centre": WEEKS[week]}
    if draw(FLAGS):
        weeks["market"] = WEEKS[draw(one_of(*range(len(WEEKS))))]
    rule = draw(one_of("working_hours", "end_of_day", "half_day"))
    served = ["a", "b", "c"][: draw(one_of(1, 2, 3, 3))]
    run_days = length_of(period) + period["warm_up_days"] + period["follow_up_days"]
    procedures = {}
    for number in range(draw(one_of(1, 2, 3, 4))):
        agency = served[number % len(served)]
        others = [each for each in served if each != agency]
        per_year = draw(one_of(8, 30, 90, 200)) * 365 / run_days
        procedures[f"p{number}"] = procedure_of(draw, agency, others, rule, per_year)
    agencies = {agency: agency_of(draw, weeks["centre"]) for agency in served}
    for key, agency in agencies.items():
        if all(each["agency"] != key or each.get("at_once") == 1 for each in procedures.values()):
            agency["backlog"] = 0  # it has no back office in use
    counters = counters_of(draw, served, weeks)
    staffed = [f"counters.{key}" for key, group in counters.items() if group["officers"]]
    staffed += [f"agencies.{key}" for key, agency in agencies.items() if agency["reviewers"]]
    times = weeks["centre"].times
    return {
        "name": "random",
        "period": period,
        "calendar": calendar_of(draw, period, weeks["centre"]),
        "deadlines": {
            "rule": rule,
            "cut_off": draw(one_of("15:00", "10:00", "17:00")),
            "limit_in_force": draw(one_of("promised", "legal")),
        },
        "demand": {"day_to_day_cv": 0.5, "by_weekday": {"mon": 2.0}} if draw(FLAGS) else {},
        "channels": channels_of(draw),
        "mail": {
            "rounds": sorted({draw(one_of(*times)), draw(one_of(*times))}),
            "travel_in_days": draw(durations(1, 0, 2)),
            "travel_out_days": draw(durations(1, 0, 2)),
        },
        "sites": {key: {"hours": each.hours} if key != "centre" else {} for key, each in weeks.items()},
        "agencies": agencies,
        "committee": {"sign_off": sign_off_of(draw, weeks["centre"]), "transfer_min": draw(one_of(0.0, 60.0))},
        "counters": counters,
        "procedures": procedures,
        "absences": absences_of(draw, staffed, period["start"]),
        "transfers": {
            "site_agency_min": draw(one_of(0.0, 30.0, 300.0)),
            "agency_agency_min": draw(one_of(0.0, 30.0, 300.0)),
        },
    }


def samples() -> st.SearchStrategy[Sample]:
    """A random scenario, with the seed of its cases."""
    return st.builds(Sample, plans(), st.integers(0, 1000), FLAGS)
