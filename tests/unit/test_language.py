"""Texts in both languages, numbers in each language's form."""

from __future__ import annotations

import datetime as dt
import string
import threading
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import tvsim
from tests.english import ALIKE, TYPED, forms, messages, untranslated
from tvsim.catalogue import TRANSLATED, extract
from tvsim.language import Language, asked_for, counted, marked, speak, spoken, use, worded
from tvsim.scenario.schema import Name

PACKAGE = Path(tvsim.__file__).parent
LETTERS = {"A", "B", "N", "h"}
"""Messages of one letter, which may be the same in both languages."""


@pytest.fixture
def english_afterwards() -> Iterator[None]:
    yield
    use("en")


@pytest.fixture
def vietnamese(english_afterwards: None) -> None:
    use("vi")


def values(text: str) -> set[tuple[str, str]]:
    """Places of values in a message, with the format in which they are written."""
    return {(name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name is not None}


@cache
def translated() -> dict[str, Message]:
    catalogue = read_po(TRANSLATED.open("rb"), locale="vi")
    assert not catalogue.obsolete
    return {forms(each.id)[0]: each for each in catalogue if each.id}


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Message]:
    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    extract(template)
    return {forms(each.id)[0]: each for each in read_po(template.open("rb")) if each.id}


def test_the_catalogue_has_every_message_and_no_other(extracted: dict[str, Message]) -> None:
    assert len(extracted) > 400
    assert sorted(extracted) == sorted(translated())
    assert {key for key, each in extracted.items() if each.pluralizable} == {
        key for key, each in translated().items() if each.pluralizable
    }


def test_every_message_is_there_in_vietnamese() -> None:
    for message, each in translated().items():
        assert all(text.strip() for text in forms(each.string)), message
        assert not each.fuzzy, message


def test_no_translation_is_english() -> None:
    found = {
        message: left
        for each in messages()
        for message, text in zip(forms(each.id) * 2, forms(each.string), strict=False)
        if (left := untranslated(message, text))
    }
    assert found == {}


def test_every_translation_that_were_english_would_be_seen() -> None:
    """Whether it is the message itself, or the message with a mark that makes the two differ."""
    whole = {text for each in messages() for text in forms(each.id)}
    assert {text for text in whole if not untranslated(text, text)} == LETTERS
    marked_too = {text for text in whole if not untranslated(text, f"{text} *")}
    assert {text for text in marked_too if len(text.split()) > 1} == set()


@pytest.mark.parametrize(
    ("message", "translation", "left"),
    [
        ("What is proposed: {changes}.", "What is được đề xuất: {changes}.", ["what", "is"]),
        ("What would overturn this", "What would overturn this?", ["What would overturn this?"]),
        ("Cost and benefit", "Chi phí and lợi ích", ["and"]),
        ("Key figures", "KEY FIGURES", ["KEY FIGURES"]),
        ("Days off", "Days nghỉ", ["days"]),
        ("figures and most belong to precision", "figures và most đi cùng precision", []),
        ("belong to precision", "figures đi cùng precision", ["figures"]),
        ("{low} – {high}", "{low} – {high}", []),
        ("all {count}", "cả {count}", []),
    ],
)
def test_what_of_a_translation_is_english(message: str, translation: str, left: list[str]) -> None:
    assert untranslated(message, translation) == left


def test_only_words_that_translations_have_may_be_the_same() -> None:
    said = {word.strip("()[],.;:!") for each in messages() for text in forms(each.string) for word in text.split()}
    assert sorted(TYPED - said) == []
    assert sorted(ALIKE - {word.lower() for word in said}) == []


def test_babel_has_nothing_to_complain_of() -> None:
    """Such as a space after a percent sign, which would be a place for a value."""
    assert list(read_po(TRANSLATED.open("rb"), locale="vi").check()) == []


def test_values_and_outer_spaces_are_the_same_in_vietnamese() -> None:
    for message, each in translated().items():
        for text in forms(each.string):
            assert (text[0] == " ", text[-1] == " ") == (message[0] == " ", message[-1] == " "), message
            if each.python_brace_format:
                assert values(text) == values(forms(each.id)[-1]), message


def test_numbers_in_each_form() -> None:
    assert Language("en").number(1234.56, 1) == "1,234.6"
    assert Language("vi").number(1234.56, 1) == "1.234,6"
    assert Language("vi").percent(0.0169, 2) == "1,69%"
    assert Language("en").number(float("nan")) == "–"
    assert [Language("en").number(-0.5, 1), Language("vi").percent(-0.25, 0)] == ["−0.5", "−25%"]


