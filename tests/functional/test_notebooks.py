"""The notebooks run from top to bottom in the language of their reader, and are kept without outputs."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


NAMES = [
    "01_first_look", "02_staffing_what_if", "03_online_uptake", "04_post_and_reviews", "05_a_real_centre",
    "06_justify_resources",
]  # fmt: skip
SHOWN = (
    ("pictures.", "image/png", "iVBOR"),
    ("tables.", "text/html", "Replications: |Mean absolute error over "),
    ("paper", "text/html", "&lt;h2&gt;Summary&lt;/h2&gt;"),
    ("print(*costs(", "text", "The plan pays for itself where"),
)
"""How the last line of a cell begins that shows something, as what, and what is in that."""
LEFT_BEHIND = re.compile(r"PosixPath|\w+\(\w+=|\d{5}|\de[+-]\d")
"""What only Python's own form of a value has, and no planner reads."""
VIETNAMESE = re.compile("[à-ãèéêìíò-õùúýăđĩũơưạ-ỹ]")
"""Letters that neither English nor the names in it have."""
MOST_LINES = 13
"""Of code in a cell: the work is in the package."""


def run(path: Path) -> nbformat.NotebookNode:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    return notebook


def shown(cell: nbformat.NotebookNode, kind: str) -> list[str]:
    """What a cell shows as one kind of data; as ``text`` what it prints."""
    if kind == "text":
        return [output.text for output in cell.outputs if output.get("name") == "stdout"]
    return [output["data"][kind] for output in cell.outputs if kind in output.get("data", {})]


def paragraphs(cell: nbformat.NotebookNode) -> list[str]:
    return [" ".join(each.split()) for each in cell.source.split("\n\n")]


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_from_top_to_bottom(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And a cell that ends with a picture, a table or a paper shows it; none shows Python's own form of a value."""
    monkeypatch.delenv("TVSIM_LANG", raising=False)
    kinds = set()
    for cell in (each for each in run(path).cells if each.cell_type == "code"):
        for begins, kind, holds in SHOWN:
            if cell.source.splitlines()[-1].startswith(begins):
                assert any(re.search(holds, each) for each in shown(cell, kind)), cell.source
                kinds.add(kind)
        alone = [output for output in cell.outputs if list(output.get("data", {})) == ["text/plain"]]
        assert alone == [], cell.source
        assert not any(LEFT_BEHIND.search(each) for each in shown(cell, "text")), cell.source
        warned = "".join(output.text for output in cell.outputs if output.get("name") == "stderr")
        assert "baseline (2)" not in warned, cell.source  # plans have names of their own
    assert "image/png" in kinds or "text/html" in kinds


def test_notebook_follows_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that it shows as text is Vietnamese where the environment says so, but for the data of the last cell."""
    monkeypatch.setenv("TVSIM_LANG", "vi")
    said = [
        text
        for cell in run(NOTEBOOKS[0]).cells[:-1]
        if cell.cell_type == "code"
        for kind in ("text/html", "text")
        for text in shown(cell, kind)
    ]
    assert len(said) == 4
    assert all(VIETNAMESE.search(each) for each in said)
    assert not any(re.search("Agency|Figure|Mean wait|Summary|Replications|today|period", each) for each in said)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_one_language_for_all_it_shows(path: Path) -> None:
    """That of the environment; only the submission is in Vietnamese for everybody."""
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert "words = speak()" in code
    submission = 'submission = write(paper_of(evidence, Language("vi")), folder / "to_trinh.docx")'
    assert "Language(" not in code.replace(submission, "")
    assert "lang=" not in code


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_tells_everything_in_both_languages(path: Path) -> None:
    """Each paragraph in Vietnamese, and then in English in italics."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    assert cells[0].source.startswith("# ")
    for cell in cells:
        vietnamese, english = paragraphs(cell)[::2], paragraphs(cell)[1::2]
        assert len(vietnamese) == len(english), cell.source
        assert all(VIETNAMESE.search(each) and not each.startswith("*") for each in vietnamese), cell.source
        assert all(re.fullmatch(r"\*[^*]+\*", each) and not VIETNAMESE.search(each) for each in english), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_few_lines_of_code_in_a_cell(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert max(len(cell.source.splitlines()) for cell in cells) <= MOST_LINES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
