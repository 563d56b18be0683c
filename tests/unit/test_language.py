"""Texts in both languages, numbers in each language's form."""

import ast
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import tvsim
from tvsim.language import Language
from tvsim.paper.annexes import CHECKLIST, METHOD
from tvsim.paper.workbook import _SHEETS
from tvsim.report import studies
from tvsim.report.case_time_picture import PARTS
from tvsim.report.comparison import VERDICTS
from tvsim.report.console import COLUMNS
from tvsim.report.day_pictures import WORK
from tvsim.report.figure_names import FIGURE_NAMES, UNITS
from tvsim.report.place_names import PLACE_NAMES, TIMES
from tvsim.scenario.schema import Name
from tvsim.scenario.workbook.texts import texts as texts_of_workbook
from tvsim.whatif.panel import OPENING_NAMES

PACKAGE = Path(tvsim.__file__).parent


def _messages() -> set[str]:
    """Every text in the reports that is looked up: arguments of ``text`` and of ``_title``, and table headings."""
    found = {column.heading for column in COLUMNS} | set(FIGURE_NAMES.values()) | set(filter(None, UNITS.values()))
    found |= {*VERDICTS.values(), "Key figures", "Difference to {scenario}"}
    found |= {text for text, *_ in (*WORK.values(), *PARTS.values())}
    found |= {*PLACE_NAMES.values(), *TIMES.values(), *studies.KINDS.values(), *studies.HEADINGS}
    found |= {text for heading, texts in METHOD for text in (heading, *texts)} | {CHECKLIST}
    found |= {*_SHEETS.values(), "Figure", "Scenario", "Value", "below", "above"}
    found |= {*OPENING_NAMES.values()}
    found |= {"Where", "Values", "Range", "Source", "Today", "With the plan"}
    found |= texts_of_workbook()
    folders = ("cli", "report", "paper", "whatif", "scenario/workbook")
    for path in (path for folder in folders for path in (PACKAGE / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "attr", getattr(call.func, "id", ""))
                if name in {"text", "_title"}:
                    constants = (each.value for each in call.args if isinstance(each, ast.Constant))
                    found |= {value for value in constants if isinstance(value, str)}
    return found | {"At the counters", "Dossiers", "Early", "On time", "Late", "Open past due"}


def test_every_text_is_there_in_vietnamese() -> None:
    catalogue = read_po((PACKAGE / "locale" / "vi.po").open("rb"), locale="vi")
    translated = {message.id for message in catalogue if message.id and message.string}
    assert _messages() == translated


@pytest.mark.parametrize("message", sorted(_messages()))
def test_placeholders_are_the_same_in_vietnamese(message: str) -> None:
    vietnamese = Language("vi").text(message)
    assert vietnamese != message
    assert sorted(part.split("}")[0] for part in message.split("{")[1:]) == sorted(
        part.split("}")[0] for part in vietnamese.split("{")[1:]
    )


def test_numbers_in_each_form() -> None:
    assert Language("en").number(1234.56, 1) == "1,234.6"
    assert Language("vi").number(1234.56, 1) == "1.234,6"
    assert Language("vi").percent(0.0169, 2) == "1,69%"
    assert Language("en").number(float("nan")) == "–"


def test_names_in_each_language() -> None:
    name = Name(vi="Sở Tư pháp", en="Department of Justice")
    assert Language("vi").name(name, "justice") == "Sở Tư pháp"
    assert Language("en").name(name, "justice") == "Department of Justice"
    assert Language("en").name(None, "justice") == "justice"
