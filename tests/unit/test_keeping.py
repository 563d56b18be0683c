"""What a study keeps: figures alone, tables, or a trace; the same with any engine and any number of threads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import tvsim
from tests.functional.test_days_counters import counters, person
from tests.small import case_table, minutes, run_cases, small_plan
from tvsim.language import Language
from tvsim.outcomes import HAPPENINGS, TABLES, trace
from tvsim.report import files

FRAMES = ("key", "waits", "stock", "queues", "open_cases", "officers", "reviewers")


@pytest.fixture(scope="module")
def scenario() -> tvsim.Scenario:
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 21), "warm_up_days": 14, "follow_up_days": 7}
    return tvsim.load("baseline").with_(period=period)


@pytest.mark.parametrize(
    "how",
    [{"engine": "simpy"}, {"keep": "figures"}, {"keep": "trace"}, {"threads": 3}, {"threads": 2, "keep": "figures"}],
)
def test_the_figures_are_the_same_whatever_is_kept_and_however_it_is_run(
    scenario: tvsim.Scenario, how: dict[str, Any]
) -> None:
    plain, other = (tvsim.run(scenario, seed=3, replications=4, **each) for each in ({}, how))
    for mine, theirs in zip(plain.replications, other.replications, strict=True):
        for name in FRAMES:
            pd.testing.assert_frame_equal(getattr(mine, name), getattr(theirs, name), check_exact=True)


def test_later_replications_do_not_overwrite_the_tables_that_are_kept(scenario: tvsim.Scenario) -> None:
    one, three = (tvsim.run(scenario, seed=3, replications=count) for count in (1, 3))
    for name, table in one.tables.items():
        pd.testing.assert_frame_equal(table, three.tables[name], check_exact=True)


def test_without_tables_there_are_none(scenario: tvsim.Scenario, tmp_path: Path) -> None:
    results = tvsim.run(scenario, replications=1, keep="figures")
    assert results.first is None
    for wanted in ("tables", "trace"):
        with pytest.raises(ValueError, match="no tables were kept"):
            getattr(results, wanted)
    written = {path.relative_to(tmp_path).as_posix() for path in files.write(results, tmp_path, Language("en"))}
    assert "figures/key_figures.csv" in written
    assert {"pictures/overdue_by_agency.png", "pictures/waits_by_hour.png"} <= written
    assert not any(path.startswith("tables/") or "officers_on_duty.png" in path for path in written)


def test_what_an_earlier_study_has_left_is_not_taken_for_this_one(scenario: tvsim.Scenario, tmp_path: Path) -> None:
    traced, alone = (tvsim.run(scenario, replications=1, keep=keep) for keep in ("trace", "figures"))
    files.write(traced, tmp_path, Language("en"), traced=True)
    assert set(TABLES) == set(traced.tables)
    (tmp_path / "tables" / "mine.txt").write_text("kept", encoding="utf-8")
    written = files.write(alone, tmp_path, Language("en"))
    left = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*written, tmp_path / "tables" / "mine.txt"}


class _SeenEnoughError(Exception):
    pass


def test_whoever_interrupts_does_not_wait_for_replications_that_are_going_on(scenario: tvsim.Scenario) -> None:
    """After the first word of progress nearly all of forty replications are never begun, and none comes to its end."""
    for threads in (1, 3):
        told: list[float] = []

        def interrupt(done: float, of: int, told: list[float] = told) -> None:
            told.append(done)
            raise _SeenEnoughError

        with pytest.raises(_SeenEnoughError):
            tvsim.run(scenario, replications=40, threads=threads, progress=interrupt)
        assert len(told) < 40
        assert max(told) < 1


def test_a_trace_is_written_where_it_is_wanted(scenario: tvsim.Scenario, tmp_path: Path) -> None:
    results = tvsim.run(scenario, replications=1, keep="trace")
    files.write(results, tmp_path, Language("en"), traced=True)
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "tables" / "trace.parquet"), results.trace, check_categorical=False
    )


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"engine": "fast"}, 'engine must be compiled or simpy, not "fast"'),
        ({"keep": "all"}, 'keep must be figures or tables or trace, not "all"'),
        ({"threads": 0}, "threads must be from 1 to 256, not 0"),
    ],
)
def test_what_is_not_known_is_refused(scenario: tvsim.Scenario, how: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError) as found:
        tvsim.run(scenario, **how)
    assert str(found.value) == said


def told(found: pd.DataFrame) -> list[str]:
    """Lines such as ``08:10 1 called by 0``."""
    return [
        f"{row.at:%H:%M} {row.case} {row.what}" + ("" if pd.isna(row.staff) else f" by {row.staff}")
        for row in found.dropna(subset="case").itertuples()
    ]


def test_the_trace_of_a_morning() -> None:
    """Case 0 is served from 08:00 to 08:10, case 1, who came at 08:05 and had patience for 3 minutes, leaves at 08:08.

    Case 0 is decided at once, so that its result is in hand at 08:10.
    """
    people = (
        person("08:00") | {"at_once": True},
        person("08:05") | {"patience_ms": minutes(3), "after_leaving": 2},
    )
    found = trace(run_cases(small_plan(counters=counters(officers=1)), case_table(*people)))
    assert told(found) == [
        "08:00 0 comes",
        "08:00 0 takes ticket",
        "08:00 0 submits",
        "08:00 0 called by 0",
        "08:00 0 work begins by 0",
        "08:05 1 comes",
        "08:05 1 takes ticket",
        "08:05 1 submits",
        "08:08 1 leaves",
        "08:08 1 gives up",
        "08:10 0 work ends by 0",
        "08:10 0 service ends by 0",
        "08:10 0 acknowledged",
        "08:10 0 accepted",
        "08:10 0 decided",
        "08:10 0 handed over",
    ]
    assert found["at"].is_monotonic_increasing
    assert set(found["what"]) <= set(HAPPENINGS)


def test_the_trace_tells_everything_once(scenario: tvsim.Scenario) -> None:
    results = tvsim.run(scenario, replications=1, keep="trace")
    assert results.first is not None
    records, counts = results.first.records, results.trace["what"].value_counts()
    assert counts["takes ticket"] == (records.visits.ticket_at >= 0).sum()
    assert counts["called"] == (records.visits.called_at >= 0).sum()
    assert counts["task joins"] == len(records.tasks.case)
    assert counts["signed"] == (records.signatures.signed_at >= 0).sum()
    assert counts["work begins"] == len(records.activities.case)
    assert counts["accepted"] == (records.cases.accepted_at >= 0).sum()
    assert counts["decided"] + counts["refused"] == (records.cases.decided_at >= 0).sum()
