"""What each of several changes has done, where they were made together: averages over the orders of making them.

A set of changes is the number whose bits are set for its members, so that ``0b101`` is the first and the third.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, factorial

import numpy as np

Order = tuple[int, ...]

ALL_ORDERS_UP_TO = 5
"""So many changes are made in all orders; of more, a sample of their orders is drawn."""
SAMPLED_ORDERS = 20
"""Orders that are drawn where nothing else is said."""


@dataclass(frozen=True)
class Orders:
    """Orders in which changes are made one after the other.

    Attributes
    ----------
    changes : how many there are
    sampled : the orders, each followed by its reverse; none where all are taken
    """

    changes: int
    sampled: tuple[Order, ...] | None = None

    @property
    def count(self) -> int:
        """How many orders the parts are averages over."""
        return self.possible if self.sampled is None else len(self.sampled)

    @property
    def possible(self) -> int:
        """How many orders there are."""
        return factorial(self.changes)

    @property
    def subsets(self) -> list[int]:
        """The sets of changes that are met on the way, none and all of them among these; each once."""
        if self.sampled is None:
            return list(range(1 << self.changes))
        return sorted({0, *(subset for order in self.sampled for subset in _on_the_way(order))})

    def weights(self, change: int) -> dict[tuple[int, int], Fraction]:
        """How often a change turns one set of changes into another, as a part of all orders.

        Notes
        -----
        Of all ``n!`` orders, ``|S|! (n - |S| - 1)!`` have exactly the changes ``S`` before a change: Shapley (1953), A
        value for n-person games.
        """
        if self.sampled is None:
            return {step: 1 / Fraction(self.changes * self._choices(step[0])) for step in self._steps(change)}
        found: dict[tuple[int, int], Fraction] = {}
        for order in self.sampled:
            step = _step(order, change)
            found[step] = found.get(step, Fraction(0)) + Fraction(1, len(self.sampled))
        return found

    def pairs(self, change: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
        """What a change turns into what, in each drawn order and its reverse."""
        drawn = self.sampled or ()
        return [
            (_step(one, change), _step(reverse, change)) for one, reverse in zip(drawn[::2], drawn[1::2], strict=True)
        ]

    def _choices(self, subset: int) -> int:
        """Sets of the same size without one certain change."""
        return comb(self.changes - 1, subset.bit_count())

    def _steps(self, change: int) -> Iterator[tuple[int, int]]:
        for subset in range(1 << self.changes):
            if not subset >> change & 1:
                yield subset, subset | 1 << change


def _on_the_way(order: Order) -> Iterator[int]:
    made = 0
    for change in order:
        made |= 1 << change
        yield made


def _step(order: Order, change: int) -> tuple[int, int]:
    before = sum(1 << each for each in order[: order.index(change)])
    return before, before | 1 << change


def orders_of(changes: int, sampled: int = SAMPLED_ORDERS, seed: int = 0) -> Orders:
    """Take all orders of up to five changes, and draw some of the orders of more.

    Orders are drawn without repetition, each with its reverse: a change that is made early in one is made late in the
    other, which makes their mean vary less (Mitchell et al., 2022, Sampling permutations for Shapley value
    estimation).

    Parameters
    ----------
    changes : int
    sampled : int
        How many are drawn, an even number; all are taken where there are no more.
    seed : int
        Of the orders: the same seed draws the same ones.
    """
    if changes <= ALL_ORDERS_UP_TO or sampled >= factorial(changes):
        return Orders(changes)
    # Replications are numbered from 1: no draw of a case has this key.
    generator = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, changes)))
    drawn: dict[Order, None] = {}
    while len(drawn) < sampled:
        order = tuple(int(each) for each in generator.permutation(changes))
        if order not in drawn:
            drawn |= {order: None, order[::-1]: None}
    return Orders(changes, tuple(drawn))


def shapley(values: Mapping[int, Fraction], orders: Orders) -> list[Fraction]:
    """Part of each change in the difference between all of them made and none: exact, and they add up to it.

    Parameters
    ----------
    values : mapping
        What the figure is with each of the sets `Orders.subsets` made.
    """
    return [
        sum((weight * (values[after] - values[before]) for (before, after), weight in steps.items()), Fraction(0))
        for steps in (orders.weights(change) for change in range(orders.changes))
    ]
