"""Reading scenario files: TOML in UTF-8, and the files that they extend."""

from __future__ import annotations

import errno
import os
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tvsim.language import marked, worded
from tvsim.scenario.errors import ScenarioError, line, shown, unknown
from tvsim.scenario.merging import merged
from tvsim.scenario.origins import TOO_DEEP, Branch, Reader, set_in
from tvsim.scenario.shipped import shipped

LONGEST_CHAIN = 20
"""So many files may extend one another."""
REMOVABLE = ("agencies", "counters", "procedures", "sites")
"""Kinds of tables that a file can take away from the one it extends."""
_REMOVABLE = marked('must list tables of agencies, counters, procedures or sites, such as ["counters.transport"]')
_NOTHING = marked(
    'holds nothing: it is empty, or has comments alone; a scenario file says "name", "period", "calendar", "agencies", '
    '"counters" and "procedures", or extends another one, such as extends = "baseline"'
)
LARGEST_BYTES = 20_000_000
WORKBOOK = ".xlsx"
OTHER_WORKBOOKS = frozenset({".xls", ".xlsm", ".xlsb", ".ods"})
"""Endings of workbooks that are read, and of those that are not."""

_LONGEST_SAID = 160
_WHERE = re.compile(r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)$")


@dataclass(frozen=True)
class Written:
    """What a file says with all that it extends."""

    tree: Branch
    files: tuple[str, ...]


def read_scenario(path: str | Path) -> Written:
    """Read a scenario file and those it extends, merged.

    Raises
    ------
    ScenarioError
        If a file cannot be read, is no TOML, says nothing, or extends itself.
    """
    return read_text(read_file(path), path)


def read_text(text: str, path: str | Path) -> Written:
    """Read the text of a scenario file that stands (or would stand) at a path."""
    return read_table(parsed(text, str(path)), path)


def read_table(table: dict[str, Any], path: str | Path) -> Written:
    """Read what the file at a path says, and what it extends."""
    return _chain(table, str(path), ())


def _chain(table: dict[str, Any], shown_path: str, before: tuple[str, ...]) -> Written:
    """Merge a file over the one it extends."""
    if not table:
        raise ScenarioError([line(shown_path, "", worded(_NOTHING))])
    chain = (*before, shown_path)
    extends, remove = table.get("extends"), table.get("remove", [])
    layer = -len(before)
    reader = Reader(shown_path, set_in(shown_path), layer)
    tree = reader.checked({key: value for key, value in table.items() if key not in {"extends", "remove"}})
    if not isinstance(tree, Branch):
        raise ScenarioError([line(shown_path, "value", worded("unknown key"))])
    if extends is None:
        if remove:
            text = worded("only a file that extends another can take tables away")
            raise ScenarioError([line(shown_path, "remove", text)])
        return Written(tree, (shown_path,))
    base_path = _base_path(extends, chain)
    base = _chain(parsed(read_file(base_path), base_path), base_path, chain)
    whole = merged(_without(base.tree, remove, shown_path, layer), tree)
    assert isinstance(whole, Branch)
    return Written(whole, (*base.files, shown_path))


def _without(tree: Branch, remove: object, file: str, layer: int) -> Branch:
    """Take named tables, such as ``counters.transport``, away from what a file extends.

    Where none of a kind is left, the file that took the last away is the origin of that.
    """
    if not isinstance(remove, list):
        raise ScenarioError([line(file, "remove", worded(_REMOVABLE), shown(remove))])
    for number, name in enumerate(remove):
        place = f"remove[{number}]"
        kind, _, key = name.partition(".") if isinstance(name, str) else ("", "", "")
        if kind not in REMOVABLE:
            raise ScenarioError([line(file, place, worded(_REMOVABLE), shown(name))])
        tables = tree.children.get(kind)
        named = tables.children if isinstance(tables, Branch) else {}
        if key not in named:
            text = unknown(worded("there is none of this name"), key, named)
            raise ScenarioError([line(file, place, text, shown(name))])
        assert isinstance(tables, Branch)
        others = {other: node for other, node in named.items() if other != key}
        emptied = tables.origin._replace(file=file, written_at=(kind,), layer=layer)
        left = Branch(others, tables.origin if others else emptied)
        tree = Branch({**tree.children, kind: left}, tree.origin)
    return tree


