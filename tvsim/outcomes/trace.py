"""The trace of a run: everything that happened, one row each, in the order of time, to look at or to animate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import NEVER, NONE
from tvsim.codes import Activity, CaseStatus, TaskKind, TaskOutcome, VisitKind, VisitOutcome
from tvsim.outcomes.readable import keyed, whole_numbers
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]

HAPPENINGS = (
    "shift ends", "work ends", "service ends", "leaves", "turned away", "no ticket", "dismissed", "no show",
    "desk work ends", "task done", "task dropped", "shift begins", "comes", "takes ticket", "submits", "laid on desk",
    "task joins", "asks applicant", "applicant answers", "ready to sign", "signed", "acknowledged", "accepted",
    "decided", "refused", "withdrawn", "returned", "gives up", "answered", "handed over", "called", "desk work begins",
    "task begins", "work begins",
)  # fmt: skip
"""What can happen, in the order in which it is told within one instant: ends, joins, then what begins."""
_ENDED = {
    VisitOutcome.SERVED: "service ends",
    VisitOutcome.LEFT: "leaves",
    VisitOutcome.TURNED_AWAY: "turned away",
    VisitOutcome.NO_TICKET: "no ticket",
    VisitOutcome.DISMISSED: "dismissed",
    VisitOutcome.NO_SHOW: "no show",
}
_CLOSED = {
    CaseStatus.DECIDED: "decided",
    CaseStatus.REFUSED: "refused",
    CaseStatus.WITHDRAWN: "withdrawn",
    CaseStatus.RETURNED: "returned",
    CaseStatus.GAVE_UP: "gives up",
    CaseStatus.ANSWERED: "answered",
}


@dataclass(frozen=True)
class _Part:
    """Things of one kind that happened; columns that do not apply are `NONE`."""

    what: str
    at: Ints
    case: Ints | int = NONE
    group: Ints | int = NONE
    agency: Ints | int = NONE
    staff: Ints | int = NONE
    about: Any = ""


def trace(run: Run) -> pd.DataFrame:
    """Everything that happened in a run, warm-up and follow-up included.

    Returns
    -------
    DataFrame
        One row a happening. ``at`` timestamp; ``what`` one of `HAPPENINGS`; ``case`` number; ``group`` key of the
        counter group, ``agency`` key of the agency; ``staff`` number of the officer or reviewer, as in the table of
        activities; ``about`` kind of visit, task or work. Missing where it does not apply. Within an instant: ends,
        then joins, then what begins, each by case.
    """
    order = {what: number for number, what in enumerate(HAPPENINGS)}
    parts = [_happened(part) for part in _parts(run)]
    columns = {
        "at": np.concatenate([part.at for part in parts]),
        "what": np.concatenate([np.full(len(part.at), order[part.what]) for part in parts]),
    }
    for name in ("case", "group", "agency", "staff"):
        columns[name] = np.concatenate([np.broadcast_to(getattr(part, name), len(part.at)) for part in parts])
    about = np.concatenate([np.broadcast_to(np.asarray(part.about, dtype=object), len(part.at)) for part in parts])
    in_order = np.lexsort((columns["staff"], columns["case"], columns["what"], columns["at"]))
    columns = {name: column[in_order] for name, column in columns.items()}
    return pd.DataFrame(
        {
            "at": run.calendar.timestamps(columns["at"]),
            "what": keyed(columns["what"], list(HAPPENINGS)),
            "case": whole_numbers(columns["case"]),
            "group": keyed(columns["group"], list(run.plan.counters)),
            "agency": keyed(columns["agency"], run.agencies),
            "staff": whole_numbers(columns["staff"]),
            "about": pd.Categorical(pd.Series(about[in_order]).replace("", None)),
        }
    )


def _happened(part: _Part) -> _Part:
    """Leave out what did not happen."""
    did = (part.at != NONE) & (part.at < NEVER)
    columns = (part.case, part.group, part.agency, part.staff, part.about)
    cut = [np.asarray(column)[did] if np.ndim(column) else column for column in columns]
    return _Part(part.what, part.at[did], *cut)


def _each_word(codes: Ints, kind: Any) -> Any:
    return np.array([member.name.lower() for member in kind], dtype=object)[codes]


def _parts(run: Run) -> Iterator[_Part]:
    yield from _at_the_counter(run)
    yield from _of_cases(run)
    yield from _in_the_offices(run)
    yield from _of_staff(run)


def _at_the_counter(run: Run) -> Iterator[_Part]:
    visits, desk = run.records.visits, run.records.desk
    kind = _each_word(visits.kind, VisitKind)
    of = {"case": visits.case, "group": visits.group, "agency": run.case_agency[visits.case], "about": kind}
    yield _Part("comes", visits.came_at, **of)
    yield _Part("takes ticket", visits.ticket_at, **of)
    yield _Part("called", visits.called_at, staff=visits.officer, **of)
    for outcome, what in _ENDED.items():
        yield _Part(what, np.where(visits.outcome == outcome, visits.ended_at, NONE), staff=visits.officer, **of)
    items = {"case": desk.case, "group": desk.group, "agency": run.case_agency[desk.case]}
    yield _Part("laid on desk", desk.joined_at, **items)
    yield _Part("desk work begins", desk.started_at, staff=desk.officer, **items)
    yield _Part("desk work ends", desk.ended_at, staff=desk.officer, **items)


def _of_cases(run: Run) -> Iterator[_Part]:
    cases = run.records.cases
    of = {"case": np.arange(len(cases.status)), "agency": run.case_agency}
    yield _Part("submits", np.where(run.table.enquiry, NONE, cases.submitted_at), **of)
    yield _Part("acknowledged", cases.acknowledged_at, **of)
    yield _Part("accepted", cases.accepted_at, **of)
    for status, what in _CLOSED.items():
        yield _Part(what, np.where(cases.status == status, cases.closed_at, NONE), **of)
    yield _Part("handed over", cases.handed_over_at, **of)


def _in_the_offices(run: Run) -> Iterator[_Part]:
    tasks, signatures, requests = run.records.tasks, run.records.signatures, run.records.requests
    officers = len(run.resources.shifts.group)
    staff = np.where(tasks.reviewer == NONE, NONE, tasks.reviewer + officers)
    of = {"case": tasks.case, "agency": tasks.agency, "about": _each_word(tasks.kind, TaskKind)}
    yield _Part("task joins", tasks.joined_at, **of)
    yield _Part("task begins", tasks.started_at, staff=staff, **of)
    for outcome, what in ((TaskOutcome.DONE, "task done"), (TaskOutcome.DROPPED, "task dropped")):
        yield _Part(what, np.where(tasks.outcome == outcome, tasks.ended_at, NONE), staff=staff, **of)
    committee = len(run.agencies)
    signer = np.where(signatures.signer == committee, NONE, signatures.signer)
    about = np.where(signatures.signer == committee, "committee", "agency")
    yield _Part("ready to sign", signatures.ready_at, signatures.case, agency=signer, about=about)
    yield _Part("signed", signatures.signed_at, signatures.case, agency=signer, about=about)
    agency = run.case_agency[requests.case]
    yield _Part("asks applicant", requests.asked_at, requests.case, agency=agency)
    yield _Part("applicant answers", requests.answered_at, requests.case, agency=agency)


def _of_staff(run: Run) -> Iterator[_Part]:
    shifts, activities = run.resources.shifts, run.records.activities
    of = {"group": shifts.group[shifts.officer], "staff": shifts.officer}
    yield _Part("shift begins", shifts.begins_at, **of)
    yield _Part("shift ends", shifts.ends_at, **of)
    of = {"case": activities.case, "staff": activities.staff, "about": _each_word(activities.activity, Activity)}
    yield _Part("work begins", activities.begins_at, **of)
    ends_at = np.where(activities.ends_at < run.calendar.ends_at, activities.ends_at, NONE)
    yield _Part("work ends", ends_at, **of)
