"""Before any test runs, the engine is compiled once, for all processes that run tests."""

from __future__ import annotations

import pytest

from tests.skipping import pytest_make_collect_report, pytest_runtest_makereport
from tvsim.models.compiled import prepare

__all__ = ["pytest_make_collect_report", "pytest_runtest_makereport"]


def pytest_configure(config: pytest.Config) -> None:
    """Compile in the process that hands out the tests, or runs them itself; the others find it in the cache."""
    if not hasattr(config, "workerinput"):
        prepare(lambda: None)
