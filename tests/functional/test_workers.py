"""Whoever does the replications, the results are the same, byte by byte; and nothing is lost or done twice."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import distributed
import pandas as pd
import psutil
import pytest
from distributed import Client, LocalCluster

import tvsim
from tests.kept_study import LOOKS_S, ROOT, files, left_over, until
from tests.scenario_files import small_file
from tvsim import cli
from tvsim.experiment import FolderError, WorkersError, cluster, processes
from tvsim.experiment.folder import StudyFolder
from tvsim.experiment.replication import Replication, determining, key_of, packed
from tvsim.experiment.workers import Workers

REPLICATIONS = 12


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    return tvsim.load(small_file(tmp_path_factory.mktemp("scenario")))


@pytest.fixture(scope="module")
def expected(small: tvsim.Scenario, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What one process keeps."""
    return kept(small, tmp_path_factory.mktemp("one"))


def kept(scenario: tvsim.Scenario, folder: Path, **how: Any) -> dict[str, bytes]:
    tvsim.run(scenario, seed=3, replications=REPLICATIONS, keep="figures", folder=folder, **how)
    return files(folder)


@pytest.fixture(scope="module")
def dask_cluster() -> Iterator[LocalCluster]:
    """A real cluster of two processes; one that is lost is started again."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as found:
        yield found


@pytest.mark.parametrize(
    "how", [{"jobs": 2}, {"threads": 2}, {"threads": 3, "engine": "simpy"}, {"cluster": "local", "jobs": 2}], ids=str
)
def test_the_same_bytes(small: tvsim.Scenario, expected: dict[str, bytes], tmp_path: Path, how: dict[str, Any]) -> None:
    assert len(expected) == REPLICATIONS
    assert kept(small, tmp_path, **how) == expected


def test_the_same_bytes_on_a_running_cluster(
    small: tvsim.Scenario, expected: dict[str, bytes], tmp_path: Path, dask_cluster: LocalCluster
) -> None:
    assert kept(small, tmp_path, cluster=dask_cluster.scheduler_address) == expected


def test_the_same_bytes_in_several_threads_of_a_worker(
    small: tvsim.Scenario, expected: dict[str, bytes], tmp_path: Path
) -> None:
    with LocalCluster(n_workers=1, threads_per_worker=3, processes=False, dashboard_address="127.0.0.1:0") as threads:
        assert kept(small, tmp_path, cluster=threads.scheduler_address) == expected


def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    tmp_path: Path, dask_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of two worker processes is killed after the third of thirty results; each is written once, as undisturbed."""
    month = {"end": dt.date(2025, 1, 31), "warm_up_days": 7, "follow_up_days": 7}
    scenario = tvsim.load("baseline").with_(period=month)
    written: Counter[str] = Counter()
    killed: list[int] = []
    write = StudyFolder.write

    def counted(folder: StudyFolder, key: str, data: bytes) -> None:
        written[key] += 1
        write(folder, key, data)

    def kill(done: float, of: int) -> None:
        if done >= 3 and not killed:
            killed.append(next(iter(dask_cluster.workers.values())).pid)
            os.kill(killed[0], signal.SIGKILL)

    monkeypatch.setattr(StudyFolder, "write", counted)
    folder = tmp_path / "cluster"
    tvsim.run(
        scenario,
        replications=30,
        keep="figures",
        folder=folder,
        cluster=dask_cluster.scheduler_address,
        progress=kill,
    )
    assert killed
    text = determining(scenario.plan)
    assert written == Counter(key_of(text, scenario.plan.seed, number) for number in range(1, 31))
    tvsim.run(scenario, replications=30, keep="figures", folder=tmp_path / "one")
    assert files(folder) == files(tmp_path / "one")


