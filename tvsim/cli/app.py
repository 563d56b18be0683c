"""The command ``tvsim`` and how it ends."""

from __future__ import annotations

import typer
from typer.core import TyperGroup

from tvsim.cli.options import Lang, LanguageOption
from tvsim.language import marked

FINE, INTERNAL_ERROR, WRONG_INPUT, CANNOT_WRITE, WORKERS_LOST, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = marked(
    "Exit codes: 0 fine, 1 internal error, 2 wrong input or usage, 3 results cannot be written, "
    "4 workers cannot be had or were lost, 130 interrupted."
)
EXAMPLE = marked("Example: {command}")

COMMANDS = (
    "run", "compare", "explain", "sweep", "sensitivity", "warmup", "studies", "report", "export", "validate", "show",
    "schema", "new", "template", "app",
)  # fmt: skip
"""In the order in which a planner meets them."""


def with_example(words: str) -> str:
    """Return what stands at the end of a command's help: an example of it, and the exit codes."""
    return EXAMPLE.format(command=f"tvsim {words}") + f"\n\n{EXIT_CODES}"


class InOrder(TyperGroup):
    """The commands in their order, not in that of the modules that add them."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - every start has the same commands
        """Return the names of all commands."""
        return sorted(self.commands, key=COMMANDS.index)


app = typer.Typer(
    cls=InOrder,
    help="Simulate public one-stop service centres: waiting times, overdue rates, and what changes them.",
    epilog=with_example("run baseline --lang vi --out results/baseline"),
    add_completion=False,
)


class CannotWriteError(Exception):
    """Results that cannot be written."""


class WorkersLostError(Exception):
    """Workers that cannot be had, or were lost."""


class InterruptedStudyError(Exception):
    """Somebody interrupted a study; the text says what is kept, and how to go on."""


@app.callback(invoke_without_command=True)
def _start(context: typer.Context, lang: LanguageOption = Lang.EN) -> None:  # noqa: ARG001 - looked up before
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(WRONG_INPUT)
