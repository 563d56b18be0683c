"""Quantiles of histograms of several replications, and their intervals, by hand."""

import itertools
import math
from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from tvsim.statistics import Histograms, growing_quantiles, quantile_estimate

NAN = float("nan")


def unit_bins(*counts: list[int]) -> Histograms:
    """Histograms over the bins 0-1, 1-2, 2-3, ..., one a replication."""
    lower = np.arange(len(counts[0]), dtype=float)
    return Histograms(lower, lower + 1, np.array(counts))


@pytest.mark.parametrize(
    ("share", "value"),
    [
        (0.5, 1 + 1 / 3),  # the 4th of 8; 3 lie below 1, and 3 from 1 to 2
        (0.25, 2 / 3),  # the 2nd: two thirds of the 3 in the first bin
        (3 / 8, 1),  # all of the first bin
        (0.9, 2 + 1.2 / 2),  # 7.2 of 8, 6 of which lie below 2
        (1.0, 3),
        (0.0, 0),
    ],
)
def test_quantiles_of_all_values_together_by_hand(share: float, value: float) -> None:
    found = unit_bins([2, 1, 1], [1, 2, 1])
    assert found.quantile(share) == pytest.approx(value)


def test_medians_of_few_values_by_hand() -> None:
    """The 2nd of 4, the 1st of 2; of two replications together the 3rd of 6."""
    for counts, median in (([2, 1, 1], 1), ([1, 2, 1], 1.5), ([1, 1, 0], 1)):
        assert unit_bins(counts).quantile(0.5) == pytest.approx(median)
    assert unit_bins([1, 2, 1], [1, 1, 0]).quantile(0.5) == pytest.approx(1 + 1 / 3)
    assert np.isnan(unit_bins([0, 0]).quantile(0.5))


def test_bins_without_width_and_gaps_between_bins() -> None:
    """Six waits of exactly 0, three of exactly 5, one from 8 to 9. No value lies in a gap."""
    found = Histograms(np.array([0.0, 5, 8]), np.array([0.0, 5, 9]), np.array([[6, 3, 1]]))
    assert [found.quantile(share) for share in (0.1, 0.5, 0.6)] == [0, 0, 0]
    assert [found.quantile(share) for share in (0.61, 0.7, 0.9)] == [5, 5, 5]
    assert found.quantile(0.95) == pytest.approx(8.5)


def test_empty_bins_are_passed_over() -> None:
    found = unit_bins([0, 4, 0, 0, 4, 0])
    assert found.quantile(0.0) == 1
    assert found.quantile(0.5) == 2
    assert found.quantile(0.500001) == pytest.approx(4, abs=1e-5)
    assert found.quantile(1.0) == 5


def test_nothing_has_no_quantile() -> None:
    assert math.isnan(unit_bins([0, 0]).quantile(0.5))
    nothing = Histograms(np.empty(0), np.empty(0), np.empty((2, 0), dtype=np.int64))
    assert math.isnan(nothing.quantile(0.5))
    np.testing.assert_equal(astuple(quantile_estimate(nothing, 0.9)), (NAN, NAN, NAN, 0))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.95])
def test_of_fine_bins_it_is_that_of_numpy(share: float) -> None:
    """Within the width of a bin of the value with that rank."""
    values = np.random.default_rng(3).exponential(10, 4_000)
    edges = np.linspace(0, values.max() + 0.01, 20_001)
    counts = np.histogram(values, edges)[0]
    found = Histograms(edges[:-1], edges[1:], counts[None])
    assert found.quantile(share) == pytest.approx(np.quantile(values, share, method="inverted_cdf"), abs=edges[1])


def test_an_interval_by_hand() -> None:
    """Medians of bins 0-1 and 1-2, ten values each, of which 4, 5, 6 lie in the first.

    The share up to 1 is 1/2, with variance 0.01 / 3; t = 4.3026527, so that t² / n = 18.5128 · (0.01 / 3) · 4 =
    0.2468376. Wilson: 1/2 ± sqrt(0.2468376 / 4 + 0.2468376² / 4) / 1.2468376 = 1/2 ± 0.2224701. The share up to 0 is 0,
    that up to 2 is 1. The upper bound, 0.7224701 x, passes 1/2 at x = 0.6920701; the lower one mirrors it.
    """
    found = quantile_estimate(unit_bins([4, 6], [5, 5], [6, 4]), 0.5)
    assert (found.low, found.value, found.high) == pytest.approx((0.6920701, 1, 2 - 0.6920701), abs=1e-6)


def test_an_interval_beside_a_gap_by_hand() -> None:
    """The same where nothing lies from 1 to 5: the second bin, in which the lower bound passes, begins at 5."""
    found = Histograms(np.array([0.0, 5]), np.array([1.0, 6]), np.array([[4, 6], [5, 5], [6, 4]]))
    estimate = quantile_estimate(found, 0.5)
    assert (estimate.low, estimate.value, estimate.high) == pytest.approx((0.6920701, 1, 6 - 0.6920701), abs=1e-6)


def test_another_confidence_and_another_share_by_hand() -> None:
    """At 50 % t of two replications is 1. 30 % of bins 0-1, 1-2; of ten values 2 and 4 lie in the first.

    Share 0.3 with variance 0.02 / 2 = 0.01: t² / n = 0.01 / 0.21 = 1/21; bounds (0.3 + 1/42 ± sqrt(0.01 + 1/1764)) /
    (22/21) = 0.3090909 ± 0.0981230. The quantile is 1; the upper bound, 0.4072139 x, passes 0.3 at 0.7367138, and the
    lower one, 0.2109679 + 0.7890321 (x - 1), at 1.1128370.
    """
    found = quantile_estimate(unit_bins([2, 8], [4, 6]), 0.3, 0.5)
    assert (found.low, found.value, found.high) == pytest.approx((0.7367138, 1, 1.1128370), abs=1e-6)


