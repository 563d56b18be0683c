"""Random small centres for hypothesis: every rule of the schema, alone and together; and how they are run.

A scenario is a plan as a dict, as it would stand in a file. Simple values come first, so that a failing example
shrinks towards one agency, one officer, one procedure and no rules. Two of three scenarios are full ones, in which most
rules are switched on, so that they meet.
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

Engine = Callable[[CaseTable, Resources], Records]


@dataclass(frozen=True)
class Sample:
    """A scenario to run.

    Attributes
    ----------
    plan : as in a scenario file
    seed : of the study
    step_min : all times and durations are rounded down to so many minutes, so that many things happen at one instant
        and some services take no time at all; 0 leaves them as they are
    """

    plan: dict[str, Any]
    seed: int
    step_min: int


def run_sample(sample: Sample, engine: Engine = simulate) -> Run:
    """Run a scenario through the whole chain, from the plan to the records."""
    plan = Plan.model_validate(sample.plan)
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, sample.seed, 1)
    if sample.step_min:
        table = coarse(table, sample.step_min * MINUTE_MS)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, sample.seed, 1))
    return Run(plan, calendar, table, resources, engine(table, resources))


ROUNDED = (
    "comes_at", "booked_until", "hour_ms", "intake_ms", "desk_ms", "wrap_up_ms", "patience_ms", "collect_ms",
    "collected_after_ms", "corrected_ms", "travel_in_ms", "work_ms", "field_ms", "conclude_ms", "answer_ms",
    "recheck_ms", "review_ms",
)  # fmt: skip


def coarse(table: CaseTable, step_ms: int) -> CaseTable:
    """The same cases with all times and durations rounded down to whole steps."""
    columns = {name: getattr(table, name) for name in ROUNDED}
    rounded = {name: np.where(each < 0, each, each // step_ms * step_ms) for name, each in columns.items()}
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
WITH_LUNCH = (WEEKS[0], WEEKS[1], WEEKS[3])
"""Drawn twice as often as the others, so that all policies of lunch act in one run."""
STARTS = {"2025-03-03": "", "2025-03-06": "", "2025-01-22": "VN"}  # Monday, Thursday, the week before Tết


class Draw:
    """Takes one choice after the other from bytes that hypothesis has drawn; 0 is the first choice, the simplest.

    One draw for a whole scenario: if each choice were a draw of its own, hypothesis would follow each scenario with
    five copies in which one choice is put in the place of another, so that of 200 no more than 40 were unlike.

    Attributes
    ----------
    full : most rules are switched on, and there is more of everything; else half of them
    """

    def __init__(self, drawn: bytes) -> None:
        self._left = iter(drawn)
        self.full = False

    def __call__(self, *choices: Any) -> Any:
        """One of some choices."""
        return choices[next(self._left) % len(choices)]

    def flag(self) -> bool:
        """Yes or no, as often."""
        return bool(self(False, True))

    def on(self) -> bool:
        """Whether a rule is switched on."""
        return bool(self(False, True, True, True)) if self.full else self.flag()

    def seldom(self) -> bool:
        """Whether one of many rules is switched on."""
        return self.flag() and (self.full or self.flag())

    def perhaps(self, rules: Callable[..., dict[str, Any]], *args: Any) -> dict[str, Any]:
        """A table of rules, or none at all."""
        return rules(self, *args) if self.on() else {}


@cache
def durations(*choices: float) -> tuple[Any, ...]:
    """Some constants, and durations spread around each."""
    means = [each for each in choices if each > 0]
    spread = [{"mean": mean, "cv": 0.8} for mean in means]
    spread += [{"distribution": "exponential", "mean": mean} for mean in means]
    spread += [{"distribution": "uniform", "low": 0, "high": 2 * mean} for mean in means]
    return (*choices, *spread)


# the parts of a plan


def period_of(draw: Draw) -> dict[str, Any]:
    start = draw(*STARTS)
    return {
        "start": start,
        "end": str(np.datetime64(start) + draw(*range(5 * draw.full, 10))),
        "warm_up_days": draw(0, 3, 5),
        "follow_up_days": draw(0, 2, 6),
    }


def length_of(period: dict[str, Any]) -> int:
    """Days of the reported period."""
    return 1 + int((np.datetime64(period["end"]) - np.datetime64(period["start"])).astype(int))


def calendar_of(draw: Draw, period: dict[str, Any], week: Week) -> dict[str, Any]:
    """With a day closed and a day made up now and then, but never the first of the period."""
    start, days = np.datetime64(period["start"]), length_of(period)
    calendar: dict[str, Any] = {"country": STARTS[period["start"]], "hours": week.hours}
    if days > 1 and draw.on():
        calendar["closed_days"] = [str(start + draw(*range(1, days)))]
    if days > 1 and draw.on():
        sundays = [str(start + day) for day in range(days) if (start + day).astype(object).weekday() == 6]
        calendar["make_up_days"] = [day for day in sundays if day not in calendar.get("closed_days", [])]
        calendar["make_up_like"] = draw("mon", "tue")
    return calendar


def sign_off_of(draw: Draw, week: Week) -> dict[str, Any]:
    times = {draw(*week.times) for _ in range(draw(1, 2, 3))}
    return {"times": sorted(times)} | ({"capacity": draw(1, 2, 5)} if draw.on() else {})


def agency_of(draw: Draw, week: Week) -> dict[str, Any]:
    return {
        "reviewers": draw(1, 0, 2, 3),
        "order": draw("earliest_due", "first_come"),
        "sign_off": sign_off_of(draw, week),
        "backlog": draw(0, 3, 12),
    }


def group_of(draw: Draw, site: str, served: list[str], week: Week) -> dict[str, Any]:
    """A counter group with any of its rules."""
    desk = draw("between_tickets", "desk_blocks", "dedicated")
    group: dict[str, Any] = {
        "site": site,
        "agencies": served,
        "officers": draw(1, 2, 3, 0),
        "roster": roster_of(draw, week),
        "desk": desk,
        "desk_staff": draw(1, 0, 2) if desk == "dedicated" else 0,
        "at_lunch": draw("hold", "serve", "dismiss", "serve", "hold"),
        "at_closing": draw("serve", "dismiss", "serve"),
    }
    group |= {"wrap_up_min": draw(*durations(1, 3))} if draw.on() else {}
    group |= {"patience_min": draw(*durations(20, 60, 5, 0, 240))} if draw.on() else {}
    group |= last_tickets(draw) if draw.flag() else {}
    for rules in (other_duties, turning_away, after_leaving):
        group |= draw.perhaps(rules)
    return group | draw.perhaps(appointments, week)


def roster_of(draw: Draw, week: Week) -> list[dict[str, Any]]:
    """Some of the week's blocks, which do not overlap."""
    return [
        {"days": days, "hours": hours, "officers": draw(1, 0, 2, 3), "desk": draw(0, 1)}
        for days, hours in week.blocks
        if draw.on()
    ]


