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

from tvsim.experiment.pool import Tell, WorkersError, deaf_to_interrupts, kill
from tvsim.experiment.replication import Replication, done
from tvsim.language import worded

IDLE_S = 300
"""Processes without work end after so long."""
LOOKS_S = 0.5
"""So often a process looks whether the program that started it is still there."""
ENDS_WITHIN_S = 0.5
"""So long it is waited for loky to see that its processes were killed, which it does at once unless it is stuck."""
GIVES_BACK = {"MALLOC_TRIM_THRESHOLD_": str(32 << 20), "MALLOC_ARENA_MAX": "1"}
"""Lets a process give memory back to the system as soon as it has 32 MiB too much, where glibc allocates it.

With 4 MiB it asked for the same memory over and over: a tenth of the time for 2 MB.
"""

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
            _kill(self._executor)


def started(jobs: int) -> Any:
    """Return the executor of so many processes; they are started if they are not there yet."""
    with deaf_to_interrupts():
        executor = get_reusable_executor(
            jobs, timeout=IDLE_S, initializer=_begin, initargs=(os.getpid(),), env=GIVES_BACK
        )
        executor.submit(os.getpid)  # starts them all
    _started.append(executor)
    del _started[:-1]
    return executor


def release() -> None:
    """End the processes that wait for another study, and give back their memory."""
    while _started:
        _kill(_started.pop())


def _kill(executor: Any) -> None:
    """End processes at once.

    Asked to do so, loky first looks for what each of them has started, and trips over those that are still starting.
    """
    seen_by = executor._executor_manager_thread
    for process in list(executor._processes.values()):
        kill(process.pid)
    if seen_by is not None:
        seen_by.join(ENDS_WITHIN_S)


def _begin(program: int) -> None:
    """Make a process ready: it does not hear of Ctrl-C, ends when the program does that started it, and loads all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(program,), daemon=True).start()
    from tvsim.experiment import replication  # noqa: F401, PLC0415
    from tvsim.models.compiled import is_cached, prepare  # noqa: PLC0415

    if is_cached():
        prepare(lambda: None)


def _end_with(program: int) -> None:
    """Whoever kills the program kills it alone; its processes would work on, and then wait for what never comes."""
    while os.getppid() == program:
        time.sleep(LOOKS_S)
    os._exit(1)


def _lost() -> WorkersError:
    return WorkersError(worded("a worker process was lost; the memory may not have sufficed for so many at once"))
