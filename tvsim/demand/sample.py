"""Draw the case table of one replication."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import NONE, RunCalendar
from tvsim.demand.alike import by_row, put_rows
from tvsim.demand.appointments import Booking
from tvsim.demand.arrivals import Arrivals, arrivals, day_factors, day_shares
from tvsim.demand.backlog import Backlog
from tvsim.demand.case_table import CASE, CASE_BY_ROW, CaseRoom, CaseTable, of_rows
from tvsim.demand.contents import Contents
from tvsim.demand.course import Course, makes_visits
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


class Part(NamedTuple):
    """The cases of one strand, and their places in the table."""

    strand: Strand
    come: Arrivals
    places: Ints


BATCH = 12_000
"""Cases that are drawn together: so many that each step is worth its call, so few that they stay in the cache."""
ROWS_AT_ONCE = 2_000
"""Rows that are filled column by column before they go to their places: so few that they stay in the cache."""
UNSET = {
    **dict.fromkeys(("booked", "no_show"), False),
    **dict.fromkeys(("slot_at", "booked_until", "accepted_at", "due_at", "legal_due_at"), NONE),
}
"""What holds for those who come without an appointment, and for cases that were not open before the run."""


def sample_cases(
    plan: Plan, calendar: RunCalendar, seed: int, replication: int, room: CaseRoom | None = None
) -> CaseTable:
    """Draw every case of a run.

    Parameters
    ----------
    plan : Plan
    calendar : RunCalendar
        Of the same plan.
    seed : int
    replication : int
        From 1; the same seed and replication give the same cases.
    room : CaseRoom, optional
        Memory for the cases: they hold until the next are drawn in the same room.

    Returns
    -------
    CaseTable
        The backlog first, then cases and enquiries by day and place in the day, whatever way they come.
    """
    return _sampler(plan, calendar).cases(seed, replication, room or CaseRoom())


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

    def cases(self, seed: int, replication: int, room: CaseRoom) -> CaseTable:
        """Draw every case of a run: the arrivals first, then all else that is decided by chance."""
        streams = Streams(seed, replication, self._owners)
        ages = self._backlog.ages(seed, replication)
        carried = sum(len(age) for _, age in ages)
        daily = self._shares * day_factors(self._plan, self._calendar, seed, replication) * self._plan.demand.factor
        coming = self._coming(daily, streams)
        order = np.argsort(np.concatenate([come.day + come.place for _, come in coming]), kind="stable")
        in_order = np.concatenate((np.arange(carried), carried + order))
        rows = room.rows(len(in_order))
        wide = self._fill(rows, [*map(_at_start, ages), *coming], in_order, streams)
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

    def _fill(self, rows: NDArray[np.void], coming: list[Coming], in_order: Ints, streams: Streams) -> Wide:
        """Fill the rows of cases, in the order of the table; returns their columns that do not fit into a row."""
        wide = {name: np.zeros((len(in_order), width), dtype=np.int64) for name, width in self._contents.widths.items()}
        put = _Putting(rows)
        for batch in _batches(_parts(coming, in_order)):
            draws = Draws(streams, [(part.strand, len(part.places)) for part in batch])
            places = np.concatenate([part.places for part in batch])
            columns = self._columns(batch, draws)
            for name, table in wide.items():
                _put_few(table, places, columns.pop(name))
            put.rows(places, columns)
        return wide

    def _columns(self, batch: list[Part], draws: Draws) -> Columns:
        """All columns of a batch of cases that may differ, in the order in which one needs another."""
        come = Arrivals(
            np.concatenate([part.come.day for part in batch]), np.concatenate([part.come.place for part in batch])
        )
        kind = self._kind[draws.strand]
        columns = {
            "procedure": self._procedure[draws.strand],
            "ordinal": np.concatenate([np.arange(len(part.places)) for part in batch]),
            "enquiry": kind == Kind.ENQUIRY,
            "carried": kind == Kind.BACKLOG,
            "day": come.day,
        }
        columns |= self._ways.columns(come, draws)
        visits = makes_visits(kind, columns)
        columns |= self._ways.later_hours(columns["site"], visits, draws)
        columns |= self._visits.columns(columns["site"], visits, draws)
        return columns | self._contents.columns(columns["channel"], Course.of(kind, columns), draws)


_sampler = once_a_run(Sampler)


def _at_start(ages: tuple[Strand, Floats]) -> Coming:
    """Carried cases come as the run starts."""
    strand, age = ages
    return strand, Arrivals(np.zeros(len(age), dtype=np.int64), np.zeros(len(age)))


def _counts(coming: list[Coming]) -> list[tuple[Strand, int]]:
    return [(strand, len(come.day)) for strand, come in coming]


def _put_few(table: Ints, places: Ints, rows: Ints) -> None:
    """Put rows into a table of zeros, few of which have anything else."""
    few = np.flatnonzero(rows) // rows.shape[1]
    put_rows(table, places.take(few), rows.take(few, axis=0))


class _Putting:
    """Puts columns of cases into the rows of a table, `ROWS_AT_ONCE` of them at a time."""

    def __init__(self, rows: NDArray[np.void]) -> None:
        self._rows = rows
        self._some = np.empty(ROWS_AT_ONCE, dtype=CASE)
        for name, value in UNSET.items():
            self._some[name] = value
        of_case = self._some.view(CASE_BY_ROW)
        self._into = {name: of_case[name] for name in CASE.names or ()}

    def rows(self, places: Ints, columns: Columns) -> None:
        """Put columns into the rows at these places."""
        entries = [
            (self._into[name], column if column.ndim == 1 else by_row(column)) for name, column in columns.items()
        ]
        for begin in range(0, len(places), ROWS_AT_ONCE):
            at = places[begin : begin + ROWS_AT_ONCE]
            for into, column in entries:
                into[: len(at)] = column[begin : begin + ROWS_AT_ONCE]
            np.put(self._rows, at, self._some[: len(at)])  # several times as fast as rows[at] = ...


def _parts(coming: list[Coming], in_order: Ints) -> list[Part]:
    """Cases of each strand with their places in the table; those of a kind together, as they are drawn alike."""
    places = np.empty(len(in_order), dtype=np.int64)
    places[in_order] = np.arange(len(in_order))
    ends = np.cumsum([len(come.day) for _, come in coming])
    parts = [Part(*each, own) for each, own in zip(coming, np.split(places, ends[:-1]), strict=True)]
    return sorted(parts, key=lambda part: part.strand.kind)


def _batches(parts: list[Part]) -> Iterator[list[Part]]:
    """Cut a list of strands where enough cases have come together."""
    batch: list[Part] = []
    count = 0
    for part in parts:
        batch.append(part)
        count += len(part.places)
        if count >= BATCH:
            yield batch
            batch, count = [], 0
    if count:
        yield batch
