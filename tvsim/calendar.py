"""Office time, holidays and due times: the only place that turns dates into engine time and back.

Engine time is a whole number of milliseconds (int64) since the first midnight of the run. Office time is the part of
it that lies within office hours. All functions take scalars or arrays of engine time.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tvsim.scenario.public_holidays import public_holidays
from tvsim.scenario.schema import Calendar, Deadlines, Plan, Procedure, WeekHours
from tvsim.scenario.values import WEEKDAYS, Block

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NEVER = 1 << 61
"""Later than any time of a run."""
NONE = -1
"""Stands in a column of times where nothing happened."""

Times = NDArray[np.int64]
DueRule = Literal["working_hours", "end_of_day", "half_day"]
DUE_RULES: tuple[DueRule, ...] = ("working_hours", "end_of_day", "half_day")


@dataclass(frozen=True)
class OfficeTime:
    """Office hours laid out in engine time.

    Attributes
    ----------
    starts_at, ends_at : array of int64, shape (n,)
        Engine time at which each stretch of office time begins and ends, in order, without overlap.
    before_ms : array of int64, shape (n + 1,)
        Office time that has passed before each stretch; the last entry is all office time.
    """

    starts_at: Times
    ends_at: Times
    before_ms: Times

    @classmethod
    def of(cls, starts_at: ArrayLike, ends_at: ArrayLike) -> OfficeTime:
        """Lay out stretches given by their starts and ends."""
        starts = np.asarray(starts_at, dtype=np.int64)
        ends = np.asarray(ends_at, dtype=np.int64)
        return cls(starts, ends, np.concatenate(([0], np.cumsum(ends - starts))).astype(np.int64))

    def elapsed(self, at: ArrayLike) -> Times:
        """Office time that has passed up to ``at``, milliseconds."""
        at = np.asarray(at, dtype=np.int64)
        stretch = np.searchsorted(self.ends_at, at, side="right")
        if not len(self.starts_at):
            return np.zeros_like(at)
        starts = self.starts_at[np.minimum(stretch, len(self.starts_at) - 1)]
        into = np.where(stretch < len(self.starts_at), np.maximum(at - starts, 0), 0)
        return self.before_ms[stretch] + into

    def between(self, begins_at: ArrayLike, ends_at: ArrayLike) -> Times:
        """Office time between two times, milliseconds; negative where the second is earlier."""
        return self.elapsed(ends_at) - self.elapsed(begins_at)

    def add(self, at: ArrayLike, work_ms: ArrayLike) -> Times:
        """Earliest time by which ``work_ms`` of office time has passed since ``at``.

        Work that fills a day to its last minute ends at closing, not at the next opening; no work ends at once.
        `NEVER` where the laid-out hours do not suffice.
        """
        at, work = np.broadcast_arrays(np.asarray(at, dtype=np.int64), np.asarray(work_ms, dtype=np.int64))
        target = self.elapsed(at) + work
        stretch = np.searchsorted(self.before_ms, target, side="left") - 1
        inside = np.clip(stretch, 0, max(len(self.starts_at) - 1, 0))
        if not len(self.starts_at):
            return np.where(work == 0, at, NEVER)
        reached = self.starts_at[inside] + target - self.before_ms[inside]
        reached = np.where(target > self.before_ms[-1], NEVER, reached)
        return np.where(work == 0, at, reached)

    def subtract(self, at: ArrayLike, work_ms: ArrayLike) -> Times:
        """Latest time from which ``work_ms`` of office time pass until ``at``.

        The mirror of `add`: work that fills a day from its first minute begins at opening. ``-NEVER`` where the
        laid-out hours do not reach back so far.
        """
        at, work = np.broadcast_arrays(np.asarray(at, dtype=np.int64), np.asarray(work_ms, dtype=np.int64))
        target = self.elapsed(at) - work
        stretch = np.searchsorted(self.before_ms, target, side="right") - 1
        if not len(self.starts_at):
            return np.where(work == 0, at, -NEVER)
        inside = np.clip(stretch, 0, len(self.starts_at) - 1)
        reached = self.starts_at[inside] + target - self.before_ms[inside]
        reached = np.where(target < 0, -NEVER, reached)
        return np.where(work == 0, at, reached)

    def opening(self, at: ArrayLike) -> Times:
        """First instant of office time from ``at`` on; `NEVER` after the last stretch."""
        at = np.asarray(at, dtype=np.int64)
        if not len(self.starts_at):
            return np.full_like(at, NEVER)
        stretch = np.searchsorted(self.ends_at, at, side="right")
        starts = self.starts_at[np.minimum(stretch, len(self.starts_at) - 1)]
        return np.where(stretch < len(self.starts_at), np.maximum(at, starts), NEVER)

    def contains(self, at: ArrayLike) -> NDArray[np.bool_]:
        """Whether ``at`` lies in office time (a closing instant does not)."""
        at = np.asarray(at, dtype=np.int64)
        return np.asarray(self.opening(at) == at)


@dataclass(frozen=True)
class WorkingDays:
    """The days on which due times are counted.

    Attributes
    ----------
    next_working : array of int64, shape (days + 1,)
        For each day of the run, the number (0, 1, ...) of the first working day that is not before it.
    opens_at, noon_at, closes_at : array of int64, shape (working days,)
        Opening, end of the first half (first closing of the day) and closing of each working day, engine time.
    first_half : array of int64, shape (working days + 1,)
        Number of the first half day of each working day; a day of one block is one half day.
    half_ends_at : array of int64, shape (half days,)
        End of each half day, engine time.
    """

    next_working: Times
    opens_at: Times
    noon_at: Times
    closes_at: Times
    first_half: Times
    half_ends_at: Times


@dataclass(frozen=True)
class DueClock:
    """How due times are counted: the rule, the cut-off and the calendar it is read from.

    Attributes
    ----------
    rule : {"working_hours", "end_of_day", "half_day"}
    cut_off_ms : int
        Time of day from which an acceptance counts from the next working day.
    day_ms : int
        Office time in one day of a limit.
    """

    rule: DueRule
    cut_off_ms: int
    day_ms: int
    office: OfficeTime
    days: WorkingDays

    def counts_from(self, accepted_at: ArrayLike) -> Times:
        """When the count begins: at acceptance; out of hours or after the cut-off at the next opening."""
        accepted = np.asarray(accepted_at, dtype=np.int64)
        begins = self.office.opening(accepted)
        day = np.minimum(accepted // DAY_MS, len(self.days.next_working) - 2)
        working = self.days.next_working
        next_day = working[day + 1]
        late = (working[day] != next_day) & (accepted % DAY_MS >= self.cut_off_ms)
        opens = np.append(self.days.opens_at, NEVER)[np.minimum(next_day, len(self.days.opens_at))]
        return np.where(late, opens, begins)

    def due(self, accepted_at: ArrayLike, limit_ms: ArrayLike) -> Times:
        """Due time of a limit that begins to run at ``accepted_at``.

        Parameters
        ----------
        accepted_at : engine time
        limit_ms : milliseconds of office time, ``limit days * day_ms``

        Returns
        -------
        array of int64
            ``working_hours``: so much office time later, to the millisecond. ``end_of_day``: closing of the last
            day of the limit, the day on which the count begins not counted. ``half_day``: the end of the half day so
            many half days later. A started day, or half day, of the limit counts whole. `NEVER` beyond the laid-out
            calendar.
        """
        begins = self.counts_from(accepted_at)
        limit = np.asarray(limit_ms, dtype=np.int64)
        if self.rule == "working_hours":
            return np.where(begins == NEVER, NEVER, self.office.add(np.where(begins == NEVER, 0, begins), limit))
        if self.rule == "end_of_day":
            return _entry(self.days.closes_at, self._working_day(begins) + -(-limit // self.day_ms))
        return _entry(self.days.half_ends_at, self._half_day(begins) + -(-2 * limit // self.day_ms))

    def extended(self, due_at: ArrayLike, asked_at: ArrayLike, answered_at: ArrayLike) -> Times:
        """Due time after a pause of the clock between a request and its answer.

        ``working_hours`` moves it by the office time of the pause; the other rules by the working days, or half days,
        from that of the request to that of the answer.
        """
        due = np.asarray(due_at, dtype=np.int64)
        if self.rule == "working_hours":
            pause = self.office.between(asked_at, answered_at)
            return np.where(due >= NEVER, NEVER, self.office.add(np.where(due >= NEVER, 0, due), pause))
        asked, answered = self.office.opening(asked_at), self.office.opening(answered_at)
        # The day, or half day, that a due time ends is the one that holds the instant before it.
        if self.rule == "end_of_day":
            days = self._working_day(answered) - self._working_day(asked)
            moved = _entry(self.days.closes_at, self._working_day(due - 1) + days)
        else:
            halves = self._half_day(answered) - self._half_day(asked)
            moved = _entry(self.days.half_ends_at, self._half_day(due - 1) + halves)
        return np.where((due >= NEVER) | (answered >= NEVER), NEVER, moved)

    def _working_day(self, at: Times) -> Times:
        """Return the number of the working day that holds, or follows, a time."""
        day = np.clip(at // DAY_MS, 0, len(self.days.next_working) - 1)
        return self.days.next_working[day]

    def _half_day(self, at: Times) -> Times:
        """Return the number of the half day that holds a time of office hours."""
        working = self._working_day(at)
        return self.days.first_half[working] + (at >= np.append(self.days.noon_at, NEVER)[working])


def _entry(times: Times, number: Times) -> Times:
    """Entries of a table of times; `NEVER` beyond its end."""
    return np.append(times, NEVER)[np.minimum(number, len(times))]


@dataclass(frozen=True)
class RunCalendar:
    """The calendar of one run: the days it spans, and the office hours on them.

    Attributes
    ----------
    first_day : date
        The day whose midnight is engine time 0.
    run_days : int
        Days simulated: warm-up, period and follow-up.
    period_at : (int, int)
        Engine time at which the reported period begins and ends.
    hours : tuple of tuple of Block
        Office hours of each day of the run, and of the days after it that due times may need.
    office : OfficeTime
    sites : dict of str to OfficeTime
        Opening hours of the sites.
    """

    first_day: dt.date
    run_days: int
    period_at: tuple[int, int]
    is_working: NDArray[np.bool_]
    hours: tuple[tuple[Block, ...], ...]
    office: OfficeTime
    sites: dict[str, OfficeTime]

    @property
    def ends_at(self) -> int:
        """End of the run, engine time."""
        return self.run_days * DAY_MS

    def date(self, day: int) -> dt.date:
        """Date of a day of the run."""
        return self.first_day + dt.timedelta(days=day)

    def day(self, date: dt.date) -> int:
        """Number of a date in the run; 0 is its first day."""
        return (date - self.first_day).days

    def timestamps(self, at: ArrayLike) -> NDArray[np.datetime64]:
        """Timestamps of engine times; missing where `NONE` or `NEVER`."""
        times = np.asarray(at, dtype=np.int64)
        known = (times >= 0) & (times < NEVER)
        stamps = np.datetime64(self.first_day, "ms") + np.where(known, times, 0).astype("timedelta64[ms]")
        return np.where(known, stamps, np.datetime64("NaT", "ms"))

    def working_days(self) -> WorkingDays:
        """The working days, for counting due times."""
        next_working = np.concatenate(([0], np.cumsum(self.is_working)))
        days = np.flatnonzero(self.is_working)
        opens = [day * DAY_MS + self.hours[day][0].begins_min * MINUTE_MS for day in days]
        noons = [day * DAY_MS + self.hours[day][0].ends_min * MINUTE_MS for day in days]
        closes = [day * DAY_MS + self.hours[day][-1].ends_min * MINUTE_MS for day in days]
        halves = [ends for pair in zip(noons, closes, strict=True) for ends in sorted(set(pair))]
        first_half = np.cumsum([0, *(1 + (closed > noon) for noon, closed in zip(noons, closes, strict=True))])
        columns = (next_working, opens, noons, closes, first_half, halves)
        return WorkingDays(*(np.asarray(column, dtype=np.int64) for column in columns))

    def due_clock(self, plan: Plan) -> DueClock:
        """The scenario's way to count due times."""
        deadlines = plan.deadlines
        return DueClock(
            deadlines.rule,
            deadlines.cut_off * MINUTE_MS,
            round(deadlines.hours_per_day * HOUR_MS),
            self.office,
            self.working_days(),
        )


