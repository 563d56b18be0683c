"""Every cell of a workbook that is changed changes exactly what it stands for, and nothing else."""

from __future__ import annotations

import pytest

from tests.cells_changed import changed_scenario, other, spots, with_cell
from tests.unit.test_standalone import said
from tests.workbooks import rich, rich_workbook
from tvsim.language import Code, Language
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.files import parsed
from tvsim.scenario.origins import Branch, Reader
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.grids import Grid, grids
from tvsim.scenario.workbook.reading import read_grids
from tvsim.scenario.workbook.words import Words


def scenario_of(found: dict[str, Grid]) -> Scenario:
    read = read_grids("rich.xlsx", found)
    if read.mistakes.lines:
        raise ScenarioError(read.mistakes.lines)
    return Scenario.of(rich().path, ("rich.xlsx",), read.tree)


def carried_tree() -> Branch:
    tree = Reader("rich.xlsx", "set in rich.xlsx").checked(parsed(rich().standalone(), "rich.xlsx"))
    assert isinstance(tree, Branch)
    return tree


@pytest.mark.parametrize(("lang", "step"), [("en", 1), ("vi", 4)])
def test_each_cell(lang: Code, step: int) -> None:
    words, tree = Words(Language(lang)), carried_tree()
    found = grids(rich_workbook(lang))
    tried = accepted = 0
    for spot in list(spots(tree, words))[::step]:
        new = other(spot, words, tree)
        if new is None:
            continue
        cell, value = new
        try:
            wanted = changed_scenario(rich(), spot, value, tree)
        except ScenarioError as refused:
            if "tried apart" not in str(refused):
                with pytest.raises(ScenarioError):
                    scenario_of(with_cell(found, spot, cell))
            continue
        tried += 1
        got = scenario_of(with_cell(found, spot, cell))
        assert got.plan == wanted.plan, str(spot)
        accepted += got.plan != rich().plan
        before, after = said(rich()), said(got)
        kept = [entry[:2] for entry in before.values()]
        for path, entry in after.items():
            is_new = entry[1] in {"set in rich.xlsx", "default"}
            assert entry == before.get(path) or is_new or entry[:2] in kept, (str(spot), path)
    assert tried > 300 // step
    assert accepted > 270 // step
