"""Reading files, overlays, defaults and changes."""

import datetime as dt
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tvsim
from tests.scenario_files import SMALL, small_file, write
from tvsim.language import Language, speaking
from tvsim.scenario import Scenario, ScenarioError, load


def messages(path: Path | str, *settings: str) -> list[str]:
    """Lines with which a scenario is refused, without the folder of the file."""
    with pytest.raises(ScenarioError) as refused:
        load(path, settings)
    folder = str(Path(path).parent)
    return [message.replace(f"{folder}/", "").replace(folder, ".") for message in refused.value.messages]


@pytest.fixture
def small(tmp_path: Path) -> Scenario:
    return load(small_file(tmp_path))


def test_a_plain_file(small: Scenario) -> None:
    assert small.name == "small"
    assert small.title("vi") == small.title("en") == "small"
    assert small.plan.period.start == dt.date(2025, 3, 3)
    assert small.plan.counters["justice"].officers == 2


def test_it_is_the_load_of_the_package() -> None:
    assert tvsim.load is load


def test_defaults_lie_under_every_table_of_their_kind(small: Scenario) -> None:
    procedures = small.plan.procedures
    assert procedures["licences"].intake_min.mean == procedures["records"].intake_min.mean == 10
    assert procedures["licences"].days == 5
    assert procedures["records"].days == 3
    assert [group.wrap_up_min.mean for group in small.plan.counters.values()] == [1, 1]


def test_an_overlay_changes_only_what_it_names(tmp_path: Path) -> None:
    small_file(tmp_path)
    overlay = write(tmp_path, "more.toml", 'extends = "small.toml"\n[counters.health]\nofficers = 4\n')
    plan = load(overlay).plan
    assert plan.counters["health"].officers == 4
    assert plan.counters["health"].agencies == ["health"]
    assert plan.counters["justice"].officers == 2


def test_overlays_of_overlays_in_other_folders(tmp_path: Path) -> None:
    small_file(tmp_path, name="base/small.toml")
    write(tmp_path, "middle.toml", 'extends = "base/small.toml"\nseed = 5\nreplications = 7\n')
    top = write(tmp_path, "deep/top.toml", 'extends = "../middle.toml"\nseed = 6\n')
    scenario = load(top)
    assert (scenario.plan.seed, scenario.plan.replications) == (6, 7)
    assert [Path(file).name for file in scenario.files] == ["small.toml", "middle.toml", "top.toml"]


def test_what_is_extended_may_be_a_shipped_scenario_by_its_name(tmp_path: Path) -> None:
    scenario = load(write(tmp_path, "more.toml", 'extends = "baseline"\ncounters.transport.officers = 6\n'))
    assert scenario.plan.counters["transport"].officers == 6
    assert scenario.with_({"counters.transport.officers": 4}).plan == load("baseline").plan


@pytest.mark.parametrize("place", ["", "plans/"])
def test_a_shipped_scenario_that_is_named_as_a_file_elsewhere_is_told_by_its_name(tmp_path: Path, place: str) -> None:
    write(tmp_path, "small.toml", f'extends = "{place}baseline.toml"\n')
    told = (
        f'small.toml: extends = "{place}baseline.toml": there is no file {place}baseline.toml; '
        'the scenario that comes with tvsim is extended by its name alone: "baseline"'
    )
    assert messages(tmp_path / "small.toml") == [told]


def test_a_file_of_that_name_beside_it_goes_before_a_shipped_scenario(tmp_path: Path) -> None:
    small_file(tmp_path, name="baseline")
    scenario = load(write(tmp_path, "more.toml", 'extends = "baseline"\nseed = 5\n'))
    assert [Path(file).name for file in scenario.files] == ["baseline", "more.toml"]


def test_a_duration_is_replaced_as_a_whole(tmp_path: Path) -> None:
    small_file(tmp_path)
    overlay = write(
        tmp_path,
        "o.toml",
        'extends = "small.toml"\nprocedure_defaults.intake_min = { low = 5, high = 9, distribution = "uniform" }\n',
    )
    intake = load(overlay).plan.procedures["licences"].intake_min
    assert (intake.low, intake.high, intake.mean, intake.cv) == (5, 9, None, None)


def test_lists_and_profiles_are_replaced_as_a_whole(tmp_path: Path) -> None:
    small_file(tmp_path, new='[channels.counter.arrivals_by_time]\n"08:00-12:00" = 1\n')
    text = 'extends = "small.toml"\n[channels.counter.arrivals_by_time]\n"13:00-17:00" = 1\n'
    text += "[counters.justice]\nroster = []\n"
    plan = load(write(tmp_path, "o.toml", text)).plan
    profile = plan.channels.counter.arrivals_by_time
    assert profile is not None
    assert [str(block) for block, _ in profile.weights(0)] == ["13:00-17:00"]
    assert plan.counters["justice"].roster == []


