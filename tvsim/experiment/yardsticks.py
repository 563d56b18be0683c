"""Whether scenarios are measured alike: by the same targets and the same prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.schema import Plan

PRICED = ("staff_cost", "postage")
TOTALS = tuple(name for name, figure in KEY_FIGURES.items() if figure.is_total)


def measured_otherwise(first: Scenario, other: Scenario) -> frozenset[str]:
    """Key figures that two scenarios do not measure alike: whatever differs, it may be by that alone.

    Totals of other periods, shares within other targets, and costs at other prices.
    """
    one, two = first.plan, other.plan
    periods = ((each.period.start, each.period.end) for each in (one, two))
    found = {
        TOTALS: len(set(periods)) > 1,
        ("within_target",): one.targets.wait_min != two.targets.wait_min,
        ("acknowledged_in_time",): one.targets.acknowledge_hours != two.targets.acknowledge_hours,
        PRICED: one.costs != two.costs,
    }
    return frozenset(name for names, is_otherwise in found.items() if is_otherwise for name in names)


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
