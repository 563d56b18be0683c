"""Figures and agencies that somebody chooses by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer

from tvsim.scenario import Scenario, ScenarioError

FigureNames = Annotated[
    list[str] | None,
    typer.Option("--figure", metavar="NAME", help="A key figure, such as wait_mean_min; repeatable."),
]
PreciseFigureNames = Annotated[
    list[str] | None,
    typer.Option("--figure", metavar="NAME", help="A key figure of --precision, such as wait_mean_min; repeatable."),
]
Agency = Annotated[str, typer.Option(metavar="KEY", help="Whose figures: the key of an agency, or all.")]


def figures_of(names: Sequence[str] | None) -> tuple[str, ...]:
    """Return the chosen figures, each once; none where nothing was chosen.

    Raises
    ------
    ScenarioError
        If there is no such figure.
    """
    if not names:
        return ()
    from tvsim.experiment.arguments import key_figures  # noqa: PLC0415 - takes a while to load

    with _as_mistakes():
        return key_figures(names, "--figure")


def agency_of(key: str, scenarios: Sequence[Scenario]) -> str:
    """Return the chosen agency, which one of the scenarios at least must have; or ``all``.

    Raises
    ------
    ScenarioError
        If none has it.
    """
    if key == "all":
        return key
    from tvsim.experiment.arguments import known  # noqa: PLC0415 - takes a while to load

    agencies = dict.fromkeys(["all", *(each for scenario in scenarios for each in scenario.plan.agencies)])
    with _as_mistakes():
        return known("agency", key, agencies, "--agency")


@contextmanager
def _as_mistakes() -> Iterator[None]:
    """Make what is said to whoever calls from Python a mistake of whoever wrote the command."""
    try:
        yield
    except ValueError as wrong:
        raise ScenarioError([str(wrong)]) from None
