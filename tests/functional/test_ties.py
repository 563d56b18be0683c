"""Ties (DESIGN.md, section 4): what happens at one instant, and that the order of scheduling does not matter.

At one instant services and shifts end, then people and papers join, then the free take the first in order, ties by
case number. The days at the top are worked out on paper; below, days are run again with SimPy's own order of events of
the same time and priority turned round or shuffled.
"""

from __future__ import annotations

import inspect
import itertools
import random
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import simpy

from tests.functional import test_days_appointments, test_days_counters, test_days_desk, test_days_patience
from tests.functional.test_days_counters import counters, days_of, person, roster, visit_lines, when
from tests.functional.test_days_desk import block, desk_lines, online, posted
from tests.small import MONDAY, case_table, minutes, nobody_away, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, NONE, run_calendar
from tvsim.codes import AfterLeaving, Channel, TaskKind, TaskOutcome, VisitOutcome
from tvsim.demand import PATIENT, CaseTable
from tvsim.models import Records
from tvsim.scenario.schema import Plan


def task_lines(records: Records, agency: int = 0) -> list[str]:
    """Tasks of an agency in the order in which they were begun, such as ``0 examine Mon 08:10-09:10``."""
    tasks, lines = records.tasks, []
    for row in range(len(tasks.case)):
        if tasks.agency[row] == agency and tasks.started_at[row] != NONE:
            begun_at, ended_at, case = int(tasks.started_at[row]), int(tasks.ended_at[row]), int(tasks.case[row])
            text = f"{case} {TaskKind(tasks.kind[row]).name.lower()} {when(begun_at)}-{when(ended_at, begun_at)}"
            lines.append((begun_at, ended_at, text))
    return [text for *_, text in sorted(lines)]


# at the counter


def test_who_comes_as_the_officer_becomes_free_does_not_wait() -> None:
    assert days_of(small_plan(), person("08:00"), person("08:10"))[1] == (
        "1 submit Mon 08:10, called 08:10 by 0, served 08:20"
    )


def test_who_comes_as_the_officer_becomes_free_goes_behind_those_waiting() -> None:
    """At 08:10 case 2 (08:05) waits; case 1 comes, of the same class and with the lower number, but a later ticket."""
    assert days_of(small_plan(), person("08:00"), person("08:10"), person("08:05"))[1:] == [
        "2 submit Mon 08:05, called 08:10 by 0, served 08:20",
        "1 submit Mon 08:10, called 08:20 by 0, served 08:30",
    ]


def test_a_higher_class_that_comes_as_the_officer_becomes_free_goes_first() -> None:
    """The officer takes only after all have joined who come at 08:10: case 2, class 0."""
    people = (person("08:00"), person("08:05", priority=1), person("08:10", priority=0))
    assert days_of(small_plan(), *people)[1:] == [
        "1 submit Mon 08:05, called 08:20 by 0, served 08:30",
        "2 submit Mon 08:10, called 08:10 by 0, served 08:20",
    ]


def test_services_that_end_together_free_all_their_officers_before_any_takes() -> None:
    """Three officers to 08:10. Then 5 (class 0), 3 and 4 are called, to officers 0, 1 and 2."""
    people = [person("08:00", priority=1) for _ in range(3)]
    people += [person("08:01", priority=1), person("08:02", priority=1), person("08:10", priority=0)]
    assert days_of(small_plan(counters=counters(officers=3)), *people)[3:] == [
        "3 submit Mon 08:01, called 08:10 by 1, served 08:20",
        "4 submit Mon 08:02, called 08:10 by 2, served 08:20",
        "5 submit Mon 08:10, called 08:10 by 0, served 08:20",
    ]


def test_who_comes_as_the_block_ends_is_not_taken_by_the_one_who_leaves() -> None:
    """Officer 1's block ends at 10:00, when officer 0 is busy (to 10:10) and case 1 comes."""
    plan = small_plan(counters=counters(officers=1, roster=roster(("mon", "08:00-10:00", 2))))
    assert days_of(plan, person("09:50", 20), person("10:00"))[1] == (
        "1 submit Mon 10:00, called 10:10 by 0, served 10:20"
    )


