"""What must be true of every run, exactly, whatever the scenario: whole milliseconds, no tolerance.

Each identity is a function of a run. One test runs random scenarios (`tests.functional.scenarios`) and checks them
all; it also sees to it that the scenarios have exercised every rule, for an identity about reviews shows nothing where
nobody reviews.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tests.functional.reached import NAMES, reached
from tests.functional.scenarios import Sample, run_sample, samples
from tests.small import at, minutes, records_of, small_plan
from tvsim.calendar import DAY_MS, MINUTE_MS, NEVER, NONE
from tvsim.codes import (
    Activity,
    AfterLeaving,
    CaseStatus,
    Channel,
    ClockRule,
    Duty,
    Order,
    ReviewMode,
    TaskKind,
    TaskOutcome,
    VisitKind,
    VisitOutcome,
)
from tvsim.demand import MAX_TRIES, MAX_VISITS, CaseTable
from tvsim.demand.case_table import MOST_IN_VAIN
from tvsim.models import Records, rules
from tvsim.models.centre import Centre
from tvsim.models.counters import CounterGroup
from tvsim.outcomes import Run, figures, tables
from tvsim.outcomes.load import officer_load, reviewer_load
from tvsim.outcomes.queues import area_until, open_cases, waiting_stretches
from tvsim.outcomes.stock import due_at_end, stock, stock_table
from tvsim.resources import Resources

Row = Any
"""A row of a table, its columns as attributes."""


class Rows:
    """Rows of a table of arrays, as plain numbers; `of` gives those of one owner in their order."""

    def __init__(self, table: Any) -> None:
        self.names = tuple(table.__dataclass_fields__)
        columns = [getattr(table, name).tolist() for name in self.names]
        self.rows = [_Row(self.names, number, values) for number, values in enumerate(zip(*columns, strict=True))]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def by(self, *names: str) -> dict[Any, list[Row]]:
        """Rows by one column, or by a tuple of several."""
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows:
            key = tuple(getattr(row, name) for name in names)
            found[key[0] if len(names) == 1 else key].append(row)
        return found


class _Row:
    def __init__(self, names: tuple[str, ...], number: int, values: tuple[int, ...]) -> None:
        self.__dict__.update(zip(names, values, strict=True))
        self.number = number

    def __repr__(self) -> str:
        return str(self.__dict__)


def stretches_of(owner: int, stretches: Any) -> list[tuple[int, int]]:
    """Stretches of one owner as pairs of times."""
    rows = slice(int(stretches.first[owner]), int(stretches.first[owner + 1]))
    return list(zip(stretches.begins_at[rows].tolist(), stretches.ends_at[rows].tolist(), strict=True))


def shifts_of(run: Run, officer: int) -> list[tuple[int, int, int, bool]]:
    """Begin, end, duty and serving out of each of an officer's shifts."""
    shifts = run.resources.shifts
    rows = slice(int(shifts.first[officer]), int(shifts.first[officer + 1]))
    columns = (shifts.begins_at, shifts.ends_at, shifts.duty, shifts.serves_out)
    return list(zip(*(column[rows].tolist() for column in columns), strict=True))


def ends_of_wait(run: Run) -> Iterator[tuple[Row, int]]:
    """Visits with a ticket, and when their wait ended: who still waits does so to the end of the run."""
    for visit in Rows(run.records.visits):
        if visit.ticket_at != NONE:
            until = visit.called_at if visit.called_at != NONE else visit.ended_at
            yield visit, until if until != NONE else run.calendar.ends_at


# the balance of cases


def stock_balances(run: Run) -> None:
    """Carried over + received = finished + refused or withdrawn + open, by agency and channel, counted case by case."""
    begins, ends = run.begins_at, run.ends_at
    counted: Counter[tuple[str, str, str]] = Counter()
    requests = Rows(run.records.requests).by("case")
    for case in Rows(run.records.cases):
        if case.accepted_at == NONE or case.accepted_at >= ends or NONE < case.closed_at < begins:
            continue
        key = run.agencies[run.case_agency[case.number]], Channel(case.channel).name.lower()
        carried = run.table.carried[case.number] or case.accepted_at < begins
        counted[(*key, "carried_over" if carried else "received")] += 1
        counted[(*key, _entry(run, case, requests.get(case.number, [])))] += 1
    balance = stock_table(run, stock(run, due_at_end(run)))
    table = {(*key, entry): count for key, row in balance.T.items() for entry, count in row.items()}
    assert {key: count for key, count in table.items() if count} == dict(counted)
    for agency, channel in balance.index:
        came = sum(counted[agency, channel, entry] for entry in ("carried_over", "received"))
        went = sum(counted[agency, channel, entry] for entry in ("early", "on_time", "late", "refused_or_withdrawn"))
        still = sum(counted[agency, channel, entry] for entry in ("open_in_time", "open_past_due"))
        assert came == went + still


def _entry(run: Run, case: Row, requests: list[Row]) -> str:
    """Where a case ends up in the balance."""
    if NONE < case.closed_at < run.ends_at:
        if case.status != CaseStatus.DECIDED:
            return "refused_or_withdrawn"
        if case.decided_at > case.due_at:
            return "late"
        early = case.due_at != NEVER and case.decided_at // DAY_MS < case.due_at // DAY_MS
        return "early" if early else "on_time"
    due_at, asked_at = case.due_at, NONE
    for request in reversed(requests):  # undo what was not known yet
        if request.asked_at >= run.ends_at:
            due_at = request.due_before_at
        elif not NONE < request.answered_at < run.ends_at:
            due_at, asked_at = request.due_before_at, request.asked_at
    stands = asked_at != NONE and run.resources.procedures.clock[run.table.procedure[case.number]] != ClockRule.RUN_ON
    return "open_past_due" if due_at < (asked_at if stands else run.ends_at) else "open_in_time"


