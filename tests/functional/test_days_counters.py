"""Rule 2, counters: small days worked out on paper from DESIGN.md, event by event.

The centre is that of `tests.small`: open 08:00-12:00 and 13:00-17:00 on weekdays; the run begins on a Monday. People
want their results online, so that each comes only once. A visit is written on one line, such as
``1 submit Mon 08:04, called 08:10 by 0, served 08:20``: case, kind, ticket, call and officer, end.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.small import MONDAY, at, case_table, minutes, nobody_away, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE, run_calendar
from tvsim.codes import Activity, AfterLeaving, CaseStatus, Channel, VisitKind, VisitOutcome
from tvsim.models import Records
from tvsim.outcomes import Run, figures
from tvsim.outcomes.load import officer_load
from tvsim.scenario.schema import Plan

ONE_DAY = {"start": MONDAY, "end": MONDAY, "warm_up_days": 0, "follow_up_days": 0}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


# how a day is written down (also used by the other paper days)


def counters(**rules: Any) -> dict[str, Any]:
    """Counter group ``a`` of agency ``a``: one officer, and the rules given."""
    return {"a": {"agencies": ["a"], "officers": 1} | rules}


def roster(*blocks: tuple[str, str, int]) -> list[dict[str, Any]]:
    """Roster from (days, hours, officers at the counter)."""
    return [{"days": days, "hours": hours, "officers": officers} for days, hours, officers in blocks]


def person(comes: str, service_min: float = 10, *, day: int = 0, **columns: Any) -> dict[str, Any]:
    """Somebody who hands in a dossier at a time of a day and wants the result online."""
    quiet = {"comes_at": at(day, comes), "intake_ms": minutes(service_min), "return_channel": Channel.ONLINE}
    return quiet | columns


def when(time_ms: int, on_day_of: int = NONE) -> str:
    """``Tue 08:05``, in the second week ``Tue2 08:05``; only ``08:05`` on the day of another time."""
    day, within = divmod(int(time_ms), DAY_MS)
    time = f"{within // HOUR_MS:02d}:{within % HOUR_MS // MINUTE_MS:02d}"
    if within % MINUTE_MS:
        time += f":{within % MINUTE_MS / 1000:g}".replace(":", ":0" if within % MINUTE_MS < 10_000 else ":")
    if on_day_of != NONE and on_day_of // DAY_MS == day:
        return time
    return f"{WEEKDAYS[day % 7]}{day // 7 + 1 if day >= 7 else ''} {time}"


def visit_lines(records: Records) -> list[str]:
    """All visits, by the time of the ticket (or of coming in vain, or of not showing up) and the case number."""
    visits, lines = records.visits, []
    for row in range(len(visits.case)):
        case, ended_at = int(visits.case[row]), int(visits.ended_at[row])
        known = [int(time) for time in (visits.ticket_at[row], visits.came_at[row], ended_at) if time != NONE]
        text = f"{case} {VisitKind(visits.kind[row]).name.lower()} {when(known[0])}"
        if visits.called_at[row] != NONE:
            text += f", called {when(visits.called_at[row], known[0])} by {visits.officer[row]}"
        text += f", {VisitOutcome(visits.outcome[row]).name.lower().replace('_', ' ')}"
        if ended_at != NONE:
            text += f" {when(ended_at, known[0])}"
        lines.append((known[0], case, text))
    return [text for *_, text in sorted(lines)]


def days_of(plan: Plan, *cases: dict[str, Any]) -> list[str]:
    """Visit lines of some cases in a plan's centre."""
    return visit_lines(records_of(plan, *cases))


def activity_lines(records: Records, staff: int = 0) -> list[str]:
    """What a member of staff did, such as ``wrap_up Mon 08:10-08:15``."""
    done, lines = records.activities, []
    for row in range(len(done.staff)):
        if done.staff[row] == staff:
            begins_at, ends_at = int(done.begins_at[row]), int(done.ends_at[row])
            name = Activity(done.activity[row]).name.lower()
            lines.append((begins_at, ends_at, f"{name} {when(begins_at)}-{when(ends_at, begins_at)}"))
    return [text for *_, text in sorted(lines)]


def loads(run: Run) -> list[tuple[float, ...]]:
    """Rostered, worked, duty and overtime minutes of each officer."""
    columns = ["rostered_min", "worked_min", "duty_min", "overtime_min"]
    return [tuple(row) for row in officer_load(run)[columns].to_numpy().tolist()]


# the queue


def test_tickets_are_called_in_the_order_of_their_times() -> None:
    """Case 2 took its ticket before case 1: 08:00+10 -> 08:10; 08:10+5 -> 08:15; 08:15+10 -> 08:25."""
    assert days_of(small_plan(), person("08:00"), person("08:04"), person("08:02", 5)) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "2 submit Mon 08:02, called 08:10 by 0, served 08:15",
        "1 submit Mon 08:04, called 08:15 by 0, served 08:25",
    ]


def test_tickets_of_one_instant_are_called_by_case_number() -> None:
    assert days_of(small_plan(), person("08:00"), person("08:00"), person("08:00")) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:10 by 0, served 08:20",
        "2 submit Mon 08:00, called 08:20 by 0, served 08:30",
    ]


def test_priority_goes_before_ticket_time_and_ticket_time_before_case_number() -> None:
    """At 08:20 cases 1 (class 1, 08:01), 2 (class 0, 08:06) and 3 (class 0, 08:05) wait: 3, then 2, then 1."""
    people = (
        person("08:00", 20, priority=1),
        person("08:01", priority=1),
        person("08:06", priority=0),
        person("08:05", priority=0),
    )
    assert days_of(small_plan(), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:20",
        "1 submit Mon 08:01, called 08:40 by 0, served 08:50",
        "3 submit Mon 08:05, called 08:20 by 0, served 08:30",
        "2 submit Mon 08:06, called 08:30 by 0, served 08:40",
    ]


def test_nobody_is_interrupted_by_a_higher_class() -> None:
    """Class 0 comes at 08:05, in the middle of the service of class 3: that goes on to its end."""
    assert days_of(small_plan(), person("08:00", 30, priority=3), person("08:05", priority=0)) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:30",
        "1 submit Mon 08:05, called 08:30 by 0, served 08:40",
    ]


def test_somebody_who_comes_to_a_free_officer_does_not_wait() -> None:
    assert days_of(small_plan(), person("08:00", 10), person("08:10:01", 10)) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:10:01, called 08:10:01 by 0, served 08:20:01",
    ]