def other_duties(draw: Draw) -> dict[str, Any]:
    waiting = draw((0,), (3,), (0, 2))
    return {"other_duties": [{"at_most_waiting": each, "share": draw(0.1, 0.4)} for each in waiting]}


def last_tickets(draw: Draw) -> dict[str, Any]:
    return {
        "last_ticket_before_lunch_min": draw(0, 15, 0, 300),
        "last_ticket_before_closing_min": draw(15, 45),
    }


def turning_away(draw: Draw) -> dict[str, Any]:
    return {"turn_away": {"queue": draw(1, 2, 5), "share": draw(1, 0.5)}}


def after_leaving(draw: Draw) -> dict[str, Any]:
    come_back, go_online = draw((1.0, 0.0), (0.5, 0.3), (0.0, 1.0), (0.0, 0.0), (0.3, 0.3))
    return {"after_leaving": {"come_back": come_back, "go_online": go_online, "after_days": draw(*durations(1, 2))}}


def appointments(draw: Draw, week: Week) -> dict[str, Any]:
    slots = [
        {"days": days, "hours": hours, "every_min": draw(30, 15, 60), "capacity": draw(1, 3)}
        for days, hours in dict.fromkeys((draw(*week.blocks), draw(*week.blocks)))
    ]
    lateness = draw(0, {"distribution": "normal", "mean": 0, "sd": 12}, -20, 25)
    return {
        "appointments": {
            "share": draw(0.5, 1.0),
            "slots": slots,
            "lateness_min": lateness,
            "no_show": draw(0, 0.3),
            "window_min": draw(15.0, 0.0, 45.0),
            "called_first": draw.flag(),
        }
    }


