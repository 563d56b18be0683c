"""Rule 8 on paper: answers from other agencies, in their own reviewers' queues.

Agency ``a`` decides, ``b`` and ``c`` are asked; one reviewer each. Case 0 has its ticket on Monday at 08:00, is
accepted at 08:10 and examined by ``a`` until 09:10, when the reviews are asked for. ``a`` signs at 16:00.
"""

from typing import Any

import numpy as np
import pytest

from tests.small import at, case_table, minutes, nobody_away, records_of, run_cases, small_plan
from tvsim.calendar import NONE, run_calendar
from tvsim.codes import CaseStatus, TaskKind, TaskOutcome
from tvsim.models import Records
from tvsim.scenario.schema import Plan

REVIEWED, OWN_OF_B = 0, 1
A, B, C = 0, 1, 2


def review_plan(
    asked: tuple[str, ...] = ("b", "c"),
    reviewers_of_b: int = 1,
    order: str = "earliest_due",
    days_of_b: float = 2,
    agency_agency_min: float = 0,
    routes: list[dict[str, Any]] | None = None,
    **rule: Any,
) -> Plan:
    signing = {"sign_off": {"times": ["16:00"]}}
    return small_plan(
        agencies={
            "a": {"reviewers": 1, **signing},
            "b": {"reviewers": reviewers_of_b, "order": order, **signing},
            "c": {"reviewers": 1, **signing},
        },
        counters={"hall": {"agencies": ["a", "b", "c"], "officers": 1}},
        procedures={
            "reviewed": {"agency": "a", "per_year": 0, "days": 10, "reviews": {"agencies": list(asked), **rule}},
            "own": {"agency": "b", "per_year": 0, "days": days_of_b},
        },
        transfers={"agency_agency_min": agency_agency_min, "routes": routes or []},
    )


def case(*review_min: float, conclude_min: float = 20) -> dict[str, Any]:
    """Case 0 of the paper, with the work of its reviews."""
    return {
        "comes_at": at(0, "08:00"),
        "reviewed": True,
        "review_ms": [minutes(each) for each in review_min],
        "conclude_ms": minutes(conclude_min),
    }


def own(accepted: str, work_min: float = 60, day: int = 0) -> dict[str, Any]:
    """A case of ``b``, accepted then."""
    return {
        "procedure": OWN_OF_B,
        "day": day,
        "comes_at": at(day, accepted) - minutes(10),
        "work_ms": minutes(work_min),
    }


def row(records: Records, case: int, agency: int, kind: TaskKind = TaskKind.REVIEW) -> int:
    tasks = records.tasks
    (number,) = np.flatnonzero((tasks.case == case) & (tasks.agency == agency) & (tasks.kind == kind))
    return int(number)


def task(records: Records, case: int, agency: int, kind: TaskKind = TaskKind.REVIEW) -> tuple[int, int]:
    """Start and end."""
    number = row(records, case, agency, kind)
    return int(records.tasks.started_at[number]), int(records.tasks.ended_at[number])


def concluded(records: Records) -> tuple[int, int]:
    """Conclusion of case 0: begins when its reviews are over."""
    return task(records, 0, A, TaskKind.CONCLUDE)


class TestModes:
    def test_parallel(self) -> None:
        """Both asked at 09:10: b until 10:10, c (90 minutes) until 10:40; concluded 10:40 to 11:00; signed 16:00."""
        records = records_of(review_plan(mode="parallel"), case(60, 90))
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 0, C) == (at(0, "09:10"), at(0, "10:40"))
        assert concluded(records) == (at(0, "10:40"), at(0, "11:00"))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")]

    def test_in_turn(self) -> None:
        """b 09:10 to 10:10, then c until 11:40; concluded until 12:00."""
        records = records_of(review_plan(mode="in_turn"), case(60, 90))
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 0, C) == (at(0, "10:10"), at(0, "11:40"))
        assert records.tasks.joined_at[row(records, 0, C)] == at(0, "10:10")
        assert concluded(records) == (at(0, "11:40"), at(0, "12:00"))

    def test_in_turn_keeps_the_order_of_the_scenario(self) -> None:
        """First c, then b: the work of the reviews goes with their places."""
        records = records_of(review_plan(asked=("c", "b"), mode="in_turn"), case(60, 90))
        assert task(records, 0, C) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 0, B) == (at(0, "10:10"), at(0, "11:40"))

    @pytest.mark.parametrize("mode", ["parallel", "in_turn"])
    def test_a_single_review(self, mode: str) -> None:
        records = records_of(review_plan(asked=("b",), mode=mode), case(60))
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:10"))
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))

    def test_a_case_that_needs_none(self) -> None:
        """Concluded at once, 09:10 to 09:30."""
        records = records_of(review_plan(), case(60, 90) | {"reviewed": False})
        assert TaskKind.REVIEW not in records.tasks.kind.tolist()
        assert concluded(records) == (at(0, "09:10"), at(0, "09:30"))

    def test_ready_for_signature_without_conclusion(self) -> None:
        records = records_of(review_plan(mode="parallel"), case(60, 90, conclude_min=0))
        assert records.signatures.ready_at.tolist() == [at(0, "10:40")]

    def test_a_works_on_other_cases_meanwhile(self) -> None:
        """Case 1 of a, accepted 08:20, is examined 09:10 to 10:10 while b works on case 0; both reviews follow."""
        records = records_of(review_plan(asked=("b",)), case(60), case(60) | {"comes_at": at(0, "08:10")})
        assert task(records, 1, A, TaskKind.EXAMINE) == (at(0, "09:10"), at(0, "10:10"))
        assert task(records, 1, B) == (at(0, "10:10"), at(0, "11:10"))