def test_two_officers_share_a_queue_and_the_first_free_one_takes() -> None:
    """0 with officer 0 to 08:10, 1 with officer 1 to 08:04; 2 goes to 1 at 08:04 (to 08:14), 3 to 0 at 08:10."""
    people = (person("08:00", 10), person("08:00", 4), person("08:01", 10), person("08:02", 1))
    assert days_of(small_plan(counters=counters(officers=2)), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:00 by 1, served 08:04",
        "2 submit Mon 08:01, called 08:04 by 1, served 08:14",
        "3 submit Mon 08:02, called 08:10 by 0, served 08:11",
    ]


def two_agencies(groups: dict[str, Any]) -> Plan:
    """Agencies ``a`` and ``b`` with a procedure each: 0 belongs to ``a``, 1 to ``b``."""
    procedures = {"p": {"agency": "a", "per_year": 0, "days": 2}, "q": {"agency": "b", "per_year": 0, "days": 2}}
    return small_plan(agencies={"a": {}, "b": {}}, counters=groups, procedures=procedures)


def test_each_agency_has_its_own_queue_and_officers() -> None:
    """Officer 0 is a's, officer 1 is b's: b's officer idles from 08:10 on while a's second person waits to 08:30."""
    groups = {"a": {"agencies": ["a"], "officers": 1}, "b": {"agencies": ["b"], "officers": 1}}
    people = (person("08:00", 30), person("08:01", 10), person("08:00", 10, procedure=1))
    assert days_of(two_agencies(groups), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:30",
        "2 submit Mon 08:00, called 08:00 by 1, served 08:10",
        "1 submit Mon 08:01, called 08:30 by 0, served 08:40",
    ]


def test_a_pool_serves_several_agencies_from_one_queue() -> None:
    """The same people at a pool of the two officers: case 1 waits for the first to be free, at 08:10."""
    people = (person("08:00", 30), person("08:01", 10), person("08:00", 10, procedure=1))
    assert days_of(two_agencies({"pool": {"agencies": ["a", "b"], "officers": 2}}), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:30",
        "2 submit Mon 08:00, called 08:00 by 1, served 08:10",
        "1 submit Mon 08:01, called 08:10 by 1, served 08:20",
    ]


def test_a_pool_of_one_keeps_ticket_order_across_agencies() -> None:
    people = (person("08:00", procedure=1), person("08:03", procedure=0), person("08:02", procedure=1))
    assert days_of(two_agencies({"pool": {"agencies": ["b", "a"], "officers": 1}}), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "2 submit Mon 08:02, called 08:10 by 0, served 08:20",
        "1 submit Mon 08:03, called 08:20 by 0, served 08:30",
    ]


# blocks of the roster


def test_an_officer_whose_block_ends_finishes_and_takes_nobody_else() -> None:
    """Blocks 08-10 and 13-17. Case 0 from 09:50 to 10:10, ten minutes of them overtime; case 1 waits for 13:00.

    Rostered 2 + 4 h = 360 min, worked in the roster 10 + 20.
    """
    blocks = roster(("mon-fri", "08:00-10:00", 1), ("mon-fri", "13:00-17:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:50", 20), person("09:55", 20)))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:50, called 09:50 by 0, served 10:10",
        "1 submit Mon 09:55, called 13:00 by 0, served 13:20",
    ]
    assert loads(run) == [(360, 30, 0, 10)]


def test_a_service_that_ends_with_the_block_is_no_overtime_and_the_next_is_not_taken() -> None:
    """Case 0 from 09:40 to 10:00 sharp; case 1, waiting since 09:45, is not called at 10:00."""
    blocks = roster(("mon-fri", "08:00-10:00", 1), ("mon-fri", "13:00-17:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:40", 20), person("09:45", 20)))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:40, called 09:40 by 0, served 10:00",
        "1 submit Mon 09:45, called 13:00 by 0, served 13:20",
    ]
    assert loads(run) == [(360, 40, 0, 0)]


def test_with_fewer_officers_from_ten_on_the_first_serves_alone() -> None:
    """Two officers to 10:00, then one. All come at 09:30: 0 to 09:55 by officer 0, 1 to 10:05 by 1 (5 min overtime).

    2 goes to officer 0 at 09:55 (to 10:20) and 3 must wait for him, for officer 1 takes nobody at 10:05.
    Officer 0: rostered 480, worked 25 + 25 + 25. Officer 1: rostered 120, worked 30, overtime 5.
    """
    plan = small_plan(period=ONE_DAY, counters=counters(officers=1, roster=roster(("mon", "08:00-10:00", 2))))
    people = (person("09:30", 25), person("09:30", 35), person("09:30", 25), person("09:30", 25))
    run = run_cases(plan, case_table(*people))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:30, called 09:30 by 0, served 09:55",
        "1 submit Mon 09:30, called 09:30 by 1, served 10:05",
        "2 submit Mon 09:30, called 09:55 by 0, served 10:20",
        "3 submit Mon 09:30, called 10:20 by 0, served 10:45",
    ]
    assert loads(run) == [(480, 75, 0, 0), (120, 30, 0, 5)]


def test_fewer_officers_in_the_afternoon() -> None:
    """Three in the morning, one in the afternoon: at 11:00 three are called at once, at 14:00 one after the other."""
    plan = small_plan(counters=counters(officers=1, roster=roster(("mon-fri", "08:00-12:00", 3))))
    people = [person("11:00") for _ in range(3)] + [person("14:00") for _ in range(3)]
    assert days_of(plan, *people) == [
        "0 submit Mon 11:00, called 11:00 by 0, served 11:10",
        "1 submit Mon 11:00, called 11:00 by 1, served 11:10",
        "2 submit Mon 11:00, called 11:00 by 2, served 11:10",
        "3 submit Mon 14:00, called 14:00 by 0, served 14:10",
        "4 submit Mon 14:00, called 14:10 by 0, served 14:20",
        "5 submit Mon 14:00, called 14:20 by 0, served 14:30",
    ]


def test_more_officers_from_ten_on_take_those_who_wait_as_their_block_begins() -> None:
    """Officer 1 comes at 10:00 and takes case 1, waiting since 09:10."""
    plan = small_plan(counters=counters(officers=1, roster=roster(("mon-fri", "10:00-12:00", 2))))
    assert days_of(plan, person("09:00", 90), person("09:10", 10)) == [
        "0 submit Mon 09:00, called 09:00 by 0, served 10:30",
        "1 submit Mon 09:10, called 10:00 by 1, served 10:10",
    ]


