"""What is installed before a command is given."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def start() -> Any:
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("words", "extra"),
    [
        ("", ""),
        ("run baseline --jobs 2", ""),
        ("app baseline", "[app]"),
        ("run app", ""),
        ("run baseline --cluster local", "[cluster]"),
        ("run baseline --cluster=local", "[cluster]"),
        ("report study --format pdf", "[pdf]"),
        ("report study --format=pdf", "[pdf]"),
        ("report study --out paper.pdf", "[pdf]"),
        ("report study --out paper.docx", ""),
        ("report pdf --format docx", "[pdf]"),  # a folder of this name: too much is no harm
        ("sensitivity baseline --sobol 64 --cluster local", "[cluster,sensitivity]"),
    ],
)
def test_what_a_command_needs_beside(start: Any, words: str, extra: str) -> None:
    assert start.extras(words.split()) == extra


def test_all_of_it_can_be_installed(start: Any) -> None:
    known = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    every = start.extras(["app", "--cluster", "x", "--sobol"]).strip("[]").split(",")
    assert set(every) | {"pdf"} <= set(known)
