"""What is said of a scenario before it is run."""

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tvsim
from tests.scenario_files import small_file, write
from tests.workbooks import changed, written
from tvsim.cautions import EmptyStartWarning, IdleOfficersWarning, OverloadWarning, cautions, cautions_of
from tvsim.experiment.citizens import unlike
from tvsim.language import Code, Language
from tvsim.scenario import load
from tvsim.scenario.numbered import told_apart
from tvsim.scenario.workbook.carried import SHEET
from tvsim.scenario.workbook.writing import workbook_bytes

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def kinds(folder: Path, *settings: str, old: str = "", new: str = "") -> list[type[Warning]]:
    return [type(caution) for caution in cautions(load(small_file(folder, old, new), settings))]


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
    assert not any(isinstance(caution, EmptyStartWarning) for caution in cautions(load(path)))


def test_of_several_each_with_the_name_of_its_scenario(tmp_path: Path) -> None:
    calm, busy = load(small_file(tmp_path)), load(small_file(tmp_path), ["agencies.health.reviewers=0"])
    alone = cautions_of([busy])
    assert list(map(str, alone)) == list(map(str, cautions(busy)))
    three = cautions_of([calm, busy, busy])
    assert [(type(each), str(each)) for each in three] == [
        (OverloadWarning, f"small (2): {alone[0]}"),
        (OverloadWarning, f"small (3): {alone[0]}"),
    ]


@pytest.mark.parametrize(("lang", "title"), [("en", "Nobody there"), ("vi", "Không có ai")])
def test_plans_of_one_file_have_their_titles_where_these_tell_them_apart(
    tmp_path: Path, lang: Code, title: str
) -> None:
    calm, busy = load(small_file(tmp_path)), load(small_file(tmp_path), ["agencies.health.reviewers=0"])
    named = busy.with_({"name": {"vi": "Không có ai", "en": "Nobody there"}, "seed": 7})
    (caution,) = cautions_of([calm, named])
    assert str(caution).startswith("Nobody there: ")
    assert told_apart([calm, named], Language(lang)) == ("small", title)
    assert told_apart([calm, named, named], Language(lang)) == ("small", "small (2)", "small (3)")
    assert told_apart([calm, calm.with_(name="small")], Language(lang)) == ("small", "small (2)")
    assert unlike([calm, named], language=Language(lang))[0].startswith(title)


@pytest.mark.parametrize("ask", [lambda one, other: tvsim.compare([one, other], replications=1), tvsim.explain])
def test_comparing_and_explaining_warn_as_running_does(tmp_path: Path, ask: Any) -> None:
    calm, busy = load(small_file(tmp_path)), load(small_file(tmp_path), ["agencies.health.reviewers=0"])
    with pytest.warns(OverloadWarning, match=r"^small \(2\): .*health"):
        ask(calm, busy)


ALL_HOURS = """roster = [
  { days = "mon-fri", hours = "08:00-12:00", officers = 3 },
  { days = "mon-thu", hours = "13:00-17:00", officers = 2 },
  { days = "fri", hours = "13:00-17:00", officers = 1 },"""
MONDAYS = """roster = [
  { days = "mon", hours = "08:00-12:00", officers = 3 },"""
BUT_AN_HOUR = ALL_HOURS.replace("mon-thu", "mon-wed")
SIX = "counters.justice.officers=6"


def test_officers_that_a_roster_leaves_no_hour(tmp_path: Path) -> None:
    scenario = load(small_file(tmp_path, MONDAYS, ALL_HOURS), [SIX])
    assert [str(each) for each in cautions(scenario) if isinstance(each, IdleOfficersWarning)] == [
        "counters.justice.officers = 6: changes nothing: the roster says how many officers are there in all opening "
        "hours; change counters.justice.roster[0].officers, counters.justice.roster[1].officers, "
        "counters.justice.roster[2].officers"
    ]
    assert cautions_of([load(small_file(tmp_path, MONDAYS, ALL_HOURS))]) == []  # as the file itself says it
    assert kinds(tmp_path, SIX) == []
    assert kinds(tmp_path, SIX, old=MONDAYS, new=BUT_AN_HOUR) == []
    assert kinds(tmp_path, "counters.health.officers=6", old=MONDAYS, new=ALL_HOURS) == []
    assert kinds(tmp_path, "counters.justice.roster[0].officers=6", old=MONDAYS, new=ALL_HOURS) == []


def test_an_overlay_that_sets_such_officers(tmp_path: Path) -> None:
    small_file(tmp_path, MONDAYS, ALL_HOURS)
    over = write(tmp_path, "over.toml", 'extends = "small.toml"\n[counters.justice]\nofficers = 6\n')
    further = write(tmp_path, "further.toml", 'extends = "over.toml"\n[counters.health]\nofficers = 2\n')
    assert [type(each) for each in cautions(load(over))] == [IdleOfficersWarning]
    assert [type(each) for each in cautions(load(further))] == [IdleOfficersWarning]
    other = write(tmp_path, "other.toml", 'extends = "small.toml"\n[counters.health]\nofficers = 2\n')
    assert cautions(load(other)) == []


def test_such_officers_in_a_workbook_are_called_by_their_cells(tmp_path: Path) -> None:
    content = workbook_bytes(load(small_file(tmp_path, MONDAYS, ALL_HOURS)))
    assert cautions(load(written(tmp_path, content))) == []
    path = changed(tmp_path, {"Counters!D6": 6}, content=content)
    assert [str(each) for each in cautions(load(path))] == [
        f"{path}: Counters!D6 = 6: changes nothing: the roster says how many officers are there in all opening hours; "
        "change Rosters!D4, Rosters!D5, Rosters!D6"
    ]


def test_a_workbook_that_carries_no_scenario_is_warned_of_as_a_file_of_its_own(tmp_path: Path) -> None:
    """Nothing was there before over which its officers are written."""
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(load(small_file(tmp_path, MONDAYS, ALL_HOURS)))))
    del book[SHEET]
    book.save(path := tmp_path / "sheets.xlsx")
    assert cautions(load(path)) == []
    assert [type(each) for each in cautions(load(path, [SIX]))] == [IdleOfficersWarning]


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_no_shipped_scenario_sets_such_officers(path: Path) -> None:
    assert not any(isinstance(caution, IdleOfficersWarning) for caution in cautions(load(path)))
