"""``tvsim export``: a study as an Excel workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from tvsim.cli.app import app, with_example
from tvsim.cli.kept import StudyNumber, evidence_of
from tvsim.cli.options import Lang, LanguageOption
from tvsim.cli.writing import path_of, writing
from tvsim.scenario.errors import one_line


@app.command(epilog=with_example("export studies/plans results.xlsx --lang vi"))
def export(
    folder: Annotated[str, typer.Argument(metavar="STUDY", help="The folder of --study of a comparison, or of a run.")],
    file: Annotated[str, typer.Argument(metavar="FILE", help="The workbook that is written.")] = "results.xlsx",
    number: StudyNumber = None,
    lang: LanguageOption = Lang.EN,
) -> None:
    """Write a study as an Excel workbook: a summary with charts, tidy sheets, sources, and how to repeat it."""
    from tvsim.language import Language  # noqa: PLC0415 - takes a while to load
    from tvsim.paper.workbook import workbook  # noqa: PLC0415

    path = path_of(file, "FILE")
    evidence = evidence_of(folder, number)
    with writing(path):
        content = workbook(evidence, Language(lang.value))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(one_line(str(path)))
