"""Expected load of every pool of staff, before anything is run: work that comes, divided by time on duty.

Means alone, no sampling. What depends on the course of a run is left out: people who leave, overtime, reviews that
silence ends, and the backlog at the start. Of the other duties those count that are done however many wait: what is
done only when few wait stops as the queue grows, and overloads nobody. Time on duty is what planned leave and absences
by chance leave of the roster.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from operator import mul

import numpy as np

from tvsim.calendar import DAY_MS, RunCalendar, run_calendar
from tvsim.demand.absences import WORKING_DAYS_A_YEAR, officer_count
from tvsim.demand.arrivals import day_shares
from tvsim.demand.case_table import MAX_TRIES
from tvsim.language import marked, worded
from tvsim.roster import day_pieces, officer_min, open_days, rostered_min
from tvsim.scenario.places import group_numbers, receiving_sites
from tvsim.scenario.schema import CounterGroup, Plan, Procedure, SignOff, Supplement
from tvsim.scenario.uptake import channel_shares

KINDS = {
    "officers": marked("officers"),
    "desk": marked("desk"),
    "reviewers": marked("reviewers"),
    "signers": marked("signers"),
}
"""What the kinds of pools are called."""


@dataclass(frozen=True)
class PoolLoad:
    """Load of one pool in the reported period.

    Attributes
    ----------
    pool : its place in the scenario, such as ``counters.transport`` or ``agencies.health.sign_off``
    kind : ``officers`` (at the counter), ``desk``, ``reviewers`` or ``signers``
    work : what comes, in ``unit``
    capacity : what those on duty can do, in ``unit``
    unit : ``minutes``, or ``signatures`` where their number is limited
    takes_desk_work : whether officers at the counter have to do desk work too, between tickets
    """

    pool: str
    kind: str
    work: float
    capacity: float
    unit: str = "minutes"
    takes_desk_work: bool = False

    @property
    def load(self) -> float:
        """Work divided by capacity; infinite where nobody is there to do it, 0 where there is none."""
        if self.work == 0:
            return 0.0
        return self.work / self.capacity if self.capacity > 0 else math.inf

    @property
    def is_overloaded(self) -> bool:
        """Whether as much work comes as those on duty can do, or more."""
        return self.load >= 1

    @property
    def warning(self) -> str | None:
        """One sentence where the load is 1 or more, with what comes of it.

        Dossiers stay in their queue, which grows. At a counter the queue is over every evening: people leave it, and
        those who stay are served in overtime or sent home.
        """
        if not self.is_overloaded:
            return None
        values = {"pool": self.named, "work": self.work, "capacity": self.capacity, "load": self.load}
        if self.unit == "signatures" and math.isinf(self.load):
            return worded("{pool}: {work:,.0f} signatures of work come, but nobody is on duty", **values)
        if self.unit == "signatures":
            return worded(
                "{pool}: the mean load is {load:.2f} ({work:,.0f} signatures of work for {capacity:,.0f} on duty); "
                "the queue will grow",
                **values,
            )
        if math.isinf(self.load):
            return worded("{pool}: {work:,.0f} minutes of work come, but nobody is on duty", **values)
        if self.takes_desk_work:
            return worded(
                "{pool}: the mean load is {load:.2f} ({work:,.0f} minutes of work for {capacity:,.0f} on duty); more "
                "work comes than its officers can do: people wait long, leave, or are served in overtime, and dossiers "
                "from post and online wait long at the desk",
                **values,
            )
        if self.kind == "officers":
            return worded(
                "{pool}: the mean load is {load:.2f} ({work:,.0f} minutes of work for {capacity:,.0f} on duty); more "
                "work comes than its officers can do: people wait long, leave, or are served in overtime",
                **values,
            )
        return worded(
            "{pool}: the mean load is {load:.2f} ({work:,.0f} minutes of work for {capacity:,.0f} on duty); the queue "
            "will grow",
            **values,
        )

    @property
    def named(self) -> str:
        """Its place, with its kind in words."""
        return f"{self.pool} ({worded(KINDS[self.kind])})"


def pool_loads(plan: Plan) -> list[PoolLoad]:
    """Expected mean load of every pool: officers, desks, reviewers, and signers whose signatures are limited."""
    calendar = run_calendar(plan)
    work = _work(plan, calendar)
    loads = []
    for key, group in plan.counters.items():
        loads += _group_loads(plan, calendar, key, group, work)
    for key in plan.agencies:
        loads.append(PoolLoad(f"agencies.{key}", "reviewers", work.review[key], _reviewers_min(plan, calendar, key)))
    for key, agency in plan.agencies.items():
        loads += _signers(calendar, f"agencies.{key}.sign_off", agency.sign_off, work.signatures[key])
    committee = sum(work.decided[key] for key, procedure in plan.procedures.items() if procedure.committee)
    return loads + _signers(calendar, "committee.sign_off", plan.committee.sign_off, committee)


def overloaded_pools(plan: Plan) -> list[PoolLoad]:
    """Those of them whose mean load is 1 or more."""
    return [load for load in pool_loads(plan) if load.is_overloaded]


def overloads_more(today: Plan, plan: Plan) -> bool:
    """Whether a plan overloads somebody, and more than today."""
    loads = {(each.pool, each.kind): each.load for each in pool_loads(today)}
    return any(each.load > loads.get((each.pool, each.kind), 0.0) for each in overloaded_pools(plan))


def expected_dossiers(plan: Plan) -> dict[str, float]:
    """Return how many dossiers are expected to come in the period, by way in."""
    by_way = _by_way(plan, run_calendar(plan))
    return {way: math.fsum(each[way] for each in by_way) for way in ("counter", "post", "online")}


def load_warnings(plan: Plan) -> list[str]:
    """One sentence for each pool whose mean load is 1 or more."""
    return [load.warning for load in pool_loads(plan) if load.warning is not None]


# Work that comes


@dataclass(frozen=True)
class _Work:
    """Expected work in the period: visits and minutes by counter group or agency, cases by agency or procedure."""

    visits: defaultdict[str, float]
    counter: defaultdict[str, float]
    desk: defaultdict[str, float]
    review: defaultdict[str, float]
    signatures: defaultdict[str, float]
    decided: defaultdict[str, float]


def _work(plan: Plan, calendar: RunCalendar) -> _Work:
    work = _Work(*(defaultdict(float) for _ in range(6)))
    for (key, procedure), by_way in zip(plan.procedures.items(), _by_way(plan, calendar), strict=True):
        for group_key, share in _receiving(plan, procedure).items():
            group = plan.counters[group_key]
            for visits, minutes in _visits(plan, procedure, group, by_way):
                work.visits[group_key] += share * visits
                work.counter[group_key] += share * visits * minutes
            work.desk[group_key] += share * _desk_minutes(procedure, by_way)
        _add_office_work(work, key, procedure, _to_office(procedure, by_way))
    return work


def _by_way(plan: Plan, calendar: RunCalendar) -> list[dict[str, float]]:
    """Expected dossiers of each procedure in the period, by way in."""
    begins, ends = (at // DAY_MS for at in calendar.period_at)
    years = float(day_shares(plan, calendar)[begins:ends].sum()) * plan.demand.factor
    found = []
    for procedure, online, post in zip(plan.procedures.values(), *channel_shares(plan), strict=True):
        dossiers = procedure.per_year * years
        found.append({"counter": dossiers * (1 - online - post), "post": dossiers * post, "online": dossiers * online})
    return found


def _receiving(plan: Plan, procedure: Procedure) -> dict[str, float]:
    """Share of a procedure's cases that each counter group receives."""
    homes = np.array([site.home_share for site in plan.sites.values()])
    agency = list(plan.agencies).index(procedure.agency)
    groups, keys = group_numbers(plan), list(plan.counters)
    shares: defaultdict[str, float] = defaultdict(float)
    for home, site in enumerate(receiving_sites(plan, procedure).tolist()):
        shares[keys[groups[site, agency]]] += float(homes[home] / homes.sum())
    return shares


