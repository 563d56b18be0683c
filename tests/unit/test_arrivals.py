"""When cases come: weights of the days, points of the Poisson process, hours of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from tests.small import small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, run_calendar
from tvsim.codes import Channel
from tvsim.demand import sample_cases
from tvsim.demand.arrivals import DayProfile, arrivals, day_factors, day_shares, poisson_points
from tvsim.scenario.schema import Plan, WeekHours
from tvsim.scenario.values import Profile

WEEK = {"mon-fri": ["08:00-12:00", "13:00-17:00"]}
YEAR_2025 = {"start": "2025-01-01", "end": "2025-12-31"}


def year_plan(period: dict[str, Any] = YEAR_2025, calendar: dict[str, Any] | None = None, **demand: Any) -> Plan:
    return small_plan(
        period=period,
        calendar={"country": "VN", "hours": WEEK} | (calendar or {}),
        demand=demand,
    )


def shares_by_date(plan: Plan) -> dict[str, float]:
    calendar = run_calendar(plan)
    shares = day_shares(plan, calendar)
    assert len(shares) == calendar.run_days
    return {calendar.date(day).isoformat(): float(share) for day, share in enumerate(shares)}


def dates(first: str, days: int) -> Iterable[str]:
    start = dt.date.fromisoformat(first)
    return [(start + dt.timedelta(days=day)).isoformat() for day in range(days)]


# weights of the days


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2028])
def test_the_weights_of_a_year_add_up_to_one(year: int) -> None:
    """Whatever the factors are."""
    period = {"start": f"{year}-01-01", "end": f"{year}-12-31"}
    factors = {"by_month": [0.5, 1, 2, 1, 1, 1, 3, 1, 1, 1, 1, 0], "by_weekday": {"mon": 1.5, "fri": 0.3}}
    for demand in ({}, factors, {"after_holiday": {"factor": 2.5}} | factors):
        assert sum(shares_by_date(year_plan(period, **demand)).values()) == pytest.approx(1, abs=1e-12)


def test_each_civil_year_has_its_own_weights() -> None:
    """A run of two years has twice the cases of one, and a part of a year its days' weights in the whole."""
    both = shares_by_date(year_plan({"start": "2025-01-01", "end": "2026-12-31"}))
    assert sum(both.values()) == pytest.approx(2)
    turn = shares_by_date(year_plan({"start": "2025-12-01", "end": "2026-01-31"}))
    assert turn == pytest.approx({date: both[date] for date in turn})


def test_nobody_comes_on_closed_days() -> None:
    calendar = {"closed_days": ["2025-03-12"], "make_up_days": ["2025-04-26"]}
    shares = shares_by_date(year_plan(calendar=calendar))
    tet = dates("2025-01-25", 9)
    assert all(shares[date] == 0 for date in [*tet, "2025-03-12", "2025-03-15", "2025-03-16", "2025-09-02"])
    assert shares["2025-04-26"] > 0  # a Saturday made up
    assert shares["2025-03-13"] > 0


def test_a_site_with_a_saturday_of_its_own_opens_it_for_arrivals() -> None:
    sites = {"centre": {"home_share": 0.5}, "market": {"home_share": 0.5, "hours": {"sat": ["08:00-10:00"]}}}
    counters = {
        "a": {"agencies": ["a"], "officers": 1},
        "m": {"site": "market", "agencies": ["a"], "officers": 1},
    }
    shares = day_shares(small_plan(sites=sites, counters=counters), run_calendar(small_plan()))
    assert shares[5] == pytest.approx(shares[0])
    assert shares[6] == 0


def test_even_demand_gives_each_open_day_the_same() -> None:
    """2025 has 261 weekdays less New Year's Day, five days of Tết, 7 April, 30 April to 2 May, 1 and 2 September."""
    shares = shares_by_date(year_plan())
    assert sum(share > 0 for share in shares.values()) == 261 - 12
    assert max(shares.values()) == pytest.approx(1 / 249)
    assert min(share for share in shares.values() if share > 0) == pytest.approx(1 / 249)


