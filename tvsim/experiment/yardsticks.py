"""Whether scenarios are measured alike: by the same targets and the same prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.schema import Plan

FOLLOWED = ("acknowledged_in_time", "results_by_post", "visits_per_case", "postage")
"""Key figures of cases of the period to which that belongs which is seen of them after it."""
MONEY_AND_HOURS = frozenset({"staff_cost", "postage", "waiting_hours", "travel_hours"})
"""Key figures that are weighed against each other."""


def measured_otherwise(first: Scenario, other: Scenario) -> frozenset[str]:
    """Key figures that two scenarios do not measure alike: whatever differs, it may be by that alone.

    All of them over other days, or after another warm-up; shares within other targets, costs at other prices, and what
    is seen of cases after the period, where that is followed for another time.
    """
    one, two = first.plan, other.plan
    if _days(one) != _days(two):
        return frozenset(KEY_FIGURES)
    otherwise = {
        FOLLOWED: one.period.follow_up_days != two.period.follow_up_days,
        ("within_target",): one.targets.wait_min != two.targets.wait_min,
        ("acknowledged_in_time",): one.targets.acknowledge_hours != two.targets.acknowledge_hours,
        ("staff_cost",): _wages(one) != _wages(two),
        ("postage",): _postage(one) != _postage(two),
    }
    return frozenset(name for names, is_otherwise in otherwise.items() if is_otherwise for name in names)


def _days(plan: Plan) -> tuple[object, ...]:
    return plan.period.start, plan.period.end, plan.period.warm_up_days


def _wages(plan: Plan) -> tuple[float, ...]:
    return plan.costs.officer_hour, plan.costs.reviewer_hour, plan.costs.overtime_factor


def _postage(plan: Plan) -> tuple[float, ...]:
    return plan.costs.postage_in, plan.costs.postage_out


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
