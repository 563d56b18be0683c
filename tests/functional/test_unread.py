"""What a case table leaves out is read by no run: random other values in its place change no record."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from tests.engines import differences
from tests.functional.scenarios import Sample, run_sample, samples
from tests.functional.test_engines import RARELY, SHIPPED
from tests.functional.test_functional import full_plan
from tests.unread import poisoned, unread
from tvsim.calendar import run_calendar
from tvsim.demand import CaseTable, sample_absences, sample_cases
from tvsim.models import Records, simulate
from tvsim.resources import Resources, build_resources
from tvsim.scenario import load
from tvsim.scenario.schema import Plan


def every_rule() -> Plan:
    """A full centre with one officer, so that people leave."""
    return full_plan(officers=1, procedure={"field_days": {"mean": 1, "cv": 0.5}, "conclude_min": 10})


def poison_shows_nothing(plan: Plan, table: CaseTable, resources: Resources) -> Records:
    """Run a table, and the same with other values where nothing reads them."""
    records = simulate(table, resources)
    for seed in (1, 2):
        assert not list(differences(records, simulate(poisoned(plan, table, seed), resources)))
    return records


@settings(RARELY, max_examples=200)
@given(samples())
def test_random_scenarios(sample: Sample) -> None:
    plan = Plan.model_validate(sample.plan)
    run_sample(sample, lambda table, resources: poison_shows_nothing(plan, table, resources))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_scenarios(name: str) -> None:
    scenario = load(name)
    start = scenario.plan.period.start
    plan = scenario.with_(period={"start": start, "end": start + dt.timedelta(days=11)}).plan
    calendar = run_calendar(plan)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, 1, 1))
    poison_shows_nothing(plan, sample_cases(plan, calendar, 1, 1), resources)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_unread_is_0_and_nothing_else_is_left_out(seed: int) -> None:
    """With every rule on, and no duration that can be 0 by chance."""
    plan = every_rule()
    table = sample_cases(plan, run_calendar(plan), seed, 1)
    for name, places in unread(plan, table).items():
        column = getattr(table, name)
        assert places.any(), name
        assert (column[places] == 0).all(), name
        assert (column[~places] != 0).all(), name


def test_a_poison_that_is_read_shows() -> None:
    """Or the tests above would show nothing: each column matters to some run of all its cases."""
    plan = every_rule()
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, 1, 1)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, 1, 1))
    records = simulate(table, resources)
    for name, places in unread(plan, table).items():
        column = getattr(table, name)
        changed = replace(table, **{name: np.where(places | (column < 0), column, column + 1_000_000)})
        assert list(differences(records, simulate(changed, resources))), name
