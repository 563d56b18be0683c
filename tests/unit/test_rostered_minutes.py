"""Minutes on duty when nobody is away, against the shifts and worked out by hand."""

from pathlib import Path

import numpy as np
import pytest

from tests.small import nobody_away, small_plan
from tvsim.calendar import MINUTE_MS, run_calendar
from tvsim.codes import Duty
from tvsim.resources import build_resources
from tvsim.roster import rostered_min
from tvsim.scenario import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("name", ["baseline", "two_sites", "bialoleka_2020"])
def test_rostered_minutes_are_those_of_the_shifts_when_nobody_is_away(name: str) -> None:
    """Over the reported period of a shipped scenario, holidays and a warm-up in the run."""
    plan = load(SCENARIOS / f"{name}.toml").plan
    calendar = run_calendar(plan)
    found = build_resources(plan, calendar, nobody_away(plan, calendar)).shifts
    begins, ends = calendar.period_at
    length_min = (np.clip(found.ends_at, begins, ends) - np.clip(found.begins_at, begins, ends)) // MINUTE_MS
    group_of = np.repeat(found.group, np.diff(found.first))
    for number, counters in enumerate(plan.counters.values()):
        ours = group_of == number
        at_desk = found.duty == Duty.DESK
        expected = (length_min[ours & ~at_desk].sum(), length_min[ours & at_desk].sum())
        assert rostered_min(plan, calendar, counters) == expected


def test_rostered_minutes_with_a_roster_a_desk_and_a_make_up_day() -> None:
    """Three mornings of four hours with three officers and a clerk, the rest with one; Saturday is like a Monday.

    Seven days in all, eight hours each; the dedicated clerk is there throughout.
    """
    roster = [{"days": "mon", "hours": "08:00-12:00", "officers": 3, "desk": 1}]
    counters = {"agencies": ["a"], "officers": 1, "desk": "dedicated", "desk_staff": 1, "roster": roster}
    plan = small_plan(
        period={"start": "2025-03-03", "end": "2025-03-10", "warm_up_days": 3, "follow_up_days": 4},
        calendar={"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}, "make_up_days": ["2025-03-08"]},
        counters={"a": counters},
    )
    assert rostered_min(plan, run_calendar(plan), plan.counters["a"]) == (7 * 480 + 3 * 240 * 2, 7 * 480 + 3 * 240)
