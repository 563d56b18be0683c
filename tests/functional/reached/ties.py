"""Ties: several things happen at one instant (DESIGN.md, section 4)."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.functional.reached.rule import Facts, Ints, Rule, joins_again_at_once, meets, repeated
from tvsim.calendar import NEVER, NONE
from tvsim.codes import Activity, Channel, TaskKind, TaskOutcome, VisitOutcome

# at the counter


def _of_group(facts: Facts, at: Ints, rows: Any = True) -> Ints:
    """Group and time of visits."""
    return np.asarray(facts.at(facts.visits.group, at)[rows & (at != NONE)])


def _came(facts: Facts) -> Ints:
    return _of_group(facts, facts.visits.came_at)


def block_ends_as_somebody_comes(facts: Facts) -> Any:
    return np.isin(_came(facts), facts.at(facts.shift_group, facts.shifts.ends_at)).any()


def block_begins_as_somebody_comes(facts: Facts) -> Any:
    return np.isin(_came(facts), facts.at(facts.shift_group, facts.shifts.begins_at)).any()


def service_ends_as_somebody_comes(facts: Facts) -> Any:
    served = facts.outcome(VisitOutcome.SERVED) & (facts.visits.ended_at > facts.visits.called_at)
    return np.isin(_came(facts), _of_group(facts, facts.visits.ended_at, served)).any()


def service_without_length(facts: Facts) -> Any:
    return (facts.outcome(VisitOutcome.SERVED) & (facts.visits.ended_at == facts.visits.called_at)).any()


def services_end_together(facts: Facts) -> Any:
    served = facts.outcome(VisitOutcome.SERVED) & (facts.visits.ended_at > facts.visits.called_at)
    return repeated(_of_group(facts, facts.visits.ended_at, served))


def several_come_together(facts: Facts) -> Any:
    """And one of them has to wait."""
    tickets = _of_group(facts, facts.visits.ticket_at)
    waiting = _of_group(facts, facts.visits.ticket_at, facts.waits)
    times, counts = np.unique(tickets, return_counts=True)
    return np.isin(waiting, times[counts > 1]).any()


def patience_ends_as_somebody_is_called(facts: Facts) -> Any:
    left = _of_group(facts, facts.visits.ended_at, facts.outcome(VisitOutcome.LEFT))
    return np.isin(left, _of_group(facts, facts.visits.called_at)).any()


def patience_ends_at_once(facts: Facts) -> Any:
    left = facts.outcome(VisitOutcome.LEFT)
    return (left & (facts.visits.ended_at == facts.visits.ticket_at)).any()


def patience_ends_as_the_counters_close(facts: Facts) -> Any:
    left = facts.outcome(VisitOutcome.LEFT)
    group, at = facts.visits.group[left], facts.visits.ended_at[left]
    return (facts.closes(group, at, lunch=True) | facts.closes(group, at, lunch=False)).any()


def service_ends_with_the_block(facts: Facts) -> Any:
    rows = facts.of_officers(Activity.SERVICE) & (facts.activities.work_ms > 0)
    ends = facts.at(facts.activities.staff, facts.activities.ends_at)[rows]
    return np.isin(ends, facts.at(facts.shifts.officer, facts.shifts.ends_at)).any()


def desk_work_ends_with_the_block(facts: Facts) -> Any:
    """And it is done."""
    done = facts.at(facts.desk.officer, facts.desk.ended_at)[facts.desk.ended_at != NONE]
    return np.isin(done, facts.at(facts.shifts.officer, facts.shifts.ends_at)).any()


# at the desk


def dossier_comes_again_as_it_is_checked(facts: Facts) -> Any:
    """Flawed, and sent again at once."""
    return joins_again_at_once(facts.desk.case, facts.desk.joined_at, facts.desk.ended_at)


def letter_comes_with_an_online_dossier(facts: Facts) -> Any:
    keys = facts.at(facts.desk.group, facts.desk.joined_at)
    by_post = facts.cases.channel[facts.desk.case] == Channel.POST
    return np.isin(keys[by_post], keys[~by_post]).any()


def dossier_comes_as_somebody_comes(facts: Facts) -> Any:
    return np.isin(facts.at(facts.desk.group, facts.desk.joined_at), _came(facts)).any()


# in the back office


def task_joins_again(facts: Facts) -> Any:
    """A case ends one task and joins the same queue with the next, at one instant."""
    own = facts.tasks.kind != TaskKind.REVIEW
    return joins_again_at_once(facts.tasks.case[own], facts.tasks.joined_at[own], facts.tasks.ended_at[own])


def task_without_length(facts: Facts) -> Any:
    rows = facts.tasks.outcome == TaskOutcome.DONE
    return (rows & (facts.tasks.ended_at == facts.tasks.started_at)).any()


def tasks_of_one_place(facts: Facts) -> Any:
    """Two tasks of an office came, and are due, at the same time; one waits for the other."""
    tasks = facts.tasks
    keys = np.stack([tasks.agency, tasks.joined_at, tasks.due_at])[:, facts.task_waits_until > tasks.joined_at]
    return np.unique(keys, axis=1).shape[1] < keys.shape[1]


def task_comes_as_one_ends(facts: Facts) -> Any:
    """Of another case."""
    tasks = facts.tasks
    done = tasks.outcome == TaskOutcome.DONE
    joined, ended = facts.at(tasks.agency, tasks.joined_at), facts.at(tasks.agency, tasks.ended_at)
    return any(
        (ended[done] == at)[tasks.case[done] != case].any()
        for at, case in zip(joined.tolist(), tasks.case.tolist(), strict=True)
    )


def task_ends_with_office_time(facts: Facts) -> Any:
    done = facts.tasks.outcome == TaskOutcome.DONE
    return meets(facts.tasks.ended_at[done], facts.resources.office.ends_at)


def limit_passes_as_a_task_ends(facts: Facts) -> Any:
    """That of a review whose silence would be consent; the task, of the same office, may be the review itself."""
    tasks = facts.tasks
    due = facts.at(tasks.agency, tasks.due_at)[facts.kind(TaskKind.REVIEW) & facts.silent & (tasks.due_at < NEVER)]
    return np.isin(due, facts.at(tasks.agency, tasks.ended_at)[tasks.outcome == TaskOutcome.DONE]).any()


def answered_at_once(facts: Facts) -> Any:
    return (facts.requests.answered_at == facts.requests.asked_at).any()


# rounds


def signed_as_work_ends(facts: Facts) -> Any:
    return (facts.signatures.signed_at == facts.signatures.ready_at).any()


def _letters_in(facts: Facts) -> Ints:
    return np.asarray(facts.desk.joined_at[facts.cases.channel[facts.desk.case] == Channel.POST])


def mail_comes_at_a_signing_hour(facts: Facts) -> Any:
    return meets(facts.signatures.signed_at, _letters_in(facts))


def mail_comes_as_a_block_ends(facts: Facts) -> Any:
    posted = facts.cases.channel[facts.desk.case] == Channel.POST
    came = facts.at(facts.desk.group, facts.desk.joined_at)[posted]
    return np.isin(came, facts.at(facts.shift_group, facts.shifts.ends_at)).any()


def signed_as_the_mail_goes(facts: Facts) -> Any:
    """A result for the post is signed at the time of a round: it goes with a later one."""
    sent = facts.table.return_channel == Channel.POST
    return meets(facts.cases.decided_at[sent], facts.resources.mail_at)


def agency_signs_as_the_committee_signs(facts: Facts) -> Any:
    """What comes to the committee as it signs waits for its next time."""
    signing_at = facts.offices.signing_at
    hours = signing_at.begins_at[signing_at.of(len(facts.plan.agencies))]
    return meets(facts.signatures.ready_at[facts.committee_signs], hours)


def signed_as_the_counters_close(facts: Facts) -> Any:
    return meets(facts.signatures.signed_at, facts.resources.counters.closings.begins_at)


TIE_RULES = tuple(
    Rule("instant", name, acted)
    for name, acted in (
        ("a block ends as somebody comes", block_ends_as_somebody_comes),
        ("a block begins as somebody comes", block_begins_as_somebody_comes),
        ("a service ends as somebody comes", service_ends_as_somebody_comes),
        ("a service without length", service_without_length),
        ("services of a group end together", services_end_together),
        ("several come together", several_come_together),
        ("patience ends as somebody is called", patience_ends_as_somebody_is_called),
        ("patience ends as it begins", patience_ends_at_once),
        ("patience ends as the counters close", patience_ends_as_the_counters_close),
        ("a service ends with the block", service_ends_with_the_block),
        ("desk work ends with the block", desk_work_ends_with_the_block),
        ("a dossier comes again as it is checked", dossier_comes_again_as_it_is_checked),
        ("a letter comes with an online dossier", letter_comes_with_an_online_dossier),
        ("a dossier comes as somebody comes", dossier_comes_as_somebody_comes),
        ("a case joins the queue again as its task ends", task_joins_again),
        ("a task without length", task_without_length),
        ("two tasks of one place", tasks_of_one_place),
        ("a task comes as another ends", task_comes_as_one_ends),
        ("a task ends with the office hours", task_ends_with_office_time),
        ("the limit of a review passes as a task ends", limit_passes_as_a_task_ends),
        ("a request is answered at once", answered_at_once),
        ("signed as the work ends", signed_as_work_ends),
        ("the mail comes at a signing hour", mail_comes_at_a_signing_hour),
        ("the mail comes as a block ends", mail_comes_as_a_block_ends),
        ("signed as the mail goes", signed_as_the_mail_goes),
        ("an agency signs as the committee signs", agency_signs_as_the_committee_signs),
        ("signed as the counters close", signed_as_the_counters_close),
    )
)
