"""The figures of DESIGN section 5, each against a small example worked out by hand.

Most runs here are written down, not simulated: `written` makes a run from rows of records, so that each figure is
looked at alone. The period is Monday 3 to Friday 14 March 2025, days 0 to 11, office hours 08-12 and 13-17.
"""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.small import at, case_table, minutes, nobody_away, run_cases, small_plan
from tvsim.calendar import NONE, run_calendar
from tvsim.codes import Activity, AfterLeaving, CaseStatus, Channel, VisitKind, VisitOutcome
from tvsim.demand import Absences
from tvsim.models import Records
from tvsim.models.records import Activities, CaseRecords, DeskItems, Requests, Signatures, Tasks, Visits
from tvsim.outcomes import KEY_FIGURES, Run, figures, tables
from tvsim.outcomes.queues import queue_by_day, queues
from tvsim.outcomes.stock import StockError
from tvsim.resources import build_resources
from tvsim.scenario.schema import Plan
from tvsim.statistics import estimate

Row = dict[str, Any]
FIRST_WEEK = {"start": "2025-03-03", "end": "2025-03-07", "warm_up_days": 0, "follow_up_days": 5}
"""A period of days 0 to 4, and the run goes on to day 9."""
MIDWEEK = {"start": "2025-03-05", "end": "2025-03-07", "warm_up_days": 2, "follow_up_days": 5}
"""A period of days 2 to 4 in a run of days 0 to 9."""
IN_TABLE_ONLY = ("procedure", "home", "site", "return_channel", "at_once", "enquiry", "carried", "refused")


def written(
    plan: Plan,
    *cases: Row,
    visits: tuple[Row, ...] = (),
    requests: tuple[Row, ...] = (),
    activities: tuple[Row, ...] = (),
    desk: tuple[Row, ...] = (),
) -> Run:
    """A run whose records are the rows given; what a row does not say did not happen."""
    quiet = {"status": CaseStatus.COMING, "channel": Channel.COUNTER, "tries": 0, "visits": 0}
    records = Records(
        _columns(CaseRecords, [quiet | case for case in cases]),
        _columns(Visits, [{"kind": VisitKind.SUBMIT, "group": 0, "priority": 0} | visit for visit in visits]),
        _columns(DeskItems, list(desk)),
        _columns(Tasks, []),
        _columns(Signatures, []),
        _columns(Requests, list(requests)),
        _columns(Activities, list(activities)),
        events=0,
    )
    calendar = run_calendar(plan)
    own = ("channel", *IN_TABLE_ONLY)
    table = case_table(*[{name: value for name, value in case.items() if name in own} for case in cases])
    return Run(plan, calendar, table, build_resources(plan, calendar, nobody_away(plan, calendar)), records)


def _columns(kind: Any, rows: list[Row]) -> Any:
    names = kind.__dataclass_fields__
    unknown = {name for row in rows for name in row} - names.keys() - set(IN_TABLE_ONLY)
    assert not unknown, f"no such columns: {unknown}"
    return kind(**{name: np.array([row.get(name, NONE) for row in rows], dtype=np.int64) for name in names})


def key(run: Run, agency: str = "all") -> "pd.Series[float]":
    return figures(run).key.loc[agency]


def opened(accepted_at: int, due_at: int, **more: Any) -> Row:
    """A case accepted and still open."""
    return {"status": CaseStatus.OPEN, "accepted_at": accepted_at, "due_at": due_at, **more}


def closed(accepted_at: int, due_at: int, decided_at: int, **more: Any) -> Row:
    """A case decided."""
    decision = {"decided_at": decided_at, "closed_at": decided_at, "status": CaseStatus.DECIDED}
    return opened(accepted_at, due_at) | decision | more


def request(case: int, asked_at: int, due_before_at: int, answered_at: int = NONE, due_after_at: int = NONE) -> Row:
    return {
        "case": case,
        "asked_at": asked_at,
        "answered_at": answered_at,
        "due_before_at": due_before_at,
        "due_after_at": due_after_at,
    }


def missing(value: float) -> bool:
    return math.isnan(value)


# ---- waits --------------------------------------------------------------------------------------------------------


def served(case: int, ticket_at: int, wait_min: float, **more: Any) -> Row:
    """A visit called after so many minutes and served for five."""
    called_at = ticket_at + minutes(wait_min)
    times = {"came_at": ticket_at, "ticket_at": ticket_at, "called_at": called_at, "ended_at": called_at + minutes(5)}
    return {"case": case, "officer": 0, "outcome": VisitOutcome.SERVED, **times, **more}


def unserved(case: int, ticket_at: int, wait_min: float, outcome: VisitOutcome) -> Row:
    """A visit that ended without a call."""
    return {
        "case": case,
        "came_at": ticket_at,
        "ticket_at": NONE if outcome == VisitOutcome.NO_TICKET else ticket_at,
        "ended_at": ticket_at + minutes(wait_min),
        "outcome": outcome,
    }


def still_waiting(case: int, ticket_at: int) -> Row:
    """A visit that was not called when the run ended."""
    return {"case": case, "came_at": ticket_at, "ticket_at": ticket_at, "outcome": VisitOutcome.WAITING}


