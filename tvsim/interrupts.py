"""Interrupts that are not lost: where a library swallows one, as while it is loaded, the study still ends."""

from __future__ import annotations

import signal
import sys
import threading
from types import FrameType
from typing import Any

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
