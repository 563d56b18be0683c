"""The dossier: desk work, flaws, due times, supplements, and the way back."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.functional.reached.counters import went_online
from tests.functional.reached.rule import Facts, Flags, Ints, Rule, repeated
from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import Activity, CaseStatus, Channel, ClockRule, Duty, TaskKind, VisitKind
from tvsim.demand.absences import counter_officers, officer_count
from tvsim.scenario.schema import Procedure

# desk work


def _desk_shifts(facts: Facts) -> tuple[Ints, Ints]:
    """Officers who did desk work, and the shifts in which they did."""
    rows = facts.of_officers(Activity.DESK) & (facts.activities.work_ms > 0)
    officer = facts.activities.staff[rows]
    return officer, facts.shift_of(officer, facts.activities.begins_at[rows])


def _is_dedicated(facts: Facts) -> Flags:
    """Whether each officer is dedicated staff of the desk: these are the last of their group."""
    flags = [
        np.arange(officer_count(facts.plan, key)) >= counter_officers(facts.plan, key) for key in facts.plan.counters
    ]
    return np.concatenate(flags)


def desk_between_tickets(facts: Facts) -> Any:
    _, shift = _desk_shifts(facts)
    return (facts.shifts.duty[shift] == Duty.COUNTER_AND_DESK).any()


def desk_in_desk_blocks(facts: Facts) -> Any:
    officer, shift = _desk_shifts(facts)
    by_blocks = np.array([group.desk == "desk_blocks" for group in facts.plan.counters.values()])
    return ((facts.shifts.duty[shift] == Duty.DESK) & by_blocks[facts.shifts.group[officer]]).any()


def desk_by_dedicated_staff(facts: Facts) -> Any:
    officer, _ = _desk_shifts(facts)
    return _is_dedicated(facts)[officer].any()


def ticket_before_desk(facts: Facts) -> Any:
    """An officer who does both calls somebody while a dossier waits at the desk."""
    rows = np.flatnonzero(facts.visits.called_at != NONE)
    called_at = facts.visits.called_at[rows]
    shift = facts.shift_of(facts.visits.officer[rows], called_at)
    both = (facts.shifts.duty[shift] == Duty.COUNTER_AND_DESK) & (called_at < facts.shifts.ends_at[shift])
    begun = facts.desk.started_at
    until = np.where(begun != NONE, begun, facts.calendar.ends_at)
    for group in facts.groups:
        at = called_at[both & (facts.visits.group[rows] == group)][:, None]
        own = facts.desk.group == group
        if ((facts.desk.joined_at[own] <= at) & (at < until[own])).any():
            return True
    return False


def laid_aside(facts: Facts) -> Any:
    """A dossier is done in two stretches of work or more."""
    stretches = np.bincount(facts.activities.case[facts.of_officers(Activity.DESK)], minlength=len(facts.table))
    begun = np.bincount(facts.desk.case[facts.desk.started_at != NONE], minlength=len(facts.table))
    return (stretches > begun).any()


# flaws


def _sent_again(facts: Facts, channel: Channel, *, changed: bool = False) -> Any:
    """Cases that came to the desk twice."""
    items = np.bincount(facts.desk.case, minlength=len(facts.table))
    return ((items > 1) & (facts.cases.channel == channel) & (went_online(facts) == changed)).any()


def comes_again_flawed(facts: Facts) -> Any:
    return ((facts.visits.kind == VisitKind.RESUBMIT) & (facts.visits.ticket_at != NONE)).any()


# due times


def _accepted(facts: Facts) -> Flags:
    """Cases accepted in the run that have a limit and a due time within the calendar."""
    return np.asarray(~facts.table.carried & (facts.cases.accepted_at != NONE) & (facts.cases.due_at < NEVER))


def _due_by(facts: Facts, rule: str) -> Any:
    return facts.plan.deadlines.rule == rule and _accepted(facts).any()


def after_the_cut_off(facts: Facts) -> Any:
    """Accepted in office hours, but counted from the next working day."""
    accepted_at = facts.cases.accepted_at[_accepted(facts)]
    return (facts.resources.due.counts_from(accepted_at) > facts.resources.office.opening(accepted_at)).any()


def accepted_out_of_hours(facts: Facts) -> Any:
    return (~facts.in_office_time(facts.cases.accepted_at[_accepted(facts)])).any()


def limit_in_hours(facts: Facts) -> Any:
    in_hours = np.array([procedure.hours is not None for procedure in facts.plan.procedures.values()])
    return in_hours[facts.procedure[_accepted(facts)]].any()


def shorter_limit_promised(facts: Facts) -> Any:
    rows = _accepted(facts)
    return (facts.cases.due_at[rows] < facts.cases.legal_due_at[rows]).any()


def legal_limit_in_force(facts: Facts) -> Any:
    """A case is due by the legal limit although a shorter one is promised."""
    is_shorter = np.array([_promises_less(procedure) for procedure in facts.plan.procedures.values()])
    return facts.plan.deadlines.limit_in_force == "legal" and is_shorter[facts.procedure[_accepted(facts)]].any()


def _promises_less(procedure: Procedure) -> bool:
    limits = ((procedure.days, procedure.legal_days), (procedure.hours, procedure.legal_hours))
    return any(promised is not None and legal is not None and promised < legal for promised, legal in limits)


def never_due(facts: Facts) -> Any:
    no_limit = facts.procedures.limit_ms[facts.procedure] == 0
    return (no_limit & (facts.cases.accepted_at != NONE)).any()


def _day_counts(facts: Facts, days: list[int]) -> Any:
    """Whether one of some days lies between acceptance and due time of a case."""
    rows = _accepted(facts)
    first, last = facts.cases.accepted_at[rows] // DAY_MS, facts.cases.due_at[rows] // DAY_MS
    return any(((first < day) & (day <= last)).any() for day in days)


def _ordinarily_open(facts: Facts, day: int) -> bool:
    return bool(facts.plan.calendar.hours.blocks(facts.calendar.date(day).weekday()))


def holiday_closes_the_count(facts: Facts) -> Any:
    closed = np.flatnonzero(~facts.calendar.is_working[: facts.calendar.run_days]).tolist()
    return _day_counts(facts, [day for day in closed if _ordinarily_open(facts, day)])


def make_up_day_opens_the_count(facts: Facts) -> Any:
    days = [facts.calendar.day(date) for date in facts.plan.calendar.make_up_days]
    return _day_counts(facts, [day for day in days if not _ordinarily_open(facts, day)])


# supplements


def _answered(facts: Facts, clock: ClockRule) -> Flags:
    by_case = facts.procedures.clock[facts.procedure[facts.requests.case]]
    return np.asarray((facts.requests.answered_at > facts.requests.asked_at) & (by_case == clock))


def _moves_due(facts: Facts, clock: ClockRule) -> Any:
    return (_answered(facts, clock) & (facts.requests.due_after_at > facts.requests.due_before_at)).any()


def clock_runs_on(facts: Facts) -> Any:
    kept = facts.requests.due_after_at == facts.requests.due_before_at
    return (_answered(facts, ClockRule.RUN_ON) & kept & (facts.requests.due_after_at < NEVER)).any()


def several_requests(facts: Facts) -> Any:
    return (np.bincount(facts.requests.case) > 1).any()


# the way back


def _returned_as_wished(facts: Facts, way: Channel) -> Any:
    return ((facts.table.return_channel == way) & (facts.cases.returned_by == way)).any()


def other_way_back(facts: Facts) -> Any:
    return ((facts.cases.returned_by != NONE) & (facts.cases.returned_by != facts.table.channel)).any()


def _by_post(facts: Facts) -> Flags:
    return np.asarray(facts.cases.channel[facts.desk.case] == Channel.POST)


def several_letters_in_a_round(facts: Facts) -> Any:
    rows = _by_post(facts)
    return repeated(facts.at(facts.desk.group, facts.desk.joined_at)[rows])


def several_results_in_a_round(facts: Facts) -> Any:
    by_post = (facts.cases.returned_by == Channel.POST) & (facts.cases.handed_over_at != NONE)
    return repeated((facts.cases.handed_over_at - facts.table.travel_out_ms)[by_post])


DOSSIER_RULES = (
    Rule(4, "desk work between tickets", desk_between_tickets),
    Rule(4, "desk work in desk blocks", desk_in_desk_blocks),
    Rule(4, "desk work by dedicated staff", desk_by_dedicated_staff),
    Rule(4, "a ticket goes before the desk", ticket_before_desk),
    Rule(4, "desk work is laid aside at the end of the block", laid_aside),
    Rule(5, "flawed at the counter: comes again", comes_again_flawed),
    Rule(5, "flawed by post: sent again", lambda f: _sent_again(f, Channel.POST)),
    Rule(5, "flawed online: sent again", lambda f: _sent_again(f, Channel.ONLINE)),
    Rule(5, "flawed after going online: sent again", lambda f: _sent_again(f, Channel.ONLINE, changed=True)),
    Rule(5, "accepted at a later try", lambda f: ((f.cases.tries > 1) & (f.cases.accepted_at != NONE)).any()),
    Rule(5, "returned for good", lambda f: (f.cases.status == CaseStatus.RETURNED).any()),
    Rule(6, "due by working hours", lambda f: _due_by(f, "working_hours")),
    Rule(6, "due at the end of a day", lambda f: _due_by(f, "end_of_day")),
    Rule(6, "due at the end of a half day", lambda f: _due_by(f, "half_day")),
    Rule(6, "accepted after the cut-off", after_the_cut_off),
    Rule(6, "accepted out of hours", accepted_out_of_hours),
    Rule(6, "a limit in hours", limit_in_hours),
    Rule(6, "the promised limit is shorter than the legal one", shorter_limit_promised),
    Rule(6, "the legal limit is in force", legal_limit_in_force),
    Rule(6, "never due", never_due),
    Rule(6, "a holiday closes the count", holiday_closes_the_count),
    Rule(6, "a make-up day opens the count", make_up_day_opens_the_count),
    Rule(10, "the clock pauses", lambda f: _moves_due(f, ClockRule.PAUSE)),
    Rule(10, "the clock begins anew", lambda f: _moves_due(f, ClockRule.RESTART)),
    Rule(10, "the clock runs on", clock_runs_on),
    Rule(10, "several requests", several_requests),
    Rule(10, "an answer is checked", lambda f: (f.kind(TaskKind.RECHECK) & (f.tasks.started_at != NONE)).any()),
    Rule(10, "withdrawn without an answer", lambda f: (f.cases.status == CaseStatus.WITHDRAWN).any()),
    Rule(11, "returned at the counter", lambda f: _returned_as_wished(f, Channel.COUNTER)),
    Rule(11, "returned by post", lambda f: _returned_as_wished(f, Channel.POST)),
    Rule(11, "returned online", lambda f: _returned_as_wished(f, Channel.ONLINE)),
    Rule(11, "another way back than in", other_way_back),
    Rule(11, "came by post", lambda f: _by_post(f).any()),
    Rule(11, "came online", lambda f: (f.table.channel[f.desk.case] == Channel.ONLINE).any()),
    Rule(11, "several letters come in one round", several_letters_in_a_round),
    Rule(11, "several results go in one round", several_results_in_a_round),
)