class TestWaits:
    def test_five_waits(self) -> None:
        """0, 10, 20, 30, 40 minutes; quantiles lie between the ordered waits: p90 at place 3.6, p95 at place 3.8."""
        visits = tuple(served(0, at(0, "09:00"), wait) for wait in (20, 0, 40, 10, 30))
        row = key(written(small_plan(), {}, visits=visits))
        assert row["visits"] == 5
        assert row["wait_mean_min"] == 20
        assert row["wait_median_min"] == 20
        assert row["wait_p90_min"] == pytest.approx(36)
        assert row["wait_p95_min"] == pytest.approx(38)
        assert row["wait_max_min"] == 40
        assert row["within_target"] == 2 / 5
        assert row["left_share"] == 0
        assert missing(row["left_wait_mean_min"])

    def test_exactly_the_target_is_within(self) -> None:
        visits = (served(0, at(0, "09:00"), 15), served(0, at(0, "09:00"), 15.001))
        assert key(written(small_plan(), {}, visits=visits))["within_target"] == 0.5

    def test_another_target(self) -> None:
        visits = (served(0, at(0, "09:00"), 15), served(0, at(0, "09:00"), 25))
        assert key(written(small_plan(targets={"wait_min": 30}), {}, visits=visits))["within_target"] == 1

    def test_who_left_is_in_it_and_apart(self) -> None:
        """Served after 6 minutes, left after 12 and 24: mean 14; only the one who was called is within the target."""
        visits = (
            served(0, at(0, "09:00"), 6),
            unserved(0, at(0, "09:00"), 12, VisitOutcome.LEFT),
            unserved(0, at(0, "09:00"), 24, VisitOutcome.LEFT),
        )
        row = key(written(small_plan(), {}, visits=visits))
        assert row["wait_mean_min"] == 14
        assert row["wait_max_min"] == 24
        assert row["left_share"] == pytest.approx(2 / 3)
        assert row["left_wait_mean_min"] == 18
        assert row["within_target"] == pytest.approx(1 / 3)

    def test_who_was_sent_home_waited_too(self) -> None:
        visits = (served(0, at(0, "09:00"), 0), unserved(0, at(0, "16:30"), 30, VisitOutcome.DISMISSED))
        row = key(written(small_plan(), {}, visits=visits))
        assert row["wait_mean_min"] == 15
        assert row["within_target"] == 0.5
        assert row["left_share"] == 0

    def test_who_turned_away_did_not_wait(self) -> None:
        """Counted as visits and apart, in no wait."""
        visits = (
            served(0, at(0, "09:00"), 8),
            unserved(0, at(0, "09:00"), 0, VisitOutcome.TURNED_AWAY),
            unserved(0, at(0, "17:30"), 0, VisitOutcome.NO_TICKET),
        )
        row = key(written(small_plan(), {}, visits=visits))
        assert row["visits"] == 3
        assert row["turned_away"] == 2
        assert row["wait_mean_min"] == 8
        assert row["within_target"] == 1

    def test_a_no_show_is_no_visit(self) -> None:
        no_show = {"case": 0, "ended_at": at(0, "09:00"), "outcome": VisitOutcome.NO_SHOW}
        row = key(written(small_plan(), {}, visits=(no_show,)))
        assert row["visits"] == 0
        assert missing(row["wait_mean_min"])

    def test_by_agency(self) -> None:
        """10 at a, 20 and 40 at b."""
        plan = two_agencies()
        visits = (served(0, at(0, "09:00"), 10), served(1, at(0, "09:00"), 20), served(1, at(0, "09:00"), 40))
        found = figures(written(plan, {}, {"procedure": 1}, visits=visits)).key
        assert found["wait_mean_min"].to_dict() == {"a": 10, "b": 30, "all": pytest.approx(70 / 3)}
        assert found["visits"].to_dict() == {"a": 1, "b": 2, "all": 3}

    def test_by_kind_hour_and_weekday(self) -> None:
        """Monday 09:59 (submit, 10), 10:00 (collect, 20), Tuesday 10:30 (submit, 30); the hour is the ticket's."""
        visits = (
            served(0, at(0, "09:59"), 10),
            served(0, at(0, "10:00"), 20, kind=VisitKind.COLLECT),
            served(0, at(1, "10:30"), 30),
        )
        table = figures(written(small_plan(), {}, visits=visits)).waits.set_index(["by", "value"])
        assert table["wait_mean_min"].to_dict() == {
            ("agency", "a"): 20,
            ("kind", "submit"): 20,
            ("kind", "collect"): 20,
            ("hour", "09:00"): 10,
            ("hour", "10:00"): 25,
            ("weekday", "mon"): 15,
            ("weekday", "tue"): 30,
        }
        assert table["visits"].to_dict()["hour", "10:00"] == 2

    def test_the_weekday_is_the_calendar_s(self) -> None:
        """A run that begins on a Wednesday."""
        plan = small_plan(period={"start": "2025-03-05", "end": "2025-03-07", "warm_up_days": 0})
        table = figures(written(plan, {}, visits=(served(0, at(1, "09:00"), 10),))).waits
        assert table.loc[table["by"] == "weekday", "value"].tolist() == ["thu"]

    def test_the_table_of_visits_shows_each_wait(self) -> None:
        visits = (
            served(0, at(0, "09:00"), 7.5),
            unserved(0, at(0, "09:00"), 3, VisitOutcome.LEFT),
            unserved(0, at(0, "09:00"), 0, VisitOutcome.TURNED_AWAY),
        )
        waits = tables(written(small_plan(), {}, visits=visits))["visits"]["wait_min"]
        assert waits.tolist()[:2] == [7.5, 3]
        assert missing(waits[2])

    def test_who_still_waits_at_the_end_of_the_run_has_waited_so_far(self) -> None:
        """Ticket on the last day at 16:00, eight hours before the run ends; beside somebody called at once.

        In the figures, by agency and hour, in the citizens' hours and in the table of visits: not within the target.
        """
        visits = (served(0, at(11, "09:00"), 0), still_waiting(0, at(11, "16:00")))
        run = written(small_plan(), {}, visits=visits)
        row = key(run)
        assert row[["visits", "wait_mean_min", "wait_max_min"]].tolist() == [2, 240, 480]
        assert row[["within_target", "left_share", "waiting_hours"]].tolist() == [0.5, 0, 8]
        by_hour = figures(run).waits.set_index(["by", "value"]).loc["hour"]
        assert by_hour["wait_mean_min"].to_dict() == {"09:00": 0, "16:00": 480}
        assert tables(run)["visits"]["wait_min"].tolist() == [0, 480]

    def test_who_came_after_the_period_and_still_waits_is_not_in_it(self) -> None:
        visits = (served(0, at(0, "09:00"), 0), still_waiting(0, at(9, "16:00")))
        row = key(written(small_plan(period=FIRST_WEEK), {}, visits=visits))
        assert row[["visits", "wait_max_min", "waiting_hours"]].tolist() == [1, 0, 0]


def two_agencies(**tables: Any) -> Plan:
    return small_plan(
        agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
        counters={each: {"agencies": [each], "officers": 1} for each in "ab"},
        procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
        **tables,
    )


# ---- overdue ------------------------------------------------------------------------------------------------------


