"""From nodes to a plan: what pydantic finds wrong is said in words that a planner knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from tvsim.language import counted, marked, worded
from tvsim.scenario.errors import (
    Complaint,
    Place,
    ScenarioError,
    line,
    meant,
    place_text,
    shown,
    shown_in_cell,
    unknown,
)
from tvsim.scenario.origins import Branch, Items, Leaf, Node, at, below, newest, plain
from tvsim.scenario.schema import Plan
from tvsim.scenario.values import TogetherError, parse_block, parse_days
from tvsim.scenario.vocabulary import Keys, bounds_at, description_at, keys_at, kinds_at

_IS_MEANT: dict[str, Callable[[Node | None], bool]] = {
    "Name": lambda node: isinstance(node, Branch),
    "Description": lambda node: isinstance(node, Branch),
    "str": lambda node: not isinstance(node, Branch),
}
"""Which of the alternatives of a name was meant, by what stands there."""
_DURATION_TEXT = marked("must be a number or a table such as { mean = 10, cv = 0.5 }")
_IN_BOTH_LANGUAGES = (("name",), ("description",))
"""Ends of places where a text may stand, or a table with one in each language."""
_NAME_TEXT = marked("must be a text in quotes, or a table with vi and en")

_TEXTS = {
    "bool_type": marked("must be true or false"),
    "bool_parsing": marked("must be true or false"),
    "string_type": marked("must be a text in quotes"),
    "date_type": marked("must be a date such as 2026-01-05, without quotes"),
    "date_parsing": marked("must be a date such as 2026-01-05, without quotes"),
    "date_from_datetime_inexact": marked("must be a date such as 2026-01-05, without a time"),
    "datetime_type": marked("must be a date such as 2026-01-05, without quotes"),
    "list_type": marked("must be a list, such as [1, 2]"),
    "tuple_type": marked("must be a list, such as [1, 2]"),
    "dict_type": marked("must be a table, such as { key = 3 }"),
    "model_type": marked("must be a table, such as { key = 3 }"),
    "model_attributes_type": marked("must be a table, such as { key = 3 }"),
    "finite_number": marked("must be a finite number"),
}
_NUMBERS: dict[str, str | None] = {
    "int_type": marked("must be a whole number"),
    "int_from_float": marked("must be a whole number"),
    "int_parsing": marked("must be a whole number"),
    "int_parsing_size": marked("must be a whole number"),
    "float_type": marked("must be a number"),
    "float_parsing": marked("must be a number"),
    "greater_than": None,
    "greater_than_equal": None,
    "less_than": None,
    "less_than_equal": None,
}


def validated(tree: Branch) -> Plan:
    """Check a tree against the schema.

    Raises
    ------
    ScenarioError
        With one line for each mistake.
    """
    try:
        return Plan.model_validate(plain(tree), strict=True)
    except ValidationError as invalid:
        raise refused(tree, complaints(tree, invalid)) from None


def refused(tree: Node, found: Iterable[Complaint]) -> ScenarioError:
    """Error that names the file and the place where each wrong value was written; each line once."""
    lines: dict[str, None] = {}
    for complaint in found:
        blamed = _last_written(tree, complaint.place, complaint.among)
        node, rest = _nearest_written(tree, blamed)
        origin = node.origin
        place = origin.called((*origin.written_at, *rest))
        if blamed != complaint.place:
            value = _value(node)
        else:
            value = _value(node) if complaint.value and not rest and isinstance(node, Leaf) else complaint.value
        text = complaint.text
        for name, where in complaint.named:
            text = _with_heading(tree, text, name, where)
        if complaint.value and rest and isinstance(node, Branch):
            written = _key_of(rest if origin.addresses is None else (*origin.written_at, *rest))
            key = origin.called(written)
            text = worded("{text}; it is the default, so {key} must be written", text=text, key=key)
        lines[line(origin.file, place, text, value)] = None
    return ScenarioError(lines)


def _key_of(place: Place) -> Place:
    """A place without the numbers in lists at its end."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    return place


