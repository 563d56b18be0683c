"""Rule 3, patience: small days worked out on paper from DESIGN.md, event by event.

Open 08:00-12:00 and 13:00-17:00, one officer. Case 0 keeps the officer busy from 08:00 to 08:30 where nothing else is
said. At one instant services end first, then people come or lose their patience, then the officer takes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.test_days_counters import (
    ONE_DAY,
    activity_lines,
    counters,
    days_of,
    loads,
    person,
    visit_lines,
    when,
)
from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, NONE
from tvsim.codes import AfterLeaving, CaseStatus, Channel, TaskKind, VisitOutcome
from tvsim.demand import PATIENT
from tvsim.outcomes import figures

BUSY_TO_0830 = person("08:00", 30)
BUSY_LINE = "0 submit Mon 08:00, called 08:00 by 0, served 08:30"


def leaves(after_min: float, then: AfterLeaving = AfterLeaving.GIVE_UP) -> dict[str, Any]:
    """Columns of somebody who leaves the first visit after so many minutes, and later ones never."""
    return {"patience_ms": [minutes(after_min), int(PATIENT)], "after_leaving": then}


def turns_away(queue: int, then: AfterLeaving = AfterLeaving.GIVE_UP) -> dict[str, Any]:
    """Columns of somebody who turns away on the first visit if so many wait."""
    return {"turns_away_at": [queue], "after_leaving": then}


# leaving the queue


def test_who_leaves_is_not_called_and_the_officer_goes_on_with_the_next() -> None:
    """Case 1 (08:05) leaves at 08:15; at 08:30 the officer calls case 2 at once."""
    people = (BUSY_TO_0830, person("08:05", **leaves(10)), person("08:10"))
    assert days_of(small_plan(), *people) == [
        BUSY_LINE,
        "1 submit Mon 08:05, left 08:15",
        "2 submit Mon 08:10, called 08:30 by 0, served 08:40",
    ]


def test_the_visit_of_a_leaver_is_not_served_and_its_wait_counts() -> None:
    """The same day. Waits 0, 10 (left) and 20: mean 10; one of three left, after 10 min; half an hour in all."""
    people = (BUSY_TO_0830, person("08:05", **leaves(10)), person("08:10"))
    run = run_cases(small_plan(), case_table(*people))
    visits = run.records.visits
    row = visits.case.tolist().index(1)
    assert (visits.called_at[row], visits.officer[row]) == (NONE, NONE)
    key = figures(run).key.loc["all"]
    assert (key["visits"], key["wait_mean_min"], key["wait_max_min"]) == (3, 10, 20)
    assert (key["left_share"], key["left_wait_mean_min"]) == (1 / 3, 10)
    assert key["waiting_hours"] == 0.5
    assert key["within_target"] == 1 / 3  # case 2 waited longer than 15 min, case 1 was not called


def test_the_wait_of_a_leaver_is_in_the_mean_number_waiting() -> None:
    """From 08 to 09 case 1 waits 10 min and case 2 20: half a person on average."""
    people = (BUSY_TO_0830, person("08:05", **leaves(10)), person("08:10"))
    queues = figures(run_cases(small_plan(period=ONE_DAY), case_table(*people))).queues
    assert queues.loc[queues["hour"] == 8, "waiting"].tolist() == [0.5]


def test_nobody_else_leaves_with_somebody_and_the_order_of_the_others_stays() -> None:
    """Cases 1 to 3 wait; 2, in the middle, leaves at 08:20."""
    people = (BUSY_TO_0830, person("08:05"), person("08:06", **leaves(14)), person("08:07"))
    assert days_of(small_plan(), *people) == [
        BUSY_LINE,
        "1 submit Mon 08:05, called 08:30 by 0, served 08:40",
        "2 submit Mon 08:06, left 08:20",
        "3 submit Mon 08:07, called 08:40 by 0, served 08:50",
    ]


def test_patience_that_ends_after_the_call_does_not_matter() -> None:
    """Called at 08:30 after 25 min; patience of 25 min and a second; the service lasts longer than that."""
    people = (BUSY_TO_0830, person("08:05", 20, **leaves(25 + 1 / 60)))
    assert days_of(small_plan(), *people)[1] == "1 submit Mon 08:05, called 08:30 by 0, served 08:50"


def test_patience_that_ends_at_the_instant_the_officer_becomes_free() -> None:
    """At 08:30 the service ends, then patience ends, then the officer takes: case 1 has left, case 2 is called."""
    people = (BUSY_TO_0830, person("08:05", **leaves(25)), person("08:10"))
    assert days_of(small_plan(), *people) == [
        BUSY_LINE,
        "1 submit Mon 08:05, left 08:30",
        "2 submit Mon 08:10, called 08:30 by 0, served 08:40",
    ]


def test_no_patience_at_all_is_enough_for_a_free_officer_and_for_no_other() -> None:
    people = (person("08:00", 30, **leaves(0)), person("08:05", **leaves(0)), person("08:30", **leaves(0)))
    assert days_of(small_plan(), *people) == [
        BUSY_LINE,
        "1 submit Mon 08:05, left 08:05",
        "2 submit Mon 08:30, called 08:30 by 0, served 08:40",
    ]


def test_patience_runs_on_over_lunch() -> None:
    """Case 1 (11:55) is held over lunch and leaves at 12:25; case 2 has a ticket of 13:00 and is called then."""
    people = (person("11:50", 15), person("11:55", **leaves(30)), person("12:10", **leaves(5)))
    assert days_of(small_plan(counters=counters(at_lunch="hold")), *people) == [
        "0 submit Mon 11:50, called 11:50 by 0, served 12:05",
        "1 submit Mon 11:55, left 12:25",
        "2 submit Mon 13:00, called 13:00 by 0, served 13:10",
    ]


def test_patience_begins_with_the_ticket_not_at_the_door() -> None:
    """Case 1 stands at the door from 12:10 on, its ticket is of 13:00, its patience ends at 13:15: called at 13:10."""
    assert days_of(small_plan(), person("12:10"), person("12:10", **leaves(15)))[1] == (
        "1 submit Mon 13:00, called 13:10 by 0, served 13:20"
    )


def test_patience_that_ends_as_the_waiting_are_dismissed() -> None:
    """At 12:00 patience ends before the counter sends home: case 1 left and gives up, case 2 is dismissed."""
    plan = small_plan(counters=counters(at_lunch="dismiss"))
    people = (person("11:50", 15), person("11:55", **leaves(5)), person("11:55"))
    assert days_of(plan, *people)[1:] == [
        "1 submit Mon 11:55, left 12:00",
        "2 submit Mon 11:55, dismissed 12:00",
        "2 submit Tue 08:00, called 08:00 by 0, served 08:10",
    ]


@pytest.mark.parametrize("patience_min", [12, 15])
def test_an_officer_who_serves_out_goes_home_when_the_last_has_left(patience_min: float) -> None:
    """Case 0 to 17:05; case 1 (16:50) leaves at 17:02, or as the service ends at 17:05: 5 min overtime, no more."""
    plan = small_plan(period=ONE_DAY, counters=counters(at_closing="serve"))
    people = (person("16:45", 20), person("16:50", **leaves(patience_min)))
    run = run_cases(plan, case_table(*people))
    assert visit_lines(run.records)[1] == f"1 submit Mon 16:50, left 17:0{patience_min - 10}"
    assert loads(run) == [(480, 15, 0, 5)]


def test_other_duties_count_a_leaver_no_longer() -> None:
    """Duties when none waits: at 08:30 case 1 has left, so half an hour of duty follows."""
    plan = small_plan(counters=counters(other_duties=[{"at_most_waiting": 0, "share": 0.5}]))
    records = records_of(plan, BUSY_TO_0830, person("08:05", **leaves(10)))
    assert activity_lines(records) == ["service Mon 08:00-08:30", "duty Mon 08:30-09:00"]


# turning away at the door


def test_who_finds_a_long_queue_turns_away_at_the_door() -> None:
    """Two wait at 08:03: enough for case 3 to turn away, not for case 4, who is the third in the queue."""
    people = (BUSY_TO_0830, person("08:01"), person("08:02"), person("08:03", **turns_away(2)))
    run = run_cases(small_plan(), case_table(*people, person("08:04", **turns_away(3))))
    assert visit_lines(run.records) == [
        BUSY_LINE,
        "1 submit Mon 08:01, called 08:30 by 0, served 08:40",
        "2 submit Mon 08:02, called 08:40 by 0, served 08:50",
        "3 submit Mon 08:03, turned away 08:03",
        "4 submit Mon 08:04, called 08:50 by 0, served 09:00",
    ]
    key = figures(run).key.loc["all"]
    assert (key["visits"], key["turned_away"]) == (5, 1)
    assert key["wait_mean_min"] == (0 + 29 + 38 + 46) / 4  # who turned away did not wait


def test_the_queue_at_the_door_is_those_waiting_and_not_the_one_being_served() -> None:
    """Case 1 would turn away from one person waiting; there is only one being served."""
    assert days_of(small_plan(), BUSY_TO_0830, person("08:10", **turns_away(1)))[1] == (
        "1 submit Mon 08:10, called 08:30 by 0, served 08:40"
    )


def test_those_an_officer_is_free_for_are_no_queue() -> None:
    """At 08:30 case 1 waits, but the officer is free for it in this instant: case 2 stays."""
    people = (BUSY_TO_0830, person("08:10"), person("08:30", **turns_away(1)))
    assert days_of(small_plan(), *people)[1:] == [
        "1 submit Mon 08:10, called 08:30 by 0, served 08:40",
        "2 submit Mon 08:30, called 08:40 by 0, served 08:50",
    ]


def test_those_who_come_together_find_the_queue_in_the_order_of_their_numbers() -> None:
    """Four at 08:00, each would turn away from one waiting: 0 is called, 1 waits, 2 and 3 turn away."""
    assert days_of(small_plan(), *[person("08:00", **turns_away(1)) for _ in range(4)]) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "1 submit Mon 08:00, called 08:10 by 0, served 08:20",
        "2 submit Mon 08:00, turned away 08:00",
        "3 submit Mon 08:00, turned away 08:00",
    ]


def test_who_turned_away_is_not_in_the_queue_that_the_next_finds() -> None:
    """One waits; case 2 turns away, case 3 finds one, not two, and stays."""
    people = (BUSY_TO_0830, person("08:01"), person("08:02", **turns_away(1)), person("08:03", **turns_away(2)))
    assert days_of(small_plan(), *people)[2:] == [
        "2 submit Mon 08:02, turned away 08:02",
        "3 submit Mon 08:03, called 08:40 by 0, served 08:50",
    ]


def test_somebody_who_leaves_at_this_instant_is_no_longer_in_the_queue_at_the_door() -> None:
    """Case 1's patience ends at 08:10, as case 2 comes, who would turn away from one waiting."""
    people = (BUSY_TO_0830, person("08:05", **leaves(5)), person("08:10", **turns_away(1)))
    assert days_of(small_plan(), *people)[1:] == [
        "1 submit Mon 08:05, left 08:10",
        "2 submit Mon 08:10, called 08:30 by 0, served 08:40",
    ]


