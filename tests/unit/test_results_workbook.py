"""A study as an Excel workbook: numbers as they were found, texts that stay texts."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

import tvsim
from tests.english import english_in
from tvsim import cli
from tvsim.language import Language
from tvsim.outcomes import FOREMOST
from tvsim.paper.charts import _axis_end
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import cell_value
from tvsim.paper.workbook import workbook
from tvsim.report.comparison import VERDICTS, corrected_by, titles
from tvsim.report.differing import telling_decimals
from tvsim.report.figure_names import figure_name, named_with_unit
from tvsim.report.register_words import number_at, value_words

SCENARIOS = Path(__file__).parents[2] / "scenarios"
VALUES = ("estimate", "low", "high", "replications")
KEYS = "all baseline early finished late postage received visits"
"""Keys of a scenario and of figures, which are the same in each language."""
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
    names = ["Summary", "Charts", "Key figures", "Differences", "Waiting times", "Waits by agency and hour", "Dossiers"]
    assert book.sheetnames == [*names, "Open cases by day", "Register", "Manifest"]
    assert len(book["Summary"]._charts) == 6


def test_it_is_of_the_time_of_its_study(book: Any, evidence: Evidence) -> None:
    """So that it is the same file when it is made again."""
    began = evidence.study.started.replace(microsecond=0, tzinfo=None)
    assert (book.properties.created, book.properties.modified) == (began, began)


def test_key_figures_are_those_that_were_found(book: Any, evidence: Evidence) -> None:
    keys = ("Key of the scenario", "Key of the agency", "Key of the figure")
    found = {tuple(each[key] for key in keys): each for each in rows(book["Key figures"])}
    assert evidence.comparison is not None
    table = evidence.comparison.estimates
    assert len(found) == len(table)
    for place in (("baseline", "all", "wait_mean_min"), ("baseline (2)", "transport", "utilisation")):
        for heading, column in zip(("Estimate", "from", "to", "Replications"), VALUES, strict=True):
            assert found[place][heading] == pytest.approx(table.loc[place, column])
    mean = found["baseline", "all", "wait_mean_min"]
    assert (mean["Agency"], mean["Figure"], mean["Unit"]) == ("All", "Mean wait", "minutes")
    assert found["baseline", "transport", "utilisation"]["Agency"] == "Department of Transport"


def test_the_summary_is_in_the_units_that_are_shown(book: Any, evidence: Evidence) -> None:
    told = book["Summary"].iter_rows(min_row=5, max_row=4 + len(evidence.shown))
    summary = {row[0].value: [cell.value for cell in row[1:7]] for row in told}
    assert len(summary) == len(evidence.shown)
    cost = evidence.results[0].estimates.loc[("all", "staff_cost"), "estimate"]
    assert summary["Staff cost (million đồng)"][0] == pytest.approx(cost / 1e6)
    share = evidence.results[1].estimates.loc[("all", "within_target"), "low"]
    assert summary["Within target"][4] == pytest.approx(share)


@pytest.mark.parametrize("language", [Language("en"), Language("vi")], ids=["en", "vi"])
def test_the_summary_says_how_plans_differ(evidence: Evidence, language: Language) -> None:
    """Beside a plan's values, in decimals that tell its differences from nothing."""
    sheet = load_workbook(io.BytesIO(workbook(evidence, language))).worksheets[0]
    comparison = evidence.comparison
    assert comparison is not None
    first, _ = titles(comparison, language).values()
    heading = language.text("Difference to {scenario}").format(scenario=first)
    (at,) = (cell.column - 1 for cell in sheet[3] if cell.value == heading)
    told = [language.text(each) for each in ("Difference", "from", "to", "Verdict")]
    assert [cell.value for cell in sheet[4]][at : at + 5] == told
    verdicts = set()
    for row, figure in zip(sheet.iter_rows(min_row=5), evidence.shown, strict=False):
        found = comparison.difference("baseline (2)", "all", figure)
        assert found is not None
        numbers = [cell_value(each, figure) for each in (found.value, found.low, found.high)]
        assert [cell.value for cell in row[at : at + 3]] == pytest.approx(numbers)
        assert row[at + 3].value == language.text(VERDICTS[found.verdict])
        (form,) = {cell.number_format for cell in row[at : at + 3]}
        assert form.startswith("+")
        assert len(form.partition(";")[0].rstrip("%").partition(".")[2]) == telling_decimals(found, figure)
        verdicts.add(found.verdict)
    assert len(verdicts) > 1
    notes = [cell.value for cell in sheet["A"] if cell.value]
    assert any(str(note).endswith(corrected_by(comparison, language)) for note in notes)


