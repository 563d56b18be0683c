"""With ``NUMBA_DISABLE_JIT=1`` the compiled engine runs plainly, all of it, and leaves the same records."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests import plain


@pytest.mark.parametrize("rows", ["quick", "numpy"])
def test_every_function_of_the_compiled_engine_runs_plainly(rows: str) -> None:
    """On crowded days, days by hand and random ones; with rows of the test's own, which are quicker, and numpy's."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.plain_run", rows],
        env=plain.environment(),
        cwd=plain.ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
