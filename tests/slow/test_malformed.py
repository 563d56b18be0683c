"""100,000 damaged scenario texts: each is accepted or refused in single lines."""

import pytest

from tests.mutations import outcome, remembered_files
from tvsim.loads import load_warnings

CHUNK = 5_000
FIRST = 1_000_000
"""Numbers from here on, so that none is one of the quick test's."""

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered_files(monkeypatch)


@pytest.mark.parametrize("chunk", range(20))
def test_damaged_texts(chunk: int) -> None:
    for number in range(FIRST + chunk * CHUNK, FIRST + (chunk + 1) * CHUNK):
        scenario = outcome(number)
        if scenario is not None and number % 10 == 0:
            load_warnings(scenario.plan)
