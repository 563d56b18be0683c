"""The compiled engine from outside: ready, cached, in threads, and what it says of what cannot be."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numba import njit

from tests.engines import differences
from tests.functional.test_ties import crowded_cases, crowded_plan
from tests.small import at, case_table, minutes, nobody_away, small_plan
from tvsim.calendar import run_calendar
from tvsim.demand import CaseTable
from tvsim.models import ENGINES, StateError, simulate
from tvsim.models.compiled import Room, engine, ready
from tvsim.resources import Resources, build_resources
from tvsim.scenario.schema import Plan

ROOT = Path(__file__).resolve().parents[2]


def resources_of(plan: Plan) -> Resources:
    calendar = run_calendar(plan)
    return build_resources(plan, calendar, nobody_away(plan, calendar))


# ready and cached


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def twice() -> Any:
    """A function with the cache of the engine."""

    @njit
    def double(number: int) -> int:
        return 2 * number

    return ready._cached(double)


def compiled_times(function: Any) -> int:
    return sum(function.stats.cache_misses.values())


def test_a_second_process_finds_what_a_first_has_compiled(folder: Path) -> None:
    assert twice()(4) == 8
    again = twice()
    assert again(4) == 8
    assert compiled_times(again) == 0


def test_other_sources_are_compiled_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice()(4)
    monkeypatch.setattr(ready, "sources_stamp", lambda: "others")
    again = twice()
    assert again(4) == 8
    assert compiled_times(again) == 1


def test_the_stamp_covers_every_source_that_is_compiled() -> None:
    root = ROOT / "tvsim"
    covered = {file for pattern in ready.SOURCES for file in root.glob(pattern)}
    read = {Path(module.__file__) for module in _modules_read()}
    assert read <= covered


def _modules_read() -> Iterator[Any]:
    """Modules of whose functions and constants the compiled engine is made."""
    for name, module in sys.modules.items():
        if name.startswith("tvsim.models.") or name in ("tvsim.codes", "tvsim.calendar", "tvsim.demand.case_table"):
            yield module


def test_a_damaged_cache_is_compiled_anew(folder: Path) -> None:
    twice()(4)
    for file in folder.rglob("*.nb?"):
        file.write_bytes(b"damaged")
    assert twice()(4) == 8


def test_a_folder_that_cannot_be_written_to_does_no_harm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("numba.core.caching.IndexDataCacheFile.save", full)
    assert twice()(4) == 8

    def nowhere(*_: Any) -> None:
        raise RuntimeError("cannot cache function: no locator available")

    monkeypatch.setattr(ready.EngineCache, "__init__", nowhere)
    assert twice()(4) == 8


def test_the_first_use_says_that_it_compiles_and_later_ones_do_not(tmp_path: Path) -> None:
    scenario = tmp_path / "new.toml"
    environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path / "cache")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tvsim.cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=True)

    run("new", str(scenario))
    words = ("run", str(scenario), "--replications", "1", "--json")
    first, second = run(*words), run(*words)
    assert "compiling the engine" in first.stderr
    assert "compiling" not in second.stderr
    assert first.stdout == second.stdout


def test_it_is_known_what_is_cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    function, arguments = twice(), (numba.int64,)
    monkeypatch.setattr(ready, "COMPILED", ((function, arguments),))
    assert not ready.is_cached()
    function.compile(arguments)
    assert ready.is_cached()
    for file in folder.rglob("*.nbi"):
        file.write_bytes(b"damaged")
    assert not ready.is_cached()


def test_where_no_program_can_be_started_the_engine_is_compiled_here(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    function, arguments = twice(), (numba.int64,)
    monkeypatch.setattr(ready, "COMPILED", ((function, arguments),))
    monkeypatch.setattr(ready, "is_ready", lambda: False)
    monkeypatch.setattr(sys, "executable", str(folder / "no_python"))
    begun = []
    ready.prepare(lambda: begun.append(True))
    assert (begun, compiled_times(function)) == ([True], 1)


def test_a_program_tells_how_far_it_is_and_is_ended_by_whoever_stops_listening() -> None:
    told: list[float] = []
    ready._told_by([sys.executable, "-uc", "print(0.5); print(1.0)"], dict(os.environ), told.append)
    assert told == [0.5, 1.0]

    def interrupted(part: float) -> None:
        raise KeyboardInterrupt

    endless = "print(0.5)\nwhile True: pass"
    with pytest.raises(KeyboardInterrupt):
        ready._told_by([sys.executable, "-uc", endless], dict(os.environ), interrupted)


# threads


def test_threads_leave_the_same_records() -> None:
    plan, tables = crowded_plan("half_day"), [crowded_cases(seed, 200) for seed in range(8)]
    resources = resources_of(plan)
    alone = [simulate(table, resources) for table in tables]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda table: simulate(table, resources), tables))
    assert not [list(differences(*pair)) for pair in zip(alone, together, strict=True) if list(differences(*pair))]


# what cannot be


CENTRE = small_plan(counters={"a": {"agencies": ["a"], "officers": 2}})


def crowd(count: int = 30, **wrong: Any) -> CaseTable:
    """Many quiet cases, the 17th with something wrong."""
    cases: list[dict[str, Any]] = [{"comes_at": at(0, "08:00") + minutes(number)} for number in range(count)]
    cases[17] |= wrong
    return case_table(*cases)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"procedure": 5}, "case 17: procedure is 5, must be from 0 to 0"),
        ({"procedure": -1}, "case 17: procedure is -1, must be from 0 to 0"),
        ({"site": 3}, "case 17: site is 3, must be from 0 to 0"),
        ({"channel": 7}, "case 17: channel is 7, must be from 0 to 2"),
        ({"return_channel": -2}, "case 17: return_channel is -2, must be from 0 to 2"),
        ({"supplements": 3}, "case 17: supplements is 3, must be from 0 to 2"),
    ],
)
@pytest.mark.parametrize("name", ENGINES)
def test_numbers_of_what_does_not_exist(name: Any, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(StateError) as found:
        simulate(crowd(**wrong), resources_of(CENTRE), engine=name)
    assert str(found.value) == said


@pytest.mark.parametrize(
    "wrong",
    [
        {"intake_ms": -5},
        {"intake_ms": np.iinfo(np.int64).max},
        {"wrap_up_ms": -(10**12)},
        {"patience_ms": -1},
        {"work_ms": np.iinfo(np.int64).min},
        {"field_ms": -1},
        {"comes_at": -60_000},
        {"collected_after_ms": np.iinfo(np.int64).min},
        {"travel_in_ms": -5},
        {"corrected_ms": -(10**9)},
        {"travel_out_ms": 10**18},
    ],
    ids=str,
)
@pytest.mark.parametrize("name", ENGINES)
def test_times_that_are_past_or_never(wrong: dict[str, Any], name: Any) -> None:
    column, value = next(iter(wrong.items()))
    with pytest.raises(StateError, match=rf"case 17: {column} is .*{value}.*, must be from 0 to \d+"):
        simulate(crowd(**wrong), resources_of(CENTRE), engine=name)


@pytest.mark.parametrize("due_at", [10**17, -(10**17), 0], ids=str)
@pytest.mark.parametrize("column", ["due_at", "legal_due_at"])
@pytest.mark.parametrize("name", ENGINES)
def test_due_times_of_the_backlog_that_no_calendar_has(name: Any, column: str, due_at: int) -> None:
    carried = {"carried": True, "accepted_at": 0, "due_at": at(1, "17:00"), "legal_due_at": at(1, "17:00")}
    with pytest.raises(StateError, match=rf"case 17: {column} is {due_at}, must be from 1 to \d+, or never"):
        simulate(crowd(**carried | {column: due_at}), resources_of(CENTRE), engine=name)


@pytest.mark.parametrize(
    ("part", "column", "number"),
    [
        ("procedures", "agency", 10**7),
        ("procedures", "reviewers", 5),
        ("procedures", "limit_ms", -(10**15)),
        ("counters", "group", 10**7),
        ("transfers", "site_agency_ms", -1),
    ],
)
@pytest.mark.parametrize("name", ENGINES)
def test_rules_of_what_does_not_exist(name: Any, part: str, column: str, number: int) -> None:
    resources = resources_of(CENTRE)
    numbers = np.full_like(getattr(getattr(resources, part), column), number)
    wrong = replace(resources, **{part: replace(getattr(resources, part), **{column: numbers})})
    with pytest.raises(StateError, match=rf"{part}.{column} is {number}, must be from"):
        simulate(crowd(), wrong, engine=name)


def test_an_engine_that_is_none() -> None:
    with pytest.raises(ValueError, match="engine must be compiled or simpy, not 'fast'"):
        simulate(crowd(), resources_of(CENTRE), engine="fast")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ENGINES)
def test_rosters_that_cannot_be(name: Any) -> None:
    resources = resources_of(CENTRE)
    begins_at = resources.shifts.begins_at.copy()
    begins_at[3] = begins_at[2]
    with pytest.raises(StateError, match=r"officer 0: .* cannot be on a roster"):
        simulate(crowd(), replace(resources, shifts=replace(resources.shifts, begins_at=begins_at)), engine=name)


def test_an_instant_that_does_not_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """More happens at one instant than can: here the bound is lowered, for no centre gets there."""
    lay_out = engine.lay_out

    def with_a_low_bound(*arguments: Any) -> Any:
        centre = lay_out(*arguments)
        centre.clock["most_at_instant"] = 10
        return centre

    monkeypatch.setattr(engine, "lay_out", with_a_low_bound)
    table = case_table(*[{"comes_at": at(0, "08:00")} for _ in range(30)])
    with pytest.raises(StateError, match="the instant 28800000 ms does not end"):
        simulate(table, resources_of(CENTRE))


def test_more_events_than_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_EVENTS_A_CASE", 0)
    table = case_table(*[{"comes_at": at(0, "08:00"), "patience_ms": minutes(300)} for _ in range(3000)])
    with pytest.raises(StateError, match=r"events wait to happen, more than \d+"):
        simulate(table, resources_of(CENTRE))


def test_no_cases_and_no_staff() -> None:
    nobody = small_plan(
        agencies={"a": {"reviewers": 0, "sign_off": {"times": ["16:00"]}}},
        counters={"a": {"agencies": ["a"], "officers": 0}},
    )
    for table in (case_table(), case_table({"comes_at": at(0, "08:00")})):
        found = [simulate(table, resources_of(nobody), engine=name, room=Room()) for name in ENGINES]
        assert not list(differences(*found))


def test_progress_is_told_up_to_the_end() -> None:
    told: list[float] = []
    simulate(case_table({"comes_at": at(0, "08:00")}), resources_of(small_plan()), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
