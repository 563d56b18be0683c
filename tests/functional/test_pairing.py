"""Scenarios that meet the same people: what a plan does not touch differs by exactly nothing, in whole replications."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.scenario_files import small_file, write
from tests.unit.test_streams import LEAVING, differing, plan_with, rows_by_case
from tvsim.calendar import run_calendar
from tvsim.codes import Channel, VisitKind
from tvsim.experiment import replicate
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.question import Question
from tvsim.experiment.replication import determining
from tvsim.experiment.study import new_study
from tvsim.outcomes import Run
from tvsim.scenario import Scenario, load
from tvsim.scenario.schema import Plan

REVIEWS = 'reviews = { agencies = ["health"], share = 0.1, limit_days = 2 }\n'
NUMBERS = range(1, 5)


@pytest.fixture
def apart(tmp_path: Path) -> Scenario:
    """Two agencies that have nothing in common: counters, offices and dossiers of their own."""
    return load(small_file(tmp_path, REVIEWS, ""))


def differences(base: Scenario, *others: Scenario) -> list[pd.DataFrame]:
    """Differences of each to the first, as a table of agencies and figures."""
    found = [each.key_sample() for each in new_study(Question("compare", (base,), 3)).run([base, *others], NUMBERS)]
    return [_table(each, found[0]) for each in found[1:]]


def _table(sample: KeySample, base: KeySample) -> pd.DataFrame:
    found = sample.differences(base)
    whole = found.estimates.table().assign(p=found.p).set_index(sample.index())
    assert (whole["replications"].isin((0, len(NUMBERS)))).all()
    return whole[whole["replications"] > 0]


def nothing(found: pd.DataFrame) -> None:
    """Exactly zero, with no width, and no doubt that it is."""
    assert len(found) >= 20
    assert (found[["estimate", "low", "high"]] == 0).all(axis=None), found
    assert (found["p"] == 1).all()


def runs(plan: Plan, numbers: Sequence[int] = NUMBERS) -> list[Run]:
    calendar = run_calendar(plan)
    return [replicate(plan, calendar, 3, number) for number in numbers]


# ---- scenarios that are equal -------------------------------------------------------------------------------------


def test_equal_scenarios_in_other_files_and_words_differ_by_nothing(apart: Scenario, tmp_path: Path) -> None:
    """Names, descriptions, sources, the file, and what it extends: none of them is in the model."""
    words = """
        extends = "../small.toml"
        name = { vi = "Phương án khác", en = "Another plan" }
        description = "the same numbers, counted again"
        source = "counted in April"
        seed = 99
        [counters.justice]
        officers = { value = 2, source = "another roster", range = [0, 9] }
        [agencies.health]
        name = "Health"
        [procedures.licences]
        per_year = 1000
    """
    other = load(write(tmp_path, "other/plan.toml", words))
    assert (other.name, other.title()) != (apart.name, apart.title())
    assert determining(other.plan) == determining(apart.plan)
    (found,) = differences(apart, other)
    nothing(found)
    # Done once for both above; also where each is done by itself:
    for one, another in zip(
        *(new_study(Question("run", (each,), 3)).run([each], NUMBERS)[0] for each in (apart, other)), strict=True
    ):
        pd.testing.assert_frame_equal(one.key, another.key, check_exact=True)


def test_equal_scenarios_whose_numbers_are_written_in_another_way_differ_by_nothing(apart: Scenario) -> None:
    """A roster that says what holds without it, hours cut in two: these are done apart, and come to the same."""
    health = [{"days": "mon-fri", "hours": "08:00-12:00", "officers": 1}]
    other = apart.with_({"counters.health.roster": health, "demand.factor": 1})
    assert determining(other.plan) != determining(apart.plan)
    (found,) = differences(apart, other)
    nothing(found)


def test_scenarios_that_are_not_equal_differ(apart: Scenario) -> None:
    """Else the tests above could not fail."""
    (found,) = differences(apart, apart.with_({"procedures.records.per_year": 2200}))
    assert (found.loc["all", "estimate"] != 0).sum() > 10
    assert found.loc[("all", "visits"), "estimate"] > 0


# ---- an officer more ----------------------------------------------------------------------------------------------


def test_an_officer_more_changes_no_draw_in_any_replication() -> None:
    """With people who leave, flaws, reviews and absences: the same case table, and the same colleagues away."""
    plans = [
        plan_with(
            absences={"spells_per_year": 10}, counters={"a": {"agencies": ["a", "b"], "officers": officers} | LEAVING}
        )
        for officers in (2, 3)
    ]
    for one, other in zip(*map(runs, plans), strict=True):
        assert not differing(one.table, other.table)
        assert len(one.table) == len(other.table)
        assert not np.array_equal(one.records.visits.called_at, other.records.visits.called_at)


def test_an_officer_more_changes_nothing_where_there_is_none_more(apart: Scenario) -> None:
    (found,) = differences(apart, apart.with_({"counters.justice.officers": 3}))
    nothing(found.loc[["health"]])
    assert found.loc[("justice", "wait_mean_min"), "estimate"] < 0
    assert found.loc[("all", "wait_mean_min"), "estimate"] < 0


def test_pairing_narrows_what_an_officer_more_brings(apart: Scenario) -> None:
    """Among the same people the difference is surer than among others."""
    base, more = (
        each.key_sample()
        for each in new_study(Question("compare", (apart,), 3)).run(
            [apart, apart.with_({"counters.justice.officers": 1})], NUMBERS
        )
    )
    narrowed = dict(zip(more.index(), more.narrowed(base), strict=True))
    assert narrowed[("all", "visits")] < 0.5
    assert all(np.isnan(narrowed[("health", name)]) or narrowed[("health", name)] == 0 for name in NAMES)


# ---- more online --------------------------------------------------------------------------------------------------


def test_more_online_changes_the_channel_of_exactly_the_cases_that_move(apart: Scenario) -> None:
    """In the records as in the draws; all who move came to the counter before, and nobody moves back."""
    for one, other in zip(
        *(runs(each.plan) for each in (apart, apart.with_({"channels.online.share": 0.3}))), strict=True
    ):
        moved = one.table.channel != other.table.channel
        assert 0.2 < moved.mean() < 0.4
        assert set(one.table.channel[moved]) == {Channel.COUNTER}
        assert set(other.table.channel[moved]) == {Channel.ONLINE}
        np.testing.assert_array_equal(one.records.cases.channel != other.records.cases.channel, moved)
        came = other.records.visits
        assert not moved[
            came.case[came.kind == VisitKind.SUBMIT]
        ].any()  # none of them brings the dossier to a counter any more


def test_more_online_of_one_agency_changes_nothing_at_another(apart: Scenario) -> None:
    alone = apart.with_({"procedures.licences.online_weight": 0})
    (found,) = differences(alone, alone.with_({"channels.online.share": 0.2}))
    nothing(found.loc[["health"]])
    assert found.loc[("justice", "visits"), "estimate"] < 0
    assert found.loc[("all", "online_share"), "estimate"] > 0.15


# ---- more people --------------------------------------------------------------------------------------------------


def test_growing_demand_keeps_the_first_cases_in_every_replication(apart: Scenario) -> None:
    """The k-th case of a procedure is the same dossier, whether or not there are more; only when it comes changes."""
    more = apart.with_({"procedures.records.per_year": 3000})
    for one, other in zip(*(runs(each.plan) for each in (apart, more)), strict=True):
        mine, theirs = rows_by_case(apart.plan, one.table), rows_by_case(more.plan, other.table)
        assert mine.keys() < theirs.keys()
        kept = [theirs[case] for case in mine]
        for column in (
            "intake_ms",
            "work_ms",
            "wrap_up_ms",
            "patience_ms",
            "flawed",
            "reviewed",
            "channel",
            "collect_ms",
        ):
            np.testing.assert_array_equal(
                getattr(one.table, column)[list(mine.values())], getattr(other.table, column)[kept], column
            )


def test_growing_demand_of_one_agency_changes_nothing_at_another(apart: Scenario) -> None:
    (found,) = differences(apart, apart.with_({"procedures.records.per_year": 3000}))
    nothing(found.loc[["health"]])
    assert found.loc[("justice", "received"), "estimate"] > 0
