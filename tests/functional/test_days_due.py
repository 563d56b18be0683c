"""Rule 6 on paper: the due time that the receipt slip of a case bears.

The centre: office hours 08-12 and 13-17 (eight hours a day), day 0 is Monday 3 March 2025. Cases are accepted as their
intake ends, ten minutes after the ticket.
"""

from typing import Any

import pytest

from tests.small import MONDAY, at, minutes, records_of, small_plan
from tvsim.codes import Channel
from tvsim.models import Records
from tvsim.scenario.schema import Plan

HOURS = {"mon-fri": ["08:00-12:00", "13:00-17:00"]}


def limit_plan(
    limit: dict[str, Any], deadlines: dict[str, Any] | None = None, calendar: dict[str, Any] | None = None, **more: Any
) -> Plan:
    return small_plan(
        procedures={"p": {"agency": "a", "per_year": 0, **limit}},
        deadlines=deadlines or {},
        calendar={"country": "", "hours": HOURS, **(calendar or {})},
        **more,
    )


def accepted(plan: Plan, day: int, time: str) -> Records:
    """Records of one case that is accepted then."""
    records = records_of(plan, {"day": day, "comes_at": at(day, time) - minutes(10)})
    assert records.cases.accepted_at.tolist() == [at(day, time)]
    return records


def due_at(plan: Plan, day: int, time: str) -> int:
    (due,) = accepted(plan, day, time).cases.due_at.tolist()
    return int(due)


class TestWorkingHours:
    """A day is eight office hours, to the minute."""

    @pytest.mark.parametrize(
        ("limit", "day", "time", "due"),
        [
            # 2:00 h until lunch, 4:00 h after it, 2:00 h on Tuesday morning
            ({"days": 1}, 0, "10:00", at(1, "10:00")),
            # 2:10 h until closing, 4:00 h on Tuesday morning, 1:50 h after lunch
            ({"days": 1}, 0, "14:50", at(1, "14:50")),
            # Friday 10:00 to Monday 10:00
            ({"days": 1}, 4, "10:00", at(7, "10:00")),
            # Friday, Monday, Tuesday
            ({"days": 2}, 4, "08:10", at(8, "08:10")),
            # half a day is four hours: 2 h until lunch, 2 h after it
            ({"days": 0.5}, 0, "10:00", at(0, "15:00")),
            ({"hours": 4}, 0, "10:00", at(0, "15:00")),
            # three hours from 14:30: 2:30 h until closing, half an hour in the morning
            ({"hours": 3}, 0, "14:30", at(1, "08:30")),
            # a limit that ends with the morning ends before lunch, not after it
            ({"hours": 2}, 0, "10:00", at(0, "12:00")),
            ({"hours": 6}, 0, "10:00", at(0, "17:00")),
        ],
    )
    def test_by_hand(self, limit: dict[str, Any], day: int, time: str, due: int) -> None:
        assert due_at(limit_plan(limit), day, time) == due

    def test_to_the_second(self) -> None:
        assert due_at(limit_plan({"days": 1}), 0, "10:00:07") == at(1, "10:00:07")

    def test_a_day_of_seven_hours_where_the_scenario_says_so(self) -> None:
        """2 h until lunch, 4 h after it, one hour on Tuesday."""
        assert due_at(limit_plan({"days": 1}, {"hours_per_day": 7}), 0, "10:00") == at(1, "09:00")


