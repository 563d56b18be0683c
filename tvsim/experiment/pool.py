"""What all have in common that do several replications at the same time."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Any, Protocol

from tvsim.experiment.replication import Replication

Tell = Callable[[Replication, float], None]


class WorkersError(Exception):
    """Workers that cannot be had, or that were lost."""


class Pool(Protocol):
    """Does several replications at the same time."""

    def at_once(self) -> int:
        """Return how many to hand out, so that none of the workers has to wait for the next."""

    def submit(self, wanted: Replication, tell: Tell) -> Any:
        """Hand one out; returns its future, of whatever library."""

    def result(self, future: Any) -> bytes:
        """Return the result of a future that is over.

        Raises
        ------
        WorkersError
            If the worker was lost.
        """

    def check(self) -> None:
        """See whether the workers are still there.

        Raises
        ------
        WorkersError
            If they are not.
        """

    def close(self, *, finished: bool) -> None:
        """Let the workers go; where the study is not finished, give up at once what is going on."""


def kill(process_id: int) -> None:
    """End a process at once; nothing if it is over."""
    with suppress(OSError):
        os.kill(process_id, getattr(signal, "SIGKILL", signal.SIGTERM))


@contextmanager
def deaf_to_interrupts() -> Iterator[None]:
    """Let the processes and threads that are started within never hear of Ctrl-C.

    A terminal sends it to all processes of a command at once. The program itself hears of it when the block ends, and
    stops the others; heard by each of them, it would fill the screen with what they were doing.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows, where the workers have to see to it
        yield
        return
    resource_tracker.ensure_running()  # whatever starts it later lifts the ban
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
