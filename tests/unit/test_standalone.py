"""A scenario written as one file is read as the same scenario."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import tvsim
from tests.scenario_files import small_file, write
from tvsim.experiment.assumptions import assumptions
from tvsim.scenario.errors import place_text
from tvsim.scenario.loading import load_text

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.toml"))


def said(scenario: tvsim.Scenario) -> dict[str, Any]:
    """Every value with its source, range and note."""
    return {
        entry.path: (entry.value, entry.origin.source, entry.origin.low, entry.origin.high, entry.origin.note)
        for entry in scenario.entries
    }


def assert_same(one: tvsim.Scenario, other: tvsim.Scenario) -> None:
    assert one.plan == other.plan
    assert said(one) == said(other)


def written(scenario: tvsim.Scenario) -> dict[str, str]:
    """Where each value is written: those of a table of defaults fill many tables, and move together."""
    return {entry.path: place_text(entry.origin.written_at) for entry in scenario.entries}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path: Path) -> None:
    scenario = tvsim.load(path)
    text = scenario.standalone()
    assert "extends" not in text
    again = load_text(text, path.parent / "other.toml")
    assert_same(again, scenario)
    assert written(again) == written(scenario)
    assert again.standalone() == text


@pytest.mark.parametrize(
    "changes",
    [
        {"counters.health.officers": 3},
        {"counters.justice.roster[0].officers": 2},
        {"procedures.records.work_min": {"mean": 1e-05, "cv": 1.5}},
        {"name": 'a "b" \\ é [c]'},
        {"calendar.hours": {"mon-fri": ["08:00-12:00", "13:30-17:00"], "sat": ["08:00-09:30"]}},
        {"agencies.source": {"reviewers": 1}},
        {"agencies.value": {"reviewers": 1}},
        {"period.end": dt.date(2025, 3, 13)},
        {"demand.by_weekday": {"mon": 1.25}},
        {"targets": {"wait_min": 20}, "counter_defaults.officers": 4},
    ],
)
def test_changes_by_hand(tmp_path: Path, changes: dict[str, object]) -> None:
    scenario = tvsim.load(small_file(tmp_path)).with_(changes)
    assert_same(load_text(scenario.standalone(), tmp_path / "other.toml"), scenario)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"procedure_defaults.days": 6},
        {"procedures.records.intake_min": {"mean": 4, "cv": 1}},
        {"procedures.licences.intake_min.mean": 4},
        {"procedures.licences.flawed.post": [0.5]},
        {"procedures.records.flawed.counter": [0.1]},
        {"procedures.more": {"agency": "health", "per_year": 10, "flawed": {"online": [0.2]}}},
        {"procedures.licences.days": None},
    ],
)
def test_defaults_stay_defaults(tmp_path: Path, changes: dict[str, object]) -> None:
    over = """
extends = "small.toml"
[procedure_defaults]
flawed = { counter = [{ value = 0.2, source = "counted", range = [0.1, 0.3] }], post = [0.3] }
[procedures.records]
flawed = { post = [0.4] }
legal_days = 9
[procedures.licences]
legal_days = 9
"""
    small_file(tmp_path)
    scenario = tvsim.load(write(tmp_path, "over.toml", over)).with_(changes)
    again = load_text(scenario.standalone(), tmp_path / "other.toml")
    assert again.plan == scenario.plan
    if None in changes.values():
        return
    assert_same(again, scenario)
    ranged = [[(each.path, len(each.places)) for each in assumptions(one)] for one in (scenario, again)]
    assert ranged[0] == ranged[1]
    more = {"procedure_defaults.desk_min": {"mean": 7, "cv": 1}}
    assert again.with_(more).plan == scenario.with_(more).plan


def test_no_value_is_said_by_silence(tmp_path: Path) -> None:
    scenario = tvsim.load(small_file(tmp_path)).with_({"counters.health.patience_min": None})
    assert load_text(scenario.standalone(), tmp_path / "other.toml").plan == scenario.plan


def test_texts_of_any_kind(tmp_path: Path) -> None:
    scenario = tvsim.load(small_file(tmp_path)).with_({"description": 'one\ntwo\t\x7f\u2028 "three" \\'})
    assert load_text(scenario.standalone(), tmp_path / "other.toml").plan == scenario.plan


def test_an_overlay_that_removes_and_replaces(tmp_path: Path) -> None:
    small_file(tmp_path)
    over = """
extends = "small.toml"
source = "plan of May"
remove = ["procedures.licences"]
[counters.justice]
officers = { value = 1, note = "one on leave" }
[agencies.health]
reviewers = { value = 2, source = "diary", range = [1, 2.5] }
"""
    scenario = tvsim.load(write(tmp_path, "over.toml", over))
    again = load_text(scenario.standalone(), tmp_path / "other.toml")
    assert_same(again, scenario)
    assert said(again)["agencies.health.reviewers"] == (2, "diary", 1.0, 2.5, "")
    assert said(again)["counters.justice.officers"][1:] == ("plan of May", None, None, "one on leave")


def test_what_is_shared_is_said_once(tmp_path: Path) -> None:
    text = tvsim.load(small_file(tmp_path)).standalone()
    assert text.count('source = "stop watch"') == 1  # for the defaults of both procedures
    assert 'officers = { value = 2, source = "duty roster", range = [1.0, 3.0], note = "3 on Mondays" }' in text
    assert 'work_min = { source = "diary", mean = 30, cv = { value = 0.4, source = "counted in March" } }' in text


def test_changes_are_told(tmp_path: Path) -> None:
    scenario = tvsim.load(small_file(tmp_path), ["seed=4"]).with_({"counters.justice.roster[0].officers": 2})
    assert scenario.changes == [("seed", 4), ("counters.justice.roster[0].officers", 2)]
