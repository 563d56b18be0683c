"""How long a centre that starts empty warms up."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import tvsim
from tvsim.experiment import warmup
from tvsim.experiment.warmup import even_demand
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report import warmup as report
from tvsim.statistics.warmup import Truncation, moving_average, mser5


def test_mser_by_hand() -> None:
    """Batches 0, 4, 4, 6 (of five equal values each).

    Without none: mean 3.5, squares 12.25 + 0.25 + 0.25 + 6.25 = 19 over 16; without the first: mean 14/3, squares
    4/9 + 4/9 + 16/9 = 8/3 over 9; without two: mean 5, squares 2 over 4. The least is that of one batch: 0.296.
    """
    found = mser5(np.repeat([0.0, 4.0, 4.0, 6.0], 5))
    assert found.statistic == pytest.approx([19 / 16, 8 / 27, 1 / 2])
    assert (found.values, found.steady) == (5, True)


def test_mser_is_that_of_the_formula() -> None:
    series = np.random.default_rng(1).normal(1e6, 1, 203)
    means = series[:200].reshape(40, 5).mean(axis=1)
    naive = [((means[left:] - means[left:].mean()) ** 2).sum() / (40 - left) ** 2 for left in range(21)]
    assert mser5(series).statistic == pytest.approx(naive)


def test_a_series_that_climbs_to_the_end_is_not_steady() -> None:
    assert not mser5(np.arange(100.0)).steady


def test_a_series_that_climbs_in_waves_is_not_steady() -> None:
    """Its MSER has a first local minimum early, and falls to half of that where half of it is left out."""
    found = mser5(np.arange(400.0) + 40 * np.sin(np.arange(400) / 8))
    assert found.values < 100
    assert not found.steady


def test_the_first_of_many_dips_is_taken() -> None:
    """Batches 0, 5, 4, 6, 5, 6, 5 and so on: only the first is not steady, though MSER is least later on."""
    found = mser5(np.repeat([0.0, 5, 4, 6, 5, 6, 5, 5, 5, 5, 5], 5))
    assert found.values == 5
    assert found.least == 5 * np.argmin(found.statistic) > 5
    assert found.steady


def test_a_series_that_is_steady_from_the_start_has_no_warm_up() -> None:
    assert mser5(np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 20)).values == 0


@pytest.mark.parametrize("seed", range(20))
def test_a_known_transient_is_found(seed: int) -> None:
    """An autoregressive series with correlation 0.5 that begins 50 standard deviations too high.

    The offset 50 · 0.9^t is below one deviation from t = 37 on: what is cut off lies between 20 and 60 of 500 values.
    The bound is wide; twenty seeds, fixed, all pass.
    """
    noise = np.random.default_rng(seed).normal(size=500)
    series = np.empty(500)
    level = 0.0
    for at, step in enumerate(noise):
        level = 0.5 * level + math.sqrt(1 - 0.25) * step
        series[at] = level + 50 * 0.9**at
    found = mser5(series)
    assert found.steady
    assert 20 <= found.values <= 60


@pytest.mark.parametrize("length", [0, 9])
def test_too_short_a_series(length: int) -> None:
    with pytest.raises(ValueError, match="10 values or more"):
        mser5(np.zeros(length))


def test_moving_average_by_hand() -> None:
    """Two on either side; near the ends as many as there are on both."""
    assert moving_average(np.array([1.0, 2.0, 6.0, 4.0, 7.0, 10.0]), 2) == pytest.approx([1, 3, 4, 5.8, 7, 10])


@pytest.fixture(scope="module")
def found() -> tvsim.experiment.WarmUp:
    return tvsim.warm_up(tvsim.load("baseline"), days=182, replications=3, seed=1)


def test_the_centre_starts_empty_and_fills(found: tvsim.experiment.WarmUp) -> None:
    series = found.open_cases[ALL]
    late = series.iloc[-40:].mean()
    assert series.iloc[0] < 0.35 * late
    assert series.index[0] == np.datetime64("2025-01-01")
    assert set(series.index.day_of_week) == {0, 1, 2, 3, 4}
    assert series.iloc[0] == found.open_cases.iloc[0, :-1].sum()


def test_the_baseline_s_warm_up_is_long_enough(found: tvsim.experiment.WarmUp) -> None:
    assert found.has_days == 42
    assert 7 <= found.days[ALL] <= 42
    assert found.is_enough
    assert not replace(found, scenario=found.scenario.with_({"period.warm_up_days": 2})).is_enough


def by_hand(
    days: dict[str, float], level: dict[str, float], least: dict[str, float] | None = None
) -> tvsim.experiment.WarmUp:
    """Agencies of the baseline that need so many days, with so many open cases in each of ten replications."""
    scenario = tvsim.load("baseline").with_({"period.warm_up_days": 28})
    index = pd.date_range("2025-01-01", periods=60, freq="B")
    series = pd.DataFrame({key: np.full(60, value) for key, value in level.items()}, index)
    return tvsim.experiment.WarmUp(
        scenario, 10, series, pd.Series(days), pd.Series(days if least is None else least), pd.Series(level)
    )


@pytest.mark.parametrize(
    ("days", "enough", "longest", "said"),
    [
        ((7.0, 21.0, 14.0), True, "justice", "is long enough: Department of Justice needs the longest, 21 days"),
        ((7.0, 35.0, 14.0), False, "justice", "is too short: all agencies together need 14 days; of single"),
        ((28.0, 7.0, 14.0), True, "health", "is long enough: Department of Health needs the longest, 28 days"),
        ((7.0, 14.0, 35.0), False, "justice", "too short: all agencies together need 35 days"),
        ((7.0, math.nan, 14.0), False, "justice", "Department of Justice: the open cases do not settle"),
        ((7.0, 14.0, math.nan), False, "justice", "All: the open cases do not settle"),
    ],
)
def test_it_is_enough_only_if_it_is_for_each_agency(
    days: tuple[float, float, float], enough: bool, longest: str, said: str
) -> None:
    found = by_hand(
        dict(zip(("health", "justice", "all"), days, strict=True)), {"health": 30, "justice": 40, "all": 70}
    )
    assert (found.is_enough, found.longest) == (enough, longest)
    text = report.verdict(found, Language("en"))
    assert said in text
    assert "Not judged" not in text


def test_an_agency_with_few_cases_is_not_judged_and_that_is_said() -> None:
    """9.9 open cases in ten replications are 99; of culture there are none at all."""
    found = by_hand(
        {"health": 14, "justice": math.nan, "culture": math.nan, "all": 14},
        {"health": 10, "justice": 9.9, "culture": 0, "all": 19.9},
    )
    assert found.is_judged.to_dict() == {"health": True, "justice": False, "culture": False, "all": True}
    assert found.is_enough
    assert found.longest == "health"
    text = report.verdict(found, Language("en"))
    assert "Not judged, since fewer than 100 of their cases are open on a day in all replications together:" in text
    assert "together: Department of Justice; more replications" in text
    screen = Console(width=300, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    report.show(found, Language("en"), screen)
    shown = screen.export_text()
    assert "too few cases" in shown
    assert "no open cases" in shown


@pytest.mark.parametrize(
    ("together", "level", "said"),
    [
        (math.nan, 19.0, "The open cases of all agencies together do not settle within these days."),
        (14.0, 19.0, "All agencies together need 14 days; the scenario has 28."),
        (math.nan, 9.0, "its warm-up must be. Not judged"),
        (math.nan, 0.0, "its warm-up must be. Found by MSER-5"),
    ],
)
def test_what_is_said_where_no_agency_can_be_judged(together: float, level: float, said: str) -> None:
    """Alone none has 100 open cases in ten replications, and where there is never one, more would tell no more."""
    own = level / 2 if level < 10 else 9.5
    found = by_hand(
        {"health": math.nan, "justice": math.nan, "all": together}, {"health": own, "justice": own, "all": level}
    )
    assert found.longest is None
    text = report.verdict(found, Language("en"))
    assert text.startswith("No agency has enough open cases to say how long its warm-up must be.")
    assert said in text
    assert ("may tell" in text) == (level > 0)
    assert "replications: 10." in text


def test_it_is_said_where_the_least_of_all_says_otherwise() -> None:
    """Of 28 days: by its first minimum justice needs 14 and culture 35; by the least 70 and 49; health 21 by both."""
    level = {"health": 30.0, "justice": 40.0, "culture": 50.0, "all": 120.0}
    days = {"health": 21.0, "justice": 14.0, "culture": 35.0, "all": 14.0}
    found = by_hand(days, level, days | {"justice": 70.0, "culture": 49.0, "all": 35.0})
    assert found.in_doubt == ("justice",)
    text = report.verdict(found, Language("en"))
    assert "these would need longer than the scenario has: Department of Justice 70; look at" in text
    screen = Console(width=300, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    report.show(found, Language("en"), screen)
    (row,) = (line for line in screen.export_text().splitlines() if "Department of Justice │" in line.replace("  ", ""))
    assert [cell.strip() for cell in row.split("│")[2:4]] == ["14", "70"]
    drawn = report.warm_up_picture(found, Language("en"))
    assert len(drawn.axes) == 3
    (axes,) = (each for each in drawn.axes if each.get_title() == "Department of Justice")
    ends = {str(line.get_label()): line.get_xdata() for line in axes.get_lines()}
    assert pd.Timestamp(ends["Warm-up by MSER-5: 14 days"][0]) == pd.Timestamp("2025-01-15")  # type: ignore[index]
    assert pd.Timestamp(ends["By the least MSER-5 of all: 70 days"][0]) == pd.Timestamp("2025-03-12")  # type: ignore[index]
    same = by_hand(days, level)
    assert same.in_doubt == ()
    assert "least MSER-5" not in report.verdict(same, Language("en"))


def test_values_are_turned_to_days_of_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    """The run starts on Wednesday 1 January 2025, weekends are closed: after 5 open days comes Wednesday the 8th."""
    monkeypatch.setattr(warmup, "mser5", lambda series: Truncation(5, 15, True, series))
    found = tvsim.warm_up(tvsim.load("baseline"), days=56, replications=1, seed=1)
    assert (found.days[ALL], found.days_by_least[ALL]) == (7, 21)
    monkeypatch.setattr(warmup, "mser5", lambda series: Truncation(0, 0, False, series))
    never = tvsim.warm_up(tvsim.load("baseline"), days=28, replications=1, seed=1)
    assert math.isnan(never.days[ALL])
    assert math.isnan(never.days_by_least[ALL])


def test_where_no_agency_can_be_judged_nothing_is_called_enough() -> None:
    found = by_hand({"health": math.nan, "all": math.nan}, {"health": 2, "all": 2})
    assert not found.is_enough
    assert found.longest is None
    assert report.verdict(found, Language("en")).startswith("No agency has enough open cases")
    assert len(report.warm_up_picture(found, Language("vi")).axes) == 1


def test_an_overloaded_office_never_settles() -> None:
    """One reviewer for the work of several: the pile only grows."""
    scenario = tvsim.load("baseline").with_({"agencies.justice.reviewers": 1})
    found = tvsim.warm_up(scenario, days=182, replications=2, seed=1)
    assert math.isnan(found.days["justice"])
    assert math.isnan(found.days[ALL])
    assert not found.is_enough
    assert found.longest == "justice"
    assert "Department of Justice: the open cases do not settle" in report.verdict(found, Language("en"))


def test_demand_is_made_even() -> None:
    baseline = tvsim.load("baseline")
    plan = baseline.with_(even_demand(baseline, 100)).plan
    assert set(plan.demand.by_month) == {1.0}
    assert plan.demand.after_holiday.factor == 1
    assert (plan.calendar.country, plan.calendar.closed_days, plan.calendar.make_up_days) == ("", [], [])
    closed = {"calendar.closed_days": [dt.date(2025, 3, 3)], "demand.by_month": [2.0] * 6 + [1.0] * 6}
    from_closed = baseline.with_(closed)
    assert from_closed.with_(even_demand(from_closed, 100)).plan == plan
    assert ((plan.period.end - plan.period.start).days, plan.period.warm_up_days) == (99, 0)


def test_it_is_said_and_drawn(found: tvsim.experiment.WarmUp, tmp_path: Path) -> None:
    screen = Console(width=300, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    report.show(found, Language("vi"), screen)
    text = screen.export_text()
    assert f"toàn trung tâm cần {found.days[ALL]:.0f} ngày" in text
    assert found.longest is not None
    assert f"{found.scenario.plan.agencies[found.longest].name.vi} cần lâu nhất" in text  # type: ignore[union-attr]
    assert "Sở Tư pháp" in text
    drawn = report.warm_up_picture(found, Language("vi"))
    assert drawn.axes[0].get_title() == "Toàn trung tâm"
    assert "cần chạy đà lâu nhất" in drawn.axes[1].get_title()
    names = {path.name for path in report.write(found, tmp_path, Language("en"))}
    assert names >= {"warm_up.png", "warm_up_days.csv", "warm_up_open_cases.parquet"}


def test_days_are_checked() -> None:
    with pytest.raises(ValueError, match="days must be from 28 to"):
        tvsim.warm_up(tvsim.load("baseline"), days=5)
