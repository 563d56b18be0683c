"""Booked visits: each gets the first free slot from its wished time on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS, NONE, OfficeTime, RunCalendar
from tvsim.codes import Channel
from tvsim.demand.draws import Draws, Kind
from tvsim.demand.durations import milliseconds
from tvsim.demand.streams import Purpose
from tvsim.opening import opening_days, ticket_times
from tvsim.scenario.places import group_numbers
from tvsim.scenario.schema import Appointments, Plan

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Slot:
    """A bookable time: its start, engine time, and how many it holds."""

    starts_at: int
    capacity: int


def slots(appointments: Appointments, calendar: RunCalendar, tickets: OfficeTime) -> list[Slot]:
    """All slots of the run, in order; those at which no tickets are given do not exist."""
    found = []
    for day in range(calendar.run_days):
        weekday = calendar.date(day).weekday()
        for rule in appointments.slots:
            if weekday in rule.days:
                starts = range(rule.hours.begins_min, rule.hours.ends_min, rule.every_min)
                found += [Slot(day * DAY_MS + minute * MINUTE_MS, rule.capacity) for minute in starts]
    is_open: NDArray[np.bool_] = (
        tickets.contains([slot.starts_at for slot in found]) if found else np.empty(0, dtype=bool)
    )
    return sorted(
        (slot for slot, opened in zip(found, is_open, strict=True) if opened), key=lambda slot: slot.starts_at
    )


def book(wished_at: NDArray[np.int64], available: list[Slot]) -> NDArray[np.int64]:
    """Start of the slot that each gets, in the order given; `NONE` where no later slot is free.

    Two persons never hold the same place of a slot; each slot is filled up to its capacity before a later one is
    given to anybody who wished to come before it.
    """
    starts = np.array([slot.starts_at for slot in available], dtype=np.int64)
    left = [slot.capacity for slot in available]
    next_free = list(range(len(available) + 1))

    def first_free(slot: int) -> int:
        while next_free[slot] != slot:
            next_free[slot] = next_free[next_free[slot]]
            slot = next_free[slot]
        return slot

    given = np.full(len(wished_at), NONE, dtype=np.int64)
    for person, slot in enumerate(np.searchsorted(starts, wished_at, side="left").tolist()):
        found = first_free(slot)
        if found < len(available):
            given[person] = starts[found]
            left[found] -= 1
            if left[found] == 0:
                next_free[found] = found + 1
    return given


def unbooked(count: int) -> Columns:
    """Columns of the case table for people who come without an appointment."""
    return {
        "booked": np.zeros(count, dtype=bool),
        "no_show": np.zeros(count, dtype=bool),
        "slot_at": np.full(count, NONE, dtype=np.int64),
        "booked_until": np.full(count, NONE, dtype=np.int64),
    }


def book_visits(plan: Plan, calendar: RunCalendar, cases: Columns, seed: int, replication: int) -> Columns:
    """Give booked first visits their slots.

    Who books is drawn for each case; slots are given in the order in which people wish to come. Somebody who is early
    gets a ticket when the window of the slot opens.

    Returns
    -------
    The columns, with ``comes_at`` and the columns of appointments of the booked cases changed.
    """
    if not any(group.appointments.share > 0 for group in plan.counters.values()):
        return cases
    cases = {name: column.copy() for name, column in cases.items()}
    draws = _booking_draws(plan, cases, seed, replication)
    agencies = list(plan.agencies)
    agency_of = np.array([agencies.index(procedure.agency) for procedure in plan.procedures.values()])
    groups = group_numbers(plan)[cases["site"], agency_of[cases["procedure"]]]
    for number, group in enumerate(plan.counters.values()):
        rules = group.appointments
        first_visits = (cases["channel"] == Channel.COUNTER) & (groups == number)
        rows = np.flatnonzero(first_visits & (draws[:, 0] < rules.share))
        rows = rows[np.argsort(cases["comes_at"][rows], kind="stable")]
        tickets = ticket_times(group, opening_days(plan, calendar, group))
        available = slots(rules, calendar, OfficeTime.of(*np.array(tickets, dtype=np.int64).reshape(-1, 2).T))
        slot_at = book(cases["comes_at"][rows], available)
        rows, slot_at = rows[slot_at != NONE], slot_at[slot_at != NONE]
        window_ms = round(rules.window_min * MINUTE_MS)
        arrives_at = slot_at + milliseconds(rules.lateness_min, draws[rows, 1], MINUTE_MS)
        cases["booked"][rows] = True
        cases["slot_at"][rows] = slot_at
        cases["no_show"][rows] = draws[rows, 2] < rules.no_show
        cases["comes_at"][rows] = np.maximum(arrives_at, np.maximum(slot_at - window_ms, 0))
        cases["booked_until"][rows] = slot_at + window_ms if rules.called_first else NONE
    return cases


def _booking_draws(plan: Plan, cases: Columns, seed: int, replication: int) -> NDArray[np.float64]:
    """Draws of booking, lateness and showing up; each case keeps its own whatever the others do."""
    draws = np.zeros((len(cases["procedure"]), 3))
    for number, key in enumerate(plan.procedures):
        for kind in (Kind.DOSSIER, Kind.ENQUIRY):
            those = np.flatnonzero((cases["procedure"] == number) & (cases["enquiry"] == (kind == Kind.ENQUIRY)))
            own = Draws(seed, replication, key, kind, len(those)).uniform(Purpose.BOOKING, 3)
            draws[those] = own[cases["ordinal"][those]]
    return draws
