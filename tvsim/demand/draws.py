"""The uniform draws of cases: one row a case, one stream a purpose and strand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from tvsim.demand.durations import Durations
from tvsim.demand.streams import Owners, Purpose, Streams, generator
from tvsim.scenario.schema import Plan

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Kind(IntEnum):
    """Dossiers, enquiries and the backlog of a procedure are drawn apart."""

    DOSSIER = 0
    ENQUIRY = 1
    BACKLOG = 2


@dataclass(frozen=True)
class Strand:
    """Cases that share their streams and their rules: those of a kind of one procedure.

    Attributes
    ----------
    number : place among the plan's `strands`; rules are laid out in this order
    procedure, key : number and key of the procedure
    kind : Kind
    """

    number: int
    procedure: int
    key: str
    kind: Kind


def strands(plan: Plan) -> tuple[Strand, ...]:
    """All strands of a plan: each procedure's of every kind."""
    return tuple(
        Strand(len(Kind) * number + int(kind), number, key, kind)
        for number, key in enumerate(plan.procedures)
        for kind in Kind
    )


def owners(strands: Sequence[Strand]) -> Owners:
    """Owners of the streams of strands, by number."""
    return Owners([(strand.key, int(strand.kind)) for strand in strands])


class Draws:
    """Draws of so many cases of each of some strands; the first cases have the same however many follow.

    Attributes
    ----------
    count : cases of all strands together
    strand : number of each case's strand
    """

    def __init__(self, streams: Streams, parts: Sequence[tuple[Strand, int]]) -> None:
        self._streams = streams
        ends = np.cumsum([0, *(count for _, count in parts)]).tolist()
        self._parts = [
            (strand.number, slice(ends[part], ends[part + 1])) for part, (strand, count) in enumerate(parts) if count
        ]
        self._begins = np.array([rows.start for _, rows in self._parts], dtype=np.int64)
        self.count: int = ends[-1]
        self.strand: Ints = np.repeat(
            np.array([strand.number for strand, _ in parts], dtype=np.int64), [count for _, count in parts]
        )

    def uniform(self, purpose: Purpose, *columns: int, needed: Flags | None = None) -> Floats:
        """Draws in [0, 1), shape (cases, *columns); 0 for strands of which no case needs any."""
        return self._drawn(purpose, (), columns, needed)

    def numbered(self, purpose: Purpose, number: int, *columns: int, needed: Flags | None = None) -> Floats:
        """Draws of the so-manieth review or request; they do not depend on how many others there are."""
        return self._drawn(purpose, (number,), columns, needed)

    def milliseconds(self, purpose: Purpose, durations: Durations, owner: Ints, is_read: Flags, columns: int) -> Ints:
        """Durations of the cases' owners, so many a case, where they can be read; constant ones need no draws."""
        if durations.are_constant:
            return durations.where(is_read, owner, np.zeros((self.count, columns)))
        return durations.where(is_read, owner, self.uniform(purpose, columns, needed=is_read))

    def _drawn(
        self, purpose: Purpose, number: tuple[int, ...], columns: tuple[int, ...], needed: Flags | None
    ) -> Floats:
        parts = self._parts_with(needed)
        drawn = (np.empty if len(parts) == len(self._parts) else np.zeros)((self.count, *columns))
        if parts:
            seeds = self._streams.seeds(purpose, *number)
            for strand, rows in parts:
                generator(seeds[strand]).random(out=drawn[rows])
        return drawn

    def _parts_with(self, needed: Flags | None) -> list[tuple[int, slice]]:
        """Strands of which any case needs its draws, all where it is not said; with their rows."""
        if needed is None or not self._parts:
            return self._parts
        begins = self._begins * (needed.size // self.count)
        return list(compress(self._parts, np.logical_or.reduceat(needed.ravel(), begins).tolist()))
