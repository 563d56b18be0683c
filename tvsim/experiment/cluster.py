"""Replications on a Dask cluster: one that is running somewhere, or one of processes of this machine."""

from __future__ import annotations

import logging
import multiprocessing
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import contextmanager, suppress
from multiprocessing.process import BaseProcess
from typing import Any

from tvsim.experiment.model_version import model_version
from tvsim.experiment.pool import Tell, WorkersError, deaf_to_interrupts, kill
from tvsim.experiment.replication import Replication, done
from tvsim.language import worded

LOCAL = "local"
FOR_EACH_THREAD = 2
"""Replications handed out for each thread of the cluster."""
ANSWERS_WITHIN_S = 5.0
"""A scheduler that has not answered after so long is not there."""
WORKERS_WITHIN_S = 30.0
"""So long it is waited for workers where there are none."""
ENDS_WITHIN_S = 0.3
"""So long it is waited for others to agree, when a study is given up."""
_LOUD = ("distributed", "tornado", "asyncio")
"""Whoever says in many lines what is said here in one."""


class Cluster:
    """A Dask cluster, a `tvsim.experiment.pool.Pool`.

    Parameters
    ----------
    address : str
        Of a scheduler, or ``local`` for a cluster of processes of this machine.
    jobs : int
        So many processes.

    Raises
    ------
    WorkersError
        If it cannot be had, or its workers have another version of the model.
    """

    def __init__(self, address: str, jobs: int) -> None:
        try:
            import distributed  # noqa: PLC0415 - it need not be installed
        except ImportError:
            text = worded("a cluster needs more: {command}", command='pip install "tvsim[cluster]"')
            raise WorkersError(text) from None
        self._killed: type[Exception] = distributed.KilledWorker
        self._address = address
        self._local: Any = None
        self._client: Any = None
        self._nobody_since: float | None = None
        _silence()
        try:
            if address == LOCAL:
                self._local = _local_cluster(jobs)
            self._client = _client(self._local or address, address)
            self._see_workers()
        except BaseException:
            self.close(finished=False)
            raise

    def at_once(self) -> int:
        """Some for each thread of the cluster, which may grow and shrink."""
        threads = [int(worker["nthreads"]) for worker in self._workers().values()]
        return FOR_EACH_THREAD * max(sum(threads), 1)

    def submit(self, wanted: Replication, tell: Tell) -> Any:  # noqa: ARG002 - too far away to tell
        """Hand one out. The name of its result is its name there too: asked for twice, it is done once."""
        with self._there():
            return self._client.submit(_done, wanted, model_version(), key=f"tvsim-{wanted.key}", pure=True)

    def result(self, future: Any) -> bytes:
        """Return the result of one."""
        with self._there():
            found: bytes = future.result(timeout=WORKERS_WITHIN_S)
            future.release()
            return found

    def check(self) -> None:
        """See whether the scheduler answers, and has workers."""
        if self._client.status != "running":
            raise self._lost()
        if self._workers():
            self._nobody_since = None
            return
        since = self._nobody_since = self._nobody_since or time.monotonic()
        if time.monotonic() - since > WORKERS_WITHIN_S:
            raise WorkersError(worded("the Dask cluster at {address} has no workers left", address=self._address))

    def close(self, *, finished: bool) -> None:
        """Leave the cluster, or end it where it is one of this machine."""
        if self._local is not None and not finished:
            _kill_workers(self._local)
        patience = {} if finished else {"timeout": ENDS_WITHIN_S}
        for each in (self._client, self._local):
            if each is not None:
                with suppress(Exception):
                    each.close(**patience)

    def _workers(self) -> dict[str, Any]:
        """What the client was told of the workers last, which is a second ago or two."""
        workers: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return workers

    @contextmanager
    def _there(self) -> Iterator[None]:
        """Say in one sentence what happened to the cluster."""
        try:
            yield
        except self._killed:
            text = worded(
                "the Dask cluster at {address} lost several workers with the same replication; the memory may not have "
                "sufficed",
                address=self._address,
            )
            raise WorkersError(text) from None
        except (CancelledError, TimeoutError, OSError):
            raise self._lost() from None

    def _lost(self) -> WorkersError:
        return WorkersError(worded("the Dask scheduler at {address} was lost", address=self._address))

    def _see_workers(self) -> None:
        """Refuse workers with another version of the model, whose results would be mixed with ours."""
        try:
            self._client.wait_for_workers(1, timeout=WORKERS_WITHIN_S)
        except TimeoutError:
            text = worded("the Dask cluster at {address} has no workers", address=self._address)
            raise WorkersError(text) from None
        with self._there():
            versions = self._client.run(model_version, on_error="return")
        for worker, version in versions.items():
            if isinstance(version, Exception):
                text = worded("the worker {worker} cannot load tvsim: {reason}", worker=worker, reason=version)
                raise WorkersError(text)
            if version != model_version():
                raise WorkersError(
                    worded(
                        "the worker {worker} has {theirs}, and here is {ours}: install the same",
                        worker=worker,
                        theirs=version,
                        ours=model_version(),
                    )
                )


