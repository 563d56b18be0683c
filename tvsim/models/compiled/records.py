"""The records while they are written: each function adds one row and returns its number."""

from __future__ import annotations

from tvsim.calendar import NONE
from tvsim.codes import TaskOutcome
from tvsim.models.compiled.clock import now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre


@compiled
def add_visit(c: Centre, case: int, kind: int, came_at: int, ticket_at: int, outcome: int) -> int:
    """Add a visit."""
    visit = c.clock[0].visits
    c.clock[0].visits = visit + 1
    row = c.visits[visit]
    row.case, row.kind, row.group, row.priority = case, kind, c.state[case].group, NONE
    row.came_at, row.ticket_at, row.called_at, row.ended_at = came_at, ticket_at, NONE, NONE
    row.officer, row.outcome = NONE, outcome
    return visit


@compiled
def add_desk_item(c: Centre, case: int, left_ms: int) -> int:
    """Add a dossier that was laid on the desk."""
    item = c.clock[0].desk_items
    c.clock[0].desk_items = item + 1
    row = c.desk_items[item]
    row.case, row.group, row.joined_at = case, c.state[case].group, now(c)
    row.started_at, row.ended_at, row.officer, row.left_ms = NONE, NONE, NONE, left_ms
    return item


@compiled
def add_task(c: Centre, case: int, kind: int, agency: int, review: int, due_at: int) -> int:
    """Add a task of reviewers."""
    task = c.clock[0].tasks
    c.clock[0].tasks = task + 1
    row = c.tasks[task]
    row.case, row.kind, row.agency, row.review = case, kind, agency, review
    row.joined_at, row.due_at, row.started_at, row.ended_at = now(c), due_at, NONE, NONE
    row.reviewer, row.outcome, row.unwanted = NONE, TaskOutcome.QUEUED, False
    return task


@compiled
def add_signature(c: Centre, case: int, signer: int) -> int:
    """Add a case that is ready to be signed."""
    signature = c.clock[0].signatures
    c.clock[0].signatures = signature + 1
    row = c.signatures[signature]
    row.case, row.signer, row.ready_at, row.signed_at = case, signer, now(c), NONE
    return signature


@compiled
def add_request(c: Centre, case: int) -> int:
    """Add a request for papers."""
    request = c.clock[0].requests
    c.clock[0].requests = request + 1
    row = c.requests[request]
    row.case, row.asked_at, row.answered_at = case, now(c), NONE
    row.due_before_at, row.due_after_at = c.state[case].due_at, NONE
    return request


@compiled
def add_activity(c: Centre, staff: int, activity: int, begins_at: int, ends_at: int, work_ms: int, case: int) -> None:
    """Add a stretch of somebody's work."""
    number = c.clock[0].activities
    c.clock[0].activities = number + 1
    row = c.activities[number]
    row.staff, row.activity, row.case = staff, activity, case
    row.begins_at, row.ends_at, row.work_ms = begins_at, ends_at, work_ms
    c.staff_places[staff] += 1
