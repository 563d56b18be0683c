"""Simulated beside observed, drawn."""

import numpy as np
import pytest

import tvsim
from tvsim.language import Language
from tvsim.report.pictures import beside_observed


def test_each_queue_with_both_lines() -> None:
    results = tvsim.run(tvsim.load("bialoleka_2020"), replications=1)
    assert results.observed is not None
    drawn = beside_observed(results, Language("vi"))
    by_queue = results.observed.by_hour.groupby("queue", sort=False)
    panels = [axes for axes in drawn.axes if axes.get_lines()]
    assert len(panels) == len(by_queue)
    for axes, (_, cells) in zip(panels, by_queue, strict=True):
        for line, name in zip(axes.get_lines(), ("simulated", "observed"), strict=True):
            assert np.asarray(line.get_xdata()) == pytest.approx(cells["hour"].to_numpy(float))
            assert np.asarray(line.get_ydata()) == pytest.approx(cells[name].to_numpy())
    (legend,) = drawn.legends
    assert [text.get_text() for text in legend.get_texts()] == [
        "Mô phỏng: trung bình mọi ngày", "Quan sát: trung bình mọi ngày",
    ]  # fmt: skip
    assert drawn._repr_png_().startswith(b"\x89PNG")


def test_nothing_was_observed() -> None:
    results = tvsim.run(tvsim.load("baseline"), replications=1, keep="figures")
    with pytest.raises(ValueError, match="baseline: names nothing that was observed"):
        beside_observed(results, Language("en"))