class TestOverdue:
    """The period ends with Friday, day 11."""

    def rates(self, *cases: Row, requests: tuple[Row, ...] = (), clock: str = "pause") -> tuple[float, float]:
        """True clock and official."""
        plan = small_plan(procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "supplement": {"clock": clock}}})
        row = key(written(plan, *cases, requests=requests))
        return float(row["overdue_true"]), float(row["overdue_official"])

    def test_decided_early_on_time_and_late(self) -> None:
        """One of three is late, by the clock and by date."""
        due = at(3, "10:00")
        cases = [closed(0, due, at(2, "16:00")), closed(0, due, at(3, "09:00")), closed(0, due, at(4, "10:00"))]
        assert self.rates(*cases) == (pytest.approx(1 / 3), pytest.approx(1 / 3))

    def test_at_the_due_time_is_on_time(self) -> None:
        assert self.rates(closed(0, at(3, "16:00"), at(3, "16:00"))) == (0, 0)

    def test_dates_only(self) -> None:
        """Due at 10:00, decided at 16:00 of the same day: late by the clock, on time by date."""
        assert self.rates(closed(0, at(3, "10:00"), at(3, "16:00"))) == (1, 0)

    def test_one_minute_after_midnight_is_late_by_date(self) -> None:
        assert self.rates(closed(0, at(3, "23:59"), at(4, "00:01"))) == (1, 1)

    def test_open_past_the_due_date_counts(self) -> None:
        """Beside one decided in time: one of two."""
        cases = [closed(0, at(5, "10:00"), at(2, "16:00")), opened(0, at(10, "10:00"))]
        assert self.rates(*cases) == (0.5, 0.5)

    def test_open_in_time_is_in_no_denominator(self) -> None:
        cases = [closed(0, at(2, "10:00"), at(3, "16:00")), opened(0, at(14, "10:00")), opened(0, at(15, "10:00"))]
        assert self.rates(*cases) == (1, 1)

    def test_open_on_its_last_day(self) -> None:
        """Due on the last day of the period at 10:00: past by the clock; by date it is not over."""
        cases = [closed(0, at(5, "10:00"), at(2, "16:00")), opened(0, at(11, "10:00"))]
        assert self.rates(*cases) == (0.5, 0)

    def test_only_open_in_time_is_missing(self) -> None:
        true, official = self.rates(opened(0, at(14, "10:00")))
        assert missing(true)
        assert missing(official)

    def test_refusals_are_decisions(self) -> None:
        assert self.rates(closed(0, at(3, "10:00"), at(4, "16:00"), status=CaseStatus.REFUSED)) == (1, 1)

    def test_withdrawn_cases_are_none(self) -> None:
        withdrawn = opened(0, at(3, "10:00"), status=CaseStatus.WITHDRAWN, closed_at=at(5, "10:00"))
        true, official = self.rates(withdrawn)
        assert missing(true)
        assert missing(official)

    def test_decided_before_the_period_is_in_neither(self) -> None:
        plan = small_plan(period={"start": "2025-03-05", "end": "2025-03-07", "warm_up_days": 2})
        row = key(written(plan, closed(0, at(0, "10:00"), at(1, "16:00"))))
        assert missing(row["overdue_true"])
        assert missing(row["overdue_official"])

    def test_decided_after_the_period_counts_as_open(self) -> None:
        """The period ends on Friday, day 4; due that day at 10:00 or the day before; decided the Monday after."""
        cases = [closed(0, at(due_day, "10:00"), at(7, "16:00")) for due_day in (3, 4, 9)]
        row = key(written(small_plan(period=FIRST_WEEK), *cases))
        assert row["overdue_true"] == 1  # two of two: the third is open in time
        assert row["overdue_official"] == 1  # one of one: by date the second is not over on Friday
        assert row["open_past_due"] == 2

    def test_more_than_one_request_counts_as_overdue(self) -> None:
        """Decided well in time after two requests."""
        requests = (
            request(0, at(1, "10:00"), at(5, "10:00"), at(1, "11:00"), at(5, "11:00")),
            request(0, at(2, "10:00"), at(5, "11:00"), at(2, "11:00"), at(5, "12:00")),
        )
        assert self.rates(closed(0, at(5, "12:00"), at(3, "16:00")), requests=requests) == (0, 1)

    def test_one_request_alone_does_not(self) -> None:
        requests = (request(0, at(1, "10:00"), at(5, "10:00"), at(1, "11:00"), at(5, "11:00")),)
        assert self.rates(closed(0, at(5, "11:00"), at(3, "16:00")), requests=requests) == (0, 0)

    def test_open_after_two_requests_counts_as_overdue_though_in_time(self) -> None:
        """By the clock it is open in time, so in no count; officially it is the one overdue case of one."""
        requests = (
            request(0, at(9, "10:00"), at(14, "10:00"), at(9, "11:00"), at(14, "11:00")),
            request(0, at(10, "10:00"), at(14, "11:00"), at(10, "11:00"), at(14, "12:00")),
        )
        true, official = self.rates(opened(0, at(14, "12:00")), requests=requests)
        assert missing(true)
        assert official == 1

    def test_a_second_request_after_the_period_does_not_count_yet(self) -> None:
        """Period to day 4; asked on day 1 and day 7; open in time."""
        requests = (
            request(0, at(1, "10:00"), at(8, "10:00"), at(1, "11:00"), at(8, "11:00")),
            request(0, at(7, "10:00"), at(8, "11:00"), at(7, "11:00"), at(8, "12:00")),
        )
        cases = [opened(0, at(8, "12:00")), closed(0, at(4, "10:00"), at(3, "16:00"))]
        assert key(written(small_plan(period=FIRST_WEEK), *cases, requests=requests))["overdue_official"] == 0

    def test_two_requests_at_one_instant_after_the_period_are_both_undone(self) -> None:
        """Period to day 4, by whose end a case due on day 3 is overdue; the first answer moves that to day 9."""
        asked_at = at(7, "10:00")
        requests = (
            request(0, asked_at, at(3, "10:00"), asked_at, at(9, "10:00")),
            request(0, asked_at, at(9, "10:00")),
        )
        row = key(written(small_plan(period=FIRST_WEEK), opened(0, at(9, "10:00")), requests=requests))
        assert row["open_past_due"] == 1

    @pytest.mark.parametrize("clock", ["pause", "restart"])
    def test_waiting_for_the_applicant_with_a_standing_clock(self, clock: str) -> None:
        """Asked on day 5, before the due time on day 6; not answered by the end: overdue by neither count."""
        true, official = self.rates(
            opened(0, at(6, "10:00")), requests=(request(0, at(5, "10:00"), at(6, "10:00")),), clock=clock
        )
        assert missing(true)
        assert missing(official)

    def test_waiting_for_the_applicant_with_a_clock_that_runs_on(self) -> None:
        """By the true clock it is past; the reports take the date of the request for the end: not overdue."""
        cases = [opened(0, at(6, "10:00")), closed(0, at(5, "10:00"), at(2, "16:00"))]
        requests = (request(0, at(5, "10:00"), at(6, "10:00")),)
        assert self.rates(*cases, requests=requests, clock="run_on") == (0.5, 0)

    def test_asked_after_the_due_date(self) -> None:
        """Due on day 4, asked on day 5: overdue by both, waiting or not."""
        requests = (request(0, at(5, "10:00"), at(4, "10:00")),)
        assert self.rates(opened(0, at(4, "10:00")), requests=requests) == (1, 1)

    def test_asked_on_the_due_date_after_the_due_time(self) -> None:
        """Late by the clock, not by date."""
        cases = [opened(0, at(5, "10:00")), closed(0, at(5, "10:00"), at(2, "16:00"))]
        assert self.rates(*cases, requests=(request(0, at(5, "11:00"), at(5, "10:00")),)) == (0.5, 0)

    def test_waiting_after_a_second_request_counts_as_overdue(self) -> None:
        requests = (
            request(0, at(1, "10:00"), at(12, "10:00"), at(1, "11:00"), at(12, "11:00")),
            request(0, at(2, "10:00"), at(12, "11:00")),
        )
        true, official = self.rates(opened(0, at(12, "11:00")), requests=requests)
        assert missing(true)
        assert official == 1

    def test_an_answer_after_the_period_is_not_known_in_it(self) -> None:
        """Period to day 4; asked on day 2, due day 3; answered on day 7, which moves the due time to day 8.

        On day 4 the applicant is waited for: not past. Had it not been asked, it would be.
        """
        plan, due, later = small_plan(period=FIRST_WEEK), at(3, "10:00"), at(8, "10:00")
        asked_before = request(0, at(2, "10:00"), due, at(7, "10:00"), later)
        asked_after = request(0, at(7, "10:00"), due, at(7, "11:00"), later)
        before = written(plan, opened(0, later), requests=(asked_before,))
        assert figures(before).stock["open_in_time"].sum() == 1
        after = written(plan, opened(0, later), requests=(asked_after,))
        assert figures(after).stock["open_past_due"].sum() == 1

    def test_a_request_after_the_period_is_not_known_in_it(self) -> None:
        """Period to day 4; due on day 5, asked on day 7: on day 4 it was open in time."""
        asked_after = request(0, at(7, "10:00"), at(5, "10:00"), at(7, "11:00"), at(8, "10:00"))
        run = written(small_plan(period=FIRST_WEEK), opened(0, at(8, "10:00")), requests=(asked_after,))
        assert figures(run).stock["open_in_time"].sum() == 1

    @pytest.mark.parametrize("order", [1, -1])
    def test_of_several_requests_the_first_that_is_not_answered_counts(self, order: int) -> None:
        """Period to day 4; due on day 1, asked on day 2, answered on day 7; asked again on day 8, then due on day 9.

        On day 4 the case is past its due time, which is still the first one, in whatever order the requests stand.
        """
        due = at(9, "10:00")
        requests = (
            request(0, at(2, "10:00"), at(1, "10:00"), at(7, "10:00"), due),
            request(0, at(8, "10:00"), due),
        )
        run = written(small_plan(period=FIRST_WEEK), opened(0, due), requests=requests[::order])
        assert figures(run).stock["open_past_due"].sum() == 1

    def test_by_agency(self) -> None:
        late = closed(0, at(2, "10:00"), at(3, "16:00"))
        found = figures(written(two_agencies(), late, closed(0, at(5, "10:00"), at(3, "16:00"), procedure=1), late)).key
        assert found["overdue_true"].to_dict() == {"a": 1, "b": 0, "all": pytest.approx(2 / 3)}


