"""The day at the counters, by hand: one officer, 08-12 and 13-17, ten open days."""

import numpy as np
import pytest

from tests.small import at, case_table, minutes, run_cases, small_plan
from tvsim.outcomes import Run
from tvsim.outcomes.through_the_day import officers_by_time, waiting_by_time

DAYS = 10


@pytest.fixture(scope="module")
def run() -> Run:
    """Two come on Monday at 08:00, one on Tuesday at 11:50; each is served for 10 minutes, with a wrap-up of 2."""
    cases = [{"comes_at": at(0, "08:00")}, {"comes_at": at(0, "08:00")}, {"comes_at": at(1, "11:50"), "day": 1}]
    never = {"wrap_up_ms": minutes(2), "work_ms": minutes(100_000)}
    return run_cases(small_plan(), case_table(*[case | never for case in cases]))


def test_who_waits(run: Run) -> None:
    """The second one, from 08:00 to 08:12: all of the first ten minutes, a fifth of the next."""
    waiting = waiting_by_time(run)
    assert waiting.shape == (DAYS, 9 * 6)
    assert list(waiting.columns[[0, -1]]) == [8 * 60, 16 * 60 + 50]
    monday = waiting.iloc[0]
    assert (monday[480], monday[490]) == pytest.approx((1, 0.2))
    assert waiting.to_numpy().sum() == pytest.approx(1.2)
    assert waiting_by_time(run, "a").equals(waiting)


def test_who_is_on_duty_and_what_they_do(run: Run) -> None:
    """24 minutes of work in the first half-hour of Monday; 12 before lunch on Tuesday, 2 of them in the lunch hour."""
    officers = officers_by_time(run).loc["a"]
    assert officers["counter_duty"].tolist() == pytest.approx([1] * 8 + [0, 0] + [1] * 8)
    expected = {480: 24, 690: 10, 720: 2}
    for minute, row in officers.iterrows():
        assert row["at_counter"] == pytest.approx(expected.get(int(minute), 0) / 30 / DAYS)
    assert (officers[["desk_duty", "desk_between", "desk_alone", "other_duties"]] == 0).all(axis=None)


def test_what_is_needed_is_counted_where_the_tickets_are_taken(run: Run) -> None:
    """Two services with a wrap-up in the first half-hour, one before lunch."""
    needed = officers_by_time(run).loc["a", "needed"] * 30 * DAYS
    assert needed[480] == pytest.approx(24)
    assert needed[690] == pytest.approx(12)
    assert needed.sum() == pytest.approx(36)


def test_officers_at_the_desk_alone_are_apart() -> None:
    """Two at the counter to 10:00, then one of them at the desk; a third is at the desk all day."""
    blocks = [
        {"days": "mon-fri", "hours": "08:00-10:00", "officers": 2},
        {"days": "mon-fri", "hours": "10:00-12:00", "officers": 1, "desk": 1},
    ]
    group = {"agencies": ["a"], "officers": 2, "roster": blocks, "desk": "dedicated", "desk_staff": 1}
    officers = officers_by_time(run_cases(small_plan(counters={"a": group}), case_table()), 60).loc["a"]
    assert officers["counter_duty"].tolist() == pytest.approx([2, 2, 1, 1, 0, 2, 2, 2, 2])
    assert officers["desk_duty"].tolist() == pytest.approx([1, 1, 2, 2, 0, 1, 1, 1, 1])


def test_a_centre_that_never_opens() -> None:
    plan = small_plan(
        period={"start": "2025-03-08", "end": "2025-03-09", "warm_up_days": 1, "follow_up_days": 0},
    )
    run = run_cases(plan, case_table())
    assert waiting_by_time(run).size == 0
    assert len(officers_by_time(run)) == 0
    assert not np.isfinite(officers_by_time(run).to_numpy()).any()
