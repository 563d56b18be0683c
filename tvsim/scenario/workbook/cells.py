"""Single cells: what they hold, when two hold the same, and what is wrong with one."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from tvsim.language import marked, worded
from tvsim.scenario.values import format_time

Cell = str | bool | int | float | dt.date | dt.time | None
"""What a cell holds; a date may be a date with a time."""

LONGEST_TEXT = 32_767
"""Characters that Excel lets into a cell."""
MOST_DIGITS = 15
"""Digits of a number that Excel keeps."""
_WHOLE_UP_TO = 10**MOST_DIGITS
_CUT = " […]"
_UNPRINTABLE = {"Cc", "Cs"}
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_WITH_COMMA = re.compile(r"[-+]?\d[\d.]*,\d[\d,]*\s*%?")
_HOURS = re.compile(r"\b(\d{1,2})\s*(?:h|giờ)\s*(\d{2})?(?!\d)")
_IN_TWO_WAYS = re.compile(r"([-+]?[1-9]\d{0,2})[.,](\d{3})(\s*%)?")
"""A text whose sign may stand before thousands or before decimals: one language's 5600 is another's 5.6."""


_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_NO_DATE = marked("must be a date, in a cell that is formatted as a date; or a text such as 2026-01-05")
_DASHES = str.maketrans("–—−", "---")


class CellError(Exception):
    """A cell that cannot be used.

    Attributes
    ----------
    number : which of the cells that a value takes, from 0
    text : what is wrong and what is allowed
    also : what is wrong with others of its cells
    """

    def __init__(self, text: str, number: int = 0, also: tuple[CellError, ...] = ()) -> None:
        super().__init__(text)
        self.text, self.number, self.also = text, number, also


class NoNumberError(CellError):
    """A cell that holds something else than a number."""


def is_blank(cell: Cell) -> bool:
    """Whether nothing can be seen in a cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def normal(cell: Cell) -> object:
    """What a cell holds, without what a spreadsheet program may change in it as it saves."""
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        return cell.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(cell, bool):
        return ("truth", cell)
    if isinstance(cell, (int, float)):
        return ("number", f"{cell:.{MOST_DIGITS}g}")
    if isinstance(cell, dt.datetime):
        return cell.date() if cell.time() == dt.time() else cell
    return cell


def visible(text: str) -> str:
    """A text as it can stand in a cell: not too long, and without characters that no workbook takes."""
    fitting = "".join(
        "\N{REPLACEMENT CHARACTER}" if each in "\ufffe\uffff" or _is_control(each) else each for each in text
    )
    return fitting if len(fitting) <= LONGEST_TEXT else fitting[: LONGEST_TEXT - len(_CUT)] + _CUT


def _is_control(letter: str) -> bool:
    return letter not in "\n\t" and unicodedata.category(letter) in _UNPRINTABLE


def number_of(cell: Cell) -> int | float:
    """Read a number; one that was typed as text too.

    Raises
    ------
    CellError
        If it is none.
    """
    if isinstance(cell, (dt.date, dt.time)):
        raise CellError(worded("must be a number; the cell is formatted as a date or time"))
    if isinstance(cell, bool):
        raise NoNumberError(worded("must be a number"))
    if isinstance(cell, str):
        return _number_in(cell.strip())
    return plain_number(cell or 0)


def plain_number(number: float) -> int | float:
    """A whole number without the point that it has in a workbook."""
    is_whole = isinstance(number, float) and number.is_integer() and abs(number) < _WHOLE_UP_TO
    return int(number) if is_whole else number


