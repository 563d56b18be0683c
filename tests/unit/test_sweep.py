"""Sweeps: the same people at all points, and the differences to the base."""

from __future__ import annotations

import io
import warnings
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

import tvsim
from tests.scenario_files import small_file
from tvsim.cautions import EmptyStartWarning
from tvsim.experiment import DesignWarning, OverloadWarning, workers
from tvsim.experiment.gathering import Gathering
from tvsim.experiment.question import Question
from tvsim.experiment.study import new_study
from tvsim.experiment.workers import Workers
from tvsim.language import Language
from tvsim.outcomes import ALL, KEY_FIGURES
from tvsim.report import sweeps
from tvsim.report.sweep_pictures import picture
from tvsim.scenario import ScenarioError, load

LICENCES = '[procedures.licences]\nagency = "health"\nper_year = '
BUSY = (LICENCES + "1000", LICENCES + "7000\nwork_min = 10")


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    """Two weeks of a small centre at whose counter for health about 30 people a day come to one officer."""
    return load(small_file(tmp_path_factory.mktemp("sweep"), *BUSY))


@pytest.fixture(scope="module")
def officers(scenario: tvsim.Scenario) -> tvsim.Sweep:
    return tvsim.sweep(scenario, {"counters.health.officers": "1:3"}, seed=4, replications=4)


@pytest.fixture(scope="module")
def two(scenario: tvsim.Scenario) -> tvsim.Sweep:
    vary = {"channels.online.share": [0, 0.25], "counters.health.officers": [1, 2, 3]}
    return tvsim.sweep(scenario, vary, seed=4, replications=2)  # type: ignore[arg-type]


def test_the_table_has_a_row_for_each_point_agency_and_figure(officers: tvsim.Sweep) -> None:
    table = officers.table
    assert list(table.columns) == [
        "point", "counters.health.officers", "agency", "figure", "unit", "estimate", "low", "high", "replications",
        "difference", "difference_low", "difference_high",
    ]  # fmt: skip
    assert len(table) == 3 * 3 * len(KEY_FIGURES)
    assert not table.duplicated(["point", "agency", "figure"]).any()
    assert officers.of("wait_mean_min")["counters.health.officers"].tolist() == [1, 2, 3]


def test_each_point_is_what_a_run_of_it_finds(officers: tvsim.Sweep, scenario: tvsim.Scenario) -> None:
    alone = tvsim.run(scenario.with_({"counters.health.officers": 2}), seed=4, replications=4, keep="figures")
    for agency in ("health", ALL):
        for figure in KEY_FIGURES:
            row = officers.of(figure, agency).loc[1, ["estimate", "low", "high"]]
            expected = alone.estimates.loc[(agency, figure), ["estimate", "low", "high"]]
            assert row.to_numpy(float) == pytest.approx(expected.to_numpy(float), nan_ok=True), figure


def test_differences_are_paired(officers: tvsim.Sweep, scenario: tvsim.Scenario) -> None:
    one, two = (
        tvsim.run(scenario.with_({"counters.health.officers": count}), seed=4, replications=4, keep="figures")
        for count in (1, 2)
    )
    apart = [
        float(b.key.loc["health", "wait_mean_min"] - a.key.loc["health", "wait_mean_min"])
        for a, b in zip(one.replications, two.replications, strict=True)
    ]
    row = officers.of("wait_mean_min", "health").loc[1]
    half = 3.182446 * np.std(apart, ddof=1) / 2  # Student's t of three degrees of freedom, four replications
    assert row["difference"] == pytest.approx(np.mean(apart))
    assert row["difference_high"] - row["difference"] == pytest.approx(half, rel=1e-5)


def test_at_the_base_nothing_differs(officers: tvsim.Sweep) -> None:
    assert officers.base_values == {"counters.health.officers": 1}
    at_base = officers.table[officers.table["point"] == 1].dropna(subset="difference")
    assert len(at_base) > 2 * len(KEY_FIGURES)
    assert (at_base[["difference", "difference_low", "difference_high"]] == 0).all(axis=None)
    assert officers.of_base("wait_mean_min")["estimate"] == officers.of("wait_mean_min")["estimate"].iloc[0]


def test_more_officers_shorter_waits_for_that_agency_and_none_for_the_others(officers: tvsim.Sweep) -> None:
    waits = officers.of("wait_mean_min", "health")["estimate"]
    assert waits.is_monotonic_decreasing
    assert waits.iloc[0] > 2 * waits.iloc[1]
    assert (officers.of("wait_mean_min", "justice")["difference"] == 0).all()


