"""Where replications are done: here, in threads, in processes of this machine, or on a cluster.

Nothing else in tvsim knows which. Whoever does them, results come as they are ready, in any order; if somebody
interrupts, or something fails, those that are going on are given up and nothing is left running.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from tvsim.experiment.pool import Pool, Tell, WorkersError
from tvsim.experiment.replication import Replication, done
from tvsim.interrupts import raise_if_asked
from tvsim.language import worded
from tvsim.models.compiled import compile_once, prepare

__all__ = ["Done", "Tell", "Workers", "WorkersError", "clash", "release"]

Done = tuple[Replication, bytes]

LOOKS_S = 0.5
"""So often it is looked whether the workers are still there, while none is ready with anything."""


@dataclass(frozen=True)
class Workers:
    """Who does the replications of a study.

    Attributes
    ----------
    jobs : processes of this machine
    threads : at once in this process, where there is one process
    cluster : address of a Dask scheduler, or ``local`` for a cluster of so many processes on this machine
    """

    jobs: int = 1
    threads: int = 1
    cluster: str | None = None

    @property
    def are_here(self) -> bool:
        """Whether this process does the replications."""
        return self.cluster is None and self.jobs == 1

    def prepare(self, begins: Callable[[], None], tell: Callable[[float], None] | None = None) -> None:
        """Have the compiled engine ready where the replications are done; see `tvsim.models.compiled.prepare`.

        Others load it themselves: for them it is compiled once, else each of them would.
        """
        ready = prepare if self.are_here else compile_once
        ready(begins, tell)

    def start(self) -> None:
        """Begin what takes long to start, so that it gets ready while the caller does something else."""
        if self.cluster is None and self.jobs > 1:
            from tvsim.experiment.processes import started  # noqa: PLC0415 - joblib takes a while to load

            started(self.jobs)

    def each(self, wanted: Sequence[Replication], tell: Tell) -> Generator[Done]:
        """Do replications, and give each with its result as it is ready; closed, nothing is left running.

        ``tell`` is told which part of one is done, by those workers that can.

        Raises
        ------
        WorkersError
            If the workers cannot be had, or were lost.
        """
        if (self.are_here and self.threads == 1) or not wanted:
            return _here(wanted, tell)
        return _in_pool(self._pool(), wanted, tell)

    def _pool(self) -> Pool:
        """Those who do several at the same time; each kind is loaded when it is asked for, which takes a while."""
        if self.cluster is not None:
            from tvsim.experiment.cluster import Cluster  # noqa: PLC0415

            return Cluster(self.cluster, self.jobs)
        if self.jobs > 1:
            from tvsim.experiment.processes import Processes  # noqa: PLC0415

            return Processes(self.jobs)
        from tvsim.experiment.threads import Threads  # noqa: PLC0415

        return Threads(self.threads)


def release() -> None:
    """End workers that stayed for another study: a year's takes 300 MB of memory in each of them."""
    if "tvsim.experiment.processes" in sys.modules:
        from tvsim.experiment import processes  # noqa: PLC0415

        processes.release()


def clash(jobs: int, threads: int, cluster: str | None, dashes: str = "") -> str:
    """What is asked for together and cannot be; nothing where all is well.

    ``dashes`` stand before the names of the arguments, as whoever reads it has written them.
    """
    names = {"threads": f"{dashes}threads", "jobs": f"{dashes}jobs"}
    if threads > 1 and cluster is not None:
        return worded("{threads} cannot be had on a cluster, whose workers have their own", **names)
    if threads > 1 and jobs > 1:
        return worded("{threads} and {jobs} cannot be had together: threads share one process", **names)
    if jobs > 1 and cluster not in {None, "local"}:
        return worded("{jobs} cannot be had on a cluster that is running already: it has its own workers", **names)
    return ""


def _here(wanted: Iterable[Replication], tell: Tell) -> Generator[Done]:
    for each in wanted:
        yield each, done(each, partial(tell, each))


class _Finished(Protocol):
    """What a pool gives for a replication, when that is over."""

    def result(self) -> Any:
        """Its result, or the error that it ended with."""


def _in_pool(pool: Pool, wanted: Sequence[Replication], tell: Tell) -> Generator[Done]:
    """Hand out a few at a time: whoever interrupts has not much to call back."""
    ready: SimpleQueue[tuple[Replication, _Finished]] = SimpleQueue()
    left, going_on, finished = iter(wanted), 0, False
    try:
        while True:
            for each in islice(left, max(pool.at_once() - going_on, 0)):
                pool.submit(each, tell).add_done_callback(lambda future, each=each: ready.put((each, future)))
                going_on += 1
            if not going_on:
                break
            each, future = _next(ready, pool)
            going_on -= 1
            yield each, pool.result(future)
        finished = True
    finally:
        pool.close(finished=finished)


def _next(ready: SimpleQueue[tuple[Replication, _Finished]], pool: Pool) -> tuple[Replication, _Finished]:
    while True:
        try:
            return ready.get(timeout=LOOKS_S)
        except Empty:
            raise_if_asked()
            pool.check()