def test_a_service_that_ends_with_the_block_as_somebody_comes() -> None:
    """Case 0 ends, the block ends and case 1 comes, all at 10:00: nobody takes it before 13:00."""
    blocks = roster(("mon", "08:00-10:00", 1), ("mon", "13:00-17:00", 1))
    assert days_of(small_plan(counters=counters(officers=0, roster=blocks)), person("09:50"), person("10:00"))[1] == (
        "1 submit Mon 10:00, called 13:00 by 0, served 13:10"
    )


def test_who_comes_as_a_block_begins_is_called_at_once() -> None:
    plan = small_plan(counters=counters(officers=0, roster=roster(("mon", "10:00-12:00", 1))))
    assert days_of(plan, person("10:00")) == ["0 submit Mon 10:00, called 10:00 by 0, served 10:10"]


def test_as_a_block_begins_those_waiting_and_those_coming_are_called_in_order() -> None:
    """Nobody to 10:00, then two: case 1 (09:00) and case 0 (10:00, class 0) are called, case 2 waits."""
    plan = small_plan(counters=counters(officers=0, roster=roster(("mon", "10:00-12:00", 2))))
    people = (person("10:00", priority=0), person("09:00", priority=1), person("10:00", priority=1))
    assert days_of(plan, *people) == [
        "1 submit Mon 09:00, called 10:00 by 1, served 10:10",
        "0 submit Mon 10:00, called 10:00 by 0, served 10:10",
        "2 submit Mon 10:00, called 10:10 by 0, served 10:20",
    ]


def test_services_of_no_length_one_after_the_other_at_one_instant() -> None:
    """One officer, four at 08:00, three of whom need no time: all are called at 08:00, the last is served to 08:10."""
    people = [person("08:00", 0) for _ in range(3)] + [person("08:00", 10), person("08:00", 10)]
    assert days_of(small_plan(), *people) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:00",
        "1 submit Mon 08:00, called 08:00 by 0, served 08:00",
        "2 submit Mon 08:00, called 08:00 by 0, served 08:00",
        "3 submit Mon 08:00, called 08:00 by 0, served 08:10",
        "4 submit Mon 08:00, called 08:10 by 0, served 08:20",
    ]


def test_a_service_of_no_length_frees_the_officer_for_the_same_instant_only_if_the_block_goes_on() -> None:
    """Serving out at 17:00 takes no time for case 1, and case 2 is called at 17:00 too."""
    assert days_of(small_plan(), person("16:50"), person("16:55", 0), person("16:56", 5))[1:] == [
        "1 submit Mon 16:55, called 17:00 by 0, served 17:00",
        "2 submit Mon 16:56, called 17:00 by 0, served 17:05",
    ]


def test_no_patience_ends_before_a_service_of_no_length_frees_the_officer_again() -> None:
    """Case 0 is called at 08:00 and done at 08:00. Case 1 was not called at once, and has no patience: it leaves."""
    impatient = person("08:00", patience_ms=[0, int(PATIENT)], after_leaving=AfterLeaving.GIVE_UP)
    assert days_of(small_plan(), person("08:00", 0), impatient, person("08:00"))[1:] == [
        "1 submit Mon 08:00, left 08:00",
        "2 submit Mon 08:00, called 08:00 by 0, served 08:10",
    ]


# at the desk


def test_letters_and_online_dossiers_of_one_minute_are_taken_by_case_number() -> None:
    """The officer is free at 09:00, when the mail brings one dossier and the other is sent online."""
    for first, second in ((posted("08:00", travel=0), online("09:00")), (online("09:00"), posted("08:00", travel=0))):
        records = records_of(small_plan(), first, second)
        assert desk_lines(records) == [
            "0 Mon 09:00, begun 09:00, done 09:10 by 0",
            "1 Mon 09:00, begun 09:10, done 09:20 by 0",
        ]


def test_as_a_service_ends_the_mail_comes_and_a_ticket_is_taken() -> None:
    """All at 09:00: first the ticket, then by case number the letter (1) and the online dossier (2)."""
    records = records_of(small_plan(), person("08:50"), posted("08:00", travel=0), online("09:00"), person("09:00"))
    assert visit_lines(records)[1] == "3 submit Mon 09:00, called 09:00 by 0, served 09:10"
    assert [line[:23] for line in desk_lines(records)] == ["1 Mon 09:00, begun 09:1", "2 Mon 09:00, begun 09:2"]


