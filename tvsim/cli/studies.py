"""``tvsim studies``: what a study's folder holds."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tvsim.cli.app import command
from tvsim.cli.options import AsJson, Lang, LanguageOption
from tvsim.cli.printing import print_json, screen, warn
from tvsim.language import Language, worded
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line, shown

if TYPE_CHECKING:
    from tvsim.experiment.kept_studies import KeptStudy


@command("studies studies/baseline")
def studies(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="The folder of --study.")],
    lang: LanguageOption = Lang.EN,
    as_json: AsJson = False,
) -> None:
    """Show which studies a folder holds, how far they are, and the command that asks each question again."""
    from tvsim.cli.asked_again import words_of  # noqa: PLC0415 - takes a while to load
    from tvsim.experiment import FolderError  # noqa: PLC0415
    from tvsim.experiment.kept_studies import studies_in  # noqa: PLC0415

    if not folder:
        raise ScenarioError([line("", worded("DIR"), worded("must be a path, not empty"), shown(folder))])
    try:
        found, damaged = studies_in(Path(folder))
    except FolderError as failure:
        raise ScenarioError([str(failure)]) from None
    warn(dict.fromkeys([*damaged, *(text for each in found for text in each.unusable)]))
    if not found:
        raise ScenarioError([line(folder, "", worded("holds no study that can be read"))])
    commands = [None if each.changed_files else words_of(each) for each in found]
    if as_json:
        print_json([_as_json(each, words) for each, words in zip(found, commands, strict=True)])
        return

    from tvsim.report.studies import show  # noqa: PLC0415

    texts = [None if words is None else shlex.join(words) for words in commands]
    show(found, texts, folder, Language(lang.value), screen())


def _as_json(study: KeptStudy, words: list[str] | None) -> dict[str, Any]:
    return {
        "manifest": str(study.path),
        "kind": study.kind,
        "scenarios": [{"name": name, "file": file} for name, file in zip(study.names, study.files, strict=True)],
        "seed": study.seed,
        "replications": study.replications,
        **study.arguments,
        "finished": study.is_finished,
        "done": study.done,
        "of": len(study.results),
        "started": study.started.isoformat(),
        "seconds": study.seconds,
        "model": study.model,
        "changed": [str(path) for path in study.changed_files],
        "command": words,
    }
