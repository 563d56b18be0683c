"""No text for people bypasses the catalogue.

Texts of several words are looked for everywhere, single words where texts reach people: in errors, warnings and notes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import tvsim
from tvsim.catalogue import TRANSLATED

PACKAGE = Path(tvsim.__file__).parent
MARKERS = {"worded", "counted", "marked", "text"}
"""What a text goes through; ``text`` in reports alone."""
SPEAKERS = {
    "ScenarioError", "CannotWriteError", "WorkersLostError", "InterruptedStudyError", "WorkersError", "FolderError",
    "MissingSalibError", "TogetherError", "ComplaintError", "NoSuchDayError", "ValueError", "TypeError", "Complaint",
    "line", "unknown", "must_be", "say", "warn", "complain", "waiting", "studying", "warning", "add_column",
    "OverloadWarning", "EmptyStartWarning", "DesignWarning", "WideIndicesWarning", "LongWayWarning",
    "UnlikeScenariosWarning", "UnreachablePrecisionWarning", "CellError", "NoNumberError", "RepeatedError",
    "DamagedError", "UnreadableError", "NoPdfError", "ImportError", "DamagedResultWarning", "_complain", "add",
}  # fmt: skip
"""What brings texts to people."""
NEITHER = {
    "__init__.py": "an AttributeError that Python itself words, for whoever writes a program",
    "catalogue.py": "for those who keep the catalogue",
    "demand/case_table.py": "a mistake in tvsim",
    "learn/bialoleka.py": "a script that made a scenario of the project",
    "learn/bialoleka_scenario.py": "the text of that scenario",
    "models/clock.py": "a mistake in tvsim",
    "models/states.py": "a mistake in tvsim",
    "models/compiled/clock.py": "a mistake in tvsim",
    "models/compiled/engine.py": "a mistake in tvsim",
    "models/compiled/ready.py": "a program for Python",
    "outcomes/case_time.py": "what columns mean, for whoever reads the code",
    "outcomes/stock.py": "a mistake in tvsim",
    "outcomes/tables.py": "what columns mean, for whoever reads the code",
    "outcomes/trace.py": "names of events, in files for programs",
    "paper/submission.py": "what stands over and under a submission in Vietnam, which is in Vietnamese",
    "paper/word.py": "names of Word, and a mistake in tvsim",
    "scenario/standalone.py": "the text of a scenario file, the same in every language",
    "scenario/toml_text.py": "a mistake in tvsim",
    "scenario/transition.py": "caught: the changes are taken together",
    "statistics/adding_up.py": "a mistake in tvsim",
}
"""Modules with texts that are not for people, and what they are."""
POSITIONS = {"offset points", "axes fraction", "outside lower center", "lower right"}
"""Of Matplotlib."""
ALLOWED = {
    *POSITIONS,
    "not told apart",  # a value of a column; reports have words for it
    "d MMMM yyyy",
    "MMM yyyy",
    "tvsim scenario",
    "tvsim.scenario",
    "Value error, {value} is not one of {words}.",  # the parser's own words
    "tvsim workbook",  # names a file
    "row wrap",  # of CSS
    "default-src 'self'; script-src 'self' blob: 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' blob: data:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'self'",
    r"\s*\((?:at line (\d+), column (\d+)|at end of document)\)$",
}
BUILT = re.compile(
    r"Explanation\(|Holds for every table in \{\}|Replications: independent runs"
    r"|period\.warm_up_days = 0: \{\}|sobol \{\}|<th scope=|<p><b>|<iframe srcdoc=|<div class=|<td><b>"
    r"|\{\}/<first two letters"
)
"""f-strings for Python, whose results are in the catalogue, or that hold nothing but keys."""
_PROSE = re.compile(r"[^\W\d_]{2,}[,;:]? \(?[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def messages() -> frozenset[str]:
    found: set[str] = set()
    for each in read_po(TRANSLATED.open("rb"), locale="vi"):
        if each.id:
            found.update([each.id] if isinstance(each.id, str) else each.id)
    return frozenset(found)


def called(node: ast.AST) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""


def unworded(node: ast.AST, in_speaker: bool = False) -> Iterator[str]:
    """Texts below a node that go through no marker: of several words, and in a speaker all that hold a word."""
    if called(node) in MARKERS or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return
    if called(node) in {"command", "with_example"}:  # a command line
        return
    speaks = called(node) in SPEAKERS
    if isinstance(node, ast.JoinedStr):
        text = "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values)
        if is_said(text, in_speaker) and not BUILT.match(text):
            yield text
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        # Helps and descriptions are given to the catalogue as they are, and translated when they are shown.
        is_built = not in_speaker and " ".join(text.split()) in messages()
        if is_said(text, in_speaker) and text not in ALLOWED and not is_built:
            yield text
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.JoinedStr) and isinstance(child, ast.Constant)):
            # A subscript, a comparison or a keyword inside what is said is no text.
            said = in_speaker and isinstance(child, ast.Constant | ast.JoinedStr | ast.BinOp | ast.IfExp | ast.List)
            yield from unworded(child, said or (speaks and not isinstance(child, ast.keyword)))


def is_said(text: str, in_speaker: bool) -> bool:
    return bool(_PROSE.search(text) or (in_speaker and _WORD.search(text) and not is_name(text)))


def is_name(text: str) -> bool:
    """Whether a text is a place, an option, a key, or the name of an argument, which stay as they are."""
    return bool(re.fullmatch(r"(--)?[a-z_{}]+(\.[a-z_{}]+)*", text)) and text not in {
        "interrupted",
        "writing",
        "missing",
    }


@pytest.mark.parametrize("module", [each for each in MODULES if each not in NEITHER])
def test_every_text_for_people_is_in_the_catalogue(module: str) -> None:
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    assert list(unworded(tree)) == []


@pytest.mark.parametrize("module", NEITHER)
def test_modules_that_need_no_catalogue_have_such_texts(module: str) -> None:
    assert list(unworded(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))) or module == "catalogue.py"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('raise ScenarioError(["is not there"])', ["is not there"]),
        ('raise ScenarioError([f"{path}: cannot be"])', ["{}: cannot be"]),
        ('raise ScenarioError([worded("is not there")])', []),
        ('say(["interrupted"])', ["interrupted"]),
        ('text = "is not there"', ["is not there"]),
        ('line("", "--seed", "missing")', ["missing"]),
        ('Complaint(("period", "end"), worded("is late"))', []),
        ('"""A docstring of several words."""', []),
        ('worded("{a}", a="some more words")', []),
    ],
)
def test_the_search_finds_what_is_unworded(code: str, found: list[str]) -> None:
    assert list(unworded(ast.parse(code))) == found


MARKED = {
    "cli/helping.py", "cli/scenarios.py", "cli/usage.py", "scenario/checks_names.py", "scenario/checks_rules.py",
    "scenario/json_schema.py", "scenario/origins.py", "scenario/validation.py", "scenario/vocabulary.py",
}  # fmt: skip
"""Modules in which a variable stands for messages that are marked, or given to the catalogue, elsewhere."""


def test_what_is_worded_is_written_there_or_marked() -> None:
    """Babel finds no message that comes in a variable; names in capitals are those of marked ones."""
    for module in MODULES:
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
            if called(node) in {"worded", "counted"} and module != "language.py" and module not in MARKED:
                assert isinstance(node, ast.Call)
                message = node.args[0]
                table = message.value if isinstance(message, ast.Subscript) else message
                assert isinstance(message, ast.Constant) or ast.unparse(table).isupper(), (module, node.lineno)


LOOKED_UP = ("report/", "paper/", "whatif/", "scenario/workbook/")
"""Folders in whose modules Babel takes what ``text`` is called with for a message; see ``pyproject.toml``."""


def test_a_report_alone_looks_texts_up() -> None:
    """Elsewhere Babel does not find what ``text`` is called with."""
    for module in (each for each in MODULES if not each.startswith(LOOKED_UP)):
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and called(node) == "text":
                assert not isinstance(node.args[0], ast.Constant), (module, node.lineno)