def test_a_scheduler_that_dies(small: tvsim.Scenario, tmp_path: Path) -> None:
    """Scheduler and worker are programs of their own; the scheduler is killed when some replications are done."""
    folder = tmp_path / "study"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    programs = [
        psutil.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
            env=environment,
            cwd=tmp_path,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for kind, words in (
            ("scheduler", ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]),
            ("worker", [address, "--nthreads", "1", "--no-dashboard"]),
        )
    ]
    try:
        words = ["run", str(small.path), "--replications", "5000", "--keep", "figures"]
        words += ["--study", str(folder), "--cluster", address]
        assert until(lambda: _answers(port))
        study = psutil.Popen(
            [sys.executable, "-m", "tvsim", *words],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert until(lambda: len(list((folder / "replications").glob("*/*"))) >= 3)
        programs[0].kill()
        out, err = study.communicate(timeout=60)
    finally:
        for program in programs:
            for each in [*program.children(recursive=True), program]:
                each.kill()
            program.wait()
    assert (study.returncode, out) == (4, "")
    assert err == (
        f"error: the Dask scheduler at {address} was lost; "
        f"what is done is kept in {folder}, and the same command goes on there\n"
    )
    assert all(StudyFolder(folder).read(name.removesuffix(".figures")) for name in files(folder))


def _answers(port: int) -> bool:
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0


def test_a_cluster_that_does_not_answer(small: tvsim.Scenario, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # and does not listen
        address = f"tcp://127.0.0.1:{deaf.getsockname()[1]}"
        begin = time.monotonic()
        code = cli.execute(["run", str(small.path), "--keep", "figures", "--cluster", address])
    assert time.monotonic() - begin < 3 * cluster.ANSWERS_WITHIN_S
    ended = capfd.readouterr()
    assert (code, ended.out, ended.err) == (4, "", f"error: no Dask scheduler answers at {address}\n")


def test_an_interrupt_while_a_cluster_is_nearly_ready(
    dask_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says of itself that it is running, and is not there yet: the end of the program must not wait for it.

    One that was there before stays as it was.
    """
    made, over = [], threading.Event()

    class Slow(LocalCluster):
        def __init__(self, **how: Any) -> None:
            super().__init__(**how)
            made.append(self)
            os.kill(os.getpid(), signal.SIGINT)
            over.wait()

    monkeypatch.setattr(distributed, "LocalCluster", Slow)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            cluster.Cluster("local", 1)
    finally:
        signal.signal(signal.SIGINT, before)
        over.set()
    (nearly,) = made
    assert nearly.status == distributed.Status.running
    assert (nearly.shutdown_on_close, dask_cluster.shutdown_on_close) == (False, True)
    nearly.close()


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://", "tcp://127.0.0.1:99999999", "a b", "tcp://[::1"])
def test_addresses_that_are_none(small: tvsim.Scenario, capfd: pytest.CaptureFixture[str], address: str) -> None:
    code = cli.execute(["run", str(small.path), "--keep", "figures", "--cluster", address])
    ended = capfd.readouterr()
    assert (code, ended.out, ended.err.count("\n")) == (4, "", 1)
    assert ended.err.startswith("error: ")
    assert address in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cluster", ""], '--cluster = "": must be an address such as tcp://10.0.0.5:8786, or local'),
        (["--threads", "2", "--jobs", "2"], "--threads and --jobs cannot be had together: threads share one process"),
        (
            ["--threads", "2", "--cluster", "local"],
            "--threads cannot be had on a cluster, whose workers have their own",
        ),
        (
            ["--jobs", "2", "--cluster", "tcp://10.0.0.5:8786"],
            "--jobs cannot be had on a cluster that is running already: it has its own workers",
        ),
    ],
)
def test_what_cannot_be_had_together(
    small: tvsim.Scenario, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.execute(["run", str(small.path), *words]) == 2
    assert capsys.readouterr().err == f"error: {said}\n"


def test_in_python_too(small: tvsim.Scenario) -> None:
    with pytest.raises(ValueError, match=r"^threads and jobs cannot be had together: threads share one process$"):
        tvsim.run(small, jobs=2, threads=2)
    with pytest.raises(TypeError, match=r"^cluster must be an address such as tcp://10.0.0.5:8786, or local, not 5$"):
        tvsim.run(small, cluster=5)  # type: ignore[arg-type]


def test_another_version_of_the_model_is_refused(
    small: tvsim.Scenario, dask_cluster: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "model_version", lambda: "tvsim 9")
    with pytest.raises(WorkersError, match=r"has tvsim .*, and here is tvsim 9: install the same$"):
        tvsim.run(small, replications=1, keep="figures", cluster=dask_cluster.scheduler_address)


def test_a_worker_that_came_later_with_another_version_is_refused(small: tvsim.Scenario) -> None:
    wanted = Replication("key", packed(small.plan), 1, 1, "compiled")
    with pytest.raises(WorkersError, match=r"^the worker that came later has tvsim .*, and here is tvsim 9: "):
        cluster._done(wanted, "tvsim 9")


def test_a_process_that_is_lost(small: tvsim.Scenario, tmp_path: Path) -> None:
    """A worker of ``jobs`` that is killed ends the study with an error; what is done is kept, and it can go on."""

    def kill(done: float, of: int) -> None:
        if done >= 2:
            for each in processes.started(2)._processes.values():
                os.kill(each.pid, signal.SIGKILL)

    with pytest.raises(WorkersError, match="a worker process was lost"):
        tvsim.run(small, seed=3, replications=500, keep="figures", folder=tmp_path, jobs=2, progress=kill)
    some = files(tmp_path)
    assert 2 <= len(some) < 500
    assert some.items() <= kept(small, tmp_path, jobs=2).items()


def test_processes_stay_for_the_next_study(small: tvsim.Scenario) -> None:
    def pids() -> set[int]:
        return set(processes.started(2)._processes)

    tvsim.run(small, replications=4, keep="figures", jobs=2)
    before = pids()
    tvsim.run(small, seed=9, replications=4, keep="figures", jobs=2)
    assert (len(before), pids()) == (2, before)


def test_processes_that_were_killed_are_not_waited_for_nor_used_again(small: tvsim.Scenario) -> None:
    before = set(processes.started(2)._processes.values())
    processes.release()
    assert not any(each.is_alive() for each in before)
    assert len(tvsim.run(small, replications=4, keep="figures", jobs=2).replications) == 4
    assert not before & set(processes.started(2)._processes.values())


def test_a_folder_that_fails_leaves_no_replication_going_on(
    small: tvsim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(folder: StudyFolder, key: str, data: bytes) -> None:
        raise FolderError("no space left on device")

    monkeypatch.setattr(StudyFolder, "write", full)
    working = set(processes.started(2)._processes.values())
    with pytest.raises(FolderError, match="no space left"):
        tvsim.run(small, replications=500, keep="figures", folder=tmp_path, jobs=2)
    assert not any(each.is_alive() for each in working)


def test_tables_are_those_of_the_first_replication_whoever_does_them(small: tvsim.Scenario) -> None:
    here, there = (tvsim.run(small, seed=3, replications=2, jobs=jobs) for jobs in (1, 2))
    for name, table in here.tables.items():
        pd.testing.assert_frame_equal(there.tables[name], table, check_exact=True)


def test_a_worker_loads_no_more_than_it_needs() -> None:
    """What only designs of experiments, pictures and the command line need would take it another second."""
    loaded = "import sys; import tvsim.experiment.replication; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )
    modules = set(done.stdout.decode().split())
    assert "tvsim.experiment.designs" in modules
    assert not modules & {"scipy.stats", "matplotlib", "rich", "typer", "SALib", "distributed", "joblib"}


def test_an_error_in_a_replication_is_that_error(small: tvsim.Scenario) -> None:
    for workers in (Workers(), Workers(threads=2), Workers(jobs=2)):
        wanted = [Replication(str(number), b"no plan", 1, number, "compiled") for number in (1, 2)]
        with pytest.raises(Exception, match="incorrect header check"):
            list(workers.each(wanted, lambda *_: None))


def test_a_program_that_is_over_leaves_no_processes(small: tvsim.Scenario) -> None:
    """An ordinary end: neither the processes of jobs nor those of a cluster outlive the command."""
    words = ["run", str(small.path), "--keep", "figures", "--replications", "40", "--jobs", "2"]
    for more in ((), ("--cluster", "local")):
        study = psutil.Popen(
            [sys.executable, "-m", "tvsim", *words, *more],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        seen: set[psutil.Process] = set()
        while study.poll() is None:
            try:
                seen |= set(study.children(recursive=True))
            except psutil.Error:
                break
            time.sleep(20 * LOOKS_S)
        assert (study.communicate()[1], study.returncode) == ("", 0)
        assert len(seen) >= 2
        assert not left_over(list(seen), 5)


def test_the_cluster_is_left_as_it_was(small: tvsim.Scenario, dask_cluster: LocalCluster) -> None:
    """Whoever comes next finds the workers, and nothing of ours in their memory."""
    tvsim.run(small, replications=4, keep="figures", cluster=dask_cluster.scheduler_address)
    with Client(dask_cluster, set_as_default=False) as client:
        assert len(client.scheduler_info(n_workers=-1)["workers"]) == 2
        assert until(lambda: not any(client.has_what().values()), 10)
