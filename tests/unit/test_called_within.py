"""How many are called within how long: worked by hand, and counted visit by visit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import tvsim
from tests.scenario_files import small_file
from tests.small import MONDAY, small_plan
from tvsim.calendar import MINUTE_MS, run_calendar
from tvsim.experiment import replicate
from tvsim.experiment.calls import called_within
from tvsim.experiment.key_sample import KeySample
from tvsim.outcomes import WaitCounts, figures
from tvsim.outcomes.waits import waits
from tvsim.statistics import shares


def _counts(*groups: dict[int, int]) -> WaitCounts:
    """Histograms from waits of whole milliseconds below 64, each of which has a bin of its own, and their numbers."""
    first = np.cumsum([0, *map(len, groups)])
    together = [pair for group in groups for pair in sorted(group.items())]
    return WaitCounts(first, *np.array(together, dtype=np.int64).reshape(-1, 2).T)


def test_by_hand() -> None:
    """Two of four are called at once and one after 60 ms, the fourth leaves then; in the second replication all."""
    waited = (_counts({0: 2, 60: 2}, {}, {0: 2, 60: 2}), _counts({0: 3, 30: 1}, {30: 1}, {0: 3, 30: 2}))
    uncalled = (_counts({60: 1}, {}, {60: 1}), _counts({}, {30: 1}, {30: 1}))
    sample = KeySample(("a", "b", "all"), np.empty((2, 3, 0)), np.empty((2, 3, 0)), waited)
    found = called_within(sample, uncalled, ["all", "a", "b"])
    a = found["a"].set_index("minutes")
    assert (a.index * MINUTE_MS).tolist() == pytest.approx([0, 30, 60])
    assert a["estimate"].tolist() == [(2 / 4 + 3 / 4) / 2, (2 / 4 + 1) / 2, (3 / 4 + 1) / 2]
    assert a["replications"].tolist() == [2, 2, 2]
    expected = shares(np.array([[0.5, 0.75]]), np.array([[4.0, 4.0]])).row(0)
    assert (a["low"].iloc[0], a["high"].iloc[0]) == (expected.low, expected.high)
    b = found["b"]
    assert (b["estimate"].tolist(), b["replications"].tolist()) == ([0.0], [1])
    assert found["all"]["estimate"].tolist() == [(2 / 4 + 3 / 5) / 2, (2 / 4 + 4 / 5) / 2, (3 / 4 + 4 / 5) / 2]


def test_they_are_the_visits_of_every_replication() -> None:
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-28", "warm_up_days": 3, "follow_up_days": 3},
        agencies={"a": {"reviewers": 1}, "b": {"reviewers": 1}},
        counters={each: {"agencies": [each], "officers": 1, "patience_min": 15} for each in "ab"},
        procedures={
            each: {"agency": each, "per_year": 6000, "days": 1, "intake_min": {"mean": 14, "cv": 1}} for each in "ab"
        },
    )
    runs = [replicate(plan, run_calendar(plan), 1, number) for number in (1, 2)]
    found = [figures(run) for run in runs]
    sample = KeySample.of((each.key, each.counted, each.waits, each.wait_counts) for each in found)
    table = called_within(sample, [each.uncalled_counts for each in found], ["b"])["b"]
    seen = [waits(run) for run in runs]
    assert all(np.any(~each.served) for each in seen)
    for minutes, estimate in table[["minutes", "estimate"]].iloc[::20].to_numpy():
        of_each = [
            (each.served & (np.rint(each.wait_min * MINUTE_MS) <= round(minutes * MINUTE_MS)))[each.agency == 1].mean()
            for each in seen
        ]
        assert estimate == pytest.approx(np.mean(of_each))


def test_nobody_comes() -> None:
    found = figures(replicate(small_plan(), run_calendar(small_plan()), 1, 1))
    sample = KeySample.of([(found.key, found.counted, found.waits, found.wait_counts)])
    assert called_within(sample, [found.uncalled_counts], ["all"])["all"].empty


def test_results_give_it(tmp_path: Path) -> None:
    scenario = tvsim.load(small_file(tmp_path))
    results = tvsim.run(scenario, replications=2, keep="figures")
    found = results.called_within(["health", "all"])
    assert list(found) == ["health", "all"]
    last = found["all"].iloc[-1]
    assert last["estimate"] == pytest.approx(1 - results.estimate("all", "left_share").value)
