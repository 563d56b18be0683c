"""Behind the counters: office time, reviewers, reviews, sign-off, the start and end of a run, sites and ways."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.functional.reached.rule import Facts, Flags, Ints, Rule, passed_over
from tvsim.calendar import DAY_MS, NONE
from tvsim.codes import Activity, CaseStatus, Order, ReviewMode, TaskKind, TaskOutcome

# office time


def _paused(facts: Facts) -> tuple[Ints, Ints]:
    """Begin and end of stretches of work on tasks that were paused out of hours."""
    acts = facts.activities
    rows = (acts.activity == Activity.TASK) & (acts.ends_at - acts.begins_at > acts.work_ms) & (acts.work_ms > 0)
    return acts.begins_at[rows], acts.ends_at[rows]


def paused_over_lunch(facts: Facts) -> Any:
    begins, ends = _paused(facts)
    return (begins // DAY_MS == (ends - 1) // DAY_MS).any()


def paused_over_night(facts: Facts) -> Any:
    begins, ends = _paused(facts)
    return (begins // DAY_MS < (ends - 1) // DAY_MS).any()


def joined_out_of_hours(facts: Facts) -> Any:
    """A task that came in out of hours is begun as the office opens."""
    rows = ~facts.in_office_time(facts.tasks.joined_at)
    opens_at = facts.resources.office.opening(facts.tasks.joined_at)
    return (rows & (facts.tasks.started_at == opens_at)).any()


# reviewers


def _taken_before(facts: Facts, order: Order) -> tuple[Ints, Ints]:
    """Pairs of tasks of offices with an order: the first was taken while the second, there before it, waited."""
    tasks = facts.tasks
    taken_at = np.where(facts.offices.order[tasks.agency] == order, tasks.started_at, NONE)
    return passed_over(tasks.agency, tasks.joined_at, taken_at, facts.task_waits_until)


def earliest_due_first(facts: Facts) -> Any:
    one, other = _taken_before(facts, Order.EARLIEST_DUE)
    return (facts.tasks.due_at[one] < facts.tasks.due_at[other]).any()


def first_come_first(facts: Facts) -> Any:
    """A task is taken while another that is due earlier, but came later, waits."""
    tasks = facts.tasks
    in_turn = facts.offices.order[tasks.agency] == Order.FIRST_COME
    for agency in range(len(facts.plan.agencies)):
        rows = np.flatnonzero(in_turn & (tasks.agency == agency))
        begun = rows[tasks.started_at[rows] != NONE][:, None]
        waits = (tasks.joined_at[rows] <= tasks.started_at[begun]) & (
            tasks.started_at[begun] < facts.task_waits_until[rows]
        )
        later = tasks.joined_at[rows] > tasks.joined_at[begun]
        if (waits & later & (tasks.due_at[rows] < tasks.due_at[begun])).any():
            return True
    return False


def several_review(facts: Facts) -> Any:
    """Two reviewers of an office are at work at the same time."""
    acts, officers = facts.activities, len(facts.shifts.group)
    rows = np.flatnonzero(acts.activity == Activity.TASK)
    agency = facts.offices.reviewer_agency[acts.staff[rows] - officers]
    for number in range(len(facts.plan.agencies)):
        own = rows[agency == number]
        own = own[np.argsort(acts.begins_at[own], kind="stable")]
        if (acts.begins_at[own[1:]] < np.maximum.accumulate(acts.ends_at[own])[:-1]).any():
            return True
    return False


def no_reviewers(facts: Facts) -> Any:
    """Tasks come to an office without reviewers."""
    without = np.array([agency.reviewers == 0 for agency in facts.plan.agencies.values()])
    return without[facts.tasks.agency].any()


def handed_back(facts: Facts) -> Any:
    """A reviewer goes away in the midst of a task: the case has more stretches of work than tasks begun."""
    stretches = facts.activities.case[facts.activities.activity == Activity.TASK]
    begun = facts.tasks.case[facts.tasks.started_at != NONE]
    counts = [np.bincount(each, minlength=len(facts.table)) for each in (stretches, begun)]
    return (counts[0] > counts[1]).any()


def reviewers_away(facts: Facts) -> Any:
    """Somebody is away in office time."""
    office, presence = facts.resources.office, facts.offices.presence
    present = office.between(presence.begins_at, presence.ends_at).sum()
    return present < office.between(0, facts.calendar.ends_at) * len(facts.offices.reviewer_agency)


def field_waits(facts: Facts) -> Any:
    """A case has gone on after its wait in the field."""
    further = np.concatenate([facts.signatures.case, facts.tasks.case[facts.tasks.kind >= TaskKind.CONCLUDE]])
    return (facts.table.field_ms[further] > 0).any()


# reviews


def _reviews_by_case(facts: Facts, mode: ReviewMode) -> list[Ints]:
    """Rows of the reviews of each case that has several."""
    rows = np.flatnonzero(facts.kind(TaskKind.REVIEW))
    rows = rows[facts.procedures.review_mode[facts.procedure[facts.tasks.case[rows]]] == mode]
    cases, counts = np.unique(facts.tasks.case[rows], return_counts=True)
    return [rows[facts.tasks.case[rows] == case] for case in cases[counts > 1]]


def reviews_at_once(facts: Facts) -> Any:
    ended_at = np.where(facts.tasks.ended_at != NONE, facts.tasks.ended_at, facts.calendar.ends_at)
    return any(
        facts.tasks.joined_at[rows].max() < ended_at[rows].min()
        for rows in _reviews_by_case(facts, ReviewMode.PARALLEL)
    )


def reviews_in_turn(facts: Facts) -> Any:
    return bool(_reviews_by_case(facts, ReviewMode.IN_TURN))


def review_beside_own_cases(facts: Facts) -> Any:
    """A review and an own case wait in one office at one time, and one of them is taken."""
    tasks = facts.tasks
    one, other = passed_over(tasks.agency, tasks.joined_at, tasks.started_at, facts.task_waits_until)
    is_review = facts.kind(TaskKind.REVIEW)
    return (is_review[one] != is_review[other]).any()


def silence_is_consent(facts: Facts) -> Any:
    """A review is dropped from its queue without having been begun."""
    dropped = facts.tasks.outcome == TaskOutcome.DROPPED
    return (dropped & (facts.tasks.started_at == NONE)).any()


def unwanted_review_dropped(facts: Facts) -> Any:
    dropped = facts.tasks.outcome == TaskOutcome.DROPPED
    return (dropped & (facts.tasks.started_at != NONE)).any()


def silent_before_the_papers_came(facts: Facts) -> Any:
    """A case with reviews has gone on, but there are fewer reviews in the books than it needs."""
    further = np.unique(np.concatenate([facts.signatures.case, facts.tasks.case[facts.kind(TaskKind.CONCLUDE)]]))
    wanted = (facts.procedures.reviewers >= 0).sum(axis=1)[facts.procedure] * facts.table.reviewed
    made = np.bincount(facts.tasks.case[facts.kind(TaskKind.REVIEW)], minlength=len(facts.table))
    return (made < wanted)[further].any()


def _late_reviews(facts: Facts) -> Flags:
    rows = facts.kind(TaskKind.REVIEW) & (facts.tasks.outcome == TaskOutcome.DONE)
    return np.asarray(rows & (facts.tasks.ended_at > facts.tasks.due_at))


# sign-off


def signed_up_to_the_capacity(facts: Facts) -> Any:
    """Some of what is ready is left for the next signing time."""
    return len(_left_at_signing(facts)[0]) > 0


def _left_at_signing(facts: Facts) -> tuple[Ints, Ints]:
    """Pairs of signatures of one signer: the first was made while the second was ready, too."""
    signed = facts.signatures
    ones, others = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for signer in np.unique(signed.signer):
        rows = np.flatnonzero(signed.signer == signer)
        done = rows[signed.signed_at[rows] != NONE]
        until = np.where(signed.signed_at != NONE, signed.signed_at, facts.calendar.ends_at)
        at = signed.signed_at[done][:, None]
        one, other = np.nonzero((signed.ready_at[rows] < at) & (at < until[rows]))
        ones.append(done[one])
        others.append(rows[other])
    return np.concatenate(ones), np.concatenate(others)


def earliest_due_signed_first(facts: Facts) -> Any:
    """What became ready later, but is due earlier, is signed first."""
    one, other = _left_at_signing(facts)
    ready, case = facts.signatures.ready_at, facts.signatures.case
    due_at = facts.cases.due_at
    return ((ready[other] < ready[one]) & (due_at[case[one]] < due_at[case[other]])).any()


# start and end


def carried_over(facts: Facts) -> Any:
    return facts.table.carried[facts.tasks.case[facts.tasks.started_at != NONE]].any()


def warm_up(facts: Facts) -> Any:
    """A case accepted before the period is open in it."""
    accepted = (facts.cases.accepted_at != NONE) & (facts.cases.accepted_at < facts.run.begins_at)
    closed_at = np.where(facts.cases.closed_at != NONE, facts.cases.closed_at, facts.calendar.ends_at)
    return (accepted & ~facts.table.carried & (closed_at > facts.run.begins_at)).any()


# sites and ways


def _came_to(facts: Facts) -> Ints:
    """Cases with a ticket or a dossier on a desk."""
    return np.concatenate([facts.visits.case[facts.visits.ticket_at != NONE], facts.desk.case])


def several_sites(facts: Facts) -> Any:
    return len(np.unique(facts.table.site[_came_to(facts)])) > 1


def agency_at_several_sites(facts: Facts) -> Any:
    cases = _came_to(facts)
    places = np.unique(facts.at(facts.agency[cases], facts.table.site[cases]))
    return len(np.unique(places >> 44)) < len(places)


def away_from_home(facts: Facts) -> Any:
    cases = _came_to(facts)
    return (facts.table.site[cases] != facts.table.home[cases]).any()


def carried_to_the_agency(facts: Facts) -> Any:
    rows = facts.kind(TaskKind.EXAMINE) & ~facts.table.carried[facts.tasks.case]
    return (facts.tasks.joined_at[rows] > facts.cases.accepted_at[facts.tasks.case[rows]]).any()


def carried_between_agencies(facts: Facts) -> Any:
    rows = facts.kind(TaskKind.REVIEW)
    ways_ms = facts.resources.transfers.agency_agency_ms
    return (ways_ms[facts.agency[facts.tasks.case[rows]], facts.tasks.agency[rows]] > 0).any()


def carried_to_the_committee(facts: Facts) -> Any:
    return facts.resources.transfers.committee_ms > 0 and facts.committee_signs.any()


OFFICE_RULES = (
    Rule(1, "work is paused over lunch", paused_over_lunch),
    Rule(1, "work is paused over night", paused_over_night),
    Rule(1, "what comes out of hours is begun at the opening", joined_out_of_hours),
    Rule(7, "earliest due is taken first", earliest_due_first),
    Rule(7, "first come is taken first", first_come_first),
    Rule(7, "several reviewers of an office", several_review),
    Rule(7, "an office without reviewers", no_reviewers),
    Rule(7, "reviewers away", reviewers_away),
    Rule(7, "a task is handed back", handed_back),
    Rule(8, "an unwanted review is dropped as its reviewer goes away", unwanted_review_dropped),
    Rule(7, "a wait that uses nobody", field_waits),
    Rule(
        7,
        "the last work before the signature",
        lambda f: (f.kind(TaskKind.CONCLUDE) & (f.tasks.started_at != NONE)).any(),
    ),
    Rule(8, "reviews all at once", reviews_at_once),
    Rule(8, "reviews in turn", reviews_in_turn),
    Rule(8, "a review beside the agency's own cases", review_beside_own_cases),
    Rule(8, "silence is consent: dropped from the queue", silence_is_consent),
    Rule(8, "silence is consent: the papers are on the way", silent_before_the_papers_came),
    Rule(8, "silence is consent: the answer comes too late", lambda f: (_late_reviews(f) & f.silent).any()),
    Rule(8, "a late review is waited for", lambda f: (_late_reviews(f) & ~f.silent).any()),
    Rule(9, "signed at set times", lambda f: (f.signatures.signed_at > f.signatures.ready_at).any()),
    Rule(9, "signed up to the capacity", signed_up_to_the_capacity),
    Rule(9, "the earliest due is signed first", earliest_due_signed_first),
    Rule(9, "the committee signs too", lambda f: (f.committee_signs & (f.signatures.signed_at != NONE)).any()),
    Rule(
        9,
        "refused",
        lambda f: ((f.cases.status == CaseStatus.REFUSED) & (f.cases.decided_at > f.cases.accepted_at)).any(),
    ),
    Rule(12, "a backlog", carried_over),
    Rule(12, "a warm-up", warm_up),
    Rule(12, "decided after the period", lambda f: (f.cases.decided_at >= f.run.ends_at).any()),
    Rule(12, "open at the end", lambda f: (f.cases.status == CaseStatus.OPEN).any()),
    Rule(12, "decided late", lambda f: (f.cases.decided_at > f.cases.due_at).any()),
    Rule(13, "several sites", several_sites),
    Rule(13, "an agency at several sites", agency_at_several_sites),
    Rule(13, "received away from home", away_from_home),
    Rule(13, "papers are carried to the agency", carried_to_the_agency),
    Rule(13, "papers are carried to another agency", carried_between_agencies),
    Rule(13, "papers are carried to the committee", carried_to_the_committee),
)
