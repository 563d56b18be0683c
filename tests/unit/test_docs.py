"""What readers are told to write is something that tvsim takes, and both languages tell the same."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import tvsim
from tvsim import report
from tvsim.outcomes import KEY_FIGURES
from tvsim.report import pictures
from tvsim.report.animated_day import animated_day
from tvsim.report.console import COUNTER_COLUMNS, DOSSIER_COLUMNS
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.loading import load, load_text
from tvsim.whatif.panel import FIGURES

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("README*.md"), *sorted((ROOT / "docs").glob("*.md"))]
START, TVSIM = "python3 start.py ", "tvsim "
OTHERS = ("python3 start.py\n", "python3 start.py test", "dask ", "pip ", "git ", "cd ")
"""Begins of lines that are no command of tvsim."""
SCENARIOS = ROOT / "scenarios"
WIDEST = 74
"""Characters of a line that a page of the documentation shows beside the button that copies it."""
VIETNAMESE = [page for page in PAGES if page.name.endswith(".vi.md")]
OF_FILE = re.compile(r"`scenarios/(\w+\.toml)`:\n\n^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
"""A file in the folder of scenarios, and the block that is said to be what stands in it."""


def blocks(page: Path, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def in_english(page: Path) -> Path:
    return page.with_name(page.name.replace(".vi.md", ".md"))


def planned(block: str) -> Scenario:
    """Load a whole scenario, or one that extends another; a block that begins with a table is a part of the latter."""
    is_part = block.lstrip().startswith("[")
    return load_text(f'extends = "baseline.toml"\n{block}' if is_part else block, SCENARIOS / "block.toml")


def commands(page: Path) -> list[str]:
    """Command lines of tvsim, without what stands before its words."""
    whole = [re.sub(r" \\\n +", " ", block) for block in blocks(page, "sh")]
    lines = [f"{line}\n" for block in whole for line in block.splitlines() if line]
    ours = [line.partition("#")[0].strip() for line in lines if not line.startswith(OTHERS)]
    assert all(line.startswith((START, TVSIM)) for line in ours), ours
    return [line.removeprefix(START).removeprefix(TVSIM) for line in ours]


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "toml")], ids=lambda page: page.name)
def test_tables_are_ones_that_tvsim_takes(page: Path) -> None:
    assert all(planned(block).plan for block in blocks(page, "toml"))


@pytest.mark.parametrize(
    "page", [page for page in PAGES if OF_FILE.search(page.read_text("utf-8"))], ids=lambda p: p.name
)
def test_a_file_that_is_shown_says_what_the_shipped_one_says(page: Path) -> None:
    for file, block in OF_FILE.findall(page.read_text(encoding="utf-8")):
        shipped = load(SCENARIOS / file).plan
        assert planned(block).plan.model_copy(update={"description": shipped.description}) == shipped


def test_a_plan_of_the_docs_can_lie_anywhere(tmp_path: Path) -> None:
    plans = [block for page in PAGES if page.parent != ROOT for block in blocks(page, "toml") if "extends" in block]
    assert len(plans) >= 6
    assert all(load_text(block, tmp_path / "block.toml").files for block in plans)


def test_a_table_that_is_none_is_seen() -> None:
    for wrong in (
        "[channels.onlne]\nshare = 0.5",
        "[channels.online]\nshare = 1.5",
        '[channels.online]\nshare = 0.5, source = "assumption"',
        'extend = "baseline.toml"\n[channels.online]\nshare = 0.5',
        'extends = "basline.toml"\n[channels.online]\nshare = 0.5',
    ):
        with pytest.raises(ScenarioError):
            planned(wrong)


@pytest.mark.parametrize("page", VIETNAMESE, ids=lambda page: page.name)
def test_tables_are_the_same_in_both_languages(page: Path) -> None:
    plans = [[planned(block).plan for block in blocks(each, "toml")] for each in (page, in_english(page))]
    assert plans[0] == plans[1]


@pytest.mark.parametrize("page", [page for page in VIETNAMESE if page.parent != ROOT], ids=lambda page: page.name)
def test_both_languages_of_a_page_tell_the_same(page: Path) -> None:
    english = in_english(page)
    said = [re.sub(r" --lang (vi|en)$", "", command) for command in commands(page)]
    assert said == [re.sub(r" --lang (vi|en)$", "", command) for command in commands(english)]
    assert blocks(page, "python") == blocks(english, "python")
    for each in (r"^#+ ", r"^!\[", r"^- ", r"^\| ", r"^\*\*"):
        numbers = [len(re.findall(each, text.read_text(encoding="utf-8"), re.MULTILINE)) for text in (page, english)]
        assert numbers[0] == numbers[1], each


@pytest.mark.parametrize("page", ["README.md", "README.vi.md", "docs/staffing.md", "docs/staffing.vi.md"])
def test_readers_are_told_of_all_notebooks_and_of_the_page(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    names = [path.stem for path in sorted((ROOT / "notebooks").glob("*.ipynb"))]
    assert re.findall(r"^(?:\| |- )`(\d\d_\w+)`", text, re.MULTILINE) == names
    assert "TVSIM_LANG=vi" in text
    assert "\ntvsim app baseline" in text


def test_what_is_said_of_the_figures_that_a_command_prints_and_the_page_shows_is_so() -> None:
    printed = {column.figure for column in (*COUNTER_COLUMNS, *DOSSIER_COLUMNS)}
    assert {*FIGURES} - printed == {"waiting_hours"}
    assert {*FIGURES} <= {*KEY_FIGURES}  # all of which are in JSON
    for page, said in (("README.md", "leave out the hours that citizens"), ("README.vi.md", "không có số giờ chờ")):
        told = (ROOT / page).read_text(encoding="utf-8").partition(said)[2]
        assert "`--json`" in told[:80]


def test_the_reference_describes_the_same_functions_in_both_languages() -> None:
    described = [
        re.findall(r"^::: .*|^    .*", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("reference.vi.md", "reference.md")
    ]
    assert described[0] == described[1] != []


def described() -> list[object]:
    """What the reference describes; a function of a package's name hides the module, which is loaded by its name."""
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    names = [name.rpartition(".") for name in re.findall(r"^::: (\S+)$", page, re.MULTILINE)]
    return [getattr(importlib.import_module(module), name) for module, _, name in names]


def test_the_reference_describes_all_that_tvsim_gives() -> None:
    assert [name for name in tvsim.__all__ if getattr(tvsim, name) not in described()] == []


def test_the_reference_describes_all_pictures() -> None:
    modules = [importlib.import_module(f"tvsim.report.{each.name}") for each in pkgutil.iter_modules(report.__path__)]
    drawn = {
        function
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__annotations__.get("return") == "Figure"
    }
    assert len(drawn) >= 14
    assert {each.__qualname__ for each in drawn | {animated_day} if each not in described()} == set()
    assert {getattr(pictures, name) for name in pictures.__all__} == drawn | {animated_day}


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent != ROOT], ids=lambda page: page.name)
def test_commands_are_no_longer_than_a_page_is_wide(page: Path) -> None:
    assert [line for block in blocks(page, "sh") for line in block.splitlines() if len(line) > WIDEST] == []


def test_every_page_is_there_in_both_languages() -> None:
    names = {page.name.removesuffix(".md") for page in (ROOT / "docs").glob("*.md")}
    english = {name for name in names if not name.endswith(".vi")}
    assert english == {name.removesuffix(".vi") for name in names if name.endswith(".vi")}