class TestCutOff:
    """Accepted from 15:00 on: counted from the next working day."""

    def test_one_second_before(self) -> None:
        assert due_at(limit_plan({"days": 1}), 0, "14:59:59") == at(1, "14:59:59")

    def test_at_the_cut_off(self) -> None:
        """Counted from Tuesday 08:00: its eight hours end at closing."""
        assert due_at(limit_plan({"days": 1}), 0, "15:00") == at(1, "17:00")

    def test_on_friday(self) -> None:
        """Counted from Monday, day 7."""
        assert due_at(limit_plan({"days": 1}), 4, "15:10") == at(7, "17:00")

    def test_for_limits_in_hours_too(self) -> None:
        assert due_at(limit_plan({"hours": 2}), 0, "15:10") == at(1, "10:00")

    def test_another_hour(self) -> None:
        """Cut off at 10:00: accepted then, counted from Tuesday."""
        plan = limit_plan({"days": 1}, {"cut_off": "10:00"})
        assert due_at(plan, 0, "09:59") == at(1, "09:59")
        assert due_at(plan, 0, "10:00") == at(1, "17:00")

    def test_none(self) -> None:
        """A cut-off at 24:00 never cuts: one hour on Monday, seven on Tuesday (4 + 3)."""
        assert due_at(limit_plan({"days": 1}, {"cut_off": "24:00"}), 0, "16:00") == at(1, "16:00")

    def test_before_a_holiday(self) -> None:
        """Tuesday is closed: counted from Wednesday 08:00."""
        assert due_at(limit_plan({"days": 1}, calendar={"closed_days": ["2025-03-04"]}), 0, "15:10") == at(2, "17:00")


class TestOutOfHours:
    """Accepted in overtime or on a closed day: never due at once, counted from the next opening."""

    def test_over_lunch(self) -> None:
        """Ticket 11:55, accepted 12:05: counted from 13:00; four hours on Monday, four on Tuesday until 12:00."""
        assert due_at(limit_plan({"days": 1}), 0, "12:05") == at(1, "12:00")

    def test_after_closing(self) -> None:
        """Ticket 16:55, accepted 17:05: counted from Tuesday 08:00."""
        assert due_at(limit_plan({"days": 1}), 0, "17:05") == at(1, "17:00")

    def test_after_closing_without_a_cut_off(self) -> None:
        """The same, since no office time passes until Tuesday 08:00."""
        assert due_at(limit_plan({"days": 1}, {"cut_off": "24:00"}), 0, "17:05") == at(1, "17:00")

    def test_short_limit_after_closing(self) -> None:
        assert due_at(limit_plan({"hours": 1}), 0, "17:05") == at(1, "09:00")

    def test_saturday_at_a_site_that_is_open_when_the_offices_are_not(self) -> None:
        """Counted from Monday 08:00; the cut-off hour means nothing on a day that is not counted."""
        sites = {"centre": {"hours": {"mon-sat": ["08:00-12:00", "13:00-17:00"]}}}
        assert due_at(limit_plan({"days": 1}, sites=sites), 5, "10:00") == at(7, "17:00")
        assert due_at(limit_plan({"days": 1}, sites=sites), 5, "16:00") == at(7, "17:00")

    def test_online_at_night_is_accepted_in_the_morning(self) -> None:
        """Submitted Saturday 23:00; desk 08:00 to 08:10 on Monday; due one day later."""
        records = records_of(limit_plan({"days": 1}), {"channel": Channel.ONLINE, "day": 5, "comes_at": at(5, "23:00")})
        assert records.cases.submitted_at.tolist() == [at(5, "23:00")]
        assert records.cases.accepted_at.tolist() == [at(7, "08:10")]
        assert records.cases.due_at.tolist() == [at(8, "08:10")]

    def test_online_between_cut_off_and_closing(self) -> None:
        """Submitted 15:30, accepted 15:40: counted from Tuesday 08:00."""
        records = records_of(limit_plan({"days": 1}), {"channel": Channel.ONLINE, "comes_at": at(0, "15:30")})
        assert records.cases.due_at.tolist() == [at(1, "17:00")]


