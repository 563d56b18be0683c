"""Places of a scenario in the words of the sheets of a workbook, in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from tvsim.language import Language, marked
from tvsim.scenario import Scenario
from tvsim.scenario.errors import Place
from tvsim.scenario.schema import DEFAULTS, Agency, Procedure, Site
from tvsim.scenario.workbook.blocks import Fixed, Form
from tvsim.scenario.workbook.kinds import ByKey, Months
from tvsim.scenario.workbook.naming import SheetName, sheet_name
from tvsim.scenario.workbook.words import Words

SECTIONS = {
    "period": marked("Period"),
    "calendar": marked("Calendar"),
    "deadlines": marked("Due times"),
    "demand": marked("Demand"),
    "channels": marked("Channels"),
    "mail": marked("Post"),
    "committee": marked("People's Committee"),
    "absences": marked("Absences"),
    "transfers": marked("Papers on their way"),
    "targets": marked("Targets"),
    "costs": marked("Costs"),
}
"""Tables of a scenario of which there is one."""
STUDY = marked("The study")
"""What stands in no table."""
PARAMETERS = {
    "distribution": marked("distribution"),
    "mean": marked("mean"),
    "cv": marked("variation"),
    "sd": marked("standard deviation"),
    "low": marked("least"),
    "mode": marked("most frequent"),
    "high": marked("most"),
}
"""Parameters of a duration."""
MOST_NAMED = 2
"""Of more agencies that a counter group serves, the first is named and the others are counted."""


@dataclass(frozen=True)
class PlaceWords:
    """What a value is called.

    Attributes
    ----------
    title : of the part of a sheet in which it stands
    label : what it is; in a list, which entry of which list
    part : which part of that: the mean, Monday's, a field of an entry; empty where it is the whole
    has_owner : whether it stands in a table that the planner names
    """

    title: str
    label: str
    part: str
    has_owner: bool

    @property
    def alone(self) -> str:
        """What it is called where nothing beside it says in which part of a sheet it stands."""
        label = self.label if self.has_owner or self.label.startswith(self.title) else f"{self.title}: {self.label}"
        return f"{label}, {self.part}" if self.part else label


def place_words(place: Place, scenario: Scenario, language: Language) -> PlaceWords | None:
    """Return the words for a place; none for what is no value."""
    found = sheet_name(place)
    if found is None:
        return None
    title, block = language.text(found.block.title), found.block
    parts = [_part(step, found, scenario, language) for step in found.rest]
    has_owner = place[0] in {"sites", *DEFAULTS, *DEFAULTS.values()}
    label = title
    if not isinstance(block, Form) and isinstance(block.owners, Fixed):
        label = f"{title}, {Words(language).label(str(place[1]))}"
    elif found.entry is not None and found.field is not None:
        label = f"{title} {found.entry}"
    if found.field is not None and not isinstance(found.field.kind, Months):
        what = language.text(found.field.what)
        if label == title:
            label = what
        else:
            parts.insert(0, what)
    return PlaceWords(title, label, ", ".join(parts), has_owner)


def _part(step: str | int, found: SheetName, scenario: Scenario, language: Language) -> str:
    """What of a field it is."""
    if isinstance(step, int):
        return str(step + 1)
    if step in PARAMETERS:
        return language.text(PARAMETERS[step])
    if found.field is not None and isinstance(found.field.kind, ByKey) and not found.field.kind.has_days:
        return owner_name("sites", step, scenario, language)
    return Words(language).days(step)


def table_words(table: Place, language: Language) -> str:
    """Return what a table of a scenario that is there once is called."""
    return language.text(SECTIONS.get(str(table[0]), str(table[0])) if table else STUDY)


def owner_name(kind: str, key: str, scenario: Scenario, language: Language) -> str:
    """Name of the agency, of the agencies that a counter group serves, of the procedure or of the site.

    A counter group that is no more, or not yet, is called by the agency of its key.
    """
    plan = scenario.plan
    if kind == "counters" and key in plan.counters:
        names = [language.name(plan.agencies[each].name, each) for each in plan.counters[key].agencies]
        if len(names) <= MOST_NAMED:
            return ", ".join(names)
        return language.text("{first} and {count} more agencies").format(first=names[0], count=len(names) - 1)
    tables: dict[str, Agency | Procedure | Site] = {
        **(plan.procedures if kind == "procedures" else plan.sites if kind == "sites" else plan.agencies)
    }
    return language.name(tables[key].name if key in tables else None, key)
