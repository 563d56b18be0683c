"""Which hours and letters have no price, and which of these a plan changes: its money is not all known then."""

from __future__ import annotations

from typing import Any

from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.outcomes import ALL
from tvsim.scenario.schema import Plan

PRICES = ("officer_hour", "reviewer_hour", "postage_in", "postage_out")


def unpriced(plan: Plan) -> list[str]:
    """Return the prices that a scenario does not state."""
    return [price for price in PRICES if getattr(plan.costs, price) == 0]


def changed_without_price(comparison: Comparison, plan: str) -> list[str]:
    """Return those of them whose hours or letters differ with a plan from the first scenario's."""
    today, other = comparison.scenarios[0].plan, comparison.scenarios[comparison.names.index(plan)].plan
    differs = {
        "officer_hour": _officers(today) != _officers(other) or not _is_equal(comparison, plan, "overtime_hours"),
        "reviewer_hour": _reviewers(today) != _reviewers(other),
        "postage_in": _demand(today) != _demand(other),
        "postage_out": not _is_equal(comparison, plan, "results_by_post"),
    }
    return [price for price in unpriced(other) if differs[price]]


def _officers(plan: Plan) -> dict[str, Any]:
    staff = {"officers", "roster", "desk_staff"}
    groups = {key: group.model_dump(include=staff) for key, group in plan.counters.items()}
    return groups | {"": plan.calendar.model_dump()}


def _reviewers(plan: Plan) -> dict[str, Any]:
    return {key: agency.reviewers for key, agency in plan.agencies.items()} | {"": plan.calendar.model_dump()}


def _demand(plan: Plan) -> list[Any]:
    """What decides how many dossiers come by post."""
    often = {key: procedure.per_year for key, procedure in plan.procedures.items()}
    return [plan.demand.model_dump(), plan.channels.model_dump(), often]


def _is_equal(comparison: Comparison, plan: str, figure: str) -> bool:
    found = comparison.difference(plan, ALL, figure)
    return found is None or found.verdict in {Verdict.EQUAL, Verdict.MISSING}