def counters_of(draw: Draw, served: list[str], weeks: dict[str, Week]) -> dict[str, Any]:
    """At the first site a pool, or a group for each agency; at the others, a pool of the first agencies."""
    centre, *others = weeks
    parts = [served] if draw.flag() and not (draw.full and draw.flag()) else [[agency] for agency in served]
    found = {"_".join(part): group_of(draw, centre, part, weeks[centre]) for part in parts}
    for site in others:
        found[site] = group_of(draw, site, served[: draw(*range(1, len(served) + 1))], weeks[site])
    return found


def supplement_of(draw: Draw) -> dict[str, Any]:
    return {
        "supplement": {
            "shares": list(draw((0.5,), (1.0,), (0.6, 0.6), (1.0, 1.0))),
            "answer_days": draw(*durations(1, 0, 3)),
            "unanswered": draw(0, 0.3),
            "withdrawn_after_days": draw(2.0, 5.5),
            "recheck_min": draw(*durations(0, 20)),
            "clock": draw("pause", "restart", "run_on"),
        }
    }


def reviews_of(draw: Draw, others: list[str], rule: str) -> dict[str, Any]:
    asked = others if draw.on() else others[:1]
    return {
        "reviews": {
            "agencies": asked if draw.flag() else asked[::-1],
            "share": draw(1, 0.5),
            "mode": draw("in_turn", "parallel"),
            "work_min": draw(*durations(30, 0, 120, 300, 600)),
            "limit_days": draw(*REVIEW_DAYS[rule]),
            "silence_is_consent": draw(False, True, True),
        }
    }


REVIEW_DAYS = {"working_hours": (1, 0.25, 0.5, 2), "half_day": (1, 0.5, 2), "end_of_day": (1, 2)}
DAYS = {"working_hours": (1, 0.5, 2, 5), "half_day": (1, 0.5, 2, 5), "end_of_day": (1, 2, 5)}
HOURS = {"working_hours": (4.0, 1.0, 12.0), "half_day": (4.0, 12.0), "end_of_day": (8.0, 16.0)}
"""Limits by due rule: in whole days where it knows no others, in whole or half days."""


def limits_of(draw: Draw, rule: str) -> dict[str, Any]:
    """The promised limit, and the legal one where it is longer; in days, or in hours."""
    if draw.flag():
        return {"hours": draw(*HOURS[rule]), "legal_hours": 16.0}
    return {"days": draw(*DAYS[rule])} | ({"legal_days": 6} if draw.flag() else {})


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
        "intake_min": draw(*durations(10, 30, 0, 90)),
        "desk_min": draw(*durations(10, 0, 60)),
        "collect_min": draw(*durations(3, 0)),
        "work_min": draw(*durations(60, 200, 0)),
        "collected_after_days": draw(*durations(1, 0)),
    }
    for rules in RARER:
        procedure |= rules if draw.seldom() else {}
    if not (procedure.get("at_once") == 1 and draw.flag()):
        procedure |= limits_of(draw, rule)
    procedure |= draw.perhaps(supplement_of)
    return procedure | (draw.perhaps(reviews_of, others, rule) if others else {})


BACK: tuple[dict[str, float], ...] = (
    {"counter": 1.0},
    {"counter": 0.4, "post": 0.4, "online": 0.2},
    {"post": 1.0},
    {"online": 1.0},
)


