"""Studies that are killed, interrupted, or run beside each other: what they keep is what an undisturbed one keeps."""

from __future__ import annotations

import json
import random
import signal
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.kept_study import begun, begun_to_stop, count, ended, files, left_over, send, started_by, until
from tests.scenario_files import small_file
from tvsim.experiment.kept_studies import studies_in

REPLICATIONS = 60
FOR_EACH_KILL = 25
"""Replications of a study for each time that it is killed; more than it does before that."""
LONGEST_WAIT_S = 0.1
"""Of a killer who has seen the next file, so that he kills at any moment of some replications."""
IN_HAND = 2
"""Replications that are counted though they end after an interrupt: those that two workers have in hand."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_file(tmp_path_factory.mktemp("scenario"))


@pytest.fixture(scope="module")
def undisturbed(small: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    ended_well(begun(small, folder, "--replications", REPLICATIONS))
    return files(folder)


def ended_well(study: psutil.Popen) -> str:
    """What a study has printed that comes to its end without a word."""
    out, err = ended(study)
    assert (study.returncode, err) == (0, "")
    return out


def lasting(folder: Path) -> dict[str, Any]:
    """What the only manifest of a folder says, without what its attempts took."""
    (path,) = (folder / "studies").iterdir()
    told: dict[str, Any] = json.loads(path.read_bytes())
    return {name: what for name, what in told.items() if name not in {"attempts", "seconds", "checksum"}}


def kill_and_resume(small: Path, tmp_path: Path, kills: int, jobs: int, seed: int) -> None:
    """Kill a study again and again, at random moments of its work, and let it come to its end at last.

    Each time it has begun to work, and kept a replication at least; every other time the program alone is killed: its
    processes must then end by themselves. What is kept, what is told of it and what is printed at the end are as of a
    study that nobody disturbed.
    """
    moments = random.Random(seed)
    replications = kills * FOR_EACH_KILL
    words = ("--replications", replications, "--jobs", jobs)
    folder = tmp_path / "killed"
    for kill in range(kills):
        before = count(folder)
        study = begun(small, folder, *words)
        assert until(lambda before=before: count(folder) > before)
        time.sleep(moments.uniform(0, LONGEST_WAIT_S))
        processes = started_by(study)
        send(study, signal.SIGKILL, to_group=kill % 2 == 0)
        ended(study)
        assert study.returncode == -signal.SIGKILL
        assert before < count(folder) < replications
        (kept,), damaged = studies_in(folder)
        assert (kept.done, len(kept.results), kept.is_finished, damaged) == (count(folder), replications, False, [])
        assert not left_over(processes, 10)
    printed = ended_well(begun(small, folder, *words))
    assert printed == ended_well(begun(small, tmp_path / "undisturbed", *words))
    assert files(folder) == files(tmp_path / "undisturbed")
    assert len(files(folder)) == replications
    assert lasting(folder) == lasting(tmp_path / "undisturbed")
    assert lasting(folder)["finished"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_and_resume(small: Path, tmp_path: Path, jobs: int) -> None:
    kill_and_resume(small, tmp_path, 2, jobs, seed=jobs)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_kill_9_at_twenty_moments_and_resume(small: Path, tmp_path: Path, jobs: int) -> None:
    kill_and_resume(small, tmp_path, 20, jobs, seed=20 + jobs)


def test_killed_in_the_midst_of_a_write(small: Path, tmp_path: Path) -> None:
    """When half of a file is on the disk: a scenario's, a manifest's, the first result's, the second's.

    No file has its name before it is whole, and what was whole stays; the study goes on from there without a word.
    """
    folder, half_written = tmp_path / "killed", []
    ended_well(begun(small, tmp_path / "undisturbed", "--replications", 4))
    whole = files(tmp_path / "undisturbed")
    for number, results in ((1, 0), (2, 0), (2, 0), (3, 1)):
        study = begun_to_stop(number, small, folder, "--replications", 4)
        half_written.append(study.stdout.readline().strip())  # type: ignore[union-attr]
        send(study, signal.SIGKILL, to_group=True)
        ended(study)
        assert files(folder).items() <= whole.items()
        assert len(files(folder)) == results
        for path in (folder / "studies").glob("*"):
            json.loads(path.read_bytes())
        for path in (folder / "scenarios").rglob("*.toml"):
            assert path.read_bytes() == (tmp_path / "undisturbed" / path.relative_to(folder)).read_bytes()
    assert [name.split(".")[1].split("-")[0] for name in half_written] == ["toml", "json", "figures", "figures"]
    assert len(list((folder / "unfinished").iterdir())) == 4
    ended_well(begun(small, folder, "--replications", 4))
    assert files(folder) == whole


def interrupt(small: Path, folder: Path, *how: object, to_group: bool) -> None:
    """Interrupt a long study after some replications: it begins no others, keeps them, says how to go on.

    It is held while it is interrupted, so that what it does after that can be counted on a busy machine, too. How many
    seconds that takes is measured where nothing else runs, by ``benchmarks/stopping.py``.
    """
    study = begun(small, folder, "--replications", 10_000, *how)
    assert until(lambda: count(folder) >= 5 or study.poll() is not None)
    processes = started_by(study)
    send(study, signal.SIGSTOP, to_group=True)
    assert until(lambda: all(each.status() == psutil.STATUS_STOPPED for each in (study, *processes)))
    before = count(folder)
    send(study, signal.SIGINT, to_group=to_group)
    send(study, signal.SIGCONT, to_group=True)
    out, err = ended(study)
    kept = count(folder)
    assert kept <= before + IN_HAND
    assert (study.returncode, out) == (130, "")
    assert err == (
        f"interrupted after {kept:,} of 10,000 replications, which are kept in {folder}; "
        "the same command goes on from there\n"
    )
    assert kept >= 5
    assert not left_over(processes, 10)
    assert not list((folder / "unfinished").iterdir())


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
    """However early it comes, the command ends, with no traceback and no process left behind.

    Before its first line is reached, which takes longer on a busy machine, Python itself says that it was interrupted.
    """
    for tenths in range(2, 42, 4):
        study = begun(small, tmp_path / str(tenths), "--replications", 10_000, *how)
        time.sleep(tenths / 10)
        processes = started_by(study)
        send(study, signal.SIGINT, to_group=True)
        _, err = ended(study)
        assert not left_over(processes, 10)
        if "Traceback" in err and "tvsim/cli" not in err and "tvsim/__main__" not in err:
            assert tenths < 10
            continue
        assert "Traceback" not in err
        assert err.startswith("interrupted")
        assert err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("how", [(), ("--jobs", 2)], ids=str)
def test_ctrl_c_while_the_engine_is_compiled(small: Path, tmp_path: Path, how: tuple[object, ...]) -> None:
    """After installation, when the engine is compiled: the command ends, with all that it has started."""
    for seconds in (3, 8, 16):
        study = begun(small, tmp_path / str(seconds), *how, NUMBA_CACHE_DIR=str(tmp_path / f"cache {seconds}"))
        time.sleep(seconds)
        processes = started_by(study)
        send(study, signal.SIGINT, to_group=True)
        _, err = ended(study)
        assert study.returncode == 130
        assert err.splitlines()[-1] in {
            "interrupted",
            "interrupted before anything was done; the same command begins again",
        }
        assert "Traceback" not in err
        assert not left_over(processes, 10)


def test_two_studies_in_one_folder_at_once(small: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    both = [begun(small, tmp_path, "--replications", REPLICATIONS) for _ in range(2)]
    for study in both:
        ended_well(study)
    assert files(tmp_path) == undisturbed
    assert not list((tmp_path / "unfinished").iterdir())
