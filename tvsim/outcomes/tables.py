"""Records as tables for people: words instead of codes, timestamps and minutes instead of milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS, NONE
from tvsim.codes import Activity, CaseStatus, Channel, Duty, TaskKind, TaskOutcome, VisitKind, VisitOutcome
from tvsim.outcomes.readable import keyed, whole_numbers, words
from tvsim.outcomes.run import Run

COLUMNS = {
    "case": "number of the case; the same in every table",
    "procedure": "key of the procedure group",
    "agency": "key of the agency",
    "group": "key of the counter group",
    "officer": "number of the officer, from 0 over all counter groups",
    "reviewer": "number of the reviewer, from 0 over all agencies",
    "staff": "officers, then reviewers, numbered on",
    "*_at": "timestamp; missing where it did not happen",
    "*_min": "minutes",
}
"""What the columns mean; units are in their names."""


def tables(run: Run) -> dict[str, pd.DataFrame]:
    """All tables of a run: cases, visits, desk, tasks, signatures, requests, activities, shifts.

    They hold the whole run, warm-up and follow-up included; ``in_period`` of the cases says which came in the
    reported period.
    """
    return {name: make(run) for name, make in TABLES.items()}


def _minutes(milliseconds: NDArray[np.int64]) -> NDArray[np.float64]:
    return milliseconds / MINUTE_MS


def _cases(run: Run) -> pd.DataFrame:
    table, cases, at = run.table, run.records.cases, run.calendar.timestamps
    sites = list(run.plan.sites)
    columns: dict[str, Any] = {
        "case": np.arange(len(table)),
        "procedure": keyed(table.procedure, list(run.plan.procedures)),
        "ordinal": table.ordinal,
        "agency": keyed(run.case_agency, run.agencies),
        "enquiry": table.enquiry,
        "carried": table.carried,
        "home": keyed(table.home, sites),
        "site": keyed(table.site, sites),
        "came_by": words(table.channel, Channel),
        "channel": words(cases.channel, Channel),
        "return_channel": words(table.return_channel, Channel),
        "returned_by": words(cases.returned_by, Channel),
        "status": words(cases.status, CaseStatus),
        "tries": cases.tries,
        "visits": cases.visits,
        "in_period": run.in_period(cases.accepted_at),
    }
    for name in (
        "submitted_at",
        "acknowledged_at",
        "accepted_at",
        "due_at",
        "legal_due_at",
        "decided_at",
        "handed_over_at",
        "closed_at",
    ):
        columns[name] = at(getattr(cases, name))
    return pd.DataFrame(columns)


def _visits(run: Run) -> pd.DataFrame:
    visits, at = run.records.visits, run.calendar.timestamps
    waited = (visits.ticket_at != NONE) & (visits.outcome != VisitOutcome.TURNED_AWAY)
    return pd.DataFrame(
        {
            "case": visits.case,
            "agency": keyed(run.visit_agency, run.agencies),
            "group": keyed(visits.group, list(run.plan.counters)),
            "kind": words(visits.kind, VisitKind),
            "outcome": words(visits.outcome, VisitOutcome),
            "priority": visits.priority,
            "came_at": at(visits.came_at),
            "ticket_at": at(visits.ticket_at),
            "called_at": at(visits.called_at),
            "ended_at": at(visits.ended_at),
            "officer": whole_numbers(visits.officer),
            "wait_min": np.where(waited, _minutes(run.wait_ends_at - visits.ticket_at), np.nan),
        }
    )


def _desk(run: Run) -> pd.DataFrame:
    desk, at = run.records.desk, run.calendar.timestamps
    return pd.DataFrame(
        {
            "case": desk.case,
            "group": keyed(desk.group, list(run.plan.counters)),
            "joined_at": at(desk.joined_at),
            "started_at": at(desk.started_at),
            "ended_at": at(desk.ended_at),
            "officer": whole_numbers(desk.officer),
        }
    )


def _tasks(run: Run) -> pd.DataFrame:
    tasks, at = run.records.tasks, run.calendar.timestamps
    return pd.DataFrame(
        {
            "case": tasks.case,
            "agency": keyed(tasks.agency, run.agencies),
            "kind": words(tasks.kind, TaskKind),
            "outcome": words(tasks.outcome, TaskOutcome),
            "review": whole_numbers(tasks.review),
            "joined_at": at(tasks.joined_at),
            "due_at": at(tasks.due_at),
            "started_at": at(tasks.started_at),
            "ended_at": at(tasks.ended_at),
            "reviewer": whole_numbers(tasks.reviewer),
        }
    )


def _signatures(run: Run) -> pd.DataFrame:
    signatures, at = run.records.signatures, run.calendar.timestamps
    return pd.DataFrame(
        {
            "case": signatures.case,
            "signer": keyed(signatures.signer, [*run.agencies, "people's committee"]),
            "ready_at": at(signatures.ready_at),
            "signed_at": at(signatures.signed_at),
        }
    )


def _requests(run: Run) -> pd.DataFrame:
    requests, at = run.records.requests, run.calendar.timestamps
    columns = ("asked_at", "answered_at", "due_before_at", "due_after_at")
    return pd.DataFrame({"case": requests.case} | {name: at(getattr(requests, name)) for name in columns})


def _activities(run: Run) -> pd.DataFrame:
    activities, at = run.records.activities, run.calendar.timestamps
    return pd.DataFrame(
        {
            "staff": activities.staff,
            "activity": words(activities.activity, Activity),
            "begins_at": at(activities.begins_at),
            "ends_at": at(activities.ends_at),
            "work_min": _minutes(activities.work_ms),
            "case": activities.case,
        }
    )


def _shifts(run: Run) -> pd.DataFrame:
    shifts, at = run.resources.shifts, run.calendar.timestamps
    officer = shifts.officer
    return pd.DataFrame(
        {
            "officer": officer,
            "group": keyed(shifts.group[officer], list(run.plan.counters)),
            "duty": words(shifts.duty, Duty),
            "begins_at": at(shifts.begins_at),
            "ends_at": at(shifts.ends_at),
        }
    )


TABLES: dict[str, Callable[[Run], pd.DataFrame]] = {
    "cases": _cases,
    "visits": _visits,
    "desk": _desk,
    "tasks": _tasks,
    "signatures": _signatures,
    "requests": _requests,
    "activities": _activities,
    "shifts": _shifts,
}
"""How each table of the records is made."""
