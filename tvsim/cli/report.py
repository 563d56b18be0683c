"""``tvsim report``: the paper that justifies a plan."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from tvsim.cli.app import CannotWriteError, command
from tvsim.cli.kept import KeptFolder, StudyNumber, evidence_of, write_file
from tvsim.cli.options import Lang, LanguageOption
from tvsim.cli.printing import say
from tvsim.cli.writing import path_of
from tvsim.language import Language, worded
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line, shown


class Format(Enum):
    """What a paper is written as."""

    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


@command("report studies/plans --lang vi --format docx --out totrinh.docx")
def report(
    folder: KeptFolder,
    number: StudyNumber = None,
    plan: Annotated[
        str | None, typer.Option(metavar="NAME", help="The scenario that is proposed; the second one if not given.")
    ] = None,
    form: Annotated[
        Format | None,
        typer.Option("--format", help="What the paper is written as; as the file ends if not given, html without one."),
    ] = None,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="The file; report.html, .docx or .pdf if not given.")
    ] = None,
    lang: LanguageOption = Lang.EN,
) -> None:
    """Write the paper that justifies a plan, from a study that was kept: for a council, a superior, a budget."""
    from tvsim.paper.contents import paper_of  # noqa: PLC0415
    from tvsim.paper.files import content  # noqa: PLC0415
    from tvsim.paper.page import NoPdfError  # noqa: PLC0415
    from tvsim.paper.untold import untold  # noqa: PLC0415

    written = _format_of(form, out)
    path = path_of(f"report.{written.value}" if out is None else out, "--out")
    evidence = evidence_of(folder, number, plan)
    try:
        write_file(path, lambda: content(paper_of(evidence, Language(lang.value)), written.value))
    except NoPdfError as missing:
        raise CannotWriteError(str(missing)) from None
    say(untold(evidence))


def _format_of(form: Format | None, out: str | None) -> Format:
    """What a file is written as: what is asked for, else what it ends with.

    Raises
    ------
    ScenarioError
        If it ends with anything else.
    """
    from tvsim.paper.files import form_of  # noqa: PLC0415

    if out is None or not Path(out).suffix:
        return form or Format.HTML
    ending = form_of(out)
    if ending is None or form not in (None, Format(ending)):
        endings = worded(" or ").join(f".{each.value}" for each in ([form] if form else Format))
        raise ScenarioError([line("--out", "", worded("must end with {endings}", endings=endings), shown(out))])
    return Format(ending)
