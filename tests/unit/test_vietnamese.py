"""Nothing that people read in Vietnamese is English: helps, errors, warnings, notes, tables."""

from __future__ import annotations

import pickle
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.progress import Progress

import tvsim
from tests.english import english_in
from tests.scenario_files import small_file, write
from tests.unit import test_checks, test_cli, test_cli_studies, test_cli_whatif, test_errors, test_loading
from tests.unit.test_wrong_types import CALLS, WRONG
from tvsim import cli, progress
from tvsim.cli.app import COMMANDS, InterruptedStudyError
from tvsim.cli.studying import studying
from tvsim.experiment import StudyInterrupt
from tvsim.experiment.cluster import LateWorkerError
from tvsim.experiment.designs import KINDS
from tvsim.experiment.run import KEEP
from tvsim.experiment.workers import Workers
from tvsim.language import use
from tvsim.models import ENGINES
from tvsim.models.compiled import why_it_takes_long
from tvsim.scenario import ScenarioError, load
from tvsim.scenario.transition import BY

WORDS = " ".join([*BY, *ENGINES, *KEEP, *KINDS, "scenario scenarios"])
"""That are chosen in Python, or names of arguments."""
SOURCES = "counted in March notice at the door duty roster on Mondays stop watch diary"
"""Words of the small scenario about its own numbers."""
KEYS = "out kept later lognormal cv mean seed replications tables"
"""Folders, files and keys."""


