"""Where all is installed, a test that is skipped for want of something fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skipping import MAY_BE_MISSING, VARIABLE

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

def test_fine():
    pass

def test_needs_pango():
    pytest.skip("the system has no Pango")

@pytest.mark.skipif(True, reason="there is no Chromium on this machine")
def test_needs_chromium():
    pass

@pytest.mark.skipif(True, reason="the queue snapshots are not part of the project")
def test_needs_records():
    pass

@pytest.mark.xfail
def test_is_known_to_fail():
    assert False
"""
FILE = 'import pytest\npytest.importorskip("no_such_package", reason="playwright is not installed")\n'


def outcomes(folder: Path, variable: str | None) -> tuple[dict[str, int], str]:
    """Run the tests of a folder in a process of their own, which takes the plug-in alone from here."""
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | {"PYTHONPATH": str(ROOT)}
    words = ["-m", "pytest", "-p", "tests.skipping", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", "."]
    ended = subprocess.run(
        [sys.executable, *words, "--continue-on-collection-errors", "."],
        cwd=folder,
        env=environment if variable is None else environment | {VARIABLE: variable},
        capture_output=True,
        text=True,
        check=False,
    )
    last = ended.stdout.strip().splitlines()[-1]
    return {
        word.rstrip("s"): int(count) for count, word in re.findall(r"(\d+) (\w+)", last.split(" in ")[0])
    }, ended.stdout


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "test_page.py").write_text(FILE, encoding="utf-8")
    return tmp_path


def test_what_is_missing_is_skipped_where_nothing_is_said(folder: Path) -> None:
    assert outcomes(folder, None)[0] == {"passed": 1, "skipped": 4, "xfailed": 1}
    assert outcomes(folder, "")[0] == {"passed": 1, "skipped": 4, "xfailed": 1}


def test_what_is_missing_is_a_failure_where_all_is_installed(folder: Path) -> None:
    counts, said = outcomes(folder, "1")
    assert counts == {"passed": 1, "failed": 1, "error": 2, "skipped": 1, "xfailed": 1}
    for reason in ("the system has no Pango", "there is no Chromium on this machine", "playwright is not installed"):
        assert f"must not be skipped, as {VARIABLE} says: {reason}" in said


def test_the_check_of_a_fresh_clone_says_that_all_is_installed() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert script.index(f"export {VARIABLE}=1") < script.index("start.py test")


def test_reasons_that_remain_are_ones_that_tests_give() -> None:
    here = Path(__file__)
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py") if path != here]
    given = {reason for reason in MAY_BE_MISSING if any(f'"{reason}"' in text for text in texts)}
    assert given == MAY_BE_MISSING