def test_the_roster_of_a_weekday_holds_on_that_weekday_only() -> None:
    """Two officers on Tuesdays, one on other days."""
    plan = small_plan(counters=counters(officers=1, roster=roster(("tue", "08:00-12:00", 2))))
    people = (person("08:00"), person("08:00"), person("08:00", day=1), person("08:00", day=1))
    assert days_of(plan, *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:10 by 0, served 08:20",
        "2 submit Tue 08:00, called 08:00 by 0, served 08:10",
        "3 submit Tue 08:00, called 08:00 by 1, served 08:10",
    ]


def test_a_service_that_runs_into_the_next_own_block_is_overtime_only_between() -> None:
    """Blocks 08-10, 11-12, 13-17. Case 0 from 09:50 to 11:20: overtime 10-11, in the roster 10 + 20 min.

    At 11:20 the officer is on duty again and takes case 1 (10 min).
    """
    blocks = roster(("mon", "08:00-10:00", 1), ("mon", "11:00-12:00", 1), ("mon", "13:00-17:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:50", 90), person("09:55", 10)))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:50, called 09:50 by 0, served 11:20",
        "1 submit Mon 09:55, called 11:20 by 0, served 11:30",
    ]
    assert loads(run) == [(420, 40, 0, 60)]


def test_a_service_longer_than_a_whole_later_block() -> None:
    """As above, but 150 min: 09:50 to 12:20, overtime 60 + 20, in the roster 10 + 60; the next is called at 13:00."""
    blocks = roster(("mon", "08:00-10:00", 1), ("mon", "11:00-12:00", 1), ("mon", "13:00-17:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:50", 150), person("09:55", 10)))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:50, called 09:50 by 0, served 12:20",
        "1 submit Mon 09:55, called 13:00 by 0, served 13:10",
    ]
    assert loads(run) == [(420, 80, 0, 80)]


def test_a_service_ends_as_the_next_own_block_begins() -> None:
    """Blocks 08-10 and 11-12: case 0 from 09:50 to 11:00, and at 11:00 the officer takes case 1. Overtime 60."""
    blocks = roster(("mon", "08:00-10:00", 1), ("mon", "11:00-12:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:50", 70), person("09:55", 10)))
    assert visit_lines(run.records)[1] == "1 submit Mon 09:55, called 11:00 by 0, served 11:10"
    assert loads(run) == [(180, 20, 0, 60)]


def test_zero_officers_in_a_block_is_legal_and_people_wait_for_the_next() -> None:
    """Nobody is on duty from 09 to 10; who comes at 09:30 is called at 10:00."""
    plan = small_plan(counters=counters(roster=roster(("mon-fri", "09:00-10:00", 0))))
    assert days_of(plan, person("08:30"), person("09:30"), person("09:40")) == [
        "0 submit Mon 08:30, called 08:30 by 0, served 08:40",
        "1 submit Mon 09:30, called 10:00 by 0, served 10:10",
        "2 submit Mon 09:40, called 10:10 by 0, served 10:20",
    ]


def test_zero_officers_all_day_people_are_sent_home_at_closing_and_come_back() -> None:
    """On duty on Tuesday only. At closing nobody can serve out, so case 0 comes back at its hour, Tuesday 09:00."""
    plan = small_plan(counters=counters(officers=0, roster=roster(("tue", "08:00-12:00", 1))))
    assert days_of(plan, person("09:30", hour_ms=9 * HOUR_MS)) == [
        "0 submit Mon 09:30, dismissed 17:00",
        "0 submit Tue 09:00, called 09:00 by 0, served 09:10",
    ]


def test_a_counter_without_any_officer_serves_nobody() -> None:
    """Monday 09:30, then every working day at 08:00 to the end of the run: ten visits in vain, the case still comes."""
    records = records_of(small_plan(counters=counters(officers=0)), person("09:30"))
    assert len(records.visits.case) == 10
    assert set(records.visits.outcome) == {VisitOutcome.DISMISSED}
    assert records.cases.status.tolist() == [CaseStatus.COMING]
    assert records.cases.visits.tolist() == [10]


def away_on_monday(plan: Plan, officer: int, case: dict[str, Any], *others: dict[str, Any]) -> Run:
    """Run with an officer of group ``a`` absent on the first day."""
    absences = nobody_away(plan, run_calendar(plan))
    absences.officers["a"][officer, 0] = True
    return run_cases(plan, case_table(case, *others), absences)


def test_an_officer_absent_all_day_is_missed_and_not_rostered() -> None:
    """Officer 0 of two is away on Monday: officer 1 serves both in turn; 8 h of the day are rostered, not 16."""
    run = away_on_monday(small_plan(period=ONE_DAY, counters=counters(officers=2)), 0, person("08:00"), person("08:00"))
    assert visit_lines(run.records) == [
        "0 submit Mon 08:00, called 08:00 by 1, served 08:10",
        "1 submit Mon 08:00, called 08:10 by 1, served 08:20",
    ]
    assert loads(run) == [(0, 0, 0, 0), (480, 20, 0, 0)]


def test_an_officer_whose_weekday_never_comes_in_the_run() -> None:
    """The second officer is rostered on Tuesdays only, and the run is a Monday."""
    plan = small_plan(period=ONE_DAY, counters=counters(roster=roster(("tue", "08:00-12:00", 2))))
    run = run_cases(plan, case_table(person("08:00")))
    assert loads(run) == [(480, 10, 0, 0), (0, 0, 0, 0)]


def test_the_only_officer_absent_all_day_is_back_the_next() -> None:
    """Nobody serves out on Monday: dismissed at 17:00, back on Tuesday at 08:00."""
    assert visit_lines(away_on_monday(small_plan(), 0, person("10:00")).records) == [
        "0 submit Mon 10:00, dismissed 17:00",
        "0 submit Tue 08:00, called 08:00 by 0, served 08:10",
    ]


def test_first_event_of_the_run_is_a_change_of_shift() -> None:
    """Two officers to 09:00, one from then on; the first person comes at 09:30, after the change."""
    plan = small_plan(period=ONE_DAY, counters=counters(officers=1, roster=roster(("mon", "08:00-09:00", 2))))
    run = run_cases(plan, case_table(person("09:30"), person("09:30")))
    assert visit_lines(run.records) == [
        "0 submit Mon 09:30, called 09:30 by 0, served 09:40",
        "1 submit Mon 09:30, called 09:40 by 0, served 09:50",
    ]
    assert loads(run) == [(480, 20, 0, 0), (60, 0, 0, 0)]


