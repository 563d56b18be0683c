"""Where a case's time goes, from its submission to the result with the applicant: each moment is one part's."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.calendar import NONE
from tvsim.codes import CaseStatus, Channel, TaskKind
from tvsim.outcomes.figures import ALL
from tvsim.outcomes.run import Run

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

PARTS = {
    "queue": "waits for an officer or a reviewer",
    "work": "an officer, or a reviewer of its own agency, has it in hand",
    "review": "other agencies are asked and have not all answered",
    "signature": "waits for the signing hour",
    "applicant": "papers are asked for, a flawed dossier is at home, or a result is not collected yet",
    "post": "with the post, on the way in or back",
    "field": "examined, and waits for a site visit, a laboratory or an answer from outside, which use nobody here",
    "carried": "none of these: papers are on their way between site, agencies and committee",
}
"""What a case can be in, in the order of the tables."""


class _State(IntEnum):
    """What is true of a case; where several are at once, the first counts."""

    WORK = 0
    ASKED = 1
    REVIEW = 2
    SIGNATURE = 3
    QUEUE = 4
    POST = 5
    HOME = 6
    FIELD = 7
    CARRIED = 8

    @property
    def part(self) -> str:
        """What it is called in `PARTS`."""
        return "applicant" if self in {_State.ASKED, _State.HOME} else self.name.lower()


class _Stretches(NamedTuple):
    """Times in which a state is true of cases; an end that never came is that of the case."""

    state: _State
    case: Ints
    begins_at: Ints
    ends_at: Ints


def case_time(run: Run) -> pd.DataFrame:
    """Mean working days that the cases decided in the reported period spent in each of `PARTS`, by agency.

    Only office hours count, as many to a day as in the limits (``deadlines.hours_per_day``), so that a night adds to
    no part. A case's time is from its first ticket, posting or form, in the channel by which it came at last, to its
    result with the applicant, or the end of the run. The parts add up to all of it.

    Returns
    -------
    DataFrame
        Index agency, `ALL` last. Columns: ``cases`` decided, and `PARTS`, working days a case; missing where
        there is none.
    """
    cases = run.records.cases
    ours = (cases.status == CaseStatus.DECIDED) & run.in_period(cases.decided_at)
    agency, spent_ms = run.case_agency[ours], _spent_ms(run)[ours]
    number = run.by_agency(agency)
    columns = {part: np.zeros(len(number)) for part in PARTS}
    for state in _State:
        columns[state.part] += run.by_agency(agency, spent_ms[:, state])
    with np.errstate(invalid="ignore"):
        days = {part: sums / run.resources.due.day_ms / number for part, sums in columns.items()}
    index = pd.Index([*run.agencies, ALL], name="agency")
    return pd.DataFrame({"cases": number.astype(np.int64), **days}, index)


def _spent_ms(run: Run) -> Ints:
    """Office time that each case was in each state, shape (cases, states).

    At each instant at which anything changes for a case, it is counted how many stretches of each state go on; until
    the next such instant the case is in the first state that has any.
    """
    begins_at, ends_at = _life(run)
    edges = [_edges(run, each, begins_at, ends_at) for each in _stretches(run)]
    case, state, at, change = (np.concatenate(column) for column in zip(*edges, strict=True))
    order = np.lexsort((at, case))
    case, state, at, change = case[order], state[order], at[order], change[order]
    # Each stretch that begins also ends, so that nothing of one case is left when the next one comes.
    going_on = np.zeros((len(case), len(_State)), dtype=np.int32)
    going_on[np.arange(len(case)), state] = change
    now = np.argmax(np.cumsum(going_on, axis=0, out=going_on) > 0, axis=1)
    lasts = np.where(case[1:] == case[:-1], np.diff(at), 0)
    cell = (case * len(_State) + now)[:-1]
    spent = np.bincount(cell, weights=lasts, minlength=len(run.table) * len(_State))
    return spent.astype(np.int64).reshape(-1, len(_State))


def _life(run: Run) -> tuple[Ints, Ints]:
    """Begin and end of the time of each case; `NONE` is the begin of those never submitted."""
    cases = run.records.cases
    return cases.submitted_at, np.where(cases.handed_over_at != NONE, cases.handed_over_at, run.calendar.ends_at)


def _edges(run: Run, given: _Stretches, begins_at: Ints, ends_at: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Case, state, time in the office, and 1 or -1, of each begin and end that lies in the time of its case."""
    there = (given.begins_at != NONE) & (begins_at[given.case] != NONE)
    case = given.case[there]
    until = np.where(given.ends_at != NONE, given.ends_at, ends_at[given.case])[there]
    elapsed = run.calendar.office.elapsed
    first, last = (elapsed(np.clip(each, begins_at[case], ends_at[case])) for each in (given.begins_at[there], until))
    lasting = np.flatnonzero(first < last)
    number = len(lasting)
    return (
        np.tile(case[lasting], 2),
        np.full(2 * number, given.state, dtype=np.int64),
        np.concatenate((first[lasting], last[lasting])),
        np.repeat(np.array([1, -1], dtype=np.int64), number),
    )


