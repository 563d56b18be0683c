"""One officer: M/G/1 (Pollaczek-Khinchine), and with priorities (Cobham), run as scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.theory import erlang
from tests.theory.erlang import second_moment
from tests.theory.intervals import Control, Floats, agree, interval
from tests.theory.people import SEED, People, Study, always_open, exponential, lindley, replicated
from tvsim.calendar import MINUTE_MS, run_calendar
from tvsim.demand import sample_cases
from tvsim.scenario.schema import Plan

PER_HOUR = 30.0
DURATIONS: dict[str, tuple[Any, float]] = {
    "exponential": (exponential(1.0), 1.0),
    "gamma": ({"distribution": "gamma", "mean": 1.0, "cv": 0.5}, 0.5),
    "lognormal": ({"mean": 1.0, "cv": 1.0}, 1.0),
    "constant": (1.0, 0.0),
}
"""Services of one minute on average, as a scenario writes them, with their coefficients of variation."""


def _lindley_waits(plan: Plan, replication: int, stretches: int) -> Floats:
    """Mean wait in each stretch of the period by Lindley's recursion, of people drawn as for a run, minutes."""
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, SEED, replication)
    held = table.intake_ms[:, 0] + table.wrap_up_ms[:, 0]
    begins, ends = calendar.period_at
    ours = (table.comes_at >= begins) & (table.comes_at < ends)
    stretch = (table.comes_at[ours] - begins) * stretches // (ends - begins)
    sums = np.bincount(stretch, weights=lindley(table.comes_at, held)[ours], minlength=stretches)
    return sums / (PER_HOUR / 60 * (ends - begins) / stretches)


def _check_single_officer(plan: Plan, second: float, replications: int, within: float) -> None:
    """Engine and recursion person by person in the first run; the recursion against theory in all of them.

    Nothing but the mean of what was drawn stands behind the interval: no controls. Since the engine's waits are the
    recursion's to the millisecond, the interval is as good as if the engine had served them all.
    """
    (run,) = replicated(plan, (1,))
    people = People.at_counter(run)
    held = people.service + run.table.wrap_up_ms[run.records.visits.case, 0]
    np.testing.assert_array_equal(people.wait[people.reported], lindley(people.at, held)[people.reported])
    waits = np.concatenate([_lindley_waits(plan, number, 10) for number in range(1, replications + 1)])
    assert waits[:10].mean() == pytest.approx(people.wait_min[people.reported].sum() / (PER_HOUR / 60 * 35 * 24 * 60))
    theory = erlang.pollaczek_khinchine(PER_HOUR / 60, 1.0, second)
    agree("mean wait, min", interval(waits), theory, within)


@pytest.mark.parametrize("name", DURATIONS)
def test_pollaczek_khinchine(name: str) -> None:
    """Load 1/2, a million people (half as many where cv < 1), 25,000 through the engine; finds errors of 7 %."""
    service, cv = DURATIONS[name]
    _check_single_officer(always_open(PER_HOUR, service, 1, 35), second_moment(1.0, cv), 40 if cv == 1 else 20, 0.035)


def test_wrap_up_holds_the_officer() -> None:
    """0.7 minutes of service and 0.3 of wrap-up: people wait for both; finds errors of 7 %."""
    plan = always_open(PER_HOUR, exponential(0.7), 1, 35, group={"wrap_up_min": exponential(0.3)})
    second = second_moment(0.7, 1.0) + 2 * 0.7 * 0.3 + second_moment(0.3, 1.0)
    _check_single_officer(plan, second, 40, 0.035)


@pytest.mark.slow
@pytest.mark.parametrize("name", DURATIONS)
def test_pollaczek_khinchine_longer(name: str) -> None:
    """Seven and a half million people; finds errors of 2.5 %."""
    service, cv = DURATIONS[name]
    _check_single_officer(always_open(PER_HOUR, service, 1, 35), second_moment(1.0, cv), 300, 0.0125)


SHARES = (0.2, 0.3, 0.5)


