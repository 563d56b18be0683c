"""How the overall shares of post and online fall on procedures, and which cases move when a share is raised."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.small import small_plan
from tests.unread import without_unread
from tvsim.calendar import DAY_MS, run_calendar
from tvsim.codes import Channel
from tvsim.demand import CaseTable, sample_cases
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.schema import Plan
from tvsim.scenario.uptake import channel_shares, reached


def plan_with(online: float, *procedures: dict[str, Any], post: float = 0.0, **channels: Any) -> Plan:
    """Procedures ``p0``, ``p1``, ... with the given volumes and weights."""
    named = {f"p{number}": {"agency": "a", "days": 2} | given for number, given in enumerate(procedures)}
    ways = {"online": {"share": online} | channels, "post": {"share": post}}
    return small_plan(procedures=named, channels=ways)


def shares(plan: Plan) -> tuple[list[float], list[float]]:
    online, post = channel_shares(plan)
    return online.tolist(), post.tolist()


# how a share falls on the procedures


def test_equal_weights_give_every_procedure_the_overall_share() -> None:
    plan = plan_with(0.3, {"per_year": 100}, {"per_year": 900}, post=0.2)
    assert shares(plan) == (pytest.approx([0.3, 0.3]), pytest.approx([0.2, 0.2]))


def test_weights_are_relative() -> None:
    """100 dossiers of weight 3 and 100 of weight 1, 40 % of all: 60 and 20 of them."""
    plan = plan_with(0.4, {"per_year": 100, "online_weight": 3}, {"per_year": 100, "online_weight": 1})
    assert shares(plan)[0] == pytest.approx([0.6, 0.2])


def test_a_share_above_one_is_cut_and_the_others_take_the_rest() -> None:
    """50 % of 200: the first would send 150 of its 100; it sends all, and the second none is left."""
    plan = plan_with(0.5, {"per_year": 100, "online_weight": 1e9}, {"per_year": 100, "online_weight": 1})
    assert shares(plan)[0] == pytest.approx([1, 0], abs=1e-6)
    plan = plan_with(0.7, {"per_year": 100, "online_weight": 10}, {"per_year": 100, "online_weight": 1})
    assert shares(plan)[0] == pytest.approx([1, 0.4])


def test_cutting_one_may_cut_another() -> None:
    """80 % of 300 by weights 100, 10, 1: the first two are full, the third sends 40 of 100."""
    procedures = [{"per_year": 100, "online_weight": weight} for weight in (100, 10, 1)]
    assert shares(plan_with(0.8, *procedures))[0] == pytest.approx([1, 1, 0.4])


def test_a_weight_of_zero_never_comes_online() -> None:
    plan = plan_with(0.25, {"per_year": 100, "online_weight": 0}, {"per_year": 100})
    assert shares(plan)[0] == pytest.approx([0, 0.5])


def test_all_and_nothing() -> None:
    procedures = [{"per_year": 100, "online_weight": 2}, {"per_year": 50}]
    assert shares(plan_with(0, *procedures))[0] == [0, 0]
    assert shares(plan_with(1, *procedures))[0] == pytest.approx([1, 1])


def test_post_takes_at_most_what_online_leaves_and_the_others_take_the_rest() -> None:
    """The first is all online; so the second sends by post what both together should, 40 % of 200."""
    plan = plan_with(0.5, {"per_year": 100, "online_weight": 1e9}, {"per_year": 100}, post=0.4)
    online, post = shares(plan)
    assert online[0] == pytest.approx(1)
    assert post == pytest.approx([0, 0.8], abs=1e-6)


def test_post_and_online_together_may_be_all() -> None:
    procedures = [{"per_year": 100, "online_weight": weight} for weight in (2, 1, 1)]
    online, post = shares(plan_with(0.9, *procedures, post=0.1))
    assert online == pytest.approx([1, 0.85, 0.85])
    assert post == pytest.approx([0, 0.15, 0.15])


def test_procedures_without_dossiers_break_nothing() -> None:
    empty = plan_with(0.5, {"per_year": 0})
    assert shares(empty)[0] in ([0.0], [0.5])
    assert reached(empty) == (0.5, 0)
    assert shares(plan_with(0.5, {"per_year": 0}, {"per_year": 10}))[0][1] == pytest.approx(0.5)


SOME = st.lists(
    st.fixed_dictionaries({"per_year": st.integers(1, 1000), "online_weight": st.floats(0.01, 100)}),
    min_size=1,
    max_size=5,
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(SOME, st.floats(0, 1), st.floats(0, 1))
def test_the_overall_share_is_reached_and_more_is_never_less(
    procedures: list[dict[str, Any]], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    little, much = plan_with(low, *procedures), plan_with(high, *procedures)
    for plan, share in ((little, low), (much, high)):
        assert reached(plan)[0] == pytest.approx(share, abs=1e-9)
        assert all(0 <= each <= 1 for each in shares(plan)[0])
    assert all(less <= more + 1e-12 for less, more in zip(shares(little)[0], shares(much)[0], strict=True))


# which cases move


READINESS = (
    {"per_year": 6000, "online_weight": 2, "enquiries": 0.2},
    {"per_year": 6000, "online_weight": 1},
)


def tables(low: float, high: float, **channels: Any) -> tuple[CaseTable, CaseTable]:
    """Case tables of two online shares, otherwise the same; two procedures of different readiness, post beside."""
    plans = [plan_with(share, *READINESS, post=0.1, **channels) for share in (low, high)]
    one, other = (sample_cases(plan, run_calendar(plan), 11, 1) for plan in plans)
    return one, other


def test_raising_uptake_moves_exactly_the_cases_between_the_two_shares() -> None:
    """A case is online where its own draw lies below its procedure's share: 26.7 and 13.3 %, then 40 and 20 %."""
    one, other = tables(0.2, 0.3)
    draws = np.empty(len(one))
    for number, key in enumerate(("p0", "p1")):
        own = (one.procedure == number) & ~one.enquiry
        draws[own] = stream(11, 1, Purpose.CHANNEL, key, 0).random(own.sum())
    first = one.procedure == 0
    low, high = np.where(first, 4 / 15, 2 / 15), np.where(first, 0.4, 0.2)
    should_move = ~one.enquiry & (draws >= low) & (draws < high)
    moved = one.channel != other.channel
    assert np.array_equal(moved, should_move)
    assert moved.sum() > 30
    assert set(one.channel[moved]) == {Channel.COUNTER}
    assert set(other.channel[moved]) == {Channel.ONLINE}


