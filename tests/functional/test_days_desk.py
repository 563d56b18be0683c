"""Rules 4 and 5, desk work and flawed dossiers: small days worked out on paper from DESIGN.md, event by event.

Open 08:00-12:00 and 13:00-17:00, one officer, mail at 09:00 on working days. A dossier at the desk is written on one
line: ``1 Mon 08:04, begun 08:10, done 08:20 by 0``: case, when it was laid there, when its intake began and ended.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.test_days_counters import (
    ONE_DAY,
    activity_lines,
    counters,
    loads,
    person,
    visit_lines,
    when,
)
from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, NONE
from tvsim.codes import CaseStatus, Channel
from tvsim.models import Records
from tvsim.outcomes import figures


def online(sent: str, desk_min: float = 10, *, day: int = 0, **columns: Any) -> dict[str, Any]:
    """A dossier sent online, its result too."""
    quiet = {"comes_at": at(day, sent), "channel": Channel.ONLINE, "return_channel": Channel.ONLINE}
    return quiet | {"desk_ms": minutes(desk_min)} | columns


def posted(sent: str, *, day: int = 0, travel: int = DAY_MS, **columns: Any) -> dict[str, Any]:
    """A dossier sent by post, its result online; ten minutes at the desk."""
    return online(sent, day=day, channel=Channel.POST, travel_in_ms=travel) | columns


def desk_lines(records: Records) -> list[str]:
    """All intakes at the desk, in the order in which the dossiers were laid there."""
    desk, lines = records.desk, []
    for row in range(len(desk.case)):
        joined_at, case = int(desk.joined_at[row]), int(desk.case[row])
        text = f"{case} {when(joined_at)}"
        if desk.started_at[row] != NONE:
            text += f", begun {when(desk.started_at[row], joined_at)}"
        if desk.ended_at[row] != NONE:
            text += f", done {when(desk.ended_at[row], joined_at)} by {desk.officer[row]}"
        lines.append((joined_at, case, text))
    return [text for *_, text in sorted(lines)]


def block(days: str, hours: str, officers: int, desk: int = 0) -> dict[str, Any]:
    """Roster block with officers at the counter, and others at the desk only."""
    return {"days": days, "hours": hours, "officers": officers, "desk": desk}


# between tickets


def test_desk_work_is_done_when_no_ticket_waits() -> None:
    """Sent at 08:00, nobody waits: 08:00-08:30. Accepted at its end; no visit at all."""
    records = records_of(small_plan(), online("08:00", 30))
    assert desk_lines(records) == ["0 Mon 08:00, begun 08:00, done 08:30 by 0"]
    assert when(records.cases.accepted_at[0]) == "Mon 08:30"
    assert (visit_lines(records), records.cases.visits.tolist()) == ([], [0])


def test_tickets_go_before_dossiers() -> None:
    """Both there at 08:00; and case 2 comes while case 1 is served: the dossier waits until 08:20."""
    records = records_of(small_plan(), online("08:00", 30), person("08:00"), person("08:05"))
    assert visit_lines(records) == [
        "1 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "2 submit Mon 08:05, called 08:10 by 0, served 08:20",
    ]
    assert desk_lines(records) == ["0 Mon 08:00, begun 08:20, done 08:50 by 0"]


def test_a_dossier_once_begun_is_not_interrupted_by_a_ticket() -> None:
    """The desk has a dossier from 08:00 to 08:30 and another after it; case 2 (08:10) is called between the two."""
    records = records_of(small_plan(), online("08:00", 30), online("08:01", 10), person("08:10"))
    assert visit_lines(records) == ["2 submit Mon 08:10, called 08:30 by 0, served 08:40"]
    assert desk_lines(records) == [
        "0 Mon 08:00, begun 08:00, done 08:30 by 0",
        "1 Mon 08:01, begun 08:40, done 08:50 by 0",
    ]


def test_dossiers_are_taken_first_come_first_and_by_case_number() -> None:
    """Officer busy to 08:30; then 3 (08:02), then 1 and 2 (08:03)."""
    records = records_of(
        small_plan(), person("08:00", 30), online("08:03"), online("08:03"), online("08:02"), online("08:31", 5)
    )
    assert desk_lines(records) == [
        "3 Mon 08:02, begun 08:30, done 08:40 by 0",
        "1 Mon 08:03, begun 08:40, done 08:50 by 0",
        "2 Mon 08:03, begun 08:50, done 09:00 by 0",
        "4 Mon 08:31, begun 09:00, done 09:05 by 0",
    ]


def test_one_officer_at_the_desk_while_the_other_serves() -> None:
    records = records_of(small_plan(counters=counters(officers=2)), online("08:00", 30), person("08:10"))
    assert desk_lines(records) == ["0 Mon 08:00, begun 08:00, done 08:30 by 0"]
    assert visit_lines(records) == ["1 submit Mon 08:10, called 08:10 by 1, served 08:20"]


def test_desk_work_stops_at_lunch_and_goes_on_where_it_stopped() -> None:
    """30 min from 11:50: ten before lunch, twenty after it; none of it overtime."""
    run = run_cases(small_plan(period=ONE_DAY), case_table(online("11:50", 30)))
    assert desk_lines(run.records) == ["0 Mon 11:50, begun 11:50, done 13:20 by 0"]
    assert activity_lines(run.records)[:2] == ["desk Mon 11:50-12:00", "desk Mon 13:00-13:20"]
    assert loads(run) == [(480, 30, 0, 0)]


def test_after_lunch_tickets_go_before_the_dossier_laid_aside() -> None:
    """Case 1 waits at the door over lunch: served 13:00-13:10, then the other 20 min of the dossier, to 13:30."""
    records = records_of(small_plan(), online("11:50", 30), person("12:30"))
    assert visit_lines(records) == ["1 submit Mon 13:00, called 13:00 by 0, served 13:10"]
    assert desk_lines(records) == ["0 Mon 11:50, begun 11:50, done 13:30 by 0"]


def test_a_dossier_laid_aside_goes_on_before_those_that_came_later() -> None:
    """0: 11:50-12:00 and 13:00-13:20; 1, laid there at 11:55, follows."""
    records = records_of(small_plan(), online("11:50", 30), online("11:55", 10))
    assert desk_lines(records) == [
        "0 Mon 11:50, begun 11:50, done 13:20 by 0",
        "1 Mon 11:55, begun 13:20, done 13:30 by 0",
    ]


def test_a_dossier_that_fits_exactly_before_lunch_is_done_at_lunch() -> None:
    records = records_of(small_plan(), online("11:50", 10))
    assert desk_lines(records) == ["0 Mon 11:50, begun 11:50, done 12:00 by 0"]
    assert when(records.cases.accepted_at[0]) == "Mon 12:00"


@pytest.mark.parametrize(
    ("day", "closed_days", "goes_on"), [(0, [], "Tue"), (4, [], "Mon2"), (4, ["2025-03-10"], "Tue2")]
)
def test_desk_work_stops_at_closing_and_goes_on_the_next_working_day(
    day: int, closed_days: list[str], goes_on: str
) -> None:
    """60 min from 16:30: half of it until 17:00, half from 08:00 on; over a weekend, and a closed Monday."""
    hours = {"country": "", "closed_days": closed_days, "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
    records = records_of(small_plan(calendar=hours), online("16:30", 60, day=day))
    assert when(records.cases.accepted_at[0]) == f"{goes_on} 08:30"
    assert [line.split()[0] for line in activity_lines(records)] == ["desk", "desk"]


def test_a_dossier_of_many_hours_takes_many_days() -> None:
    """17 office hours from Monday 08:00: all Monday, all Tuesday, an hour of Wednesday."""
    records = records_of(small_plan(), online("08:00", 17 * 60))
    assert when(records.cases.accepted_at[0]) == "Wed 09:00"
    assert len(activity_lines(records)) == 5


def test_a_dossier_goes_over_to_another_officer_as_the_block_ends() -> None:
    """Officer 0 serves to 09:50. Officer 1 has the dossier from 09:40 to 10:00, then officer 0 goes on with it."""
    plan = small_plan(
        period=ONE_DAY,
        counters=counters(officers=1, roster=[block("mon-fri", "08:00-10:00", 2)]),
    )
    run = run_cases(plan, case_table(person("09:30", 20), online("09:40", 30)))
    assert desk_lines(run.records) == ["1 Mon 09:40, begun 09:40, done 10:10 by 0"]
    assert activity_lines(run.records, 1) == ["desk Mon 09:40-10:00"]
    assert activity_lines(run.records, 0) == ["service Mon 09:30-09:50", "desk Mon 10:00-10:10"]
    assert loads(run) == [(480, 30, 0, 0), (120, 20, 0, 0)]


def test_no_desk_work_in_overtime() -> None:
    """Serving out to 17:10 the officer goes home though a dossier lies there since 16:00; it is begun on Tuesday."""
    people = (person("15:50", 65), person("16:50", 15))
    run = run_cases(small_plan(counters=counters(at_closing="serve")), case_table(*people, online("16:00", 10)))
    assert visit_lines(run.records)[1] == "1 submit Mon 16:50, called 16:55 by 0, served 17:10"
    assert desk_lines(run.records) == ["2 Mon 16:00, begun Tue 08:00, done Tue 08:10 by 0"]


def test_desk_work_at_closing_gives_way_to_those_who_wait() -> None:
    """The dossier (16:40, 60 min) stops at 17:00, when case 1, waiting since 16:45, is served out; the rest is left."""
    run = run_cases(
        small_plan(period=ONE_DAY, counters=counters(at_closing="serve")),
        case_table(online("16:40", 60), person("16:45")),
    )
    assert visit_lines(run.records) == ["1 submit Mon 16:45, called 17:00 by 0, served 17:10"]
    assert activity_lines(run.records) == ["desk Mon 16:40-17:00", "service Mon 17:00-17:10"]
    assert loads(run) == [(480, 20, 0, 10)]


def test_a_dossier_without_work_is_accepted_as_it_comes() -> None:
    records = records_of(small_plan(), online("08:20", 0))
    assert desk_lines(records) == ["0 Mon 08:20, begun 08:20, done 08:20 by 0"]


# desk blocks, dedicated staff


def test_desk_blocks_dossiers_wait_for_their_block_and_tickets_for_theirs() -> None:
    """Counter 08-11 and 13-17, desk 11-12. A dossier of 90 min from 08:30: Monday 11-12, Tuesday 11:00-11:30.

    Case 1 comes at 11:10, in the desk block: called at 13:00.
    """
    blocks = [block("mon-fri", "11:00-12:00", 0, desk=1)]
    records = records_of(
        small_plan(counters=counters(desk="desk_blocks", roster=blocks)), online("08:30", 90), person("11:10")
    )
    assert desk_lines(records) == ["0 Mon 08:30, begun 11:00, done Tue 11:30 by 0"]
    assert visit_lines(records) == ["1 submit Mon 11:10, called 13:00 by 0, served 13:10"]


def test_desk_blocks_the_counter_idles_though_a_dossier_lies_there() -> None:
    """No desk block on Monday: the dossier waits until Tuesday, 08:00, whatever the counter officer does."""
    blocks = [block("tue", "08:00-09:00", 1, desk=1)]
    records = records_of(small_plan(counters=counters(desk="desk_blocks", roster=blocks)), online("08:30"))
    assert desk_lines(records) == ["0 Mon 08:30, begun Tue 08:00, done Tue 08:10 by 1"]


def test_a_service_runs_into_the_own_desk_block() -> None:
    """Case 0 from 10:50 to 11:10, then the desk: the dossier from 11:10. All of it within the roster."""
    blocks = [block("mon-fri", "11:00-12:00", 0, desk=1)]
    plan = small_plan(period=ONE_DAY, counters=counters(desk="desk_blocks", roster=blocks))
    run = run_cases(plan, case_table(person("10:50", 20), online("08:30", 30)))
    assert desk_lines(run.records) == ["1 Mon 08:30, begun 11:10, done 11:40 by 0"]
    assert loads(run) == [(480, 50, 0, 0)]


def test_a_service_ends_as_the_own_desk_block_begins() -> None:
    """Case 0 from 10:40 to 11:00 sharp: the dossier from 11:00."""
    blocks = [block("mon-fri", "11:00-12:00", 0, desk=1)]
    plan = small_plan(counters=counters(desk="desk_blocks", roster=blocks))
    records = records_of(plan, person("10:40", 20), online("08:30", 30))
    assert desk_lines(records) == ["1 Mon 08:30, begun 11:00, done 11:30 by 0"]


def test_a_dossier_of_the_desk_block_stops_for_the_counter() -> None:
    """Desk 08-09, then the counter: a dossier of 90 min from 08:00 stops at 09:00, when case 1 (08:30) is called.

    The rest, 30 min, is for the next desk block: Tuesday 08:00-08:30.
    """
    blocks = [block("mon-fri", "08:00-09:00", 0, desk=1)]
    records = records_of(
        small_plan(counters=counters(desk="desk_blocks", roster=blocks)), online("07:00", 90), person("08:30")
    )
    assert desk_lines(records) == ["0 Mon 07:00, begun 08:00, done Tue 08:30 by 0"]
    assert visit_lines(records) == ["1 submit Mon 08:30, called 09:00 by 0, served 09:10"]


def test_dedicated_staff_take_all_dossiers_and_no_tickets() -> None:
    """Officer 0 serves, officer 1 is at the desk: no help either way. 0 and 2 at the desk, 1 and 3 at the counter."""
    plan = small_plan(period=ONE_DAY, counters=counters(desk="dedicated", desk_staff=1))
    run = run_cases(
        plan, case_table(online("08:00", 30), person("08:00", 20), online("08:05", 30), person("08:05", 20))
    )
    assert desk_lines(run.records) == [
        "0 Mon 08:00, begun 08:00, done 08:30 by 1",
        "2 Mon 08:05, begun 08:30, done 09:00 by 1",
    ]
    assert visit_lines(run.records) == [
        "1 submit Mon 08:00, called 08:00 by 0, served 08:20",
        "3 submit Mon 08:05, called 08:20 by 0, served 08:40",
    ]
    assert loads(run) == [(480, 40, 0, 0), (480, 60, 0, 0)]


def test_dedicated_staff_stop_at_lunch_and_do_not_serve_out() -> None:
    """With `serve` at lunch the counter works on, the desk does not: 20 min at 13:00."""
    plan = small_plan(period=ONE_DAY, counters=counters(desk="dedicated", desk_staff=1, at_lunch="serve"))
    run = run_cases(plan, case_table(online("11:50", 30), person("11:50", 15), person("11:55", 15)))
    assert desk_lines(run.records) == ["0 Mon 11:50, begun 11:50, done 13:20 by 1"]
    assert visit_lines(run.records)[1] == "2 submit Mon 11:55, called 12:05 by 0, served 12:20"
    assert loads(run) == [(480, 10, 0, 20), (480, 30, 0, 0)]


def test_dedicated_staff_away_nobody_takes_dossiers_in() -> None:
    """No desk staff at all: the dossier lies there to the end, not begun, though the counter officer idles."""
    records = records_of(small_plan(counters=counters(desk="dedicated", desk_staff=0)), online("08:00"))
    assert desk_lines(records) == ["0 Mon 08:00"]
    assert records.cases.status.tolist() == [CaseStatus.COMING]


def test_between_tickets_with_further_officers_at_the_desk_only() -> None:
    """Officer 1 is at the desk only in the morning: he has the dossier and leaves the tickets to officer 0."""
    blocks = [block("mon-fri", "08:00-12:00", 1, desk=1)]
    records = records_of(
        small_plan(counters=counters(roster=blocks)), person("08:00", 30), person("08:00", 30), online("08:10", 30)
    )
    assert desk_lines(records) == ["2 Mon 08:10, begun 08:10, done 08:40 by 1"]
    assert visit_lines(records)[1] == "1 submit Mon 08:00, called 08:30 by 0, served 09:00"


# by post and online


@pytest.mark.parametrize(
    ("day", "sent", "laid", "begun"),
    [
        (0, "23:30", "Mon 23:30", "Tue 08:00"),
        (1, "03:00", "Tue 03:00", "08:00"),
        (0, "12:30", "Mon 12:30", "13:00"),
        (4, "17:00", "Fri 17:00", "Mon2 08:00"),
        (5, "10:00", "Sat 10:00", "Mon2 08:00"),
        (6, "23:59:59", "Sun 23:59:59", "Mon2 08:00"),
    ],
)
def test_online_dossiers_come_at_any_hour_and_are_begun_in_office_time(
    day: int, sent: str, laid: str, begun: str
) -> None:
    """At night, at lunch, at the very closing, on a weekend; done ten minutes later."""
    records = records_of(small_plan(), online(sent, day=day))
    assert desk_lines(records)[0].split(", done")[0] == f"0 {laid}, begun {begun}"
    assert when(records.cases.submitted_at[0]) == laid


@pytest.mark.parametrize(
    ("day", "sent", "travel", "laid"),
    [
        (0, "10:00", DAY_MS, "Wed 09:00"),  # there on Tuesday at 10:00, an hour after the mail
        (0, "08:59:59", DAY_MS, "Tue 09:00"),
        (0, "09:00", DAY_MS, "Tue 09:00"),  # there at the very time of the mail
        (0, "09:00:01", DAY_MS, "Wed 09:00"),
        (3, "10:00", DAY_MS, "Mon2 09:00"),  # there on Friday after the mail
        (4, "08:00", DAY_MS, "Mon2 09:00"),  # there on Saturday
        (0, "08:00", 0, "Mon 09:00"),
        (0, "09:00", 0, "Mon 09:00"),
    ],
)
def test_letters_come_with_the_first_mail_after_their_travel(day: int, sent: str, travel: int, laid: str) -> None:
    """Mail at 09:00 on working days."""
    records = records_of(small_plan(), posted(sent, day=day, travel=travel))
    assert desk_lines(records) == [f"0 {laid}, begun 09:00, done 09:10 by 0"]
    assert when(records.cases.submitted_at[0]) == when(at(day, sent))


def test_letters_of_one_mail_are_taken_by_case_number_whatever_their_travel() -> None:
    """Both there with the mail of Wednesday: 0 since Tuesday evening, 1 since Tuesday noon."""
    records = records_of(small_plan(), posted("18:00"), posted("12:00"))
    assert desk_lines(records) == [
        "0 Wed 09:00, begun 09:00, done 09:10 by 0",
        "1 Wed 09:00, begun 09:10, done 09:20 by 0",
    ]


def test_several_mails_a_day() -> None:
    """Mail at 09:00 and 14:00: a letter that is there at 10:00 comes at 14:00."""
    records = records_of(small_plan(mail={"rounds": ["14:00", "09:00"]}), posted("10:00"))
    assert desk_lines(records) == ["0 Tue 14:00, begun 14:00, done 14:10 by 0"]


def test_mail_that_comes_as_a_ticket_waits() -> None:
    """At 09:00 case 1 comes too: the ticket first."""
    records = records_of(small_plan(), posted("08:00", travel=0), person("09:00"))
    assert visit_lines(records) == ["1 submit Mon 09:00, called 09:00 by 0, served 09:10"]
    assert desk_lines(records) == ["0 Mon 09:00, begun 09:10, done 09:20 by 0"]


def test_results_go_with_the_next_mail() -> None:
    """Accepted 08:10, examined to 09:10, signed at 16:00; mail on Tuesday at 09:00, two days on the way."""
    records = records_of(small_plan(), person("08:00", return_channel=Channel.POST, travel_out_ms=2 * DAY_MS))
    assert when(records.cases.decided_at[0]) == "Mon 16:00"
    assert when(records.cases.handed_over_at[0]) == "Thu 09:00"
    assert records.cases.visits.tolist() == [1]


# flawed dossiers


def test_a_flawed_dossier_costs_a_second_trip() -> None:
    """Checked 08:00-08:10 on Monday and flawed; corrected in two days; on Wednesday at 10:00 checked for 5 min.

    Acknowledged at the first check, accepted at the second: only then does the time limit of two days begin.
    """
    columns = {"flawed": [True, False], "intake_ms": [minutes(10), minutes(5)], "corrected_ms": 2 * DAY_MS}
    records = records_of(small_plan(), person("08:00", hour_ms=10 * HOUR_MS) | columns)
    assert visit_lines(records) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "0 resubmit Wed 10:00, called 10:00 by 0, served 10:05",
    ]
    cases = records.cases
    assert [when(row[0]) for row in (cases.submitted_at, cases.acknowledged_at, cases.accepted_at, cases.due_at)] == [
        "Mon 08:00",
        "Mon 08:10",
        "Wed 10:05",
        "Fri 10:05",
    ]
    assert (cases.tries.tolist(), cases.visits.tolist()) == ([2], [2])


@pytest.mark.parametrize(
    ("day", "corrected_ms", "back"),
    [
        (0, 0, "Tue"),
        (0, HOUR_MS, "Tue"),
        (0, DAY_MS, "Tue"),
        (0, DAY_MS + 1, "Wed"),
        (0, 30 * HOUR_MS, "Wed"),
        (4, DAY_MS, "Mon2"),
    ],
)
def test_the_second_trip_is_on_a_later_day(day: int, corrected_ms: int, back: str) -> None:
    """Whole days, at least the next; a closed day means the next open one."""
    records = records_of(small_plan(), person("08:00", day=day, flawed=[True, False], corrected_ms=corrected_ms))
    assert visit_lines(records)[1] == f"0 resubmit {back} 08:00, called 08:00 by 0, served 08:10"


def test_each_try_has_its_own_flaw_and_correction() -> None:
    """Flawed three times, corrected in one, two and one days: Monday, Tuesday, Thursday, Friday; then accepted."""
    columns = {"flawed": [True, True, True, False], "corrected_ms": [DAY_MS, 2 * DAY_MS, DAY_MS]}
    records = records_of(small_plan(), person("08:00", **columns))
    assert [line[:23] for line in visit_lines(records)] == [
        "0 submit Mon 08:00, cal",
        "0 resubmit Tue 08:00, c",
        "0 resubmit Thu 08:00, c",
        "0 resubmit Fri 08:00, c",
    ]
    assert when(records.cases.accepted_at[0]) == "Fri 08:10"
    assert records.cases.tries.tolist() == [4]


def test_a_flaw_of_a_later_try_alone_does_not_matter() -> None:
    """The first try is in order: accepted, though the second would not be."""
    records = records_of(small_plan(), person("08:00", flawed=[False, True, True, True]))
    assert when(records.cases.accepted_at[0]) == "Mon 08:10"


def test_flawed_four_times_is_returned_for_good() -> None:
    """Monday to Thursday; at the end of the fourth check the case is closed, never accepted, no fifth trip."""
    run = run_cases(small_plan(), case_table(person("08:00", flawed=True)))
    cases = run.records.cases
    assert [line.split(",")[0] for line in visit_lines(run.records)] == [
        "0 submit Mon 08:00",
        "0 resubmit Tue 08:00",
        "0 resubmit Wed 08:00",
        "0 resubmit Thu 08:00",
    ]
    assert (cases.status.tolist(), cases.tries.tolist()) == ([CaseStatus.RETURNED], [4])
    assert (when(cases.closed_at[0]), cases.accepted_at[0], cases.due_at[0]) == ("Thu 08:10", NONE, NONE)
    assert len(run.records.tasks.case) == 0
    assert figures(run).key.loc["all", "received"] == 0


def test_an_online_dossier_comes_back_after_its_days_of_delay_at_any_hour() -> None:
    """Checked 08:00-08:10 on Monday, sent again 36 h later, on Tuesday at 20:10; checked on Wednesday at 08:00."""
    records = records_of(small_plan(), online("08:00", flawed=[True, False], corrected_ms=36 * HOUR_MS))
    assert desk_lines(records) == [
        "0 Mon 08:00, begun 08:00, done 08:10 by 0",
        "0 Tue 20:10, begun Wed 08:00, done Wed 08:10 by 0",
    ]
    cases = records.cases
    assert [when(row[0]) for row in (cases.submitted_at, cases.acknowledged_at, cases.accepted_at)] == [
        "Mon 08:00",
        "Mon 08:10",
        "Wed 08:10",
    ]
    assert (cases.tries.tolist(), cases.visits.tolist()) == ([2], [0])


def test_an_online_dossier_corrected_at_once_is_laid_there_again_at_that_instant() -> None:
    """No delay: back at 08:10, behind case 1 (08:05), which has waited since."""
    records = records_of(small_plan(), online("08:00", flawed=[True, False], corrected_ms=0), online("08:05"))
    assert desk_lines(records) == [
        "0 Mon 08:00, begun 08:00, done 08:10 by 0",
        "1 Mon 08:05, begun 08:10, done 08:20 by 0",
        "0 Mon 08:10, begun 08:20, done 08:30 by 0",
    ]


def test_a_posted_dossier_is_posted_again_after_its_days_of_delay() -> None:
    """There on Monday at 09:00, checked to 09:10, posted again a day later, Tuesday 09:10, and two days on the way.

    Thursday 09:10 is after that day's mail: it comes with Friday's.
    """
    columns = {"flawed": [True, False], "corrected_ms": DAY_MS, "travel_in_ms": [0, 2 * DAY_MS]}
    records = records_of(small_plan(), posted("08:00") | columns)
    assert desk_lines(records) == [
        "0 Mon 09:00, begun 09:00, done 09:10 by 0",
        "0 Fri 09:00, begun 09:00, done 09:10 by 0",
    ]
    assert when(records.cases.submitted_at[0]) == "Mon 08:00"


def test_online_and_posted_dossiers_flawed_four_times_are_returned_too() -> None:
    """Online: Monday 08:10, then each day at that time: Tuesday 08:20, Wednesday 08:30, Thursday 08:40.

    By post (no travel): Monday 09:10, then the next mail after a day: Wednesday's, Friday's, Monday's of week 2.
    """
    records = records_of(small_plan(), online("08:00", flawed=True), posted("08:00", travel=0, flawed=True))
    assert records.cases.status.tolist() == [CaseStatus.RETURNED, CaseStatus.RETURNED]
    assert [when(time) for time in records.cases.closed_at] == ["Thu 08:40", "Mon2 09:10"]
    assert records.cases.tries.tolist() == [4, 4]
    assert records.cases.accepted_at.tolist() == [NONE, NONE]