def test_weekdays_are_merged_by_the_day(tmp_path: Path) -> None:
    small_file(tmp_path)
    text = 'extends = "small.toml"\n[calendar.hours]\nfri = ["08:00-12:00"]\nsat = ["08:00-11:00"]\n'
    hours = load(write(tmp_path, "o.toml", text)).plan.calendar.hours
    assert [len(hours.blocks(day)) for day in range(7)] == [2, 2, 2, 2, 1, 1, 0]


def test_an_overlay_of_defaults_does_not_reach_what_tables_say_themselves(tmp_path: Path) -> None:
    small_file(tmp_path)
    plan = load(write(tmp_path, "o.toml", 'extends = "small.toml"\nprocedure_defaults.days = 9\n')).plan
    assert (plan.procedures["licences"].days, plan.procedures["records"].days) == (9, 3)


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode())
    assert load(path).plan.seed == 1


def test_a_plain_name_is_looked_up_among_the_shipped_scenarios(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small_file(tmp_path, name="scenarios/mine.toml")
    assert load("mine").path == Path("scenarios/mine.toml")
    assert messages("yours") == ["yours: there is no such file"]


# Files that cannot be read


def test_files_that_extend_one_another_in_a_circle(tmp_path: Path) -> None:
    write(tmp_path, "a.toml", 'extends = "b.toml"\n')
    write(tmp_path, "b.toml", 'extends = "a.toml"\n')
    assert messages(tmp_path / "a.toml") == ['b.toml: extends = "a.toml": the files extend one another in a circle']
    write(tmp_path, "c.toml", 'extends = "c.toml"\n')
    assert messages(tmp_path / "c.toml") == ['c.toml: extends = "c.toml": the files extend one another in a circle']


def test_a_chain_that_is_too_long(tmp_path: Path) -> None:
    small_file(tmp_path, name="0.toml")
    for number in range(1, 22):
        write(tmp_path, f"{number}.toml", f'extends = "{number - 1}.toml"\n')
    assert load(tmp_path / "19.toml").plan.seed == 1
    assert messages(tmp_path / "20.toml") == ['1.toml: extends = "0.toml": more than 20 files extend one another']


@pytest.mark.parametrize(
    ("extends", "line"),
    [
        ('"nowhere.toml"', 'a.toml: extends = "nowhere.toml": there is no file ./nowhere.toml'),
        ("3", 'a.toml: extends = 3: must be a file name in quotes, such as "baseline.toml"'),
        ('""', 'a.toml: extends = "": must be a file name in quotes, such as "baseline.toml"'),
        ('"\\u0000"', 'a.toml: extends = "\\u0000": is no file name'),
        ('"."', 'a.toml: extends = ".": there is no file .'),
    ],
)
def test_files_to_extend_that_are_none(tmp_path: Path, extends: str, line: str) -> None:
    found = messages(write(tmp_path, "a.toml", f"extends = {extends}\n"))
    assert [each.replace("./", "") for each in found] == [line.replace("./", "")]


def test_files_that_are_no_text(tmp_path: Path) -> None:
    assert messages(tmp_path / "none.toml") == ["none.toml: there is no such file"]
    (tmp_path / "folder").mkdir()
    assert messages(tmp_path / "folder") == ["folder: is a folder, not a scenario file"]
    (tmp_path / "latin.toml").write_bytes('name = "a"\n# Trà Vinh\n'.encode("latin-1"))
    assert messages(tmp_path / "latin.toml") == [
        "latin.toml: line 2: is not text in UTF-8; save the file with the encoding UTF-8"
    ]
    (tmp_path / "nul.toml").write_bytes(b'name = "\0"\n')
    assert messages(tmp_path / "nul.toml") == [
        "nul.toml: line 1, column 9: is not valid TOML: illegal character '\\x00'"
    ]
    assert messages("a\0b") == ["a\\x00b: there is no such file"]


@pytest.mark.parametrize("text", ["", "\n \n", "# Tomorrow.\n", "\ufeff# [period]\n"])
def test_a_file_that_holds_nothing(tmp_path: Path, text: str) -> None:
    """Said once, also where another file extends it: not as every key that is missing."""
    line = (
        'a.toml: holds nothing: it is empty, or has comments alone; a scenario file says "name", "period", "calendar", '
        '"agencies", "counters" and "procedures", or extends another one, such as extends = "baseline"'
    )
    assert messages(write(tmp_path, "a.toml", text)) == [line]
    assert messages(write(tmp_path, "b.toml", 'extends = "a.toml"\nname = "b"\n')) == [line]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("seed = \n", "a.toml: line 1, column 8: is not valid TOML: invalid value"),
        ("\n[x\n", "a.toml: line 2, column 3: is not valid TOML: expected ']' at the end of a table declaration"),
        ("a = 1\na = 2\n", "a.toml: line 2, column 6: is not valid TOML: cannot overwrite a value"),
        ('a = "x', "a.toml: line 1: is not valid TOML: unterminated string"),
        (f"a = {'[' * 3000}", "a.toml: lists or tables stand in one another too deeply"),
        (f"{'a.' * 3000}a = 1", "a.toml: lists or tables stand in one another too deeply"),
        (f"a = {'9' * 5000}", "a.toml: holds a number or date that cannot be read"),
    ],
)
def test_syntax_errors_have_line_and_column(tmp_path: Path, text: str, line: str) -> None:
    assert messages(write(tmp_path, "a.toml", text)) == [line]


