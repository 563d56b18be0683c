"""Every share of a scenario is drawn as often as it says.

What is drawn is a binomial number, so that the bounds are exact; enquiries come beside dossiers in two Poisson streams,
of which each is a binomial part. Tests are made at `FALSE_ALARM`, with a fixed seed, and each would find out a share of
six tenths of what it should be with a probability above ``1 - FALSE_ALARM``.
"""

from __future__ import annotations

import math
import typing
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel
from scipy import stats

from tests.small import small_plan
from tests.theory.intervals import FALSE_ALARM
from tests.theory.people import SEED, Flags, Ints, exponential
from tvsim.calendar import NONE, run_calendar
from tvsim.codes import AfterLeaving, Channel
from tvsim.demand import MAX_TRIES, CaseTable, sample_cases
from tvsim.scenario.schema import Plan
from tvsim.scenario.values import Share

WRONG = 0.6
"""A share that is this much of what it should be must be found out."""
FLAWED = {"counter": [0.3, 0.5, 0.2], "post": [0.6, 0.25, 0.4], "online": [0.45, 0.15, 0.35]}
SUPPLEMENTS, UNANSWERED = [0.5, 0.4, 0.3], 0.25
PRIORITIES = [0.2, 0.5, 0.3]
ONLINE, POST = 0.35, 0.25
RETURNS = {
    "counter": {"counter": 0.5, "post": 0.3, "online": 0.2},
    "post": {"counter": 0.25, "post": 0.6, "online": 0.15},
    "online": {"counter": 0.15, "post": 0.25, "online": 0.6},
}
HOMES = {"north": 0.5, "south": 0.2, "west": 0.3}
TURN_AWAY, COME_BACK, GO_ONLINE, AFTER_DAYS = 0.4, 0.55, 0.3, 6.0
BOOKED, NO_SHOW = 0.35, 0.2
AT_ONCE, REFUSED, REVIEWED, ENQUIRIES = 0.15, 0.1, 0.45, 0.5


def _plan() -> Plan:
    """Every share between 0 and 1, about 30,000 dossiers, and slots for all who would book."""
    slots = {"days": "mon-fri", "hours": "08:00-17:00", "every_min": 60, "capacity": 1000}
    group = {
        "turn_away": {"queue": 7, "share": TURN_AWAY},
        "after_leaving": {"come_back": COME_BACK, "go_online": GO_ONLINE, "after_days": exponential(AFTER_DAYS)},
        "appointments": {"share": BOOKED, "slots": [slots], "no_show": NO_SHOW},
    }
    procedure = {
        "agency": "a",
        "per_year": 30_000,
        "days": 5,
        "enquiries": ENQUIRIES,
        "flawed": FLAWED,
        "supplement": {"shares": SUPPLEMENTS, "unanswered": UNANSWERED},
        "refused": REFUSED,
        "reviews": {"agencies": ["b"], "share": REVIEWED},
        "at_once": AT_ONCE,
        "priority_shares": PRIORITIES,
    }
    return small_plan(
        period={"start": "2025-01-01", "end": "2025-12-31", "warm_up_days": 0},
        channels={
            "counter": {"returns": RETURNS["counter"]},
            "post": {"share": POST, "returns": RETURNS["post"]},
            "online": {"share": ONLINE, "returns": RETURNS["online"]},
        },
        sites={key: {"home_share": share} for key, share in HOMES.items()},
        agencies={"a": {}, "b": {}},
        counters={key: {"site": key, "agencies": ["a"], "officers": 1} | group for key in HOMES},
        procedures={"p": procedure},
    )


@cache
def _cases() -> CaseTable:
    plan = _plan()
    return sample_cases(plan, run_calendar(plan), SEED, 1)


Found = tuple[Flags, Flags]
"""Whom a share was drawn for, and which of them it met; of the same shape."""
Shares = dict[str, tuple[float, Callable[[CaseTable], Found]]]


def _of_dossiers(met: Callable[[CaseTable], Flags]) -> Callable[[CaseTable], Found]:
    return lambda cases: (~cases.enquiry, met(cases))


def _by_channel(way: str, met: Callable[[CaseTable], Flags]) -> Callable[[CaseTable], Found]:
    return lambda cases: (~cases.enquiry & (cases.channel == Channel[way.upper()]), met(cases))


def _flaws() -> Shares:
    """Each try apart; the last share holds for the tries after it, and those who change to online have their own."""
    found: Shares = {}
    for attempt in range(MAX_TRIES):
        for way, shares in FLAWED.items():
            share = shares[min(attempt, len(shares) - 1)]
            name = f"procedures.flawed.{way}, try {attempt + 1}"
            found[name] = share, _by_channel(way, lambda cases, one=attempt: cases.flawed[:, one])
            if way == "online":
                found[f"{name}, changed"] = share, _of_dossiers(lambda cases, one=attempt: cases.flawed_online[:, one])
    return found


def _requests() -> Shares:
    """Each request among those who had the one before it; unanswered are some of those that are made."""
    found: Shares = {}
    for number, share in enumerate(SUPPLEMENTS):
        found[f"procedures.supplement.shares, request {number + 1}"] = (
            share,
            lambda cases, one=number: (~cases.enquiry & (cases.supplements >= one), cases.supplements > one),
        )
        found[f"procedures.supplement.unanswered, request {number + 1}"] = (
            UNANSWERED,
            lambda cases, one=number: (cases.supplements > one, cases.answer_ms[:, one] == NONE),
        )
    return found


