"""What is varied, as it is written, and the points of a design."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.scenario_files import small_file
from tvsim.experiment.designs import filling, grid, points_of, whole_between
from tvsim.experiment.varied import Varied, of_python, officers_place, parse_varied, value_at, varied
from tvsim.scenario import ScenarioError, load


def values(text: str) -> tuple[Any, ...]:
    return parse_varied(text, "--vary").values


# what is written


def test_decimals_are_exact() -> None:
    """0.1 + 0.1 + 0.1 is 0.30000000000000004 in binary; the third value is 0.3."""
    assert values("channels.online.share=0.1:0.9:0.1") == (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.b=2:6", (2, 3, 4, 5, 6)),
        ("a.b = 2 : 6 : 2", (2, 4, 6)),
        ("a.b=-2:2:2", (-2, 0, 2)),
        ("a.b=3:3", (3,)),
        ("a.b=0:1:0.5", (0.0, 0.5, 1.0)),
        ("a.b=1,2,5", (1, 2, 5)),
        ("a.b=7", (7,)),
        ("a.b=0.5,1", (0.5, 1)),
        ("a.b=serve,hold", ("serve", "hold")),
        ("a.b=true,false", (True, False)),
        ("a.b=14:00,15:00", ("14:00", "15:00")),
        ("a.b=1e3:2e3:5e2", (1000, 1500, 2000)),
    ],
)
def test_ranges_and_lists(text: str, expected: tuple[Any, ...]) -> None:
    found = values(text)
    assert found == expected
    assert [type(each) for each in found] == [type(each) for each in expected]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("channels.online.share", "must be written path=values, with a range such as 0.1:0.9:0.1"),
        ("=1:2", "must be written path=values"),
        ("a.b=", "must be written path=values"),
        ("a.b=0.1:0.9", "--vary: a.b = 0.1:0.9: needs a step, such as 0.1:0.9:0.1"),
        ("a.b=0.1:0.95:0.1", "--vary: a.b = 0.1:0.95:0.1: its steps end at 0.9, not at 0.95"),
        ("a.b=6:2", "a.b = 6:2: must rise from its first number to its second by a step above 0"),
        ("a.b=2:6:0", "must rise from its first number to its second by a step above 0"),
        ("a.b=2:6:-1", "must rise from its first number to its second by a step above 0"),
        ("a.b=1:2:3:4", "a.b = 1:2:3:4: must be a range such as 0.1:0.9:0.1, whole numbers such as 2:6, or a list"),
        ("a.b=x:y", "a.b = x:y: must be a range"),
        ("a.b=nan:inf:1", "a.b = nan:inf:1: must be a range"),
        ("a.b=nan", "a.b = nan: must be a range"),
        ("a.b=1,inf", "a.b = 1,inf: must be a range"),
        ("a.b=1,,2", "a.b = 1,,2: must be a range"),
        ("a.b=1,2,1", "a.b = 1,2,1: names 1 twice"),
        ("a.b=1:1e9", "a.b = 1:1e9: has more than 10,000 values"),
        ("a.b=0:1e999:1e-999", "a.b = 0:1e999:1e-999: has more than 10,000 values"),
        ("a b=1:2", 'must be a path such as counters.transport.roster[0].officers'),
        ("extends=1:2", "--vary: extends: cannot be changed here"),
    ],
)  # fmt: skip
def test_what_is_written_otherwise_is_refused(text: str, says: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        parse_varied(text, "--vary")
    (message,) = refused.value.messages
    assert says in message


def test_a_range_to_be_filled_has_two_ends() -> None:
    axis = parse_varied("channels.online.share=0.1:0.9", "--vary", spread=True)
    assert (axis.low, axis.high, axis.values) == (0.1, 0.9, ())
    assert varied("demand.factor", [0.5, 2], "vary", spread=True).high == 2


@pytest.mark.parametrize("what", ["0.1:0.9:0.1", "0.1,0.9,1", "0.9:0.1", "1:1", "a:b", "0:1e400"])
def test_other_ranges_to_be_filled_are_refused(what: str) -> None:
    with pytest.raises(ScenarioError, match=r"must be a range low:high, such as 0\.1:0\.9"):
        parse_varied(f"demand.factor={what}", "--vary", spread=True)


def test_a_range_of_officers_has_whole_ends() -> None:
    with pytest.raises(ScenarioError, match="must be a range of whole numbers, such as 2:6"):
        parse_varied("counters.health.officers=1.5:3", "--vary", spread=True)


def test_numbers_of_numpy_are_plain_ones() -> None:
    found = varied(*of_python("a.b", np.arange(3)), "vary").values
    assert found == (0, 1, 2)
    assert {type(each) for each in found} == {int}


# whose officers

TWO_GROUPS = """
[counters.second]
agencies = ["health", "justice"]
officers = 1
site = "other"
[sites.centre]
home_share = 0.5
[sites.other]
home_share = 0.5
"""


def test_officers_are_those_of_the_only_group_that_serves_an_agency(tmp_path: Path) -> None:
    scenario = load(small_file(tmp_path, "[counters.health]", "[counters.desk_one]"))
    for key in ("health", "desk_one"):
        assert officers_place(scenario, key, "--officers") == "counters.desk_one.officers"


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("helth", '--officers = "helth": there is no such counter group or agency; did you mean "health"?'),
        (
            "justice",
            '--officers = "justice": a roster says how many officers are there in its blocks; vary '
            "counters.justice.roster[0].officers (and counters.justice.officers outside of them) with --vary",
        ),
    ],
)
def test_officers_that_cannot_be_varied_so(tmp_path: Path, key: str, expected: str) -> None:
    with pytest.raises(ScenarioError) as refused:
        officers_place(load(small_file(tmp_path)), key, "--officers")
    assert refused.value.messages == (expected,)


def test_an_agency_of_several_groups_is_asked_for_again(tmp_path: Path) -> None:
    text = '[counters.first]\nagencies = ["health"]\nofficers = 1\nsite = "centre"'
    old = '[counters.health]\nagencies = ["health"]\nofficers = 1'
    path = small_file(tmp_path, old, text + TWO_GROUPS)
    scenario = load(path, ["counters.justice.site=centre"])
    with pytest.raises(ScenarioError, match="is served by several counter groups; name one of them: first, second"):
        officers_place(scenario, "health", "--officers")


# what the scenario has there


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("counters.health.officers", 1),
        ("procedures.records.work_min.mean", 30),
        ("procedure_defaults.intake_min.mean", 10),
        ("demand.factor", 1.0),
        ("counters.health.at_lunch", "hold"),
        ("counters.justice.roster", None),
        ("counters.nobody.officers", None),
    ],
)
def test_what_the_scenario_has_at_a_place(tmp_path: Path, place: str, expected: Any) -> None:
    assert value_at(load(small_file(tmp_path)), place) == expected


# designs


def test_a_grid_has_all_combinations_the_last_place_changing_fastest() -> None:
    design = grid([Varied("a.b", (1, 2)), Varied("c.d", ("x", "y", "z"))])
    assert design.points == ((1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z"))
    assert design.changes(4) == {"a.b": 2, "c.d": "y"}


def test_a_grid_has_a_largest_size() -> None:
    axes = [Varied(f"a.{letter}", tuple(range(101))) for letter in "bc"]
    with pytest.raises(ScenarioError, match="a sweep must have at most 10,000 points, not 10,201"):
        grid(axes)


def test_nothing_and_the_same_twice_are_refused() -> None:
    with pytest.raises(ScenarioError, match="something to vary"):
        grid([])
    with pytest.raises(ScenarioError, match=r"a\.b: is varied twice"):
        grid([Varied("a.b", (1,)), Varied("a.b", (2,))])


AXES = [Varied("channels.online.share", (), 0.1, 0.9), Varied("demand.factor", (), 1, 3)]


def test_a_latin_hypercube_has_one_point_in_each_stratum_of_each_place() -> None:
    design = filling("lhs", AXES, 40, seed=5)
    for column, axis in zip(np.array(design.points).T, AXES, strict=True):
        assert axis.low is not None
        assert axis.high is not None
        strata = np.floor((column - axis.low) / (axis.high - axis.low) * 40).astype(int)
        assert sorted(strata) == list(range(40))


def test_a_sobol_sequence_of_a_power_of_2_has_as_many_points_in_each_half_and_quarter() -> None:
    unit = (np.array(filling("sobol", AXES, 64, seed=5).points) - [0.1, 1]) / [0.8, 2]
    for column in unit.T:
        assert np.histogram(column, 4, (0, 1))[0].tolist() == [16] * 4
    assert np.histogram2d(*unit.T, 2, [[0, 1], [0, 1]])[0].tolist() == [[16, 16], [16, 16]]


@pytest.mark.parametrize("kind", ["lhs", "sobol"])
def test_the_same_seed_gives_the_same_points_and_another_others(kind: Any) -> None:
    one, same, other = (filling(kind, AXES, 16, seed).points for seed in (5, 5, 6))
    assert one == same
    assert not set(one) & set(other)


@pytest.mark.filterwarnings("error")
def test_a_number_that_is_no_power_of_2_is_said_in_words() -> None:
    (remark,) = filling("sobol", AXES, 20, seed=5).remarks
    assert remark.endswith("with a power of 2 of points, such as 16 or 32, and less evenly with 20")
    assert filling("sobol", AXES, 16, seed=5).remarks == ()
    assert filling("lhs", AXES, 20, seed=5).remarks == ()


def test_only_whole_numbers_where_only_they_may_stand_each_as_often() -> None:
    """Of 40 strata each of the numbers 2 to 6 has eight."""
    design = filling("lhs", [Varied("counters.health.officers", (), 2, 6)], 40, seed=5)
    drawn = [point[0] for point in design.points]
    assert {type(each) for each in drawn} == {int}
    assert [drawn.count(number) for number in range(1, 8)] == [0, 8, 8, 8, 8, 8, 0]
    assert whole_between(np.array([0.0, 0.999999, 1.0]), 2, 6) == [2, 6, 6]


@pytest.mark.parametrize(
    ("count", "says"),
    [(0, "points must be from 1 to 10,000, not 0"), (10_001, "points must be from 1 to 10,000, not 10001")],
)
def test_points_have_bounds(count: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        points_of(count)
    assert points_of(None) == 64
