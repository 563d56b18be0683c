"""A small study run by the command line in a process of its own, to be killed and interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 60.0
"""Whatever takes longer is stuck."""
LOOKS_S = 0.01


def files(folder: Path) -> dict[str, bytes]:
    """Every replication that a study has kept, by name."""
    return {path.name: path.read_bytes() for path in sorted((folder / "replications").glob("*/*"))}


def count(folder: Path) -> int:
    """How many replications a study has kept."""
    return sum(1 for _ in (folder / "replications").glob("*/*.figures"))


def begun(scenario: Path, folder: Path, *words: object, **environment: str) -> psutil.Popen:
    """Begin a study, as the leader of a group of processes, as a shell does."""
    return _begun(["tvsim"], scenario, folder, words, environment)


def begun_to_stop(number: int, scenario: Path, folder: Path, *words: object) -> psutil.Popen:
    """Begin a study that stops in the midst of its so-manieth write, prints the file's name, and must be killed."""
    return _begun(["tests.stopped_write", number, folder], scenario, folder, words, {})


def _begun(
    module: Sequence[object], scenario: Path, folder: Path, words: Sequence[object], environment: dict[str, str]
) -> psutil.Popen:
    command = [sys.executable, "-m", *module, "run", scenario, "--keep", "figures", "--study", folder, *words]
    return psutil.Popen(
        [str(word) for word in command],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Whoever runs the tests in the background of a shell has them, and all that they begin, ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def ended(study: psutil.Popen) -> tuple[str, str]:
    """Wait until a study has ended, and return what it printed; one that does not end is killed."""
    try:
        out, err = study.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        send(study, signal.SIGKILL, to_group=True)
        raise
    return out, err


def until(holds: Callable[[], bool], patience_s: float = PATIENCE_S) -> bool:
    """Wait until something holds; whether it does."""
    end = time.monotonic() + patience_s
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(LOOKS_S)
    return held


def started_by(study: psutil.Popen) -> list[psutil.Process]:
    """All processes that a study has started."""
    with suppress(psutil.Error):
        return list(study.children(recursive=True))
    return []


def left_over(processes: Sequence[psutil.Process], within_s: float) -> list[psutil.Process]:
    """Those that have not ended by themselves after so long; they are killed now."""
    _, alive = psutil.wait_procs(processes, timeout=within_s)
    for each in alive:
        each.kill()
    return alive


def send(study: psutil.Popen, number: signal.Signals, *, to_group: bool) -> None:
    """Send a signal to a study alone, or to all its processes as a terminal does."""
    with suppress(ProcessLookupError, psutil.NoSuchProcess):
        if to_group:
            os.killpg(study.pid, number)
        else:
            study.send_signal(number)
