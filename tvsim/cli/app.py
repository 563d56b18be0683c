"""The command ``tvsim`` and how it ends."""

from __future__ import annotations

import typer

FINE, INTERNAL_ERROR, WRONG_INPUT, CANNOT_WRITE, WORKERS_LOST, INTERRUPTED = 0, 1, 2, 3, 4, 130

EXIT_CODES = (
    "Exit codes: 0 fine, 1 internal error, 2 wrong input or usage, 3 results cannot be written, "
    "4 workers cannot be had or were lost, 130 interrupted."
)

app = typer.Typer(
    help="Simulate public one-stop service centres: waiting times, overdue rates, and what changes them.",
    epilog=EXIT_CODES,
    add_completion=False,
)


class CannotWriteError(Exception):
    """Results that cannot be written."""


class WorkersLostError(Exception):
    """Workers that cannot be had, or were lost."""


class InterruptedStudyError(Exception):
    """Somebody interrupted a study; the text says what is kept, and how to go on."""


@app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(WRONG_INPUT)
