"""Replications in threads of this process."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor

from tvsim.experiment.pool import Tell
from tvsim.experiment.replication import Replication, done


class _StoppedError(Exception):
    """The study was interrupted while this replication was going on."""


class Threads:
    """Threads of this process, a `tvsim.experiment.pool.Pool`."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads)
        self._stopped = threading.Event()

    def at_once(self) -> int:
        """One more than there are threads."""
        return self._threads + 1

    def submit(self, wanted: Replication, tell: Tell) -> Future[bytes]:
        """Hand one out."""

        def told(part: float) -> None:
            if self._stopped.is_set():
                raise _StoppedError
            tell(wanted, part)

        return self._pool.submit(done, wanted, told)

    def result(self, future: Future[bytes]) -> bytes:
        """Return the result of one."""
        return future.result()

    def check(self) -> None:
        """Threads are never lost."""

    def close(self, *, finished: bool) -> None:
        """End the threads: whoever interrupts does not wait, those going on end at their next midnight or week."""
        if not finished:
            self._stopped.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
