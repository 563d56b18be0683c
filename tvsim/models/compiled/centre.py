"""The centre: puts counters, post, back offices and signers together, and leads each case through its life."""

from __future__ import annotations

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import CaseStatus, Channel, TaskKind, VisitKind
from tvsim.demand.case_table import MAX_TRIES, MAX_VISITS, PATIENT
from tvsim.models import officetime, rules
from tvsim.models.compiled import backoffice, counters, desk, door, post, reviews, signoff
from tvsim.models.compiled.acts import Act
from tvsim.models.compiled.clock import BAD_CASE, at, at_once, now
from tvsim.models.compiled.compiling import compiled
from tvsim.models.compiled.layout import Centre
from tvsim.models.compiled.officetime import due_rule_of, hours_ahead, hours_of
from tvsim.models.compiled.records import add_request
from tvsim.models.instants import JOIN
from tvsim.models.states import LONGEST_MS


@compiled
def opens(c: Centre) -> None:
    """Before the first midnight all officers, reviewers, rounds and signers wait for their times."""
    for officer in range(len(c.officers)):
        counters.next_shift(c, officer)
    for group in range(len(c.groups)):
        counters.next_closing(c, group)
    for reviewer in range(len(c.reviewers)):
        backoffice.next_presence(c, reviewer)
    for signer in range(len(c.signers)):
        signoff.next_signing_hour(c, signer)
    post.next_round(c)


@compiled
def can_be(c: Centre, case: int) -> bool:
    """Whether a case refers to what exists, and has times that can be; `tvsim.models.states` says what is wrong."""
    drawn, clock = c.table[case], c.clock[0]
    if not (0 <= drawn.procedure < len(c.rules) and 0 <= drawn.site < clock.sites):
        return False
    limits = c.rules[drawn.procedure]
    return (
        0 <= drawn.channel <= Channel.ONLINE
        and 0 <= drawn.return_channel <= Channel.ONLINE
        and 0 <= drawn.supplements <= clock.supplements_drawn
        and (not drawn.reviewed or limits.reviews <= clock.reviews_drawn)
        and c.group_of[drawn.site * clock.agencies + limits.agency] != NONE
        and durations_can_be(c, case)
        and (not drawn.carried or (due_can_be(c, drawn.due_at) and due_can_be(c, drawn.legal_due_at)))
    )


@compiled
def durations_can_be(c: Centre, case: int) -> bool:
    """Whether all durations of a case are neither negative nor too long: then no high bit is set in any of them."""
    drawn = c.table[case]
    bits = drawn.comes_at | drawn.collect_ms | drawn.collected_after_ms | drawn.travel_out_ms
    bits |= drawn.work_ms | drawn.field_ms | drawn.conclude_ms
    for attempt in range(MAX_TRIES):
        bits |= drawn.intake_ms[attempt] | drawn.desk_ms[attempt]
        bits |= drawn.corrected_ms[attempt] | drawn.travel_in_ms[attempt]
    patience, days = 0, 0
    for visit in range(MAX_VISITS):
        bits |= drawn.wrap_up_ms[visit] | drawn.hour_ms[visit]
        patience |= drawn.patience_ms[visit]
        days |= drawn.away_days[visit]
    return bool(0 <= bits < LONGEST_MS and 0 <= patience < 2 * PATIENT and days >= 0)


@compiled
def due_can_be(c: Centre, due_at: int) -> bool:
    """Whether a due time lies in the calendar that is laid out, or is never."""
    return 0 < due_at <= (len(c.due_next_working) - 1) * DAY_MS or due_at == NEVER


@compiled
def expected(c: Centre, case: int) -> bool:
    """Nothing has happened to a case yet; returns whether it can be at all, else the run ends."""
    if not can_be(c, case):
        c.clock[0].fault, c.clock[0].fault_act, c.clock[0].fault_who = BAD_CASE, Act.COMES, case
        return False
    state, drawn = c.state[case], c.table[case]
    state.status, state.channel, state.tries, state.visits = CaseStatus.COMING, drawn.channel, 0, 0
    state.submitted_at = state.acknowledged_at = state.accepted_at = NONE
    state.due_at = state.legal_due_at = NONE
    state.decided_at = state.handed_over_at = state.returned_by = state.closed_at = NONE
    state.agency = c.rules[drawn.procedure].agency
    state.group = c.group_of[drawn.site * c.clock[0].agencies + state.agency]
    state.requests_made = state.draw = state.in_vain = 0
    return True


# where a case belongs


@compiled
def site_way_ms(c: Centre, case: int) -> int:
    """Way between the site of a case and its agency."""
    return c.ways[c.table[case].site * c.clock[0].agencies + c.state[case].agency]