def test_staff_at_the_desk_only_are_not_free_for_tickets() -> None:
    """The dedicated desk officer idles; with one waiting at the counter, case 2 turns away."""
    plan = small_plan(counters=counters(desk="dedicated", desk_staff=1))
    assert days_of(plan, BUSY_TO_0830, person("08:01"), person("08:02", **turns_away(1)))[2] == (
        "2 submit Mon 08:02, turned away 08:02"
    )


def test_each_visit_has_its_own_tolerance() -> None:
    """Case 2 turns away from one waiting on Monday, stays on Tuesday though one waits before it."""
    busy = [person("08:00", 30), person("08:01"), person("08:00", 30, day=1), person("08:00", day=1)]
    turning = person("08:10", **turns_away(1, AfterLeaving.COME_BACK), hour_ms=8 * HOUR_MS + minutes(10))
    assert days_of(small_plan(), *busy, turning)[2:] == [
        "4 submit Mon 08:10, turned away 08:10",
        "2 submit Tue 08:00, called 08:00 by 0, served 08:30",
        "3 submit Tue 08:00, called 08:30 by 0, served 08:40",
        "4 submit Tue 08:10, called 08:40 by 0, served 08:50",
    ]


# what they do then


def test_come_back_after_so_many_days_at_the_own_hour() -> None:
    """Case 1 leaves on Monday and comes three days later, on Thursday at 10:00; two visits, one case accepted."""
    later = {"away_days": 3, "hour_ms": 10 * HOUR_MS}
    run = run_cases(
        small_plan(), case_table(BUSY_TO_0830, person("08:05", **leaves(10, AfterLeaving.COME_BACK), **later))
    )
    assert visit_lines(run.records)[1:] == [
        "1 submit Mon 08:05, left 08:15",
        "1 submit Thu 10:00, called 10:00 by 0, served 10:10",
    ]
    assert run.records.cases.visits.tolist() == [1, 2]
    assert when(run.records.cases.submitted_at[1]) == "Mon 08:05"
    assert when(run.records.cases.accepted_at[1]) == "Thu 10:10"


