"""What may mislead where a number is varied, though not as the scenario is: overloaded pools, and empty starts."""

from __future__ import annotations

from collections.abc import Sequence

from tvsim.cautions import EmptyStartWarning, OverloadWarning, ScenarioWarning, cautions_but_of_loads
from tvsim.language import marked, worded
from tvsim.loads import overloaded_pools
from tvsim.scenario import Scenario

Pool = tuple[str, str, bool]
"""A pool as it is called, its kind, and whether it takes desk work, too; see `tvsim.loads.PoolLoad`."""
OVERLOADED = {
    (False, False): marked(
        "{pool}: the mean load is 1 or more at {count:,} of {total:,} points ({points}), where its queue grows as long "
        "as the run lasts"
    ),
    (True, False): marked(
        "{pool}: the mean load is 1 or more at {count:,} of {total:,} points ({points}), where people wait long, leave "
        "unserved, or are served in overtime"
    ),
    (True, True): marked(
        "{pool}: the mean load is 1 or more at {count:,} of {total:,} points ({points}), where people wait long, leave "
        "unserved, or are served in overtime, and dossiers from post and online wait long at the desk"
    ),
}
"""What comes of it, by whether they are officers at a counter, and whether these take desk work, too."""
LISTED = 3
"""Points that a sentence names; of more it says how many."""


class Overloads:
    """Where which pools have a mean load of 1 or more.

    Parameters
    ----------
    base : Scenario
        As it is; pools that are overloaded already are not named again.
    """

    def __init__(self, base: Scenario) -> None:
        self._before = set(_overloaded(base))
        known = cautions_but_of_loads(base)
        self._known = set(map(str, known))
        self._starts_empty = any(isinstance(each, EmptyStartWarning) for each in known)
        self._points: dict[Pool, list[str]] = {}
        self._empty: list[str] = []
        self._others: dict[str, ScenarioWarning] = {}

    def note(self, scenario: Scenario, point: str) -> None:
        """Look at a scenario; ``point`` says what is varied in it."""
        for pool in _overloaded(scenario):
            if pool not in self._before:
                self._points.setdefault(pool, []).append(point)
        for caution in cautions_but_of_loads(scenario):
            if isinstance(caution, EmptyStartWarning):
                self._empty.append(point)
            else:
                self._others[str(caution)] = caution

    def warnings(self, of: int) -> list[ScenarioWarning]:
        """One sentence for each pool, for empty starts, and for what else is at a point; ``of`` is their number."""
        others = [each for text, each in self._others.items() if text not in self._known]
        return [*self._empty_starts(of), *others, *self._overloads(of)]

    def _empty_starts(self, of: int) -> list[EmptyStartWarning]:
        if not self._empty or self._starts_empty:
            return []
        text = worded(
            "the back office starts empty at {count:,} of {total:,} points ({points}), where its first cases are "
            "decided too soon",
            count=len(self._empty),
            total=of,
            points=_some(self._empty),
        )
        return [EmptyStartWarning(text)]

    def _overloads(self, of: int) -> list[OverloadWarning]:
        return [
            OverloadWarning(
                worded(
                    OVERLOADED[kind == "officers", takes_desk_work],
                    pool=pool,
                    count=len(points),
                    total=of,
                    points=_some(points),
                )
            )
            for (pool, kind, takes_desk_work), points in self._points.items()
        ]


def _overloaded(scenario: Scenario) -> list[Pool]:
    return [(each.named, each.kind, each.takes_desk_work) for each in overloaded_pools(scenario.plan)]


def _some(points: Sequence[str]) -> str:
    left = len(points) - LISTED
    rest = [worded("and {count:,} more", count=left)] if left > 0 else []
    return "; ".join([*points[:LISTED], *rest])
