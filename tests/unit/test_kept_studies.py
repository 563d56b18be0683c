"""Studies read back from their folder: what was asked, how far it is, and the command that asks it again."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import tvsim
from tests.scenario_files import small_file, write
from tvsim import cli
from tvsim.cli.asked_again import words_of
from tvsim.experiment import FolderError
from tvsim.experiment.designs import Design
from tvsim.experiment.kept_studies import KeptStudy, studies_in
from tvsim.experiment.manifest import checksum, name_of

RANGED = """
[counter_defaults]
patience_min = { mean = { value = 40, source = "assumption", range = [30, 50] }, cv = 0.5 }
"""
"""A number that is one assumption, though it fills two counter groups."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two scenarios, one of an odd name, in which commands are given."""
    small_file(tmp_path, "end = 2025-03-14", "end = 2025-03-05")
    write(
        tmp_path, "nhiều 2.toml", 'extends = "small.toml"\n[counters.health]\nofficers = 2\n[targets]\nwait_min = 9\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command answers to programs."""
    code = cli.execute([*words, "--json"])
    ended = capsys.readouterr()
    assert code == 0, ended.err
    return json.loads(ended.out)


def only(folder: Path) -> KeptStudy:
    """The only study of a folder, and no damage in it."""
    found, damaged = studies_in(folder)
    assert (len(found), damaged) == (1, [])
    return found[0]


QUESTIONS = (
    "run small.toml --replications 2 --keep figures",
    "run small.toml --set counters.health.officers=2 --set procedures.records.days=4 --seed 8 --replications 1",
    "run small.toml --precision 80% --figure visits --figure wait_mean_min --most 9",
    "compare small.toml nhiều_2.toml --replications 2",
    "compare nhiều_2.toml small.toml --replications 2",
    "explain small.toml nhiều_2.toml --replications 2 --by table --orders 4",
    "explain nhiều_2.toml small.toml --replications 2",
    "sweep small.toml --replications 1 --vary counters.health.officers=1:3 --vary counters.health.at_lunch=serve,hold",
    "sweep small.toml --replications 1 --online 0.1:0.3:0.1 --officers health=1,2 --agency all",
    "sweep nhiều_2.toml --replications 1 --design lhs --points 3 --vary channels.online.share=0.1:0.35",
    "sweep small.toml --replications 1 --design sobol --points 4 --vary counters.health.officers=1:3 --seed 2",
    "sensitivity ranged.toml --replications 1 --figure visits",
    "sensitivity small.toml --replications 1 --sobol 8",
    "warmup small.toml --replications 1 --days 28",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_command_in_the_folder_asks_the_same_and_computes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    """From the folder alone, elsewhere, with the scenario files gone."""
    write(home, "ranged.toml", f'extends = "small.toml"\n{RANGED}')
    words = [each.replace("nhiều_2", "nhiều 2") for each in question.split()]
    answer = asked([*words, "--study", "study"], capsys)
    elsewhere = home / "elsewhere"
    shutil.move(home / "study", elsewhere)
    for path in home.glob("*.toml"):
        path.unlink()
    monkeypatch.chdir(elsewhere)
    study = only(Path())
    assert study.is_finished
    again = words_of(study)
    assert again is not None
    assert again[:2] == ["tvsim", words[0]]
    found = asked(again[1:], capsys)
    assert json.dumps(found, ensure_ascii=False).replace("nhiều_2", "nhiều 2") == json.dumps(answer, ensure_ascii=False)
    (path,) = Path("studies").iterdir()  # the same question has the same manifest
    attempts = json.loads(path.read_text(encoding="utf-8"))["attempts"]
    assert [each["computed"] > 0 for each in attempts] == [True, False]


def test_other_questions_about_the_same_scenarios_have_manifests_of_their_own(home: Path) -> None:
    one, two = tvsim.load("small.toml"), tvsim.load("nhiều 2.toml")
    for pair in ((one, two), (two, one)):
        tvsim.compare(pair, seed=1, replications=1, folder=home / "study")
    for by in ("value", "section"):
        tvsim.explain(one, two, seed=1, replications=1, by=by, folder=home / "study")
    found, _ = studies_in(home / "study")
    assert [each.names for each in found if each.kind == "compare"] == [("small", "nhiều 2"), ("nhiều 2", "small")]
    assert [each.arguments["by"] for each in found if each.kind == "explain"] == ["value", "section"]
    assert [scenario.plan for scenario in found[1].scenarios()] == [two.plan, one.plan]


@pytest.mark.parametrize(
    ("vary", "command"),
    [
        ({"counters.health.officers": [1, 2]}, ["--vary", "counters.health.officers=1,2", "--design", "grid"]),
        (
            {"channels.online.share": [0.25, 0.5]},
            ["--vary", "channels.online.share=0.25,0.5", "--design", "grid"],
        ),
        (Design("grid", ("counters.health.officers",), ((1,), (2,))), None),
    ],
)
def test_what_was_asked_in_python_has_a_command_where_one_can_say_it(
    home: Path, vary: Any, command: list[str] | None
) -> None:
    tvsim.sweep(tvsim.load("small.toml"), vary, seed=3, replications=1, folder=home / "study")
    study = only(home / "study")
    start = ["tvsim", "sweep", *study.files, "--seed", "3", "--replications", "1"]
    assert words_of(study) == (None if command is None else [*start, *command, "--study", "."])


def test_values_that_no_command_line_reads_so_have_no_command(home: Path) -> None:
    scenario = tvsim.load("small.toml")
    tvsim.sweep(scenario, {"counters.health.officers": [1, 2]}, seed=3, replications=1, folder=home / "study")
    (path,) = (home / "study" / "studies").iterdir()
    told = json.loads(path.read_text(encoding="utf-8"))
    for values in (["a,b"], ["08:00"], ["1"], [" x"]):
        told["question"]["vary"] = {"counters.health.at_lunch": values}
        path.unlink()
        path = path.with_name(f"sweep-{name_of(json.dumps(told['question']))}.json")
        told["checksum"] = checksum(told)
        path.write_text(json.dumps(told), encoding="utf-8")
        assert words_of(only(home / "study")) is None


def test_the_first_replication_is_made_again_by_the_model_that_made_the_results(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = tvsim.run(tvsim.load("small.toml"), replications=2, folder=home / "study")
    (kept,), _ = studies_in(home / "study")
    (results,) = kept.results_of_scenarios()
    assert {name: len(table) for name, table in results.tables.items()} == {
        name: len(table) for name, table in run.tables.items()
    }
    assert results.tables["visits"].equals(run.tables["visits"])
    monkeypatch.setattr("tvsim.experiment.kept_studies.model_version", lambda: "another")
    assert [each.first for each in kept.results_of_scenarios()] == [None]


def test_how_far_a_study_is(home: Path) -> None:
    tvsim.run(tvsim.load("small.toml"), seed=1, replications=3, keep="figures", folder=home / "study")
    kept = next((home / "study" / "replications").glob("*/*"))
    assert (only(home / "study").done, only(home / "study").is_finished) == (3, True)
    kept.unlink()
    study = only(home / "study")
    assert (study.done, len(study.results), study.is_finished) == (2, 3, False)


def test_studies_on_the_screen(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["compare", "small.toml", "nhiều 2.toml", "--replications", "2", "--study", "study"]) == 0
    capsys.readouterr()
    assert cli.execute(["studies", "study"]) == 0
    english = capsys.readouterr().out
    assert "Comparison" in english
    assert "small, nhiều 2" in english
    one, two = only(Path("study")).files
    assert f"1. tvsim compare {one} '{two}' --seed" in english
    assert cli.execute(["studies", "study", "--lang", "vi"]) == 0
    vietnamese = capsys.readouterr().out
    assert "So sánh" in vietnamese
    assert "đã xong" in vietnamese


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_study_of_a_changed_scenario_has_no_command(
    home: Path, capsys: pytest.CaptureFixture[str], damage: str
) -> None:
    """The command would ask about another scenario than the results are of; studies beside it keep theirs."""
    for name in ("small.toml", "nhiều 2.toml"):
        tvsim.run(tvsim.load(name), seed=1, replications=1, keep="figures", folder=home / "study")
    path = next((home / "study" / "scenarios").glob("*/small.toml"))
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + b"# mine\n")
    assert cli.execute(["studies", "study"]) == 0
    ended = capsys.readouterr()
    assert "damaged, changed or gone; the results are those" in ended.err
    *_, one, two = ended.out.splitlines()
    assert one == "1. no command, for a scenario's file is damaged, changed or gone; it would ask something else"
    assert two.startswith("2. tvsim run 'scenarios/")
    assert cli.execute(["studies", "study", "--lang", "vi"]) == 0
    assert "1. không có lệnh, vì tệp kịch bản đã hỏng, bị sửa hoặc không còn" in capsys.readouterr().out
    of_changed, other = asked(["studies", "study"], capsys)
    assert (of_changed["command"], of_changed["changed"]) == (None, [str(path.relative_to(home))])
    assert (other["command"][:2], other["changed"]) == (["tvsim", "run"], [])


@pytest.mark.parametrize("content", ["", "{", "[]", '{"question": {}}', "\0"])
def test_a_damaged_manifest_is_named_and_the_others_are_told(
    home: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    tvsim.run(tvsim.load("small.toml"), seed=1, replications=1, keep="figures", folder=home / "study")
    damaged = write(home / "study" / "studies", "run-0.json", content)
    found, said = studies_in(home / "study")
    assert (len(found), said) == (1, [f"{damaged}: damaged, or no manifest of a study"])
    assert cli.execute(["studies", "study", "--json"]) == 0
    ended = capsys.readouterr()
    assert ended.err == "warning: study/studies/run-0.json: damaged, or no manifest of a study\n"
    assert len(json.loads(ended.out)) == 1


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("nowhere", "there is no such folder"),
        ("small.toml", "is no folder"),
        (".", "holds no study; --study DIR of a command that runs something makes one"),
    ],
)
def test_a_folder_without_studies(home: Path, capsys: pytest.CaptureFixture[str], folder: str, why: str) -> None:
    with pytest.raises(FolderError, match=why):
        studies_in(Path(folder))
    assert cli.execute(["studies", folder]) == 2
    assert capsys.readouterr().err == f"error: {folder}: {why}\n"


def test_what_cannot_be_read_is_not_called_damaged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder stands for a file without rights, which whoever runs the tests may read all the same."""
    folder = tmp_path / "study"
    tvsim.run(tvsim.load(small_file(tmp_path)), replications=2, keep="figures", folder=folder)
    (result, _) = sorted((folder / "replications").glob("*/*"))
    result.unlink()
    result.mkdir()
    assert cli.execute(["studies", str(folder)]) == 0
    assert f"warning: {result}: cannot be read: is a directory" in capsys.readouterr().err
    (manifest,) = (folder / "studies").glob("*.json")
    manifest.unlink()
    manifest.mkdir()
    assert cli.execute(["studies", str(folder)]) == 2
    ended = capsys.readouterr()
    assert f"warning: {manifest}: cannot be read: is a directory" in ended.err
    assert f"error: {folder}: holds no study that can be read" in ended.err
    assert ended.out == ""
