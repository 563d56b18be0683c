"""What a rule of the office is here: a sentence, and how the records of a run tell that it has acted."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import NONE
from tvsim.codes import Activity, TaskKind, VisitOutcome
from tvsim.demand.absences import officer_count
from tvsim.outcomes import Run
from tvsim.roster import roster

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Rule(NamedTuple):
    """A rule: its number in DESIGN.md, section 3 (``instant`` for the order within an instant, section 4)."""

    number: int | str
    name: str
    acted: Callable[[Facts], Any]
    """Whether it has acted in a run, as far as the records can tell."""


class Facts:
    """A run, and what several rules want to know of it."""

    def __init__(self, run: Run) -> None:
        self.run, self.plan, self.calendar = run, run.plan, run.calendar
        self.table, self.resources = run.table, run.resources
        records = run.records
        self.cases, self.visits, self.desk, self.tasks = records.cases, records.visits, records.desk, records.tasks
        self.signatures, self.requests, self.activities = records.signatures, records.requests, records.activities
        self.procedures, self.offices = run.resources.procedures, run.resources.offices
        self.shifts = run.resources.shifts
        self.procedure, self.agency = run.procedure, run.case_agency

    def at(self, owner: Any, time: Any) -> Any:
        """One number for somebody, or a place, and a time: equal only where both are."""
        return np.asarray(owner, dtype=np.int64) * (1 << 44) + time

    # visits

    @cached_property
    def waits_until(self) -> Ints:
        """End of the wait of each visit."""
        return self.run.wait_ends_at

    @cached_property
    def waits(self) -> Flags:
        """Visits that were, or are, in a queue for some time."""
        visits = self.visits
        in_queue = (visits.ticket_at != NONE) & (visits.outcome != VisitOutcome.TURNED_AWAY)
        return np.asarray(in_queue & (self.waits_until > visits.ticket_at))

    @cached_property
    def called_before(self) -> tuple[Ints, Ints]:
        """Pairs of visits to one queue: the first was called while the second, with an earlier ticket, waited."""
        visits = self.visits
        return passed_over(visits.group, visits.ticket_at, visits.called_at, self.waits_until)

    @cached_property
    def visit_and_next(self) -> tuple[Ints, Ints]:
        """Visits, and for each the next one of the same case; without the last ones."""
        order = np.argsort(self.visits.case, kind="stable")
        same = self.visits.case[order[1:]] == self.visits.case[order[:-1]]
        return order[:-1][same], order[1:][same]

    @cached_property
    def first_visit(self) -> Flags:
        """Whether a visit is the first of its case."""
        found = np.zeros(len(self.visits.case), dtype=bool)
        found[np.unique(self.visits.case, return_index=True)[1]] = True
        return found

    def outcome(self, outcome: VisitOutcome) -> Flags:
        """Visits that ended so."""
        return np.asarray(self.visits.outcome == outcome)

    # officers

    @cached_property
    def shift_keys(self) -> Ints:
        """Officer and begin of each shift."""
        return np.asarray(self.at(self.shifts.officer, self.shifts.begins_at))

    def shift_of(self, officer: Ints, at: Ints) -> Ints:
        """Last shift that an officer had begun by a time; each has begun one by the time of a deed."""
        return np.searchsorted(self.shift_keys, self.at(officer, at), side="right") - 1

    def of_officers(self, activity: Activity) -> Flags:
        """Rows of an activity."""
        return np.asarray(self.activities.activity == activity)

    @cached_property
    def shift_group(self) -> Ints:
        """Counter group of each shift."""
        return self.shifts.group[self.shifts.officer]

    @cached_property
    def all_shifts(self) -> int:
        """Number of shifts if nobody were ever away."""
        officers = {key: officer_count(self.plan, key) for key in self.plan.counters}
        return len(roster(self.plan, self.calendar, officers).shifts.begins_at)

    def closes(self, group: Ints, at: Ints, *, lunch: bool) -> Flags:
        """Whether it is the beginning of lunch, or the closing, of a counter group."""
        closings = self.resources.counters.closings
        rows = closings.ends_at == lunch
        owner = np.repeat(np.arange(len(closings.first) - 1), np.diff(closings.first))
        return np.isin(self.at(group, at), self.at(owner, closings.begins_at)[rows])

    def is_open(self, group: int, at: Ints) -> Flags:
        """Whether the site of a counter group is open."""
        site = list(self.plan.sites)[self.resources.counters.site[group]]
        return self.calendar.sites[site].contains(at)

    @property
    def groups(self) -> range:
        """Numbers of the counter groups."""
        return range(len(self.plan.counters))

    # back office

    @cached_property
    def task_waits_until(self) -> Ints:
        """When each task was begun, or dropped; the end of the run where neither happened."""
        tasks = self.tasks
        until = np.where(tasks.started_at != NONE, tasks.started_at, tasks.ended_at)
        return np.where(until != NONE, until, self.calendar.ends_at)

    def kind(self, kind: TaskKind) -> Flags:
        """Tasks of a kind."""
        return np.asarray(self.tasks.kind == kind)

    @cached_property
    def silent(self) -> Flags:
        """Whether silence is consent, for the case of each task."""
        return self.procedures.silence_is_consent[self.procedure[self.tasks.case]]

    def in_office_time(self, at: Ints) -> Flags:
        """Whether times lie in office time."""
        return self.resources.office.contains(at)

    @cached_property
    def committee_signs(self) -> Flags:
        """Signatures of the People's Committee."""
        return np.asarray(self.signatures.signer == len(self.plan.agencies))


def passed_over(queue: Ints, joined_at: Ints, taken_at: Ints, until_at: Ints) -> tuple[Ints, Ints]:
    """Pairs of rows of one queue: the first was taken while the second, which had joined before it, waited."""
    ones, others = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for number in np.unique(queue):
        rows = np.flatnonzero((queue == number) & (joined_at != NONE))
        taken = rows[taken_at[rows] != NONE]
        before = joined_at[rows] < joined_at[taken][:, None]
        one, other = np.nonzero(before & (until_at[rows] > taken_at[taken][:, None]))
        ones.append(taken[one])
        others.append(rows[other])
    return np.concatenate(ones), np.concatenate(others)


def joins_again_at_once(case: Ints, joined_at: Ints, ended_at: Ints) -> bool:
    """Whether a case joins a queue at the instant at which it has ended there; rows are in the order of joining."""
    order = np.argsort(case, kind="stable")
    same = case[order[1:]] == case[order[:-1]]
    return bool((same & (joined_at[order[1:]] == ended_at[order[:-1]])).any())


def meets(times: Ints, others: Ints) -> bool:
    """Whether something happens at one instant with something else."""
    return bool(np.isin(times[times != NONE], others).any())


def repeated(times: Ints) -> bool:
    """Whether a time is there twice."""
    return len(np.unique(times)) < len(times)
