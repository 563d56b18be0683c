"""How far whatever takes long has come: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    SpinnerColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from tvsim.language import worded

PATIENCE_S = 2.0
"""Nobody needs a bar before."""
LINES_EVERY_S = 60.0
"""Of a log, which should tell that the work goes on, and be readable the next morning."""


class Waiting:
    """What knows how much is done; it may be hidden."""

    def __init__(self, progress: Progress, title: str) -> None:
        self._progress = progress
        self._task = progress.add_task(title, total=None)

    def advance(self, done: float, total: int) -> None:
        """Note that so much is done, of so much."""
        self._progress.update(self._task, completed=done, total=total)


@contextmanager
def waiting(title: str) -> Iterator[Waiting]:
    """Show on stderr, while the block runs, how far it is and how long it may still take.

    On a terminal a bar appears after two seconds, and goes when all is done. In a file or a pipe there is a line
    each minute.
    """
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),  # it names a file, which may hold square brackets
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    waiting = Waiting(progress, title)
    over = Event()
    shows = Thread(target=_bar if console.is_terminal else _lines, args=(progress, over), daemon=True)
    shows.start()
    try:
        yield waiting
    finally:
        over.set()
        shows.join()
        progress.stop()


def _bar(progress: Progress, over: Event) -> None:
    if not over.wait(PATIENCE_S):
        progress.start()


def _lines(progress: Progress, over: Event) -> None:
    while not over.wait(LINES_EVERY_S):
        for task in progress.tasks:
            progress.console.print(Text(_line(task)), soft_wrap=True)


def _line(task: Task) -> str:
    """Such as ``running a.toml: 240 of 1,000 (24%), 0:04:10 so far, 0:13:12 left``."""
    parts = [worded("{time} so far", time=_duration(task.elapsed))]
    if task.total is not None and task.total > 1:
        counts = {"done": int(task.completed), "total": int(task.total), "percent": int(task.percentage)}
        parts.insert(0, worded("{done:,} of {total:,} ({percent}%)", **counts))
    if task.time_remaining is not None:
        parts.append(worded("{time} left", time=_duration(task.time_remaining)))
    return f"{task.description}: {', '.join(parts)}"


def _duration(seconds: float | None) -> str:
    minutes, seconds = divmod(int(seconds or 0), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
