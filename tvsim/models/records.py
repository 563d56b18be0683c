"""What a run leaves behind: one table of arrays for each kind of happening, in the order in which they began.

What began at the same instant is in the order of the case numbers (reviews of one case in theirs), so that the tables
do not depend on the order in which an engine came to it. Activities are by person, and for each in their order.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, fields
from operator import call
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import NONE

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class CaseRecords:
    """One row a case of the case table; times are engine time, `NONE` where it did not happen.

    Attributes
    ----------
    status : codes of `CaseStatus` at the end of the run
    channel : the way in by the end; differs from the case table's for those who went online instead
    tries, visits : intakes and visits so far
    submitted_at : first ticket, posting or submission of the dossier in its last channel
    acknowledged_at : end of the first intake
    accepted_at, due_at, legal_due_at : as they stand at the end of the run
    decided_at, handed_over_at
    returned_by : code of `Channel` by which the result went to the applicant, else `NONE`
    closed_at : decision, withdrawal, return for good, giving up or answer
    """

    status: Ints
    channel: Ints
    tries: Ints
    visits: Ints
    submitted_at: Ints
    acknowledged_at: Ints
    accepted_at: Ints
    due_at: Ints
    legal_due_at: Ints
    decided_at: Ints
    handed_over_at: Ints
    returned_by: Ints
    closed_at: Ints


@dataclass(frozen=True)
class Visits:
    """One row a visit: ``ended_at`` is the end of the service, of the patience, or of the attempt."""

    case: Ints
    kind: Ints
    group: Ints
    priority: Ints
    came_at: Ints
    ticket_at: Ints
    called_at: Ints
    ended_at: Ints
    officer: Ints
    outcome: Ints


@dataclass(frozen=True)
class DeskItems:
    """One row an intake of post or online at the desk."""

    case: Ints
    group: Ints
    joined_at: Ints
    started_at: Ints
    ended_at: Ints
    officer: Ints


@dataclass(frozen=True)
class Tasks:
    """One row a task of reviewers; ``due_at`` is what it was queued by, ``reviewer`` the last who worked on it."""

    case: Ints
    kind: Ints
    agency: Ints
    review: Ints
    joined_at: Ints
    due_at: Ints
    started_at: Ints
    ended_at: Ints
    reviewer: Ints
    outcome: Ints


@dataclass(frozen=True)
class Signatures:
    """One row a signature; ``signer`` is an agency, or one more than the last for the committee."""

    case: Ints
    signer: Ints
    ready_at: Ints
    signed_at: Ints


@dataclass(frozen=True)
class Requests:
    """One row a request for papers, with the due time before the request and after the answer."""

    case: Ints
    asked_at: Ints
    answered_at: Ints
    due_before_at: Ints
    due_after_at: Ints


@dataclass(frozen=True)
class Activities:
    """One row a stretch of somebody's work: ``work_ms`` is its office time where it is paused out of hours."""

    staff: Ints
    activity: Ints
    begins_at: Ints
    ends_at: Ints
    work_ms: Ints
    case: Ints


@dataclass(frozen=True)
class Records:
    """All tables of a run. In `Activities`, reviewers are numbered on from the officers."""

    cases: CaseRecords
    visits: Visits
    desk: DeskItems
    tasks: Tasks
    signatures: Signatures
    requests: Requests
    activities: Activities
    events: int


def row_type(table: type[Any]) -> np.dtype[np.void]:
    """Type of one row of a table."""
    return np.dtype([(field.name, np.int64) for field in fields(table)])


def columns_of(table: type[Any], rows: NDArray[np.void]) -> Any:
    """Return a table whose columns are those of an array of rows."""
    return table(**{field.name: rows[field.name] for field in fields(table)})


def in_order(table: type[Any], rows: NDArray[np.void]) -> NDArray[np.void]:
    """Put rows, given in the order in which they were begun, into the order of their table."""
    if table is Activities:
        staff = rows["staff"]
        if len(rows) and staff.max() < np.iinfo(np.int16).max:
            staff = staff.astype(np.int16)  # which numpy sorts by digits, in one pass or two
        return rows.take(np.argsort(staff, kind="stable"))
    began_at = _began_at(table, rows)
    keys = [rows["case"], *([rows["review"]] if table is Tasks else [])]
    tied = np.flatnonzero(began_at[1:] == began_at[:-1])
    tied = np.union1d(tied, tied + 1)
    keys_of_tied = [began_at[tied], *(key[tied] for key in keys)]
    rows[tied] = rows[tied[np.lexsort(keys_of_tied[::-1])]]
    return rows


def _began_at(table: type[Any], rows: NDArray[np.void]) -> Ints:
    """Moment at which each row was begun."""
    if table is Visits:
        return np.where(rows["ticket_at"] != NONE, rows["ticket_at"], rows["ended_at"])
    first_time: Ints = rows[next(field.name for field in fields(table) if field.name.endswith("_at"))]
    return first_time


class Journal:
    """A table while it is being written: rows are added, and their open columns filled in later."""

    def __init__(self, table: type[Any]) -> None:
        self._table = table
        self._columns = {name: array("q") for name in table.__dataclass_fields__}
        self._adders = tuple(column.append for column in self._columns.values())
        self._rows = 0
        for name, column in self._columns.items():
            setattr(self, name, column)

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> array[int]:
            """Column of that name."""

    def add(self, *values: int) -> int:
        """Add a row, its values in the order of the columns, and return its number; the rest is `NONE`."""
        row, self._rows = self._rows, self._rows + 1
        for _ in map(call, self._adders, values):
            pass
        for adder in self._adders[len(values) :]:
            adder(NONE)
        return row

    def table(self) -> Any:
        """Return the finished table."""
        rows = np.empty(self._rows, dtype=row_type(self._table))
        for name, column in self._columns.items():
            rows[name] = column
        return columns_of(self._table, in_order(self._table, rows))


class Log:
    """A table of rows that are written once and never changed."""

    def __init__(self, table: type[Any]) -> None:
        self._table = table
        self._names = tuple(table.__dataclass_fields__)
        self._entries = array("q")

    def add(self, *values: int) -> None:
        """Add a row, one value for each column."""
        self._entries.extend(values)

    def table(self) -> Any:
        """Return the finished table."""
        rows = np.empty(len(self._entries) // len(self._names), dtype=row_type(self._table))
        for number, name in enumerate(self._names):
            rows[name] = self._entries[number :: len(self._names)]
        return columns_of(self._table, in_order(self._table, rows))
