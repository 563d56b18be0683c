"""The notebooks run from top to bottom, and are kept without outputs."""

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
    ("waits_by", "image/png", "iVBOR"),
    ("paper", "text/html", "&lt;h2&gt;Summary&lt;/h2&gt;"),
)
"""How the last line of a cell begins that shows something, as what, and what is in that."""
MOST_LINES = 13
"""Of code in a cell: the work is in the package."""


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_from_top_to_bottom(path: Path) -> None:
    """And a cell that ends with a picture, or a paper, shows it."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = 0
    for cell in notebook.cells:
        for begins, kind, holds in SHOWN:
            if cell.source.splitlines()[-1].startswith(begins):
                data = [output.get("data", {}).get(kind, "") for output in cell.outputs]
                assert any(holds in each for each in data), cell.source
                shown += 1
    assert shown


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_few_lines_of_code_in_a_cell(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert max(len(cell.source.splitlines()) for cell in cells) <= MOST_LINES


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_is_kept_without_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