def test_come_back_when_the_day_is_closed_means_the_next_open_one() -> None:
    """Thursday and two days is Saturday: Monday, at the own hour."""
    busy, goes = person("08:00", 30, day=3), person("08:05", day=3, **leaves(10, AfterLeaving.COME_BACK), away_days=2)
    assert days_of(small_plan(), busy, goes)[1:] == [
        "1 submit Thu 08:05, left 08:15",
        "1 submit Mon2 08:00, called 08:00 by 0, served 08:10",
    ]


def test_each_visit_has_its_own_patience() -> None:
    """Ten minutes on Monday, five on Tuesday, endless on Wednesday; the officer is busy to 08:30 each day."""
    busy = [person("08:00", 30, day=day) for day in range(3)]
    columns = {"patience_ms": [minutes(10), minutes(5), int(PATIENT)], "hour_ms": 8 * HOUR_MS + minutes(5)}
    lines = days_of(small_plan(), *busy, person("08:05", **columns))
    assert [line for line in lines if line.startswith("3")] == [
        "3 submit Mon 08:05, left 08:15",
        "3 submit Tue 08:05, left 08:10",
        "3 submit Wed 08:05, called 08:30 by 0, served 08:40",
    ]


def test_after_six_visits_in_vain_people_give_up() -> None:
    """No officer ever; half an hour of patience. Monday to Friday and Monday again are six visits."""
    plan = small_plan(counters=counters(officers=0))
    records = records_of(plan, person("08:00", patience_ms=minutes(30)))
    days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon2"]
    assert visit_lines(records) == [f"0 submit {day} 08:00, left 08:30" for day in days]
    assert records.cases.status.tolist() == [CaseStatus.GAVE_UP]
    assert when(records.cases.closed_at[0]) == "Mon2 08:30"


