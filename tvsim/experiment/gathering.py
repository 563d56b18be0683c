"""Which scenarios wait for which replications, and which results somebody still needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence


class Gathering:
    """Scenarios, numbered from 0 as they are added, and the names of their replications' results.

    Two scenarios that differ in nothing which decides their figures have the same results, which are done once.
    """

    def __init__(self) -> None:
        self._keys: list[Sequence[str]] = []
        self._missing: list[int] = []
        self._waiting: dict[str, list[int]] = {}
        self._uses: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many different results there are."""
        return len(self._uses)

    def add(self, keys: Sequence[str], missing: Collection[str]) -> None:
        """Add a scenario with the names of its results, and those among them that are still to be done."""
        for key in missing:
            self._waiting.setdefault(key, []).append(len(self._keys))
        self._keys.append(keys)
        self._missing.append(len(missing))
        self._uses.update(keys)

    def ready(self) -> list[int]:
        """Scenarios that wait for nothing."""
        return [number for number, missing in enumerate(self._missing) if not missing]

    def arrived(self, key: str) -> list[int]:
        """Note that a result is there; returns the scenarios that waited for it alone."""
        complete = []
        for number in self._waiting.pop(key, []):
            self._missing[number] -= 1
            if not self._missing[number]:
                complete.append(number)
        return complete

    def keys(self, number: int) -> Sequence[str]:
        """Names of a scenario's results."""
        return self._keys[number]

    def used(self, number: int) -> list[str]:
        """Note that a scenario needs its results no more; returns those that nobody else needs."""
        self._uses.subtract(self._keys[number])
        return [key for key in self._keys[number] if not self._uses[key]]
