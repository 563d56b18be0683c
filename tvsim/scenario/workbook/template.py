"""Writing a workbook to a file, with what it needs beside it."""

from __future__ import annotations

from pathlib import Path

from tvsim.language import Code, worded
from tvsim.scenario.errors import ScenarioError, line, shown
from tvsim.scenario.files import WORKBOOK, read_content
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.writing import workbook_bytes


def write_template(scenario: Scenario, path: str | Path, lang: Code = "en") -> list[Path]:
    """Write a scenario as a workbook; an existing file is never overwritten.

    Parameters
    ----------
    scenario : Scenario
    path : str or Path
        The workbook, ending in ``.xlsx``. What was observed is copied beside it, as the scenario names it.
    lang : {"en", "vi"}
        Language of sheets, headings and notes.

    Returns
    -------
    list of Path
        The files that were written.

    Raises
    ------
    ScenarioError
        If the file exists, or has another ending.
    OSError
        If it cannot be written.
    """
    made = Path(path)
    if made.suffix.lower() != WORKBOOK:
        raise ScenarioError([line(str(made), "", worded("must end in {ending}", ending=WORKBOOK))])
    content = workbook_bytes(scenario, lang)
    observed = _observed(scenario, made)
    _write_new(made, content)
    if observed is None:
        return [made]
    beside, rows = observed
    beside.parent.mkdir(parents=True, exist_ok=True)
    _write_new(beside, rows)
    return [made, beside]


def _observed(scenario: Scenario, made: Path) -> tuple[Path, bytes] | None:
    """What was observed, and where it must lie beside the workbook; none where it lies there already."""
    if scenario.plan.observed is None:
        return None
    name = scenario.plan.observed.waiting
    rows = read_content(scenario.path.parent / name)
    beside = made.parent / name
    if beside.is_file() and beside.read_bytes() == rows:
        return None
    if ".." in Path(name).parts:
        text = worded("the file with what was observed must be copied there first")
        raise ScenarioError([line(str(beside), "", text, shown(name))])
    if beside.exists():
        text = worded("exists already with other content, and is not overwritten")
        raise ScenarioError([line(str(beside), "", text)])
    return beside, rows


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise ScenarioError([line(str(path), "", worded("exists already, and is not overwritten"))]) from None
