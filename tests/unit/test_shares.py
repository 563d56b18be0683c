"""Shares over replications, in intervals by hand and as printed.

Printed: R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998),
table I, methods 3 (Wilson) and 5 (Clopper and Pearson), at 95 %.
"""

import math
import warnings
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from tvsim.statistics import growing_shares, shares

NAN = float("nan")
Z = 1.959964


def spread_out(share: float, trials: float, count: int) -> list[float]:
    """So many shares whose mean is this one, and vary as if each came from its part of the trials.

    The variance of the mean, ``d² / (count - 1)`` of values at ``share ± d``, is ``share (1 - share) / trials``.
    """
    apart = math.sqrt(share * (1 - share) / trials * (count - 1))
    return [share - apart, share + apart] * (count // 2)


def confidence_with(t: float, count: int) -> float:
    """Confidence at which Student's t of so many replications is ``t``."""
    return float(2 * special.stdtr(count - 1, t) - 1)


def one(
    values: list[float], counted: list[float] | None = None, confidence: float = 0.95
) -> tuple[float, float, float]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = shares(np.array([values]), None if counted is None else np.array([counted]), confidence).row(0)
    return found.value, found.low, found.high


def test_an_interval_by_hand() -> None:
    """1/4 and 3/4: s² = 1/8, variance of the mean 1/16, as that of 4 trials of 1/2. t = 12.7062047, t² = 161.447639.

    Wilson: 1/2 ± t sqrt(1/16 + t²/64) / (1 + t²/4): 12.7062047 · 1.6078306 / 41.3619097 = 0.4939188.
    """
    assert one([0.25, 0.75]) == pytest.approx((0.5, 0.0060812, 0.9939188), abs=1e-6)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)]
)
@pytest.mark.parametrize("count", [2, 4, 10])
def test_it_is_wilsons_where_replications_vary_as_independent_trials(
    hits: int, trials: int, low: float, high: float, count: int
) -> None:
    """However many replications share the trials, with z in the place of t. As printed."""
    values = spread_out(hits / trials, trials, count)
    found = one(values, confidence=confidence_with(Z, count))
    assert found == pytest.approx((hits / trials, low, high), abs=6e-5)


def test_the_trials_are_those_that_vary_as_much_not_those_that_were_counted() -> None:
    """A thousand visits that vary as 29 independent ones say as much as 29."""
    values = spread_out(1 / 29, 29, 10)
    assert one(values, [100.0] * 10) == one(values)


@pytest.mark.parametrize("counted", [[20.0, 0.0], [10.0, 10.0], [4.0, 16.0]])
def test_none_of_twenty_as_printed(counted: list[float]) -> None:
    """0 of 20 by Clopper and Pearson: up to 1 - 0.025^(1/20) = 0.1684; all 20 mirror it."""
    assert one([0.0, 0.0], counted) == pytest.approx((0, 0, 0.1684), abs=5e-5)
    assert one([1.0, 1.0], counted) == pytest.approx((1, 0.8316, 1), abs=5e-5)


def test_another_confidence() -> None:
    """90 %: 1 - 0.05^(1/20) = 0.1391."""
    assert one([0.0, 0.0], [10.0, 10.0], 0.9) == pytest.approx((0, 0, 0.1391), abs=5e-5)


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (1, 29, 0.0009, 0.1776)]
)
def test_replications_that_all_have_the_same_share_know_no_more_than_what_they_counted(
    hits: int, trials: int, low: float, high: float
) -> None:
    """As printed for Clopper and Pearson; an interval without width would say that nothing varies."""
    found = one([hits / trials] * 2, [trials / 2] * 2)
    assert found == pytest.approx((hits / trials, low, high), abs=6e-5)


def test_a_share_of_time_that_never_varies_is_known() -> None:
    """Nothing is counted of it: rosters without other duties have none of them."""
    for value in (0.0, 0.3, 1.0):
        assert one([value] * 3) == (value, value, value)
        assert one([value] * 3, [NAN] * 3) == (value, value, value)


@pytest.mark.parametrize("values", [[0.4, 0.6, 0.5], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0], [0.5, 0.5, 0.5]])
def test_missing_replications_are_left_out_with_what_they_counted(values: list[float]) -> None:
    counted = [5.0, 7.0, 8.0]
    with_gaps = shares(np.array([[NAN, *values, NAN]]), np.array([[100.0, *counted, 0.0]])).row(0)
    assert with_gaps == shares(np.array([values]), np.array([counted])).row(0)
    assert with_gaps.replications == 3


def test_fewer_than_two_have_no_interval() -> None:
    rows = np.array([[NAN, NAN], [0.3, NAN], [0.0, NAN], [NAN, 1.0]])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = shares(rows, np.full(rows.shape, 10.0))
    np.testing.assert_equal(found.value, [NAN, 0.3, 0, 1])
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()
    assert found.replications.tolist() == [0, 1, 1, 1]


def test_each_row_is_estimated_by_itself() -> None:
    rows = np.array([[0.25, 0.75], [0.0, 0.0], [0.5, 0.5], [0.1, NAN], [1.0, 1.0], [0.2, 0.2]])
    counted = np.array([[4.0, 4], [20, 20], [3, 5], [6, 6], [7, 9], [NAN, NAN]])
    found = shares(rows, counted)
    for number in range(len(rows)):
        alone = shares(rows[[number]], counted[[number]])
        np.testing.assert_equal(astuple(found.row(number)), astuple(alone.row(0)))


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=2, max_size=8))
def test_an_interval_holds_its_estimate_and_stays_within_0_and_1(counts: list[tuple[int, int]]) -> None:
    """Whatever was counted, if it was counted at all."""
    hits, others = np.array(counts, dtype=float).T
    trials = hits + others
    values = np.divide(hits, trials, out=np.full(len(hits), NAN), where=trials > 0)
    found = shares(values[None], trials[None]).row(0)
    mirrored = shares(1 - values[None], trials[None]).row(0)
    if found.replications > 1:
        assert 0 <= found.low <= found.value <= found.high <= 1
        assert found.low < found.high
        assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((found.low, found.high), abs=1e-9)


def test_more_variation_makes_it_wider_and_more_replications_narrower() -> None:
    widths = [high - low for _, low, high in (one([0.5 - apart, 0.5 + apart] * 3) for apart in (0.01, 0.1, 0.3, 0.5))]
    assert widths == sorted(widths)
    widths = [high - low for _, low, high in (one([0.4, 0.6] * times) for times in (1, 2, 5, 50))]
    assert widths == sorted(widths, reverse=True)


def test_a_larger_share_has_a_higher_interval() -> None:
    ends = np.array([one([share] * 2, [50.0] * 2) for share in (0, 0.02, 0.3, 0.5, 0.98, 1)])
    assert (np.diff(ends, axis=0) > 0).all()


def test_growing_shares_are_those_of_each_beginning() -> None:
    """Some missing, some all 0 or all 1, of which the visits decide."""
    counted = np.array([20.0, 30, NAN, 10, 40])
    for values in ([0.1, 0.2, NAN, 0.3, 0.1], [0.0, 0, NAN, 0, 0.1], [1.0, 1, NAN, 1, 1], [NAN] * 5):
        growing = growing_shares(np.array(values), counted)
        for count in range(1, 6):
            one = shares(np.array([values[:count]]), counted[None, :count]).row(0)
            np.testing.assert_allclose(astuple(growing.row(count - 1)), astuple(one), rtol=1e-12)