# ---- stock --------------------------------------------------------------------------------------------------------


class TestStock:
    """Period: Wednesday to Friday, days 2 to 4; due on day 3 at 10:00 where nothing else is said."""

    DUE = at(3, "10:00")

    def entries(self, *cases: Row) -> dict[str, int]:
        sums = figures(written(small_plan(period=MIDWEEK), *cases)).stock.sum()
        return {str(name): int(count) for name, count in sums.items() if count}

    @pytest.mark.parametrize(
        ("decided_at", "entry"),
        [
            (at(2, "16:00"), "early"),  # before the day
            (at(3, "00:00"), "on_time"),  # the day begins
            (at(3, "10:00"), "on_time"),  # at the due time
            (at(3, "10:00:01"), "late"),  # after it, on its day
            (at(4, "10:00"), "late"),
        ],
    )
    def test_finished(self, decided_at: int, entry: str) -> None:
        assert self.entries(closed(at(2, "08:10"), self.DUE, decided_at)) == {"received": 1, entry: 1}

    def test_carried_over(self) -> None:
        assert self.entries(closed(at(1, "23:59:59"), self.DUE, at(2, "10:00"))) == {"carried_over": 1, "early": 1}
        assert self.entries(closed(at(2, "00:00"), self.DUE, at(2, "10:00"))) == {"received": 1, "early": 1}

    def test_closed_before_the_period(self) -> None:
        assert self.entries(closed(at(0, "10:00"), self.DUE, at(1, "23:59:59"))) == {}

    def test_received_after_the_period(self) -> None:
        assert self.entries(opened(at(5, "00:00"), at(9, "10:00"))) == {}

    def test_open(self) -> None:
        assert self.entries(opened(at(2, "10:00"), at(4, "10:00"))) == {"received": 1, "open_past_due": 1}
        assert self.entries(opened(at(2, "10:00"), at(7, "10:00"))) == {"received": 1, "open_in_time": 1}

    def test_decided_after_the_period_is_open(self) -> None:
        case = closed(at(2, "10:00"), at(4, "10:00"), at(5, "00:00"))
        assert self.entries(case) == {"received": 1, "open_past_due": 1}

    @pytest.mark.parametrize("status", [CaseStatus.REFUSED, CaseStatus.WITHDRAWN])
    def test_refused_or_withdrawn(self, status: CaseStatus) -> None:
        """Late or not."""
        case = opened(at(2, "10:00"), self.DUE, status=status, closed_at=at(4, "10:00"))
        if status == CaseStatus.REFUSED:
            case |= {"decided_at": at(4, "10:00")}
        assert self.entries(case) == {"received": 1, "refused_or_withdrawn": 1}

    @pytest.mark.parametrize(
        "status", [CaseStatus.COMING, CaseStatus.RETURNED, CaseStatus.GAVE_UP, CaseStatus.ANSWERED]
    )
    def test_never_accepted_is_never_received(self, status: CaseStatus) -> None:
        assert self.entries({"status": status, "closed_at": at(3, "10:00")}) == {}

    def test_by_agency_and_channel(self) -> None:
        """The channel is the one in which the dossier came in the end."""
        plan = two_agencies()
        early = closed(at(0, "10:00"), self.DUE, at(1, "16:00"))
        cases = [
            early,
            early | {"channel": Channel.ONLINE},
            early | {"channel": Channel.POST, "procedure": 1},
            opened(at(0, "10:00"), self.DUE, channel=Channel.ONLINE, procedure=1),
        ]
        stock = figures(written(plan, *cases)).stock
        assert stock.index.tolist() == [(agency, way) for agency in "ab" for way in ("counter", "post", "online")]
        assert stock["early"].tolist() == [1, 0, 1, 0, 1, 0]
        assert stock["open_past_due"].tolist() == [0, 0, 0, 0, 0, 1]
        assert stock["received"].tolist() == [1, 0, 1, 0, 1, 1]

    def test_a_broken_identity_is_an_error(self) -> None:
        """Decided on the last day of the period, but accepted only after it."""
        with pytest.raises(StockError, match="stock identity"):
            self.entries(closed(at(7, "08:10"), at(9, "10:00"), at(4, "10:00")))

    def test_key_figures_are_its_sums(self) -> None:
        """Two early, one late, one refused, one open in time, one open past due."""
        early, due = closed(at(2, "08:10"), self.DUE, at(2, "16:00")), self.DUE
        cases = [
            early,
            early,
            closed(at(2, "08:10"), due, at(4, "16:00")),
            closed(at(2, "08:10"), due, at(2, "16:00"), status=CaseStatus.REFUSED),
            opened(at(2, "08:10"), at(7, "10:00")),
            opened(at(2, "08:10"), due),
        ]
        row = key(written(small_plan(period=MIDWEEK), *cases))
        assert row[["received", "finished", "open_cases", "open_past_due"]].tolist() == [6, 3, 2, 1]

    def test_awaiting_intake(self) -> None:
        """Not done at the end, and done only after it, a second try; not: done by then, or in after the period."""
        plan = two_agencies(period=MIDWEEK)
        ends = at(5, "00:00")
        desk = (
            {"case": 0, "joined_at": at(2, "09:00"), "started_at": at(2, "09:10"), "ended_at": at(2, "09:30")},
            {"case": 0, "joined_at": at(4, "09:00")},
            {"case": 1, "joined_at": at(1, "09:00"), "started_at": at(4, "16:50"), "ended_at": ends},
            {"case": 2, "joined_at": at(4, "09:00"), "started_at": at(4, "16:50"), "ended_at": ends - 1},
            {"case": 2, "joined_at": ends},
        )
        cases = [{"channel": Channel.ONLINE, "procedure": number % 2} for number in range(3)]
        found = figures(written(plan, *cases, desk=desk)).key["awaiting_intake"]
        assert found.to_dict() == {"a": 1, "b": 1, "all": 2}

    def test_online_share(self) -> None:
        """Of three cases received one came online; one carried over does not count."""
        case = opened(at(2, "10:00"), at(7, "10:00"))
        cases = [case, case, case | {"channel": Channel.ONLINE}, case | {"channel": Channel.ONLINE, "accepted_at": 0}]
        assert key(written(small_plan(period=MIDWEEK), *cases))["online_share"] == pytest.approx(1 / 3)


# ---- load ---------------------------------------------------------------------------------------------------------


def did(activity: Activity, begins: str, ends: str, staff: int = 0, work_min: float = 0, day: int = 0) -> Row:
    return {
        "staff": staff,
        "activity": activity,
        "begins_at": at(day, begins),
        "ends_at": at(day, ends),
        "work_ms": minutes(work_min),
        "case": 0,
    }


