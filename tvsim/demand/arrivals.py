"""When cases come: a non-homogeneous Poisson process, by inversion of the cumulative rate.

Every procedure has its own unit-rate Poisson process. The point at which its k-th case lies is carried through the
inverse of the cumulated daily rate: that gives the case's day, and its place in the order of that day. Its hour is
the quantile of its channel's profile at that place, so that a case which changes its channel keeps day and place.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tvsim.calendar import DAY_MS, MINUTE_MS, RunCalendar, closed_dates
from tvsim.demand.alike import alike
from tvsim.demand.streams import Purpose, stream
from tvsim.scenario.schema import Plan, WeekHours
from tvsim.scenario.values import WEEKDAYS, Block, Profile

Floats = NDArray[np.float64]
Quantiles = tuple[tuple[float, ...], tuple[float, ...]]

LAST_PLACE = np.nextafter(1.0, 0.0)
"""The last place within a day."""


@dataclass(frozen=True)
class Arrivals:
    """Days, and places within the day (0 to 1), of the cases of one procedure, in their order."""

    day: NDArray[np.int64]
    place: Floats


def day_shares(plan: Plan, calendar: RunCalendar) -> Floats:
    """Share of a year's cases that falls on each day of the run.

    Month, weekday and the surge after long holidays together weigh the open days of each civil year; the weights of a
    civil year add up to 1, whatever part of it is run. A closed day has none.
    """
    first, last = calendar.date(0), calendar.date(calendar.run_days - 1)
    weights: dict[dt.date, float] = {}
    for year in range(first.year, last.year + 1):
        dates = _year_dates(year)
        raw = _year_weights(plan, dates)
        total = raw.sum()
        weights.update(zip(dates, raw / total if total > 0 else raw, strict=True))
    return np.array([weights[calendar.date(day)] for day in range(calendar.run_days)])


def _year_dates(year: int) -> list[dt.date]:
    first = dt.date(year, 1, 1)
    return [first + dt.timedelta(days=day) for day in range((dt.date(year + 1, 1, 1) - first).days)]


def _year_weights(plan: Plan, dates: list[dt.date]) -> Floats:
    demand = plan.demand
    lead = dt.timedelta(days=90)
    reach = [dates[0] - lead + dt.timedelta(days=day) for day in range(90 + len(dates))]
    is_open = _open_days(plan, reach)
    surge = _surge(
        is_open, demand.after_holiday.closed_days, demand.after_holiday.working_days, demand.after_holiday.factor
    )
    factors = [demand.by_month[date.month - 1] * demand.weekday_factor(date.weekday()) for date in dates]
    return np.where(is_open[90:], surge[90:] * np.array(factors), 0.0)


def _open_days(plan: Plan, dates: list[dt.date]) -> NDArray[np.bool_]:
    """Days on which the office or a site with hours of its own is open."""
    closed = closed_dates(plan.calendar, dates[0], len(dates))
    weeks = [plan.calendar.hours, *(site.hours for site in plan.sites.values() if site.hours)]
    weekdays = {day for day in range(7) if any(week.blocks(day) for week in weeks)}
    make_up = set(plan.calendar.make_up_days)
    return np.array([date not in closed and (date.weekday() in weekdays or date in make_up) for date in dates])


def _surge(is_open: NDArray[np.bool_], closed_days: int, working_days: int, factor: float) -> Floats:
    """Factor of each day: high after a long closure, falling evenly to 1 over so many working days."""
    factors = np.ones(len(is_open))
    closed_run, since = 0, working_days
    for day, opened in enumerate(is_open):
        if not opened:
            closed_run += 1
            continue
        since = 0 if closed_run >= closed_days else since + 1
        closed_run = 0
        if since < working_days:
            factors[day] = 1 + (factor - 1) * (1 - since / working_days)
    return factors


def day_factors(plan: Plan, calendar: RunCalendar, seed: int, replication: int) -> Floats:
    """Gamma-distributed factor of each day, mean 1: the day-to-day variation that real counters show."""
    uniform = stream(seed, replication, Purpose.DAY).random(calendar.run_days)
    cv = plan.demand.day_to_day_cv
    if cv == 0:
        return np.ones(calendar.run_days)
    shape = 1 / cv**2
    return np.asarray(special.gammaincinv(shape, uniform) / shape)


def poisson_points(rng: np.random.Generator, end: float) -> Floats:
    """Points of a unit-rate Poisson process on (0, end]; a longer stretch begins with the same points."""
    parts = []
    last = 0.0
    while last <= end:
        gaps = -np.log1p(-rng.random(max(16, math.ceil((end - last) * 1.05))))
        gaps[0] += last
        parts.append(gaps.cumsum())
        last = parts[-1][-1]
    points = np.concatenate(parts) if parts else np.empty(0)
    return points[: points.searchsorted(end, side="right")]


def arrivals(daily: Floats, rng: np.random.Generator) -> Arrivals:
    """Cases of one procedure, from its expected number on each day."""
    cumulated = daily.cumsum()
    points = poisson_points(rng, cumulated[-1]) if len(daily) and cumulated[-1] > 0 else np.empty(0)
    day = cumulated.searchsorted(points, side="left")
    width = daily.take(day)  # never 0: a day without cases holds no point
    place = (points - (cumulated.take(day) - width)) / width
    return Arrivals(day, np.minimum(np.maximum(place, 0.0), LAST_PLACE))


class DayProfile:
    """Quantiles of the hour of the day, for each day of the run.

    Parameters
    ----------
    profile : Profile or None
        Relative weights by block; none: even over the open hours (or all day where they do not bind).
    week : WeekHours or None
        Hours outside which nobody comes; none: any hour.
    """

    def __init__(
        self, calendar: RunCalendar, profile: Profile | None, week: WeekHours | None, make_up_like: str
    ) -> None:
        self._first_weekday = calendar.first_day.weekday()
        stand_in = WEEKDAYS.index(make_up_like)
        by_weekday = [_quantiles(profile, week, weekday, stand_in) for weekday in range(7)]
        different = list(dict.fromkeys(by_weekday))
        self._tables = [_Quantile(*each) for each in different]
        self._table_of = np.array([different.index(each) for each in by_weekday])
        open_weekdays = (weekday for weekday in range(7) if week is None or week.blocks(weekday))
        self._typical: _Quantile = self._tables[self._table_of[next(open_weekdays, stand_in)]]

    def times(self, day: NDArray[np.int64], place: Floats) -> NDArray[np.int64]:
        """Engine time of each place (0 to 1) in its day."""
        if len(self._tables) == 1:
            return day * DAY_MS + self._typical.ms(place)
        times = day * DAY_MS
        for number, rows in alike(self._table_of[(day + self._first_weekday) % 7]):
            times[rows] += self._tables[number].ms(place[rows])
        return times

    def hours(self, place: Floats) -> NDArray[np.int64]:
        """Time of day of each place on the first weekday that is open, milliseconds."""
        return self._typical.ms(place)


class _Quantile:
    """Times of day at which shares of the day's cases have come, linear between a few.

    The same as `numpy.interp` gives, but without its search: to compare with each of a few levels is faster.
    """

    def __init__(self, levels: Sequence[float], minutes: Sequence[float]) -> None:
        rises = np.flatnonzero(np.diff(levels) > 0)
        self._begins, self._minutes = np.array(levels)[rises], np.array(minutes)[rises]
        self._slopes = np.diff(minutes)[rises] / np.diff(levels)[rises]

    def ms(self, place: Floats) -> NDArray[np.int64]:
        """Time of day of each place (0 to 1), milliseconds."""
        stretch = np.zeros(place.shape, dtype=np.int16)
        for level in self._begins[1:].tolist():
            stretch += place >= level
        number = stretch.astype(np.intp)  # `take` wants it so
        minutes = place - self._begins.take(number)
        minutes *= self._slopes.take(number)
        minutes += self._minutes.take(number)
        minutes *= MINUTE_MS
        found: NDArray[np.int64] = np.floor(minutes, out=minutes).astype(np.int64)
        return found


def _quantiles(profile: Profile | None, week: WeekHours | None, weekday: int, stand_in: int) -> Quantiles:
    """Cumulated shares of a weekday and the minutes at which they are reached."""
    all_day = [Block(0, 24 * 60)]
    hours = (week.blocks(weekday) or week.blocks(stand_in) or all_day) if week is not None else all_day
    weighted = (profile.weights(weekday) or profile.weights(stand_in)) if profile is not None else []
    cut = _cut_to(weighted, hours)
    if not sum(weight for _, weight in cut) > 0:
        cut = [(block, float(block.ends_min - block.begins_min)) for block in hours]
    total = sum(weight for _, weight in cut)
    levels, minutes, reached = [], [], 0.0
    for block, weight in cut:
        if weight > 0:
            levels += [reached, reached + weight / total]
            minutes += [float(block.begins_min), float(block.ends_min)]
            reached += weight / total
    levels[-1] = 1.0
    return tuple(levels), tuple(minutes)


def _cut_to(weighted: list[tuple[Block, float]], hours: list[Block]) -> list[tuple[Block, float]]:
    """Parts of weighted blocks that lie within the hours, each with its part of the weight."""
    parts = []
    for block, weight in weighted:
        for opened in hours:
            begins, ends = max(block.begins_min, opened.begins_min), min(block.ends_min, opened.ends_min)
            if begins < ends:
                parts.append((Block(begins, ends), weight * (ends - begins) / (block.ends_min - block.begins_min)))
    return sorted(parts)
