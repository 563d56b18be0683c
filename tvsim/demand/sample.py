"""Draw the case table of one replication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import RunCalendar, limits_ms
from tvsim.demand.appointments import book_visits, unbooked
from tvsim.demand.arrivals import Arrivals, arrivals, day_factors, day_shares
from tvsim.demand.case_table import CaseTable
from tvsim.demand.contents import contents
from tvsim.demand.draws import Draws, Kind
from tvsim.demand.patience import visits
from tvsim.demand.streams import Purpose, stream
from tvsim.demand.ways import Ways
from tvsim.scenario.schema import Plan

Columns = dict[str, NDArray[Any]]


def sample_cases(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> CaseTable:
    """Draw every case of a run.

    Parameters
    ----------
    plan : Plan
    calendar : RunCalendar
        Of the same plan.
    seed : int
    replication : int
        From 1; the same seed and replication give the same cases.

    Returns
    -------
    CaseTable
        The backlog first, then cases and enquiries by day and place in the day, whatever way they come.
    """
    sampler = _Sampler(plan, calendar, Ways(plan, calendar), seed, replication)
    daily = day_shares(plan, calendar) * day_factors(plan, calendar, seed, replication) * plan.demand.factor
    parts, places = [], []
    for number, (key, procedure) in enumerate(plan.procedures.items()):
        for kind, volume in ((Kind.DOSSIER, 1.0), (Kind.ENQUIRY, procedure.enquiries)):
            rng = stream(seed, replication, Purpose.ARRIVAL, key, int(kind))
            come = arrivals(daily * (procedure.per_year * volume), rng)
            parts.append(sampler.columns(number, key, come, kind))
            places.append(come.day + come.place)
    cases = _stacked(parts)
    in_order = np.argsort(np.concatenate(places), kind="stable")
    cases = {name: column[in_order] for name, column in cases.items()}
    cases = book_visits(plan, calendar, cases, seed, replication)
    backlogs = [sampler.backlog(key) for key, agency in plan.agencies.items() if agency.backlog]
    return CaseTable(**_stacked([*backlogs, cases]))


def _stacked(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


@dataclass(frozen=True)
class _Sampler:
    plan: Plan
    calendar: RunCalendar
    ways: Ways
    seed: int
    replication: int

    def columns(self, number: int, key: str, come: Arrivals, kind: Kind) -> Columns:
        """Columns of one procedure's cases of a kind, in the order of their ordinals."""
        procedure = self.plan.procedures[key]
        count = len(come.day)
        draws = Draws(self.seed, self.replication, key, kind, count)
        columns: Columns = {
            "procedure": np.full(count, number, dtype=np.int32),
            "ordinal": np.arange(count, dtype=np.int64),
            "enquiry": np.full(count, kind == Kind.ENQUIRY),
            "carried": np.full(count, kind == Kind.BACKLOG),
            "day": come.day.astype(np.int32),
        }
        columns |= self.ways.columns(number, come, draws, counter_only=kind != Kind.DOSSIER)
        columns |= contents(self.plan, procedure, columns["channel"], draws)
        columns |= visits(self.plan, procedure, columns["site"], draws)
        return columns | unbooked(count)

    def backlog(self, agency_key: str) -> Columns:
        """Open cases at the start of the run, each at a random point of its limit.

        A procedure's part of its agency's backlog is its part of the agency's dossiers.
        """
        plan = self.plan
        own = [(number, key) for number, key in enumerate(plan.procedures) if plan.procedures[key].agency == agency_key]
        rng = stream(self.seed, self.replication, Purpose.BACKLOG, agency_key)
        which, age = rng.random((plan.agencies[agency_key].backlog, 2)).T
        volumes = np.cumsum([plan.procedures[key].per_year * (plan.procedures[key].at_once < 1) for _, key in own])
        chosen = np.searchsorted(volumes, which * volumes[-1], side="right")
        parts = []
        for index, (number, key) in enumerate(own):
            ages = age[chosen == index]
            come = Arrivals(np.zeros(len(ages), dtype=np.int64), np.zeros(len(ages)))
            parts.append(self.columns(number, key, come, Kind.BACKLOG) | self._due(key, ages))
        return _stacked(parts)

    def _due(self, key: str, age: NDArray[np.float64]) -> Columns:
        """Due times of carried cases: what is left of a limit, counted from the first midnight of the run."""
        clock = self.calendar.due_clock(self.plan)
        in_force, legal = limits_ms(self.plan.procedures[key], self.plan.deadlines)
        start = np.zeros(len(age), dtype=np.int64)
        left = np.rint(in_force * (1 - age)).astype(np.int64)
        return {
            "accepted_at": start,
            "due_at": clock.due(start, left),
            "legal_due_at": clock.due(start, left + legal - in_force),
        }