def test_month_and_weekday_factors_are_relative_to_each_other() -> None:
    by_month = [1.0] * 12
    by_month[2] = 3.0
    shares = shares_by_date(year_plan(by_month=by_month, by_weekday={"mon,wed": 1.2, "fri": 0.6}))
    tuesday_february, monday_february = shares["2025-02-11"], shares["2025-02-10"]
    tuesday_march, friday_march = shares["2025-03-11"], shares["2025-03-14"]
    assert tuesday_march / tuesday_february == pytest.approx(3)
    assert monday_february / tuesday_february == pytest.approx(1.2)
    assert friday_march / tuesday_march == pytest.approx(0.6)
    assert shares["2025-03-12"] / tuesday_march == pytest.approx(1.2)


def test_the_surge_after_tet_falls_evenly_to_the_ordinary_level() -> None:
    """Tết 2025 closes nine days; from Monday 3 February 1.5, 1.4, 1.3, 1.2, 1.1 times the demand, then 1."""
    surge = {"closed_days": 7, "working_days": 5, "factor": 1.5}
    shares = shares_by_date(year_plan(after_holiday=surge))
    ordinary = shares["2025-03-11"]
    first_week = [shares[date] / ordinary for date in dates("2025-02-03", 5)]
    assert first_week == pytest.approx([1.5, 1.4, 1.3, 1.2, 1.1])
    assert shares["2025-02-10"] == pytest.approx(ordinary)
    assert shares["2025-01-24"] == pytest.approx(ordinary)  # the Friday before


def test_only_closures_that_are_long_enough_bring_a_surge() -> None:
    """30 April to 4 May are five closed days, 5 to 7 April three."""
    surge = {"closed_days": 5, "working_days": 2, "factor": 2.0}
    shares = shares_by_date(year_plan(after_holiday=surge))
    ordinary = shares["2025-03-11"]
    assert shares["2025-05-05"] == pytest.approx(2 * ordinary)
    assert shares["2025-05-06"] == pytest.approx(1.5 * ordinary)
    assert shares["2025-04-08"] == pytest.approx(ordinary)


def test_a_surge_reaches_over_the_turn_of_the_year() -> None:
    """Closed from 22 to 31 December 2025: the surge of 2026 begins on 2 January, after New Year's Day."""
    closed = dates("2025-12-22", 10)
    period = {"start": "2026-01-01", "end": "2026-12-31"}
    surge = {"closed_days": 5, "working_days": 4, "factor": 2.0}
    shares = shares_by_date(year_plan(period, {"closed_days": closed}, after_holiday=surge))
    assert shares["2026-01-02"] == pytest.approx(2 * shares["2026-03-11"])
    assert sum(shares.values()) == pytest.approx(1)


def test_a_factor_below_one_is_a_lull() -> None:
    shares = shares_by_date(year_plan(after_holiday={"closed_days": 7, "working_days": 2, "factor": 0.5}))
    assert shares["2025-02-03"] == pytest.approx(0.5 * shares["2025-03-11"])
    assert shares["2025-02-04"] == pytest.approx(0.75 * shares["2025-03-11"])


def test_the_period_does_not_change_the_weight_of_a_day() -> None:
    short = shares_by_date(year_plan({"start": "2025-02-03", "end": "2025-02-14"}, after_holiday={"factor": 1.8}))
    whole = shares_by_date(year_plan(after_holiday={"factor": 1.8}))
    assert short == pytest.approx({date: whole[date] for date in short})


# day-to-day variation


def test_day_factors_have_mean_one_and_the_coefficient_of_variation_asked_for() -> None:
    plan = year_plan({"start": "2025-01-01", "end": "2034-12-31"}, day_to_day_cv=0.3)
    factors = day_factors(plan, run_calendar(plan), 1, 1)
    count = len(factors)
    assert count == 3652
    assert factors.mean() == pytest.approx(1, abs=4 * 0.3 / np.sqrt(count))
    assert factors.std() == pytest.approx(0.3, rel=0.06)
    assert stats.kstest(factors, stats.gamma(1 / 0.09, scale=0.09).cdf).pvalue > 1e-4


def test_without_variation_every_factor_is_one() -> None:
    plan = year_plan()
    assert (day_factors(plan, run_calendar(plan), 1, 1) == 1).all()


