"""Where rosters say how many officers there are, so that the ordinary number of a counter group applies less, or never.

Make-up days change nothing: each has the hours and the roster of an ordinary weekday.
"""

from __future__ import annotations

from collections.abc import Iterable

from tvsim.scenario.places import group_site
from tvsim.scenario.schema import CounterGroup, Plan
from tvsim.scenario.values import Block


def is_rostered_throughout(plan: Plan, group: CounterGroup) -> bool:
    """Whether the roster of a group covers all opening hours of its site.

    Blocks of a roster lie within the opening hours and do not overlap, so that they cover a day where they are as long.
    """
    week = plan.sites[group_site(plan, group)].hours or plan.calendar.hours
    return bool(group.roster) and all(
        _length_min(block.hours for block in group.roster if weekday in block.days) == _length_min(week.blocks(weekday))
        for weekday in range(7)
    )


def _length_min(blocks: Iterable[Block]) -> int:
    return sum(block.ends_min - block.begins_min for block in blocks)
