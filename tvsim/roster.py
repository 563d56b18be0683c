"""From weekly rosters to the shifts of each officer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS, RunCalendar
from tvsim.codes import Duty
from tvsim.scenario.places import group_site
from tvsim.scenario.schema import CounterGroup, Plan, RosterBlock
from tvsim.scenario.values import WEEKDAYS, Block

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Shifts:
    """Shifts of all officers, by officer and time; an officer's shifts never overlap.

    Attributes
    ----------
    group : counter group of each officer, shape (officers,)
    first : the shifts of officer ``k`` are ``first[k]`` up to ``first[k + 1]``
    begins_at, ends_at : engine time, shape (shifts,)
    duty : codes of `Duty`, shape (shifts,)
    serves_out : the shift ends at lunch or closing, where the policy is to serve those who still wait
    """

    group: Ints
    first: Ints
    begins_at: Ints
    ends_at: Ints
    duty: Ints
    serves_out: NDArray[np.bool_]

    @property
    def officer(self) -> Ints:
        """Officer of each shift."""
        return np.repeat(np.arange(len(self.group)), np.diff(self.first))


@dataclass(frozen=True)
class Piece:
    """So many officers for the counter, and for the desk alone, in a part of a day."""

    block: Block
    officers: int
    desk: int


@dataclass(frozen=True, eq=False)
class RosterDay:
    """A kind of day of a counter group: the days that are alike share one."""

    pieces: tuple[Piece, ...]
    serves_out_at: frozenset[int]


@dataclass(frozen=True)
class Roster:
    """Shifts of all officers if none of them were ever away.

    Attributes
    ----------
    shifts : Shifts
    officer, day : officer and day of each shift, shape (shifts,)
    """

    shifts: Shifts
    officer: Ints
    day: Ints

    def less(self, away: NDArray[np.bool_]) -> Shifts:
        """Return the shifts without those of days off; ``away`` has shape (officers, days of the run)."""
        if not away.any():
            return self.shifts
        every = self.shifts
        kept = np.flatnonzero(~away[self.officer, self.day])
        return Shifts(
            every.group,
            _first(self.officer[kept], len(every.group)),
            every.begins_at[kept],
            every.ends_at[kept],
            every.duty[kept],
            every.serves_out[kept],
        )


def roster(plan: Plan, calendar: RunCalendar, officers: dict[str, int]) -> Roster:
    """Lay the rosters of all counter groups out over the run, for so many officers by group key."""
    group_of: list[int] = []
    rows = []
    for number, (key, group) in enumerate(plan.counters.items()):
        days = _days_pieces(plan, calendar, group)
        for own_number in range(officers[key]):
            shifts_of = cache(partial(_officer_shifts, group, own_number))
            for day, of_day in enumerate(days):
                rows += [(len(group_of), day, *shift) for shift in shifts_of(of_day)]
            group_of.append(number)
    columns = np.array(rows, dtype=np.int64).reshape(-1, 6)
    officer, day, begins_min, ends_min, duty, serves_out = np.ascontiguousarray(columns.T)
    laid_out = Shifts(
        np.array(group_of, dtype=np.int64),
        _first(officer, len(group_of)),
        day * DAY_MS + begins_min * MINUTE_MS,
        day * DAY_MS + ends_min * MINUTE_MS,
        duty,
        serves_out.astype(bool),
    )
    return Roster(laid_out, officer, day)


def _first(officer: Ints, officers: int) -> Ints:
    """Where each officer's shifts begin, and where the last one's end."""
    return np.concatenate(([0], np.cumsum(np.bincount(officer, minlength=officers)))).astype(np.int64)


def _days_pieces(plan: Plan, calendar: RunCalendar, group: CounterGroup) -> list[RosterDay]:
    """Who is on duty in the parts of each day, and at which minutes those who then go serve out who waits."""
    opening_time = calendar.sites[group_site(plan, group)]
    starts = set(opening_time.starts_at.tolist())
    blocks: list[list[Block]] = [[] for _ in range(calendar.run_days)]
    stays_open = [False] * calendar.run_days
    for begins, ends in zip(opening_time.starts_at.tolist(), opening_time.ends_at.tolist(), strict=True):
        day, midnight = begins // DAY_MS, begins // DAY_MS * DAY_MS
        blocks[day].append(Block((begins - midnight) // MINUTE_MS, (ends - midnight) // MINUTE_MS))
        stays_open[day] = ends in starts

    @cache
    def pieces(opening: tuple[Block, ...], weekday: int, over_midnight: bool) -> RosterDay:
        at_lunch = opening[:-1] if group.at_lunch == "serve" else ()
        at_closing = opening[-1:] if group.at_closing == "serve" and not over_midnight else ()
        serves_out_at = frozenset(block.ends_min for block in (*at_lunch, *at_closing))
        ordinary = weekday if _ordinarily_open(plan, group, weekday) else WEEKDAYS.index(plan.calendar.make_up_like)
        return RosterDay(tuple(roster_pieces(group, opening, ordinary)), serves_out_at)

    first_weekday = calendar.first_day.weekday()
    return [pieces(tuple(opening), (first_weekday + day) % 7, stays_open[day]) for day, opening in enumerate(blocks)]


def open_days(plan: Plan, calendar: RunCalendar, group: CounterGroup) -> dict[int, int]:
    """Days of the reported period on which a group's site is open, each with the weekday whose hours it has."""
    begins, ends = (at // DAY_MS for at in calendar.period_at)
    days = np.unique(calendar.sites[group_site(plan, group)].starts_at // DAY_MS)
    first_weekday = calendar.first_day.weekday()
    stand_in = WEEKDAYS.index(plan.calendar.make_up_like)
    like = [weekday if _ordinarily_open(plan, group, weekday) else stand_in for weekday in range(7)]
    return {day: like[(first_weekday + day) % 7] for day in days[(days >= begins) & (days < ends)].tolist()}


def day_pieces(plan: Plan, group: CounterGroup, weekday: int) -> tuple[Piece, ...]:
    """Parts of an ordinary weekday with those on duty, when nobody is away."""
    week = plan.sites[group_site(plan, group)].hours or plan.calendar.hours
    return tuple(roster_pieces(group, week.blocks(weekday), weekday))


def officer_min(group: CounterGroup, pieces: tuple[Piece, ...], officer: int) -> tuple[int, int]:
    """Minutes of one officer at the counter, and at the desk alone, on a day of these parts."""
    at_counter_min = at_desk_min = 0
    for begins_min, ends_min, duty in _officer_day(group, pieces, officer):
        at_counter_min += (ends_min - begins_min) * (duty != Duty.DESK)
        at_desk_min += (ends_min - begins_min) * (duty == Duty.DESK)
    return at_counter_min, at_desk_min


def rostered_min(plan: Plan, calendar: RunCalendar, group: CounterGroup) -> tuple[int, int]:
    """Minutes on duty at the counter, and at the desk alone, in the reported period, when nobody is away."""
    dedicated = group.desk_staff if group.desk == "dedicated" else 0
    officers_min = desk_min = 0
    for weekday, days in Counter(open_days(plan, calendar, group).values()).items():
        for piece in day_pieces(plan, group, weekday):
            length_min = (piece.block.ends_min - piece.block.begins_min) * days
            officers_min += piece.officers * length_min
            desk_min += (piece.desk + dedicated) * length_min
    return officers_min, desk_min


def _ordinarily_open(plan: Plan, group: CounterGroup, weekday: int) -> bool:
    """Whether a group's site is open on a weekday by its ordinary hours."""
    week = plan.sites[group_site(plan, group)].hours or plan.calendar.hours
    return bool(week.blocks(weekday))


def roster_pieces(group: CounterGroup, opening: tuple[Block, ...] | list[Block], weekday: int) -> Iterator[Piece]:
    """Parts of a day's opening hours, in order, with those on duty: the roster's where it speaks, else `officers`."""
    blocks = [block for block in group.roster if weekday in block.days]
    for opened in opening:
        edges = {opened.begins_min, opened.ends_min}
        for block in blocks:
            edges |= {edge for edge in (block.hours.begins_min, block.hours.ends_min) if _inside(edge, opened)}
        ordered = sorted(edges)
        for begins, ends in pairwise(ordered):
            part = Block(begins, ends)
            rostered = _block_of(part, blocks)
            if rostered is None:
                yield Piece(part, group.officers, 0)
            else:
                yield Piece(part, rostered.officers, rostered.desk)


def _inside(edge_min: int, opened: Block) -> bool:
    return opened.begins_min < edge_min < opened.ends_min


def _block_of(part: Block, blocks: list[RosterBlock]) -> RosterBlock | None:
    return next((block for block in blocks if part.within([block.hours])), None)


def _officer_shifts(group: CounterGroup, officer: int, day: RosterDay) -> list[tuple[int, int, int, bool]]:
    """Shifts of one officer on a kind of day: begin and end in minutes, duty, and whether they serve out who waits."""
    return [
        (begins, ends, duty, ends in day.serves_out_at and duty != Duty.DESK)
        for begins, ends, duty in _officer_day(group, day.pieces, officer)
    ]


def _officer_day(group: CounterGroup, pieces: tuple[Piece, ...], officer: int) -> Iterator[tuple[int, int, int]]:
    """Shifts of one officer on one day: begin and end in minutes, and duty."""
    begins, ends, duty = 0, 0, -1
    for piece in pieces:
        now_duty = _duty(group, piece, officer)
        if now_duty == duty and piece.block.begins_min == ends:
            ends = piece.block.ends_min
            continue
        if duty >= 0:
            yield begins, ends, duty
        begins, ends, duty = piece.block.begins_min, piece.block.ends_min, now_duty
    if duty >= 0:
        yield begins, ends, duty


def _duty(group: CounterGroup, piece: Piece, officer: int) -> int:
    """The first officers are at the counter, the next at the desk; dedicated staff come last."""
    most = max([group.officers, *(block.officers + block.desk for block in group.roster)])
    if officer >= most:
        return Duty.DESK
    if officer < piece.officers:
        return Duty.COUNTER_AND_DESK if group.desk == "between_tickets" else Duty.COUNTER
    if officer < piece.officers + piece.desk:
        return Duty.DESK
    return -1
