"""Rule 10 on paper: papers asked for after acceptance, and what they do to the clock.

Case 0 has its ticket on Monday at 08:00, is accepted at 08:10, due in two days (Wednesday 08:10, four for the legal
limit: Friday 08:10) and examined until 09:10, when papers are asked for. Signatures at 16:00.
"""

from typing import Any

import numpy as np
import pytest

from tests.small import at, minutes, records_of, small_plan
from tvsim.calendar import NONE
from tvsim.codes import CaseStatus, TaskKind
from tvsim.models import Records
from tvsim.scenario.schema import Plan

DAY = minutes(24 * 60)


def supplement_plan(clock: str = "pause", rule: str = "working_hours", **more: Any) -> Plan:
    return small_plan(
        deadlines={"rule": rule},
        procedures={
            "p": {
                "agency": "a",
                "per_year": 0,
                "days": 2,
                "legal_days": 4,
                "supplement": {"clock": clock, "withdrawn_after_days": 3},
            }
        },
        **more,
    )


def asked(*answers: int, recheck_min: float = 30, day: int = 0, time: str = "08:00", **columns: Any) -> dict[str, Any]:
    """A case that comes then and is asked as often as it has answers (time until each, -1 never)."""
    return {
        "day": day,
        "comes_at": at(day, time),
        "supplements": len(answers),
        "answer_ms": list(answers),
        "recheck_ms": minutes(recheck_min),
        **columns,
    }


def tasks(records: Records, kind: TaskKind, case: int = 0) -> list[tuple[int, int]]:
    """Start and end of each task of a kind."""
    rows = np.flatnonzero((records.tasks.case == case) & (records.tasks.kind == kind))
    return [(int(records.tasks.started_at[row]), int(records.tasks.ended_at[row])) for row in rows]


class TestClockRules:
    """Asked Monday 09:10, answered Tuesday 09:10: eight office hours."""

    def test_pause(self) -> None:
        """Due Wednesday 08:10 and eight hours: Thursday 08:10. The legal limit is paused too: Monday 08:10."""
        records = records_of(supplement_plan("pause"), asked(DAY))
        assert records.requests.asked_at.tolist() == [at(0, "09:10")]
        assert records.requests.answered_at.tolist() == [at(1, "09:10")]
        assert records.requests.due_before_at.tolist() == [at(2, "08:10")]
        assert records.requests.due_after_at.tolist() == [at(3, "08:10")]
        assert records.cases.due_at.tolist() == [at(3, "08:10")]
        assert records.cases.legal_due_at.tolist() == [at(7, "08:10")]

    def test_restart(self) -> None:
        """Two days from Tuesday 09:10: Thursday 09:10; four for the legal limit: Monday 09:10."""
        records = records_of(supplement_plan("restart"), asked(DAY))
        assert records.requests.due_before_at.tolist() == [at(2, "08:10")]
        assert records.cases.due_at.tolist() == records.requests.due_after_at.tolist() == [at(3, "09:10")]
        assert records.cases.legal_due_at.tolist() == [at(7, "09:10")]

    def test_run_on(self) -> None:
        records = records_of(supplement_plan("run_on"), asked(DAY))
        assert records.cases.due_at.tolist() == records.requests.due_after_at.tolist() == [at(2, "08:10")]
        assert records.cases.legal_due_at.tolist() == [at(4, "08:10")]

    def test_without_a_request_nothing_moves(self) -> None:
        records = records_of(supplement_plan("restart"), asked())
        assert records.requests.case.tolist() == []
        assert records.cases.due_at.tolist() == [at(2, "08:10")]

    def test_pause_within_a_morning(self) -> None:
        """Asked 09:10, answered 10:40: an hour and a half."""
        records = records_of(supplement_plan("pause"), asked(minutes(90)))
        assert records.cases.due_at.tolist() == [at(2, "09:40")]

    def test_pause_of_the_night_alone_moves_nothing(self) -> None:
        """Examined until 17:00 exactly, answered before 08:00: no office time has passed.

        Ticket 08:00, accepted 08:10, 7:50 h of work end at 17:00; the answer comes twelve hours later.
        """
        records = records_of(supplement_plan("pause"), asked(minutes(12 * 60), work_ms=minutes(470)))
        assert records.requests.asked_at.tolist() == [at(0, "17:00")]
        assert records.requests.answered_at.tolist() == [at(1, "05:00")]
        assert records.cases.due_at.tolist() == [at(2, "08:10")]

    def test_pause_does_not_mend_what_was_late_before(self) -> None:
        """Due Wednesday 08:10, examined until Wednesday 09:10 (7:50 h, 8 h and 1:10 h are 17 hours): an hour late.

        Asked then, answered on Thursday 09:10: due on Thursday 08:10, still an hour before.
        """
        records = records_of(supplement_plan("pause"), asked(DAY, work_ms=minutes(17 * 60)))
        assert records.requests.asked_at.tolist() == [at(2, "09:10")]
        assert records.cases.due_at.tolist() == [at(3, "08:10")]
        assert records.cases.decided_at.tolist() == [at(3, "16:00")]

    def test_pause_by_whole_days(self) -> None:
        """Rule end_of_day: due Wednesday 17:00; asked on Monday, answered on Tuesday: one working day more."""
        records = records_of(supplement_plan("pause", "end_of_day"), asked(DAY))
        assert records.requests.due_before_at.tolist() == [at(2, "17:00")]
        assert records.cases.due_at.tolist() == [at(3, "17:00")]

    def test_pause_from_an_afternoon_to_a_morning_is_a_whole_day(self) -> None:
        """Rule end_of_day: examined for five hours until 14:10, answered 18 hours later, on Tuesday at 08:10."""
        case = asked(minutes(18 * 60), work_ms=minutes(300))
        records = records_of(supplement_plan("pause", "end_of_day"), case)
        assert records.requests.asked_at.tolist() == [at(0, "14:10")]
        assert records.cases.due_at.tolist() == [at(3, "17:00")]

    def test_pause_within_a_day_moves_no_whole_day(self) -> None:
        records = records_of(supplement_plan("pause", "end_of_day"), asked(minutes(90)))
        assert records.cases.due_at.tolist() == [at(2, "17:00")]

    def test_pause_by_half_days(self) -> None:
        """Due Wednesday 12:00; asked Monday morning, answered Monday at 14:10, in the afternoon: Wednesday 17:00."""
        records = records_of(supplement_plan("pause", "half_day"), asked(minutes(300)))
        assert records.requests.due_before_at.tolist() == [at(2, "12:00")]
        assert records.cases.due_at.tolist() == [at(2, "17:00")]