def test_a_shift_that_begins_with_the_run() -> None:
    """Open from midnight: the officer's shift, the run and case 0 begin at the same instant."""
    hours = {"country": "", "hours": {"mon-fri": ["00:00-02:00", "08:00-10:00"]}}
    assert days_of(small_plan(calendar=hours), person("00:00"), person("00:00")) == [
        "0 submit Mon 00:00, called 00:00 by 0, served 00:10",
        "1 submit Mon 00:00, called 00:10 by 0, served 00:20",
    ]


def test_a_shift_change_without_anybody_coming() -> None:
    """No case at all: shifts come and go, nobody is served, the officer is rostered 8 h."""
    plan = small_plan(period=ONE_DAY, counters=counters(roster=roster(("mon", "09:00-10:00", 2))))
    run = run_cases(plan, case_table())
    assert visit_lines(run.records) == []
    assert loads(run) == [(480, 0, 0, 0), (60, 0, 0, 0)]


def test_overtime_is_not_in_the_denominator_of_utilisation() -> None:
    """One block 08-10. Case 0 08:00-08:30, case 1 09:50-10:50: worked 40 of 120 rostered, overtime 50."""
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=roster(("mon", "08:00-10:00", 1))))
    key = figures(run_cases(plan, case_table(person("08:00", 30), person("09:50", 60)))).key.loc["all"]
    assert key["utilisation"] == 40 / 120
    assert key["overtime_hours"] == 50 / 60


# wrap-up


def test_wrap_up_keeps_the_next_waiting() -> None:
    """Service to 08:10, wrap-up of 5 min, then case 1 at 08:15; its own wrap-up ends at 08:30."""
    records = records_of(small_plan(), *[person("08:00", wrap_up_ms=minutes(5)) for _ in range(2)])
    assert visit_lines(records) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:15 by 0, served 08:25",
    ]
    assert activity_lines(records)[:4] == [
        "service Mon 08:00-08:10",
        "wrap_up Mon 08:10-08:15",
        "service Mon 08:15-08:25",
        "wrap_up Mon 08:25-08:30",
    ]


def test_wrap_up_runs_though_nobody_waits_and_who_comes_meanwhile_waits_for_its_end() -> None:
    people = (person("08:00", wrap_up_ms=minutes(5)), person("08:12"), person("08:25"))
    assert days_of(small_plan(), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:12, called 08:15 by 0, served 08:25",
        "2 submit Mon 08:25, called 08:25 by 0, served 08:35",
    ]


def test_wrap_up_is_not_the_applicants_time() -> None:
    """Accepted at the end of the service, 08:10, not of the wrap-up."""
    records = records_of(small_plan(), person("08:00", wrap_up_ms=minutes(5)))
    assert when(records.cases.accepted_at[0]) == "Mon 08:10"


def test_wrap_up_past_the_end_of_the_block_is_overtime() -> None:
    """Service 09:48-09:58, wrap-up 09:58-10:03: 12 min in the block 08-10, 3 min overtime; case 1 is not taken."""
    blocks = roster(("mon", "08:00-10:00", 1), ("mon", "13:00-17:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks))
    run = run_cases(plan, case_table(person("09:48", wrap_up_ms=minutes(5)), person("09:59", 10)))
    assert visit_lines(run.records)[1] == "1 submit Mon 09:59, called 13:00 by 0, served 13:10"
    assert loads(run) == [(360, 12 + 10, 0, 3)]


def test_wrap_up_of_a_service_that_ends_with_the_block_is_all_overtime() -> None:
    """Service 09:50-10:00, wrap-up 10:00-10:05."""
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=roster(("mon", "08:00-10:00", 1))))
    run = run_cases(plan, case_table(person("09:50", wrap_up_ms=minutes(5))))
    assert loads(run) == [(120, 10, 0, 5)]


# other duties


def test_other_duties_take_their_share_when_nobody_waits() -> None:
    """Half of the time goes to duties when none waits: 10 min of service, 10 of duty. Case 1 (08:12) waits to 08:20.

    After case 1, again 10 min of duty, 08:30-08:40.
    """
    plan = small_plan(period=ONE_DAY, counters=counters(other_duties=[{"at_most_waiting": 0, "share": 0.5}]))
    run = run_cases(plan, case_table(person("08:00"), person("08:12")))
    assert visit_lines(run.records)[1] == "1 submit Mon 08:12, called 08:20 by 0, served 08:30"
    assert activity_lines(run.records) == [
        "service Mon 08:00-08:10",
        "duty Mon 08:10-08:20",
        "service Mon 08:20-08:30",
        "duty Mon 08:30-08:40",
    ]
    assert loads(run) == [(480, 20, 20, 0)]


def test_other_duties_wait_while_more_people_wait_than_their_rule_says() -> None:
    """Duties only when none waits: after case 0 one waits, so case 1 is called at once; after it none waits."""
    plan = small_plan(counters=counters(other_duties=[{"at_most_waiting": 0, "share": 0.5}]))
    records = records_of(plan, person("08:00"), person("08:01"))
    assert visit_lines(records)[1] == "1 submit Mon 08:01, called 08:10 by 0, served 08:20"
    assert activity_lines(records)[:3] == ["service Mon 08:00-08:10", "service Mon 08:10-08:20", "duty Mon 08:20-08:30"]


def test_more_other_duties_when_fewer_wait() -> None:
    """A fifth when at most two wait, half when none does; 10 min of service each, four people at 08:00.

    0: to 08:10, three wait, no duty. 1: to 08:20, two wait, 10 x 0.2/0.8 = 2.5 min. 2: 08:22:30 to 08:32:30, one
    waits, 2.5 min. 3: 08:35 to 08:45, none waits, 10 min. The order in which the rules are written does not matter.
    """
    rules = [{"at_most_waiting": 2, "share": 0.2}, {"at_most_waiting": 0, "share": 0.5}]
    for written in (rules, rules[::-1]):
        records = records_of(small_plan(counters=counters(other_duties=written)), *[person("08:00")] * 4)
        assert activity_lines(records) == [
            "service Mon 08:00-08:10",
            "service Mon 08:10-08:20",
            "duty Mon 08:20-08:22:30",
            "service Mon 08:22:30-08:32:30",
            "duty Mon 08:32:30-08:35",
            "service Mon 08:35-08:45",
            "duty Mon 08:45-08:55",
        ]


