"""When people come: a non-homogeneous Poisson process, as planned by month, weekday and hour, and nothing lost.

Tests of hypotheses are made at `FALSE_ALARM`; each says what it would find out with a probability above 99.9 %.
What is expected is worked out here from the scenario's own words, not with the code under test.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.small import small_plan
from tests.theory.intervals import FALSE_ALARM, Floats, agree, interval
from tests.theory.people import SEED, Ints, always_open, exponential, replicated
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, run_calendar
from tvsim.codes import Channel
from tvsim.demand import CaseTable, sample_cases
from tvsim.scenario.schema import Plan

MONTHS = [0.7, 0.6, 1.3, 1.1, 1.0, 1.0, 0.9, 1.2, 1.1, 1.0, 1.0, 1.1]
WEEKDAYS = {"mon": 1.4, "tue": 1.1, "wed": 1.0, "thu": 0.9, "fri": 0.6}
PROFILE = {"07:00-08:00": 1.0, "08:00-10:00": 4.0, "10:00-11:30": 2.0, "13:00-14:00": 0.5, "14:00-17:00": 2.5}
"""Relative weights of whole blocks; within a block people come evenly."""
PER_YEAR = 100_000.0


def _office(**changes: Any) -> Plan:
    """A common year of an office with a lunch break, weekdays only."""
    return small_plan(
        **{
            "period": {"start": "2025-01-01", "end": "2025-12-31", "warm_up_days": 0},
            "calendar": {"country": "", "hours": {"mon-fri": ["07:00-11:30", "13:00-17:00"]}},
            "demand": {"by_month": MONTHS, "by_weekday": WEEKDAYS},
            "channels": {"counter": {"arrivals_by_time": PROFILE}},
            "procedures": {"p": {"agency": "a", "per_year": PER_YEAR, "at_once": 1.0}},
        }
        | changes
    )


def _sample(plan: Plan, replication: int = 1) -> CaseTable:
    return sample_cases(plan, run_calendar(plan), SEED, replication)


def _expected_by_day(plan: Plan, days: int) -> Floats:
    """Cases expected on each day from the period's start: a civil year's cases by the weights of its open days."""
    weight = {}
    for year in range(plan.period.start.year, plan.period.end.year + 1):
        dates = [dt.date(year, 1, 1) + dt.timedelta(days=day) for day in range(366)]
        weights = {date: _weight(plan, date) for date in dates if date.year == year}
        weight |= {date: value / sum(weights.values()) for date, value in weights.items()}
    total = sum(each.per_year for each in plan.procedures.values())
    return total * np.array([weight[plan.period.start + dt.timedelta(days=day)] for day in range(days)])


def _weight(plan: Plan, date: dt.date) -> float:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[date.weekday()]
    is_open = date.weekday() < 5 or "mon-sun" in plan.calendar.hours.by_weekday
    return plan.demand.by_month[date.month - 1] * plan.demand.by_weekday.get(name, 1.0) * is_open


def _expected_until(plan: Plan, days: int) -> tuple[Ints, Floats]:
    """Engine times between which the rate is constant, and the cases expected up to each."""
    times, expected, reached = [0], [0.0], 0.0
    for day, cases in enumerate(_expected_by_day(plan, days)):
        for block, weight in PROFILE.items():
            begins, ends = (day * DAY_MS + _time_ms(text) for text in block.split("-"))
            times += [begins, ends]
            expected += [reached, reached + cases * weight / sum(PROFILE.values())]
            reached = expected[-1]
    return np.array(times), np.array(expected)


def _time_ms(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * HOUR_MS + int(minutes) * MINUTE_MS


def _fits(observed: np.ndarray, expected: Floats) -> None:
    """Chi-square test of independent Poisson counts: none of the expected numbers may be off."""
    assert expected.min() > 20
    statistic = float(((observed - expected) ** 2 / expected).sum())
    assert stats.chi2.sf(statistic, len(expected)) > FALSE_ALARM, (observed / expected).round(3)


@pytest.fixture(scope="module")
def year() -> tuple[Plan, Ints]:
    """Arrival times of a year, 100,000 people."""
    plan = _office()
    return plan, np.sort(_sample(plan).comes_at)


def test_months_weekdays_and_hours_are_recovered(year: tuple[Plan, Ints]) -> None:
    """Counts by month, weekday and block; finds one month off by 9 %, a weekday by 6 %, a block by 5 %."""
    plan, at = year
    by_day = _expected_by_day(plan, 365)
    dates = [dt.date(2025, 1, 1) + dt.timedelta(days=day) for day in range(365)]
    days = np.bincount(at // DAY_MS, minlength=365)
    month, weekday = np.array([date.month - 1 for date in dates]), np.array([date.weekday() for date in dates])
    assert days[weekday >= 5].sum() == 0
    _fits(np.bincount(month, weights=days), np.bincount(month, weights=by_day))
    _fits(np.bincount(weekday, weights=days)[:5], np.bincount(weekday, weights=by_day)[:5])
    edges = np.array([_time_ms(text) for block in PROFILE for text in block.split("-")])
    counts = np.histogram(at % DAY_MS, np.unique(edges))[0]
    open_counts = counts[[0, 1, 2, 4, 5]]
    assert counts.sum() == open_counts.sum() == len(at)
    shares = np.array(list(PROFILE.values())) / sum(PROFILE.values())
    _fits(open_counts, shares * PER_YEAR)


def test_every_day_is_recovered(year: tuple[Plan, Ints]) -> None:
    """Counts of the 261 open days; finds an overdispersion (variance by mean) of 1.75, and one day off by 45 %."""
    plan, at = year
    by_day = _expected_by_day(plan, 365)
    _fits(np.bincount(at // DAY_MS, minlength=365)[by_day > 0], by_day[by_day > 0])


def test_dispersion_of_counts(year: tuple[Plan, Ints]) -> None:
    """Variance by mean is 1 in stretches of 20 and of 200 people; finds dispersions off by 20 and 80 %.

    Too small would be seen as well as too large: people who come too evenly, as with appointments.
    """
    plan, at = year
    times, expected = _expected_until(plan, 365)
    rescaled = np.interp(at, times, expected)
    for people, within in ((20, 0.1), (200, 0.4)):
        stretches = int(expected[-1] // people)
        counts = np.histogram(rescaled, np.arange(stretches + 1) * people)[0]
        agree(f"dispersion in stretches of {people}", interval((counts - people) ** 2 / people), 1.0, within)


def test_gaps_are_exponential_in_rescaled_time(year: tuple[Plan, Ints]) -> None:
    """Time-change theorem: carried through the planned cumulative rate, the gaps are independent and exponential.

    Kolmogorov-Smirnov on 100,000 gaps finds a distribution function that is off by 1 % anywhere; the correlation of
    neighbours finds 0.025.

    Source: Brown et al., Statistical Analysis of a Telephone Call Center (2005), section 3.1.
    """
    plan, at = year
    gaps = np.diff(np.interp(at, *_expected_until(plan, 365)))
    assert stats.kstest(gaps, "expon").pvalue > FALSE_ALARM
    levels = -np.expm1(-gaps)
    for apart in (1, 2, 3):
        assert abs(np.corrcoef(levels[:-apart], levels[apart:])[0, 1]) < 3.9 / np.sqrt(len(gaps))


def test_wrong_rates_are_found(year: tuple[Plan, Ints]) -> None:
    """The tests can fail: against a plan with one weekday 6 % busier, or evenly over the day, they do."""
    _, at = year
    by_day = _expected_by_day(_office(demand={"by_month": MONTHS, "by_weekday": WEEKDAYS | {"mon": 1.4 * 1.06}}), 365)
    weekday = (np.arange(365) + 2) % 7  # 1 January 2025 was a Wednesday
    counts = np.bincount(weekday, weights=np.bincount(at // DAY_MS, minlength=365))[:5]
    with pytest.raises(AssertionError):
        _fits(counts, np.bincount(weekday, weights=by_day)[:5])
    assert stats.kstest(np.diff(at) / np.diff(at).mean(), "expon").pvalue < FALSE_ALARM


def test_nobody_is_lost_after_an_opening_or_before_a_closing() -> None:
    """Even arrivals: the first and last five minutes of each block have their share; finds 5 % lost.

    Thinning with the rate of the closed hour loses those after each opening, a rate table that wraps too early those
    before a closing. Monday mornings are looked at by themselves (finds 12 %).
    """
    plan = _office(demand={}, channels={})
    per_year = PER_YEAR * 3
    plan = plan.model_copy(update={"procedures": {"p": plan.procedures["p"].model_copy(update={"per_year": per_year})}})
    at = _sample(plan).comes_at
    open_ms, window = 8.5 * HOUR_MS, 5 * MINUTE_MS
    opens, closes = ("07:00", "13:00"), ("11:30", "17:00")
    windows = [_time_ms(text) for text in opens] + [_time_ms(text) - window for text in closes]
    counts = np.array([((at % DAY_MS >= begins) & (at % DAY_MS < begins + window)).sum() for begins in windows])
    _fits(counts, np.full(4, per_year * window / open_ms))
    monday = (at // DAY_MS + 2) % 7 == 0
    first = monday & (at % DAY_MS < _time_ms("07:00") + window)
    mondays = sum((dt.date(2025, 1, 1) + dt.timedelta(days=day)).weekday() == 0 for day in range(365))
    _fits(np.array([first.sum()]), np.array([per_year / 261 * mondays * window / open_ms]))
    in_day = at % DAY_MS
    spent = np.where(in_day < 12 * HOUR_MS, in_day - 7 * HOUR_MS, in_day - 8.5 * HOUR_MS) / open_ms
    assert stats.kstest(spent, "uniform").pvalue > FALSE_ALARM


def test_everybody_drawn_takes_a_ticket_at_once() -> None:
    """Through the engine: each case of the table comes to the door at its time, the first and the last day too."""
    (run,) = replicated(
        _office(
            period={"start": "2025-03-03", "end": "2025-03-28", "warm_up_days": 7, "follow_up_days": 3},
            counters={"a": {"agencies": ["a"], "officers": 12}},
        ),
        (1,),
    )
    visits, table = run.records.visits, run.table
    first = np.unique(visits.case, return_index=True)[1]
    np.testing.assert_array_equal(visits.came_at[first], table.comes_at)
    np.testing.assert_array_equal(visits.ticket_at[first], table.comes_at)
    days = np.unique(table.comes_at // DAY_MS)
    assert days.tolist() == [day for day in range(36) if day % 7 < 5]  # Monday 24 February to Monday 31 March


def test_channels_share_one_process() -> None:
    """Online and counter cases are Poisson each, with their shares; online comes at any hour; finds 4 % and 6 %."""
    plan = _office(channels={"counter": {"arrivals_by_time": PROFILE}, "online": {"share": 0.3}})
    table = _sample(plan)
    online = table.channel == Channel.ONLINE
    _fits(np.array([(~online).sum(), online.sum()]), PER_YEAR * np.array([0.7, 0.3]))
    hours = np.bincount(table.comes_at[online] % DAY_MS // HOUR_MS, minlength=24)
    _fits(hours, np.full(24, 0.3 * PER_YEAR / 24))


def _many_days(cv: float, **procedures: float) -> tuple[Plan, Floats]:
    """Counts by procedure and day of forty years, open every day; ``procedures`` gives the cases of a day."""
    tables = {key: {"agency": "a", "per_year": mean * 365.25, "at_once": 1.0} for key, mean in procedures.items()}
    plan = small_plan(
        period={"start": "1991-01-01", "end": "2030-12-31", "warm_up_days": 0},
        calendar={"country": "", "hours": {"mon-sun": ["00:00-24:00"]}},
        demand={"day_to_day_cv": cv},
        procedures=tables,
    )
    table = _sample(plan)
    days = run_calendar(plan).run_days
    rows = [table.day[table.procedure == row] for row in range(len(tables))]
    return plan, np.array([np.bincount(each, minlength=days) for each in rows])


def test_day_to_day_variation() -> None:
    """Variance of daily counts: mean + cv² mean². Two procedures share the day's factor: covariance cv² m1 m2.

    Forty years of days with 8 and 12 cases on average, cv 0.4. A day's count is negative binomial (the factor is
    gamma distributed): finds errors of 1.6 % of the mean, 12 % of the variance, 18 % of the covariance, and a wrong
    shape of the distribution by chi-square.
    """
    cv, means = 0.4, (8.0, 12.0)
    plan, (first, second) = _many_days(cv, p=means[0], q=means[1])
    expected = _expected_by_day(plan, len(first)) / sum(means)
    for mean, counts in zip(means, (first, second), strict=True):
        agree("mean of a day", interval(counts / expected), mean, 0.02)
        variance = interval((counts - mean * expected) ** 2)
        agree("variance of a day's count", variance, mean + cv**2 * mean**2, 0.08)
    both = interval((first - means[0] * expected) * (second - means[1] * expected))
    agree("covariance of two procedures", both, cv**2 * means[0] * means[1], 0.1)
    shape = 1 / cv**2
    numbers = np.arange(4, 45)
    chances = stats.nbinom.pmf(numbers, shape, shape / (shape + sum(means)))
    observed = np.bincount(first + second, minlength=200)[numbers]
    _fits(observed, chances * len(first))
    assert stats.chi2.sf(_lag(first, means[0]), 1) > FALSE_ALARM


def _lag(counts: Floats, mean: float) -> float:
    """Squared, standardised correlation of neighbouring days, which are independent."""
    return float(np.corrcoef(counts[:-1] - mean, counts[1:] - mean)[0, 1] ** 2 * (len(counts) - 1))


def test_no_variation_but_chance() -> None:
    """With cv 0 the same counts are Poisson; finds a cv of 0.1."""
    _, (counts,) = _many_days(0.0, p=20.0)
    agree("variance of a day's count", interval((counts - 20.0) ** 2), 20.0, 0.07)
    numbers = np.arange(9, 34)
    _fits(np.bincount(counts, minlength=80)[numbers], stats.poisson.pmf(numbers, 20.0) * len(counts))


def test_always_open_is_homogeneous() -> None:
    """The arrivals of the other theory tests: even over day and week, exponential gaps of 3 minutes; finds 1 %."""
    plan = always_open(20.0, exponential(1.0), 1, 365)
    at = _sample(plan).comes_at
    gaps = np.diff(at) / MINUTE_MS
    assert stats.kstest(gaps, "expon", args=(0, 3.0)).pvalue > FALSE_ALARM
    agree("mean gap, min", interval(gaps), 3.0, 0.011)
    assert stats.kstest(at % DAY_MS / DAY_MS, "uniform").pvalue > FALSE_ALARM
    in_week = at[at < 52 * 7 * DAY_MS] % (7 * DAY_MS)
    assert stats.kstest(in_week / (7 * DAY_MS), "uniform").pvalue > FALSE_ALARM


def test_replications_and_procedures_are_independent() -> None:
    """Two replications, and two procedures of one, share no arrivals and no counts; finds correlations of 0.2."""
    plan = always_open(
        20.0,
        1.0,
        1,
        365,
        procedures={key: {"agency": "a", "per_year": 100_000, "at_once": 1.0} for key in ("p", "q")},
    )
    one, two = _sample(plan, 1), _sample(plan, 2)
    parts = [one.comes_at[one.procedure == 0], one.comes_at[one.procedure == 1], two.comes_at[two.procedure == 0]]
    edges = np.arange(369 * 4 + 1) * DAY_MS // 4
    counts = [np.histogram(part, edges)[0] for part in parts]
    for first, second in ((0, 1), (0, 2)):
        assert abs(np.corrcoef(counts[first], counts[second])[0, 1]) < 3.9 / np.sqrt(len(edges) - 1)
        assert len(np.intersect1d(parts[first], parts[second])) < 20  # by chance one in 300,000 ms: about 0.3
