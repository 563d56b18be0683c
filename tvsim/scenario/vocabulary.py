"""What may stand at a place of a scenario, looked up in its schema: keys, bounds, descriptions."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, NamedTuple

from tvsim.language import marked, spoken, worded
from tvsim.scenario.errors import Place
from tvsim.scenario.json_schema import plan_schema
from tvsim.scenario.schema import DEFAULTS

Schema = dict[str, Any]


class Keys(Enum):
    """Keys that no list can name."""

    NONE = 0
    """There is no table."""
    NAMED = 1
    """The planner names tables, such as agencies."""
    FREE = 2
    """Weekdays, blocks of a day, sites."""


def keys_at(place: Place) -> frozenset[str] | Keys:
    """Keys of the table at a place."""
    found: frozenset[str] | Keys = Keys.NONE
    for schema in _at(place):
        entries = [_resolved(each) for each in schema.get("patternProperties", {}).values()]
        if schema.get("additionalProperties") is False:
            keys = frozenset(schema["properties"])
            return keys | frozenset({*DEFAULTS, "extends", "remove"}) if not place else keys
        if entries:
            found = Keys.NAMED if all(entry.get("additionalProperties") is False for entry in entries) else Keys.FREE
        elif isinstance(schema.get("additionalProperties"), dict):
            found = Keys.FREE
    return found


def order_at(place: Place) -> tuple[str, ...]:
    """Keys of the table at a place that have a name in the schema, in its order."""
    return tuple(dict.fromkeys(key for schema in _at(place) for key in schema.get("properties", {})))


class Bounds(NamedTuple):
    """Bounds of a number: at least, greater than, at most, less than; none where there is no such bound."""

    least: float | None
    above: float | None
    most: float | None
    under: float | None

    def in_words(self) -> str:
        """Such as ``at least 0 and less than 1``."""
        if self.least is not None and self.most is not None:
            return worded("from {least} to {most}", least=_figure(self.least), most=_figure(self.most))
        parts = zip(_BOUNDS, self, strict=True)
        return worded(" and ").join(worded(text, bound=_figure(bound)) for text, bound in parts if bound is not None)


_BOUNDS = (
    marked("at least {bound}"),
    marked("greater than {bound}"),
    marked("at most {bound}"),
    marked("less than {bound}"),
)


def limits_at(place: Place) -> Bounds | None:
    """Bounds of the number at a place; none where it has none."""
    for schema in _at(place):
        found = (schema.get(key) for key in ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"))
        bounds = Bounds(*found)
        if any(bound is not None for bound in bounds):
            return bounds
    return None


def bounds_at(place: Place) -> str:
    """Bounds of the number at a place, in words; empty where it has none."""
    bounds = limits_at(place)
    return "" if bounds is None else bounds.in_words()


def _figure(bound: float) -> str:
    return spoken().formatted(int(bound), ",") if bound == int(bound) else spoken().formatted(bound, "g")


def kinds_at(place: Place) -> set[str]:
    """Kinds of value at a place, in the words of JSON Schema."""
    return {schema["type"] for schema in _at(place) if "type" in schema}


def description_at(place: Place) -> str:
    """What the schema says about a place."""
    parent, key = place[:-1], place[-1]
    for schema in _at(parent):
        found = schema.get("properties", {}).get(key, {})
        if "description" in found:
            return worded(str(found["description"]))
    return ""


def default_at(place: Place) -> Any:
    """Value of a place at which nothing is written; none where it has none, or must be written."""
    parent, key = place[:-1], place[-1]
    return next(
        (schema["properties"][key].get("default") for schema in _at(parent) if key in schema.get("properties", {})),
        None,
    )


def is_needed(place: Place) -> bool:
    """Whether something must be written at a place, as soon as anything is in the table around it."""
    return any(place[-1] in schema.get("required", ()) for schema in _at(place[:-1]))


def _at(place: Place) -> list[Schema]:
    """Schemas of a place; several where it may hold one kind of value or another."""
    if place and place[0] in DEFAULTS:
        place = (DEFAULTS[str(place[0])], "any", *place[1:])
    found = list(_alternatives(plan_schema()))
    for step in place:
        found = [inner for schema in found for entry in _entries(schema, step) for inner in _alternatives(entry)]
    return found


def _alternatives(schema: Schema) -> Iterator[Schema]:
    schema = _resolved(schema)
    if "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _alternatives(each)
    else:
        yield schema


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = plan_schema()["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
    return schema


def _entries(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        if "items" in schema:
            yield schema["items"]
    elif step in schema.get("properties", {}):
        yield schema["properties"][step]
    else:
        yield from schema.get("patternProperties", {}).values()
        if isinstance(schema.get("additionalProperties"), dict):
            yield schema["additionalProperties"]
