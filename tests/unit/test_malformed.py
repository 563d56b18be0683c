"""Damaged scenario texts: each is accepted or refused in single lines (100,000 more in ``tests/slow``)."""

import pytest

from tests.mutations import MUTATIONS, mutated, outcome, remembered_files, shipped
from tvsim.loads import load_warnings


@pytest.fixture(autouse=True)
def _remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered_files(monkeypatch)


@pytest.mark.parametrize("first", range(0, 1_000, 100))
def test_damaged_texts(first: int) -> None:
    for number in range(first, first + 100):
        scenario = outcome(number)
        if scenario is not None:
            load_warnings(scenario.plan)


def test_damages_are_of_all_kinds_and_the_same_every_time() -> None:
    assert mutated(3) == mutated(3)
    texts = [mutated(number) for number in range(300)]
    assert len({path for path, _ in texts}) == len(shipped())
    assert sum(text not in dict(shipped()).values() for _, text in texts) > 250
    assert len(MUTATIONS) == 7


def test_some_are_accepted_and_some_refused() -> None:
    accepted = sum(outcome(number) is not None for number in range(100))
    assert 5 < accepted < 80


def test_a_mistake_in_an_endless_key_is_told_in_a_short_line() -> None:
    assert outcome(1_002_096) is None
