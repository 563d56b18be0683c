"""The folder of a study: one file a replication, written whole or not at all.

A file is named by the hash of what determines its content. So a study that is started again finds what is done,
studies share what they have in common, and two that write the same file at once write the same bytes.
"""

from __future__ import annotations

import os
import stat
import tempfile
import time
import uuid
import warnings
from contextlib import suppress
from pathlib import Path

from tvsim.experiment.encoding import DamagedError, checked
from tvsim.language import worded

REPLICATIONS = "replications"
"""Folder of the results in that of the study; below it one for the first two letters of the names."""
UNFINISHED = "unfinished"
"""Folder of files that are being written."""
NOBODYS_S = 3600
"""An unfinished file so old was left by a program that was killed."""
_ENDING = ".figures"


class FolderError(Exception):
    """A folder that cannot be written to, or read."""


class NotOrdinaryError(DamagedError, OSError):
    """A pipe, a device or the like where a file was kept: whoever reads it may never come to its end."""


class DamagedResultWarning(UserWarning):
    """A file of a study that is damaged, so that its replication is done again, or it is written anew."""


class StudyFolder:
    """Results of replications on the disk, by name.

    Parameters
    ----------
    path : Path
        Made if it is missing.

    Raises
    ------
    FolderError
        If it cannot be made, or is not writable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.damaged: list[Path] = []
        try:
            for name in (REPLICATIONS, UNFINISHED):
                (path / name).mkdir(parents=True, exist_ok=True)
                with tempfile.TemporaryFile(dir=path / name):
                    pass
            self._clear_up()
        except (OSError, ValueError) as failure:
            raise _cannot_write(path, failure) from None

    def file(self, key: str) -> Path:
        """Return where a result is, or would be."""
        return file_of(self.path, key)

    def read(self, key: str) -> bytes | None:
        """Return a result; none if it is not there, or damaged, which is noted in ``damaged``.

        Raises
        ------
        FolderError
            If it is there and cannot be read.

        Warns
        -----
        DamagedResultWarning
            If it is damaged.
        """
        path = self.file(key)
        try:
            return result_in(self.path, key)
        except DamagedError as damaged:
            if path not in self.damaged:  # it may be looked for again before it is replaced
                self.damaged.append(path)
                text = worded("{path}: damaged, computed again", path=path)
                if isinstance(damaged, NotOrdinaryError):
                    text = worded("{path}: damaged, for it is no ordinary file; computed again", path=path)
                warnings.warn(text, DamagedResultWarning, stacklevel=2)
            return None

    def write(self, key: str, data: bytes) -> None:
        """Keep a result.

        Raises
        ------
        FolderError
            If it cannot be written; what was there before stays as it was.
        """
        self.write_whole(self.file(key), _head(key) + data)

    @staticmethod
    def holds(path: Path, data: bytes) -> bool:
        """Whether a file is there and has this content."""
        try:
            return content_of(path) == data
        except OSError:
            return False

    def write_whole(self, path: Path, data: bytes) -> None:
        """Write a file of this folder so that all of it is there afterwards, or what was there before, come what may.

        It is written elsewhere, brought to the disk and then given its name, which takes the place of another at once.

        Raises
        ------
        FolderError
            If it cannot be written.
        """
        unfinished = self.path / UNFINISHED / f"{path.name}-{uuid.uuid4().hex}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
        except OSError as failure:
            raise _cannot_write(path, failure) from None
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _clear_up(self) -> None:
        """Remove what programs that were killed have left."""
        for file in (self.path / UNFINISHED).iterdir():
            with suppress(OSError):
                if time.time() - file.stat().st_mtime > NOBODYS_S:
                    file.unlink()


def file_of(folder: Path, key: str) -> Path:
    """Return where in the folder of a study a result is, or would be."""
    return folder / REPLICATIONS / key[:2] / (key + _ENDING)


def result_in(folder: Path, key: str) -> bytes | None:
    """Read a result from the folder of a study; none if it is not there.

    Raises
    ------
    DamagedError
        If it is damaged; as `NotOrdinaryError` if it is no ordinary file.
    FolderError
        If it is there and cannot be read.
    """
    path = file_of(folder, key)
    try:
        data = content_of(path)
    except FileNotFoundError:
        return None
    except NotOrdinaryError:
        raise
    except OSError as failure:
        raise FolderError(worded("{path}: cannot be read: {reason}", path=path, reason=reason(failure))) from None
    head = _head(key)
    if not data.startswith(head):
        raise DamagedError(worded("the result of another replication, or none"))
    checked(data[len(head) :])
    return data[len(head) :]


def content_of(path: Path) -> bytes:
    """Read a file that was kept.

    Raises
    ------
    NotOrdinaryError
        If it is, or leads to, neither a file nor a folder.
    OSError
        If it is not there, a folder, or cannot be read.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # to read a folder is an error of the system's anyway
        raise NotOrdinaryError(worded("is no ordinary file"))
    return path.read_bytes()


def _head(key: str) -> bytes:
    """What a result begins with in its file, so that it is not taken for another one's if somebody moves files."""
    return b"tvsim replication " + key.encode() + b"\n"


def _cannot_write(path: Path, failure: Exception) -> FolderError:
    return FolderError(worded("{path}: cannot be written: {reason}", path=path, reason=reason(failure)))


def reason(failure: Exception) -> str:
    """Say in the system's words why a file or folder cannot be used."""
    return str(getattr(failure, "strerror", None) or failure).lower()
