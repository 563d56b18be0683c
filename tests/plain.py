"""The engines as plain Python, with changed sources where a test wants them; for processes without Numba's compiler.

Meant for processes of their own with ``NUMBA_DISABLE_JIT=1``, where the compiled engine is plain Python over arrays of
records. Modules that were imported earlier keep the engines that they have.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

import numpy as np

import tvsim

ROOT = Path(tvsim.__file__).resolve().parent.parent
MODELS = "tvsim.models"


class Engines(NamedTuple):
    """Both engines, each ``simulate(table, resources)``."""

    simpy: Callable[..., Any]
    compiled: Callable[..., Any]


def source(file: str) -> str:
    """Text of a module of ``tvsim/models``, such as ``compiled/door.py``."""
    return (ROOT / "tvsim" / "models" / file).read_text(encoding="utf-8")


@cache
def _code(file: str, text: str) -> CodeType:
    return compile(text, str(ROOT / "tvsim" / "models" / file), "exec", dont_inherit=True)


class _Loader(SourceFileLoader):
    """Loads a module from a text instead of its file."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self._changed = code

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 - as importlib calls it
        return self._changed


class _Finder(MetaPathFinder):
    """Finds the modules of `tvsim.models`, some with other texts."""

    def __init__(self, changed: Mapping[str, str]) -> None:
        self._changed = changed

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        if fullname != MODELS and not fullname.startswith(f"{MODELS}."):
            return None
        below = fullname.split(".")[2:]
        folder = ROOT.joinpath("tvsim", "models", *below)
        is_package = folder.is_dir()
        file = "/".join([*below, "__init__.py"]) if is_package else "/".join(below) + ".py"
        path = str(ROOT / "tvsim" / "models" / file)
        loader = _Loader(fullname, path, _code(file, self._changed.get(file) or source(file)))
        return spec_from_file_location(
            fullname, path, loader=loader, submodule_search_locations=[str(folder)] if is_package else None
        )


# rows


@cache
def _row_type(*names: str) -> type[Any]:
    """Type of a row: the numbers in all columns, and the number of the row."""

    def column(number: int) -> property:
        def get(row: Any) -> Any:
            return row._columns[number][row._number]

        def put(row: Any, value: Any) -> None:
            row._columns[number][row._number] = value

        return property(get, put)

    class Row:
        __slots__ = ("_columns", "_number")

        def __init__(self, columns: list[Any], number: int) -> None:
            self._columns, self._number = columns, number

        def __getitem__(self, name: str) -> Any:
            return getattr(self, name)

    for number, name in enumerate(names):
        setattr(Row, name, column(number))
    return Row


class QuickRows(np.recarray):
    """An array of records whose rows are read ten times faster than numpy's, which look up names in dictionaries."""

    def __getitem__(self, where: Any) -> Any:
        if type(where) is int or isinstance(where, np.integer):
            return self._row(self._columns, where)
        return super().__getitem__(where)

    def __setitem__(self, where: Any, value: Any) -> None:
        if isinstance(where, str):
            super().__setitem__(where, value)
            return
        for name in self.dtype.names:  # a row is copied to another place
            self[name][where] = getattr(value, name)


def quick(rows: Any) -> QuickRows:
    """Return a view of the same memory."""
    found = rows.view(QuickRows)
    columns = (rows[name] for name in rows.dtype.names)
    found._columns = [memoryview(column) if column.ndim == 1 else np.asarray(column) for column in columns]
    found._row = _row_type(*rows.dtype.names)
    return found


def quicken(centre: Any) -> None:
    """Have a class of centres keep its tables as quick rows."""
    put = centre.put

    def put_quick(self: Any, name: str, rows: Any) -> None:
        put(self, name, rows)
        if rows.dtype.names:
            setattr(self, name, quick(getattr(self, name)))

    centre.put = put_quick


def _rubbish(*args: Any, **options: Any) -> Any:
    """Return what `numpy.empty` returns, with the same rubbish in it each time."""
    found = np.empty(*args, **options)
    found.view(np.uint8).fill(0x55)
    return found


def _numpy_with_rubbish() -> ModuleType:
    found = ModuleType("numpy")
    vars(found).update(vars(np), empty=_rubbish)
    return found


def engines(changed: Mapping[str, str] | None = None) -> Engines:
    """Import both engines anew, some files with other texts; fresh memory of the compiled one has rubbish in it."""
    for name in [name for name in sys.modules if name == MODELS or name.startswith(f"{MODELS}.")]:
        del sys.modules[name]
    finder = _Finder(changed or {})
    sys.meta_path.insert(0, finder)
    try:
        centre = importlib.import_module(f"{MODELS}.centre")
        compiled = importlib.import_module(f"{MODELS}.compiled")
        layout, engine = (sys.modules[f"{MODELS}.compiled.{name}"] for name in ("layout", "engine"))
        layout.np = engine.np = _numpy_with_rubbish()
        quicken(layout.Centre)
    finally:
        sys.meta_path.remove(finder)
    return Engines(centre.simulate, compiled.simulate)


def environment() -> dict[str, str]:
    """Environment of a process that runs the engines plainly, from the same sources."""
    return os.environ | {"NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
