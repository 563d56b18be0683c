"""What scenarios are called beside each other: no two the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

from tvsim.language import Language

if TYPE_CHECKING:
    from tvsim.scenario.scenario import Scenario


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Names that are all different: those that were there before get a number that makes none of the others' names."""
    taken, found = set(names), list[str]()
    for name in names:
        numbers = (f"{name} ({number})" for number in count(2))
        found.append(name if name not in found else next(each for each in numbers if each not in taken))
        taken.add(found[-1])
    return tuple(found)


def told_apart(scenarios: Sequence[Scenario], language: Language) -> tuple[str, ...]:
    """Names of scenarios that are all different: those of one file have their titles where these tell them apart."""
    names, titles = [each.name for each in scenarios], [each.title(language.code) for each in scenarios]
    return tuple(
        called if called == name or titles.count(title) > 1 or title in names else title
        for called, name, title in zip(numbered(names), names, titles, strict=True)
    )
