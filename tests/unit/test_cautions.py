"""What is said of a scenario before it is run."""

from pathlib import Path
from typing import Any

import pytest

import tvsim
from tests.scenario_files import small_file
from tvsim.cautions import EmptyStartWarning, OverloadWarning, cautions, cautions_of
from tvsim.scenario import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def kinds(folder: Path, *settings: str, old: str = "", new: str = "") -> list[type[Warning]]:
    return [type(caution) for caution in cautions(load(small_file(folder, old, new), settings).plan)]


def test_an_empty_start_is_warned_of(tmp_path: Path) -> None:
    """One day of warm-up, one open case or nothing for a back office to do is enough to say that it is meant."""
    empty = "period.warm_up_days=0"
    assert kinds(tmp_path, empty) == [EmptyStartWarning]
    assert kinds(tmp_path, "period.warm_up_days=1") == []
    assert kinds(tmp_path, empty, "agencies.justice.backlog=1") == []
    assert kinds(tmp_path, empty, "procedure_defaults.at_once=1") == []
    assert kinds(tmp_path, "agencies.health.backlog=10", old="warm_up_days = 7\n") == []


def test_beside_it_each_overload(tmp_path: Path) -> None:
    found = kinds(tmp_path, "period.warm_up_days=0", "agencies.justice.reviewers=0", "agencies.health.reviewers=0")
    assert found == [EmptyStartWarning, OverloadWarning, OverloadWarning]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_no_shipped_scenario_starts_empty(path: Path) -> None:
    assert not any(isinstance(caution, EmptyStartWarning) for caution in cautions(load(path).plan))


def test_of_several_each_with_the_name_of_its_scenario(tmp_path: Path) -> None:
    calm, busy = load(small_file(tmp_path)), load(small_file(tmp_path), ["agencies.health.reviewers=0"])
    alone = cautions_of([busy])
    assert list(map(str, alone)) == list(map(str, cautions(busy.plan)))
    both = cautions_of([calm, busy, busy])
    assert [(type(each), str(each)) for each in both] == [(OverloadWarning, f"small: {alone[0]}")]


@pytest.mark.parametrize("ask", [lambda one, other: tvsim.compare([one, other], replications=1), tvsim.explain])
def test_comparing_and_explaining_warn_as_running_does(tmp_path: Path, ask: Any) -> None:
    calm, busy = load(small_file(tmp_path)), load(small_file(tmp_path), ["agencies.health.reviewers=0"])
    with pytest.warns(OverloadWarning, match=r"^small: .*health"):
        ask(calm, busy)
