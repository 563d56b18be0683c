"""The back office of an agency: a queue of tasks, and the reviewers who work on it in office time."""

from __future__ import annotations

from heapq import heappop, heappush
from typing import TYPE_CHECKING

from tvsim.calendar import NEVER, NONE
from tvsim.codes import Activity, Order, TaskKind, TaskOutcome
from tvsim.models import officetime, rules
from tvsim.models.clock import Moment, Process
from tvsim.models.instants import END, JOIN

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Reviewer:
    """A reviewer, and what he waits for while he is free."""

    def __init__(self, number: int, staff: int, presence: list[tuple[int, int]]) -> None:
        self.number, self.staff = number, staff
        self.presence = presence
        self.waits_for: Moment | None = None


class Office:
    """Reviewers of one agency and the tasks that wait for them."""

    def __init__(self, centre: Centre, agency: int, reviewers: list[Reviewer]) -> None:
        self.centre, self.clock, self.agency = centre, centre.clock, agency
        self.earliest_due = centre.resources.offices.order[agency] == Order.EARLIEST_DUE
        self.reviewers = reviewers
        self.free: list[Reviewer] = []
        self._queue: list[tuple[int, int, int]] = []
        self._left_ms: dict[int, int] = {}
        self._unwanted: set[int] = set()
        self._take_at = NONE
        for reviewer in reviewers:
            self.clock.process(self.reviewer_days(reviewer))

    def join(self, case: int, kind: TaskKind, work_ms: int, due_at: int, review: int = NONE) -> int:
        """A task comes in; returns its number."""
        tasks, now = self.centre.tasks, self.clock.now
        task = tasks.add(case, kind, self.agency, review, now, due_at, NONE, NONE, NONE, TaskOutcome.QUEUED)
        self._lay_in(task, work_ms)
        return task

    def drop(self, task: int) -> None:
        """Take a task out of the queue; what somebody works on is finished, unless it would be handed back."""
        if self._left_ms.pop(task, None) is not None:
            self._close(task, TaskOutcome.DROPPED)
        else:
            self._unwanted.add(task)

    def _lay_in(self, task: int, left_ms: int) -> None:
        tasks = self.centre.tasks
        place = rules.task_place(self.earliest_due, tasks.due_at[task], tasks.joined_at[task])
        self._left_ms[task] = left_ms
        heappush(self._queue, (place, tasks.case[task], task))
        if self.free:
            self.call_to_take()

    def call_to_take(self) -> None:
        """Have free reviewers take, once, at this instant, or at the next opening where it is out of hours."""
        at = officetime.opening(self.centre.hours, self.clock.now)
        if at in (self._take_at, NEVER):
            return
        self._take_at = at
        if at == self.clock.now:
            self.clock.take_later(self._take)
        else:
            self.clock.at(at, JOIN, self.clock.take_later, self._take)

    def _take(self) -> None:
        self._take_at = NONE
        self.free.sort(key=lambda reviewer: reviewer.number)
        while self.free:
            task = self._first_task()
            if task is None:
                return
            self._wake(self.free.pop(0), task)

    def _wake(self, reviewer: Reviewer, task: int | None) -> None:
        waits_for, reviewer.waits_for = reviewer.waits_for, None
        assert waits_for is not None
        self.clock.wake(waits_for, task)

    def _first_task(self) -> int | None:
        while self._queue:
            task = heappop(self._queue)[2]
            if task in self._left_ms:
                return task
        return None

    def reviewer_days(self, reviewer: Reviewer) -> Process:
        """A reviewer's working life: one task after the other, but for the days away."""
        clock = self.clock
        for begins_at, ends_at in reviewer.presence:
            if clock.now < begins_at:
                yield clock.until(begins_at, END)
            if ends_at < self.centre.resources.ends_at:
                clock.at(ends_at, END, self._goes_away, reviewer)
            while clock.now < ends_at:
                reviewer.waits_for = clock.call()
                self.free.append(reviewer)
                if self._left_ms:
                    self.call_to_take()
                task = yield reviewer.waits_for
                if task is None:
                    break
                yield from self._work(reviewer, task, ends_at)

    def _goes_away(self, reviewer: Reviewer) -> None:
        if reviewer.waits_for is not None:
            self.free.remove(reviewer)
            self._wake(reviewer, None)

    def _work(self, reviewer: Reviewer, task: int, until_at: int) -> Process:
        """Work on a task in office time; what is not done when the reviewer goes away is handed back."""
        tasks, clock, hours = self.centre.tasks, self.clock, self.centre.hours
        case, began_at, left_ms = tasks.case[task], clock.now, self._left_ms.pop(task)
        if tasks.started_at[task] == NONE:
            tasks.started_at[task] = began_at
        tasks.reviewer[task], tasks.outcome[task] = reviewer.number, TaskOutcome.WORKING
        done_at, worked_ms = officetime.worked_until(hours, began_at, left_ms, until_at)
        self.centre.activities.add(reviewer.staff, Activity.TASK, began_at, done_at, worked_ms, case)
        yield clock.until(done_at, END)
        if worked_ms == left_ms:
            self._close(task, TaskOutcome.DONE)
            self.centre.task_done(task)
        elif task in self._unwanted:
            self._close(task, TaskOutcome.DROPPED)
        else:
            tasks.outcome[task] = TaskOutcome.QUEUED
            self._lay_in(task, left_ms - worked_ms)

    def _close(self, task: int, outcome: TaskOutcome) -> None:
        self.centre.tasks.ended_at[task], self.centre.tasks.outcome[task] = self.clock.now, outcome