def is_open_on(plan: Plan, date: dt.date) -> bool:
    """Whether any site of a centre is open on a day."""
    closed = closed_dates(plan.calendar, date, 1)
    weeks = [site.hours or plan.calendar.hours for site in plan.sites.values()]
    return any(_hours_on(date, plan.calendar, week, closed) for week in weeks)


def run_calendar(plan: Plan) -> RunCalendar:
    """Lay out the calendar of a scenario's run.

    It reaches so far beyond the run that every limit that begins in it also ends in it.
    """
    period = plan.period
    first_day = period.start - dt.timedelta(days=period.warm_up_days or 0)
    run_days = (period.end - first_day).days + 1 + period.follow_up_days
    laid_out = run_days + _margin_days(plan)
    closed = closed_dates(plan.calendar, first_day, laid_out)
    dates = [first_day + dt.timedelta(days=day) for day in range(laid_out)]
    office_hours = tuple(_hours_on(date, plan.calendar, plan.calendar.hours, closed) for date in dates)
    sites = {}
    for key, site in plan.sites.items():
        week = site.hours or plan.calendar.hours
        sites[key] = office_time([_hours_on(date, plan.calendar, week, closed) for date in dates[:run_days]])
    begins_day = (period.start - first_day).days
    return RunCalendar(
        first_day,
        run_days,
        (begins_day * DAY_MS, ((period.end - first_day).days + 1) * DAY_MS),
        np.asarray([bool(blocks) for blocks in office_hours]),
        office_hours,
        office_time(office_hours),
        sites,
    )


