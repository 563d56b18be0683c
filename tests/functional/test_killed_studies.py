"""Studies that are killed, interrupted, or run beside each other: what they keep is what an undisturbed one keeps."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import psutil
import pytest

from tests.kept_study import begun, count, ended, files, left_over, send, started_by, until
from tests.scenario_files import small_file

REPLICATIONS = 60
LONGEST_WAIT_S = 0.05
"""Of a killer who has seen the next file, so that he kills at any moment of a replication."""
STOPS_WITHIN_S = 2.0


def stops_within_s() -> float:
    """Two seconds where there is a core for each process that wants one; else as many times longer as there are."""
    return STOPS_WITHIN_S * max(1.0, 1.5 * os.getloadavg()[0] / (os.cpu_count() or 1))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_file(tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="module")
def undisturbed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    ended_well(begun(small, folder, "--replications", REPLICATIONS))
    return files(folder)


def ended_well(study: psutil.Popen) -> None:
    _, err = ended(study)
    assert (study.returncode, err) == (0, "")


def kill_and_resume(small: Path, folder: Path, kills: int, jobs: int, seed: int) -> None:
    """Kill a study again and again, at a random moment of its work, and let it come to its end at last.

    Every other time the program alone is killed: its processes must then end by themselves.
    """
    moments = random.Random(seed)
    words = ("--replications", REPLICATIONS, "--jobs", jobs)
    killed = 0
    for kill in range(kills):
        target = count(folder) + moments.randrange(max(1, REPLICATIONS // kills))
        study = begun(small, folder, *words)
        until(lambda target=target, study=study: count(folder) >= target or study.poll() is not None)
        time.sleep(moments.uniform(0, LONGEST_WAIT_S))
        processes = started_by(study)
        send(study, signal.SIGKILL, to_group=kill % 2 == 0)
        ended(study)
        killed += study.returncode == -signal.SIGKILL
        assert not left_over(processes, 10)
    assert killed >= kills - 1  # the last moment may come after the end
    ended_well(begun(small, folder, *words))


@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_and_resume(small: Path, undisturbed: dict[str, bytes], tmp_path: Path, jobs: int) -> None:
    kill_and_resume(small, tmp_path, 2, jobs, seed=jobs)
    assert len(undisturbed) == REPLICATIONS
    assert files(tmp_path) == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_at_twenty_moments_and_resume(
    small: Path, undisturbed: dict[str, bytes], tmp_path: Path, jobs: int
) -> None:
    kill_and_resume(small, tmp_path, 20, jobs, seed=20 + jobs)
    assert files(tmp_path) == undisturbed


def interrupt(small: Path, folder: Path, *how: object, to_group: bool) -> None:
    """A machine that has much else to do may be late once or twice, but not three times."""
    assert any(interrupted(small, folder / str(go), *how, to_group=to_group) < stops_within_s() for go in range(3))


def interrupted(small: Path, folder: Path, *how: object, to_group: bool) -> float:
    """Interrupt a long study after some replications: it keeps them, says how to go on; returns its seconds."""
    study = begun(small, folder, "--replications", 10_000, *how)
    assert until(lambda: count(folder) >= 5 or study.poll() is not None)
    processes = started_by(study)
    begin = time.monotonic()
    send(study, signal.SIGINT, to_group=to_group)
    out, err = ended(study)
    took_s = time.monotonic() - begin
    kept = count(folder)
    assert (study.returncode, out) == (130, "")
    assert err == (
        f"interrupted after {kept:,} of 10,000 replications, which are kept in {folder}; "
        "the same command goes on from there\n"
    )
    assert kept >= 5
    assert not left_over(processes, 10)
    assert not list((folder / "unfinished").iterdir())
    return took_s


HOW = (
    (),
    ("--engine", "simpy"),
    ("--threads", 2),
    ("--jobs", 2),
    ("--cluster", "local", "--jobs", 2),
)


@pytest.mark.parametrize("how", HOW, ids=str)
def test_ctrl_c(small: Path, tmp_path: Path, how: tuple[object, ...]) -> None:
    """As a terminal sends it: to all processes of the command."""
    interrupt(small, tmp_path, *how, to_group=True)


@pytest.mark.slow
@pytest.mark.parametrize("how", HOW, ids=str)
def test_an_interrupt_to_the_program_alone(small: Path, tmp_path: Path, how: tuple[object, ...]) -> None:
    interrupt(small, tmp_path, *how, to_group=False)


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--jobs", 2), ("--cluster", "local", "--jobs", 2)], ids=str)
def test_ctrl_c_at_any_moment_of_the_start(small: Path, tmp_path: Path, how: tuple[object, ...]) -> None:
    """However early it comes, the command ends at once, with no traceback and no process left behind."""
    for tenths in range(2, 42, 4):
        study = begun(small, tmp_path / str(tenths), "--replications", 10_000, *how)
        time.sleep(tenths / 10)
        processes = started_by(study)
        begin = time.monotonic()
        send(study, signal.SIGINT, to_group=True)
        _, err = ended(study)
        assert time.monotonic() - begin < stops_within_s()
        assert "Traceback" not in err
        assert err.startswith("interrupted")
        assert err.count("\n") == 1
        assert not left_over(processes, 10)


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--jobs", 2)], ids=str)
def test_ctrl_c_while_the_engine_is_compiled(small: Path, tmp_path: Path, how: tuple[object, ...]) -> None:
    """After installation, when the engine is compiled: the command ends as quickly, with all that it has started."""
    for seconds in (3, 8, 16):
        study = begun(small, tmp_path / str(seconds), *how, NUMBA_CACHE_DIR=str(tmp_path / f"cache {seconds}"))
        time.sleep(seconds)
        processes = started_by(study)
        begin = time.monotonic()
        send(study, signal.SIGINT, to_group=True)
        _, err = ended(study)
        assert time.monotonic() - begin < stops_within_s()
        assert study.returncode == 130
        assert err.splitlines()[-1] in {"interrupted", "interrupted before anything was done"}
        assert "Traceback" not in err
        assert not left_over(processes, 10)


def test_two_studies_in_one_folder_at_once(small: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    both = [begun(small, tmp_path, "--replications", REPLICATIONS) for _ in range(2)]
    for study in both:
        ended_well(study)
    assert files(tmp_path) == undisturbed
    assert not list((tmp_path / "unfinished").iterdir())
