"""Notes on cells: what a heading means, and what is known of a value."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from tvsim.language import marked
from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.origins import Branch, Items, Leaf, Node, Origin, at, leaves
from tvsim.scenario.rostered import is_rostered_throughout
from tvsim.scenario.schema import Plan
from tvsim.scenario.values import format_time
from tvsim.scenario.vocabulary import default_at, is_needed
from tvsim.scenario.workbook.blocks import Block, Form, Named, Records
from tvsim.scenario.workbook.cells import Cell, number_text, visible
from tvsim.scenario.workbook.choices import bounds_of, bounds_text
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.fields import Field
from tvsim.scenario.workbook.kinds import TIMES, Listed, Number, Time, Word
from tvsim.scenario.workbook.layout import schema_place
from tvsim.scenario.workbook.words import Words

AT_NO_TIME = "This number applies at no time: the sheet Rosters says how many officers are there in all opening hours."
AT_OTHER_TIMES = "In the hours that the sheet Rosters names, its number of officers applies instead of this one."

_NOBODY = Origin("", "")
_MOST = 1_500


def heading_note(block: Block, field: Field, number: int, words: Words) -> str:
    """What the heading of a cell of a field means, how it is written, and what a blank cell means."""
    place = schema_place(block, field)
    table = place[: len(place) - len(field.path)]
    lines = [field.explanation(table) if place or field.about else "", field.kind.how]
    texts = [words.text(line) for line in lines if line]
    if isinstance(field.kind, Word):
        labels = ", ".join(words.label(code) for code in field.kind.codes)
        texts.append(words.text("One of: {words}.").format(words=labels))
    bounds = bounds_of(field, number, place)
    if bounds is not None:
        texts.append(words.text("Allowed: {bounds}.").format(bounds=bounds_text(bounds, words)))
    if place:
        default = default_text(field, number, place, words)
        if default and not isinstance(block, Form):
            texts.append(words.text(_if_blank(block, field, place)).format(value=default))
        part = field.kind.parts[number].below
        path = place_text((*place, *part)).replace(".any", ".*").replace("[0].", ".")
        texts.append(words.text("In files: {path}").format(path=path))
    return "\n".join(texts)


def _if_blank(block: Block, field: Field, place: Place) -> str:
    """What a blank cell means; no number is taken from nowhere in the place of one that was deleted or forgotten."""
    in_all = isinstance(block, Records) and isinstance(block.owners, Named) and block.owners.defaults
    must_be_written = has_numbers(field) and not _is_needed(place)
    if in_all and must_be_written:
        return marked(
            "Blank: as in the line “default for all”. Where that is blank too, a number must not be left out if it "
            "stood here or all other lines have one; else: {value}."
        )
    if in_all:
        return marked("Blank: as in the line “default for all”; where that is blank too: {value}.")
    if must_be_written:
        return marked("Blank: {value}; but not if a number stood here or all other lines have one: then write one.")
    return marked("Blank: {value}.")


def default_text(field: Field, number: int, place: Place, words: Words) -> str:
    """What a blank cell means in the schema: a value, that it must be filled, or nothing at all."""
    if _is_needed(place):
        return words.text("to be filled in")
    default = default_at(place)
    if default is None or default in ([], {}):
        return ""
    return _cell_text(field.kind.cells(_node(default, field), words)[number], words)


def has_numbers(field: Field) -> bool:
    """Whether numbers stand in the cells of a field."""
    return isinstance(field.kind, (Number, Duration)) or (isinstance(field.kind, Listed) and field.kind.has_numbers)


def blank_text(block: Block, field: Field, default: Node | None, words: Words) -> str:
    """What is taken for a field whose cells are blank, by the line of the defaults, else by the schema.

    Empty where it is nothing at all, or where the schema refuses that.
    """
    if default is not None:
        return cells_text(field, default, words)
    place = schema_place(block, field)
    if not place or _is_needed(place):
        return ""
    return default_text(field, 0, place, words)


def cells_text(field: Field, node: Node, words: Words, number: int | None = None) -> str:
    """Cells of a value in words, or one of them."""
    cells = field.kind.cells(node, words)
    shown = cells if number is None else cells[number : number + 1]
    return "; ".join(text for text in (_cell_text(cell, words) for cell in shown) if text)


def _is_needed(place: Place) -> bool:
    """Whether a value must be written, or at least where its table is."""
    if isinstance(place[-1], int):
        return True
    within = [step for step in range(1, len(place) + 1) if isinstance(place[step - 1], str)]
    named = place[1:2] == ("any",)
    inner = [step for step in within if not (named and step <= 2)]
    in_list = any(isinstance(step, int) for step in place)
    return is_needed(place) and (in_list or all(is_needed(place[:step]) for step in inner))


def _node(default: Any, field: Field) -> Node:
    if isinstance(default, dict):
        return Branch({key: Leaf(value, _NOBODY) for key, value in default.items()}, _NOBODY)
    if isinstance(default, list):
        values = [format_time(each) for each in default] if field.kind is TIMES else default
        return Items(tuple(Leaf(value, _NOBODY) for value in values), _NOBODY)
    return Leaf(format_time(default) if isinstance(field.kind, Time) else default, _NOBODY)


def _cell_text(cell: Cell, words: Words) -> str:
    if isinstance(cell, dt.date):
        return words.language.date(cell)
    if isinstance(cell, (int, float)):
        return _number_text(cell, words)
    return str(cell or "")


def _number_text(number: float, words: Words) -> str:
    """A number with all its digits, as the language writes it."""
    exponent = Decimal(number_text(number)).as_tuple().exponent
    return words.language.number(number, max(-exponent, 0) if isinstance(exponent, int) else 0)


def value_note(field: Field, number: int, node: Node | None, line_source: str | None, words: Words) -> str:
    """What is known of the value in a cell: source where it is not that of the line, range and note."""
    if node is None:
        return ""
    below = field.kind.parts[number].below
    found = at(node, below) if below else node
    if found is None and isinstance(node, Leaf) and number == 0:
        found = node
    if found is None:
        return ""
    is_several = isinstance(field.kind, Listed)
    texts = [] if not isinstance(found, Items) or not found.origin.note else [_of_note(found.origin, words)]
    for _, leaf in leaves(found):
        told = _about(leaf.origin, line_source, words)
        if told:
            texts.append(f"{leaf.value}: {told}" if is_several else told)
    return visible("\n".join(dict.fromkeys(texts)))[:_MOST]


def _about(origin: Origin, line_source: str | None, words: Words) -> str:
    has_more = origin.low is not None or origin.note
    parts = []
    if has_more or origin.source != line_source:
        parts.append(words.text("Source: {source}").format(source=words.source(origin.source)))
    if origin.low is not None and origin.high is not None:
        text = words.text("Range: {low} to {high}")
        parts.append(text.format(low=_number_text(origin.low, words), high=_number_text(origin.high, words)))
    if origin.note:
        parts.append(_of_note(origin, words))
    return "\n".join(parts)


def _of_note(origin: Origin, words: Words) -> str:
    return words.text("Note: {note}").format(note=words.text(origin.note))


def remarks(plan: Plan) -> dict[Place, str]:
    """What to know of values that rosters override, in English, by their places."""
    return {
        ("counters", key, "officers"): AT_NO_TIME if is_rostered_throughout(plan, group) else AT_OTHER_TIMES
        for key, group in plan.counters.items()
        if group.roster
    }
