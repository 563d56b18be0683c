"""The case table: one row a case, with all that chance decides about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_TRIES = 4
"""A dossier that is flawed at its fourth try is returned for good."""
MAX_VISITS = 6
"""Draws for six visits of a case; later ones use the last."""
MOST_IN_VAIN = 6
"""Who was not served at so many visits does not come back."""
PATIENT = np.int64(1) << 61
"""The patience of those who stay."""

Ints = NDArray[np.int64]
Smalls = NDArray[np.int8]
Flags = NDArray[np.bool_]


WIDE = ("answer_ms", "recheck_ms", "review_ms")
"""Columns whose width depends on the scenario: as many as its most supplements or reviews."""

_FLAGS_BY_TRY = ("flawed", "flawed_online")
_BY_TRY = (*_FLAGS_BY_TRY, "intake_ms", "desk_ms", "corrected_ms", "travel_in_ms")
_BY_VISIT = ("wrap_up_ms", "patience_ms", "turns_away_at", "after_leaving", "away_days", "hour_ms")
_WIDTHS = dict.fromkeys(_BY_TRY, (MAX_TRIES,)) | dict.fromkeys(_BY_VISIT, (MAX_VISITS,))


_READ_BY_EACH_VISIT = (
    "comes_at", "booked_until", "intake_ms", "wrap_up_ms", "patience_ms", "procedure", "site", "turns_away_at",
    "enquiry", "carried", "channel", "return_channel", "priority", "booked", "no_show", "at_once", "refused",
    "reviewed", "supplements", "flawed", "flawed_online", "after_leaving",
)  # fmt: skip


@dataclass(frozen=True)
class CaseTable:
    """Cases in the order in which they would first come if all came the same way; the row is the case number.

    Times are engine time, durations milliseconds. Columns with two axes have one column for each try (`MAX_TRIES`),
    visit (`MAX_VISITS`), supplement or review.

    What no case can come to is not worked out and stays 0, whatever is drawn for it:

    - ``intake_ms``, ``desk_ms`` and ``travel_in_ms`` of a try that no flaw at all those before leads to, or of a way
      in that the case cannot take: intake is for those who come to the counter, travel for those who come by post, the
      desk for post and online, and for those who may go online as they are not served at the counter;
    - ``corrected_ms`` of a try that is not made or not flawed, and of the last;
    - ``wrap_up_ms``, ``patience_ms``, ``away_days`` and ``hour_ms`` of cases that neither come to the counter nor
      fetch their result there;
    - ``collect_ms`` and ``collected_after_ms`` where the result is not fetched, ``travel_out_ms`` where it goes back
      online (one that should be fetched may be sent in the end);
    - all of the back office and of the way back for enquiries;
    - ``answer_ms`` and ``recheck_ms`` of requests that are not made, ``recheck_ms`` also of those never answered;
    - ``review_ms`` where the case needs no reviews or its procedure has no such review.

    Attributes
    ----------
    procedure : number of the procedure group in the scenario
    ordinal : the case is the so-manieth of its procedure (enquiries and backlog are counted apart)
    enquiry : only a question, no dossier
    carried : open at the start of the run
    day : day of the run on which the case comes
    home, site : home site of the applicant, site where the case is received
    channel, return_channel : codes of `Channel`
    comes_at : when the case first comes to the counter, is posted or submitted
    priority : class in the ticket queue, 0 is called first
    booked, no_show, slot_at : appointment; the slot's start
    booked_until : until when a booked ticket is good; `NONE` where it brings no precedence
    at_once, refused, reviewed : decided at the counter; decision refuses; needs its reviews
    flawed, flawed_online, intake_ms, desk_ms, corrected_ms, travel_in_ms : by try; ``flawed_online`` holds for those
        who changed from the counter to online
    wrap_up_ms, patience_ms, turns_away_at, after_leaving, away_days, hour_ms : by visit; ``turns_away_at`` is the
        number waiting at which the person turns away (0: never), ``hour_ms`` the time of day of a later visit
    collect_ms, collected_after_ms, travel_out_ms : the way back
    work_ms, field_ms, conclude_ms : contents of the back office
    supplements, answer_ms, recheck_ms : number of requests, and by request; ``answer_ms`` -1 is never answered
    review_ms : by review
    accepted_at, due_at, legal_due_at : of carried cases, else `NONE`
    """

    procedure: NDArray[np.int32]
    ordinal: Ints
    enquiry: Flags
    carried: Flags
    day: NDArray[np.int32]
    home: NDArray[np.int32]
    site: NDArray[np.int32]
    channel: Smalls
    return_channel: Smalls
    comes_at: Ints
    priority: Smalls
    booked: Flags
    no_show: Flags
    slot_at: Ints
    booked_until: Ints
    at_once: Flags
    refused: Flags
    reviewed: Flags
    flawed: Flags
    flawed_online: Flags
    intake_ms: Ints
    desk_ms: Ints
    corrected_ms: Ints
    travel_in_ms: Ints
    wrap_up_ms: Ints
    patience_ms: Ints
    turns_away_at: NDArray[np.int32]
    after_leaving: Smalls
    away_days: NDArray[np.int32]
    hour_ms: Ints
    collect_ms: Ints
    collected_after_ms: Ints
    travel_out_ms: Ints
    work_ms: Ints
    field_ms: Ints
    conclude_ms: Ints
    supplements: Smalls
    answer_ms: Ints
    recheck_ms: Ints
    review_ms: Ints
    accepted_at: Ints
    due_at: Ints
    legal_due_at: Ints

    def __len__(self) -> int:
        return len(self.procedure)

    def __post_init__(self) -> None:
        lengths = {field.name: len(getattr(self, field.name)) for field in fields(self)}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"columns of a case table must be equally long: {lengths}")

    @cached_property
    def rows(self) -> NDArray[np.void]:
        """The same table as an array of `CASE` rows, all columns but the `WIDE` ones."""
        rows = np.empty(len(self), dtype=CASE)
        for name in CASE.names or ():
            rows[name] = getattr(self, name)
        return rows


def of_rows(rows: NDArray[np.void], wide: dict[str, Ints]) -> CaseTable:
    """Return a table whose columns are those of an array of `CASE` rows, and the `WIDE` ones."""
    columns: dict[str, Any] = {name: rows[name] for name in CASE.names or ()}
    columns |= {name: columns[name].view(np.bool_) for name in _FLAGS_BY_TRY}
    table = CaseTable(**(columns | wide))
    table.__dict__["rows"] = rows
    return table


def _row_type() -> np.dtype[np.void]:
    """One row of the case table: first what each visit reads, in a few lines of the processor's cache, then the rest.

    In both parts the widest entries come first, so that each lies on a multiple of its size.
    """
    kinds = {"Ints": np.int64, "Smalls": np.int8, "Flags": np.bool_, "NDArray[np.int32]": np.int32}
    columns = [field for field in fields(CaseTable) if field.name not in WIDE]
    types: dict[str, np.dtype[Any]] = {field.name: np.dtype(kinds[str(field.type)]) for field in columns}
    types |= dict.fromkeys(_FLAGS_BY_TRY, np.dtype(np.int8))  # a row cannot hold several flags in a compiled engine
    names = sorted(types, key=lambda name: (name not in _READ_BY_EACH_VISIT, -types[name].itemsize))
    return np.dtype([(name, types[name], _WIDTHS.get(name, ())) for name in names], align=True)


CASE = _row_type()
"""Type of one row of a case table: the engine reads one case after the other, and finds all of it in one place."""


def _by_row() -> np.dtype[np.void]:
    """`CASE` with each column of several values as a single entry."""
    fields_of = dict(CASE.fields or {})
    types = {
        name: kind if kind.subdtype is None else np.dtype((np.void, kind.itemsize))
        for name, (kind, *_) in fields_of.items()
    }
    return np.dtype(
        {
            "names": list(types),
            "formats": list(types.values()),
            "offsets": [place[1] for place in fields_of.values()],
            "itemsize": CASE.itemsize,
        }
    )


CASE_BY_ROW = _by_row()
"""The same row, but columns of several values are single entries, as `tvsim.demand.alike.by_row` makes them."""


class CaseRoom:
    """Memory for the rows of a case table, which a later table may use again."""

    def __init__(self) -> None:
        self._rows = np.empty(0, dtype=CASE)

    def rows(self, count: int) -> NDArray[np.void]:
        """Return so many rows; what is in them is of no meaning."""
        if len(self._rows) < count:
            self._rows = np.empty(count + count // 16, dtype=CASE)
        return self._rows[:count]