@pytest.fixture(autouse=True)
def _vietnamese(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TVSIM_LANG", "vi")
    use("vi")
    yield
    use("en")


def parameters(test: Callable[..., None]) -> list[tuple[Any, ...]]:
    """With what a test is called, the first of its marks alone."""
    marks: list[pytest.Mark] = test.pytestmark  # type: ignore[attr-defined]
    given = next(mark.args[1] for mark in marks if mark.name == "parametrize")
    values = [getattr(each, "values", each) for each in given]
    return [each if isinstance(each, tuple) else (each,) for each in values]


def refused(path: Path | str, *settings: str) -> list[str]:
    with pytest.raises(ScenarioError) as error:
        load(path, settings)
    return list(error.value.messages)


def test_the_search_for_english_finds_some() -> None:
    assert english_in("lỗi: a.toml: seed = -1: must be at least 0") == ["must", "be", "at", "least"]
    assert english_in('lỗi: a.toml: there_is = "the": phải ít nhất 0, chẳng hạn counters.health.officers=3') == []
    assert english_in("the door", own="the door") == []
    assert english_in("days, hours") == english_in("Days, hours") == ["days", "hours"]
    assert english_in("cần có days và hours") == []


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_helps(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute([*command.split(), "--help"]) == 0
    said = capsys.readouterr().out
    assert "Cách dùng: tvsim" in said
    assert english_in(said.partition("Ví dụ: ")[0], own=" ".join(COMMANDS)) == []
    assert english_in(said.partition("Mã kết thúc: ")[2]) == []


def test_an_option_beats_the_environment(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["validate", "--lang", "en", "baseline"]) == 0
    assert capsys.readouterr().out.endswith(": valid\n")
    assert cli.execute(["--lang", "en", "nonsense"]) == 2
    assert capsys.readouterr().err.startswith("error: No such command")


@pytest.mark.parametrize("test", [test_errors.test_lines])
def test_what_the_schema_refuses(test: Callable[..., None], tmp_path: Path) -> None:
    for old, new, _ in parameters(test):
        for message in refused(small_file(tmp_path, old, new)):
            assert english_in(message, own=KEYS) == [], message


@pytest.mark.parametrize(
    "test",
    [
        test_errors.test_of_values_that_are_wrong_together_the_last_written_is_blamed,
        test_checks.test_names,
        test_checks.test_calendar,
        test_checks.test_times_of_day,
        test_checks.test_rules,
        test_checks.test_demand,
        test_loading.test_settings_that_lead_nowhere,
    ],
)
def test_what_the_checks_refuse(test: Callable[..., None], tmp_path: Path) -> None:
    path = small_file(tmp_path)
    for settings, _ in parameters(test):
        words = [settings] if isinstance(settings, str) else settings
        more = ["procedure_defaults.days=200"] if "period.end=2098-12-31" in words else []  # as the test has it
        for message in refused(path, *words, *more):
            assert english_in(message) == [], message


def test_rosters(tmp_path: Path) -> None:
    for roster, _ in parameters(test_checks.test_rosters):
        for message in refused(small_file(tmp_path), f"counters.health.roster=[{roster}]"):
            assert english_in(message) == [], message


def test_files_that_are_no_scenarios(tmp_path: Path) -> None:
    for (content,) in parameters(test_cli.test_files_that_are_no_scenarios):
        path = tmp_path / "bad.toml"
        path.write_bytes(content)
        assert [english_in(each) for each in refused(path)] == [[] for _ in refused(path)]
    for text, _ in parameters(test_loading.test_syntax_errors_have_line_and_column):
        assert english_in(refused(write(tmp_path, "a.toml", text))[0]) == []
    for extends, _ in parameters(test_loading.test_files_to_extend_that_are_none):
        assert english_in(refused(write(tmp_path, "a.toml", f"extends = {extends}\n"))[0]) == []
    assert english_in(refused(tmp_path)[0]) == english_in(refused(tmp_path / "none.toml")[0]) == []
    assert english_in(refused(write(tmp_path, "a.toml", "# no more\n"))[0]) == []
    assert english_in(refused("baselin")[0]) == []


@pytest.mark.parametrize("call", CALLS)
def test_what_python_gives_wrongly(
    call: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("something was run"))
    scenario = load(small_file(tmp_path_factory.getbasetemp()))
    function, right = CALLS[call]
    for name, wrong in WRONG.items():
        if name not in right:
            with pytest.raises((TypeError, ValueError, ScenarioError)) as error:
                function(scenario, wrong)
            own = f"{wrong} {wrong!r} object at {WORDS} {' '.join(re.findall('[a-z]+', call))}"
            assert english_in(str(error.value), own=own) == [], name


@pytest.mark.parametrize(
    "words",
    [
        *(words for (words,) in parameters(test_cli.test_wrong_usage_is_one_line)),
        *(words for words, _ in parameters(test_cli_studies.test_what_is_wrong_is_said_in_one_line)),
        *(
            ["sweep", "small.toml", *words]
            for words, _ in parameters(test_cli_whatif.test_what_cannot_be_swept_is_one_line)
        ),
        *(
            ["sensitivity", "small.toml", *words]
            for words, _ in parameters(test_cli_whatif.test_what_cannot_be_weighed_is_one_line)
        ),
        ["run", "baseline", "--seed"],
        ["run", "baseline", "--json=3"],
        ["run", "baseline", "more"],
        ["run", "baseline", "--see", "1"],
        ["runn"],
        ["run", "baseline", "--jobs", "x"],
        ["run", "baseline", "--jobs", "300"],
        ["run", "baseline", "--day", "monday", "--out", "out"],
        ["run", "baseline", "--day", "2025-03-01", "--out", "out"],
        ["run", "baseline", "--day", "1999-03-01", "--out", "out"],
        ["run", "baseline", "--day", "2025-03-03"],
        ["run", "baseline", "--jobs", "2", "--threads", "2"],
        ["run", "baseline", "--cluster", " "],
        ["explain", "baseline", "online_50", "--orders", "3"],
        ["studies", "nowhere"],
        ["studies", "."],
        ["new", "small.toml"],
        ["new", "nowhere/a.toml"],
        ["run", "small.toml", "--out", "small.toml/out"],
    ],
    ids=" ".join,
)
def test_what_is_wrong_on_the_command_line(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small_file(tmp_path)
    assert cli.execute(words) in {2, 3}
    said = capsys.readouterr().err
    if "fr" not in words:  # which is no language
        assert all(line.startswith("lỗi: ") for line in said.splitlines())
        assert english_in(said, own=" ".join(words)) == []


FOUND = ["--replications", "2", "--out", "out"]


@pytest.mark.parametrize(
    "words",
    [
        ["run", "empty.toml", *FOUND, "--set", "procedures.records.per_year=200000"],
        ["run", "small.toml", "--precision", "50%", "--most", "8", "--figure", "turned_away"],
        ["validate", "empty.toml", "--set", "agencies.justice.reviewers=0"],
        ["show", "small.toml", "--set", "counters.health.officers=2"],
        ["compare", "small.toml", "later.toml", *FOUND],
        ["explain", "small.toml", "later.toml", *FOUND],
        ["sweep", "small.toml", "--vary", "procedures.records.per_year=2000,200000", *FOUND],
        ["sweep", "small.toml", "--vary", "demand.factor=1:2", "--design", "sobol", "--points", "3", *FOUND[:2]],
        ["sensitivity", "small.toml", *FOUND, "--sobol", "8"],
        ["warmup", "small.toml", "--days", "56", *FOUND],
        ["run", "small.toml", "--study", "kept", "--replications", "2"],
        ["studies", "kept"],
        ["new", "made.toml"],
    ],
    ids=" ".join,
)
def test_what_is_found(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    small_file(tmp_path)
    small_file(tmp_path, "warm_up_days = 7", "warm_up_days = 0", name="empty.toml")
    small_file(tmp_path, "start = 2025-03-03", "start = 2025-03-04", name="later.toml")
    if words[0] == "studies":
        cli.execute(["run", "small.toml", "--study", "kept", "--replications", "1"])
        capsys.readouterr()
    assert cli.execute(words) == 0
    ended = capsys.readouterr()
    assert english_in(ended.err, own=KEYS) == [], ended.err
    assert english_in(ended.out, own=f"{SOURCES} {KEYS}") == [], ended.out


def test_warnings_and_notes_of_python(tmp_path: Path) -> None:
    path = small_file(tmp_path, "warm_up_days = 7", "warm_up_days = 0")
    scenario = load(path, ["procedures.records.per_year=200000"])
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        results = tvsim.run(scenario, keep="figures")
        explained = tvsim.explain(scenario, scenario.with_({"agencies.health.reviewers": 2}), replications=1)
    assert len(said) >= 2
    assert [english_in(str(each.message)) for each in said] == [[] for _ in said]
    assert [english_in(each) for each in results.warnings] == [[] for _ in results.warnings]
    assert [english_in(each) for each in explained.notes] == [[]]
    assert "kỳ báo cáo" in scenario._repr_html_()
    assert "03/03/2025 – 14/03/2025" in scenario._repr_html_()


@pytest.mark.parametrize("folder", [None, "thư_mục"])
@pytest.mark.parametrize("stopped", [KeyboardInterrupt(), StudyInterrupt(0, 9, None), StudyInterrupt(3, 9, None)])
def test_interrupts(
    folder: str | None, stopped: KeyboardInterrupt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(2):
        with pytest.raises(InterruptedStudyError) as ended, studying("a", folder=folder):
            raise stopped
        assert "đã bị dừng" in str(ended.value)
        assert english_in(str(ended.value)) == []
        (tmp_path / "thư_mục").mkdir(exist_ok=True)
    assert english_in(str(StudyInterrupt(3, 9, Path("thư_mục")))) == english_in(str(StudyInterrupt(3, 9, None))) == []


def test_progress_in_a_log() -> None:
    shown = Progress()
    shown.add_task("đang mô phỏng", total=4_000, completed=1_000)
    said = progress._line(shown.tasks[0])
    assert "1.000 trên 4.000 (25%), đã chạy 0:00:00" in said
    assert english_in(said) == []
    assert english_in(why_it_takes_long()) == []


def test_a_refusal_from_another_machine_is_worded_where_it_arrives() -> None:
    use("en")
    sent = pickle.dumps(LateWorkerError("tvsim 1", "tvsim 9"))
    use("vi")
    said = str(pickle.loads(sent))
    assert said == "tiến trình làm việc đến sau có tvsim 1, còn ở đây là tvsim 9: hãy cài cùng một phiên bản"
