"""Plans as Excel workbooks: what they hold, and that they are read back exactly."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

import tvsim
from tests.unit.test_standalone import SHIPPED, said
from tests.workbooks import RICH, changed, rich, rich_workbook, written
from tvsim.experiment.assumptions import assumptions
from tvsim.experiment.replication import determining
from tvsim.language import Code, Language
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.json_schema import plan_schema
from tvsim.scenario.loading import load_text
from tvsim.scenario.origins import Branch, Origin
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.vocabulary import limits_at
from tvsim.scenario.workbook.blocks import Form, Records
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.kinds import Date, Flag, Number, Staff, Word
from tvsim.scenario.workbook.layout import SHEETS, schema_place
from tvsim.scenario.workbook.placing import headings, placed, titles
from tvsim.scenario.workbook.template import write_template
from tvsim.scenario.workbook.words import Words
from tvsim.scenario.workbook.writing import workbook_bytes

LANGUAGES: tuple[Code, ...] = ("en", "vi")


def ranges(scenario: Scenario) -> list[Any]:
    return [(each.path, each.value, each.low, each.high, each.source, each.note) for each in assumptions(scenario)]


def assert_same(one: Scenario, other: Scenario) -> None:
    assert one.plan == other.plan
    assert said(one) == said(other)
    assert one.standalone() == other.standalone()
    assert determining(one.plan) == determining(other.plan)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path: Path, tmp_path: Path) -> None:
    lang = LANGUAGES[len(path.stem) % 2]
    before = tvsim.load(path)
    made = tmp_path / f"{path.stem}.xlsx"
    write_template(before, made, lang)
    after = tvsim.load(made)
    assert_same(after, before)
    if any(each.origin.low is not None for each in before.entries):
        assert ranges(after) == ranges(before)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_that_says_everything(lang: Code, tmp_path: Path) -> None:
    path = written(tmp_path, rich_workbook(lang))
    assert_same(tvsim.load(path), rich())
    assert ranges(tvsim.load(path)) == ranges(rich())
    assert tvsim.load(path).files == (str(path),)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_saved_again_by_another_program(lang: Code, tmp_path: Path) -> None:
    assert_same(tvsim.load(changed(tmp_path, {}, lang)), rich())


def test_the_sheets_alone_have_the_same_plan(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook("vi")))
    del book["_tvsim"]
    book.save(tmp_path / "alone.xlsx")
    alone = tvsim.load(tmp_path / "alone.xlsx")
    assert alone.plan == rich().plan
    assert determining(alone.plan) == determining(rich().plan)
    assert said(alone)["counters.justice.officers"] == (3, "counted in March", None, None, "")  # that of the line
    assert said(alone)["procedures.licences.desk_min.mean"][1] == "stop watch"


def test_written_twice_is_the_same(tmp_path: Path) -> None:
    again = tvsim.load(written(tmp_path, rich_workbook("vi")))
    assert_same(tvsim.load(written(tmp_path, workbook_bytes(again, "en"), "en.xlsx")), rich())


def test_changes_are_written_as_they_are(tmp_path: Path) -> None:
    before = rich().with_({"counters.justice.officers": 9, "counters.health.patience_min": None, "name": "=1+1"})
    after = tvsim.load(written(tmp_path, workbook_bytes(before)))
    assert after.plan == before.plan
    assert said(after)["counters.justice.officers"] == (9, "set by hand", None, None, "")


def test_what_a_cell_cannot_hold_is_kept(tmp_path: Path) -> None:
    text = RICH.replace("seed = 7", "seed = 12345678901234567890").replace(
        "factor = 1.4", "factor = 0.30000000000000004"
    )
    text = text.replace('description = "Everything: = + - @"', f'description = " a\\u0000\\tb\\n{"long " * 8000} "')
    before = load_text(text, tmp_path / "long.toml")
    assert_same(tvsim.load(written(tmp_path, workbook_bytes(before))), before)


# what the sheets hold


WHOLE = {"name", "description", "hours", "arrivals_by_time"}
"""Tables that stand at one place of a sheet."""


def leaf_places(schema: dict[str, Any], place: tuple[Any, ...] = ()) -> set[tuple[Any, ...]]:
    """Places of all values of the schema; entries of named tables are called any, those of lists have the number 0."""
    while "$ref" in schema:
        schema = plan_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    if "anyOf" in schema:
        found = set()
        for each in schema["anyOf"]:
            found |= leaf_places(each, place)
        return found
    if schema.get("type") == "null":
        return set()
    inner = {name: each for name, each in schema.get("properties", {}).items() if name != "source"}
    whole = place and (str(place[-1]).endswith(("_min", "_days")) or place[-1] in WHOLE)
    if inner and not whole:
        return set().union(*(leaf_places(each, (*place, name)) for name, each in inner.items()))
    for each in schema.get("patternProperties", {}).values():
        if not whole and place[0] in {"sites", "agencies", "counters", "procedures"}:
            return leaf_places(each, (*place, "any"))
    items = schema.get("items", {})
    if "$ref" in items:
        return leaf_places(items, (*place, 0))
    return {place}


def test_every_value_has_exactly_one_place() -> None:
    wanted = leaf_places(plan_schema())
    found = []
    for sheet in SHEETS:
        for block in sheet.blocks:
            if not isinstance(block, Form) and not (isinstance(block, Records) or schema_place(block, block.fields[0])):
                continue
            for field in block.fields:
                owners = [schema_place(block, field)]
                if owners[0][:2] == ("channels", "counter"):
                    owners = [("channels", code, *owners[0][2:]) for code in ("counter", "post", "online")]
                found += owners
    lists = {
        ("calendar", "closed_days"), ("calendar", "make_up_days"), ("calendar", "hours"), ("sites", "any", "hours"),
        ("procedures", "any", "arrivals_by_time"),
        *(("channels", code, "arrivals_by_time") for code in ("counter", "post", "online")),
    }  # fmt: skip
    assert len(found) == len(set(found))
    assert set(found) | lists == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_titles_are_unlike(lang: Code) -> None:
    words = Words(Language(lang))
    for sheet in SHEETS:
        assert len(words.text(sheet.name)) <= 31
        assert len(set(titles(sheet, words))) == len(sheet.blocks)
        for block in sheet.blocks:
            texts = headings(block, words)
            if isinstance(block, Form):
                texts = [text for field in block.fields for text in field.headings(words)]
            assert len({text.casefold() for text in texts}) == len(texts), texts
    assert len({words.text(sheet.name) for sheet in SHEETS}) == len(SHEETS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notes_choices_and_panes(lang: Code) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook(lang)))
    words = Words(Language(lang))
    assert book.sheetnames == [words.text("Guide"), *(words.text(sheet.name) for sheet in SHEETS), "_tvsim"]
    assert book["_tvsim"].sheet_state == "veryHidden"
    page = book[words.text("Counters")]
    assert page.freeze_panes == "B4"
    choices = {str(each.sqref): each for each in page.data_validations.dataValidation}
    desk = next(each for cells, each in choices.items() if cells.startswith("E4"))
    assert words.label("between_tickets") in desk.formula1
    assert all(page.cell(3, column).comment for column in range(1, page.max_column + 1))
    row = next(row for row in range(1, 9) if page.cell(row, 1).value == "justice")
    assert "duty roster" in page.cell(row, 4).comment.text
    assert "1" in page.cell(row, 4).comment.text
    agencies = next(each for cells, each in choices.items() if cells.startswith("C4"))
    assert words.text("Agencies").strip("'") in agencies.formula1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_flag_key_and_bounded_number_has_its_choice(lang: Code) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook(lang)))
    words = Words(Language(lang))
    for sheet in SHEETS:
        page = book[words.text(sheet.name)]
        chosen = {cell for each in page.data_validations.dataValidation for cell in each.sqref.ranges}
        for part in placed(sheet, Branch({}, Origin("", "")), words):
            row = next(cell.row for cell in page["A"] if cell.value == part.title) + part.first_row - part.title_row
            if isinstance(part.block, Form):
                continue
            header = [cell.value for cell in page[row - 1]]
            for field in part.block.fields:
                place = schema_place(part.block, field)
                is_bounded = isinstance(field.kind, Number) and place and limits_at(place) is not None
                if is_bounded or isinstance(field.kind, (Word, Flag, Duration, Staff, Date)):
                    for heading in field.headings(words):
                        column = header.index(heading) + 1
                        assert any(each.min_col == column and each.min_row == row for each in chosen), (
                            sheet.name,
                            heading,
                        )


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "Note: all dossiers of the year"), ("vi", "Chú thích: tổng số hồ sơ trong năm so với số dự kiến")],
)
def test_notes_of_shipped_numbers_are_in_the_language(lang: Code, said: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(tvsim.load("baseline"), lang)))
    notes = [cell.comment.text for sheet in book for row in sheet.iter_rows() for cell in row if cell.comment]
    assert any(said in note for note in notes)


def test_a_note_tells_where_a_roster_overrides_officers() -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook_bytes(tvsim.load("baseline"), "vi")))["Quầy"]
    notes = {row[0].value: row[3].comment.text if row[3].comment else "" for row in page.iter_rows(min_row=5)}
    police = next(key for key, group in tvsim.load("baseline").plan.counters.items() if len(group.roster) == 2)
    partly = next(key for key, group in tvsim.load("baseline").plan.counters.items() if len(group.roster) == 1)
    assert "Số này không áp dụng lúc nào" in notes[police]
    assert "Trong các giờ nêu ở trang tính Lịch trực" in notes[partly]
    assert sum("Lịch trực" in note for note in notes.values()) == 2


def test_nothing_is_a_formula_a_macro_or_a_link_to_elsewhere() -> None:
    before = rich().with_({"description": "=cmd|' /C calc'!A1", "name": "+1"})
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(before))) as package:
        names = package.namelist()
        sheets = [package.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert not any("vba" in name.lower() or "externalLink" in name for name in names)
    assert not any(b"<f>" in sheet for sheet in sheets)


# what planners do


def test_a_number_is_changed_and_its_place_is_told(tmp_path: Path) -> None:
    path = changed(tmp_path, {"Counters!D6": 5})
    scenario = tvsim.load(path)
    assert scenario.plan == rich().with_({"counters.justice.officers": 5}).plan
    entry = next(each for each in scenario.entries if each.path == "counters.justice.officers")
    assert (entry.value, entry.origin.source, entry.origin.low) == (5, "set in plan.xlsx", None)
    assert entry.origin.where == f"{path}: Counters!D6"
    register = scenario.register().set_index("path")
    assert register.loc["counters.justice.officers", "file"] == f"{path}: Counters!D6"
    assert register.loc["counters.health.wrap_up_min.mean", "file"] == f"{path}: Counters!G4"  # the default's


def test_the_source_of_what_is_changed(tmp_path: Path) -> None:
    header = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(rich_workbook()))["Counters"][3]]
    source = f"Counters!{get_column_letter(header.index('Source') + 1)}6"
    told = said(tvsim.load(changed(tmp_path, {"Counters!D6": 5, source: "roster of May"})))
    assert told["counters.justice.officers"][:2] == (5, "roster of May")
    assert told["counters.justice.desk_staff"][:2] == (1, "roster of May")  # it had the source of the line
    assert told["counters.justice.roster[0].officers"][1] == "counted in March"


def test_lines_are_added_moved_and_deleted(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    page = book["Procedures"]
    page["A7"], page["B7"], page["F7"], page["K7"], page["Q7"] = "new", "justice", 100, 4, 20
    roster = book["Rosters"]
    roster.insert_rows(6)
    roster["A6"], roster["B6"], roster["C6"], roster["D6"] = "justice", "thu", "8:00 – 9:00", 2
    book["General"].delete_rows(next(r for r in range(1, 200) if book["General"].cell(r, 1).value == "justice"))
    book.save(tmp_path / "plan.xlsx")
    scenario = tvsim.load(tmp_path / "plan.xlsx")
    new = scenario.plan.procedures["new"]
    assert (new.agency, new.per_year, new.days, new.intake_min.mean, new.intake_min.cv) == ("justice", 100, 4, 20, 0.5)
    told = said(scenario)
    assert told["procedures.new.intake_min.cv"][1] == "stop watch"  # the default's variation
    assert told["procedures.new.intake_min.mean"][1] == "set in plan.xlsx"
    blocks = scenario.plan.counters["justice"].roster
    assert [(block.days, str(block.hours), block.officers) for block in blocks] == [
        ((3,), "08:00-09:00", 2),
        ((1,), "08:00-10:00", 4),
        ((2, 4), "13:00-17:00", 1),
    ]
    assert told["counters.justice.roster[2].officers"][1] == "leave"  # it was only moved
    assert [leave.of for leave in scenario.plan.absences.leave] == ["agencies.health"]


def test_a_procedure_is_deleted_with_what_names_it(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book["Procedures"].delete_rows(5)
    book["Agencies"]["H4"] = 0  # no open cases of an agency without procedures
    book.save(tmp_path / "plan.xlsx")
    with pytest.raises(ScenarioError) as refused:
        tvsim.load(tmp_path / "plan.xlsx")
    assert [message.rpartition("/")[2] for message in refused.value.messages] == [
        'plan.xlsx: Reviews!A5 = "licences": there is no such key in the sheet "Procedures"; allowed: records',
        'plan.xlsx: Channels!A32 = "licences": there is no such key in the sheet "Procedures"; allowed: records',
        'plan.xlsx: Channels!A33 = "licences": there is no such key in the sheet "Procedures"; allowed: records',
    ]
    book["Reviews"].delete_rows(5)
    book["Channels"].delete_rows(32, 2)
    book.save(tmp_path / "plan.xlsx")
    assert list(tvsim.load(tmp_path / "plan.xlsx").plan.procedures) == ["records"]


def test_a_review_is_deleted(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book["Reviews"].delete_rows(5)
    book.save(tmp_path / "plan.xlsx")
    reviews = tvsim.load(tmp_path / "plan.xlsx").plan.procedures["licences"].reviews
    assert (reviews.agencies, reviews.share, reviews.silence_is_consent) == ([], 0.8, False)


def test_lines_in_another_order(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    page = book["Procedures"]
    first, second = ([cell.value for cell in page[row]] for row in (5, 6))
    for column, (one, other) in enumerate(zip(first, second, strict=True), 1):
        page.cell(5, column).value, page.cell(6, column).value = other, one
    book.save(tmp_path / "plan.xlsx")
    scenario = tvsim.load(tmp_path / "plan.xlsx")
    assert list(scenario.plan.procedures) == ["records", "licences"]
    assert scenario.plan == rich().plan
    assert {**said(scenario)} == {**said(rich())}


def test_opening_hours_and_arrivals_by_time(tmp_path: Path) -> None:
    cells = {
        **{"Calendar!B9": "sat-sun", "Calendar!C9": "9:00-11:00", "Calendar!C10": "08:00–13:00"},
        **{"Calendar!A11": "city", "Calendar!B11": "sat", "Calendar!C11": "(none)"},
        **{"Channels!B17": "mon-fri", "Channels!B18": "mon-fri"},
        **{"Channels!A22": "counter", "Channels!B22": "sat", "Channels!C22": "09:00-10:00", "Channels!D22": 1},
    }
    plan = tvsim.load(changed(tmp_path, cells)).plan
    assert list(plan.calendar.hours.by_weekday) == ["mon-fri", "sat-sun"]
    hours = plan.sites["city"].hours
    assert hours is not None
    assert {key: [str(block) for block in blocks] for key, blocks in hours.by_weekday.items()} == {
        "mon-fri": ["08:00-13:00"],
        "sat": [],
    }
    profile = plan.channels.counter.arrivals_by_time
    assert profile is not None
    assert profile.by_weekday == {"mon-fri": {"08:00-10:00": 3, "10:00-17:00": 1.5}, "sat": {"09:00-10:00": 1}}


def test_blank_means_the_default(tmp_path: Path) -> None:
    cells = {"Counters!G6": None, "Counters!H6": None, "Agencies!D5": None, "Targets!B4": None, "General!B40": None}
    with pytest.raises(ScenarioError, match="all months are filled, or none"):
        tvsim.load(changed(tmp_path, cells))
    del cells["General!B40"]
    scenario = tvsim.load(changed(tmp_path, cells))
    plan = scenario.plan
    assert [text.rpartition("plan.xlsx: ")[2] for text in scenario.remarks] == [
        "Agencies!D5: is blank; the default is taken: 2",
        "Counters!G6: is blank; the default is taken: 1.5; 0.5",
        "Targets!B4: is blank; the default is taken: 15",
    ]
    assert tvsim.load(changed(tmp_path, {})).remarks == ()
    assert plan.counters["justice"].wrap_up_min.mean == 1.5
    assert plan.agencies["health"].reviewers == 2
    assert plan.targets.wait_min == 15


def test_nothing_where_the_default_has_something(tmp_path: Path) -> None:
    plan = tvsim.load(changed(tmp_path, {"Counters!M6": "(none)", "Procedures!AJ5": " (Không) "})).plan
    assert plan.counters["justice"].patience_min is None
    assert plan.procedures["licences"].supplement.shares == []
    assert plan.counters["health"].roster == []  # as it was written


@pytest.mark.parametrize(
    ("address", "cell", "place", "value"),
    [
        ("General!B21", dt.time(14, 30), "deadlines.cut_off", "14:30"),
        ("General!B21", 14.5 / 24, "deadlines.cut_off", "14:30"),
        ("General!B13", dt.datetime(2025, 3, 4), "period.start", dt.date(2025, 3, 4)),
        ("General!B13", "2025-03-04", "period.start", dt.date(2025, 3, 4)),
        ("Channels!B5", "34%", "channels.online.share", 0.34),
        ("Channels!B5", " 0.25 ", "channels.online.share", 0.25),
        ("Counters!D6", "4", "counters.justice.officers", 4),
        ("Counters!D6", 4.0, "counters.justice.officers", 4),
        ("Counters!I6", "Phục vụ tiếp ", "counters.justice.at_lunch", "serve"),
        ("Counters!I6", "hold", "counters.justice.at_lunch", "hold"),
        ("Agencies!F6", dt.time(9, 0), "agencies.justice.sign_off.times", ["09:00"]),
        ("Agencies!F6", "9:00; 15:00", "agencies.justice.sign_off.times", ["9:00", "15:00"]),
        ("Procedures!W5", 0.2, "procedures.licences.flawed.counter", [0.2]),
        ("Procedures!Q5", "gamma(12; 0.3)", "procedures.licences.intake_min", "gamma"),
        ("General!B3", "Tên ", "name", {"vi": "Tên", "en": "Centre"}),
        ("General!B6", "All", "description", {"vi": "Everything: = + - @", "en": "All"}),
    ],
)  # fmt: skip
def test_what_excel_makes_of_what_is_typed(tmp_path: Path, address: str, cell: Any, place: str, value: Any) -> None:
    cells = {address: cell}
    if value == "gamma":
        value = {"distribution": "gamma", "mean": 12, "cv": 0.3}
        cells["Procedures!R5"] = None
    assert tvsim.load(changed(tmp_path, cells)).plan == rich().with_({place: value}).plan


@pytest.mark.parametrize(
    ("written_as", "code"),
    [("T2-T6", "mon-fri"), ("thứ hai-thứ sáu", "mon-fri"), ("t2, Thứ 4 – CN", "mon, wed - sun"), ("Mon-Fri", "mon-fri"),
     ("Chủ Nhật", "sun"), ("Tuesday", "tue"), ("T7", "sat")],
)  # fmt: skip
def test_weekdays_in_both_languages(written_as: str, code: str) -> None:
    for lang in LANGUAGES:
        assert Words(Language(lang)).day_codes(written_as) == code


def test_sheets_in_vietnamese_have_vietnamese_weekdays(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook("vi")))
    assert [row[1].value for row in book["Lịch trực"].iter_rows(min_row=4, max_row=7)] == [
        "T2",
        "(không)",
        "T3",
        "T4,T6",
    ]
    assert book["Chung"]["B28"].value == "T2: 1.2; T3-T5: 1.05"
    cells = {"Lịch trực!B6": "Thứ hai–thứ tư", "Chung!B28": "T2: 1.2; T3-T5: 1.05; thứ sáu: 0.8"}
    plan = tvsim.load(changed(tmp_path, cells, "vi")).plan
    assert plan.counters["justice"].roster[0].days == (0, 1, 2)
    assert plan.demand.by_weekday == {"mon": 1.2, "tue-thu": 1.05, "fri": 0.8}


def test_a_date_that_was_typed_as_a_text(tmp_path: Path) -> None:
    assert tvsim.load(changed(tmp_path, {"Chung!B14": "31/03/2025"}, "vi")).plan.period.end == dt.date(2025, 3, 31)
    assert tvsim.load(changed(tmp_path, {"Chung!B14": "4/4/2025"}, "vi")).plan.period.end == dt.date(2025, 4, 4)
    with pytest.raises(ScenarioError, match=r'"05/04/2025": is a text that may be 2025-04-05 or 2025-05-04; type'):
        tvsim.load(changed(tmp_path, {"Chung!B14": "05/04/2025"}, "vi"))
    for text in ("31/02/2025", "12/31/2025", "31/03/25"):
        with pytest.raises(ScenarioError, match="must be a date"):
            tvsim.load(changed(tmp_path, {"Chung!B14": text}, "vi"))


def test_names_in_one_language_are_for_both(tmp_path: Path) -> None:
    plan = tvsim.load(changed(tmp_path, {"Agencies!B5": None, "Agencies!C6": "Justice", "Agencies!B6": "Tư pháp"})).plan
    assert plan.agencies["health"].name == "Health"
    name = plan.agencies["justice"].name
    assert name is not None
    assert not isinstance(name, str)
    assert (name.vi, name.en) == ("Tư pháp", "Justice")


# writing a file


def test_a_template_is_never_overwritten(tmp_path: Path) -> None:
    assert write_template(rich(), tmp_path / "plan.xlsx") == [tmp_path / "plan.xlsx"]
    with pytest.raises(ScenarioError, match="exists already"):
        write_template(rich(), tmp_path / "plan.xlsx")
    with pytest.raises(ScenarioError, match=r"must end in \.xlsx"):
        write_template(rich(), tmp_path / "plan.xls")


def test_what_was_observed_lies_beside_it(tmp_path: Path) -> None:
    source = next(path for path in SHIPPED if path.stem.startswith("bialoleka"))
    shutil.copy(source, tmp_path / "office.toml")
    shutil.copy(source.with_name("bialoleka_2020_observed.csv"), tmp_path)
    office = tvsim.load(tmp_path / "office.toml")
    (tmp_path / "other").mkdir()
    files = write_template(office, tmp_path / "other" / "plan.xlsx")
    assert [file.name for file in files] == ["plan.xlsx", "bialoleka_2020_observed.csv"]
    assert tvsim.load(files[0]).plan == office.plan
    files[1].write_text("other")
    files[0].unlink()
    with pytest.raises(ScenarioError, match="other content"):
        write_template(office, files[0])
    assert write_template(office, tmp_path / "beside.xlsx") == [tmp_path / "beside.xlsx"]