def test_other_duties_stop_at_the_end_of_the_block_and_are_never_overtime() -> None:
    """Service 09:40-09:55, then 15 min of duty fall due, of which 5 fit into the block 08-10."""
    blocks = roster(("mon", "08:00-10:00", 1))
    rules = [{"at_most_waiting": 0, "share": 0.5}]
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks, other_duties=rules))
    run = run_cases(plan, case_table(person("09:40", 15)))
    assert activity_lines(run.records) == ["service Mon 09:40-09:55", "duty Mon 09:55-10:00"]
    assert loads(run) == [(120, 15, 5, 0)]


def test_wrap_up_is_part_of_the_time_that_other_duties_are_a_share_of() -> None:
    """Half of the time: 8 min of service and 2 of wrap-up, then 10 of duty."""
    plan = small_plan(counters=counters(other_duties=[{"at_most_waiting": 0, "share": 0.5}]))
    assert activity_lines(records_of(plan, person("08:00", 8, wrap_up_ms=minutes(2)))) == [
        "service Mon 08:00-08:08",
        "wrap_up Mon 08:08-08:10",
        "duty Mon 08:10-08:20",
    ]


def test_no_other_duties_after_a_service_that_ran_past_the_block() -> None:
    """Service 09:55-10:10: the officer goes home, no duty."""
    blocks = roster(("mon", "08:00-10:00", 1))
    rules = [{"at_most_waiting": 0, "share": 0.5}]
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks, other_duties=rules))
    assert loads(run_cases(plan, case_table(person("09:55", 15)))) == [(120, 5, 0, 10)]


def test_utilisation_leaves_other_duties_out_and_shows_them_apart() -> None:
    """20 min of service and 20 of duty in a day of 480."""
    plan = small_plan(period=ONE_DAY, counters=counters(other_duties=[{"at_most_waiting": 0, "share": 0.5}]))
    key = figures(run_cases(plan, case_table(person("08:00", 20)))).key.loc["all"]
    assert key["utilisation"] == 20 / 480
    assert key["duty_share"] == 20 / 480


# coming before the opening, at lunch, after closing; the last ticket


def test_who_comes_before_the_opening_gets_a_ticket_as_it_opens() -> None:
    """At 07:30 and 07:50 the doors are shut: both have a ticket of 08:00 and are called by case number."""
    assert days_of(small_plan(), person("07:50"), person("07:30"), person("08:00")) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:10 by 0, served 08:20",
        "2 submit Mon 08:00, called 08:20 by 0, served 08:30",
    ]


def test_who_comes_at_lunch_gets_a_ticket_as_the_afternoon_begins() -> None:
    """The lunch begins at 12:00 sharp: then, too, no ticket is given."""
    assert days_of(small_plan(), person("12:00"), person("12:59:59")) == [
        "0 submit Mon 13:00, called 13:00 by 0, served 13:10",
        "1 submit Mon 13:00, called 13:10 by 0, served 13:20",
    ]


def test_the_time_of_coming_is_kept_for_those_who_wait_at_the_door() -> None:
    """Case 0 comes at 07:30 and gets its ticket at 08:00."""
    visits = records_of(small_plan(), person("07:30")).visits
    assert [when(visits.came_at[0]), when(visits.ticket_at[0])] == ["Mon 07:30", "Mon 08:00"]


def test_who_comes_after_closing_has_come_in_vain_and_comes_back_the_next_working_day() -> None:
    """At 17:00 sharp the tickets are over. Back at the person's own hour; after Friday on Monday."""
    people = (person("17:00"), person("18:30", hour_ms=9 * HOUR_MS), person("17:00", day=4))
    records = records_of(small_plan(), *people)
    assert visit_lines(records) == [
        "0 submit Mon 17:00, no ticket 17:00",
        "1 submit Mon 18:30, no ticket 18:30",
        "0 submit Tue 08:00, called 08:00 by 0, served 08:10",
        "1 submit Tue 09:00, called 09:00 by 0, served 09:10",
        "2 submit Fri 17:00, no ticket 17:00",
        "2 submit Mon2 08:00, called 08:00 by 0, served 08:10",
    ]
    assert records.cases.visits.tolist() == [2, 2, 2]


