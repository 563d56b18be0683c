"""The lines, bands and numbers that pictures call intervals are those of the tables."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection, LineCollection
from matplotlib.colors import to_rgb

import tvsim
from tests.drawn import pairs, points
from tests.scenario_files import small_file
from tests.unit.test_sensitivity import RANGED
from tvsim.experiment import Comparison, WarmUp
from tvsim.experiment.comparison import Verdict
from tvsim.language import Language
from tvsim.outcomes import FOREMOST
from tvsim.report import comparison_picture, sweep_pictures
from tvsim.report.comparison_picture import compared
from tvsim.report.figure_names import shown_value
from tvsim.report.plots import wait_distribution, waits_by_hour
from tvsim.report.sweep_pictures import picture
from tvsim.report.tornado import ENDS, tornado
from tvsim.report.trade_off import mark_of, trade_off
from tvsim.report.warmup import warm_up_picture

EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    costs = {"costs.officer_hour": 40_000, "costs.reviewer_hour": 60_000}
    return tvsim.load(small_file(tmp_path_factory.mktemp("pictures"))).with_(costs)


@pytest.fixture(scope="module")
def line(scenario: tvsim.Scenario) -> tvsim.Sweep:
    return tvsim.sweep(scenario, {"counters.health.officers": [1, 2, 3]}, replications=3)


@pytest.fixture(scope="module")
def grid(scenario: tvsim.Scenario) -> tvsim.Sweep:
    return tvsim.sweep(
        scenario, {"channels.online.share": [0, 0.4], "counters.health.officers": [1, 2, 3]}, replications=3
    )


@pytest.fixture(scope="module")
def comparison(scenario: tvsim.Scenario) -> Comparison:
    more = scenario.with_({"counters.health.officers": 2, "name": "More"})
    return tvsim.compare([scenario, more, scenario.with_({"name": "Same"})], replications=12)


def _segments(axes: Axes) -> list[np.ndarray]:
    return [
        np.asarray(each)
        for kind in axes.collections
        if isinstance(kind, LineCollection)
        for each in kind.get_segments()
    ]


def _heading(figure: Any) -> str:
    return str(figure.get_suptitle()).replace("\n", " ")


@pytest.fixture(scope="module")
def results(scenario: tvsim.Scenario) -> tvsim.Results:
    return tvsim.run(scenario, replications=3, keep="figures")


def test_the_numbers_of_waits_by_hour(results: tvsim.Results) -> None:
    figure = waits_by_hour(results, VI)
    rows = results.estimates_of("hourly_waits").query("figure == 'wait_mean_min'").set_index(["agency", "hour"])
    axes = figure.axes[0]
    agencies = [label.get_text() for label in axes.get_yticklabels()]
    hours = [label.get_text() for label in axes.get_xticklabels()]
    assert agencies == list(results.scenario.plan.agencies)
    texts = {tuple(map(round, text.get_position())): text.get_text() for text in axes.texts}
    assert len(texts) == len(rows) > 10
    for (agency, hour), row in rows.iterrows():
        place = (hours.index(str(hour).removeprefix("0")), list(results.scenario.plan.agencies).index(str(agency)))
        expected = f"{row['estimate']:.1f}\n({row['low']:.1f}–{row['high']:.1f})"
        assert texts[place] == expected.replace(".", ",")
    assert "số trong ngoặc là khoảng tin cậy 95 %" in _heading(figure)


def test_the_bands_of_how_long_people_wait(results: tvsim.Results) -> None:
    figure = wait_distribution(results, EN)
    band = next(each for each in figure.axes[0].collections if isinstance(each, FillBetweenPolyCollection))
    line = figure.axes[0].get_lines()[0]
    rows = results.called_within(["all"])["all"].query("minutes <= 60")
    assert len(rows) > 20
    assert line.get_xdata()[:-1] == pytest.approx(rows["minutes"])
    assert line.get_ydata()[:-1] == pytest.approx(rows["estimate"])
    corners = {(round(float(x), 6), round(float(y), 6)) for x, y in band.get_paths()[0].vertices}
    for end in ("low", "high"):
        assert {(round(x, 6), round(y, 6)) for x, y in zip(rows["minutes"], rows[end], strict=True)} <= corners
    assert "the bands are 95 % intervals" in _heading(figure)


def test_one_replication_of_waits_has_no_interval(scenario: tvsim.Scenario) -> None:
    alone = tvsim.run(scenario, replications=1, keep="figures")
    for picture_of in (waits_by_hour, wait_distribution):
        assert "interval" not in _heading(picture_of(alone, EN))
    assert not any("(" in text.get_text() for text in waits_by_hour(alone, EN).axes[0].texts)


def test_the_band_of_a_line(line: tvsim.Sweep) -> None:
    (axes,) = picture(line, EN, "within_target", ["health"]).axes
    (band,) = (each for each in axes.collections if isinstance(each, FillBetweenPolyCollection))
    rows = line.of("within_target", "health")
    corners = {(round(float(x), 6), round(float(y), 6)) for x, y in band.get_paths()[0].vertices}
    for x, low, high in zip((1, 2, 3), 100 * rows["low"], 100 * rows["high"], strict=True):
        assert {(x, round(low, 6)), (x, round(high, 6))} <= corners
        assert {y for at, y in corners if at == x} == {round(low, 6), round(high, 6)}


def test_a_figure_that_nobody_has_is_said_to_be_none(scenario: tvsim.Scenario) -> None:
    words = tvsim.sweep(scenario, {"counters.health.at_lunch": ["hold", "serve"]}, replications=2)
    assert words.of("left_wait_mean_min")["estimate"].isna().all()
    (axes,) = picture(words, EN, "left_wait_mean_min").axes
    assert "No point has this figure." in [text.get_text() for text in axes.texts]
    assert list(axes.get_yticks()) == []


def test_the_name_of_today_stands_on_the_longer_side(scenario: tvsim.Scenario) -> None:
    """Today has one officer at the counter for health."""
    for values, side in (([1, 2, 3], "left"), ([0, 1], "right")):
        found = tvsim.sweep(scenario, {"counters.health.officers": values}, replications=1)
        (name,) = picture(found, EN, "wait_mean_min").axes[0].texts
        assert name.get_ha() == side


def test_the_name_of_today_lies_on_nothing_that_is_drawn(scenario: tvsim.Scenario, line: tvsim.Sweep) -> None:
    """It stands above the highest end of all intervals, also where today has the longest waits."""
    space = tvsim.sweep(scenario, {"demand.factor": "0.5:1"}, design="lhs", points=3, replications=3)
    for found in (line, space):
        drawn = picture(found, EN, "wait_mean_min")
        drawn.png()
        (axes,) = drawn.axes
        (name,) = axes.texts
        bottom = axes.transData.inverted().transform(name.get_window_extent())[0, 1]
        assert found.of("wait_mean_min")[["estimate", "low", "high"]].max(axis=None) < bottom


def test_the_lines_at_points(scenario: tvsim.Scenario) -> None:
    words = tvsim.sweep(scenario, {"counters.health.at_lunch": ["hold", "serve"]}, replications=3)
    space = tvsim.sweep(scenario, {"demand.factor": "0.5:1"}, design="lhs", points=3, replications=3)
    for found in (words, space):
        (axes,) = picture(found, EN, "wait_mean_min").axes
        rows = found.of("wait_mean_min")
        drawn = sorted((segment[0][1], segment[1][1]) for segment in _segments(axes))
        assert np.array(drawn) == pytest.approx(rows[["low", "high"]].sort_values(["low", "high"]).to_numpy())
        assert [text.get_text().partition(":")[0] for text in axes.texts] == ["as it is"]


def test_the_numbers_of_a_heat_map(grid: tvsim.Sweep) -> None:
    axes = picture(grid, EN, "within_target", ["health"]).axes[0]
    texts = {tuple(map(round, text.get_position())): text.get_text() for text in axes.texts}
    low, high = (grid.pivot("within_target", "health", end).to_numpy() for end in ("low", "high"))
    assert len(texts) == 6
    for (row, column), end in np.ndenumerate(low):
        assert texts[column, row].split("\n")[1] == f"({100 * end:.1f}–{100 * high[row, column]:.1f})"


def test_a_heat_map_without_numbers_promises_no_intervals(grid: tvsim.Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "replications of each: 3; numbers in brackets are 95 % intervals" in _heading(picture(grid, EN, "visits"))
    monkeypatch.setattr(sweep_pictures, "MOST_NUMBERS", 5)
    drawn = picture(grid, EN, "visits")
    assert not drawn.axes[0].texts
    assert "replications of each: 3; the 95 % intervals are in the table of figures" in _heading(drawn)


def test_one_replication_promises_no_intervals(scenario: tvsim.Scenario, line: tvsim.Sweep, tmp_path: Path) -> None:
    path = tmp_path / "ranged.toml"
    path.write_text(RANGED)
    alone = tvsim.compare([scenario, scenario.with_({"name": "Same"})], replications=1)
    for drawn in (
        picture(replace(line, replications=1), EN, "visits"),
        compared(alone, EN),
        trade_off(alone, EN),
        tornado(tvsim.sensitivity(tvsim.load(path), replications=1), EN, "wait_mean_min"),
    ):
        assert "one replication of each, which has no interval" in _heading(drawn)
        assert "95 %" not in _heading(drawn)


def test_scenarios_beside_each_other(comparison: Comparison) -> None:
    for axes, figure in zip(compared(comparison, EN).axes, FOREMOST, strict=True):
        lines = {
            (round(float(each.get_ydata()[0]), 6), len(each.get_xdata())): each
            for each in axes.get_lines()
            if each.get_linestyle() != ":"
        }  # type: ignore[arg-type, index]
        for row, name in enumerate(comparison.names):
            found = comparison.estimate(name, "all", figure)
            assert found is not None
            value, low, high = (shown_value(each, figure) for each in (found.value, found.low, found.high))
            assert np.asarray(lines[row, 1].get_xdata()) == pytest.approx([value])
            assert np.asarray(lines[row, 2].get_xdata()) == pytest.approx([low, high])
            difference = comparison.difference(name, "all", figure) if row else None
            mark = {None: "D", Verdict.BETTER: "o", Verdict.WORSE: "X"}.get(difference and difference.verdict, "s")
            assert lines[row, 1].get_marker() == mark
    verdicts = {
        row["verdict"] for _, row in comparison.differences.loc[(slice(None), "all", list(FOREMOST)), :].iterrows()
    }
    assert {Verdict.EQUAL, Verdict.OPEN} & verdicts
    assert {Verdict.BETTER, Verdict.WORSE} & verdicts


@pytest.mark.parametrize("agency", ["all", "health"])
def test_cost_against_waits(comparison: Comparison, agency: str) -> None:
    """A mark, and through it a line across and a line upwards, in the colour of each scenario in the legend."""
    figure = trade_off(comparison, EN, agency=agency)
    (legend,) = figure.legends
    keys = dict(zip((text.get_text() for text in legend.get_texts()), legend.get_lines(), strict=True))
    assert list(keys) == ["small", "More", "Same"]
    assert len({(key.get_marker(), key.get_color()) for key in keys.values()}) == len(keys)
    for axes, against in zip(figure.axes, ("wait_mean_min", "overdue_true"), strict=True):
        drawn = iter(axes.get_lines())
        for name, key in zip(comparison.names, keys.values(), strict=True):
            mark, across, upwards = (next(drawn) for _ in range(3))
            cost, found = (comparison.estimate(name, agency, each) for each in ("staff_cost", against))
            assert cost is not None
            assert found is not None
            x, *ends_across = (each / 1e6 for each in (cost.value, cost.low, cost.high))
            y, *ends_upwards = (shown_value(each, against) for each in (found.value, found.low, found.high))
            assert points(mark) == pairs([x], [y])
            assert points(across) == pairs(ends_across, [y, y])
            assert points(upwards) == pairs([x, x], ends_upwards)
            assert {line.get_color() for line in (mark, across, upwards)} == {key.get_color()}
            assert mark.get_marker() == key.get_marker()
        assert not list(drawn)


def test_each_plan_has_its_own_look_which_is_no_verdict(comparison: Comparison) -> None:
    """Plans have colours that are told apart, and neither a mark nor a colour of better, worse, more, less or open."""
    looks = [mark_of(number) for number in range(6)]
    colours = [to_rgb(look["color"]) for look in looks]
    assert len(set(colours)) == len({look["marker"] for look in looks}) == len(looks)
    judged = {*comparison_picture.MARKS.values(), comparison_picture.OPEN_MARK}
    assert not judged & {look["marker"] for look in looks}
    apart = [*colours, *map(to_rgb, comparison_picture.COLOURS.values())]
    assert min(np.abs(np.subtract(one, other)).sum() for one, other in combinations(apart, 2)) > 0.3


def test_plans_that_lie_together_are_drawn_beside_each_other(comparison: Comparison) -> None:
    """Two scenarios that differ in name alone are at the same place, where one would hide the other."""
    for compared_ones, moved in ((comparison, True), (Comparison.of(comparison.results[:2]), False)):
        figure = trade_off(compared_ones, EN)
        figure.png()
        for axes in figure.axes:
            scenarios = np.reshape(np.array(axes.get_lines(), dtype=object), (-1, 3))
            across = [lines[0].get_transform().transform(lines[0].get_xydata())[0, 0] for lines in scenarios]
            upwards = [lines[2].get_transform().transform(lines[2].get_xydata())[:, 0] for lines in scenarios]
            assert np.ptp(upwards, axis=1) == pytest.approx(0)
            assert np.array(upwards)[:, 0] == pytest.approx(across)
            assert min(abs(one - other) for one, other in combinations(across, 2)) > 10
        assert ("drawn side by side" in _heading(figure)) is moved


def test_the_lines_of_a_tornado(tmp_path: Path) -> None:
    path = tmp_path / "ranged.toml"
    path.write_text(RANGED)
    found = tvsim.sensitivity(tvsim.load(path), seed=4, replications=3)
    for figure in ("wait_mean_min", "overdue_true"):
        (axes,) = tornado(found, EN, figure, "health").axes
        rows = found.of(figure, "health")
        black = [each for each in axes.get_lines() if each.get_linewidth() == pytest.approx(1.2)]
        drawn = {
            round(float(each.get_ydata()[0]), 3): tuple(map(float, each.get_xdata()))  # type: ignore[arg-type, index]
            for each in black
        }
        assert len(drawn) == 2 * len(rows)
        for number, row in rows.iterrows():
            for end, (_, _, aside) in ENDS.items():
                wanted = [shown_value(row["at_base"] + row[f"at_{end}_{side}"], figure) for side in ("from", "to")]
                assert drawn[round(int(str(number)) + aside, 3)] == pytest.approx(wanted)


def test_the_intervals_of_a_tornado_are_those_of_a_comparison(tmp_path: Path) -> None:
    """Each end is held against the base with the same citizens, as by ``compare``."""
    path = tmp_path / "ranged.toml"
    path.write_text(RANGED)
    scenario = tvsim.load(path)
    found = tvsim.sensitivity(scenario, seed=4, replications=3)
    low = scenario.with_({"procedure_defaults.intake_min.mean": 8})
    difference = tvsim.compare([scenario, low], seed=4, replications=3).difference(
        "ranged (2)", "health", "wait_mean_min"
    )
    assert difference is not None
    row = found.of("wait_mean_min", "health").set_index("assumption").loc["procedure_defaults.intake_min.mean"]
    ends = row[["at_low_difference", "at_low_from", "at_low_to"]].tolist()
    assert ends == [difference.value, difference.low, difference.high]


def test_the_moving_average_of_a_warm_up() -> None:
    """Over eleven open days, near the ends over as many as there are on both sides; the days are drawn as they are."""
    index = pd.date_range("2025-01-01", periods=60, freq="B")
    values = np.arange(60.0) ** 1.5
    series = pd.DataFrame({"health": values, "all": values}, index)
    level, days = pd.Series({"health": 30.0, "all": 30.0}), pd.Series({"health": 14.0, "all": 14.0})
    found = WarmUp(tvsim.load("baseline"), 10, series, days, days, level)
    for axes in warm_up_picture(found, VI).axes:
        each_day, smooth = axes.get_lines()[:2]
        assert np.asarray(each_day.get_ydata()) == pytest.approx(values)
        drawn = np.asarray(smooth.get_ydata(), dtype=float)
        assert drawn[0] == values[0]
        assert drawn[2] == pytest.approx(values[:5].mean())
        assert drawn[30] == pytest.approx(values[25:36].mean())
        assert drawn[-1] == pytest.approx(values[-1])
        assert all(before < after for before, after in pairwise(drawn))
