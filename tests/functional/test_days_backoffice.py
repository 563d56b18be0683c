"""Rules 1 and 7 on paper: office time, order of work, waits that use nobody, absences, papers on their way.

The centre: office hours 08-12 and 13-17, day 0 is a Monday, days 5 and 6 are the weekend. ``accepted(day, time)`` is a
case whose intake (10 minutes, nobody before it) ends at that time, which is when its papers leave for the agency.
"""

from typing import Any

import numpy as np
import pytest

from tests.small import at, case_table, minutes, nobody_away, records_of, run_cases, small_plan
from tvsim.calendar import NONE, run_calendar
from tvsim.codes import Activity, CaseStatus, Channel, TaskKind, TaskOutcome
from tvsim.demand import Absences, sample_absences
from tvsim.models import Records
from tvsim.outcomes import Run, figures
from tvsim.scenario.schema import Plan


def accepted(day: int, time: str, **columns: Any) -> dict[str, Any]:
    return {"day": day, "comes_at": at(day, time) - minutes(10), **columns}


def task(records: Records, case: int, kind: TaskKind = TaskKind.EXAMINE) -> tuple[int, int]:
    """Start and end of the only task of a kind of a case."""
    tasks = records.tasks
    (row,) = np.flatnonzero((tasks.case == case) & (tasks.kind == kind))
    return int(tasks.started_at[row]), int(tasks.ended_at[row])