def test_day_factors_of_a_longer_run_begin_alike() -> None:
    short, long = (
        day_factors(plan, run_calendar(plan), 1, 1)
        for plan in (
            year_plan({"start": "2025-01-01", "end": end}, day_to_day_cv=0.3) for end in ("2025-01-31", "2025-06-30")
        )
    )
    assert np.array_equal(short, long[: len(short)])


# the Poisson process


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.integers(0, 2**32), st.floats(0, 200), st.floats(0, 200))
def test_more_points_begin_with_the_same_points(seed: int, end: float, more: float) -> None:
    few, many = (poisson_points(np.random.default_rng(seed), stop) for stop in (end, end + more))
    assert np.array_equal(many[: len(few)], few)
    assert (many[len(few) :] > end).all()
    assert (np.diff(many) >= 0).all()
    assert ((many > 0) & (many <= end + more)).all()


def test_points_are_a_unit_rate_poisson_process() -> None:
    """Gaps are exponential, counts of disjoint stretches Poisson and independent."""
    points = poisson_points(np.random.default_rng(5), 20_000)
    assert len(points) == pytest.approx(20_000, abs=4 * np.sqrt(20_000))
    assert stats.kstest(np.diff(points), "expon").pvalue > 1e-4
    counts = np.histogram(points, bins=np.arange(0, 20_001, 10))[0]
    assert counts.var() == pytest.approx(10, rel=0.12)
    assert abs(np.corrcoef(counts[:-1], counts[1:])[0, 1]) < 4 / np.sqrt(2000)


def test_no_expected_cases_no_cases() -> None:
    rng = np.random.default_rng(1)
    for daily in (np.zeros(5), np.empty(0)):
        come = arrivals(daily, rng)
        assert len(come.day) == len(come.place) == 0


def test_cases_fall_on_open_days_only_in_order_and_evenly_within_the_day() -> None:
    daily = np.array([0, 500, 0, 0, 1500, 0], dtype=float)
    come = arrivals(daily, np.random.default_rng(2))
    assert set(come.day.tolist()) == {1, 4}
    assert (np.diff(come.day + come.place) >= 0).all()
    assert ((come.place >= 0) & (come.place < 1)).all()
    for day, expected in ((1, 500), (4, 1500)):
        places = come.place[come.day == day]
        assert len(places) == pytest.approx(expected, abs=4 * np.sqrt(expected))
        assert stats.kstest(places, "uniform").pvalue > 1e-4


def test_the_day_is_the_inverse_of_the_cumulated_rate() -> None:
    """Of 2, 0, 4 cases a day: a point at 1 lies in the middle of the first day, one at 3 a quarter into the third."""

    class Points:
        """Uniform draws whose exponential gaps are 1, 2 and then enough."""

        def random(self, count: int) -> np.ndarray[Any, Any]:
            gaps = np.full(count, 30.0)
            gaps[:2] = (1, 2)
            return -np.expm1(-gaps)

    come = arrivals(np.array([2.0, 0.0, 4.0]), Points())  # type: ignore[arg-type]
    assert come.day.tolist() == [0, 2]
    assert come.place.tolist() == pytest.approx([0.5, 0.25])


# hours of the day


def profile(weights: dict[str, Any] | None, week: dict[str, Any] | None, like: str = "mon") -> DayProfile:
    """Profile from Monday 3 March 2025 on."""
    return DayProfile(
        run_calendar(small_plan()),
        Profile.model_validate(weights) if weights else None,
        WeekHours.model_validate(week) if week else None,
        like,
    )


