"""Skipped tests fail where all that they need has been installed, so that a failed installation is seen.

``TVSIM_TEST_ALL=1`` says that it has; only what nobody can install may be missing then, see `MAY_BE_MISSING`.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

VARIABLE = "TVSIM_TEST_ALL"
MAY_BE_MISSING = {
    "the queue snapshots are not part of the project",
    "there is no mount",
    "no file system can be mounted here",
    "there are no such signals",
}
"""Reasons for which a test is skipped wherever it runs: records beside the project, rights, the operating system."""

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _as_failure(report: Report) -> Report:
    """Make a failure of a test, or a file of tests, that was skipped and must not be."""
    if os.environ.get(VARIABLE) and report.outcome == "skipped" and isinstance(report.longrepr, tuple):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        if reason not in MAY_BE_MISSING:
            report.outcome = "failed"
            report.longrepr = f"{report.nodeid} must not be skipped, as {VARIABLE} says: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Look at each test that was skipped."""
    return _as_failure((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Look at each file that was skipped, before any of its tests."""
    return _as_failure((yield))