def calendar(**changes: Any) -> dict[str, Any]:
    return {"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, **changes}


def office(reviewers: int = 1, order: str = "earliest_due") -> Plan:
    """One agency with two procedures: number 0 has a limit of five days, number 1 of one day."""
    return small_plan(
        agencies={"a": {"reviewers": reviewers, "order": order, "sign_off": {"times": ["16:00"]}}},
        procedures={
            "slow": {"agency": "a", "per_year": 0, "days": 5},
            "quick": {"agency": "a", "per_year": 0, "days": 1, "supplement": {"clock": "run_on"}},
        },
    )


SLOW, QUICK = 0, 1


class TestOfficeTime:
    """Rule 1: work runs only in office time, and goes on where it stopped."""

    def test_work_stops_over_lunch(self) -> None:
        """11:00 to 12:00 is one of the two hours, 13:00 to 14:00 the other."""
        records = records_of(small_plan(), accepted(0, "11:00", work_ms=minutes(120)))
        assert task(records, 0) == (at(0, "11:00"), at(0, "14:00"))

    def test_work_stops_at_closing_and_goes_on_in_the_morning(self) -> None:
        """Half an hour from 16:30 to 17:00, half an hour on Tuesday from 08:00."""
        records = records_of(small_plan(), accepted(0, "16:30"))
        assert task(records, 0) == (at(0, "16:30"), at(1, "08:30"))

    def test_friday_half_past_four_plus_one_hour_is_monday(self) -> None:
        """Friday is day 4, the next office day is Monday, day 7."""
        records = records_of(small_plan(), accepted(4, "16:30"))
        assert task(records, 0) == (at(4, "16:30"), at(7, "08:30"))

    def test_a_holiday_is_passed_over(self) -> None:
        """Tuesday is closed: the second half hour is Wednesday's first."""
        plan = small_plan(calendar=calendar(closed_days=["2025-03-04"]))
        assert task(records_of(plan, accepted(0, "16:30")), 0) == (at(0, "16:30"), at(2, "08:30"))

    def test_a_make_up_saturday_is_worked(self) -> None:
        """Saturday the 8th, day 5, has Monday's hours."""
        plan = small_plan(calendar=calendar(make_up_days=["2025-03-08"]))
        assert task(records_of(plan, accepted(4, "16:30")), 0) == (at(4, "16:30"), at(5, "08:30"))

    def test_work_of_more_than_a_day(self) -> None:
        """Ten hours from Monday 16:00: one on Monday, eight on Tuesday, the last on Wednesday until 09:00."""
        records = records_of(small_plan(), accepted(0, "16:00", work_ms=minutes(600)))
        assert task(records, 0) == (at(0, "16:00"), at(2, "09:00"))

    @pytest.mark.parametrize(("begins", "ends"), [("11:00", "12:00"), ("16:00", "17:00")])
    def test_work_up_to_the_last_minute_ends_with_the_office(self, begins: str, ends: str) -> None:
        """Not at the next opening."""
        assert task(records_of(small_plan(), accepted(0, begins)), 0) == (at(0, begins), at(0, ends))

    def test_nobody_begins_at_the_closing_instant(self) -> None:
        """The first case fills the day to 17:00; the second, there since 16:10, begins on Tuesday at 08:00."""
        records = records_of(small_plan(), accepted(0, "16:00"), accepted(0, "16:10"))
        assert task(records, 0) == (at(0, "16:00"), at(0, "17:00"))
        assert task(records, 1) == (at(1, "08:00"), at(1, "09:00"))

    def test_what_comes_over_lunch_begins_after_it(self) -> None:
        """The intake that began at 11:55 ends in overtime at 12:05; the reviewer begins at 13:00."""
        records = records_of(small_plan(), accepted(0, "12:05"))
        assert records.cases.accepted_at.tolist() == [at(0, "12:05")]
        assert task(records, 0) == (at(0, "13:00"), at(0, "14:00"))

    def test_what_comes_after_closing_begins_in_the_morning(self) -> None:
        """Intake 16:55 to 17:05 in overtime; the reviewer begins on Tuesday at 08:00."""
        records = records_of(small_plan(), accepted(0, "17:05"))
        assert task(records, 0) == (at(1, "08:00"), at(1, "09:00"))

    def test_no_work_takes_no_time(self) -> None:
        records = records_of(small_plan(), accepted(0, "08:10", work_ms=0))
        assert task(records, 0) == (at(0, "08:10"), at(0, "08:10"))

    def test_desk_work_stops_over_lunch_too(self) -> None:
        """Submitted online at 11:55: five minutes until 12:00, five from 13:00; accepted at 13:05."""
        records = records_of(small_plan(), {"channel": Channel.ONLINE, "comes_at": at(0, "11:55")})
        assert records.desk.started_at.tolist() == [at(0, "11:55")]
        assert records.cases.accepted_at.tolist() == [at(0, "13:05")]

    def test_desk_work_of_the_night_waits_for_the_morning(self) -> None:
        """Submitted online on Saturday at 22:00: intake on Monday from 08:00 to 08:10."""
        records = records_of(small_plan(), {"channel": Channel.ONLINE, "day": 5, "comes_at": at(5, "22:00")})
        assert records.desk.started_at.tolist() == [at(7, "08:00")]
        assert records.cases.accepted_at.tolist() == [at(7, "08:10")]


class TestOrder:
    """Rule 7: earliest_due or first_come; nobody is interrupted."""

    CASES = (
        accepted(0, "08:10", procedure=SLOW),
        accepted(0, "08:20", procedure=SLOW),
        accepted(0, "08:30", procedure=QUICK),
    )

    def test_earliest_due(self) -> None:
        """Free at 09:10, the reviewer takes case 2 (due Tuesday) before case 1 (due next Monday)."""
        records = records_of(office(), *self.CASES)
        assert task(records, 0) == (at(0, "08:10"), at(0, "09:10"))  # not interrupted at 08:30
        assert task(records, 2) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 1) == (at(0, "10:10"), at(0, "11:10"))

    def test_first_come(self) -> None:
        """The same cases in the order in which they came."""
        records = records_of(office(order="first_come"), *self.CASES)
        assert task(records, 0) == (at(0, "08:10"), at(0, "09:10"))
        assert task(records, 1) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 2) == (at(0, "10:10"), at(0, "11:10"))

    @pytest.mark.parametrize("order", ["earliest_due", "first_come"])
    def test_ties_go_by_case_number(self, order: str) -> None:
        """Two officers end at 08:10: that of case 1 began at 08:00, that of case 0 at 08:05. Case 0 is first."""
        plan = small_plan(
            agencies={"a": {"reviewers": 1, "order": order, "sign_off": {"times": ["16:00"]}}},
            counters={"a": {"agencies": ["a"], "officers": 2}},
        )
        records = records_of(
            plan,
            {"comes_at": at(0, "08:05"), "intake_ms": minutes(5)},
            {"comes_at": at(0, "08:00"), "intake_ms": minutes(10)},
        )
        assert records.cases.accepted_at.tolist() == [at(0, "08:10")] * 2
        assert task(records, 0) == (at(0, "08:10"), at(0, "09:10"))
        assert task(records, 1) == (at(0, "09:10"), at(0, "10:10"))

    def test_a_case_that_comes_back_at_once_competes_before_the_next_is_taken(self) -> None:
        """Case 0 (due Tuesday) is examined until 09:10 and joins again to be concluded, which goes before case 1."""
        records = records_of(
            office(),
            accepted(0, "08:10", procedure=QUICK, conclude_ms=minutes(30)),
            accepted(0, "08:20", procedure=SLOW),
        )
        assert task(records, 0, TaskKind.CONCLUDE) == (at(0, "09:10"), at(0, "09:40"))
        assert task(records, 1) == (at(0, "09:40"), at(0, "10:40"))

    def test_a_case_that_comes_back_is_last_where_the_first_come_goes_first(self) -> None:
        """The conclusion of case 0 joins at 09:10, after case 1, which has been there since 08:20."""
        records = records_of(
            office(order="first_come"),
            accepted(0, "08:10", procedure=QUICK, conclude_ms=minutes(30)),
            accepted(0, "08:20", procedure=SLOW),
        )
        assert task(records, 1) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 0, TaskKind.CONCLUDE) == (at(0, "10:10"), at(0, "10:40"))

    def test_what_comes_at_night_competes_in_the_morning(self) -> None:
        """Nothing is chosen at 17:00 for the next day.

        Case 0 (due Tuesday 08:10, the clock runs on) is asked for papers at 09:10 and answers 20:50 hours later, on
        Tuesday at 06:00. Case 1 keeps the reviewer busy from 10:00 to 17:00 exactly (two and four hours); case 2 has
        waited since 11:00. On Tuesday at 08:00 the recheck of case 0 is due first.
        """
        records = records_of(
            office(),
            accepted(0, "08:10", procedure=QUICK, supplements=1, answer_ms=minutes(1250), recheck_ms=minutes(30)),
            accepted(0, "10:00", procedure=SLOW, work_ms=minutes(360)),
            accepted(0, "11:00", procedure=SLOW),
        )
        assert task(records, 1) == (at(0, "10:00"), at(0, "17:00"))
        assert task(records, 0, TaskKind.RECHECK) == (at(1, "08:00"), at(1, "08:30"))
        assert task(records, 2) == (at(1, "08:30"), at(1, "09:30"))

    def test_two_reviewers_work_side_by_side(self) -> None:
        """Case 2 waits for the first to be free: that of case 1, which needs only 20 minutes, at 08:40."""
        records = records_of(
            office(reviewers=2),
            accepted(0, "08:10"),
            accepted(0, "08:20", work_ms=minutes(20)),
            accepted(0, "08:30"),
        )
        assert task(records, 0) == (at(0, "08:10"), at(0, "09:10"))
        assert task(records, 1) == (at(0, "08:20"), at(0, "08:40"))
        assert task(records, 2) == (at(0, "08:40"), at(0, "09:40"))
        assert records.tasks.reviewer.tolist() == [0, 1, 1]

    def test_agencies_have_their_own_reviewers(self) -> None:
        """Case 1 belongs to another agency and does not wait for case 0, which needs all day."""
        plan = small_plan(
            agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
            counters={"a": {"agencies": ["a", "b"], "officers": 1}},
            procedures={key: {"agency": key, "per_year": 0, "days": 2} for key in "ab"},
        )
        records = records_of(plan, accepted(0, "08:10", work_ms=minutes(400)), accepted(0, "08:20", procedure=1))
        assert task(records, 1) == (at(0, "08:20"), at(0, "09:20"))
        assert records.tasks.agency.tolist() == [0, 1]
        assert records.tasks.reviewer.tolist() == [0, 1]


