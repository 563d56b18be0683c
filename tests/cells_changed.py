"""Every cell of a workbook, another value for it, and the same change as it is made in a scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from tvsim.scenario.errors import Place, ScenarioError
from tvsim.scenario.origins import Branch, Leaf, Node, at, plain
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.blocks import Block, Form, Lists, Named, Records
from tvsim.scenario.workbook.cells import Cell
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.grids import Grid
from tvsim.scenario.workbook.kinds import ByKey, Code, Date, Flag, Listed, Months, Number, Staff, Text, Time, Word
from tvsim.scenario.workbook.kinds import Named as Name
from tvsim.scenario.workbook.layout import SHEETS
from tvsim.scenario.workbook.placing import placed
from tvsim.scenario.workbook.shapes import Hours, Tables, Values
from tvsim.scenario.workbook.view import Line
from tvsim.scenario.workbook.words import Words

NOTHING = object()


@dataclass(frozen=True)
class Spot:
    """A cell: where it is, and what it is about; ``entry`` is the number of its line in a list."""

    sheet: str
    row: int
    column: int
    block: Block
    line: Line
    field: Field
    number: int
    entry: int = 0

    @property
    def node(self) -> Node | None:
        return self.line.nodes[self.line.fields.index(self.field)]

    @property
    def cell(self) -> Cell:
        return self.line.cells[self.line.fields.index(self.field)][self.number]

    def __str__(self) -> str:
        return f"{self.sheet}[{self.row}, {self.column}] {self.field.what} {self.number}"


def spots(tree: Branch, words: Words) -> Iterator[Spot]:
    """All cells with values, also the blank ones."""
    for sheet in SHEETS:
        name = words.text(sheet.name)
        for part in placed(sheet, tree, words):
            row = part.first_row
            seen: dict[Place, int] = {}
            for line in part.lines:
                entry = seen.get(line.place, -1) + 1
                seen[line.place] = entry
                if isinstance(part.block, Form):
                    (field,) = line.fields
                    for number in range(field.width):
                        yield Spot(name, row, 1, part.block, line, field, number)
                        row += 1
                    continue
                column = 1 if part.block.owners.heading else 0
                for field in line.fields:
                    for number in range(field.width):
                        yield Spot(name, row, column, part.block, line, field, number, entry)
                        column += 1
                row += 1


def with_cell(found: dict[str, Grid], spot: Spot, value: Cell) -> dict[str, Grid]:
    """Sheets in which one cell holds something else."""
    grid = found[spot.sheet]
    rows = [list(row) for row in grid.rows]
    rows[spot.row] += [None] * (spot.column + 1 - len(rows[spot.row]))
    rows[spot.row][spot.column] = value
    return {**found, spot.sheet: replace(grid, rows=rows)}


def other(spot: Spot, words: Words, tree: Branch) -> tuple[Cell, Any] | None:
    """Another value for a cell, and what the field then says; none where there is none to be tried."""
    kind, cell, node = spot.field.kind, spot.cell, spot.node
    if isinstance(kind, Number):
        base = cell if isinstance(cell, (int, float)) else 1
        new = base + 1 if isinstance(base, int) and not kind.as_percent else base * 0.75
        return new, new
    if isinstance(kind, Duration):
        return _duration(spot, tree)
    if isinstance(kind, Months):
        months = plain(node) if node is not None else None
        if months is None:
            return None
        months[spot.number] = 1.75
        return 1.75, months
    if isinstance(kind, Word):
        code = next(code for code in kind.codes if words.label(code) != cell)
        return words.label(code), code
    if isinstance(kind, Flag):
        return words.flags[1 if cell == words.flags[0] else 0], cell != words.flags[0]
    if isinstance(kind, Date):
        new_day = (cell if isinstance(cell, dt.date) else dt.date(2025, 3, 20)) + dt.timedelta(days=1)
        return new_day, new_day
    if isinstance(kind, Time):
        return dt.time(14, 30), "14:30"
    if isinstance(kind, Name):
        return _name(spot)
    return _text(spot)


def _text(spot: Spot) -> tuple[Cell, Any] | None:
    kind = spot.field.kind
    if isinstance(kind, Listed):
        if kind.has_numbers:
            return "0.25; 0.75", [0.25, 0.75]
        if kind.refers:
            return "justice", ["justice"]
        if isinstance(spot.block, Lists):
            return "08:00-11:00, 14:00-16:00", ["08:00-11:00", "14:00-16:00"]
        return "11:00, 14:15", ["11:00", "14:15"]
    if isinstance(kind, ByKey):
        before = plain(spot.node) if spot.node is not None else {"fri": 1} if kind.has_days else {"city": 1}
        after = {key: number + 0.5 for key, number in before.items()}
        return "; ".join(f"{key}:{number}" for key, number in after.items()), after
    if isinstance(kind, Staff):
        return None
    if isinstance(kind, Code):
        return ("thu", "thu") if "day" in spot.field.path[-1:][0] else ("10:00-11:00", "10:00-11:00")
    if spot.field.path[-1] in {"agency", "of", "to"}:
        return "health", "health"
    if spot.field.path[-1] == "site":
        return "centre", "centre"
    if spot.field.path[-1] == "country":
        return "PL", "PL"
    assert isinstance(kind, Text)
    return "another text", "another text"


def _name(spot: Spot) -> tuple[Cell, Any]:
    node, keys = spot.node, ("vi", "en")
    new = "Tên mới"
    before = plain(node) if isinstance(node, Branch) else {} if node is None else {"vi": plain(node)}
    after = {**before, keys[spot.number]: new}
    return new, after if len(after) == 2 else new


def _duration(spot: Spot, tree: Branch) -> tuple[Cell, Any] | None:
    node = spot.node
    under = None
    if isinstance(spot.block, Records) and isinstance(spot.block.owners, Named) and spot.line.place[0] == "procedures":
        under = at(tree, ("procedure_defaults", *spot.field.path))
    if isinstance(spot.block, Records) and spot.line.place[0] == "counters":
        under = at(tree, ("counter_defaults", *spot.field.path))
    if spot.number == 0:
        if isinstance(node, Branch) and "distribution" in node.children:
            return "uniform(1; 2.5)", {"distribution": "uniform", "low": 1, "high": 2.5}
        cv = _part(node if node is not None else under, "cv")
        if node is None and isinstance(under, Branch) and "distribution" in under.children:
            return None  # refused: tried apart
        return 4.5, 4.5 if not cv else {"mean": 4.5, "cv": cv}
    mean = _part(node if node is not None else under, "mean")
    if mean is None or (node is not None and isinstance(node, Branch) and "distribution" in node.children):
        return None
    return 0.35, {"mean": mean, "cv": 0.35}


def _part(node: Node | None, name: str) -> Any:
    if isinstance(node, Leaf):
        return node.value if name == "mean" else None
    found = None if node is None else at(node, (name,))
    return None if found is None else plain(found)


def changed_scenario(scenario: Scenario, spot: Spot, value: Any, tree: Branch) -> Scenario:
    """The scenario with the same change, made without a workbook.

    Raises
    ------
    ScenarioError
        If it is refused.
    """
    place, new = _whole(spot, value, tree)
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
    return scenario.with_({path: new})


def _whole(spot: Spot, value: Any, tree: Branch) -> tuple[Place, Any]:
    block = spot.block
    if not isinstance(block, Lists):
        return (*spot.line.place, *spot.field.path), value
    here = (*spot.line.place, *block.path)
    if isinstance(block.shape, Tables):
        return (*here, spot.entry, *spot.field.path), value
    lines = [list(line) for line in block.shape.lines(at(tree, here) or Branch({}, tree.origin))]
    lines[spot.entry][block.fields.index(spot.field)] = Leaf(value, tree.origin)
    if isinstance(block.shape, Values):
        return here, [plain(line[0]) for line in lines if line[0] is not None]
    if isinstance(block.shape, Hours):
        raise ScenarioError(["tried apart"])
    return here, plain(block.shape.node([tuple(line) for line in lines], tree.origin))