def test_the_summary_of_one_scenario_has_no_differences(tmp_path: Path) -> None:
    period = {"end": dt.date(2025, 1, 3), "warm_up_days": 1, "follow_up_days": 0}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    tvsim.run(base, replications=1, keep="figures", folder=tmp_path)
    sheet = load_workbook(io.BytesIO(workbook(Evidence.read(tmp_path), Language("en"))))["Summary"]
    assert [cell.value for cell in sheet[4]] == ["Figure", "Value", "from", "to"]
    assert [cell.value for cell in sheet[5]][2:] == [None, None]  # one replication has no interval


@pytest.mark.parametrize("language", [Language("en"), Language("vi")], ids=["en", "vi"])
def test_charts_are_of_the_figures_they_name(evidence: Evidence, language: Language) -> None:
    """Values, and the lengths of the error bars above and below them, each where the chart looks for it."""
    book = load_workbook(io.BytesIO(workbook(evidence, language)))
    charts = sorted(book.worksheets[0]._charts, key=lambda chart: (chart.anchor._from.row, chart.anchor._from.col))
    assert len(charts) == len(FOREMOST)
    apart = set()
    for chart, figure in zip(charts, FOREMOST, strict=True):
        (series,) = chart.series
        assert "".join(run.t for part in chart.title.tx.rich.p for run in part.r) == named_with_unit(figure, language)
        assert evidence.comparison is not None
        names = list(titles(evidence.comparison, language).values())
        assert referred(book, series.cat.strRef.f) == names
        found = [each.estimates.loc[("all", figure), ["estimate", "low", "high"]] for each in evidence.results]
        value, low, high = ([cell_value(each[name], figure) for each in found] for name in ("estimate", "low", "high"))
        bars = series.errBars
        assert (bars.errBarType, bars.errValType) == ("both", "cust")
        assert referred(book, series.val.numRef.f) == pytest.approx(value)
        below, above = ([*map(float.__sub__, *ends)] for ends in ((value, low), (high, value)))
        assert referred(book, bars.minus.numRef.f) == pytest.approx(below)
        assert referred(book, bars.plus.numRef.f) == pytest.approx(above)
        kept = ([float(point.v) for point in side.numRef.numCache.pt] for side in (bars.minus, bars.plus))
        assert list(kept) == [pytest.approx(below), pytest.approx(above)]  # for who does not look at the cells
        is_percent = figure not in ("wait_mean_min", "wait_p90_min", "staff_cost")
        assert chart.y_axis.number_format.formatCode.endswith("%") == is_percent
        if below != pytest.approx(above):
            apart.add(figure)
        beside = referred(book, series.val.numRef.f.replace("$D", "$A"))
        assert beside == [figure_name(figure, language)] * len(names)
    assert apart


def test_no_interval_of_a_chart_is_shown_as_nothing(book: Any) -> None:
    """Not even that of the staff cost, a millionth of it."""
    sheet, is_long = book["Charts"], 0
    for value, *lengths in ([row[place] for place in (3, 4, 5)] for row in sheet.iter_rows(min_row=2)):
        for cell in (cell for cell in lengths if cell.value):
            digits = cell.number_format.rstrip("%").partition(".")[2]
            scale = 100 if cell.number_format.endswith("%") else 1
            assert cell.value * scale >= 10 ** -len(digits)
            is_long += len(digits) > len(value.number_format.rstrip("%").partition(".")[2])
    assert is_long


def referred(book: Any, reference: str) -> list[Any]:
    """What stands in the cells of a reference such as ``'Charts'!$C$2:$C$3``."""
    sheet, _, cells = reference.rpartition("!")
    left, top, right, bottom = range_boundaries(cells)
    rows = book[sheet.strip("'")].iter_rows(top, bottom, left, right, values_only=True)
    return [value for row in rows for value in row]


