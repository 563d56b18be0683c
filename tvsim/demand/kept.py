"""What follows from a plan and its calendar alone: worked out for the first replication, kept for the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from tvsim.calendar import RunCalendar
from tvsim.scenario.schema import Plan

T = TypeVar("T")
MOST_KEPT = 4
"""Plans whose results are kept at the same time."""


class _Run:
    """A plan and its calendar, told apart by identity: neither can be hashed, and neither changes."""

    def __init__(self, plan: Plan, calendar: RunCalendar) -> None:
        self.plan, self.calendar = plan, calendar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Run) and self.plan is other.plan and self.calendar is other.calendar

    def __hash__(self) -> int:
        return hash((id(self.plan), id(self.calendar)))


def once_a_run(build: Callable[[Plan, RunCalendar], T]) -> Callable[[Plan, RunCalendar], T]:
    """Keep what is built from a plan and its calendar, for the plans that were asked for last."""

    @lru_cache(maxsize=MOST_KEPT)
    def of(run: _Run) -> T:
        return build(run.plan, run.calendar)

    return lambda plan, calendar: of(_Run(plan, calendar))
