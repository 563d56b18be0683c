"""The centre: puts counters, post, back offices and signers together, and leads each case through its life."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np

from tvsim.calendar import DAY_MS, DUE_RULES, NEVER, NONE
from tvsim.codes import CaseStatus, Channel, TaskKind, VisitKind
from tvsim.models import officetime, rules
from tvsim.models.backoffice import Office, Reviewer
from tvsim.models.clock import Act, Clock, Process
from tvsim.models.counters import CounterGroup, Officer, Shift
from tvsim.models.door import Door
from tvsim.models.instants import END, JOIN
from tvsim.models.officetime import DueRule, Hours
from tvsim.models.post import Post
from tvsim.models.records import (
    Activities,
    CaseRecords,
    DeskItems,
    Journal,
    Log,
    Records,
    Requests,
    Signatures,
    Tasks,
    Visits,
)
from tvsim.models.reviews import Reviews
from tvsim.models.serving_out import serves_until_at
from tvsim.models.signoff import Signer

if TYPE_CHECKING:
    from tvsim.demand import CaseTable
    from tvsim.resources import Resources


class View:
    """Columns of a frozen dataclass of arrays, for fast reading of single entries as plain numbers."""

    def __init__(self, table: Any) -> None:
        for name in table.__dataclass_fields__:
            setattr(self, name, memoryview(np.ascontiguousarray(getattr(table, name)).data))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Column of that name."""


