"""Changes of single values: ``counters.transport.officers = 3``, on the command line or in Python."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tvsim.language import worded
from tvsim.scenario.errors import Place, ScenarioError, line, one_line, place_text, shown
from tvsim.scenario.merging import ComplaintError, filled, put, split_defaults
from tvsim.scenario.origins import BY_HAND, NOBODYS, TOO_DEEP, Branch, Node, Reader
from tvsim.scenario.schema import DEFAULTS, Plan
from tvsim.scenario.validation import refused

_STEP = re.compile(r"([^.\[\]\s]+)((?:\[\d{1,9}\])*)(?:\.(?=.)|$)")


@dataclass(frozen=True)
class Change:
    """A value put over what stands at a place; ``by`` is who changes it, as it is named in errors."""

    place: Place
    node: Node
    by: str


def change(place: str, value: object, by: str, number: int) -> Change:
    """Read a change; ``number`` is its place among all changes, from 1.

    Raises
    ------
    TypeError
        If the place is no text.
    ScenarioError
        If the place is no place, or the value is written wrongly.
    """
    if not isinstance(place, str):
        raise TypeError(
            worded(
                'a place must be a text such as "counters.transport.officers", not {value}',
                value=one_line(shown(place)),
            )
        )
    steps = parse_place(place, by)
    try:
        value = as_plain(value)
    except RecursionError:
        # A table or list of Python's may even stand in itself.
        raise ScenarioError([line(by, place_text(steps), worded(TOO_DEEP))]) from None
    return Change(steps, Reader(by, BY_HAND, number).checked(value, steps), by)


def parse_setting(text: str, by: str) -> tuple[str, object]:
    """Place and value of ``path=value``; what is no TOML value is taken as a text.

    Raises
    ------
    ScenarioError
        If there is no ``=``.
    """
    place, equals, value = text.partition("=")
    if not equals or not place.strip():
        raise ScenarioError([line(by, "", worded("must be written path=value"), shown(text))])
    return place.strip(), parse_value(value.strip())


def parse_value(text: str) -> object:
    """Return a TOML value; a text that is none stands for itself."""
    try:
        table = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    return table["value"] if set(table) == {"value"} else text


def parse_place(text: str, by: str) -> Place:
    """Steps of ``counters.transport.roster[0].officers``.

    Raises
    ------
    ScenarioError
        If it is written in another way.
    """
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None:
            break
        steps += [match[1], *(int(number) for number in re.findall(r"\d+", match[2]))]
        at = match.end()
    if at < len(text) or not steps:
        allowed = worded("must be a path such as counters.transport.roster[0].officers")
        raise ScenarioError([line(by, "", allowed, shown(text))])
    if steps[0] in {"extends", "remove"}:
        wrong = worded("cannot be changed here; write another file that extends it")
        raise ScenarioError([line(by, str(steps[0]), wrong)])
    return tuple(steps)


def as_plain(value: object) -> object:
    """Python's values as TOML has them: numbers of numpy become plain ones."""
    if isinstance(value, Mapping):
        return {str(key): as_plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [as_plain(each) for each in value]
    as_python: Any = getattr(value, "tolist", None)
    return as_plain(as_python()) if callable(as_python) else value


def effective_tree(tree: Branch, changes: Iterable[Change]) -> Branch:
    """Fill in the tables of defaults, and make the changes.

    Changes of tables of defaults are made before they are filled in, all others after. Tables that a change adds get
    the defaults of their kind too.

    Raises
    ------
    ScenarioError
        If a change cannot be made.
    """
    wanted = tuple(changes)
    if any(each.place[0] == "sites" for each in wanted):
        tree = _with_sites(tree)
    bare, defaults = changed_defaults(tree, wanted)
    before = filled(bare, defaults)
    after = _made(before, [each for each in wanted if each.place[0] not in DEFAULTS])
    return filled(after, defaults, already=before)


def _with_sites(tree: Branch) -> Branch:
    """Return a tree in which the one site of a centre that writes none has a table, which changes can reach."""
    if "sites" in tree.children:
        return tree
    unwritten: Iterable[str] = Plan.model_fields["sites"].get_default(call_default_factory=True)
    sites: dict[str, Node] = {key: Branch({}, NOBODYS) for key in unwritten}
    return Branch(tree.children | {"sites": Branch(sites, NOBODYS)}, tree.origin)


def changed_defaults(tree: Branch, changes: Iterable[Change]) -> tuple[Branch, dict[str, Branch]]:
    """Make the changes of tables of defaults, and take these out: what is left, and the defaults by kind of table.

    Raises
    ------
    ScenarioError
        If a change cannot be made, or defaults are no table.
    """
    tree = _made(tree, [each for each in changes if each.place[0] in DEFAULTS])
    try:
        return split_defaults(tree)
    except ComplaintError as refusal:
        raise refused(tree, [refusal.complaint]) from None


def _made(tree: Branch, changes: Iterable[Change]) -> Branch:
    mistakes = []
    for each in changes:
        try:
            tree = put(tree, each.place, each.node)
        except ComplaintError as refusal:
            wrong = refusal.complaint
            mistakes.append(line(each.by, place_text(wrong.place), wrong.text, wrong.value))
    if mistakes:
        raise ScenarioError(mistakes)
    return tree