def test_a_letter_that_is_there_as_the_mail_comes_is_brought_with_it() -> None:
    """Posted on Monday at 09:00, a day on the way."""
    assert desk_lines(records_of(small_plan(), posted("09:00")))[0].startswith("0 Tue 09:00")


def test_a_result_that_is_there_as_the_mail_goes_goes_with_it() -> None:
    """Signed at 08:30 on Tuesday, 30 min to the centre: there at 09:00, with the mail of 09:00, a day on the way."""
    plan = small_plan(agencies={"a": {"sign_off": {"times": ["08:30"]}}}, transfers={"site_agency_min": 30})
    cases = records_of(plan, person("08:00", return_channel=Channel.POST)).cases
    assert (when(cases.decided_at[0]), when(cases.handed_over_at[0])) == ("Tue 08:30", "Wed 09:00")


def test_a_result_signed_as_the_mail_goes_waits_for_the_next() -> None:
    """Signed on Tuesday at 09:00: it joins the outgoing mail when that of 09:00 has gone."""
    plan = small_plan(agencies={"a": {"sign_off": {"times": ["09:00"]}}})
    cases = records_of(plan, person("08:00", return_channel=Channel.POST)).cases
    assert (when(cases.decided_at[0]), when(cases.handed_over_at[0])) == ("Tue 09:00", "Thu 09:00")


def test_a_service_ends_as_the_officers_own_desk_block_begins() -> None:
    """Counter to 11:00, desk from 11:00; case 0 ends at 11:00: the officer has his whole desk block all the same."""
    blocks = [block("mon-fri", "11:00-12:00", 0, desk=1)]
    plan = small_plan(counters=counters(desk="desk_blocks", roster=blocks))
    records = records_of(plan, person("10:40", 20), online("08:30", 30))
    assert desk_lines(records) == ["1 Mon 08:30, begun 11:00, done 11:30 by 0"]


# in the back office


def test_work_that_ends_at_the_signing_time_is_signed_then() -> None:
    """Accepted 08:10; 410 office minutes of work end at 16:00 sharp; a millisecond more and it is signed on Tuesday."""
    work_ms = minutes(230 + 180)
    records = records_of(
        small_plan(agencies={"a": {"reviewers": 2, "sign_off": {"times": ["16:00"]}}}, counters=counters(officers=2)),
        person("08:00", work_ms=work_ms),
        person("08:00", work_ms=work_ms + 1),
    )
    assert [when(time) for time in records.cases.decided_at] == ["Mon 16:00", "Tue 16:00"]


def test_what_the_agency_signs_as_the_committee_signs_waits_for_its_next_time() -> None:
    """The papers join the committee when it has signed at 16:00; the agency's earlier signing time changes nothing."""
    for times in (["16:00"], ["10:00", "16:00"]):
        plan = small_plan(
            agencies={"a": {"sign_off": {"times": times}}},
            committee={"sign_off": {"times": ["16:00"]}},
            procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "committee": True}},
        )
        records = records_of(plan, person("08:00", work_ms=minutes(180)))  # to 11:10
        assert [when(time) for time in records.signatures.signed_at] == ["Mon 16:00", "Tue 16:00"]


def test_the_last_work_joins_the_queue_before_the_freed_reviewer_takes() -> None:
    """Case 0, due first, is examined 08:10-09:10 and joins again to be concluded: it goes before case 1 (08:20)."""
    records = records_of(small_plan(), person("08:00", conclude_ms=minutes(20)), person("08:10"))
    assert task_lines(records) == [
        "0 examine Mon 08:10-09:10",
        "0 conclude Mon 09:10-09:30",
        "1 examine Mon 09:30-10:30",
    ]


