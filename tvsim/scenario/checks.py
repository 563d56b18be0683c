"""What the schema alone cannot see: whether the parts of a scenario fit together.

Each check yields a complaint for each mistake. Later checks take for granted what earlier ones have found in order.
"""

from __future__ import annotations

from collections.abc import Iterator

from tvsim.scenario.checks_demand import check_demand, check_sizes
from tvsim.scenario.checks_hours import check_calendar, check_hours
from tvsim.scenario.checks_names import check_names
from tvsim.scenario.checks_rules import check_rules
from tvsim.scenario.errors import Complaint
from tvsim.scenario.schema import Plan

_STAGES = (
    (check_names, check_calendar),
    (check_hours, check_rules),
    (check_demand, check_sizes),
)


def check(plan: Plan) -> Iterator[Complaint]:
    """All complaints of the first stage that has any."""
    for stage in _STAGES:
        found = [complaint for each in stage for complaint in each(plan)]
        if found:
            yield from found
            return
