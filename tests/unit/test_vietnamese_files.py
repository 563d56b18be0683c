"""Nothing that people read in Vietnamese is English: workbooks of plans and of studies, papers, and notebooks."""

from __future__ import annotations

import datetime as dt
import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tvsim
from tests.english import english_in
from tests.unit import test_paper, test_workbook_mistakes
from tests.unit.test_vietnamese import SOURCES, _vietnamese, parameters, refused
from tests.workbooks import changed, rich, rich_workbook, written
from tvsim import cli
from tvsim.language import Language
from tvsim.paper.contents import paper_of
from tvsim.paper.evidence import Evidence
from tvsim.paper.page import html
from tvsim.paper.workbook import workbook
from tvsim.scenario.origins import source_text
from tvsim.scenario.workbook.writing import workbook_bytes
from tvsim.whatif.panel import results_html

__all__ = ["_vietnamese"]

VI = Language("vi")
RICH = f"{SOURCES} books tickets a map leave roster guess few Health Justice Licences Province Committee Centre city"
"""Words of the scenario that says everything."""
OFFICES = "an"
"""Vietnamese words in the names of agencies and procedures that look like English ones."""
KEYS = {"baseline", "baseline (2)", "all", "early", "finished", "late", "postage", "received", "visits"}
"""Cells of a study's workbook that are the key of a scenario, of all agencies or of a figure, and nothing else."""
SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A January week of the baseline, with two officers more, twice."""
    period = {"end": dt.date(2025, 1, 7), "warm_up_days": 2, "follow_up_days": 1}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    place = tmp_path_factory.mktemp("nghiên_cứu")
    tvsim.compare([base, base.with_({"counters.transport.officers": 6})], replications=2, folder=place)
    return place


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    return Evidence.read(folder)


@pytest.mark.parametrize(("address", "cell", "_message"), test_workbook_mistakes.MISTAKES)
def test_mistakes_in_a_workbook(tmp_path: Path, address: str, cell: Any, _message: str) -> None:
    for message in refused(changed(tmp_path, {address: cell})):
        assert english_in(message) == [], message


def test_workbooks_that_are_damaged(tmp_path: Path) -> None:
    for cells in ({"_tvsim!A2": "AAAA"}, {"_tvsim!B1": "format 99"}, {"Costs!XFD1048576": 1}):
        for message in refused(changed(tmp_path, cells)):
            assert english_in(message) == [], message
    book = openpyxl.Workbook()
    book.save(tmp_path / "other.xlsx")
    for message in refused(tmp_path / "other.xlsx"):
        assert english_in(message) == [], message
    for name, content, _ in parameters(test_workbook_mistakes.test_files_that_are_no_workbooks):
        for message in refused(written(tmp_path, content, name)):
            assert english_in(message) == [], message


def test_the_sheets_of_a_plan() -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook("vi")))
    shown = [sheet for sheet in book if sheet.sheet_state == "visible"]
    assert [english_in(sheet.title) for sheet in shown] == [[] for _ in shown]
    for sheet in shown:
        for cell in (cell for row in sheet for cell in row):
            for text in (cell.value, cell.comment and cell.comment.text):
                if isinstance(text, str):
                    said, _, _path = text.partition("Trong tệp kịch bản: ")
                    assert english_in(said, own=f"{RICH} tvsim run compare baseline validate") == [], cell.coordinate


def test_sources_that_tvsim_names(tmp_path: Path) -> None:
    """They are shown in Vietnamese, and are the same when they are read again."""
    path = written(tmp_path, workbook_bytes(rich().with_({"agencies.health.reviewers": 5}), "vi"))
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book["Sở, ban, ngành"] for cell in row if cell.value == 5)
    assert cell.comment is not None
    assert cell.comment.text == "Nguồn: đặt bằng tay"
    assert tvsim.load(path).origins["agencies.health.reviewers"].source == "set by hand"
    assert source_text("set in a b.toml", VI) == "đặt trong a b.toml"
    assert source_text("set in stone, as they say", Language("en")) == "set in stone, as they say"
    assert source_text("default", VI) == "mặc định"
    assert source_text("duty roster", VI) == "duty roster"


def test_the_template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.execute(["template", "baseline", "plan.xlsx"]) == 0
    assert english_in(capsys.readouterr().out, own="run") == []
    for words in (["plan.xlsx"], ["plan.toml"]):
        assert cli.execute(["template", "baseline", *words]) == 2
        assert english_in(capsys.readouterr().err) == []


def test_the_paper(evidence: Evidence) -> None:
    paper = paper_of(evidence, VI)
    assert [english_in(text) for text in (paper.title, paper.about)] == [[], []]
    text = html(paper)
    shown = re.sub(r"<(style|svg|script)\b.*?</\1>", "", text, flags=re.DOTALL)
    for said in re.split(r"<[^>]*>", shown):
        assert english_in(unescape(said), own=OFFICES) == [], said
    assert "Cho biết việc bố trí nhân sự" in text
    assert "khoảng tin cậy 95 %" in text
    assert "Chênh lệch" in text
    assert "đặt bằng tay" in text
    assert "set by hand" not in text


def test_papers_that_cannot_be(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words, _ in parameters(test_paper.test_what_cannot_be_written):
        assert cli.execute(["report", str(folder), *words]) == 2
        assert english_in(capsys.readouterr().err, own=" ".join(words)) == []
    assert cli.execute(["report", str(tmp_path)]) == 2
    assert english_in(capsys.readouterr().err) == []


def test_the_workbook_of_a_study(evidence: Evidence) -> None:
    """Every cell of every sheet."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(evidence, VI)))
    assert [english_in(name) for name in book.sheetnames] == [[] for _ in book.sheetnames]
    for sheet in book:
        texts = {cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
        english = {text: english_in(text, own=OFFICES) for text in texts - KEYS}
        assert {text: words for text, words in english.items() if words} == {}, sheet.title
        assert len(texts) > 1


def test_the_panel_of_a_notebook(evidence: Evidence) -> None:
    assert evidence.comparison is not None
    said = results_html(evidence.comparison, VI)
    assert "Khi có phương án" in said
    assert "Số lần mô phỏng: 2 trên 20; đang mô phỏng thêm …" in said
    with pytest.raises(ValueError, match=r'^lang phải là "en" hoặc "vi", không phải "fr"$'):
        tvsim.explore(evidence.base, lang="fr")  # type: ignore[arg-type]