def test_differences_have_their_verdicts(book: Any, evidence: Evidence) -> None:
    assert evidence.comparison is not None
    found = {(each["Key of the agency"], each["Key of the figure"]): each for each in rows(book["Differences"])}
    expected = evidence.comparison.differences.loc[("baseline (2)", "transport", "staff_cost")]
    assert found["transport", "staff_cost"]["Difference to the first scenario"] == pytest.approx(expected["difference"])
    assert found["health", "received"]["Verdict"] == "Exactly equal"


def test_tidy_tables_are_means_over_the_replications(book: Any, evidence: Evidence) -> None:
    expected = evidence.results[1].estimates_of("stock")
    found = [each for each in rows(book["Dossiers"]) if each["Key of the scenario"] == "baseline (2)"]
    assert [each["Estimate"] for each in found] == pytest.approx(expected["estimate"].tolist())
    days = {each["Day"] for each in rows(book["Open cases by day"])}
    assert dt.datetime(2025, 1, 7) in days


def test_no_text_becomes_a_formula(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(cell.value == EVIL for cell in cells)


def test_it_speaks_vietnamese(evidence: Evidence) -> None:
    book = load_workbook(io.BytesIO(workbook(evidence, Language("vi"))))
    assert book.sheetnames[0] == "Tóm tắt"
    assert "Chờ trung bình (phút)" in {cell.value for cell in book["Tóm tắt"]["A"]}
    for sheet in book.worksheets[:-2]:  # the register has the sources in the words of whoever wrote them
        texts = {cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)}
        english = {text: english_in(text, own=KEYS) for text in texts - {EVIL}}
        assert {text: words for text, words in english.items() if words} == {}


def test_groups_of_waits_have_their_names(evidence: Evidence) -> None:
    book = load_workbook(io.BytesIO(workbook(evidence, Language("vi"))))
    groups = {(each["Theo"], each["Nhóm"]) for each in rows(book["Thời gian chờ"])}
    expected = {
        ("Sở, ban, ngành", "Sở Tư pháp"),
        ("Giờ", "08:00"),
        ("Thứ trong tuần", "Thứ Năm"),
        ("Loại lượt đến", "Nộp hồ sơ"),
    }
    assert expected <= groups


def test_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "results.xlsx"
    assert cli.execute(["export", str(folder), str(file)]) == 0
    assert capsys.readouterr().out == f"{file}\n"
    assert load_workbook(file).sheetnames[0] == "Summary"
    assert cli.execute(["export", str(tmp_path / "nothing"), str(file)]) == 2
    assert "there is no such folder" in capsys.readouterr().err


def test_the_summary_can_be_read_and_printed_whole(evidence: Evidence) -> None:
    sheet = load_workbook(io.BytesIO(workbook(evidence, Language("vi"))))["Tóm tắt"]
    longest = max(len(str(row[0].value)) for row in sheet.iter_rows(min_row=5, max_row=4 + len(evidence.shown)))
    widths = column_widths(sheet)
    assert widths[1] > longest
    across = {(each.min_row, each.min_col): range(each.min_col, each.max_col + 1) for each in sheet.merged_cells.ranges}
    for cell in (cell for row in sheet.iter_rows(min_row=3) for cell in row if isinstance(cell.value, str)):
        width = sum(widths[column] for column in across.get((cell.row, cell.column), [cell.column]))
        assert sheet.row_dimensions[cell.row].height >= 15 * len(cell.value) / width
        assert cell.alignment.wrap_text
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        None,
        None,
    )  # one page, where nothing is said
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$4"


def test_tables_have_their_headings_on_every_page(book: Any) -> None:
    for sheet in book.worksheets[1:]:
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0  # as many pages as it takes, one wide


def test_charts_are_higher_than_their_intervals(book: Any) -> None:
    tops: dict[str, float] = {}
    for row in rows(book["Charts"]):
        top = (row["Value"] or 0) + (row["above"] or 0)
        tops[row["Figure"]] = max(tops.get(row["Figure"], 0), top)
    ends = [chart.y_axis.scaling.max for chart in book["Summary"]._charts]
    for end, top in zip(ends, tops.values(), strict=True):
        assert end is None if top == 0 else top < end < 2.1 * top


