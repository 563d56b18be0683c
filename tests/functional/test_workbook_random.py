"""Random plans go through a workbook and back unchanged; random damage ends in a plan or in sentences."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.functional.scenarios import Sample, samples
from tests.functional.test_workbook_cells import scenario_of
from tests.unit.test_standalone import said
from tests.workbooks import rich_workbook, written
from tvsim.experiment.replication import determining
from tvsim.language import Code
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.loading import load
from tvsim.scenario.origins import Branch, Reader
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.cells import Cell
from tvsim.scenario.workbook.grids import Grid, grids
from tvsim.scenario.workbook.reading import read_grids
from tvsim.scenario.workbook.writing import workbook_bytes

RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def as_written(value: Any) -> Any:
    """A plan of hypothesis as a file has it: days are no texts; numbers have digits that a cell can hold."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_written(each) for each in value]
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, str) and len(value) == 10 and value[4:5] == value[7:8] == "-":
        return dt.date.fromisoformat(value)
    return value


def scenario(sample: Sample) -> Scenario:
    for group in sample.plan["counters"].values():
        if "last_ticket_before_lunch_min" in group:  # some are longer than a morning, which a file is refused for
            group["last_ticket_before_lunch_min"] = min(group["last_ticket_before_lunch_min"], 15)
    tree = Reader("random.toml", "set in random.toml").checked(as_written(sample.plan))
    assert isinstance(tree, Branch)
    return Scenario.of(Path("random.toml"), ("random.toml",), tree)


@RANDOM
@given(samples(), st.sampled_from(["en", "vi"]))
def test_random_plans(sample: Sample, lang: Any) -> None:
    before = scenario(sample)
    found = grids(workbook_bytes(before, lang))
    after = scenario_of(found)
    assert after.plan == before.plan
    assert said(after) == said(before)
    assert determining(after.plan) == determining(before.plan)
    found.pop("_tvsim")
    alone = scenario_of(found)
    assert alone.plan == before.plan
    assert determining(alone.plan) == determining(before.plan)


VALUES: tuple[Cell, ...] = (
    *(None, "", " ", 0, -1, 1, 2.5, 1e300, -1e-300, float("1e15"), 12345678901234567890, True, False),
    *("x", "mon-fri", "07:00-11:30", "11:30-07:00", "10:00, 15:30", "0,5", "0.5", "34%", "12 %", "1e5", "=1+1", "-"),
    *("(none)", "(không)", "default for all", "mặc định cho tất cả", "health", "justice", "uniform(1; 2)", "—"),
    *("uniform(2; 1)", "gamma(1)", "normal(; )", "weibull(1; 2)", "constant(3)", "mon: 1; mon: 2", ";;;", ":::", ",,,"),
    *(dt.date(2025, 3, 5), dt.datetime(2025, 3, 5, 12, 30), dt.time(7, 30), dt.time(7, 30, 15), dt.date(1900, 1, 1)),
    *("yes", "có", "serve", "phục vụ tiếp", "3. Due times", "Agencies", "Source", "Nguồn", "Item", "[]", "{}", '"'),
    *("a" * 300, "ế\n\t\x7f", "\ud83d"),
)


def one_cell(grid: Grid, rng: random.Random) -> Grid:
    """Write something into a cell."""
    rows = [list(row) for row in grid.rows]
    row = rng.choice(rows)
    if row:
        row[rng.randrange(len(row))] = rng.choice(VALUES)
    return replace(grid, rows=rows)


def moved_cell(grid: Grid, rng: random.Random) -> Grid:
    """Copy a cell to another."""
    rows = [list(row) for row in grid.rows]
    one, other = rng.choice(rows), rng.choice(rows)
    if one and other:
        other[rng.randrange(len(other))] = one[rng.randrange(len(one))]
    return replace(grid, rows=rows)


def row_lost(grid: Grid, rng: random.Random) -> Grid:
    rows = list(grid.rows)
    del rows[rng.randrange(len(rows))]
    return replace(grid, rows=rows)


def row_doubled(grid: Grid, rng: random.Random) -> Grid:
    rows = list(grid.rows)
    rows.insert(rng.randrange(len(rows)), rng.choice(rows))
    return replace(grid, rows=rows)


def column_lost(grid: Grid, rng: random.Random) -> Grid:
    at = rng.randrange(max([1, *map(len, grid.rows)]))
    return replace(grid, rows=[[*row[:at], *row[at + 1 :]] for row in grid.rows])


def cut_off(grid: Grid, rng: random.Random) -> Grid:
    return replace(grid, rows=grid.rows[: rng.randrange(len(grid.rows))])


DAMAGES: tuple[Callable[[Grid, random.Random], Grid], ...] = (
    one_cell, one_cell, one_cell, moved_cell, moved_cell, row_lost, row_doubled, column_lost, cut_off,
)  # fmt: skip


def told(make: Callable[[], Scenario], file: str) -> ScenarioError | None:
    """Why something is refused, in single lines that name the file; nothing where it is not."""
    try:
        make()
    except ScenarioError as refused:
        wrong = refused
    else:
        return None
    assert wrong.messages
    assert all(message.startswith(f"{file}: ") and message.isprintable() for message in wrong.messages), wrong
    return wrong


def damaged_sheets(number: int) -> dict[str, Grid]:
    """Sheets with some damage, the same for the same number."""
    rng = random.Random(number)
    found = grids_of(rng.choice(("en", "vi")))
    if rng.random() < 0.3:
        found.pop("_tvsim")
    for _ in range(rng.choice((1, 1, 2, 5))):
        name = rng.choice([name for name in found if rng.random() < 0.02 or not name.startswith("_")])
        if found[name].rows:
            found[name] = rng.choice(DAMAGES)(found[name], rng)
    return found


def grids_of(lang: Code) -> dict[str, Grid]:
    if lang not in _WHOLE:
        _WHOLE[lang] = grids(rich_workbook(lang))
    return dict(_WHOLE[lang])


_WHOLE: dict[str, dict[str, Grid]] = {}


def damaged_file(number: int) -> bytes:
    """A workbook with other bytes, or cut off."""
    rng = random.Random(number)
    damaged = bytearray(rich_workbook())
    if rng.random() < 0.3:
        damaged = damaged[: rng.randrange(len(damaged))]
    for _ in range(rng.choice((1, 10, 200))):
        if damaged:
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
    return bytes(damaged)


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_damaged_sheets(first: int) -> None:
    accepted = 0
    for number in range(first, first + 100):
        found = damaged_sheets(number)
        accepted += told(lambda found=found: scenario_of(found), "rich.xlsx") is None
    assert 10 < accepted < 90


def test_damaged_files(tmp_path: Path) -> None:
    for number in range(60):
        path = written(tmp_path, damaged_file(number))
        told(lambda path=path: load(path), str(path))


def test_a_workbook_without_anything() -> None:
    with pytest.raises(ScenarioError):
        scenario_of({})
    assert read_grids("rich.xlsx", {}).mistakes.lines
