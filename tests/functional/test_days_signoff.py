"""Rule 9 on paper: signatures at set times of day.

Cases are accepted as their intake (10 minutes) ends and worked on for as long as the test says, by enough reviewers not
to wait: ``ready(day, time)`` is a case whose work ends then.
"""

from typing import Any

import pytest

from tests.small import at, minutes, records_of, small_plan
from tvsim.calendar import NONE
from tvsim.codes import CaseStatus
from tvsim.models import Records
from tvsim.scenario.schema import Plan

TWO_DAYS, ONE_DAY = 0, 1
AGENCY, COMMITTEE = 0, 1


def signing_plan(
    times: list[str], capacity: int | None = None, committee: dict[str, Any] | None = None, **more: Any
) -> Plan:
    """Agency ``a`` with the signing times; with ``committee`` its procedures need the committee too."""
    needs_it = {"committee": committee is not None}
    tables: dict[str, Any] = {
        "agencies": {"a": {"reviewers": 9, "sign_off": {"times": times, "capacity": capacity}}},
        "counters": {"a": {"agencies": ["a"], "officers": 9}},
        "procedures": {
            "two": {"agency": "a", "per_year": 0, "days": 2, **needs_it},
            "one": {"agency": "a", "per_year": 0, "days": 1, **needs_it},
        },
    }
    if committee is not None:
        tables["committee"] = committee
    return small_plan(**tables, **more)


def ready(day: int, time: str, work_min: float = 20, **columns: Any) -> dict[str, Any]:
    """A case whose work of so many minutes (without lunch in it) ends then, intake of 10 minutes before it."""
    return {
        "day": day,
        "comes_at": at(day, time) - minutes(work_min + 10),
        "work_ms": minutes(work_min),
        **columns,
    }


def decided(records: Records) -> list[int]:
    return [int(each) for each in records.cases.decided_at]


class TestSetTimes:
    @pytest.mark.parametrize(
        ("time", "signed"),
        [
            ("09:10", at(0, "10:00")),
            ("09:59:59", at(0, "10:00")),
            ("10:00", at(0, "10:00")),  # ready exactly then
            ("10:00:01", at(0, "16:00")),
            ("16:00", at(0, "16:00")),
            ("16:00:01", at(1, "10:00")),
            ("16:59", at(1, "10:00")),
        ],
    )
    def test_the_next_time_from_ready_on(self, time: str, signed: int) -> None:
        records = records_of(signing_plan(["10:00", "16:00"]), ready(0, time))
        assert records.signatures.ready_at.tolist() == [at(0, time)]
        assert records.signatures.signed_at.tolist() == [signed]
        assert decided(records) == [signed]

    def test_times_in_any_order(self) -> None:
        records = records_of(signing_plan(["16:00", "10:00"]), ready(0, "09:10"), ready(0, "09:10"))
        assert decided(records) == [at(0, "10:00")] * 2
        assert len(records.signatures.case) == 2

    def test_a_time_in_the_evening(self) -> None:
        """The leader signs at 19:00 what was ready by closing."""
        assert decided(records_of(signing_plan(["19:00"]), ready(0, "17:00"))) == [at(0, "19:00")]

    def test_all_that_is_ready_without_a_bound(self) -> None:
        assert decided(records_of(signing_plan(["16:00"]), *[ready(0, "09:00")] * 5)) == [at(0, "16:00")] * 5

    def test_agencies_have_their_own_times(self) -> None:
        plan = small_plan(
            agencies={
                "a": {"reviewers": 1, "sign_off": {"times": ["10:00"]}},
                "b": {"reviewers": 1, "sign_off": {"times": ["11:00"]}},
            },
            counters={"hall": {"agencies": ["a", "b"], "officers": 9}},
            procedures={key: {"agency": key, "per_year": 0, "days": 2} for key in "ab"},
        )
        assert decided(records_of(plan, ready(0, "09:00"), ready(0, "09:00", procedure=1))) == [
            at(0, "10:00"),
            at(0, "11:00"),
        ]


