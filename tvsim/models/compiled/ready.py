"""Getting the engine ready: compiled once after installation, then loaded from the cache."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numba
from numba.core import event
from numba.core.caching import FunctionCache

from tvsim.language import worded
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

    def has(self, sig: Any, target_context: Any) -> bool:
        """Whether the compiled function is there; it may still turn out to be damaged."""
        try:
            return self._index_key(sig, target_context.codegen()) in self._cache_file._load_index()
        except Exception:  # as above
            return False

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
COMPILED = (
    (advance, (centre_type.CENTRE, numba.int64)),
    (turn, (numba.int64[:, ::1], numba.int64[:, ::1])),
)
"""What is compiled, and for which arguments."""
_COMPILE = "from tvsim.models.compiled import ready; ready.compile_here(print)"


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
    if _is_cacheable():
        return worded(
            "compiling the engine, once after installation: half a minute or more; interrupted, it begins anew"
        )
    return worded(
        "compiling the engine, about half a minute at every start, for no folder for its cache can be written to: "
        "{variable} names another",
        variable="NUMBA_CACHE_DIR",
    )


def prepare(begins: Callable[[], None], tell: Tell | None = None) -> None:
    """Have the engine ready here: loaded from the cache within half a second, or compiled.

    Parameters
    ----------
    begins : callable
        Called if it has to be compiled, before that.
    tell : callable, optional
        Told which part of it is compiled.
    """
    if is_ready():
        return
    begins = cache(begins)  # once, though what was compiled elsewhere may be missing all the same
    compile_once(begins, tell)
    compile_here(tell, begins)


def compile_once(begins: Callable[[], None], tell: Tell | None = None) -> None:
    """Have the compiled engine in the cache, for this process and others; nothing where no folder can hold one.

    It is done in a process of its own: compiling takes some 300 MB that a process does not give back, and cannot be
    interrupted at every moment. The arguments are those of `prepare`.
    """
    if is_ready() or is_cached() or not (_is_cacheable() and sys.executable):
        return
    begins()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    if numba.config.CACHE_DIR:
        environment["NUMBA_CACHE_DIR"] = str(numba.config.CACHE_DIR)
    with suppress(OSError):
        _told_by([sys.executable, "-u", "-c", _COMPILE], environment, tell or _nobody)


def compile_here(tell: Tell | None = None, begins: Callable[[], None] = lambda: None) -> None:
    """Load the engine from the cache, or compile it in this process; the arguments are those of `prepare`."""
    with event.install_listener("numba:compile", _Compiling(begins, tell or _nobody)):
        for function, arguments in COMPILED:
            function.compile(arguments)


def is_ready() -> bool:
    """Whether the engine is loaded, or runs as ordinary Python."""
    return bool(numba.config.DISABLE_JIT or advance.signatures)


def is_cached() -> bool:
    """Whether the engine can be loaded from the cache."""
    return _is_cacheable() and all(
        function._cache.has(arguments, function.targetctx) for function, arguments in COMPILED
    )


def _is_cacheable() -> bool:
    return all(isinstance(getattr(function, "_cache", None), EngineCache) for function, _ in COMPILED)


def _nobody(part: float) -> None:
    """Hear what nobody wants to be told."""


def _told_by(command: list[str], environment: dict[str, str], tell: Tell) -> None:
    """Run a program that prints one number a line, and tell each; it is killed when somebody interrupts."""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as program:
        assert program.stdout is not None
        try:
            for line in program.stdout:
                tell(float(line))
        finally:
            program.kill()