def test_the_last_work_competes_with_what_is_due_earlier() -> None:
    """Case 1 has a limit of four hours: due before case 0, it goes before its conclusion."""
    plan = small_plan(
        procedures={"p": {"agency": "a", "per_year": 0, "days": 2}, "q": {"agency": "a", "per_year": 0, "hours": 4}}
    )
    records = records_of(plan, person("08:00", conclude_ms=minutes(20)), person("08:10", procedure=1))
    assert task_lines(records) == [
        "0 examine Mon 08:10-09:10",
        "1 examine Mon 09:10-10:10",
        "0 conclude Mon 10:10-10:30",
    ]


def test_first_come_the_last_work_goes_behind_those_waiting() -> None:
    """Case 1 joined at 08:20, the conclusion of case 0 at 09:10."""
    plan = small_plan(agencies={"a": {"order": "first_come", "sign_off": {"times": ["16:00"]}}})
    records = records_of(plan, person("08:00", conclude_ms=minutes(20)), person("08:10"))
    assert task_lines(records) == [
        "0 examine Mon 08:10-09:10",
        "1 examine Mon 09:10-10:10",
        "0 conclude Mon 10:10-10:30",
    ]


def test_first_come_at_one_instant_goes_by_case_number() -> None:
    """At 09:10 case 0's conclusion and case 1, accepted then, join together; case 2 (08:20) goes before both."""
    plan = small_plan(agencies={"a": {"order": "first_come", "sign_off": {"times": ["16:00"]}}})
    people = (person("08:00", conclude_ms=minutes(20)), person("09:00"), person("08:10"))
    assert task_lines(records_of(plan, *people)) == [
        "0 examine Mon 08:10-09:10",
        "2 examine Mon 09:10-10:10",
        "0 conclude Mon 10:10-10:30",
        "1 examine Mon 10:30-11:30",
    ]


def test_an_answer_without_delay_joins_the_queue_before_the_freed_reviewer_takes() -> None:
    """Case 0 is asked for papers at 09:10 and answers at that instant: its recheck goes before case 1."""
    asked = person("08:00", supplements=1, answer_ms=0, recheck_ms=minutes(15))
    assert task_lines(records_of(small_plan(), asked, person("08:10"))) == [
        "0 examine Mon 08:10-09:10",
        "0 recheck Mon 09:10-09:25",
        "1 examine Mon 09:25-10:25",
    ]


def test_a_case_accepted_as_the_reviewer_becomes_free_can_go_first() -> None:
    """At 09:10 case 2 is accepted, with a limit of four hours; case 1 has waited since 08:20, due in two days."""
    plan = small_plan(
        procedures={"p": {"agency": "a", "per_year": 0, "days": 2}, "q": {"agency": "a", "per_year": 0, "hours": 4}}
    )
    people = (person("08:00"), person("08:10"), person("09:00", procedure=1))
    assert task_lines(records_of(plan, *people)) == [
        "0 examine Mon 08:10-09:10",
        "2 examine Mon 09:10-10:10",
        "1 examine Mon 10:10-11:10",
    ]


def test_tasks_due_together_are_taken_by_case_number() -> None:
    """Due at the end of Wednesday, all three. Case 2 is first in the office; then 0, though 1 joined before it."""
    plan = small_plan(deadlines={"rule": "end_of_day"}, counters=counters(officers=3))
    people = (person("08:10"), person("08:05"), person("08:00", 1))
    assert task_lines(records_of(plan, *people)) == [
        "2 examine Mon 08:01-09:01",
        "0 examine Mon 09:01-10:01",
        "1 examine Mon 10:01-11:01",
    ]


def test_work_of_no_length_follows_at_one_instant() -> None:
    """Intake, examination and conclusion take no time: all at 08:00, ready to be signed; case 1 likewise."""
    nothing = person("08:00", 0, work_ms=0, supplements=1, answer_ms=0)
    records = records_of(small_plan(), nothing, nothing)
    assert [when(time) for time in records.signatures.ready_at] == ["Mon 08:00", "Mon 08:00"]
    assert [when(time) for time in records.cases.decided_at] == ["Mon 16:00", "Mon 16:00"]


