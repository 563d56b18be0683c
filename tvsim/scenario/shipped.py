"""Scenarios that come with tvsim."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (PACKAGE / "shipped", PACKAGE.parent / "scenarios")
"""Where they are: in an installed package, or in its source."""


def shipped(name: str) -> Path | None:
    """Return the file of the scenario that comes with tvsim under a plain name, such as ``baseline``."""
    if name != Path(name).stem or not name.isprintable():
        return None
    return next((found for folder in FOLDERS if os.path.isfile(found := folder / f"{name}.toml")), None)


def is_shipped(path: Path) -> bool:
    """Whether a file is that of a scenario that comes with tvsim."""
    found = shipped(path.stem)
    return found is not None and path.suffix == ".toml" and os.path.realpath(path) == os.path.realpath(found)


def sources() -> Iterator[str]:
    """All sources and notes that scenarios which come with tvsim give for their numbers, for the catalogue."""
    for folder in FOLDERS:
        for path in sorted(folder.glob("*.toml")):
            yield from _texts(tomllib.loads(path.read_text(encoding="utf-8")))


def _texts(given: object) -> Iterator[str]:
    if isinstance(given, dict):
        yield from (given[key] for key in ("source", "note") if isinstance(given.get(key), str))
    if isinstance(given, (dict, list)):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _texts(each)
