"""The centre as plain arrays: what the compiled engine works on, laid out from a case table and its resources.

Each array has one kind of row. What refers to a row does so by its number; `NONE` is no row. A queue is the number of
its first node, kept by whom it belongs to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DUE_RULES, NONE
from tvsim.codes import Order, ReviewMode
from tvsim.demand.case_table import CASE, CaseRoom
from tvsim.models.records import (
    Activities,
    CaseRecords,
    DeskItems,
    Requests,
    Signatures,
    Tasks,
    Visits,
    row_type,
)
from tvsim.models.serving_out import serves_until_at

if TYPE_CHECKING:
    from tvsim.demand import CaseTable
    from tvsim.resources import Resources

Rows = NDArray[np.void]


def _kind(*numbers: str, flags: tuple[str, ...] = ()) -> np.dtype[np.void]:
    """Type of a row of numbers and flags. All numbers have 64 bits: each function is then compiled once."""
    return np.dtype([*((name, np.int64) for name in numbers), *((name, np.bool_) for name in flags)], align=True)


def _more(table: type[Any], *numbers: str, flags: tuple[str, ...] = ()) -> np.dtype[np.void]:
    """Type of a row of a record table, with what the engine keeps beside it while it runs."""
    return _kind(*(row_type(table).names or ()), *numbers, flags=flags)


GROWING = ("events", "nodes", "visits", "desk_items", "tasks", "signatures", "requests", "activities", "reviews")
"""Arrays of which nobody knows beforehand how long they must be; `CLOCK` has how much of each is in use."""

CASE_STATE = _more(
    CaseRecords,
    "came_at",
    "agency",
    "group",
    "first_review",
    "requests_made",
    "wanted",
    "kind",
    "draw",
    "in_vain",
)
"""A case: its records; when somebody came who waits at the door; where it belongs; its
reviews and supplements, how many requests were made and how many answers are wanted; kind and draws of the visit it
is at or comes to next, and visits in vain so far."""
VISIT = row_type(Visits)
DESK_ITEM = _more(DeskItems, "left_ms")
TASK = _more(Tasks, "left_ms", flags=("unwanted",))
SIGNATURE = row_type(Signatures)
REQUEST = row_type(Requests)
ACTIVITY = row_type(Activities)
REVIEW = _kind("work_ms", "due_at", "case", "number", "agency", "task", flags=("open",))
PROCEDURE = _kind(
    "limit_ms",
    "legal_limit_ms",
    "review_limit_ms",
    "withdrawn_after_ms",
    "agency",
    "reviews",
    "clock",
    flags=("committee", "in_turn", "silence_is_consent"),
)
GROUP = _kind(
    "waiting",
    "first_officer",
    "last_officer",
    "next_window",
    "last_window",
    "next_closing",
    "last_closing",
    "at_lunch",
    "at_closing",
    "tickets",
    "joining",
    "impatient",
    "desk",
    flags=("called_to_take",),
)
OFFICER = _kind(
    "service_ms",
    "wrap_up_ms",
    "worked_ms",
    "group",
    "next_shift",
    "last_shift",
    "shift",
    "in_hand",
    flags=("free", "serving_out"),
)
SHIFT = _kind("begins_at", "ends_at", "serves_until_at", "officer", "duty", flags=("serves_out",))
STRETCH = _kind("begins_at", "ends_at")
OFFICE = _kind("take_at", "queued", "first_reviewer", "last_reviewer", "queue", "free", flags=("earliest_due",))
REVIEWER = _kind(
    "worked_ms",
    "until_at",
    "agency",
    "staff",
    "next_presence",
    "last_presence",
    "task",
    flags=("free",),
)
SIGNER = _kind("capacity", "waiting", "next_time", "last_time", "ready")
NODE = _kind("place", "case", "row", "child", "next")
EVENT = _kind("key", "who")
TAKING = _kind("act", "who")
CLOCK = _kind(
    "now",
    "order",
    "ends_at",
    "moments",
    "at_instant",
    "most_at_instant",
    "margin",
    "arrived",
    "visits",
    "desk_items",
    "tasks",
    "signatures",
    "requests",
    "activities",
    "reviews",
    "events",
    "nodes",
    *(f"room_for_{name}" for name in GROWING),
    "takings",
    "free_node",
    "coming",
    "comes_at",
    "laid_in",
    "stretch",
    "on_the_way",
    "to_send",
    "next_round",
    "last_round",
    "sites",
    "agencies",
    "duty_rules",
    "most_reviews",
    "reviews_drawn",
    "supplements_drawn",
    "committee_ms",
    "due_rule",
    "due_cut_off_ms",
    "due_day_ms",
    "fault",
    "fault_act",
    "fault_who",
    "fault_at",
    "act",
    "who",
    "stage",
)


ARRAYS: dict[str, np.dtype[Any]] = {
    "clock": CLOCK,
    "events": EVENT,
    "takings": TAKING,
    "nodes": NODE,
    "arrivals": np.dtype(np.int64),
    "table": CASE,
    "reviews": REVIEW,
    "state": CASE_STATE,
    "visits": VISIT,
    "desk_items": DESK_ITEM,
    "tasks": TASK,
    "signatures": SIGNATURE,
    "requests": REQUEST,
    "activities": ACTIVITY,
    "answer_ms": np.dtype(np.int64),
    "recheck_ms": np.dtype(np.int64),
    "review_ms": np.dtype(np.int64),
    "activities_in_order": ACTIVITY,
    "staff_places": np.dtype(np.int64),
    "rules": PROCEDURE,
    "asked": np.dtype(np.int64),
    "group_of": np.dtype(np.int64),
    "ways": np.dtype(np.int64),
    "groups": GROUP,
    "duty_waiting": np.dtype(np.int64),
    "duty_ratio": np.dtype(np.int64),
    "officers": OFFICER,
    "shifts": SHIFT,
    "stretches": STRETCH,
    "offices": OFFICE,
    "reviewers": REVIEWER,
    "signers": SIGNER,
    "hours_starts_at": np.dtype(np.int64),
    "hours_ends_at": np.dtype(np.int64),
    "hours_before_ms": np.dtype(np.int64),
    "due_next_working": np.dtype(np.int64),
    "due_opens_at": np.dtype(np.int64),
    "due_noon_at": np.dtype(np.int64),
    "due_closes_at": np.dtype(np.int64),
    "due_first_half": np.dtype(np.int64),
    "due_half_ends_at": np.dtype(np.int64),
}
"""The arrays of a centre and the types of their rows. Their order is that of the descriptor, see `Centre`."""


class Centre:
    """All arrays of one run, changed in place; a table that is full is laid out anew by `enlarge`.

    Compiled functions are handed the address of a descriptor, an array with address and length of each array: handing
    on three dozen arrays from function to function would cost more than the work they do.

    Attributes
    ----------
    descriptor : array of int64, shape (arrays, 2)
    address : where it lies
    """

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Array of that name."""

    def __init__(self, arrays: dict[str, Any]) -> None:
        self.descriptor = np.zeros((len(ARRAYS), 2), dtype=np.int64)
        self.address = self.descriptor.ctypes.data
        for name in ARRAYS:
            self.put(name, arrays[name])

    def put(self, name: str, rows: Any) -> None:
        """Put an array in its place."""
        rows = np.require(rows, ARRAYS[name], ["C", "W", "A"])
        self.descriptor[list(ARRAYS).index(name)] = rows.ctypes.data, len(rows)
        setattr(self, name, rows.view(np.recarray) if rows.dtype.names else rows)
        if name in GROWING:
            self.clock[f"room_for_{name}"] = len(rows)


