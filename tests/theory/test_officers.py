"""Officers alike and people who stay, or turn away: M/M/c, M/M/c/K and M/M/∞, run as scenarios.

False alarms and power: see `tests.theory.intervals`. Each test says in its docstring the smallest error that it
cannot miss, which is twice the widest half-width it allows.
"""

import numpy as np
import pytest

from tests.theory import erlang
from tests.theory.intervals import FALSE_ALARM, Control, agree, interval
from tests.theory.people import People, Study, always_open, exponential, in_service_if_endless, replicated
from tvsim import statistics
from tvsim.calendar import MINUTE_MS

Case = tuple[Study, float, float, int]


def _study(per_hour: float, service: float, officers: int, days: int, replications: int, stretches: int) -> Case:
    plan = always_open(per_hour, exponential(service), officers, days)
    return Study.of(plan, replications, stretches), per_hour / 60, service, officers


@pytest.fixture(scope="module")
def textbook() -> Case:
    """4.8 arrivals an hour, 15 minutes, three officers: fourteen half-years, 294,000 people."""
    return _study(4.8, 15.0, 3, 182, 14, 10)


@pytest.fixture(scope="module")
def busy() -> Case:
    """Three officers at a load of 80 %: 20 an hour, 7.2 minutes, ten runs of 35 days, 168,000 people."""
    return _study(20.0, 7.2, 3, 35, 10, 10)


def _controls(case: Case) -> list[Control]:
    study, _, service, officers = case
    second = erlang.second_moment(service, 1.0)
    return [
        *study.inputs(service, second),
        *study.one_fast_officer(service, second, officers),
        *study.endless_officers(service, officers),
    ]


def _check_line(case: Case, within: dict[str, float]) -> None:
    """Hold waits, queue and emptiness against M/M/c; ``within`` gives the widest half-widths, shares of the values."""
    study, rate, service, officers = case
    line = erlang.mmc(rate, service, officers)
    controls = _controls(case)
    agree("mean wait, min", study.mean(lambda people: people.wait_min, controls), line.wait, within["wait"])
    agree("P(wait)", study.mean(lambda people: people.wait > 0, controls), line.p_wait, within["p_wait"])
    if "p_empty" in within:
        agree("P(empty)", study.mean(_finds_empty, controls), line.p_empty, within["p_empty"])
    agree("mean queue", interval(_queue(study), controls), line.queue, within["wait"])


def _finds_empty(people: People) -> np.ndarray:
    """Who finds nobody at the centre: as often as it is empty, since arrivals are Poisson."""
    return np.arange(len(people.at)) == np.searchsorted(people.gone_at, people.at, side="right")


def _queue(study: Study) -> np.ndarray:
    """Mean number waiting in each stretch, from the hourly queue lengths among the outcomes."""
    hourly = [people.waiting for people in study.people]
    edges = np.arange(study.stretches + 1) * len(hourly[0]) // study.stretches
    sums = [np.add.reduceat(each, edges[:-1]) / np.diff(edges) for each in hourly]
    return np.concatenate(sums)


def test_textbook_case(textbook: Case) -> None:
    """P0 5/17, P(wait) 12/85, Lq 8/85, Wq 60/51 min; finds errors of 7 % of the waits, 3 % of the probabilities."""
    _check_line(textbook, {"wait": 0.035, "p_wait": 0.015, "p_empty": 0.015})


def test_three_busy_officers(busy: Case) -> None:
    """Finds errors of 4 % of the waits and the queue, 2 % of P(wait), 10 % of P(empty)."""
    _check_line(busy, {"wait": 0.02, "p_wait": 0.01, "p_empty": 0.05})


def test_share_called_in_time(busy: Case) -> None:
    """Waits of at most 5, 15 and 30 minutes; finds errors of 4 %."""
    study, rate, service, officers = busy
    controls = _controls(busy)
    for minutes in (5, 15, 30):
        found = study.mean(lambda people, limit=minutes: people.wait_min <= limit, controls)
        theory = erlang.mmc_waits_within(minutes, rate, service, officers)
        agree(f"P(W <= {minutes} min)", found, theory, within=0.02)


@pytest.mark.parametrize("name", ["textbook", "busy"])
def test_figures_are_those_of_the_people(name: str, request: pytest.FixtureRequest) -> None:
    """What the tables show of each run is what the intervals above were made of."""
    study, *_ = request.getfixturevalue(name)
    for people in study.people:
        key, ours = people.figures.key.loc["all"], people.reported
        assert key["visits"] == ours.sum()
        assert key["wait_mean_min"] == pytest.approx(people.wait_min[ours].mean())
        assert key["within_target"] == pytest.approx((people.wait_min[ours] <= 15).mean())
        assert key["left_share"] == key["turned_away"] == 0