def test_give_up_ends_the_case_and_it_is_neither_received_nor_finished() -> None:
    """Case 1 gives up as it leaves at 08:15, case 2 as it turns away at 08:20 from the one who waits, case 3."""
    people = (BUSY_TO_0830, person("08:05", **leaves(10)), person("08:20", **turns_away(1)), person("08:18"))
    run = run_cases(small_plan(), case_table(*people))
    cases = run.records.cases
    assert cases.status.tolist()[1:3] == [CaseStatus.GAVE_UP, CaseStatus.GAVE_UP]
    assert [when(time) for time in cases.closed_at[1:3]] == ["Mon 08:15", "Mon 08:20"]
    assert cases.accepted_at.tolist()[1:3] == [NONE, NONE]
    assert set(run.records.tasks.case) == {0, 3}
    key = figures(run).key.loc["all"]
    assert (key["received"], key["finished"], key["open_cases"]) == (2, 2, 0)


def test_go_online_the_dossier_is_sent_as_the_person_leaves() -> None:
    """Sent at 08:15; the officer is busy to 08:30, then case 2 to 08:40, then nobody waits: desk 08:40-09:00."""
    goes = person("08:05", **leaves(10, AfterLeaving.GO_ONLINE), desk_ms=minutes(20))
    records = records_of(small_plan(), BUSY_TO_0830, goes, person("08:10"))
    assert visit_lines(records) == [
        BUSY_LINE,
        "1 submit Mon 08:05, left 08:15",
        "2 submit Mon 08:10, called 08:30 by 0, served 08:40",
    ]
    desk, cases = records.desk, records.cases
    assert desk.case.tolist() == [1]
    assert [when(row[0]) for row in (desk.joined_at, desk.started_at, desk.ended_at)] == [
        "Mon 08:15",
        "Mon 08:40",
        "Mon 09:00",
    ]
    assert cases.channel.tolist() == [Channel.COUNTER, Channel.ONLINE, Channel.COUNTER]
    assert [when(cases.submitted_at[1]), when(cases.accepted_at[1])] == ["Mon 08:15", "Mon 09:00"]
    assert cases.visits.tolist() == [1, 1, 1]


def test_go_online_after_turning_away() -> None:
    """Case 2 turns away at 08:02; its dossier is on the desk from then on."""
    people = (BUSY_TO_0830, person("08:01"), person("08:02", **turns_away(1, AfterLeaving.GO_ONLINE)))
    records = records_of(small_plan(), *people)
    assert records.desk.case.tolist() == [2]
    assert [when(records.desk.joined_at[0]), when(records.desk.started_at[0])] == ["Mon 08:02", "Mon 08:40"]
    assert records.cases.channel.tolist() == [Channel.COUNTER, Channel.COUNTER, Channel.ONLINE]


