"""Rule 12 on paper: warm-up, backlog, follow-up, and what is open at the end of the period.

With ``framed()`` the run begins on Monday (day 0), the reported period is Wednesday to Friday (days 2 to 4), and the
run goes on to the Wednesday after (day 9). Intake 10 minutes, work 60, signatures at 16:00, office hours 08-12, 13-17.
"""

from typing import Any

import numpy as np
import pandas as pd

from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, NONE, run_calendar
from tvsim.codes import CaseStatus, Channel, VisitKind
from tvsim.experiment import replicate
from tvsim.outcomes import Figures, figures
from tvsim.scenario.schema import Plan


def framed(days: float = 2, **more: Any) -> Plan:
    return small_plan(
        period={"start": "2025-03-05", "end": "2025-03-07", "warm_up_days": 2, "follow_up_days": 5},
        procedures={"p": {"agency": "a", "per_year": 0, "days": days}},
        **more,
    )


def accepted(day: int, time: str, **columns: Any) -> dict[str, Any]:
    return {"day": day, "comes_at": at(day, time) - minutes(10), **columns}


def carried(due_day: int, due_time: str, **columns: Any) -> dict[str, Any]:
    """A case of the backlog: it lies in the office at the first midnight."""
    due = at(due_day, due_time)
    return {"carried": True, "accepted_at": 0, "due_at": due, "legal_due_at": due, **columns}


def figures_of(plan: Plan, *cases: dict[str, Any]) -> Figures:
    return figures(run_cases(plan, case_table(*cases)))


def balance(plan: Plan, *cases: dict[str, Any]) -> dict[str, int]:
    """Entries of the stock that are not zero."""
    sums: pd.Series[Any] = figures_of(plan, *cases).stock.sum()
    return {str(name): int(count) for name, count in sums.items() if count}


class TestWarmUp:
    def test_what_ends_in_it_is_in_no_figure(self) -> None:
        """Accepted and decided on Monday, fetched on Tuesday."""
        found = figures_of(framed(), accepted(0, "08:10"))
        assert found.stock.sum().sum() == 0
        row = found.key.loc["all"]
        assert row["visits"] == row["received"] == row["finished"] == 0
        assert np.isnan(row["wait_mean_min"])
        assert np.isnan(row["overdue_true"])

    def test_what_is_still_open_is_carried_over(self) -> None:
        """Accepted on Tuesday 16:30, done on Wednesday 08:30, signed at 16:00, a day before it is due."""
        assert balance(framed(), accepted(1, "16:30")) == {"carried_over": 1, "early": 1}

    def test_accepted_in_the_period_is_received(self) -> None:
        """Thursday 08:10, decided the same day, due on Monday."""
        assert balance(framed(), accepted(3, "08:10")) == {"received": 1, "early": 1}

    def test_the_period_begins_with_the_midnight(self) -> None:
        """Decided on Tuesday at 16:00 is before it, on Wednesday at 16:00 in it."""
        assert balance(framed(), accepted(1, "08:10")) == {}
        assert balance(framed(), accepted(2, "08:10")) == {"received": 1, "early": 1}

    def test_its_waits_are_forgotten(self) -> None:
        """Case 1 waits 10 minutes on Monday, case 3 waits 4 minutes on Thursday; results go out online."""
        cases = [
            {"comes_at": at(0, "09:00"), "return_channel": Channel.ONLINE},
            {"comes_at": at(0, "09:00"), "return_channel": Channel.ONLINE},
            {"day": 3, "comes_at": at(3, "09:00"), "return_channel": Channel.ONLINE},
            {"day": 3, "comes_at": at(3, "09:06"), "return_channel": Channel.ONLINE},
        ]
        row = figures_of(framed(), *cases).key.loc["all"]
        assert row["visits"] == 2
        assert row["wait_mean_min"] == 2  # 0 and 4
        assert row["wait_max_min"] == 4

    def test_work_is_cut_at_its_end(self) -> None:
        """Three hours of work from Tuesday 16:00: one before the period, two in it. Intake was before it."""
        found = figures_of(framed(), accepted(1, "16:00", work_ms=minutes(180)))
        assert found.reviewers["worked_min"].tolist() == [120]
        assert found.reviewers["rostered_min"].tolist() == [3 * 480]
        assert found.officers["worked_min"].tolist() == [3]  # the collection on Thursday
        assert found.officers["rostered_min"].tolist() == [3 * 480]