def _ways() -> Shares:
    found: Shares = {
        "channels.online.share": (ONLINE, _of_dossiers(lambda cases: cases.channel == Channel.ONLINE)),
        "channels.post.share": (POST, _of_dossiers(lambda cases: cases.channel == Channel.POST)),
    }
    for way, shares in RETURNS.items():
        for back, share in shares.items():
            code = Channel[back.upper()]
            met = _by_channel(way, lambda cases, one=code: cases.return_channel == one)
            found[f"channels.{way}.returns.{back}"] = share, met
    return found


def _first_visits(cases: CaseTable) -> Flags:
    """Who could book; whoever wishes to come on the last day may find no slot after that."""
    return (cases.channel == Channel.COUNTER) & (cases.day < cases.day.max())


def _everybody(met: Callable[[CaseTable], Flags]) -> Callable[[CaseTable], Found]:
    return lambda cases: (np.ones_like(met(cases)), met(cases))


def _by_visit(met: Callable[[CaseTable], Flags]) -> Callable[[CaseTable], Found]:
    """Each of the visits that a dossier may come to, drawn apart."""
    return lambda cases: (np.broadcast_to(~cases.enquiry[:, None], met(cases).shape), met(cases))


SHARES: Shares = {
    **_flaws(),
    **_requests(),
    **_ways(),
    **{
        f"procedures.priority_shares, class {number}": (
            share,
            _everybody(lambda cases, one=number: cases.priority == one),
        )
        for number, share in enumerate(PRIORITIES)
    },
    **{
        f"sites.home_share, {key}": (share, _everybody(lambda cases, one=number: cases.home == one))
        for number, (key, share) in enumerate(HOMES.items())
    },
    "procedures.at_once": (AT_ONCE, _of_dossiers(lambda cases: cases.at_once)),
    "procedures.refused": (REFUSED, _of_dossiers(lambda cases: cases.refused)),
    "procedures.reviews.share": (REVIEWED, _of_dossiers(lambda cases: cases.reviewed)),
    "counters.turn_away.share": (TURN_AWAY, _by_visit(lambda cases: cases.turns_away_at == 7)),
    "counters.after_leaving.come_back": (
        COME_BACK,
        _by_visit(lambda cases: cases.after_leaving == AfterLeaving.COME_BACK),
    ),
    "counters.after_leaving.go_online": (
        GO_ONLINE,
        _by_visit(lambda cases: cases.after_leaving == AfterLeaving.GO_ONLINE),
    ),
    "counters.appointments.share": (BOOKED, lambda cases: (_first_visits(cases), cases.booked)),
    "counters.appointments.no_show": (NO_SHOW, lambda cases: (cases.booked, cases.no_show)),
}


@pytest.mark.parametrize("name", SHARES)
def test_a_share_is_drawn_as_often_as_it_says(name: str) -> None:
    share, found = SHARES[name]
    drawn_for, met = found(_cases())
    _assert_share(share, WRONG * share, int(np.count_nonzero(met & drawn_for)), int(np.count_nonzero(drawn_for)))


def test_there_are_as_many_enquiries_for_each_dossier_as_it_says() -> None:
    """Of all who come, enquiries are ``enquiries / (1 + enquiries)``."""
    enquiry = _cases().enquiry
    shares = (each / (1 + each) for each in (ENQUIRIES, WRONG * ENQUIRIES))
    _assert_share(*shares, int(np.count_nonzero(enquiry)), len(enquiry))


def _assert_share(share: float, wrong: float, met: int, of: int) -> None:
    """Hold a number of so many against its share, in bounds that a wrong share would leave."""
    least, most = stats.binom.ppf([FALSE_ALARM / 2, 1 - FALSE_ALARM / 2], of, share)
    text = f"{met} of {of} is {met / of:.4f}, the share {share:g}; at least {least:g}, at most {most:g}"
    print(text)
    assert least <= met <= most, text
    assert stats.binom.sf(least - 1, of, wrong) < FALSE_ALARM, f"{text}: proves too little"


def test_people_come_back_after_the_days_it_says() -> None:
    """Begun days of an exponential time are geometric: ``1 / p`` on average, with ``p = 1 - exp(-1 / mean)``."""
    away: Ints = _cases().away_days
    away = away[away > 0]  # of those who come to the counter at all
    mean, deviation = _begun_days(AFTER_DAYS)
    within = float(stats.norm.isf(FALSE_ALARM / 2)) * deviation / math.sqrt(away.size)
    assert abs(away.mean() - mean) <= within
    assert mean - _begun_days(WRONG * AFTER_DAYS)[0] > 2 * within


def _begun_days(mean: float) -> tuple[float, float]:
    """Mean and standard deviation of the days begun within an exponential time."""
    chance = -math.expm1(-1 / mean)
    return 1 / chance, math.sqrt(1 - chance) / chance


def test_no_share_of_the_schema_is_left_out() -> None:
    """All but the share of other duties, which is worked out in the run, not drawn."""
    tested = {name.split(",")[0] for name in SHARES}
    assert set(_shares_of(Plan)) == tested


def _shares_of(table: type[BaseModel], place: tuple[str, ...] = ()) -> Iterator[str]:
    for name, hint in typing.get_type_hints(table, include_extras=True).items():
        parts = list(_parts(hint))
        if Share in parts:
            yield ".".join((*place, name))
        for part in parts:
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield from _shares_of(part, (*place, name))


def _parts(hint: Any) -> Iterator[Any]:
    """A type and those it is made of."""
    yield hint
    for part in typing.get_args(hint) if hint != Share else ():
        yield from _parts(part)
