"""The way from one scenario to another: its changes, the orders of making them, and the scenarios these lead over."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tvsim.experiment.question import Variant
from tvsim.language import worded
from tvsim.scenario import Scenario
from tvsim.scenario.transition import BY, Alteration, By, SubsetError, Transition
from tvsim.statistics import Orders, orders_of

LONG = 200
"""So many scenarios on the way are run without a warning. Twelve changes lead over about as many; 20 replications of
each take some 20 minutes of a core for the baseline's year."""


class LongWayWarning(UserWarning):
    """Changes that lead over so many scenarios that it takes long to run them."""


@dataclass(frozen=True)
class Way:
    """The way from one scenario to another.

    Attributes
    ----------
    transition : the changes, each of which can be made alone
    orders : in which they are made
    scenarios : those that are met, by the set of the changes that are made in them
    by : what one change is
    """

    transition: Transition
    orders: Orders
    scenarios: Mapping[int, Scenario]
    by: By

    @classmethod
    def between(cls, base: Scenario, final: Scenario, by: By, sampled: int, seed: int) -> Way:
        """Find the changes and the scenarios that they lead over.

        Checking these takes longest: about 20 ms each for the size of the baseline.

        Parameters
        ----------
        base, final : Scenario
        by : {"value", "table", "section"}
            What one change is.
        sampled : int
            How many orders are drawn where there are more than five changes.
        seed : int
            Of the orders.
        """
        return cls.along(Transition.between(base, final, by), by, sampled, seed)

    @classmethod
    def along(cls, transition: Transition, by: By, sampled: int, seed: int) -> Way:
        """Take the changes of a transition, joined until all scenarios on the way are valid."""
        while True:
            orders = orders_of(len(transition.alterations), sampled, seed)
            try:
                found = {subset: transition.scenario(_members(subset)) for subset in orders.subsets}
            except SubsetError as impossible:
                transition = transition.joined(impossible.made)
            else:
                return cls(transition, orders, found, by)

    @property
    def changes(self) -> tuple[Alteration, ...]:
        """The changes, in the order of the schema."""
        return self.transition.alterations

    @property
    def texts(self) -> list[str]:
        """The changes in words."""
        return [change.text for change in self.changes]

    @property
    def coarser(self) -> tuple[By, ...]:
        """What one change could be instead, so that there are fewer."""
        return BY[BY.index(self.by) + 1 :]

    @property
    def is_long(self) -> bool:
        """Whether it takes long to run all scenarios."""
        return len(self.scenarios) > LONG

    def variants(self) -> Iterator[Variant]:
        """All scenarios, with the changes that are made in them."""
        texts = self.texts
        for subset, scenario in self.scenarios.items():
            yield Variant(scenario, self.transition.base, made=tuple(texts[each] for each in _members(subset)))

    def remark(self, coarser: str = 'by="{by}"') -> str:
        """Say in a sentence that it takes long, and how there would be fewer scenarios.

        Parameters
        ----------
        coarser : str
            How ``by`` is written by whoever reads it.
        """
        ways = [coarser.format(by=by) for by in self.coarser] or [worded("fewer orders")]
        return worded(
            "{changes} changes lead over {scenarios:,} scenarios, which take long to run; {ways} would make fewer",
            changes=len(self.changes),
            scenarios=len(self.scenarios),
            ways=worded(" or ").join(ways),
        )


def warn_if_long(way: Way) -> None:
    """Warn of a way that takes long.

    Warns
    -----
    LongWayWarning
    """
    if way.is_long:
        warnings.warn(LongWayWarning(way.remark()), stacklevel=3)


def _members(subset: int) -> list[int]:
    return [number for number in range(subset.bit_length()) if subset >> number & 1]
