"""Places in words, and their values with units."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tvsim
from tvsim.experiment.assumptions import assumptions
from tvsim.language import Language
from tvsim.report.place_names import is_share, place_name, placed_text

BASELINE = tvsim.load(Path(__file__).parents[2] / "scenarios" / "baseline.toml")


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("channels.online.share", "Share that comes online"),
        ("counters.transport.officers", "Officers at the counter: Department of Transport"),
        ("agencies.health.reviewers", "Reviewers: Department of Health"),
        ("counter_defaults.patience_min.mean", "Patience in the queue (by default)"),
        ("procedures.justice_records.work_min.mean", "Examination in the back office: Judicial record certificates"),
        ("counters.transport.at_lunch", "Who waits at lunch: Department of Transport"),
        ("calendar.make_up_like", "Working days: A make-up day has the hours of"),
        ("counters.planning.roster[1].days", "Rosters 2, Weekdays: Department of Planning and Investment"),
        ("counter_defaults.wrap_up_min.cv", "Wrap-up between two people, variation (by default)"),
        ("procedure_defaults.flawed.counter[1]", "Found flawed at the counter, 2 (by default)"),
        ("channels.online.returns.online", "How results are wanted, online, Received online"),
        ('channels.online.arrivals_by_time."00:00-07:00"', "Arrivals by time of day, online, 00:00-07:00"),
        ("demand.by_weekday.mon", "Demand by weekday, mon"),
        ("demand.by_month", "Demand by month"),
        ("calendar.hours.mon-fri", "Opening hours, mon-fri"),
        ("sites.centre", "Site: Provincial public service centre"),
        ("seed", "The study: Seed"),
        ("counter_defaults", "Counter group (by default)"),
        ("procedures", "procedures"),
        ("procedures.justice_records.nonsense", "procedures.justice_records.nonsense"),
        ("nonsense [", "nonsense ["),
        ("procedures.justice_records", "Group of procedures: Judicial record certificates"),
        ("counters.health", "Counter group: Department of Health"),
        ("sites.centre.hours.mon-fri", "Opening hours, mon-fri: Provincial public service centre"),
    ],
)
def test_names(place: str, expected: str) -> None:
    assert place_name(place, BASELINE, Language("en")) == expected


@pytest.mark.parametrize(
    ("value", "place", "english", "vietnamese"),
    [
        (0.34, "channels.online.share", "34%", "34%"),
        (0.025, "channels.post.share", "2.5%", "2,5%"),
        (0.123456, "channels.post.share", "12.35%", "12,35%"),
        (0.2, "counter_defaults.other_duties[0].share", "20%", "20%"),
        (4, "counters.transport.officers", "4", "4"),
        (1.15, "demand.factor", "1.15", "1,15"),
        (0.15, "demand.day_to_day_cv", "0.15", "0,15"),
        (26, "procedures.land_registration.intake_min.mean", "26 min", "26 phút"),
        (1.9, "procedures.land_registration.field_days.mean", "1.9 days", "1,9 ngày"),
        (1, "procedures.land_registration.field_days.mean", "1 day", "1 ngày"),
        (8, "targets.acknowledge_hours", "8 h", "8 giờ"),
        ("hold", "counters.transport.at_lunch", "hold", "chờ tiếp"),
        (True, "procedures.housing.committee", "yes", "có"),
        (False, "procedures.housing.committee", "no", "không"),
        (-3, "counters.transport.wrap_up_min.mean", "−3 min", "−3 phút"),
        ("VN", "calendar.country", "Vietnam", "Việt Nam"),
        ("PL", "calendar.country", "Poland", "Ba Lan"),
        ("", "calendar.country", "none", "không có"),
    ],
)
def test_values(value: Any, place: str, english: str, vietnamese: str) -> None:
    assert placed_text(value, place, Language("en")) == english
    assert placed_text(value, place, Language("vi")) == vietnamese


def test_what_is_no_share() -> None:
    assert not is_share("demand.factor")
    assert not is_share("nonsense [")


def test_every_range_of_the_baseline_is_called_by_words_and_holds_its_value() -> None:
    doubted = assumptions(BASELINE)
    assert len(doubted) >= 20
    for each in doubted:
        assert place_name(each.path, BASELINE, Language("vi")) != each.path
        assert each.low <= each.value <= each.high
        assert each.low < each.high
        assert each.source.startswith("assumption")
