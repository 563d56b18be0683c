"""English words in a text that should have none."""

from __future__ import annotations

import re
from functools import cache

from babel.messages.pofile import read_po

from tvsim.catalogue import TRANSLATED

NAMES = frozenset({"false", "health", "justice", "licences", "local", "none", "records", "small", "true", "tvsim"})
"""Names in the scenario of the tests, and words of TOML and of Python."""
_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|\{\{? .*? \}\}?|<[\w|]+>')
_SYSTEM = re.compile(r"(TOML: |không đọc được: |không ghi được: |\(errno).*")
"""What the operating system and the reader of TOML say is given as they say it."""
_KEYS = re.compile(
    r'được phép: [^;]*|\[mặc định: \w+\]|(?:^|(?<=: ))(?:[\w.\[\]/!-]|"[^"]*")+(?: = .*?)?(?=: )|[\w.!]+ = ',
    re.MULTILINE,
)
"""Lists of keys, words that are chosen, and places of a scenario or cells before what is said about them."""
_VALUES = re.compile(r"\{\w*(?:![rs])?(?::[^{}]*)?\}")
_EDGES = "()[]{}.,;:!?…│╭╮╰╯─*"


@cache
def _words() -> frozenset[str]:
    """Words that the English messages have and the Vietnamese ones do not."""
    english, vietnamese = set[str](), set[str]()
    for each in read_po(TRANSLATED.open("rb"), locale="vi"):
        if each.id:
            for texts, found in ((each.id, english), (each.string, vietnamese)):
                for text in (texts,) if isinstance(texts, str) else texts:
                    found.update(_plain(_VALUES.sub(" ", text)))
    return frozenset(english - vietnamese) - NAMES


def _plain(text: str) -> list[str]:
    """Words that are neither keys, options, paths nor numbers, nor in quotes."""
    tokens = (token.strip(_EDGES) for token in _QUOTED.sub(" ", text).split())
    return [token.lower() for token in tokens if len(token) > 1 and token.isalpha()]


def english_in(text: str, *, own: str = "") -> list[str]:
    """Return the English words of a text; ``own`` are words of the scenario's."""
    said = _KEYS.sub(" ", _SYSTEM.sub("", text))
    return [word for word in _plain(said) if word in _words() and word not in own.lower().split()]