@pytest.mark.parametrize(("highest", "end"), [(0, None), (9.7, 10), (9.9, 10.5), (10, 15), (84.2, 90), (0.034, 0.035)])
def test_the_end_of_an_axis(highest: float, end: float | None) -> None:
    assert _axis_end(highest) == (None if end is None else pytest.approx(end))


def test_the_register_names_files_without_their_folders(book: Any, evidence: Evidence) -> None:
    files = {row["File"] for row in rows(book["Register"])}
    assert "baseline.toml" in files
    assert not any("/" in (file or "") for file in files)


def test_numbers_of_the_register_are_numbers(evidence: Evidence) -> None:
    """They are shown as they are written elsewhere; what is no number, or several, is text."""
    language = Language("en")
    sheet = load_workbook(io.BytesIO(workbook(evidence, language)))["Register"]
    kinds = set()
    shown = {(row[6].value, row[5].value): row[2] for row in sheet.iter_rows(min_row=2)}
    for entry in evidence.base.entries:
        cell = shown.get(("baseline", entry.path))
        if cell is None:
            continue  # it is of how the study was made
        if number_at(entry.value, entry.place, language) is None:
            assert cell.data_type == "s"
        else:
            assert cell.data_type == "n"
            share, _, unit = cell.number_format.replace('"', "").partition(" ")
            places = len(share.rstrip("%").partition(".")[2])
            number = f"{cell.value:.{places}%}" if share.endswith("%") else f"{cell.value:,.{places}f}"
            words = value_words(entry.value, entry.place, evidence.base, language)
            assert f"{number} {unit}".strip() == words.replace("−", "-")  # Excel writes its own minus
        kinds.add((cell.data_type, cell.number_format))
    assert {("s", "General"), ("n", "#,##0"), ("n", "0%"), ("n", '#,##0" minutes"'), ("n", "#,##0.00")} <= kinds


def formats(sheet: Any, column: str, **keys: str) -> set[str]:
    """Formats of the cells of a column, in the rows that have these keys of figure, agency or scenario."""
    headings = [cell.value for cell in sheet[1]]
    at = {headings.index(f"Key of the {name}"): key for name, key in keys.items()}
    below = sheet.iter_rows(min_row=2)
    chosen = [row for row in below if all(row[place].value == key for place, key in at.items())]
    cells = [row[headings.index(column)] for row in chosen]
    return {cell.number_format for cell in cells if cell.value is not None}


def test_numbers_are_shown_in_the_form_of_their_figures(book: Any) -> None:
    key, tidy = book["Key figures"], book["Waiting times"]
    for column in ("Estimate", "from", "to"):
        assert formats(key, column, figure="wait_mean_min") == {"#,##0.0"}
        assert formats(key, column, figure="staff_cost") == {"#,##0"}
        assert formats(key, column, figure="utilisation", agency="all") == {"0.0%"}
        assert formats(key, column, figure="visits", agency="all") == {"#,##0"}
        assert formats(tidy, column, figure="wait_p90_min") == {"#,##0.0"}
    assert formats(key, "Estimate", figure="visits_per_case", agency="all") == {"#,##0.000"}
    assert all(each.endswith("%") for each in formats(tidy, "Estimate", figure="within_target"))
    differences = book["Differences"]
    assert formats(differences, "p-value") == {'[<0.00005]"<0.0001";#,##0.0000'}
    assert formats(differences, "p-value after Holm's correction") == {'[<0.00005]"<0.0001";#,##0.0000'}
    assert formats(differences, "Difference to the first scenario", figure="staff_cost") == {"+#,##0;-#,##0;#,##0"}
    assert formats(differences, "Replications") == {"#,##0"}


def test_no_number_stands_in_the_general_format(book: Any) -> None:
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "n"]
    general = [cell for cell in cells if cell.value is not None and cell.number_format == "General"]
    assert [(cell.parent.title, cell.value) for cell in general] == [("Manifest", 2025)]  # the seed, as it is typed


@pytest.mark.parametrize(("code", "form"), [("en", "yyyy-mm-dd"), ("vi", "dd/mm/yyyy")])
def test_days_are_written_as_the_language_writes_them(evidence: Evidence, code: Any, form: str) -> None:
    book = load_workbook(io.BytesIO(workbook(evidence, Language(code))))
    assert {
        cell.number_format for sheet in book for row in sheet for cell in row if getattr(cell, "is_date", False)
    } == {form}


