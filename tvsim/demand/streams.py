"""Random streams: one for each replication, purpose and procedure, none of which can meet another.

The k-th case of a procedure takes the k-th row of each of its streams, so that it keeps its draws whatever else in
the scenario changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from tvsim.demand.seeding import Keys, Seed, States, states


class Purpose(IntEnum):
    """What a stream is for. The numbers are part of the results: never renumber, only add."""

    ARRIVAL = 0
    DAY = 1
    CHANNEL = 2
    HOME = 3
    RETURN = 4
    PRIORITY = 5
    DECISION = 6
    FLAW = 7
    INTAKE = 8
    DESK = 9
    CORRECTION = 10
    PATIENCE = 11
    LEAVING = 12
    HOUR = 13
    TRAVEL = 14
    WORK = 15
    SUPPLEMENT = 16
    REVIEW = 17
    COLLECTION = 18
    BOOKING = 19
    WRAP_UP = 20
    BACKLOG = 21
    ABSENCE = 22


def stream(seed: int, replication: int, purpose: Purpose, *names: str | int) -> np.random.Generator:
    """Return the generator of one purpose.

    Parameters
    ----------
    seed : int
        The study's seed.
    replication : int
        From 1.
    purpose : Purpose
    names
        What the stream belongs to, such as a procedure's key: a name is hashed, so that another procedure more or
        less does not shift it.
    """
    keys = map(_key, names)
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replication, int(purpose), *keys)))


class Owners:
    """Who has streams of his own for every purpose, each by his names."""

    def __init__(self, names: Sequence[tuple[str | int, ...]]) -> None:
        self._names = [tuple(map(_key, of_owner)) for of_owner in names]
        self._keys: dict[tuple[int, ...], Keys] = {}

    def keys(self, number: tuple[int, ...]) -> Keys:
        """Keys of the owners' streams, or of their so-manieth ones."""
        if number not in self._keys:
            self._keys[number] = Keys([(*names, *number) for names in self._names])
        return self._keys[number]


class Streams:
    """The streams of many owners in one replication: the same as `stream` gives, but seeded together."""

    def __init__(self, seed: int, replication: int, owners: Owners) -> None:
        self._seed, self._replication, self._owners = seed, replication, owners
        self._states: dict[tuple[int, ...], States] = {}

    def of(self, owner: int, purpose: Purpose, *number: int) -> np.random.Generator:
        """Return the generator ``stream(seed, replication, purpose, *names, *number)`` of an owner's names."""
        return generator(self.seeds(purpose, *number)[owner])

    def seeds(self, purpose: Purpose, *number: int) -> States:
        """Return the seeds of all owners' streams of a purpose, for their `generator`."""
        wanted = (int(purpose), *number)
        if wanted not in self._states:
            key = (self._replication, int(purpose))
            self._states[wanted] = states(self._seed, key, self._owners.keys(number))
        return self._states[wanted]


def generator(state: States) -> np.random.Generator:
    """Return the generator of a seed, as `numpy.random.default_rng` makes it."""
    return np.random.Generator(np.random.PCG64(Seed(state)))  # type: ignore[arg-type]  # any ISeedSequence will do


def _key(name: str | int) -> int:
    """Return a number as it is, and for a name 64 bits that stand for it, the same on every machine."""
    if isinstance(name, int):
        return int(name)
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
