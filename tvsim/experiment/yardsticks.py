"""Whether scenarios are measured alike: by the same targets and the same prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.language import Language
from tvsim.scenario import Scenario
from tvsim.scenario.schema import Plan


def other_yardsticks(scenarios: Sequence[Scenario], names: Sequence[str], language: Language) -> list[str]:
    """Say of scenarios with other targets or prices than the first that figures differ by these, whatever else does."""
    first, others = scenarios[0].plan, [each.plan for each in scenarios[1:]]
    called = zip(names[1:], others, strict=True)
    return [text for name, plan in called for text in _others(name, plan, names[0], first, language)]


def _others(name: str, plan: Plan, first_name: str, first: Plan, say: Language) -> Iterator[str]:
    if plan.targets.wait_min != first.targets.wait_min:
        yield say.worded(
            "{name} has another target of the wait than {first}: shares within the target differ by that, too",
            name=name,
            first=first_name,
        )
    if plan.targets.acknowledge_hours != first.targets.acknowledge_hours:
        yield say.worded(
            "{name} has another time to acknowledge in than {first}: shares acknowledged in time differ by that, too",
            name=name,
            first=first_name,
        )
    if plan.costs != first.costs:
        yield say.worded("{name} has other prices than {first}: costs differ by that, too", name=name, first=first_name)
