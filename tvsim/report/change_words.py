"""Changes of a scenario in the language of the reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tvsim.language import Language
from tvsim.report.place_names import place_name, placed_text, steps_of, unit_at
from tvsim.report.register_words import all_words
from tvsim.scenario import Scenario
from tvsim.scenario.differing import Words, as_written
from tvsim.scenario.transition import Alteration


def words_of(changes: Sequence[Alteration], final: Scenario, language: Language) -> Words:
    """Return the words for changes on the way to a scenario.

    Places are called by what stands there; with their paths where two are called the same.
    """
    places = [each.place for change in changes for each in change.differences]
    named = {place: place_name(place, final, language) for place in places}
    often = Counter(named.values())

    def value(value: object, place: str) -> str:
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if unit_at(place, language) and is_number:
            return placed_text(value, place, language)  # with a short unit
        steps = steps_of(place)  # none where a key is called as no key is
        return as_written(value) if steps is None else all_words(value, steps, final, language)

    def place(place: str) -> str:
        name = named[place]
        return name if often[name] == 1 else f"{name} ({place})"

    return Words(
        added=language.text("added"),
        removed=language.text("removed"),
        unset=language.text("not set"),
        order=language.text("another order"),
        several=language.text("several values"),
        tables=language.text("{change} (for {count} entries)"),
        more=language.text("and {count} more"),
        place=place,
        value=value,
    )