@pytest.mark.parametrize("name", ["textbook", "busy"])
def test_utilisation(name: str, request: pytest.FixtureRequest) -> None:
    """Worked by rostered minutes is the load of an officer, from independent runs; finds errors of 8 %."""
    study, rate, service, officers = request.getfixturevalue(name)
    estimate = statistics.estimate(study.key_figures("utilisation"), confidence=1 - FALSE_ALARM)
    theory = rate * service / officers
    assert estimate.low <= theory <= estimate.high
    assert estimate.high - estimate.low <= 2 * 0.04 * theory


@pytest.mark.parametrize("slower", [0.95, 1.05])
def test_services_five_percent_off_are_found(slower: float) -> None:
    """The check can fail: the same centre with services 5 % shorter or longer does not pass."""
    plan = always_open(20.0, exponential(7.2 * slower), 3, 60)
    study = Study.of(plan, replications=1, stretches=60)
    with pytest.raises(AssertionError, match="service"):
        _check_line((study, 20.0 / 60, 7.2, 3), {"wait": 0.1, "p_wait": 0.1, "p_empty": 0.1})


def test_one_officer_too_few_is_found() -> None:
    """The check can fail where the inputs are right: nine officers' waits are not those of ten."""
    plan = always_open(20.0, exponential(20.0), 9, 30)
    study = Study.of(plan, replications=1, stretches=30)
    with pytest.raises(AssertionError, match="mean wait"):
        _check_line((study, 20.0 / 60, 20.0, 10), {"wait": 2.0, "p_wait": 2.0, "p_empty": 2.0})


def test_turning_away_at_the_door() -> None:
    """M/M/2/K: at a load of 90 % whoever finds three waiting goes home; finds errors of 8 %."""
    per_hour, service, officers, most = 18.0, 6.0, 2, 3
    group = {"turn_away": {"queue": most}, "after_leaving": {"come_back": 0.0}}
    study = Study.of(always_open(per_hour, exponential(service), officers, 35, group=group), 6, 15)
    turned_away, line = erlang.mmck(per_hour / 60, service, officers, most)
    controls = [*study.inputs(service, erlang.second_moment(service, 1.0)), *study.endless_officers(service, officers)]
    agree("P(turned away)", study.mean(lambda people: people.turned_away, controls), turned_away, 0.04)
    waits = study.mean(lambda people: people.wait_min, controls)
    agree("wait, those turned away as 0", waits, line.wait * (1 - turned_away), 0.03)
    turned = [people.turned_away[people.reported].sum() for people in study.people]
    assert study.key_figures("turned_away") == turned


def test_endless_officers() -> None:
    """M/M/∞: 36 officers for a load of 10 (all are busy once in 10^10 arrivals), so that nobody waits.

    The number in service is Poisson with mean 10. Finds errors of 2 % of the mean, 20 % of the variance, and of
    14, 6 and 4 % of the probabilities.
    """
    per_hour, service = 20.0, 30.0
    load = per_hour / 60 * service
    study = Study.of(always_open(per_hour, exponential(service), 36, 80), replications=2, stretches=40)
    numbers = []
    for people in study.people:
        assert (people.wait[people.reported] == 0).all()
        minutes = np.arange(people.begins_at, people.ends_at, MINUTE_MS)
        came = np.searchsorted(people.at, minutes, "right")
        numbers.append(came - np.searchsorted(people.gone_at, minutes, "right"))
    by_stretch = np.stack([part for number in numbers for part in np.split(number, study.stretches)])
    controls = study.inputs(service, erlang.second_moment(service, 1.0))

    agree("mean in service", interval(by_stretch.mean(axis=1), controls), load, 0.01)
    agree("variance in service", interval(((by_stretch - load) ** 2).mean(axis=1), controls), load, 0.1)
    for most, within in ((7, 0.07), (10, 0.03), (13, 0.02)):
        theory = sum(erlang.poisson(load, number) for number in range(most + 1))
        agree(f"P(in service <= {most})", interval((by_stretch <= most).mean(axis=1), controls), theory, within)


def test_endless_officers_find_what_the_recursion_says() -> None:
    """The control of the tests above, counted from the tickets alone, is what the run itself does with 36 officers."""
    (run,) = replicated(always_open(20.0, exponential(30.0), 36, 30), (1,))
    people = People.at_counter(run)
    found = np.arange(len(people.at)) - np.searchsorted(people.gone_at, people.at, side="right")
    np.testing.assert_array_equal(found, in_service_if_endless(people.at, people.service))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("per_hour", "service", "officers", "days", "within"),
    [
        (4.8, 15.0, 3, 365, {"wait": 0.015, "p_wait": 0.01, "p_empty": 0.005}),
        (20.0, 7.2, 3, 70, {"wait": 0.01, "p_wait": 0.005, "p_empty": 0.015}),
        (60.0, 19.0, 20, 35, {"wait": 0.03, "p_wait": 0.015}),
    ],
    ids=["textbook", "busy", "twenty officers"],
)
def test_longer(per_hour: float, service: float, officers: int, days: int, within: dict[str, float]) -> None:
    """The same in long runs, and twenty officers at a load of 95 %; finds errors of twice what is given."""
    _check_line(_study(per_hour, service, officers, days, 30, 10), within)