class TestFieldWait:
    """Rule 7: waits that use nobody, in working days."""

    def test_it_delays_the_case_by_a_working_day(self) -> None:
        """Examined until Friday 09:10; eight office hours on is Monday 09:10; signed on Monday at 16:00."""
        records = records_of(small_plan(), accepted(4, "08:10", field_ms=minutes(480)))
        assert records.signatures.ready_at.tolist() == [at(7, "09:10")]
        assert records.cases.decided_at.tolist() == [at(7, "16:00")]

    def test_half_a_day(self) -> None:
        """Four office hours from Monday 09:10 are over at 14:10: 2:50 h before lunch, 1:10 h after it."""
        records = records_of(small_plan(), accepted(0, "08:10", field_ms=minutes(240)))
        assert records.signatures.ready_at.tolist() == [at(0, "14:10")]

    def test_the_reviewer_is_free_meanwhile(self) -> None:
        """Case 1 is examined while case 0 waits for its site visit."""
        records = records_of(small_plan(), accepted(0, "08:10", field_ms=minutes(480)), accepted(0, "08:20"))
        assert task(records, 1) == (at(0, "09:10"), at(0, "10:10"))
        assert records.cases.decided_at.tolist() == [at(1, "16:00"), at(0, "16:00")]

    def test_the_conclusion_comes_after_it(self) -> None:
        """Examined until 09:10, then a wait of eleven hours: 6:50 h on Monday, 4 h on Tuesday morning, to 13:10."""
        records = records_of(small_plan(), accepted(0, "08:10", field_ms=minutes(660), conclude_ms=minutes(30)))
        assert task(records, 0, TaskKind.CONCLUDE) == (at(1, "13:10"), at(1, "13:40"))


