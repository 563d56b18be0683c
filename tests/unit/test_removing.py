"""A file takes tables away from the one it extends."""

from pathlib import Path

import pytest

from tvsim.scenario import ScenarioError, load

BASE = """
name = "two groups"
[period]
start = 2025-03-03
end = 2025-03-07
warm_up_days = 0
[calendar]
country = ""
hours = { mon-fri = ["08:00-12:00", "13:00-17:00"] }
[agencies.health]
[agencies.labour]
[counters.health]
agencies = ["health"]
officers = 1
[counters.labour]
agencies = ["labour"]
officers = 1
[procedures.card]
agency = "health"
per_year = 100
days = 3
"""


def _overlay(folder: Path, text: str) -> Path:
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    path = folder / "overlay.toml"
    path.write_text(f'extends = "base.toml"\n{text}', encoding="utf-8")
    return path


def test_two_groups_become_a_pool(tmp_path: Path) -> None:
    pool = '[counters.pool]\nagencies = ["health", "labour"]\nofficers = 1\n'
    text = f'remove = ["counters.health", "counters.labour"]\n{pool}'
    plan = load(_overlay(tmp_path, text)).plan
    assert list(plan.counters) == ["pool"]


def test_what_is_taken_away_and_written_again_begins_anew(tmp_path: Path) -> None:
    text = 'remove = ["counters.health"]\n[counters.health]\nagencies = ["health"]\n'
    assert load(_overlay(tmp_path, text)).plan.counters["health"].officers == 0


@pytest.mark.parametrize(
    ("remove", "says"),
    [
        ('["counters.helth"]', 'overlay.toml: remove[0] = "counters.helth": there is none of this name; did you mean'),
        ('["calendar"]', 'overlay.toml: remove[0] = "calendar": must list tables of agencies, counters'),
        ('"counters.health"', 'overlay.toml: remove = "counters.health": must list tables'),
        ("[3]", "overlay.toml: remove[0] = 3: must list tables"),
    ],
)
def test_wrong_names_are_said(tmp_path: Path, remove: str, says: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        load(_overlay(tmp_path, f"remove = {remove}\n"))
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_who_takes_all_away_is_named(tmp_path: Path) -> None:
    path = _overlay(tmp_path, 'remove = ["procedures.card"]\n')
    with pytest.raises(ScenarioError) as wrong:
        load(path)
    assert str(wrong.value) == f"{path}: procedures: must have at least 1 entry"


def test_only_a_file_that_extends_another_takes_away(tmp_path: Path) -> None:
    path = tmp_path / "alone.toml"
    path.write_text('remove = ["counters.health"]\n' + BASE, encoding="utf-8")
    with pytest.raises(ScenarioError, match="only a file that extends another can take tables away"):
        load(path)