def _tries(flawed: list[float]) -> tuple[float, float]:
    """Expected number of intakes of a dossier, and the probability that it is accepted at one of them."""
    by_try = [flawed[min(attempt, len(flawed) - 1)] for attempt in range(MAX_TRIES)]
    reach = [1.0, *accumulate(by_try, mul)]
    return math.fsum(reach[:-1]), 1 - reach[-1]


def _visits(
    plan: Plan, procedure: Procedure, group: CounterGroup, by_way: dict[str, float]
) -> Iterator[tuple[float, float]]:
    """Visits with a dossier, with a question and for a result, each with its minutes of service and wrap-up."""
    wrap_up = group.wrap_up_min.expected
    tries, _ = _tries(procedure.flawed.counter)
    yield by_way["counter"] * tries, procedure.intake_min.expected + wrap_up
    yield sum(by_way.values()) * procedure.enquiries, procedure.enquire_min.expected + wrap_up
    kept = 1 - _withdrawn(procedure.supplement)
    ways = plan.channels
    returns = {"counter": ways.counter.returns, "post": ways.post.returns, "online": ways.online.returns}
    for way, reaches_office in _to_office(procedure, by_way).items():
        yield reaches_office * kept * returns[way].counter, procedure.collect_min.expected + wrap_up


def _desk_minutes(procedure: Procedure, by_way: dict[str, float]) -> float:
    post, _ = _tries(procedure.flawed.post)
    online, _ = _tries(procedure.flawed.online)
    return (by_way["post"] * post + by_way["online"] * online) * procedure.desk_min.expected


