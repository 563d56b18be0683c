"""What must be true of every explanation, for random pairs of scenarios."""

from __future__ import annotations

import datetime as dt
import json
import math
from fractions import Fraction
from itertools import combinations, permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, reject, settings
from hypothesis import strategies as st

import tvsim
from tests.functional.scenarios import samples
from tests.scenario_files import small_file
from tvsim.experiment import Explanation
from tvsim.experiment.replication import determining
from tvsim.outcomes import KEY_FIGURES
from tvsim.report.explanation import shown
from tvsim.scenario import Scenario
from tvsim.scenario.origins import Branch, Reader
from tvsim.scenario.transition import Transition

EDITS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("counters.justice.officers", (1, 3)),
    ("counters.health.officers", (0, 2)),
    ("counters.justice.roster", ([], [{"days": "fri", "hours": "13:00-17:00", "officers": 1}])),
    ("counter_defaults.wrap_up_min", (0, {"mean": 3, "cv": 1})),
    ("counters.justice.patience_min", (15, {"mean": 30, "cv": 0.5})),
    ("counters.health.turn_away", ({"queue": 2},)),
    ("channels.online.share", (0.3, 1.0)),
    ("channels.post.share", (0.2, 0.6)),
    ("channels.counter.returns", ({"counter": 0.2, "post": 0.8},)),
    ("agencies.justice.reviewers", (0, 1)),
    ("procedures.records.reviews.mode", ("parallel",)),
    ("procedure_defaults.days", (1, 9)),
    ("procedures.licences.per_year", (0, 3000)),
    ("deadlines.rule", ("half_day",)),
    ("absences.spells_per_year", (6,)),
    ("targets.wait_min", (5,)),
    ("costs.officer_hour", (45_000,)),
    ("period.follow_up_days", (5,)),
)


PLANS = samples().map(lambda sample: sample.plan)


@st.composite
def edits(draw: st.DrawFn, most: int) -> dict[str, Any]:
    """Some values of the small centre, each changed to one of a few others."""
    places = draw(st.lists(st.sampled_from(range(len(EDITS))), max_size=most, unique=True))
    return {EDITS[number][0]: draw(st.sampled_from(EDITS[number][1])) for number in places}


def check_sums(explanation: Explanation) -> None:
    """Every sum, as it is and as it is printed."""
    assert len(explanation.wholes) % len(KEY_FIGURES) == 0
    for agency, figure in explanation.wholes.index:
        parts = explanation.parts_of(figure, agency)["part"].to_numpy(float)
        whole = explanation.whole_of(figure, agency)
        if not len(parts):
            assert math.isnan(whole.whole) or whole.whole == 0
            continue
        if np.isnan(parts).any():
            assert np.isnan(parts).all()
            continue
        assert math.fsum(parts) == whole.whole == whole.final - whole.base
        printed = shown(explanation, figure, agency)
        size = 10.0**printed.digits * {"share": 100, "đồng": 1e-6}.get(KEY_FIGURES[figure].unit, 1)
        units = [round(each.value * size) for each in (*printed.parts, printed.whole)]
        assert sum(units[:-1]) == units[-1] == round(printed.final * size) - round(printed.base * size)
        for value, unit in zip((*parts, whole.whole), units, strict=True):
            assert abs(value * size - unit) <= 2


MOST_BY_HAND = 3
"""So many changes have few enough scenarios on the way to run each by itself."""


def check_parts(explanation: Explanation) -> None:
    """The parts of a few changes, by every order of making them, from each scenario on the way run by itself.

    Exact but for the last digits, on which rounding puts what makes the parts add up.
    """
    count = len(explanation.changes)
    if not 1 <= count <= MOST_BY_HAND or explanation.taken_together:
        return
    transition = Transition.between(explanation.base, explanation.final, "value")
    assert transition.alterations == explanation.changes
    values = {made: figures_of(transition.scenario(made), explanation) for made in subsets(count)}
    known = [row for row in explanation.wholes.index if all(row in own for own in values.values())]
    assert len(known) > len(KEY_FIGURES)
    for agency, figure in known:
        value = {made: Fraction(own[agency, figure]) for made, own in values.items()}
        wanted = by_every_order(value, count)
        last_digit = math.ulp(float(max(map(abs, (*value.values(), *wanted)))))
        found = explanation.parts_of(figure, agency)["part"].to_numpy(float)
        for part, exact in zip(found.tolist(), wanted, strict=True):
            assert abs(Fraction(part) - exact) <= 8 * last_digit, (agency, figure)


def by_every_order(value: dict[frozenset[int], Fraction], count: int) -> list[Fraction]:
    """What each change does when it is made, on average over the orders of making all of them."""
    done = [Fraction(0)] * count
    orders = list(permutations(range(count)))
    for order in orders:
        for place, change in enumerate(order):
            before = frozenset(order[:place])
            done[change] += (value[before | {change}] - value[before]) / len(orders)
    return done