# Changes


def test_settings(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    settings = [
        "counters.justice.roster[0].officers=5",
        "counters.health.at_closing=dismiss",
        "counters.health.turn_away.queue=20",
        "procedures.records.work_min={ mean = 20, cv = 1 }",
        "procedure_defaults.days=4",
        "calendar.hours.sat=['08:00-11:00']",
        'deadlines.cut_off="14:00"',
        "agencies.health.sign_off.times=[10:00, 15:00]",
        "period.end=2025-03-21",
    ]
    wrong = [setting for setting in settings if "10:00" in setting]
    assert messages(path, *wrong) == [
        '--set: agencies.health.sign_off.times = "[10:00, 15:00]": must be a list, such as [1, 2]'
    ]
    plan = load(path, [setting for setting in settings if setting not in wrong]).plan
    assert plan.counters["justice"].roster[0].officers == 5
    assert plan.counters["health"].at_closing == "dismiss"
    assert plan.counters["health"].turn_away is not None
    assert plan.counters["health"].turn_away.queue == 20
    assert plan.procedures["records"].work_min.mean == 20
    assert plan.procedures["licences"].days == 4
    assert plan.calendar.hours.blocks(5) != []
    assert plan.deadlines.cut_off == 14 * 60
    assert plan.period.end == dt.date(2025, 3, 21)


def test_a_list_from_defaults_can_be_changed_in_one_group(tmp_path: Path) -> None:
    path = small_file(
        tmp_path, "wrap_up_min = 1", 'roster = [{ days = "tue", hours = "08:00-09:00", officers = 7 }]\nwrap_up_min = 1'
    )
    counters = load(path, ["counters.health.roster[0].officers=8"]).plan.counters
    assert counters["health"].roster[0].officers == 8
    assert counters["justice"].roster[0].officers == 3


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("counters.helth.officers=3", '--set: counters.helth: there is none of this name; did you mean "health"?'),
        ("counters.health.oficers=3", '--set: counters.health.oficers: unknown key; did you mean "officers"?'),
        ("contrs.health.officers=3", '--set: contrs: unknown key; did you mean "counters"?'),
        ("counters.justice.roster[1].officers=3", "--set: counters.justice.roster[1]: the list has entries 0 to 0"),
        (
            "counters.health.roster[0].officers=3",
            "--set: counters.health.roster: is not written, and has no entries",
        ),
        ("seed.x=3", '--set: seed: is no table, and has no key "x"'),
        ("period.start.x=3", '--set: period.start = 2025-03-03: is no table, and has no key "x"'),
        ("counters.health.officers=-1", "--set: counters.health.officers = -1: must be from 0 to 100,000"),
        (
            "counters.health.officers=two",
            '--set: counters.health.officers = "two": must be a whole number, from 0 to 100,000',
        ),
        ("counters.health.officers", '--set: "counters.health.officers": must be written path=value'),
        ("=3", '--set: "=3": must be written path=value'),
        ("a..b=3", '--set: "a..b": must be a path such as counters.transport.roster[0].officers'),
        ("a.=3", '--set: "a.": must be a path such as counters.transport.roster[0].officers'),
        ("[0]=3", '--set: "[0]": must be a path such as counters.transport.roster[0].officers'),
        ("extends=x.toml", "--set: extends: cannot be changed here; write another file that extends it"),
        ("seed=1\nx=2", '--set: seed = "1\\nx=2": must be a whole number, at least 0'),
    ],
)
def test_settings_that_lead_nowhere(tmp_path: Path, setting: str, line: str) -> None:
    assert messages(small_file(tmp_path), setting) == [line]


