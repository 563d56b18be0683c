"""The name of a result holds the version of all code that decides it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tvsim.experiment import model_version, replication
from tvsim.experiment.model_version import DECIDING, LIBRARIES, PACKAGE

WORDS = {"language.py"}
"""What decides no figure, though code that does speaks through it."""


RUNNING = {"tvsim", "numba", "llvmlite", "simpy", "pydantic", "pydantic_core", "python_calamine", "xlsxwriter", "babel"}
"""Engines give the same records whichever runs them; the others read and write what planners write."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of which each deciding part is one file of one line; of a folder two files."""
    for part in DECIDING:
        path = tmp_path / part if part.endswith(".py") else tmp_path / part / "inner" / "one.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n")
    monkeypatch.setattr(model_version, "PACKAGE", tmp_path)
    model_version.model_version.cache_clear()
    yield tmp_path
    model_version.model_version.cache_clear()


def _version() -> str:
    model_version.model_version.cache_clear()
    return model_version.model_version()


@pytest.mark.parametrize("part", DECIDING)
def test_a_changed_part_is_another_version(package: Path, part: str) -> None:
    before = _version()
    assert _version() == before
    path = package / part if part.endswith(".py") else package / part / "inner" / "one.py"
    path.write_text("x = 2\n")
    changed = _version()
    assert changed != before
    path.write_text("x = 1\n")
    assert _version() == before
    path.rename(path.with_name("other.py"))
    if not part.endswith(".py"):
        assert _version() not in {before, changed}


def test_what_decides_nothing_is_the_same_version(package: Path) -> None:
    before = _version()
    (package / "report").mkdir()
    (package / "report" / "new.py").write_text("x = 1\n")
    (package / "models" / "notes.txt").write_text("nothing")
    assert _version() == before


@pytest.mark.parametrize("library", LIBRARIES)
def test_another_library_is_another_version(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    of = model_version.metadata.version
    before = _version()
    monkeypatch.setattr(model_version.metadata, "version", lambda name: "99" if name == library else of(name))
    assert f"{library} 99" in _version()
    monkeypatch.undo()
    assert _version() == before


def test_another_version_is_another_name(monkeypatch: pytest.MonkeyPatch) -> None:
    before = replication.key_of("plan", 1, 2)
    assert (
        len({before, *(replication.key_of(*other) for other in (("plans", 1, 2), ("plan", 2, 2), ("plan", 1, 3)))}) == 4
    )
    monkeypatch.setattr(replication, "model_version", lambda: "tvsim 0")
    assert replication.key_of("plan", 1, 2) != before


def test_all_that_a_replication_imports_is_in_the_version() -> None:
    """Followed from the module that does a replication through all imports that are made when it runs."""
    deciding = {_name(path) for part in DECIDING for path in _files(PACKAGE / part)}
    reached: set[str] = set()
    waiting = ["tvsim.experiment.replication"]
    while waiting:
        module = waiting.pop()
        path = _path(module)
        if module not in reached and path is not None:
            reached.add(module)
            waiting += _imports(path)
    own = {module for module in reached if _path(module) != PACKAGE / "__init__.py"}
    assert len(own) > 60
    missing = own - deciding - {"tvsim.experiment.model_version"} - {_name(PACKAGE / word) for word in WORDS}
    assert missing == set()


def test_libraries_that_a_replication_imports_are_in_the_version_too() -> None:
    """But for those that only run or check what is written here, and draw, count and know nothing of their own."""
    modules = (path for part in DECIDING for path in _files(PACKAGE / part))
    found = {name.partition(".")[0] for path in modules for name in _outside(path)}
    assert found - sys.stdlib_module_names - RUNNING == set(LIBRARIES)


def _outside(path: Path) -> Iterator[str]:
    for node in _import_nodes(path):
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
        else:
            yield from (each.name for each in node.names)


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _path(module: str) -> Path | None:
    path = PACKAGE.parent.joinpath(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.is_file()), None)


def _imports(path: Path) -> Iterator[str]:
    """Modules of the package that a file imports."""
    for node in _import_nodes(path):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names if each.name.startswith("tvsim"))
        elif (node.module or "").startswith("tvsim"):
            yield str(node.module)
            yield from (f"{node.module}.{each.name}" for each in node.names)


def _import_nodes(path: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports of a file, be they inside a function, but not those for the sake of types alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types = {id(node) for each in ast.walk(tree) if _is_for_types(each) for node in ast.walk(each)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in for_types:
            yield node


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
