"""Interrupts that a library swallows, or makes something else of."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tvsim.experiment
from tests.kept_study import PATIENCE_S
from tests.scenario_files import small_file
from tvsim import cli, interrupts
from tvsim.cli.app import InterruptedStudyError
from tvsim.cli.studying import studying
from tvsim.experiment import StudyInterrupt

ROOT = Path(__file__).resolve().parents[2]


def test_an_interrupt_that_became_another_error_is_an_interrupt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def another_error(*_: object, **__: object) -> None:
        interrupts._asked.set()
        raise ImportError("a module that was half loaded")

    monkeypatch.setattr(tvsim.experiment, "run", another_error)
    try:
        assert cli.execute(["run", str(small_file(tmp_path))]) == 130
    finally:
        interrupts._asked.clear()
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize(
    ("stopped", "folder", "said"),
    [
        (StudyInterrupt(0, 400, None), None, "interrupted after 0 of 400 replications"),
        (
            StudyInterrupt(0, 400, Path("kept")),
            "kept",
            "interrupted after 0 of 400 replications; the same command begins again",
        ),
        (KeyboardInterrupt(), "kept", "interrupted before anything was done; the same command begins again"),
    ],
)
def test_before_the_first_replication_it_is_said_how_to_begin_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stopped: KeyboardInterrupt, folder: str | None, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InterruptedStudyError) as ended, studying("a", folder=folder):
        raise stopped
    assert str(ended.value) == said


def test_that_something_is_kept_is_said_where_something_is(tmp_path: Path) -> None:
    """A folder that is ready, as while a large sweep is still being checked, keeps nothing yet."""
    kept = f"interrupted; what is done is kept in {tmp_path}"
    for name, said in (("studies", "interrupted before anything was done"), ("replications/ab", kept)):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a").touch()
        with pytest.raises(InterruptedStudyError, match=re.escape(said)), studying("a", folder=str(tmp_path)):
            raise KeyboardInterrupt


def test_an_interrupt_in_the_midst_of_clearing_up_says_nothing_and_is_remembered() -> None:
    program = """
import os, signal
from tvsim.interrupts import listen, raise_if_asked
signal.signal(signal.SIGINT, signal.SIG_DFL)
listen()
class Cleared:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000): pass
class Broken:
    def __del__(self):
        raise ValueError("another")
Cleared()
Broken()
try:
    raise_if_asked()
except KeyboardInterrupt:
    print("remembered")
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "remembered\n"
    assert "KeyboardInterrupt" not in done.stderr
    assert "ValueError: another" in done.stderr


def test_whoever_interrupts_does_not_wait_for_threads_but_for_what_is_cleared_away() -> None:
    program = """
import atexit, threading
from tvsim.interrupts import leave
atexit.register(print, "cleared away")
threading.Thread(target=threading.Event().wait).start()
leave(130)
"""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", program]
    ended = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "cleared away\n", "")


@pytest.mark.parametrize(("closed", "code", "said"), [(1, 3, "the output cannot be written: it is closed"), (2, 0, "")])
def test_an_output_that_is_closed(closed: int, code: int, said: str, tmp_path: Path) -> None:
    """Without a place to print to, nothing is begun; what is said beside the output is not printed among it."""
    path = small_file(tmp_path)
    shell = ["/bin/sh", "-c", f'exec "$0" -m tvsim validate "$1" {closed}>&-', sys.executable, path]
    ended = subprocess.run(shell, check=False, capture_output=True, text=True, cwd=ROOT)
    assert (ended.returncode, said in ended.stderr, "internal error" in ended.stderr) == (code, True, False)
