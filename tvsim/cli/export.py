"""``tvsim export``: a study as an Excel workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from tvsim.cli.app import command
from tvsim.cli.kept import KeptFolder, StudyNumber, evidence_of, write_file
from tvsim.cli.options import Lang, LanguageOption
from tvsim.cli.writing import path_of
from tvsim.language import Language


@command("export studies/plans results.xlsx --lang vi")
def export(
    folder: KeptFolder,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The workbook that is written.")] = "results.xlsx",
    number: StudyNumber = None,
    lang: LanguageOption = Lang.EN,
) -> None:
    """Write a study as an Excel workbook: a summary with charts, tidy sheets, sources, and how to repeat it."""
    from tvsim.paper.workbook import workbook  # noqa: PLC0415

    path = path_of(file, "FILE")
    evidence = evidence_of(folder, number)
    write_file(path, lambda: workbook(evidence, Language(lang.value)))
