"""What a plan's rules become in the arrays that a run works with."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.small import MONDAY, at, minutes, nobody_away, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NEVER, run_calendar
from tvsim.codes import ClockRule, ClosingPolicy, Order, ReviewMode
from tvsim.demand import Absences
from tvsim.models import rules
from tvsim.resources import Resources, build_resources, stretches
from tvsim.scenario.places import group_numbers, receiving_sites
from tvsim.scenario.schema import Plan

DAY = {"start": MONDAY, "end": MONDAY}
THREE_DAYS = {"start": MONDAY, "end": "2025-03-05"}


def resources_of(plan: Plan, absences: Absences | None = None) -> Resources:
    calendar = run_calendar(plan)
    return build_resources(plan, calendar, absences or nobody_away(plan, calendar))


def counters(**group: Any) -> Resources:
    return resources_of(small_plan(period=DAY, counters={"a": {"agencies": ["a"], "officers": 1} | group}))


def procedure(**rules: Any) -> Resources:
    given = {"agency": "a", "per_year": 1, "days": 2} | rules
    return resources_of(small_plan(agencies={"a": {}, "b": {}, "c": {}}, procedures={"p": given}))


# stretches


def test_stretches_of_several_owners() -> None:
    packed = stretches([[(1, 2), (4, 8)], [], [(3, 5)]])
    assert packed.first.tolist() == [0, 2, 2, 3]
    assert [packed.begins_at[packed.of(owner)].tolist() for owner in range(3)] == [[1, 4], [], [3]]
    assert [packed.ends_at[packed.of(owner)].tolist() for owner in range(3)] == [[2, 8], [], [5]]


def test_stretches_of_nobody() -> None:
    packed = stretches([])
    assert packed.first.tolist() == [0]
    assert len(packed.begins_at) == len(packed.ends_at) == 0


# tickets and closings


def windows(found: Resources) -> list[tuple[int, int]]:
    rows = found.counters.tickets.of(0)
    return list(
        zip(found.counters.tickets.begins_at[rows].tolist(), found.counters.tickets.ends_at[rows].tolist(), strict=True)
    )


def test_tickets_are_given_in_the_opening_hours() -> None:
    assert windows(counters()) == [(at(0, "08:00"), at(0, "12:00")), (at(0, "13:00"), at(0, "17:00"))]


def test_tickets_stop_before_lunch_and_before_closing() -> None:
    found = counters(last_ticket_before_lunch_min=15, last_ticket_before_closing_min=30)
    assert windows(found) == [(at(0, "08:00"), at(0, "11:45")), (at(0, "13:00"), at(0, "16:30"))]


def test_a_block_that_is_all_last_ticket_time_gives_none() -> None:
    assert windows(counters(last_ticket_before_closing_min=240)) == [(at(0, "08:00"), at(0, "12:00"))]


def test_closings_are_lunch_and_closing_of_each_day() -> None:
    found = resources_of(small_plan(period=THREE_DAYS)).counters.closings
    expected = [at(day, time) for day in range(3) for time in ("12:00", "17:00")]
    assert found.begins_at.tolist() == expected
    assert found.ends_at.tolist() == [1, 0] * 3


def test_a_day_of_one_block_has_no_lunch() -> None:
    plan = small_plan(period=DAY, calendar={"country": "", "hours": {"mon-fri": ["08:00-12:00"]}})
    found = resources_of(plan).counters.closings
    assert (found.begins_at.tolist(), found.ends_at.tolist()) == ([at(0, "12:00")], [0])


def test_policies() -> None:
    found = counters(at_lunch="serve", at_closing="dismiss").counters
    assert found.at_lunch.tolist() == [ClosingPolicy.SERVE]
    assert found.at_closing.tolist() == [ClosingPolicy.DISMISS]


# other duties


def test_other_duties_take_their_share_of_the_time() -> None:
    """A quarter of the time: 5 minutes after 15 of service, a fifth when two or fewer wait, nothing beyond."""
    found = counters(
        other_duties=[{"at_most_waiting": 2, "share": 0.2}, {"at_most_waiting": 0, "share": 0.25}]
    ).counters
    waiting, ratio = found.duty_waiting[0].tolist(), found.duty_ratio[0].tolist()
    assert waiting == [0, 2]
    taken = [rules.duty_ms(minutes(15), count, waiting, ratio, minutes(60)) for count in (0, 1, 2, 3)]
    assert [round(each / MINUTE_MS, 3) for each in taken] == [5, 3.75, 3.75, 0]
    at_the_end = [rules.duty_ms(minutes(15), 0, waiting, ratio, minutes(left)) for left in (4, 0, -3)]
    assert [each / MINUTE_MS for each in at_the_end] == [4, 0, 0]


def test_groups_with_fewer_duties_are_filled_up_so_that_nothing_applies() -> None:
    duties = {"other_duties": [{"at_most_waiting": 0, "share": 0.5}]}
    found = resources_of(
        small_plan(
            agencies={"a": {}, "b": {}},
            counters={"a": {"agencies": ["a"]} | duties, "b": {"agencies": ["b"]}},
        )
    ).counters
    assert found.duty_waiting.tolist() == [[0], [-1]]
    assert rules.duty_ms(minutes(15), 0, found.duty_waiting[1].tolist(), found.duty_ratio[1].tolist(), 1) == 0


# who serves whom


def two_sites(**procedure: Any) -> Plan:
    return small_plan(
        agencies={"a": {}, "b": {}},
        sites={"city": {}, "district": {}, "village": {}},
        counters={
            "pool": {"site": "city", "agencies": ["a", "b"], "officers": 1},
            "far": {"site": "district", "agencies": ["b"], "officers": 1},
        },
        procedures={"p": {"agency": "b", "per_year": 1, "days": 2} | procedure},
    )


def test_groups_by_site_and_agency() -> None:
    assert group_numbers(two_sites()).tolist() == [[0, 0], [-1, 1], [-1, -1]]
    assert resources_of(two_sites()).counters.site.tolist() == [0, 1]


def test_procedures_are_received_at_home_where_they_can_be() -> None:
    """At home, else at the first of the procedure's sites whose counters serve the agency."""
    plan = two_sites()
    assert receiving_sites(plan, plan.procedures["p"]).tolist() == [0, 1, 0]
    plan = two_sites(sites=["district", "city"])
    assert receiving_sites(plan, plan.procedures["p"]).tolist() == [0, 1, 1]
    plan = two_sites(sites=["district"])
    assert receiving_sites(plan, plan.procedures["p"]).tolist() == [1, 1, 1]
    plan = two_sites(agency="a")
    assert receiving_sites(plan, plan.procedures["p"]).tolist() == [0, 0, 0]


