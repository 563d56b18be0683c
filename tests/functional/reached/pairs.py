"""Which rules have acted together: in some run each has, and each two that can."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from tests.functional.reached.rules import NAMES, reached
from tvsim.outcomes import Run

ALTERNATIVES = {
    "rule": ("due by working hours", "due at the end of a day", "due at the end of a half day"),
    "limit_in_force": ("the promised limit is shorter than the legal one", "the legal limit is in force"),
}
"""Rules that exclude each other: a plan has one due rule for all procedures, and one kind of limit in force.

The keys are fields of `tvsim.scenario.schema.Deadlines`. While the legal limits are in force, they are those promised.
"""
EXCLUDED = frozenset(
    frozenset(pair) for alternatives in ALTERNATIVES.values() for pair in combinations(alternatives, 2)
)


class Together:
    """In how many runs each two rules have acted together, and each alone.

    Attributes
    ----------
    runs : number of runs
    """

    def __init__(self) -> None:
        self.runs = 0
        self._counts = np.zeros((len(NAMES), len(NAMES)), dtype=np.int64)

    def note(self, run: Run) -> None:
        """Note which rules have acted in a run."""
        acted = [NAMES.index(name) for name in reached(run)]
        self._counts[np.ix_(acted, acted)] += 1
        self.runs += 1

    def count(self, one: str, other: str) -> int:
        """Number of runs in which two rules have acted."""
        return int(self._counts[NAMES.index(one), NAMES.index(other)])

    def missing(self) -> list[str]:
        """Rules that have never acted."""
        return [name for name in NAMES if not self.count(name, name)]

    def apart(self) -> list[tuple[str, str]]:
        """Pairs of rules that have never acted together although they do not exclude each other."""
        pairs = combinations(NAMES, 2)
        return [pair for pair in pairs if not self.count(*pair) and frozenset(pair) not in EXCLUDED]
