"""Cases that are open at the start of the run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import RunCalendar, limits_ms
from tvsim.demand.draws import Floats, Kind, Strand
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.schema import Plan

Columns = dict[str, NDArray[Any]]


class Backlog:
    """The backlogs of a plan's agencies, each case at a random point of its limit."""

    def __init__(self, plan: Plan, calendar: RunCalendar, strands: Sequence[Strand]) -> None:
        procedures = list(plan.procedures.values())
        limits = np.array([limits_ms(procedures[strand.procedure], plan.deadlines) for strand in strands])
        self._in_force_ms, self._legal_ms = limits.T
        self._clock = calendar.due_clock(plan)
        self._agencies = []
        for key, agency in plan.agencies.items():
            own = [each for each in strands if each.kind == Kind.BACKLOG and procedures[each.procedure].agency == key]
            dossiers = [procedures[each.procedure] for each in own]
            volumes = np.cumsum([procedure.per_year * (procedure.at_once < 1) for procedure in dossiers])
            if agency.backlog:
                self._agencies.append((key, agency.backlog, own, volumes))

    def ages(self, seed: int, replication: int) -> list[tuple[Strand, Floats]]:
        """Part of its limit that each case has behind it, by strand.

        A procedure's part of its agency's backlog is its part of the agency's dossiers.
        """
        found = []
        for key, count, own, volumes in self._agencies:
            which, age = stream(seed, replication, Purpose.BACKLOG, key).random((count, 2)).T
            chosen = np.searchsorted(volumes, which * volumes[-1], side="right")
            found += [(strand, age[chosen == place]) for place, strand in enumerate(own)]
        return found

    def due(self, ages: list[tuple[Strand, Floats]]) -> Columns:
        """Due times: what is left of a limit, counted from the first midnight of the run."""
        strand = np.repeat([strand.number for strand, _ in ages], [len(age) for _, age in ages])
        in_force_ms, legal_ms = self._in_force_ms[strand], self._legal_ms[strand]
        left_ms = np.rint(in_force_ms * (1 - np.concatenate([age for _, age in ages]))).astype(np.int64)
        start = np.zeros(len(left_ms), dtype=np.int64)
        return {
            "accepted_at": start,
            "due_at": self._clock.due(start, left_ms),
            "legal_due_at": self._clock.due(start, left_ms + legal_ms - in_force_ms),
        }
