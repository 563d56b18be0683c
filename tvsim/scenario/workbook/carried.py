"""The scenario file that a workbook carries in a hidden sheet, so that what nobody changes stays exactly as it was.

Cells round numbers to 15 digits, and hold neither ranges nor notes of values; the file does. It is packed into letters
and digits that no program changes as it saves, in cells that hold at most 32,767 characters.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import zlib
from collections.abc import Sequence

from tvsim.language import worded
from tvsim.scenario.workbook.cells import Cell

SHEET = "_tvsim"
MARK = "tvsim workbook"
FORMAT = 1
_PER_CELL = 30_000
_MOST_BYTES = 20_000_000


class DamagedError(Exception):
    """A hidden sheet that cannot be used; the text says why."""


def packed(text: str, lang: str) -> list[list[str]]:
    """Rows of the hidden sheet: a mark with the format, the language and a checksum, then the file."""
    content = text.encode("utf-8", "surrogatepass")
    letters = base64.b64encode(zlib.compress(content, 9)).decode("ascii")
    parts = [letters[start : start + _PER_CELL] for start in range(0, len(letters), _PER_CELL)]
    return [
        [MARK, f"format {FORMAT}", lang, f"sha256 {hashlib.sha256(content).hexdigest()}"],
        *([each] for each in parts),
    ]


def unpacked(rows: Sequence[Sequence[Cell]]) -> tuple[str, str]:
    """Return the file, and the language of the workbook.

    Raises
    ------
    DamagedError
        If the rows are none that `packed` has made.
    """
    first = [str(cell or "").strip() for cell in (rows[0] if rows else ())]
    if len(first) < 4 or first[0] != MARK:
        raise DamagedError(worded("is damaged"))
    if first[1] != f"format {FORMAT}":
        raise DamagedError(worded("was written by another version of tvsim"))
    letters = "".join(str(row[0] or "").strip() for row in rows[1:] if row)
    try:
        inflating = zlib.decompressobj()
        content = inflating.decompress(base64.b64decode(letters, validate=True), _MOST_BYTES)
        text = content.decode("utf-8", "surrogatepass")
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError):
        raise DamagedError(worded("is damaged")) from None
    if f"sha256 {hashlib.sha256(content).hexdigest()}" != first[3]:
        raise DamagedError(worded("is damaged"))
    return text, first[2] if first[2] in {"en", "vi"} else "en"
