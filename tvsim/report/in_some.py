"""Figures that not all replications have: in how many there is one is written behind them."""

from __future__ import annotations

from collections.abc import Iterable

from tvsim.experiment.fewer import fewer
from tvsim.language import Language


def in_some(text: str, replications: float, of: int, between: str = " ") -> str:
    """Return a figure as it is written, with the number of replications that have it where not all of them do."""
    return f"{text}{between}[{replications:.0f}]" if fewer([replications], of) else text


def in_some_note(replications: Iterable[float], of: int, language: Language) -> list[str]:
    """Say what the square brackets are, where there are any."""
    if not fewer(replications, of):
        return []
    return [language.text("In square brackets: in how many replications there is such a figure, if not in all.")]
