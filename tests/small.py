"""Small centres and hand-written case tables for the tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.engines import same_records
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE, RunCalendar, run_calendar
from tvsim.codes import Channel
from tvsim.demand import MAX_TRIES, MAX_VISITS, PATIENT, Absences, CaseTable
from tvsim.demand.absences import officer_count
from tvsim.models import Records
from tvsim.outcomes import Run
from tvsim.resources import build_resources
from tvsim.scenario.schema import Plan

MONDAY = "2025-03-03"
"""First day of the small centres; a week without a holiday."""


def small_plan(**changes: Any) -> Plan:
    """A centre of one agency ``a``, one officer, one reviewer, one procedure ``p``; open 08-12 and 13-17 on weekdays.

    Keyword arguments replace whole tables of the plan (a dict as it would stand in a scenario file).
    """
    tables: dict[str, Any] = {
        "name": "small",
        "period": {"start": MONDAY, "end": "2025-03-14", "warm_up_days": 0, "follow_up_days": 0},
        "calendar": {"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}},
        "agencies": {"a": {"reviewers": 1, "sign_off": {"times": ["16:00"]}}},
        "counters": {"a": {"agencies": ["a"], "officers": 1}},
        "procedures": {"p": {"agency": "a", "per_year": 0, "days": 2}},
        "mail": {"rounds": ["09:00"]},
    }
    return Plan.model_validate(tables | changes)


def at(day: int, time: str) -> int:
    """Engine time of a time of day such as ``"08:30"`` or ``"08:30:15"`` on a day of the run (0 is the first)."""
    hours, minutes, *seconds = (int(part) for part in time.split(":"))
    return day * DAY_MS + hours * HOUR_MS + minutes * MINUTE_MS + sum(seconds) * 1000


def minutes(value: float) -> int:
    """Milliseconds of so many minutes."""
    return round(value * MINUTE_MS)


def case_table(*cases: dict[str, Any], reviews: int = 2, supplements: int = 2) -> CaseTable:
    """A case table with one row a dict: columns by name, all others quiet.

    A quiet case comes to the counter, is not flawed, needs 10 minutes of intake and 60 of work, has no supplement,
    review or priority, never leaves, and fetches its result at the counter (3 minutes) at 08:00 of the day on which
    it is ready, or the next. A column with several entries (by try, visit, supplement, review) takes a number for all
    of them or a list for the first ones.
    """
    quiet: dict[str, Any] = {
        "procedure": 0,
        "ordinal": 0,
        "enquiry": False,
        "carried": False,
        "day": 0,
        "home": 0,
        "site": 0,
        "channel": Channel.COUNTER,
        "return_channel": Channel.COUNTER,
        "comes_at": 0,
        "priority": 0,
        "booked": False,
        "no_show": False,
        "slot_at": NONE,
        "booked_until": NONE,
        "at_once": False,
        "refused": False,
        "reviewed": False,
        "flawed": False,
        "flawed_online": False,
        "intake_ms": minutes(10),
        "desk_ms": minutes(10),
        "corrected_ms": DAY_MS,
        "travel_in_ms": DAY_MS,
        "wrap_up_ms": 0,
        "patience_ms": int(PATIENT),
        "turns_away_at": 0,
        "after_leaving": 0,
        "away_days": 1,
        "hour_ms": 8 * HOUR_MS,
        "collect_ms": minutes(3),
        "collected_after_ms": 0,
        "travel_out_ms": DAY_MS,
        "work_ms": minutes(60),
        "field_ms": 0,
        "conclude_ms": 0,
        "supplements": 0,
        "answer_ms": DAY_MS,
        "recheck_ms": 0,
        "review_ms": minutes(60),
        "accepted_at": NONE,
        "due_at": NONE,
        "legal_due_at": NONE,
    }
    widths = dict.fromkeys(
        ("flawed", "flawed_online", "intake_ms", "desk_ms", "corrected_ms", "travel_in_ms"), MAX_TRIES
    )
    widths |= dict.fromkeys(
        ("wrap_up_ms", "patience_ms", "turns_away_at", "after_leaving", "away_days", "hour_ms"), MAX_VISITS
    )
    widths |= {"answer_ms": supplements, "recheck_ms": supplements, "review_ms": reviews}
    unknown = {name for case in cases for name in case} - quiet.keys()
    assert not unknown, f"no such columns: {unknown}"
    types = {name: str(kind) for name, kind in CaseTable.__annotations__.items()}
    columns = {}
    for name, default in quiet.items():
        rows = [_row(case.get(name, default), default, widths.get(name, 0)) for case in cases]
        shape = (len(cases), widths[name]) if name in widths else (len(cases),)
        columns[name] = np.array(rows).reshape(shape).astype(_dtype(types[name]))
    return CaseTable(**columns)


def _row(value: Any, default: Any, width: int) -> Any:
    if width == 0:
        return value
    given = list(value) if isinstance(value, (list, tuple)) else [value] * width
    return [*given, *[default] * (width - len(given))]


def _dtype(annotation: str) -> Any:
    for word, kind in (("Flags", bool), ("Smalls", np.int8), ("int32", np.int32)):
        if word in annotation:
            return kind
    return np.int64


def nobody_away(plan: Plan, calendar: RunCalendar) -> Absences:
    """Everybody is there every day."""
    days = calendar.run_days
    return Absences(
        {key: np.zeros((officer_count(plan, key), days), dtype=bool) for key in plan.counters},
        {key: np.zeros((agency.reviewers, days), dtype=bool) for key, agency in plan.agencies.items()},
    )


def run_cases(plan: Plan, table: CaseTable, absences: Absences | None = None) -> Run:
    """Run hand-written cases through a plan's centre, in both engines, which must agree."""
    calendar = run_calendar(plan)
    resources = build_resources(plan, calendar, absences or nobody_away(plan, calendar))
    return Run(plan, calendar, table, resources, same_records(table, resources))


def records_of(plan: Plan, *cases: dict[str, Any]) -> Records:
    """Records of hand-written cases."""
    return run_cases(plan, case_table(*cases)).records
