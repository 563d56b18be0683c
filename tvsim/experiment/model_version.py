"""Which model made a result: the code that decides it, and the libraries whose numbers it takes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
DECIDING = (
    "scenario",
    "calendar.py",
    "codes.py",
    "opening.py",
    "roster.py",
    "resources.py",
    "demand",
    "models",
    "outcomes",
    "experiment/encoding.py",
    "experiment/replication.py",
)
"""Parts of the package on which the figures of a replication depend."""
LIBRARIES = ("numpy", "scipy", "pandas", "holidays")
"""Libraries that draw, count or know holidays."""


@cache
def model_version() -> str:
    """Return version of tvsim, hash of the code that decides results, and versions of the libraries they rest on.

    Results of two versions are never mixed, even while somebody changes the code between two releases.
    """
    digest = hashlib.sha256()
    for part in DECIDING:
        path = PACKAGE / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            digest.update(file.relative_to(PACKAGE).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    libraries = " ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    return f"tvsim {metadata.version('tvsim')} {digest.hexdigest()[:16]} {libraries}"
