"""Simulated beside observed, drawn."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

import tvsim
from tests.drawn import bands, corners, pairs, points
from tvsim.language import Language
from tvsim.report.figure import Figure
from tvsim.report.pictures import beside_observed


@pytest.fixture(scope="module")
def results() -> tvsim.Results:
    return tvsim.run(tvsim.load("bialoleka_2020"), replications=3)


def test_each_queue_with_both_lines_in_their_bands(results: tvsim.Results) -> None:
    assert results.observed is not None
    drawn = beside_observed(results, Language("vi"))
    by_queue = results.observed.by_hour.groupby("queue", sort=False)
    panels = [axes for axes in drawn.axes if axes.get_lines()]
    assert len(panels) == len(by_queue)
    for axes, (_, cells) in zip(panels, by_queue, strict=True):
        hours = cells["hour"].to_numpy(float)
        for line, name in zip(axes.get_lines(), ("simulated", "observed"), strict=True):
            assert points(line) == pairs(hours, cells[name])
        ends = (("simulated_low", "simulated_high"), ("observed_lowest", "observed_highest"))
        for band, names in zip(bands(axes), ends, strict=True):
            assert corners(band) == pairs(hours, cells[names[0]]) | pairs(hours, cells[names[1]])
    assert _legend(drawn) == [
        "Mô phỏng: trung bình mọi ngày",
        "Khoảng tin cậy 95 % của trung bình mô phỏng, qua các lần mô phỏng",
        "Quan sát: trung bình mọi ngày",
        "Quan sát: từ thấp nhất đến cao nhất trong tối đa 9 ngày",
    ]
    assert drawn._repr_png_().startswith(b"\x89PNG")


def test_the_interval_of_the_simulated_mean_is_over_the_replications(results: tvsim.Results) -> None:
    assert results.observed is not None
    rows, values = results.observed.by_hour, results.observed.by_replication
    half = stats.t.ppf(0.975, 2) * values.std(axis=1, ddof=1) / np.sqrt(3)
    assert rows["simulated"].to_numpy() == pytest.approx(values.mean(axis=1))
    assert rows["simulated_high"].to_numpy() == pytest.approx(values.mean(axis=1) + half)
    assert rows["simulated_low"].to_numpy() == pytest.approx(np.maximum(values.mean(axis=1) - half, 0))


def test_what_has_no_band_is_said(results: tvsim.Results) -> None:
    """One replication has no interval, and one day does not differ from others."""
    assert results.observed_waiting is not None
    first = results.observed_waiting.query("day == day.min()")
    alone = replace(results, replications=results.replications[:1], observed_waiting=first)
    drawn = beside_observed(alone, Language("en"))
    assert _legend(drawn) == [
        "Simulated: mean of all days",
        "Observed: on one day, so that nothing is known of how days differ",
    ]


def _legend(drawn: Figure) -> list[str]:
    (legend,) = drawn.legends
    return [text.get_text() for text in legend.get_texts()]


def test_nothing_was_observed() -> None:
    results = tvsim.run(tvsim.load("baseline"), replications=1, keep="figures")
    with pytest.raises(ValueError, match="baseline: names nothing that was observed"):
        beside_observed(results, Language("en"))