def run_with_absences(plan: Plan, away: list[tuple[int, int]], *cases: dict[str, Any]) -> Run:
    """Run with reviewers of agency ``a`` away: (number of the reviewer, day)."""
    absences: Absences = nobody_away(plan, run_calendar(plan))
    for reviewer, day in away:
        absences.reviewers["a"][reviewer, day] = True
    return run_cases(plan, case_table(*cases), absences)


def work(records: Records, case: int) -> list[tuple[int, int, int, int]]:
    """Stretches of reviewers' work on a case: who (numbered on from the one officer), from, to, office time."""
    done = records.activities
    rows = np.flatnonzero((done.case == case) & (done.activity == Activity.TASK))
    columns = (done.staff, done.begins_at, done.ends_at, done.work_ms)
    return [tuple(int(column[row]) for column in columns) for row in rows]


class TestAbsence:
    """Reviewers away for whole days: their work is handed back and somebody else's to finish."""

    def test_another_finishes_what_the_absent_began(self) -> None:
        """Reviewer 0 works on Monday from 16:30, is away on Tuesday; reviewer 1 does the other half hour."""
        records = run_with_absences(office(reviewers=2), [(0, 1)], accepted(0, "16:30")).records
        assert task(records, 0) == (at(0, "16:30"), at(1, "08:30"))
        assert records.tasks.reviewer.tolist() == [1]
        assert [(who, worked) for who, _, _, worked in work(records, 0)] == [(1, minutes(30)), (2, minutes(30))]
        assert work(records, 0)[1][2] == at(1, "08:30")

    def test_it_waits_where_there_is_nobody_else(self) -> None:
        """The only reviewer is away on Tuesday and does the second half hour on Wednesday."""
        records = run_with_absences(office(), [(0, 1)], accepted(0, "16:30")).records
        assert task(records, 0) == (at(0, "16:30"), at(2, "08:30"))

    def test_handed_back_work_takes_its_place_by_due_time(self) -> None:
        """Case 0 (five days) is handed back half done; on Tuesday reviewer 1 first takes case 1 (due Tuesday).

        Reviewer 1 is away on Monday. Case 1 is examined 08:00 to 09:00, the rest of case 0 until 09:30.
        """
        records = run_with_absences(
            office(reviewers=2),
            [(0, 1), (1, 0)],
            accepted(0, "16:30", procedure=SLOW),
            accepted(0, "16:40", procedure=QUICK),
        ).records
        assert task(records, 1) == (at(1, "08:00"), at(1, "09:00"))
        assert task(records, 0) == (at(0, "16:30"), at(1, "09:30"))

    def test_handed_back_work_keeps_its_place_where_the_first_come_goes_first(self) -> None:
        """Case 0 came at 16:30, case 1 at 16:40: on Tuesday reviewer 1 first does the rest of case 0, until 08:30."""
        records = run_with_absences(
            office(reviewers=2, order="first_come"),
            [(0, 1), (1, 0)],
            accepted(0, "16:30", procedure=SLOW),
            accepted(0, "16:40", procedure=QUICK),
        ).records
        assert task(records, 0) == (at(0, "16:30"), at(1, "08:30"))
        assert task(records, 1) == (at(1, "08:30"), at(1, "09:30"))

    def test_planned_leave(self) -> None:
        """Reviewer 1 (the first) has leave from Tuesday to Wednesday: the rest is done on Thursday."""
        leave = {"of": "agencies.a", "number": 1, "start": "2025-03-04", "end": "2025-03-05"}
        plan = small_plan(absences={"leave": [leave]})
        absences = sample_absences(plan, run_calendar(plan), seed=1, replication=1)
        records = run_cases(plan, case_table(accepted(0, "16:30")), absences).records
        assert task(records, 0) == (at(0, "16:30"), at(3, "08:30"))

    def test_work_that_fills_the_last_day_is_not_handed_back(self) -> None:
        """16:00 to 17:00 is all of it."""
        records = run_with_absences(office(), [(0, 1)], accepted(0, "16:00")).records
        assert task(records, 0) == (at(0, "16:00"), at(0, "17:00"))
        assert len(work(records, 0)) == 1

    def test_a_case_waits_for_the_first_day_with_somebody(self) -> None:
        records = run_with_absences(office(), [(0, 0), (0, 1)], accepted(0, "08:10")).records
        assert task(records, 0) == (at(2, "08:00"), at(2, "09:00"))

    def test_a_long_task_crosses_a_weekend_between_two_reviewers(self) -> None:
        """Ten hours: reviewer 0 does two on Friday from 15:00, is away on Monday; reviewer 1 does the other eight."""
        records = run_with_absences(office(reviewers=2), [(0, 7)], accepted(4, "15:00", work_ms=minutes(600))).records
        assert task(records, 0) == (at(4, "15:00"), at(7, "17:00"))
        assert [worked for _, _, _, worked in work(records, 0)] == [minutes(120), minutes(480)]

    def test_absent_reviewers_are_not_rostered(self) -> None:
        """Ten office days of eight hours, of which one is away; one hour worked."""
        load = figures(run_with_absences(office(), [(0, 1)], accepted(0, "08:10"))).reviewers
        assert load["rostered_min"].tolist() == [9 * 480]
        assert load["worked_min"].tolist() == [60]


