"""The language of what people see: texts from gettext catalogues, numbers in the language's form."""

from __future__ import annotations

import datetime as dt
import gettext
import io
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, Protocol

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

Code = Literal["en", "vi"]
MISSING = "–"


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

    def name(self, name: Named | str | None, key: str) -> str:
        """Return a name from a scenario in this language; its key where it has none."""
        if name is None or isinstance(name, str):
            return name or key
        return name.vi if self.code == "vi" else name.en

    def number(self, value: float, decimals: int = 0) -> str:
        """Return a number with so many decimals; a dash where it is missing."""
        if math.isnan(value):
            return MISSING
        return str(format_decimal(value, format="#,##0" + ("." + "0" * decimals if decimals else ""), locale=self.code))

    def date(self, date: dt.date) -> str:
        """Return a date, such as 3 March 2025 or 03/03/2025."""
        return str(format_date(date, format="dd/MM/yyyy" if self.code == "vi" else "d MMMM yyyy", locale=self.code))

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share as a percentage; a dash where it is missing."""
        if math.isnan(share):
            return MISSING
        pattern = "0" + ("." + "0" * decimals if decimals else "") + "%"
        return str(format_percent(share, format=pattern, locale=self.code))
