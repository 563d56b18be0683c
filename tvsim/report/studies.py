"""Studies of a folder, on the screen."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tvsim.experiment.kept_studies import KeptStudy
from tvsim.language import Language, marked
from tvsim.report.titled import titled
from tvsim.scenario.errors import one_line

KINDS = {
    "run": marked("Run"),
    "compare": marked("Comparison"),
    "explain": marked("Explanation"),
    "sweep": marked("Sweep"),
    "sensitivity": marked("Sensitivity"),
    "warmup": marked("Warm-up"),
}
"""What the kinds of questions are called."""
HEADINGS = (
    marked("No."),
    marked("Question"),
    marked("Scenarios"),
    marked("Begun"),
    marked("Replications done"),
    marked("Of"),
    marked("State"),
)


def show(
    studies: Sequence[KeptStudy], commands: Sequence[str | None], folder: str, language: Language, console: Console
) -> None:
    """Print one row a study, and below the command that asks each question again; none where there is no such."""
    table = titled(language.text("Studies in {folder}").format(folder=one_line(folder)))
    for heading in HEADINGS:
        is_number = heading in {"Replications done", "Of"}
        table.add_column(Text(language.text(heading)), justify="right" if is_number else "left", overflow="fold")
    for number, each in enumerate(studies, 1):
        table.add_row(Text(str(number)), *map(Text, _cells(each, language)))
    console.print(table)
    console.print(Text(language.text("In this folder the same is asked again by:")))
    for number, (study, command) in enumerate(zip(studies, commands, strict=True), 1):
        text = _without_command(study, language) if command is None else one_line(command)
        console.print(Text(f"{number}. {text}"), soft_wrap=True)


def _without_command(study: KeptStudy, language: Language) -> str:
    """Why no command asks the same again."""
    if study.changed_files:
        return language.text(
            "no command, for a scenario's file is damaged, changed or gone; it would ask something else"
        )
    return language.text("no command, for it was asked in Python")


def _cells(study: KeptStudy, language: Language) -> list[str]:
    kind = KINDS.get(study.kind)
    started = study.started.astimezone()
    begun = f"{language.date(started.date())}, {started:%H:%M}"
    return [
        one_line(study.kind) if kind is None else language.text(kind),
        ", ".join(map(one_line, study.names)),
        begun,
        language.number(study.done),
        language.number(len(study.results)),
        language.text("finished") if study.is_finished else language.text("not finished"),
    ]