class TestLoad:
    """One Monday: one officer (staff 0) and one reviewer (staff 1) of eight hours."""

    def plan(self, **more: Any) -> Plan:
        return small_plan(period={"start": "2025-03-03", "end": "2025-03-03", "warm_up_days": 0}, **more)

    def test_officers(self) -> None:
        """Service 60, wrap-up 5, desk 30, service 11:50 to 12:10: half of it overtime; duty 20."""
        run = written(
            self.plan(),
            {},
            activities=(
                did(Activity.SERVICE, "08:00", "09:00"),
                did(Activity.WRAP_UP, "09:00", "09:05"),
                did(Activity.DUTY, "09:05", "09:25"),
                did(Activity.DESK, "10:00", "10:30"),
                did(Activity.SERVICE, "11:50", "12:10"),
            ),
        )
        load = figures(run).officers
        assert load["rostered_min"].tolist() == [480]
        assert load["worked_min"].tolist() == [60 + 5 + 30 + 10]
        assert load["duty_min"].tolist() == [20]
        assert load["overtime_min"].tolist() == [10]
        row = key(run)
        assert row["utilisation"] == 105 / 480
        assert row["duty_share"] == 20 / 480
        assert row["overtime_hours"] == pytest.approx(10 / 60)

    def test_overtime_does_not_widen_the_roster(self) -> None:
        """All eight hours worked and one more after closing: utilisation is 1, not more and not less."""
        run = written(
            self.plan(),
            {},
            activities=(did(Activity.SERVICE, "08:00", "12:00"), did(Activity.SERVICE, "13:00", "18:00")),
        )
        assert key(run)["utilisation"] == 1
        assert key(run)["overtime_hours"] == 1

    def test_wrap_up_after_the_block_is_overtime(self) -> None:
        run = written(self.plan(), {}, activities=(did(Activity.WRAP_UP, "11:58", "12:03"),))
        load = figures(run).officers
        assert (load["worked_min"].tolist(), load["overtime_min"].tolist()) == ([2], [3])

    def test_a_duty_out_of_the_roster_is_overtime(self) -> None:
        """Ten minutes before lunch and ten after its begin; beside it five minutes of wrap-up in the roster."""
        done = (did(Activity.WRAP_UP, "11:45", "11:50"), did(Activity.DUTY, "11:50", "12:10"))
        load = figures(written(self.plan(), {}, activities=done)).officers
        assert load[["worked_min", "duty_min", "overtime_min"]].to_numpy().tolist() == [[5, 10, 10]]

    def test_work_longer_than_the_run_is_cut(self) -> None:
        """The first officer's service goes on for three days after the run of one; the second's is apart from it."""
        plan = self.plan(counters={"a": {"agencies": ["a"], "officers": 2}})
        long = did(Activity.SERVICE, "16:00", "17:00", 0) | {"ends_at": at(4, "00:00")}
        load = figures(written(plan, {}, activities=(long, did(Activity.SERVICE, "08:00", "09:00", 1)))).officers
        assert load["worked_min"].tolist() == [60, 60]
        assert load["overtime_min"].tolist() == [7 * 60, 0]

    def test_a_pool_without_work_is_divided_evenly(self) -> None:
        """Eight officer hours at 10 đồng."""
        plan = self.plan(
            agencies={"a": {"reviewers": 0}, "b": {"reviewers": 0}},
            counters={"pool": {"agencies": ["a", "b"], "officers": 1}},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
            costs={"officer_hour": 10},
        )
        assert figures(written(plan, {})).key["staff_cost"].to_dict() == {"a": 40, "b": 40, "all": 80}

    def test_two_officers_apart(self) -> None:
        """The first all day, the second in the morning only."""
        roster = [{"days": "mon", "hours": "13:00-17:00", "officers": 1}]
        plan = self.plan(counters={"a": {"agencies": ["a"], "officers": 2, "roster": roster}})
        done = (did(Activity.SERVICE, "08:00", "09:00", 0), did(Activity.SERVICE, "11:55", "12:05", 1))
        run = written(plan, {}, activities=done)
        load = figures(run).officers
        assert load["rostered_min"].tolist() == [480, 240]
        assert load["worked_min"].tolist() == [60, 5]
        assert load["overtime_min"].tolist() == [0, 5]
        assert key(run)["utilisation"] == 65 / 720

    def test_desk_work_paused_over_lunch_is_no_overtime(self) -> None:
        """Simulated: submitted at 11:55, ten minutes of desk: 11:55 to 12:00 and 13:00 to 13:05."""
        run = run_cases(
            self.plan(),
            case_table({"channel": Channel.ONLINE, "comes_at": at(0, "11:55"), "return_channel": Channel.ONLINE}),
        )
        load = figures(run).officers
        assert (load["worked_min"].tolist(), load["overtime_min"].tolist()) == ([10], [0])

    def test_reviewers_work_in_office_time(self) -> None:
        """From 11:30 to 13:30, an hour without lunch: 60 of 480 minutes."""
        run = written(self.plan(), {}, activities=(did(Activity.TASK, "11:30", "13:30", staff=1, work_min=60),))
        load = figures(run).reviewers
        assert load["agency"].tolist() == ["a"]
        assert (load["rostered_min"].tolist(), load["worked_min"].tolist()) == ([480], [60])
        assert key(run)["reviewer_utilisation"] == 60 / 480
        assert key(run)["utilisation"] == 0

    def test_only_the_period_counts(self) -> None:
        """The period is Tuesday, between warm-up and follow-up; work over midnight is cut at its edges."""
        plan = small_plan(period={"start": "2025-03-04", "end": "2025-03-04", "warm_up_days": 1, "follow_up_days": 1})
        overnight = did(Activity.TASK, "16:00", "24:00", staff=1) | {"ends_at": at(2, "09:00")}
        run = written(plan, {}, activities=(did(Activity.SERVICE, "08:00", "09:00"), overnight))
        found = figures(run)
        assert found.officers["rostered_min"].tolist() == [480]
        assert found.officers["worked_min"].tolist() == [0]
        assert found.reviewers["worked_min"].tolist() == [480]

    def test_nobody_rostered_is_missing(self) -> None:
        plan = self.plan(counters={"a": {"agencies": ["a"], "officers": 0}})
        assert missing(key(written(plan, {}))["utilisation"])

    def test_a_pool_serves_several_agencies(self) -> None:
        """Both have the pool's utilisation; its overtime is that of a, for whom all the work was done."""
        plan = self.plan(
            agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
            counters={"pool": {"agencies": ["a", "b"], "officers": 1}},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
        )
        found = figures(written(plan, {}, activities=(did(Activity.SERVICE, "16:00", "18:00"),))).key
        assert found["utilisation"].to_dict() == {"a": 60 / 480, "b": 60 / 480, "all": 60 / 480}
        assert found["overtime_hours"].to_dict() == {"a": 1, "b": 0, "all": 1}


# ---- effort -------------------------------------------------------------------------------------------------------