def test_names_in_each_language() -> None:
    name = Name(vi="Sở Tư pháp", en="Department of Justice")
    assert Language("vi").name(name, "justice") == "Sở Tư pháp"
    assert Language("en").name(name, "justice") == "Department of Justice"
    assert Language("en").name(None, "justice") == "justice"


VALUES: list[tuple[str, Any, str, str]] = [
    ("{x:,}", 12_345, "12,345", "12.345"),
    ("{x:,.2f}", 12_345.678, "12,345.68", "12.345,68"),
    ("{x:g}", 0.5, "0.5", "0,5"),
    ("{x}", 2025, "2025", "2025"),
    ("{x}", "1,234.5", "1,234.5", "1,234.5"),
    ("{x}", dt.date(2025, 3, 4), "2025-03-04", "04/03/2025"),
    ("{x!r}", "a,b.c", "'a,b.c'", "'a,b.c'"),
]


@pytest.mark.parametrize(("message", "value", "english", "vietnamese"), VALUES)
def test_values_are_written_as_the_language_does_it(message: str, value: Any, english: str, vietnamese: str) -> None:
    assert Language("en").worded(message, x=value) == english
    assert Language("vi").worded(message, x=value) == vietnamese


def test_braces_are_braces_where_there_are_no_values() -> None:
    assert Language("vi").worded("no such message { mean = 10 } {") == "no such message { mean = 10 } {"


def test_the_process_speaks_english_until_it_is_told_otherwise(vietnamese: None) -> None:
    assert worded("interrupted") == "đã bị dừng"
    use("en")
    assert worded("interrupted") == "interrupted"
    assert spoken() == Language("en")


def test_all_threads_of_a_process_speak_its_language(vietnamese: None) -> None:
    said: list[str] = []
    thread = threading.Thread(target=lambda: said.append(worded("interrupted")))
    thread.start()
    thread.join()
    assert said == ["đã bị dừng"]


def test_one_and_many(vietnamese: None) -> None:
    def files(count: int) -> str:
        return counted("{count:,} file in {folder}", "{count:,} files in {folder}", count, folder="a")

    assert [files(1), files(2_000)] == ["1 tệp trong a", "2.000 tệp trong a"]
    use("en")
    assert [files(1), files(2_000)] == ["1 file in a", "2,000 files in a"]


def test_a_marked_message_stays_as_it_is(vietnamese: None) -> None:
    assert marked("interrupted") == "interrupted"


def test_another_language_is_refused(vietnamese: None) -> None:
    with pytest.raises(ValueError, match=r"^ngôn ngữ phải là vi hoặc en, không phải 'fr'"):
        use("fr")  # type: ignore[arg-type]
    assert spoken().code == "vi"


@pytest.mark.parametrize(
    ("words", "variable", "code"),
    [
        ([], None, "en"),
        ([], "vi", "vi"),
        ([], "fr", "en"),
        (["run", "--lang", "vi"], None, "vi"),
        (["run", "--lang=vi"], "en", "vi"),
        (["run", "--lang", "en"], "vi", "en"),
        (["run", "--lang=vi", "--lang", "en"], None, "en"),
        (["run", "--lang", "en", "--lang=vi"], None, "vi"),
        (["run", "--lang"], None, "en"),
        (["run", "--lang", "fr"], "vi", "en"),
        (["run", "--", "--lang", "vi"], None, "en"),
        (["--lang", "vi", "run"], None, "vi"),
    ],
)
def test_the_language_that_a_command_line_asks_for(words: list[str], variable: str | None, code: str) -> None:
    assert asked_for(words, {} if variable is None else {"TVSIM_LANG": variable}) == code


@pytest.mark.usefixtures("english_afterwards")
def test_a_notebook_speaks_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """In its errors and warnings, too; where the environment says nothing all stays as it is."""
    monkeypatch.setenv("TVSIM_LANG", "vi")
    assert speak() == spoken() == Language("vi")
    monkeypatch.setenv("TVSIM_LANG", "")
    assert speak() == Language("vi")
    monkeypatch.delenv("TVSIM_LANG")
    assert speak() == Language("vi")
    use("en")
    assert speak() == Language("en")


@pytest.mark.usefixtures("english_afterwards")
def test_a_notebook_is_told_of_a_language_that_nobody_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVSIM_LANG", "fr")
    with pytest.raises(ValueError, match="language must be vi or en, not 'fr'"):
        speak()
    assert spoken() == Language("en")