def test_equal_points_are_done_once(scenario: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four points, one of which is the base, and two of which have the same two reviewers: three different ones."""
    done: list[str] = []
    each = Workers.each

    def counted(self: Workers, wanted: Any, tell: Any) -> Any:
        done.extend(one.key for one in wanted)
        return each(self, wanted, tell)

    monkeypatch.setattr(Workers, "each", counted)
    vary: dict[str, Any] = {"counters.health.officers": [1, 2], "agencies.justice.reviewers": [2]}
    tvsim.sweep(scenario, vary, seed=4, replications=3)
    assert len(done) == len(set(done)) == 2 * 3


def test_a_grid_of_two_places_has_two_sides(two: tvsim.Sweep) -> None:
    wide = two.pivot("wait_mean_min", "health")
    assert wide.index.tolist() == [0, 0.25]
    assert wide.columns.tolist() == [1, 2, 3]
    point = two.of("wait_mean_min", "health").set_index(list(two.design.places))["estimate"]
    assert wide.loc[0.25, 2] == point.loc[(0.25, 2)]
    assert two.pivot("wait_mean_min", "health", "low").loc[0, 1] < wide.loc[0, 1]


def test_what_has_not_two_sides_is_refused(officers: tvsim.Sweep) -> None:
    with pytest.raises(ValueError, match="needs a grid of two varied places, not 1 over a design"):
        officers.pivot("wait_mean_min")
    with pytest.raises(ValueError, match='figure = "wait": there is no such figure; '):
        officers.of("wait")
    with pytest.raises(ValueError, match=r'agency = "helth": there is no such agency; did you mean "health"\?'):
        officers.of("visits", "helth")


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ({"channels.online.share": [0.5, 1.2]}, "sweep: channels.online.share = 1.2: must be from 0 to 1"),
        ({"counters.health.officers": [1, 2.5]}, "sweep: counters.health.officers = 2.5: must be a whole number"),
        ({"counters.helth.officers": [1]}, "sweep: counters.helth: there is none of this name; did you mean"),
        ({"counters.health.officer": "1:2"}, 'counters.health.officer: unknown key; did you mean "officers"?'),
    ],
)
def test_all_points_are_checked_before_any_is_run(
    scenario: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch, vary: Any, says: str
) -> None:
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("something was run"))
    with pytest.raises(ScenarioError) as refused:
        tvsim.sweep(scenario, vary, replications=1)
    (message,) = refused.value.messages
    assert says in message


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"vary": ["a"]}, TypeError, "vary must be a mapping such as"),
        ({"vary": {"demand.factor": "1:2"}, "design": "cube"}, ValueError, "design must be grid or lhs or sobol"),
        ({"vary": {"demand.factor": "1:2"}, "points": 4}, ValueError, "points are for the designs lhs and sobol"),
        ({"vary": {"demand.factor": "1:2"}, "replications": 0}, ValueError, "replications must be from 1"),
        ({"vary": {}}, ScenarioError, "a sweep needs something to vary"),
    ],
)
def test_other_arguments_are_checked(
    scenario: tvsim.Scenario, arguments: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        tvsim.sweep(scenario, **arguments)


def test_a_design_that_fills_the_space_is_run_at_its_points(scenario: tvsim.Scenario) -> None:
    vary = {"channels.online.share": "0:0.5", "counters.health.officers": "1:3"}
    with pytest.warns(DesignWarning, match="a power of 2 of points, such as 2 or 4"):
        found = tvsim.sweep(scenario, vary, design="sobol", points=3, seed=4, replications=1)
    rows = found.of("online_share")
    assert list(zip(rows["channels.online.share"], rows["counters.health.officers"], strict=True)) == list(
        found.design.points
    )
    assert rows["estimate"].to_numpy() == pytest.approx(rows["channels.online.share"].to_numpy(), abs=0.06)


def test_pools_that_are_overloaded_at_some_points_are_named_once(scenario: tvsim.Scenario) -> None:
    vary: dict[str, Any] = {"agencies.justice.reviewers": [0, 2], "counters.health.officers": [1, 2]}
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        found = tvsim.sweep(scenario, vary, replications=1)
    (text,) = found.warnings
    assert text.startswith(
        "agencies.justice (reviewers): the mean load is 1 or more at 2 of 4 points (agencies.justice.reviewers = 0, "
        "counters.health.officers = 1; agencies.justice.reviewers = 0, counters.health.officers = 2)"
    )
    assert [each.category for each in said] == [OverloadWarning]


# a study of many scenarios


def test_gathering_by_hand() -> None:
    """Scenario 0 needs a and b, 1 needs b and c; b is kept until both have it."""
    gathering = Gathering()
    gathering.add(("a", "b"), {"a", "b"})
    gathering.add(("b", "c"), {"b"})
    gathering.add(("d",), set())
    assert len(gathering) == 4
    assert gathering.ready() == [2]
    assert gathering.arrived("a") == []
    assert gathering.arrived("b") == [0, 1]
    assert gathering.used(0) == ["a"]
    assert gathering.used(1) == ["b", "c"]


def test_what_was_given_is_forgotten_and_found_again_in_a_folder(
    scenario: tvsim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = [scenario.with_({"counters.health.officers": count}) for count in (1, 2, 1)]
    told: list[tuple[float, int]] = []
    question = Question("sweep", (scenario,), 4)
    kept = new_study(question, folder=tmp_path / "study", progress=lambda part, of: told.append((part, of)))
    first = {place: found.key_sample() for place, found in kept.each(several, [1, 2])}
    assert sorted(first) == [0, 1, 2]
    assert not kept._known
    assert told[-1] == (4, 4)
    monkeypatch.setattr(workers, "prepare", lambda *_: pytest.fail("something was run"))
    again = {place: found.key_sample() for place, found in kept.each(several, [1, 2])}
    for place, sample in first.items():
        assert np.array_equal(sample.values, again[place].values, equal_nan=True)


def test_the_results_are_those_of_a_study_that_keeps_them(scenario: tvsim.Scenario) -> None:
    several = [scenario.with_({"counters.health.officers": count}) for count in (2, 1)]
    whole = new_study(Question("sweep", (scenario,), 4)).run(several, [1, 2])
    study = new_study(Question("sweep", (scenario,), 4))
    found = dict(study.each(iter(several), [1, 2]))
    for place, packed in enumerate(whole):
        pd.testing.assert_frame_equal(packed[1].key, found[place][1].key)
    assert not study._known


# on the screen and as pictures


def test_pictures_of_every_kind(officers: tvsim.Sweep, two: tvsim.Sweep, scenario: tvsim.Scenario) -> None:
    line = picture(officers, Language("vi"), "wait_mean_min", ["health", ALL])
    assert [axes.get_title() for axes in line.axes] == ["health", "Toàn trung tâm"]
    drawn = line.axes[0].get_lines()[0]
    assert np.asarray(drawn.get_ydata(), dtype=float) == pytest.approx(
        officers.of("wait_mean_min", "health")["estimate"].to_numpy()
    )
    assert "hiện trạng: 1" in [text.get_text() for text in line.axes[0].texts]
    heat = picture(two, Language("en"), "within_target")
    numbers = [text.get_text() for text in heat.axes[0].texts]
    share = two.pivot("within_target").to_numpy()
    assert numbers[0].split("\n")[0] == f"{100 * share[0, 0]:.1f}"
    assert len(numbers) == 6
    there = 100 * float(two.of_base("within_target")["estimate"])
    said = "as it is: Share that comes online = 0%; Officers at the counter: health = 1 → Within target ="
    assert f"{said} {there:.1f}%" in heat.get_suptitle().replace("\n", " ")
    words = tvsim.sweep(scenario, {"counters.health.at_lunch": ["hold", "serve"]}, replications=2)
    ticks = picture(words, Language("en"), "visits").axes[0].get_xticklabels()
    assert [tick.get_text() for tick in ticks] == ["hold", "serve"]


def test_a_design_of_three_places_has_a_panel_for_each(scenario: tvsim.Scenario) -> None:
    vary = {"channels.online.share": "0:0.5", "demand.factor": "0.5:1", "counters.health.officers": "1:3"}
    found = tvsim.sweep(scenario, vary, design="lhs", points=3, replications=1)
    drawn = picture(found, Language("en"), "visits")
    assert [axes.get_xlabel() for axes in drawn.axes] == [
        "Share that comes online", "Demand (times the scenario's)", "Officers at the counter: health",
    ]  # fmt: skip


def test_ticks_of_a_design_that_fills_the_space_are_round_and_apart(scenario: tvsim.Scenario) -> None:
    """Points of such a design may lie anywhere: labels at 25.77 % and 27.5 % would be printed over each other."""
    vary = {
        "channels.online.share": "0.25:0.5",
        "counters.health.officers": "1:3",
        "counters.health.wrap_up_min": "1:2",
    }
    found = tvsim.sweep(scenario, vary, design="lhs", points=6, seed=4, replications=1)
    drawn = picture(found, Language("en"), "visits")
    drawn.draw_without_rendering()
    texts = []
    for axes in drawn.axes:
        low, high = axes.get_xlim()
        labels = [label for label in axes.get_xticklabels() if low <= label.get_position()[0] <= high]
        texts.append([label.get_text() for label in labels])
        boxes = [label.get_window_extent() for label in labels]
        assert all(left.x1 < right.x0 for left, right in pairwise(boxes))
    assert texts[:2] == [["0%", "15%", "30%", "45%"], ["1", "2", "3"]]  # as it is: 0 % online
    assert drawn.axes[2].get_xlabel().endswith("(min)")


def test_the_table_on_the_screen_has_the_points_and_the_base(officers: tvsim.Sweep) -> None:
    table = sweeps.point_table(officers, Language("en"), ["wait_mean_min", "within_target"], "health")
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    assert columns[0] == ["1", "2", "3", "as it is: 1"]
    row = officers.of("wait_mean_min", "health").loc[1]
    assert columns[1][1] == f"{row['estimate']:.1f} ({row['low']:.1f}–{row['high']:.1f})"
    assert columns[1][0] == columns[1][3]


def test_files_hold_the_whole_table(officers: tvsim.Sweep, tmp_path: Path) -> None:
    older = tmp_path / "pictures" / "sweep_visits.png"
    older.parent.mkdir()
    older.touch()
    written = sweeps.write(officers, tmp_path, Language("en"), ["wait_mean_min"])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in written) == [
        "figures/sweep.csv", "figures/sweep.parquet", "pictures/sweep_wait_mean_min.png",
    ]  # fmt: skip
    assert not older.exists()
    written = pd.read_parquet(tmp_path / "figures" / "sweep.parquet")
    points = written[written["point"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(points, officers.table, check_dtype=False)
    base = written[written["point"] == 0].set_index(["agency", "figure"])
    pd.testing.assert_series_equal(base["low"], officers.base.set_index(["agency", "figure"])["low"], check_names=False)
    assert base["difference"].isna().all()
    assert [set(base[place]) for place in officers.design.places] == [
        {value} for value in officers.base_values.values()
    ]


def test_a_notebook_shows_the_points(two: tvsim.Sweep) -> None:
    html = two._repr_html_()
    assert html.count("<tr") == 1 + 6
    assert "channels.online.share" in html


def test_whether_the_same_citizens_come_at_all_points(scenario: tvsim.Scenario) -> None:
    """Demand brings more; the way in, officers and words do not."""
    alike = {"counters.health.officers": [1, 2], "counters.health.at_lunch": ["hold", "serve"]}
    for vary, same in (({"demand.factor": [1, 1.5]}, False), ({"demand.factor": [1.0]}, True), (alike, True)):
        found = tvsim.sweep(scenario, vary, replications=1)
        assert found.same_citizens is same
        screen = Console(width=400, record=True, file=io.StringIO())
        sweeps.show(found, Language("en"), screen)
        text = " ".join(screen.export_text().split())
        assert ("the same citizens come at all points" in text) is same
        assert ("not all citizens are the same" in text) is not same


def test_points_whose_back_office_starts_empty_are_warned_of(scenario: tvsim.Scenario) -> None:
    """Not where it does so anyway."""
    with pytest.warns(EmptyStartWarning, match=r"starts empty at 1 of 2 points \(period\.warm_up_days = 0\)"):
        found = tvsim.sweep(scenario, {"period.warm_up_days": [0, 2]}, replications=1)
    assert any("starts empty at 1 of 2 points" in each for each in found.warnings)
    empty = scenario.with_({"period.warm_up_days": 0})
    with pytest.warns(EmptyStartWarning, match="no day is run before it") as said:
        tvsim.sweep(empty, {"counters.health.officers": [1, 2]}, replications=1)
    assert len(said) == 1