def times_of(day_profile: DayProfile, places: list[float], day: int = 0) -> list[float]:
    """Hours of the day at places of a day."""
    at = day_profile.times(np.full(len(places), day), np.array(places))
    assert (at // DAY_MS == day).all()
    return (at % DAY_MS / HOUR_MS).tolist()


def test_quantiles_of_a_profile() -> None:
    """A quarter of the day between 8 and 9, the rest evenly between 9 and 11."""
    found = profile({"08:00-09:00": 1, "09:00-11:00": 3}, WEEK)
    assert times_of(found, [0, 0.125, 0.25, 0.625, 1 - 1e-12]) == pytest.approx([8, 8.5, 9, 10, 11])


def test_a_profile_jumps_over_the_hours_without_weight() -> None:
    """Half before lunch, half after: nothing between, whatever gap there is."""
    found = profile({"08:00-12:00": 2, "12:00-13:00": 0, "13:00-17:00": 2}, None)
    assert times_of(found, [0.25, 0.4999, 0.5001, 0.75]) == pytest.approx([10, 12, 13, 15], abs=0.01)


def test_without_a_profile_arrivals_are_even_over_the_opening_hours() -> None:
    assert times_of(profile(None, WEEK), [0, 0.25, 0.75, 1 - 1e-12]) == pytest.approx([8, 10, 15, 17])


def test_without_hours_arrivals_are_even_over_the_whole_day() -> None:
    assert times_of(profile(None, None), [0, 0.25, 0.5]) == pytest.approx([0, 6, 12])


def test_a_profile_is_cut_to_the_opening_hours() -> None:
    """07:00-09:00 has half its weight before opening: one part there, two between 13 and 14."""
    found = profile({"07:00-09:00": 2, "13:00-14:00": 2}, WEEK)
    assert times_of(found, [0, 1 / 6, 1 / 3 - 1e-9, 2 / 3]) == pytest.approx([8, 8.5, 9, 13.5])


def test_weekdays_have_profiles_of_their_own() -> None:
    found = profile({"mon": {"08:00-09:00": 1}, "tue-fri": {"16:00-17:00": 1}}, WEEK)
    assert times_of(found, [0.5], day=0) == pytest.approx([8.5])
    assert times_of(found, [0.5], day=1) == pytest.approx([16.5])


def test_a_make_up_day_has_the_profile_of_the_day_it_is_like() -> None:
    """A Saturday with the hours, and with the profile, of a Friday."""
    week = {"mon": ["08:00-12:00"], "fri": ["14:00-16:00"]}
    assert times_of(profile(None, week, like="fri"), [0, 0.5], day=5) == pytest.approx([14, 15])
    by_day = {"mon": {"08:00-09:00": 1}, "fri": {"15:00-16:00": 1}}
    assert times_of(profile(by_day, week, like="fri"), [0, 0.5], day=5) == pytest.approx([15, 15.5])


def test_later_places_come_later() -> None:
    found = profile({"08:00-08:30": 5, "09:00-11:00": 3, "13:15-16:45": 1}, WEEK)
    places = np.linspace(0, 1 - 1e-9, 1000)
    assert (np.diff(found.times(np.zeros(1000, dtype=int), places)) >= 0).all()


def test_nobody_comes_at_closing_or_later() -> None:
    """The last place of a day lies before closing, where tickets are still given."""
    found = profile(None, WEEK)
    at = found.times(np.array([0]), np.array([1 - 1e-12]))
    assert at[0] < 17 * HOUR_MS
    assert at[0] >= 17 * HOUR_MS - MINUTE_MS


def test_hours_are_interpolated_to_the_same_bits_as_numpy_does() -> None:
    """Over lunch and a stretch in which nobody comes, too; and at the very ends of the stretches."""
    found = profile({"08:00-09:00": 1, "09:00-10:00": 0, "10:00-11:00": 3, "11:00-15:00": 2}, WEEK)
    shares = np.cumsum([1 / 5.5, 3 / 5.5, 0.5 / 5.5, 1 / 5.5])
    levels, minutes = [0.0], []
    for share, begins, ends in zip(shares, (480, 600, 660, 780), (540, 660, 720, 900), strict=True):
        levels += [share, share]
        minutes += [begins, ends]
    levels = [*levels[:-2], 1.0]
    place = np.concatenate([np.random.default_rng(1).random(10_000), levels[:-1]])
    expected = np.floor(np.interp(place, levels, minutes) * MINUTE_MS)
    assert np.array_equal(found.hours(place), expected)


def test_hours_of_later_visits_are_those_of_a_monday() -> None:
    found = profile({"08:00-09:00": 1, "09:00-11:00": 3}, WEEK)
    assert (found.hours(np.array([0.125, 0.625])) / HOUR_MS).tolist() == pytest.approx([8.5, 10])


def test_hours_of_later_visits_where_monday_is_closed() -> None:
    found = profile(None, {"tue-sat": ["08:00-12:00"]})
    assert (found.hours(np.array([0.0, 0.5])) / HOUR_MS).tolist() == pytest.approx([8, 10])


# the case table


def test_arrivals_follow_volume_weekday_and_profile() -> None:
    """Of 20,000 cases a year: counts by weekday and hour within chance of what the factors say."""
    plan = small_plan(
        period=YEAR_2025,
        demand={"by_weekday": {"mon": 2.0}},
        procedures={"p": {"agency": "a", "per_year": 20_000, "days": 2}},
        channels={"counter": {"arrivals_by_time": {"08:00-12:00": 3, "13:00-17:00": 1}}},
    )
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, 3, 1)
    assert len(table) == pytest.approx(20_000, abs=4 * np.sqrt(20_000))
    weekday = (table.day + calendar.first_day.weekday()) % 7
    mondays, tuesdays = ((weekday == number).sum() for number in (0, 1))
    assert mondays / tuesdays == pytest.approx(2, rel=0.06)
    morning = (table.comes_at % DAY_MS < 12 * HOUR_MS).mean()
    assert morning == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / len(table)))
    assert not np.isin(weekday, (5, 6)).any()


