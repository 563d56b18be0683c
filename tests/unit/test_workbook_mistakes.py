"""Mistakes in workbooks: each is told in a sentence that names sheet and cell, all of them at once."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import tvsim
from tests.scenario_files import write
from tests.workbooks import changed, rich, rich_workbook, written
from tvsim.language import Code, use
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.values import parse_block
from tvsim.scenario.workbook.carried import SHEET
from tvsim.scenario.workbook.cells import CellError, code_text, number_in_text, number_of, time_text
from tvsim.scenario.workbook.writing import workbook_bytes


def messages(path: Path) -> list[str]:
    """Sentences with which a workbook is refused, without its folder."""
    with pytest.raises(ScenarioError) as refused:
        tvsim.load(path)
    return [message.replace(f"{path.parent}/", "") for message in refused.value.messages]


MISTAKES: tuple[tuple[str, Any, str], ...] = (
    # numbers
    ("Procedures!F5", -3, "Procedures!F5 = -3: must be from 0 to 1,000,000,000,000"),
    ("Procedures!F5", None, "Procedures!F5: is missing (Dossiers a year, before the factors of the demand)"),
    ("Counters!D5", None, "Counters!D5: is blank, without a default for all; a number must be written, such as 0"),
    ("Counters!F6", None, "Counters!F6: is blank, without a default for all; a number must be written, such as 0"),
    ("Procedures!AT5", None, "Procedures!AT5: is missing: a variation needs its mean"),
    ("Procedures!AU5", None, "Procedures!AU5: is blank; write 0 where nothing varies"),
    ("Procedures!G4", None, "Procedures!G4: is blank, without a default for all; a number must be written, such as 0"),
    ("Procedures!F5", "many", 'Procedures!F5 = "many": must be a number'),
    ("Procedures!F5", True, "Procedures!F5 = true: must be a number"),
    (
        "Procedures!F5",
        "12,5",
        'Procedures!F5 = "12,5": is a text with a comma; a number that is typed as text has a point, such as 0.5',
    ),
    (
        "Procedures!F5",
        "5.600",
        'Procedures!F5 = "5.600": is a text that may be 5600 or 5.6; type it as a number, or as a text without a '
        "thousands separator: 5600 or 5.6",
    ),
    (
        "Procedures!F5",
        "5,600",
        'Procedures!F5 = "5,600": is a text that may be 5600 or 5.6; type it as a number, or as a text without a '
        "thousands separator: 5600 or 5.6",
    ),
    (
        "Procedures!S5",
        "uniform(0; 1.125)",
        'Procedures!S5 = "uniform(0; 1.125)": is a text that may be 1125 or 1.1250; type it as a number, or as a text '
        "without a thousands separator: 1125 or 1.1250",
    ),
    (
        "Procedures!F5",
        dt.date(2025, 1, 2),
        "Procedures!F5 = 2025-01-02: must be a number; the cell is formatted as a date or time",
    ),
    ("Counters!D6", 2.5, "Counters!D6 = 2.5: must be a whole number, from 0 to 100,000"),
    ("Channels!B5", 34, "Channels!B5 = 34: must be from 0 to 1"),
    ("Costs!B4", "=1+1", "Costs!B4: is a formula without a saved value; open the file in Excel or LibreOffice, "
     "and save it"),
    # words
    (
        "Counters!E6",
        "between ticket",
        'Counters!E6 = "between ticket": must be one of "between tickets", "desk blocks", "dedicated staff"; '
        'did you mean "between tickets"?',
    ),
    ("Procedures!AH5", "maybe", 'Procedures!AH5 = "maybe": must be "yes" or "no"'),
    ("Procedures!B5", "helth", 'Procedures!B5 = "helth": there is no agency of this name; did you mean "health"?'),
    ("Counters!C6", "justice, helth", 'Counters!C6 = "helth": there is no agency of this name; did you mean "health"?'),
    ("General!B91", "helth", 'General!B91 = "agencies.helth": there is no counter group or agency of this name; '
     'did you mean "agencies.health"?'),
    # dates and times
    (
        "General!B13",
        "05/03/2025",
        'General!B13 = "05/03/2025": must be a date, in a cell that is formatted as a date; or a text such as '
        "2026-01-05",
    ),
    ("General!B21", "half past", 'General!B21 = "half past": must be a time of day such as "07:30"'),
    ("General!B21", dt.time(7, 30, 20),
     'General!B21 = 07:30:20: must be a time of day in whole minutes, such as "07:30"'),
    ("Agencies!F4", "10:00, 10:00", 'Agencies!F4 = "10:00": is named twice'),
    ("Rosters!C6", "08:00-25:00", 'Rosters!C6 = "08:00-25:00": must be a time of day between 00:00 and 24:00'),
    ("Rosters!B6", "mondy", 'Rosters!B6 = "mondy": must name weekdays (mon, tue, wed, thu, fri, sat, sun) such as '
     '"mon-fri" or "mon,wed"'),
    ("Rosters!C6", None, "Rosters!C6: is missing"),
    # durations and lists
    ("Procedures!Q5", "gama(1; 2)",
     'Procedures!Q5 = "gama(1; 2)": there is no such distribution; did you mean "gamma"?'),
    ("Procedures!AT5", None, "Procedures!AT5: is missing: a variation needs its mean"),
    ("Procedures!W5", "0.5; 1.2", "Procedures!W5 = 1.2: must be from 0 to 1"),
    ("Procedures!W5", "0,5; 0,2", 'Procedures!W5 = "0,5; 0,2": is a text with a comma; a number that is typed as text '
     "has a point, such as 0.5"),
    ("General!B28", "mon 1.2", 'General!B28 = "mon 1.2": must be written such as mon: 1.2; fri: 0.9'),
    ("General!B28", "mon: 1; mon: 2", 'General!B28 = "mon: 1; mon: 2": names "mon" twice'),
    # values that are wrong together
    ("Procedures!K5", 9, 'Procedures!K5 = 9: "Promised limit (working days)" must not be longer than "Legal limit '
     '(working days)" (Procedures!L5 = 5)'),
    ("General!B14", dt.date(2025, 1, 1), "General!B14 = 2025-01-01: the period must not end before it starts "
     "(General!B13 = 2025-03-03)"),
    ("Channels!B11", 0.9, 'Channels!B11 = 0.9: the shares of "Fetched at the counter (share)", "Sent by post (share)" '
     'and "Received online (share)" must add up to 1, not 1.8 (Channels!C11 = 0.9; Channels!D11 = 0.0, the default)'),
    # keys, headings, titles, lines
    ("Procedures!A5", "licences x", "Procedures!A5: a name must be made of the letters A to Z, digits, - and _"),
    ("Counters!A6", "health", 'Counters!A6 = "health": the key stands there twice'),
    ("Reviews!A5", "licence", 'Reviews!A5 = "licence": there is no such key in the sheet "Procedures"; did you mean '
     '"licences"?'),
    ("Rosters!A5", None, "Rosters!A5: is missing: the line needs a key"),
    ("Procedures!D3", "Nam, in English", 'Procedures!D3 = "Nam, in English": unknown heading; did you mean "Name, in '
     'English"?'),
    ("Procedures!D3", None, 'Procedures!A3: the column "Name, in English" is missing; its cells may be blank'),
    ("Procedures!D3", "Agency", 'Procedures!D3 = "Agency": the heading stands there twice'),
    ("Procedures!A3", None,
     'Procedures!A1: the heading "Key of the procedure" is missing in the first column below this '
     "title"),
    ("Procedures!A4", "other",
     'Procedures!A3: the line "default for all" is missing below this heading; its cells may be '
     "blank"),
    ("General!A7", "Seeed", 'General!A7 = "Seeed": unknown item; did you mean "Seed"?'),
    ("General!A7", "Description, in English", 'General!A7 = "Description, in English": stands there twice'),
    ("General!A11", "Perio", 'the title "2. Period" is missing in the sheet "General"'),
    ("Channels!A10", "by foot", 'Channels!A10 = "by foot": must be one of "counter", "post", "online"'),
    ("Channels!A10", None, 'Channels!A10: must be one of "counter", "post", "online"'),
    ("Rosters!B5", "mon", "Rosters!C5: is missing"),
    ("Counters!C6", "health", 'Procedures!B6 = "justice": no counter group serves this agency; name it in the '
     '"Agencies it serves" of one'),
)  # fmt: skip


def test_a_new_line_without_what_every_other_has(tmp_path: Path) -> None:
    told = messages(changed(tmp_path, {"Counters!A7": "new", "Counters!C7": "health", "Counters!B7": "centre"}))
    assert "plan.xlsx: Counters!D7: is blank, without a default for all; a number must be written, such as 0" in told


@pytest.mark.parametrize(
    ("sheet", "cells", "message"),
    [
        ("Counters", "D5:D6", "Counters!D5:D6: the cells are merged; unmerge them, and fill in each"),
        ("Counters", "D6:E6", "Counters!D6:E6: the cells are merged; unmerge them, and fill in each"),
        ("Counters", "A5:A6", "Counters!A5:A6: the cells are merged; unmerge them, and fill in each"),
        ("Rosters", "D5:D7", "Rosters!D5:D7: the cells are merged; unmerge them, and fill in each"),
        ("General", "A6:B6", "General!A6:B6: the cells are merged; unmerge them, and fill in each"),
        ("Procedures", "E3:F3", "Procedures!E3:F3: the cells are merged; unmerge them, and fill in each"),
    ],
)
def test_merged_cells(tmp_path: Path, sheet: str, cells: str, message: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book[sheet].merge_cells(cells)
    book.save(tmp_path / "plan.xlsx")
    told = messages(tmp_path / "plan.xlsx")
    assert told.count(f"plan.xlsx: {message}") == 1
    assert len([each for each in told if "merged" in each]) == 1


def test_merged_cells_outside_the_tables_are_let_be(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook()))
    book["Counters"].merge_cells("A1:D1")
    book["Counters"].merge_cells("A20:C20")
    book.save(tmp_path / "plan.xlsx")
    assert tvsim.load(tmp_path / "plan.xlsx").plan == rich().plan


@pytest.mark.parametrize(("address", "cell", "message"), MISTAKES)
def test_a_mistake(tmp_path: Path, address: str, cell: Any, message: str) -> None:
    assert f"plan.xlsx: {message}" in messages(changed(tmp_path, {address: cell}))


def test_all_mistakes_at_once_and_none_that_follows_from_another(tmp_path: Path) -> None:
    cells = {
        "General!B13": "05/03/2025", "Procedures!F5": -3, "Counters!E6": "x", "Procedures!R5": "x",
        "Procedures!Q5": "y", "Targets!A3": "Ite",
    }  # fmt: skip
    told = messages(changed(tmp_path, cells))
    assert [message.split(":")[1].split(" = ")[0].strip() for message in told] == [
        "Targets!A1", "General!B13", "Counters!E6", "Procedures!Q5", "Procedures!R5", "Procedures!F5",
    ]  # fmt: skip


def test_sheets_in_vietnamese_are_quoted_as_excel_does(tmp_path: Path) -> None:
    told = messages(changed(tmp_path, {"Lịch trực!C6": "8-9", "Quầy!E6": "xen giữa"}, "vi"))
    assert told == [
        'plan.xlsx: Quầy!E6 = "xen giữa": must be one of "xen giữa các lượt", "theo khung giờ riêng", '
        '"người chuyên trách"; did you mean "xen giữa các lượt"?',
        'plan.xlsx: \'Lịch trực\'!C6 = "8-9": must be a time of day such as "07:30"',
    ]


@pytest.fixture
def vietnamese() -> Iterator[None]:
    """Errors in Vietnamese, until the test ends."""
    use("vi")
    yield
    use("en")


@pytest.mark.usefixtures("vietnamese")
@pytest.mark.parametrize(
    ("address", "cell", "message"),
    [
        ("Thủ tục hành chính!K5", 9, "'Thủ tục hành chính'!K5 = 9: \"Thời hạn cam kết (ngày làm việc)\" không được "
         "dài hơn \"Thời hạn theo luật (ngày làm việc)\" ('Thủ tục hành chính'!L5 = 5)"),
        ("Hình thức tiếp nhận!B11", 0.8, "!B11 = 0,8: tổng các tỷ lệ"),
        ("Hình thức tiếp nhận!B11", 0.8, "không phải 1,7 ('Hình thức tiếp nhận'!C11 = 0,9; "
         "'Hình thức tiếp nhận'!D11 = 0,0, giá trị mặc định)"),
        ("Quầy!D6", 2.5, "Quầy!D6 = 2,5: phải là số nguyên"),
        ("Chung!B14", dt.date(2025, 1, 1), "Chung!B14 = 01/01/2025: "),
        ("Chung!B14", dt.date(2025, 1, 1), "(Chung!B13 = 03/03/2025)"),
        ("Thủ tục hành chính!F5", dt.date(2025, 1, 2), "'Thủ tục hành chính'!F5 = 02/01/2025: "),
        ("Lịch trực!B6", "T8", "'Lịch trực'!B6 = \"T8\": phải nêu các ngày trong tuần (T2, T3, T4, T5, T6, T7, CN), "
         'chẳng hạn "T2-T6" hoặc "T2,T4"'),
        ("Lịch trực!B6", "CN", "'Lịch trực'!B6 = \"CN\": "),
        ("Quầy!C6", "health", 'hãy nêu nó trong "Tiếp nhận cho các cơ quan" của một nhóm'),
    ],
)  # fmt: skip
def test_in_vietnamese_values_have_its_form(tmp_path: Path, address: str, cell: Any, message: str) -> None:
    told = messages(changed(tmp_path, {address: cell}, "vi"))
    assert message in told[0], told


@pytest.mark.parametrize(
    ("lang", "address", "cell", "message"),
    [
        ("vi", "Lịch làm việc!B9", "T6", "'Lịch làm việc'!B9 = \"T6\": "),
        ("en", "Calendar!B9", "Fri-Sat", 'Calendar!B9 = "Fri-Sat": a weekday is named twice'),
        ("vi", "Hình thức tiếp nhận!B20", "T4", "'Hình thức tiếp nhận'!B20 = \"T4\": "),
        ("en", "Channels!B20", "wed", 'Channels!B20 = "wed": a weekday is named twice'),
    ],
)
def test_a_weekday_that_two_lines_name_is_told_where_and_as_it_was_typed(
    tmp_path: Path, lang: Code, address: str, cell: str, message: str
) -> None:
    (told,) = messages(changed(tmp_path, {address: cell}, lang))
    assert message in told


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_sheets_that_are_missing(tmp_path: Path, lang: Code) -> None:
    book = openpyxl.load_workbook(io.BytesIO(rich_workbook(lang)))
    names = book.sheetnames
    del book[names[-2]]
    book[names[2]].title = f"{names[2]}s"
    book.save(tmp_path / "plan.xlsx")
    assert messages(tmp_path / "plan.xlsx") == [
        f'plan.xlsx: the sheet "{names[2]}" is missing; did you mean "{names[2]}s"?',
        f'plan.xlsx: the sheet "{names[-2]}" is missing',
    ]


def test_the_hidden_sheet_is_damaged(tmp_path: Path) -> None:
    hint = "delete it, and the others count alone, without the ranges and notes that it keeps"
    path = changed(tmp_path, {"_tvsim!A2": "AAAA"})
    assert messages(path) == [f'plan.xlsx: the hidden sheet "_tvsim" is damaged; {hint}']
    path = changed(tmp_path, {"_tvsim!B1": "format 99"})
    assert messages(path) == [f'plan.xlsx: the hidden sheet "_tvsim" was written by another version of tvsim; {hint}']


def test_formulas_have_the_values_that_are_saved_with_them(tmp_path: Path) -> None:
    content = with_xml(rich_workbook(), "Costs", b"<v>60000</v>", b"<f>30000*2</f><v>61000</v>")
    assert tvsim.load(written(tmp_path, content)).plan.costs.officer_hour == 61_000
    content = with_xml(rich_workbook(), "Costs", b"<v>60000</v>", b"<f>1/0</f><v>#DIV/0!</v>", as_error=True)
    assert messages(written(tmp_path, content)) == ["plan.xlsx: Costs!B4: is the error #DIV/0!"]


def with_xml(content: bytes, sheet: str, old: bytes, new: bytes, *, as_error: bool = False) -> bytes:
    """A workbook with something else in the file of a sheet."""
    number = openpyxl.load_workbook(io.BytesIO(content)).sheetnames.index(sheet) + 1
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(made, "w") as target:
        for name in package.namelist():
            data = package.read(name)
            if name == f"xl/worksheets/sheet{number}.xml":
                assert data.count(old) == 1
                at = data.index(old)
                before = data[:at]
                if as_error:
                    before = before[:-1] + b' t="e">'
                data = before + new + data[at + len(old) :]
            target.writestr(name, data)
    return made.getvalue()


def test_cells_very_far_away(tmp_path: Path) -> None:
    path = changed(tmp_path, {"Costs!XFD1048576": 1})
    told = "plan.xlsx: has cells too far from the first one; delete what stands far below or far right"
    assert messages(path) == [told]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plan.xlsx", b"", "is no Excel workbook (.xlsx) that can be read"),
        ("plan.xlsx", b'name = "x"\n', "is no Excel workbook (.xlsx) that can be read"),
        (
            "plan.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "is protected by a password, or of an older Excel; save it as .xlsx without a password",
        ),
        ("plan.xlsm", b"PK", "must be saved as an Excel workbook of the kind .xlsx"),
        ("plan.ods", b"PK", "must be saved as an Excel workbook of the kind .xlsx"),
    ],
)
def test_files_that_are_no_workbooks(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    assert messages(written(tmp_path, content, name)) == [f"{name}: {message}"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert messages(tmp_path / "plan.xlsx") == ["plan.xlsx: there is no such file"]
    assert messages(tmp_path / "plan.xls") == ["plan.xls: there is no such file"]


def test_a_workbook_of_something_else(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "plan.xlsx")
    told = messages(tmp_path / "plan.xlsx")
    assert 'plan.xlsx: the sheet "Procedures" is missing' in told
    assert len([message for message in told if "sheet" in message]) == 10


def test_a_workbook_is_not_extended(tmp_path: Path) -> None:
    written(tmp_path, rich_workbook())
    path = write(tmp_path, "over.toml", 'extends = "plan.xlsx"')
    told = 'over.toml: extends = "plan.xlsx": a workbook cannot be extended; make another one of it by tvsim template'
    assert messages(path) == [told]


def test_changes_by_hand_are_told_as_everywhere(tmp_path: Path) -> None:
    path = written(tmp_path, rich_workbook())
    assert tvsim.load(path, ["counters.justice.officers=8"]).plan.counters["justice"].officers == 8
    with pytest.raises(ScenarioError, match=r"^--set: counters\.justice\.officers = -1: must be from 0"):
        tvsim.load(path, ["counters.justice.officers=-1"])


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.125", 0.125), ("1234.567", 1234.567), ("5.6", 5.6), ("5.6000", 5.6), ("5600", 5600), ("05.600", 5.6)],
)
def test_texts_that_can_be_read_in_one_way_stay_readable(text: str, number: float) -> None:
    assert number_of(text) == number


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("7h-10h", "7:00-10:00"), ("7h30 – 11h", "7:30 - 11:00"), ("13H-16H45", "13:00-16:45"),
        ("7 giờ 30-11 giờ", "7:30-11:00"), ("07:00-11:30", "07:00-11:30"), ("t2-t6", "t2-t6"),
    ],
)  # fmt: skip
def test_hours_may_be_written_as_in_viet_nam(text: str, read: str) -> None:
    assert code_text(text) == read
    assert parse_block(read) if ":" in read else not any(each.isspace() for each in read)


@pytest.mark.parametrize(("text", "read"), [("8h30", "8:30"), ("15 giờ", "15:00"), ("07:30", "07:30"), ("8h5", "8h5")])
def test_times_may_be_written_as_in_viet_nam(text: str, read: str) -> None:
    assert time_text(text) == read


def test_a_share_with_a_comma_has_the_hint_of_a_number() -> None:
    for text in ("45,5 %", "45,5%", "3,5"):
        with pytest.raises(CellError, match="is a text with a comma"):
            number_of(text)


def test_numbers_within_texts_are_written_so_that_they_can_be_read_in_one_way() -> None:
    for number in (1.125, 12.5, 0.125, -999.001, 1000.125, 5600):
        assert number_of(number_in_text(number)) == number
    assert number_of(5.6) == 5.6


@pytest.mark.parametrize(
    ("address", "typed", "quoted", "wrong"),
    [
        ("General!B21", "25h30", "25h30", "must be a time of day between 00:00 and 24:00"),
        ("Agencies!F4", "10h, 6 giờ 30", "6 giờ 30", "must lie within office hours: "),
        ("Agencies!F4", "10h; 10h00", "10h00", "is named twice"),
        ("Rosters!C6", "7h30-9h", "7h30-9h", "must lie within the opening hours of the site, on tue "),
        ("Calendar!C8", "8h-12h, 13h-25h", "13h-25h", "must be a time of day between 00:00 and 24:00"),
        ("Calendar!C8", "8h-12h, 11h30-17h", "8h-12h, 11h30-17h", "opening hours of one day must not overlap"),
        ("Counters!C6", "(none)", "(none)", "must have at least 1 entry"),
    ],
)
def test_what_was_typed_is_quoted(tmp_path: Path, address: str, typed: str, quoted: str, wrong: str) -> None:
    """Nobody finds 7:30 in a sheet in which 7h30 stands."""
    (message,) = messages(changed(tmp_path, {address: typed}))
    assert message.startswith(f'plan.xlsx: {address} = "{quoted}": {wrong}')


LOST = "is a formula without a saved value; open the file in Excel or LibreOffice, and save it"


@pytest.fixture(scope="module")
def baseline_workbook() -> bytes:
    return workbook_bytes(tvsim.load("baseline"), "en")


def without_hidden_sheet(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book[SHEET]
    book.save(left := io.BytesIO())
    return left.getvalue()


@pytest.mark.parametrize("carries", [True, False])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"Agencies!A7": "=B7"}, [f"Agencies!A7: {LOST}"]),
        ({"Agencies!A7": None}, ["Agencies!A7: is missing: the line needs a key"]),
        ({"Agencies!A6": "transport"}, ['Agencies!A6 = "transport": the key stands there twice']),
        ({"Counters!A7": "=B7"}, [f"Counters!A7: {LOST}"]),  # whom a roster names
        ({"Counters!A6": "=B7"}, [f"Counters!A6: {LOST}"]),  # whom nothing names, though it serves an agency
        ({"Counters!A8": "transport"}, ['Counters!A8 = "transport": the key stands there twice']),
        ({"Procedures!A7": "=B7"}, [f"Procedures!A7: {LOST}"]),
        ({"Agencies!A7": "=B7", "Agencies!D7": -3}, [f"Agencies!A7: {LOST}", "Agencies!D7 = -3: must be from 0 to "]),
        (
            {"Agencies!A7": "=B7", "Reviews!B13": "natural_resources, nowhere"},
            [f"Agencies!A7: {LOST}", 'Reviews!B13 = "nowhere": there is no agency of this name; allowed: '],
        ),
        (
            {"Agencies!A7": "=B7", "Reviews!B13": "helth"},
            [f"Agencies!A7: {LOST}", 'Reviews!B13 = "helth": there is no agency of this name; did you mean "health"?'],
        ),
    ],
)
def test_what_names_a_line_without_a_key_is_right(
    tmp_path: Path, baseline_workbook: bytes, cells: dict[str, Any], expected: list[str], *, carries: bool
) -> None:
    """What else is wrong is told, and nothing that follows from the key."""
    content = baseline_workbook if carries else without_hidden_sheet(baseline_workbook)
    found = messages(changed(tmp_path, cells, content=content))
    assert len(found) == len(expected)
    assert all(each.startswith(f"plan.xlsx: {start}") for each, start in zip(found, expected, strict=True))


def test_a_new_line_without_a_key_stands_for_none_that_was_deleted(tmp_path: Path, baseline_workbook: bytes) -> None:
    """Natural resources is gone, and a new agency has come, which nothing names yet."""
    cells = {"Agencies!A7": "=B7", "Agencies!B7": "Sở mới", "Agencies!C7": "New", "Agencies!D7": 77}
    cells |= {f"Agencies!{column}7": None for column in "EFGHI"}
    found = messages(changed(tmp_path, cells, content=baseline_workbook))
    assert found[0] == f"plan.xlsx: Agencies!A7: {LOST}"
    assert found[1].startswith('plan.xlsx: Counters!C7 = "natural_resources": there is no agency of this name')
