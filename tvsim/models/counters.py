"""The counters: a ticket queue, and the officers who serve it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable
from heapq import heappop, heappush
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from tvsim.calendar import NEVER
from tvsim.codes import Activity, Duty, VisitOutcome
from tvsim.models import rules
from tvsim.models.clock import Moment, Process
from tvsim.models.desk import Desk
from tvsim.models.instants import END, ROUND

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Shift(NamedTuple):
    """A stretch of an officer's roster; serving out ends as the counters open again, or as the next shift begins."""

    begins_at: int
    ends_at: int
    duty: int
    serves_out: bool
    serves_until_at: int


class Work(NamedTuple):
    """Something for an officer to do: how, and the visit or desk item."""

    do: Callable[[Officer, int], Process]
    item: int


class Officer:
    """An officer, and what he waits for while he is free."""

    def __init__(self, number: int, shifts: list[Shift]) -> None:
        self.number = number
        self.shifts = shifts
        self.shift = Shift(NEVER, NEVER, Duty.COUNTER, False, NEVER)
        self.waits_for: Moment | None = None
        self.serving_out = False


_number = attrgetter("number")


class CounterGroup:
    """Officers at one site who serve one queue of tickets, and the desk work beside it."""

    def __init__(self, centre: Centre, number: int, officers: list[Officer]) -> None:
        self.centre, self.clock, self.number = centre, centre.clock, number
        counters = centre.resources.counters
        self.at_lunch, self.at_closing = int(counters.at_lunch[number]), int(counters.at_closing[number])
        self.duty_waiting = counters.duty_waiting[number].tolist()
        self.duty_ratio = counters.duty_ratio[number].tolist()
        self.desk = Desk(centre, number, self.call_to_take)
        self.officers = officers
        self.free: list[Officer] = []
        self.waiting = 0
        self._queue: list[tuple[int, int, int]] = []
        self._in_queue: set[int] = set()
        self._joining: list[tuple[int, int]] = []
        self._called_to_take = False
        for officer in officers:
            self.clock.process(self.officer_days(officer))
        self.clock.process(self.closings())

    # people join

    def join(self, visit: int, case: int) -> None:
        """Somebody took a ticket: joins when all who come at this instant are there."""
        self._joining.append((case, visit))
        self.call_to_take()

    def call_to_take(self) -> None:
        """Have the free officers take, once, after all that ends and joins at this instant."""
        if not self._called_to_take:
            self._called_to_take = True
            self.clock.take_later(self._take)

    def _admit(self, joining: list[tuple[int, int]]) -> None:
        """Let those who came at this instant join in the order of their case numbers, or turn away."""
        visits, door = self.centre.visits, self.centre.door
        for case, visit in sorted(joining):
            turns_away_at = door.turns_away_at(case)
            if turns_away_at and rules.turns_away(self.waiting, self._free_at_counter(), turns_away_at):
                door.not_served(visit, VisitOutcome.TURNED_AWAY)
                continue
            place = rules.ticket_place(visits.priority[visit], visits.ticket_at[visit])
            heappush(self._queue, (place, case, visit))
            self._in_queue.add(visit)
            self.waiting += 1

    def _free_at_counter(self) -> int:
        return sum(rules.serves_tickets(officer.shift.duty) for officer in self.free)

    # officers take

    def _take(self) -> None:
        self._called_to_take = False
        newcomers, self._joining = self._joining, []
        if newcomers:
            self._admit(newcomers)
        if self.free:
            in_order, self.free = self.free, []
            for officer in in_order:
                if not self._give_work(officer):
                    insort(self.free, officer, key=_number)
        for _, visit in newcomers:
            if visit in self._in_queue:
                self.centre.door.wait(visit)

    def _give_work(self, officer: Officer) -> bool:
        """Wake a free officer with the first ticket, or with desk work where that is his; send home who served out."""
        duty = officer.shift.duty
        if rules.serves_tickets(duty) and self.waiting:
            self._wake(officer, Work(self._serve, self._first_ticket()))
        elif officer.serving_out:
            self._wake(officer, None)
        elif rules.does_desk_work(duty) and self.desk.queue:
            self._wake(officer, Work(self.desk.work, self.desk.first()))
        else:
            return False
        return True

    def _wake(self, officer: Officer, work: Work | None) -> None:
        waits_for, officer.waits_for = officer.waits_for, None
        assert waits_for is not None
        self.clock.wake(waits_for, work)

    def _first_ticket(self) -> int:
        while True:
            visit = heappop(self._queue)[2]
            if visit in self._in_queue:
                self.leave_queue(visit)
                return visit

    def is_waiting(self, visit: int) -> bool:
        """Whether a visit still waits in this queue."""
        return visit in self._in_queue

    def leave_queue(self, visit: int) -> None:
        """Take a visit out of the queue."""
        self._in_queue.remove(visit)
        self.waiting -= 1

    # an officer's days

    def officer_days(self, officer: Officer) -> Process:
        """An officer's working life: shift by shift, one ticket or dossier after the other."""
        clock = self.clock
        for shift in officer.shifts:
            if clock.now < shift.begins_at:
                yield clock.until(shift.begins_at, END)
            if clock.now >= shift.ends_at:
                continue
            officer.shift, officer.serving_out = shift, False
            clock.at(shift.ends_at, END, self._shift_ends, (officer, shift))
            while self._stays(officer):
                officer.waits_for = clock.call()
                insort(self.free, officer, key=_number)
                if self.waiting or self.desk.queue or officer.serving_out:
                    self.call_to_take()
                work = yield officer.waits_for
                if work is None:
                    break
                yield from work.do(officer, work.item)

    def _stays(self, officer: Officer) -> bool:
        """Whether an officer takes more: until his block ends, and then only to serve out those who still wait."""
        shift, now = officer.shift, self.clock.now
        if rules.takes_more(now, shift.ends_at):
            return True
        officer.serving_out = rules.stays_to_serve(shift.serves_out, now, shift.serves_until_at, self.waiting)
        return officer.serving_out

    def _shift_ends(self, what: tuple[Officer, Shift]) -> None:
        """Send an officer home whose block ends while he is free."""
        officer, shift = what
        if officer.shift is shift and officer.waits_for is not None and not officer.serving_out:
            self.free.remove(officer)
            self._wake(officer, None)

    def _serve(self, officer: Officer, visit: int) -> Process:
        """Serve a person to the end, then wrap up, and see to other duties the more the fewer wait."""
        door = self.centre.door
        case = self.centre.visits.case[visit]
        service_ms, wrap_up_ms = door.called(visit, officer.number)
        now = self.clock.now
        self._book(officer, Activity.SERVICE, now, service_ms, case)
        yield self.clock.until(now + service_ms, END)
        door.served(visit)
        now += service_ms
        left_ms = officer.shift.ends_at - now - wrap_up_ms
        duty_ms = rules.duty_ms(service_ms + wrap_up_ms, self.waiting, self.duty_waiting, self.duty_ratio, left_ms)
        if wrap_up_ms:
            self._book(officer, Activity.WRAP_UP, now, wrap_up_ms, case)
        if duty_ms:
            self._book(officer, Activity.DUTY, now + wrap_up_ms, duty_ms, case)
        if wrap_up_ms or duty_ms:
            yield self.clock.until(now + wrap_up_ms + duty_ms, END)

    def _book(self, officer: Officer, activity: Activity, begins_at: int, time_ms: int, case: int) -> None:
        self.centre.activities.add(officer.number, activity, begins_at, begins_at + time_ms, time_ms, case)

    # lunch and closing

    def closings(self) -> Process:
        """At each lunch and closing: serve, hold or dismiss those who still wait."""
        closings = self.centre.resources.counters.closings
        rows = closings.of(self.number)
        for at, is_lunch in zip(closings.begins_at[rows].tolist(), closings.ends_at[rows].tolist(), strict=True):
            yield self.clock.until(at, ROUND)
            policy = self.at_lunch if is_lunch else self.at_closing
            if rules.dismisses(policy, bool(is_lunch), self._somebody_serves_out()):
                self._dismiss()

    def _somebody_serves_out(self) -> bool:
        """Whether an officer whose block ends now goes on until nobody waits."""
        return any(
            rules.goes_on_serving(
                officer.shift.serves_out,
                officer.shift.ends_at,
                self.clock.now,
                officer.serving_out,
                officer.waits_for is not None,
            )
            for officer in self.officers
        )

    def _dismiss(self) -> None:
        waiting, self._queue = sorted(self._queue), []
        for *_, visit in waiting:
            if visit in self._in_queue:
                self.leave_queue(visit)
                self.centre.door.not_served(visit, VisitOutcome.DISMISSED)