class TestEffort:
    def test_visits_per_case(self) -> None:
        """Decided cases with 2 and 3 trips; the open one with 1 does not count yet."""
        decided = closed(0, at(3, "10:00"), at(2, "16:00"))
        cases = [decided, decided, opened(0, at(3, "10:00"))]
        visits = tuple(served(case, at(0, "09:00"), 0) for case in (0, 0, 1, 1, 1, 2))
        assert key(written(small_plan(), *cases, visits=visits))["visits_per_case"] == 2.5

    def test_trips_for_nothing_count(self) -> None:
        """Left, turned away, no ticket, served: four trips; who did not show up made none."""
        trips = (
            unserved(0, at(0, "09:00"), 10, VisitOutcome.LEFT),
            unserved(0, at(1, "09:00"), 0, VisitOutcome.TURNED_AWAY),
            unserved(0, at(1, "17:30"), 0, VisitOutcome.NO_TICKET),
            {"case": 0, "ended_at": at(2, "09:00"), "outcome": VisitOutcome.NO_SHOW},
            served(0, at(3, "09:00"), 0),
        )
        assert (
            key(written(small_plan(), closed(0, at(9, "10:00"), at(4, "16:00")), visits=trips))["visits_per_case"] == 4
        )

    def test_a_case_without_visits_counts(self) -> None:
        """Online there and back, beside one with two trips: one on average."""
        decided = closed(0, at(3, "10:00"), at(2, "16:00"))
        visits = (served(1, at(0, "09:00"), 0), served(1, at(3, "09:00"), 0))
        assert key(written(small_plan(), decided, decided, visits=visits))["visits_per_case"] == 1

    def test_waiting_hours(self) -> None:
        """30 and 60 minutes served, 15 left: 1:45 h."""
        visits = (
            served(0, at(0, "09:00"), 30),
            served(0, at(0, "09:00"), 60),
            unserved(0, at(0, "09:00"), 15, VisitOutcome.LEFT),
        )
        assert key(written(small_plan(), {}, visits=visits))["waiting_hours"] == 1.75

    def test_travel_hours(self) -> None:
        """45 minutes one way, there and back, for somebody served, one who left and one turned away: 4:30 h.

        A no-show does not travel, and where no way is given none is counted.
        """
        plan = small_plan(
            sites={"centre": {"travel_min": {"centre": 45}}, "other": {}},
            counters={
                "a": {"site": "centre", "agencies": ["a"], "officers": 1},
                "b": {"site": "other", "agencies": ["a"], "officers": 1},
            },
        )
        visits = (
            served(0, at(0, "09:00"), 0),
            unserved(0, at(0, "09:00"), 5, VisitOutcome.LEFT),
            unserved(0, at(0, "09:00"), 0, VisitOutcome.TURNED_AWAY),
            {"case": 0, "ended_at": at(0, "09:00"), "outcome": VisitOutcome.NO_SHOW},
            served(1, at(0, "09:00"), 0),
        )
        run = written(plan, {"home": 0, "site": 0}, {"home": 1, "site": 1}, visits=visits)
        assert key(run)["travel_hours"] == 4.5

    def test_staff_cost(self) -> None:
        """One Monday: eight officer hours at 60, half an hour of overtime at one and a half times it, a reviewer at 80.

        480 + 45 + 640.
        """
        plan = small_plan(
            period={"start": "2025-03-03", "end": "2025-03-03", "warm_up_days": 0},
            costs={"officer_hour": 60, "reviewer_hour": 80, "overtime_factor": 1.5},
        )
        run = written(plan, {}, activities=(did(Activity.SERVICE, "16:45", "17:30"),))
        assert key(run)["staff_cost"] == 480 + 45 + 640

    def test_who_is_away_is_paid(self) -> None:
        """Two officers, a clerk at the desk and two reviewers over two days, of whom many are away for one or both.

        Eight hours a day each: 3 * 16 at 60 and 2 * 16 at 80, and an hour of overtime at one and a half times 60.
        """
        plan = small_plan(
            period={"start": "2025-03-03", "end": "2025-03-04", "warm_up_days": 0},
            agencies={"a": {"reviewers": 2}},
            counters={"a": {"agencies": ["a"], "officers": 2, "desk": "dedicated", "desk_staff": 1}},
            costs={"officer_hour": 60, "reviewer_hour": 80, "overtime_factor": 1.5},
        )
        away = Absences(
            {"a": np.array([[True, False], [False, False], [True, True]])},
            {"a": np.array([[True, True], [False, True]])},
        )
        run = written(plan, {}, activities=(did(Activity.SERVICE, "17:00", "18:00", 1),))
        absent = replace(run, resources=build_resources(plan, run.calendar, away))
        assert key(absent)["staff_cost"] == key(run)["staff_cost"] == 3 * 16 * 60 + 2 * 16 * 80 + 90
        assert figures(absent).officers["rostered_min"].tolist() == [480, 960, 0]

    def test_staff_cost_of_each_agency(self) -> None:
        """a: eight officer hours and no reviewer; b: eight officer hours and two reviewers; 10 đồng an hour."""
        plan = small_plan(
            period={"start": "2025-03-03", "end": "2025-03-03", "warm_up_days": 0},
            agencies={"a": {"reviewers": 0}, "b": {"reviewers": 2}},
            counters={each: {"agencies": [each], "officers": 1} for each in "ab"},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
            costs={"officer_hour": 10, "reviewer_hour": 10},
        )
        assert figures(written(plan, {})).key["staff_cost"].to_dict() == {"a": 80, "b": 240, "all": 320}

    def test_a_pool_is_divided_by_its_work(self) -> None:
        """One officer for a and b, 8 hours at 10 đồng: 20 minutes of work for a, 60 for b; so 20 and 60 đồng.

        The last 20 minutes are overtime: 5 for a, 15 for b; at the factor 1.5 they cost 5 đồng, 1.25 and 3.75.
        """
        plan = small_plan(
            period={"start": "2025-03-03", "end": "2025-03-03", "warm_up_days": 0},
            agencies={"a": {"reviewers": 0}, "b": {"reviewers": 0}},
            counters={"pool": {"agencies": ["a", "b"], "officers": 1}},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
            costs={"officer_hour": 10},
        )
        work = (did(Activity.SERVICE, "10:00", "10:20"), did(Activity.SERVICE, "16:20", "17:20") | {"case": 1})
        found = figures(written(plan, {}, {"procedure": 1}, activities=work)).key
        assert found["staff_cost"].to_dict() == {"a": 21.25, "b": 63.75, "all": 85}
        assert (60 * found["overtime_hours"]).round(9).to_dict() == {"a": 5, "b": 15, "all": 20}

    def test_without_a_price_cost_is_missing(self) -> None:
        row = key(written(small_plan(), {}))
        assert row[["staff_cost", "postage", "travel_hours"]].isna().all()

    def test_postage(self) -> None:
        """Two dossiers posted at 30, one result sent at 50: 110. Online, or made at once, costs nothing."""
        plan = small_plan(costs={"postage_in": 30, "postage_out": 50})
        done = closed(0, at(3, "10:00"), at(2, "16:00"))
        cases = [
            {"channel": Channel.POST, "submitted_at": at(0, "09:00")},
            {"channel": Channel.POST, "submitted_at": at(1, "09:00")},
            done | {"returned_by": Channel.POST, "submitted_at": at(0, "09:00")},
            done | {"returned_by": Channel.ONLINE, "channel": Channel.ONLINE, "submitted_at": at(0, "09:00")},
            done | {"return_channel": Channel.POST, "returned_by": Channel.COUNTER, "at_once": True},
        ]
        row = key(written(plan, *cases))
        assert row["postage"] == 110
        assert row["results_by_post"] == 1

    def test_a_result_that_is_posted_after_a_collection_in_vain_costs_postage(self) -> None:
        """Simulated: decided on Monday; on Tuesday the applicant comes at 08:10, and leaves at 08:20 not to come again.

        Case 1 has the officer from 08:00 to 09:30. The result goes with Tuesday's mail and is there on Wednesday.
        """
        leaver = {
            "comes_at": at(0, "08:00"),
            "hour_ms": at(0, "08:10"),
            "patience_ms": minutes(10),
            "after_leaving": AfterLeaving.GO_ONLINE,
        }
        busy = {"day": 1, "comes_at": at(1, "08:00"), "intake_ms": minutes(90), "return_channel": Channel.ONLINE}
        run = run_cases(small_plan(costs={"postage_out": 50}), case_table(leaver, busy))
        assert run.records.cases.handed_over_at[0] == at(2, "09:00")
        assert key(run)["results_by_post"] == 1
        assert key(run)["postage"] == 50

    def test_only_the_period_counts(self) -> None:
        """Everything on Monday, before the period of Wednesday to Friday."""
        plan = small_plan(
            period={"start": "2025-03-05", "end": "2025-03-07", "warm_up_days": 2},
            sites={"centre": {"travel_min": {"centre": 30}}},
            costs={"postage_in": 30, "postage_out": 50},
        )
        posted = {"channel": Channel.POST, "returned_by": Channel.POST, "submitted_at": at(0, "09:00")}
        run = written(plan, closed(0, at(3, "10:00"), at(1, "16:00")) | posted, visits=(served(0, at(0, "09:00"), 30),))
        row = key(run)
        assert row[["waiting_hours", "travel_hours", "postage", "results_by_post"]].tolist() == [0, 0, 0, 0]
        assert missing(row["visits_per_case"])


