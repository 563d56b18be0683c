"""English words in a text that should have none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tvsim.catalogue import TRANSLATED

NAMES = frozenset({"false", "health", "justice", "licences", "local", "none", "records", "small", "true", "tvsim"})
"""Names in the scenario of the tests, and words of TOML and of Python."""
TYPED = {
    "agencies", "all", "assumption", "baseline", "centre", "changes", "city", "compare", "counter", "counters",
    "country", "day", "days", "desk", "en", "extends", "false", "figures", "fri", "grid", "high", "hour", "hours",
    "lang", "lhs", "local", "low", "mode", "mon", "most", "normal", "online", "path", "points", "post", "precision",
    "procedures", "queue", "replications", "run", "sat", "sensitivity", "settings", "sites", "slots", "studies",
    "sun", "template", "thu", "true", "tue", "validate", "vi", "wed", "Path", "Scenario",
}  # fmt: skip
"""Commands, keys, values and names in Python: typed alike in every language, and named in Vietnamese sentences."""
ALIKE = {
    "białołęka", "csv", "dask", "docx", "excel", "gamma", "holidays", "holm", "html", "json", "kolejker",
    "libreoffice", "mb", "mit", "monks", "pango", "pdf", "poisson", "python", "sobol", "student", "toml", "tvsim",
    "vn", "xlsx", "do", "đồng", "in", "so", "tết",
}  # fmt: skip
"""Names, formats and units, and words of Vietnamese that look like English ones or stand in English texts."""
TITLE = "Strengthening the reporting of empirical simulation studies"
"""Of an article that is named in both languages."""
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|(?<!\w)\'(?:\\.|[^\'\\])*\'(?!\w)|«.*?»|\{\{? .*? \}\}?|<[\w|]+>')
_SYSTEM = re.compile(r"(TOML: |không đọc được: |không ghi được: |\(errno).*")
"""What the operating system and the reader of TOML say is given as they say it."""
_KEYS = re.compile(
    r'được phép: [^;]*|\[mặc định: \w+\]|(?:^|(?<=: ))(?:[\w.\[\]/!-]|"[^"]*")+(?: = .*?)?(?=: )|[\w.!]+ = ',
    re.MULTILINE,
)
"""Lists of keys, words that are chosen, and places of a scenario or cells before what is said about them."""
_VALUES = re.compile(r"\{\w*(?:![rs])?(?::[^{}]*)?\}")
_EDGES = "()[]{}.,;:!?…│╭╮╰╯─*"
_SENTENCE = 3
"""Words of which at least one has a Vietnamese letter, if the text is Vietnamese."""


def messages() -> list[Message]:
    """Return the messages of the catalogue, each with its translation."""
    return [each for each in read_po(TRANSLATED.open("rb"), locale="vi") if each.id]


def forms(message: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return a message for one and for many, or the only one; empty where there is none."""
    return (message or "",) if message is None or isinstance(message, str) else tuple(message)


@cache
def english_words() -> frozenset[str]:
    """Words that the English messages have; what the translations have plays no part, for they may be wrong."""
    said = (word for each in messages() for text in forms(each.id) for word in _plain(_VALUES.sub(" ", text)))
    return frozenset(word.lower() for word in said)


def _plain(text: str) -> list[str]:
    """Words that are neither keys with points, options, paths nor numbers, nor in quotes."""
    tokens = (token.strip(_EDGES) for token in _QUOTED.sub(" ", text.replace(TITLE, "")).split())
    return [token for token in tokens if len(token) > 1 and token.isalpha()]


def _is_vietnamese(text: str) -> bool:
    """Whether a text has a letter that English has not."""
    return any(letter in "đĐ" or unicodedata.combining(letter) for letter in unicodedata.normalize("NFD", text))


def _english(text: str, typed: set[str]) -> list[str]:
    """English words of a text, without those that are the same in Vietnamese or, as they are written, typed."""
    words = (word for word in _plain(text) if word not in typed)
    return [word.lower() for word in words if word.lower() in english_words() - ALIKE]


def english_in(text: str, *, own: str = "") -> list[str]:
    """Return the English words of a text; ``own`` are words of the scenario's.

    Words that people type are English, too, where they stand alone: no Vietnamese sentence names them.
    """
    said = _KEYS.sub(" ", _SYSTEM.sub("", text))
    found = _english(said, TYPED if _is_vietnamese(text) else set())
    return [word for word in found if word not in NAMES and word not in own.lower().split()]


def untranslated(message: str, translation: str) -> list[str]:
    """Return what of a translation is still English: all of it, or the words that are.

    A translation may name a word that people type only where its message does.
    """
    said = _VALUES.sub(" ", translation)
    letters = [letter for letter in said if letter.isalpha()]
    if len(letters) > 1 and translation.casefold() == message.casefold():
        return [translation]
    if len(said.split()) >= _SENTENCE and letters and not _is_vietnamese(said):
        return [translation]
    return _english(said, TYPED & {*_plain(message)})
