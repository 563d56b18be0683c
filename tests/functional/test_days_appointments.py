"""Rules 14 and 15, appointments and decisions at once: small days worked out on paper from DESIGN.md, event by event.

Open 08:00-12:00 and 13:00-17:00, one officer. Where nothing else is said, case 0 keeps the officer busy from 08:00 to
08:30, case 1 waits since 08:05 without an appointment, and case 2 has one at 08:20, good from 08:05 to 08:35.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.functional.test_days_counters import counters, days_of, person, visit_lines, when
from tests.small import at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, NONE, run_calendar
from tvsim.codes import AfterLeaving, CaseStatus, Channel, VisitOutcome
from tvsim.demand import PATIENT, CaseTable, sample_cases
from tvsim.demand.appointments import Slot, book, slots
from tvsim.outcomes import figures
from tvsim.scenario.schema import Plan

BUSY_TO_0830 = person("08:00", 30)
UNBOOKED = person("08:05")


def booked(comes: str, *, slot: str = "08:20", until: str | None = "08:35", **columns: Any) -> dict[str, Any]:
    """Somebody with an appointment; ``until`` is the end of its window, none where it brings no precedence."""
    good_until = at(0, until) if until else NONE
    return person(comes, booked=True, slot_at=at(0, slot), booked_until=good_until) | columns


# appointments: who is called


def test_a_booked_person_is_called_before_the_others_within_the_window() -> None:
    """At 08:30 case 2 is called before case 1, who has waited longer."""
    assert days_of(small_plan(), BUSY_TO_0830, UNBOOKED, booked("08:20")) == [
        "0 submit Mon 08:00, called 08:00 by 0, served 08:30",
        "1 submit Mon 08:05, called 08:40 by 0, served 08:50",
        "2 submit Mon 08:20, called 08:30 by 0, served 08:40",
    ]


def test_a_booked_person_interrupts_nobody() -> None:
    """The slot begins at 08:20, in the middle of case 0: called when that ends."""
    assert days_of(small_plan(), BUSY_TO_0830, booked("08:20"))[1] == (
        "1 submit Mon 08:20, called 08:30 by 0, served 08:40"
    )


@pytest.mark.parametrize("comes", ["08:05", "08:10", "08:25", "08:30", "08:35"])
def test_early_or_late_within_the_window_is_good(comes: str) -> None:
    """The officer is busy to 08:40 here; the window's last instant, 08:35, still is within it."""
    lines = days_of(small_plan(), person("08:00", 40), person("08:04"), booked(comes))
    assert f"2 submit Mon {comes}, called 08:40 by 0, served 08:50" in lines


def test_too_late_for_the_window_the_ticket_is_like_any_other() -> None:
    """A second after 08:35: behind case 1."""
    lines = days_of(small_plan(), person("08:00", 40), person("08:05"), booked("08:35:01"))
    assert lines[1:] == [
        "1 submit Mon 08:05, called 08:40 by 0, served 08:50",
        "2 submit Mon 08:35:01, called 08:50 by 0, served 09:00",
    ]


def test_where_appointments_bring_no_precedence_ticket_times_count() -> None:
    assert days_of(small_plan(), BUSY_TO_0830, UNBOOKED, booked("08:20", until=None))[1:] == [
        "1 submit Mon 08:05, called 08:30 by 0, served 08:40",
        "2 submit Mon 08:20, called 08:40 by 0, served 08:50",
    ]


def test_an_appointment_goes_before_the_highest_class() -> None:
    """Case 2 has the lowest class, but an appointment; too late, it comes after class 0, whatever the ticket."""
    highest = person("08:10", priority=0)
    for comes, first in (("08:20", 2), ("08:36", 1)):
        records = records_of(small_plan(), person("08:00", 40), highest, booked(comes, priority=5))
        assert records.visits.case[records.visits.called_at == at(0, "08:40")].tolist() == [first]


def test_two_appointments_are_called_by_ticket_time_not_by_slot() -> None:
    """Case 2's slot is 08:20, it comes at 08:25; case 1's is 08:30, it comes at 08:22."""
    assert days_of(small_plan(), BUSY_TO_0830, booked("08:22", slot="08:30", until="08:45"), booked("08:25"))[1:] == [
        "1 submit Mon 08:22, called 08:30 by 0, served 08:40",
        "2 submit Mon 08:25, called 08:40 by 0, served 08:50",
    ]