def test_who_comes_on_a_closed_day_comes_back_on_the_next_open_one() -> None:
    """Saturday, and a closed Wednesday."""
    closed = {"country": "", "closed_days": ["2025-03-05"], "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
    assert days_of(small_plan(calendar=closed), person("10:00", day=5), person("10:00", day=2)) == [
        "1 submit Wed 10:00, no ticket 10:00",
        "1 submit Thu 08:00, called 08:00 by 0, served 08:10",
        "0 submit Sat 10:00, no ticket 10:00",
        "0 submit Mon2 08:00, called 08:00 by 0, served 08:10",
    ]


def test_who_comes_back_on_the_next_open_day_keeps_the_own_hour() -> None:
    """In vain on Friday at 17:00; the next day is a Saturday, so back on Monday, at 10:00 and not at the opening."""
    assert days_of(small_plan(), person("17:00", day=4, hour_ms=10 * HOUR_MS))[1] == (
        "0 submit Mon2 10:00, called 10:00 by 0, served 10:10"
    )


def test_whose_own_hour_is_at_lunch_waits_at_the_door() -> None:
    assert days_of(small_plan(), person("17:00", hour_ms=12 * HOUR_MS))[1] == (
        "0 submit Tue 13:00, called 13:00 by 0, served 13:10"
    )


def test_whose_own_hour_is_after_the_last_ticket_comes_on_the_morning_after() -> None:
    """Means to come on Tuesday at 16:45, when there are no tickets any more: on Wednesday at 08:00."""
    plan = small_plan(counters=counters(last_ticket_before_closing_min=30))
    assert days_of(plan, person("16:30", hour_ms=16 * HOUR_MS + minutes(45)))[1] == (
        "0 submit Wed 08:00, called 08:00 by 0, served 08:10"
    )


def test_one_second_before_closing_there_are_tickets() -> None:
    """16:59:59 is in time, and is served out in overtime."""
    assert days_of(small_plan(), person("16:55"), person("16:59:59", 1)) == [
        "0 submit Mon 16:55, called 16:55 by 0, served 17:05",
        "1 submit Mon 16:59:59, called 17:05 by 0, served 17:06",
    ]


def test_tickets_stop_half_an_hour_before_closing() -> None:
    """The last ticket before 16:30; at 16:30 sharp no more. Who holds a ticket is served though it is later."""
    plan = small_plan(counters=counters(last_ticket_before_closing_min=30))
    assert days_of(plan, person("16:20", 15), person("16:29:59"), person("16:30")) == [
        "0 submit Mon 16:20, called 16:20 by 0, served 16:35",
        "1 submit Mon 16:29:59, called 16:35 by 0, served 16:45",
        "2 submit Mon 16:30, no ticket 16:30",
        "2 submit Tue 08:00, called 08:00 by 0, served 08:10",
    ]


def test_tickets_stop_a_quarter_of_an_hour_before_lunch_and_go_on_after_it() -> None:
    """At 11:44:59 a ticket; at 11:45 the next ticket is given at 13:00, though the officer is free."""
    plan = small_plan(counters=counters(last_ticket_before_lunch_min=15))
    assert days_of(plan, person("11:44:59", 5), person("11:45")) == [
        "0 submit Mon 11:44:59, called 11:44:59 by 0, served 11:49:59",
        "1 submit Mon 13:00, called 13:00 by 0, served 13:10",
    ]


def test_the_last_ticket_before_lunch_does_not_shorten_the_afternoon() -> None:
    plan = small_plan(counters=counters(last_ticket_before_lunch_min=60))
    assert days_of(plan, person("16:30")) == ["0 submit Mon 16:30, called 16:30 by 0, served 16:40"]


# lunch


def test_hold_at_lunch_those_who_wait_keep_their_place() -> None:
    """Case 0 to 12:05 (5 min overtime). Cases 2 and 1 wait over lunch, before case 3 with its ticket of 13:00."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_lunch="hold"))
    run = run_cases(plan, case_table(person("11:50", 15), person("11:56"), person("11:55"), person("12:30")))
    assert visit_lines(run.records) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:05",
        "2 submit Mon 11:55, called 13:00 by 0, served 13:10",
        "1 submit Mon 11:56, called 13:10 by 0, served 13:20",
        "3 submit Mon 13:00, called 13:20 by 0, served 13:30",
    ]
    assert loads(run) == [(480, 10 + 30, 0, 5)]


def test_serve_at_lunch_those_who_wait_are_served_in_overtime() -> None:
    """Case 0 to 12:05, case 1 to 12:15, case 2 to 12:25: 25 min overtime. Who comes at 12:10 is not let in."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_lunch="serve"))
    run = run_cases(plan, case_table(person("11:50", 15), person("11:55"), person("11:56"), person("12:10")))
    assert visit_lines(run.records) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:05",
        "1 submit Mon 11:55, called 12:05 by 0, served 12:15",
        "2 submit Mon 11:56, called 12:15 by 0, served 12:25",
        "3 submit Mon 13:00, called 13:00 by 0, served 13:10",
    ]
    assert loads(run) == [(480, 10 + 10, 0, 25)]


def test_serve_at_lunch_takes_who_waits_as_the_service_ends_at_twelve_sharp() -> None:
    """Case 0 ends at 12:00 as the lunch begins; case 1 waits and is called at 12:00, all of it overtime."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_lunch="serve"))
    run = run_cases(plan, case_table(person("11:50", 10), person("11:59", 10)))
    assert visit_lines(run.records)[1] == "1 submit Mon 11:59, called 12:00 by 0, served 12:10"
    assert loads(run) == [(480, 10, 0, 10)]


def test_serving_over_lunch_into_the_afternoon() -> None:
    """30 min each: 0 11:50-12:20, 1 12:20-12:50, 2 12:50-13:20. Overtime is the lunch hour; case 3 is next at 13:20."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_lunch="serve"))
    run = run_cases(plan, case_table(*[person("11:50", 30) for _ in range(3)], person("12:55")))
    assert visit_lines(run.records) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:20",
        "1 submit Mon 11:50, called 12:20 by 0, served 12:50",
        "2 submit Mon 11:50, called 12:50 by 0, served 13:20",
        "3 submit Mon 13:00, called 13:20 by 0, served 13:30",
    ]
    assert loads(run) == [(480, 10 + 20 + 10, 0, 60)]


def test_serving_over_lunch_ends_as_the_afternoon_begins() -> None:
    """The afternoon block is 13-14. Half an hour each from 11:50: the fifth ends at 14:20, the sixth is not taken.

    Overtime 12-13 and 14:00-14:20; at closing, 17:00, nobody's block ends, and the sixth is sent home.
    """
    blocks = roster(("mon", "08:00-12:00", 1), ("mon", "13:00-14:00", 1))
    plan = small_plan(period=ONE_DAY, counters=counters(officers=0, roster=blocks, at_lunch="serve"))
    run = run_cases(plan, case_table(*[person("11:50", 30) for _ in range(6)]))
    assert visit_lines(run.records)[3:] == [
        "3 submit Mon 11:50, called 13:20 by 0, served 13:50",
        "4 submit Mon 11:50, called 13:50 by 0, served 14:20",
        "5 submit Mon 11:50, dismissed 17:00",
    ]
    assert loads(run) == [(300, 10 + 60, 0, 60 + 20)]


def test_serve_at_lunch_asks_only_those_whose_block_ends_at_lunch() -> None:
    """Officer 1 has 08-11 only: busy to 11:10, he goes home though two wait. At lunch officer 0 serves them alone.

    0: officer 0, 10:50-11:55. 1: officer 1, 10:50-11:10 (10 min overtime). 2 and 3 (11:00): 11:55-12:05-12:15.
    """
    plan = small_plan(
        period=ONE_DAY, counters=counters(officers=1, roster=roster(("mon", "08:00-11:00", 2)), at_lunch="serve")
    )
    people = (person("10:50", 65), person("10:50", 20), person("11:00"), person("11:00"))
    run = run_cases(plan, case_table(*people))
    assert visit_lines(run.records) == [
        "0 submit Mon 10:50, called 10:50 by 0, served 11:55",
        "1 submit Mon 10:50, called 10:50 by 1, served 11:10",
        "2 submit Mon 11:00, called 11:55 by 0, served 12:05",
        "3 submit Mon 11:00, called 12:05 by 0, served 12:15",
    ]
    assert loads(run) == [(480, 65 + 5, 0, 15), (180, 10, 0, 10)]