def test_each_figure_has_its_unit(book: Any) -> None:
    expected = {
        "Key figures": {"wait_mean_min": "minutes", "visits": "visits", "within_target": "share", "staff_cost": "đồng"},
        "Differences": {"wait_mean_min": "minutes", "within_target": "share (difference)", "staff_cost": "đồng"},
        "Waiting times": {"visits": "visits", "wait_max_min": "minutes", "left_share": "share"},
        "Waits by agency and hour": {"visits": "visits", "wait_mean_min": "minutes"},
        "Dossiers": {"carried_over": "cases", "received": "cases", "open_past_due": "cases"},
        "Open cases by day": {"open_cases": "cases"},
    }
    for name, units in expected.items():
        found = {(row["Key of the figure"], row["Unit"]) for row in rows(book[name])}
        assert set(units.items()) <= found
        assert len(found) == len({figure for figure, _ in found})
    charted = {row["Figure"]: row["Unit"] for row in rows(book["Charts"])}
    assert (charted["Mean wait"], charted["Within target"], charted["Staff cost"]) == (
        "minutes",
        "share",
        "million đồng",
    )


def test_shares_are_fractions_that_are_shown_as_percentages(book: Any) -> None:
    """On every sheet alike, as the note at the heading of their unit says."""
    seen = set()
    for sheet in book.worksheets[:-2]:
        cells = [
            cell for column in sheet.iter_cols() if not str(column[0].value).startswith("Width") for cell in column
        ]
        shares = [cell.value for cell in cells if cell.number_format.endswith("%") and cell.value is not None]
        assert all(-1 <= each <= 1 for each in shares)
        seen |= {sheet.title} if shares else set()
    assert seen == {"Summary", "Charts", "Key figures", "Differences", "Waiting times"}
    for sheet in book.worksheets[2:-2]:
        (unit,) = (cell for cell in sheet[1] if cell.value == "Unit")
        has_shares = any("share" in str(cell.value) for cell in sheet[unit.column_letter])
        assert (unit.comment is not None) == has_shares
        if unit.comment is not None:
            assert unit.comment.text.startswith("Shares are fractions between 0 and 1")


@pytest.mark.parametrize("code", ["en", "vi"])
def test_scenarios_have_their_titles_and_their_keys_last(evidence: Evidence, code: Any) -> None:
    language = Language(code)
    book = load_workbook(io.BytesIO(workbook(evidence, language)))
    name, *_ = (language.name(each.scenario.plan.name, each.scenario.name) for each in evidence.results)
    scenario, key = language.text("Scenario"), language.text("Key of the scenario")
    for sheet in [*book.worksheets[2:3], *book.worksheets[4:-1]]:
        headings = [cell.value for cell in sheet[1]]
        assert (headings[0], headings[-1]) == (scenario, key)
        pairs = {(row[scenario], row[key]) for row in rows(sheet)}
        assert pairs == {(name, "baseline"), (EVIL, "baseline (2)")}
    assert {row[scenario] for row in rows(book.worksheets[3])} == {EVIL}


def column_widths(sheet: Any) -> dict[int, float]:
    """Widths of columns by number; neighbours of one width stand together in the file."""
    each = sheet.column_dimensions.values()
    return {number: columns.width for columns in each for number in range(columns.min, columns.max + 1)}


@pytest.mark.parametrize("code", ["en", "vi"])
def test_no_text_is_cut(evidence: Evidence, code: Any) -> None:
    """Each text has room in its column, or is wrapped in a row that is high enough."""
    book = load_workbook(io.BytesIO(workbook(evidence, Language(code))))
    wrapped = 0
    for sheet in book.worksheets[1:]:
        widths = column_widths(sheet)
        for row in sheet.iter_rows(min_row=2):
            for cell in (cell for cell in row if isinstance(cell.value, str)):
                width = widths[cell.column]
                assert width <= 51
                if len(cell.value) > width - 2:
                    assert cell.alignment.wrap_text
                    assert sheet.row_dimensions[cell.row].height >= min(15 * len(cell.value) / width, 409)
                    wrapped += 1
    assert wrapped
    charts = book.worksheets[1]
    assert max(len(cell.value) for cell in charts["C"]) < column_widths(charts)[3]
