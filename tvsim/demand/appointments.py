"""Booked visits: each gets the first free slot from its wished time on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS, NONE, OfficeTime, RunCalendar
from tvsim.codes import Channel
from tvsim.demand.draws import Floats
from tvsim.demand.durations import milliseconds
from tvsim.opening import opening_days, ticket_times
from tvsim.scenario.places import group_numbers
from tvsim.scenario.schema import Appointments, CounterGroup, Plan


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


class Booking:
    """How the first visits of a plan are booked: the rules and slots of each counter group."""

    def __init__(self, plan: Plan, calendar: RunCalendar) -> None:
        agencies = list(plan.agencies)
        agency_of = [agencies.index(procedure.agency) for procedure in plan.procedures.values()]
        self._group = group_numbers(plan)[:, agency_of]
        self._groups = [
            (number, group.appointments, _bookable(plan, calendar, group))
            for number, group in enumerate(plan.counters.values())
            if group.appointments.share > 0
        ]

    @property
    def is_possible(self) -> bool:
        """Whether any visit is booked."""
        return bool(self._groups)

    def book_visits(self, rows: NDArray[np.void], draws: Floats) -> None:
        """Give booked first visits their slots.

        Who books is drawn for each case; slots are given in the order in which people wish to come. Somebody who is
        early gets a ticket when the window of the slot opens.

        Parameters
        ----------
        rows : array of `CASE`
            Whose ``comes_at`` and columns of appointments are changed where a visit is booked.
        draws : array, shape (cases, 3)
            Of booking, lateness and showing up.
        """
        groups = np.where(rows["channel"] == Channel.COUNTER, self._group[rows["site"], rows["procedure"]], NONE)
        for number, rules, available in self._groups:
            wishing = np.flatnonzero((groups == number) & (draws[:, 0] < rules.share))
            wishing = wishing[np.argsort(rows["comes_at"][wishing], kind="stable")]
            slot_at = book(rows["comes_at"][wishing], available)
            booked, slot_at = wishing[slot_at != NONE], slot_at[slot_at != NONE]
            _note(rows, booked, slot_at, rules, draws[booked])


def _bookable(plan: Plan, calendar: RunCalendar, group: CounterGroup) -> list[Slot]:
    tickets = ticket_times(group, opening_days(plan, calendar, group))
    return slots(group.appointments, calendar, OfficeTime.of(*np.array(tickets, dtype=np.int64).reshape(-1, 2).T))


def _note(
    rows: NDArray[np.void], booked: NDArray[np.int64], slot_at: NDArray[np.int64], rules: Appointments, draws: Floats
) -> None:
    """Write the appointments of the booked cases into their rows."""
    window_ms = round(rules.window_min * MINUTE_MS)
    arrives_at = slot_at + milliseconds(rules.lateness_min, draws[:, 1], MINUTE_MS)
    rows["booked"][booked] = True
    rows["slot_at"][booked] = slot_at
    rows["no_show"][booked] = draws[:, 2] < rules.no_show
    rows["comes_at"][booked] = np.maximum(arrives_at, np.maximum(slot_at - window_ms, 0))
    rows["booked_until"][booked] = slot_at + window_ms if rules.called_first else NONE