class TestClosedDays:
    def test_weekend(self) -> None:
        """Ready on Friday after the last time: signed on Monday."""
        assert decided(records_of(signing_plan(["10:00", "16:00"]), ready(4, "16:30"))) == [at(7, "10:00")]

    def test_holiday(self) -> None:
        calendar = {"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "closed_days": ["2025-03-04"]}
        plan = signing_plan(["16:00"], calendar=calendar)
        assert decided(records_of(plan, ready(0, "16:30"))) == [at(2, "16:00")]

    def test_make_up_saturday(self) -> None:
        calendar = {"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "make_up_days": ["2025-03-08"]}
        plan = signing_plan(["16:00"], calendar=calendar)
        assert decided(records_of(plan, ready(4, "16:30"))) == [at(5, "16:00")]


class TestCapacity:
    def test_earliest_due_first(self) -> None:
        """One signature each time: case 1, due on Tuesday, before case 0, due on Wednesday and ready long before."""
        records = records_of(
            signing_plan(["10:00", "16:00"], capacity=1),
            ready(0, "09:00", procedure=TWO_DAYS),
            ready(0, "09:50", procedure=ONE_DAY),
        )
        assert decided(records) == [at(0, "16:00"), at(0, "10:00")]

    def test_due_times_are_compared_to_the_minute(self) -> None:
        """Case 1 was accepted at 08:30 and case 0 at 08:40, both due two days later: case 1 is first."""
        records = records_of(signing_plan(["10:00", "16:00"], capacity=1), ready(0, "09:00"), ready(0, "08:50"))
        assert decided(records) == [at(0, "16:00"), at(0, "10:00")]

    def test_ties_go_by_case_number(self) -> None:
        """Three alike, two signatures."""
        records = records_of(signing_plan(["10:00", "16:00"], capacity=2), *[ready(0, "09:00")] * 3)
        assert decided(records) == [at(0, "10:00"), at(0, "10:00"), at(0, "16:00")]

    def test_a_newcomer_with_an_earlier_due_time_overtakes_what_was_left(self) -> None:
        """At 10:00 case 0 is signed and case 1 left; at 16:00 case 2, due on Tuesday, goes before it.

        Cases 0 and 1 are accepted on Monday at 08:40, due on Wednesday; case 2 is accepted at 14:40, due a day later.
        """
        records = records_of(
            signing_plan(["10:00", "16:00"], capacity=1),
            ready(0, "09:00"),
            ready(0, "09:00"),
            ready(0, "15:00", procedure=ONE_DAY),
        )
        assert decided(records) == [at(0, "10:00"), at(1, "10:00"), at(0, "16:00")]

    def test_unused_capacity_is_lost(self) -> None:
        """Nothing is ready at 10:00; of two cases at 16:00 only one is signed."""
        records = records_of(signing_plan(["10:00", "16:00"], capacity=1), ready(0, "11:00"), ready(0, "11:00"))
        assert decided(records) == [at(0, "16:00"), at(1, "10:00")]


class TestCommittee:
    """One more signer, after the agency's leader."""

    def test_it_signs_after_the_agency(self) -> None:
        """The agency at 10:00, the committee at 14:00: decided then."""
        records = records_of(signing_plan(["10:00"], committee={"sign_off": {"times": ["14:00"]}}), ready(0, "09:00"))
        assert records.signatures.signer.tolist() == [AGENCY, COMMITTEE]
        assert records.signatures.signed_at.tolist() == [at(0, "10:00"), at(0, "14:00")]
        assert decided(records) == [at(0, "14:00")]

    def test_its_time_before_the_agency_s_does_not_help(self) -> None:
        """Ready for it only after 10:00: its next time is Tuesday 09:30."""
        records = records_of(signing_plan(["10:00"], committee={"sign_off": {"times": ["09:30"]}}), ready(0, "09:00"))
        assert decided(records) == [at(1, "09:30")]

    def test_its_time_at_the_very_instant_of_the_agency_s_is_too_early(self) -> None:
        """Both sign at 10:00 and 16:00: the committee takes what is ready by then, the agency signs only then."""
        times = ["10:00", "16:00"]
        records = records_of(signing_plan(times, committee={"sign_off": {"times": times}}), ready(0, "09:00"))
        assert records.signatures.signed_at.tolist() == [at(0, "10:00"), at(0, "16:00")]

    def test_papers_travel_to_it_in_office_time(self) -> None:
        """Signed by the agency at 11:30, one hour of office time to 13:30: just in time for 13:30, not for 13:00."""
        committee = {"sign_off": {"times": ["13:00", "13:30"]}, "transfer_min": 60}
        records = records_of(signing_plan(["11:30"], committee=committee), ready(0, "09:00"))
        assert records.signatures.ready_at.tolist() == [at(0, "09:00"), at(0, "13:30")]
        assert decided(records) == [at(0, "13:30")]

    def test_papers_that_take_too_long_wait_for_the_next_day(self) -> None:
        committee = {"sign_off": {"times": ["13:30"]}, "transfer_min": 61}
        assert decided(records_of(signing_plan(["11:30"], committee=committee), ready(0, "09:00"))) == [at(1, "13:30")]

    def test_its_capacity_goes_by_due_time_too(self) -> None:
        committee = {"sign_off": {"times": ["14:00"], "capacity": 1}}
        records = records_of(
            signing_plan(["10:00"], committee=committee),
            ready(0, "09:00", procedure=TWO_DAYS),
            ready(0, "09:50", procedure=ONE_DAY),
        )
        assert decided(records) == [at(1, "14:00"), at(0, "14:00")]

    def test_procedures_without_it(self) -> None:
        plan = small_plan(
            committee={"sign_off": {"times": ["14:00"]}},
            agencies={"a": {"reviewers": 2, "sign_off": {"times": ["10:00"]}}},
            counters={"a": {"agencies": ["a"], "officers": 2}},
            procedures={
                "plain": {"agency": "a", "per_year": 0, "days": 2},
                "solemn": {"agency": "a", "per_year": 0, "days": 2, "committee": True},
            },
        )
        records = records_of(plan, ready(0, "09:00"), ready(0, "09:00", procedure=1))
        assert decided(records) == [at(0, "10:00"), at(0, "14:00")]

    def test_it_is_closed_on_closed_days(self) -> None:
        """Friday 16:00 the agency, the committee's next time is Monday."""
        plan = signing_plan(["16:00"], committee={"sign_off": {"times": ["10:00"]}})
        assert decided(records_of(plan, ready(4, "15:30"))) == [at(7, "10:00")]

    def test_signed_by_one_only_is_still_open(self) -> None:
        """On the last day, Friday day 11, the committee's time is over: open at the end."""
        plan = signing_plan(["16:00"], committee={"sign_off": {"times": ["10:00"]}})
        cases = records_of(plan, ready(11, "15:30")).cases
        assert cases.status.tolist() == [CaseStatus.OPEN]
        assert cases.decided_at.tolist() == [NONE]


def test_refusals_are_signed_too() -> None:
    cases = records_of(signing_plan(["10:00"]), ready(0, "09:00", refused=True)).cases
    assert cases.status.tolist() == [CaseStatus.REFUSED]
    assert cases.decided_at.tolist() == [at(0, "10:00")]
