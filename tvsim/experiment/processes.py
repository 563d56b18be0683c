"""Replications in processes of this machine: those of joblib's loky, which stay for the next study of this program."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import Future
from typing import Any

from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from tvsim.experiment.pool import Tell, WorkersError, deaf_to_interrupts
from tvsim.experiment.replication import Replication, done

IDLE_S = 300
"""Processes without work end after so long."""
LOOKS_S = 0.5
"""So often a process looks whether the program that started it is still there."""

_started: list[Any] = []
"""The executor of the processes that are there, if any are: joblib has one for a program."""


class Processes:
    """Processes of this machine, a `tvsim.experiment.pool.Pool`."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._executor = started(jobs)

    def at_once(self) -> int:
        """Two for each process."""
        return 2 * self._jobs

    def submit(self, wanted: Replication, tell: Tell) -> Future[bytes]:  # noqa: ARG002 - too far away to tell
        """Hand one out."""
        try:
            submitted: Future[bytes] = self._executor.submit(done, wanted)
        except BrokenProcessPool:
            raise _lost() from None
        return submitted

    def result(self, future: Future[bytes]) -> bytes:
        """Return the result of one."""
        try:
            return future.result()
        except BrokenProcessPool:
            raise _lost() from None

    def check(self) -> None:
        """A process that is lost ends its replication with an error, so that there is nothing to look at."""

    def close(self, *, finished: bool) -> None:
        """Leave the processes for the next study, or kill them."""
        if not finished:
            self._executor.shutdown(wait=False, kill_workers=True)


def started(jobs: int) -> Any:
    """Return the executor of so many processes; they are started if they are not there yet."""
    with deaf_to_interrupts():
        executor = get_reusable_executor(jobs, timeout=IDLE_S, initializer=_begin, initargs=(os.getpid(),))
        executor.submit(os.getpid)  # starts them all
    _started.append(executor)
    del _started[:-1]
    return executor


def release() -> None:
    """End the processes that wait for another study, and give back their memory."""
    while _started:
        _started.pop().shutdown(wait=True, kill_workers=True)


def _begin(program: int) -> None:
    """Make a process ready: it does not hear of Ctrl-C, and ends when the program does that started it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(program,), daemon=True).start()


def _end_with(program: int) -> None:
    """Whoever kills the program kills it alone; its processes would work on, and then wait for what never comes."""
    while os.getppid() == program:
        time.sleep(LOOKS_S)
    os._exit(1)


def _lost() -> WorkersError:
    return WorkersError("a worker process was lost; the memory may not have sufficed for so many at once")