# papers on their way


def test_transfers() -> None:
    """One time for all ways, other times for some; a site's way holds both ways, an agency's only in its direction."""
    routes = [
        {"of": "district", "to": "b", "minutes": 90},
        {"of": "a", "to": "village", "minutes": 5},
        {"of": "b", "to": "a", "minutes": 7},
    ]
    plan = two_sites()
    moved = plan.model_copy(
        update={
            "transfers": type(plan.transfers).model_validate(
                {"site_agency_min": 30, "agency_agency_min": 20, "routes": routes}
            ),
            "committee": type(plan.committee).model_validate({"transfer_min": 45}),
        }
    )
    found = resources_of(moved).transfers
    assert (found.site_agency_ms / MINUTE_MS).tolist() == [[30, 30], [30, 90], [5, 30]]
    assert (found.agency_agency_ms / MINUTE_MS).tolist() == [[20, 20], [7, 20]]
    assert found.committee_ms == minutes(45)


# procedures


def test_limits_and_clocks() -> None:
    found = procedure(
        days=2,
        legal_days=5,
        committee=True,
        supplement={"clock": "restart", "withdrawn_after_days": 12.5},
        reviews={"agencies": ["c", "b"], "limit_days": 1.5, "mode": "parallel", "silence_is_consent": True},
    ).procedures
    assert found.agency.tolist() == [0]
    assert found.limit_ms.tolist() == [16 * HOUR_MS]
    assert found.legal_limit_ms.tolist() == [40 * HOUR_MS]
    assert found.committee.tolist() == [True]
    assert found.reviewers.tolist() == [[2, 1]]
    assert found.review_limit_ms.tolist() == [12 * HOUR_MS]
    assert found.review_mode.tolist() == [ReviewMode.PARALLEL]
    assert found.silence_is_consent.tolist() == [True]
    assert found.clock.tolist() == [ClockRule.RESTART]
    assert found.withdrawn_after_ms.tolist() == [12.5 * DAY_MS]


