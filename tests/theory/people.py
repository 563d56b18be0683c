"""Counters that are open day and night, and what the people met there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.small import small_plan
from tests.theory import erlang
from tests.theory.intervals import Control, Floats, Interval, interval
from tvsim.calendar import MINUTE_MS, NONE, run_calendar
from tvsim.codes import TaskKind, VisitOutcome
from tvsim.demand import PATIENT
from tvsim.experiment import replicate
from tvsim.outcomes import Figures, Run, figures
from tvsim.outcomes.queues import queues
from tvsim.outcomes.waits import waits
from tvsim.scenario.schema import Plan

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SEED = 20250303
FIRST_DAY = dt.date(2025, 1, 1)
"""A common year begins, so that a year's cases fall on 365 equal days."""


def exponential(mean: float) -> dict[str, Any]:
    """An exponential duration, as a scenario writes it."""
    return {"distribution": "exponential", "mean": mean}


def always_open(
    per_hour: float,
    service: object,
    officers: int,
    days: int,
    *,
    group: dict[str, Any] | None = None,
    procedure: dict[str, Any] | None = None,
    **tables: Any,
) -> Plan:
    """Counters open day and night, without holidays, where everything is decided at once.

    Parameters
    ----------
    per_hour : float
        People who come, a homogeneous Poisson process.
    service : duration as written in a scenario, minutes
    officers : int
    days : int
        Of the reported period (at most 365); three days of warm-up come before, one day of follow-up after.
    group, procedure : dict, optional
        Further entries of these tables.
    """
    assert days <= 365
    wanted = {"agency": "a", "per_year": per_hour * 24 * 365, "at_once": 1.0, "intake_min": service}
    last_day = FIRST_DAY + dt.timedelta(days=days - 1)
    period = {"start": FIRST_DAY, "end": last_day, "warm_up_days": 3, "follow_up_days": 1}
    standard: dict[str, Any] = {
        "name": "always open",
        "period": period,
        "calendar": {"country": "", "hours": {"mon-sun": ["00:00-24:00"]}},
        "counters": {"a": {"agencies": ["a"], "officers": officers} | (group or {})},
        "procedures": {"p": wanted | (procedure or {})},
    }
    return small_plan(**standard | tables)


def replicated(plan: Plan, replications: Iterable[int]) -> Iterator[Run]:
    """Independent runs of a plan, one after the other: the chain from the sample to the records."""
    calendar = run_calendar(plan)
    for number in replications:
        yield replicate(plan, calendar, SEED, number)


def lindley(at: Ints, service: Ints, officers: int = 1) -> Floats:
    """Waits if one officer, so many times as fast as one of several, served all in the order in which they came.

    Source: D. V. Lindley (1952), ``W' = max(0, W + S - T)``, solved by the running minimum of the summed ``S - T``.
    """
    steps = np.concatenate(([0], service[:-1] - officers * np.diff(at)))
    walk = np.cumsum(steps)
    return (walk - np.minimum.accumulate(walk)) / officers


def in_service_if_endless(at: Ints, service: Ints) -> Ints:
    """How many each would find in service if there were officers for all."""
    return np.arange(len(at)) - np.searchsorted(np.sort(at + service), at, side="right")


@dataclass(frozen=True)
class People:
    """Those who came to one waiting line in one run, warm-up included, in the order in which they came.

    Attributes
    ----------
    begins_at, ends_at : of the reported period
    figures : Figures
        Of the run.
    waiting : mean number waiting in each hour of the period
    at, service, wait : milliseconds; ticket, content of the service, wait to the call, to leaving, or to the run's end
    patience : milliseconds
    left, turned_away : before the call, at the door
    priority : class in the queue
    """

    begins_at: int
    ends_at: int
    figures: Figures
    waiting: Floats
    at: Ints
    service: Ints
    wait: Ints
    patience: Ints
    left: Flags
    turned_away: Flags
    priority: Ints

    @classmethod
    def at_counter(cls, run: Run) -> People:
        """Those of a run's only counter group; whoever came in the period must be served, or have left, by its end."""
        visits, table = run.records.visits, run.table
        until = np.where(visits.called_at != NONE, visits.called_at, visits.ended_at)
        until = np.where(until != NONE, until, run.calendar.ends_at)
        people = cls(
            run.begins_at,
            run.ends_at,
            figures(run),
            queues(run).waiting,
            visits.ticket_at,
            table.intake_ms[visits.case, 0].copy(),
            until - visits.ticket_at,
            table.patience_ms[visits.case, 0].copy(),
            visits.outcome == VisitOutcome.LEFT,
            visits.outcome == VisitOutcome.TURNED_AWAY,
            visits.priority,
        )
        served = visits.outcome == VisitOutcome.SERVED
        waited = people.reported & ~people.turned_away
        assert (served | people.left)[waited].all()
        np.testing.assert_array_equal((visits.ended_at - visits.called_at)[served], people.service[served])
        np.testing.assert_array_equal(waits(run).wait_min, people.wait_min[waited])
        return people

    @classmethod
    def at_office(cls, run: Run) -> People:
        """Dossiers in a back office, from reaching it until a reviewer begins; ``priority`` is the kind of task."""
        tasks, table = run.records.tasks, run.table
        kinds = {TaskKind.EXAMINE: table.work_ms, TaskKind.RECHECK: table.recheck_ms[:, 0]}
        service = np.choose(tasks.kind, [kinds[kind][tasks.case] for kind in kinds])
        began = np.where(tasks.started_at != NONE, tasks.started_at, run.calendar.ends_at)
        nobody, endless = np.zeros(len(service), dtype=bool), np.full(len(service), PATIENT)
        return cls(
            run.begins_at,
            run.ends_at,
            figures(run),
            queues(run).waiting,
            tasks.joined_at,
            service,
            began - tasks.joined_at,
            endless,
            nobody,
            nobody,
            tasks.kind,
        )

    @property
    def reported(self) -> Flags:
        """Who came in the reported period."""
        return (self.at >= self.begins_at) & (self.at < self.ends_at)

    @cached_property
    def wait_min(self) -> Floats:
        """Waits in minutes."""
        return self.wait / MINUTE_MS

    @property
    def gone_at(self) -> Ints:
        """When those who were served were done, in the order of that."""
        return np.sort((self.at + self.wait + self.service)[~self.left & ~self.turned_away])


