"""From the words of a command line to an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

import typer

from tvsim.cli import (  # noqa: F401 - each adds its commands
    browser,
    compare,
    explain,
    export,
    report,
    run,
    scenarios,
    sensitivity,
    studies,
    sweep,
    template,
    warmup,
)
from tvsim.cli.app import (
    CANNOT_WRITE,
    FINE,
    INTERNAL_ERROR,
    INTERRUPTED,
    WORKERS_LOST,
    WRONG_INPUT,
    CannotWriteError,
    InterruptedStudyError,
    WorkersLostError,
    app,
)
from tvsim.cli.printing import say
from tvsim.interrupts import was_asked
from tvsim.scenario import ScenarioError


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says, and exit with its code."""
    _speak_utf8()
    sys.exit(execute(words))


def execute(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    try:
        code = app(args=words, prog_name="tvsim", standalone_mode=False)
    except ScenarioError as wrong:
        say(f"error: {message}" for message in wrong.messages)
        return WRONG_INPUT
    except CannotWriteError as failure:
        say([f"error: {failure}"])
        return CANNOT_WRITE
    except WorkersLostError as failure:
        say([f"error: {failure}"])
        return WORKERS_LOST
    except InterruptedStudyError as stopped:
        say([str(stopped)])
        return INTERRUPTED
    except (KeyboardInterrupt, typer.Abort):
        say(["interrupted"])
        return INTERRUPTED
    except OSError as failure:
        say([f"error: the output cannot be written: {str(failure.strerror or failure).lower()}"])
        return CANNOT_WRITE
    except SystemExit:
        # Whoever read the output, such as head, has had enough of it.
        return FINE
    except Exception as failure:
        if was_asked():  # a library made another error of it
            say(["interrupted"])
            return INTERRUPTED
        return _failed(failure)
    if code == INTERRUPTED:
        say(["interrupted"])
    return code if isinstance(code, int) else FINE


def _failed(failure: Exception) -> int:
    """Wrong usage, as the command line's parser found it; all else is a mistake in tvsim."""
    usage = getattr(failure, "format_message", None)
    if callable(usage):
        say([f"error: {usage()} (tvsim --help shows what is possible)"])
        return WRONG_INPUT
    if os.environ.get("TVSIM_TRACEBACK"):
        traceback.print_exception(failure)
    say([f"internal error: {type(failure).__name__}: {failure}; TVSIM_TRACEBACK=1 shows where; please report it"])
    return INTERNAL_ERROR


def _speak_utf8() -> None:
    """Let Vietnamese through where the system's encoding cannot express it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
