"""What agencies are called."""

from __future__ import annotations

from collections.abc import Iterable

from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.scenario import Scenario
from tvsim.scenario.schema import CounterGroup


def group_name(group: CounterGroup, scenario: Scenario, language: Language) -> str:
    """Return what a counter group is called: by the agencies it serves."""
    agencies = scenario.plan.agencies
    return "; ".join(language.name(agencies[key].name, key) for key in group.agencies)


def agency_name(agency: str, scenarios: Iterable[Scenario], language: Language) -> str:
    """Return what an agency is called in the first scenario that has it; ``all`` is the whole centre."""
    if agency == ALL:
        return language.text("All")
    for each in scenarios:
        if agency in each.plan.agencies:
            return language.name(each.plan.agencies[agency].name, agency)
    return agency