def channels_of(draw: Draw) -> dict[str, Any]:
    """Shares of post and online, and the wished ways back."""
    post, online = draw((0.0, 0.0), (0.2, 0.3), (0.0, 1.0), (1.0, 0.0), (0.1, 0.6))
    return {
        "counter": {"returns": draw(*BACK)},
        "post": {"share": post, "returns": draw(*BACK)},
        "online": {"share": online, "returns": draw(*BACK)},
    }


def leave_of(draw: Draw, of: str, start: str) -> dict[str, Any]:
    first = np.datetime64(start) + draw(0, 1, 2, 4)
    return {"of": of, "number": 1, "start": str(first), "end": str(first + draw(0, 1, 3))}


def absences_of(draw: Draw, staffed: list[str], start: str) -> dict[str, Any]:
    """Spells by chance, many for a run of days, and leaves of the first officers or reviewers."""
    found: dict[str, Any] = {"spells_per_year": 30.0, "spell_days": 2} if draw.on() else {}
    found["leave"] = [leave_of(draw, of, start) for of in staffed if draw.seldom()]
    return found


def transfers_of(draw: Draw, served: list[str]) -> dict[str, Any]:
    """Ways of papers; those of the first agency, and from the first site to it, may take another time."""
    routes = [{"of": "centre", "to": served[0], "minutes": 10.0}]
    routes += [{"of": served[0], "to": other, "minutes": 900.0} for other in served[1:]]
    return {
        "site_agency_min": draw(0.0, 30.0, 300.0),
        "agency_agency_min": draw(0.0, 30.0, 300.0),
        "routes": [route for route in routes if draw.flag()],
    }


def plan_of(draw: Draw) -> dict[str, Any]:
    """A whole plan that passes the checks of `tvsim.scenario`."""
    period = period_of(draw)
    sites = ["centre", *(site for site in ("market", "ward") if draw.on())]
    weeks = {site: draw(*WEEKS, *WITH_LUNCH) for site in sites}
    rule = draw("working_hours", "end_of_day", "half_day")
    served = ["a", "b", "c"][: 3 if draw.full else draw(1, 2, 3)]
    run_days = length_of(period) + period["warm_up_days"] + period["follow_up_days"]
    procedures = {}
    for number in range(draw(5, 6, 7) if draw.full else draw(1, 2, 3, 4)):
        agency = served[number % len(served)]
        others = [each for each in served if each != agency]
        per_year = draw(8, 30, 90, 200) * 365 / run_days
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
            "cut_off": draw("15:00", "10:00", "17:00"),
            "limit_in_force": draw("promised", "legal"),
        },
        "demand": {"day_to_day_cv": 0.5, "by_weekday": {"mon": 2.0}} if draw.on() else {},
        "channels": channels_of(draw),
        "mail": {
            "rounds": sorted({draw(*times) for _ in range(3)}),
            "travel_in_days": draw(*durations(1, 0, 2)),
            "travel_out_days": draw(*durations(1, 0, 2)),
        },
        "sites": {key: {"hours": each.hours} if key != "centre" else {} for key, each in weeks.items()},
        "agencies": agencies,
        "committee": {"sign_off": sign_off_of(draw, weeks["centre"]), "transfer_min": draw(0.0, 60.0, 120.0)},
        "counters": counters,
        "procedures": procedures,
        "absences": absences_of(draw, staffed, period["start"]),
        "transfers": transfers_of(draw, served),
    }


MOST_CHOICES = 800
"""More than any scenario takes."""


@st.composite
def samples(from_hypothesis: st.DrawFn) -> Sample:
    """A random scenario, with the seed of its cases."""
    draw = Draw(from_hypothesis(st.binary(min_size=MOST_CHOICES, max_size=MOST_CHOICES)))
    draw.full = draw(False, True, True)
    seed, step_min = draw(*range(256)), draw(0, 5, 30)
    return Sample(plan_of(draw), seed, step_min)
