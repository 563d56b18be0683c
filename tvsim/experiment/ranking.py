"""How certain it is which assumption moves a figure most, and which of them move it at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.experiment.families import ERROR
from tvsim.language import Language

ENDS = ("at_low", "at_high")


@dataclass(frozen=True)
class Ranking:
    """Assumptions by how far one figure of one agency moves, and what of their order is certain.

    Attributes
    ----------
    assumptions : tuple of str
        Their paths, the largest swing first.
    contenders : tuple of str
        Those that may be the largest: whose interval of the swing reaches as far as every other is for certain, or is
        not known.
    untold : tuple of str
        Those that cannot be told from no effect, corrected by Holm for all statements that are made at once.
    moves : whether any of them moves the figure
    has_intervals : whether any of them has an interval; one replication has none
    """

    assumptions: tuple[str, ...]
    contenders: tuple[str, ...]
    untold: tuple[str, ...]
    moves: bool
    has_intervals: bool

    @classmethod
    def of(cls, rows: pd.DataFrame) -> Ranking:
        """Read it from rows of one figure and agency, the largest swing first, as `Sensitivity.table` has them."""
        names = tuple(map(str, rows["assumption"]))
        least, most = rows["swing_from"].to_numpy(float), rows["swing_to"].to_numpy(float)
        certain = np.nanmax(least, initial=0.0)
        # Negated, since what is not known is never less, and never told from nothing.
        contenders = tuple(name for name, its in zip(names, most, strict=True) if not its < certain)
        chances = rows["p_corrected"].to_numpy(float)
        untold = tuple(name for name, its in zip(names, chances, strict=True) if not its <= ERROR)
        return cls(names, contenders, untold, bool((rows["swing"] > 0).any()), not np.isnan(most).all())

    @property
    def first_is_largest(self) -> bool:
        """Whether the first moves the figure most by the intervals: its own lies beyond those of all others."""
        is_alone = self.contenders == self.assumptions[:1]
        return self.moves and self.has_intervals and is_alone and self.assumptions[0] not in self.untold

    @property
    def marked(self) -> tuple[str, ...]:
        """Those to be marked as not told from no effect; none where that says nothing of one rather than another."""
        return self.untold if self.moves and self.has_intervals else ()

    def in_words(self, language: Language, named: Callable[[str], str], listed: int) -> list[str]:
        """Say which is the largest by the intervals, or how many may be, and how many of so many listed are marked."""
        if not self.has_intervals:
            return []
        if not self.moves:
            return [language.worded("No assumption moves it.")]
        return [*self._largest(language, named), *self._told(language, listed)]

    def _largest(self, language: Language, named: Callable[[str], str]) -> list[str]:
        if len(self.assumptions) == 1:
            return []
        if self.first_is_largest:
            largest = language.worded(
                "“{assumption}” moves it most: the interval of its size lies beyond those of all others.",
                assumption=named(self.assumptions[0]),
            )
            return [largest]
        return [
            language.worded(
                "Which assumption moves it most is not certain: by their intervals it may be any of {count}.",
                count=language.number(len(self.contenders)),
            )
        ]

    def _told(self, language: Language, listed: int) -> list[str]:
        marked = set(self.marked).intersection(self.assumptions[:listed])
        if not marked:
            return []
        said = language.worded(
            "Marked *: cannot be told from no effect, corrected by Holm; {count:,} of the {listed:,} listed.",
            count=len(marked),
            listed=listed,
        )
        return [said]


def swings(table: pd.DataFrame) -> pd.DataFrame:
    """Return how far figures move at the end where they move further, and between what that lies.

    The larger of two differences, without their signs, is at least the larger of the least and at most the larger of
    the most that each can be. A difference whose interval holds 0 can be as small as 0.

    Parameters
    ----------
    table : DataFrame
        With ``at_low_difference``, ``at_low_from``, ``at_low_to`` and ``at_low_p``, and the same for ``at_high``.

    Returns
    -------
    DataFrame
        ``swing``, ``swing_from`` and ``swing_to``, of the same rows: 95 % intervals, of each by itself. What is not
        known at any end, is missing; ``swing_to`` also where it is not known at one. And ``p``, the chance of so large
        a difference at either end if there were none, corrected for both (Bonferroni).
    """
    differences, lows, highs = (
        table[[f"{end}_{name}" for end in ENDS]].to_numpy(float) for name in ("difference", "from", "to")
    )
    least = np.maximum(np.maximum(lows, -highs), 0) + 0.0  # no negative zero
    most = np.maximum(abs(lows), abs(highs))
    found = {
        "swing": np.fmax(*abs(differences).T),
        "swing_from": np.fmax(*least.T),
        "swing_to": np.maximum(*most.T),
        "p": _of_either(table[[f"{end}_p" for end in ENDS]].to_numpy(float)),
    }
    return pd.DataFrame(found, table.index)


def _of_either(p: NDArray[np.float64]) -> NDArray[np.float64]:
    tested = (~np.isnan(p)).sum(axis=1)
    return np.asarray(np.minimum(np.fmin(*p.T) * tested, 1.0))