def _last_written(tree: Node, place: Place, among: Iterable[Place]) -> Place:
    """A place, or the one of others that was written after it and after all others."""
    here = at(tree, place)
    layer = None if here is None else here.origin.layer
    for other in among:
        node = at(tree, other)
        if node is None:
            continue
        found, written = newest(node, other)
        if layer is None or written.origin.layer > layer:
            place, layer = found, written.origin.layer
    return place


def _nearest_written(tree: Node, place: Place) -> tuple[Node, Place]:
    """What is written at a place, or the nearest table around it, and the steps from there to the place."""
    node = tree
    for depth, step in enumerate(place):
        inner = below(node, step)
        if inner is None:
            return node, place[depth:]
        node = inner
    return node, ()


def complaints(tree: Branch, invalid: ValidationError) -> list[Complaint]:
    """Each of pydantic's findings in a planner's words."""
    found = []
    for error in invalid.errors(include_url=False):
        spot = _spot(tree, error["loc"])
        if spot is None:
            continue
        together = error.get("ctx", {}).get("error")
        if isinstance(together, TogetherError):
            found.append(_together(tree, spot[0], together))
            continue
        place, node = _blamed(*spot)
        text = (
            worded(_NAME_TEXT)
            if error["loc"][-1] == "str" and not isinstance(node, Branch)
            else _text(error, place, node)
        )
        found.append(Complaint(place, text, "" if error["type"] == "extra_forbidden" else _value(node)))
    return found


def _together(tree: Branch, table: Place, wrong: TogetherError) -> Complaint:
    """Blame the value that was written last, and name the others."""
    written = {(*table, *keys): value for keys, value in wrong.values.items()}
    if isinstance(at(tree, table), Leaf):
        # A shorthand: one value stands for the whole table.
        return Complaint(table, wrong.text, _value(at(tree, table)))
    first = next((place for place in written if at(tree, place) is not None), table)
    blamed = _last_written(tree, first, written)
    said = _in_words_of_file(tree, table, wrong)
    beside = [_beside(tree, table, place, value) for place, value in written.items() if blamed[: len(place)] != place]
    text = f"{said} ({'; '.join(beside)})" if beside else said
    node = at(tree, blamed)
    return Complaint(blamed, text, _value(node))


def _beside(tree: Branch, table: Place, place: Place, value: object) -> str:
    """A value of a table, as it is written where somebody wrote it."""
    node = at(tree, place)
    written, rest = _nearest_written(tree, place)
    origin = written.origin
    by_address = origin.addresses is not None
    default = shown_in_cell(value) if by_address else shown(value)
    said = worded("{value}, the default", value=default) if node is None else _value(node) or shown(value)
    name = origin.called((*origin.written_at, *rest)) if by_address else place_text(place[len(table) :])
    return f"{name} = {said}"


def _in_words_of_file(tree: Branch, table: Place, wrong: TogetherError) -> str:
    """What is wrong, in which a workbook's headings stand for the keys."""
    text = wrong.text
    for name in wrong.named:
        place = next(((*table, *keys) for keys in wrong.values if name in keys), table)
        text = _with_heading(tree, text, name, place)
    return text


def _with_heading(tree: Node, text: str, name: str, place: Place) -> str:
    """Put the heading of a place in a workbook for the key that a text names."""
    node, rest = _nearest_written(tree, place)
    addresses = node.origin.addresses
    heading = "" if addresses is None else addresses.heading((*node.origin.written_at, *rest))
    if not heading:
        return text
    quoted = f'"{heading}"'.replace("\\", r"\\")
    return re.sub(rf"(?<![\w\"]){name}\b", quoted, text, count=1)


def _spot(tree: Branch, loc: tuple[int | str, ...]) -> tuple[Place, Node | None] | None:
    """Place of a finding as it is written, and what stands there.

    Pydantic's own steps (names of alternatives, tables that it makes from shorthands) are left out. None where the
    finding is about an alternative that was not meant: a name or description may be a text or a table.
    """
    place: Place = ()
    node: Node | None = tree
    for number, step in enumerate(loc):
        inner = below(node, step)
        if inner is not None:
            place, node = (*place, step), inner
        elif step in _IS_MEANT and place[-1:] in _IN_BOTH_LANGUAGES:
            if not _IS_MEANT[str(step)](node):
                return None
        elif number == len(loc) - 1 and not isinstance(node, Leaf) and _is_key(place, step):
            return (*place, step), None
    return place, node


