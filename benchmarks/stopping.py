"""How soon a study ends that is interrupted as a terminal does it: all its processes at once, at any of its moments.

``python benchmarks/stopping.py``, which takes five minutes; while nothing else runs. It prints one line for each way of
running a study, and ends with an error where the median of a moment is more than `MOST_S`: what a study keeps is waited
for until the disk has it, which takes a busy disk seconds now and then.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent

BASELINE = str(ROOT / "scenarios" / "baseline.toml")
MOST_S = 2.0
WAYS = ((), ("--engine", "simpy"), ("--threads", "2"), ("--jobs", "2"), ("--cluster", "local", "--jobs", "2"))
AFTER_S = (0.2, 0.7, 1.0, 2.0, 3.0, 6.0)
"""From the command's start: while it loads, starts its processes, and is in the midst of its work."""
REPEATS = 3


def seconds_to_end(way: tuple[str, ...], after_s: float) -> float:
    """Seconds from the interrupt of a long study to the end of the command."""
    with tempfile.TemporaryDirectory() as folder:
        words = ("run", BASELINE, "--keep", "figures", "--replications", "10000", "--study", folder, *way)
        study = subprocess.Popen(
            [sys.executable, "-m", "tvsim", *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
        time.sleep(after_s)
        begin = time.perf_counter()
        os.killpg(study.pid, signal.SIGINT)
        study.wait()
        return time.perf_counter() - begin


def main() -> None:
    """Print for each way the medians of all moments, and the longest that there was."""
    subprocess.run(
        [sys.executable, "-m", "tvsim", "run", BASELINE, "--replications", "1"],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    slowest = 0.0
    for way in WAYS:
        found = [[seconds_to_end(way, after_s) for _ in range(REPEATS)] for after_s in AFTER_S]
        medians = [median(each) for each in found]
        slowest = max(slowest, *medians)
        moments = ", ".join(f"{seconds:.2f} s" for seconds in medians)
        print(f"run {' '.join(way) or '(one process)'}: {moments}; longest {max(map(max, found)):.2f} s", flush=True)
    if slowest > MOST_S:
        raise SystemExit(f"that is more than {MOST_S:g} s")


if __name__ == "__main__":
    main()
