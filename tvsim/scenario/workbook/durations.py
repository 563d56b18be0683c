"""Durations in two cells: mean and variation; other kinds are written in the first, such as ``uniform(0; 36)``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tvsim.language import worded
from tvsim.scenario.errors import unknown
from tvsim.scenario.origins import Branch, Leaf, Node, below, plain
from tvsim.scenario.workbook.cells import (
    Cell,
    CellError,
    NoNumberError,
    is_blank,
    number_cell,
    number_in_text,
    number_of,
)
from tvsim.scenario.workbook.kinds import Given, Part
from tvsim.scenario.workbook.words import NONE, Words, is_word

PARAMETERS = {
    "constant": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
    "exponential": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "normal": ("mean", "sd"),
}
"""Parameters of each kind in the order in which they are written."""
_PLAIN = {"constant", "lognormal"}
_WRITTEN = re.compile(r"([A-Za-z]+)\s*\((.*)\)")
_FORMS = "; ".join(f"{kind}({'; '.join(names)})" for kind, names in PARAMETERS.items() if kind not in _PLAIN)
_MEAN, _VARIATION = 0, 1


@dataclass(frozen=True)
class Duration:
    """A mean in one cell and its variation in the next; a variation of 0 is a constant."""

    may_be_none: bool = False
    may_be_negative: bool = False
    parts: tuple[Part, ...] = (
        Part("{what}, mean", ("mean",)),
        Part("{what}, variation", ("cv",), has_unit=False),
    )
    how: str = (
        "The mean; beside it the variation: the standard deviation divided by the mean, 0 for always the same. "
        "Other distributions are written in the first cell: exponential(5), uniform(0; 36), triangular(5; 10; 20), "
        "gamma(10; 0.5), normal(-3; 6)."
    )

    def cells(self, node: Node, words: Words) -> tuple[Cell, ...]:
        """Cells of a value."""
        if isinstance(node, Leaf):
            return (words.text(NONE), None) if node.value is None else (_number(node), 0)
        kind = _kind(node)
        if kind in _PLAIN:
            cv = below(node, "cv")
            return _number(below(node, "mean")), 0 if cv is None else _number(cv)
        numbers = [
            number_in_text(plain(found)) for name in PARAMETERS[kind] if (found := below(node, name)) is not None
        ]
        return f"{kind}({'; '.join(numbers)})", None

    def node(self, cells: tuple[Cell, ...], given: Given) -> Node:
        """Value of the cells.

        A blank mean or variation is that of the defaults; where these have none, nothing varies.
        """
        mean, variation = cells
        if self.may_be_none and is_word(mean, NONE):
            return given.leaf(None)
        written = _WRITTEN.fullmatch(mean.strip()) if isinstance(mean, str) else None
        if written is not None:
            if not is_blank(variation):
                raise CellError(worded("must be blank beside {written}", written=written[0]), _VARIATION)
            return _written(written[1].lower(), written[2], given)
        try:
            at_mean = _mean(mean, given)
        except CellError as wrong:
            raise CellError(wrong.text, wrong.number, _wrong_variation(variation, given)) from None
        at_cv = _variation(variation, given)
        if at_cv is None or at_cv.value == 0:
            return at_mean
        return Branch({"mean": at_mean, "cv": at_cv}, given.origin)


def _number(node: Node | None) -> Cell:
    assert isinstance(node, Leaf)
    value: Any = node.value
    return number_cell(value)


def _kind(node: Node) -> str:
    found = below(node, "distribution")
    return str(found.value) if isinstance(found, Leaf) else "lognormal"


def _written(kind: str, text: str, given: Given) -> Node:
    names = PARAMETERS.get(kind)
    if names is None:
        raise CellError(unknown(worded("there is no such distribution"), kind, PARAMETERS))
    parts = text.split(";")
    if len(parts) != len(names):
        form = f"{kind}({'; '.join(names)})"
        raise CellError(worded("must be written {form}", form=form))
    leaves: dict[str, Node] = {name: given.leaf(number_of(part)) for name, part in zip(names, parts, strict=True)}
    return Branch({"distribution": given.leaf(kind), **leaves}, given.origin)


def _mean(cell: Cell, given: Given) -> Leaf:
    if is_blank(cell):
        if given.under is None or not _is_plain(given.under):
            raise CellError(worded("is missing: a variation needs its mean"), _MEAN)
        under = _part(given.under, "mean")
        assert under is not None
        return under
    kept = _part(given.before, "mean") if given.same[_MEAN] else None
    if kept is not None:
        return kept
    try:
        return given.leaf(number_of(cell))
    except NoNumberError:
        raise CellError(worded("must be a number, or one of {forms}", forms=_FORMS), _MEAN) from None
    except CellError as wrong:
        raise CellError(wrong.text, _MEAN) from None


def _variation(cell: Cell, given: Given) -> Leaf | None:
    if is_blank(cell):
        if given.under is not None and not _is_plain(given.under):
            text = worded("is missing (0 where nothing varies): the default is of another distribution")
            raise CellError(text, _VARIATION)
        return _part(given.under, "cv")
    kept = _part(given.before, "cv") if given.same[_VARIATION] else None
    if kept is not None:
        return kept
    try:
        return given.leaf(number_of(cell))
    except CellError as wrong:
        raise CellError(wrong.text, _VARIATION) from None


def _wrong_variation(cell: Cell, given: Given) -> tuple[CellError, ...]:
    """What is wrong with a variation whose mean is wrong too."""
    try:
        if not is_blank(cell):
            _variation(cell, given)
    except CellError as wrong:
        return (wrong,)
    return ()


def _is_plain(node: Node) -> bool:
    return (isinstance(node, Leaf) and node.value is not None) or (isinstance(node, Branch) and _kind(node) in _PLAIN)


def _part(node: Node | None, name: str) -> Leaf | None:
    """Mean or variation of a constant or lognormal duration; a constant has no variation."""
    if isinstance(node, Leaf):
        return node if name == "mean" else None
    found = below(node, name)
    return found if isinstance(found, Leaf) else None