def _base_path(extends: object, chain: tuple[str, ...]) -> str:
    """Path of the extended file, relative to the one that extends it; or the scenario of that name that tvsim has."""
    file = chain[-1]

    def wrong(text: str) -> ScenarioError:
        return ScenarioError([line(file, "extends", text, shown(extends))])

    if not isinstance(extends, str) or not extends.strip():
        raise wrong(worded('must be a file name in quotes, such as "baseline.toml"'))
    if "\0" in extends:
        raise wrong(worded("is no file name"))
    base = os.path.normpath(Path(file).parent / extends)
    if not is_file(base) and (known := shipped(extends)) is not None:
        base = str(known)
    if Path(base).suffix.lower() in {WORKBOOK, *OTHER_WORKBOOKS}:
        raise wrong(worded("a workbook cannot be extended; make another one of it by tvsim template"))
    if _identity(base) in {_identity(each) for each in chain}:
        raise wrong(worded("the files extend one another in a circle"))
    if len(chain) >= LONGEST_CHAIN:
        raise wrong(worded("more than {most} files extend one another", most=LONGEST_CHAIN))
    if not is_file(base):
        raise wrong(_missing(extends, base))
    return base


def _missing(extends: str, base: str) -> str:
    name, ending = os.path.splitext(os.path.basename(extends))
    if ending == ".toml" and shipped(name) is not None:
        return worded(
            'there is no file {path}; the scenario that comes with tvsim is extended by its name alone: "{name}"',
            path=base,
            name=name,
        )
    return worded("there is no file {path}", path=base)


def is_file(path: str | Path) -> bool:
    """Whether there is an ordinary file; not where its name cannot be one."""
    try:
        return Path(path).is_file()
    except (OSError, ValueError):
        return False


def _identity(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))


def read_file(path: str | Path) -> str:
    """Text of a file.

    Raises
    ------
    ScenarioError
        If there is none, or it is no text in UTF-8.
    """
    return decoded(read_content(path), str(path))


def decoded(content: bytes, file: str) -> str:
    """Text of a file's bytes.

    Raises
    ------
    ScenarioError
        If it is no text in UTF-8.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as undecodable:
        at = content.count(b"\n", 0, undecodable.start) + 1
        text = worded("line {line}: is not text in UTF-8; save the file with the encoding UTF-8", line=at)
        raise ScenarioError([line(file, "", text)]) from None


def read_content(path: str | Path) -> bytes:
    """Bytes of a file.

    Raises
    ------
    ScenarioError
        If there is none, or it cannot be read.
    """
    shown_path = str(path)

    def wrong(text: str) -> ScenarioError:
        return ScenarioError([line(shown_path, "", text)])

    try:
        file = Path(path)
        if file.is_dir():
            raise wrong(worded("is a folder, not a scenario file"))
        if not _exists(file):
            raise wrong(worded("there is no such file"))
        if not file.is_file():
            raise wrong(worded("is no ordinary file"))
        if file.stat().st_size > LARGEST_BYTES:
            raise wrong(worded("is larger than {size} MB, which no scenario is", size=LARGEST_BYTES // 1_000_000))
        return file.read_bytes()
    except (OSError, ValueError) as unreadable:
        raise wrong(worded("cannot be read: {reason}", reason=_reason(unreadable))) from None


def _exists(file: Path) -> bool:
    """Whether there is something at a path; unlike ``Path.exists``, links in a circle are an error."""
    try:
        file.stat()
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return True


def _reason(failure: OSError | ValueError) -> str:
    if isinstance(failure, OSError) and failure.errno == errno.ELOOP:
        return worded("symbolic links lead to one another in a circle")
    return str(getattr(failure, "strerror", None) or failure).lower()


def parsed(text: str, file: str) -> dict[str, Any]:
    """Read TOML.

    Raises
    ------
    ScenarioError
        With line and column of the first mistake.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise ScenarioError([_syntax(str(mistake), text, file)]) from None
    except RecursionError:
        raise ScenarioError([line(file, "", worded(TOO_DEEP))]) from None
    except ValueError:
        # A number of thousands of digits, which Python refuses to read.
        raise ScenarioError([line(file, "", worded("holds a number or date that cannot be read"))]) from None


def _syntax(message: str, text: str, file: str) -> str:
    where = _WHERE.search(message)
    said = _WHERE.sub("", message)
    said = said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}..."
    if where is None:
        return line(file, "", worded("is not valid TOML: {reason}", reason=said))
    number = where[1] or str(text.count("\n") + 1)
    at = worded("line {line}", line=number)
    if where[2]:
        at = worded("line {line}, column {column}", line=number, column=where[2])
    return line(file, at, worded("is not valid TOML: {reason}", reason=said[:1].lower() + said[1:]))