@compiled
def carried(c: Centre, way_ms: int, act: int, who: int) -> bool:
    """Carry papers in office time; returns whether they are there at once, else the act is done when they are."""
    now_at = now(c)
    there_at = officetime.add(hours_ahead(c), now_at, way_ms)
    if there_at == now_at and at_once(c):
        return True
    if there_at < NEVER:
        at(c, there_at, JOIN, act, who)
    return False


# coming in


@compiled
def first_comes(c: Centre, case: int) -> None:
    """People come, letters are posted, forms are sent, each at its time."""
    if not expected(c, case):
        return
    drawn = c.table[case]
    if drawn.channel != Channel.COUNTER:
        submit_remote(c, case)
        return
    c.state[case].kind = VisitKind.ENQUIRE if drawn.enquiry else VisitKind.SUBMIT
    if drawn.no_show:
        door.no_show(c, case)
    else:
        door.come(c, case)


@compiled
def carried_over(c: Centre, case: int) -> None:
    """Lay a case of the backlog into its office."""
    if not expected(c, case):
        return
    state, drawn = c.state[case], c.table[case]
    state.accepted_at, state.due_at, state.legal_due_at = drawn.accepted_at, drawn.due_at, drawn.legal_due_at
    state.status = CaseStatus.OPEN
    reaches_office(c, case)


@compiled
def submit_remote(c: Centre, case: int) -> None:
    """A dossier is posted or sent online."""
    state = c.state[case]
    if state.submitted_at == NONE:
        state.submitted_at = now(c)
    if state.channel == Channel.POST:
        post.send_dossier(c, case)
    else:
        desk.join(c, case)


@compiled
def goes_online(c: Centre, case: int) -> None:
    """Somebody who was not served at the counter submits online instead; what was before does not count."""
    state = c.state[case]
    state.channel = Channel.ONLINE
    state.submitted_at = state.acknowledged_at = NONE
    submit_remote(c, case)


# intake


@compiled
def intake_done(c: Centre, case: int, at_counter: bool) -> None:
    """A dossier was checked: it goes back if it is flawed, else it is accepted."""
    state, drawn = c.state[case], c.table[case]
    attempt = state.tries
    state.tries = attempt + 1
    if state.acknowledged_at == NONE:
        state.acknowledged_at = now(c)
    went_online = state.channel != drawn.channel
    flawed = drawn.flawed_online[attempt] if went_online else drawn.flawed[attempt]
    if flawed:
        goes_back(c, case, attempt)
    else:
        accepted(c, case, at_counter)