def test_all_wrong_settings_are_named(tmp_path: Path) -> None:
    assert len(messages(small_file(tmp_path), "a=1", "b=2")) == 2


def test_with_makes_another_scenario(small: Scenario) -> None:
    changed = small.with_({"counters.health.officers": 3}, period={"follow_up_days": 10})
    assert (changed.plan.counters["health"].officers, changed.plan.period.follow_up_days) == (3, 10)
    assert (small.plan.counters["health"].officers, small.plan.period.follow_up_days) == (1, 0)
    again = changed.with_(seed=np.int64(7))
    assert (again.plan.seed, again.plan.counters["health"].officers) == (7, 3)


def test_with_takes_whole_new_tables(small: Scenario) -> None:
    changed = small.with_(
        {
            "agencies.tax": {"reviewers": 1, "sign_off": {"times": ["10:00"]}},
            "counters.health.agencies": ("health", "tax"),
            "procedures.fees": {"agency": "tax", "per_year": 10},
        }
    )
    assert changed.plan.procedures["fees"].days == 5
    assert (
        small.with_({"counters.health.turn_away": {"queue": 3}}).with_({"counters.health.turn_away": None}).plan
        == small.plan
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (3, 'changes must be a mapping such as {"counters.transport.officers": 3}, not 3'),
        ("seed=1", 'changes must be a mapping such as {"counters.transport.officers": 3}, not "seed=1"'),
        ({3: 4}, 'a place must be a text such as "counters.transport.officers", not 3'),
    ],
)
def test_with_takes_only_mappings_of_places(small: Scenario, changes: Any, says: str) -> None:
    with pytest.raises(TypeError) as raised:
        small.with_(changes)
    assert str(raised.value) == says


def test_a_table_that_stands_in_itself_is_refused(small: Scenario) -> None:
    table: dict[str, object] = {"reviewers": 1}
    table["sign_off"] = table
    with pytest.raises(ScenarioError) as refused:
        small.with_({"agencies.health": table})
    assert str(refused.value) == "with_: agencies.health: lists or tables stand in one another too deeply"


@pytest.mark.parametrize(("path", "named"), [(None, "none"), (3, "3"), (b"..", "b'..'")])
def test_only_texts_and_paths_can_be_loaded(path: Any, named: str) -> None:
    with pytest.raises(TypeError) as raised:
        load(path)
    assert str(raised.value) == f"path must be a text or a Path, not {named}"


@pytest.mark.parametrize(("settings", "named"), [("seed=1", 'not "seed=1"'), (None, "not none"), ([3], "without 3")])
def test_settings_are_a_list_of_texts(tmp_path: Path, settings: Any, named: str) -> None:
    with pytest.raises(TypeError) as raised:
        load(small_file(tmp_path), settings)
    assert str(raised.value) == f'settings must be a list of texts such as ["counters.transport.officers=3"], {named}'


def test_with_is_checked(small: Scenario) -> None:
    with pytest.raises(ScenarioError, match=r"^with_: counters\.health\.officers = -1: must be from 0 to 100,000$"):
        small.with_({"counters.health.officers": -1})


def test_a_scenario_does_not_change(small: Scenario) -> None:
    with pytest.raises(AttributeError):
        small.plan = small.plan  # type: ignore[misc]
    with pytest.raises(ValueError, match="frozen"):
        small.plan.seed = 3


def test_a_scenario_can_go_to_another_process(small: Scenario) -> None:
    changed = small.with_(seed=9)
    back = pickle.loads(pickle.dumps(changed))
    assert back.plan == changed.plan
    assert back.with_(seed=1).plan == small.plan


def test_a_scenario_shows_itself(small: Scenario) -> None:
    shown = small.with_({"counters.health.officers": 3})._repr_html_()
    assert "counters.health.officers" in shown
    assert "3,000" in shown
    many = small.with_({"procedures.licences.procedures": 1858})
    others = sum(each.procedures for each in many.plan.procedures.values()) - 1858
    for language, number in ((Language("en"), f"1,{858 + others}"), (Language("vi"), f"1.{858 + others}")):
        with speaking(language):
            assert f"<td>{number}</td>" in many._repr_html_()
    assert repr(small) == "Scenario('small', 0 changes)"
