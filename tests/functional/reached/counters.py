"""At the counters: tickets, officers, lunch and closing, patience, appointments, decisions at once."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.functional.reached.rule import Facts, Flags, Ints, Rule
from tvsim.calendar import DAY_MS, NONE
from tvsim.codes import Activity, CaseStatus, Channel, ClosingPolicy, Duty, VisitKind, VisitOutcome
from tvsim.demand.case_table import MOST_IN_VAIN
from tvsim.models.rules import BOOKED_CLASS

# tickets


def higher_class_first(facts: Facts) -> Any:
    one, other = facts.called_before
    priority = facts.visits.priority
    return ((priority[one] < priority[other]) & (priority[one] != BOOKED_CLASS)).any()


def waits_at_the_door(facts: Facts) -> Any:
    return (facts.visits.came_at < facts.visits.ticket_at).any()


def past_the_last_ticket(facts: Facts) -> Any:
    """Somebody goes home without a ticket although the counters are still open."""
    refused = facts.outcome(VisitOutcome.NO_TICKET)
    return any(
        facts.is_open(group, facts.visits.came_at[refused & (facts.visits.group == group)]).any()
        for group in facts.groups
    )


def pool(facts: Facts) -> Any:
    """One group has called people of several agencies."""
    called = facts.visits.called_at != NONE
    served = np.unique(facts.at(facts.visits.group, facts.run.visit_agency)[called])
    return len(np.unique(served >> 44)) < len(served)


# officers


def served_beyond_the_block(facts: Facts) -> Any:
    rows = facts.of_officers(Activity.SERVICE)
    begins, ends = facts.activities.begins_at[rows], facts.activities.ends_at[rows]
    block_ends = facts.shifts.ends_at[facts.shift_of(facts.activities.staff[rows], begins)]
    return ((begins < block_ends) & (block_ends < ends)).any()


def several_serve(facts: Facts) -> Any:
    """Two officers of a group serve at the same time."""
    rows = np.flatnonzero(facts.visits.called_at != NONE)
    for group in facts.groups:
        own = rows[facts.visits.group[rows] == group]
        own = own[np.argsort(facts.visits.called_at[own], kind="stable")]
        ended = facts.visits.ended_at[own]
        ends = np.maximum.accumulate(np.where(ended == NONE, facts.calendar.ends_at, ended))
        if (facts.visits.called_at[own[1:]] < ends[:-1]).any():
            return True
    return False


def _waiting_at(facts: Facts, group: int, at: Ints) -> Flags:
    """Whether anybody waits in the queue of a group, at each of some times."""
    rows = facts.waits & (facts.visits.group == group)
    begins, ends = facts.visits.ticket_at[rows], facts.waits_until[rows]
    return np.asarray(((begins <= at[:, None]) & (at[:, None] < ends)).any(axis=1))


def block_ends_while_people_wait(facts: Facts) -> Any:
    """A block ends within the opening hours."""
    for group in facts.groups:
        ends = np.unique(facts.shifts.ends_at[facts.shift_group == group])
        ends = ends[facts.is_open(group, ends)]
        if _waiting_at(facts, group, ends).any():
            return True
    return False


def nobody_on_duty(facts: Facts) -> Any:
    """People wait in opening hours in which no officer calls tickets."""
    for group in facts.groups:
        own = facts.shift_group == group
        at = np.concatenate([facts.shifts.ends_at[own], facts.visits.ticket_at[facts.visits.group == group]])
        at = np.unique(at[at != NONE])
        at = at[facts.is_open(group, at)]
        at = at[_waiting_at(facts, group, at)]
        calls = own & (facts.shifts.duty != Duty.DESK)
        begins, ends = facts.shifts.begins_at[calls], facts.shifts.ends_at[calls]
        if not ((begins <= at[:, None]) & (at[:, None] < ends)).any(axis=1).all():
            return True
    return False


def other_duties_fall_away(facts: Facts) -> Any:
    """No other duties follow a service within the block, although the group has them: too many wait."""
    acts = facts.activities
    rows = np.flatnonzero(facts.of_officers(Activity.SERVICE) & (acts.ends_at > acts.begins_at))
    shift = facts.shift_of(acts.staff[rows], acts.begins_at[rows])
    has_duties = (facts.resources.counters.duty_ratio > 0).any(axis=1)[facts.shift_group[shift]]
    last = np.minimum(rows + 2, len(acts.staff) - 1)
    followed = np.zeros(len(rows), dtype=bool)
    for after in (np.minimum(rows + 1, last), last):
        same = (acts.staff[after] == acts.staff[rows]) & (acts.case[after] == acts.case[rows])
        followed |= same & (acts.activity[after] == Activity.DUTY)
    wrapped_up = acts.ends_at[rows] + facts.table.wrap_up_ms[acts.case[rows]].max(axis=1)
    return (has_duties & ~followed & (wrapped_up < facts.shifts.ends_at[shift])).any()


# lunch and closing


def _served_out(facts: Facts, *, lunch: bool) -> Any:
    rows = np.flatnonzero(facts.visits.called_at != NONE)
    shift = facts.shift_of(facts.visits.officer[rows], facts.visits.called_at[rows])
    ends = facts.shifts.ends_at[shift]
    after = ends <= facts.visits.called_at[rows]
    return (after & facts.shifts.serves_out[shift] & facts.closes(facts.shift_group[shift], ends, lunch=lunch)).any()


def _policy(facts: Facts, policy: ClosingPolicy, *, lunch: bool) -> Flags:
    counters = facts.resources.counters
    of_group = counters.at_lunch if lunch else counters.at_closing
    return np.asarray(of_group[facts.visits.group] == policy)


def _sent_home(facts: Facts, policy: ClosingPolicy, *, lunch: bool) -> Any:
    at = facts.closes(facts.visits.group, facts.visits.ended_at, lunch=lunch)
    return (at & facts.outcome(VisitOutcome.DISMISSED) & _policy(facts, policy, lunch=lunch)).any()


def held_over_lunch(facts: Facts) -> Any:
    """Somebody who had a ticket before lunch is called after it, on the same day."""
    closings = facts.resources.counters.closings
    held = facts.waits & (facts.visits.called_at != NONE) & _policy(facts, ClosingPolicy.HOLD, lunch=True)
    for group in facts.groups:
        own = closings.of(group)
        lunches = closings.begins_at[own][closings.ends_at[own] == 1]
        rows = held & (facts.visits.group == group)
        ticket, called = facts.visits.ticket_at[rows][:, None], facts.visits.called_at[rows][:, None]
        if ((ticket < lunches) & (lunches < called) & (ticket // DAY_MS == called // DAY_MS)).any():
            return True
    return False


# patience


def _comes_after(facts: Facts, *outcomes: VisitOutcome) -> Any:
    before, _ = facts.visit_and_next
    return np.isin(facts.visits.outcome[before], outcomes).any()


def comes_in_vain_too_often(facts: Facts) -> Any:
    """Nobody comes again after so many visits in vain."""
    outcomes = (VisitOutcome.LEFT, VisitOutcome.TURNED_AWAY, VisitOutcome.NO_SHOW)
    in_vain = np.bincount(facts.visits.case[np.isin(facts.visits.outcome, outcomes)])
    return (in_vain == MOST_IN_VAIN).any()


def went_online(facts: Facts) -> Any:
    return facts.cases.channel != facts.table.channel


def result_left_is_sent(facts: Facts) -> Any:
    """A result that was to be fetched goes by post."""
    wished = facts.table.return_channel == Channel.COUNTER
    return (wished & (facts.cases.returned_by == Channel.POST)).any()


# appointments


def _booked(facts: Facts) -> Flags:
    """Booked visits with a ticket."""
    return np.asarray(facts.first_visit & facts.table.booked[facts.visits.case] & (facts.visits.ticket_at != NONE))


def booked_first(facts: Facts) -> Any:
    one, other = facts.called_before
    return ((facts.visits.priority[one] == BOOKED_CLASS) & (facts.visits.priority[other] != BOOKED_CLASS)).any()


def booked_in_turn(facts: Facts) -> Any:
    """Booked people are called like the others, where the scenario says so."""
    return (_booked(facts) & facts.waits & (facts.table.booked_until[facts.visits.case] == NONE)).any()


def booked_too_late(facts: Facts) -> Any:
    """The ticket is out of its window."""
    until = facts.table.booked_until[facts.visits.case]
    return (_booked(facts) & (until != NONE) & (facts.visits.ticket_at > until)).any()


def booked_comes_early(facts: Facts) -> Any:
    return (_booked(facts) & (facts.visits.came_at < facts.table.slot_at[facts.visits.case])).any()


def booked_comes_late(facts: Facts) -> Any:
    return (_booked(facts) & (facts.visits.came_at > facts.table.slot_at[facts.visits.case])).any()


# at once


def _at_once(facts: Facts) -> Flags:
    decided = (facts.cases.decided_at != NONE) & (facts.cases.decided_at == facts.cases.accepted_at)
    return np.asarray(facts.table.at_once & decided)


COUNTER_RULES = (
    Rule(2, "a higher class is called before an earlier ticket", higher_class_first),
    Rule(2, "somebody waits at the door for the first ticket", waits_at_the_door),
    Rule(2, "no ticket is given after the last-ticket time", past_the_last_ticket),
    Rule(2, "who gets no ticket comes another day", lambda f: _comes_after(f, VisitOutcome.NO_TICKET)),
    Rule(2, "a pool serves several agencies", pool),
    Rule(2, "a service goes on beyond the end of the block", served_beyond_the_block),
    Rule(2, "several officers serve one queue", several_serve),
    Rule(2, "a block ends while people wait", block_ends_while_people_wait),
    Rule(2, "nobody is on duty while people wait", nobody_on_duty),
    Rule(2, "wrap-up", lambda f: f.of_officers(Activity.WRAP_UP).any()),
    Rule(2, "other duties", lambda f: f.of_officers(Activity.DUTY).any()),
    Rule(2, "other duties fall away when many wait", other_duties_fall_away),
    Rule(2, "serving out at lunch", lambda f: _served_out(f, lunch=True)),
    Rule(2, "serving out at closing", lambda f: _served_out(f, lunch=False)),
    Rule(2, "those who wait are held over lunch", held_over_lunch),
    Rule(2, "dismissed at lunch", lambda f: _sent_home(f, ClosingPolicy.DISMISS, lunch=True)),
    Rule(2, "dismissed at closing", lambda f: _sent_home(f, ClosingPolicy.DISMISS, lunch=False)),
    Rule(2, "sent home at closing as nobody stays", lambda f: _sent_home(f, ClosingPolicy.SERVE, lunch=False)),
    Rule(2, "the dismissed come the next day", lambda f: _comes_after(f, VisitOutcome.DISMISSED)),
    Rule(2, "officers away", lambda f: len(f.shifts.begins_at) < f.all_shifts),
    Rule(3, "patience ends", lambda f: f.outcome(VisitOutcome.LEFT).any()),
    Rule(3, "turned away at the door", lambda f: f.outcome(VisitOutcome.TURNED_AWAY).any()),
    Rule(3, "who left comes another day", lambda f: _comes_after(f, VisitOutcome.LEFT, VisitOutcome.TURNED_AWAY)),
    Rule(3, "who left goes online", lambda f: went_online(f).any()),
    Rule(3, "who left gives up", lambda f: (f.cases.status == CaseStatus.GAVE_UP).any()),
    Rule(3, "nobody comes again after six visits in vain", comes_in_vain_too_often),
    Rule(3, "a result that is not fetched is sent", result_left_is_sent),
    Rule(11, "enquiries", lambda f: (f.cases.status == CaseStatus.ANSWERED).any()),
    Rule(14, "booked people are called first", booked_first),
    Rule(14, "booked people are called in turn", booked_in_turn),
    Rule(14, "a booked ticket out of its window", booked_too_late),
    Rule(14, "booked people come early", booked_comes_early),
    Rule(14, "booked people come late", booked_comes_late),
    Rule(14, "who does not come comes another day", lambda f: _comes_after(f, VisitOutcome.NO_SHOW)),
    Rule(14, "booked people do not come", lambda f: f.outcome(VisitOutcome.NO_SHOW).any()),
    Rule(15, "decided at once", lambda f: (_at_once(f) & (f.cases.status == CaseStatus.DECIDED)).any()),
    Rule(15, "refused at once", lambda f: (_at_once(f) & (f.cases.status == CaseStatus.REFUSED)).any()),
    Rule(
        11,
        "collected at the counter",
        lambda f: ((f.visits.kind == VisitKind.COLLECT) & f.outcome(VisitOutcome.SERVED)).any(),
    ),
)
