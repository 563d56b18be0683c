"""What counts the rules that random scenarios reach would notice if a rule, or two together, were reached no more."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any, get_args

import pytest
from hypothesis import given, seed, settings

from tests.functional.reached import ALTERNATIVES, EXCLUDED, NAMES, RULES, Together
from tests.functional.scenarios import Sample, run_sample, samples
from tests.functional.test_engines import RARELY
from tests.small import at, case_table, run_cases, small_plan
from tvsim.scenario.schema import Deadlines

Plan = dict[str, Any]


def without(kind: str, *keys: str) -> Callable[[Plan], Plan]:
    """Leave something out of all tables of a kind."""

    def change(plan: Plan) -> Plan:
        tables = {name: {key: each[key] for key in each if key not in keys} for name, each in plan[kind].items()}
        return plan | {kind: tables}

    return change


def without_at_once(plan: Plan) -> Plan:
    """Some procedures that decide all at once have no limit; they need one now."""
    plan = without("procedures", "at_once")(plan)
    has_limit = {key: "hours" in each or "days" in each for key, each in plan["procedures"].items()}
    limits = {key: {} if has_limit[key] else {"days": 1} for key in has_limit}
    return plan | {"procedures": {key: each | limits[key] for key, each in plan["procedures"].items()}}


def by_post_alone(plan: Plan) -> Plan:
    return plan | {"channels": plan["channels"] | {"online": {"share": 0.0}}}


def at_one_site(plan: Plan) -> Plan:
    here = {key: group for key, group in plan["counters"].items() if group["site"] == "centre"}
    return plan | {"sites": {"centre": {}}, "counters": here, "absences": {}}


LEFT_OUT: dict[str, tuple[Callable[[Plan], Plan], set[int | str]]] = {
    "wrap-up": (without("counters", "wrap_up_min"), {"wrap-up"}),
    "other duties": (without("counters", "other_duties"), {"other duties", "other duties fall away when many wait"}),
    "patience": (
        without("counters", "patience_min"),
        {"patience ends", *(name for name in NAMES if name.startswith("patience ends as"))},
    ),
    "turning away": (without("counters", "turn_away"), {"turned away at the door"}),
    "appointments": (without("counters", "appointments"), {14}),
    "enquiries": (without("procedures", "enquiries"), {"enquiries"}),
    "classes": (without("procedures", "priority_shares"), {"a higher class is called before an earlier ticket"}),
    "at once": (without_at_once, {15, "never due"}),
    "refusals": (without("procedures", "refused"), {"refused", "refused at once"}),
    "flaws": (without("procedures", "flawed"), {5, "a dossier comes again as it is checked"}),
    "supplements": (without("procedures", "supplement"), {10, "a request is answered at once"}),
    "reviews": (
        without("procedures", "reviews"),
        {8, "papers are carried to another agency", "the limit of a review passes as a task ends"},
    ),
    "the wait in the field": (without("procedures", "field_days"), {"a wait that uses nobody"}),
    "the last work": (without("procedures", "conclude_min"), {"the last work before the signature"}),
    "the committee": (
        without("procedures", "committee"),
        {"the committee signs too", "papers are carried to the committee", "an agency signs as the committee signs"},
    ),
    "capacity": (
        lambda plan: without("agencies", "sign_off")(plan) | {"committee": {}},
        {"signed up to the capacity", "the earliest due is signed first"},
    ),
    "the backlog": (without("agencies", "backlog"), {"a backlog"}),
    "absences": (
        lambda plan: plan | {"absences": {}},
        {
            "officers away",
            "reviewers away",
            "a task is handed back",
            "an unwanted review is dropped as its reviewer goes away",
        },
    ),
    "sites": (at_one_site, {"several sites", "an agency at several sites", "received away from home"}),
    "online": (by_post_alone, {"came online"}),
}
"""What is left out of all scenarios, and which rules then cannot act: numbers of DESIGN.md, section 3, or names."""


@pytest.mark.parametrize("what", LEFT_OUT)
def test_rules_that_no_scenario_has_are_missed(what: str) -> None:
    """They are not seen where they are not, and neither are they with any other rule."""
    change, left_out = LEFT_OUT[what]
    together = Together()

    @seed(0)
    @settings(RARELY, max_examples=60)
    @given(samples())
    def run(sample: Sample) -> None:
        together.note(run_sample(Sample(change(sample.plan), sample.seed, sample.step_min)))

    run()
    expected = {rule.name for rule in RULES if left_out & {rule.number, rule.name}}
    assert expected
    assert expected <= set(together.missing())
    apart = set(together.apart())
    assert all(
        pair in apart for pair in combinations(NAMES, 2) if expected & set(pair) and frozenset(pair) not in EXCLUDED
    )


def test_a_run_of_one_quiet_case_reaches_little() -> None:
    together = Together()
    together.note(run_cases(small_plan(), case_table({"comes_at": at(0, "08:15"), "hour_ms": at(0, "09:00")})))
    assert together.runs == 1
    assert sorted(set(NAMES) - set(together.missing())) == [
        "collected at the counter",
        "due by working hours",
        "returned at the counter",
        "signed at set times",
    ]


def test_names_are_different() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_every_rule_of_the_design_is_there() -> None:
    assert {rule.number for rule in RULES} == {*range(1, 16), "instant"}


def test_pairs_are_excluded_only_where_a_plan_says_one_or_the_other() -> None:
    """Each due rule, and each kind of limit, has one rule here; a plan has one value of either."""
    for field, alternatives in ALTERNATIVES.items():
        assert len(get_args(Deadlines.model_fields[field].annotation)) == len(alternatives)
        assert set(alternatives) <= set(NAMES)
    assert len(EXCLUDED) == 3 + 1
