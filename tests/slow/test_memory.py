"""The memory of a study stays level in the number of its replications; `benchmarks/` has that of a whole year."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.scenario_files import small_file

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 1 << 20
PEAK = """
import psutil, resource, sys, tvsim
tvsim.run(tvsim.load(sys.argv[1]), replications=int(sys.argv[2]), keep="figures", jobs=int(sys.argv[3]))
workers = [each.memory_info().rss for each in psutil.Process().children(recursive=True)]
print(1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + sum(workers))
"""
"""Prints the most memory of a program, and what its processes have at the end, in bytes."""
MOST_MORE_MIB = 40
"""Of 900 replications more, whose figures are 10 kB each; their tables would be ten times that."""


def peak_mib(scenario: Path, replications: int, jobs: int) -> float:
    words = [sys.executable, "-c", PEAK, str(scenario), str(replications), str(jobs)]
    return int(subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT).stdout) / MEBIBYTE


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_thousand_replications_take_hardly_more_than_a_hundred(tmp_path: Path, jobs: int) -> None:
    scenario = small_file(tmp_path)
    few, many = (peak_mib(scenario, replications, jobs) for replications in (100, 1_000))
    assert many < few + MOST_MORE_MIB
    assert many < 10**9 / MEBIBYTE