def subsets(count: int) -> list[frozenset[int]]:
    return [frozenset(made) for size in range(count + 1) for made in combinations(range(count), size)]


def figures_of(scenario: Scenario, explanation: Explanation) -> dict[tuple[str, str], float]:
    """Key figures of all replications of a scenario together, by agency and figure: those that each of them has."""
    ran = tvsim.run(scenario, seed=explanation.seed, replications=explanation.replications, keep="figures")
    keys = [each.key for each in ran.replications]
    together = ran.key_figures
    return {
        (agency, figure): float(together.loc[agency, figure])
        for agency, figure in product(keys[0].index, KEY_FIGURES)
        if all(key.notna().loc[agency, figure] for key in keys)
    }


def of_examples(count: int) -> settings:
    return settings(max_examples=count, deadline=None, suppress_health_check=list(HealthCheck))


THREE = {"counters.justice.officers": 1, "counter_defaults.wrap_up_min": 3, "channels.online.share": 0.3}
"""Each does more where the others were made, too."""


@given(edits(2), edits(2))
@example({}, THREE)
@of_examples(5)
def test_parts_add_up_for_random_pairs(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], second: dict[str, Any]
) -> None:
    check_both_ways(tmp_path_factory, first, second)


@pytest.mark.slow
@given(edits(4), edits(4))
@of_examples(100)
def test_parts_add_up_for_many_random_pairs(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], second: dict[str, Any]
) -> None:
    check_both_ways(tmp_path_factory, first, second)


def check_both_ways(tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], second: dict[str, Any]) -> None:
    """Explain a pair of the small centre's variants, there and back."""
    small = tvsim.load(small_file(tmp_path_factory.mktemp("small"), "end = 2025-03-14", "end = 2025-03-07"))
    explanations = []
    for one, other in ((first, second), (second, first)):
        try:
            base, final = small.with_(one), small.with_(other)
        except tvsim.ScenarioError:
            return  # such as shares that add up to more than 1
        explanations.append(tvsim.explain(base, final, replications=2, orders=2))
    for each in explanations:
        check_sums(each)
    there, back = explanations
    check_parts(there)
    np.testing.assert_array_equal(there.wholes["whole"], -back.wholes["whole"])
    if len(there.changes) <= 5 and {each.place for each in there.changes} == {each.place for each in back.changes}:
        # All orders: the way back is made of the same parts, with the other sign.
        for figure in KEY_FIGURES:
            ways = [each.parts_of(figure)["part"].to_numpy(float) for each in explanations]
            np.testing.assert_allclose(ways[0], -ways[1], rtol=1e-9, atol=1e-9)


def as_scenario(plan: dict[str, Any], name: str) -> Scenario:
    """A scenario of a random plan, as if a file said so."""
    dated = {**plan, "period": {**plan["period"], **{key: _date(plan["period"][key]) for key in ("start", "end")}}}
    calendar = dict(plan["calendar"])
    for key in ("closed_days", "make_up_days"):
        if key in calendar:
            calendar[key] = list(map(_date, calendar[key]))
    absences = dict(plan["absences"])
    if "leave" in absences:
        absences["leave"] = [each | {key: _date(each[key]) for key in ("start", "end")} for each in absences["leave"]]
    tree = Reader(f"{name}.toml", "assumption").checked(dated | {"calendar": calendar, "absences": absences})
    assert isinstance(tree, Branch)
    try:
        return Scenario.of(Path(f"{name}.toml"), (f"{name}.toml",), tree)
    except tvsim.ScenarioError:
        reject()  # most of these plans pass all checks, but they are made for the engines, which need not


def _date(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@given(PLANS, PLANS)
@of_examples(3)
def test_parts_add_up_for_plans_that_have_nothing_in_common(one: dict[str, Any], other: dict[str, Any]) -> None:
    base, final = as_scenario(one, "one"), as_scenario(other, "other")
    check_sums(tvsim.explain(base, final, by="section", replications=2, orders=2))


@given(PLANS, PLANS, st.sampled_from(["value", "table", "section"]))
@of_examples(6)
def test_all_changes_lead_from_any_plan_to_any_other(one: dict[str, Any], other: dict[str, Any], by: Any) -> None:
    base, final = as_scenario(one, "one"), as_scenario(other, "other")
    found = Transition.between(base, final, by)
    everything = range(len(found.alterations))
    sorted_text = [_sorted(determining(each.plan)) for each in (found.scenario(everything), final)]
    assert sorted_text[0] == sorted_text[1]
    assert determining(found.scenario(()).plan) == determining(base.plan)
    for number in everything:
        found.scenario({number})
        found.scenario(set(everything) - {number})
    assert len({each.text for each in found.alterations}) == len(found.alterations)


def _sorted(text: str) -> str:
    """The same with all keys in order: agencies of both plans may stand in another one."""
    return json.dumps(json.loads(text), sort_keys=True)