def test_serve_at_lunch_with_nobody_on_duty_people_wait_on() -> None:
    """No officer from 11 to 12: nobody whose block ends at lunch can serve, so case 0 waits for 13:00."""
    plan = small_plan(counters=counters(roster=roster(("mon-fri", "11:00-12:00", 0)), at_lunch="serve"))
    assert days_of(plan, person("11:30")) == ["0 submit Mon 11:30, called 13:00 by 0, served 13:10"]


def test_dismiss_at_lunch_those_who_wait_come_back_the_next_working_day() -> None:
    """Case 0 is finished, to 12:05. Case 1 is sent home at 12:00 and comes on Tuesday at its hour, 10:00."""
    plan = small_plan(counters=counters(at_lunch="dismiss"))
    records = records_of(plan, person("11:50", 15), person("11:55", hour_ms=10 * HOUR_MS), person("12:20"))
    assert visit_lines(records) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:05",
        "1 submit Mon 11:55, dismissed 12:00",
        "2 submit Mon 13:00, called 13:00 by 0, served 13:10",
        "1 submit Tue 10:00, called 10:00 by 0, served 10:10",
    ]


def test_dismiss_at_lunch_does_not_dismiss_at_closing() -> None:
    """At closing the policy is still to serve."""
    plan = small_plan(counters=counters(at_lunch="dismiss", at_closing="serve"))
    assert days_of(plan, person("16:50", 15), person("16:55"))[1] == (
        "1 submit Mon 16:55, called 17:05 by 0, served 17:15"
    )


def test_without_a_lunch_break_there_is_nothing_to_hold() -> None:
    """Open 08-17 without a break: with `dismiss` at lunch nobody is sent home at noon."""
    hours = {"country": "", "hours": {"mon-fri": ["08:00-17:00"]}}
    plan = small_plan(calendar=hours, counters=counters(at_lunch="dismiss"))
    assert days_of(plan, person("11:50", 30), person("11:55")) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:20",
        "1 submit Mon 11:55, called 12:20 by 0, served 12:30",
    ]


def test_every_break_but_the_end_of_the_day_is_a_lunch() -> None:
    """Open 08-10, 11-12 and 13-15: two waiting are held over both breaks; at 15:00 the last is sent home.

    Case 0 to 10:05, case 1 11:00-12:05, case 2 13:00-15:05; case 3, there since 09:55, has waited to closing.
    """
    hours = {"country": "", "hours": {"mon-fri": ["08:00-10:00", "11:00-12:00", "13:00-15:00"]}}
    plan = small_plan(calendar=hours, counters=counters(at_lunch="hold", at_closing="dismiss"))
    people = (person("09:50", 15), person("09:53", 65), person("09:54", 125), person("09:55"))
    assert days_of(plan, *people)[:4] == [
        "0 submit Mon 09:50, called 09:50 by 0, served 10:05",
        "1 submit Mon 09:53, called 11:00 by 0, served 12:05",
        "2 submit Mon 09:54, called 13:00 by 0, served 15:05",
        "3 submit Mon 09:55, dismissed 15:00",
    ]


def test_opening_blocks_that_touch_make_no_lunch() -> None:
    """Open 08-10 and 10-12, which is 08-12: case 1 waits on at 10:00, case 2 has its ticket at 09:57."""
    hours = {"country": "", "hours": {"mon-fri": ["08:00-10:00", "10:00-12:00"]}}
    plan = small_plan(calendar=hours, counters=counters(at_lunch="dismiss", last_ticket_before_lunch_min=5))
    assert days_of(plan, person("09:50", 15), person("09:52", 15), person("09:57", 5)) == [
        "0 submit Mon 09:50, called 09:50 by 0, served 10:05",
        "1 submit Mon 09:52, called 10:05 by 0, served 10:20",
        "2 submit Mon 09:57, called 10:20 by 0, served 10:25",
    ]


# closing


def test_serve_at_closing_those_who_wait_are_served_in_overtime() -> None:
    """Case 0 to 17:05, case 1 to 17:15, case 2 to 17:25: in the roster 10 min, 25 min overtime."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_closing="serve"))
    run = run_cases(plan, case_table(person("16:50", 15), person("16:55"), person("16:56")))
    assert visit_lines(run.records) == [
        "0 submit Mon 16:50, called 16:50 by 0, served 17:05",
        "1 submit Mon 16:55, called 17:05 by 0, served 17:15",
        "2 submit Mon 16:56, called 17:15 by 0, served 17:25",
    ]
    assert loads(run) == [(480, 10, 0, 25)]


def test_serve_at_closing_whoever_is_free_first_takes_the_next() -> None:
    """Officer 0 is busy to 17:10, officer 1 to 17:05: he takes case 2, then goes home as nobody waits."""
    plan = small_plan(period=ONE_DAY, counters=counters(officers=2, at_closing="serve"))
    run = run_cases(plan, case_table(person("16:50", 20), person("16:50", 15), person("16:55", 20)))
    assert visit_lines(run.records)[2] == "2 submit Mon 16:55, called 17:05 by 1, served 17:25"
    assert loads(run) == [(480, 10, 0, 10), (480, 10, 0, 25)]


def test_dismiss_at_closing_those_who_wait_come_back_and_the_wait_counts() -> None:
    """Case 0 is finished, to 17:05. Case 1 is sent home at 17:00 after 5 min. Waits: 0, 5, 0."""
    run = run_cases(
        small_plan(counters=counters(at_closing="dismiss")), case_table(person("16:50", 15), person("16:55"))
    )
    assert visit_lines(run.records) == [
        "0 submit Mon 16:50, called 16:50 by 0, served 17:05",
        "1 submit Mon 16:55, dismissed 17:00",
        "1 submit Tue 08:00, called 08:00 by 0, served 08:10",
    ]
    key = figures(run).key.loc["all"]
    assert (key["visits"], key["wait_max_min"], key["wait_mean_min"]) == (3, 5, pytest.approx(5 / 3))


def test_dismiss_at_closing_on_friday_means_monday_and_skips_a_closed_monday() -> None:
    """2025-03-10 is the second Monday."""
    for closed, back in (([], "Mon2"), (["2025-03-10"], "Tue2")):
        hours = {"country": "", "closed_days": closed, "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
        plan = small_plan(calendar=hours, counters=counters(at_closing="dismiss"))
        assert days_of(plan, person("16:50", 15, day=4), person("16:55", day=4))[1:] == [
            "1 submit Fri 16:55, dismissed 17:00",
            f"1 submit {back} 08:00, called 08:00 by 0, served 08:10",
        ]


def test_dismiss_at_closing_holds_though_the_officer_is_free_at_that_instant() -> None:
    """Case 0 ends at 17:00 sharp: the block has ended too, case 1 is not called."""
    plan = small_plan(counters=counters(at_closing="dismiss"))
    assert days_of(plan, person("16:50", 10), person("16:55"))[1] == "1 submit Mon 16:55, dismissed 17:00"


def test_serve_at_closing_holds_for_a_service_that_ends_at_closing() -> None:
    """Case 0 ends at 17:00 sharp: case 1 is called at 17:00, all of it overtime."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_closing="serve"))
    run = run_cases(plan, case_table(person("16:50", 10), person("16:55")))
    assert visit_lines(run.records)[1] == "1 submit Mon 16:55, called 17:00 by 0, served 17:10"
    assert loads(run) == [(480, 10, 0, 10)]


