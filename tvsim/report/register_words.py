"""Values of a register of assumptions in words: what each is, and its value with its unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeGuard

from tvsim.language import Language, marked
from tvsim.report.place_names import Measure, measure_at, number_measure, placed_text, share_measure
from tvsim.report.place_words import owner_name, place_words
from tvsim.scenario import Scenario
from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.values import days_in_short
from tvsim.scenario.workbook.fields import DAYS, HOURS, MINUTES, SHARE, WORKING_DAYS, Field
from tvsim.scenario.workbook.kinds import Code, Listed, Named, Staff, Text
from tvsim.scenario.workbook.naming import sheet_name
from tvsim.scenario.workbook.words import LABELS, NONE, Words

DISTRIBUTIONS = {
    "constant": marked("constant"),
    "lognormal": marked("lognormal"),
    "gamma": marked("gamma distribution"),
    "exponential": marked("exponential"),
    "uniform": marked("uniform"),
    "triangular": marked("triangular"),
    "normal": marked("normal"),
}
"""Kinds of durations."""


SINGLE = {
    MINUTES: marked("minute"),
    HOURS: marked("office hour"),
    DAYS: marked("day"),
    WORKING_DAYS: marked("working day"),
}
"""Units of one."""
_WITHOUT_UNIT = ("cv", "distribution")
_PLAIN = ("seed",)
"""Numbers that are names, and are written without points."""


def in_words(values: Iterable[tuple[Place, object]], scenario: Scenario, language: Language) -> str:
    """Return values in words, such as ``Intake at the counter (mean: 20 minutes; variation: 0.5)``.

    Parameters
    ----------
    values : iterable of (Place, object)
        Place and value; the parts of one thing one after the other.
    scenario : Scenario
        By whose names agencies, procedures and sites are called.
    """
    said: list[tuple[str, list[str]]] = []
    for place, value in values:
        words = place_words(place, scenario, language)
        text = value_words(value, place, scenario, language)
        if words is None or not words.part:
            said.append((f"{place_text(place) if words is None else words.label}: {text}", []))
        elif said and said[-1][0] == words.label:
            said[-1][1].append(f"{words.part}: {text}")
        else:
            said.append((words.label, [f"{words.part}: {text}"]))
    return ". ".join(f"{label} ({'; '.join(parts)})" if parts else label for label, parts in said)


def all_words(value: object, place: Place, scenario: Scenario, language: Language) -> str:
    """Return what stands at a place in words: a value, or a table or list of them, whose parts are named."""
    if isinstance(value, Mapping):
        parts = (
            f"{_key(key, place, scenario, language)}: {all_words(each, (*place, key), scenario, language)}"
            for key, each in value.items()
        )
        return "; ".join(parts) or language.text(NONE)
    if isinstance(value, Sequence) and value and isinstance(value[0], Mapping):
        return "; ".join(
            f"({all_words(each, (*place, number), scenario, language)})" for number, each in enumerate(value)
        )
    return value_words(value, place, scenario, language)


def _key(key: str, place: Place, scenario: Scenario, language: Language) -> str:
    words = place_words((*place, key), scenario, language)
    return key if words is None else words.part or words.label


def value_words(value: object, place: Place, scenario: Scenario, language: Language) -> str:
    """Return the value at a place with its unit; agencies, sites and groups by their names."""
    field = _field_at(place)
    if isinstance(value, Sequence) and not isinstance(value, str):
        each = (_single(one, place, field, scenario, language) for one in value)
        return "; ".join(each) or language.text(NONE)
    return _single(value, place, field, scenario, language)


def number_at(value: object, place: Place, language: Language) -> tuple[float, Measure] | None:
    """Return the one number that stands at a place, and how it is written; none where it is text, or several."""
    if isinstance(value, Sequence) and len(value) == 1:
        (value,) = value
    if not _is_number(value) or place == _PLAIN:
        return None
    return value, _measure(value, place, _field_at(place), language)


def _field_at(place: Place) -> Field | None:
    found = sheet_name(place)
    return None if found is None else found.field


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _single(value: object, place: Place, field: Field | None, scenario: Scenario, language: Language) -> str:
    if isinstance(value, str):
        return _word(value, field, scenario, language)
    if _is_number(value):
        return str(value) if place == _PLAIN else _measure(value, place, field, language).text(value, language)
    return placed_text(value, place_text(place), language)


def _measure(value: float, place: Place, field: Field | None, language: Language) -> Measure:
    """How a number is written: in the unit of its field in the sheets, or as its place has it."""
    unit = "" if field is None or place[-1] in _WITHOUT_UNIT else field.unit
    if unit == SHARE:
        return share_measure(value)
    if unit:
        return number_measure(value, language.text(SINGLE.get(unit, unit) if value == 1 else unit))
    return measure_at(value, place_text(place), language)


def _word(value: str, field: Field | None, scenario: Scenario, language: Language) -> str:
    kind = None if field is None else field.kind
    if isinstance(kind, (Text, Listed)) and kind.refers:
        # Papers go between agencies, and between an agency and a site.
        is_site = value in scenario.plan.sites and value not in scenario.plan.agencies
        return owner_name("sites" if is_site else kind.refers, value, scenario, language)
    if isinstance(kind, Staff):
        of, _, key = value.partition(".")
        return owner_name(of, key, scenario, language)
    if isinstance(kind, Code) and kind.has_days:
        return Words(language).days(days_in_short(value))
    if isinstance(kind, (Text, Named)) or not value:
        return value or language.text(NONE)
    return language.text(DISTRIBUTIONS.get(value, LABELS.get(value, value)))