def test_who_goes_online_has_the_flaws_of_online_dossiers() -> None:
    """Case 1 would be flawed at the counter, case 2 is flawed online: accepted 08:40; back after a day, 08:50."""
    columns = leaves(5, AfterLeaving.GO_ONLINE)
    records = records_of(
        small_plan(),
        BUSY_TO_0830,
        person("08:05", **columns, flawed=True, flawed_online=False),
        person("08:06", **columns, flawed=False, flawed_online=[True, False], corrected_ms=DAY_MS),
    )
    assert [when(time) for time in records.cases.accepted_at] == ["Mon 08:30", "Mon 08:40", "Tue 09:00"]
    assert records.cases.tries.tolist() == [1, 1, 2]


def test_who_went_online_has_submitted_once_though_the_dossier_was_flawed() -> None:
    """Sent at 08:15, checked 08:30-08:40 and flawed, sent again on Tuesday at 08:40."""
    columns = leaves(10, AfterLeaving.GO_ONLINE) | {"flawed_online": [True, False], "corrected_ms": DAY_MS}
    records = records_of(small_plan(), BUSY_TO_0830, person("08:05", **columns))
    assert [when(time) for time in records.desk.joined_at] == ["Mon 08:15", "Tue 08:40"]
    assert when(records.cases.submitted_at[1]) == "Mon 08:15"


def test_an_online_dossier_that_nobody_took_in_is_not_acknowledged() -> None:
    """Case 1 is flawed at the counter on Monday, 08:10-08:20; on Tuesday it leaves the queue and goes online.

    The desk has no staff: the dossier lies there for more than eight office hours, so none of one is acknowledged in
    time.
    """
    plan = small_plan(counters=counters(desk="dedicated", desk_staff=0))
    columns = {
        "flawed": [True, False],
        "corrected_ms": DAY_MS,
        "hour_ms": 8 * HOUR_MS + minutes(10),
        "patience_ms": [int(PATIENT), minutes(10)],
        "after_leaving": AfterLeaving.GO_ONLINE,
    }
    run = run_cases(plan, case_table(person("08:00", 30, day=1), person("08:10", **columns)))
    assert visit_lines(run.records)[0::2] == [
        "1 submit Mon 08:10, called 08:10 by 0, served 08:20",
        "1 resubmit Tue 08:10, left 08:20",
    ]
    assert figures(run).key.loc["all", "acknowledged_in_time"] == 0


def test_who_goes_online_on_the_second_trip_goes_on_with_the_second_try() -> None:
    """Flawed at the counter on Monday; on Tuesday, 08:10, leaves at 08:20 and goes online: 5 min at the desk at 08:30.

    The second try is in order online, though it would have been flawed at the counter.
    """
    columns = {
        "flawed": True,
        "flawed_online": [True, False],
        "desk_ms": [minutes(50), minutes(5)],
        "hour_ms": 8 * HOUR_MS + minutes(10),
        "patience_ms": [int(PATIENT), minutes(10)],
        "after_leaving": AfterLeaving.GO_ONLINE,
    }
    records = records_of(small_plan(), person("08:00", 30, day=1), person("08:10", **columns))
    assert when(records.cases.accepted_at[1]) == "Tue 08:35"
    assert (records.cases.tries[1], records.cases.visits[1]) == (2, 2)


def test_a_question_that_is_not_waited_for_is_not_answered() -> None:
    """There is no dossier to send online: case 1, who would, gives up like case 2. Case 3 is answered at 08:40."""
    question = {"enquiry": True}
    records = records_of(
        small_plan(),
        BUSY_TO_0830,
        person("08:05", **question, **leaves(10, AfterLeaving.GO_ONLINE)),
        person("08:05", **question, **leaves(15, AfterLeaving.GIVE_UP)),
        person("08:05", **question),
    )
    assert visit_lines(records)[1:] == [
        "1 enquire Mon 08:05, left 08:15",
        "2 enquire Mon 08:05, left 08:20",
        "3 enquire Mon 08:05, called 08:30 by 0, served 08:40",
    ]
    assert records.cases.status.tolist()[1:] == [CaseStatus.GAVE_UP, CaseStatus.GAVE_UP, CaseStatus.ANSWERED]
    assert len(records.desk.case) == 0


