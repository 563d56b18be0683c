"""Results on the screen, as files and as pictures."""

import datetime as dt
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from rich.console import Console

import tvsim
from tvsim.experiment import EmptyStartWarning, OverloadWarning
from tvsim.experiment.results import KEYS
from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report import console, files
from tvsim.report.plots import save
from tvsim.report.run_pictures import PICTURES
from tvsim.statistics import estimate

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def results() -> tvsim.Results:
    """Two January weeks of the baseline, twice."""
    period = {"end": dt.date(2025, 1, 14), "warm_up_days": 7, "follow_up_days": 7}
    return tvsim.run(tvsim.load(SCENARIOS / "baseline.toml").with_(period=period), seed=1, replications=2)


def _printed(results: tvsim.Results, code: str, width: int = 400) -> str:
    screen = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    console.show(results, Language("vi" if code == "vi" else "en"), screen)
    return screen.export_text()


def test_the_screen_has_every_agency_and_figure(results: tvsim.Results) -> None:
    text = _printed(results, "en")
    assert "Department of Justice" in text
    assert "Overdue, official" in text
    assert ", 1 January 2025 – 14 January 2025" in text
    justice = results.key_figures.loc["justice"]
    assert f"{justice['wait_mean_min']:.1f}" in text
    assert f"{justice['visits']:,.0f}" in text


def test_the_screen_speaks_vietnamese(results: tvsim.Results) -> None:
    text = _printed(results, "vi")
    assert "Sở Tư pháp" in text
    assert ", 01/01/2025 – 14/01/2025" in text
    assert "Quá hạn (theo báo cáo)" in text
    assert f"{results.key_figures.loc['justice', 'wait_mean_min']:.1f}".replace(".", ",") in text


def test_estimates_have_their_interval_and_count(results: tvsim.Results) -> None:
    row = results.estimates.loc[("all", "wait_mean_min")]
    values = [figures.key.loc["all", "wait_mean_min"] for figures in results.replications]
    assert row["estimate"] == pytest.approx(sum(values) / 2)
    assert row["low"] < min(values) < max(values) < row["high"]  # two replications: t(1) is 12.7
    assert row["replications"] == 2
    assert row["unit"] == "min"


def test_every_figure_has_its_interval(results: tvsim.Results) -> None:
    by_hour = results.estimates_of("waits").set_index(["by", "value", "figure"])
    row = by_hour.loc[("hour", "08:00", "wait_mean_min")]
    values = results.replicated("waits").query("by == 'hour' and value == '08:00'")["wait_mean_min"]
    alone = estimate(values)
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((alone.value, alone.low, alone.high))
    assert row["replications"] == 2
    assert len(results.estimates_of("open_cases")) == 14 * len(results.scenario.plan.agencies)


@pytest.mark.parametrize("name", KEYS)
def test_no_interval_of_counts_and_times_goes_below_nothing(results: tvsim.Results, name: str) -> None:
    found = results.estimates_of(name)
    assert (found["estimate"].dropna() >= 0).all()
    assert (found["low"].dropna() >= 0).all()
    assert (found["high"] >= found["estimate"]).equals(found["high"].notna())
    if name in {"stock", "queues", "open_cases"}:  # two replications that differ: their interval would go below
        assert ((found["low"] == 0) & (found["high"] > 0)).any()


def test_files_hold_what_the_results_hold(results: tvsim.Results, tmp_path: Path) -> None:
    written = files.write(results, tmp_path / "out", Language("en"))
    assert all(path.stat().st_size > 0 for path in written)
    cases = pd.read_parquet(tmp_path / "out" / "tables" / "cases.parquet")
    assert len(cases) == len(results.first.table)
    for kind in ("parquet", "csv"):
        read = pd.read_parquet if kind == "parquet" else pd.read_csv
        visits = read(tmp_path / "out" / "tables" / f"visits.{kind}")
        assert visits["wait_min"].sum() == pytest.approx(results.tables["visits"]["wait_min"].sum())
        figures = read(tmp_path / "out" / "figures" / f"key_figures.{kind}")
        assert set(figures["agency"]) == set(results.key_figures.index)
    register = pd.read_csv(tmp_path / "out" / "figures" / "register.csv")
    assert {"path", "value", "source", "file"} <= set(register)
    drawn = {path.name for path in (tmp_path / "out" / "pictures").iterdir()}
    assert drawn == {"day.html", *(f"{name}.png" for name in PICTURES)}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_name_the_agencies_in_the_language(results: tvsim.Results, name: str) -> None:
    figure = PICTURES[name](results, Language("vi"))
    title = figure.get_suptitle()
    assert "Trung tâm Phục vụ hành chính công" in title
    assert figure.axes[0].get_xlabel() or figure.axes[0].get_ylabel()


