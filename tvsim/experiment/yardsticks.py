"""Whether scenarios are measured alike: by the same targets and the same prices."""

from __future__ import annotations

from collections.abc import Sequence

from tvsim.language import Language
from tvsim.scenario import Scenario


def other_yardsticks(scenarios: Sequence[Scenario], names: Sequence[str], language: Language) -> list[str]:
    """Say of scenarios with other targets or prices than the first that these alone make figures differ."""
    first, found = scenarios[0].plan, list[str]()
    for name, scenario in zip(names[1:], scenarios[1:], strict=True):
        plan = scenario.plan
        if plan.targets != first.targets:
            found.append(
                language.worded(
                    "{name} has other targets than {first}: shares within the target differ by that alone",
                    name=name,
                    first=names[0],
                )
            )
        if plan.costs != first.costs:
            found.append(
                language.worded(
                    "{name} has other prices than {first}: costs differ by that alone", name=name, first=names[0]
                )
            )
    return found