def test_work_that_fills_the_morning_ends_at_lunch_and_the_next_begins_after_it() -> None:
    """230 min from 08:10 end at 12:00; the reviewer takes case 1 at 13:00."""
    assert task_lines(records_of(small_plan(), person("08:00", work_ms=minutes(230)), person("08:10"))) == [
        "0 examine Mon 08:10-12:00",
        "1 examine Mon 13:00-14:00",
    ]


def reviewed(**reviews: Any) -> Plan:
    """Agencies ``a`` and ``b``; the procedure of ``a`` needs a review of ``b``, within an hour."""
    rules = {"agencies": ["b"], "limit_days": 0.125, "silence_is_consent": True} | reviews
    return small_plan(
        agencies={"a": {"sign_off": {"times": ["16:00"]}}, "b": {}},
        procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "reviews": rules}},
    )


def test_a_review_that_is_written_as_its_limit_passes_is_in_time() -> None:
    """Asked at 09:10, written 09:10-10:10, when the limit passes: work ends first. The case is concluded once."""
    records = records_of(reviewed(), person("08:00", reviewed=True, review_ms=minutes(60), conclude_ms=minutes(5)))
    assert task_lines(records, agency=1) == ["0 review Mon 09:10-10:10"]
    assert task_lines(records) == ["0 examine Mon 08:10-09:10", "0 conclude Mon 10:10-10:15"]
    assert set(records.tasks.outcome) == {TaskOutcome.DONE}


def test_a_review_whose_limit_passes_as_the_reviewer_becomes_free_is_dropped() -> None:
    """Case 0's review keeps b busy from 09:10 to 11:10. Case 1 asks at 10:10, its limit passes at 11:10."""
    people = (person("08:00", reviewed=True, review_ms=minutes(120)), person("08:10", reviewed=True))
    records = records_of(reviewed(), *people)
    assert task_lines(records, agency=1) == ["0 review Mon 09:10-11:10"]
    dropped = records.tasks.outcome == TaskOutcome.DROPPED
    assert records.tasks.case[dropped].tolist() == [1]
    assert when(records.tasks.ended_at[dropped][0]) == "Mon 11:10"


def test_papers_that_arrive_as_the_limit_of_their_review_passes_make_no_work() -> None:
    """Asked at 09:10, an hour on the way to b, who has an hour: silence is consent at 10:10, concluded to 10:15."""
    plan = reviewed().model_copy(update={"transfers": small_plan(transfers={"agency_agency_min": 60}).transfers})
    records = records_of(plan, person("08:00", reviewed=True, conclude_ms=minutes(5)))
    assert task_lines(records, agency=1) == []
    assert task_lines(records) == ["0 examine Mon 08:10-09:10", "0 conclude Mon 10:10-10:15"]


# the order of scheduling


Numbers = Callable[[], Iterator[float]]


def _backwards() -> Iterator[float]:
    return itertools.count(0, -1)


def _shuffled(seed: int) -> Numbers:
    def numbers() -> Iterator[float]:
        rng = random.Random(seed)
        return (rng.random() for _ in itertools.count())

    return numbers


ORDERS = {"backwards": _backwards, "shuffled": _shuffled(1)}
"""How SimPy numbers its events: among those of one time and priority, the lowest number happens first."""


@pytest.fixture(params=list(ORDERS))
def another_order(request: pytest.FixtureRequest) -> Numbers:
    """Another order of the events that SimPy would take in the order of their scheduling."""
    return ORDERS[request.param]


