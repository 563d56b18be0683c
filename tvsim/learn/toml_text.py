"""How a learned scenario writes its values in TOML."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from tvsim.scenario.toml_text import text
from tvsim.scenario.values import WEEKDAYS

__all__ = ["days_text", "number", "text"]


def number(value: float, digits: int = 2) -> str:
    """Return a number without needless zeros."""
    rounded = round(float(value), digits)
    return str(int(rounded)) if rounded == int(rounded) else repr(rounded)


def days_text(weekdays: Iterable[int]) -> str:
    """``"mon-wed,fri"`` for (0, 1, 2, 4)."""
    parts = []
    for _, run in groupby(enumerate(sorted(weekdays)), key=lambda pair: pair[1] - pair[0]):
        names = [WEEKDAYS[day] for _, day in run]
        parts.append(names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}")
    return ",".join(parts)
