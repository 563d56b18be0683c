"""Studies that are read from a folder, to be written as something else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tvsim.cli.options import whole_number
from tvsim.cli.writing import path_of, writing
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import one_line

if TYPE_CHECKING:
    from tvsim.paper.evidence import Evidence


def _number(text: str) -> int:
    return whole_number(text, "--number", 1)


StudyNumber = Annotated[
    int | None,
    typer.Option(
        "--number", metavar="INTEGER", parser=_number, help="Which study of the folder, as tvsim studies numbers them."
    ),
]

KeptFolder = Annotated[str, typer.Argument(metavar="STUDY", help="The folder of --study of a comparison, or of a run.")]


def write_file(path: Path, make: Callable[[], bytes]) -> None:
    """Make the content of a file, write it, and say where it is.

    Raises
    ------
    CannotWriteError
        If it cannot be written.
    """
    with writing(path):
        content = make()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(one_line(str(path)))


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