def test_the_order_of_events_can_be_turned_round(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests below rest on this: three events of one time and priority happen in the order of their numbers."""

    def happened() -> list[int]:
        environment, order = simpy.Environment(), []
        for number in range(3):
            environment.timeout(1, number).callbacks.append(lambda event: order.append(event.value))
        environment.run()
        return order

    assert happened() == [0, 1, 2]
    monkeypatch.setattr("simpy.core.count", _backwards)
    assert happened() == [2, 1, 0]


def _paper_days(*modules: ModuleType) -> list[Any]:
    """Tests of other modules that need nothing but themselves."""
    return [
        pytest.param(test, id=f"{module.__name__.rpartition('.')[2]}-{name}")
        for module in modules
        for name, test in vars(module).items()
        if name.startswith("test_") and inspect.isfunction(test) and not inspect.signature(test).parameters
    ]


@pytest.mark.parametrize(
    "paper_day", _paper_days(test_days_counters, test_days_patience, test_days_desk, test_days_appointments)
)
def test_paper_days_hold_in_another_order(
    paper_day: Callable[[], None], another_order: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simpy.core.count", another_order)
    paper_day()


@pytest.mark.parametrize(
    "tie",
    [
        pytest.param(test, id=name)
        for name, test in list(globals().items())
        if name.startswith("test_") and inspect.isfunction(test) and not inspect.signature(test).parameters
    ],
)
def test_ties_hold_in_another_order(
    tie: Callable[[], None], another_order: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simpy.core.count", another_order)
    tie()


TABLES = ("cases", "visits", "desk", "tasks", "signatures", "requests", "activities")


def rows_of(records: Records) -> dict[str, list[tuple[int, ...]]]:
    """Rows of all tables in their order, which must not depend on the order of scheduling either."""
    found = {}
    for name in TABLES:
        table = getattr(records, name)
        columns = [getattr(table, column).tolist() for column in table.__dataclass_fields__]
        found[name] = list(zip(*columns, strict=True))
    return found


def crowded_plan(due_rule: str) -> Plan:
    """A centre with every rule of section 3 switched on, and few different times of day."""
    reviews = {"agencies": ["b", "c"], "limit_days": 0.25, "silence_is_consent": True}
    hall = {
        "site": "centre",
        "agencies": ["a", "b"],
        "officers": 2,
        "roster": [block("mon-fri", "10:00-11:00", 1, desk=2), block("tue,thu", "13:00-14:00", 0, desk=1)],
        "at_lunch": "serve",
        "at_closing": "dismiss",
        "other_duties": [{"at_most_waiting": 1, "share": 0.5}],
        "last_ticket_before_closing_min": 30,
    }
    desks = {
        "site": "centre",
        "agencies": ["c"],
        "officers": 2,
        "roster": [block("mon-fri", "09:00-10:00", 1, desk=1), block("mon-fri", "14:00-15:00", 0, desk=2)],
        "desk": "desk_blocks",
        "at_lunch": "dismiss",
    }
    ward = {"site": "ward", "agencies": ["a", "c"], "officers": 1, "desk": "dedicated", "desk_staff": 1}
    return small_plan(
        period={"start": MONDAY, "end": "2025-03-14", "warm_up_days": 0, "follow_up_days": 14},
        sites={"centre": {"home_share": 0.5}, "ward": {"home_share": 0.5}},
        agencies={
            "a": {"reviewers": 2, "sign_off": {"times": ["09:00", "16:00"], "capacity": 3}},
            "b": {"reviewers": 1, "order": "first_come", "sign_off": {"times": ["10:00", "16:00"]}},
            "c": {"reviewers": 1, "sign_off": {"times": ["16:00"]}},
        },
        committee={"sign_off": {"times": ["10:00", "16:00"], "capacity": 2}},
        counters={"hall": hall, "desks": desks, "ward": ward},
        procedures={
            "p": {"agency": "a", "per_year": 0, "days": 2, "reviews": reviews | {"mode": "parallel"}},
            "q": {"agency": "b", "per_year": 0, "days": 1, "supplement": {"clock": "restart"}},
            "r": {"agency": "c", "per_year": 0, "hours": 4, "committee": True, "reviews": {"agencies": ["a"]}},
            "s": {"agency": "a", "per_year": 0, "days": 1, "committee": True, "reviews": reviews},
        },
        deadlines={"rule": due_rule},
        transfers={"site_agency_min": 30, "routes": [{"of": "a", "to": "b", "minutes": 120}]},
        mail={"rounds": ["09:00", "14:00"]},
    )


def crowded_cases(seed: int, count: int = 120) -> CaseTable:
    """Many cases in three days: times on the half hour, contents of 0, 30 or 60 minutes, so that ties abound."""
    rng = np.random.default_rng(seed)

    def one_of(*choices: Any) -> Any:
        return choices[rng.integers(len(choices))]

    def spans(number: int) -> list[int]:
        return [minutes(one_of(0, 0, 30, 30, 60)) for _ in range(number)]

    def case() -> dict[str, Any]:
        procedure = int(rng.integers(4))
        comes_at = int(rng.integers(3)) * DAY_MS + int(rng.integers(14, 36)) * HOUR_MS // 2
        is_booked = one_of(True, False, False)
        return {
            "procedure": procedure,
            "site": int(rng.integers(2)) if procedure != 1 else 0,
            "comes_at": comes_at,
            "enquiry": False,
            "channel": one_of(Channel.COUNTER, Channel.COUNTER, Channel.POST, Channel.ONLINE),
            "return_channel": one_of(*Channel),
            "priority": int(rng.integers(2)),
            "booked": is_booked,
            "no_show": is_booked and one_of(True, False, False),
            "booked_until": comes_at + minutes(one_of(-30, 0, 30)) if is_booked else NONE,
            "at_once": one_of(True, False, False, False),
            "refused": one_of(True, False, False),
            "reviewed": procedure != 1 and one_of(True, False),
            "flawed": [one_of(True, False, False) for _ in range(4)],
            "flawed_online": [one_of(True, False, False) for _ in range(4)],
            "intake_ms": spans(4),
            "desk_ms": spans(4),
            "corrected_ms": [one_of(0, 1, 2) * DAY_MS // 2 for _ in range(4)],
            "travel_in_ms": [one_of(0, 1, 2) * DAY_MS // 2 for _ in range(4)],
            "wrap_up_ms": spans(6),
            "patience_ms": [one_of(0, minutes(30), minutes(60), int(PATIENT), int(PATIENT)) for _ in range(6)],
            "turns_away_at": [one_of(0, 1, 2, 3) for _ in range(6)],
            "after_leaving": [one_of(*AfterLeaving) for _ in range(6)],
            "away_days": [one_of(1, 2) for _ in range(6)],
            "hour_ms": [int(rng.integers(14, 36)) * HOUR_MS // 2 for _ in range(6)],
            "collect_ms": spans(1)[0],
            "collected_after_ms": one_of(0, 1, 2) * DAY_MS // 2,
            "travel_out_ms": one_of(0, 1) * DAY_MS,
            "work_ms": spans(1)[0],
            "field_ms": spans(1)[0],
            "conclude_ms": spans(1)[0],
            "supplements": int(rng.integers(3)),
            "answer_ms": [one_of(0, HOUR_MS // 2, DAY_MS, NONE) for _ in range(2)],
            "recheck_ms": spans(2),
            "review_ms": spans(2),
        }

    return case_table(*[case() for _ in range(count)])


SEEDS = range(6)


@pytest.mark.parametrize("due_rule", ["half_day", "working_hours"])
@pytest.mark.parametrize("seed", SEEDS)
def test_crowded_days_leave_the_same_records_in_another_order(
    seed: int, due_rule: str, another_order: Numbers, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan, table = crowded_plan(due_rule), crowded_cases(seed)
    absences = nobody_away(plan, run_calendar(plan))
    absences.officers["hall"][1, 1] = absences.reviewers["a"][0, 2] = absences.reviewers["b"][0, 3] = True
    as_scheduled = rows_of(run_cases(plan, table, absences).records)
    monkeypatch.setattr("simpy.core.count", another_order)
    in_another_order = rows_of(run_cases(plan, table, absences).records)
    for name in TABLES:
        assert in_another_order[name] == as_scheduled[name]


def test_crowded_days_are_crowded() -> None:
    """The comparison above says something: all kinds of happenings are there, and many at the same instants."""
    runs = [run_cases(crowded_plan("half_day"), crowded_cases(seed)).records for seed in SEEDS]
    assert all(len(rows_of(records)[name]) > 20 for records in runs for name in TABLES)
    outcomes = {VisitOutcome(outcome) for records in runs for outcome in records.visits.outcome}
    assert outcomes >= set(VisitOutcome) - {VisitOutcome.WAITING, VisitOutcome.SERVING}
    assert any(TaskOutcome.DROPPED in records.tasks.outcome for records in runs)
    for records in runs:
        instants, counts = np.unique(records.activities.ends_at, return_counts=True)
        assert (counts > 1).sum() > len(instants) / 3
