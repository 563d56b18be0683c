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
)
from tvsim.cli.helping import translated
from tvsim.cli.printing import complain, say
from tvsim.cli.usage import in_words
from tvsim.interrupts import leave, was_asked
from tvsim.language import asked_for, spoken, use, worded
from tvsim.scenario import ScenarioError


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says, and exit with its code."""
    if sys.stderr is None:  # else what is said beside the output would be printed among it
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - as long as the program runs
    _speak_utf8()
    code = execute(words)
    if code == INTERRUPTED:
        leave(code)
    sys.exit(code)


def execute(words: Sequence[str] | None = None) -> int:
    """Do what the command line says, in the language that it asks for; returns the exit code."""
    before = spoken().code
    use(asked_for(sys.argv[1:] if words is None else words, os.environ))
    try:
        return _executed(words)
    finally:
        use(before)


def _executed(words: Sequence[str] | None) -> int:
    if sys.stdout is None:  # said before anything is simulated, whose figures nobody would see
        complain([worded("the output cannot be written: it is closed; >/dev/null would throw it away")])
        return CANNOT_WRITE
    try:
        with translated() as command:
            code = command.main(args=words, prog_name="tvsim", standalone_mode=False)
    except ScenarioError as wrong:
        complain(wrong.messages)
        return WRONG_INPUT
    except CannotWriteError as failure:
        complain([str(failure)])
        return CANNOT_WRITE
    except WorkersLostError as failure:
        complain([str(failure)])
        return WORKERS_LOST
    except InterruptedStudyError as stopped:
        say([str(stopped)])
        return INTERRUPTED
    except (KeyboardInterrupt, typer.Abort):
        say([worded("interrupted")])
        return INTERRUPTED
    except OSError as failure:
        complain([worded("the output cannot be written: {reason}", reason=str(failure.strerror or failure).lower())])
        return CANNOT_WRITE
    except SystemExit:
        # Whoever read the output, such as head, has had enough of it.
        return FINE
    except Exception as failure:
        if was_asked():  # a library made another error of it
            say([worded("interrupted")])
            return INTERRUPTED
        return _failed(failure)
    if code == INTERRUPTED:
        say([worded("interrupted")])
    return code if isinstance(code, int) else FINE


def _failed(failure: Exception) -> int:
    """Wrong usage, as the command line's parser found it; all else is a mistake in tvsim."""
    usage = getattr(failure, "format_message", None)
    if callable(usage):
        complain([worded("{usage} (tvsim --help shows what is possible)", usage=in_words(usage()))])
        return WRONG_INPUT
    if os.environ.get("TVSIM_TRACEBACK"):
        traceback.print_exception(failure)
    text = worded(
        "internal error: {kind}: {reason}; {variable}=1 shows where; please report it",
        kind=type(failure).__name__,
        reason=str(failure),
        variable="TVSIM_TRACEBACK",
    )
    say([text])
    return INTERNAL_ERROR


def _speak_utf8() -> None:
    """Let Vietnamese through where the system's encoding cannot express it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
