"""All texts of the sheets that are data, for their catalogue: texts in calls are found in the code."""

from __future__ import annotations

from collections.abc import Iterator

from tvsim.scenario.workbook import guide
from tvsim.scenario.workbook.blocks import IF_BLANK, ITEM, SOURCE, VALUE, Form
from tvsim.scenario.workbook.choices import BOUNDS
from tvsim.scenario.workbook.fields import DONG, Field
from tvsim.scenario.workbook.layout import SHEETS, schema_place
from tvsim.scenario.workbook.notes import AT_NO_TIME, AT_OTHER_TIMES
from tvsim.scenario.workbook.words import ALL, LABELS, NO, NONE, YES
from tvsim.scenario.workbook.writing import ABOUT_SOURCE


def texts() -> set[str]:
    """All that may stand in a workbook, in English; the sign of the currency is the same in all languages."""
    found = {
        ITEM,
        VALUE,
        IF_BLANK,
        SOURCE,
        ALL,
        NONE,
        YES,
        NO,
        *LABELS.values(),
        *BOUNDS,
        ABOUT_SOURCE,
        AT_NO_TIME,
        AT_OTHER_TIMES,
    }
    found |= {guide.SHEET, guide.TITLE, *(text for paragraph in guide.PARAGRAPHS for text in paragraph)}
    for sheet in SHEETS:
        found |= {sheet.name, sheet.note}
        for block in sheet.blocks:
            found |= {block.title, block.note}
            if not isinstance(block, Form):
                found |= {block.owners.heading, block.owners.about}
            for field in block.fields:
                place = schema_place(block, field)
                found |= {*_of_field(field), field.explanation(place[: len(place) - len(field.path)])}
    return found - {"", "{what}", DONG}


def _of_field(field: Field) -> Iterator[str]:
    yield from (field.what, field.unit, field.group, field.kind.how)
    yield from (part.heading for part in field.kind.parts)
