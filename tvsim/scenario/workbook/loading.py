"""From a workbook to a checked scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tvsim.scenario.changes import Change
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.scenario import Scenario, unobserved
from tvsim.scenario.workbook.reading import Read, read_workbook, workbook_read


def load_workbook(path: Path, changes: tuple[Change, ...] = ()) -> Scenario:
    """Load a scenario from a workbook, make changes, and check it.

    Raises
    ------
    ScenarioError
        With one line for each mistake of the whole workbook.
    """
    return _checked(path, read_workbook(path), changes)


def load_uploaded(content: bytes, name: str) -> Scenario:
    """Load a scenario from the bytes of a workbook that lies nowhere, ``name`` being what it was called.

    What was observed, which would lie beside it, is left out.

    Raises
    ------
    ScenarioError
        With one line for each mistake of the whole workbook.
    """
    read = workbook_read(content, name)
    return _checked(Path(name), replace(read, tree=unobserved(read.tree)))


def _checked(path: Path, read: Read, changes: tuple[Change, ...] = ()) -> Scenario:
    told = read.mistakes.lines
    try:
        scenario = Scenario.of(path, (str(path),), read.tree, changes)
    except ScenarioError as wrong:
        further = [message for message in wrong.messages if not read.mistakes.has(message)]
        raise ScenarioError([*told, *further]) from None
    if told:
        raise ScenarioError(told)
    return replace(scenario, remarks=tuple(read.mistakes.remarks))
