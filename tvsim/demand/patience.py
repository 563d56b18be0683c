"""What those who come to the counter put up with, and what they do when they are not served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS
from tvsim.codes import AfterLeaving
from tvsim.demand.alike import put_rows
from tvsim.demand.case_table import MAX_VISITS, PATIENT
from tvsim.demand.draws import Draws, Flags, Floats, Ints, Kind, Strand
from tvsim.demand.durations import Durations, by_owner, spread
from tvsim.demand.streams import Purpose
from tvsim.scenario.places import group_numbers
from tvsim.scenario.schema import Plan
from tvsim.scenario.values import Distribution

Columns = dict[str, NDArray[Any]]

NO_LIMIT = Distribution(distribution="constant", mean=0.0)
"""Stands for the patience of those who stay."""


class Visits:
    """What happens at each visit: rules and durations of the counter group where the case is received."""

    def __init__(self, plan: Plan, strands: Sequence[Strand]) -> None:
        procedures, groups = list(plan.procedures.values()), list(plan.counters.values())
        agencies = list(plan.agencies)
        agency = [agencies.index(procedures[strand.procedure].agency) for strand in strands]
        leaving = [group.after_leaving for group in groups]
        self._group = group_numbers(plan)[:, agency]
        self._is_enquiry = np.array([strand.kind == Kind.ENQUIRY for strand in strands])
        self._levels = _priority_levels([procedures[strand.procedure].priority_shares for strand in strands])
        self._has_classes = np.asarray(np.isfinite(self._levels).any(axis=1))
        self._wrap_up = Durations([group.wrap_up_min for group in groups], MINUTE_MS)
        self._stays = np.array([group.patience_min is None for group in groups])
        self._patience = Durations([group.patience_min or NO_LIMIT for group in groups], MINUTE_MS)
        self._turn_away = by_owner([group.turn_away.share if group.turn_away else 0.0 for group in groups])
        self._queue = by_owner([group.turn_away.queue if group.turn_away else 0 for group in groups])
        self._come_back = by_owner([rule.come_back for rule in leaving])
        self._not_online = by_owner([1 - rule.go_online for rule in leaving])
        self._after_days = Durations([rule.after_days for rule in leaving], 1)

    def columns(self, site: NDArray[np.int32], makes_visits: Flags, draws: Draws) -> Columns:
        """Columns of the case table that hold for each visit, and the class in the queue.

        Durations only of those who may make visits.
        """
        group = self._group[site, draws.strand]
        columns: Columns = {
            "priority": self._priority(draws),
            "wrap_up_ms": draws.milliseconds(Purpose.WRAP_UP, self._wrap_up, group, makes_visits, MAX_VISITS),
            "patience_ms": self._patience_ms(group, makes_visits, draws),
        }
        return columns | self._leaving(group, makes_visits, draws)

    def _patience_ms(self, group: Ints, makes_visits: Flags, draws: Draws) -> Ints:
        patience_ms = draws.milliseconds(Purpose.PATIENCE, self._patience, group, makes_visits, MAX_VISITS)
        if self._stays.any():
            patience_ms[makes_visits & self._stays[group]] = PATIENT
        return patience_ms

    def _priority(self, draws: Draws) -> NDArray[np.int8]:
        if not self._levels.shape[1]:
            return np.zeros(draws.count, dtype=np.int8)
        uniform = draws.uniform(Purpose.PRIORITY, needed=self._has_classes[draws.strand])
        return np.asarray((uniform[:, None] >= self._levels[draws.strand]).sum(axis=1, dtype=np.int8))

    def _leaving(self, group: Ints, makes_visits: Flags, draws: Draws) -> Columns:
        """Queue at which they turn away, what they do next, and after how many days they come back."""
        turns, choice, days = np.moveaxis(draws.uniform(Purpose.LEAVING, MAX_VISITS, 3), 2, 0)
        shape = (draws.count, MAX_VISITS)
        visitors = np.flatnonzero(makes_visits)
        after_days = self._after_days.quantiles(group[visitors], days.take(visitors, axis=0))
        away_days = np.zeros(shape, dtype=np.int32)
        put_rows(away_days, visitors, np.maximum(1, np.ceil(after_days)).astype(np.int32))
        turn_away = turns < spread(self._turn_away, group, shape)
        queue = spread(self._queue, group, shape).astype(np.int32)
        return {
            "after_leaving": self._after_leaving(group, choice, draws),
            "away_days": away_days,
            "turns_away_at": turn_away * queue,
        }

    def _after_leaving(self, group: Ints, choice: Floats, draws: Draws) -> NDArray[np.int8]:
        """Coming back from below, going online from above; a question is not asked online."""
        is_enquiry = self._is_enquiry[draws.strand]
        online = np.where(is_enquiry, np.int8(AfterLeaving.GIVE_UP), np.int8(AfterLeaving.GO_ONLINE))
        gives_up = choice >= spread(self._come_back, group, choice.shape)
        after = np.int8(AfterLeaving.GIVE_UP) * gives_up  # to come back is 0
        goes_online = choice >= spread(self._not_online, group, choice.shape)
        np.putmask(after, goes_online, np.repeat(online, MAX_VISITS))
        return after


def _priority_levels(shares: list[list[float]]) -> Floats:
    """Draws from which each next class is chosen, one row a strand; infinite beyond its last class."""
    levels = np.full((len(shares), max(map(len, shares)) - 1), np.inf)
    for number, of_strand in enumerate(shares):
        levels[number, : len(of_strand) - 1] = np.cumsum(of_strand)[:-1]
    return levels