class TestSunday:
    """Examined on Friday until 09:10, asked then; answered on Sunday at 09:10."""

    CASE = asked(2 * DAY, day=4)

    def test_the_recheck_is_monday_s_first_work(self) -> None:
        records = records_of(supplement_plan(), self.CASE)
        assert records.requests.answered_at.tolist() == [at(6, "09:10")]
        assert tasks(records, TaskKind.RECHECK) == [(at(7, "08:00"), at(7, "08:30"))]
        assert records.cases.decided_at.tolist() == [at(7, "16:00")]

    def test_pause_counts_friday_s_office_time_only(self) -> None:
        """Friday 09:10 to 17:00 without lunch is 6:50 h; due Tuesday 08:10 + 6:50 h = Tuesday 16:00."""
        records = records_of(supplement_plan("pause"), self.CASE)
        assert records.requests.due_before_at.tolist() == [at(8, "08:10")]
        assert records.cases.due_at.tolist() == [at(8, "16:00")]

    def test_restart_counts_from_monday_s_opening(self) -> None:
        """Two days from Monday 08:00 are over on Tuesday at 17:00."""
        records = records_of(supplement_plan("restart"), self.CASE)
        assert records.cases.due_at.tolist() == [at(8, "17:00")]

    def test_pause_by_whole_days_ends_on_monday(self) -> None:
        """Rule end_of_day: from Friday to Monday is one working day: due Tuesday, then Wednesday."""
        records = records_of(supplement_plan("pause", "end_of_day"), self.CASE)
        assert records.requests.due_before_at.tolist() == [at(8, "17:00")]
        assert records.cases.due_at.tolist() == [at(9, "17:00")]


