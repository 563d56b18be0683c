"""Whether scenarios are measured alike: over the same days, by the same targets, at the same prices.

Limits are a promise that a plan may change: what is overdue is so by the plan's own, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.schema import Plan, Procedure

FOLLOWED = ("acknowledged_in_time", "results_by_post", "visits_per_case", "postage")
"""Key figures of cases of the period to which that belongs which is seen of them after it."""
MONEY_AND_HOURS = frozenset({"staff_cost", "postage", "waiting_hours", "travel_hours"})
"""Key figures that are weighed against each other."""


def measured_otherwise(first: Scenario, other: Scenario) -> frozenset[str]:
    """Key figures that two scenarios do not measure alike: whatever differs, it may be by that alone.

    All of them over other days, or after another warm-up; shares within other targets, costs at other prices, hours on
    the way where one of them states none, and what is seen of cases after the period, where that is followed for
    another time: all of them where visits are booked, since days after the period have places for those who ask in it.
    """
    one, two = first.plan, other.plan
    followed_otherwise = one.period.follow_up_days != two.period.follow_up_days
    if _days(one) != _days(two) or (followed_otherwise and (_books(one) or _books(two))):
        return frozenset(KEY_FIGURES)
    otherwise = {
        FOLLOWED: followed_otherwise,
        ("within_target",): one.targets.wait_min != two.targets.wait_min,
        ("acknowledged_in_time",): one.targets.acknowledge_hours != two.targets.acknowledge_hours,
        ("staff_cost",): _wages(one) != _wages(two),
        ("postage",): _postage(one) != _postage(two),
        ("travel_hours",): states_ways(one) != states_ways(two),
    }
    return frozenset(name for names, is_otherwise in otherwise.items() if is_otherwise for name in names)


def _days(plan: Plan) -> tuple[object, ...]:
    return plan.period.start, plan.period.end, plan.period.warm_up_days


def _books(plan: Plan) -> bool:
    return any(group.appointments.share > 0 for group in plan.counters.values())


def _wages(plan: Plan) -> tuple[float, ...]:
    return plan.costs.officer_hour, plan.costs.reviewer_hour, plan.costs.overtime_factor


def _postage(plan: Plan) -> tuple[float, ...]:
    return plan.costs.postage_in, plan.costs.postage_out


def states_ways(plan: Plan) -> bool:
    """Whether a scenario says how long people travel."""
    return any(minutes for site in plan.sites.values() for minutes in site.travel_min.values())


def other_yardsticks(scenarios: Sequence[Scenario], names: Sequence[str], language: Language) -> list[str]:
    """Say of scenarios with other targets, prices or limits than the first that figures differ by these, too."""
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
    if _have_other_limits(plan, first):
        yield say.worded(
            "{name} promises other limits than {first}: cases are overdue by its own, more or fewer by that alone",
            name=name,
            first=first_name,
        )
    if (_wages(plan), _postage(plan)) != (_wages(first), _postage(first)):
        yield say.worded("{name} has other prices than {first}: costs differ by that, too", name=name, first=first_name)
    if states_ways(plan) != states_ways(first):
        yield say.worded(
            "of {name} and {first} one states how long people travel and the other does not: nothing is known of what "
            "the plan does to hours on the way",
            name=name,
            first=first_name,
        )


def _have_other_limits(one: Plan, other: Plan) -> bool:
    """Whether limits are counted otherwise, or a procedure of both has another one."""
    both = one.procedures.keys() & other.procedures.keys()
    return _counted(one) != _counted(other) or any(
        _limits(one.procedures[key]) != _limits(other.procedures[key]) for key in both
    )


def _counted(plan: Plan) -> tuple[object, ...]:
    found = plan.deadlines
    return found.rule, found.cut_off, found.hours_per_day, found.limit_in_force


def _limits(procedure: Procedure) -> tuple[object, ...]:
    own = procedure.days, procedure.hours, procedure.legal_days, procedure.legal_hours
    return *own, procedure.supplement.clock
