"""What a run works with besides the cases: staff on duty, opening hours, limits, ways. Arrays only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, DueClock, OfficeTime, RunCalendar, limits_ms
from tvsim.codes import ClockRule, ClosingPolicy, Order, ReviewMode
from tvsim.demand.absences import officer_count
from tvsim.demand.kept import once_a_run
from tvsim.opening import closings, opening_days, ticket_times
from tvsim.roster import Shifts, roster
from tvsim.scenario.places import group_numbers, group_site

if TYPE_CHECKING:
    from tvsim.demand import Absences
    from tvsim.scenario.schema import Plan

Ints = NDArray[np.int64]
MILLION = 1_000_000


@dataclass(frozen=True)
class Stretches:
    """Stretches of time of several owners: those of owner ``k`` are ``first[k]`` up to ``first[k + 1]``, in order."""

    first: Ints
    begins_at: Ints
    ends_at: Ints

    def of(self, owner: int) -> slice:
        """Rows of one owner."""
        return slice(int(self.first[owner]), int(self.first[owner + 1]))


def stretches(by_owner: list[list[tuple[int, int]]]) -> Stretches:
    """Pack lists of (begins, ends), one list an owner."""
    flat = np.array([pair for pairs in by_owner for pair in pairs], dtype=np.int64).reshape(-1, 2)
    first = np.concatenate(([0], np.cumsum([len(pairs) for pairs in by_owner]))).astype(np.int64)
    return Stretches(first, np.ascontiguousarray(flat[:, 0]), np.ascontiguousarray(flat[:, 1]))


@dataclass(frozen=True)
class Procedures:
    """Rules of the procedure groups, one entry each; durations in milliseconds.

    Attributes
    ----------
    agency : number of the agency
    limit_ms, legal_limit_ms : office time
    committee : the People's Committee signs too
    reviewers : agencies asked for a review, shape (procedures, most reviews), -1 where fewer
    review_limit_ms : office time
    review_mode, clock : codes of `ReviewMode`, `ClockRule`
    silence_is_consent : flag
    withdrawn_after_ms : by the clock, after an unanswered request
    """

    agency: Ints
    limit_ms: Ints
    legal_limit_ms: Ints
    committee: NDArray[np.bool_]
    reviewers: Ints
    review_limit_ms: Ints
    review_mode: Ints
    silence_is_consent: NDArray[np.bool_]
    clock: Ints
    withdrawn_after_ms: Ints


@dataclass(frozen=True)
class Counters:
    """Rules of the counter groups.

    Attributes
    ----------
    group : number of the group by site and agency, -1 where none serves
    site : number of the site of each group
    at_lunch, at_closing : codes of `ClosingPolicy`
    duty_waiting : thresholds of the number waiting, rising, shape (groups, most thresholds); -1 fills up
    duty_ratio : other duties for each million milliseconds of service, at most so many waiting
    tickets : when tickets are given, by group
    closings : lunch and closing times, by group: ``begins_at`` the time, ``ends_at`` 1 at lunch and 0 at closing
    """

    group: Ints
    site: Ints
    at_lunch: Ints
    at_closing: Ints
    duty_waiting: Ints
    duty_ratio: Ints
    tickets: Stretches
    closings: Stretches


@dataclass(frozen=True)
class Offices:
    """Back offices of the agencies, and who signs.

    Attributes
    ----------
    order : codes of `Order`, by agency
    reviewer_agency : agency of each reviewer
    presence : stretches of days on which each reviewer is there (night and lunch included)
    signing_at : signing times, by agency, the committee last: ``begins_at`` the time
    signing_capacity : by agency, the committee last; 0 is without bound
    """

    order: Ints
    reviewer_agency: Ints
    presence: Stretches
    signing_at: Stretches
    signing_capacity: Ints


@dataclass(frozen=True)
class Transfers:
    """Time of papers on their way, milliseconds of office time."""

    site_agency_ms: Ints
    agency_agency_ms: Ints
    committee_ms: int


@dataclass(frozen=True)
class Resources:
    """All that `simulate` needs besides the case table."""

    ends_at: int
    office: OfficeTime
    due: DueClock
    procedures: Procedures
    counters: Counters
    shifts: Shifts
    offices: Offices
    transfers: Transfers
    mail_at: Ints


def build_resources(plan: Plan, calendar: RunCalendar, absences: Absences) -> Resources:
    """Lay out a plan's resources over the days of its run."""
    return _layout(plan, calendar).resources(absences)


class Layout:
    """The resources of a plan if nobody were ever away: worked out once, for all replications."""

    def __init__(self, plan: Plan, calendar: RunCalendar) -> None:
        self._groups, self._agencies = list(plan.counters), list(plan.agencies)
        self._roster = roster(plan, calendar, {key: officer_count(plan, key) for key in plan.counters})
        self._all_there = Resources(
            calendar.ends_at,
            calendar.office,
            calendar.due_clock(plan),
            _procedures(plan),
            _counters(plan, calendar),
            self._roster.shifts,
            _offices(plan, calendar),
            _transfers(plan),
            _times_of_day(plan.mail.rounds, calendar),
        )

    def resources(self, absences: Absences) -> Resources:
        """Resources less those who are away."""
        officers = np.concatenate([absences.officers[key] for key in self._groups])
        reviewers = np.concatenate([absences.reviewers[key] for key in self._agencies])
        offices = replace(self._all_there.offices, presence=_presence(reviewers))
        return replace(self._all_there, shifts=self._roster.less(officers), offices=offices)


