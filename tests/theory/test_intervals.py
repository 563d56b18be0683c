"""The intervals themselves: they hold the truth as often as they say, and they do refuse."""

import numpy as np
import pytest
from scipy import stats

from tests.theory import erlang
from tests.theory.intervals import FALSE_ALARM, Control, Interval, agree, interval
from tests.theory.people import lindley


def test_interval_by_hand() -> None:
    """1, 2, 3: mean 2, standard deviation 1, standard error 1/√3, two degrees of freedom."""
    found = interval(np.array([1.0, 2.0, 3.0]))
    assert found.value == pytest.approx(2)
    assert found.half == pytest.approx(stats.t.ppf(1 - FALSE_ALARM / 2, 2) / np.sqrt(3))


def test_a_perfect_control_leaves_nothing_open() -> None:
    """Values 5 + 3 (control - 1): the estimate is 5 whatever the control came to."""
    draws = np.array([0.7, 1.2, 0.9, 1.5, 0.8])
    found = interval(5 + 3 * (draws - 1), [Control("draws", draws, 1.0)])
    assert found.value == pytest.approx(5)
    assert found.half == pytest.approx(0, abs=1e-9)


def test_a_control_with_a_wrong_mean_is_refused() -> None:
    """Else the control would hide that the people's services are too long."""
    draws = np.random.default_rng(1).exponential(1.05, 100_000)
    with pytest.raises(AssertionError, match="service"):
        interval(draws, [Control("service", draws, 1.0)])


def test_what_does_not_agree_is_refused() -> None:
    agree("right", Interval(10.0, 0.2), 10.1)
    with pytest.raises(AssertionError, match="off"):
        agree("off", Interval(10.0, 0.2), 10.3)
    with pytest.raises(AssertionError, match="proves too little"):
        agree("vague", Interval(10.0, 2.0), 10.3)


@pytest.mark.parametrize("with_control", [False, True])
def test_intervals_of_a_waiting_line_hold_the_truth_as_often_as_they_say(with_control: bool) -> None:
    """M/M/1 at load 1/2 by Lindley's recursion, shorter batches than in the tests: 1,000 intervals at 90 %.

    How many hold the truth is binomial: 900 ± 3.9 · 9.5 at a false-alarm rate of 1e-4. Intervals that are 15 % too
    narrow would hold it 840 times and be found out.
    """
    rng = np.random.default_rng(2)
    batches, people, held = 40, 500, 0
    for _ in range(1_000):
        at = np.cumsum(rng.exponential(2.0, batches * people))
        service = rng.exponential(1.0, len(at))
        wait = lindley(at, service).reshape(batches, people).mean(axis=1)
        control = Control("service", service.reshape(batches, people).mean(axis=1), 1.0)
        found = interval(wait, [control] if with_control else [], false_alarm=0.1)
        held += found.holds(erlang.pollaczek_khinchine(0.5, 1.0, 2.0))
    assert abs(held - 900) <= 3.9 * np.sqrt(1_000 * 0.1 * 0.9)
