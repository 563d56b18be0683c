"""Figures of many groups at once are those of each group alone, to the last bit.

The counterparts here take one group after the other, by flags; there is no faster or slower way to the same figure.
"""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from tests.small import MONDAY, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE, run_calendar
from tvsim.codes import Activity
from tvsim.experiment import replicate
from tvsim.experiment.encoding import encoded
from tvsim.outcomes import Run, figures
from tvsim.outcomes.grouping import grouped
from tvsim.outcomes.load import pool_shares
from tvsim.outcomes.queues import queue_by_day, queues, waiting_stretches
from tvsim.outcomes.wait_counts import bins
from tvsim.outcomes.waits import Waits, hourly_waits, quantile, uncalled_counts, wait_rows, waits

Flags = NDArray[np.bool_]


@pytest.fixture(scope="module")
def run() -> Run:
    """Two sites, the second open at odd hours; b has a pool with c at the first, and a counter alone at the second."""
    procedure = {"days": 1, "intake_min": {"mean": 14, "cv": 1}, "work_min": 40}
    group = {"wrap_up_min": 1.3, "other_duties": [{"at_most_waiting": 1, "share": 0.2}]}
    plan = small_plan(
        period={"start": MONDAY, "end": "2025-03-28", "warm_up_days": 7, "follow_up_days": 3},
        sites={"centre": {}, "district": {"hours": {"mon-thu": ["07:30-11:45"], "sat": ["09:20-10:10"]}}},
        agencies={each: {"reviewers": 2} for each in "abc"},
        counters={
            "a": {"site": "centre", "agencies": ["a"], "officers": 2, "patience_min": 40} | group,
            "pool": {"site": "centre", "agencies": ["b", "c"], "officers": 2} | group,
            "far": {"site": "district", "agencies": ["b"], "officers": 1, "at_closing": "dismiss"} | group,
        },
        procedures={
            "p": {"agency": "a", "per_year": 7000} | procedure,
            "q": {"agency": "b", "per_year": 5000} | procedure,
            "r": {"agency": "c", "per_year": 2000} | procedure,
        },
        costs={"officer_hour": 10, "reviewer_hour": 20},
    )
    return replicate(plan, run_calendar(plan), 1, 1)


