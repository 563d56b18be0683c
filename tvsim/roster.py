"""From weekly rosters to the shifts of each officer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
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


@dataclass(frozen=True)
class Piece:
    """So many officers for the counter, and for the desk alone, in a part of a day."""

    block: Block
    officers: int
    desk: int


def shifts(plan: Plan, calendar: RunCalendar, away: dict[str, NDArray[np.bool_]]) -> Shifts:
    """Lay the rosters of all counter groups out over the run; ``away`` has the officers' days off by group key."""
    group_of, first, rows = [], [0], []
    for number, (key, group) in enumerate(plan.counters.items()):
        days = _days_pieces(plan, calendar, group)
        for officer, days_off in enumerate(away[key]):
            group_of.append(number)
            for day in np.flatnonzero(~days_off).tolist():
                pieces, serves_out_at = days[day]
                for begins, ends, duty in _officer_day(group, pieces, officer):
                    serves_out = ends in serves_out_at and duty != Duty.DESK
                    rows.append((day, begins, ends, duty, serves_out))
            first.append(len(rows))
    columns = np.array(rows, dtype=np.int64).reshape(-1, 5)
    midnight = columns[:, 0] * DAY_MS
    return Shifts(
        np.array(group_of, dtype=np.int64),
        np.array(first, dtype=np.int64),
        midnight + columns[:, 1] * MINUTE_MS,
        midnight + columns[:, 2] * MINUTE_MS,
        columns[:, 3].copy(),
        columns[:, 4].astype(bool),
    )


def _days_pieces(
    plan: Plan, calendar: RunCalendar, group: CounterGroup
) -> list[tuple[tuple[Piece, ...], frozenset[int]]]:
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
    def pieces(
        opening: tuple[Block, ...], weekday: int, over_midnight: bool
    ) -> tuple[tuple[Piece, ...], frozenset[int]]:
        at_lunch = opening[:-1] if group.at_lunch == "serve" else ()
        at_closing = opening[-1:] if group.at_closing == "serve" and not over_midnight else ()
        serves_out_at = frozenset(block.ends_min for block in (*at_lunch, *at_closing))
        ordinary = weekday if _ordinarily_open(plan, group, weekday) else WEEKDAYS.index(plan.calendar.make_up_like)
        return tuple(roster_pieces(group, opening, ordinary)), serves_out_at

    first_weekday = calendar.first_day.weekday()
    return [pieces(tuple(opening), (first_weekday + day) % 7, stays_open[day]) for day, opening in enumerate(blocks)]


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