class TestQueueOfTheOther:
    """A review stands in b's queue beside b's own cases, with its own limit."""

    def test_it_waits_for_the_reviewer(self) -> None:
        """b has its own case from 08:20 to 10:20."""
        records = records_of(review_plan(asked=("b",)), case(60), own("08:20", 120))
        assert records.tasks.joined_at[row(records, 0, B)] == at(0, "09:10")
        assert task(records, 0, B) == (at(0, "10:20"), at(0, "11:20"))

    def test_its_own_limit_counts_from_the_asking(self) -> None:
        """One working day from Monday 09:10; the case itself has ten days, to Monday week 08:10."""
        records = records_of(review_plan(asked=("b",), limit_days=1), case(60))
        assert records.tasks.due_at[row(records, 0, B)] == at(1, "09:10")
        assert records.cases.due_at.tolist() == [at(14, "08:10")]

    def test_its_own_limit_counts_by_the_scenario_s_rule(self) -> None:
        """Six hours of examination, 08:10 to 12:00 and 13:00 to 15:10, after the cut-off.

        So one working day is counted from Tuesday 08:00, to 17:00.
        """
        late = case(60) | {"work_ms": minutes(6 * 60)}
        records = records_of(review_plan(asked=("b",), limit_days=1), late)
        assert records.tasks.joined_at[row(records, 0, B)] == at(0, "15:10")
        assert records.tasks.due_at[row(records, 0, B)] == at(1, "17:00")

    @pytest.mark.parametrize(("limit_days", "review_first"), [(1, True), (5, False)])
    def test_earliest_due_between_it_and_own_cases(self, limit_days: float, review_first: bool) -> None:
        """b is busy until 10:20; then wait the review and b's case 2, accepted 08:30 and due on Wednesday.

        A review due on Tuesday 09:10 goes first, one due on Monday next goes second.
        """
        records = records_of(
            review_plan(asked=("b",), limit_days=limit_days), case(60), own("08:20", 120), own("08:30")
        )
        first, second = (at(0, "10:20"), at(0, "11:20")), (at(0, "11:20"), at(0, "13:20"))
        assert task(records, 0, B) == (first if review_first else second)
        assert task(records, 2, B, TaskKind.EXAMINE) == (second if review_first else first)

    def test_first_come_between_it_and_own_cases(self) -> None:
        """Case 2 came at 08:30, the review at 09:10, however short its limit."""
        records = records_of(
            review_plan(asked=("b",), limit_days=1, order="first_come"), case(60), own("08:20", 120), own("08:30")
        )
        assert task(records, 2, B, TaskKind.EXAMINE) == (at(0, "10:20"), at(0, "11:20"))
        assert task(records, 0, B) == (at(0, "11:20"), at(0, "13:20"))

    def test_it_stops_at_closing(self) -> None:
        """b has its own case until 16:30; the review has half an hour on Monday and half an hour on Tuesday.

        Its own case has 7:10 hours from 08:20: 3:40 h until lunch, 3:30 h from 13:00.
        """
        records = records_of(review_plan(asked=("b",)), case(60), own("08:20", 430))
        assert task(records, 0, B) == (at(0, "16:30"), at(1, "08:30"))
        assert concluded(records) == (at(1, "08:30"), at(1, "08:50"))


class TestWithoutSilence:
    def test_the_case_waits_on_past_the_limit(self) -> None:
        """The limit of two hours ends at 11:10; b is free at 13:20 and answers at 14:20."""
        records = records_of(review_plan(asked=("b",), limit_days=0.25), case(60), own("08:20", 240))
        assert task(records, 0, B) == (at(0, "13:20"), at(0, "14:20"))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DONE
        assert concluded(records) == (at(0, "14:20"), at(0, "14:40"))

    def test_for_ever_where_nobody_works(self) -> None:
        records = records_of(review_plan(asked=("b",), reviewers_of_b=0, limit_days=1), case(60))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.QUEUED
        assert records.cases.status.tolist() == [CaseStatus.OPEN]


