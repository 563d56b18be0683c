"""Histograms of waits: bins by hand, and how far a quantile from them can be off."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS
from tvsim.outcomes import WaitCounts
from tvsim.outcomes.wait_counts import bins, edges_min
from tvsim.statistics import Histograms

Ints = NDArray[np.int64]


def edges_ms(bin_: Ints | list[int]) -> tuple[Ints, Ints]:
    lower, upper = edges_min(np.array(bin_))
    return np.rint(lower * MINUTE_MS).astype(int), np.rint(upper * MINUTE_MS).astype(int)


@pytest.mark.parametrize(
    ("wait_ms", "bin_", "lower", "upper"),
    [
        (0, 0, 0, 0),
        (1, 1, 1, 1),
        (31, 31, 31, 31),
        (32, 32, 32, 32),
        (63, 63, 63, 63),
        (64, 64, 64, 65),
        (65, 64, 64, 65),
        (66, 65, 66, 67),
        (127, 95, 126, 127),
        (128, 96, 128, 131),
        (131, 96, 128, 131),
        (132, 97, 132, 135),
        # A minute: 60,000 / 1024 = 58.6, the 27th of 32 bins of 1,024 ms from 32,768 on, ten doublings above 32.
        (60_000, 10 * 32 + 58, 59_392, 60_415),
    ],
)
def test_bins_by_hand(wait_ms: int, bin_: int, lower: int, upper: int) -> None:
    assert bins(np.array([wait_ms])).tolist() == [bin_]
    assert edges_ms([bin_]) == ([lower], [upper])


def test_bins_cover_every_millisecond_once() -> None:
    """In order, without gaps and overlaps, up to waits of a century."""
    many = np.arange(bins(np.array([36_525 * DAY_MS]))[0] + 1)
    lower, upper = edges_ms(many)
    assert lower[0] == 0
    np.testing.assert_array_equal(lower[1:], upper[:-1] + 1)
    for edge in (lower, upper):
        np.testing.assert_array_equal(bins(edge), many)


def test_every_short_wait_lies_in_its_bin() -> None:
    wait = np.arange(70_000)
    lower, upper = edges_ms(bins(wait))
    assert ((lower <= wait) & (wait <= upper)).all()
    assert (upper - lower <= wait / 32).all()
    assert (upper == lower)[:64].all()
    assert (upper > lower)[64:].all()


def random_waits(number: int, seed: int) -> Ints:
    """Waits from none to days."""
    random = np.random.default_rng(seed)
    return np.rint(np.exp(random.uniform(0, 19, number)) * (random.random(number) < 0.8)).astype(np.int64)


def test_counts_are_those_of_numpy() -> None:
    wait, group = random_waits(5_000, 1), np.random.default_rng(2).integers(0, 7, 5_000)
    group[group == 3] = 5  # nobody waits in group 3
    group[group == 6] = 5  # nor in the last
    counts = WaitCounts.of(group, bins(wait), 7)
    many = np.arange(bins(wait).max() + 2)
    lower, _ = edges_ms(many)
    for number in range(7):
        bin_, count = counts.of_group(number)
        expected = np.histogram(wait[group == number], lower)[0]
        np.testing.assert_array_equal(bin_, np.flatnonzero(expected))
        np.testing.assert_array_equal(count, expected[expected > 0])
    assert len(counts.first) == 8
    assert counts.count.sum() == 5_000


def test_counts_by_hand() -> None:
    """Groups of three waits, none, and two in one bin."""
    counts = WaitCounts.of(np.array([2, 0, 0, 2, 0]), np.array([4, 9, 0, 4, 9]), 3)
    assert counts.first.tolist() == [0, 2, 2, 3]
    assert counts.bin.tolist() == [0, 9, 4]
    assert counts.count.tolist() == [1, 2, 2]


def test_no_waits() -> None:
    nothing = np.empty(0, dtype=np.int64)
    counts = WaitCounts.of(nothing, nothing, 2)
    assert counts.first.tolist() == [0, 0, 0]
    assert [len(part) for part in counts.of_group(1)] == [0, 0]
    assert len(WaitCounts.of(nothing, nothing, 0).first) == 1


def test_joined_are_the_groups_of_each_one_after_the_other() -> None:
    nothing = np.empty(0, dtype=np.int64)
    one = WaitCounts.of(np.array([0, 1, 1]), np.array([3, 5, 8]), 2)
    empty = WaitCounts.of(nothing, nothing, 1)
    other = WaitCounts.of(np.array([1, 1]), np.array([7, 7]), 3)
    together = WaitCounts.joined([one, empty, other])
    assert len(together.first) == 2 + 1 + 3 + 1
    groups = [tuple(part.tolist() for part in together.of_group(number)) for number in range(6)]
    assert groups == [([3], [1]), ([5, 8], [1, 1]), ([], []), ([], []), ([7], [2]), ([], [])]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_a_quantile_is_off_by_less_than_a_32nd_part(share: float) -> None:
    """Of the wait that has the rank, as proven by the bins: both lie in the same one."""
    for number in (1, 2, 3, 7, 10, 19, 20, 21, 100, 999, 1000):
        for seed in range(20):
            wait = random_waits(number, seed)
            bin_, count = WaitCounts.of(np.zeros_like(wait), bins(wait), 1).of_group(0)
            found = Histograms(*edges_min(bin_), count[None]).quantile(share) * MINUTE_MS
            exact = np.quantile(wait, share, method="inverted_cdf")
            assert abs(found - exact) <= exact / 32
            assert (found == exact) == (exact < 64) or exact >= 64
