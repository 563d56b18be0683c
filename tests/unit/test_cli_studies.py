"""The commands that do studies: what they print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import tvsim.experiment
from tests.scenario_files import small_file, write
from tests.unit.test_cli import Tvsim, tvsim_
from tvsim import cli

__all__ = ["tvsim_"]


@pytest.fixture
def more(tmp_path: Path) -> Path:
    """The small centre with one officer more."""
    small_file(tmp_path)
    text = 'extends = "small.toml"\nname = "more"\nsource = "assumption"\n[counters]\njustice.officers = 3\n'
    return write(tmp_path, "more.toml", text)


def test_compare(tvsim_: Tvsim, tmp_path: Path, more: Path) -> None:
    ended = tvsim_("compare", tmp_path / "small.toml", more, "--replications", 3, "--figure", "wait_mean_min")
    assert (ended.code, ended.err) == (0, "")
    assert "Mean wait (min)" in ended.out
    assert "more against small:" in ended.out
    assert "Staff cost" not in ended.out.split("more against small:")[0]


def test_compare_for_programs(tvsim_: Tvsim, tmp_path: Path, more: Path) -> None:
    out = tmp_path / "out"
    ended = tvsim_("compare", tmp_path / "small.toml", more, "--replications", 2, "--json", "--out", out)
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert (found["scenarios"], found["replications"]) == (["small", "more"], 2)
    assert {row["verdict"] for row in found["differences"]} <= {str(each) for each in tvsim.experiment.Verdict}
    assert sorted(path.name for path in out.iterdir()) == ["figures", "pictures"]
    assert all(Path(file).stat().st_size for file in found["files"])


def test_other_prices_are_told_to_programs_too(tvsim_: Tvsim, tmp_path: Path, more: Path) -> None:
    dearer = write(tmp_path, "dearer.toml", 'extends = "more.toml"\nname = "dearer"\ncosts.officer_hour = 1000\n')
    ended = tvsim_("compare", tmp_path / "small.toml", dearer, "--replications", 2, "--json")
    said = "dearer has other prices than small: costs differ by that, too"
    assert json.loads(ended.out)["warnings"] == [said]
    assert ended.err.splitlines() == [f"warning: {said}"]


def test_a_change_is_made_in_every_scenario_alike(tvsim_: Tvsim, tmp_path: Path, more: Path) -> None:
    """Over what the scenarios say themselves: both have one officer then, and differ in nothing."""
    words = ["compare", tmp_path / "small.toml", more, "--replications", 2, "--json"]
    different, alike = (
        json.loads(tvsim_(*words, "--set", change).out)["differences"]
        for change in ("counters.health.officers=2", "counters.justice.officers=1")
    )
    assert {row["verdict"] for row in alike} <= {"equal", "missing"}
    assert {row["verdict"] for row in different} > {"equal", "missing"}
    costs = ["--set", "costs.officer_hour=1000", "--set", "period.end=2025-03-07"]
    ended = tvsim_("explain", tmp_path / "small.toml", more, "--replications", 2, "--json", *costs)
    assert ended.code == 0
    found = json.loads(ended.out)
    (change,) = found["changes"]
    assert change["change"] == "counters.justice.officers: 2 → 3"
    (whole,) = (row for row in found["wholes"] if (row["agency"], row["figure"]) == ("all", "staff_cost"))
    assert whole["whole"] > 0
    same = tvsim_("explain", tmp_path / "small.toml", more, "--replications", 2, "--set", "counters.justice.officers=1")
    assert "The two scenarios differ in nothing that decides a figure." in same.out


def test_explain_says_at_once_what_it_does(
    tvsim_: Tvsim, tmp_path: Path, more: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["explain", tmp_path / "small.toml", more, "--replications", 1, "--figure", "visits"]
    assert tvsim_(*words).err == "", "of one change there is nothing to say"
    monkeypatch.setattr(cli.explain, "FEW", 0)
    monkeypatch.setattr(tvsim.experiment.way, "LONG", 1)
    assert tvsim_(*words, "--by", "table").err.splitlines() == [
        "values that differ from small to more: 1; finding out which of them can be changed alone",
        "changes: 1; scenarios on the way: 2",
        "warning: 1 changes lead over 2 scenarios, which take long to run; --by section would make fewer",
    ]


def test_a_study_that_is_kept_is_not_done_again(
    tvsim_: Tvsim, tmp_path: Path, more: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["compare", tmp_path / "small.toml", more, "--replications", 2, "--study", tmp_path / "study"]
    once = tvsim_(*words)
    assert once.code == 0

    def none(*_: object) -> object:
        raise AssertionError("nothing is left to be done")

    monkeypatch.setattr(tvsim.experiment.workers.Workers, "each", none)
    again = tvsim_(*words)
    assert (again.code, again.out) == (0, once.out)


def test_run_until_precise(tvsim_: Tvsim, tmp_path: Path) -> None:
    words = ["run", small_file(tmp_path), "--precision", "50%", "--figure", "visits", "--keep", "figures"]
    ended = tvsim_(*words)
    assert (ended.code, ended.err) == (0, "")
    assert "Visits: ±" in ended.out
    found = json.loads(tvsim_(*words, "--json").out)
    assert found["precision"][0]["needed"] >= 3
    tight = tvsim_("run", small_file(tmp_path), "--precision", "0.01%", "--figure", "visits", "--most", 4)
    assert "(not reached)" in tight.out
    assert "Replications: 4." in tight.out


def test_what_cannot_be_known_precisely_is_given_up(tvsim_: Tvsim, tmp_path: Path) -> None:
    words = ["run", small_file(tmp_path), "--set", "demand.factor=0", "--precision", "5%", "--keep", "figures"]
    words += ["--figure", "wait_mean_min"]
    ended = tvsim_(*words)
    assert ended.code == 0
    said = "wait_mean_min: no precision is in sight, since none of the first 64 replications has this figure"
    assert ended.err == f"warning: {said}\n"
    assert "Replications: 64." in ended.out
    assert "Mean wait: – (not in sight: no replication has this figure)" in ended.out
    assert "(chưa thấy khả năng: không lần mô phỏng nào có chỉ tiêu này)" in tvsim_(*words, "--lang", "vi").out
    assert json.loads(tvsim_(*words, "--json").out)["precision"][0]["unreachable"] == "missing"


def test_warm_up(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path)
    out = tmp_path / "out"
    ended = tvsim_("warmup", path, "--days", 56, "--replications", 2, "--out", out, "--lang", "vi")
    assert ended.code == 0
    assert "MSER-5" in ended.out
    assert (out / "pictures" / "warm_up.png").stat().st_size
    found = json.loads(tvsim_("warmup", path, "--days", 56, "--replications", 2, "--json").out)
    assert set(found["days"]) == set(found["judged"]) >= {"all", "justice"}
    assert found["longest"] is None or found["judged"][found["longest"]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["compare", "baseline"], "error: SCENARIO = 1: must be two or more, to be compared"),
        (["compare", "baseline", "onlin_50"], 'did you mean "online_50"'),
        (["compare", "baseline", "online_50", "--figure", "wait"], 'error: --figure = "wait": there is no such figure'),
        (["compare", "baseline", "online_50", "--agency", "justce"], 'did you mean "justice"'),
        (["compare", "baseline", "online_50", "--replications", "0"], "error: --replications = 0: must be from 1 to"),
        (["compare", "baseline", "online_50", "--study", ""], "error: --study"),
        (["compare", "baseline", "online_50", "--jobs", "0"], "error: "),
        (
            ["compare", "baseline", "bialoleka_2020", "--set", "counters.transport.officers=3"],
            "error: bialoleka_2020: --set: counters.transport: there is none of this name; allowed: hall_acgo",
        ),
        (["explain", "baseline", "online_50", "--set", "channels.online.share=2"], "error: baseline: --set: channels"),
        (["explain", "baseline", "onlin_50", "--set", "demand.factor=2"], "error: onlin_50: there is no such file or"),
        (["run", "baseline", "--precision", "0%"], 'error: --precision = "0%": must be above 0 and at most 100%'),
        (["run", "baseline", "--precision", "five"], 'error: --precision = "five": must be above 0 and at most 100%'),
        (["run", "baseline", "--precision", "nan"], 'error: --precision = "nan": must be above 0 and at most 100%'),
        (["run", "baseline", "--most", "5"], "error: --figure and --most belong to --precision, which is not given"),
        (["warmup", "baseline", "--days", "7"], "error: "),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tvsim_: Tvsim, words: list[str], said: str) -> None:
    ended = tvsim_(*words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.count("\n") == 1


def test_a_folder_that_cannot_keep_a_study(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path)
    ended = tvsim_("run", path, "--study", path / "study")
    assert ended.code == 3
    assert ended.err == f"error: {path / 'study'}: cannot be written: not a directory\n"


def test_warmup_says_what_may_mislead_but_for_what_it_finds_out(tvsim_: Tvsim, tmp_path: Path) -> None:
    small_file(tmp_path)
    words = ["warmup", tmp_path / "small.toml", "--days", 28, "--replications", 1, "--seed", 7, "--json"]
    words += ["--set", "counters.health.officers=0", "--set", "period.warm_up_days=0"]
    ended = tvsim_(*words)
    assert ended.code == 0
    found = json.loads(ended.out)
    assert found["seed"] == 7
    assert [each.partition(" (")[0] for each in found["warnings"]] == ["counters.health"]
    assert "warning: counters.health" in ended.err
    assert "starts empty" not in ended.err