def test_procedures_with_fewer_reviews_are_filled_up() -> None:
    given = {"agency": "a", "per_year": 1, "days": 2}
    plan = small_plan(
        agencies={"a": {}, "b": {}, "c": {}},
        procedures={"p": given, "q": given | {"reviews": {"agencies": ["b", "c"]}}},
    )
    assert resources_of(plan).procedures.reviewers.tolist() == [[-1, -1], [1, 2]]


# offices


def test_signing_and_mail_only_on_working_days_in_order() -> None:
    """Wednesday is closed; times may be written in any order."""
    plan = small_plan(
        period=THREE_DAYS,
        calendar={"country": "", "hours": {"mon-fri": ["08:00-12:00"]}, "closed_days": ["2025-03-05"]},
        agencies={"a": {"sign_off": {"times": ["16:00", "10:00"], "capacity": 3}}},
        committee={"sign_off": {"times": ["09:00"]}},
        mail={"rounds": ["08:30"]},
    )
    found = resources_of(plan)
    signing = found.offices.signing_at
    expected = [at(day, time) for day in (0, 1) for time in ("10:00", "16:00")]
    assert signing.begins_at[signing.of(0)].tolist() == expected
    assert signing.begins_at[signing.of(1)].tolist() == [at(0, "09:00"), at(1, "09:00")]
    assert found.offices.signing_capacity.tolist() == [3, 0]
    assert found.mail_at.tolist() == [at(0, "08:30"), at(1, "08:30")]


