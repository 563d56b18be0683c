"""The command, stopped in the midst of a write: ``python -m tests.stopped_write NUMBER FOLDER WORDS``.

Half of the file's content is written and brought to the disk; then its name is printed, and nothing more happens until
somebody kills the program. The number says which of the writes to files in the folder it is.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from tvsim.cli.main import main


class Stopped:
    """A file of which only half is ever written."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __enter__(self) -> Stopped:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        """Write half, say so, and wait for ever."""
        self._file.write(data[: len(data) // 2])
        self._file.flush()
        os.fsync(self._file.fileno())
        print(Path(self._file.name).name, flush=True)
        signal.pause()


def stop(number: int, folder: Path) -> None:
    """Have this program stop in its so-manieth write to a file in a folder."""
    opened, written = Path.open, 0

    def half(path: Path, mode: str = "r", *arguments: Any, **named: Any) -> Any:
        nonlocal written
        file = opened(path, mode, *arguments, **named)
        if folder in path.parents and "b" in mode and not mode.startswith("r"):
            written += 1
            if written == number:
                return Stopped(file)  # type: ignore[arg-type]
        return file

    Path.open = half  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    stop(int(sys.argv[1]), Path(sys.argv[2]))
    sys.argv[1:] = sys.argv[3:]
    main()