class TestFollowUp:
    def test_a_case_of_the_last_day_is_followed_to_its_end(self) -> None:
        """Accepted on Friday 16:30, done on Monday 08:30, signed at 16:00: open in time when the period ends."""
        cases = [accepted(4, "16:30")]
        assert balance(framed(), *cases) == {"received": 1, "open_in_time": 1}
        records = records_of(framed(), *cases)
        assert records.cases.status.tolist() == [CaseStatus.DECIDED]
        assert records.cases.decided_at.tolist() == [at(7, "16:00")]
        assert records.cases.handed_over_at.tolist() == [at(8, "08:03")]

    def test_decided_late_in_it_is_open_past_due_where_the_date_was_in_the_period(self) -> None:
        """Due on Thursday 08:10; open and past due on Friday night, overdue by both counts.

        Work of 24 hours from Wednesday 08:10: 7:50 h then, eight each on Thursday and Friday, ten minutes on Monday.
        """
        case = accepted(2, "08:10", work_ms=minutes(24 * 60))
        assert records_of(framed(days=1), case).cases.decided_at.tolist() == [at(7, "16:00")]
        assert balance(framed(days=1), case) == {"received": 1, "open_past_due": 1}
        row = figures_of(framed(days=1), case).key.loc["all"]
        assert row["overdue_true"] == row["overdue_official"] == 1
        assert row["finished"] == 0

    def test_decided_late_in_it_counts_nowhere_as_late_where_the_date_was_after_the_period(self) -> None:
        """Accepted on Friday 08:10, due on Monday 08:10, signed on Monday at 16:00."""
        case = accepted(4, "08:10", work_ms=minutes(8 * 60))
        assert records_of(framed(days=1), case).cases.decided_at.tolist() == [at(7, "16:00")]
        assert balance(framed(days=1), case) == {"received": 1, "open_in_time": 1}
        assert np.isnan(figures_of(framed(days=1), case).key.loc["all", "overdue_true"])

    def test_what_comes_in_it_is_in_no_figure(self) -> None:
        found = figures_of(framed(), accepted(7, "08:10"))
        assert found.stock.sum().sum() == 0
        assert found.key.loc["all", "visits"] == 0

    def test_the_period_ends_with_the_midnight(self) -> None:
        """Decided on Friday at 16:00 is in it."""
        assert balance(framed(), accepted(4, "08:10")) == {"received": 1, "early": 1}

    def test_collected_in_it_is_no_visit_of_the_period(self) -> None:
        """Decided on Friday 16:00, fetched on Monday: one visit in the period, two of the case."""
        row = figures_of(framed(), accepted(4, "08:10")).key.loc["all"]
        assert row["visits"] == 1
        assert row["visits_per_case"] == 2

    def test_without_it_a_case_stays_open(self) -> None:
        """The run ends with Friday, day 11: accepted at 16:30, half an hour done."""
        cases = records_of(small_plan(), accepted(11, "16:30")).cases
        assert cases.status.tolist() == [CaseStatus.OPEN]
        assert cases.closed_at.tolist() == [NONE]
        assert balance(small_plan(), accepted(11, "16:30")) == {"received": 1, "open_in_time": 1}

    def test_work_that_goes_on_at_the_end_of_the_run_counts_as_worked(self) -> None:
        """A run of one Monday, work of 20 hours: from 08:10 the reviewer has worked 7:50 h of the day's eight."""
        plan = small_plan(period={"start": "2025-03-03", "end": "2025-03-03", "warm_up_days": 0})
        load = figures_of(plan, accepted(0, "08:10", work_ms=minutes(20 * 60))).reviewers
        assert load["rostered_min"].tolist() == [480]
        assert load["worked_min"].tolist() == [470]