@pytest.mark.parametrize("low", [0, 0.2, 0.5])
@pytest.mark.parametrize("high", [0.3, 0.6])
def test_who_is_online_at_a_low_uptake_is_so_at_every_higher_one(low: float, high: float) -> None:
    one, other = tables(*sorted((low, high)))
    was_online = one.channel == Channel.ONLINE
    assert (other.channel[was_online] == Channel.ONLINE).all()
    by_post = one.channel == Channel.POST
    assert np.array_equal(by_post, other.channel == Channel.POST)


def test_the_share_of_online_cases_is_the_overall_share() -> None:
    for share in (0.2, 0.6):
        one, _ = tables(share, share)
        dossiers = ~one.enquiry
        online = (one.channel[dossiers] == Channel.ONLINE).mean()
        assert online == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / dossiers.sum()))
        by_post = (one.channel[dossiers] == Channel.POST).mean()
        assert by_post == pytest.approx(0.1, abs=4 * np.sqrt(0.09 / dossiers.sum()))


def test_each_case_keeps_its_day_and_its_place_in_the_days_order() -> None:
    """The row of the table is the place in the order; the hour of those who move follows the new profile.

    The counter's hours are spread evenly over 08:00-12:00 and 13:00-17:00, the online ones over 18:00-22:00: the case
    at a place p of the day comes at p times eight office hours, or at 18:00 plus p times four hours.
    """
    one, other = tables(0.2, 0.3, arrivals_by_time={"18:00-22:00": 1})
    assert np.array_equal(one.procedure, other.procedure)
    assert np.array_equal(one.ordinal, other.ordinal)
    assert np.array_equal(one.enquiry, other.enquiry)
    assert np.array_equal(one.day, other.day)
    moved = one.channel != other.channel
    assert np.array_equal(one.comes_at[~moved], other.comes_at[~moved])
    at_counter, at_home = (table.comes_at[moved] % DAY_MS / 3_600_000 for table in (one, other))
    place = np.where(at_counter < 12.5, at_counter - 8, at_counter - 9) / 8
    np.testing.assert_allclose(at_home, 18 + 4 * place, atol=1e-6)


def test_no_other_column_changes_but_for_the_cases_that_move() -> None:
    """What only one of the two ways in reads, such as the time at the desk, is left out for those who move."""
    one, other = tables(0.2, 0.3)
    moved = one.channel != other.channel
    for field in fields(CaseTable):
        assert np.array_equal(getattr(one, field.name)[~moved], getattr(other, field.name)[~moved]), field.name
    plans = [plan_with(share, *READINESS, post=0.1) for share in (0.2, 0.3)]
    one, other = without_unread(plans, (one, other))
    for field in fields(CaseTable):
        if field.name not in ("channel", "comes_at"):
            assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


def test_raising_uptake_to_all_leaves_nobody_but_those_who_ask() -> None:
    procedures = ({"per_year": 6000, "enquiries": 0.2},)
    plan = plan_with(1.0, *procedures)
    table = sample_cases(plan, run_calendar(plan), 11, 1)
    assert np.array_equal(table.channel == Channel.COUNTER, table.enquiry)


def test_wished_ways_back_move_only_as_far_as_they_must() -> None:
    """From 20 to 40 % online of the counter's results: exactly those with a draw between change their wish."""
    wishes = []
    for online in (0.2, 0.4):
        returns = {"counter": 0.7 - online, "post": 0.3, "online": online}
        plan = small_plan(
            procedures={"p": {"agency": "a", "per_year": 6000, "days": 2}}, channels={"counter": {"returns": returns}}
        )
        wishes.append(sample_cases(plan, run_calendar(plan), 11, 1).return_channel)
    draws = stream(11, 1, Purpose.RETURN, "p", 0).random(len(wishes[0]))
    assert np.array_equal(wishes[0] != wishes[1], (draws >= 0.2) & (draws < 0.4))
    assert np.array_equal(wishes[0] == Channel.POST, draws >= 0.7)
