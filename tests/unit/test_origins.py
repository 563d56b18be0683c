"""Where numbers come from."""

from pathlib import Path

import pytest

from tests.scenario_files import small_file, write
from tvsim.scenario import Scenario, ScenarioError, load


def source(scenario: Scenario, path: str) -> str:
    return scenario.origins[path].source


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return load(small_file(tmp_path))


def test_the_closest_source_holds(small: Scenario) -> None:
    assert source(small, "counters.health.officers") == "counted in March"
    assert source(small, "calendar.hours.mon-fri[0]") == "notice at the door"
    assert source(small, "counters.justice.officers") == "duty roster"
    assert source(small, "procedures.records.work_min.mean") == "diary"
    assert source(small, "procedures.records.work_min.cv") == "counted in March"


def test_a_value_from_the_defaults_keeps_their_source(small: Scenario) -> None:
    assert source(small, "procedures.licences.intake_min.mean") == "stop watch"
    assert source(small, "procedures.licences.days") == "stop watch"
    assert source(small, "procedures.records.days") == "counted in March"


def test_range_and_note(small: Scenario) -> None:
    origin = small.origins["counters.justice.officers"]
    assert (origin.low, origin.high, origin.note) == (1, 3, "3 on Mondays")
    assert small.plan.counters["justice"].officers == 2


def test_what_an_overlay_changes_never_keeps_the_source_of_the_base(tmp_path: Path) -> None:
    small_file(tmp_path)
    text = """\
    extends = "small.toml"
    [counters.health]
    officers = 3
    [counters.justice]
    source = "new roster"
    officers = 4
    [procedure_defaults]
    intake_min = { mean = { value = 12, source = "a guess" }, cv = 0.3 }
    """
    scenario = load(write(tmp_path, "more.toml", text))
    assert source(scenario, "counters.health.officers") == "set in more.toml"
    assert source(scenario, "counters.justice.officers") == "new roster"
    assert scenario.origins["counters.justice.officers"].low is None
    assert source(scenario, "counters.justice.roster[0].officers") == "counted in March"
    assert source(scenario, "procedures.licences.intake_min.mean") == "a guess"
    assert source(scenario, "procedures.licences.intake_min.cv") == "set in more.toml"
    assert scenario.origins["counters.health.officers"].file == str(tmp_path / "more.toml")
    assert scenario.origins["counters.health.agencies[0]"].file == str(tmp_path / "small.toml")


def test_a_source_at_the_top_of_an_overlay_holds_for_all_it_says(tmp_path: Path) -> None:
    small_file(tmp_path)
    overlay = write(
        tmp_path,
        "o.toml",
        'extends = "small.toml"\nsource = "minutes of the meeting"\n[agencies.health]\nreviewers = 9\n',
    )
    scenario = load(overlay)
    assert source(scenario, "agencies.health.reviewers") == "minutes of the meeting"
    assert source(scenario, "agencies.justice.reviewers") == "counted in March"


def test_a_source_may_stand_beside_tables_that_the_planner_names(tmp_path: Path) -> None:
    scenario = load(small_file(tmp_path, "[agencies.health]", '[agencies]\nsource = "staff plan"\n[agencies.health]'))
    assert source(scenario, "agencies.health.reviewers") == "staff plan"
    assert list(scenario.plan.agencies) == ["health", "justice"]


def test_what_is_set_by_hand_says_so(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    scenario = load(
        path, ["counters.health.officers=3", 'agencies.health.reviewers={ value = 2, source = "the head" }']
    )
    assert source(scenario, "counters.health.officers") == "set by hand"
    assert scenario.origins["counters.health.officers"].file == "--set"
    assert source(scenario, "agencies.health.reviewers") == "the head"
    changed = scenario.with_({"counters.health.officers": 4})
    assert source(changed, "counters.health.officers") == "set by hand"
    assert changed.origins["counters.health.officers"].file == "with_"


def test_the_register_has_every_number_once(small: Scenario) -> None:
    register = small.register()
    assert list(register.columns) == ["path", "value", "source", "file"]
    assert register["path"].is_unique
    rows = register.set_index("path")
    assert rows.loc["counters.justice.officers", ["value", "source"]].tolist() == [2, "duty roster"]
    assert rows.loc["counters.health.wrap_up_min", "value"] == 1
    assert rows.loc["targets.wait_min"].tolist() == [15.0, "default", ""]
    assert rows.loc["deadlines.cut_off"].tolist() == ["15:00", "default", ""]
    assert rows.loc["procedures.records.field_days"].tolist() == [0.0, "default", ""]
    assert rows.loc["calendar.hours.mon-fri", "value"] == ["08:00-12:00", "13:00-17:00"]
    assert "name" not in rows.index


def test_numbers_of_a_list_with_sources_of_their_own_are_rows_of_their_own(tmp_path: Path) -> None:
    flawed = 'days = 3\nflawed = { counter = [0.2, { value = 0.1, source = "a study" }] }\n'
    register = load(small_file(tmp_path, "days = 3\n", flawed)).register().set_index("path")
    assert register.loc["procedures.records.flawed.counter[0]", "source"] == "counted in March"
    assert register.loc["procedures.records.flawed.counter[1]", "source"] == "a study"


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ('{ value = 2, sorce = "x" }', '.sorce = "x": unknown key beside a value; did you mean "source"?'),
        ("{ value = 2, source = 3 }", ".source = 3: must be a text in quotes that says where the numbers come from"),
        (
            '{ value = 2, source = " " }',
            '.source = " ": must be a text in quotes that says where the numbers come from',
        ),
        ("{ value = 2, range = [3, 1] }", ".range = [3, 1]: must be [lowest, highest], two numbers"),
        ("{ value = 2, range = 3 }", ".range = 3: must be [lowest, highest], two numbers"),
        ("{ value = 2, range = [3, 4] }", ".range = [3, 4]: must be a range that holds the value 2"),
        ("{ value = 2, note = 1 }", ".note = 1: must be a text in quotes"),
    ],
)
def test_what_stands_beside_a_value_is_checked(tmp_path: Path, written: str, line: str) -> None:
    path = small_file(tmp_path, "officers = 1\n", f"officers = {written}\n")
    with pytest.raises(ScenarioError) as refused:
        load(path)
    assert refused.value.messages == (f"{path}: counters.health.officers{line}",)
