"""Interrupts that are not lost: where a library swallows one, as while it is loaded, the study still ends."""

from __future__ import annotations

import signal
import threading
from types import FrameType

_asked = threading.Event()


def listen() -> None:
    """Remember from now on that somebody has interrupted; for programs, which end by it."""
    signal.signal(signal.SIGINT, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.default_int_handler(number, frame)


def raise_if_asked() -> None:
    """Interrupt again where somebody has interrupted and the program went on all the same.

    Raises
    ------
    KeyboardInterrupt
        If so.
    """
    if _asked.is_set():
        raise KeyboardInterrupt