def test_a_second_trip_that_is_left_in_vain_can_be_given_up() -> None:
    """Flawed on Monday; on Tuesday, at the own hour, the person leaves after 5 min and gives up: one try."""
    columns = {"flawed": [True, False], "hour_ms": 8 * HOUR_MS + minutes(10), "after_leaving": AfterLeaving.GIVE_UP}
    records = records_of(
        small_plan(),
        person("08:00", 30, day=1),
        person("08:10", patience_ms=[int(PATIENT), minutes(5)], **columns),
    )
    assert visit_lines(records)[-1] == "1 resubmit Tue 08:10, left 08:15"
    assert (records.cases.status[1], records.cases.tries[1]) == (CaseStatus.GAVE_UP, 1)


# collecting a result


def collecting(**columns: Any) -> dict[str, Any]:
    """Case 0: accepted on Monday at 08:10, examined to 09:10, signed at 16:00, to be collected on Tuesday at 09:00."""
    return {"comes_at": at(0, "08:00"), "hour_ms": 9 * HOUR_MS, **columns}


def test_somebody_who_waits_in_vain_for_a_result_gets_it_by_post() -> None:
    """On Tuesday the officer is busy from 08:50 to 09:50; case 0 leaves at 09:10 and does not come again.

    The result goes with the next mail, on Wednesday at 09:00, and takes a day.
    """
    patience = {"patience_ms": [int(PATIENT), minutes(10)], "after_leaving": AfterLeaving.GIVE_UP}
    records = records_of(small_plan(), collecting(**patience), person("08:50", 60, day=1))
    assert visit_lines(records)[1:] == [
        "1 submit Tue 08:50, called 08:50 by 0, served 09:50",
        "0 collect Tue 09:00, left 09:10",
    ]
    assert when(records.cases.decided_at[0]) == "Mon 16:00"
    assert when(records.cases.handed_over_at[0]) == "Thu 09:00"
    assert records.cases.status[0] == CaseStatus.DECIDED


def test_somebody_who_turns_away_before_collecting_gets_the_result_by_post() -> None:
    """On Tuesday at 09:00 one waits before the busy counter."""
    turning = {"turns_away_at": [0, 1], "after_leaving": AfterLeaving.GO_ONLINE}
    people = (person("08:50", 60, day=1), person("08:55", day=1))
    records = records_of(small_plan(), collecting(**turning), *people)
    assert visit_lines(records)[-1] == "0 collect Tue 09:00, turned away 09:00"
    assert when(records.cases.handed_over_at[0]) == "Thu 09:00"
    assert records.cases.status[0] == CaseStatus.DECIDED


def test_somebody_who_left_can_come_back_to_collect() -> None:
    """Left on Tuesday at 09:10, back on Wednesday at 09:00, 3 min at the counter."""
    patience = {"patience_ms": [int(PATIENT), minutes(10), int(PATIENT)], "after_leaving": AfterLeaving.COME_BACK}
    records = records_of(small_plan(), collecting(**patience), person("08:50", 60, day=1))
    assert visit_lines(records)[-1] == "0 collect Wed 09:00, called 09:00 by 0, served 09:03"
    assert when(records.cases.handed_over_at[0]) == "Wed 09:03"
    assert records.cases.visits[0] == 3


def test_a_collection_dismissed_at_closing_is_made_the_next_working_day() -> None:
    """Signed at 16:00, to be collected at 16:50; the officer is busy from 16:45 to 17:10, so dismissed at 17:00."""
    plan = small_plan(counters=counters(at_closing="dismiss"))
    collects = collecting(hour_ms=16 * HOUR_MS + minutes(50))
    records = records_of(plan, collects, person("16:45", 25))
    assert visit_lines(records)[2:] == [
        "0 collect Mon 16:50, dismissed 17:00",
        "0 collect Tue 16:50, called 16:50 by 0, served 16:53",
    ]


def test_leaving_before_acceptance_makes_no_work_for_the_office() -> None:
    """Case 1 leaves, comes back on Tuesday and is accepted at 08:10: it is examined once, after that."""
    records = records_of(small_plan(), BUSY_TO_0830, person("08:05", **leaves(10, AfterLeaving.COME_BACK)))
    rows = [row for row, case in enumerate(records.tasks.case.tolist()) if case == 1]
    assert [records.tasks.kind[row] for row in rows] == [TaskKind.EXAMINE]
    assert when(records.tasks.started_at[rows[0]]) == "Tue 08:10"
    outcomes = [VisitOutcome(outcome) for outcome in records.visits.outcome[records.visits.case == 1]]
    assert sorted(outcomes) == [VisitOutcome.SERVED, VisitOutcome.LEFT]