class TestSilenceIsConsent:
    """The case goes on when the limit passes, and the review is dropped from the other's queue."""

    def test_nobody_answers(self) -> None:
        """One working day from Monday 09:10; concluded on Tuesday 09:10 to 09:30, signed at 16:00."""
        plan = review_plan(asked=("b",), reviewers_of_b=0, limit_days=1, silence_is_consent=True)
        records = records_of(plan, case(60))
        number = row(records, 0, B)
        assert records.tasks.outcome[number] == TaskOutcome.DROPPED
        assert records.tasks.started_at[number] == NONE
        assert records.tasks.ended_at[number] == at(1, "09:10")
        assert concluded(records) == (at(1, "09:10"), at(1, "09:30"))
        assert records.cases.decided_at.tolist() == [at(1, "16:00")]

    def test_it_leaves_the_queue(self) -> None:
        """Two hours from 09:10 end at 11:10; b is busy until 13:20 and then takes case 2, never the review."""
        plan = review_plan(asked=("b",), limit_days=0.25, silence_is_consent=True)
        records = records_of(plan, case(60), own("08:20", 240), own("08:30"))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DROPPED
        assert concluded(records) == (at(0, "11:10"), at(0, "11:30"))
        assert task(records, 2, B, TaskKind.EXAMINE) == (at(0, "13:20"), at(0, "14:20"))

    def test_an_answer_in_time_is_waited_for_and_no_longer(self) -> None:
        """b answers at 10:10, well before the limit of a day."""
        plan = review_plan(asked=("b",), limit_days=1, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DONE
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))

    def test_an_answer_exactly_at_the_limit_counts(self) -> None:
        """An eighth of a day is one hour: at 10:10 the work ends before the limit is looked at."""
        plan = review_plan(asked=("b",), limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DONE
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:10"))
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))

    def test_a_review_is_not_begun_at_its_limit(self) -> None:
        """b's own case ends at 10:10, just as the limit of an hour passes: the review is dropped, b takes case 2."""
        plan = review_plan(asked=("b",), limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(60), own("08:20", 110), own("08:30"))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DROPPED
        assert records.tasks.started_at[row(records, 0, B)] == NONE
        assert task(records, 2, B, TaskKind.EXAMINE) == (at(0, "10:10"), at(0, "11:10"))

    def test_the_case_does_not_wait_for_an_answer_that_is_being_written(self) -> None:
        """The limit passes at 10:10 while b works on the review until 10:40: the case goes on at 10:10, and only once.

        Nobody is interrupted: b finishes what it has begun.
        """
        plan = review_plan(asked=("b",), limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(90))
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:40"))
        assert records.cases.decided_at.tolist() == [at(0, "16:00")]
        assert len(records.signatures.case) == 1

    def test_in_turn_a_late_answer_does_not_ask_the_next_again(self) -> None:
        """b's limit passes at 10:10, it answers at 10:40; c is asked once, at 10:10, and answers at 11:10."""
        plan = review_plan(mode="in_turn", limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(90, 60))
        assert task(records, 0, B) == (at(0, "09:10"), at(0, "10:40"))
        assert task(records, 0, C) == (at(0, "10:10"), at(0, "11:10"))
        assert concluded(records) == (at(0, "11:10"), at(0, "11:30"))

    def test_a_review_handed_back_after_its_limit_does_not_come_into_the_queue_again(self) -> None:
        """b begins it on Monday at 16:30, its limit passes at 16:40, b's reviewer is away on Tuesday.

        The limit: 0.8125 of eight hours are 6:30 h from 09:10: 2:50 h until lunch, 3:40 h to 16:40. The case goes on
        then. Half an hour of the review is left at closing; on Wednesday b takes its own case 2, and nothing else.
        b's case 1 fills 08:20 to 16:30 (7:10 h).
        """
        plan = review_plan(asked=("b",), limit_days=0.8125, silence_is_consent=True)
        absences = nobody_away(plan, run_calendar(plan))
        absences.reviewers["b"][0, 1] = True
        table = case_table(case(60), own("08:20", 430), own("16:35"))
        records = run_cases(plan, table, absences).records
        assert concluded(records) == (at(0, "16:40"), at(0, "17:00"))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DROPPED
        assert task(records, 2, B, TaskKind.EXAMINE) == (at(2, "08:00"), at(2, "09:00"))

    def test_in_turn_the_next_is_asked_when_the_limit_passes(self) -> None:
        """b is silent until 11:10 (a quarter of a day), then c has 90 minutes: 50 before lunch, 40 after it."""
        plan = review_plan(reviewers_of_b=0, mode="in_turn", limit_days=0.25, silence_is_consent=True)
        records = records_of(plan, case(60, 90))
        assert task(records, 0, C) == (at(0, "11:10"), at(0, "13:40"))
        # c's own limit counts from 11:10: 50 minutes until lunch and 70 after it
        assert records.tasks.due_at[row(records, 0, C)] == at(0, "14:10")
        assert concluded(records) == (at(0, "13:40"), at(0, "14:00"))

    def test_parallel_one_answers_and_one_is_silent(self) -> None:
        """c answers at 10:40, b's limit passes at 11:10: the case goes on then."""
        plan = review_plan(reviewers_of_b=0, mode="parallel", limit_days=0.25, silence_is_consent=True)
        records = records_of(plan, case(60, 90))
        assert task(records, 0, C) == (at(0, "09:10"), at(0, "10:40"))
        assert records.tasks.outcome[row(records, 0, B)] == TaskOutcome.DROPPED
        assert concluded(records) == (at(0, "11:10"), at(0, "11:30"))

    def test_the_limit_is_counted_in_office_time(self) -> None:
        """Four hours from 09:10: 2:50 h until lunch, 1:10 h after it."""
        plan = review_plan(asked=("b",), reviewers_of_b=0, limit_days=0.5, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert records.tasks.ended_at[row(records, 0, B)] == at(0, "14:10")


class TestPapersOnTheirWay:
    """Papers between agencies take office time, there and back."""

    def test_there_and_back(self) -> None:
        """Sent 09:10, there 10:10, answered 11:10, back 50 minutes before lunch and 10 after it: 13:10."""
        records = records_of(review_plan(asked=("b",), agency_agency_min=60), case(60))
        assert records.tasks.joined_at[row(records, 0, B)] == at(0, "10:10")
        assert task(records, 0, B) == (at(0, "10:10"), at(0, "11:10"))
        assert concluded(records) == (at(0, "13:10"), at(0, "13:30"))

    def test_each_way_has_its_own_time(self) -> None:
        """To b half an hour, from b twenty minutes: there 09:40, answered 10:40, back 11:00."""
        routes = [{"of": "a", "to": "b", "minutes": 30}, {"of": "b", "to": "a", "minutes": 20}]
        records = records_of(review_plan(asked=("b",), routes=routes), case(60))
        assert task(records, 0, B) == (at(0, "09:40"), at(0, "10:40"))
        assert concluded(records) == (at(0, "11:00"), at(0, "11:20"))

    def test_an_answer_in_time_counts_though_its_papers_are_still_travelling_back(self) -> None:
        """There at 10:10, answered at 11:10; the limit (0.3 of a day, 144 minutes) ends at 11:34; back at 13:10."""
        plan = review_plan(asked=("b",), agency_agency_min=60, limit_days=0.3, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert records.tasks.due_at[row(records, 0, B)] == at(0, "11:34")
        assert concluded(records) == (at(0, "13:10"), at(0, "13:30"))

    def test_an_answer_exactly_at_the_limit_counts_though_its_papers_are_still_travelling_back(self) -> None:
        """Answered at 10:10, as the limit of an hour ends; half an hour on the way back."""
        routes = [{"of": "b", "to": "a", "minutes": 30}]
        plan = review_plan(asked=("b",), routes=routes, limit_days=0.125, silence_is_consent=True)
        assert concluded(records_of(plan, case(60))) == (at(0, "10:40"), at(0, "11:00"))

    def test_in_turn_the_papers_come_back_before_the_next_is_asked(self) -> None:
        """20 minutes each way: b 09:30 to 09:50, back 10:10; c 10:30 to 10:50, back 11:10."""
        records = records_of(review_plan(mode="in_turn", agency_agency_min=20), case(20, 20))
        assert task(records, 0, B) == (at(0, "09:30"), at(0, "09:50"))
        assert task(records, 0, C) == (at(0, "10:30"), at(0, "10:50"))
        assert concluded(records) == (at(0, "11:10"), at(0, "11:30"))

    def test_papers_that_arrive_as_the_limit_passes_come_into_no_queue(self) -> None:
        """Limit and way of an hour each: the case goes on at 10:10, and b has nothing to begin."""
        plan = review_plan(asked=("b",), agency_agency_min=60, limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))
        assert TaskKind.REVIEW not in records.tasks.kind.tolist()

    def test_silence_while_the_papers_are_still_travelling_there(self) -> None:
        """Limit of an hour, papers of two: the case goes on at 10:10, and b, idle all day, never begins."""
        plan = review_plan(asked=("b",), agency_agency_min=120, limit_days=0.125, silence_is_consent=True)
        records = records_of(plan, case(60))
        assert concluded(records) == (at(0, "10:10"), at(0, "10:30"))
        assert TaskKind.REVIEW not in records.tasks.kind.tolist()
        assert records.cases.status.tolist() == [CaseStatus.DECIDED]