_layout = once_a_run(Layout)


def _procedures(plan: Plan) -> Procedures:
    agencies = list(plan.agencies)
    groups = list(plan.procedures.values())
    limits = np.array([limits_ms(group, plan.deadlines) for group in groups], dtype=np.int64)
    day_ms = plan.deadlines.hours_per_day * HOUR_MS
    widest = max(1, *(len(group.reviews.agencies) for group in groups)) if groups else 1
    reviewers = np.full((len(groups), widest), -1, dtype=np.int64)
    for row, group in enumerate(groups):
        reviewers[row, : len(group.reviews.agencies)] = [agencies.index(key) for key in group.reviews.agencies]
    return Procedures(
        agency=np.array([agencies.index(group.agency) for group in groups], dtype=np.int64),
        limit_ms=limits[:, 0].copy(),
        legal_limit_ms=limits[:, 1].copy(),
        committee=np.array([group.committee for group in groups]),
        reviewers=reviewers,
        review_limit_ms=np.array([round(group.reviews.limit_days * day_ms) for group in groups], dtype=np.int64),
        review_mode=np.array([ReviewMode[group.reviews.mode.upper()] for group in groups], dtype=np.int64),
        silence_is_consent=np.array([group.reviews.silence_is_consent for group in groups]),
        clock=np.array([ClockRule[group.supplement.clock.upper()] for group in groups], dtype=np.int64),
        withdrawn_after_ms=np.array(
            [round(group.supplement.withdrawn_after_days * DAY_MS) for group in groups], dtype=np.int64
        ),
    )


def _counters(plan: Plan, calendar: RunCalendar) -> Counters:
    groups = list(plan.counters.values())
    sites = list(plan.sites)
    most = max(1, *(len(group.other_duties) for group in groups))
    waiting = np.full((len(groups), most), -1, dtype=np.int64)
    ratio = np.zeros((len(groups), most), dtype=np.int64)
    for row, group in enumerate(groups):
        for column, rule in enumerate(sorted(group.other_duties, key=lambda rule: rule.at_most_waiting)):
            waiting[row, column] = rule.at_most_waiting
            ratio[row, column] = round(MILLION * rule.share / (1 - rule.share))
    days = [opening_days(plan, calendar, group) for group in groups]
    return Counters(
        group=group_numbers(plan),
        site=np.array([sites.index(group_site(plan, group)) for group in groups], dtype=np.int64),
        at_lunch=np.array([ClosingPolicy[group.at_lunch.upper()] for group in groups], dtype=np.int64),
        at_closing=np.array([ClosingPolicy[group.at_closing.upper()] for group in groups], dtype=np.int64),
        duty_waiting=waiting,
        duty_ratio=ratio,
        tickets=stretches([ticket_times(group, each) for group, each in zip(groups, days, strict=True)]),
        closings=stretches([closings(each) for each in days]),
    )


def _offices(plan: Plan, calendar: RunCalendar) -> Offices:
    agencies = list(plan.agencies.values())
    reviewers = [agency.reviewers for agency in agencies]
    signing = [agency.sign_off for agency in agencies] + [plan.committee.sign_off]
    signing_at = [[(at, at) for at in _times_of_day(each.times, calendar).tolist()] for each in signing]
    return Offices(
        order=np.array([Order[agency.order.upper()] for agency in agencies], dtype=np.int64),
        reviewer_agency=np.repeat(np.arange(len(agencies), dtype=np.int64), reviewers),
        presence=_presence(np.zeros((sum(reviewers), calendar.run_days), dtype=bool)),
        signing_at=stretches(signing_at),
        signing_capacity=np.array([each.capacity or 0 for each in signing], dtype=np.int64),
    )


def _presence(away: NDArray[np.bool_]) -> Stretches:
    """Stretches of days on which each reviewer is not away, engine time."""
    is_there = np.pad(~away, ((0, 0), (1, 1))).astype(np.int8)
    changes = np.diff(is_there, axis=1)
    reviewer, begins = np.nonzero(changes == 1)
    _, ends = np.nonzero(changes == -1)
    first = np.concatenate(([0], np.cumsum(np.bincount(reviewer, minlength=len(away))))).astype(np.int64)
    return Stretches(first, begins * DAY_MS, ends * DAY_MS)


def _times_of_day(minutes: list[int], calendar: RunCalendar) -> Ints:
    """Set times of day on the working days of the run, engine time."""
    days = np.flatnonzero(calendar.is_working[: calendar.run_days])
    times: Ints = days[:, None] * DAY_MS + np.unique(np.array(minutes, dtype=np.int64))[None, :] * MINUTE_MS
    return times.ravel()


def _transfers(plan: Plan) -> Transfers:
    sites, agencies = list(plan.sites), list(plan.agencies)
    site_agency = np.full((len(sites), len(agencies)), plan.transfers.site_agency_min)
    agency_agency = np.full((len(agencies), len(agencies)), plan.transfers.agency_agency_min)
    for route in plan.transfers.routes:
        if route.of in plan.agencies and route.to in plan.agencies:
            agency_agency[agencies.index(route.of), agencies.index(route.to)] = route.minutes
        else:
            site, agency = (route.of, route.to) if route.of in plan.sites else (route.to, route.of)
            site_agency[sites.index(site), agencies.index(agency)] = route.minutes
    return Transfers(
        np.rint(site_agency * MINUTE_MS).astype(np.int64),
        np.rint(agency_agency * MINUTE_MS).astype(np.int64),
        round(plan.committee.transfer_min * MINUTE_MS),
    )
