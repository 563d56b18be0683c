"""What to know of a valid scenario before it is run: it can be simulated, but its figures may mislead."""

from __future__ import annotations

from collections.abc import Sequence

from tvsim.language import worded
from tvsim.loads import load_warnings
from tvsim.scenario import Scenario
from tvsim.scenario.checks_rules import needs_back_office
from tvsim.scenario.schema import Plan


class ScenarioWarning(UserWarning):
    """Something in a scenario that is allowed, and may make its figures mislead."""


class OverloadWarning(ScenarioWarning):
    """A pool whose mean load is 1 or more: its queue grows as long as the run lasts."""


class EmptyStartWarning(ScenarioWarning):
    """A back office that has nothing to do when the reported period begins."""


def cautions(plan: Plan) -> list[ScenarioWarning]:
    """One warning of one sentence for a back office that starts empty, and for each overloaded pool."""
    found: list[ScenarioWarning] = []
    if _starts_empty(plan):
        text = worded(
            "no day is run before it and no agency has a backlog, so that the back office starts empty, and its first "
            "cases are decided too soon"
        )
        found.append(EmptyStartWarning(f"period.warm_up_days = 0: {text}"))
    return found + [OverloadWarning(text) for text in load_warnings(plan)]


def cautions_of(scenarios: Sequence[Scenario]) -> list[ScenarioWarning]:
    """Each caution of several scenarios once, with the name of the scenario; of one without it."""
    several = len(scenarios) > 1
    found = {
        f"{scenario.name}: {caution}" if several else str(caution): type(caution)
        for scenario in scenarios
        for caution in cautions(scenario.plan)
    }
    return [kind(text) for text, kind in found.items()]


def _starts_empty(plan: Plan) -> bool:
    """Whether cases go to a back office in which none is open at the start of the reported period."""
    working = any(needs_back_office(plan, key) for key in plan.agencies)
    has_backlog = any(agency.backlog for agency in plan.agencies.values())
    return working and not plan.period.warm_up_days and not has_backlog
