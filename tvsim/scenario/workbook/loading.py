"""From a workbook to a checked scenario."""

from __future__ import annotations

from pathlib import Path

from tvsim.scenario.changes import Change
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.reading import read_workbook


def load_workbook(path: Path, changes: tuple[Change, ...] = ()) -> Scenario:
    """Load a scenario from a workbook, make changes, and check it.

    Raises
    ------
    ScenarioError
        With one line for each mistake of the whole workbook.
    """
    read = read_workbook(path)
    told = read.mistakes.lines
    try:
        scenario = Scenario.of(path, (str(path),), read.tree, changes)
    except ScenarioError as wrong:
        further = [message for message in wrong.messages if not read.mistakes.has(message)]
        raise ScenarioError([*told, *further]) from None
    if told:
        raise ScenarioError(told)
    return scenario