def _number_in(text: str) -> int | float:
    in_two_ways = _IN_TWO_WAYS.fullmatch(text)
    if in_two_ways is not None:
        whole, rest, percent = in_two_ways[1], in_two_ways[2], in_two_ways[3] or ""
        thousands, decimal = f"{whole}{rest}{percent}", f"{number_in_text(float(f'{whole}.{rest}'))}{percent}"
        raise CellError(
            worded(
                "is a text that may be {thousands} or {decimal}; type it as a number, or as a text without a thousands "
                "separator: {thousands} or {decimal}",
                thousands=thousands,
                decimal=decimal,
            )
        )
    if _WITH_COMMA.fullmatch(text):
        raise CellError(worded("is a text with a comma; a number that is typed as text has a point, such as 0.5"))
    bare = text.removesuffix("%").rstrip()
    if not _NUMBER.fullmatch(bare) or len(bare) > 400:
        raise NoNumberError(worded("must be a number"))
    if bare.lstrip("+-").isdigit() and bare == text:
        return int(text)
    return plain_number(float(bare if bare == text else f"{bare}e-2"))


def number_cell(number: float) -> Cell:
    """A number as a cell holds it: as text where it has more digits than a cell keeps."""
    return str(number) if isinstance(number, int) and abs(number) >= _WHOLE_UP_TO else number


def number_text(number: float) -> str:
    """A number with all its digits."""
    return str(plain_number(number))


def number_in_text(number: float) -> str:
    """A number within a text: with a digit more where its point could be taken for a thousands separator."""
    text = number_text(number)
    return f"{text}0" if _IN_TWO_WAYS.fullmatch(text) else text


def word_of(cell: Cell) -> str:
    """Read a text; a number that stands for one too.

    Raises
    ------
    CellError
        If it is a date or a time.
    """
    if isinstance(cell, (dt.date, dt.time)):
        raise CellError(worded("must be a text; the cell is formatted as a date or time"))
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, (int, float)):
        return number_text(cell)
    return (cell or "").strip()


def code_text(cell: Cell) -> str:
    """Weekdays or a block of a day, in small letters and with plain hyphens; 7h30 is 7:30."""
    return _with_colons(word_of(cell).translate(_DASHES).lower())


def _with_colons(text: str) -> str:
    """Times of day as they are written in Viet Nam, such as 7h, 7h30 or 7 giờ 30, with colons."""
    return _HOURS.sub(lambda time: f"{time[1]}:{time[2] or '00'}", text)


def date_of(cell: Cell, *, is_day_first: bool = False) -> dt.date:
    """Read a date; a text such as 25/03/2025 too, where the day is written first and nothing else can be meant.

    Raises
    ------
    CellError
        If it is none.
    """
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        return cell
    if isinstance(cell, str):
        try:
            return dt.date.fromisoformat(cell.strip())
        except ValueError:
            pass
        if is_day_first and (written := _DAY_FIRST.fullmatch(cell.strip())):
            return _day_first(*map(int, written.groups()))
    raise CellError(worded(_NO_DATE))


def _day_first(day: int, month: int, year: int) -> dt.date:
    """The day of 25/03/2025; what may be 5 March and 3 May is refused."""
    try:
        date = dt.date(year, month, day)
    except ValueError:
        raise CellError(worded(_NO_DATE)) from None
    if day > 12 or day == month:
        return date
    other = date.replace(day=month, month=day)
    raise CellError(
        worded(
            "is a text that may be {date} or {other}; type it as a date, or as the text {iso} or {other_iso}",
            date=date,
            other=other,
            iso=date.isoformat(),
            other_iso=other.isoformat(),
        )
    )


def time_text(cell: Cell) -> str:
    """Read a time of day, which Excel may have made a part of a day of, as ``"07:30"``.

    Raises
    ------
    CellError
        If it is no whole minute of a day.
    """
    if isinstance(cell, dt.time):
        minutes = (cell.hour * 3600 + cell.minute * 60 + cell.second) / 60 + cell.microsecond / 60e6
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool) and 0 <= cell <= 1:
        minutes = cell * 24 * 60
    elif isinstance(cell, str):
        return _with_colons(cell.strip().lower())
    else:
        raise CellError(worded('must be a time of day such as "07:30"'))
    if abs(minutes - round(minutes)) > 1e-3:
        raise CellError(worded('must be a time of day in whole minutes, such as "07:30"'))
    return format_time(round(minutes))


def shown_cell(cell: Cell) -> object:
    """What a cell holds, as it is shown in an error."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date()
    return plain_number(cell) if isinstance(cell, float) else cell
