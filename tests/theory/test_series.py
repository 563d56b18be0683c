"""Counters, then the back office: two stations in series, and with work that comes back (Jackson), as scenarios."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.theory import erlang
from tests.theory.intervals import Control, Floats, agree, interval
from tests.theory.people import People, Study, always_open, exponential, lindley, replicated
from tvsim.calendar import MINUTE_MS
from tvsim.scenario.schema import Plan

PER_HOUR, INTAKE, OFFICERS = 20.0, 4.5, 2
WORK, REVIEWERS = 7.2, 3


def _plan(**procedure: Any) -> Plan:
    """Two officers at a load of 75 %, then three reviewers at 80 % day and night; results go back online."""
    return always_open(
        PER_HOUR,
        exponential(INTAKE),
        OFFICERS,
        35,
        procedure={"at_once": 0.0, "days": 5, "work_min": exponential(WORK)} | procedure,
        agencies={"a": {"reviewers": REVIEWERS, "order": "first_come"}},
        channels={"counter": {"returns": {"online": 1.0}}},
    )


def _studies(replications: int, stretches: int) -> tuple[Study, Study]:
    """What people meet at the counters, and their dossiers in the back office."""
    both = [(People.at_counter(run), People.at_office(run)) for run in replicated(_plan(), range(1, replications + 1))]
    counter, office = (Study(list(people), PER_HOUR / 60, stretches) for people in zip(*both, strict=True))
    return counter, office


@pytest.fixture(scope="module")
def series() -> tuple[Study, Study]:
    """Five runs of 35 days, 84,000 people."""
    return _studies(5, 20)


def _controls(study: Study, service: float, servers: int) -> list[Control]:
    second = erlang.second_moment(service, 1.0)
    return [*study.inputs(service, second), *study.one_fast_officer(service, second, servers)]


def _check(study: Study, service: float, servers: int, within: float) -> None:
    line = erlang.mmc(study.rate, service, servers)
    controls = _controls(study, service, servers)
    agree("mean wait, min", study.mean(lambda people: people.wait_min, controls), line.wait, within)
    agree("P(wait)", study.mean(lambda people: people.wait > 0, controls), line.p_wait, within)


def test_counters_do_not_mind_what_comes_after(series: tuple[Study, Study]) -> None:
    """M/M/2; finds errors of 6 %."""
    _check(series[0], INTAKE, OFFICERS, 0.03)


def test_the_office_is_a_queue_of_its_own(series: tuple[Study, Study]) -> None:
    """Burke: what leaves M/M/2 is Poisson again, so the office is M/M/3; finds errors of 6 %."""
    _check(series[1], WORK, REVIEWERS, 0.03)


def test_figures_of_the_reviewers(series: tuple[Study, Study]) -> None:
    """The reviewers' load among the outcomes; finds errors of 3 % (five runs, taken as one with known inputs)."""
    _, office = series
    loads = office.key_figures("reviewer_utilisation")
    drawn = [
        people.service[people.reported].sum() / (people.ends_at - people.begins_at) / REVIEWERS
        for people in office.people
    ]
    assert loads == pytest.approx(drawn, rel=0.005)  # but for work across the ends of the period
    assert np.mean(loads) == pytest.approx(PER_HOUR / 60 * WORK / REVIEWERS, rel=0.015)


def _number(people: People) -> Floats:
    """How many wait or are served, every five minutes of the period."""
    minutes = np.arange(people.begins_at, people.ends_at, 5 * MINUTE_MS)
    return np.searchsorted(people.at, minutes, "right") - np.searchsorted(people.gone_at, minutes, "right") + 0.0


def test_product_form(series: tuple[Study, Study]) -> None:
    """Jackson: at one instant the two numbers are independent; finds errors of 6 %, of 16 and 6 % of the joint P."""
    counter, office = series
    first, second = (erlang.mmc(PER_HOUR / 60, *line) for line in ((INTAKE, OFFICERS), (WORK, REVIEWERS)))
    numbers = [(_number(people), _number(later)) for people, later in zip(counter.people, office.people, strict=True)]

    def by_stretch(values: list[Floats]) -> Floats:
        return np.concatenate([[part.mean() for part in np.split(each, counter.stretches)] for each in values])

    controls = [*_controls(counter, INTAKE, OFFICERS), *_controls(office, WORK, REVIEWERS)[1:]]
    both_free = by_stretch([(early < OFFICERS) & (late < REVIEWERS) for early, late in numbers])
    agree("P(a free one at both)", interval(both_free, controls), (1 - first.p_wait) * (1 - second.p_wait), 0.08)
    both_full = by_stretch([(early >= OFFICERS) & (late >= REVIEWERS) for early, late in numbers])
    agree("P(all busy at both)", interval(both_full, controls), first.p_wait * second.p_wait, 0.03)
    means = first.queue + PER_HOUR / 60 * INTAKE, second.queue + PER_HOUR / 60 * WORK
    for place, mean, found in zip(("counters", "office"), means, zip(*numbers, strict=True), strict=True):
        agree(f"mean number at the {place}", interval(by_stretch(list(found)), controls), mean, 0.03)


def _wait_alone(people: People) -> Floats:
    """What first examinations (in class 0) would wait at one fast reviewer who had nothing else to do, minutes."""
    first = people.priority == 0
    return lindley(people.at, people.service * first, REVIEWERS) * first / MINUTE_MS


def _check_work_that_comes_back(replications: int, within_wait: float, within_p_wait: float) -> None:
    """A quarter of the dossiers is examined again after the applicant's answer.

    Endless servers (the applicants) lie between, and whatever work comes takes the same exponential time, so Jackson's
    theorem holds: the office waits are those of M/M/3 at 1.25 times the rate, though its arrivals are not Poisson.
    """
    work = WORK * 0.7
    again = {"shares": [0.25], "answer_days": exponential(0.2), "recheck_min": exponential(work)}
    runs = replicated(_plan(supplement=again, work_min=exponential(work)), range(1, replications + 1))
    study = Study([People.at_office(run) for run in runs], PER_HOUR / 60 * 1.25, 20)
    line = erlang.mmc(study.rate, work, REVIEWERS)
    second = erlang.second_moment(work, 1.0)
    alone = erlang.pollaczek_khinchine(PER_HOUR / 60, work / REVIEWERS, second / REVIEWERS**2)
    controls = study.inputs(work, second)
    controls.append(Control("wait if nothing came back, one fast reviewer", study.each(_wait_alone), alone / 1.25))
    agree("P(wait)", study.mean(lambda people: people.wait > 0, controls), line.p_wait, within_p_wait)
    agree("mean wait, min", study.mean(lambda people: people.wait_min, controls), line.wait, within_wait)


def test_work_that_comes_back() -> None:
    """Finds errors of 7 % of P(wait), of 36 % of the wait."""
    _check_work_that_comes_back(3, 0.18, 0.035)


@pytest.mark.slow
def test_longer() -> None:
    """Finds errors of 2 %, of 8 % of the waits for work that comes back."""
    counter, office = _studies(40, 10)
    _check(counter, INTAKE, OFFICERS, 0.01)
    _check(office, WORK, REVIEWERS, 0.01)
    _check_work_that_comes_back(40, 0.04, 0.01)