@pytest.mark.parametrize("name", ["$\\frac{$", "a $b$ c", "_under", "\\$"])
def test_pictures_draw_names_as_they_stand(results: tvsim.Results, tmp_path: Path, name: str) -> None:
    names = {"name": name} | {f"agencies.{key}.name": name for key in results.scenario.plan.agencies}
    named = replace(results, scenario=results.scenario.with_(names))
    drawn = set()
    for number, picture in enumerate(PICTURES.values()):
        figure = picture(named, Language("en"))
        figure.savefig(tmp_path / f"{number}.png")
        texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and name in text.get_text()]
        assert texts
        assert not any(text.get_parse_math() for text in texts)
        drawn |= {text.get_text() for text in texts}
    assert f"How long people wait\n{name}; replications: 2; the bands are 95 % intervals" in drawn
    assert name in drawn


def test_the_legend_names_all_and_the_extremes(results: tvsim.Results) -> None:
    legend = PICTURES["wait_distribution"](results, Language("en")).axes[0].get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert names[0] == "All"
    assert len(names) == 3


@pytest.mark.parametrize(("word", "least"), [("W", 0.05), ("中", 0), ("Department of natural resources ", 0.4)])
def test_long_and_strange_names_are_drawn_without_warnings(
    results: tvsim.Results, tmp_path: Path, word: str, least: float
) -> None:
    name = (word * 200)[:200]
    names = {"name": name} | {f"agencies.{key}.name": name for key in results.scenario.plan.agencies}
    named = replace(results, scenario=results.scenario.with_(names))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        files.write(named, tmp_path, Language("en"))
        for number, picture in enumerate(PICTURES.values()):
            figure = picture(named, Language("en"))
            save(figure, tmp_path / f"{number}.png")
            inner = [axes.get_window_extent() for axes in figure.axes]
            width = max(each.x1 for each in inner) - min(each.x0 for each in inner)
            assert width > least * figure.bbox.width
            if " " in word:
                assert figure._suptitle.get_window_extent().x1 <= figure.bbox.width  # type: ignore[attr-defined]


def test_a_long_name_leaves_the_numbers_their_room(results: tvsim.Results) -> None:
    named = replace(results, scenario=results.scenario.with_({"agencies.justice.name": "justice " * 25}))
    text = _printed(named, "en", 200)
    justice = results.estimates.loc["justice"]
    (row,) = (line for line in text.splitlines() if f" {justice.loc['visits', 'estimate']:,.0f} (" in line)
    assert f" {justice.loc['wait_mean_min', 'estimate']:.1f} (" in row
    assert text.count("justice justice") > 5


def test_the_bands_of_open_cases_are_named(results: tvsim.Results) -> None:
    (legend,) = PICTURES["open_cases"](results, Language("en")).legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["Lowest and highest of the replications", "95 % interval of the mean", "Mean"]
    alone = replace(results, replications=results.replications[:1])
    assert not PICTURES["open_cases"](alone, Language("en")).legends


@pytest.mark.parametrize(
    ("target", "english", "vietnamese"), [(7.5, "7.5", "7,5"), (0.4, "0.4", "0,4"), (15, "15", "15"), (8.0, "8", "8")]
)
def test_a_target_is_written_as_it_is(results: tvsim.Results, target: float, english: str, vietnamese: str) -> None:
    other = replace(results, scenario=results.scenario.with_({"targets.wait_min": target}))
    assert f"called within {english} min." in _printed(other, "en")
    assert f" {vietnamese} phút" in _printed(other, "vi")
    for code, said in (("en", f"target {english} min"), ("vi", f"{vietnamese} phút")):
        (axes,) = PICTURES["wait_distribution"](other, Language("vi" if code == "vi" else "en")).axes
        assert axes.texts[0].get_text().endswith(said)


@pytest.mark.parametrize(("code", "tick"), [("en", "7 Jan"), ("vi", "07/01")])
def test_days_below_open_cases_are_in_the_form_of_the_language(results: tvsim.Results, code: str, tick: str) -> None:
    drawn = PICTURES["open_cases"](results, Language("vi" if code == "vi" else "en"))
    drawn.canvas.draw()
    assert tick in [label.get_text() for label in drawn.axes[0].get_xticklabels()]


def test_a_notebook_shows_a_table(results: tvsim.Results) -> None:
    html = results._repr_html_()
    assert html.startswith("<table")
    assert "justice" in html