class TestBacklog:
    def test_it_lies_in_the_office_at_the_start(self) -> None:
        """Nobody brings it: the reviewer begins on Monday at 08:00; decided at 16:00; fetched on Tuesday."""
        records = records_of(small_plan(), carried(1, "10:00"))
        assert records.tasks.joined_at.tolist() == [0]
        assert records.tasks.started_at.tolist() == [at(0, "08:00")]
        assert records.tasks.ended_at.tolist() == [at(0, "09:00")]
        cases = records.cases
        assert (cases.accepted_at[0], cases.due_at[0], cases.decided_at[0]) == (0, at(1, "10:00"), at(0, "16:00"))
        assert records.visits.kind.tolist() == [VisitKind.COLLECT]
        assert cases.handed_over_at.tolist() == [at(1, "08:03")]

    def test_it_goes_by_due_time_with_what_comes(self) -> None:
        """Case 0 of the backlog, due on Friday, waits for case 1, due on Monday 12:00, and for case 2.

        Case 1 is examined 08:00 to 09:00. Case 2, accepted at 08:10, is due on Wednesday: 09:00 to 10:00.
        """
        records = records_of(small_plan(), carried(4, "10:00"), carried(0, "12:00"), accepted(0, "08:10"))
        order = records.tasks.case[np.argsort(records.tasks.started_at)].tolist()
        assert order == [1, 2, 0]
        assert sorted(records.tasks.started_at.tolist()) == [at(0, "08:00"), at(0, "09:00"), at(0, "10:00")]

    def test_it_comes_first_where_the_first_come_goes_first(self) -> None:
        plan = small_plan(agencies={"a": {"reviewers": 1, "order": "first_come", "sign_off": {"times": ["16:00"]}}})
        records = records_of(plan, carried(4, "10:00"), carried(0, "12:00"), accepted(0, "08:10"))
        assert records.tasks.case[np.argsort(records.tasks.started_at)].tolist() == [0, 1, 2]

    def test_it_may_be_late_from_the_start(self) -> None:
        """Due on Monday at 08:30, decided at 16:00."""
        found = figures_of(small_plan(), carried(0, "08:30"))
        assert found.stock["late"].sum() == 1
        assert found.key.loc["all", "overdue_true"] == 1

    def test_it_is_carried_over_and_not_received(self) -> None:
        """The period begins with the run: nothing was received in it."""
        assert balance(small_plan(), carried(4, "10:00")) == {"carried_over": 1, "early": 1}

    def test_before_a_warm_up_it_is_carried_over_where_it_is_still_open(self) -> None:
        """Case 0 is decided on Monday, before the period; case 1, after 18 hours of work, on Wednesday.

        Case 0 (due first) is worked on 08:00 to 09:00; case 1 for seven hours on Monday, eight on Tuesday, then three.
        """
        cases = [carried(3, "10:00"), carried(4, "10:00", work_ms=minutes(18 * 60))]
        assert records_of(framed(), *cases).cases.decided_at.tolist() == [at(0, "16:00"), at(2, "16:00")]
        assert balance(framed(), *cases) == {"carried_over": 1, "early": 1}

    def test_it_starts_on_a_working_day(self) -> None:
        """The run begins on Saturday: first work on Monday, day 2, at 08:00."""
        plan = small_plan(period={"start": "2025-03-01", "end": "2025-03-07", "warm_up_days": 0})
        records = records_of(plan, carried(6, "10:00"))
        assert records.tasks.started_at.tolist() == [at(2, "08:00")]

    def test_it_may_wait_for_the_applicant(self) -> None:
        """All rules hold for it: asked at 09:00, answered on Tuesday 09:00, due eight office hours later."""
        records = records_of(small_plan(), carried(2, "10:00", supplements=1))
        assert records.requests.asked_at.tolist() == [at(0, "09:00")]
        assert records.cases.due_at.tolist() == [at(3, "10:00")]

    def test_of_the_scenario(self) -> None:
        """Five open cases at the start, none received: the scenario brings (nearly) no others."""
        plan = small_plan(
            agencies={"a": {"reviewers": 1, "backlog": 5, "sign_off": {"times": ["16:00"]}}},
            procedures={"p": {"agency": "a", "per_year": 1e-9, "days": 5}},
        )
        run = replicate(plan, run_calendar(plan), seed=1, replication=1)
        assert run.table.carried.tolist() == [True] * 5
        assert (run.records.cases.due_at > 0).all()
        assert (run.records.cases.due_at <= at(4, "17:00")).all()  # at most the whole limit is left
        stock = figures(run).stock.sum()
        assert (stock["carried_over"], stock["received"]) == (5, 0)

    def test_each_procedure_has_its_part_and_both_limits(self) -> None:
        """Of 400, p (300 a year) has about three quarters, q (100) the rest, and r, decided at once, none.

        Two days are promised and five the law: the legal time is three working days after the promised one, so on
        Monday's cases, promised for Monday or Tuesday (from 0 to 16 hours left), it is Thursday or Friday.
        """
        plan = small_plan(
            agencies={"a": {"reviewers": 1, "backlog": 400, "sign_off": {"times": ["16:00"]}}},
            procedures={
                "p": {"agency": "a", "per_year": 300, "days": 2, "legal_days": 5},
                "q": {"agency": "a", "per_year": 100, "days": 2, "legal_days": 5},
                "r": {"agency": "a", "per_year": 400, "at_once": 1.0},
            },
            demand={"factor": 0},
        )
        table = replicate(plan, run_calendar(plan), seed=1, replication=1).table
        counts = [int((table.procedure == number).sum()) for number in range(3)]
        assert counts[2] == 0
        assert 300 - 45 < counts[0] < 300 + 45  # five standard deviations of 8.7: wrong by chance once in a million
        days = (table.legal_due_at // DAY_MS - table.due_at // DAY_MS).tolist()
        assert set(days) == {3}


def test_nobody_comes() -> None:
    """No case: no rows, nothing in the stock, shares missing."""
    run = run_cases(framed(), case_table())
    assert len(run.records.visits.case) == len(run.records.tasks.case) == 0
    row = figures(run).key.loc["all"]
    assert row["received"] == row["open_cases"] == 0
    assert row[["wait_mean_min", "within_target", "overdue_true", "overdue_official", "visits_per_case"]].isna().all()