def test_serve_at_closing_does_not_bind_an_officer_whose_block_ended_before() -> None:
    """The only block is 08-16. Case 0 to 16:10 in overtime; case 1 waits for nothing and is sent home at 17:00."""
    blocks = roster(("mon-fri", "08:00-12:00", 1), ("mon-fri", "13:00-16:00", 1))
    plan = small_plan(counters=counters(officers=0, roster=blocks, at_closing="serve"))
    assert days_of(plan, person("15:50", 20), person("15:55")) == [
        "0 submit Mon 15:50, called 15:50 by 0, served 16:10",
        "1 submit Mon 15:55, dismissed 17:00",
        "1 submit Tue 08:00, called 08:00 by 0, served 08:10",
    ]


def test_an_officer_still_finishing_overtime_at_closing_does_not_serve_out() -> None:
    """As above, but case 0 lasts to 17:10: at 17:00 no officer's block ends, so case 1 is sent home then."""
    blocks = roster(("mon-fri", "08:00-12:00", 1), ("mon-fri", "13:00-16:00", 1))
    plan = small_plan(counters=counters(officers=0, roster=blocks, at_closing="serve"))
    assert days_of(plan, person("15:50", 80), person("15:55"))[:2] == [
        "0 submit Mon 15:50, called 15:50 by 0, served 17:10",
        "1 submit Mon 15:55, dismissed 17:00",
    ]


def test_officers_of_another_day_do_not_serve_out() -> None:
    """On duty to closing on Monday, nobody on Tuesday: who comes then is sent home at 17:00, not kept for the night."""
    blocks = roster(("tue", "08:00-12:00", 0), ("tue", "13:00-17:00", 0))
    plan = small_plan(counters=counters(roster=blocks, at_closing="serve"))
    assert days_of(plan, person("16:50", 20), person("10:00", day=1)) == [
        "0 submit Mon 16:50, called 16:50 by 0, served 17:10",
        "1 submit Tue 10:00, dismissed 17:00",
        "1 submit Wed 08:00, called 08:00 by 0, served 08:10",
    ]


def test_officers_at_the_desk_do_not_serve_out() -> None:
    """In the afternoon the only officer is at the desk: who waits for the counter is sent home at 17:00."""
    afternoon = {"days": "mon-fri", "hours": "13:00-17:00", "officers": 0, "desk": 1}
    plan = small_plan(counters=counters(roster=[afternoon], at_closing="serve"))
    assert days_of(plan, person("14:00"))[0] == "0 submit Mon 14:00, dismissed 17:00"


def test_who_served_out_is_not_there_on_a_day_off() -> None:
    """Case 1's patience ends at 17:05, as the service does: the officer goes home, and is away on Tuesday."""
    plan = small_plan(counters=counters(at_closing="serve"))
    absences = nobody_away(plan, run_calendar(plan))
    absences.officers["a"][0, 1] = True
    leaves = person("16:50", patience_ms=minutes(15), after_leaving=AfterLeaving.GIVE_UP)
    run = run_cases(plan, case_table(person("16:45", 20), leaves, person("10:00", day=1)), absences)
    assert visit_lines(run.records)[1:] == [
        "1 submit Mon 16:50, left 17:05",
        "2 submit Tue 10:00, dismissed 17:00",
        "2 submit Wed 08:00, called 08:00 by 0, served 08:10",
    ]


def test_serving_out_the_last_block_only() -> None:
    """A lunch with `hold` and a closing with `serve`: the same two people wait over lunch, but are served at night."""
    plan = small_plan(counters=counters(at_lunch="hold", at_closing="serve"))
    people = (person("11:55"), person("11:56"), person("16:55", day=1), person("16:56", day=1))
    assert days_of(plan, *people) == [
        "0 submit Mon 11:55, called 11:55 by 0, served 12:05",
        "1 submit Mon 11:56, called 13:00 by 0, served 13:10",
        "2 submit Tue 16:55, called 16:55 by 0, served 17:05",
        "3 submit Tue 16:56, called 17:05 by 0, served 17:15",
    ]


def test_people_already_at_the_counter_when_the_run_ends_are_being_served() -> None:
    """A service of 8 hours begins at 16:50: at midnight, the end of a run of one day, it is not over.

    Ten minutes of it are in the roster, seven hours are overtime of the day.
    """
    run = run_cases(small_plan(period=ONE_DAY), case_table(person("16:50", 480), person("16:55")))
    assert visit_lines(run.records) == ["0 submit Mon 16:50, called 16:50 by 0, serving", "1 submit Mon 16:55, waiting"]
    assert loads(run) == [(480, 10, 0, 420)]


def test_a_block_that_ends_at_an_open_midnight_serves_nobody_out() -> None:
    """Open day and night, one officer from 22:00 to 24:00: case 1, there since 23:55, waits for Tuesday 22:00."""
    plan = small_plan(
        calendar={"country": "", "hours": {"mon-sun": ["00:00-24:00"]}},
        counters=counters(officers=0, roster=roster(("mon-fri", "22:00-24:00", 1))),
    )
    assert days_of(plan, person("23:50", 20), person("23:55", 5))[:2] == [
        "0 submit Mon 23:50, called 23:50 by 0, served Tue 00:10",
        "1 submit Mon 23:55, called Tue 22:00 by 0, served Tue 22:05",
    ]