def test_the_appointment_is_for_the_first_visit_only() -> None:
    """Flawed at 08:30-08:40, back on Tuesday at 08:20: behind case 3, who came at 08:10, however long the window is."""
    trip = booked("08:20", flawed=[True, False], hour_ms=8 * HOUR_MS + minutes(20), booked_until=at(1, "09:00"))
    people = (BUSY_TO_0830, person("08:00", 30, day=1), trip, person("08:10", day=1))
    assert days_of(small_plan(), *people)[-2:] == [
        "3 submit Tue 08:10, called 08:30 by 0, served 08:40",
        "2 resubmit Tue 08:20, called 08:40 by 0, served 08:50",
    ]


def test_somebody_booked_can_lose_patience_like_the_others() -> None:
    """Case 1 (booked, 08:20) leaves after five minutes, at 08:25."""
    leaves = booked("08:20", patience_ms=[minutes(5), int(PATIENT)], after_leaving=AfterLeaving.GIVE_UP)
    assert days_of(small_plan(), BUSY_TO_0830, leaves)[1] == "1 submit Mon 08:20, left 08:25"


# appointments: no-shows


def test_a_no_show_keeps_nobody_waiting() -> None:
    """Case 1 does not come at 08:20; case 2 is called at 08:30 as if there were nobody before it."""
    absent = booked("08:20", no_show=True, after_leaving=AfterLeaving.GIVE_UP)
    run = run_cases(small_plan(), case_table(BUSY_TO_0830, absent, person("08:25")))
    assert visit_lines(run.records)[1:] == [
        "1 submit Mon 08:20, no show 08:20",
        "2 submit Mon 08:25, called 08:30 by 0, served 08:40",
    ]
    visits = run.records.visits
    row = visits.outcome.tolist().index(VisitOutcome.NO_SHOW)
    assert [visits[0] for visits in (visits.came_at[[row]], visits.ticket_at[[row]], visits.officer[[row]])] == [
        NONE
    ] * 3
    assert run.records.cases.status[1] == CaseStatus.GAVE_UP
    key = figures(run).key.loc["all"]
    assert (key["visits"], key["wait_mean_min"]) == (2, 2.5)  # waits 0 and 5 of those who came


def test_a_no_show_may_come_another_day_without_an_appointment() -> None:
    """Back on Tuesday at 08:20, behind case 2 (08:10): the appointment is lost."""
    absent = booked("08:20", no_show=True, hour_ms=8 * HOUR_MS + minutes(20))
    lines = days_of(small_plan(), person("08:00", 30, day=1), absent, person("08:10", day=1))
    assert lines == [
        "1 submit Mon 08:20, no show 08:20",
        "0 submit Tue 08:00, called 08:00 by 0, served 08:30",
        "2 submit Tue 08:10, called 08:30 by 0, served 08:40",
        "1 submit Tue 08:20, called 08:40 by 0, served 08:50",
    ]


def test_a_no_show_may_go_online_instead() -> None:
    """Sent at 08:20; taken in from 08:30 on, when the officer is free."""
    absent = booked("08:20", no_show=True, after_leaving=AfterLeaving.GO_ONLINE)
    records = records_of(small_plan(), BUSY_TO_0830, absent)
    assert records.cases.channel[1] == Channel.ONLINE
    assert [when(records.desk.joined_at[0]), when(records.desk.started_at[0])] == ["Mon 08:20", "Mon 08:30"]


def test_a_no_show_is_no_trip_to_the_counter() -> None:
    """Not there on Monday, served on Tuesday, the result comes online: one visit for one decided case."""
    run = run_cases(small_plan(), case_table(booked("08:20", no_show=True)))
    assert run.records.cases.status.tolist() == [CaseStatus.DECIDED]
    assert figures(run).key.loc["all", "visits_per_case"] == 1


# appointments: slots and booking


