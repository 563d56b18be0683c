"""Means over replications and their intervals, by hand; t of 3 degrees of freedom is 3.1824463 at 95 %."""

import warnings
from dataclasses import astuple

import numpy as np
import pytest

from tvsim.statistics import Estimates, estimate, means
from tvsim.statistics.estimates import t_quantile
from tvsim.statistics.means import around, growing_moments, moments

NAN = float("nan")


def test_an_interval_by_hand() -> None:
    """1, 2, 3, 4: mean 2.5, s² = 5/3; 3.1824463 sqrt(5/3) / sqrt(4) = 2.0542606."""
    found = estimate([1, 2, 3, 4])
    assert (found.value, found.replications) == (2.5, 4)
    assert (found.low, found.high) == pytest.approx((2.5 - 2.0542606, 2.5 + 2.0542606))


def test_two_replications_by_hand() -> None:
    """0 and 2: s = sqrt(2), t = 12.7062047: 1 ± 12.7062047."""
    found = estimate([0, 2])
    assert (found.low, found.high) == pytest.approx((-11.7062047, 13.7062047))


def test_another_confidence() -> None:
    """90 %: t of 3 degrees of freedom is 2.3533634."""
    found = estimate([1, 2, 3, 4], 0.9)
    assert found.high - 2.5 == pytest.approx(2.3533634 * np.sqrt(5 / 3) / 2)


def test_t_as_printed() -> None:
    """Of 2, 3, 5, 10, 31 values at 95 %; of one there is none."""
    found = t_quantile(0.95, np.array([1, 2, 3, 5, 10, 31]))
    np.testing.assert_allclose(found, [NAN, 12.706, 4.303, 2.776, 2.262, 2.042], atol=5e-4)


def test_missing_values_are_left_out_and_not_counted() -> None:
    """The figure of four replications of six: neither zeros nor empty runs are put in their place."""
    found = estimate([NAN, 1, 2, NAN, 3, 4])
    assert (found.value, found.replications) == (2.5, 4)
    assert (found.low, found.high) == pytest.approx((2.5 - 2.0542606, 2.5 + 2.0542606))


@pytest.mark.parametrize(
    ("values", "value", "count"), [([], NAN, 0), ([NAN, NAN], NAN, 0), ([NAN, 7], 7, 1), ([7], 7, 1)]
)
def test_fewer_than_two_have_no_interval(values: list[float], value: float, count: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = estimate(values)
    np.testing.assert_equal((found.value, found.low, found.high, found.replications), (value, NAN, NAN, count))


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e9 + 0.1, 0.0])
@pytest.mark.parametrize("count", [2, 3, 7, 1000])
def test_equal_values_have_that_mean_and_no_deviation_exactly(value: float, count: int) -> None:
    """Summed plainly, a thousand times 0.1 is not 100."""
    found = estimate([value] * count)
    assert (found.value, found.low, found.high) == (value, value, value)


def test_each_row_is_estimated_by_itself() -> None:
    rows = np.array([[1.0, 2, 3, 4], [NAN, NAN, NAN, NAN], [NAN, 5, NAN, 9], [6, NAN, NAN, NAN]])
    found = means(rows)
    for number, row in enumerate(rows):
        np.testing.assert_equal(astuple(found.row(number)), astuple(estimate(row)))
    assert found.replications.tolist() == [4, 0, 2, 1]
    np.testing.assert_allclose(found.value, [2.5, NAN, 7, 6])


def test_moments_are_those_of_numpy() -> None:
    rows = np.random.default_rng(1).normal(1e6, 3, (20, 9))
    count, mean, deviation = moments(rows)
    assert (count == 9).all()
    np.testing.assert_allclose(mean, rows.mean(axis=1), rtol=1e-15)
    np.testing.assert_allclose(deviation, rows.std(axis=1, ddof=1), rtol=1e-9)


def test_intervals_around_given_estimates() -> None:
    """5 ± 3.1824463 · 2 / sqrt(4)."""
    found = around(np.array([5.0]), np.array([2.0]), np.array([4]))
    assert (found.low[0], found.high[0]) == pytest.approx((5 - 3.1824463, 5 + 3.1824463))


def test_intervals_end_where_the_true_value_can_not_be() -> None:
    found = Estimates(
        np.array([1.0, 1.0, NAN]), np.array([-2.0, 0.5, NAN]), np.array([4.0, 1.5, NAN]), np.array([2, 2, 0])
    )
    within = found.within(np.zeros(3), np.array([3.0, 3.0, 3.0]))
    np.testing.assert_equal(within.value, found.value)
    np.testing.assert_equal(within.low, [0, 0.5, NAN])
    np.testing.assert_equal(within.high, [3, 1.5, NAN])
    assert within.replications is found.replications


def test_estimates_as_a_table() -> None:
    table = means(np.array([[1.0, 2, 3, 4]])).table()
    assert table.columns.tolist() == ["estimate", "low", "high", "replications"]
    assert table.loc[0, ["estimate", "replications"]].tolist() == [2.5, 4]
    assert (table["low"] < table["high"]).all()


def test_growing_moments_are_those_of_each_beginning() -> None:
    """With missing ones, equal ones, and a level that would leave few digits to sums of squares."""
    rng = np.random.default_rng(3)
    for values in (rng.normal(1e8, 1, 30), np.full(4, 0.1), np.full(3, NAN), np.array([NAN, 2, 2, NAN, 5, 1.0])):
        growing = growing_moments(values)
        for count in range(1, len(values) + 1):
            one = [part[0] for part in moments(values[None, :count])]
            np.testing.assert_allclose([part[count - 1] for part in growing], one, rtol=1e-7)
    assert (growing_moments(np.full(9, 0.1))[2][1:] == 0).all()
