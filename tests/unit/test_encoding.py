"""Figures as bytes: the same again, and any damage is noticed."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.small import MONDAY, small_plan
from tvsim.calendar import run_calendar
from tvsim.experiment import replicate
from tvsim.experiment.encoding import COUNTS, FRAMES, DamagedError, checked, decoded, decoded_key, encoded
from tvsim.outcomes import Figures, figures
from tvsim.scenario import load
from tvsim.scenario.schema import Plan

PROCEDURE = {"agency": "a", "per_year": 3000, "days": 1, "intake_min": {"mean": 14, "cv": 1}}


def two_sites() -> Plan:
    """Two sites and two agencies, and every channel."""
    return small_plan(
        period={"start": MONDAY, "end": "2025-03-07", "warm_up_days": 3, "follow_up_days": 3},
        sites={"centre": {}, "district": {"hours": {"mon-thu": ["07:30-11:45"]}}},
        agencies={"a": {"reviewers": 2}, "b": {"reviewers": 1}},
        counters={
            "a": {"site": "centre", "agencies": ["a"], "officers": 1, "patience_min": 20},
            "far": {"site": "district", "agencies": ["a", "b"], "officers": 1},
        },
        procedures={"p": PROCEDURE, "q": PROCEDURE | {"agency": "b"}},
        channels={"online": {"share": 0.3}, "post": {"share": 0.1}},
    )


def warsaw() -> Plan:
    """An office whose queues were observed, for two days."""
    found = load("bialoleka_2020")
    return found.with_({"period.end": found.plan.period.start + pd.Timedelta(days=1).to_pytimedelta()}).plan


PLANS = {
    "one agency": lambda: small_plan(procedures={"p": PROCEDURE}),
    "nobody comes": small_plan,
    "two sites": two_sites,
    "observed": warsaw,
}


@pytest.fixture(scope="module", params=PLANS)
def found(request: pytest.FixtureRequest) -> Figures:
    plan = PLANS[request.param]()
    return figures(replicate(plan, run_calendar(plan), 1, 1))


def test_frames_come_back_as_they_were(found: Figures) -> None:
    """Values to the last bit, types, names and order of columns and rows."""
    again = decoded(encoded(found))
    for name in FRAMES:
        mine, theirs = getattr(found, name), getattr(again, name)
        assert (mine is None) == (theirs is None), name
        if mine is not None:
            pd.testing.assert_frame_equal(mine, theirs, check_exact=True, check_column_type=True)


def test_counts_of_waits_come_back_as_they_were(found: Figures) -> None:
    again = decoded(encoded(found))
    for counts in COUNTS:
        for name in ("first", "bin", "count"):
            mine, theirs = (getattr(getattr(each, counts), name) for each in (found, again))
            np.testing.assert_array_equal(mine, theirs, strict=True)


def test_the_same_figures_are_the_same_bytes(found: Figures) -> None:
    data = encoded(found)
    assert encoded(found) == data
    assert encoded(decoded(data)) == data


def test_key_figures_alone_are_those_of_all(found: Figures) -> None:
    data = encoded(found)
    whole = decoded(data)
    key, counted, waits, counts = decoded_key(data)
    for mine, theirs in ((key, whole.key), (counted, whole.counted), (waits, whole.waits)):
        pd.testing.assert_frame_equal(mine, theirs, check_exact=True)
    assert counts.count.tolist() == whole.wait_counts.count.tolist()


def test_any_damaged_byte_is_noticed(found: Figures) -> None:
    """Every byte of the mark, and every 29th behind it, with one bit turned over; and bytes lost at either end."""
    data = encoded(found)
    for place in [*range(100), *range(100, len(data), 29), len(data) - 1]:
        damaged = bytearray(data)
        damaged[place] ^= 1 << place % 8
        with pytest.raises(DamagedError):
            decoded(bytes(damaged))
    for part in (data[:-1], data[1:], data[: len(data) // 2], b"", data + b"\0", data[:80]):
        with pytest.raises(DamagedError):
            decoded_key(part)


def test_what_is_not_damaged_is_not_refused(found: Figures) -> None:
    data = encoded(found)
    assert data.endswith(checked(data))
    assert hashlib.sha256(checked(data)).hexdigest().encode() in data[:81]


def test_only_the_observed_have_queues_day_by_day() -> None:
    """Else the test of the frames would not show that they come back."""
    there: dict[str, Any] = {}
    for name, plan in ((name, make()) for name, make in PLANS.items()):
        there[name] = figures(replicate(plan, run_calendar(plan), 1, 1)).queue_days is not None
    assert there == dict.fromkeys(PLANS, False) | {"observed": True}
