"""A study as an Excel workbook: numbers as they were found, texts that stay texts."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import tvsim
from tvsim import cli
from tvsim.language import Language
from tvsim.paper.evidence import Evidence
from tvsim.paper.workbook import workbook
from tvsim.report.comparison import SHOWN

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EVIL = '=HYPERLINK("http://evil";"x")'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    period = {"end": dt.date(2025, 1, 7), "warm_up_days": 2, "follow_up_days": 1}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    plan = base.with_({"name": EVIL, "counters.transport.officers": 6})
    place = tmp_path_factory.mktemp("study")
    tvsim.compare([base, plan], replications=3, folder=place)
    return place


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    return Evidence.read(folder)


@pytest.fixture(scope="module")
def book(evidence: Evidence) -> Any:
    return load_workbook(io.BytesIO(workbook(evidence, Language("en"))))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heading, *below = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in below]


def test_the_sheets(book: Any) -> None:
    names = ["Summary", "Charts", "Key figures", "Differences", "Waits", "Dossiers", "Open cases by day", "Register"]
    assert book.sheetnames == [*names, "Manifest"]
    assert len(book["Summary"]._charts) == 6


def test_key_figures_are_those_that_were_found(book: Any, evidence: Evidence) -> None:
    found = {(each["scenario"], each["agency"], each["figure"]): each for each in rows(book["Key figures"])}
    assert evidence.comparison is not None
    table = evidence.comparison.estimates
    assert len(found) == len(table)
    for place in (("baseline", "all", "wait_mean_min"), ("baseline (2)", "transport", "utilisation")):
        for column in ("estimate", "low", "high", "replications"):
            assert found[place][column] == pytest.approx(table.loc[place, column])
    assert found["baseline", "all", "wait_mean_min"]["title"] == "Mean wait"


def test_the_summary_is_in_the_units_that_are_shown(book: Any, evidence: Evidence) -> None:
    told = book["Summary"].iter_rows(min_row=4, max_row=3 + len(SHOWN))
    summary = {row[0].value: [cell.value for cell in row[1:7]] for row in told}
    assert len(summary) == len(SHOWN)
    cost = evidence.results[0].estimates.loc[("all", "staff_cost"), "estimate"]
    assert summary["Staff cost (million đồng)"][0] == pytest.approx(cost / 1e6)
    share = evidence.results[1].estimates.loc[("all", "within_target"), "low"]
    assert summary["Within target (%)"][4] == pytest.approx(100 * share)


def test_differences_have_their_verdicts(book: Any, evidence: Evidence) -> None:
    assert evidence.comparison is not None
    found = {(each["agency"], each["figure"]): each for each in rows(book["Differences"])}
    expected = evidence.comparison.differences.loc[("baseline (2)", "transport", "staff_cost")]
    assert found["transport", "staff_cost"]["difference"] == pytest.approx(expected["difference"])
    assert found["health", "received"]["verdict"] == "Exactly equal"


def test_tidy_tables_are_means_over_the_replications(book: Any, evidence: Evidence) -> None:
    expected = evidence.results[1].estimates_of("stock")
    found = [each for each in rows(book["Dossiers"]) if each["scenario"] == "baseline (2)"]
    assert [each["estimate"] for each in found] == pytest.approx(expected["estimate"].tolist())
    days = {each["day"] for each in rows(book["Open cases by day"])}
    assert dt.datetime(2025, 1, 7) in days


def test_no_text_becomes_a_formula(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(cell.value == EVIL for cell in cells)


def test_it_speaks_vietnamese(evidence: Evidence) -> None:
    book = load_workbook(io.BytesIO(workbook(evidence, Language("vi"))))
    assert book.sheetnames[0] == "Tóm tắt"
    assert "Chờ trung bình (phút)" in {cell.value for cell in book["Tóm tắt"]["A"]}


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "results.xlsx"
    assert cli.execute(["export", str(folder), str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert load_workbook(file).sheetnames[0] == "Summary"
    assert cli.execute(["export", str(tmp_path / "nothing"), str(file)]) == 2
    assert "there is no such folder" in capsys.readouterr().err
