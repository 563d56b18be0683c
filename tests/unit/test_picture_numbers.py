"""The bars, lines, bands and numbers in the pictures of a run are those of its tables."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.container import BarContainer
from matplotlib.dates import date2num
from scipy import stats

import tvsim
from tests.drawn import bands, corners, pairs, points, stepped
from tests.scenario_files import small_file
from tvsim.language import Code, Language
from tvsim.report.figure import Figure
from tvsim.report.plots import _overdue_shares, open_cases, overdue_by_agency, wait_distribution, waits_by_hour

EN, VI = Language("en"), Language("vi")
BUSY = {
    "procedures.licences.per_year": 4000,
    "procedures.licences.days": 1,
    "procedures.licences.work_min": {"mean": 22, "cv": 0.7},
    "procedures.records.per_year": 4500,
    "procedures.records.days": 1,
    "procedures.records.work_min": {"mean": 44, "cv": 0.7},
    "counter_defaults.patience_min": {"mean": 20, "cv": 0.5},
    "targets.wait_min": 10,
}
"""Some leave the queue, and some cases are early, on time, late and open past due, by agency in other parts."""
PARTS = {"Early": "early", "On time": "on_time", "Late": "late", "Open past due": "open_past_due"}
ENDS = ("estimate", "low", "high")
COUNT = 6


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Results:
    scenario = tvsim.load(small_file(tmp_path_factory.mktemp("busy"))).with_(BUSY)
    return tvsim.run(scenario, seed=1, replications=COUNT)


@pytest.fixture(scope="module")
def alone(results: tvsim.Results) -> tvsim.Results:
    """The first replication, whose tables are kept."""
    return replace(results, replications=results.replications[:1])


def _parts(results: tvsim.Results) -> pd.DataFrame:
    """Cases by agency, early, on time, late and open past due; sums over the replications."""
    stock = pd.concat([each.reset_index() for each in results.replications.frames("stock")])
    return stock.groupby("agency")[list(PARTS.values())].sum()


# waits


def test_colours_of_waits_by_hour_are_mean_waits(alone: tvsim.Results) -> None:
    """Counted visit by visit."""
    axes = waits_by_hour(alone, EN).axes[0]
    visits = _visits(alone)
    means = visits.groupby(["agency", visits["ticket_at"].dt.hour])["wait_min"].mean().unstack()
    (image,) = axes.images
    values = np.ma.filled(image.get_array().astype(float), np.nan)  # type: ignore[union-attr]
    rows = [label.get_text() for label in axes.get_yticklabels()]
    hours = [int(label.get_text().partition(":")[0]) for label in axes.get_xticklabels()]
    expected = means.loc[rows, hours]
    assert values == pytest.approx(expected.to_numpy(), nan_ok=True)
    assert expected.max(axis=None) > 2 * expected.median(axis=None) > 0
    said = {tuple(map(round, text.get_position())): text.get_text() for text in axes.texts}
    assert said == {
        (column, row): f"{mean:.1f}" for (row, column), mean in np.ndenumerate(values) if not np.isnan(mean)
    }


def test_who_left_counts_among_those_who_wait(alone: tvsim.Results) -> None:
    """Counted visit by visit: so many were called by then, of all who took a ticket; who left is never called."""
    (line, *_) = wait_distribution(alone, EN).axes[0].get_lines()
    visits = _visits(alone)
    called = visits.loc[visits["called_at"].notna(), "wait_min"]
    expected = [(called <= minutes + 1e-6).sum() / len(visits) for minutes in np.asarray(line.get_xdata(), dtype=float)]
    assert np.asarray(line.get_ydata()) == pytest.approx(expected)
    assert expected[-1] == len(called) / len(visits) < 0.98


def _visits(alone: tvsim.Results) -> pd.DataFrame:
    """Visits of the period that took a ticket."""
    visits = alone.tables["visits"].dropna(subset=["ticket_at"])
    return visits[visits["ticket_at"].between("2025-03-03", "2025-03-15")]


def test_the_target_is_where_it_is(results: tvsim.Results) -> None:
    (axes,) = wait_distribution(results, EN).axes
    target = axes.get_lines()[-1]
    assert target.get_xdata() == [10, 10]
    (label,) = axes.texts
    assert (label.get_text(), label.xy[0]) == ("target 10 min", 10)  # type: ignore[attr-defined]


def test_each_line_of_how_long_people_wait_is_of_whom_the_legend_says(results: tvsim.Results) -> None:
    (axes,) = wait_distribution(results, EN).axes
    legend = axes.get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert names == ["All", "health", "justice"]  # the longest mean wait, then the shortest
    waits = results.key_figures["wait_mean_min"]
    assert waits["health"] > waits["justice"]
    for key, line, key_line, band in zip(
        ("all", "health", "justice"), axes.get_lines(), legend.get_lines(), bands(axes), strict=False
    ):
        rows = results.called_within([key])[key]
        ends = [np.append(rows[each], rows[each].iloc[-1]) for each in ENDS]
        minutes = np.append(rows["minutes"], 60)
        assert points(line) == pairs(minutes, ends[0])
        assert corners(band) == stepped(minutes, ends[1]) | stepped(minutes, ends[2])
        looks = [(each.get_color(), each.get_linestyle()) for each in (line, key_line)]
        assert looks[0] == looks[1]
        assert band.get_facecolor()[0][:3] == pytest.approx(to_rgb(line.get_color()))


# dossiers


def test_the_bars_of_early_on_time_overdue(results: tvsim.Results) -> None:
    axes, _ = overdue_by_agency(results, EN).axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    parts = _parts(results).loc[rows]
    shares = parts.div(parts.sum(axis=1), axis=0)
    assert shares["late"].nunique() == len(rows) == 2
    begins = np.zeros(len(rows))
    drawn = [each for each in axes.containers if isinstance(each, BarContainer)]
    assert [each.get_label() for each in drawn] == list(PARTS)
    for bars, column in zip(drawn, PARTS.values(), strict=True):
        assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == pytest.approx(range(len(rows)))
        assert [bar.get_x() for bar in bars] == pytest.approx(begins)
        assert [bar.get_width() for bar in bars] == pytest.approx(shares[column])
        begins += shares[column].to_numpy()
    assert begins == pytest.approx(1)
    looks = {(bar[0].get_facecolor(), bar[0].get_hatch()) for bar in drawn}
    assert len(looks) == len(PARTS)


def test_the_overdue_ones_have_an_axis_of_their_own(results: tvsim.Results) -> None:
    """Late and open past due fill it: the longest bar ends near its end, each where the rate beside it says."""
    axes, beside = overdue_by_agency(results, EN).axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    parts = _parts(results).loc[rows]
    begins = np.zeros(len(rows))
    whole = [each for each in axes.containers if isinstance(each, BarContainer)]
    drawn = [each for each in beside.containers if isinstance(each, BarContainer)]
    for bars, same, column in zip(drawn, whole[2:], ("late", "open_past_due"), strict=True):
        assert [bar.get_x() for bar in bars] == pytest.approx(begins)
        still_open = parts["open_past_due"] / parts.sum(axis=1)
        rates = results.estimates["estimate"].xs("overdue_true", level="figure")[rows]
        widths = still_open if column == "open_past_due" else rates - still_open
        assert [bar.get_width() for bar in bars] == pytest.approx(widths)
        assert (bars[0].get_facecolor(), bars[0].get_hatch()) == (same[0].get_facecolor(), same[0].get_hatch())
        begins += widths.to_numpy()
    assert begins == pytest.approx(rates)
    assert 0.9 * beside.get_xlim()[1] < begins.max() < beside.get_xlim()[1] < 0.9
    assert axes.get_ylim() == beside.get_ylim()


def test_parts_of_the_overdue_rate_with_late_refusals_by_hand() -> None:
    """Of an agency all of whose late decisions are refusals, of one with open ones alone, and of one without cases."""
    shares = pd.DataFrame({"early": [1.0, 0.9, 0.0], "late": 0.0, "open_past_due": [0.0, 0.1, 0.0]}, index=list("abc"))
    found = _overdue_shares(shares, pd.Series([0.02, 0.09, np.nan], index=list("abc")))
    assert found.to_dict("list") == {"late": [0.02, 0.0, 0.0], "open_past_due": [0.0, 0.09, 0.0]}


@pytest.mark.parametrize("code", ["en", "vi"])
def test_how_many_are_overdue_stands_beside_the_bars(results: tvsim.Results, code: Code) -> None:
    figure = overdue_by_agency(results, Language(code))
    axes, beside = figure.axes
    rows = [label.get_text() for label in axes.get_yticklabels()]
    said = {rows[round(text.get_position()[1])]: text.get_text() for text in beside.texts}
    expected = {}
    for key in rows:
        value, low, high = (100 * results.estimates.loc[(key, "overdue_true"), name] for name in ENDS)
        expected[key] = f"{value:.1f}% ({low:.1f}–{high:.1f})"
    assert said == ({key: text.replace(".", ",") for key, text in expected.items()} if code == "vi" else expected)
    assert len(said) == 2
    sure = {"en": "numbers in brackets are 95 % intervals", "vi": "số trong ngoặc là khoảng tin cậy 95 %"}
    assert sure[code] in _heading(figure)


def test_one_replication_has_no_interval_of_how_many_are_overdue(alone: tvsim.Results) -> None:
    """What stands beside the bars is what they show: late and open past due, of all."""
    figure = overdue_by_agency(alone, EN)
    axes, beside = figure.axes
    parts = _parts(alone)
    shares = parts[["late", "open_past_due"]].sum(axis=1) / parts.sum(axis=1)
    rows = [label.get_text() for label in axes.get_yticklabels()]
    assert [text.get_text() for text in beside.texts] == [f"{100 * shares[key]:.1f}%" for key in rows]
    assert "interval" not in _heading(figure)


@pytest.mark.parametrize("code", ["en", "vi"])
@pytest.mark.parametrize("name", ["Department of natural resources " * 6, "W" * 200, "Justice"])
def test_the_column_of_overdue_has_its_room(results: tvsim.Results, code: Code, name: str) -> None:
    """Beside the bars, whole, each number above the next."""
    names = {f"agencies.{key}.name": name for key in results.scenario.plan.agencies}
    figure = overdue_by_agency(replace(results, scenario=results.scenario.with_(names)), Language(code))
    figure.png()
    bars, axes = figure.axes
    inner = axes.get_window_extent()
    assert bars.get_window_extent().width > 0.15 * figure.bbox.width
    extents = [text.get_window_extent() for text in axes.texts]
    ratio = figure.bbox.width / figure.get_figwidth() / figure.dpi
    for each in extents:
        assert inner.x1 < each.x0 < each.x1 <= figure.bbox.width * ratio
    assert extents[0].y0 > extents[1].y1


@pytest.mark.parametrize("count", [2, COUNT])
def test_open_cases_with_their_mean_its_interval_and_all_replications(results: tvsim.Results, count: int) -> None:
    some = replace(results, replications=results.replications[:count])
    (axes,) = open_cases(some, EN).axes
    totals = np.array([each.sum(axis=1) for each in some.replications.frames("open_cases")], dtype=float)
    days = date2num(pd.date_range("2025-03-03", "2025-03-14"))
    lowest, highest, mean = totals.min(axis=0), totals.max(axis=0), totals.mean(axis=0)
    half = stats.t.ppf(0.975, count - 1) * totals.std(axis=0, ddof=1) / np.sqrt(count)
    (interval,) = bands(axes)
    assert corners(interval) == pairs(days, np.maximum(mean - half, 0)) | pairs(days, mean + half)
    assert (highest > lowest).all()
    edges = [line for line in axes.get_lines() if line.get_linestyle() == ":"]
    assert [points(line) for line in edges] == [pairs(days, lowest), pairs(days, highest)]
    (line,) = (line for line in axes.get_lines() if line.get_label() == "Mean")
    assert points(line) == pairs(days, mean)


@pytest.mark.parametrize("count", [2, COUNT])
def test_all_that_the_legend_of_open_cases_names_is_seen(results: tvsim.Results, count: int) -> None:
    """Also where the interval is wider than the lowest to the highest, as it is of few replications."""
    figure = open_cases(replace(results, replications=results.replications[:count]), VI)
    (axes,) = figure.axes
    (interval,) = bands(axes)
    (legend,) = figure.legends
    names = [text.get_text() for text in legend.get_texts()]
    assert names == [
        "Thấp nhất và cao nhất trong các lần mô phỏng",
        "Khoảng tin cậy 95 % của trung bình",
        "Trung bình",
    ]
    (patch,) = legend.get_patches()
    assert tuple(patch.get_facecolor()) == tuple(interval.get_facecolor()[0])
    edge, mean = legend.get_lines()
    lines = axes.get_lines()
    assert (
        [line.get_linestyle() for line in lines]
        == [edge.get_linestyle()] * 2 + [mean.get_linestyle()]
        == [":", ":", "-"]
    )
    assert [line.get_color() for line in lines] == [edge.get_color()] * 2 + [mean.get_color()]
    assert all(line.get_zorder() > interval.get_zorder() for line in lines)
    light, dark = (
        float(np.dot(to_rgb(each), (0.299, 0.587, 0.114))) for each in (patch.get_facecolor()[:3], edge.get_color())
    )
    assert light > dark + 0.4


def test_one_replication_of_open_cases_is_a_line(alone: tvsim.Results) -> None:
    figure = open_cases(alone, EN)
    (axes,) = figure.axes
    assert not bands(axes)
    assert not figure.legends
    (line,) = axes.get_lines()
    (cases,) = alone.replications.frames("open_cases")
    assert np.asarray(line.get_ydata()) == pytest.approx(cases.sum(axis=1))


def _heading(figure: Figure) -> str:
    return str(figure.get_suptitle()).replace("\n", " ")
