"""People who leave the queue: M/M/c+M (Erlang A), run as a scenario."""

import numpy as np
import pytest

from tests.theory import erlang
from tests.theory.intervals import Control, agree, interval
from tests.theory.people import Study, always_open, exponential
from tvsim.calendar import MINUTE_MS

SERVICE, PATIENCE, OFFICERS = 7.2, 12.0, 3


def _study(per_hour: float, replications: int) -> Study:
    group = {"patience_min": exponential(PATIENCE), "after_leaving": {"come_back": 0.0}}
    return Study.of(always_open(per_hour, exponential(SERVICE), OFFICERS, 35, group=group), replications, 10)


@pytest.fixture(scope="module")
def overloaded() -> Study:
    """30 an hour would need 3.6 officers; there are three, and people wait 12 minutes on average before they leave."""
    return _study(30.0, 6)


def _check(study: Study, per_hour: float, within: float) -> None:
    line = erlang.erlang_a(per_hour / 60, SERVICE, PATIENCE, OFFICERS)
    controls = [
        *study.inputs(SERVICE, 2 * SERVICE**2),
        *study.endless_officers(SERVICE, OFFICERS),
        Control(
            "patience",
            study.each(lambda people: people.patience / MINUTE_MS),
            PATIENCE,
        ),
    ]
    agree("P(leave)", study.mean(lambda people: people.left, controls), line.p_leave, within)
    agree("P(wait)", study.mean(lambda people: people.wait > 0, controls), line.p_wait, within)
    agree("mean wait of all, min", study.mean(lambda people: people.wait_min, controls), line.wait, within)
    of_leavers = study.mean(lambda people: people.wait_min * people.left, controls)
    agree("wait until leaving, min a person", of_leavers, line.p_leave * line.wait_leavers, 1.5 * within)
    of_served = study.mean(lambda people: people.wait_min * ~people.left, controls)
    agree("wait until the call, min a person", of_served, (1 - line.p_leave) * line.wait_served, within)
    ratio = study.each(lambda people: (people.wait_min - line.wait_leavers) * people.left) / line.p_leave
    found = interval(ratio + line.wait_leavers, controls)
    agree("mean wait of those who leave, min", found, line.wait_leavers, within)


def test_overload_that_patience_bounds(overloaded: Study) -> None:
    """A load of 120 %: finds errors of 7 %, of 10 % in the leavers' share of the waiting."""
    _check(overloaded, 30.0, 0.035)


def test_figures_of_leavers(overloaded: Study) -> None:
    """The tables count leavers' waits in, and show them apart."""
    for people in overloaded.people:
        key, ours, left = people.figures.key.loc["all"], people.reported, people.left
        assert key["wait_mean_min"] == pytest.approx(people.wait_min[ours].mean())
        assert key["left_share"] == pytest.approx(left[ours].mean())
        assert key["left_wait_mean_min"] == pytest.approx(people.wait_min[ours & left].mean())
        assert key["utilisation"] <= 1


def test_queue_counts_those_who_leave(overloaded: Study) -> None:
    """Mean number waiting, from the outcomes: rate times mean wait of all; finds errors of 14 %."""
    hourly = [people.waiting for people in overloaded.people]
    by_day = [each.reshape(-1, 24 * 7).mean(axis=1) for each in hourly]
    found = interval(np.concatenate(by_day))
    agree("mean queue", found, erlang.erlang_a(0.5, SERVICE, PATIENCE, OFFICERS).queue, 0.07)


@pytest.mark.slow
@pytest.mark.parametrize("per_hour", [22.5, 30.0, 60.0])
def test_longer(per_hour: float) -> None:
    """Loads of 90, 120 and 240 %; finds errors of 3 %."""
    _check(_study(per_hour, 40), per_hour, 0.015)
