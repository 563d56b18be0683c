"""Replications of a scenario."""

from __future__ import annotations

from collections.abc import Callable

from tvsim.calendar import RunCalendar, run_calendar
from tvsim.demand import sample_absences, sample_cases
from tvsim.experiment.results import Results
from tvsim.models import simulate
from tvsim.outcomes import Figures, Run, figures
from tvsim.resources import build_resources
from tvsim.scenario import Scenario
from tvsim.scenario.schema import Plan

Progress = Callable[[int, int], None]


def replicate(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> Run:
    """Draw and run one replication: from the plan to the records."""
    table = sample_cases(plan, calendar, seed, replication)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, seed, replication))
    return Run(plan, calendar, table, resources, simulate(table, resources))


def run(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    progress: Progress | None = None,
) -> Results:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Of the study; the scenario's where not given. The same seed gives the same results.
    replications : int, optional
        Independent years; the scenario's where not given.
    progress : callable, optional
        Told after each replication how many are done, and of how many.

    Returns
    -------
    Results
        Figures of every replication, and the tables of the first.
    """
    plan = scenario.plan
    seed = plan.seed if seed is None else seed
    replications = plan.replications if replications is None else replications
    if replications < 1:
        raise ValueError(f"replications must be at least 1, not {replications}")
    calendar = run_calendar(plan)
    found: list[Figures] = []
    first: Run | None = None
    for replication in range(1, replications + 1):
        done = replicate(plan, calendar, seed, replication)
        found.append(figures(done))
        first = first or done
        if progress is not None:
            progress(replication, replications)
    assert first is not None
    return Results(scenario, seed, tuple(found), first)
