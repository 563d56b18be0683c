"""Key figures of several replications: each estimate against the figures themselves, one by one."""

from __future__ import annotations

from dataclasses import astuple, replace
from functools import cache

import numpy as np
import pytest
from scipy import stats

from tests.small import MONDAY, small_plan
from tvsim.calendar import run_calendar
from tvsim.experiment import replicate
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.outcomes import COUNTED, KEY_FIGURES, QUANTILES, Figures, Kind, figures
from tvsim.outcomes.waits import waits
from tvsim.scenario.schema import Plan
from tvsim.statistics import Estimate, estimate, shares
from tvsim.statistics.estimates import t_quantile

NAN = float("nan")
AGENCIES = ("busy", "rare", "never", "all")
REPLICATIONS = range(1, 7)


def plan_with(officers: int) -> Plan:
    """Two weeks of three agencies: many come to the first, a few in some replications to the second, none to the last.

    Online dossiers, leavers, other duties and costs, so that every figure is there.
    """
    group = {
        "officers": officers,
        "patience_min": {"mean": 30, "cv": 1},
        "other_duties": [{"at_most_waiting": 1, "share": 0.2}],
    }
    return small_plan(
        period={"start": MONDAY, "end": "2025-03-14", "warm_up_days": 3, "follow_up_days": 3},
        agencies={each: {"reviewers": 1} for each in AGENCIES[:3]},
        counters={each: {"site": "centre", "agencies": [each]} | group for each in AGENCIES[:3]},
        procedures={
            "p": {"agency": "busy", "per_year": 7000, "days": 1, "intake_min": {"mean": 14, "cv": 1}},
            "q": {"agency": "rare", "per_year": 40, "days": 1},
            "r": {"agency": "never", "per_year": 0, "days": 1},
        },
        channels={"online": {"share": 0.2}, "post": {"share": 0.1}},
        costs={"officer_hour": 10, "reviewer_hour": 20, "postage_in": 3, "postage_out": 2},
        sites={"centre": {"travel_min": {"centre": 20}}},
    )


@cache
def replications(officers: int = 1) -> tuple[Figures, ...]:
    plan = plan_with(officers)
    calendar = run_calendar(plan)
    return tuple(figures(replicate(plan, calendar, 1, number)) for number in REPLICATIONS)


def sample_of(found: tuple[Figures, ...]) -> KeySample:
    return KeySample.of((each.key, each.counted, each.waits, each.wait_counts) for each in found)


@pytest.fixture(scope="module")
def sample() -> KeySample:
    return sample_of(replications())


def values(found: tuple[Figures, ...], agency: str, figure: str) -> list[float]:
    return [float(each.key.loc[agency, figure]) for each in found]


def row(agency: str, figure: str) -> int:
    return AGENCIES.index(agency) * len(NAMES) + NAMES.index(figure)


def test_there_is_something_to_test() -> None:
    """Nobody comes to the last agency, and to the second one in some replications alone."""
    there = {agency: np.isfinite(values(replications(), agency, "wait_mean_min")).sum() for agency in AGENCIES}
    assert there["never"] == 0
    assert 2 < there["rare"] < 6
    assert there["busy"] == there["all"] == 6
    known = np.isfinite([values(replications(), "busy", figure) for figure in NAMES]).all(axis=1)
    assert known.all()


# ---- estimates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_estimate_is_that_of_its_figure_alone(sample: KeySample, agency: str) -> None:
    """Of means Student's t, no less than 0; of shares Wilson's of what was counted; in so many replications."""
    estimates = sample.estimates
    for figure, about in KEY_FIGURES.items():
        found = estimates.row(row(agency, figure))
        own = values(replications(), agency, figure)
        assert found.replications == np.isfinite(own).sum(), figure
        if about.kind is Kind.SHARE:
            counted = [float(each.counted.loc[agency, figure]) if figure in COUNTED else NAN for each in replications()]
            expected = shares(np.array([own]), np.array([counted])).row(0)
        else:
            expected = estimate(own)
            expected = replace(expected, low=max(expected.low, 0.0))
        if about.kind is Kind.QUANTILE:  # below
            np.testing.assert_equal(np.isnan(astuple(found)), np.isnan(astuple(expected)), figure)
        else:
            np.testing.assert_allclose(astuple(found), astuple(expected), rtol=1e-12, err_msg=figure)


@pytest.mark.parametrize("agency", ["busy", "rare", "all"])
@pytest.mark.parametrize("figure", QUANTILES)
def test_quantiles_are_those_of_all_waits_together(sample: KeySample, agency: str, figure: str) -> None:
    """To the width of a bin, a 32nd part; of the waits themselves, not of the replications' quantiles."""
    plan = plan_with(1)
    runs = [replicate(plan, run_calendar(plan), 1, number) for number in REPLICATIONS]
    every = [(waits(run), run.agencies) for run in runs]
    chosen = [
        found.wait_min if agency == "all" else found.wait_min[found.agency == names.index(agency)]
        for found, names in every
    ]
    exact = np.quantile(np.concatenate(chosen), QUANTILES[figure], method="inverted_cdf")
    found = sample.estimates.row(row(agency, figure))
    assert found.value == pytest.approx(exact, rel=1 / 32)
    assert found.low <= found.value <= found.high
    assert (found.low, found.high) != (found.value, found.value) or exact == 0


