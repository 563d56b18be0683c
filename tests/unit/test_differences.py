"""Paired differences, their tests, and the correction for their number, by hand."""

import warnings

import numpy as np
import pytest
from scipy import stats

from tvsim.statistics import Differences, holm, means, narrowed_by_pairing, paired_differences

NAN = float("nan")
QUANTILE = {freedom: stats.t.ppf(0.975, freedom) for freedom in (2, 64 / 25, 4)}
NARROWED = np.sqrt(3 / 8) * QUANTILE[2] / QUANTILE[64 / 25]
"""Of three pairs with the variances 1 and 7, and 3 of their differences: Welch has 64 / 25 degrees of freedom."""


def differences(*rows: list[float], **given: object) -> Differences:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return paired_differences(np.array(rows, dtype=float), **given)  # type: ignore[arg-type]


def test_a_difference_by_hand() -> None:
    """1, 2, 3, 6: mean 3, s² = 14/3, half = 3.1824463 sqrt(14/3) / 2 = 3.4374349; t = 3 / sqrt(14/12) = 2.7774603.

    Of 3 degrees of freedom, P(|T| > t) = 1 - 2/pi (atan(x) + x / (1 + x²)) with x = t / sqrt(3) = 1.6035675:
    1 - 0.6366198 (1.0131970 + 0.4489989) = 0.0691369.
    """
    found = differences([1, 2, 3, 6])
    row = found.estimates.row(0)
    assert (row.value, row.replications) == (3, 4)
    assert (row.low, row.high) == pytest.approx((3 - 3.4374349, 3 + 3.4374349))
    assert found.p[0] == pytest.approx(0.0691369, abs=1e-6)
    assert differences([-1, -2, -3, -6]).p[0] == found.p[0]


def test_what_is_the_same_in_every_replication_by_no_chance() -> None:
    """Posts cost what they cost: of counts six alike are by chance once in 2**5 times, of posts never."""
    found = differences([2] * 6, [2] * 6, [0] * 6, [1, 2, 3, 6, NAN, NAN], certain=np.array([False, True, True, True]))
    assert found.p[:3].tolist() == [2**-5, 0, 1]
    assert found.p[3] == pytest.approx(0.0691369, abs=1e-6)
    assert np.isnan(differences([2], certain=True).p[0])


def test_two_replications_by_hand() -> None:
    """1 and 3: t = 2 / 1; of one degree of freedom, P(|T| > 2) = 1 - 2/pi atan(2) = 0.2951672."""
    assert differences([1, 3]).p[0] == pytest.approx(0.2951672)


def test_interval_and_test_are_those_of_scipy() -> None:
    rows = np.random.default_rng(1).normal(0.5, 1, (30, 8))
    found = differences(*rows.tolist())
    theirs = stats.ttest_1samp(rows, 0, axis=1)
    np.testing.assert_allclose(found.p, theirs.pvalue, rtol=1e-12)
    interval = theirs.confidence_interval(0.95)
    np.testing.assert_allclose(found.estimates.low, interval.low)
    np.testing.assert_allclose(found.estimates.high, interval.high)
    assert ((found.p < 0.05) == (found.estimates.low * found.estimates.high > 0)).all()


def test_scenarios_that_never_differ_differ_by_exactly_nothing() -> None:
    found = differences([0, 0, 0])
    row = found.estimates.row(0)
    assert (row.value, row.low, row.high) == (0, 0, 0)
    assert found.p[0] == 1


@pytest.mark.parametrize("value", [3.0, -0.25])
def test_a_difference_that_is_always_the_same_is_as_sure_as_its_sign(value: float) -> None:
    """Of seven signs all are alike by chance in 2 of 128 cases; Student's t would be certain of it."""
    found = differences([value] * 7)
    row = found.estimates.row(0)
    assert (row.value, row.low, row.high) == (value, value, value)
    assert found.p[0] == 2 / 128


def test_two_counts_that_differ_by_the_same_tell_nothing() -> None:
    """Of two replications a part of up to 84 % may be otherwise: 1 - 0.025 ** (1 / 2)."""
    found = paired_differences(np.array([[-1.0, -1.0], [0.0, 0.0]]), grain=np.array([1.0, 1.0]))
    assert found.p.tolist() == [0.5, 1.0]
    assert found.estimates.low == pytest.approx([-1 - (1 - 0.025**0.5), 0])
    assert found.estimates.high == pytest.approx([-1 + (1 - 0.025**0.5), 0])


def test_equal_counts_are_told_apart_no_more_often_than_by_chance() -> None:
    """Two independent counts of mean 1, two and three replications: Student's t with no deviation was sure in 11 %."""
    random = np.random.default_rng(5)
    for count in (2, 3, 5):
        values = (random.poisson(1.0, (20_000, count)) - random.poisson(1.0, (20_000, count))).astype(float)
        p = paired_differences(values).p
        assert (p <= 0.05).mean() < 0.06, count


def test_a_difference_that_goes_both_ways_alike_is_none() -> None:
    found = differences([-1, 1])
    assert found.estimates.value[0] == 0
    assert found.p[0] == 1
    assert found.estimates.high[0] == pytest.approx(12.7062047)


