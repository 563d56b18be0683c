"""JSON Schema of scenario files, for editors and for messages about what is allowed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import cache
from typing import Any

from tvsim.language import worded
from tvsim.scenario.schema import DEFAULTS, Plan

Schema = dict[str, Any]

_SOURCE: Schema = {
    "type": "string",
    "minLength": 1,
    "description": "Where the numbers of this table come from, or the word 'assumption'.",
}
_DAYS = r"[a-z]{3}\s*([-,]\s*[a-z]{3}\s*)*"
_BLOCK = r"\s*\d{1,2}:\d{2}\s*-\s*\d{1,2}:\d{2}\s*"
_WEIGHT: Schema = {"type": "number", "minimum": 0}
_SCALARS = {"number", "integer", "string", "boolean", "array"}


@cache
def plan_schema() -> Schema:
    """Schema of an effective scenario: all tables in the form in which they are written."""
    schema = Plan.model_json_schema()
    kinds = schema["$defs"]
    kinds["WeekHours"] = _week_hours(kinds["WeekHours"])
    kinds["Profile"] = _profile(kinds["Profile"])
    kinds["DurationTable"] = kinds["Distribution"]
    kinds["Distribution"] = {
        "description": "A time: a number, or a table such as { mean = 10, cv = 0.5 }.",
        "anyOf": [{"type": "number"}, {"$ref": "#/$defs/DurationTable"}],
    }
    return schema


def _week_hours(made: Schema) -> Schema:
    blocks = {"type": "array", "items": {"type": "string", "pattern": f"^{_BLOCK}$"}}
    return {
        "description": made["description"],
        "type": "object",
        "properties": {"source": _SOURCE},
        "patternProperties": {f"^{_DAYS}$": blocks},
    }


def _profile(made: Schema) -> Schema:
    weights: Schema = {"type": "object", "patternProperties": {f"^{_BLOCK}$": _WEIGHT}}
    return {
        "description": made["description"],
        "type": "object",
        "properties": {"source": _SOURCE},
        "patternProperties": {f"^{_BLOCK}$": _WEIGHT, f"^{_DAYS}$": weights},
    }


def editor_schema() -> Schema:
    """Schema of a scenario file or overlay, as editors understand it (JSON Schema 2020-12).

    Beside the plan: ``extends``, the tables of defaults, a ``source`` in every table, and each value as
    ``{ value = 3, source = "...", range = [2, 5], note = "..." }``. Nothing is required, since a file may leave to the
    one it extends what it does not change.
    """
    schema = copy.deepcopy(plan_schema())
    kinds = {name: _optional(_with_about(kind)) for name, kind in schema.pop("$defs").items()}
    body = _optional(_with_about(schema))
    named: Schema = {kind: body["properties"][kind]["patternProperties"] for kind in DEFAULTS.values()}
    for name, kind in DEFAULTS.items():
        table = next(iter(named[kind].values()))
        body["properties"][name] = {
            **table,
            "description": f"Holds for every table in {kind} that does not say otherwise.",
        }
    body["properties"]["extends"] = {
        "type": "string",
        "description": "File, relative to this one, that this one changes; or the name of a scenario of tvsim.",
    }
    body["properties"]["remove"] = {
        "type": "array",
        "items": {"type": "string", "pattern": "^(agencies|counters|procedures|sites)\\."},
        "description": "Tables of the extended file that this one takes away, such as counters.transport.",
    }
    kinds["About"] = _about()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tvsim scenario",
        **{key: value for key, value in body.items() if key != "title"},
        "$defs": kinds,
    }


def _about() -> Schema:
    """What may stand beside a value; the value itself is described where it is used."""
    return {
        "type": "object",
        "required": ["value"],
        "additionalProperties": False,
        "properties": {
            "value": True,
            "source": _SOURCE,
            "range": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
            "note": {"type": "string"},
        },
    }


def _with_about(schema: Schema) -> Schema:
    """Allow a table around each value below, and a ``source`` in each table."""
    changed = {key: value for key, value in schema.items() if key != "title"}
    for key in ("properties", "patternProperties"):
        if key in changed:
            changed[key] = {name: _value(each) if name != "source" else _SOURCE for name, each in changed[key].items()}
    for key in ("items", "additionalProperties"):
        if isinstance(changed.get(key), dict):
            changed[key] = _value(changed[key])
    if "anyOf" in changed:
        changed["anyOf"] = [_with_about(each) for each in changed["anyOf"] if each.get("type") != "null"]
        if changed.get("default", 0) is None:
            del changed["default"]
    if changed.get("type") == "object":
        changed["properties"] = {**changed.get("properties", {}), "source": _SOURCE}
        changed.pop("propertyNames", None)
        changed.pop("minProperties", None)
        if "patternProperties" in changed:
            patterns = changed["patternProperties"].items()
            changed["patternProperties"] = {_but_source(pattern): each for pattern, each in patterns}
            changed["additionalProperties"] = False
    return changed


def _but_source(pattern: str) -> str:
    """Keys that a planner chooses, without the one that says where numbers come from."""
    return pattern.replace("^", "^(?!source$)", 1)


def _value(schema: Schema) -> Schema:
    """A value as it is, or in a table that says where it comes from."""
    inner = _with_about(schema)
    if not _is_single(schema):
        return inner
    outside = {"description", "default"}
    bare: Schema = {key: each for key, each in inner.items() if key not in outside}
    kept: Schema = {key: each for key, each in inner.items() if key in outside}
    about = {"allOf": [{"$ref": "#/$defs/About"}, {"properties": {"value": bare}}]}
    return {**kept, "anyOf": [*bare.get("anyOf", [bare]), about]}


def _is_single(schema: Schema) -> bool:
    """Whether a value of this kind may be something else than a table."""
    if "anyOf" in schema:
        return any(_is_single(each) for each in schema["anyOf"])
    return schema.get("type") in _SCALARS or schema.get("$ref", "").endswith("/Distribution")


def _optional(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "required"}


def in_words(part: Any) -> Any:
    """A schema with its descriptions in the language of the process."""
    if isinstance(part, dict):
        return {key: worded(each) if _is_description(key, each) else in_words(each) for key, each in part.items()}
    return [in_words(each) for each in part] if isinstance(part, list) else part


def descriptions() -> Iterator[str]:
    """All that the schema says to people, in English."""
    yield from _descriptions(editor_schema())


def _is_description(key: str, part: object) -> bool:
    """Whether a part of a schema is a description, and not a key of that name."""
    return key == "description" and isinstance(part, str)


def _descriptions(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for key, each in part.items():
            if _is_description(key, each):
                yield str(each)
            yield from _descriptions(each)
    elif isinstance(part, list):
        for each in part:
            yield from _descriptions(each)
