"""One finished run: what was planned, what was drawn, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, NONE, RunCalendar
from tvsim.codes import VisitOutcome
from tvsim.demand import CaseTable
from tvsim.models import Records
from tvsim.resources import Resources
from tvsim.scenario.schema import Plan

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Run:
    """All that the figures of one replication are computed from."""

    plan: Plan
    calendar: RunCalendar
    table: CaseTable
    resources: Resources
    records: Records

    @property
    def begins_at(self) -> int:
        """Start of the reported period, engine time."""
        return self.calendar.period_at[0]

    @property
    def ends_at(self) -> int:
        """End of the reported period, engine time."""
        return self.calendar.period_at[1]

    @property
    def last_day(self) -> int:
        """Last day of the reported period."""
        return self.ends_at // DAY_MS - 1

    @cached_property
    def agencies(self) -> list[str]:
        """Keys of the agencies, by number."""
        return list(self.plan.agencies)

    @cached_property
    def procedure(self) -> NDArray[np.int32]:
        """Number of the procedure group of each case, by itself: in the table it lies far apart, row by row."""
        return np.ascontiguousarray(self.table.procedure)

    @cached_property
    def case_agency(self) -> Ints:
        """Agency of each case."""
        return self.resources.procedures.agency[self.procedure]

    @cached_property
    def visit_agency(self) -> Ints:
        """Agency of the case of each visit."""
        return self.case_agency[self.records.visits.case]

    @cached_property
    def wait_ends_at(self) -> Ints:
        """End of the wait of each visit, by the call or without it; whoever still waits has waited to the run's end."""
        visits = self.records.visits
        ends_at = np.where(visits.called_at != NONE, visits.called_at, visits.ended_at)
        return np.where(ends_at != NONE, ends_at, self.calendar.ends_at)

    @cached_property
    def came(self) -> Flags:
        """Whether somebody came, in the reported period, for each visit; who did not show up did not."""
        visits = self.records.visits
        return np.asarray(self.in_period(visits.came_at) & (visits.outcome != VisitOutcome.NO_SHOW))

    def in_period(self, at: Ints) -> Flags:
        """Whether times lie in the reported period."""
        return (at >= self.begins_at) & (at < self.ends_at)

    def by_agency(self, agency: Ints, weight: Ints | None = None) -> NDArray[np.float64]:
        """Counts, or sums of weights, by agency and, last, over all."""
        counts = np.bincount(agency, weights=weight, minlength=len(self.agencies)).astype(float)
        return np.append(counts, counts.sum())


def ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Part by whole; missing where the whole is nothing."""
    missing = np.full(len(whole), np.nan)
    return np.asarray(np.divide(part, whole, out=missing, where=np.asarray(whole) > 0))
