"""20,000 damaged workbooks: each is accepted or refused in single lines."""

from pathlib import Path

import pytest

from tests.functional.test_workbook_cells import scenario_of
from tests.functional.test_workbook_random import damaged_file, damaged_sheets, told
from tests.workbooks import written
from tvsim.scenario.loading import load

CHUNK = 1_000
FIRST = 1_000_000
"""Numbers from here on, so that none is one of the quick test's."""

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("chunk", range(15))
def test_damaged_sheets(chunk: int) -> None:
    for number in range(FIRST + chunk * CHUNK, FIRST + (chunk + 1) * CHUNK):
        told(lambda number=number: scenario_of(damaged_sheets(number)), "rich.xlsx")


@pytest.mark.parametrize("chunk", range(5))
def test_damaged_files(chunk: int, tmp_path: Path) -> None:
    for number in range(FIRST + chunk * CHUNK, FIRST + (chunk + 1) * CHUNK):
        path = written(tmp_path, damaged_file(number))
        told(lambda path=path: load(path), str(path))