def test_missing_replications_are_left_out_and_not_counted() -> None:
    found = differences([NAN, 1, 2, NAN, 3, 6], [NAN, NAN, 4, NAN, NAN, NAN], [NAN] * 6)
    whole = differences([1, 2, 3, 6])
    assert found.estimates.row(0) == whole.estimates.row(0)
    np.testing.assert_equal(found.p, [whole.p[0], NAN, NAN])
    np.testing.assert_equal(found.estimates.value, [3, 4, NAN])
    assert found.estimates.replications.tolist() == [4, 1, 0]
    assert np.isnan(found.estimates.low[1:]).all()


def test_around_a_pooled_difference_by_hand() -> None:
    """Sectioning: 1, 2, 3 about 4: s² = (9 + 4 + 1) / 2 = 7; half = 4.3026527 sqrt(7/3); t = 4 / sqrt(7/3)."""
    found = differences(
        [1, 2, 3], [1, 2, 3], [1, NAN, 3], center=np.array([4.0, 4, 4]), pooled=np.array([True, False, True])
    )
    row = found.estimates.row(0)
    half = 4.3026527 * np.sqrt(7 / 3)
    assert (row.value, row.low, row.high) == pytest.approx((4, 4 - half, 4 + half))
    assert found.p[0] == pytest.approx(2 * stats.t.sf(4 / np.sqrt(7 / 3), 2))
    assert found.estimates.row(1) == means(np.array([[1.0, 2, 3]])).row(0)
    # Of two replications: s² = 9 + 1, t = 12.7062047.
    third = found.estimates.row(2)
    assert (third.value, third.high, third.replications) == pytest.approx((4, 4 + 12.7062047 * np.sqrt(5), 2))


def test_another_confidence() -> None:
    """90 %: t of 3 degrees of freedom is 2.3533634."""
    found = differences([1, 2, 3, 6], confidence=0.9)
    assert found.estimates.high[0] == pytest.approx(3 + 2.3533634 * np.sqrt(14 / 12))


# ---- Holm ---------------------------------------------------------------------------------------------------------


def test_holm_by_hand() -> None:
    """0.01, 0.02, 0.03, 0.005 in order: 4 · 0.005, 3 · 0.01, 2 · 0.02, then 1 · 0.03, which is below the one before."""
    assert holm(np.array([0.01, 0.02, 0.03, 0.005])) == pytest.approx([0.03, 0.04, 0.04, 0.02])


def test_holm_as_printed() -> None:
    """The help page of R's ``p.adjust`` and many a course: 0.01, 0.04, 0.03, 0.005 become 0.03, 0.06, 0.06, 0.02."""
    assert holm(np.array([0.01, 0.04, 0.03, 0.005])) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_never_says_more_than_one() -> None:
    assert holm(np.array([0.6, 0.9, 0.4])).tolist() == [1, 1, 1]


def test_holm_of_one_and_of_none() -> None:
    assert holm(np.array([0.03])).tolist() == [0.03]
    assert holm(np.empty(0)).tolist() == []
    np.testing.assert_equal(holm(np.array([NAN, NAN])), [NAN, NAN])


def test_holm_does_not_count_what_is_missing() -> None:
    np.testing.assert_allclose(holm(np.array([NAN, 0.01, NAN, 0.02])), [NAN, 0.02, NAN, 0.02])


def test_holm_of_equal_and_of_certain_differences() -> None:
    assert holm(np.array([0.02, 0.02, 0.02])) == pytest.approx([0.06, 0.06, 0.06])
    assert holm(np.array([0.0, 0.0, 1.0])).tolist() == [0, 0, 1]


def test_holm_refuses_step_by_step_as_its_definition() -> None:
    """Refuse the smallest while it is at most level / (number left): exactly those whose corrected p is at most it."""
    random = np.random.default_rng(2)
    for _ in range(200):
        p = np.round(random.uniform(0, 0.1, 8), 3)
        level = 0.05
        refused = np.zeros(8, dtype=bool)
        for left, place in zip(range(8, 0, -1), np.argsort(p, kind="stable"), strict=True):
            if p[place] * left > level:
                break
            refused[place] = True
        np.testing.assert_array_equal(holm(p) <= level, refused)


# ---- what pairing brings ------------------------------------------------------------------------------------------


def test_narrowed_by_pairing_by_hand() -> None:
    """1, 2, 3 and 2, 3, 7: differences -1, -1, -4 with s² = 3; variances 1 and 7; see `NARROWED`."""
    assert narrowed_by_pairing(np.array([[1.0, 2, 3]]), np.array([[2.0, 3, 7]])) == pytest.approx([NARROWED])


def test_narrowed_to_nothing_and_not_at_all() -> None:
    """The same plus a constant: all of it. One that goes the other way: sqrt(2) times as wide, and that with the t of 2
    instead of 4 degrees of freedom. None varies: missing."""
    one = np.array([[1.0, 2, 3], [1, 2, 3], [5, 5, 5]])
    other = np.array([[4.0, 5, 6], [3, 2, 1], [7, 7, 7]])
    np.testing.assert_allclose(narrowed_by_pairing(one, other), [0, np.sqrt(2) * QUANTILE[2] / QUANTILE[4], NAN])


def test_narrowed_among_the_replications_that_both_have() -> None:
    one, other = np.array([[1.0, 2, 3, NAN, 50]]), np.array([[2.0, 3, 7, 90, NAN]])
    assert narrowed_by_pairing(one, other) == pytest.approx([NARROWED])
    assert np.isnan(narrowed_by_pairing(one[:, 3:], other[:, 3:])).all()
