"""``tvsim sweep`` and ``tvsim sensitivity``: what they print, and how they end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tvsim
from tests.scenario_files import small_file
from tvsim import cli
from tvsim.experiment.citizens import unlike


class Ended:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Tvsim = Callable[..., Ended]


@pytest.fixture
def tvsim_(capsys: pytest.CaptureFixture[str]) -> Tvsim:
    """Run a command as the shell does."""

    def execute(*words: object) -> Ended:
        code = cli.execute([str(word) for word in words])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return execute


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return small_file(tmp_path)


def test_a_sweep_prints_the_figures_of_the_agency_and_of_all(tvsim_: Tvsim, path: Path) -> None:
    ended = tvsim_("sweep", path, "--officers", "health=1:2", "--replications", 2, "--lang", "vi")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.index("small: health") < ended.out.index("small: Toàn trung tâm")
    assert ended.out.count("hiện trạng: 1") == 2
    assert "Chờ trung bình (phút)" in ended.out


def test_a_sweep_of_the_online_share_and_another_place_is_a_grid(tvsim_: Tvsim, path: Path) -> None:
    words = ("--online", "0.1:0.3:0.1", "--vary", "agencies.justice.reviewers=1,2", "--figure", "visits", "--json")
    ended = tvsim_("sweep", path, *words, "--replications", 1, "--seed", 9)
    assert (ended.code, ended.err) == (0, "")
    answer = json.loads(ended.out)
    assert answer["varied"] == [
        {"place": "agencies.justice.reviewers", "base": 2},
        {"place": "channels.online.share", "base": 0},
    ]
    assert [(row["agencies.justice.reviewers"], row["channels.online.share"]) for row in answer["points"]] == [
        (1, 0.1), (1, 0.2), (1, 0.3), (2, 0.1), (2, 0.2), (2, 0.3),
    ]  # fmt: skip
    assert {(row["agency"], row["figure"]) for row in answer["points"]} == {("all", "visits")}
    assert answer["points"][3]["low"] is None  # one replication has no interval
    assert (answer["seed"], answer["replications"], answer["design"]) == (9, 1, "grid")
    at_counter = [row["estimate"] for row in answer["points"][3:]]
    assert answer["base"][0]["estimate"] > at_counter[0] > at_counter[1] > at_counter[2]


def test_a_sweep_is_the_same_whoever_does_it(tvsim_: Tvsim, path: Path, tmp_path: Path) -> None:
    words = ("sweep", path, "--online", "0:0.2:0.1", "--replications", 2, "--json")
    alone, kept, again = (
        tvsim_(*words, *more) for more in ((), ("--study", tmp_path / "s"), ("--study", tmp_path / "s"))
    )
    assert alone.out == kept.out == again.out
    assert len(list((tmp_path / "s").rglob("*.figures"))) == 3 * 2


def test_a_sweep_writes_table_and_pictures(tvsim_: Tvsim, path: Path, tmp_path: Path) -> None:
    words = ("--online", "0:0.2:0.1", "--replications", 2, "--figure", "visits", "--out", tmp_path / "out")
    ended = tvsim_("sweep", path, *words)
    assert ended.out.endswith(f"3 files in {tmp_path / 'out'}\n")
    assert (tmp_path / "out" / "pictures" / "sweep_visits.png").stat().st_size > 5_000


def test_a_design_that_could_do_better_is_said_before_it_is_run(tvsim_: Tvsim, path: Path) -> None:
    words = ("--design", "sobol", "--points", 3, "--online", "0:0.2", "--replications", 1)
    ended = tvsim_("sweep", path, *words)
    assert ended.code == 0
    (line,) = ended.err.splitlines()
    assert line.startswith("warning: a Sobol sequence fills the space evenly with a power of 2 of points, such as 2 or")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "error: a sweep needs something to vary: give --vary, --online or --officers, such as"),
        (("--online", "0.1:1.2:0.1"), "error: --online 0.1:1.2:0.1: channels.online.share = 1.1: must be"),
        (("--online", "0.1:0.9"), "error: --online: channels.online.share = 0.1:0.9: needs a step, such as 0.1:0.9"),
        (("--officers", "health"), 'error: --officers: "health": must be written key=values, such as transport=2:6'),
        (("--officers", "helth=1:2"), 'error: --officers = "helth": there is no such counter group or agency; did you'),
        (("--officers", "justice=1:2"), 'error: --officers = "justice": a roster says how many officers are there'),
        (("--vary", "counters.health.officers"), 'error: --vary: "counters.health.officers": must be written path='),
        (("--vary", "counters.health.oficers=1:2"), "error: --vary counters.health.oficers=1:2: counters.health.of"),
        (("--vary", "demand.factor=1,1"), "error: --vary: demand.factor = 1,1: names 1 twice"),
        (("--online", "0,0.1", "--vary", "channels.online.share=0,0.1"), "error: channels.online.share: is varied"),
        (("--online", "0,0.1", "--points", "4"), "error: --points = 4: is for --design lhs or sobol; a grid has all"),
        (("--online", "0:0.1", "--design", "lhs", "--points", "0"), "error: --points = 0: must be from 1 to 10,000"),
        (("--online", "0:0.1:0.1", "--design", "lhs"), "error: --online: channels.online.share = 0:0.1:0.1: must be a"),
        (("--online", "0,0.1", "--figure", "wait"), 'error: --figure = "wait": there is no such figure; allowed: '),
        (("--online", "0,0.1", "--agency", "helth"), 'error: --agency = "helth": there is no such agency; did you'),
        (("--vary", "demand.factor=0:1:0.0001"), "error: --vary: demand.factor = 0:1:0.0001: has more than 10,000"),
    ],
)  # fmt: skip
def test_what_cannot_be_swept_is_one_line(tvsim_: Tvsim, path: Path, words: tuple[str, ...], says: str) -> None:
    ended = tvsim_("sweep", path, *words)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(says)


# sensitivity

WITH_RANGE = ("per_year = 2000", "per_year = { value = 2000, range = [1000, 3000] }")


def test_sensitivity_prints_the_assumptions(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path, *WITH_RANGE)
    ended = tvsim_("sensitivity", path, "--replications", 2, "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "Dossiers a year: records" in ended.out
    assert "procedures.records.per_year" in ended.out
    assert ended.out.endswith(f"4 files in {tmp_path / 'out'}\n")


def test_sensitivity_in_json(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path, *WITH_RANGE)
    words = ("--figure", "received", "--agency", "justice", "--sobol", 8, "--replications", 2, "--json")
    ended = tvsim_("sensitivity", path, *words)
    assert ended.code == 0
    answer = json.loads(ended.out)
    dossiers, officers = answer["assumptions"]
    assert (dossiers["assumption"], dossiers["value"], dossiers["low"]) == ("procedures.records.per_year", 2000, 1000)
    assert dossiers["at_low"] < dossiers["at_base"] < dossiers["at_high"]
    assert (officers["assumption"], officers["swing"]) == ("counters.justice.officers", 0)
    assert officers["source"] == "duty roster"
    assert {row["assumption"] for row in answer["sobol_indices"]} == {dossiers["assumption"], officers["assumption"]}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--sobol", "12"), "error: --sobol = 12: must be a power of 2, such as 8 or 16, not 12"),
        (("--sobol", "4"), "error: --sobol = 4: must be from 8 to 4,096"),
        (("--sobol", "x"), 'error: --sobol = "x": must be a whole number, from 8 to 4,096'),
        (("--sobol", "4096"), "error: --sobol = 4096: must be smaller: N x (assumptions + 2) = 4,096 x 3 = 12,288"),
        (("--figure", "wait"), 'error: --figure = "wait": there is no such figure'),
        (("--agency", "x"), 'error: --agency = "x": there is no such agency; allowed: all, health, justice'),
    ],
)  # fmt: skip
def test_what_cannot_be_weighed_is_one_line(tvsim_: Tvsim, path: Path, words: tuple[str, ...], says: str) -> None:
    ended = tvsim_("sensitivity", path, *words)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith(says)


def test_without_a_range_it_is_said_how_to_write_one(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path, ", range = [1, 3]")
    ended = tvsim_("sensitivity", path)
    assert ended.code == 2
    assert ended.err.startswith(f"error: {path}: no number has a range; write one as {{ value = 0.34, ")


def test_without_salib_it_is_said_how_to_get_it(tvsim_: Tvsim, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    ended = tvsim_("sensitivity", path, "--sobol", 8)
    assert (ended.code, ended.err) == (2, 'error: Sobol indices need more: pip install "tvsim[sensitivity]"\n')


# what contradicts itself, or decides nothing


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sweep", "baseline", "--vary", "seed=1,2"], "--vary: seed = 1,2: decides nothing in a sweep"),
        (["sweep", "baseline", "--vary", "replications=1,3"], "decides nothing in a sweep"),
        (["sweep", "baseline", "--vary", "agencies.health.name=a,b"], "= a,b: decides no figure"),
        (
            ["sweep", "baseline", "--vary", "name=a,b"],
            "--vary: name = a,b: decides no figure, so that all points would",
        ),
        (["sweep", "baseline", "--vary", "name.vi=a,b"], "name.vi = a,b: decides no figure"),
        (["sweep", "baseline", "--vary", "description=a,b"], "description = a,b: decides no figure"),
        (["sweep", "baseline", "--vary", "observed.waiting=a,b"], "observed.waiting = a,b: decides no figure"),
        (["sweep", "baseline", "--online", ""], '--online: channels.online.share = "": must be a range'),
        (
            ["compare", "baseline", "online_50", "--set", "demand.factor=1.1", "--set", "demand.factor=1.2"],
            "--set: demand.factor: is set twice",
        ),
        (["sweep", "baseline", "--online", "0.1,0.2", "--online", "0.3"], "channels.online.share"),
        (["run", "baseline", "--precision", "5%", "--replications", "10"], "--replications is not for it"),
        (
            ["compare", "baseline", "online_50", "--agency=health", "--agency", "all"],
            "--agency: takes one value, 2 are",
        ),
        (["run", "baseline", "--lang", "en", "--lang", "en"], "--lang: takes one value, 2 are given"),
        (["run", "baseline", "--engine", "quick"], "'--engine': 'quick' is not one of 'compiled', 'simpy' (tvsim"),
    ],
)
def test_contradictions_are_refused(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert cli.execute(words) == 2
    ended = capsys.readouterr()
    assert said in ended.err
    assert ended.err.count("\n") == 1


POINTS = "; a comma parts values, and decimals are written with a point, such as 0.1:0.9:0.1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--officers", "transport=2:6:0.5"],
            "--officers transport=2:6:0.5: counters.transport.officers = 2.0: must be a whole number",
        ),
        (
            ["--online", "0.1:1.2:0.1"],
            "--online 0.1:1.2:0.1: channels.online.share = 1.0: the shares of post and online must not add up to more",
        ),
        (
            ["--online", "0,1:0,9:0,1"],
            '--online 0,1:0,9:0,1: channels.online.share = "1:0": must be a number, from 0 to 1' + POINTS,
        ),
        (["--online", "0,5"], "--online 0,5: channels.online.share = 5: must be from 0 to 1" + POINTS),
        (["--online", "0.5,5"], "--online 0.5,5: channels.online.share = 5: must be from 0 to 1"),
        (
            ["--design", "lhs", "--online", "0,1:0,9"],
            "--online: channels.online.share = 0,1:0,9: must be a range low:high, such as 0.1:0.9, in a design that "
            "fills it" + POINTS,
        ),
        (["--vary", "nosuch.place=1:3"], "--vary nosuch.place=1:3: nosuch"),
        (  # each option by its own words
            ["--online", "0.1,0.2", "--officers", "transport=2,3", "--vary", "demand.factor=-1,1"],
            "--vary demand.factor=-1,1: demand.factor = -1: must be from 0 to",
        ),
    ],
)
def test_a_value_that_the_scenario_refuses_is_blamed_on_its_option(
    capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.execute(["sweep", "baseline", *words]) == 2
    (refused, *_) = capsys.readouterr().err.splitlines()
    assert refused.startswith(f"error: {said}")
    assert refused.endswith(POINTS) == said.endswith(POINTS)


def test_another_seed_of_a_plan_is_told(tmp_path: Path) -> None:
    base = tvsim.load("baseline")
    other = base.with_({"seed": 7})
    assert unlike([base, other]) == ["baseline (2) has the seed 7, baseline 2025: that of the first is taken for both"]
    assert unlike([base, other], seed=3) == []
    assert unlike([base, base]) == []