def _margin_days(plan: Plan) -> int:
    """Days to lay out beyond the run: the longest limit, with room for weekends, holidays and pauses."""
    limits = [2.0 * plan.procedures[key].reviews.limit_days for key in plan.procedures]
    for procedure in plan.procedures.values():
        limits += [limit for limit in (procedure.legal_days, procedure.days) if limit is not None]
        hours = [limit for limit in (procedure.legal_hours, procedure.hours) if limit is not None]
        limits += [limit / plan.deadlines.hours_per_day for limit in hours]
    open_days = sum(bool(plan.calendar.hours.blocks(weekday)) for weekday in range(7))
    return 120 + round(max(limits) * 2 * 7 / max(open_days, 1))


def closed_dates(calendar: Calendar, first_day: dt.date, days: int) -> frozenset[dt.date]:
    """Public holidays and the scenario's own closed days of a span of days.

    Raises
    ------
    ValueError
        If the country's holidays are not known.
    """
    closed = set(calendar.closed_days)
    if calendar.country:
        for year in range(first_day.year, (first_day + dt.timedelta(days=days)).year + 1):
            closed |= public_holidays(calendar.country, year)
    return frozenset(closed - set(calendar.make_up_days))


def _hours_on(date: dt.date, calendar: Calendar, week: WeekHours, closed: frozenset[dt.date]) -> tuple[Block, ...]:
    if date in closed:
        return ()
    if date in calendar.make_up_days:
        return tuple(week.blocks(date.weekday()) or week.blocks(WEEKDAYS.index(calendar.make_up_like)))
    return tuple(week.blocks(date.weekday()))


def office_time(hours_by_day: list[tuple[Block, ...]] | tuple[tuple[Block, ...], ...]) -> OfficeTime:
    """Office time from the open blocks of each day."""
    blocks = [(day * DAY_MS, block) for day, blocks in enumerate(hours_by_day) for block in blocks]
    return OfficeTime.of(
        [midnight + block.begins_min * MINUTE_MS for midnight, block in blocks],
        [midnight + block.ends_min * MINUTE_MS for midnight, block in blocks],
    )


def limits_ms(procedure: Procedure, deadlines: Deadlines) -> tuple[int, int]:
    """Limit in force and legal limit of a procedure, milliseconds of office time; (0, 0) where it has none.

    Where only one of the two is written, it is both.
    """
    legal, promised, unit_ms = procedure.legal_days, procedure.days, deadlines.hours_per_day * HOUR_MS
    if legal is None and promised is None:
        legal, promised, unit_ms = procedure.legal_hours, procedure.hours, float(HOUR_MS)
    legal = legal if legal is not None else promised
    promised = promised if promised is not None else legal
    in_force = legal if deadlines.limit_in_force == "legal" else promised
    return round((in_force or 0) * unit_ms), round((legal or 0) * unit_ms)