def test_means_and_shares_stay_where_they_can_be(sample: KeySample) -> None:
    found = sample.first(2).estimates
    is_share = np.tile([KEY_FIGURES[name].kind is Kind.SHARE for name in NAMES], len(AGENCIES))
    assert np.nanmin(found.low) == 0
    assert np.nanmax(found.high[is_share]) <= 1
    assert np.nanmax(found.high[~is_share]) > 1


def test_a_figure_of_some_replications_is_averaged_over_those_alone(sample: KeySample) -> None:
    """The runs in which nobody came are neither zeros in it nor counted."""
    own = np.array(values(replications(), "rare", "wait_mean_min"))
    found = sample.estimates.row(row("rare", "wait_mean_min"))
    assert found.value == pytest.approx(own[np.isfinite(own)].mean())
    assert found.replications == np.isfinite(own).sum() < 6
    assert np.isfinite(found.low)
    alone = sample_of(tuple(each for each, value in zip(replications(), own, strict=True) if np.isfinite(value)))
    for figure in ("wait_mean_min", "within_target", "wait_p90_min"):
        assert astuple(alone.estimates.row(row("rare", figure))) == astuple(sample.estimates.row(row("rare", figure)))
    assert astuple(sample.estimates.row(row("rare", "visits")))[-1] == 6  # that nobody came is known of all


def test_one_replication_has_its_own_figures_and_no_interval(sample: KeySample) -> None:
    """Its quantiles too are those of its table, not of the histogram."""
    one = sample.first(1)
    np.testing.assert_array_equal(one.estimates.value.reshape(len(AGENCIES), -1), replications()[0].key.to_numpy())
    assert np.isnan(one.estimates.low).all()
    assert np.isnan(one.estimates.high).all()
    assert set(one.estimates.replications) == {0, 1}


def test_pooled_are_the_estimates_by_agency(sample: KeySample) -> None:
    assert sample.pooled.shape == (len(AGENCIES), len(NAMES))
    np.testing.assert_array_equal(sample.pooled.ravel(), sample.estimates.value)
    assert sample.index()[row("rare", "overdue_true")] == ("rare", "overdue_true")
    assert len(sample.index()) == sample.pooled.size


# ---- parts of a sample --------------------------------------------------------------------------------------------


def same(one: KeySample, other: KeySample) -> None:
    assert one.agencies == other.agencies
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_array_equal(one.counted, other.counted)
    assert len(one.waits) == len(other.waits)
    for mine, theirs in zip(one.waits, other.waits, strict=True):
        for number in range(len(one.agencies)):
            np.testing.assert_array_equal(mine.of_group(number), theirs.of_group(number))


def test_what_a_sample_holds(sample: KeySample) -> None:
    assert sample.agencies == AGENCIES
    assert len(sample) == 6
    for number, each in enumerate(replications()):
        np.testing.assert_array_equal(sample.values[number], each.key.to_numpy())
        for figure in NAMES:
            counted = sample.counted[number, :, NAMES.index(figure)]
            expected = each.counted[figure] if figure in COUNTED else np.full(4, NAN)
            np.testing.assert_array_equal(counted, expected)
        for place, agency in enumerate(AGENCIES):
            waited = each.counted.loc[agency, "within_target"]
            assert sample.waits[number].of_group(place)[1].sum() == waited


def test_the_first_replications_are_a_sample_of_their_own(sample: KeySample) -> None:
    same(sample.first(4), sample_of(replications()[:4]))
    same(sample.first(6), sample)


def test_histograms_have_a_row_for_each_replication(sample: KeySample) -> None:
    busy, rare, never = (sample.histograms(number) for number in range(3))
    visits = [each.counted.loc["busy", "within_target"] for each in replications()]
    assert busy.counts.sum(axis=1).tolist() == visits
    assert (busy.counts.sum(axis=0) > 0).all()
    assert (np.diff(busy.lower) > 0).all()
    np.testing.assert_array_equal(sample.histograms(0, [4, 1]).counts.sum(axis=1), [visits[4], visits[1]])
    assert (rare.counts.sum(axis=1) == 0).any()
    assert never.counts.shape == (6, 0)
    assert sample.histograms(0, []).counts.shape == (0, 0)