def test_cases_come_only_on_working_days_by_any_channel() -> None:
    plan = small_plan(
        period=YEAR_2025,
        calendar={"country": "VN", "hours": WEEK},
        procedures={"p": {"agency": "a", "per_year": 2000, "days": 2, "enquiries": 0.5}},
        channels={"online": {"share": 0.4}, "post": {"share": 0.2}},
    )
    calendar = run_calendar(plan)
    table = sample_cases(plan, calendar, 3, 1)
    assert calendar.is_working[table.day].all()
    assert np.array_equal(table.comes_at // DAY_MS, table.day)
    online = table.channel == Channel.ONLINE
    assert calendar.office.contains(table.comes_at[~online]).all()
    assert not calendar.office.contains(table.comes_at[online]).all()  # at any hour


def test_rows_are_ordered_by_day_and_place_whatever_way_they_come() -> None:
    """Among those who come the same way to the same place, that is the order of their times."""
    plan = small_plan(
        procedures={
            "p": {"agency": "a", "per_year": 3000, "days": 2, "enquiries": 0.3},
            "q": {"agency": "a", "per_year": 2000, "days": 2},
        },
        channels={"online": {"share": 0.4}, "post": {"share": 0.2}},
    )
    table = sample_cases(plan, run_calendar(plan), 3, 1)
    assert (np.diff(table.day) >= 0).all()
    for channel in Channel:
        assert (np.diff(table.comes_at[table.channel == channel]) >= 0).all()
    for number in (0, 1):
        own = (table.procedure == number) & ~table.enquiry
        assert table.ordinal[own].tolist() == list(range(own.sum()))


def test_enquiries_are_a_multiple_of_the_dossiers() -> None:
    plan = small_plan(
        period=YEAR_2025, procedures={"p": {"agency": "a", "per_year": 4000, "days": 2, "enquiries": 2.5}}
    )
    table = sample_cases(plan, run_calendar(plan), 1, 1)
    assert (~table.enquiry).sum() == pytest.approx(4000, abs=4 * np.sqrt(4000))
    assert table.enquiry.sum() == pytest.approx(10_000, abs=4 * np.sqrt(10_000))
    assert (table.channel[table.enquiry] == Channel.COUNTER).all()


def test_the_factor_of_the_demand_multiplies_all() -> None:
    procedures = {"p": {"agency": "a", "per_year": 4000, "days": 2}}
    plan = small_plan(period=YEAR_2025, procedures=procedures, demand={"factor": 2.0})
    assert len(sample_cases(plan, run_calendar(plan), 1, 1)) == pytest.approx(8000, abs=4 * np.sqrt(8000))
    none = small_plan(period=YEAR_2025, procedures=procedures, demand={"factor": 0.0})
    assert len(sample_cases(none, run_calendar(none), 1, 1)) == 0
