"""What must be true of any model of a service centre, under one seed: changes act in the direction they must.

A *plain* queue is first come, first served, with patient people who come once; there the statements hold for each
person. With all the rules switched on they hold on average, or in sum.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import tvsim
from tests.small import MONDAY, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE, run_calendar
from tvsim.codes import CaseStatus, Channel, TaskKind, VisitKind, VisitOutcome
from tvsim.experiment import replicate
from tvsim.experiment.encoding import encoded
from tvsim.loads import load_warnings, pool_loads
from tvsim.outcomes import ALL, Run, figures, tables
from tvsim.outcomes.overdue import official, true_clock
from tvsim.outcomes.queues import area_until, open_cases, waiting_stretches
from tvsim.outcomes.stock import due_at_end
from tvsim.scenario.schema import Plan

SEEDS = (1, 2, 3)
ROOT = Path(__file__).parents[2]
THREE_WEEKS = {"start": MONDAY, "end": "2025-03-21", "warm_up_days": 0, "follow_up_days": 3}


def run_plan(plan: Plan, seed: int = 1, replication: int = 1) -> Run:
    return replicate(plan, run_calendar(plan), seed, replication)


def waits_ms(run: Run) -> NDArray[np.int64]:
    """Wait of each visit that had a ticket; who still waits has waited to the end of the run."""
    _, begins, ends = waiting_stretches(run)
    return ends - begins


# plain queues and full ones


def plain_plan(officers: int, per_year: float = 6000, **counters: Any) -> Plan:
    """One queue; everybody comes once and is served in the order of coming; results go back online."""
    return small_plan(
        period=THREE_WEEKS,
        channels={"counter": {"returns": {"online": 1.0}}},
        counters={"a": {"agencies": ["a"], "officers": officers, "wrap_up_min": {"mean": 1, "cv": 1}} | counters},
        procedures={"p": {"agency": "a", "per_year": per_year, "days": 2, "intake_min": {"mean": 18, "cv": 0.9}}},
    )


FULL_PROCEDURE: dict[str, Any] = {
    "days": 3,
    "intake_min": {"mean": 12, "cv": 0.8},
    "desk_min": {"mean": 8, "cv": 0.8},
    "work_min": {"mean": 45, "cv": 0.8},
    "collected_after_days": {"mean": 1, "cv": 0.5},
    "enquiries": 0.3,
    "flawed": {"counter": [0.3, 0.1], "post": [0.3], "online": [0.2]},
    "supplement": {"shares": [0.3], "answer_days": {"mean": 2, "cv": 0.5}, "recheck_min": 10},
    "priority_shares": [0.1, 0.9],
    "at_once": 0.1,
    "refused": 0.05,
}


def full_plan(
    officers: int = 3, online: float = 0.2, factor: float = 1.0, procedure: dict[str, Any] | None = None, **tables: Any
) -> Plan:
    """Two agencies with about every rule of the counters and the offices switched on."""
    rules = FULL_PROCEDURE | (procedure or {})
    group = {
        "agencies": ["a", "b"],
        "officers": officers,
        "wrap_up_min": 1,
        "other_duties": [{"at_most_waiting": 1, "share": 0.15}],
        "at_closing": "dismiss",
        "last_ticket_before_closing_min": 15,
        "patience_min": {"mean": 90, "cv": 0.6},
        "turn_away": {"queue": 6, "share": 0.5},
        "after_leaving": {"come_back": 0.8, "go_online": 0.1},
        "appointments": {
            "share": 0.2,
            "slots": [{"days": "mon-fri", "hours": "08:00-12:00", "every_min": 30, "capacity": 2}],
            "no_show": 0.1,
            "lateness_min": {"distribution": "normal", "mean": 0, "sd": 8},
        },
    }
    given: dict[str, Any] = {
        "period": THREE_WEEKS | {"warm_up_days": 7, "follow_up_days": 7},
        "agencies": {
            "a": {"reviewers": 4, "backlog": 10, "sign_off": {"times": ["10:00", "16:00"]}},
            "b": {"reviewers": 4, "order": "first_come", "sign_off": {"times": ["11:00"], "capacity": 30}},
        },
        "counters": {"c": group},
        "channels": {
            "counter": {"returns": {"counter": 0.7, "post": 0.3}},
            "post": {"share": 0.1, "returns": {"counter": 0.3, "post": 0.7}},
            "online": {"share": online, "returns": {"counter": 0.2, "post": 0.3, "online": 0.5}},
        },
        "procedures": {
            "p": {"agency": "a", "per_year": 3500, "committee": True} | rules,
            "q": {"agency": "b", "per_year": 2500, "reviews": {"agencies": ["a"], "share": 0.3}} | rules,
        },
        "absences": {"spells_per_year": 5},
        "transfers": {"site_agency_min": 60, "agency_agency_min": 120},
        "demand": {"factor": factor, "day_to_day_cv": 0.2},
    }
    return small_plan(**given | tables)


def test_the_full_plan_is_full() -> None:
    """Or the tests below would show nothing: people leave, turn away, are sent home, dossiers are flawed, and so on."""
    run = run_plan(full_plan(officers=1))
    outcomes = set(run.records.visits.outcome.tolist())
    assert outcomes >= set(VisitOutcome) - {VisitOutcome.WAITING, VisitOutcome.SERVING, VisitOutcome.NO_TICKET}
    assert set(run.records.visits.kind.tolist()) == set(VisitKind)
    statuses = set(run.records.cases.status.tolist())
    assert statuses >= {CaseStatus.DECIDED, CaseStatus.REFUSED, CaseStatus.ANSWERED, CaseStatus.GAVE_UP}
    assert set(run.records.tasks.kind.tolist()) >= {TaskKind.EXAMINE, TaskKind.RECHECK, TaskKind.REVIEW}
    assert len(run.table) > 500


# more officers


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("closing", ["serve", "serve at lunch too"])
def test_more_officers_never_lengthen_anybodys_wait_in_a_plain_queue(seed: int, closing: str) -> None:
    rules = {"at_lunch": "serve" if closing == "serve at lunch too" else "hold"}
    before = None
    for officers in range(1, 7):
        run = run_plan(plain_plan(officers, **rules), seed)
        assert (run.records.visits.kind == VisitKind.SUBMIT).all()
        waits = np.full(len(run.table), NONE)
        waits[run.records.visits.case] = waits_ms(run)
        if before is not None:
            assert (waits <= before).all()
            assert waits.sum() < before.sum() or before.sum() == 0
        else:
            assert waits.mean() > 30 * MINUTE_MS
        before = waits


def test_one_more_officer_in_a_part_of_the_day_never_lengthens_anybodys_wait() -> None:
    """A roster block with three instead of two, in a plain queue."""
    runs = [
        run_plan(plain_plan(2, roster=[{"days": "mon-fri", "hours": "09:00-11:00", "officers": officers}]))
        for officers in (2, 3)
    ]
    few, many = (np.bincount(run.records.visits.case, waits_ms(run), len(run.table)) for run in runs)
    assert (many <= few).all()
    assert many.sum() < few.sum()


def test_more_officers_shorten_waits_on_average_with_the_rest_switched_on() -> None:
    means = []
    for officers in (1, 2, 3, 4, 6):
        runs = [run_plan(full_plan(officers), seed) for seed in SEEDS]
        means.append(np.mean([figures(run).key.loc[ALL, "wait_mean_min"] for run in runs]))
    assert means == sorted(means, reverse=True)
    assert means[0] > 4 * means[-1]


def test_more_reviewers_never_delay_a_decision_on_average() -> None:
    means = []
    for reviewers in (2, 3, 4, 8):
        offices = {key: {"reviewers": reviewers, "sign_off": {"times": ["10:00", "16:00"]}} for key in ("a", "b")}
        cases = run_plan(full_plan(agencies=offices)).records.cases
        decided = cases.decided_at != NONE
        means.append((cases.decided_at - cases.accepted_at)[decided].mean())
    assert means == sorted(means, reverse=True)


def test_staff_changes_no_arrival_and_no_content() -> None:
    """The same people come with the same dossiers."""
    one, other = run_plan(full_plan(2)).table, run_plan(full_plan(5)).table
    for name in one.__dataclass_fields__:
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


# more online


def everybody_is_patient(online: float, **tables: Any) -> Plan:
    """All results fetched, nobody leaves, and time enough for every case to end."""
    counter = {"returns": {"counter": 1.0}}
    return small_plan(
        **{
            "period": {"start": MONDAY, "end": "2025-03-14", "follow_up_days": 90},
            "channels": {"counter": counter, "online": {"share": online} | counter, "post": {"share": 0.1} | counter},
            "counters": {"a": {"agencies": ["a"], "officers": 2}},
            "agencies": {"a": {"reviewers": 6}},
            "procedures": {"p": {"agency": "a", "per_year": 3000} | FULL_PROCEDURE},
            "demand": {"by_month": [0, 0, 1, *[0] * 9]},  # nobody comes once March is over
        }
        | tables
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_more_online_uptake_never_adds_a_visit_to_any_case(seed: int) -> None:
    before, total = None, []
    for online in (0.0, 0.2, 0.3, 0.6, 0.9):
        run = run_plan(everybody_is_patient(online), seed)
        cases = run.records.cases
        assert not np.isin(cases.status, (CaseStatus.COMING, CaseStatus.OPEN)).any()
        if before is not None:
            assert (cases.visits <= before).all()
        before = cases.visits
        total.append(int(cases.visits.sum()))
    assert total == sorted(set(total), reverse=True)


def test_more_online_uptake_never_adds_visits_in_sum_with_the_rest_switched_on() -> None:
    sums = []
    for online in (0.0, 0.2, 0.4, 0.8):
        plan = full_plan(online=online)
        sums.append(sum(figures(run_plan(plan, seed)).key.loc[ALL, "visits"] for seed in SEEDS))
    assert sums == sorted(sums, reverse=True)


# longer limits


CLOCKS = ("pause", "restart", "run_on")


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("rule", ["working_hours", "end_of_day", "half_day"])
def test_longer_limits_never_add_an_overdue_case_where_work_is_taken_first_come(rule: str, clock: str) -> None:
    """Case by case: by the true clock, and as the reports count; decided and still open at the end of the period."""
    supplement = {"shares": [0.4, 0.3], "answer_days": {"mean": 2, "cv": 0.5}, "recheck_min": 10, "clock": clock}
    offices = {key: {"reviewers": 1, "order": "first_come"} for key in ("a", "b")}
    before, decided_at, counts = None, None, []
    for days in (1, 2, 3, 5, 9):
        rules = {"days": days, "supplement": supplement, "refused": 0}
        run = run_plan(full_plan(procedure=rules, agencies=offices, deadlines={"rule": rule}))
        due = due_at_end(run)
        overdue = [rate.overdue for rate in (true_clock(run, due), official(run, due))]
        if before is not None:
            assert np.array_equal(run.records.cases.decided_at, decided_at)  # nothing else has changed
            for now, then in zip(overdue, before, strict=True):
                assert not (now & ~then).any()
        before, decided_at = overdue, run.records.cases.decided_at
        counts.append([int(each.sum()) for each in overdue])
    for clock_counts in zip(*counts, strict=True):  # by each clock, many are saved at every step
        assert all(later + 5 < earlier for earlier, later in pairwise(clock_counts))


def test_longer_limits_never_raise_the_rates() -> None:
    """With so few reviewers that many are overdue, by either clock, at all limits but the last."""
    rates, numbers = [], []
    for days in (1, 2, 3, 4, 8):
        offices = {key: {"reviewers": 1, "order": "first_come"} for key in ("a", "b")}
        run = run_plan(full_plan(procedure={"days": days}, agencies=offices))
        rates.append(figures(run).key.loc[ALL, ["overdue_true", "overdue_official"]].to_numpy(float))
        due = due_at_end(run)
        numbers.append([np.count_nonzero(rate.overdue) for rate in (true_clock(run, due), official(run, due))])
    assert np.min(numbers[:-1]) > 50
    assert all((later < earlier - 0.02).all() for earlier, later in pairwise(rates))


# nothing, and more than enough


def test_no_arrivals_give_empty_tables_and_missing_figures() -> None:
    nobody = full_plan(factor=0, agencies={"a": {"sign_off": {"capacity": 1}}, "b": {}})
    run = run_plan(nobody)
    for name, table in tables(run).items():
        assert table.empty == (name != "shifts"), name
        assert len(table.columns) > 3
    found = figures(run)
    assert found.waits.empty
    assert (found.stock == 0).all(axis=None)
    missing = [
        "wait_mean_min", "wait_median_min", "wait_p90_min", "wait_p95_min", "wait_max_min", "within_target",
        "left_share", "left_wait_mean_min", "overdue_true", "overdue_official", "acknowledged_in_time", "online_share",
        "visits_per_case",
    ]  # fmt: skip
    assert found.key[missing].isna().all(axis=None)
    zero = ["visits", "received", "finished", "open_cases", "open_past_due", "turned_away"]
    zero += ["awaiting_intake", "overtime_hours"]
    assert (found.key[zero] == 0).all(axis=None)
    assert (found.key["utilisation"] == 0).all()  # officers were there, and had nothing to do


def test_no_officers_no_utilisation() -> None:
    found = figures(run_plan(full_plan(officers=0, factor=0, counters={"c": {"agencies": ["a", "b"]}}))).key
    assert found["utilisation"].isna().all()


def test_one_agency_without_cases_has_missing_figures_beside_another_that_has_some() -> None:
    procedures = {
        "p": {"agency": "a", "per_year": 2000, "days": 3},
        "q": {"agency": "b", "per_year": 0, "days": 3},
    }
    key = figures(run_plan(full_plan(procedures=procedures))).key
    assert key["wait_mean_min"].isna().to_dict() == {"a": False, "b": True, ALL: False}
    assert key["overdue_true"].isna().to_dict() == {"a": False, "b": True, ALL: False}
    assert key.loc[ALL, "wait_mean_min"] == key.loc["a", "wait_mean_min"]


def test_endless_staff_gives_no_wait() -> None:
    """At the counters, at the desk, in the offices; what comes out of hours waits for the opening and not longer."""
    offices = {key: {"reviewers": 300, "sign_off": {"times": ["16:00"]}} for key in ("a", "b")}
    run = run_plan(full_plan(officers=300, agencies=offices, absences={}))
    assert (waits_ms(run) == 0).all()
    key = figures(run).key
    assert (key["wait_max_min"] == 0).all()
    assert (key["within_target"] == 1).all()
    assert (key["left_share"] == 0).all()
    tasks, desk, office = run.records.tasks, run.records.desk, run.calendar.office
    started = tasks.started_at != NONE
    assert np.array_equal(tasks.started_at[started], office.opening(tasks.joined_at[started]))
    begun = desk.started_at != NONE
    assert np.array_equal(desk.started_at[begun], office.opening(desk.joined_at[begun]))
    assert not np.isin(run.records.visits.outcome, (VisitOutcome.LEFT, VisitOutcome.TURNED_AWAY)).any()


# overload


def overloaded() -> Plan:
    """One officer for 1.5 times the work he can do, one reviewer for twice his; nobody is dismissed."""
    return plain_plan(1, per_year=8.0 * 60 / 19 * 1.5 * 261).model_copy(
        update={
            "agencies": small_plan().agencies,
            "period": small_plan(period=THREE_WEEKS | {"follow_up_days": 0}).period,
        }
    )


def test_a_load_above_one_runs_grows_its_queues_and_says_so() -> None:
    """At the counter the queue grows through each day (and is served out); in the office from day to day."""
    plan = overloaded()
    loads = {(load.pool, load.kind): load.load for load in pool_loads(plan)}
    assert loads["counters.a", "officers"] == pytest.approx(1.5, rel=0.01)
    assert loads["agencies.a", "reviewers"] > 2
    warnings = load_warnings(plan)
    assert len(warnings) == 2
    assert any("counters.a" in warning and "1.50" in warning for warning in warnings)
    run = run_plan(plan)
    by_day = open_cases(run)["a"].to_numpy()[[0, 4, 9, 14]]
    assert (np.diff(by_day) > 20).all()
    _, begins, ends = waiting_stretches(run)
    hours = np.array([[day * DAY_MS + hour * HOUR_MS for hour in (9, 12, 17)] for day in (0, 1, 2, 3, 4)])
    area = area_until(begins, ends, hours.ravel() + 1).reshape(hours.shape)
    length = area - area_until(begins, ends, hours.ravel()).reshape(hours.shape)  # of the last millisecond
    assert (length.mean(axis=0)[1:] > length.mean(axis=0)[:-1]).all()
    assert length.mean(axis=0)[-1] > 5


def test_utilisation_stays_within_one_under_overload() -> None:
    """Overtime is shown apart: it hides neither in the share nor in its denominator."""
    for plan in (overloaded(), full_plan(officers=1, factor=2.0)):
        key = figures(run_plan(plan)).key
        for name in ("utilisation", "reviewer_utilisation"):
            assert key[name].between(0, 1).all()
        assert (key["utilisation"] + key["duty_share"] <= 1).all()
    found = figures(run_plan(overloaded()))
    everybody = found.key.loc[ALL]
    assert found.officers["rostered_min"].tolist() == [15 * 8 * 60]
    assert everybody["utilisation"] > 0.9
    assert everybody["reviewer_utilisation"] > 0.9
    assert everybody["overtime_hours"] > 0.3 * 15 * 8
    worked = found.officers["worked_min"] + found.officers["overtime_min"]
    assert worked.sum() > 1.3 * found.officers["rostered_min"].sum()


def test_a_load_below_one_warns_of_nothing() -> None:
    assert load_warnings(plain_plan(4, per_year=2000)) == []


# the same bytes


def digest(plan: Plan, seed: int = 1, replication: int = 1) -> str:
    """Fingerprint of everything that a replication leaves behind: cases, records, figures."""
    run = run_plan(plan, seed, replication)
    found = hashlib.sha256()
    for array in _arrays(run.table, run.records):
        found.update(str(array.dtype).encode() + str(array.shape).encode() + array.tobytes())
    found.update(encoded(figures(run)))
    return found.hexdigest()


def _arrays(*tables: Any) -> Iterator[NDArray[Any]]:
    for table in tables:
        for name in table.__dataclass_fields__:
            value = getattr(table, name)
            if isinstance(value, np.ndarray):
                yield value
            elif hasattr(value, "__dataclass_fields__"):
                yield from _arrays(value)


def test_the_same_seed_gives_the_same_bytes_in_any_process() -> None:
    """Whatever Python's hashes are."""
    here = {
        f"{seed} {replication}": digest(full_plan(2), seed, replication) for seed in (1, 2) for replication in (1, 2)
    }
    assert len(set(here.values())) == 4
    script = (
        "import json; from tests.functional.test_functional import digest, full_plan;"
        "print(json.dumps({f'{s} {r}': digest(full_plan(2), s, r) for s in (1, 2) for r in (1, 2)}))"
    )
    for hash_seed in ("0", "1", "4321"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        there = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
        assert json.loads(there.stdout) == here


def test_the_same_seed_gives_the_same_bytes_in_any_order() -> None:
    """Replications backwards, other scenarios before and between, numpy's and Python's own generators in any state."""
    plan = full_plan(2)
    forwards = {replication: digest(plan, replication=replication) for replication in (1, 2, 3)}
    backwards = {}
    for replication in (3, 2, 1):
        np.random.seed(replication)  # noqa: NPY002  # a global state that must not matter
        digest(full_plan(5, online=0.5, factor=0.5), seed=99)
        backwards[replication] = digest(plan, replication=replication)
    assert backwards == forwards


def test_figures_of_a_study_are_those_of_its_replications_alone() -> None:
    """`tvsim.run` on several replications finds what each gives by itself."""
    scenario = tvsim.load(ROOT / "scenarios" / "baseline.toml").with_(
        period={"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 7), "warm_up_days": 3, "follow_up_days": 0}
    )
    together = tvsim.run(scenario, seed=5, replications=2)
    calendar = run_calendar(scenario.plan)
    for number, found in enumerate(together.replications, start=1):
        alone = figures(replicate(scenario.plan, calendar, 5, number))
        pd.testing.assert_frame_equal(found.key, alone.key, check_exact=True)


def test_different_seeds_differ_in_everything_drawn() -> None:
    tables = [run_plan(full_plan(), seed).table for seed in (1, 2)]
    count = min(len(table) for table in tables)
    for name in ("comes_at", "intake_ms", "desk_ms", "work_ms", "patience_ms", "hour_ms", "channel", "flawed"):
        one, other = (getattr(table, name)[:count] for table in tables)
        assert not np.array_equal(one, other), name
    assert digest(full_plan(), 1) != digest(full_plan(), 2)


def test_the_result_does_not_depend_on_the_order_of_the_procedures_in_the_file() -> None:
    """Cases are ordered by day and place, whichever procedure comes first in the file."""
    plan = full_plan()
    turned = plan.model_copy(update={"procedures": dict(reversed(plan.procedures.items()))})
    pd.testing.assert_frame_equal(figures(run_plan(plan)).key, figures(run_plan(turned)).key, check_exact=False)


def test_pairing_between_scenarios_makes_differences_sharper() -> None:
    """The point of keeping the draws: the spread of paired differences is much smaller than that of the figures."""
    waits = np.array(
        [
            [figures(run_plan(plain_plan(officers), seed)).key.loc[ALL, "wait_mean_min"] for officers in (3, 4)]
            for seed in range(1, 9)
        ]
    )
    unpaired = waits[:, 0] - np.roll(waits[:, 1], 1)
    assert (waits[:, 0] - waits[:, 1]).std() < 0.9 * unpaired.std()


def test_online_cases_are_those_of_the_case_table() -> None:
    run = run_plan(full_plan(online=0.4))
    online = run.table.channel == Channel.ONLINE
    dossiers = ~run.table.enquiry & ~run.table.carried
    assert online[dossiers].mean() == pytest.approx(0.4, abs=0.05)
    assert (run.records.cases.channel[online] == Channel.ONLINE).all()