# ---- acknowledged -------------------------------------------------------------------------------------------------


class TestAcknowledged:
    """Within eight office hours, for online cases."""

    def share(self, *submitted_and_acknowledged: tuple[int, int]) -> float:
        cases = [
            {"channel": Channel.ONLINE, "submitted_at": submitted, "acknowledged_at": acknowledged}
            for submitted, acknowledged in submitted_and_acknowledged
        ]
        return float(key(written(small_plan(), *cases))["acknowledged_in_time"])

    def test_exactly_eight_office_hours(self) -> None:
        """Monday 10:00 to Tuesday 10:00; a second more is too late."""
        assert self.share((at(0, "10:00"), at(1, "10:00"))) == 1
        assert self.share((at(0, "10:00"), at(1, "10:00:01"))) == 0

    def test_nights_and_weekends_do_not_count(self) -> None:
        """Saturday 10:00 to Monday 17:00 is eight office hours; to Tuesday 08:01 one minute more."""
        assert self.share((at(5, "10:00"), at(7, "17:00"))) == 1
        assert self.share((at(5, "10:00"), at(8, "08:01"))) == 0

    def test_the_share(self) -> None:
        soon, late = (at(0, "10:00"), at(0, "10:10")), (at(0, "10:00"), at(4, "10:00"))
        assert self.share(soon, soon, late) == pytest.approx(2 / 3)

    def test_not_acknowledged_counts_once_the_time_is_over(self) -> None:
        """Submitted on Monday and never looked at: late; on the last Friday at 10:00: not known yet."""
        soon = (at(0, "10:00"), at(0, "10:10"))
        assert self.share(soon, (at(1, "10:00"), NONE)) == 0.5
        assert self.share(soon, (at(11, "10:00"), NONE)) == 1
        assert missing(self.share((at(11, "10:00"), NONE)))

    def test_others_do_not_count(self) -> None:
        counter = {"submitted_at": at(0, "10:00"), "acknowledged_at": at(9, "10:00")}
        assert missing(key(written(small_plan(), counter, counter | {"channel": Channel.POST}))["acknowledged_in_time"])

    def test_another_target(self) -> None:
        """Two office hours."""
        case = {"channel": Channel.ONLINE, "submitted_at": at(0, "10:00")}
        plan = small_plan(targets={"acknowledge_hours": 2})
        cases = [case | {"acknowledged_at": at(0, "12:00")}, case | {"acknowledged_at": at(0, "13:01")}]
        assert key(written(plan, *cases))["acknowledged_in_time"] == 0.5

    def test_who_changed_to_online_is_acknowledged_online(self) -> None:
        """Simulated: the counter finds the dossier flawed at 08:10, the applicant leaves the queue on Tuesday at 08:20.

        From then on it is an online case, submitted at 08:20. The only officer serves case 1 (ten hours from Tuesday
        08:00 in overtime, closing or not) until 18:00, so that the desk looks at it on Wednesday, 08:00 to 08:10: 7:50
        office hours later, in time; with a target of four hours it is late.
        """
        changes = {
            "comes_at": at(0, "08:00"),
            "flawed": [True, False],
            "hour_ms": at(0, "08:10"),
            "patience_ms": minutes(10),
            "after_leaving": AfterLeaving.GO_ONLINE,
        }
        busy = {"day": 1, "comes_at": at(1, "08:00"), "intake_ms": minutes(600), "return_channel": Channel.ONLINE}
        run = run_cases(small_plan(targets={"acknowledge_hours": 4}), case_table(changes, busy))
        assert run.records.cases.channel.tolist() == [Channel.ONLINE, Channel.COUNTER]
        assert run.records.cases.submitted_at[0] == at(1, "08:20")
        assert run.records.desk.ended_at.tolist() == [at(2, "08:10")]
        assert run.records.cases.acknowledged_at[0] == at(2, "08:10")
        assert key(run)["acknowledged_in_time"] == 0


# ---- queues and open cases ----------------------------------------------------------------------------------------


class TestQueues:
    def plan(self, **more: Any) -> Plan:
        return small_plan(period={"start": "2025-03-03", "end": "2025-03-04", "warm_up_days": 0}, **more)

    def by_hour(self, run: Run) -> dict[int, float]:
        """Mean number waiting by hour, over the days; hours without anybody left out."""
        means = figures(run).queues.groupby("hour")["waiting"].mean()
        return {int(hour): float(mean) for hour, mean in means.items() if mean}

    def test_area_by_hour(self) -> None:
        """Monday 08:30 to 09:15 and 08:45 to 09:00 (left): 45 person-minutes before 09:00, 15 after.

        Two open days: 45/60/2 and 15/60/2 people.
        """
        visits = (served(0, at(0, "08:30"), 45), unserved(0, at(0, "08:45"), 15, VisitOutcome.LEFT))
        assert self.by_hour(written(self.plan(), {}, visits=visits)) == {8: 45 / 120, 9: 15 / 120}

    def test_the_hours_of_the_table(self) -> None:
        """Every hour that touches opening hours, on both days, with nobody waiting."""
        table = figures(written(self.plan(), {})).queues
        assert table["weekday"].tolist() == ["mon"] * 8 + ["tue"] * 8
        assert table["hour"].tolist() == [8, 9, 10, 11, 13, 14, 15, 16] * 2
        assert table["days"].tolist() == [1] * 16
        assert table["waiting"].tolist() == [0] * 16
        assert table[["site", "agency"]].drop_duplicates().values.tolist() == [["centre", "a"]]

    def test_half_open_hours_are_in_the_table(self) -> None:
        """Open 07:30 to 09:30: hours 7, 8 and 9."""
        plan = self.plan(calendar={"country": "", "hours": {"mon": ["07:30-09:30"], "tue": ["08:00-09:00"]}})
        table = figures(written(plan, {})).queues
        assert table["hour"].tolist() == [7, 8, 9, 8]

    def test_a_half_open_hour_counts_by_its_open_half(self) -> None:
        """Open from 07:30; one waits from then to 08:00: one person through the open half of the hour."""
        plan = self.plan(calendar={"country": "", "hours": {"mon": ["07:30-09:30"]}})
        table = figures(written(plan, {}, visits=(served(0, at(0, "07:30"), 30),))).queues
        assert table.set_index("hour")["waiting"].to_dict() == {7: 1.0, 8: 0.0, 9: 0.0}

    def test_a_wait_over_hours_and_lunch(self) -> None:
        """Held over lunch, 11:30 to 13:30 on Monday: half an hour in each of the open hours."""
        assert self.by_hour(written(self.plan(), {}, visits=(served(0, at(0, "11:30"), 120),))) == {11: 0.25, 13: 0.25}

    def test_both_days(self) -> None:
        """One person for the whole hour on Monday, three on Tuesday: two on average."""
        visits = tuple(served(0, at(day, "10:00"), 60) for day in (0, 1, 1, 1))
        assert self.by_hour(written(self.plan(), {}, visits=visits)) == {10: 2}

    def test_who_turned_away_was_not_in_it(self) -> None:
        visits = (unserved(0, at(0, "10:00"), 0, VisitOutcome.TURNED_AWAY),)
        assert self.by_hour(written(self.plan(), {}, visits=visits)) == {}

    def test_who_still_waits_at_the_end_of_the_run_is_in_it(self) -> None:
        """Ticket on Tuesday at 16:30, never called: half an hour of the last open hour."""
        visits = (still_waiting(0, at(1, "16:30")),)
        assert self.by_hour(written(self.plan(), {}, visits=visits)) == {16: 0.25}

    def test_by_agency_of_a_pool(self) -> None:
        """One group serves both agencies; each has its own ticket queue."""
        plan = self.plan(
            agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
            counters={"pool": {"agencies": ["a", "b"], "officers": 1}},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
        )
        run = written(plan, {}, {"procedure": 1}, visits=(served(1, at(0, "10:00"), 60),))
        table = figures(run).queues.groupby(["agency", "hour"])["waiting"].mean()
        assert (table["a", 10], table["b", 10]) == (0, 0.5)

    def test_by_site(self) -> None:
        plan = self.plan(
            sites={"centre": {}, "district": {}},
            counters={each: {"site": each, "agencies": ["a"], "officers": 1} for each in ("centre", "district")},
        )
        run = written(plan, {"site": 1}, visits=(served(0, at(0, "10:00"), 60, group=1),))
        table = figures(run).queues.groupby(["site", "hour"])["waiting"].mean()
        assert (table["centre", 10], table["district", 10]) == (0, 0.5)

    def test_by_agency(self) -> None:
        plan = self.plan(
            agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
            counters={each: {"agencies": [each], "officers": 1} for each in "ab"},
            procedures={each: {"agency": each, "per_year": 0, "days": 2} for each in "ab"},
        )
        run = written(plan, {}, {"procedure": 1}, visits=(served(1, at(0, "10:00"), 60, group=1),))
        table = figures(run).queues.groupby(["agency", "hour"])["waiting"].mean()
        assert (table["a", 10], table["b", 10]) == (0, 0.5)

    def test_day_by_day(self) -> None:
        visits = (served(0, at(1, "10:00"), 60),)
        run = written(self.plan(), {}, visits=visits)
        by_day = queue_by_day(run, queues(run))
        assert by_day.loc[by_day["waiting"] > 0, ["day", "hour", "waiting"]].values.tolist() == [
            [pd.Timestamp("2025-03-04"), 10, 1.0]
        ]