def _stretches(run: Run) -> Iterator[_Stretches]:
    visits, desk, tasks = run.records.visits, run.records.desk, run.records.tasks
    signatures, requests = run.records.signatures, run.records.requests
    own, asked = np.flatnonzero(tasks.kind != TaskKind.REVIEW), np.flatnonzero(tasks.kind == TaskKind.REVIEW)
    yield _Stretches(_State.WORK, visits.case, visits.called_at, visits.ended_at)
    yield _Stretches(_State.WORK, desk.case, desk.started_at, desk.ended_at)
    yield _Stretches(_State.WORK, tasks.case[own], tasks.started_at[own], tasks.ended_at[own])
    yield _Stretches(_State.QUEUE, visits.case, visits.ticket_at, run.wait_ends_at)
    yield _Stretches(_State.QUEUE, desk.case, desk.joined_at, desk.started_at)
    yield _Stretches(_State.QUEUE, tasks.case[own], tasks.joined_at[own], tasks.started_at[own])
    yield _Stretches(_State.REVIEW, tasks.case[asked], tasks.joined_at[asked], tasks.ended_at[asked])
    yield _Stretches(_State.SIGNATURE, signatures.case, signatures.ready_at, signatures.signed_at)
    yield _Stretches(_State.ASKED, requests.case, requests.asked_at, requests.answered_at)
    yield from _on_the_way(run)


def _on_the_way(run: Run) -> Iterator[_Stretches]:
    """Where a case is while nobody has it in hand or in a queue."""
    cases, desk = run.records.cases, run.records.desk
    begins_at, ends_at = _life(run)
    every = np.arange(len(run.table))
    reached_desk_at = np.full(len(every), NONE)
    reached_desk_at[desk.case[::-1]] = desk.joined_at[::-1]  # the first of several stays
    posted = every[(cases.channel == Channel.POST) & (reached_desk_at != NONE)]
    yield _Stretches(_State.POST, posted, begins_at[posted], reached_desk_at[posted])
    goes_by = np.where(cases.returned_by != NONE, cases.returned_by, run.table.return_channel)
    for state, way in ((_State.POST, Channel.POST), (_State.HOME, Channel.COUNTER)):
        given = every[(cases.decided_at != NONE) & (goes_by == way)]
        yield _Stretches(state, given, _result_at_site_at(run, given), ends_at[given])
    yield _Stretches(_State.HOME, every, begins_at, np.where(cases.accepted_at != NONE, cases.accepted_at, ends_at))
    yield _in_the_field(run)
    yield _Stretches(_State.CARRIED, every, begins_at, ends_at)


def _result_at_site_at(run: Run, case: Ints) -> Ints:
    """When the results of cases are back at their sites."""
    way_ms = run.resources.transfers.site_agency_ms[run.table.site[case], run.case_agency[case]]
    return run.calendar.office.add(run.records.cases.decided_at[case], way_ms)


def _in_the_field(run: Run) -> _Stretches:
    """Site visit or laboratory of the cases that were decided: from the end of the examination, with its rechecks."""
    cases, tasks, requests = run.records.cases, run.records.tasks, run.records.requests
    examined_at = np.full(len(run.table), NONE)
    own = np.isin(tasks.kind, (TaskKind.EXAMINE, TaskKind.RECHECK))
    np.maximum.at(examined_at, tasks.case[own], tasks.ended_at[own])
    np.maximum.at(examined_at, requests.case, requests.answered_at)  # the answer ends it where nothing is rechecked
    case = np.flatnonzero((cases.decided_at != NONE) & (examined_at != NONE) & (run.table.field_ms > 0))
    begins_at = examined_at[case]
    return _Stretches(_State.FIELD, case, begins_at, run.calendar.office.add(begins_at, run.table.field_ms[case]))
