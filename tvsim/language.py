"""The language of what people see: texts from gettext catalogues, numbers in the language's form.

Reports are told their language. Errors, warnings and notes, which may come from anywhere, are `worded` in that of the
process: English, or what `use` says. The catalogues are written by ``python -m tvsim.catalogue``.

Some things stay as they are in every language: keys, options, names and values; files for programs; a reason that the
operating system, the reader of TOML or a library gives, which stands after a colon; and what only a mistake in tvsim
itself brings about, which is called an internal error.

>>> import tvsim.language
>>> tvsim.language.use("vi")
>>> tvsim.language.worded("from {least} to {most:,}", least=1, most=10_000)
'từ 1 đến 10.000'
>>> tvsim.language.use("en")
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import math
import os
import string
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Literal, Protocol, cast, get_args

from babel import Locale
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

Code = Literal["en", "vi"]
CODES: tuple[Code, ...] = get_args(Code)
VARIABLE = "TVSIM_LANG"
"""Environment variable that names the language of notebooks, and of a command which does not."""
MISSING = "–"
_POINTS = str.maketrans({",": ".", ".": ","})
"""From the points and commas of Python's numbers to those of Vietnamese ones."""


class Named(Protocol):
    """A name in both languages."""

    @property
    def vi(self) -> str:
        """In Vietnamese."""

    @property
    def en(self) -> str:
        """In English."""


@cache
def _translations(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    text = resources.files("tvsim").joinpath(f"locale/{code}.po").read_bytes()
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(text), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Language:
    """Texts and numbers in one language."""

    code: Code = "en"

    def text(self, message: str) -> str:
        """Return a message, which is written in English in the code, in this language."""
        return _translations(self.code).gettext(message)

    def worded(self, message: str, /, **values: object) -> str:
        """Return a message with values in this language; see the function `worded`."""
        return self._with_values(self.text(message), values)

    def counted(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Return one of two messages, for one thing or for many; see the function `counted`."""
        return self._with_values(_translations(self.code).ngettext(one, many, count), {"count": count, **values})

    def formatted(self, value: object, form: str = "") -> str:
        """Return a value in one of Python's formats, with the points and commas of this language."""
        return _Filling(self).format_field(value, form)

    def _with_values(self, text: str, values: Mapping[str, object]) -> str:
        return _Filling(self).vformat(text, (), values) if values else text

    def name(self, name: Named | str | None, key: str) -> str:
        """Return a name from a scenario in this language; its key where it has none."""
        if name is None or isinstance(name, str):
            return name or key
        return name.vi if self.code == "vi" else name.en

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with so many decimals; a dash where it is missing."""
        if math.isnan(value):
            return MISSING
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return _with_minus(format_decimal(value, format=pattern, locale=self.code))

    def date(self, date: dt.date) -> str:
        """Return a date, such as 3 March 2025 or 03/03/2025."""
        return str(format_date(date, format="dd/MM/yyyy" if self.code == "vi" else "d MMMM yyyy", locale=self.code))

    def day(self, date: dt.date) -> str:
        """Return a day of some year, such as 3 Mar or 03/03."""
        return str(format_date(date, format="dd/MM" if self.code == "vi" else "d MMM", locale=self.code))

    def month(self, date: dt.date) -> str:
        """Return a month, such as Mar 2025 or 03/2025."""
        return str(format_date(date, format="MM/yyyy" if self.code == "vi" else "MMM yyyy", locale=self.code))

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share as a percentage; a dash where it is missing."""
        if math.isnan(share):
            return MISSING
        pattern = "0" + ("." + "0" * decimals if decimals else "") + "%"
        return _with_minus(format_percent(share, format=pattern, locale=self.code))

    def country(self, letters: str) -> str:
        """Return what a country of two letters is called; the letters where nobody knows."""
        return str(Locale(self.code).territories.get(letters.upper(), letters))


def _with_minus(number: str) -> str:
    """Return a number as it is printed: a minus is as wide as a plus, and no hyphen."""
    return number.replace("-", "−")


class _Filling(string.Formatter):
    """Puts values into a message: numbers that are written with a format, and dates, in the form of the language."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        if self._language.code == "en":
            return format(value, format_spec)
        if isinstance(value, dt.date) and not format_spec:
            return self._language.date(value)
        written = format(value, format_spec)
        return written.translate(_POINTS) if isinstance(value, int | float) and format_spec else written


_of_process = Language()


def use(code: Code) -> None:
    """Set the language of errors, warnings and notes of this process, in all its threads.

    Not that of its worker processes, which tell people nothing. It is no context variable: a notebook runs each cell,
    and a pool each thread, in a context of its own.

    Parameters
    ----------
    code : {"en", "vi"}
        English, which it is where nobody says so, or Vietnamese.

    Raises
    ------
    ValueError
        If it is another.
    """
    global _of_process  # noqa: PLW0603 - there is one process
    if code not in CODES:
        raise ValueError(worded("language must be vi or en, not {value!r}", value=code))
    _of_process = Language(code)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Have errors, warnings and notes in a language for a while: those that somebody reads in a paper."""
    before = _of_process
    use(language.code)
    try:
        yield
    finally:
        use(before.code)


def spoken() -> Language:
    """Return the language of errors, warnings and notes of this process."""
    return _of_process


def speak() -> Language:
    """Use the language that the environment variable `VARIABLE` names, if it names one, and return that of the process.

    For notebooks and programs, whose figures and pictures are then in the language of their errors and warnings.

    Raises
    ------
    ValueError
        If the variable names a language that tvsim does not speak.
    """
    named = os.environ.get(VARIABLE)
    if named:
        use(cast(Code, named))  # which refuses others
    return spoken()


def worded(message: str, /, **values: object) -> str:
    """Return a message in the language of this process.

    Parameters
    ----------
    message : str
        In English, with a place for each value such as ``{path}``. A number with a format, such as ``{cases:,}``, is
        written as the language does it; one without stays as it is, as years and seeds do. Where there are no values,
        braces are nothing but braces.
    **values
        By their places.
    """
    return _of_process.worded(message, **values)


def counted(one: str, many: str, count: int, /, **values: object) -> str:
    """Return one message for one thing, or another for many, in the language of this process.

    ``count`` is a value of both, beside the others.
    """
    return _of_process.counted(one, many, count, **values)


def marked(message: str) -> str:
    """Return a message as it is: one that stands in a table, and is looked up when it is shown."""
    return message


def asked_for(words: Sequence[str], environment: Mapping[str, str]) -> Code:
    """Return the language that a command line asks for, before it is parsed: an error may come earlier than that.

    ``--lang`` says so, else the environment variable `VARIABLE`; else it is English. The system's own language does
    not count: the same command prints the same on every machine.
    """
    options = words[: words.index("--")] if "--" in words else words
    found: str = environment.get(VARIABLE, "")
    for before, word in pairwise(["", *options]):
        if before == "--lang":
            found = word
        elif word.startswith("--lang="):
            found = word.removeprefix("--lang=")
    return next((code for code in CODES if code == found), "en")
