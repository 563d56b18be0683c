"""Replications of a scenario."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from numbers import Integral

from tvsim.calendar import RunCalendar, run_calendar
from tvsim.demand import sample_absences, sample_cases
from tvsim.experiment.results import Results
from tvsim.learn.observed import read_observed
from tvsim.loads import load_warnings
from tvsim.models import simulate
from tvsim.outcomes import Figures, Run, figures
from tvsim.resources import build_resources
from tvsim.scenario import Scenario
from tvsim.scenario.errors import one_line, shown
from tvsim.scenario.schema import MOST_REPLICATIONS, Plan

Progress = Callable[[float, int], None]


class OverloadWarning(UserWarning):
    """A pool whose mean load is 1 or more: its queue grows as long as the run lasts."""


def replicate(
    plan: Plan, calendar: RunCalendar, seed: int, replication: int, tell: Callable[[float], None] | None = None
) -> Run:
    """Draw and run one replication: from the plan to the records.

    ``tell`` is told, day by day, which part of the run is over.
    """
    table = sample_cases(plan, calendar, seed, replication)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, seed, replication))
    return Run(plan, calendar, table, resources, simulate(table, resources, tell))


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
        Told how many replications are done, with the part of the one that is going on, and of how many.

    Returns
    -------
    Results
        Figures of every replication, and the tables of the first.

    Raises
    ------
    TypeError
        If the scenario is none, or seed or replications are no whole numbers.
    ValueError
        If seed or replications are out of bounds.

    Warns
    -----
    OverloadWarning
        For each pool whose mean load is 1 or more.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"scenario must be a Scenario, as tvsim.load returns one, not {one_line(shown(scenario))}")
    plan = scenario.plan
    seed = plan.seed if seed is None else _whole_number("seed", seed, 0)
    replications = (
        plan.replications if replications is None else _whole_number("replications", replications, 1, MOST_REPLICATIONS)
    )
    observed = None if plan.observed is None else read_observed(scenario.path.parent / plan.observed.waiting)
    overloads = tuple(load_warnings(plan))
    for overload in overloads:
        warnings.warn(overload, OverloadWarning, stacklevel=2)
    calendar = run_calendar(plan)
    found: list[Figures] = []
    first: Run | None = None
    for replication in range(1, replications + 1):
        done = replicate(plan, calendar, seed, replication, _part_of(progress, replication, replications))
        found.append(figures(done))
        first = first or done
    assert first is not None
    return Results(scenario, seed, tuple(found), first, observed, overloads)


def _whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """A whole number, Python's or numpy's; true and false are none."""
    allowed = f"at least {least}" if most is None else f"from {least} to {most:,}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, {allowed}, not {one_line(shown(value))}")
    number = int(value)
    if number < least or (most is not None and number > most):
        raise ValueError(f"{name} must be {allowed}, not {shown(number)}")
    return number


def _part_of(progress: Progress | None, replication: int, replications: int) -> Callable[[float], None] | None:
    """What a replication is to tell its progress to, as its part of the whole."""
    if progress is None:
        return None
    return lambda part: progress(replication - 1 + part, replications)