def test_nothing_to_draw_is_no_error() -> None:
    """A centre to which nobody comes has pictures without content."""
    empty = tvsim.load(SCENARIOS / "baseline.toml").with_(
        {"demand.factor": 0.0}, period={"end": dt.date(2025, 1, 7), "warm_up_days": 0, "follow_up_days": 0}
    )
    results = tvsim.run(empty, replications=1)
    for picture in PICTURES.values():
        picture(results, Language("en"))
    assert results.key_figures["wait_mean_min"].isna().all()


def test_an_overload_is_said_in_notebooks_too() -> None:
    short = tvsim.load(SCENARIOS / "baseline.toml").with_(
        {"counters.justice.officers": 1}, period={"end": dt.date(2025, 1, 10), "warm_up_days": 0, "follow_up_days": 0}
    )
    with pytest.warns() as said:
        results = tvsim.run(short, replications=1)
    assert {each.category for each in said} == {EmptyStartWarning, OverloadWarning}
    assert {each.filename for each in said} == {__file__}
    assert "counters.justice" in results._repr_html_()
    assert "starts empty" in results._repr_html_()


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"seed": -1}, ValueError, "seed must be at least 0, not -1"),
        ({"seed": "1"}, TypeError, 'seed must be a whole number, at least 0, not "1"'),
        ({"seed": 1.5}, TypeError, "seed must be a whole number, at least 0, not 1.5"),
        ({"seed": True}, TypeError, "seed must be a whole number, at least 0, not true"),
        ({"replications": 0}, ValueError, "replications must be from 1 to 100,000, not 0"),
        ({"replications": 100_001}, ValueError, "replications must be from 1 to 100,000, not 100001"),
        ({"replications": "2"}, TypeError, 'replications must be a whole number, from 1 to 100,000, not "2"'),
        ({"replications": 1.0}, TypeError, "replications must be a whole number, from 1 to 100,000, not 1.0"),
    ],
)
def test_wrong_seeds_and_replications(
    results: tvsim.Results, arguments: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error) as raised:
        tvsim.run(results.scenario, **arguments)
    assert str(raised.value) == says


def test_numbers_of_numpy_are_whole_numbers(results: tvsim.Results) -> None:
    again = tvsim.run(results.scenario, seed=np.int64(1), replications=np.int32(2))  # type: ignore[arg-type]
    assert (again.seed, type(again.seed)) == (1, int)
    assert again.key_figures.equals(results.key_figures)


@pytest.mark.parametrize(("given", "named"), [("tiny.toml", '"tiny.toml"'), (None, "none")])
def test_only_scenarios_can_be_run(given: Any, named: str) -> None:
    with pytest.raises(TypeError) as raised:
        tvsim.run(given)
    assert str(raised.value) == f"scenario must be a Scenario, as tvsim.load returns one, not {named}"


def test_waits_by_group_have_the_intervals_of_their_kinds(results: tvsim.Results) -> None:
    """By agency the same as the key figures, whose intervals are tested for themselves."""
    table = results.estimates_of("waits").set_index(["by", "value", "figure"])
    for figure in ("wait_mean_min", "wait_median_min", "wait_p90_min", "within_target", "left_share"):
        row, key = table.loc[("agency", "justice", figure)], results.estimates.loc[("justice", figure)]
        for name in ("estimate", "low", "high", "replications"):
            assert row[name] == pytest.approx(key[name], nan_ok=True), (figure, name)
    shares = table[table.index.get_level_values("figure").isin(["within_target", "left_share"])]
    assert ((shares["low"] >= 0) & (shares["high"] <= 1)).all()


def test_a_figure_of_some_replications_says_of_how_many(results: tvsim.Results) -> None:
    """The first has no wait in one of the two, the second in both; all others are in both, and say nothing of it."""
    place = list(KEY_FIGURES).index("wait_mean_min")
    values = results.key_sample.values.copy()
    values[1, 0, place] = values[:, 1, place] = np.nan
    gaps = replace(results, replications=results.replications)
    gaps.__dict__["key_sample"] = replace(results.key_sample, values=values)
    for code, shown, said in (
        ("en", f"{values[0, 0, place]:.1f} [1]", "In square brackets: in how many replications there is such a figure"),
        (
            "vi",
            f"{values[0, 0, place]:.1f} [1]".replace(".", ","),
            "Trong ngoặc vuông: số lần mô phỏng có chỉ tiêu này",
        ),
    ):
        text = _printed(gaps, code)
        assert text.count("[1]") == 1
        assert text.count("[") == 1
        assert shown in text
        assert said in text
        assert said not in _printed(results, code)
        assert "[" not in _printed(results, code)