Values = Callable[[People], "Floats | Ints | Flags"]


@dataclass(frozen=True)
class Study:
    """Independent runs, each cut into equal stretches of time.

    Attributes
    ----------
    people : those of each run
    rate : people who come in a minute, by theory
    stretches : of each run's reported period
    """

    people: list[People]
    rate: float
    stretches: int

    @classmethod
    def of(cls, plan: Plan, replications: int, stretches: int) -> Study:
        """Run a plan and watch its only counter group."""
        people = [People.at_counter(run) for run in replicated(plan, range(1, replications + 1))]
        return cls(people, sum(each.per_year for each in plan.procedures.values()) / (365 * 24 * 60), stretches)

    def key_figures(self, name: str) -> list[float]:
        """A key figure of each run."""
        return [float(people.figures.key.loc["all", name]) for people in self.people]

    def each(self, values: Values) -> Floats:
        """Sum of a value over the people of each stretch, by the number of people expected in a stretch.

        Its mean is exactly the mean of the value over all people in the long run.
        """
        found = []
        for people in self.people:
            begins, ends = people.begins_at, people.ends_at
            ours = people.reported
            stretch = (people.at[ours] - begins) * self.stretches // (ends - begins)
            sums = np.bincount(stretch, weights=np.asarray(values(people))[ours], minlength=self.stretches)
            expected = self.rate * (ends - begins) / MINUTE_MS / self.stretches
            found.append(sums / expected)
        return np.concatenate(found)

    def mean(self, values: Values, controls: Iterable[Control] = ()) -> Interval:
        """Mean of a value over people."""
        return interval(self.each(values), list(controls))

    def inputs(self, service: float, second: float) -> list[Control]:
        """How many came, and what their services were: mean and mean square as planned, minutes."""
        return [
            Control("people", self.each(lambda people: np.ones(len(people.at))), 1.0),
            Control("service", self.each(lambda people: people.service / MINUTE_MS), service),
            Control("service²", self.each(lambda people: (people.service / MINUTE_MS) ** 2), second),
        ]

    def one_fast_officer(self, service: float, second: float, officers: int) -> list[Control]:
        """What the same people would meet at one officer as fast as all together; known by Pollaczek-Khinchine."""
        wait = erlang.pollaczek_khinchine(self.rate, service / officers, second / officers**2)

        def waits_of(people: People) -> Floats:
            return lindley(people.at, people.service, officers) / MINUTE_MS

        return [
            Control("wait at one fast officer", self.each(waits_of), wait),
            Control(
                "waiting at one fast officer",
                self.each(lambda people: waits_of(people) > 0),
                self.rate * service / officers,
            ),
        ]

    def endless_officers(self, service: float, officers: int) -> list[Control]:
        """How many beyond the officers the same people would find in service if there were officers for all."""
        load = self.rate * service
        chances = [erlang.poisson(load, number) for number in range(200)]

        def beyond(people: People) -> Ints:
            return np.maximum(in_service_if_endless(people.at, people.service) - officers + 1, 0)

        expected = sum(max(number - officers + 1, 0) * chance for number, chance in enumerate(chances))
        return [
            Control("busy of endless officers", self.each(lambda people: beyond(people) > 0), sum(chances[officers:])),
            Control("beyond of endless officers", self.each(beyond), expected),
        ]