def _rows(kind: np.dtype[np.void], count: int, **columns: Any) -> Any:
    """Return an array of so many rows; columns not given are zero."""
    rows = np.zeros(count, dtype=kind)
    for name, column in columns.items():
        rows[name] = column
    return rows.view(np.recarray)


class Room:
    """Memory for the tables of a run, which a later run may use again: fresh memory costs as much as the run itself.

    Attributes
    ----------
    cases : for the cases that are drawn before it
    """

    def __init__(self) -> None:
        self.cases = CaseRoom()
        self._rows: dict[str, Any] = {}

    def of(self, name: str, count: int) -> Any:
        """Return room for at least so many rows of an array; what is in them is of no meaning."""
        rows = self._rows.get(name)
        if rows is None or len(rows) < count:
            rows = self._rows[name] = np.empty(count, dtype=ARRAYS[name])
        return rows

    def of_columns(self, name: str, columns: int, count: int) -> Any:
        """Return room for so many columns of a table, each by itself; what is in them is of no meaning."""
        numbers = self._rows.get(name)
        if numbers is None or len(numbers) < columns * count:
            numbers = self._rows[name] = np.empty(columns * (count + count // 16), dtype=np.int64)
        return numbers[: columns * count].reshape(columns, count)

    def keep(self, name: str, rows: Any) -> None:
        """Keep an array that has grown."""
        self._rows[name] = rows


def lay_out(table: CaseTable, resources: Resources, room: Room) -> Centre:
    """Lay out a centre before its first midnight."""
    counters, offices, shifts = resources.counters, resources.offices, resources.shifts
    agencies, officers = len(offices.order), len(shifts.group)
    stretches, first = _stretches(resources)
    staff = officers + len(offices.reviewer_agency)
    margin = 20 + 3 * staff + len(counters.site) + 2 * agencies + resources.procedures.reviewers.shape[1]
    clock = _rows(
        CLOCK,
        1,
        ends_at=resources.ends_at,
        free_node=NONE,
        on_the_way=NONE,
        to_send=NONE,
        margin=margin,
        most_at_instant=100 * (len(table) + staff) + 10_000,
        next_round=first["mail"][0],
        last_round=first["mail"][-1],
        sites=len(resources.transfers.site_agency_ms),
        agencies=agencies,
        duty_rules=counters.duty_waiting.shape[1],
        most_reviews=resources.procedures.reviewers.shape[1],
        reviews_drawn=table.review_ms.shape[1],
        supplements_drawn=table.answer_ms.shape[1],
        due_rule=DUE_RULES.index(resources.due.rule),
        due_cut_off_ms=resources.due.cut_off_ms,
        due_day_ms=resources.due.day_ms,
        committee_ms=resources.transfers.committee_ms,
    )
    count = len(table)
    office, days = resources.office, resources.due.days
    ways = np.vstack([resources.transfers.site_agency_ms, resources.transfers.agency_agency_ms])
    return Centre(
        {
            "clock": clock,
            "events": room.of("events", 8 * margin + count // 8),
            "takings": _rows(TAKING, 2 * (len(counters.site) + agencies + 1)),
            "nodes": room.of("nodes", 4 * margin + count // 8),
            "arrivals": room.of("arrivals", count),
            "table": table.rows,
            "reviews": room.of("reviews", count // 2 + 2 * margin),
            "state": room.of("state", count),
            "visits": room.of("visits", count + count // 2 + 2 * margin),
            "desk_items": room.of("desk_items", count // 2 + 2 * margin),
            "tasks": room.of("tasks", 2 * count + 2 * margin),
            "signatures": room.of("signatures", count + 2 * margin),
            "requests": room.of("requests", count // 8 + 2 * margin),
            "activities": room.of("activities", 4 * count + 4 * margin),
            "answer_ms": table.answer_ms.ravel(),
            "recheck_ms": table.recheck_ms.ravel(),
            "review_ms": table.review_ms.ravel(),
            "activities_in_order": room.of("activities_in_order", 0),
            "staff_places": np.zeros(staff, dtype=np.int64),
            "rules": _procedures(resources),
            "asked": resources.procedures.reviewers.ravel(),
            "group_of": counters.group.ravel(),
            "ways": ways.ravel(),
            "groups": _groups(resources, first),
            "duty_waiting": counters.duty_waiting.ravel(),
            "duty_ratio": counters.duty_ratio.ravel(),
            "officers": _officers(resources),
            "shifts": _shifts(resources),
            "stretches": stretches,
            "offices": _offices(resources),
            "reviewers": _reviewers(resources, first["presence"]),
            "signers": _signers(resources, first["signing"]),
            "hours_starts_at": office.starts_at,
            "hours_ends_at": office.ends_at,
            "hours_before_ms": office.before_ms,
            "due_next_working": days.next_working,
            "due_opens_at": days.opens_at,
            "due_noon_at": days.noon_at,
            "due_closes_at": days.closes_at,
            "due_first_half": days.first_half,
            "due_half_ends_at": days.half_ends_at,
        }
    )


def _procedures(resources: Resources) -> Any:
    rules = resources.procedures
    return _rows(
        PROCEDURE,
        len(rules.agency),
        agency=rules.agency,
        limit_ms=rules.limit_ms,
        legal_limit_ms=rules.legal_limit_ms,
        review_limit_ms=rules.review_limit_ms,
        withdrawn_after_ms=rules.withdrawn_after_ms,
        reviews=(rules.reviewers >= 0).sum(axis=1),
        clock=rules.clock,
        committee=rules.committee,
        in_turn=rules.review_mode == ReviewMode.IN_TURN,
        silence_is_consent=rules.silence_is_consent,
    )


def _stretches(resources: Resources) -> tuple[Any, dict[str, NDArray[np.int64]]]:
    """All stretches and set times in one array, and where those of each owner begin."""
    counters, offices, mail_at = resources.counters, resources.offices, resources.mail_at
    parts = {
        "windows": (counters.tickets.first, counters.tickets.begins_at, counters.tickets.ends_at),
        "closings": (counters.closings.first, counters.closings.begins_at, counters.closings.ends_at),
        "presence": (offices.presence.first, offices.presence.begins_at, offices.presence.ends_at),
        "signing": (offices.signing_at.first, offices.signing_at.begins_at, offices.signing_at.ends_at),
        "mail": (np.array([0, len(mail_at)]), mail_at, mail_at),
    }
    first, reached = {}, 0
    for name, (starts, begins_at, _) in parts.items():
        first[name] = starts + reached
        reached += len(begins_at)
    rows = _rows(
        STRETCH,
        reached,
        begins_at=np.concatenate([begins_at for _, begins_at, _ in parts.values()]),
        ends_at=np.concatenate([ends_at for _, _, ends_at in parts.values()]),
    )
    return rows, first


def _groups(resources: Resources, first: dict[str, NDArray[np.int64]]) -> Any:
    counters = resources.counters
    count = len(counters.site)
    officers = np.searchsorted(resources.shifts.group, np.arange(count + 1))
    return _rows(
        GROUP,
        count,
        first_officer=officers[:-1],
        last_officer=officers[1:],
        next_window=first["windows"][:-1],
        last_window=first["windows"][1:],
        next_closing=first["closings"][:-1],
        last_closing=first["closings"][1:],
        at_lunch=counters.at_lunch,
        at_closing=counters.at_closing,
        tickets=NONE,
        joining=NONE,
        impatient=NONE,
        desk=NONE,
    )


def _officers(resources: Resources) -> Any:
    shifts = resources.shifts
    return _rows(
        OFFICER,
        len(shifts.group),
        group=shifts.group,
        next_shift=shifts.first[:-1],
        last_shift=shifts.first[1:],
        shift=NONE,
        in_hand=NONE,
    )


def _shifts(resources: Resources) -> Any:
    shifts = resources.shifts
    return _rows(
        SHIFT,
        len(shifts.begins_at),
        begins_at=shifts.begins_at,
        ends_at=shifts.ends_at,
        serves_until_at=serves_until_at(resources),
        officer=shifts.officer,
        duty=shifts.duty,
        serves_out=shifts.serves_out,
    )


def _offices(resources: Resources) -> Any:
    offices = resources.offices
    count = len(offices.order)
    reviewers = np.searchsorted(offices.reviewer_agency, np.arange(count + 1))
    return _rows(
        OFFICE,
        count,
        take_at=NONE,
        first_reviewer=reviewers[:-1],
        last_reviewer=reviewers[1:],
        queue=NONE,
        earliest_due=offices.order == Order.EARLIEST_DUE,
    )


def _reviewers(resources: Resources, first: NDArray[np.int64]) -> Any:
    offices = resources.offices
    count = len(offices.reviewer_agency)
    return _rows(
        REVIEWER,
        count,
        agency=offices.reviewer_agency,
        staff=len(resources.shifts.group) + np.arange(count),
        next_presence=first[:-1],
        last_presence=first[1:],
        task=NONE,
    )


def _signers(resources: Resources, first: NDArray[np.int64]) -> Any:
    return _rows(
        SIGNER,
        len(first) - 1,
        capacity=resources.offices.signing_capacity,
        next_time=first[:-1],
        last_time=first[1:],
        ready=NONE,
    )