def test_aligned_to_other_agencies(sample: KeySample) -> None:
    """In another order; one that is not here is missing, one that is not wanted is left out."""
    found = sample.aligned(("new", "rare", "busy", "all"))
    assert found.agencies == ("new", "rare", "busy", "all")
    assert np.isnan(found.values[:, 0]).all()
    assert np.isnan(found.counted[:, 0]).all()
    assert all(len(each.of_group(0)[0]) == 0 for each in found.waits)
    same(found.aligned(("busy", "rare", "all")), sample.aligned(("busy", "rare", "all")))
    for mine, theirs in ((1, 1), (2, 0), (3, 3)):
        np.testing.assert_array_equal(found.values[:, mine], sample.values[:, theirs])
        np.testing.assert_array_equal(found.histograms(mine).counts, sample.histograms(theirs).counts)
    estimates = found.estimates
    assert (estimates.replications[: len(NAMES)] == 0).all()
    assert sample.aligned(AGENCIES) is sample


# ---- differences --------------------------------------------------------------------------------------------------


def test_a_scenario_does_not_differ_from_itself(sample: KeySample) -> None:
    """By exactly zero, and with nothing around it, in every figure that two replications have."""
    found = sample.differences(sample_of(replications()))
    several = sample.estimates.replications > 1
    for column in (found.estimates.value, found.estimates.low, found.estimates.high):
        assert (column[several] == 0).all()
    assert (found.p[several] == 1).all()
    np.testing.assert_array_equal(found.estimates.replications, sample.estimates.replications)
    assert np.isnan(found.p[~several]).all()


@pytest.mark.parametrize("agency", AGENCIES)
def test_each_difference_is_that_of_its_figure_alone(sample: KeySample, agency: str) -> None:
    """Replication by replication; of quantiles, around the difference of those of all waits."""
    more = sample_of(replications(2))
    estimates = more.differences(sample).estimates
    for figure, about in KEY_FIGURES.items():
        found = estimates.row(row(agency, figure))
        apart = np.subtract(*(values(replications(officers), agency, figure) for officers in (2, 1)))
        expected = estimate(apart)
        if about.kind is Kind.QUANTILE and expected.replications > 1:
            center = float((more.pooled - sample.pooled)[AGENCIES.index(agency), NAMES.index(figure)])
            known = apart[np.isfinite(apart)]
            deviation = np.sqrt(((known - center) ** 2).sum() / (len(known) - 1))
            half = float(t_quantile(0.95, np.array(len(known)))) * deviation / np.sqrt(len(known))
            expected = Estimate(center, center - half, center + half, len(known))
        if about.kind is Kind.SHARE:
            expected = replace(expected, low=max(expected.low, -1.0), high=min(expected.high, 1.0))
        np.testing.assert_allclose(astuple(found), astuple(expected), rtol=1e-9, atol=1e-12, err_msg=figure)


def test_a_difference_of_quantiles_leaves_out_replications_that_only_one_of_the_two_has(sample: KeySample) -> None:
    """Else waits of people whom the other scenario did not meet would be in one of the two."""
    fewer = sample.values.copy()
    fewer[0, 0] = NAN
    nobody = sample.aligned(("new", "rare", "never", "all")).waits[0]
    base = replace(sample, values=fewer, waits=(nobody, *sample.waits[1:]))
    place = row("busy", "wait_p90_min")
    assert base.estimates.value[place] != sample.estimates.value[place]
    for one, other in ((sample, base), (base, sample)):
        assert astuple(one.differences(other).estimates.row(place)) == (0, 0, 0, len(sample) - 1)


def test_differences_of_shares_are_at_most_one(sample: KeySample) -> None:
    """Two replications, at 99 %: t is 63.7, and the interval would reach beyond what two shares can differ by."""
    found = sample_of(replications(2)).first(2).differences(sample.first(2), 0.99).estimates
    is_share = np.tile([KEY_FIGURES[name].kind is Kind.SHARE for name in NAMES], len(AGENCIES))
    assert np.nanmin(found.low[is_share]) == -1
    assert np.nanmax(found.high[is_share]) == 1
    assert np.nanmin(found.low[~is_share]) < -1


def test_agencies_that_one_scenario_has_not(sample: KeySample) -> None:
    renamed = replace(sample, agencies=("busy", "closed", "never", "all"))
    found = sample.differences(renamed)
    np.testing.assert_array_equal(np.isnan(found.p).reshape(4, -1)[1], True)
    assert (found.estimates.replications.reshape(4, -1)[1] == 0).all()
    assert (found.estimates.value.reshape(4, -1)[0] == 0).all()


def test_samples_of_different_length_are_not_paired(sample: KeySample) -> None:
    for count in (1, 5):
        with pytest.raises(ValueError, match=f"6 replications cannot be paired with {count}"):
            sample.differences(sample.first(count))


def test_narrowed(sample: KeySample) -> None:
    """By hand for one figure: the interval of the differences by that of two independent samples."""
    found = sample_of(replications(2)).narrowed(sample)
    one, other = (np.array(values(replications(officers), "busy", "wait_mean_min")) for officers in (2, 1))
    apart = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    paired = stats.ttest_rel(one, other).confidence_interval()
    expected = (paired.high - paired.low) / (apart.high - apart.low)
    assert found[row("busy", "wait_mean_min")] == pytest.approx(expected)
    assert found[row("busy", "visits")] < 1
    assert np.isnan(found[row("never", "wait_mean_min")])