def _class_controls(study: Study, number: int, service: float, second: float) -> list[Control]:
    """How many of a class came, and the wait they would have if only its class and those before it were served."""
    share, before = SHARES[number], sum(SHARES[: number + 1])

    def waits_of(people: People) -> Floats:
        first = people.priority <= number
        wait = lindley(people.at, people.service * first) / MINUTE_MS
        return np.asarray(wait * (people.priority == number))

    alone = erlang.pollaczek_khinchine(study.rate * before, service, second)
    return [
        Control(f"people of class {number}", study.each(lambda people: people.priority == number), share),
        Control(f"wait among classes up to {number}", study.each(waits_of), share * alone),
    ]


def _check_priorities(study: Study, service: float, cv: float, within: float) -> None:
    second = second_moment(service, cv)
    theory = erlang.cobham([share * study.rate for share in SHARES], [service] * 3, [second] * 3)
    shared = [*study.inputs(service, second)[:2], *study.one_fast_officer(service, second, 1)]
    for number, (share, wait) in enumerate(zip(SHARES, theory, strict=True)):
        controls = [*shared, *_class_controls(study, number, service, second)]
        found = study.mean(lambda people, own=number: people.wait_min * (people.priority == own), controls)
        agree(f"mean wait of class {number}, min a person", found, share * wait, within)


def test_priorities() -> None:
    """Cobham: classes of 20, 30 and 50 %, load 70 %, gamma services; finds errors of 8 %."""
    service = {"distribution": "gamma", "mean": 1.4, "cv": 0.7}
    plan = always_open(PER_HOUR, service, 1, 35, procedure={"priority_shares": list(SHARES)})
    study = Study.of(plan, replications=6, stretches=15)
    _check_priorities(study, 1.4, 0.7, 0.04)


def test_priorities_that_are_not_heeded_are_found() -> None:
    """The check can fail: first come first served makes the first class wait two and a half times as long."""
    study = Study.of(always_open(PER_HOUR, exponential(1.4), 1, 35), replications=1, stretches=30)
    theory = erlang.cobham([share * study.rate for share in SHARES], [1.4] * 3, [second_moment(1.4, 1.0)] * 3)
    with pytest.raises(AssertionError, match="mean wait"):
        agree("mean wait of class 0, min", study.mean(lambda people: people.wait_min), theory[0], 1.0)


@pytest.mark.slow
def test_priorities_longer() -> None:
    """Exponential services; finds errors of 3 %."""
    plan = always_open(PER_HOUR, exponential(1.4), 1, 35, procedure={"priority_shares": list(SHARES)})
    _check_priorities(Study.of(plan, replications=60, stretches=10), 1.4, 1.0, 0.015)


@pytest.mark.slow
def test_priorities_of_procedures_with_services_of_their_own() -> None:
    """Three procedures, each a class, with short, long and constant services; finds errors of 16 %."""
    services: list[tuple[Any, float, float]] = [(exponential(0.5), 0.5, 1.0), ({"mean": 3.0, "cv": 1.0}, 3.0, 1.0)]
    services.append((1.0, 1.0, 0.0))
    per_hour = (20.0, 6.0, 10.0)
    procedures = {
        f"p{number}": {
            "agency": "a",
            "per_year": per_hour[number] * 24 * 365,
            "at_once": 1.0,
            "intake_min": services[number][0],
            "priority_shares": [1.0 if number == own else 0.0 for own in range(3)],
        }
        for number in range(3)
    }
    study = Study.of(always_open(0.0, 1.0, 1, 35, procedures=procedures), replications=40, stretches=10)
    rates = [each / 60 for each in per_hour]
    seconds = [second_moment(mean, cv) for _, mean, cv in services]
    theory = erlang.cobham(rates, [mean for _, mean, _ in services], seconds)
    for number, wait in enumerate(theory):
        found = study.mean(lambda people, own=number: people.wait_min * (people.priority == own))
        agree(f"mean wait of class {number}, min a person", found, rates[number] / study.rate * wait, 0.08)