class TestRecheck:
    def test_it_is_work_in_the_queue(self) -> None:
        """Answered on Tuesday 09:10, while the reviewer has case 1 from 08:10 to 10:10."""
        records = records_of(
            supplement_plan(), asked(DAY), {"day": 1, "comes_at": at(1, "08:00"), "work_ms": minutes(120)}
        )
        assert tasks(records, TaskKind.EXAMINE, 1) == [(at(1, "08:10"), at(1, "10:10"))]
        assert tasks(records, TaskKind.RECHECK) == [(at(1, "10:10"), at(1, "10:40"))]

    def test_it_competes_with_its_new_due_time(self) -> None:
        """Paused, case 0 is due on Thursday 08:10, after case 2 (accepted Monday 09:30, due Wednesday 09:30).

        Case 1 keeps the reviewer busy on Monday from 09:10 (8 h and 50 minutes) until Tuesday 10:00; then wait the
        recheck of case 0, there since Tuesday 09:10, and case 2.
        """
        records = records_of(
            supplement_plan("pause"),
            asked(DAY),
            {"comes_at": at(0, "08:20"), "work_ms": minutes(530)},
            {"comes_at": at(0, "09:20")},
        )
        assert tasks(records, TaskKind.EXAMINE, 1) == [(at(0, "09:10"), at(1, "10:00"))]
        assert tasks(records, TaskKind.EXAMINE, 2) == [(at(1, "10:00"), at(1, "11:00"))]
        assert tasks(records, TaskKind.RECHECK) == [(at(1, "11:00"), at(1, "11:30"))]

    def test_the_reviewer_is_free_while_the_applicant_is_waited_for(self) -> None:
        records = records_of(supplement_plan(), asked(DAY), {"comes_at": at(0, "08:10")})
        assert tasks(records, TaskKind.EXAMINE, 1) == [(at(0, "09:10"), at(0, "10:10"))]

    def test_none_goes_on_at_once(self) -> None:
        """Answered on Tuesday 09:10 and ready for signature then."""
        records = records_of(supplement_plan(), asked(DAY, recheck_min=0))
        assert records.signatures.ready_at.tolist() == [at(1, "09:10")]

    def test_none_on_a_sunday_is_signed_on_monday(self) -> None:
        records = records_of(supplement_plan(), asked(2 * DAY, recheck_min=0, day=4))
        assert records.cases.decided_at.tolist() == [at(7, "16:00")]


class TestTwoRequests:
    """Asked Monday 09:10, answered Tuesday 09:10, rechecked until 09:40 and asked again, answered Wednesday 09:40."""

    @pytest.mark.parametrize(
        ("clock", "after_first", "after_second"),
        [
            ("pause", at(3, "08:10"), at(4, "08:10")),  # eight hours, and eight hours more
            ("restart", at(3, "09:10"), at(4, "09:40")),  # two days from Tuesday 09:10, from Wednesday 09:40
            ("run_on", at(2, "08:10"), at(2, "08:10")),
        ],
    )
    def test_due_times(self, clock: str, after_first: int, after_second: int) -> None:
        records = records_of(supplement_plan(clock), asked(DAY, DAY))
        assert records.requests.asked_at.tolist() == [at(0, "09:10"), at(1, "09:40")]
        assert records.requests.answered_at.tolist() == [at(1, "09:10"), at(2, "09:40")]
        assert records.requests.due_before_at.tolist() == [at(2, "08:10"), after_first]
        assert records.requests.due_after_at.tolist() == [after_first, after_second]
        assert records.cases.due_at.tolist() == [after_second]

    def test_both_answers_are_rechecked(self) -> None:
        records = records_of(supplement_plan(), asked(DAY, DAY))
        assert tasks(records, TaskKind.RECHECK) == [(at(1, "09:10"), at(1, "09:40")), (at(2, "09:40"), at(2, "10:10"))]
        assert records.cases.decided_at.tolist() == [at(2, "16:00")]

    def test_the_second_unanswered(self) -> None:
        """Asked again on Tuesday 09:40, given up three days later."""
        cases = records_of(supplement_plan(), asked(DAY, NONE)).cases
        assert cases.status.tolist() == [CaseStatus.WITHDRAWN]
        assert cases.closed_at.tolist() == [at(4, "09:40")]


class TestUnanswered:
    def test_the_case_is_withdrawn_by_the_clock(self) -> None:
        """Asked Monday 09:10, three days: Thursday 09:10; no decision, nothing to hand over."""
        records = records_of(supplement_plan(), asked(NONE))
        cases = records.cases
        assert cases.status.tolist() == [CaseStatus.WITHDRAWN]
        assert cases.closed_at.tolist() == [at(3, "09:10")]
        assert cases.decided_at.tolist() == cases.handed_over_at.tolist() == [NONE]
        assert records.requests.answered_at.tolist() == [NONE]
        assert tasks(records, TaskKind.RECHECK) == []
        assert records.signatures.case.tolist() == []
        assert len(records.visits.case) == 1

    def test_on_a_weekend_too(self) -> None:
        """Asked on Friday 09:10, withdrawn on Monday 09:10; the weekend counts by the clock."""
        assert records_of(supplement_plan(), asked(NONE, day=4)).cases.closed_at.tolist() == [at(7, "09:10")]

    def test_it_stays_open_until_then(self) -> None:
        """Asked on the last Thursday of the run: the run ends before the three days are over."""
        cases = records_of(supplement_plan(), asked(NONE, day=10)).cases
        assert cases.status.tolist() == [CaseStatus.OPEN]
        assert cases.closed_at.tolist() == [NONE]

    def test_a_late_answer_within_the_time_is_an_answer(self) -> None:
        """Answers are not cut off by the time for those who never answer: after five days the case goes on."""
        cases = records_of(supplement_plan(), asked(5 * DAY)).cases
        assert cases.status.tolist() == [CaseStatus.DECIDED]