def _to_office(procedure: Procedure, by_way: dict[str, float]) -> dict[str, float]:
    """Accepted dossiers that go to the back office, by way in; at once is decided only at the counter."""
    flawed = {"counter": procedure.flawed.counter, "post": procedure.flawed.post, "online": procedure.flawed.online}
    accepted = {way: cases * _tries(flawed[way])[1] for way, cases in by_way.items()}
    return accepted | {"counter": accepted["counter"] * (1 - procedure.at_once)}


def _withdrawn(supplement: Supplement) -> float:
    """Probability that a request for papers is never answered."""
    answered = 1 - supplement.unanswered
    asked = accumulate(supplement.shares, mul)
    return math.fsum(reach * answered**number * supplement.unanswered for number, reach in enumerate(asked))


def _rechecks(supplement: Supplement) -> float:
    """Expected number of answers to requests for papers."""
    answered = 1 - supplement.unanswered
    return math.fsum(
        reach * answered ** (number + 1) for number, reach in enumerate(accumulate(supplement.shares, mul))
    )


def _add_office_work(work: _Work, key: str, procedure: Procedure, to_office: dict[str, float]) -> None:
    cases = sum(to_office.values())
    decided = cases * (1 - _withdrawn(procedure.supplement))
    rechecks = _rechecks(procedure.supplement) * procedure.supplement.recheck_min.expected
    own = cases * (procedure.work_min.expected + rechecks) + decided * procedure.conclude_min.expected
    work.review[procedure.agency] += own
    for agency in procedure.reviews.agencies:
        work.review[agency] += decided * procedure.reviews.share * procedure.reviews.work_min.expected
    work.signatures[procedure.agency] += decided
    work.decided[key] += decided


# Time on duty