def _done(wanted: Replication, version: str) -> bytes:
    """Do a replication over there, with no other version of the model: a worker may have come later."""
    if model_version() != version:
        raise LateWorkerError(model_version(), version)
    return done(wanted)


class LateWorkerError(WorkersError):
    """A worker that came later has another version of the model; worded anew in the language of whoever gets it."""

    def __init__(self, theirs: str, ours: str) -> None:
        super().__init__(
            worded(
                "the worker that came later has {theirs}, and here is {ours}: install the same",
                theirs=theirs,
                ours=ours,
            )
        )
        self.versions = theirs, ours

    def __reduce__(self) -> tuple[type[LateWorkerError], tuple[str, str]]:
        return type(self), self.versions


def _local_cluster(jobs: int) -> Any:
    """Start a cluster of processes of this machine; whoever interrupts meanwhile does not wait for it."""
    from distributed import SpecCluster  # noqa: PLC0415

    made: Future[Any] = Future()
    children, clusters = set(multiprocessing.active_children()), set(SpecCluster._instances)
    thread = threading.Thread(target=_make_local_cluster, args=(jobs, made), daemon=True)
    with deaf_to_interrupts():
        thread.start()
    try:
        return made.result()
    except KeyboardInterrupt:
        _abandon(set(multiprocessing.active_children()) - children, set(SpecCluster._instances) - clusters)
        raise
    except Exception as failure:
        raise WorkersError(worded("no Dask cluster can be started here: {reason}", reason=failure)) from None


def _make_local_cluster(jobs: int, made: Future[Any]) -> None:
    from distributed import LocalCluster  # noqa: PLC0415

    try:
        made.set_result(
            LocalCluster(
                n_workers=jobs,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",  # some free port; whether the usual one is taken is no matter
                silence_logs=logging.CRITICAL,
                memory_limit=0,
            )
        )
    except BaseException as failure:
        made.set_exception(failure)


def _abandon(children: Iterable[BaseProcess], clusters: Iterable[Any]) -> None:
    """End what was started for a cluster, before whoever wants it has it; it may be running already."""
    for child in children:
        child.kill()
    for cluster in clusters:
        cluster.shutdown_on_close = False  # or the end of the program waits for it


def _kill_workers(cluster: Any) -> None:
    """End the workers of a cluster of this machine at once: asked to, they finish what is going on."""
    for nanny in cluster.workers.values():
        nanny.close_gracefully()  # so that no other is put in the place of the one that is killed
        if nanny.pid:
            kill(nanny.pid)
    cluster.shutdown_on_close = False  # or the end of the program waits until all have agreed


def _client(cluster: Any, address: str) -> Any:
    from distributed import Client  # noqa: PLC0415

    try:
        if cluster is address:
            _knock(address)
        return Client(cluster, timeout=ANSWERS_WITHIN_S, set_as_default=False)
    except (OSError, TimeoutError):
        raise WorkersError(worded("no Dask scheduler answers at {address}", address=address)) from None
    except (ValueError, TypeError) as failure:
        text = worded(
            "{address} is no address of a Dask scheduler, such as tcp://10.0.0.5:8786: {reason}",
            address=address,
            reason=failure,
        )
        raise WorkersError(text) from None


def _knock(address: str) -> None:
    """See whether anybody is at an address at all: a client that finds nobody says so again as it goes.

    Raises
    ------
    OSError, ValueError
        If nobody is there, or it is no address.
    """
    from distributed.comm import get_address_host_port, parse_address  # noqa: PLC0415

    protocol, _ = parse_address(address, strict=True)
    if protocol == "inproc":  # a cluster of this process has no port
        return
    place = get_address_host_port(address, strict=True)
    if protocol in {"tcp", "tls"}:
        socket.create_connection(place, timeout=ANSWERS_WITHIN_S).close()


def _silence() -> None:
    """Let nothing be said twice; each of the loggers has a level of its own."""
    for name in [*_LOUD, *logging.root.manager.loggerDict]:
        if name.split(".")[0] in _LOUD:
            logging.getLogger(name).setLevel(logging.CRITICAL)
