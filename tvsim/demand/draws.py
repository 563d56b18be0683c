"""The uniform draws of one procedure's cases: one row a case, one stream a purpose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS
from tvsim.demand.durations import milliseconds
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.values import Distribution

Floats = NDArray[np.float64]


class Kind(IntEnum):
    """Dossiers, enquiries and the backlog of a procedure are drawn apart."""

    DOSSIER = 0
    ENQUIRY = 1
    BACKLOG = 2


@dataclass(frozen=True)
class Draws:
    """Draws of ``count`` cases of a kind; the first cases have the same however many follow."""

    seed: int
    replication: int
    procedure: str
    kind: Kind
    count: int

    def uniform(self, purpose: Purpose, *columns: int) -> Floats:
        """Draws in [0, 1), shape (cases, *columns)."""
        return self._stream(purpose).random((self.count, *columns))

    def numbered(self, purpose: Purpose, number: int, *columns: int) -> Floats:
        """Draws of the so-manieth review or request; they do not depend on how many others there are."""
        return self._stream(purpose, number).random((self.count, *columns))

    def _stream(self, purpose: Purpose, *number: int) -> np.random.Generator:
        return stream(self.seed, self.replication, purpose, self.procedure, int(self.kind), *number)

    def minutes(self, purpose: Purpose, duration: Distribution, *columns: int) -> NDArray[np.int64]:
        """Durations given in minutes, as milliseconds."""
        return milliseconds(duration, self.uniform(purpose, *columns), MINUTE_MS)
