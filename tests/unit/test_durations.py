"""Quantiles of the durations against their closed forms."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from tvsim.calendar import DAY_MS, MINUTE_MS
from tvsim.demand.durations import Durations, inverse, milliseconds
from tvsim.scenario.values import Distribution

LEVELS = np.array([0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.999])


def duration(given: Any) -> Distribution:
    return Distribution.model_validate(given)


def quantile(given: Any, level: float) -> float:
    return float(inverse(duration(given), np.array([level]))[0])


def test_a_bare_number_is_a_constant() -> None:
    assert inverse(duration(7.5), LEVELS).tolist() == [7.5] * len(LEVELS)
    assert inverse(duration(0), LEVELS).tolist() == [0.0] * len(LEVELS)


def test_exponential() -> None:
    """The median is ``mean ln 2``; the level ``1 - 1/e`` is the mean."""
    given = {"distribution": "exponential", "mean": 10}
    assert quantile(given, 0.5) == pytest.approx(10 * math.log(2))
    assert quantile(given, 1 - 1 / math.e) == pytest.approx(10)
    assert quantile(given, 0) == 0


def test_lognormal() -> None:
    """The median is ``mean / sqrt(1 + cv²)``; one sigma above it the level is Phi(1)."""
    given = {"mean": 20, "cv": 0.75}
    median = 20 / math.sqrt(1 + 0.75**2)
    sigma = math.sqrt(math.log(1 + 0.75**2))
    assert median == pytest.approx(16)
    assert quantile(given, 0.5) == pytest.approx(median)
    assert quantile(given, stats.norm.cdf(1)) == pytest.approx(median * math.exp(sigma))
    assert quantile(given, stats.norm.cdf(-2)) == pytest.approx(median * math.exp(-2 * sigma))


def test_gamma() -> None:
    """With cv 1 it is exponential; with cv 1/sqrt(2) an Erlang of two: ``1 - (1 + 2x/m) exp(-2x/m)`` is the level."""
    assert quantile({"distribution": "gamma", "mean": 10, "cv": 1}, 0.5) == pytest.approx(10 * math.log(2))
    at = quantile({"distribution": "gamma", "mean": 10, "cv": math.sqrt(0.5)}, 0.7)
    assert 1 - (1 + at / 5) * math.exp(-at / 5) == pytest.approx(0.7)


def test_normal() -> None:
    given = {"distribution": "normal", "mean": -2, "sd": 5}
    assert quantile(given, 0.5) == pytest.approx(-2)
    assert quantile(given, stats.norm.cdf(1)) == pytest.approx(3)
    assert quantile(given, stats.norm.cdf(-1)) == pytest.approx(-7)


def test_uniform() -> None:
    given = {"distribution": "uniform", "low": 5, "high": 25}
    assert [quantile(given, level) for level in (0, 0.25, 0.5)] == pytest.approx([5, 10, 15])


def test_triangular() -> None:
    """From 0 over 2 to 10: a fifth lies below the mode; below it ``sqrt(20 u)``, above ``10 - sqrt(80 (1 - u))``."""
    given = {"distribution": "triangular", "low": 0, "mode": 2, "high": 10}
    assert quantile(given, 0.2) == pytest.approx(2)
    assert quantile(given, 0.05) == pytest.approx(1)
    assert quantile(given, 0.8) == pytest.approx(6)
    assert quantile(given, 0) == 0


@pytest.mark.parametrize("mode", [1, 4])
def test_triangular_with_its_mode_at_an_end(mode: float) -> None:
    given = {"distribution": "triangular", "low": 1, "mode": mode, "high": 4}
    shape = (mode - 1) / 3
    np.testing.assert_allclose(inverse(duration(given), LEVELS), stats.triang(shape, 1, 3).ppf(LEVELS))


SIGMA = math.sqrt(math.log(1 + 1.3**2))
TEXTBOOK = [
    ({"distribution": "exponential", "mean": 12}, stats.expon(scale=12)),
    ({"mean": 12, "cv": 1.3}, stats.lognorm(SIGMA, scale=12 / math.sqrt(1 + 1.3**2))),
    ({"distribution": "gamma", "mean": 12, "cv": 0.4}, stats.gamma(1 / 0.16, scale=12 * 0.16)),
    ({"distribution": "gamma", "mean": 12, "cv": 2.0}, stats.gamma(0.25, scale=48)),
    ({"distribution": "normal", "mean": 12, "sd": 3}, stats.norm(12, 3)),
    ({"distribution": "uniform", "low": 3, "high": 9}, stats.uniform(3, 6)),
    ({"distribution": "triangular", "low": 3, "mode": 4, "high": 9}, stats.triang(1 / 6, 3, 6)),
]
NAMES = ["exponential", "lognormal", "gamma 0.4", "gamma 2", "normal", "uniform", "triangular"]


@pytest.mark.parametrize(("given", "textbook"), TEXTBOOK, ids=NAMES)
def test_quantiles_mean_and_spread_are_the_textbooks(given: Any, textbook: Any) -> None:
    np.testing.assert_allclose(inverse(duration(given), LEVELS), textbook.ppf(LEVELS), rtol=1e-9)
    levels = (np.arange(200_000) + 0.5) / 200_000
    drawn = inverse(duration(given), levels)
    assert drawn.mean() == pytest.approx(duration(given).expected, rel=2e-3)
    assert drawn.std() == pytest.approx(textbook.std(), rel=2e-2)


@pytest.mark.parametrize(("given", "textbook"), TEXTBOOK, ids=NAMES)
def test_the_ends_of_the_draws_are_finite_and_in_bounds(given: Any, textbook: Any) -> None:
    """A draw may be exactly 0 and never 1."""
    ends = inverse(duration(given), np.array([0.0, np.nextafter(1.0, 0.0)]))
    assert np.isfinite(ends).all()
    assert ends[0] >= duration(given).lowest
    assert ends[0] < textbook.median() < ends[1]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.floats(0, 1, exclude_max=True), st.floats(0.1, 1000), st.floats(1, 5), st.sampled_from(TEXTBOOK[:4]))
def test_the_same_draw_gives_a_longer_time_when_the_mean_grows(
    draw: float, mean: float, factor: float, shape: tuple[Any, Any]
) -> None:
    short, long = (quantile(shape[0] | {"mean": value}, draw) for value in (mean, mean * factor))
    assert short <= long
    assert long == pytest.approx(short * factor, rel=1e-9)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.tuples(*[st.floats(0, 1, exclude_max=True)] * 2).map(sorted), st.sampled_from(TEXTBOOK))
def test_a_higher_draw_never_gives_a_shorter_time(draws: list[float], shape: tuple[Any, Any]) -> None:
    assert quantile(shape[0], draws[0]) <= quantile(shape[0], draws[1])


def test_milliseconds_are_rounded_once() -> None:
    """A third of a minute is 20,000 ms; 1.00001 minutes are 60,000.6 ms."""
    found = milliseconds(duration({"distribution": "uniform", "low": 0, "high": 1}), np.array([1 / 3, 0.0]), MINUTE_MS)
    assert found.tolist() == [20_000, 0]
    assert milliseconds(duration(1.00001), np.zeros(1), MINUTE_MS).tolist() == [60_001]
    assert milliseconds(duration(1.5), np.zeros(2), DAY_MS).tolist() == [36 * 60 * MINUTE_MS] * 2
    assert found.dtype == np.int64


EVERY_FAMILY = [
    7.5,
    {"mean": 20, "cv": 0.75},
    {"mean": 5, "cv": 0.2},
    {"distribution": "exponential", "mean": 10},
    {"distribution": "gamma", "mean": 10, "cv": 0.6},
    {"distribution": "normal", "mean": 4, "sd": 3},
    {"distribution": "uniform", "low": 2, "high": 5},
    {"distribution": "triangular", "low": 1, "mode": 2, "high": 6},
]


@pytest.mark.parametrize("owners", [[0], [0, 0], [1], [1, 1, 1], [1, 2], [0, 3], [7, 4, 5], list(range(8))])
@pytest.mark.parametrize("columns", [(), (1,), (6,)])
def test_durations_of_several_owners_are_those_of_each(owners: list[int], columns: tuple[int, ...]) -> None:
    """Bit for bit, however many owners are of one family or have the same durations."""
    distributions = [duration(EVERY_FAMILY[family]) for family in owners]
    together = Durations(distributions, MINUTE_MS)
    owner = np.arange(200) % len(owners)
    uniform = np.random.default_rng(3).random((200, *columns))
    quantiles, whole_ms = together.quantiles(owner, uniform), together.milliseconds(owner, uniform)
    for number, distribution in enumerate(distributions):
        mine = owner == number
        assert np.array_equal(quantiles[mine], inverse(distribution, uniform[mine]))
        assert np.array_equal(whole_ms[mine], milliseconds(distribution, uniform[mine], MINUTE_MS))
    assert together.are_constant == (set(owners) == {0})


def test_draws_are_left_as_they_are() -> None:
    """They are taken for several columns."""
    uniform = np.array([0.0, 0.25, 0.9])
    for family in EVERY_FAMILY:
        milliseconds(duration(family), uniform, MINUTE_MS)
        assert uniform.tolist() == [0.0, 0.25, 0.9]


def test_shape_is_kept() -> None:
    assert inverse(duration({"mean": 3, "cv": 1}), np.full((4, 2), 0.5)).shape == (4, 2)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"mean": 3}, "cv, mean"),
        ({"mean": -3, "cv": 1}, "greater than 0"),
        ({"distribution": "exponential", "mean": 0, "cv": 1}, "exactly mean"),
        ({"distribution": "uniform", "low": 4, "high": 4}, "must rise"),
        ({"distribution": "triangular", "low": 4, "mode": 2, "high": 5}, "must rise"),
        ({"mean": 3, "cv": 0}, "greater than 0"),
        ({"distribution": "normal", "mean": 3}, "mean, sd"),
    ],
)
def test_incomplete_or_impossible_durations_are_refused(given: Any, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        duration(given)
