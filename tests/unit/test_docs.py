"""What readers are told to type is something that tvsim takes, and both languages tell the same."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import typer

from tvsim.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").glob("*.md"))]
START, TVSIM = "python3 start.py ", "tvsim "
OTHERS = ("python3 start.py\n", "python3 start.py test", "dask ", "pip ", "git ", "cd ")
"""Begins of lines that are no command of tvsim."""


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(page: Path) -> list[str]:
    """Command lines of tvsim, without what stands before its words."""
    lines = [f"{line}\n" for block in blocks(page, "sh") for line in block.splitlines() if line]
    ours = [line.partition("#")[0].strip() for line in lines if not line.startswith(OTHERS)]
    assert all(line.startswith((START, TVSIM)) for line in ours), ours
    return [line.removeprefix(START).removeprefix(TVSIM) for line in ours]


def parsed(words: list[str]) -> None:
    """Read the words as tvsim would, and do nothing."""
    group = typer.main.get_command(app)
    assert isinstance(group, click.Group) or hasattr(group, "resolve_command")
    with group.make_context("tvsim", words, resilient_parsing=False) as context:
        name, command, rest = group.resolve_command(context, words)  # type: ignore[attr-defined]
        command.make_context(name, rest, parent=context)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_are_ones_that_tvsim_takes(page: Path) -> None:
    for command in commands(page):
        parsed(shlex.split(command))


def test_a_command_that_is_none_is_seen() -> None:
    for wrong in ("runs baseline", "run baseline --replication 3", "sweep baseline --design cube"):
        with pytest.raises(Exception, match=r"No such|Invalid|no such|is not one of") as refused:
            parsed(wrong.split())
        assert isinstance(refused.value, Exception)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.vi.md")), ids=lambda page: page.name)
def test_both_languages_of_a_page_tell_the_same(page: Path) -> None:
    english = page.with_name(page.name.replace(".vi.md", ".md"))
    said = [re.sub(r" --lang (vi|en)$", "", command) for command in commands(page)]
    assert said == [re.sub(r" --lang (vi|en)$", "", command) for command in commands(english)]
    assert blocks(page, "python") == blocks(english, "python")
    assert len(blocks(page, "toml")) == len(blocks(english, "toml"))
    for each in (r"^#+ ", r"^!\[", r"^- ", r"^\| ", r"^\*\*"):
        numbers = [len(re.findall(each, text.read_text(encoding="utf-8"), re.MULTILINE)) for text in (page, english)]
        assert numbers[0] == numbers[1], each


def test_the_reference_describes_the_same_functions_in_both_languages() -> None:
    described = [
        re.findall(r"^::: .*|^    .*", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("reference.vi.md", "reference.md")
    ]
    assert described[0] == described[1] != []


def test_every_page_is_there_in_both_languages() -> None:
    names = {page.name.removesuffix(".md") for page in (ROOT / "docs").glob("*.md")}
    english = {name for name in names if not name.endswith(".vi")}
    assert english == {name.removesuffix(".vi") for name in names if name.endswith(".vi")}