class TestEndOfDay:
    """Due at the closing of the last day; the day of acceptance is not counted."""

    @pytest.mark.parametrize(
        ("days", "day", "time", "due"),
        [
            (1, 0, "08:10", at(1, "17:00")),
            (1, 0, "14:59", at(1, "17:00")),
            (1, 0, "15:00", at(2, "17:00")),  # as if accepted on Tuesday
            (2, 4, "10:00", at(8, "17:00")),  # Friday: Monday, Tuesday
            (1, 0, "12:05", at(1, "17:00")),  # over lunch
            (1, 0, "17:05", at(2, "17:00")),  # after closing, so after the cut-off
            (1.5, 0, "10:00", at(2, "17:00")),  # a started day counts whole
        ],
    )
    def test_by_hand(self, days: float, day: int, time: str, due: int) -> None:
        assert due_at(limit_plan({"days": days}, {"rule": "end_of_day"}), day, time) == due

    def test_over_a_holiday(self) -> None:
        plan = limit_plan({"days": 1}, {"rule": "end_of_day"}, {"closed_days": ["2025-03-04"]})
        assert due_at(plan, 0, "10:00") == at(2, "17:00")

    def test_on_a_short_day_it_ends_with_that_day(self) -> None:
        """Saturdays are worked until 12:00: accepted on Friday, due on Saturday at noon."""
        plan = limit_plan({"days": 1}, {"rule": "end_of_day"}, {"hours": {**HOURS, "sat": ["08:00-12:00"]}})
        assert due_at(plan, 4, "10:00") == at(5, "12:00")


class TestHalfDay:
    """Due at the end of the half day that is so many half days after that of acceptance."""

    @pytest.mark.parametrize(
        ("days", "day", "time", "due"),
        [
            (0.5, 0, "10:00", at(0, "17:00")),  # Monday morning, one half day on: Monday afternoon
            (0.25, 0, "10:00", at(0, "17:00")),  # a started half day counts whole
            (0.5, 0, "14:00", at(1, "12:00")),
            (1, 0, "10:00", at(1, "12:00")),
            (1, 0, "14:00", at(1, "17:00")),
            (1, 0, "15:10", at(2, "12:00")),  # as if accepted on Tuesday morning
            (1, 0, "12:05", at(1, "17:00")),  # over lunch: counted from the afternoon
            (1.5, 4, "10:00", at(7, "17:00")),  # Friday morning + 3 half days: Friday pm, Monday am, Monday pm
        ],
    )
    def test_by_hand(self, days: float, day: int, time: str, due: int) -> None:
        assert due_at(limit_plan({"days": days}, {"rule": "half_day"}), day, time) == due

    def test_a_saturday_morning_is_one_half_day(self) -> None:
        """Accepted on Friday at 14:00: half a day on is Saturday 12:00, a whole day on is Monday 12:00."""
        calendar = {"hours": {**HOURS, "sat": ["08:00-12:00"]}}
        assert due_at(limit_plan({"days": 0.5}, {"rule": "half_day"}, calendar), 4, "14:00") == at(5, "12:00")
        assert due_at(limit_plan({"days": 1}, {"rule": "half_day"}, calendar), 4, "14:00") == at(7, "12:00")


