"""Studies that are read from a folder, to be written as something else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tvsim.cli.writing import path_of
from tvsim.scenario import ScenarioError

if TYPE_CHECKING:
    from tvsim.paper.evidence import Evidence

StudyNumber = Annotated[
    int | None,
    typer.Option(
        "--number", metavar="INTEGER", min=1, help="Which study of the folder, as tvsim studies numbers them."
    ),
]


def evidence_of(folder: str, number: int | None, plan: str | None = None) -> Evidence:
    """Read a study.

    Raises
    ------
    ScenarioError
        If there is no such study, or it is not whole.
    """
    from tvsim.experiment import FolderError  # noqa: PLC0415 - takes a while to load
    from tvsim.paper.evidence import Evidence  # noqa: PLC0415

    try:
        return Evidence.read(path_of(folder, "STUDY"), number, plan)
    except (FolderError, ValueError) as failure:
        raise ScenarioError([str(failure)]) from None