class Centre:
    """One run of the centre. It draws nothing: all chance is in the case table."""

    def __init__(self, table: CaseTable, resources: Resources) -> None:
        self.clock = Clock()
        self.resources = resources
        self.table = View(table)
        self._records = _empty_case_records(table)
        self.state = View(self._records)
        self.rules = View(resources.procedures)
        agency = resources.procedures.agency[table.procedure]
        self._agency = agency.data
        self._group = resources.counters.group[table.site, agency].data
        self._site_way_ms = resources.transfers.site_agency_ms[table.site, agency].data
        office, due = resources.office, resources.due
        self.hours = Hours(office.starts_at.tolist(), office.ends_at.tolist(), office.before_ms.tolist())
        self.due_rule = DueRule(
            DUE_RULES.index(due.rule),
            due.cut_off_ms,
            due.day_ms,
            due.days.next_working.tolist(),
            due.days.opens_at.tolist(),
            due.days.noon_at.tolist(),
            due.days.closes_at.tolist(),
            due.days.first_half.tolist(),
            due.days.half_ends_at.tolist(),
        )
        self.visits, self.desk_items, self.tasks = Journal(Visits), Journal(DeskItems), Journal(Tasks)
        self.signatures, self.requests, self.activities = Journal(Signatures), Journal(Requests), Log(Activities)
        self._requests_made: dict[int, int] = {}
        self.door, self.post, self.reviews = Door(self), Post(self), Reviews(self)
        self.groups = [CounterGroup(self, number, officers) for number, officers in enumerate(_officers(resources))]
        self.offices = [Office(self, number, reviewers) for number, reviewers in enumerate(_reviewers(resources))]
        self.signers = [Signer(self, number, self._signed_by_agency) for number in range(len(self.offices))]
        self.committee = Signer(self, len(self.offices), self._decided)
        self.clock.process(self.arrivals(table))

    def run(self) -> Records:
        """Run to the end and return what happened."""
        self.clock.run_to(self.resources.ends_at)
        return Records(
            self._records,
            self.visits.table(),
            self.desk_items.table(),
            self.tasks.table(),
            self.signatures.table(),
            self.requests.table(),
            self.activities.table(),
            self.clock.moments,
        )

    def midnights(self, tell: Callable[[float], None]) -> Process:
        """Tell at each midnight which part of the run is over."""
        for at in range(DAY_MS, self.resources.ends_at, DAY_MS):
            yield self.clock.until(at, END)
            tell(at / self.resources.ends_at)
        tell(1.0)

    # where a case belongs

    def agency_of(self, case: int) -> int:
        """Agency of a case's procedure."""
        return self._agency[case]

    def group_of(self, case: int) -> int:
        """Counter group where a case is received."""
        return self._group[case]

    def carry(self, way_ms: int, act: Act, value: Any) -> None:
        """Carry papers in office time, then have ``act(value)`` done."""
        at = officetime.add(self.hours, self.clock.now, way_ms)
        if at == self.clock.now:
            self.clock.join(act, value)
        elif at < NEVER:
            self.clock.at(at, JOIN, act, value)

    # coming in

    def arrivals(self, table: CaseTable) -> Process:
        """People come, letters are posted, forms are sent, each at its time."""
        for case in np.flatnonzero(table.carried).tolist():
            self._carried_over(case)
        coming = np.flatnonzero(~table.carried)
        in_order = coming[np.argsort(table.comes_at[coming], kind="stable")]
        times = table.comes_at[in_order].tolist()
        for at, those in groupby(zip(times, in_order.tolist(), strict=True), key=lambda pair: pair[0]):
            yield self.clock.until(at, JOIN)
            for _, case in those:
                self._first_comes(case)

    def _first_comes(self, case: int) -> None:
        if self.table.channel[case] != Channel.COUNTER:
            self.submit_remote(case)
            return
        kind = VisitKind.ENQUIRE if self.table.enquiry[case] else VisitKind.SUBMIT
        if self.table.no_show[case]:
            self.door.no_show(case, kind)
        else:
            self.door.come(case, kind)

    def _carried_over(self, case: int) -> None:
        """Lay a case of the backlog into its office."""
        for name in ("accepted_at", "due_at", "legal_due_at"):
            getattr(self.state, name)[case] = getattr(self.table, name)[case]
        self.state.status[case] = CaseStatus.OPEN
        self._reaches_office(case)

    def submit_remote(self, case: int) -> None:
        """A dossier is posted or sent online."""
        if self.state.submitted_at[case] == NONE:
            self.state.submitted_at[case] = self.clock.now
        if self.state.channel[case] == Channel.POST:
            self.post.send_dossier(case)
        else:
            self.desk_of(case)

    def goes_online(self, case: int) -> None:
        """Somebody who was not served at the counter submits online instead; what was before does not count."""
        self.state.channel[case] = Channel.ONLINE
        self.state.submitted_at[case] = self.state.acknowledged_at[case] = NONE
        self.submit_remote(case)

    def desk_of(self, case: int) -> None:
        """Lay a dossier on the desk of its counter group."""
        self.groups[self.group_of(case)].desk.join(case)

    # intake

    def intake_done(self, case: int, *, at_counter: bool) -> None:
        """A dossier was checked: it goes back if it is flawed, else it is accepted."""
        attempt = self.state.tries[case]
        self.state.tries[case] = attempt + 1
        if self.state.acknowledged_at[case] == NONE:
            self.state.acknowledged_at[case] = self.clock.now
        went_online = self.state.channel[case] != self.table.channel[case]
        flawed = self.table.flawed_online if went_online else self.table.flawed
        if flawed[case, attempt]:
            self._goes_back(case, attempt)
        else:
            self._accepted(case, at_counter)

    def _goes_back(self, case: int, attempt: int) -> None:
        """A flawed dossier comes again after its correction, or is returned for good after the last try."""
        if rules.is_last_try(attempt):
            self._close(case, CaseStatus.RETURNED)
            return
        corrected_ms = self.table.corrected_ms[case, attempt]
        if self.state.channel[case] == Channel.COUNTER:
            self.door.come_on(case, VisitKind.RESUBMIT, self.clock.now // DAY_MS + rules.days_to_come(corrected_ms))
        else:
            self.clock.at(self.clock.now + corrected_ms, JOIN, self.submit_remote, case)

    def _accepted(self, case: int, at_counter: bool) -> None:
        """Fix the due times; decide at once, or have the dossier carried to its agency."""
        now, procedure = self.clock.now, self.table.procedure[case]
        self.state.accepted_at[case] = now
        begins = officetime.counts_from(self.hours, self.due_rule, now)
        for name, limit_ms in (("due_at", self.rules.limit_ms), ("legal_due_at", self.rules.legal_limit_ms)):
            due_at = officetime.due_or_never(self.hours, self.due_rule, begins, limit_ms[procedure])
            getattr(self.state, name)[case] = due_at
        if self.table.at_once[case] and at_counter:
            self._close(case, CaseStatus.REFUSED if self.table.refused[case] else CaseStatus.DECIDED)
            self.state.decided_at[case] = now
            self.handed_over(case, Channel.COUNTER)
            return
        self.state.status[case] = CaseStatus.OPEN
        self.carry(self._site_way_ms[case], self._reaches_office, case)

    # back office

    def _lay_in_office(self, case: int, kind: TaskKind, work_ms: int) -> None:
        self.offices[self.agency_of(case)].join(case, kind, work_ms, self.state.due_at[case])

    def _reaches_office(self, case: int) -> None:
        self._lay_in_office(case, TaskKind.EXAMINE, self.table.work_ms[case])

    def task_done(self, task: int) -> None:
        """A reviewer has finished: lead the case to its next station."""
        case, kind = self.tasks.case[task], self.tasks.kind[task]
        if kind == TaskKind.REVIEW:
            self.reviews.done(case, self.tasks.review[task])
        elif kind == TaskKind.CONCLUDE:
            self._ready_to_sign(case)
        else:
            self._ask_applicant(case)

    def _ask_applicant(self, case: int) -> None:
        """Ask for a supplement where one is wanted; else the site visit or laboratory begins."""
        made = self._requests_made.get(case, 0)
        if made == self.table.supplements[case]:
            self.carry(self.table.field_ms[case], self._field_done, case)
            return
        self._requests_made[case] = made + 1
        now, answer_ms = self.clock.now, self.table.answer_ms[case, made]
        request = self.requests.add(case, now, NONE, self.state.due_at[case], NONE)
        if answer_ms == NONE:
            limit_ms = self.rules.withdrawn_after_ms[self.table.procedure[case]]
            self.clock.at(now + limit_ms, JOIN, self._withdrawn, case)
        else:
            self.clock.at(now + answer_ms, JOIN, self._answers, request)

    def _answers(self, request: int) -> None:
        """The applicant has answered: the clock goes on as its rule says."""
        case, asked_at = self.requests.case[request], self.requests.asked_at[request]
        procedure, limits = self.table.procedure[case], self.rules
        for name, limit_ms in (("due_at", limits.limit_ms), ("legal_due_at", limits.legal_limit_ms)):
            due = getattr(self.state, name)
            asked = (due[case], asked_at, self.clock.now, limit_ms[procedure])
            due[case] = officetime.due_after_answer(self.hours, self.due_rule, limits.clock[procedure], *asked)
        self.requests.answered_at[request] = self.clock.now
        self.requests.due_after_at[request] = self.state.due_at[case]
        recheck_ms = self.table.recheck_ms[case, self._requests_made[case] - 1]
        if recheck_ms:
            self._lay_in_office(case, TaskKind.RECHECK, recheck_ms)
        else:
            self._ask_applicant(case)

    def _withdrawn(self, case: int) -> None:
        self._close(case, CaseStatus.WITHDRAWN)

    def _field_done(self, case: int) -> None:
        if self.table.reviewed[case]:
            self.reviews.ask(case)
        else:
            self.conclude(case)

    def conclude(self, case: int) -> None:
        """All answers are there: the last work before the signature."""
        if self.table.conclude_ms[case]:
            self._lay_in_office(case, TaskKind.CONCLUDE, self.table.conclude_ms[case])
        else:
            self._ready_to_sign(case)

    # sign-off and return

    def _ready_to_sign(self, case: int) -> None:
        self.signers[self.agency_of(case)].join(case)

    def _signed_by_agency(self, case: int) -> None:
        if self.rules.committee[self.table.procedure[case]]:
            self.carry(self.resources.transfers.committee_ms, self.committee.join, case)
        else:
            self._decided(case)

    def _decided(self, case: int) -> None:
        """Decided: here overdue is judged. The result goes the way the applicant wished."""
        self._close(case, CaseStatus.REFUSED if self.table.refused[case] else CaseStatus.DECIDED)
        self.state.decided_at[case] = self.clock.now
        if self.table.return_channel[case] == Channel.ONLINE:
            self.handed_over(case, Channel.ONLINE)
        else:
            self.carry(self._site_way_ms[case], self._result_at_site, case)

    def _result_at_site(self, case: int) -> None:
        if self.table.return_channel[case] == Channel.POST:
            self.post.send_result(case)
            return
        self.door.collect(case, self.clock.now + self.table.collected_after_ms[case])

    def handed_over(self, case: int, way: Channel) -> None:
        """The applicant holds the result."""
        self.state.returned_by[case] = way
        self.state.handed_over_at[case] = self.clock.now

    # other ends

    def answered(self, case: int) -> None:
        """A question was answered."""
        self._close(case, CaseStatus.ANSWERED)

    def gave_up(self, case: int) -> None:
        """The applicant gave up before the dossier was accepted."""
        self._close(case, CaseStatus.GAVE_UP)

    def _close(self, case: int, status: CaseStatus) -> None:
        self.state.status[case] = status
        self.state.closed_at[case] = self.clock.now


def _empty_case_records(table: CaseTable) -> CaseRecords:
    columns = {name: np.full(len(table), NONE, dtype=np.int64) for name in CaseRecords.__dataclass_fields__}
    columns["status"][:] = CaseStatus.COMING
    columns["channel"][:] = table.channel
    columns["tries"][:] = 0
    columns["visits"][:] = 0
    return CaseRecords(**columns)


def _officers(resources: Resources) -> list[list[Officer]]:
    """Officers of each counter group."""
    shifts = resources.shifts
    groups: list[list[Officer]] = [[] for _ in range(len(resources.counters.site))]
    columns = (shifts.begins_at, shifts.ends_at, shifts.duty, shifts.serves_out, serves_until_at(resources))
    rows = [Shift(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]
    for number, group in enumerate(shifts.group.tolist()):
        groups[group].append(Officer(number, rows[int(shifts.first[number]) : int(shifts.first[number + 1])]))
    return groups


def _reviewers(resources: Resources) -> list[list[Reviewer]]:
    """Reviewers of each agency."""
    offices, first_staff = resources.offices, len(resources.shifts.group)
    agencies: list[list[Reviewer]] = [[] for _ in range(len(offices.order))]
    for number, agency in enumerate(offices.reviewer_agency.tolist()):
        rows = offices.presence.of(number)
        presence = zip(offices.presence.begins_at[rows].tolist(), offices.presence.ends_at[rows].tolist(), strict=True)
        agencies[agency].append(Reviewer(number, first_staff + number, list(presence)))
    return agencies


def simulate(table: CaseTable, resources: Resources, tell: Callable[[float], None] | None = None) -> Records:
    """Run the cases of a table through the centre.

    Parameters
    ----------
    table : CaseTable
    resources : Resources
    tell : callable, optional
        Told at each midnight which part of the run is over.

    Returns
    -------
    Records
        The same for the same arguments, whatever else has happened in the process.
    """
    centre = Centre(table, resources)
    if tell is not None:
        centre.clock.process(centre.midnights(tell))
    return centre.run()