class TestCalendar:
    """Holidays close the count, make-up working days open it."""

    def test_own_closed_days(self) -> None:
        """Tuesday and Wednesday are closed."""
        plan = limit_plan({"days": 1}, calendar={"closed_days": ["2025-03-04", "2025-03-05"]})
        assert due_at(plan, 0, "10:00") == at(3, "10:00")

    def test_public_holiday(self) -> None:
        """The Hùng Kings' day, 10 of the third lunar month, is Monday 7 April 2025: from Friday to Tuesday."""
        period = {"start": "2025-04-04", "end": "2025-04-09", "warm_up_days": 0}
        plan = limit_plan({"days": 1}, calendar={"country": "VN"}, period=period)
        assert due_at(plan, 0, "10:00") == at(4, "10:00")

    def test_make_up_saturday(self) -> None:
        plan = limit_plan({"days": 1}, calendar={"make_up_days": ["2025-03-08"]})
        assert due_at(plan, 4, "10:00") == at(5, "10:00")

    def test_a_public_holiday_that_is_worked(self) -> None:
        """The same Monday named as a make-up day: from Friday to that Monday."""
        period = {"start": "2025-04-04", "end": "2025-04-09", "warm_up_days": 0}
        calendar = {"country": "VN", "make_up_days": ["2025-04-07"]}
        assert due_at(limit_plan({"days": 1}, calendar=calendar, period=period), 0, "10:00") == at(3, "10:00")

    def test_make_up_day_like_another_weekday(self) -> None:
        """Fridays end at noon, and so does the make-up Saturday: 2 h on Friday, 4 h on Saturday, 2 h on Monday."""
        plan = limit_plan(
            {"days": 1},
            calendar={
                "hours": {"mon-thu": ["08:00-12:00", "13:00-17:00"], "fri": ["08:00-12:00"]},
                "make_up_days": ["2025-03-08"],
                "make_up_like": "fri",
            },
        )
        assert due_at(plan, 4, "10:00") == at(7, "10:00")

    def test_beyond_the_end_of_the_run(self) -> None:
        """Accepted on the last day of the run, Monday, due next Monday: the calendar goes on."""
        plan = limit_plan({"days": 5}, period={"start": MONDAY, "end": MONDAY, "warm_up_days": 0})
        assert due_at(plan, 0, "10:00") == at(7, "10:00")


class TestTwoLimits:
    """The legal limit and the province's shortened one are both on the case."""

    def test_the_promised_one_is_on_the_slip(self) -> None:
        """Accepted Monday 08:10: two days to Wednesday, four to Friday."""
        cases = accepted(limit_plan({"days": 2, "legal_days": 4}), 0, "08:10").cases
        assert cases.due_at.tolist() == [at(2, "08:10")]
        assert cases.legal_due_at.tolist() == [at(4, "08:10")]

    def test_the_legal_one_where_it_is_in_force(self) -> None:
        plan = limit_plan({"days": 2, "legal_days": 4}, {"limit_in_force": "legal"})
        cases = accepted(plan, 0, "08:10").cases
        assert cases.due_at.tolist() == [at(4, "08:10")]
        assert cases.legal_due_at.tolist() == [at(4, "08:10")]

    @pytest.mark.parametrize("limit", [{"legal_days": 3}, {"days": 3}, {"legal_hours": 24}, {"hours": 24}])
    def test_one_that_stands_alone_is_both(self, limit: dict[str, Any]) -> None:
        cases = accepted(limit_plan(limit), 0, "08:10").cases
        assert cases.due_at.tolist() == cases.legal_due_at.tolist() == [at(3, "08:10")]

    def test_the_cut_off_holds_for_both(self) -> None:
        cases = accepted(limit_plan({"days": 1, "legal_days": 2}), 0, "15:10").cases
        assert cases.due_at.tolist() == [at(1, "17:00")]
        assert cases.legal_due_at.tolist() == [at(2, "17:00")]

    def test_each_case_has_its_own_procedure_s(self) -> None:
        """Two procedures side by side; the second case is accepted at 08:20."""
        plan = small_plan(
            procedures={
                "short": {"agency": "a", "per_year": 0, "days": 1},
                "long": {"agency": "a", "per_year": 0, "days": 3},
            }
        )
        records = records_of(plan, {"procedure": 1, "comes_at": at(0, "08:00")}, {"comes_at": at(0, "08:10")})
        assert records.cases.due_at.tolist() == [at(3, "08:10"), at(1, "08:20")]


def test_a_flawed_dossier_is_due_from_its_acceptance() -> None:
    """Monday's intake finds it incomplete, Tuesday's (08:00 to 08:10) accepts it: due a day after that."""
    records = records_of(limit_plan({"days": 1}), {"comes_at": at(0, "08:00"), "flawed": [True, False]})
    assert records.cases.accepted_at.tolist() == [at(1, "08:10")]
    assert records.cases.due_at.tolist() == [at(2, "08:10")]