def test_reviewers_are_numbered_over_all_agencies_and_present_between_absences() -> None:
    """Of four days; the second reviewer of ``a`` is away on the second, the one of ``b`` on the first and the last."""
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-06"},
        agencies={"a": {"reviewers": 2, "order": "first_come"}, "none": {"reviewers": 0}, "b": {"reviewers": 1}},
    )
    absences = nobody_away(plan, run_calendar(plan))
    absences.reviewers["a"][1, 1] = True
    absences.reviewers["b"][0, [0, 3]] = True
    offices = resources_of(plan, absences).offices
    assert offices.reviewer_agency.tolist() == [0, 0, 2]
    assert offices.order.tolist() == [Order.FIRST_COME, Order.EARLIEST_DUE, Order.EARLIEST_DUE]
    presence = [
        list(zip(offices.presence.begins_at[rows] // DAY_MS, offices.presence.ends_at[rows] // DAY_MS, strict=True))
        for rows in (offices.presence.of(reviewer) for reviewer in range(3))
    ]
    assert presence == [[(0, 4)], [(0, 1), (2, 4)], [(1, 3)]]


def test_a_reviewer_who_is_always_away_is_never_present() -> None:
    plan = small_plan()
    absences = nobody_away(plan, run_calendar(plan))
    absences.reviewers["a"][:] = True
    offices = resources_of(plan, absences).offices
    assert len(offices.presence.begins_at[offices.presence.of(0)]) == 0


def test_the_end_of_the_run_and_the_due_rule() -> None:
    plan = small_plan(deadlines={"rule": "half_day", "cut_off": "14:00", "hours_per_day": 7})
    found = resources_of(plan)
    assert found.ends_at == 12 * DAY_MS
    assert (found.due.rule, found.due.cut_off_ms, found.due.day_ms) == ("half_day", 14 * HOUR_MS, 7 * HOUR_MS)


def test_resources_are_whole_numbers() -> None:
    """Nothing that the engine reckons with is a fraction."""
    found = resources_of(two_sites())
    for part in (found.procedures, found.counters, found.offices, found.transfers, found.shifts):
        for name in part.__dataclass_fields__:
            value = getattr(part, name)
            for column in vars(value).values() if hasattr(value, "__dataclass_fields__") else [value]:
                assert np.asarray(column).dtype.kind in "ib", name


# rules of the door (pure functions)


def test_ticket_class() -> None:
    """A booked ticket goes before all up to the last instant of its window; without one the priority counts."""
    assert rules.ticket_class(2, 100, 100) == rules.BOOKED_CLASS
    assert rules.ticket_class(2, 101, 100) == 2
    assert rules.ticket_class(2, 0, -1) == 2


def test_places_in_the_queues() -> None:
    """The lowest is taken first: at the counter by class, then ticket; in the back office as its order says."""
    assert rules.ticket_place(0, at(9, "17:00")) < rules.ticket_place(1, at(0, "08:00"))
    assert rules.ticket_place(rules.BOOKED_CLASS, 101) < rules.ticket_place(0, 100) < rules.ticket_place(0, 101)
    assert [rules.task_place(earliest_due, 300, 100) for earliest_due in (True, False)] == [300, 100]


def test_places_at_the_desk_and_at_the_sign_off() -> None:
    """First come at the desk, earliest due at the sign-off; what is never due is signed last."""
    assert sorted((200, 100, 300), key=rules.desk_place) == [100, 200, 300]
    assert sorted((NEVER, 100, 300), key=rules.signature_place) == [100, 300, NEVER]


def test_turning_away() -> None:
    assert not rules.turns_away(100, 0, 0)  # 0 is never
    assert rules.turns_away(3, 0, 3)
    assert not rules.turns_away(2, 0, 3)
    assert not rules.turns_away(3, 1, 3)  # somebody is free to serve the first


def test_next_ticket() -> None:
    begins, ends = [8, 13], [12, 17]
    found = [rules.next_ticket_at(begins, ends, time) for time in (0, 8, 11, 12, 13, 16)]
    assert found == [8, 8, 11, 13, 13, 16]
    assert rules.next_ticket_at(begins, ends, 17) > 10**12


def test_coming_again() -> None:
    """Open 08-12 and 13-17 on the days 0 and 2."""
    begins = [at(0, "08:00"), at(0, "13:00"), at(2, "08:00"), at(2, "13:00")]
    ends = [at(0, "12:00"), at(0, "17:00"), at(2, "12:00"), at(2, "17:00")]

    def comes(day: int, hour: float) -> int:
        return rules.comes_again_at(begins, ends, day, round(hour * HOUR_MS))

    assert comes(0, 9) == at(0, "09:00")
    assert comes(0, 7) == at(0, "08:00")  # waits for the opening
    assert comes(0, 12.5) == at(0, "13:00")  # waits over lunch
    assert comes(0, 18) == at(2, "08:00")  # too late: the next open day, which has no 18:00 either
    assert comes(1, 9) == at(2, "09:00")  # closed: the next open day at the same hour
    assert comes(1, 18) == at(2, "08:00")
    assert comes(3, 9) > at(10, "00:00")  # never again in this run


def test_days_until_somebody_comes_again() -> None:
    days = [rules.days_to_come(round(delay * DAY_MS)) for delay in (0, 0.2, 1, 1.0001, 2.5)]
    assert days == [1, 1, 1, 2, 3]
    assert rules.first_day_at_hour(at(3, "10:00"), 9 * HOUR_MS) == 4
    assert rules.first_day_at_hour(at(3, "10:00"), 10 * HOUR_MS) == 3