def test_replications_of_different_size_by_hand() -> None:
    """10 and 30 values, of which 4 and 16 lie in the first of two bins: 1/2 of all, 1 below and 1 above it by hand.

    Of sums of 20 on average, apart by -1/20 and 1/20: variance 2/400 / 2 = 1/400, t = 1: t² / n = 1/100; bounds 1/2 ±
    sqrt(1/400 + 1/40000) / 1.01 = 1/2 ± 0.0497519. A mean of the shares would be 7/15.
    """
    found = quantile_estimate(unit_bins([4, 6], [16, 14]), 0.5, 0.5)
    assert (found.value, found.low) == pytest.approx((1, 0.5 / 0.5497519))


def test_the_interval_is_wilsons_at_every_edge() -> None:
    """Those edges lie in it whose share F of values, with variance v, may be q: (F - q)² <= t² v q (1 - q) / F (1 - F).

    So Wilson's interval is defined, before it is solved for its ends.
    """
    random = np.random.default_rng(4)
    counts = random.poisson(5, (6, 40)) + random.poisson(3, (6, 1))
    found = unit_bins(*counts.tolist())
    sizes, t = counts.sum(axis=1), special.stdtrit(5, 0.975)
    for q in (0.2, 0.5, 0.9, 0.95):
        estimate = quantile_estimate(found, q)
        kept = []
        for edge in range(1, 40):
            up_to = counts[:, :edge].sum(axis=1)
            part = up_to.sum() / sizes.sum()
            variance = ((up_to - part * sizes) ** 2).sum() / 5 / 6 / sizes.mean() ** 2
            kept.append((part - q) ** 2 <= t**2 * variance * q * (1 - q) / (part * (1 - part)))
        assert any(kept)
        assert kept == [estimate.low <= edge <= estimate.high for edge in range(1, 40)]


def test_a_replication_counts_by_its_values() -> None:
    """One of a single value, far away, moves the median of 150 others little; it is 151/2 of 151."""
    found = quantile_estimate(unit_bins([25, 25, 0], [25, 25, 0], [25, 25, 0], [0, 0, 1]), 0.5)
    assert found.value == pytest.approx(1 + 0.5 / 75)
    assert 0.9 < found.low < found.high < 1.1


def test_empty_replications_are_left_out_and_not_counted() -> None:
    found = unit_bins([4, 6], [0, 0], [5, 5], [6, 4], [0, 0])
    assert quantile_estimate(found, 0.5) == quantile_estimate(unit_bins([4, 6], [5, 5], [6, 4]), 0.5)
    assert quantile_estimate(found, 0.5).replications == 3


def test_one_replication_has_no_interval() -> None:
    for counts in ([[4, 6]], [[4, 6], [0, 0]]):
        np.testing.assert_equal(astuple(quantile_estimate(unit_bins(*counts), 0.5)), (1 + 1 / 6, NAN, NAN, 1))


def test_replications_that_are_alike_leave_no_width() -> None:
    found = quantile_estimate(unit_bins([4, 6], [4, 6], [4, 6]), 0.5)
    assert (found.low, found.high) == pytest.approx((found.value, found.value))


COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=2, max_size=5)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(COUNTS, st.sampled_from([0.5, 0.9, 0.95]))
def test_an_interval_holds_its_estimate_and_never_leaves_what_was_seen(counts: list[list[int]], share: float) -> None:
    lower, upper = np.array([0.0, 1, 4, 6]), np.array([0.0, 3, 5, 6])
    found = Histograms(lower, upper, np.array(counts))
    estimate = quantile_estimate(found, share)
    filled = np.flatnonzero(found.counts.sum(axis=0))
    if estimate.replications > 1:
        assert lower[filled[0]] <= estimate.low <= estimate.value <= estimate.high <= upper[filled[-1]]


def test_a_higher_share_has_a_higher_interval_and_more_replications_a_narrower_one() -> None:
    random = np.random.default_rng(5)
    counts = random.poisson(20 * np.exp(-np.arange(30) / 6), (40, 30)).tolist()
    found = [quantile_estimate(unit_bins(*counts[:10]), share) for share in (0.3, 0.5, 0.9, 0.95)]
    for one, other in itertools.pairwise(found):
        assert one.low < other.low
        assert one.high < other.high
    widths = [each.high - each.low for each in (quantile_estimate(unit_bins(*counts[:n]), 0.9) for n in (3, 10, 40))]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.95])
def test_growing_quantiles_are_those_of_each_beginning(share: float) -> None:
    """Bins that the first replications do not fill, replications of nobody, and of many."""
    counts = np.random.default_rng(4).poisson([[3], [0], [40], [5], [2], [1000]], (6, 12))
    counts[:3, 5:] = 0
    counts[:, [0, 7]] = 0
    found = unit_bins(*counts)
    growing = list(growing_quantiles(found, share))
    for number, one in enumerate(growing):
        alone = quantile_estimate(unit_bins(*counts[: number + 1]), share)
        np.testing.assert_allclose(astuple(one), astuple(alone), rtol=1e-9)
    assert list(growing_quantiles(found, share, after=4)) == growing[4:]


def test_growing_quantiles_of_nobody() -> None:
    (one, two) = growing_quantiles(unit_bins([0, 0], [0, 0]), 0.9)
    np.testing.assert_equal(astuple(one), astuple(two))
    np.testing.assert_equal(astuple(two), (NAN, NAN, NAN, 0))
