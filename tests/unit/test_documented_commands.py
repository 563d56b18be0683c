"""What readers are told to type is done up to the first replication: files, places, figures and agencies are there.

Papers and workbooks of studies are begun, too, and not written.
"""

from __future__ import annotations

import datetime as dt
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

import tvsim
from tests.unit.test_docs import PAGES, SCENARIOS, commands
from tvsim import cli
from tvsim.cli.app import COMMANDS
from tvsim.experiment.study import Study
from tvsim.experiment.workers import Workers
from tvsim.models import compiled

LONG = {"run", "compare", "explain", "sweep", "sensitivity", "warmup", "app", "report", "export"}
"""Commands that are stopped where their work begins; the others are done."""
READ = {"studies", "report", "export"}
"""Commands that read what another kept."""
DOWNLOADED = {"plan.toml", "phuong_an.toml"}
"""Files that readers get from the page in a browser; others are written by a command that is told before."""
IN_TEXT = re.compile(r"`(?:tvsim|python3 start\.py) ([^`]+)`")
NO_WORDS_OF_TVSIM = {"test slow", "WORDS", "TỪ_LỆNH"}
"""What follows ``start.py`` in texts and is a command of it, or stands for one."""

Typed = Callable[[str], int | str]
"""Gives the exit code of a command, or says that its work would begin."""
BEGUN = "the work begins"


class BegunError(BaseException):
    """Raised where a command's work would begin: no error of tvsim, so that nothing but a test takes it."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study of two scenarios, as the commands that read studies want one."""
    period = {"end": dt.date(2025, 1, 7), "warm_up_days": 2, "follow_up_days": 1}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    place = tmp_path_factory.mktemp("kept") / "study"
    tvsim.compare([base, base.with_({"counters.transport.officers": 6})], replications=2, folder=place)
    return place


@pytest.fixture
def typed(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type commands one after another in a folder that has the project's scenarios, and nothing else at first."""

    def begin(*_: object) -> None:
        raise BegunError

    monkeypatch.chdir(tmp_path)
    shutil.copytree(SCENARIOS, "scenarios")
    monkeypatch.delenv("TVSIM_LANG", raising=False)
    monkeypatch.setattr(Workers, "start", lambda _: None)
    monkeypatch.setattr(Workers, "prepare", lambda *_: None)
    monkeypatch.setattr("tvsim.cli.browser._listening", lambda *_: [])
    monkeypatch.setattr(Study, "prepare", begin)
    monkeypatch.setattr(compiled, "compile_once", begin)  # with which a page begins
    monkeypatch.setattr("tvsim.paper.contents.paper_of", begin)
    monkeypatch.setattr("tvsim.paper.workbook.workbook", begin)
    told = set[str]()

    def run(command: str) -> int | str:
        words = shlex.split(command)
        if words[0] in READ and words[1] in told:
            shutil.rmtree(words[1])
            shutil.copytree(kept, words[1])
        for name in DOWNLOADED & {*words}:
            Path(name).write_text('extends = "baseline.toml"\n', encoding="utf-8")
            shutil.copy(SCENARIOS / "baseline.toml", ".")
        told.update(folder for option, folder in pairwise(words) if option == "--study")
        try:
            return cli.execute(words)
        except BegunError:
            return BEGUN

    return run


def in_text(page: Path) -> list[str]:
    """Commands that stand in sentences and in tables."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    found = [" ".join(command.split()) for command in IN_TEXT.findall(text)]
    return [command for command in found if command not in NO_WORDS_OF_TVSIM]


def is_pattern(command: str) -> bool:
    """Whether some of its words stand for others, or it is a name alone."""
    name, *words = command.split()
    return (not words and name != "schema") or any(word.strip("[]").isupper() or word == "…" for word in words)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_come_to_where_their_work_begins(page: Path, typed: Typed, capsys: pytest.CaptureFixture[str]) -> None:
    patterns = [command for command in in_text(page) if is_pattern(command)]
    assert {command.split()[0] for command in patterns} <= {*COMMANDS}
    for command in [*commands(page), *(each for each in in_text(page) if not is_pattern(each))]:
        expected = BEGUN if command.split()[0] in LONG else 0
        assert typed(command) == expected, f"{command}: {capsys.readouterr().err}"


def test_pages_tell_commands() -> None:
    told = {page.name: len(commands(page)) for page in PAGES}
    assert told["README.md"] == told["README.vi.md"] >= 19
    assert sum(told.values()) > 60
    assert "warmup baseline" in in_text(next(page for page in PAGES if page.name == "defend.md"))


@pytest.mark.parametrize(
    "command",
    [
        "runs baseline",
        "run baseline --replication 3",
        "run scenarios/basline.toml",
        "run basline",
        "run baseline --set counters.transport.oficers=5",
        "run baseline --set counters.transport.officers=-5",
        "run other.toml",
        "run baseline --precision 5",
        "compare baseline more_oficers",
        "compare baseline plan.xlsx",
        "compare baseline more_officers --figure overdue_tru",
        "compare baseline more_officers --agency helth",
        "explain baseline more_oficers",
        "sweep baseline --design cube",
        "sweep baseline --vary agencies.health.reviewerz=3:6",
        "sweep baseline --vary agencies.health.reviewers=3:6 --figure overdue_tru",
        "sweep baseline --vary agencies.health.reviewers=3:6 --agency helth",
        "sweep baseline --online 0.1:1.9:0.1",
        "sweep baseline --officers transprt=2:6",
        "sensitivity baseline --figure overdue_tru",
        "app basline",
        "validate plan.xlsx",
        "show basline",
        "studies studies/other",
        "report studies/other",
        "export studies/other results.xlsx",
    ],
)
def test_a_command_that_is_wrong_is_refused(command: str, typed: Typed) -> None:
    assert typed(command) == 2


def test_a_command_stops_where_the_first_replication_begins(typed: Typed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were it not stopped there, it would come to a replication."""
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("not stopped"))
    monkeypatch.setattr(sys.modules["tvsim.experiment.run"], "replicate", lambda *_, **__: pytest.fail("not stopped"))
    question = "compare baseline more_officers"
    assert [typed("run baseline"), typed(question)] == [BEGUN, BEGUN]
    monkeypatch.setattr(Study, "prepare", lambda _: None)
    for command in ("run baseline", question):
        with pytest.raises(pytest.fail.Exception, match="not stopped"):
            typed(command)


def test_a_study_is_read_only_where_a_command_before_keeps_it(typed: Typed) -> None:
    assert typed("report studies/plans") == 2
    assert typed("compare baseline more_officers --study studies/plans") == BEGUN
    assert [typed(f"{name} studies/plans") for name in ("studies", "report", "export")] == [0, BEGUN, BEGUN]
    assert typed("export studies/plan") == 2
