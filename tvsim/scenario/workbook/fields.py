"""Values of a scenario as fields of a sheet: what each is called there, and what may stand in it."""

from __future__ import annotations

from dataclasses import dataclass

from tvsim.scenario.errors import Place
from tvsim.scenario.origins import Node, at
from tvsim.scenario.vocabulary import description_at
from tvsim.scenario.workbook.kinds import Kind
from tvsim.scenario.workbook.words import Words

MINUTES, HOURS, DAYS, WORKING_DAYS = "minutes", "office hours", "days", "working days"
SHARE, DONG = "share", "đồng"


@dataclass(frozen=True)
class Field:
    """A value.

    Attributes
    ----------
    path : its place below the table that a line of the sheet is about
    what : what it is called
    kind : how it stands in cells
    unit : in which it is told; empty for none
    about : an explanation, where the schema has none
    group : heading over this field and those that follow
    """

    path: Place
    what: str
    kind: Kind
    unit: str = ""
    about: str = ""
    group: str = ""

    def headings(self, words: Words) -> tuple[str, ...]:
        """Headings of its cells."""
        what, unit = words.text(self.what), words.text(self.unit) if self.unit else ""
        texts = []
        for part in self.kind.parts:
            text = words.text(part.heading).format(what=what) if part.heading != "{what}" else what
            texts.append(f"{text} ({unit})" if unit and part.has_unit else text)
        return tuple(texts)

    def explanation(self, table: Place) -> str:
        """What it means, in English, where it stands in a table."""
        return self.about or (description_at((*table, *self.path)) if self.path else "")

    def in_table(self, table: Node | None) -> Node | None:
        """Its value in a table."""
        return None if table is None else at(table, self.path)

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return len(self.kind.parts)