def _group_loads(plan: Plan, calendar: RunCalendar, key: str, group: CounterGroup, work: _Work) -> list[PoolLoad]:
    """Loads of a group's officers, and of its desk where somebody does nothing else.

    Officers who take desk work between tickets take what those at the desk alone do not manage.
    """
    days = open_days(plan, calendar, group)
    officers_min, desk_min = _on_duty_min(plan, calendar, key, days)
    share = _lasting_duties(group, work.visits[key] / max(1, len(days)))
    counter, desk, between = work.counter[key] / (1 - share), work.desk[key], 0.0
    if group.desk == "between_tickets":
        at_desk = min(desk, desk_min)
        between = desk - at_desk
        counter += between
        desk = at_desk
    loads = [PoolLoad(f"counters.{key}", "officers", counter, officers_min, takes_desk_work=bool(between > 0))]
    if desk or desk_min:
        loads.append(PoolLoad(f"counters.{key}", "desk", desk, desk_min))
    return loads


def _lasting_duties(group: CounterGroup, visits_a_day: float) -> float:
    """Share of an officer's time that other duties take however many wait, a lower bound.

    No more wait than come in a day, so that duties last where the highest threshold is at least as many; then the least
    share of all thresholds is always taken. Otherwise a long queue ends them.
    """
    thresholds = [rule.at_most_waiting for rule in group.other_duties]
    if max(thresholds, default=-1) < visits_a_day:
        return 0.0
    return min(rule.share for rule in group.other_duties)


def _on_duty_min(plan: Plan, calendar: RunCalendar, key: str, days: dict[int, int]) -> tuple[float, float]:
    """Minutes on duty at a group's counter, and at its desk alone, on the open days given with their weekdays."""
    group = plan.counters[key]
    officers, desk = rostered_min(plan, calendar, group)
    for officer, days_off in _on_leave(plan, calendar, f"counters.{key}", officer_count(plan, key)).items():
        for weekday, number in Counter(days[day] for day in days_off if day in days).items():
            at_counter, at_desk = officer_min(group, day_pieces(plan, group, weekday), officer)
            officers -= at_counter * number
            desk -= at_desk * number
    present = 1 - _away_share(plan)
    return officers * present, desk * present


def _on_leave(plan: Plan, calendar: RunCalendar, of: str, staff: int) -> dict[int, set[int]]:
    """Days of the period on which each of a group's or an agency's staff is on planned leave, by place from 0."""
    begins, ends = (at // DAY_MS for at in calendar.period_at)
    days: defaultdict[int, set[int]] = defaultdict(set)
    for leave in plan.absences.leave:
        if leave.of == of and leave.number <= staff:
            away = range(max(calendar.day(leave.start), begins), min(calendar.day(leave.end) + 1, ends))
            days[leave.number - 1].update(away)
    return days


def _reviewers_min(plan: Plan, calendar: RunCalendar, key: str) -> float:
    """Minutes of office time of an agency's reviewers in the period."""
    begins, ends = (at // DAY_MS for at in calendar.period_at)
    reviewers = plan.agencies[key].reviewers
    office_min = _office_min(calendar, range(begins, ends)) * reviewers
    for days_off in _on_leave(plan, calendar, f"agencies.{key}", reviewers).values():
        office_min -= _office_min(calendar, days_off)
    return office_min * (1 - _away_share(plan))


def _office_min(calendar: RunCalendar, days: Iterable[int]) -> int:
    return sum(block.ends_min - block.begins_min for day in days for block in calendar.hours[day])


def _away_share(plan: Plan) -> float:
    """Share of working days that staff is away by chance; spells that overlap are counted twice."""
    absences = plan.absences
    return min(1.0, absences.spells_per_year * max(1.0, absences.spell_days.expected) / WORKING_DAYS_A_YEAR)


def _signers(calendar: RunCalendar, pool: str, sign_off: SignOff, cases: float) -> list[PoolLoad]:
    if sign_off.capacity is None:
        return []
    begins, ends = (at // DAY_MS for at in calendar.period_at)
    times = len(set(sign_off.times)) * int(np.count_nonzero(calendar.is_working[begins:ends]))
    return [PoolLoad(pool, "signers", cases, float(times * sign_off.capacity), "signatures")]
