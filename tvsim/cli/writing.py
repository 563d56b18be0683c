"""Folders that results are written into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tvsim.cli.app import CannotWriteError
from tvsim.language import worded
from tvsim.progress import waiting
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line, shown


def path_of(text: str, by: str) -> Path:
    """Path of what is to be written; an empty one would be the working directory."""
    if not text:
        raise ScenarioError([line("", by, worded("must be a path, not empty"), shown(text))])
    return Path(text)


def made_folder(text: str | None, *, with_tables: bool = False) -> Path | None:
    """Make the folder of ``--out`` before the run, so that nobody waits for results that cannot be kept."""
    if text is None:
        return None
    from tvsim.report.files import FOLDERS, TABLES  # noqa: PLC0415

    folder = path_of(text, "--out")
    try:
        text.encode()
    except UnicodeEncodeError:
        # The file formats' own library takes no other paths.
        raise CannotWriteError(worded("{path}: cannot be written: the path is not in UTF-8", path=folder)) from None
    with writing(folder):
        for each in (folder, *(folder / name for name in FOLDERS if with_tables or name != TABLES)):
            each.mkdir(parents=True, exist_ok=True)
            trial = each / f".writable-{os.getpid()}"
            trial.touch()
            trial.unlink()
    return folder


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Show a bar while results are written into a folder.

    Raises
    ------
    CannotWriteError
        If they cannot be.
    """
    try:
        with waiting(worded("writing")):
            yield
    except (OSError, ValueError) as failure:
        raise CannotWriteError(reason(folder, failure)) from None


def reason(path: Path, failure: Exception) -> str:
    """Say which file cannot be written, and why."""
    reason = getattr(failure, "strerror", None) or str(failure)
    where = getattr(failure, "filename", None) or path
    return worded("{path}: cannot be written: {reason}", path=where, reason=str(reason).lower())