def _blamed(place: Place, node: Node | None) -> tuple[Place, Node | None]:
    """Where keys are weekdays or blocks of a day, the key that is neither, if there is one."""
    if isinstance(node, Branch) and keys_at(place) is Keys.FREE and "travel_min" not in place:
        for key, child in node.children.items():
            if not _is_time(key):
                return (*place, key), child
    return place, node


def _is_time(key: str) -> bool:
    for parse in (parse_days, parse_block):
        try:
            parse(key)
        except ValueError:
            continue
        return True
    return False


def _is_key(place: Place, step: str | int) -> bool:
    keys = keys_at(place)
    return isinstance(keys, frozenset) and step in keys


def _value(node: Node | None) -> str:
    if not isinstance(node, (Leaf, Items)):
        return ""
    addresses = node.origin.addresses
    text = "" if addresses is None else addresses.text(node.origin.written_at)
    if text:
        return shown(text)
    return shown_in_cell(node.value) if isinstance(node, Leaf) and addresses is not None else shown(plain(node))


def _text(error: Mapping[str, Any], place: Place, node: Node | None) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "model_type" and "number" in kinds_at(place):
        return worded(_DURATION_TEXT)
    if kind == "float_type" and isinstance(node, Leaf) and type(node.value) is int:
        bounds = bounds_at(place)
        if bounds:
            return worded("is too large a number; must be {allowed}", allowed=bounds)
        return worded("is too large a number")
    if kind in _TEXTS:
        return worded(_TEXTS[kind])
    if kind in _NUMBERS:
        return _number_text(kind, place)
    if kind in _SPOKEN:
        return _SPOKEN[kind](place, context, node)
    return worded("is not allowed here")


def _number_text(kind: str, place: Place) -> str:
    text, bounds = _NUMBERS[kind], bounds_at(place)
    if text is None:
        return worded("must be {allowed}", allowed=bounds) if bounds else worded("is out of its bounds")
    return f"{worded(text)}, {bounds}" if bounds else worded(text)


def _missing(place: Place, _context: Mapping[str, Any], _node: Node | None) -> str:
    described = description_at(place)
    return worded("is missing ({what})", what=described.rstrip(".")) if described else worded("is missing")


def _unknown_key(place: Place, _context: Mapping[str, Any], _node: Node | None) -> str:
    keys = keys_at(place[:-1])
    return unknown(worded("unknown key"), str(place[-1]), keys if isinstance(keys, frozenset) else ())


def _one_of(_path: Place, context: Mapping[str, Any], node: Node | None) -> str:
    allowed = str(context.get("expected", "")).replace(" or ", ", ").replace("'", "").split(", ")
    listed = ", ".join(f'"{word}"' for word in allowed)
    hint = meant(str(node.value), allowed) if isinstance(node, Leaf) else ""
    return worded("must be one of {words}", words=listed) + (f"; {hint}" if hint else "")


def _too_short(_place: Place, context: Mapping[str, Any], _node: Node | None) -> str:
    return counted("must have at least {count} entry", "must have at least {count} entries", context["min_length"])


def _too_long(_path: Place, context: Mapping[str, Any], _node: Node | None) -> str:
    return counted("must have at most {count} entry", "must have at most {count} entries", context["max_length"])


def _pattern(place: Place, _context: Mapping[str, Any], _node: Node | None) -> str:
    if place[-1:] == ("country",):
        return worded('must be a country in two capital letters such as "VN", or empty for no public holidays')
    return worded("a name must be made of the letters A to Z, digits, - and _")


def _long_name(_path: Place, context: Mapping[str, Any], _node: Node | None) -> str:
    return worded("a name must have at most {most} letters", most=context["max_length"])


def _said(_path: Place, context: Mapping[str, Any], _node: Node | None) -> str:
    return str(context["error"])


_SPOKEN: dict[str, Callable[[Place, Mapping[str, Any], Node | None], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "literal_error": _one_of,
    "too_short": _too_short,
    "too_long": _too_long,
    "string_pattern_mismatch": _pattern,
    "string_too_long": _long_name,
    "value_error": _said,
    "assertion_error": _said,
}
