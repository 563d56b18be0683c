"""The command that writes a scenario as an Excel workbook."""

from __future__ import annotations

from typing import Annotated

import typer

from tvsim.cli.app import CannotWriteError, command
from tvsim.cli.options import Lang, LanguageOption, ScenarioFile, Settings
from tvsim.cli.writing import path_of, reason
from tvsim.language import worded
from tvsim.scenario import load
from tvsim.scenario.errors import one_line


@command("template baseline plan.xlsx --lang vi")
def template(
    scenario: ScenarioFile,
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="The workbook to be made (.xlsx); an existing one is never overwritten."),
    ],
    settings: Settings = None,
    lang: LanguageOption = Lang.EN,
) -> None:
    """Write a scenario as an Excel workbook, to be filled in and given to any command instead of a scenario file."""
    from tvsim.scenario.workbook.template import write_template  # noqa: PLC0415 - takes a while to load

    path = path_of(file, "FILE")
    found = load(scenario, settings or ())
    try:
        written = write_template(found, path, lang.value)
    except (OSError, ValueError) as failure:
        raise CannotWriteError(reason(path, failure)) from None
    for each in written:
        print(one_line(worded("{path}: written", path=each)))
    print(one_line(worded("now fill it in, and try  tvsim run {path}", path=path)))
