"""The back office of an agency: a queue of tasks, and the reviewers who work on it in office time."""

from __future__ import annotations

from tvsim.calendar import NEVER, NONE
from tvsim.codes import Activity, TaskOutcome
from tvsim.models import officetime, rules
from tvsim.models.compiled import centre
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import at, now, take_later
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.officetime import hours_ahead
from tvsim.models.compiled.queues import joined, without_first
from tvsim.models.compiled.records import add_activity, add_task
from tvsim.models.instants import END, JOIN


@compiled
def join(c: Centre, agency: int, case: int, kind: int, work_ms: int, due_at: int, review: int) -> int:
    """A task comes in; returns its number."""
    task = add_task(c, case, kind, agency, review, due_at)
    lay_in(c, task, work_ms)
    return task


@compiled
def drop(c: Centre, task: int) -> None:
    """Take a task out of the queue; what somebody works on is finished, unless it would be handed back."""
    row = c.tasks[task]
    if row.outcome == TaskOutcome.QUEUED:
        c.offices[row.agency].queued -= 1
        close(c, task, TaskOutcome.DROPPED)
    else:
        row.unwanted = True


@compiled
def lay_in(c: Centre, task: int, left_ms: int) -> None:
    """Lay a task into the queue."""
    row = c.tasks[task]
    office = c.offices[row.agency]
    place = rules.task_place(office.earliest_due, row.due_at, row.joined_at)
    row.left_ms = left_ms
    office.queued += 1
    office.queue = joined(c.nodes, c.clock[0], office.queue, place, row.case, task)
    if office.free > 0:
        call_to_take(c, row.agency)


@compiled
def call_to_take(c: Centre, agency: int) -> None:
    """Have free reviewers take, once, at this instant, or at the next opening where it is out of hours."""
    office = c.offices[agency]
    take_at = officetime.opening(hours_ahead(c), now(c))
    if take_at in (office.take_at, NEVER):
        return
    office.take_at = take_at
    if take_at == now(c):
        take_later(c, Act.OFFICE_TAKES, agency)
    else:
        at(c, take_at, JOIN, Act.OFFICE_OPENS, agency)


@compiled
def opens(c: Centre, agency: int) -> None:
    """The free reviewers can take at the opening."""
    take_later(c, Act.OFFICE_TAKES, agency)


@compiled
def take(c: Centre, agency: int) -> None:
    """Let the free reviewers take in the order of their numbers."""
    office = c.offices[agency]
    office.take_at = NONE
    for reviewer in range(office.first_reviewer, office.last_reviewer):
        if office.free == 0:
            return
        if c.reviewers[reviewer].free:
            task = first_task(c, agency)
            if task == NONE:
                return
            not_free(c, reviewer)
            work(c, reviewer, task)


@compiled
def not_free(c: Centre, reviewer: int) -> None:
    """A reviewer has something to do, or goes away."""
    c.reviewers[reviewer].free = False
    c.offices[c.reviewers[reviewer].agency].free -= 1


@compiled
def first_task(c: Centre, agency: int) -> int:
    """Take the first task out of the queue; those dropped are passed over."""
    office = c.offices[agency]
    while office.queue != NONE:
        task = c.nodes[office.queue].row
        office.queue = without_first(c.nodes, c.clock[0], office.queue)
        if c.tasks[task].outcome == TaskOutcome.QUEUED:
            office.queued -= 1
            return task
    return NONE


@compiled
def next_presence(c: Centre, reviewer: int) -> None:
    """Wait for the next day there."""
    row = c.reviewers[reviewer]
    if row.next_presence < row.last_presence:
        presence = c.stretches[row.next_presence]
        if now(c) < presence.begins_at:
            at(c, presence.begins_at, END, Act.PRESENCE_BEGINS, reviewer)
        else:
            presence_begins(c, reviewer)


@compiled
def presence_begins(c: Centre, reviewer: int) -> None:
    """A reviewer is there, for some days."""
    row = c.reviewers[reviewer]
    row.until_at = c.stretches[row.next_presence].ends_at
    row.next_presence += 1
    at(c, row.until_at, END, Act.GOES_AWAY, reviewer)
    wait_for_work(c, reviewer)


@compiled
def wait_for_work(c: Centre, reviewer: int) -> None:
    """A reviewer is free."""
    row = c.reviewers[reviewer]
    office = c.offices[row.agency]
    row.free = True
    office.free += 1
    if office.queued > 0:
        call_to_take(c, row.agency)


@compiled
def goes_away(c: Centre, reviewer: int) -> None:
    """A reviewer goes away who is free."""
    if c.reviewers[reviewer].free:
        not_free(c, reviewer)
        next_presence(c, reviewer)


@compiled
def work(c: Centre, reviewer: int, task: int) -> None:
    """Work on a task in office time; what is not done when the reviewer goes away is handed back."""
    row, worker, began_at = c.tasks[task], c.reviewers[reviewer], now(c)
    if row.started_at == NONE:
        row.started_at = began_at
    row.reviewer, row.outcome = reviewer, TaskOutcome.WORKING
    done_at, worked_ms = officetime.worked_until(hours_ahead(c), began_at, row.left_ms, worker.until_at)
    worker.task, worker.worked_ms = task, worked_ms
    add_activity(c, worker.staff, Activity.TASK, began_at, done_at, worked_ms, row.case)
    at(c, done_at, END, Act.TASK_ENDS, reviewer)


@compiled
def task_ends(c: Centre, reviewer: int) -> None:
    """A reviewer stops: the task is done, or handed back."""
    worker = c.reviewers[reviewer]
    task, worked_ms = worker.task, worker.worked_ms
    row = c.tasks[task]
    if worked_ms == row.left_ms:
        close(c, task, TaskOutcome.DONE)
        centre.task_done(c, task)
    elif row.unwanted:
        close(c, task, TaskOutcome.DROPPED)
    else:
        row.outcome = TaskOutcome.QUEUED
        lay_in(c, task, row.left_ms - worked_ms)
    if now(c) < worker.until_at:
        wait_for_work(c, reviewer)
    else:
        next_presence(c, reviewer)


@compiled
def close(c: Centre, task: int, outcome: int) -> None:
    """A task ends."""
    c.tasks[task].ended_at, c.tasks[task].outcome = now(c), outcome
