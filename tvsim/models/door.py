"""Visits: coming to the counter, the ticket, the wait, and what people do who are not served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import Channel, VisitKind, VisitOutcome
from tvsim.demand.case_table import PATIENT
from tvsim.models import rules
from tvsim.models.instants import JOIN

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Door:
    """The way to the counters and back home."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.clock = centre, centre.clock
        self._draw = bytearray(len(centre.table.procedure))
        """Column of draws that each case's present visit has."""
        self._in_vain = bytearray(len(centre.table.procedure))
        """Visits of each case that ended with leaving, turning away or not coming."""
        tickets = centre.resources.counters.tickets
        self._begins = [tickets.begins_at[tickets.of(group)].tolist() for group in range(len(tickets.first) - 1)]
        self._ends = [tickets.ends_at[tickets.of(group)].tolist() for group in range(len(tickets.first) - 1)]

    def _comes(self, case: int) -> None:
        """Count a visit; each has its own draws, those after the last drawn for use the last."""
        visits = self.centre.state.visits
        self._draw[case] = rules.draws_of_visit(visits[case])
        visits[case] += 1

    def come(self, case: int, kind: VisitKind) -> None:
        """Somebody comes."""
        self._ask_for_ticket((case, kind, self.clock.now))

    def _ask_for_ticket(self, who: tuple[int, VisitKind, int]) -> None:
        """Give a ticket; or let somebody wait at the door for the first, or go home because none is given today."""
        case, kind, came_at = who
        centre, now = self.centre, self.clock.now
        group = centre.group_of(case)
        found = rules.next_ticket_at(self._begins[group], self._ends[group], now)
        if found > now and found // DAY_MS == now // DAY_MS:
            self.clock.at(found, JOIN, self._ask_for_ticket, who)
            return
        self._comes(case)
        if found > now:
            centre.visits.add(case, kind, group, NONE, now, NONE, NONE, now, NONE, VisitOutcome.NO_TICKET)
            self.come_on(case, kind, now // DAY_MS + 1)
            return
        if kind != VisitKind.COLLECT and centre.state.submitted_at[case] == NONE:
            centre.state.submitted_at[case] = now
        booked_until_at = centre.table.booked_until[case] if centre.state.visits[case] == 1 else NONE
        priority = rules.ticket_class(centre.table.priority[case], now, booked_until_at)
        visit = centre.visits.add(case, kind, group, priority, came_at, now, NONE, NONE, NONE, VisitOutcome.WAITING)
        centre.groups[group].join(visit, case)

    def _come_again(self, what: tuple[int, VisitKind]) -> None:
        self.come(*what)

    def come_on(self, case: int, kind: VisitKind, day: int) -> None:
        """Somebody means to come on a day, at an hour of his own, or as soon after as tickets are given."""
        group = self.centre.group_of(case)
        hour_ms = self.centre.table.hour_ms[case, self._draw[case]]
        at = rules.comes_again_at(self._begins[group], self._ends[group], day, hour_ms)
        if at < NEVER:
            self.clock.at(at, JOIN, self._come_again, (case, kind))

    def collect(self, case: int, from_at: int) -> None:
        """Somebody means to fetch a result, the first time from ``from_at`` on that it is his hour."""
        hour_ms = self.centre.table.hour_ms[case, self._draw[case]]
        self.come_on(case, VisitKind.COLLECT, rules.first_day_at_hour(from_at, hour_ms))

    def no_show(self, case: int, kind: VisitKind) -> None:
        """Somebody does not come to a booked visit."""
        centre, now = self.centre, self.clock.now
        self._comes(case)
        group = centre.group_of(case)
        visit = centre.visits.add(case, kind, group, NONE, NONE, NONE, NONE, NONE, NONE, VisitOutcome.NO_SHOW)
        centre.visits.ended_at[visit] = now
        self._decide_what_next(case, kind)

    def turns_away_at(self, case: int) -> int:
        """Length of the queue at which a person turns away; 0 is never."""
        return int(self.centre.table.turns_away_at[case, self._draw[case]])

    def wait(self, visit: int) -> None:
        """Somebody was not called at once: leaves when the patience ends."""
        visits, case = self.centre.visits, self.centre.visits.case[visit]
        patience_ms = self.centre.table.patience_ms[case, self._draw[case]]
        if patience_ms < PATIENT:
            self.clock.at(visits.ticket_at[visit] + patience_ms, JOIN, self._patience_ends, visit)

    def _patience_ends(self, visit: int) -> None:
        group = self.centre.groups[self.centre.visits.group[visit]]
        if group.is_waiting(visit):
            group.leave_queue(visit)
            self.not_served(visit, VisitOutcome.LEFT)

    def called(self, visit: int, officer: int) -> tuple[int, int]:
        """Somebody is called to an officer; returns the length of the service and of its wrap-up."""
        visits, table = self.centre.visits, self.centre.table
        case, kind = visits.case[visit], visits.kind[visit]
        visits.called_at[visit], visits.officer[visit] = self.clock.now, officer
        visits.outcome[visit] = VisitOutcome.SERVING
        wrap_up_ms = table.wrap_up_ms[case, self._draw[case]]
        if kind == VisitKind.COLLECT:
            return table.collect_ms[case], wrap_up_ms
        attempt = 0 if kind == VisitKind.ENQUIRE else self.centre.state.tries[case]
        return table.intake_ms[case, attempt], wrap_up_ms

    def served(self, visit: int) -> None:
        """Somebody was served: the case goes its way."""
        visits = self.centre.visits
        case, kind = visits.case[visit], visits.kind[visit]
        visits.ended_at[visit], visits.outcome[visit] = self.clock.now, VisitOutcome.SERVED
        if kind == VisitKind.COLLECT:
            self.centre.handed_over(case, Channel.COUNTER)
        elif kind == VisitKind.ENQUIRE:
            self.centre.answered(case)
        else:
            self.centre.intake_done(case, at_counter=True)

    def not_served(self, visit: int, outcome: VisitOutcome) -> None:
        """Somebody left, turned away or was dismissed."""
        visits = self.centre.visits
        case, kind = visits.case[visit], VisitKind(visits.kind[visit])
        visits.ended_at[visit], visits.outcome[visit] = self.clock.now, outcome
        if outcome == VisitOutcome.DISMISSED:
            self.come_on(case, kind, self.clock.now // DAY_MS + 1)
        else:
            self._decide_what_next(case, kind)

    def _decide_what_next(self, case: int, kind: VisitKind) -> None:
        """Come back another day, go online, or give up; after `MOST_IN_VAIN` such visits people give up."""
        centre, draw = self.centre, self._draw[case]
        self._in_vain[case] += 1
        choice = centre.table.after_leaving[case, draw]
        if rules.comes_back(choice, self._in_vain[case]):
            self.come_on(case, kind, self.clock.now // DAY_MS + centre.table.away_days[case, draw])
        elif kind == VisitKind.COLLECT:
            centre.post.send_result(case)
        elif rules.goes_online(choice, kind):
            centre.goes_online(case)
        else:
            centre.gave_up(case)
