"""Which hours and letters have no price, and which of these a plan changes: its money is not all known then."""

from __future__ import annotations

from collections.abc import Callable

from tvsim.calendar import run_calendar
from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.loads import expected_dossiers
from tvsim.outcomes import ALL
from tvsim.roster import rostered_min
from tvsim.scenario.schema import Plan

OF_STAFF = ("officer_hour", "reviewer_hour")
PRICES = (*OF_STAFF, "postage_in", "postage_out")


def unpriced(plan: Plan) -> list[str]:
    """Return the prices that a scenario does not state."""
    return [price for price in PRICES if getattr(plan.costs, price) == 0]


def changed_without_price(comparison: Comparison, plan: str) -> list[str]:
    """Return those of them whose hours or letters differ with a plan from the first scenario's, or may differ.

    Overtime and results by post may where they are not the same in every replication, told apart or not.
    """
    today, other = comparison.scenarios[0].plan, comparison.scenarios[comparison.names.index(plan)].plan
    differs: dict[str, Callable[[], bool]] = {
        "officer_hour": lambda: (
            _officers_min(today) != _officers_min(other) or not _is_equal(comparison, plan, "overtime_hours")
        ),
        "reviewer_hour": lambda: _reviewers_ms(today) != _reviewers_ms(other),
        "postage_in": lambda: expected_dossiers(today)["post"] != expected_dossiers(other)["post"],
        "postage_out": lambda: not _is_equal(comparison, plan, "results_by_post"),
    }
    return [price for price in unpriced(other) if differs[price]()]


def _officers_min(plan: Plan) -> int:
    """Minutes for which officers are rostered in the period."""
    calendar = run_calendar(plan)
    return sum(sum(rostered_min(plan, calendar, group)) for group in plan.counters.values())


def _reviewers_ms(plan: Plan) -> int:
    """Office hours of all reviewers in the period."""
    calendar = run_calendar(plan)
    office_ms = int(calendar.office.between(*calendar.period_at))
    return office_ms * sum(each.reviewers for each in plan.agencies.values())


def _is_equal(comparison: Comparison, plan: str, figure: str) -> bool:
    found = comparison.difference(plan, ALL, figure)
    return found is None or found.verdict in {Verdict.EQUAL, Verdict.MISSING}
