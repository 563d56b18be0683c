"""What scenarios are called beside each other: no two the same."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """Names that are all different: those that were there before get a number that makes none of the others' names."""
    taken, found = set(names), list[str]()
    for name in names:
        numbers = (f"{name} ({number})" for number in count(2))
        found.append(name if name not in found else next(each for each in numbers if each not in taken))
        taken.add(found[-1])
    return tuple(found)
