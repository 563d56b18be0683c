"""Where replications are done: here, in threads, in processes of this machine, or on a cluster.

Nothing else in tvsim knows which. Whoever does them, results come as they are ready, in any order; if somebody
interrupts, or something fails, those that are going on are given up and nothing is left running.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from tvsim.experiment.model_version import model_version
from tvsim.experiment.replication import Replication, done

if TYPE_CHECKING:
    from distributed import Client

Done = tuple[Replication, bytes]
Tell = Callable[[Replication, float], None]

AT_ONCE = 4
"""Replications handed to a cluster for each of its threads, so that none has to wait for the next."""
TRIES = 5
"""So often a replication is tried again whose worker was lost."""


class WorkersError(Exception):
    """Workers that cannot be had, or that were lost."""


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

    def each(self, wanted: Sequence[Replication], tell: Tell) -> Iterator[Done]:
        """Do replications, and give each with its result as it is ready.

        ``tell`` is told which part of one is done, by those workers that can.

        Raises
        ------
        WorkersError
            If the workers cannot be had, or were lost.
        """
        if not wanted:
            return iter(())
        if self.cluster is not None:
            return _on_cluster(wanted, self.cluster, self.jobs)
        if self.jobs > 1:
            return _in_processes(wanted, self.jobs)
        if self.threads > 1:
            return _in_threads(wanted, self.threads, tell)
        return _here(wanted, tell)


def _here(wanted: Iterable[Replication], tell: Tell) -> Iterator[Done]:
    for each in wanted:
        yield each, done(each, partial(tell, each))


class _StoppedError(Exception):
    """The study was interrupted while this replication was going on."""


def _in_threads(wanted: Iterable[Replication], threads: int, tell: Tell) -> Iterator[Done]:
    stopped = threading.Event()

    def told(each: Replication, part: float) -> None:
        if stopped.is_set():
            raise _StoppedError
        tell(each, part)

    pool = ThreadPoolExecutor(threads)
    try:
        left = iter(wanted)
        going_on: dict[Future[bytes], Replication] = {}
        while True:
            for each in islice(left, threads + 1 - len(going_on)):
                going_on[pool.submit(done, each, partial(told, each))] = each
            if not going_on:
                return
            for ready in wait(going_on, return_when=FIRST_COMPLETED).done:
                yield going_on.pop(ready), ready.result()
    finally:
        # Whoever interrupts does not wait: those that are going on end at the next midnight or week of theirs.
        stopped.set()
        pool.shutdown(wait=False, cancel_futures=True)


def _in_processes(wanted: Iterable[Replication], jobs: int) -> Iterator[Done]:
    """Processes of joblib's, which stay for the next study of this program."""
    from joblib import Parallel, delayed  # noqa: PLC0415 - takes a while to load, and is not always needed
    from joblib.externals.loky import get_reusable_executor  # noqa: PLC0415
    from joblib.externals.loky.process_executor import TerminatedWorkerError  # noqa: PLC0415

    parallel = Parallel(n_jobs=jobs, backend="loky", return_as="generator_unordered")
    finished = False
    try:
        yield from parallel(delayed(_with_result)(each) for each in wanted)
        finished = True
    except TerminatedWorkerError as lost:
        raise WorkersError("a worker process was lost; the memory may not have sufficed for so many at once") from lost
    finally:
        if not finished:
            get_reusable_executor().shutdown(wait=False, kill_workers=True)


def _with_result(wanted: Replication) -> Done:
    return wanted, done(wanted)


def _on_cluster(wanted: Sequence[Replication], address: str, jobs: int) -> Iterator[Done]:
    try:
        from distributed import Client, LocalCluster, as_completed  # noqa: PLC0415
    except ImportError:
        raise WorkersError('a cluster needs more: pip install "tvsim[cluster]"') from None
    local = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None) if address == "local" else None
    try:
        client = Client(local or address, timeout=10)
    except (OSError, TimeoutError, ValueError) as failure:
        raise WorkersError(f"no Dask scheduler answers at {address}: {failure}") from None
    futures: dict[Any, Replication] = {}
    try:
        _same_version_everywhere(client)
        left = iter(wanted)

        def submit(count: int) -> list[Any]:
            made = []
            for each in islice(left, count):
                # The name of its result is its name there too: asked for twice, it is done once.
                made.append(client.submit(done, each, key=f"tvsim-{each.key}", retries=TRIES, pure=True))
                futures[made[-1]] = each
            return made

        results = as_completed(submit(AT_ONCE * max(sum(client.nthreads().values()), 1)), with_results=True)
        for ready, result in results:
            each = futures.pop(ready)
            results.update(submit(1))
            yield each, result
    finally:
        for ready in futures:
            ready.cancel()
        client.close()
        if local is not None:
            local.close()


def _same_version_everywhere(client: Client) -> None:
    """Refuse workers with another version of the model, whose results would be mixed with ours."""
    client.wait_for_workers(1, timeout=30)
    for worker, version in client.run(model_version).items():
        if version != model_version():
            raise WorkersError(f"the worker {worker} has {version}, and here is {model_version()}: install the same")
