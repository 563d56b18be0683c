"""From a scenario file to a checked scenario."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from tvsim.language import worded
from tvsim.scenario.changes import change, parse_setting
from tvsim.scenario.errors import Place, ScenarioError, line, meant, one_line, place_text, shown
from tvsim.scenario.files import OTHER_WORKBOOKS, WORKBOOK, is_file, read_scenario, read_text
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.shipped import FOLDERS

SHIPPED = (Path("scenarios"), *FOLDERS)
"""Where scenarios are that have a plain name: in the working directory, and those that come with tvsim."""


def load(path: str | Path, settings: Iterable[str] = ()) -> Scenario:
    """Load a scenario file with all that it extends, or a workbook (``.xlsx``), and check it.

    Parameters
    ----------
    path : str or Path
        A file, or the plain name of a scenario that comes with tvsim, such as ``baseline``.
    settings : iterable of str
        Changes such as ``"counters.transport.officers=3"``.

    Raises
    ------
    TypeError
        If the path is neither a text nor a Path, or the settings are no texts.
    ScenarioError
        With one line for each mistake.
    """
    texts = _texts(settings)
    if not isinstance(path, (str, Path)):
        raise TypeError(worded("path must be a text or a Path, not {value}", value=one_line(shown(path))))
    if path == "":
        text = worded("must be a scenario file, or the name of a shipped one, not empty")
        raise ScenarioError([line("", "", text, '""')])
    found = _found(path)
    changes = tuple(change(*parse_setting(text, "--set"), "--set", number) for number, text in enumerate(texts, 1))
    _refuse_twice([each.place for each in changes])
    kind = found.suffix.lower()
    if kind == WORKBOOK:
        from tvsim.scenario.workbook.loading import load_workbook  # noqa: PLC0415 - a file in TOML needs none of it

        return load_workbook(found, changes)
    if kind in OTHER_WORKBOOKS and is_file(found):
        text = worded("must be saved as an Excel workbook of the kind .xlsx")
        raise ScenarioError([line(str(found), "", text)])
    written = read_scenario(found)
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


def _refuse_twice(places: Sequence[Place]) -> None:
    """Refuse two settings of one place, of which nobody can tell which is meant."""
    twice = [
        line("--set", place_text(place), worded("is set twice"))
        for place in dict.fromkeys(places)
        if places.count(place) > 1
    ]
    if twice:
        raise ScenarioError(twice)


def _texts(settings: Iterable[str]) -> list[str]:
    """Return the settings; a single text would be taken for its letters."""
    if isinstance(settings, str) or not isinstance(settings, Iterable):
        raise TypeError(
            worded(
                'settings must be a list of texts such as ["counters.transport.officers=3"], not {value}',
                value=one_line(shown(settings)),
            )
        )
    texts = list(settings)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(
                worded(
                    'settings must be a list of texts such as ["counters.transport.officers=3"], without {value}',
                    value=one_line(shown(text)),
                )
            )
    return texts


def _found(path: str | Path) -> Path:
    """Return the file, or the shipped scenario where a plain name names one.

    Raises
    ------
    ScenarioError
        If there is neither, but a shipped scenario has a name that is near.
    """
    given = Path(path)
    text = str(path)
    if text != given.name or not text.isprintable() or is_file(given):
        return given
    if not given.suffix:
        for folder in SHIPPED:
            if is_file(found := folder / f"{text}.toml"):
                return found
    shipped = [each.stem for folder in SHIPPED for each in folder.glob("*.toml")]
    hint = meant(given.stem, shipped)
    if hint and not os.path.lexists(given):
        raise ScenarioError([line(text, "", worded("there is no such file or shipped scenario; {hint}", hint=hint))])
    return given
