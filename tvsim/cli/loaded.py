"""Several scenarios that a command takes, with the same changes in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

import typer

from tvsim.scenario import Scenario, ScenarioError, load

SettingsOfAll = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="Change a value in every scenario alike, such as counters.transport.officers=3; repeatable.",
    ),
]


def loaded(names: Iterable[str], settings: Sequence[str] | None) -> list[Scenario]:
    """Load scenarios, and make the same changes in each.

    Raises
    ------
    ScenarioError
        With one line for each mistake; one in a change names the scenario in which it cannot be made.
    """
    return [_loaded(name, settings or ()) for name in names]


def _loaded(name: str, settings: Sequence[str]) -> Scenario:
    try:
        return load(name, settings)
    except ScenarioError as wrong:
        raise ScenarioError(
            f"{name}: {text}" if text.startswith("--set") else text for text in wrong.messages
        ) from None
