"""Values of the register of assumptions in words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

import tvsim
from tvsim.language import Language
from tvsim.report.register_words import in_words, number_at, value_words
from tvsim.scenario.errors import Place
from tvsim.scenario.workbook.naming import sheet_name

SCENARIOS = Path(__file__).parents[2] / "scenarios"
BASELINE = tvsim.load(SCENARIOS / "baseline.toml")
EN, VI = Language("en"), Language("vi")


@pytest.mark.parametrize(
    ("value", "place", "english", "vietnamese"),
    [
        (0.34, ("channels", "online", "share"), "34%", "34%"),
        ([0.2, 0.1], ("procedures", "housing", "flawed", "post"), "20%; 10%", "20%; 10%"),
        (3, ("procedures", "housing", "days"), "3 working days", "3 ngày làm việc"),
        (1, ("procedures", "housing", "days"), "1 working day", "1 ngày làm việc"),
        (1.5, ("counter_defaults", "wrap_up_min", "mean"), "1.5 minutes", "1,5 phút"),
        (0.5, ("counter_defaults", "wrap_up_min", "cv"), "0.5", "0,5"),
        (65_000, ("costs", "officer_hour"), "65,000 đồng", "65.000 đồng"),
        (2025, ("seed",), "2025", "2025"),
        (dt.date(2025, 4, 26), ("period", "start"), "26 April 2025", "26/04/2025"),
        (["08:00", "14:30"], ("mail", "rounds"), "08:00; 14:30", "08:00; 14:30"),
        ([], ("procedures", "housing", "supplement", "shares"), "(none)", "(không)"),
        (["health"], ("counters", "health", "agencies"), "Department of Health", "Sở Y tế"),
        ("health", ("procedures", "housing", "agency"), "Department of Health", "Sở Y tế"),
        ("agencies.health", ("absences", "leave", 0, "of"), "Department of Health", "Sở Y tế"),
        ("mon-fri", ("counters", "planning", "roster", 0, "days"), "mon-fri", "T2-T6"),
        ("mon,tue,wed,fri", ("counters", "planning", "roster", 0, "days"), "mon-wed,fri", "T2-T4,T6"),
        ("mon,tue,thu", ("counters", "planning", "roster", 0, "days"), "mon,tue,thu", "T2,T3,T5"),
        ("sat", ("counters", "planning", "roster", 0, "days"), "sat", "T7"),
        ("hold", ("counters", "health", "at_lunch"), "hold", "chờ tiếp"),
        ("normal", ("counters", "health", "appointments", "lateness_min", "distribution"), "normal", "chuẩn"),
        (False, ("procedures", "housing", "committee"), "no", "không"),
        (7, ("nowhere", "at_all"), "7", "7"),
    ],
)
def test_values(value: object, place: Place, english: str, vietnamese: str) -> None:
    assert value_words(value, place, BASELINE, EN) == english
    assert value_words(value, place, BASELINE, VI) == vietnamese


@pytest.mark.parametrize(
    ("value", "place", "number"),
    [
        (0.345, ("channels", "online", "share"), (0.345, (1, True, ""))),
        ([0.2], ("procedures", "housing", "flawed", "post"), (0.2, (0, True, ""))),
        ([0.2, 0.1], ("procedures", "housing", "flawed", "post"), None),
        (3, ("procedures", "housing", "days"), (3, (0, False, "working days"))),
        (1, ("procedures", "housing", "days"), (1, (0, False, "working day"))),
        (0.5, ("counter_defaults", "wrap_up_min", "cv"), (0.5, (1, False, ""))),
        (2025, ("seed",), None),
        ("08:00", ("mail", "rounds"), None),
        ("5", ("counters", "planning", "roster", 0, "days"), None),
        (False, ("procedures", "housing", "committee"), None),
    ],
)
def test_what_is_one_number(value: object, place: Place, number: object) -> None:
    assert number_at(value, place, EN) == number


def test_what_belongs_together_is_said_together() -> None:
    group = ("counters", "planning")
    values: list[tuple[Place, object]] = [
        ((*group, "officers"), 3),
        ((*group, "wrap_up_min", "mean"), 2),
        ((*group, "wrap_up_min", "cv"), 0.4),
        ((*group, "roster", 0, "days"), "mon-fri"),
        ((*group, "roster", 0, "officers"), 2),
        ((*group, "roster", 1, "days"), "sat"),
    ]
    assert in_words(values, BASELINE, EN) == (
        "Officers at the counter: 3. "
        "Wrap-up between two people (mean: 2 minutes; variation: 0.4). "
        "Rosters 1 (Weekdays: mon-fri; Officers at the counter: 2). Rosters 2 (Weekdays: sat)"
    )
    assert in_words([(("nowhere", 2), 5)], BASELINE, EN) == "nowhere[2]: 5"
    assert in_words([], BASELINE, EN) == ""


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_value_of_a_shipped_scenario_has_a_name_and_its_source_is_translated(path: Path) -> None:
    scenario = tvsim.load(path)
    for entry in scenario.entries:
        for place in {entry.place, entry.origin.written_at} - {()}:
            assert sheet_name(place) is not None, entry.path
        text = in_words([(entry.place, entry.value)], scenario, VI)
        assert entry.path not in text
        origin = entry.origin
        for said in filter(None, (origin.source, origin.note)):
            assert tvsim.scenario.origins.source_text(said, VI) != said, said
