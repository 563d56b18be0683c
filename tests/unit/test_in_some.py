"""Figures that only some replications have: every table says in how many."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import tvsim
from tests.scenario_files import small_file
from tvsim.experiment.comparison import Difference, Verdict
from tvsim.experiment.fewer import fewer_note
from tvsim.language import Language
from tvsim.report import comparison as comparisons
from tvsim.report import pictures, sensitivities, sweeps
from tvsim.report.in_some import in_some, in_some_note
from tvsim.statistics import Estimate

FIGURE = "left_wait_mean_min"
EN = Language("en")
NOTE = "In square brackets: in how many replications there is such a figure, if not in all."
COUNT = 6


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    """Hardly anybody leaves the queue: in some replications nobody."""
    patience = "wrap_up_min = 1\npatience_min = { mean = 35, cv = 0.5 }"
    return tvsim.load(small_file(tmp_path_factory.mktemp("few"), "wrap_up_min = 1", patience))


def printed(show: Any, *arguments: Any) -> str:
    screen = Console(width=250, record=True, file=io.StringIO())
    show(*arguments[:1], EN, screen, *arguments[1:])
    return " ".join(screen.export_text().split())


def test_by_hand() -> None:
    assert [in_some("1.2", count, 3) for count in (0, 1, 2, 3)] == ["1.2", "1.2 [1]", "1.2 [2]", "1.2"]
    assert in_some_note([0, 3], 3, EN) == []
    assert in_some_note([0, 3, 2], 3, EN) == [NOTE]


def test_a_comparison(scenario: tvsim.Scenario) -> None:
    slower = scenario.with_({"procedure_defaults.intake_min.mean": 13})
    found = tvsim.compare([scenario, slower], replications=COUNT, seed=2)
    of_each = [found.estimate(name, "all", FIGURE) for name in found.names]
    difference = found.difference(found.names[1], "all", FIGURE)
    assert difference is not None
    counts = [each.replications for each in of_each if each is not None]
    assert 1 < difference.replications <= min(counts) < COUNT
    text = printed(comparisons.show, found, [FIGURE])
    for count in {*counts, difference.replications} - {COUNT}:
        assert f"[{count}]" in text
    said = comparisons.sentences(found, EN, figures=[FIGURE])[0]
    assert said.endswith(f") [{difference.replications}].")
    assert NOTE in text
    assert "[" not in printed(comparisons.show, found, ["visits"])


def test_a_sweep(scenario: tvsim.Scenario) -> None:
    found = tvsim.sweep(scenario, {"procedure_defaults.intake_min.mean": [8, 10]}, replications=COUNT, seed=2)
    counts = set(found.of(FIGURE)["replications"]) | {found.of_base(FIGURE)["replications"]}
    assert min(counts) < COUNT
    text = printed(sweeps.show, found, [FIGURE])
    for count in counts - {0, COUNT}:
        assert f"[{count}]" in text
    assert NOTE in text
    assert "[" not in printed(sweeps.show, found, ["visits"])


def test_assumptions(scenario: tvsim.Scenario, tmp_path: Path) -> None:
    patience = "wrap_up_min = 1\npatience_min = { mean = { value = 60, range = [45, 80] }, cv = 0.5 }"
    ranged = tvsim.load(small_file(tmp_path, "wrap_up_min = 1", patience))
    found = tvsim.sensitivity(ranged, figures=[FIGURE, "visits"], replications=COUNT, seed=2)
    rows = found.of(FIGURE)
    assert rows["at_base_replications"].iloc[0] < COUNT
    table = sensitivities.swing_table(found, EN, FIGURE)
    assert f"[{rows['at_base_replications'].iloc[0]}] as it is" in str(table.title)
    for column, end in zip(list(table.columns)[-2:], ("at_low", "at_high"), strict=True):
        for cell, count in zip(column.cells, rows[f"{end}_replications"], strict=True):
            assert str(cell).endswith(f"[{count}]") == (0 < count < COUNT)
    assert NOTE in printed(sensitivities.show, found)


def heading(drawn: Any) -> str:
    return str(drawn.get_suptitle()).replace("\n", " ")


def test_pictures(scenario: tvsim.Scenario) -> None:
    """Each says of how many replications its estimates are at least, where that is not all."""
    slower = scenario.with_({"procedure_defaults.intake_min.mean": 13})
    swept = tvsim.sweep(scenario, {"procedure_defaults.intake_min.mean": [10, 13]}, replications=COUNT, seed=2)
    compared = tvsim.compare([scenario, slower], replications=COUNT, seed=2)
    explained = tvsim.explain(scenario, slower, replications=COUNT, seed=2)
    of_sweep = swept.of(FIGURE)["replications"]
    of_parts = explained.parts_of(FIGURE)["replications"]
    for drawn, counts in (
        (pictures.swept(swept, EN, FIGURE), of_sweep),
        (pictures.compared(compared, EN, [FIGURE]), compared.counts("all", [FIGURE])),
        (pictures.trade_off(compared, EN, [FIGURE]), compared.counts("all", [FIGURE])),
        (pictures.waterfall(explained, FIGURE, EN), of_parts),
    ):
        fewest = min(count for count in counts if count)
        assert fewest < COUNT
        assert f"some estimates are of fewer replications, at least of {fewest}" in heading(drawn)
    assert "of fewer" not in heading(pictures.swept(swept, EN, "visits"))
    assert "of fewer" not in heading(pictures.waterfall(explained, "visits", EN))


def test_a_notebook() -> None:
    index = pd.MultiIndex.from_tuples(
        [("a", "x"), ("all", "x"), ("all", "y"), ("all", "z")], names=["agency", "figure"]
    )
    counts = pd.Series([3, 2, 5, 0], index)
    assert fewer_note(["z", "y", "x"], counts, 5) == ["x: in 2 of 5 replications at least"]
    assert fewer_note(["y", "z"], counts, 5) == []


def test_a_comparison_in_a_notebook_has_a_column(scenario: tvsim.Scenario) -> None:
    assert "<th>replications</th>" in tvsim.compare([scenario, scenario], replications=1)._repr_html_()


def test_an_estimate_and_a_difference_as_they_are_written() -> None:
    """In tables, papers and panels."""
    assert comparisons.estimated(Estimate(3.0, 2.0, 4.0, 4), 5, FIGURE, EN) == "3.0 (2.0–4.0) [4]"
    assert comparisons.estimated(Estimate(3.0, 2.0, 4.0, 5), 5, FIGURE, EN) == "3.0 (2.0–4.0)"
    difference = Difference(-1.0, -2.0, -0.5, 4, Verdict.OPEN)
    assert comparisons.differing(difference, 5, FIGURE, EN) == "−1.0 min (−2.0 to −0.5) [4]"
