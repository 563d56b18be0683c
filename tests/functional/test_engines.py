"""Both engines leave the same records, bit for bit: every time, officer and status, in every table.

On random scenarios, which reach every rule of the office, and every two rules in one run.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, seed, settings

from tests.engines import differences, same_records
from tests.functional.reached import Together
from tests.functional.scenarios import Sample, run_sample, samples
from tests.functional.test_ties import crowded_cases, crowded_plan
from tests.small import nobody_away
from tvsim.calendar import run_calendar
from tvsim.demand import sample_absences, sample_cases
from tvsim.models import simulate
from tvsim.models.compiled import Room
from tvsim.resources import build_resources
from tvsim.scenario import load

SHIPPED = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "scenarios").glob("*.toml"))
RARELY = settings(deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)


def same_in_random_scenarios(number: int, examples: int) -> None:
    """Run so many random scenarios, others for each number, in both engines; they reach all rules, and all pairs.

    They are drawn from a seed, so that they depend neither on the text of a test nor on its name.
    """
    together = Together()

    @seed(number)
    @settings(RARELY, max_examples=examples)
    @given(samples())
    def same(sample: Sample) -> None:
        together.note(run_sample(sample, same_records))

    same()
    assert together.runs >= examples
    assert together.missing() == []
    assert together.apart() == []


def test_random_scenarios() -> None:
    """Twice as many as would do to reach almost all pairs, so that other scenarios would reach them, too."""
    same_in_random_scenarios(0, 400)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 5))
def test_many_random_scenarios(number: int) -> None:
    """2,400 others, in four parts for as many processes."""
    same_in_random_scenarios(number, 600)


@pytest.mark.parametrize("rule", ["half_day", "working_hours", "end_of_day"])
@pytest.mark.parametrize("seed", range(100, 120))
def test_crowded_days(seed: int, rule: str) -> None:
    """Every rule at once, all times on the half hour, many services of no length."""
    plan, table = crowded_plan(rule), crowded_cases(seed)
    absences = nobody_away(plan, run_calendar(plan))
    absences.officers["hall"][1, 1] = absences.reviewers["a"][0, 2] = absences.reviewers["b"][0, 3] = True
    same_records(table, build_resources(plan, run_calendar(plan), absences))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios_for_their_whole_period(name: str) -> None:
    plan = load(name).plan
    calendar = run_calendar(plan)
    absences = sample_absences(plan, calendar, plan.seed, 1)
    same_records(sample_cases(plan, calendar, plan.seed, 1), build_resources(plan, calendar, absences))


def test_a_room_that_is_used_again_and_is_too_small_at_first_changes_nothing() -> None:
    """The second run finds the rows of a larger first one in its memory; the first outgrows what it begins with."""
    room = Room()
    for each in (100, 101):
        for count in (400, 30, 400):
            plan, table = crowded_plan("half_day"), crowded_cases(each, count)
            resources = build_resources(plan, run_calendar(plan), nobody_away(plan, run_calendar(plan)))
            fresh = simulate(table, resources)
            assert not list(differences(fresh, simulate(table, resources, room=room)))