def test_slots_begin_every_so_often_within_their_hours_and_the_opening_hours() -> None:
    """Every half hour from 11:00 to 14:00 on Mondays: 11:00 and 11:30, none over lunch, 13:00 and 13:30."""
    found = _slots({"days": "mon", "hours": "11:00-14:00", "every_min": 30, "capacity": 3})
    monday = [at(0, time) for time in ("11:00", "11:30", "13:00", "13:30")]
    assert found == [Slot(day + time, 3) for day in (0, 7 * DAY_MS) for time in monday]


def test_there_are_no_slots_on_closed_days() -> None:
    """The second Monday is closed."""
    closed = {"country": "", "closed_days": ["2025-03-10"], "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}
    rule = {"days": "mon-sun", "hours": "08:00-08:30", "every_min": 30, "capacity": 1}
    days = [slot.starts_at // DAY_MS for slot in _slots(rule, calendar=closed)]
    assert days == [0, 1, 2, 3, 4, 8, 9, 10, 11]


def test_slots_of_several_rules_are_in_the_order_of_time() -> None:
    late = {"days": "mon", "hours": "09:00-10:00", "every_min": 60, "capacity": 1}
    early = {"days": "mon,tue", "hours": "08:00-09:00", "every_min": 60, "capacity": 2}
    found = [slot for slot in _slots(late, early) if slot.starts_at < 2 * DAY_MS]
    assert found == [Slot(at(0, "08:00"), 2), Slot(at(0, "09:00"), 1), Slot(at(1, "08:00"), 2)]


def _slots(*rules: dict[str, Any], **changes: Any) -> list[Slot]:
    plan = small_plan(counters=counters(appointments={"slots": list(rules)}), **changes)
    calendar = run_calendar(plan)
    return slots(plan.counters["a"].appointments, calendar, calendar.sites["centre"])


def test_each_gets_the_first_free_slot_from_the_wished_time_on() -> None:
    """Slots at 10 (one place), 20 (two places) and 30 (one place).

    Wishes 5, 5, 20, 5, 11, 31: 10; 10 is full, 20; 20; 20 is full, 30; 30 is full, none; none after 30.
    """
    given = book(np.array([5, 5, 20, 5, 11, 31]), [Slot(10, 1), Slot(20, 2), Slot(30, 1)])
    assert given.tolist() == [10, 20, 20, 30, NONE, NONE]


def test_a_slot_that_begins_at_the_wished_time_is_good() -> None:
    assert book(np.array([10, 11]), [Slot(10, 1), Slot(20, 1)]).tolist() == [10, 20]


def test_without_slots_nobody_is_booked() -> None:
    assert book(np.array([10, 11]), []).tolist() == [NONE, NONE]
    assert book(np.array([], dtype=np.int64), [Slot(10, 1)]).tolist() == []


SLOTS = [{"days": "mon-fri", "hours": "08:00-17:00", "every_min": 60, "capacity": 1}]


def appointments(**rules: Any) -> Plan:
    """Plan of some 200 dossiers in two weeks, all of which want one of 80 places."""
    demand = {"p": {"agency": "a", "per_year": 5000, "days": 2}}
    return small_plan(procedures=demand, counters=counters(appointments={"share": 1.0, "slots": SLOTS} | rules))


def cases_of(plan: Plan) -> CaseTable:
    return sample_cases(plan, run_calendar(plan), seed=1, replication=1)


def test_booked_visits_get_the_slots_one_by_one_up_to_their_capacity() -> None:
    """As a clerk would book them: in the order in which people wish to come, the first place that is free.

    The wishes are the arrivals of the same people without appointments.
    """
    wishes, cases = cases_of(appointments(share=0.0)).comes_at, cases_of(appointments())
    free = [
        at(day, time)
        for day in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)
        for time in ("08:00", "09:00", "10:00", "11:00", "13:00", "14:00", "15:00", "16:00")
    ]
    assert len(wishes) > len(free)
    for case in np.argsort(wishes, kind="stable").tolist():
        later = [slot for slot in free if slot >= wishes[case]]
        if later:
            free.remove(later[0])
        assert cases.slot_at[case] == (later[0] if later else NONE)
        assert cases.booked[case] == bool(later)
        assert cases.comes_at[case] == (later[0] if later else wishes[case])
    assert cases.booked.sum() > 60


@pytest.mark.parametrize(
    ("lateness_min", "comes_after_min"),
    [(0, 0), (5, 5), (-10, -10), (-15, -15), (-40, -15), (40, 40)],
)
def test_lateness_is_from_the_slot_and_nobody_is_earlier_than_the_window(
    lateness_min: int, comes_after_min: int
) -> None:
    """Window of 15 min: who is 40 min early gets a ticket 15 min before the slot."""
    cases = cases_of(appointments(lateness_min=lateness_min, window_min=15))
    late = (cases.comes_at - cases.slot_at)[cases.booked]
    assert set(late.tolist()) == {minutes(comes_after_min)}
    assert set((cases.booked_until - cases.slot_at)[cases.booked].tolist()) == {minutes(15)}


def test_lateness_varies_as_its_distribution_says() -> None:
    """Evenly from 20 min early to 20 min late, cut at the window of 10 min before: a quarter is that early."""
    spread = {"distribution": "uniform", "low": -20, "high": 20}
    cases = cases_of(appointments(lateness_min=spread, window_min=10))
    late = (cases.comes_at - cases.slot_at)[cases.booked]
    assert (late.min(), late.max() <= minutes(20)) == (minutes(-10), True)
    assert len(np.unique(late)) > 40
    assert 0.1 < np.mean(late == minutes(-10)) < 0.45


def test_called_first_or_not_is_the_scenarios_choice() -> None:
    cases = cases_of(appointments(called_first=False))
    assert cases.booked.any()
    assert set(cases.booked_until.tolist()) == {NONE}


def test_no_shows_are_drawn_among_the_booked_only() -> None:
    for share in (0.0, 0.3, 1.0):
        cases = cases_of(appointments(no_show=share))
        assert not cases.no_show[~cases.booked].any()
        assert np.mean(cases.no_show[cases.booked]) == pytest.approx(share, abs=0.15)


def test_nobody_who_is_punctual_comes_to_a_slot_in_vain() -> None:
    """Slots at 16:00 and 16:30, the last ticket at 16:15."""
    afternoon = [{"days": "mon-fri", "hours": "16:00-17:00", "every_min": 30, "capacity": 5}]
    rules = {"share": 1.0, "slots": afternoon}
    plan = appointments().model_copy(
        update={
            "counters": small_plan(counters=counters(appointments=rules, last_ticket_before_closing_min=45)).counters
        }
    )
    cases = cases_of(plan)
    visits = run_cases(plan, cases).records.visits
    in_vain = visits.case[visits.outcome == VisitOutcome.NO_TICKET]
    assert cases.booked.any()
    assert in_vain[cases.booked[in_vain]].tolist() == []


def test_a_share_of_the_visits_is_booked_and_more_share_unbooks_nobody() -> None:
    """There are enough places here, so that whoever books gets one."""
    plenty = [SLOTS[0] | {"every_min": 10, "capacity": 50}]
    none, some, more = (cases_of(appointments(share=share, slots=plenty)) for share in (0.0, 0.3, 0.7))
    assert not none.booked.any()
    assert np.mean(some.booked) == pytest.approx(0.3, abs=0.1)
    assert np.mean(more.booked) == pytest.approx(0.7, abs=0.1)
    assert more.booked[some.booked].all()


def test_dossiers_by_post_and_online_are_not_booked() -> None:
    plan = appointments()
    online = plan.model_copy(update={"channels": small_plan(channels={"online": {"share": 0.5}}).channels})
    cases = cases_of(online)
    assert (cases.channel == Channel.ONLINE).any()
    assert not cases.booked[cases.channel != Channel.COUNTER].any()


# decided at once


def test_decided_and_handed_over_in_the_same_visit() -> None:
    """Ticket 08:00, intake to 08:10: accepted, decided and handed over then. No work, signature or further visit."""
    wish_to_collect = person("08:00", at_once=True, return_channel=Channel.COUNTER)
    run = run_cases(small_plan(), case_table(wish_to_collect))
    records = run.records
    assert visit_lines(records) == ["0 submit Mon 08:00, called 08:00 by 0, served 08:10"]
    cases = records.cases
    assert {when(row[0]) for row in (cases.accepted_at, cases.decided_at, cases.handed_over_at, cases.closed_at)} == {
        "Mon 08:10"
    }
    assert cases.status.tolist() == [CaseStatus.DECIDED]
    assert (len(records.tasks.case), len(records.signatures.case)) == (0, 0)
    key = figures(run).key.loc["all"]
    assert (key["visits_per_case"], key["received"], key["finished"], key["overdue_true"]) == (1, 1, 1, 0)


@pytest.mark.parametrize("wish", [Channel.POST, Channel.ONLINE])
def test_what_is_decided_at_once_is_handed_over_whatever_the_wish(wish: Channel) -> None:
    """The applicant stands there: nothing is sent."""
    run = run_cases(
        small_plan(costs={"postage_out": 1000}), case_table(person("08:00", at_once=True, return_channel=wish))
    )
    assert when(run.records.cases.handed_over_at[0]) == "Mon 08:10"
    key = figures(run).key.loc["all"]
    assert (key["results_by_post"], key["postage"]) == (0, 0)


def test_a_refusal_at_once() -> None:
    cases = records_of(small_plan(), person("08:00", at_once=True, refused=True)).cases
    assert cases.status.tolist() == [CaseStatus.REFUSED]
    assert when(cases.handed_over_at[0]) == "Mon 08:10"


def test_flawed_first_and_decided_at_once_on_the_second_trip() -> None:
    records = records_of(small_plan(), person("08:00", at_once=True, flawed=[True, False]))
    assert visit_lines(records)[1] == "0 resubmit Tue 08:00, called 08:00 by 0, served 08:10"
    cases = records.cases
    assert {when(row[0]) for row in (cases.accepted_at, cases.decided_at, cases.handed_over_at)} == {"Tue 08:10"}


@pytest.mark.parametrize(("channel", "accepted"), [(Channel.ONLINE, "08:10"), (Channel.POST, "09:10")])
def test_nothing_is_decided_at_once_without_the_applicant(channel: Channel, accepted: str) -> None:
    """Online laid there at 08:00, by post at 09:00; 10 min of intake, an hour of work, signed at 16:00."""
    remote = person("08:00", at_once=True, channel=channel, travel_in_ms=0)
    records = records_of(small_plan(), remote)
    assert when(records.cases.accepted_at[0]) == f"Mon {accepted}"
    assert when(records.cases.decided_at[0]) == "Mon 16:00"
    assert len(records.tasks.case) == 1


def test_who_goes_online_instead_is_not_decided_at_once() -> None:
    """Case 1 leaves at 08:15 and goes online: checked 08:30-08:40, an hour of work, signed at 16:00."""
    goes = person("08:05", at_once=True, patience_ms=minutes(10), after_leaving=AfterLeaving.GO_ONLINE)
    records = records_of(small_plan(), person("08:00", 30, at_once=True), goes)
    assert [when(time) for time in records.cases.decided_at] == ["Mon 08:30", "Mon 16:00"]


def test_a_decision_at_once_does_not_wait_for_office_time() -> None:
    """Served out at closing, 16:55-17:05: decided at 17:05, though the office has closed at 17:00, and not late."""
    run = run_cases(small_plan(), case_table(person("16:55", at_once=True)))
    assert when(run.records.cases.decided_at[0]) == "Mon 17:05"
    assert figures(run).key.loc["all", "overdue_true"] == 0


def test_a_procedure_always_decided_at_once_needs_no_limit() -> None:
    """Never due, hence never late, also over lunch and after 15:00; without any limit there is no overdue rate."""
    plan = small_plan(
        procedures={"p": {"agency": "a", "per_year": 0, "at_once": 1.0}}, counters=counters(at_lunch="serve")
    )
    run = run_cases(plan, case_table(*[person(time, at_once=True) for time in ("08:00", "11:55", "15:30", "16:55")]))
    assert [when(time) for time in run.records.cases.decided_at] == ["Mon 08:10", "Mon 12:05", "Mon 15:40", "Mon 17:05"]
    key = figures(run).key.loc["all"]
    assert key["finished"] == 4
    assert key[["overdue_true", "overdue_official"]].isna().all()
