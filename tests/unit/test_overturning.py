"""Whether a wrong assumption would overturn what is said of a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

import tvsim
from tests.scenario_files import write
from tests.unit.test_sensitivity import RANGED
from tvsim.experiment.assumptions import assumptions
from tvsim.experiment.kept_studies import studies_in
from tvsim.experiment.overturning import AtAnEnd, Overturning, overturning
from tvsim.language import Language
from tvsim.paper.contents import overturned
from tvsim.paper.evidence import Evidence
from tvsim.statistics import Estimate

FIGURE = "wait_mean_min"


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[tvsim.Scenario, tvsim.Scenario]:
    base = tvsim.load(write(tmp_path_factory.mktemp("plans"), "ranged.toml", RANGED))
    return base, base.with_({"counters.health.officers": 2, "name": "Two officers"})


@pytest.fixture(scope="module")
def folder(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    tvsim.compare(plans, replications=8, seed=4, folder=place)
    for plan in plans:
        tvsim.sensitivity(plan, replications=6, seed=4, folder=place)
    return place


def found_in(folder: Path) -> Overturning:
    found = Evidence.read(folder).overturning
    assert found is not None
    return found


def test_each_end_is_what_a_comparison_there_finds(plans: tuple[tvsim.Scenario, tvsim.Scenario], folder: Path) -> None:
    found = found_in(folder)
    assert found.replications == 6
    assert [each.path for each in found.assumptions] == [each.path for each in assumptions(plans[0])]
    assert len(found.ends) == 8
    (end,) = (
        each for each in found.ends if each.assumption.path.startswith("procedure_defaults.int") and each.value == 8
    )
    moved = [plan.with_({"procedure_defaults.intake_min.mean": 8}) for plan in plans]
    difference = tvsim.compare(moved, replications=6, seed=4).difference("ranged (2)", "all", FIGURE)
    assert difference is not None
    at_end = end.differences[FIGURE]
    assert (at_end.value, at_end.low, at_end.high) == (difference.value, difference.low, difference.high)


def test_what_is_no_longer_certain_by_hand(plans: tuple[tvsim.Scenario, tvsim.Scenario]) -> None:
    assumption = assumptions(plans[0])[0]
    intervals = ((-3, -1), (-1, 0), (-1, 1), (1, 3))
    ends = tuple(AtAnEnd(assumption, at, {FIGURE: Estimate(0, *each, 5)}) for at, each in enumerate(intervals))
    found = Overturning(5, ends)
    assert [end.value for end, _ in found.against(FIGURE, -2.0)] == [1, 2, 3]
    assert [end.value for end, _ in found.against(FIGURE, 2.0)] == [0, 1, 2]


def test_it_is_said_where_it_holds_and_where_it_does_not(folder: Path) -> None:
    evidence = Evidence.read(folder)
    said = "\n".join(overturned(evidence, Language("en")))
    assert "Each of 4 assumptions was moved alone to both ends of its range" in said
    assert "(6 replications of each)" in said
    assert "holds at every end, by its interval: Mean wait" in said
    found = evidence.overturning
    assert found is not None
    end = found.ends[0]
    doubtful = Overturning(
        6, (AtAnEnd(end.assumption, end.value, dict.fromkeys(end.differences, Estimate(-0.5, -1.25, 0.25, 6))),)
    )
    evidence.__dict__["overturning"] = doubtful
    said = "\n".join(overturned(evidence, Language("en")))
    assert "Mean wait: the difference is no longer certain, or turns round, where “" in said
    assert "” is 1 and not 1: −0.5 min (−1.2 to +0.2)." in said
    assert "holds at every end" not in said
    assert "không còn chắc chắn" in "\n".join(overturned(evidence, Language("vi")))


def test_what_is_not_there_is_said_to_be_untried(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    """No study of the assumptions; that of one scenario alone; those of other seeds; and of one replication."""
    tvsim.compare(plans, replications=4, seed=4, folder=tmp_path)
    untried = "Whether a wrong assumption would overturn it was not tried"
    for plan, seed, count in ((plans[0], 4, 2), (plans[1], 5, 2), (plans[0], 6, 1), (plans[1], 6, 1)):
        evidence = Evidence.read(tmp_path)
        assert evidence.overturning is None
        assert next(overturned(evidence, Language("en"))).startswith(untried)
        tvsim.sensitivity(plan, replications=count, seed=seed, folder=tmp_path)
    assert Evidence.read(tmp_path).overturning is None
    tvsim.sensitivity(plans[1], replications=2, seed=4, folder=tmp_path)
    files = Evidence.read(tmp_path).study.files
    found = overturning(studies_in(tmp_path)[0], (files[0], files[1]), plans[0], [FIGURE])
    assert found is not None
    assert found.replications == 2
