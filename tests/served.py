"""`tvsim app` as a program of its own, for the tests."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_S = 300
"""A busy machine may take so long for anything."""


@contextmanager
def program(*words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a Python program that says an address in its first line, and give both; it is ended in the end."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    # Whoever runs the tests in the background of a shell has them, and all that they begin, ignore interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    running = subprocess.Popen([sys.executable, *words], stdout=subprocess.PIPE, text=True, env=environment)
    signal.signal(signal.SIGINT, before)
    late = threading.Timer(LIMIT_S, running.kill)
    late.start()
    try:
        assert running.stdout is not None
        first = running.stdout.readline()
        late.cancel()
        found = re.search(r"http://\S+/", first)
        assert found, f"it says no address: {first!r}"
        yield running, found[0]
    finally:
        late.cancel()
        running.terminate()
        try:
            running.wait(LIMIT_S)
        finally:
            running.kill()
            running.wait()


@contextmanager
def served(scenario: str | Path, lang: str = "en") -> Iterator[str]:
    """Serve a scenario, and give the address of its page."""
    words = ("-m", "tvsim", "app", str(scenario), "--port", "0", "--no-browser", "--lang", lang)
    with program(*words) as (_, url):
        yield url
