"""Random streams: one for each replication, purpose and procedure, none of which can meet another.

The k-th case of a procedure takes the k-th row of each of its streams, so that it keeps its draws whatever else in
the scenario changes.
"""

from __future__ import annotations

import hashlib
from enum import IntEnum

import numpy as np


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
    keys = [_hashed(name) if isinstance(name, str) else name for name in names]
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(replication, int(purpose), *keys)))


def _hashed(name: str) -> int:
    """Return 64 bits that stand for a name, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