@compiled
def goes_back(c: Centre, case: int, attempt: int) -> None:
    """A flawed dossier comes again after its correction, or is returned for good after the last try."""
    if rules.is_last_try(attempt):
        close(c, case, CaseStatus.RETURNED)
        return
    corrected_ms = c.table[case].corrected_ms[attempt]
    if c.state[case].channel == Channel.COUNTER:
        door.come_on(c, case, VisitKind.RESUBMIT.value, now(c) // DAY_MS + rules.days_to_come(corrected_ms))
    else:
        at(c, now(c) + corrected_ms, JOIN, Act.SUBMITS_REMOTE, case)


@compiled
def accepted(c: Centre, case: int, at_counter: bool) -> None:
    """Fix the due times; decide at once, or have the dossier carried to its agency."""
    state, drawn, now_at = c.state[case], c.table[case], now(c)
    limits = c.rules[drawn.procedure]
    state.accepted_at = now_at
    hours, due_rule = hours_ahead(c), due_rule_of(c)
    begins = officetime.counts_from(hours, due_rule, now_at)
    state.due_at = officetime.due_or_never(hours, due_rule, begins, limits.limit_ms)
    state.legal_due_at = officetime.due_or_never(hours, due_rule, begins, limits.legal_limit_ms)
    if drawn.at_once and at_counter:
        close(c, case, CaseStatus.REFUSED if drawn.refused else CaseStatus.DECIDED)
        state.decided_at = now_at
        handed_over(c, case, Channel.COUNTER)
        return
    state.status = CaseStatus.OPEN
    if carried(c, site_way_ms(c, case), Act.REACHES_OFFICE, case):
        reaches_office(c, case)


# back office


@compiled
def lay_in_office(c: Centre, case: int, kind: int, work_ms: int) -> None:
    """Lay a case before the reviewers of its agency."""
    state = c.state[case]
    backoffice.join(c, state.agency, case, kind, work_ms, state.due_at, NONE)


@compiled
def reaches_office(c: Centre, case: int) -> None:
    """The papers of a case reach its agency."""
    lay_in_office(c, case, TaskKind.EXAMINE, c.table[case].work_ms)


@compiled
def task_done(c: Centre, task: int) -> None:
    """A reviewer has finished: lead the case to its next station."""
    case, kind = c.tasks[task].case, c.tasks[task].kind
    if kind == TaskKind.REVIEW:
        reviews.done(c, case, c.tasks[task].review)
    elif kind == TaskKind.CONCLUDE:
        ready_to_sign(c, case)
    else:
        ask_applicant(c, case)


@compiled
def ask_applicant(c: Centre, case: int) -> None:
    """Ask for a supplement where one is wanted; else the site visit or laboratory begins."""
    state, drawn = c.state[case], c.table[case]
    made = state.requests_made
    if made == drawn.supplements:
        if carried(c, drawn.field_ms, Act.FIELD_DONE, case):
            field_done(c, case)
        return
    state.requests_made = made + 1
    answer_ms = c.answer_ms[case * c.clock[0].supplements_drawn + made]
    request = add_request(c, case)
    if answer_ms == NONE:
        at(c, now(c) + c.rules[drawn.procedure].withdrawn_after_ms, JOIN, Act.WITHDRAWN, case)
    else:
        at(c, now(c) + answer_ms, JOIN, Act.ANSWERS, request)


@compiled
def answers(c: Centre, request: int) -> None:
    """The applicant has answered: the clock goes on as its rule says."""
    row = c.requests[request]
    case, asked_at, now_at = row.case, row.asked_at, now(c)
    state, limits = c.state[case], c.rules[c.table[case].procedure]
    state.due_at = officetime.due_after_answer(
        hours_of(c), due_rule_of(c), limits.clock, state.due_at, asked_at, now_at, limits.limit_ms
    )
    state.legal_due_at = officetime.due_after_answer(
        hours_of(c), due_rule_of(c), limits.clock, state.legal_due_at, asked_at, now_at, limits.legal_limit_ms
    )
    row.answered_at, row.due_after_at = now_at, state.due_at
    recheck_ms = c.recheck_ms[case * c.clock[0].supplements_drawn + state.requests_made - 1]
    if recheck_ms:
        lay_in_office(c, case, TaskKind.RECHECK, recheck_ms)
    else:
        ask_applicant(c, case)


@compiled
def withdrawn(c: Centre, case: int) -> None:
    """The applicant never answered."""
    close(c, case, CaseStatus.WITHDRAWN)


@compiled
def field_done(c: Centre, case: int) -> None:
    """The site visit or laboratory is over."""
    if c.table[case].reviewed:
        reviews.ask(c, case)
    else:
        conclude(c, case)


@compiled
def conclude(c: Centre, case: int) -> None:
    """All answers are there: the last work before the signature."""
    conclude_ms = c.table[case].conclude_ms
    if conclude_ms:
        lay_in_office(c, case, TaskKind.CONCLUDE, conclude_ms)
    else:
        ready_to_sign(c, case)


# sign-off and return


@compiled
def ready_to_sign(c: Centre, case: int) -> None:
    """A case is ready for the signature of its agency."""
    signoff.join(c, c.state[case].agency, case)


@compiled
def signed(c: Centre, signer: int, case: int) -> None:
    """A case was signed: by the committee, the last of the signers, or by its agency."""
    if signer == len(c.offices):
        decided(c, case)
    else:
        signed_by_agency(c, case)


@compiled
def signed_by_agency(c: Centre, case: int) -> None:
    """The committee signs too where the procedure needs it."""
    if not c.rules[c.table[case].procedure].committee:
        decided(c, case)
    elif carried(c, c.clock[0].committee_ms, Act.REACHES_COMMITTEE, case):
        reaches_committee(c, case)


@compiled
def reaches_committee(c: Centre, case: int) -> None:
    """The papers of a case reach the committee."""
    signoff.join(c, len(c.offices), case)


@compiled
def decided(c: Centre, case: int) -> None:
    """Decided: here overdue is judged. The result goes the way the applicant wished."""
    drawn = c.table[case]
    close(c, case, CaseStatus.REFUSED if drawn.refused else CaseStatus.DECIDED)
    c.state[case].decided_at = now(c)
    if drawn.return_channel == Channel.ONLINE:
        handed_over(c, case, Channel.ONLINE)
    elif carried(c, site_way_ms(c, case), Act.RESULT_AT_SITE, case):
        result_at_site(c, case)


@compiled
def result_at_site(c: Centre, case: int) -> None:
    """A result is back at the site."""
    if c.table[case].return_channel == Channel.POST:
        post.send_result(c, case)
    else:
        door.collect(c, case, now(c) + c.table[case].collected_after_ms)


@compiled
def handed_over(c: Centre, case: int, way: int) -> None:
    """The applicant holds the result."""
    c.state[case].returned_by = way
    c.state[case].handed_over_at = now(c)


# other ends


@compiled
def answered(c: Centre, case: int) -> None:
    """A question was answered."""
    close(c, case, CaseStatus.ANSWERED)


@compiled
def gave_up(c: Centre, case: int) -> None:
    """The applicant gave up before the dossier was accepted."""
    close(c, case, CaseStatus.GAVE_UP)


@compiled
def close(c: Centre, case: int, status: int) -> None:
    """A case has ended."""
    c.state[case].status = status
    c.state[case].closed_at = now(c)
