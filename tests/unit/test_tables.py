"""Tables that notebooks show: those of the commands, in the reader's language."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest

import tvsim
from tvsim.language import Language
from tvsim.report import comparison as report
from tvsim.report import tables
from tvsim.report.differing import with_interval
from tvsim.report.titled import titled

EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def compared() -> tvsim.Comparison:
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 14), "warm_up_days": 7, "follow_up_days": 7}
    base = tvsim.load("baseline").with_(period=period)
    name = {"vi": "Thêm <2> người", "en": "Two <more>"}
    return tvsim.compare([base, base.with_({"counters.transport.officers": 6, "name": name})], replications=3)


def cells(table: tables.ShownTable) -> list[list[str]]:
    """What a browser shows, by row."""
    rows = re.findall(r"<tr>(.*?)</tr>", table._repr_html_(), re.DOTALL)
    return [
        [unescape(each).replace("<br>", "\n") for each in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


def test_figures_by_agency_in_the_language_of_the_reader(compared: tvsim.Comparison) -> None:
    english, vietnamese = (tables.at_the_counters(compared.results[0], language) for language in (EN, VI))
    wait = compared.results[0].estimate("transport", "wait_mean_min")
    shown = f"{wait.value:.1f}\n({wait.low:.1f}–{wait.high:.1f})"
    assert [row[2] for row in english.rows if row[0] == "Department of Transport"] == [shown]
    assert [row[2] for row in vietnamese.rows if row[0] == "Sở Giao thông vận tải"] == [shown.replace(".", ",")]
    assert vietnamese.headings[:3] == ("Sở, ban, ngành", "Lượt đến", "Chờ trung bình (phút)")
    assert "Số lần mô phỏng: 3" in vietnamese.notes[0]


def test_dossiers_have_their_cautions_below(compared: tvsim.Comparison) -> None:
    results = replace(compared.results[0], warnings=("the load is 1",))
    table = tables.dossiers(results, EN)
    assert table.headings[1] == "Received"
    assert table.notes[-1] == "the load is 1"


def test_differences_are_those_of_the_command(compared: tvsim.Comparison) -> None:
    found = compared.difference(compared.names[1], "transport", "wait_mean_min")
    assert found is not None
    table = tables.differences(compared, EN, ["wait_mean_min", "staff_cost"], "transport")
    assert table.rows[0][0] == "Mean wait (min)"
    assert table.rows[0][1] == f"{with_interval(found, 'wait_mean_min', EN, unit=False)}\nNot told apart"
    assert table.rows[1][0] == "Staff cost (million đồng)"
    assert table.notes == (report.how_sure(compared, EN, "transport"),)


def test_one_figure_of_all_agencies(compared: tvsim.Comparison) -> None:
    table = tables.by_agency(compared, compared.names[1], "overdue_true", VI)
    assert table.headings[1:] == (
        "Trung tâm Phục vụ hành chính công tỉnh Trà Vinh",
        "Thêm <2> người",
        "Chênh lệch (điểm %)",
    )
    assert len(table.rows) == 14 + 1
    assert table.rows[-1][0] == "Toàn trung tâm"
    assert all(row[-1].endswith(tuple(map(VI.text, report.VERDICTS.values()))) for row in table.rows)
    assert table.notes == (report.how_sure(compared, VI, "transport"),)


def test_a_table_is_shown_as_a_page_would(compared: tvsim.Comparison) -> None:
    table = tables.by_agency(compared, compared.names[1], "wait_mean_min", EN)
    assert cells(table) == [list(table.headings), *map(list, table.rows)]
    assert "Two &lt;more&gt;" in table._repr_html_()
    assert "<p>Replications: 3 of each scenario" in table._repr_html_()


def test_a_table_without_rows_has_its_headings() -> None:
    empty = titled("[title]")
    empty.add_column("Queue")
    assert tables.ShownTable.of(empty) == tables.ShownTable("[title]", ("Queue",), ())


def test_what_was_observed() -> None:
    day = {"period.start": dt.date(2020, 1, 2), "period.end": dt.date(2020, 1, 3)}
    table = tables.observed(tvsim.run(tvsim.load("bialoleka_2020").with_(day), replications=1), VI)
    assert table.headings[0] == VI.text("Queue")
    assert "median" not in table.notes[0]


def test_nothing_was_observed(compared: tvsim.Comparison) -> None:
    with pytest.raises(ValueError, match="baseline: names nothing that was observed"):
        tables.observed(compared.results[0], EN)