class TestOpenCases:
    def test_at_the_end_of_each_day(self) -> None:
        """Case 0 from Monday to Tuesday, case 1 from Tuesday on, case 2 within Tuesday, case 3 never accepted."""
        plan = small_plan(period={"start": "2025-03-03", "end": "2025-03-05", "warm_up_days": 0})
        due = at(9, "10:00")
        run = written(
            plan,
            closed(at(0, "10:00"), due, at(1, "16:00")),
            opened(at(1, "10:00"), due),
            closed(at(1, "10:00"), due, at(1, "16:00")),
            {"status": CaseStatus.RETURNED, "closed_at": at(0, "10:00")},
        )
        found = figures(run).open_cases
        assert found["a"].tolist() == [1, 1, 1]
        assert found.index.strftime("%Y-%m-%d").tolist() == ["2025-03-03", "2025-03-04", "2025-03-05"]

    def test_days_of_the_period_with_what_was_open_before(self) -> None:
        plan = small_plan(period={"start": "2025-03-05", "end": "2025-03-06", "warm_up_days": 2, "follow_up_days": 1})
        run = written(plan, opened(at(0, "10:00"), at(9, "10:00")), closed(0, at(9, "10:00"), at(3, "10:00")))
        assert figures(run).open_cases["a"].tolist() == [2, 1]

    def test_the_last_day_agrees_with_the_stock(self) -> None:
        run = written(small_plan(), opened(at(0, "10:00"), at(2, "10:00")), opened(at(1, "10:00"), at(20, "10:00")))
        assert figures(run).open_cases["a"].iloc[-1] == key(run)["open_cases"] == 2


# ---- missing, not zero --------------------------------------------------------------------------------------------


class TestMissing:
    """A figure with no case behind it is missing, not zero."""

    SHARES_AND_MEANS = (
        "wait_mean_min",
        "wait_median_min",
        "wait_p90_min",
        "wait_p95_min",
        "wait_max_min",
        "within_target",
        "left_share",
        "left_wait_mean_min",
        "overdue_true",
        "overdue_official",
        "acknowledged_in_time",
        "online_share",
        "visits_per_case",
    )

    def test_without_any_case(self) -> None:
        row = key(written(small_plan()))
        assert row[list(self.SHARES_AND_MEANS)].isna().all()
        assert row["visits"] == row["received"] == 0

    def test_of_one_agency_only(self) -> None:
        """Agency a has a case, b has none; over all it is a's figure."""
        decided = closed(at(0, "10:00"), at(3, "10:00"), at(2, "16:00"))
        visits = (served(0, at(0, "09:00"), 10), served(0, at(3, "09:00"), 10))
        found = figures(written(two_agencies(), decided, visits=visits)).key
        assert found.loc["b", list(self.SHARES_AND_MEANS)].isna().all()
        assert found.loc["all", ["wait_mean_min", "overdue_true", "visits_per_case"]].tolist() == [10, 0, 2]

    def test_tables_are_empty_with_all_their_columns(self) -> None:
        found = tables(written(small_plan()))
        assert all(table.empty for name, table in found.items() if name != "shifts")
        assert figures(written(small_plan())).waits.empty

    def test_every_key_figure_is_there(self) -> None:
        assert list(figures(written(small_plan())).key.columns) == list(KEY_FIGURES)


# ---- intervals ----------------------------------------------------------------------------------------------------


class TestEstimate:
    def test_five_values(self) -> None:
        """Mean 3, s = sqrt(10/4) = 1.5811, t(4; 0.975) = 2.7764: half width 2.7764 * 1.5811 / sqrt(5) = 1.9632."""
        found = estimate([1, 2, 3, 4, 5])
        assert found.value == 3
        assert found.low == pytest.approx(3 - 1.9632, abs=1e-4)
        assert found.high == pytest.approx(3 + 1.9632, abs=1e-4)
        assert found.replications == 5

    def test_two_values(self) -> None:
        """s = sqrt(2), t(1; 0.975) = 12.7062: half width 12.7062 * sqrt(2) / sqrt(2)."""
        found = estimate([10, 12])
        assert (found.low, found.high) == (pytest.approx(11 - 12.7062, abs=1e-4), pytest.approx(11 + 12.7062, abs=1e-4))

    def test_another_confidence(self) -> None:
        """t(1; 0.95) = 6.3138."""
        assert estimate([10, 12], confidence=0.9).high == pytest.approx(11 + 6.3138, abs=1e-4)

    def test_equal_values_leave_no_doubt(self) -> None:
        found = estimate([4, 4, 4])
        assert (found.value, found.low, found.high) == (4, 4, 4)

    def test_missing_values_are_left_out_and_not_counted(self) -> None:
        assert estimate([1, math.nan, 2, 3, math.nan, 4, 5]) == estimate([1, 2, 3, 4, 5])

    def test_one_value_has_no_interval(self) -> None:
        found = estimate([7, math.nan])
        assert (found.value, found.replications) == (7, 1)
        assert missing(found.low)
        assert missing(found.high)

    @pytest.mark.parametrize("values", [[], [math.nan, math.nan]])
    def test_no_value_is_missing(self, values: list[float]) -> None:
        found = estimate(values)
        assert missing(found.value)
        assert missing(found.low)
        assert found.replications == 0