def open_cases_follow_from_day_to_day(run: Run) -> None:
    """Open tonight = open last night + accepted today - closed today, and the last night's are the balance's."""
    cases = run.records.cases
    accepted = cases.accepted_at != NONE
    by_day = open_cases(run)
    for number, agency in enumerate(run.agencies):
        own = accepted & (run.case_agency == number)
        before = (own & (cases.accepted_at < run.begins_at)).sum()
        before -= (own & (cases.closed_at != NONE) & (cases.closed_at < run.begins_at)).sum()
        for day, stamp in enumerate(by_day.index, start=run.begins_at // DAY_MS):
            came = (own & (cases.accepted_at // DAY_MS == day)).sum()
            went = (own & (cases.closed_at != NONE) & (cases.closed_at // DAY_MS == day)).sum()
            before += came - went
            assert by_day.loc[stamp, agency] == before
        balance = stock_table(run, stock(run, due_at_end(run))).loc[agency]
        assert balance[["open_in_time", "open_past_due"]].to_numpy().sum() == before


# cases


def each_case_has_one_status_that_fits_its_times(run: Run) -> None:
    table = run.table
    for case in Rows(run.records.cases):
        number, status = case.number, CaseStatus(case.status)
        accepted, decided, closed = (at != NONE for at in (case.accepted_at, case.decided_at, case.closed_at))
        assert accepted == (status in (CaseStatus.OPEN, *_DECIDED, CaseStatus.WITHDRAWN))
        assert decided == (status in _DECIDED)
        assert closed == (status not in (CaseStatus.COMING, CaseStatus.OPEN))
        assert not decided or case.decided_at == case.closed_at
        assert case.handed_over_at == NONE or decided
        assert not decided or table.refused[number] == (status == CaseStatus.REFUSED)
        assert (case.due_at != NONE) == (case.legal_due_at != NONE) == accepted
        if table.enquiry[number]:
            assert status in (CaseStatus.COMING, CaseStatus.GAVE_UP, CaseStatus.ANSWERED)
        else:
            assert status != CaseStatus.ANSWERED
        if table.carried[number]:
            assert accepted
            assert case.submitted_at == case.acknowledged_at == NONE
        if status == CaseStatus.RETURNED:
            assert case.tries == MAX_TRIES


_DECIDED = (CaseStatus.DECIDED, CaseStatus.REFUSED)


def times_of_a_case_are_in_order(run: Run) -> None:
    """Submitted, acknowledged, accepted, decided, handed over; what has not happened is left out."""
    for case in Rows(run.records.cases):
        times = [case.submitted_at, case.acknowledged_at, case.accepted_at, case.decided_at, case.handed_over_at]
        times = [at for at in times if at != NONE]
        assert times == sorted(times), case
        assert max(times, default=0) < run.calendar.ends_at


def tries_are_the_intakes_made(run: Run) -> None:
    """A dossier is checked at the counter or the desk; it is accepted at its first flawless try."""
    intakes: Counter[int] = Counter()
    for visit in Rows(run.records.visits):
        if visit.outcome == VisitOutcome.SERVED and visit.kind in (VisitKind.SUBMIT, VisitKind.RESUBMIT):
            intakes[visit.case] += 1
    intakes.update(item.case for item in Rows(run.records.desk) if item.ended_at != NONE)
    visits = Counter(run.records.visits.case.tolist())
    for case in Rows(run.records.cases):
        assert case.tries == intakes[case.number]
        assert case.visits == visits[case.number]
        if case.channel == run.table.channel[case.number]:
            flawed = run.table.flawed[case.number, : case.tries].tolist()
            accepted = case.accepted_at != NONE and not run.table.carried[case.number]
            assert flawed == [True] * (case.tries - accepted) + [False] * accepted


def due_times_are_counted_from_acceptance_and_moved_by_supplements(run: Run) -> None:
    """As the array functions of the calendar count them."""
    clock, procedures = run.resources.due, run.resources.procedures
    requests = Rows(run.records.requests).by("case")
    for case in Rows(run.records.cases):
        if case.accepted_at == NONE:
            continue
        procedure = run.table.procedure[case.number]
        for name, limits in (("due_at", procedures.limit_ms), ("legal_due_at", procedures.legal_limit_ms)):
            limit = int(limits[procedure])
            due = int(clock.due(case.accepted_at, limit)) if limit else NEVER
            if run.table.carried[case.number]:
                due = int(getattr(run.table, name)[case.number])
            for request in requests.get(case.number, []):
                if name == "due_at":
                    assert request.due_before_at == due
                if request.answered_at == NONE:
                    continue
                if procedures.clock[procedure] == ClockRule.PAUSE:
                    due = int(clock.extended(due, request.asked_at, request.answered_at))
                elif procedures.clock[procedure] == ClockRule.RESTART:
                    due = int(clock.due(request.answered_at, limit)) if limit else NEVER
                if name == "due_at":
                    assert request.due_after_at == due
            assert getattr(case, name) == due
        assert case.due_at <= case.legal_due_at


def due_times_never_fall_on_a_closed_day(run: Run) -> None:
    cases, requests = run.records.cases, run.records.requests
    columns = [
        cases.due_at,
        cases.legal_due_at,
        run.records.tasks.due_at,
        requests.due_before_at,
        requests.due_after_at,
    ]
    due = np.concatenate(columns)
    due = due[(due != NONE) & (due != NEVER)]
    office = run.calendar.office
    closes = np.isin(due, office.ends_at)  # as late as 24:00, which is the same day
    assert run.calendar.is_working[(due - closes) // DAY_MS].all()
    assert (office.contains(due) | closes).all()


def requests_are_made_in_turn_and_unanswered_ones_end_the_case(run: Run) -> None:
    """Not more than were drawn, each after the answer to the one before; no answer in time means withdrawn."""
    withdrawn_after = run.resources.procedures.withdrawn_after_ms[run.table.procedure]
    for case, requests in Rows(run.records.requests).by("case").items():
        record = run.records.cases
        assert len(requests) <= run.table.supplements[case]
        for number, request in enumerate(requests):
            drawn = int(run.table.answer_ms[case, number])
            expected = request.asked_at + (drawn if drawn != NONE else int(withdrawn_after[case]))
            happened = request.answered_at if drawn != NONE else record.closed_at[case]
            assert happened == (expected if expected < run.calendar.ends_at else NONE)
            assert (request.answered_at == NONE) == (request.due_after_at == NONE)
            if drawn == NONE:
                assert number == len(requests) - 1
                if happened != NONE:
                    assert record.status[case] == CaseStatus.WITHDRAWN
        for before, after in pairwise(requests):
            assert NONE < before.answered_at <= after.asked_at


def results_go_back_the_way_they_should(run: Run) -> None:
    """Online as they are decided, by post with a later round, at the counter at the end of a collection."""
    collected = {
        visit.case: visit.ended_at
        for visit in Rows(run.records.visits)
        if visit.kind == VisitKind.COLLECT and visit.outcome == VisitOutcome.SERVED
    }
    for visit in Rows(run.records.visits):
        if visit.kind == VisitKind.COLLECT:
            ready = run.records.cases.decided_at[visit.case] + run.table.collected_after_ms[visit.case]
            assert visit.came_at >= ready > NONE
    rounds = run.resources.mail_at.tolist()
    for case in Rows(run.records.cases):
        if case.decided_at == NONE:
            assert case.number not in collected
            continue
        at_once = bool(run.table.at_once[case.number]) and case.channel == Channel.COUNTER
        wished = run.table.return_channel[case.number]
        if at_once or wished == Channel.ONLINE:
            assert case.handed_over_at == case.decided_at
        elif case.number in collected:
            assert case.handed_over_at == collected[case.number]
            assert wished == Channel.COUNTER
        elif case.handed_over_at != NONE:  # by post, as wished, or because nobody could wait for it any longer
            sent = case.handed_over_at - int(run.table.travel_out_ms[case.number])
            assert sent in rounds
            assert sent >= case.decided_at
        else:
            assert wished != Channel.ONLINE


def no_result_is_lost(run: Run) -> None:
    """By post it goes with the next round; at the counter somebody comes for it, or would after the end of the run."""
    collects = defaultdict(list)
    in_vain: Counter[int] = Counter()
    for visit in Rows(run.records.visits):
        in_vain[visit.case] += visit.outcome in (VisitOutcome.LEFT, VisitOutcome.TURNED_AWAY, VisitOutcome.NO_SHOW)
        if visit.kind == VisitKind.COLLECT:
            collects[visit.case].append(visit)
    rounds, end = run.resources.mail_at, run.calendar.ends_at
    for case in Rows(run.records.cases):
        number, wished = case.number, run.table.return_channel[case.number]
        at_once = bool(run.table.at_once[number]) and case.channel == Channel.COUNTER
        if case.decided_at == NONE or at_once or wished == Channel.ONLINE:
            continue
        way = int(run.resources.transfers.site_agency_ms[run.table.site[number], run.case_agency[number]])
        at_site = int(run.calendar.office.add(case.decided_at, way))
        if wished == Channel.POST:
            # what is signed at the time of a round is too late for it
            following = bisect_left(rounds, at_site) if way else bisect_right(rounds, at_site)
            sent = int(rounds[following]) if following < len(rounds) else NEVER
            arrives = sent + int(run.table.travel_out_ms[number])
            assert case.handed_over_at == (arrives if arrives < end else NONE)
        elif not collects[number]:
            draw = min(max(case.visits - 1, 0), MAX_VISITS - 1)
            ready = at_site + int(run.table.collected_after_ms[number])
            day = rules.first_day_at_hour(ready, int(run.table.hour_ms[number, draw]))
            assert ready >= end or _comes_on(run, number, draw, day) >= end
        elif case.handed_over_at == NONE:
            last = collects[number][-1]
            draw = min(case.visits - 1, MAX_VISITS - 1)
            stays_away = run.table.after_leaving[number, draw] != AfterLeaving.COME_BACK
            gave_up = stays_away or in_vain[number] >= MOST_IN_VAIN
            left = last.outcome in (VisitOutcome.LEFT, VisitOutcome.TURNED_AWAY)
            if left and gave_up:  # it goes by post
                # who turns away, or has no patience, does so as the free take: when the mail of the instant has gone
                missed = last.ended_at == last.ticket_at
                following = (bisect_right if missed else bisect_left)(rounds, last.ended_at)
                sent = int(rounds[following]) if following < len(rounds) else NEVER
                assert sent + int(run.table.travel_out_ms[number]) >= end
            elif last.ended_at != NONE:
                days = int(run.table.away_days[number, draw]) if left else 1
                assert _comes_on(run, number, draw, last.ended_at // DAY_MS + days) >= end


def _comes_on(run: Run, case: int, draw: int, day: int) -> int:
    """When somebody comes who means to come on a day at the hour of his next visit."""
    return rules.comes_again_at(*_windows(run, case), day, int(run.table.hour_ms[case, draw]))


def _windows(run: Run, case: int) -> tuple[list[int], list[int]]:
    """When the tickets of a case's queue are given: begins and ends."""
    group = int(run.resources.counters.group[run.table.site[case], run.case_agency[case]])
    tickets = run.resources.counters.tickets
    rows = tickets.of(group)
    return tickets.begins_at[rows].tolist(), tickets.ends_at[rows].tolist()


def no_case_is_lost(run: Run) -> None:
    """A case that is not at its end has something that waits, or something that happens after the end of the run."""
    visits, tasks = Rows(run.records.visits).by("case"), Rows(run.records.tasks).by("case")
    desk, signatures = Rows(run.records.desk).by("case"), Rows(run.records.signatures).by("case")
    requests = Rows(run.records.requests).by("case")
    for case in Rows(run.records.cases):
        number, end = case.number, run.calendar.ends_at
        if case.status == CaseStatus.COMING:
            waits = [visit for visit in visits.get(number, []) if visit.ended_at == NONE]
            waits += [item for item in desk.get(number, []) if item.ended_at == NONE]
            assert waits or _comes_at(run, case, visits.get(number, []), desk.get(number, [])) >= end, case
        elif case.status == CaseStatus.OPEN:
            waits = [task for task in tasks.get(number, []) if task.outcome <= TaskOutcome.WORKING]
            waits += [signature for signature in signatures.get(number, []) if signature.signed_at == NONE]
            waits += [request for request in requests.get(number, []) if request.answered_at == NONE]
            assert waits or _on_its_way(run, case, tasks, signatures, requests), case


def _comes_at(run: Run, case: Row, visits: list[Row], desk: list[Row]) -> int:
    """When a case that nobody waits for comes again; only the last thing that happened to it counts."""
    table, number, end = run.table, case.number, run.calendar.ends_at
    last_visit = visits[-1] if visits else None
    last_item = desk[-1] if desk else None
    draw = min(max(len(visits) - 1, 0), MAX_VISITS - 1)
    if case.channel == Channel.COUNTER:
        if last_visit is None:
            return rules.next_ticket_at(*_windows(run, number), int(table.comes_at[number]))
        day = last_visit.ended_at // DAY_MS
        if last_visit.outcome in (VisitOutcome.DISMISSED, VisitOutcome.NO_TICKET):
            return _comes_on(run, number, draw, day + 1)
        if last_visit.outcome == VisitOutcome.SERVED:  # flawed
            days = rules.days_to_come(int(table.corrected_ms[number, case.tries - 1]))
            return _comes_on(run, number, draw, day + days)
        assert table.after_leaving[number, draw] == AfterLeaving.COME_BACK
        return _comes_on(run, number, draw, day + int(table.away_days[number, draw]))
    if last_item is None and case.submitted_at == NONE:
        return int(table.comes_at[number])
    corrected = 0
    if last_item is not None and case.submitted_at <= last_item.ended_at:
        corrected = last_item.ended_at + int(table.corrected_ms[number, case.tries - 1])
    if case.channel == Channel.ONLINE:
        return corrected
    posted = max(corrected, case.submitted_at)
    arrives = posted + int(table.travel_in_ms[number, case.tries]) if posted < end else posted
    # A check that took no time began when the mail of its instant had come: what it sends back goes with a later one.
    missed = last_item is not None and last_item.started_at == arrives
    next_round = (bisect_right if missed else bisect_left)(run.resources.mail_at, arrives)
    return int(run.resources.mail_at[next_round]) if next_round < len(run.resources.mail_at) else NEVER


def _on_its_way(
    run: Run, case: Row, tasks: dict[int, list[Row]], signatures: dict[int, list[Row]], requests: dict[int, list[Row]]
) -> bool:
    """Whether the papers of an open case can still be on their way, or out in the field, at the end of the run."""
    ended = [task.ended_at for task in tasks.get(case.number, [])]
    ended += [signature.signed_at for signature in signatures.get(case.number, [])]
    ended += [request.answered_at for request in requests.get(case.number, [])]
    latest = max([*ended, case.accepted_at])
    transfers, asked = run.resources.transfers, run.resources.procedures.reviewers.shape[1]
    to_reviews_and_back = 2 * int(transfers.agency_agency_ms.max()) * asked
    longest = max(
        int(transfers.site_agency_ms.max()),
        transfers.committee_ms,
        int(run.table.field_ms[case.number]) + to_reviews_and_back,
    )
    return longest > 0 and int(run.calendar.office.add(latest, longest)) >= run.calendar.ends_at


# visits


def times_of_a_visit_are_in_order(run: Run) -> None:
    """Nobody is served before coming; and each outcome has its own times."""
    cases, end = run.records.cases, run.calendar.ends_at
    for visit in Rows(run.records.visits):
        times = [visit.came_at, visit.ticket_at, visit.called_at, visit.ended_at]
        known = [at for at in times if at != NONE]
        assert known == sorted(known), visit
        assert all(at < end for at in known)
        present = tuple(at != NONE for at in times)
        assert present == _TIMES_OF[VisitOutcome(visit.outcome)], visit
        assert (visit.officer != NONE) == (visit.called_at != NONE)
        if visit.outcome == VisitOutcome.TURNED_AWAY:
            assert visit.ended_at == visit.ticket_at
        if visit.outcome == VisitOutcome.NO_TICKET:
            assert visit.ended_at == visit.came_at
        if visit.kind != VisitKind.COLLECT and visit.ticket_at != NONE and cases.channel[visit.case] == Channel.COUNTER:
            assert cases.submitted_at[visit.case] <= visit.ticket_at
        if visit.came_at != NONE and run.table.comes_at[visit.case] >= 0 and not run.table.carried[visit.case]:
            assert visit.came_at >= run.table.comes_at[visit.case]


_TIMES_OF = {
    # came, ticket, called, ended
    VisitOutcome.WAITING: (True, True, False, False),
    VisitOutcome.SERVING: (True, True, True, False),
    VisitOutcome.SERVED: (True, True, True, True),
    VisitOutcome.LEFT: (True, True, False, True),
    VisitOutcome.TURNED_AWAY: (True, True, False, True),
    VisitOutcome.NO_TICKET: (True, False, False, True),
    VisitOutcome.DISMISSED: (True, True, False, True),
    VisitOutcome.NO_SHOW: (False, False, False, True),
}


def one_visit_of_a_case_follows_the_other(run: Run) -> None:
    """Nobody stands in two queues; a later visit is on a later day."""
    for visits in Rows(run.records.visits).by("case").values():
        for before, after in pairwise(visits):
            came = after.came_at if after.came_at != NONE else after.ended_at
            collects = VisitKind.COLLECT == after.kind != before.kind
            assert NONE < before.ended_at <= came
            assert before.ended_at // DAY_MS < came // DAY_MS or collects


def tickets_are_given_only_in_ticket_hours(run: Run) -> None:
    tickets = run.resources.counters.tickets
    for visit in Rows(run.records.visits):
        windows = stretches_of(visit.group, tickets)
        if visit.ticket_at != NONE:
            assert any(begins <= visit.ticket_at < ends for begins, ends in windows)
        elif visit.outcome == VisitOutcome.NO_TICKET:
            midnight = visit.came_at // DAY_MS * DAY_MS + DAY_MS
            assert not any(visit.came_at < ends and begins < midnight for begins, ends in windows)


def patience_is_kept_to_the_millisecond(run: Run) -> None:
    """Who leaves does so when the patience ends; whoever is called, or still waits, has not waited longer."""
    for case, visits in Rows(run.records.visits).by("case").items():
        for number, visit in enumerate(visits):
            if visit.ticket_at == NONE or visit.outcome in (VisitOutcome.TURNED_AWAY, VisitOutcome.DISMISSED):
                continue
            ends_at = visit.ticket_at + int(run.table.patience_ms[case, min(number, MAX_VISITS - 1)])
            if visit.outcome == VisitOutcome.LEFT:
                assert visit.ended_at == ends_at
            elif visit.called_at != NONE:
                assert visit.called_at == visit.ticket_at or visit.called_at < ends_at
            else:
                assert run.calendar.ends_at <= ends_at


def people_turn_away_only_from_queues_that_are_long_enough(run: Run) -> None:
    waits = defaultdict(list)
    for visit, until in ends_of_wait(run):
        waits[visit.group].append((visit.ticket_at, until))
    for case, visits in Rows(run.records.visits).by("case").items():
        for number, visit in enumerate(visits):
            if visit.outcome == VisitOutcome.TURNED_AWAY:
                wanted = run.table.turns_away_at[case, min(number, MAX_VISITS - 1)]
                waiting = sum(ticket <= visit.ticket_at <= until for ticket, until in waits[visit.group]) - 1
                assert waiting >= wanted > 0


def those_who_come_at_one_instant_join_in_the_order_of_their_numbers(run: Run) -> None:
    """Nobody joins a queue from which somebody with a smaller number, and no less patient, turned away just before."""
    draws: Counter[int] = Counter()
    together = defaultdict(list)
    for visit in Rows(run.records.visits):
        draw = min(draws[visit.case], MAX_VISITS - 1)
        draws[visit.case] += 1
        if visit.ticket_at != NONE:
            away = visit.outcome == VisitOutcome.TURNED_AWAY
            threshold = int(run.table.turns_away_at[visit.case, draw])
            together[visit.group, visit.ticket_at].append((visit.case, away, threshold))
    for people in together.values():
        queue = 0  # so many waited at least, as those turned away found
        for _, away, threshold in sorted(people):
            assert away or threshold == 0 or threshold > queue
            queue = max(queue, threshold) if away else queue


def services_take_as_long_as_the_case_table_says(run: Run) -> None:
    tries: Counter[int] = Counter()
    intakes = [visit for visit in Rows(run.records.visits) if visit.called_at != NONE]
    for visit in sorted(intakes, key=lambda visit: visit.called_at):
        content = run.table.collect_ms[visit.case]
        if visit.kind != VisitKind.COLLECT:
            content = run.table.intake_ms[visit.case, tries[visit.case]]
            tries[visit.case] += 1
        if visit.outcome == VisitOutcome.SERVED:
            assert visit.ended_at - visit.called_at == content
        else:
            assert visit.called_at + content >= run.calendar.ends_at


# officers


def nobody_does_two_things_at_once(run: Run) -> None:
    """Officers and reviewers: each stretch of work begins when the one before has ended."""
    for activities in Rows(run.records.activities).by("staff").values():
        for before, after in pairwise(activities):
            assert before.begins_at <= before.ends_at <= after.begins_at <= after.ends_at


def services_in_the_books_are_those_of_the_visits(run: Run) -> None:
    """The books know as a service begins when it will end, which may be after the end of the run."""
    officers = len(run.resources.shifts.group)
    activities = [each for each in Rows(run.records.activities) if each.activity == Activity.SERVICE]
    visits = [visit for visit in Rows(run.records.visits) if visit.called_at != NONE]
    booked = sorted((each.staff, each.begins_at, each.case) for each in activities)
    assert booked == sorted((visit.officer, visit.called_at, visit.case) for visit in visits)
    ends = {(each.staff, each.begins_at, each.case): each.ends_at for each in activities}
    assert all(each.staff < officers for each in activities)
    for visit in visits:
        assert run.resources.shifts.group[visit.officer] == visit.group
        ends_at = ends[visit.officer, visit.called_at, visit.case]
        assert ends_at == visit.ended_at if visit.ended_at != NONE else ends_at >= run.calendar.ends_at


def nobody_is_called_by_an_officer_off_duty(run: Run) -> None:
    """But for serving out: right after the shift and in one go, somebody whose ticket is from before its end."""
    work = Rows(run.records.activities).by("staff")
    for officer, visits in Rows(run.records.visits).by("officer").items():
        if officer == NONE:
            continue
        shifts = shifts_of(run, officer)
        starts = [begins for begins, *_ in shifts]
        finished = {each.ends_at for each in work[officer]}
        for visit in visits:
            begins, ends, duty, serves_out = shifts[bisect_right(starts, visit.called_at) - 1]
            assert begins <= visit.called_at
            assert duty != Duty.DESK
            if visit.called_at >= ends:
                assert serves_out
                assert visit.called_at in finished
                assert visit.ticket_at < ends


def desk_work_is_done_on_duty_only(run: Run) -> None:
    """Within one shift with desk duty, and it stops with the shift."""
    for each in Rows(run.records.activities):
        if each.activity == Activity.DESK:
            shifts = shifts_of(run, each.staff)
            begins, ends, duty, _ = shifts[bisect_right([shift[0] for shift in shifts], each.begins_at) - 1]
            assert begins <= each.begins_at <= each.ends_at <= ends
            assert duty != Duty.COUNTER
        if each.activity == Activity.DUTY:
            shifts = shifts_of(run, each.staff)
            assert any(begins <= each.begins_at < each.ends_at <= ends for begins, ends, _, _ in shifts)


def desk_work_is_taken_first_come_first_and_adds_up(run: Run) -> None:
    """The work on a case's intakes at the desk is their content; one laid aside has had less."""
    worked: Counter[int] = Counter()
    for each in Rows(run.records.activities):
        if each.activity == Activity.DESK:
            worked[each.case] += each.work_ms
    for case, items in Rows(run.records.desk).by("case").items():
        # who went online instead may have used up some tries at the counter
        first = run.records.cases.tries[case] - sum(item.ended_at != NONE for item in items)
        contents = run.table.desk_ms[case, first : first + len(items)].tolist()
        done = sum(content for item, content in zip(items, contents, strict=True) if item.ended_at != NONE)
        begun = sum(content for item, content in zip(items, contents, strict=True) if item.started_at != NONE)
        assert done <= worked.pop(case, 0) <= begun
    assert not worked
    for items in Rows(run.records.desk).by("group").values():
        ordered = sorted(items, key=lambda item: (item.joined_at, item.case))
        joined = np.array([item.joined_at for item in ordered])
        started = np.array([item.started_at if item.started_at != NONE else NEVER for item in ordered])
        for number, item in enumerate(ordered):
            known = [at for at in (item.joined_at, item.started_at, item.ended_at) if at != NONE]
            assert known == sorted(known)
            if item.started_at != NONE:
                assert not ((joined[:number] < item.started_at) & (item.started_at < started[:number])).any()
        _no_dossier_is_laid_aside_while_a_later_one_is_begun(run, ordered)


def _no_dossier_is_laid_aside_while_a_later_one_is_begun(run: Run, ordered: list[Row]) -> None:
    activities = run.records.activities
    at_desk = activities.activity == Activity.DESK
    work = defaultdict(list)
    columns = (activities.case[at_desk], activities.begins_at[at_desk], activities.ends_at[at_desk])
    for case, begins, ends in zip(*(column.tolist() for column in columns), strict=True):
        work[case].append((begins, ends))
    laid_aside = [item for item in ordered if len(work[item.case]) > 1]
    for earlier in laid_aside:
        for item in ordered:
            later = (item.joined_at, item.case) > (earlier.joined_at, earlier.case)
            finished_at = earlier.ended_at if earlier.ended_at != NONE else NEVER
            if later and earlier.started_at < item.started_at < finished_at:
                assert any(begins <= item.started_at <= ends for begins, ends in work[earlier.case])


def letters_come_with_the_first_round_after_their_travel(run: Run) -> None:
    rounds = run.resources.mail_at
    for case, items in Rows(run.records.desk).by("case").items():
        record = run.records.cases
        if record.channel[case] == Channel.ONLINE:
            assert items[0].joined_at == record.submitted_at[case]
        else:
            arrives = record.submitted_at[case] + run.table.travel_in_ms[case, 0]
            assert items[0].joined_at == rounds[bisect_left(rounds, arrives)]


def nobody_with_desk_duty_is_idle_while_dossiers_wait(run: Run) -> None:
    waits = defaultdict(list)
    for item in Rows(run.records.desk):
        until = item.started_at if item.started_at != NONE else run.calendar.ends_at
        waits[item.group].append((item.joined_at, until))
    work = Rows(run.records.activities).by("staff")
    for officer, group in enumerate(run.resources.shifts.group.tolist()):
        duties = [(begins, ends) for begins, ends, duty, _ in shifts_of(run, officer) if duty != Duty.COUNTER]
        busy = [(each.begins_at, each.ends_at) for each in work.get(officer, [])]
        assert not _without(_common(_union(waits[group]), duties), busy)


def worked_is_at_most_rostered_and_overtime_is_what_lies_outside(run: Run) -> None:
    """Counted interval by interval, and the same as the load table's."""
    load = officer_load(run).set_index("officer")
    work = Rows(run.records.activities).by("staff")
    begin, end = run.begins_at, run.ends_at
    for officer in range(len(run.resources.shifts.group)):
        shifts = [(max(begins, begin), min(ends, end)) for begins, ends, *_ in shifts_of(run, officer)]
        rostered = sum(max(0, ends - begins) for begins, ends in shifts)
        worked: Counter[bool] = Counter()
        total = 0
        for each in work.get(officer, []):
            begins, ends = max(each.begins_at, begin), min(each.ends_at, end)
            total += max(0, ends - begins)
            within = sum(max(0, min(ends, stop) - max(begins, start)) for start, stop in shifts)
            worked[each.activity == Activity.DUTY] += within
        overtime = total - worked[True] - worked[False]
        assert worked[True] + worked[False] <= rostered
        assert overtime >= 0
        row = load.loc[officer]
        found = [row[name] for name in ("rostered_min", "worked_min", "duty_min", "overtime_min")]
        assert np.rint(np.array(found) * MINUTE_MS).tolist() == [rostered, worked[False], worked[True], overtime]


def no_officer_is_idle_while_people_wait(run: Run) -> None:
    """In every moment in which somebody waits, each officer on counter duty serves, or does other work of his."""
    waits = defaultdict(list)
    for visit, until in ends_of_wait(run):
        waits[visit.group].append((visit.ticket_at, until))
    work = Rows(run.records.activities).by("staff")
    for officer, group in enumerate(run.resources.shifts.group.tolist()):
        duties = [(begins, ends) for begins, ends, duty, _ in shifts_of(run, officer) if duty != Duty.DESK]
        busy = [(each.begins_at, each.ends_at) for each in work.get(officer, [])]
        assert not _without(_common(_union(waits[group]), duties), busy)


def _union(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for begins, ends in sorted(stretches):
        if whole and begins <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(ends, whole[-1][1]))
        else:
            whole.append((begins, ends))
    return whole


def _common(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> list[tuple[int, int]]:
    pairs = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return [(begins, ends) for begins, ends in pairs if begins < ends]


def _without(stretches: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """What the others leave of the stretches."""
    left = stretches
    for begins, ends in others:
        pieces = [piece for a, b in left for piece in ((a, min(b, begins)), (max(a, ends), b))]
        left = [(a, b) for a, b in pieces if a < b]
    return left


def tickets_are_called_by_class_then_time_then_case(run: Run) -> None:
    """Whoever is called, nobody who waits on in the same queue comes before; a booking counts within its window."""
    for case, visits in Rows(run.records.visits).by("case").items():
        for number, visit in enumerate(visits):
            if visit.ticket_at != NONE:
                booked = number == 0 and visit.ticket_at <= run.table.booked_until[case]
                assert visit.priority == (rules.BOOKED_CLASS if booked else run.table.priority[case])
    queues = defaultdict(list)
    for visit, until in ends_of_wait(run):
        if visit.outcome != VisitOutcome.TURNED_AWAY:
            queues[visit.group].append((visit.priority, visit.ticket_at, visit.case, visit.called_at, until))
    for queue in queues.values():
        ordered = np.array(sorted(queue), dtype=np.int64)
        tickets, called, until = ordered[:, 1], ordered[:, 3], ordered[:, 4]
        for place in np.flatnonzero(called != NONE):
            at = called[place]
            before = slice(0, int(place))  # those with precedence
            assert not ((tickets[before] <= at) & (at < until[before])).any()


# reviewers


def content_of(run: Run, task: Row, requests: list[Row]) -> int:
    """Minutes of work in a task, milliseconds."""
    table = run.table
    if task.kind == TaskKind.EXAMINE:
        return int(table.work_ms[task.case])
    if task.kind == TaskKind.CONCLUDE:
        return int(table.conclude_ms[task.case])
    if task.kind == TaskKind.REVIEW:
        return int(table.review_ms[task.case, task.review])
    answered = [number for number, request in enumerate(requests) if request.answered_at == task.joined_at]
    return int(table.recheck_ms[task.case, answered[-1]])


def work_on_tasks_adds_up_to_their_content(run: Run) -> None:
    """In office time, over all stretches and reviewers; a task that was not finished has had less."""
    office, officers = run.calendar.office, len(run.resources.shifts.group)
    agency_of = run.resources.offices.reviewer_agency
    requests = Rows(run.records.requests).by("case")
    worked: Counter[tuple[int, int]] = Counter()
    for each in Rows(run.records.activities):
        if each.activity == Activity.TASK:
            assert each.work_ms == office.between(each.begins_at, each.ends_at)
            worked[each.case, int(agency_of[each.staff - officers])] += each.work_ms
        else:
            assert each.work_ms == each.ends_at - each.begins_at
    for key, tasks in Rows(run.records.tasks).by("case", "agency").items():
        done = begun = 0
        for task in tasks:
            content = content_of(run, task, requests.get(task.case, []))
            if task.outcome == TaskOutcome.DONE:
                done += content
                assert office.between(task.started_at, task.ended_at) >= content
            elif task.started_at != NONE:
                begun += content
        assert done <= worked.pop(key, 0) <= done + begun
    assert not worked


def times_of_a_task_are_in_order(run: Run) -> None:
    office = run.calendar.office
    for task in Rows(run.records.tasks):
        known = [at for at in (task.joined_at, task.started_at, task.ended_at) if at != NONE]
        assert known == sorted(known)
        assert (task.ended_at != NONE) == (task.outcome in (TaskOutcome.DONE, TaskOutcome.DROPPED))
        assert (task.started_at != NONE) == (task.reviewer != NONE)
        assert task.outcome not in (TaskOutcome.DONE, TaskOutcome.WORKING) or task.started_at != NONE
        if task.started_at != NONE:
            assert office.contains(task.started_at)
            assert run.resources.offices.reviewer_agency[task.reviewer] == task.agency
        if task.kind == TaskKind.EXAMINE and not run.table.carried[task.case]:
            way = run.resources.transfers.site_agency_ms[run.table.site[task.case], task.agency]
            assert task.joined_at == office.add(run.records.cases.accepted_at[task.case], way)


def reviewers_work_only_when_they_are_there(run: Run) -> None:
    officers, presence = len(run.resources.shifts.group), run.resources.offices.presence
    for each in Rows(run.records.activities):
        if each.activity == Activity.TASK:
            there = stretches_of(each.staff - officers, presence)
            assert any(begins <= each.begins_at <= each.ends_at <= ends for begins, ends in there)
    load, work = reviewer_load(run), Rows(run.records.activities).by("staff")
    for reviewer in range(len(run.resources.offices.reviewer_agency)):
        clipped = [np.clip(pair, run.begins_at, run.ends_at) for pair in stretches_of(reviewer, presence)]
        rostered = sum(int(run.calendar.office.between(*pair)) for pair in clipped)
        pairs = [(each.begins_at, each.ends_at) for each in work.get(officers + reviewer, [])]
        worked = sum(int(run.calendar.office.between(*np.clip(pair, run.begins_at, run.ends_at))) for pair in pairs)
        found = load.loc[reviewer, ["rostered_min", "worked_min"]].astype(float) * MINUTE_MS
        assert np.rint(found).tolist() == [rostered, worked]
        assert worked <= rostered


def no_reviewer_is_idle_while_tasks_wait(run: Run) -> None:
    """In office time, and while the reviewer is there."""
    officers, offices = len(run.resources.shifts.group), run.resources.offices
    waits = defaultdict(list)
    for task in Rows(run.records.tasks):
        until = task.started_at if task.started_at != NONE else task.ended_at
        waits[task.agency].append((task.joined_at, until if until != NONE else run.calendar.ends_at))
    office = list(zip(run.calendar.office.starts_at.tolist(), run.calendar.office.ends_at.tolist(), strict=True))
    work = Rows(run.records.activities).by("staff")
    for reviewer, agency in enumerate(offices.reviewer_agency.tolist()):
        there = stretches_of(reviewer, offices.presence)
        busy = [(each.begins_at, each.ends_at) for each in work.get(officers + reviewer, [])]
        assert not _without(_common(_common(_union(waits[agency]), there), office), busy)


def tasks_are_taken_in_the_order_of_the_office(run: Run) -> None:
    """By due time, or by joining; where nobody was away, for what is handed back takes its old place."""
    offices, end = run.resources.offices, run.calendar.ends_at
    away = {agency for agency, there in _presences(run) if there != [(0, end)]}
    for agency, tasks in Rows(run.records.tasks).by("agency").items():
        if agency in away:
            continue
        place = "due_at" if offices.order[agency] == Order.EARLIEST_DUE else "joined_at"
        ordered = sorted(tasks, key=lambda task, place=place: (getattr(task, place), task.case, task.number))
        joined = np.array([task.joined_at for task in ordered])
        until = np.array([_first_not_none(task.started_at, task.ended_at, end) for task in ordered])
        for number, task in enumerate(ordered):
            if task.started_at != NONE:
                assert not ((joined[:number] < task.started_at) & (task.started_at < until[:number])).any()


def _presences(run: Run) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    offices = run.resources.offices
    for reviewer, agency in enumerate(offices.reviewer_agency.tolist()):
        yield agency, stretches_of(reviewer, offices.presence)


def _first_not_none(*times: int) -> int:
    return next(at for at in times if at != NONE)


# reviews and signatures


def reviews_are_answered_or_their_silence_is_consent(run: Run) -> None:
    """Before the signature; in turn, one after the other; dropped only as the limit passes."""
    procedures, tasks = run.resources.procedures, Rows(run.records.tasks).by("case")
    for task in Rows(run.records.tasks):
        silence = bool(procedures.silence_is_consent[run.table.procedure[task.case]])
        if task.outcome == TaskOutcome.DROPPED:
            assert task.kind == TaskKind.REVIEW
            assert silence
            assert task.ended_at >= task.due_at
            assert task.ended_at == task.due_at or task.started_at != NONE  # was worked on, and would be handed back
        if task.kind == TaskKind.REVIEW and silence:
            assert task.started_at < task.due_at
            waits = task.outcome == TaskOutcome.QUEUED
            assert not waits or task.due_at >= run.calendar.ends_at or task.started_at != NONE
        if task.kind == TaskKind.REVIEW:
            assert run.table.reviewed[task.case]
            assert procedures.reviewers[run.table.procedure[task.case], task.review] == task.agency
    for signature in Rows(run.records.signatures):
        procedure = run.table.procedure[signature.case]
        wanted = int((procedures.reviewers[procedure] >= 0).sum()) if run.table.reviewed[signature.case] else 0
        reviews = [task for task in tasks[signature.case] if task.kind == TaskKind.REVIEW]
        if procedures.silence_is_consent[procedure]:
            for task in reviews:
                assert task.ended_at != NONE or task.due_at <= signature.ready_at
            continue
        assert len(reviews) == wanted
        assert all(task.outcome == TaskOutcome.DONE and task.ended_at <= signature.ready_at for task in reviews)
        if procedures.review_mode[procedure] == ReviewMode.IN_TURN:
            assert [task.review for task in reviews] == list(range(wanted))
            assert all(before.ended_at <= after.joined_at for before, after in pairwise(reviews))


def signatures_are_made_at_signing_times_up_to_the_capacity(run: Run) -> None:
    """Earliest due first; what is ready before a signing time waits for the next only if the capacity is used up."""
    offices, due_at = run.resources.offices, run.records.cases.due_at
    for signer, signatures in Rows(run.records.signatures).by("signer").items():
        times = [begins for begins, _ in stretches_of(signer, offices.signing_at)]
        capacity = int(offices.signing_capacity[signer]) or len(signatures)
        signed = Counter(signature.signed_at for signature in signatures)
        del signed[NONE]
        assert set(signed) <= set(times)
        assert max(signed.values(), default=0) <= capacity
        for time in times:
            keys = [(due_at[each.case], each.case) for each in signatures if each.signed_at == time]
            left = [
                each
                for each in signatures
                if each.ready_at < time and (each.signed_at > time or each.signed_at == NONE)
            ]
            if left:
                assert len(keys) == capacity
                assert max(keys) < min((due_at[each.case], each.case) for each in left)
        for each in signatures:
            assert each.signed_at == NONE or each.ready_at <= each.signed_at


def decisions_are_the_last_signatures(run: Run) -> None:
    """Each decided case has the agency's signature, and the committee's after it where that is needed."""
    signatures = Rows(run.records.signatures).by("case")
    committee = len(run.agencies)
    for case in Rows(run.records.cases):
        own = signatures.get(case.number, [])
        signers = [int(run.case_agency[case.number])]
        if run.resources.procedures.committee[run.table.procedure[case.number]]:
            signers.append(committee)
        assert [each.signer for each in own] == signers[: len(own)]
        at_once = bool(run.table.at_once[case.number]) and case.channel == Channel.COUNTER
        if case.decided_at != NONE and not at_once:
            assert len(own) == len(signers)
            assert own[-1].signed_at == case.decided_at
        for before, after in pairwise(own):
            assert NONE < before.signed_at <= after.ready_at
        if own:
            tasks = run.records.tasks
            examined = tasks.ended_at[(tasks.case == case.number) & (tasks.kind == TaskKind.EXAMINE)]
            assert NONE < examined[0] <= own[0].ready_at


# figures and tables


def figures_are_in_their_bounds(run: Run) -> None:
    key = figures(run).key
    shares = ["within_target", "left_share", "overdue_true", "overdue_official", "utilisation", "duty_share"]
    shares += ["reviewer_utilisation", "acknowledged_in_time", "online_share"]
    for name in shares:
        known = key[name].dropna()
        assert ((known >= 0) & (known <= 1)).all(), name
    assert (key["utilisation"] + key["duty_share"]).dropna().le(1 + 1e-12).all()
    counts = ["visits", "turned_away", "received", "finished", "open_cases", "open_past_due"]
    counts += ["awaiting_intake", "results_by_post"]
    assert (key[counts] >= 0).all(axis=None)
    assert (key["open_past_due"] <= key["open_cases"]).all()
    for name in [*counts, "waiting_hours", "overtime_hours"]:
        assert key.loc["all", name] == pytest.approx(key[name].iloc[:-1].sum())
    assert not (key["visits"].iloc[:-1].eq(0) & key["waiting_hours"].iloc[:-1].gt(0)).any()


def tables_have_a_row_for_everything_once(run: Run) -> None:
    found, records = tables(run), run.records
    assert found["cases"]["case"].tolist() == list(range(len(run.table)))
    parts = {
        "visits": records.visits,
        "desk": records.desk,
        "tasks": records.tasks,
        "signatures": records.signatures,
        "requests": records.requests,
        "activities": records.activities,
    }
    for name, part in parts.items():
        assert len(found[name]) == len(part.case)
        assert found[name]["case"].between(0, len(run.table) - 1).all()
    assert not found["signatures"].duplicated(["case", "signer"]).any()
    assert not found["visits"].duplicated(["case", "kind", "came_at"]).any()


IDENTITIES: tuple[Callable[[Run], None], ...] = (
    stock_balances,
    open_cases_follow_from_day_to_day,
    each_case_has_one_status_that_fits_its_times,
    times_of_a_case_are_in_order,
    tries_are_the_intakes_made,
    due_times_are_counted_from_acceptance_and_moved_by_supplements,
    due_times_never_fall_on_a_closed_day,
    requests_are_made_in_turn_and_unanswered_ones_end_the_case,
    results_go_back_the_way_they_should,
    no_result_is_lost,
    no_case_is_lost,
    times_of_a_visit_are_in_order,
    one_visit_of_a_case_follows_the_other,
    tickets_are_given_only_in_ticket_hours,
    patience_is_kept_to_the_millisecond,
    people_turn_away_only_from_queues_that_are_long_enough,
    those_who_come_at_one_instant_join_in_the_order_of_their_numbers,
    services_take_as_long_as_the_case_table_says,
    nobody_does_two_things_at_once,
    services_in_the_books_are_those_of_the_visits,
    nobody_is_called_by_an_officer_off_duty,
    desk_work_is_done_on_duty_only,
    desk_work_is_taken_first_come_first_and_adds_up,
    letters_come_with_the_first_round_after_their_travel,
    nobody_with_desk_duty_is_idle_while_dossiers_wait,
    worked_is_at_most_rostered_and_overtime_is_what_lies_outside,
    no_officer_is_idle_while_people_wait,
    tickets_are_called_by_class_then_time_then_case,
    work_on_tasks_adds_up_to_their_content,
    times_of_a_task_are_in_order,
    reviewers_work_only_when_they_are_there,
    no_reviewer_is_idle_while_tasks_wait,
    tasks_are_taken_in_the_order_of_the_office,
    reviews_are_answered_or_their_silence_is_consent,
    signatures_are_made_at_signing_times_up_to_the_capacity,
    decisions_are_the_last_signatures,
)
OF_FIGURES: tuple[Callable[[Run], None], ...] = (
    figures_are_in_their_bounds,
    tables_have_a_row_for_everything_once,
)
"""Checked on every third scenario: making the frames takes longer than the run."""


# Little's law


class WatchedGroup(CounterGroup):
    """A counter group that sums up the area under its own queue length as the run goes."""

    _length = 0
    _since = 0
    area_ms = 0

    @property  # type: ignore[override]
    def waiting(self) -> int:
        return self._length

    @waiting.setter
    def waiting(self, length: int) -> None:
        self.area_to(self.clock.now)
        self._length = length

    def area_to(self, at: int) -> int:
        """Area up to a time that is not past."""
        self.area_ms += self._length * (at - self._since)
        self._since = at
        return self.area_ms


class Watch:
    """The engine, with the area under the length of each of its ticket queues."""

    def __init__(self) -> None:
        self.areas: list[int] = []

    def __call__(self, table: CaseTable, resources: Resources) -> Records:
        with patch("tvsim.models.centre.CounterGroup", WatchedGroup):
            centre = Centre(table, resources)
            records = centre.run()
        self.areas = [group.area_to(resources.ends_at) for group in centre.groups]  # type: ignore[attr-defined]
        return records


def littles_law_holds(run: Run, areas: list[int]) -> None:
    """The area under the queue length is the sum of the waits: of the served, the leavers, and those still waiting.

    The area is the engine's own count; the waits are those of the visits, one by one, and of the outcomes' curve.
    """
    sums: Counter[int] = Counter()
    for visit, until in ends_of_wait(run):
        sums[visit.group] += until - visit.ticket_at
    assert areas == [sums[group] for group in range(len(areas))]
    visit, begins, ends = waiting_stretches(run)
    group, end = run.records.visits.group[visit], np.array([run.calendar.ends_at])
    curves = [int(area_until(begins[group == each], ends[group == each], end)[0]) for each in range(len(areas))]
    assert areas == curves


# what the scenarios exercise


def codes_seen(run: Run) -> Iterator[str]:
    """Names of all codes that stand in the records of a run."""
    records = run.records
    for kind, codes in (
        (VisitOutcome, records.visits.outcome),
        (VisitKind, records.visits.kind),
        (CaseStatus, records.cases.status),
        (TaskOutcome, records.tasks.outcome),
        (TaskKind, records.tasks.kind),
        (Activity, records.activities.activity),
        (Duty, run.resources.shifts.duty),
        (Channel, records.cases.channel),
    ):
        yield from (f"{kind.__name__}.{kind(code).name}" for code in np.unique(codes))


CODES = (VisitOutcome, VisitKind, CaseStatus, TaskOutcome, TaskKind, Activity, Duty, Channel)
EXPECTED = {f"{kind.__name__}.{each.name}" for kind in CODES for each in kind} | set(NAMES)


def check_random_scenarios(examples: int) -> Counter[str]:
    """Check all identities on so many random scenarios; returns in how many runs each rule had an effect."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(samples())
    def check(sample: Sample) -> None:
        watch = Watch()
        run = run_sample(sample, watch)
        for identity in IDENTITIES + OF_FIGURES * (sample.seed % 3 == 0):
            identity(run)
        littles_law_holds(run, watch.areas)
        seen.update({*codes_seen(run), *reached(run)})

    check()
    return seen


def test_identities_hold_in_random_scenarios_and_every_rule_is_exercised() -> None:
    seen = check_random_scenarios(150)
    assert not EXPECTED - seen.keys()


@pytest.mark.slow
def test_identities_hold_in_many_more_random_scenarios() -> None:
    seen = check_random_scenarios(3000)
    assert min(seen[rule] for rule in EXPECTED) >= 30


def test_serving_out_at_lunch_ends_with_those_who_waited_then() -> None:
    """Open 08:00-10:00 and 10:30-12:00; two officers until 10:00, one after.

    Both serve from 09:50 to 10:20, then the two who wait since 09:55 to 10:40. By then two more have come, at 10:30.
    Officer 0 is on duty again and takes both, one after the other; officer 1 went off duty at 10:00, and goes home.
    """
    roster = [{"days": "mon-fri", "hours": "08:00-10:00", "officers": 2}]
    plan = small_plan(
        calendar={"country": "", "hours": {"mon-fri": ["08:00-10:00", "10:30-12:00"]}},
        agencies={"a": {"sign_off": {"times": ["12:00"]}}},
        counters={"a": {"agencies": ["a"], "officers": 1, "roster": roster, "at_lunch": "serve"}},
    )
    came = [("09:50", 30), ("09:50", 30), ("09:55", 20), ("09:55", 20), ("10:30", 10), ("10:30", 10)]
    people = [{"comes_at": at(0, time), "intake_ms": minutes(service), "return_channel": 2} for time, service in came]
    visits = records_of(plan, *people).visits
    called = [at(0, time) for time in ("09:50", "09:50", "10:20", "10:20", "10:40", "10:50")]
    assert visits.called_at.tolist() == called
    assert visits.officer.tolist() == [0, 1, 0, 1, 0, 0]