class TestTransfers:
    """Papers travel in office time."""

    def plan(self, to_agency_min: int) -> Plan:
        return small_plan(transfers={"site_agency_min": to_agency_min})

    def test_papers_stop_at_closing(self) -> None:
        """Two hours from 16:30: half an hour on Monday, the rest on Tuesday until 09:30."""
        records = records_of(self.plan(120), accepted(0, "16:30"))
        assert records.tasks.joined_at.tolist() == [at(1, "09:30")]
        assert task(records, 0) == (at(1, "09:30"), at(1, "10:30"))

    def test_papers_stop_over_lunch(self) -> None:
        records = records_of(self.plan(60), accepted(0, "11:30"))
        assert records.tasks.joined_at.tolist() == [at(0, "13:30")]

    def test_papers_that_arrive_at_closing_are_begun_in_the_morning(self) -> None:
        records = records_of(self.plan(60), accepted(0, "16:00"))
        assert records.tasks.joined_at.tolist() == [at(0, "17:00")]
        assert task(records, 0) == (at(1, "08:00"), at(1, "09:00"))

    def test_papers_of_the_evening_leave_in_the_morning(self) -> None:
        """Accepted at 17:05 in overtime; one hour of office time is over on Tuesday at 09:00."""
        records = records_of(self.plan(60), accepted(0, "17:05"))
        assert records.tasks.joined_at.tolist() == [at(1, "09:00")]

    def test_the_due_time_does_not_wait_for_them(self) -> None:
        """It is fixed at acceptance: two days from Monday 08:10."""
        records = records_of(self.plan(120), accepted(0, "08:10"))
        assert records.cases.due_at.tolist() == [at(2, "08:10")]

    def test_results_travel_back_the_same_way(self) -> None:
        """Accepted 08:10, at the agency 10:10, worked until 11:10, signed 16:00, back on Tuesday at 09:00.

        The applicant, who comes at 08:00, fetches it on Wednesday.
        """
        records = records_of(self.plan(120), accepted(0, "08:10"))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")]
        assert records.visits.ticket_at.tolist() == [at(0, "08:00"), at(2, "08:00")]


class TestNoReviewers:
    def test_the_case_stays_in_the_queue(self) -> None:
        run = run_cases(office(reviewers=0), case_table(accepted(0, "08:10")))
        assert run.records.tasks.outcome.tolist() == [TaskOutcome.QUEUED]
        assert run.records.tasks.started_at.tolist() == [NONE]
        assert run.records.cases.status.tolist() == [CaseStatus.OPEN]

    def test_the_figures_say_so(self) -> None:
        """Due on the second Monday, past at the end of the second week; a load without staff is missing."""
        found = figures(run_cases(office(reviewers=0), case_table(accepted(0, "08:10")))).key.loc["all"]
        assert found["open_past_due"] == 1
        assert found["overdue_true"] == 1
        assert np.isnan(found["reviewer_utilisation"])

    def test_the_counters_work_on(self) -> None:
        """The second case is taken in although the first is stuck."""
        records = records_of(office(reviewers=0), accepted(0, "08:10"), accepted(0, "08:20"))
        assert records.cases.accepted_at.tolist() == [at(0, "08:10"), at(0, "08:20")]
