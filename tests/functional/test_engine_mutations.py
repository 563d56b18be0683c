"""A fault in either engine is noticed: for each rule of DESIGN.md, section 3, the comparison of the two finds it.

The faults are in `tests.faults`, the days on which the engines are compared in `tests.fault_days`. There the compiled
engine runs as plain Python, for compiling it anew with each fault would take hours.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests import plain
from tests.faults import FAULTS

PARTS = 4
"""Processes that look for faults, each for its part of them."""
LONGEST_S = 300
TWINS = (False, True)


@pytest.mark.parametrize("part", range(PARTS))
def test_each_fault_is_noticed_and_nothing_where_there_is_none(part: int) -> None:
    numbers = range(part, len(FAULTS), PARTS)
    command = [sys.executable, "-m", "tests.fault_days", *map(str, numbers)]
    done = subprocess.run(
        command, env=plain.environment(), cwd=plain.ROOT, capture_output=True, text=True, timeout=LONGEST_S, check=False
    )
    assert done.returncode == 0, done.stderr
    without_fault, *noticed = map(json.loads, done.stdout.splitlines())
    assert without_fault == []
    assert [number for number, _ in noticed] == list(numbers)
    assert [FAULTS[number] for number, difference in noticed if not difference] == []


def test_no_fault_is_stale() -> None:
    """Each replaces a text that stands in its file, and once."""
    assert [fault for fault in FAULTS if plain.source(fault.file).count(fault.old) != 1] == []
    assert [fault for fault in FAULTS if fault.new == fault.old] == []


@pytest.mark.parametrize("rule", [*range(1, 16), "instant"])
def test_each_rule_has_a_fault_in_either_engine(rule: int | str) -> None:
    assert sorted({fault.is_compiled for fault in FAULTS if fault.rule == rule}) == list(TWINS)


def test_the_machinery_of_the_compiled_engine_has_faults() -> None:
    files = {fault.file for fault in FAULTS if fault.rule == "machine"}
    parts = (
        "centre",
        "clock",
        "columns",
        "door",
        "engine",
        "layout",
        "loop",
        "officetime",
        "ordering",
        "queues",
        "records",
    )
    assert files == {f"compiled/{part}.py" for part in parts}
