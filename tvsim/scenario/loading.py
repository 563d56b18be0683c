"""From a scenario file to a checked scenario."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tvsim.scenario.changes import change, parse_setting
from tvsim.scenario.errors import ScenarioError, line
from tvsim.scenario.files import is_file, read_scenario, read_text
from tvsim.scenario.scenario import Scenario

PACKAGE = Path(__file__).resolve().parents[1]
SHIPPED = (Path("scenarios"), PACKAGE / "shipped", PACKAGE.parent / "scenarios")
"""Where the scenarios that come with tvsim are: in the working directory, an installed package, or its source."""


def load(path: str | Path, settings: Iterable[str] = ()) -> Scenario:
    """Load a scenario file with all that it extends, and check it.

    Parameters
    ----------
    path : str or Path
        A file, or the plain name of a scenario that comes with tvsim, such as ``baseline``.
    settings : iterable of str
        Changes such as ``"counters.transport.officers=3"``.

    Raises
    ------
    ScenarioError
        With one line for each mistake.
    """
    if path == "":
        raise ScenarioError([line("", "", "must be a scenario file, or the name of a shipped one, not empty", '""')])
    found = _found(path)
    written = read_scenario(found)
    changes = tuple(change(*parse_setting(text, "--set"), "--set") for text in settings)
    return Scenario.of(found, written.files, written.tree, changes)


def load_text(text: str, path: str | Path) -> Scenario:
    """Load a scenario from its text; what it extends is looked for beside ``path``.

    Raises
    ------
    ScenarioError
        With one line for each mistake.
    """
    written = read_text(text, path)
    return Scenario.of(Path(path), written.files, written.tree)


def _found(path: str | Path) -> Path:
    """Return the file, or the shipped scenario where a plain name names one."""
    given = Path(path)
    text = str(path)
    if not given.suffix and text == given.name and text.isprintable() and not is_file(given):
        return next((found for folder in SHIPPED if is_file(found := folder / f"{text}.toml")), given)
    return given
