"""Draw the case table of one replication."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import NONE, RunCalendar
from tvsim.demand.appointments import Booking
from tvsim.demand.arrivals import Arrivals, arrivals, day_factors, day_shares
from tvsim.demand.backlog import Backlog
from tvsim.demand.case_table import CASE, CaseTable, of_rows
from tvsim.demand.contents import Contents
from tvsim.demand.draws import Draws, Floats, Ints, Kind, Strand, owners, strands
from tvsim.demand.kept import once_a_run
from tvsim.demand.patience import Visits
from tvsim.demand.streams import Purpose, Streams
from tvsim.demand.ways import Ways
from tvsim.scenario.schema import Plan

Columns = dict[str, NDArray[Any]]
Wide = dict[str, Ints]
Coming = tuple[Strand, Arrivals]
"""The cases of one strand, in the order of their ordinals."""

BATCH = 4_000
"""Cases that are drawn together: so many that each step is worth its call, so few that they stay in the cache."""
UNSET = {
    **dict.fromkeys(("booked", "no_show"), False),
    **dict.fromkeys(("slot_at", "booked_until", "accepted_at", "due_at", "legal_due_at"), NONE),
}
"""What holds for those who come without an appointment, and for cases that were not open before the run."""


def sample_cases(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> CaseTable:
    """Draw every case of a run.

    Parameters
    ----------
    plan : Plan
    calendar : RunCalendar
        Of the same plan.
    seed : int
    replication : int
        From 1; the same seed and replication give the same cases.

    Returns
    -------
    CaseTable
        The backlog first, then cases and enquiries by day and place in the day, whatever way they come.
    """
    return _sampler(plan, calendar).cases(seed, replication)


class Sampler:
    """Draws the cases of a plan; what depends neither on seed nor on replication is worked out once."""

    def __init__(self, plan: Plan, calendar: RunCalendar) -> None:
        self._plan, self._calendar = plan, calendar
        self._strands = strands(plan)
        self._owners = owners(self._strands)
        self._procedure = np.array([strand.procedure for strand in self._strands], dtype=np.int32)
        self._kind = np.array([strand.kind for strand in self._strands])
        self._shares = day_shares(plan, calendar)
        self._ways = Ways(plan, calendar, self._strands)
        self._contents = Contents(plan, self._strands)
        self._visits = Visits(plan, self._strands)
        self._backlog = Backlog(plan, calendar, self._strands)
        self._booking = Booking(plan, calendar)

    def cases(self, seed: int, replication: int) -> CaseTable:
        """Draw every case of a run: the arrivals first, then all else that is decided by chance."""
        streams = Streams(seed, replication, self._owners)
        ages = self._backlog.ages(seed, replication)
        carried = sum(len(age) for _, age in ages)
        daily = self._shares * day_factors(self._plan, self._calendar, seed, replication) * self._plan.demand.factor
        coming = self._coming(daily, streams)
        order = np.argsort(np.concatenate([come.day + come.place for _, come in coming]), kind="stable")
        in_order = np.concatenate((np.arange(carried), carried + order))
        rows, wide = self._rows([*map(_at_start, ages), *coming], in_order, streams)
        if carried:
            for name, column in self._backlog.due(ages).items():
                rows[name][:carried] = column
        if self._booking.is_possible:
            draws = Draws(streams, _counts(coming)).uniform(Purpose.BOOKING, 3)
            self._booking.book_visits(rows[carried:], draws[order])
        return of_rows(rows, wide)

    def _coming(self, daily: Floats, streams: Streams) -> list[Coming]:
        """When the dossiers and enquiries of each procedure come."""
        procedures = list(self._plan.procedures.values())
        coming = []
        for strand in self._strands:
            if strand.kind != Kind.BACKLOG:
                procedure = procedures[strand.procedure]
                volume = procedure.per_year * (procedure.enquiries if strand.kind == Kind.ENQUIRY else 1.0)
                coming.append((strand, arrivals(daily * volume, streams.of(strand.number, Purpose.ARRIVAL))))
        return coming

    def _rows(self, coming: list[Coming], in_order: Ints, streams: Streams) -> tuple[NDArray[np.void], Wide]:
        """Rows of cases, and their columns that do not fit into a row, in the order of the table."""
        rows = np.empty(len(in_order), dtype=CASE)
        wide = {name: np.empty((len(in_order), width), dtype=np.int64) for name, width in self._contents.widths.items()}
        places = np.empty(len(in_order), dtype=np.int64)
        places[in_order] = np.arange(len(in_order))
        batches = list(_batches(coming))
        free_rows = _unset_rows(max(map(_size, batches), default=0))
        begins = 0
        for batch in batches:
            draws = Draws(streams, _counts(batch))
            at = slice(begins, begins + draws.count)
            into = {name: free_rows[name][: draws.count] for name in CASE.names or ()}
            into |= {name: column[at] for name, column in wide.items()}
            for columns in self._columns(batch, draws):
                for name, column in columns.items():
                    into[name][...] = column
            np.put(rows, places[at], free_rows[: draws.count])  # several times as fast as rows[places] = ...
            begins += draws.count
        return rows, {name: np.take(column, in_order, axis=0) for name, column in wide.items()}

    def _columns(self, batch: list[Coming], draws: Draws) -> Iterator[Columns]:
        """Columns of a batch of cases, a few at a time: they are still in the cache when they are written."""
        come = Arrivals(
            np.concatenate([come.day for _, come in batch]), np.concatenate([come.place for _, come in batch])
        )
        kind = self._kind[draws.strand]
        yield {
            "procedure": self._procedure[draws.strand],
            "ordinal": np.concatenate([np.arange(len(come.day)) for _, come in batch]),
            "enquiry": kind == Kind.ENQUIRY,
            "carried": kind == Kind.BACKLOG,
            "day": come.day,
        }
        ways = self._ways.columns(come, draws)
        yield ways
        yield from self._contents.columns(ways["channel"], draws)
        yield from self._visits.columns(ways["site"], draws)


_sampler = once_a_run(Sampler)


def _at_start(ages: tuple[Strand, Floats]) -> Coming:
    """Carried cases come as the run starts."""
    strand, age = ages
    return strand, Arrivals(np.zeros(len(age), dtype=np.int64), np.zeros(len(age)))


def _counts(coming: list[Coming]) -> list[tuple[Strand, int]]:
    return [(strand, len(come.day)) for strand, come in coming]


def _size(coming: list[Coming]) -> int:
    return sum(len(come.day) for _, come in coming)


def _unset_rows(count: int) -> NDArray[np.void]:
    """Rows of cases of which nothing is known but what nearly all have in common."""
    rows = np.empty(count, dtype=CASE)
    for name, value in UNSET.items():
        rows[name] = value
    return rows


def _batches(coming: list[Coming]) -> Iterator[list[Coming]]:
    """Cut a list of strands where enough cases have come together."""
    batch: list[Coming] = []
    count = 0
    for strand, come in coming:
        batch.append((strand, come))
        count += len(come.day)
        if count >= BATCH:
            yield batch
            batch, count = [], 0
    if count:
        yield batch
