"""The command ``tvsim`` and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from tvsim.cli.options import Lang, LanguageOption
from tvsim.language import marked, worded
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line

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


class OneValueEach(TyperCommand):
    """A command that refuses two values of an option that takes one, where the parser would take the last."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line; returns what is left of them.

        Raises
        ------
        ScenarioError
            If an option that takes one value is given more than once.
        """
        _, _, found = self.make_parser(ctx).parse_args(args=list(args))
        times = Counter(param.opts[0] for param in found if _takes_one_value(param))
        twice = [
            line("", name, worded("takes one value, {count} are given", count=times[name]))
            for name in times
            if times[name] > 1
        ]
        if twice:
            raise ScenarioError(twice)
        return super().parse_args(ctx, args)


def _takes_one_value(param: Any) -> bool:
    return param.param_type_name == "option" and not (param.multiple or param.is_flag)


def command(example: str, name: str | None = None) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function, named as the function is, whose help ends with an example of it."""
    return app.command(name, cls=OneValueEach, epilog=with_example(example))


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
