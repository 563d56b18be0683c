"""Interrupts that are not lost: where a library swallows one, as while it is loaded, the study still ends."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

_asked = threading.Event()


def listen() -> None:
    """Remember from now on that somebody has interrupted; for programs, which end by it."""
    signal.signal(signal.SIGINT, _interrupt)
    sys.unraisablehook = _pass_over_interrupts


def _interrupt(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.default_int_handler(number, frame)


def _pass_over_interrupts(unraisable: Any) -> None:
    """Say nothing of an interrupt where nobody can catch it, such as in the midst of clearing up: it is remembered."""
    if not issubclass(unraisable.exc_type, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)


def was_asked() -> bool:
    """Whether somebody has interrupted."""
    return _asked.is_set()


def raise_if_asked() -> None:
    """Interrupt again where somebody has interrupted and the program went on all the same.

    Raises
    ------
    KeyboardInterrupt
        If so.
    """
    if was_asked():
        raise KeyboardInterrupt


def leave(code: int) -> NoReturn:
    """End the program at once, when libraries have cleared away what they must.

    Else all that was loaded is taken apart piece by piece, which takes seconds on a busy machine, and threads are
    waited for that nobody needs any more.
    """
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    os._exit(code)
