"""Figures and agencies that somebody chooses by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import line, nearest, shown

FigureNames = Annotated[
    list[str] | None,
    typer.Option("--figure", metavar="NAME", help="A key figure such as wait_mean_min; repeatable."),
]
Agency = Annotated[str, typer.Option(metavar="KEY", help="Whose figures: the key of an agency, or all.")]


def figures_of(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the chosen figures, each once; none where nothing was chosen.

    Raises
    ------
    ScenarioError
        If there is no such figure.
    """
    from tvsim.outcomes import KEY_FIGURES  # noqa: PLC0415 - takes a while to load

    wrong = [name for name in names or () if name not in KEY_FIGURES]
    if wrong:
        complaints = [(name, f"there is no such figure; {nearest(name, list(KEY_FIGURES))}") for name in wrong]
        raise ScenarioError([line("", "--figure", text, shown(name)) for name, text in complaints])
    return tuple(dict.fromkeys(names or ()))


def agency_of(key: str, scenarios: Sequence[Scenario]) -> str:
    """Return the chosen agency, which one of the scenarios at least must have; or ``all``.

    Raises
    ------
    ScenarioError
        If none has it.
    """
    known = dict.fromkeys(["all", *(each for scenario in scenarios for each in scenario.plan.agencies)])
    if key not in known:
        raise ScenarioError([line("", "--agency", f"there is no such agency; {nearest(key, list(known))}", shown(key))])
    return key
