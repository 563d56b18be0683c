"""Small damages to scenario texts, as slips of the keyboard and bad copies make them, and worse ones."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tvsim.scenario import files
from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.loading import load_text
from tvsim.scenario.scenario import Scenario

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"

_NUMBER = re.compile(r"(?<![\w.:-])-?\d+(?:\.\d+)?(?![\w.:-])")
_KEY = re.compile(r"^([A-Za-z_][\w-]*)(?= *=)", re.MULTILINE)
_VALUE = re.compile(r"(?<== )([^\n#]+)")
_HEADER = re.compile(r"^\[([^\]\n]+)\]", re.MULTILINE)
_TOKEN = re.compile(r"[\w.:-]+")

_CHARACTERS = "abcxyz019 =.,-_:#\"'[]{}\\\n\t\0\x7f\r\x85\u2028\ufeffếđ🙂"
_NUMBERS = (
    *("0", "-1", "1", "2", "0.5", "1.5", "-0.0", "1e308", "1e400", "-1e308", "nan", "inf", "-inf", "100000", "100001"),
    *("1000000007", "99999999999999999999", "0x10", "1_000", "00", "1.", ".5", "1e-320", "0.1e1", "3650", "2147483648"),
    *("9223372036854775808", "9" * 400),
)
_VALUES = (
    *(
        '""',
        '"x"',
        "true",
        "false",
        "[]",
        "[[]]",
        "{}",
        "{",
        "}",
        "[1]",
        '["a"]',
        "{ value = 1 }",
        "{ value = [1, 2] }",
    ),
    *('{ value = 3, source = "s" }', "{ value = 3, ", "1979-05-27", "07:32:00", "1979-05-27T07:32:00Z", "2025-13-01"),
    *("9999-12-31", "0001-01-01", "{ mean = 1 }", "{ mean = 1, cv = 0 }", "{ value = 1 }", "{ mean = 1, cv = 21 }"),
    *('{ value = 3, source = "s", range = [1, 2] }', "{ value = { value = 1 } }", "[[[[[[1]]]]]]", '["07:00-24:00"]'),
    *('{ distribution = "gamma", mean = 1, cv = 0.5 }', '{ distribution = "uniform", low = 2, high = 1 }', '"mon-fri"'),
    *('["07:00-07:00", "25:00-26:00"]', '[{ days = "mon-fri", hours = "08:00-10:00", officers = 1 }]', '"24:00"'),
    *('"""a\nb"""', "'\\'", '"\\u0000"', '"\\ud800"'),
)

Mutation = Callable[[str, random.Random], str]


def character(text: str, rng: random.Random) -> str:
    """Lose, add or change a character."""
    at, new = rng.randrange(len(text) + 1), rng.choice(_CHARACTERS)
    return text[:at] + rng.choice(("", new)) + text[at + rng.randrange(2) :]


def line(text: str, rng: random.Random) -> str:
    """Lose, double, move or join a line, or lose the rest."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    what = rng.randrange(5)
    if what == 0:
        del lines[at]
    elif what == 1:
        lines.insert(at, lines[at])
    elif what == 2:
        lines.insert(rng.randrange(len(lines)), lines.pop(at))
    elif what == 3:
        lines[at : at + 2] = ["".join(lines[at : at + 2])]
    elif rng.random() < 0.1:
        del lines[at:]
    return "\n".join(lines)


def token(text: str, rng: random.Random) -> str:
    """Put one word of the text in place of another."""
    found = list(_TOKEN.finditer(text))
    return _replaced(text, rng.choice(found), rng.choice(found)[0]) if found else text


def number(text: str, rng: random.Random) -> str:
    """Change a number."""
    found = list(_NUMBER.finditer(text))
    return _replaced(text, rng.choice(found), rng.choice(_NUMBERS)) if found else text


def key(text: str, rng: random.Random) -> str:
    """Misspell a key, or put another in its place."""
    found = list(_KEY.finditer(text))
    if not found:
        return text
    chosen = rng.choice(found)
    at = rng.randrange(len(chosen[0]))
    misspelt = chosen[0][:at] + rng.choice(("", "x", "_")) + chosen[0][at + 1 :]
    return _replaced(text, chosen, rng.choice((misspelt, rng.choice(found)[0], f'"{chosen[0]}\\n"')))


def structure(text: str, rng: random.Random) -> str:
    """Change what kind of value stands somewhere, or under which table."""
    headers, values = list(_HEADER.finditer(text)), list(_VALUE.finditer(text))
    what = rng.randrange(6)
    if what == 0 and headers:
        return _replaced(text, rng.choice(headers), rng.choice(headers)[0])
    if what == 1 and headers:
        chosen = rng.choice(headers)
        other = rng.choice((f"[{chosen[1]}.x]", f"[[{chosen[1]}]]", "[x]", f"[{chosen[1].split('.')[0]}]", "[value]"))
        return _replaced(text, chosen, other)
    if what == 2 and values:
        chosen = rng.choice(values)
        return _replaced(text, chosen, rng.choice((f"[{chosen[0]}]", f"{{ value = {chosen[0].strip()} }}")))
    if what == 3:
        extends = rng.choice(("baseline.toml", "missing.toml", ".", "", "bialoleka_2020.toml", "\\u0000", "x" * 300))
        return f'extends = "{extends}"\n{text}'
    if what == 4:
        depth = rng.choice((3, 60, 2_000))
        return rng.choice((f"{'x.' * depth}x = 1\n{text}", f"x = {'[' * depth}{']' * depth}\n{text}"))
    if values:
        return _replaced(text, rng.choice(values), rng.choice(_VALUES))
    return text


def _replaced(text: str, found: re.Match[str], new: str) -> str:
    return text[: found.start()] + new + text[found.end() :]


MUTATIONS: tuple[Mutation, ...] = (character, line, token, number, number, key, structure)


def remembered_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read and parse the files that damaged overlays extend only once."""
    monkeypatch.setattr(files, "read_file", cache(files.read_file))
    read_toml = files.parsed
    known = {text: read_toml(text, "") for _, text in shipped()}
    monkeypatch.setattr(files, "parsed", lambda text, file: known[text] if text in known else read_toml(text, file))


@cache
def shipped() -> tuple[tuple[Path, str], ...]:
    """The shipped scenarios and their texts."""
    return tuple((path, path.read_text(encoding="utf-8")) for path in sorted(SCENARIOS.glob("*.toml")))


def mutated(number_of_text: int) -> tuple[Path, str]:
    """A shipped scenario with one to four damages; the same for the same number."""
    rng = random.Random(number_of_text)
    path, text = rng.choice(shipped())
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = rng.choice(MUTATIONS)(text, rng)
    return path, text


def outcome(number_of_text: int) -> Scenario | None:
    """Load a damaged scenario; none where it is refused as it should be, in single lines."""
    path, text = mutated(number_of_text)
    try:
        return load_text(text, path)
    except ScenarioError as refused:
        messages = refused.messages
    assert messages, number_of_text
    for message in messages:
        assert message.strip(), number_of_text
        assert message.splitlines() == [message], (number_of_text, message)
        assert len(message) < 1_000, (number_of_text, message)
        assert "Input should" not in message, (number_of_text, message)
    return None
