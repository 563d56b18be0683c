"""Getting the engine ready: compiled once after installation, then loaded from the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import event
from numba.core.caching import FunctionCache

from tvsim.models.compiled import centre_type, columns, loop

FUNCTIONS = 240
"""About so many functions are compiled, for the progress bar."""
SOURCES = ("models/**/*.py", "codes.py", "calendar.py", "demand/case_table.py")
"""Sources of what is compiled: the cache holds for these alone."""

Tell = Callable[[float], None]


@cache
def sources_stamp() -> str:
    """Hash of all sources of the engine: another one makes the cached engine stale."""
    root = Path(__file__).resolve().parents[2]
    files = sorted(file for pattern in SOURCES for file in root.glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


class EngineCache(FunctionCache):
    """Numba's cache of a function, which asks for all sources of the engine and not for one file alone.

    A folder that cannot be written to, or a damaged file, costs the time to compile again and nothing else.
    """

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        self._cache_file._source_stamp = sources_stamp()

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load the compiled function, or nothing; a damaged index is laid out anew."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # whatever can go wrong with damaged pickles
            with suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the compiled function where that is possible."""
        with suppress(OSError):
            super().save_overload(sig, data)


def _cached(function: Any) -> Any:
    """Give a function its cache; where no folder can be written to, it is compiled in each process."""
    if not numba.config.DISABLE_JIT:
        with suppress(RuntimeError, OSError):
            function._cache = EngineCache(function.py_func)
    return function


advance = _cached(loop.advance)
"""`tvsim.models.compiled.loop.advance`, from the cache if it is there."""
turn = _cached(columns.turn)
"""`tvsim.models.compiled.columns.turn`, likewise."""


class _Compiling(event.Listener):
    """Counts the functions that are compiled."""

    def __init__(self, begins: Callable[[], None], tell: Tell) -> None:
        self._begins, self._tell, self._done, self._depth = begins, tell, 0, 0

    def on_start(self, event: Any) -> None:  # noqa: ARG002
        """A function is begun, often in the midst of another."""
        if self._done == self._depth == 0:
            self._begins()
        self._depth += 1

    def on_end(self, event: Any) -> None:  # noqa: ARG002
        """A function is done."""
        self._depth -= 1
        self._done += 1
        self._tell(min(self._done / FUNCTIONS, 1.0))


def why_it_takes_long() -> str:
    """What to tell people when the engine is compiled."""
    if isinstance(getattr(advance, "_cache", None), EngineCache):
        return "compiling the engine, once after installation: about half a minute"
    return (
        "compiling the engine, about half a minute at every start, for no folder for its cache can be written to: "
        "NUMBA_CACHE_DIR names another"
    )


def prepare(begins: Callable[[], None], tell: Tell | None = None) -> None:
    """Have the engine ready: loaded from the cache within half a second, or compiled.

    Parameters
    ----------
    begins : callable
        Called if it has to be compiled, before that.
    tell : callable, optional
        Told which part of it is compiled.
    """
    if numba.config.DISABLE_JIT or advance.signatures:
        return
    with event.install_listener("numba:compile", _Compiling(begins, tell or (lambda _: None))):
        advance.compile((centre_type.CENTRE, numba.int64))
        turn.compile((numba.int64[:, ::1], numba.int64[:, ::1]))