# ---- groups -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("groups", [1, 14, 256, 257, 70_000])
def test_rows_of_each_group_are_in_their_order(groups: int) -> None:
    """With any number of groups, those without rows among them; 256 and more need wider numbers."""
    group = np.random.default_rng(1).integers(0, groups, 5000)
    by_group = grouped(group, groups)
    for number in {0, groups // 2, groups - 1, *group[:20].tolist()}:
        np.testing.assert_array_equal(by_group.rows(number), np.flatnonzero(group == number))


def test_no_rows() -> None:
    by_group = grouped(np.empty(0, dtype=np.int64), 3)
    assert [len(by_group.rows(number)) for number in range(3)] == [0, 0, 0]


@pytest.mark.parametrize("share", [0.5, 0.9, 0.95])
def test_quantiles_are_those_of_numpy(share: float) -> None:
    """To the last bit, from one value on."""
    random = np.random.default_rng(2)
    for number in [*range(1, 60), 997, 10_000]:
        values = random.exponential(10, number)
        assert quantile(np.sort(values), share) == np.quantile(values, share)


# ---- waits --------------------------------------------------------------------------------------------------------


def _expected(found: Waits, those: Flags, target_min: float) -> dict[str, float]:
    wait_min, left = found.wait_min[those], found.left[those]
    median, p90, p95 = np.quantile(wait_min, (0.5, 0.9, 0.95))
    return {
        "wait_mean_min": wait_min.mean(),
        "wait_median_min": median,
        "wait_p90_min": p90,
        "wait_p95_min": p95,
        "wait_max_min": wait_min.max(),
        "within_target": (found.served[those] & (wait_min <= target_min)).mean(),
        "left_share": left.mean(),
        "left_wait_mean_min": wait_min[left].mean() if left.any() else np.nan,
    }


def test_waits_of_each_group(run: Run) -> None:
    found, target_min = waits(run), run.plan.targets.wait_min
    hour = found.ticket_at % DAY_MS // HOUR_MS
    rows = {(row["by"], row["value"]): row for row in wait_rows(run, found)}
    groups = {("agency", key): found.agency == number for number, key in enumerate(run.agencies)}
    groups |= {("hour", f"{number:02d}:00"): hour == number for number in np.unique(hour)}
    assert found.left.any()
    for name, those in groups.items():
        row: dict[str, Any] = {"by": name[0], "value": name[1], "visits": those.sum()}
        np.testing.assert_equal(rows[name], row | _expected(found, those, target_min))
    assert {name for name in rows if name[0] in ("agency", "hour")} == groups.keys()


def test_waits_of_the_key_figures_are_those_of_the_table(run: Run) -> None:
    found = figures(run)
    expected = _expected(waits(run), np.ones(len(waits(run).agency), dtype=bool), run.plan.targets.wait_min)
    assert found.key.loc["all", list(expected)].to_dict() == expected
    own = found.waits[found.waits["by"] == "agency"].set_index("value")[list(expected)]
    pd.testing.assert_frame_equal(found.key.loc[run.agencies, list(expected)], own, check_exact=True, check_names=False)


def test_waits_of_each_agency_and_hour(run: Run) -> None:
    found = waits(run)
    hour = found.ticket_at % DAY_MS // HOUR_MS
    rows = hourly_waits(run, found).set_index(["agency", "hour"])
    assert len(rows) == len(np.unique(found.agency * 24 + hour))
    for (agency, name), row in rows.iterrows():
        own = found.wait_min[(found.agency == run.agencies.index(agency)) & (hour == int(name.removesuffix(":00")))]
        assert row["visits"] == len(own)
        assert row["wait_mean_min"] == pytest.approx(own.mean())


def test_waits_without_a_call_are_counted_for_each_agency_and_all(run: Run) -> None:
    found = waits(run)
    counts = uncalled_counts(run, found)
    assert len(counts.first) == len(run.agencies) + 2
    for group, own in enumerate([*(found.agency == number for number in range(3)), found.agency >= 0]):
        bins_, times = np.unique(
            bins(np.rint(found.wait_min * MINUTE_MS).astype(int))[own & ~found.served], return_counts=True
        )
        assert times.sum() > 0 or group == 2
        np.testing.assert_equal(counts.of_group(group), (bins_, times))


# ---- queues and open cases ----------------------------------------------------------------------------------------


def test_queue_of_each_open_part_of_an_hour(run: Run) -> None:
    """Each stretch of waiting cut to each open part, one by one."""
    visit, begins, ends = waiting_stretches(run)
    agency, group = run.case_agency[run.records.visits.case[visit]], run.records.visits.group[visit]
    first_day = pd.Timestamp(run.calendar.first_day)
    table = queue_by_day(run, queues(run))
    assert table[["site", "agency"]].drop_duplicates().values.tolist() == [
        ["centre", "a"],
        ["centre", "b"],
        ["centre", "c"],
        ["district", "b"],
    ]
    assert set(table.loc[table["site"] == "district", "hour"]) == {7, 8, 9, 10, 11}
    for row in table[table["waiting"] > 0].sample(150, random_state=1).itertuples():
        own = (agency == run.agencies.index(row.agency)) & ((group == 2) == (row.site == "district"))
        hour_at = (row.day - first_day).days * DAY_MS + row.hour * HOUR_MS
        opening = run.calendar.sites[row.site]
        waited_ms = open_ms = 0
        for opens_at, closes_at in zip(opening.starts_at.tolist(), opening.ends_at.tolist(), strict=True):
            from_at, to_at = max(opens_at, hour_at), min(closes_at, hour_at + HOUR_MS)
            if from_at < to_at:
                open_ms += to_at - from_at
                waited_ms += np.maximum(0, np.minimum(ends[own], to_at) - np.maximum(begins[own], from_at)).sum()
        assert row.waiting == waited_ms / open_ms


def test_open_cases_of_each_day(run: Run) -> None:
    cases = run.records.cases
    table = figures(run).open_cases
    assert len(table) == 26
    for day, row in enumerate(table.to_numpy().tolist()):
        midnight = run.begins_at + (day + 1) * DAY_MS
        accepted = (cases.accepted_at != NONE) & (cases.accepted_at < midnight)
        is_open = accepted & ((cases.closed_at == NONE) | (cases.closed_at >= midnight))
        assert row == [int((is_open & (run.case_agency == number)).sum()) for number in range(3)]


# ---- load ---------------------------------------------------------------------------------------------------------


def test_load_of_each_officer(run: Run) -> None:
    """Each activity cut to each shift, one by one."""
    shifts, done = run.resources.shifts, run.records.activities
    for row in figures(run).officers.itertuples():
        own = slice(shifts.first[row.officer], shifts.first[row.officer + 1])
        theirs = np.flatnonzero(done.staff == row.officer)
        begins, ends = (np.clip(at[theirs], run.begins_at, run.ends_at) for at in (done.begins_at, done.ends_at))
        within = np.zeros(len(theirs), dtype=np.int64)
        for shift_at, shift_ends_at in zip(shifts.begins_at[own], shifts.ends_at[own], strict=True):
            within += np.maximum(0, np.minimum(ends, shift_ends_at) - np.maximum(begins, shift_at))
        is_duty = done.activity[theirs] == Activity.DUTY
        assert row.duty_min == within[is_duty].sum() / MINUTE_MS > 0
        assert row.worked_min == within[~is_duty].sum() / MINUTE_MS > 0
        assert row.overtime_min == (ends - begins - within).sum() / MINUTE_MS


def test_load_of_each_reviewer(run: Run) -> None:
    done, officers = run.records.activities, len(run.resources.shifts.group)
    for row in figures(run).reviewers.itertuples():
        theirs = done.staff == officers + row.reviewer
        begins, ends = (np.clip(at[theirs], run.begins_at, run.ends_at) for at in (done.begins_at, done.ends_at))
        assert row.worked_min == run.calendar.office.between(begins, ends).sum() / MINUTE_MS > 0


def test_shares_of_the_pools(run: Run) -> None:
    """Also of the groups that serve one agency: all their work is for it."""
    group = run.resources.shifts.group
    done = run.records.activities
    officers = done.staff < len(group)
    begins, ends = (np.clip(at[officers], run.begins_at, run.ends_at) for at in (done.begins_at, done.ends_at))
    cell = group[done.staff[officers]] * 3 + run.case_agency[done.case[officers]]
    work = np.bincount(cell, weights=ends - begins, minlength=9).reshape(3, 3)
    np.testing.assert_array_equal(pool_shares(run), work / work.sum(axis=1, keepdims=True))
    assert np.count_nonzero(pool_shares(run)) == 4


def test_key_figures_of_the_load_are_sums_of_the_tables(run: Run) -> None:
    """Agency b is served by the pool and the counter far away."""
    found = figures(run)
    sums = found.officers.groupby("group")[["rostered_min", "worked_min", "duty_min", "overtime_min"]].sum()
    serving = {"a": ["a"], "b": ["pool", "far"], "c": ["pool"], "all": ["a", "pool", "far"]}
    for agency, groups in serving.items():
        own = sums.loc[groups].sum()
        assert found.key.loc[agency, "utilisation"] == own["worked_min"] / own["rostered_min"]
        assert found.key.loc[agency, "duty_share"] == own["duty_min"] / own["rostered_min"]
    assert found.key.loc["all", "overtime_hours"] == sums["overtime_min"].sum() / 60


def test_stock_of_the_key_figures_is_that_of_the_table(run: Run) -> None:
    found = figures(run)
    by_agency = found.stock.groupby("agency").sum()
    assert found.key.loc[run.agencies, "received"].tolist() == by_agency["received"].tolist()
    assert found.key.loc["all", "finished"] == found.stock[["early", "on_time", "late"]].to_numpy().sum()


def test_figures_can_be_pickled(run: Run) -> None:
    found = figures(run)
    again = pickle.loads(pickle.dumps(found))
    assert encoded(again) == encoded(found)
