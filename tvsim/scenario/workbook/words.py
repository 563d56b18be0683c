"""Words of the sheets: those of the schema as people say them, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from babel.dates import get_day_names

from tvsim.language import Language, worded
from tvsim.scenario.errors import meant
from tvsim.scenario.origins import source_text
from tvsim.scenario.values import WEEKDAYS
from tvsim.scenario.workbook.cells import Cell, CellError, code_text, normal, visible, word_of

ALL = "default for all"
NONE = "(none)"
YES, NO = "yes", "no"
LANGUAGES = (Language("en"), Language("vi"))

LABELS = {
    "working_hours": "working hours",
    "end_of_day": "end of the day",
    "half_day": "half day",
    "promised": "promised",
    "legal": "legal",
    "earliest_due": "earliest due",
    "first_come": "first come",
    "between_tickets": "between tickets",
    "desk_blocks": "desk blocks",
    "dedicated": "dedicated staff",
    "serve": "serve",
    "hold": "hold",
    "dismiss": "dismiss",
    "pause": "pause",
    "restart": "restart",
    "run_on": "run on",
    "parallel": "parallel",
    "in_turn": "in turn",
    "counter": "counter",
    "post": "post",
    "online": "online",
    **dict(zip(WEEKDAYS, WEEKDAYS, strict=True)),
}
"""Words of the schema as they stand in the sheets."""
_WORD = re.compile("[a-z]+")
_BETWEEN_DAYS = re.compile(r"(\s*[-,]\s*)")


def squeezed(text: str) -> str:
    """A text as it is compared: neither capitals nor the width of spaces count."""
    return " ".join(text.split()).casefold()


@dataclass(frozen=True)
class Words:
    """Words in the language of a workbook; in what somebody wrote both languages are understood."""

    language: Language

    def text(self, message: str) -> str:
        """Return a message in the language of the workbook."""
        return self.language.text(message)

    def source(self, source: str) -> str:
        """Return a source as it stands in the sheets."""
        return source_text(source, self.language)

    def label(self, code: str) -> str:
        """Return a word of the schema as it stands in the sheets."""
        return self.text(LABELS[code]) if code in LABELS else code

    @property
    def flags(self) -> tuple[str, str]:
        """Words for true and false."""
        return self.text(YES), self.text(NO)

    def code(self, cell: Cell, codes: Iterable[str]) -> str:
        """Read a word of the schema.

        Raises
        ------
        CellError
            If it is none of those that may stand there.
        """
        labels = {code: self.label(code) for code in codes}
        word = squeezed(word_of(cell))
        for code, label in labels.items():
            if word in {squeezed(each) for each in (code, label, *_in_all(LABELS.get(code, code)))}:
                return code
            if code in WEEKDAYS and _weekdays().get(word) == code:
                return code
        listed = ", ".join(f'"{label}"' for label in labels.values())
        found = [worded("must be one of {words}", words=listed), meant(word, labels.values())]
        raise CellError("; ".join(filter(None, found)))

    def days(self, codes: str) -> str:
        """Return weekdays such as mon-fri as they stand in the sheets."""
        return _WORD.sub(lambda word: self.label(word[0]) if word[0] in WEEKDAYS else word[0], codes)

    def day_codes(self, cell: Cell) -> str:
        """Read weekdays, in any language, as files write them.

        Raises
        ------
        CellError
            If a part names no weekday.
        """
        parts = _BETWEEN_DAYS.split(code_text(cell))
        codes = [_weekdays().get(squeezed(name), "") for name in parts[::2]]
        if not all(codes):
            raise CellError(
                worded(
                    'must name weekdays ({days}) such as "{range}" or "{list}"',
                    days=", ".join(map(self.label, WEEKDAYS)),
                    range=self.days("mon-fri"),
                    list=self.days("mon,wed"),
                )
            )
        parts[::2] = codes
        return "".join(parts)

    def flag(self, cell: Cell) -> bool:
        """Read yes or no.

        Raises
        ------
        CellError
            If it is neither.
        """
        if isinstance(cell, (bool, int, float)) and cell in {0, 1}:
            return bool(cell)
        word = "" if isinstance(cell, (int, float)) else squeezed(word_of(cell))
        for known, value in ((YES, True), ("true", True), (NO, False), ("false", False)):
            if word in {squeezed(each) for each in _in_all(known)}:
                return value
        yes, no = self.flags
        raise CellError(worded('must be "{yes}" or "{no}"', yes=yes, no=no))


def is_source(text: str, source: str) -> bool:
    """Whether a text is a source, in any language."""
    return normal(text) in {normal(visible(source_text(source, language))) for language in LANGUAGES}


@cache
def _weekdays() -> dict[str, str]:
    """Weekdays by what people call them."""
    found = {f"thứ {number}": code for number, code in enumerate(WEEKDAYS[:-1], 2)}
    for number, code in enumerate(WEEKDAYS):
        long = [
            get_day_names(width, locale=language.code)[number]
            for language in LANGUAGES
            for width in ("wide", "abbreviated", "short")
        ]
        found |= {squeezed(name): code for name in (code, *_in_all(code), *long)}
    return found


def _in_all(message: str) -> tuple[str, ...]:
    return tuple(language.text(message) for language in LANGUAGES)


def is_word(cell: Cell, message: str) -> bool:
    """Whether a cell holds a message, in any language."""
    return isinstance(cell, str) and squeezed(cell) in {squeezed(each) for each in _in_all(message)}
