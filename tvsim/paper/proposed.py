"""What a plan proposes, in words: what is new first, and what is given up in one phrase."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from tvsim.language import Language, marked
from tvsim.paper.evidence import Evidence
from tvsim.report.change_words import words_of
from tvsim.report.place_names import PLACE_NAMES, placed_text, steps_of
from tvsim.report.place_words import owner_name
from tvsim.scenario import Scenario
from tvsim.scenario.differing import STAFF, Difference, Words
from tvsim.scenario.rostered import is_rostered_throughout

MOST_CHANGES = 40
"""So many changes are named."""
MOST_NAMES = 12
"""So many tables of a kind that are given up are named."""
SETTINGS = frozenset({"period", "targets", "costs"})
"""Tables of what is simulated and how it is measured: nothing in the centre changes by them."""
STAFFING = STAFF | {"roster"}
"""Values that say how many work somewhere, and when."""
PROMISES = frozenset({"channels", "deadlines", "days", "hours", "legal_days", "legal_hours"})
"""Values of the ways in, of limits and of opening hours."""
APPLICANTS = frozenset({"home_share", "travel_min"})
LEADING = {"agencies": "reviewers", "counters": "officers", "procedures": "per_year"}
"""The number by which a new table of a kind is known."""
GIVEN_UP = {
    "sites": marked("Sites given up: {names}"),
    "agencies": marked("Agencies given up: {names}"),
    "counters": marked("Counter groups given up: {names}"),
    "procedures": marked("Groups of procedures given up: {names}"),
}


def in_its_own_words(evidence: Evidence, language: Language) -> str:
    """Return how the plan's scenario describes it; empty where it says nothing, or what it has from today's."""
    own, today = (language.name(scenario.plan.description, "") for scenario in (evidence.plan, evidence.base))
    return "" if own == today else own


def measures(evidence: Evidence, language: Language, most: int = MOST_CHANGES) -> list[str]:
    """Return what the plan changes in the centre: what is new, who works there, what is given up, and all else.

    Where there are many, the first ones are named, and of the former all that fit into `MOST_CHANGES`.
    """
    words = words_of(evidence.changes, evidence.plan, language)
    differences = [each for each in _differences(evidence) if not _is_setting(each)]
    added = [_added(each, words, language) for each in differences if each.is_in == (False, True)]
    changed = [each for each in differences if all(each.is_in)]
    staff = sorted(filter(_is_of_staff, changed), key=_is_more)
    others = sorted((each for each in changed if not _is_of_staff(each)), key=_rank)
    ended = [each for each in differences if each.is_in == (True, False)]
    staffed = [each.text(words) + _in_vain(each, evidence.plan, language) for each in staff]
    foremost = [*added, *staffed, *_given_up(ended, evidence, words, language)]
    if not differences:
        only_settings = language.text("nothing in the centre, only the period, targets or prices")
        return [only_settings if _differences(evidence) else language.text("nothing that decides anything")]
    every = [*foremost, *(each.text(words) for each in others)]
    room = max(most, min(len(foremost) + 1, MOST_CHANGES))
    left = len(every) - room
    named = every if left <= 1 else [*every[:room], language.text("and {count} more").format(count=left)]
    return [*_staffing(evidence, language), *named]


def _is_of_staff(difference: Difference) -> bool:
    """Whether it is how many work somewhere, or when."""
    return not STAFFING.isdisjoint(re.split(r"[.\[]", difference.place))


def _is_more(difference: Difference) -> bool:
    """Whether there are more than today: what is taken away is said first."""
    numbers = difference.before, difference.after
    return all(isinstance(each, (int, float)) for each in numbers) and difference.after > difference.before


def _in_vain(difference: Difference, plan: Scenario, language: Language) -> str:
    """What to say of officers who change nothing, since a roster says who is there whenever it is open."""
    steps = steps_of(difference.place) or ()
    if len(steps) != 3 or (steps[0], steps[2]) != ("counters", "officers"):
        return ""
    if not is_rostered_throughout(plan.plan, plan.plan.counters[str(steps[1])]):
        return ""
    return language.text(" – which changes nothing: a roster says who is there in all opening hours")


def _rank(difference: Difference) -> int:
    """Ways in and limits first, and at last what nobody decides: where applicants live, and how long they travel."""
    steps = set(difference.place.split("."))
    return 0 if steps & PROMISES else 2 if steps & APPLICANTS else 1


def set_in_vain(evidence: Evidence, language: Language) -> list[str]:
    """Return the plan's numbers of officers that change nothing, each with why."""
    words = words_of(evidence.changes, evidence.plan, language)
    said = ((each, _in_vain(each, evidence.plan, language)) for each in _differences(evidence))
    return [each.text(words) + why for each, why in said if why]


def settings(evidence: Evidence, language: Language) -> list[str]:
    """Return what is simulated otherwise, or measured otherwise, than of the centre as it is."""
    words = words_of(evidence.changes, evidence.plan, language)
    return [each.text(words) for each in _differences(evidence) if _is_setting(each)]


def _differences(evidence: Evidence) -> list[Difference]:
    return list(chain.from_iterable(change.differences for change in evidence.changes))


def _is_setting(difference: Difference) -> bool:
    return difference.place.partition(".")[0] in SETTINGS


def _staffing(evidence: Evidence, language: Language) -> Iterator[str]:
    """Say how many officers the counter groups have together where there are others than today."""
    before, after = evidence.base.plan.counters, evidence.plan.plan.counters
    if set(before) == set(after):
        return
    sums = (sum(group.officers for group in groups.values()) for groups in (before, after))
    was, is_ = map(language.number, sums)
    text = language.text("Officers at the counter, of all counter groups together: {before} → {after} (rosters aside)")
    yield text.format(before=was, after=is_)


def _added(new: Difference, words: Words, language: Language) -> str:
    """A table or value that today has not, with the number by which it is known."""
    kind, *rest = steps_of(new.place) or ("",)
    name = LEADING.get(str(kind))
    if name is None or len(rest) != 1:
        return new.text(words)
    number = placed_text(new.after[name], f"{new.place}.{name}", language)
    return f"{new.text(words)} ({language.text(PLACE_NAMES[f'{kind}.*.{name}'])}: {number})"


def _given_up(ended: Sequence[Difference], evidence: Evidence, words: Words, language: Language) -> Iterator[str]:
    """Tables that the plan has no longer, those of a kind together; values by themselves."""
    names: dict[str, list[str]] = {}
    for each in ended:
        kind, *rest = steps_of(each.place) or ("",)
        if kind in GIVEN_UP and len(rest) == 1:
            names.setdefault(str(kind), []).append(owner_name(str(kind), str(rest[0]), evidence.base, language))
        else:
            yield each.text(words)
    for kind, own in names.items():
        left = len(own) - MOST_NAMES
        named = "; ".join(own[:MOST_NAMES])  # names have commas
        if left > 0:
            named = language.text("{names} and {count} others").format(names=named, count=left)
        yield language.text(GIVEN_UP[kind]).format(names=named)
