"""Why scenarios differ: parts by hand, exact sums, intervals, and what is missing."""

from __future__ import annotations

import datetime as dt
import math
import warnings
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import tvsim
from tests.scenario_files import small_file
from tvsim.experiment import Explanation, LongWayWarning
from tvsim.experiment import way as way_module
from tvsim.experiment.citizens import UnlikeScenariosWarning
from tvsim.experiment.parts import around, order_error
from tvsim.experiment.way import Way
from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report.explanation import sentences
from tvsim.scenario.transition import BY, SubsetError
from tvsim.statistics import Orders, orders_of, paired_differences, shapley

COUNT, SEED = 4, 3
FEWER = {"counters.justice.officers": 1}
SLOWER = {"procedure_defaults.intake_min.mean": 14}
COSTS = {"costs.officer_hour": 40_000, "costs.reviewer_hour": 60_000}
SEVEN = {
    "agencies.health.reviewers": 2,
    "procedures.licences.per_year": 1500,
    "procedures.records.days": 2,
    "absences.spells_per_year": 4,
}
"""Four changes more than the three others."""
ONE_MORE = {"counters.health.officers": 2}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    small = tvsim.load(small_file(tmp_path_factory.mktemp("small")))
    return small.with_(COSTS)


@pytest.fixture(scope="module")
def two(base: tvsim.Scenario) -> Explanation:
    """Two changes that act on each other: fewer officers, and longer services."""
    return tvsim.explain(base, base.with_(FEWER | SLOWER), seed=SEED, replications=COUNT)


def adds_up(explanation: Explanation) -> int:
    """Check every sum; returns how many there are."""
    checked = 0
    for (agency, figure), row in explanation.wholes.iterrows():  # type: ignore[misc]
        parts = explanation.parts_of(str(figure), str(agency))["part"].to_numpy(float)
        assert np.isnan(parts).all() or not np.isnan(parts).any()
        if np.isnan(parts).any():
            continue
        assert math.fsum(parts) == row["whole"] == row["final"] - row["base"]
        checked += 1
    return checked


def figures(scenario: tvsim.Scenario) -> tvsim.Results:
    return tvsim.run(scenario, seed=SEED, replications=COUNT, keep="figures")


@pytest.mark.parametrize("figure", ["wait_mean_min", "wait_p90_min", "within_target", "staff_cost"])
@pytest.mark.parametrize("agency", ["justice", "all"])
def test_two_changes_by_hand(base: tvsim.Scenario, two: Explanation, figure: str, agency: str) -> None:
    """The average over both orders, from each scenario run alone."""
    none, fewer, slower, both = (
        figures(base.with_(each)).key_figures.loc[agency, figure] for each in ({}, FEWER, SLOWER, FEWER | SLOWER)
    )
    parts = two.parts_of(figure, agency)
    assert list(parts.index) == [
        "counters.justice.officers: 2 → 1",
        "procedure_defaults.intake_min.mean: 10 → 14 (in 2 tables)",
    ]
    assert parts["part"].tolist() == pytest.approx(
        [((fewer - none) + (both - slower)) / 2, ((slower - none) + (both - fewer)) / 2], rel=1e-12, abs=1e-12
    )
    whole = two.whole_of(figure, agency)
    assert (whole.base, whole.final, whole.whole) == (none, both, both - none)
    assert parts["order_error"].tolist() == [0.0, 0.0]


def test_the_interval_of_a_part_by_hand(base: tvsim.Scenario, two: Explanation) -> None:
    """Student's t on the parts of each replication; of a quantile, around the part of all replications together."""
    runs = [figures(base.with_(each)) for each in ({}, FEWER, SLOWER, FEWER | SLOWER)]
    for figure in ("wait_mean_min", "wait_p90_min"):
        none, fewer, slower, both = (
            np.array([each.key.loc["all", figure] for each in run.replications]) for run in runs
        )
        own = ((fewer - none) + (both - slower)) / 2
        row = two.parts_of(figure).iloc[0]
        deviation = math.sqrt(((own - row["part"]) ** 2).sum() / (COUNT - 1))
        half = stats.t.ppf(0.975, COUNT - 1) * deviation / math.sqrt(COUNT)
        assert (row["low"], row["high"]) == pytest.approx((row["part"] - half, row["part"] + half))
        assert row["replications"] == COUNT


def test_everything_adds_up_to_the_last_digit(two: Explanation) -> None:
    assert adds_up(two) > 50


def test_the_whole_is_what_a_comparison_says(base: tvsim.Scenario, two: Explanation) -> None:
    compared = tvsim.compare([two.base, two.final], seed=SEED, replications=COUNT).differences.droplevel("scenario")
    for figure in ("wait_mean_min", "wait_p90_min", "overdue_true", "staff_cost", "visits"):
        for agency in ("health", "all"):
            row, whole = compared.loc[(agency, figure)], two.whole_of(figure, agency)
            assert (whole.whole, whole.low, whole.high) == pytest.approx((row["difference"], row["low"], row["high"]))


def test_one_change_one_part(base: tvsim.Scenario) -> None:
    found = tvsim.explain(base, base.with_(FEWER), replications=2)
    assert len(found.changes) == found.orders.count == 1
    parts, wholes = found.parts.droplevel("change"), found.wholes
    pd.testing.assert_series_equal(parts["part"], wholes["whole"], check_names=False, check_exact=True)
    pd.testing.assert_frame_equal(parts[["low", "high"]], wholes[["low", "high"]])


def test_what_does_nothing_has_exactly_nothing(base: tvsim.Scenario) -> None:
    """Nobody comes by post, so that its rounds decide nothing; the price of an hour decides the cost alone."""
    idle = {"mail.rounds": ["10:00"], "costs.officer_hour": 50_000}
    found = tvsim.explain(base, base.with_(FEWER | SLOWER | idle), replications=3)
    assert len(found.changes) == 4
    post = found.parts.xs('mail.rounds: ["08:00", "14:00"] → ["10:00"]', level="change")
    known = post[post["part"].notna()]
    assert len(known) > 50
    assert (known[["part", "low", "high", "order_error"]] == 0).all(axis=None)
    price = found.parts.xs("costs.officer_hour: 40000 → 50000", level="change")["part"].xs("all").dropna()
    assert price["staff_cost"] > 0
    assert set(price[price != 0].index) == {"staff_cost"}
    assert adds_up(found) > 50


def test_equal_scenarios_have_nothing_to_explain(base: tvsim.Scenario) -> None:
    found = tvsim.explain(base, base.with_({"name": "other", "seed": 9}), replications=2)
    assert found.changes == ()
    assert found.parts.empty
    assert found.notes == ("the scenarios differ in nothing that decides a figure",)
    assert (found.wholes["whole"].dropna() == 0).all()
    assert "nothing that decides" in found._repr_html_()


def test_seven_changes_in_a_sample_of_orders(base: tvsim.Scenario) -> None:
    found = tvsim.explain(base, base.with_(FEWER | SLOWER | ONE_MORE | SEVEN), replications=2, orders=4)
    assert (len(found.changes), found.orders.count, found.orders.possible) == (7, 4, 5040)
    assert found.notes[0] == "average over 4 of 5,040 orders in which the changes can be made"
    assert adds_up(found) > 50
    waits = found.parts_of("wait_mean_min")
    assert (waits["order_error"] > 0).any()
    assert ((waits["low"] < waits["part"]) == (waits["part"] != 0)).all()
    with_error = waits[waits["order_error"] > 0]
    half = (with_error["high"] - with_error["low"]) / 2
    assert (half >= stats.t.ppf(0.975, 1) * with_error["order_error"] * (1 - 1e-9)).all()  # of two pairs of orders
    again = tvsim.explain(base, found.final, replications=2, orders=4)
    pd.testing.assert_frame_equal(again.parts, found.parts, check_exact=True)


def test_the_error_of_the_orders_is_in_the_intervals_of_an_explanation(base: tvsim.Scenario) -> None:
    """Twelve replications make the intervals of the replications alone narrower than what two pairs of orders tell."""
    found = tvsim.explain(base, base.with_(FEWER | SLOWER | ONE_MORE | SEVEN), replications=12, orders=4)
    waits = found.parts_of("wait_mean_min")
    of_orders = stats.t.ppf(0.975, 1) * waits["order_error"]
    half = (waits["high"] - waits["low"]) / 2
    assert (half >= of_orders * (1 - 1e-9)).all()
    wide = of_orders > 0.9 * half  # where the orders' error is the larger part of the interval
    assert wide.any()
    assert (waits.loc[wide, "p"] > 0.01).all()


def test_one_pair_of_orders_tells_nothing_of_how_sure_the_parts_are(base: tvsim.Scenario) -> None:
    found = tvsim.explain(base, base.with_(FEWER | SLOWER | ONE_MORE | SEVEN), replications=3, orders=2)
    assert adds_up(found) > 50
    assert found.parts[["low", "high", "p", "p_corrected"]].isna().all(axis=None)
    assert found.statements() == 0
    said = sentences(found, Language("en"), ["wait_mean_min"])[0]
    assert said.endswith("What each change does to it cannot be told from no effect.")


def test_counts_that_differ_by_the_same_have_the_interval_that_a_comparison_gives(base: tvsim.Scenario) -> None:
    """Two replications whose numbers differ by one do not show that all would."""
    sample = np.array([[1.0, 1.0], [0.5, 0.5]])
    grained = around(sample, np.array([1.0, 0.5]), grain=np.array([1.0, 0.0])).estimates
    same = paired_differences(sample, grain=np.array([1.0, 0.0])).estimates
    assert (grained.low.tolist(), grained.high.tolist()) == (same.low.tolist(), same.high.tolist())
    assert grained.low[0] < 1 < grained.high[0]
    assert grained.low[1] == 0.5 == grained.high[1]
    other = base.with_(FEWER | SLOWER)
    found, compared = (tvsim.explain(base, other, replications=2), tvsim.compare([base, other], replications=2))
    theirs = compared.differences.loc[compared.names[1]]
    counts = [figure for figure, each in KEY_FIGURES.items() if each.is_count]
    both = found.wholes.loc[(slice(None), counts), :].join(theirs[["difference", "low", "high"]], rsuffix="_compared")
    known = both.dropna()
    assert len(known) > 15
    for mine, compared_ in (("whole", "difference"), ("low", "low_compared"), ("high", "high_compared")):
        assert known[mine].to_numpy() == pytest.approx(known[compared_].to_numpy())


def test_the_error_of_a_sample_of_orders_by_hand() -> None:
    """Two pairs of orders of six changes; only the first two together make a difference."""
    values = {subset: np.array([8.0 if subset & 0b11 == 0b11 else 0.0]) for subset in range(64)}
    forwards = (0, 1, 2, 3, 4, 5)
    apart = (2, 0, 1, 3, 4, 5)
    fair = Orders(6, (forwards, forwards[::-1], apart, apart[::-1]))
    assert order_error(values, fair, 0)[0] == 0.0  # in each pair once before and once after: the mean of each is 4
    uneven = Orders(6, (forwards, (0, 1, 3, 2, 4, 5), (1, 0, 2, 3, 4, 5), (5, 1, 0, 2, 3, 4)))
    deviation = np.std([0.0, 8.0], ddof=1)
    assert order_error(values, uneven, 0)[0] == pytest.approx(deviation / math.sqrt(2) * math.sqrt(1 - 4 / 720))
    assert order_error(values, Orders(6), 0)[0] == 0.0


def test_the_error_of_the_orders_is_in_the_interval() -> None:
    values, center = np.array([[1.0, 3.0, 2.0]]), np.array([2.0])
    alone = around(values, center).estimates
    both = around(values, center, np.array([0.5]), 10).estimates
    half = math.hypot(alone.high[0] - 2, stats.t.ppf(0.975, 9) * 0.5)
    assert (both.low[0], both.high[0]) == pytest.approx((2 - half, 2 + half))


def test_parts_are_tested_with_the_error_of_the_orders() -> None:
    """Three replications around 2 with deviation 1: t = 2 / (1 / sqrt 3), and with the orders' error, of ten pairs."""
    values, center = np.array([[1.0, 3.0, 2.0], [0.0, 0.0, 0.0], [4.0, 4.0, 4.0]]), np.array([2.0, 0.0, 4.0])
    alone = around(values, center).p
    assert alone[0] == pytest.approx(2 * stats.t.sf(2 * math.sqrt(3), 2))
    assert math.isnan(alone[1])  # nothing in every replication
    assert alone[2] == 1 / 4  # the same in all three: so often three signs are alike
    both = around(values, center, np.array([0.5, 0.0, 0.5]), 10).p
    assert both[0] == pytest.approx(2 * stats.t.sf(2 / math.sqrt(1 / 3 + 0.25), 2))
    assert math.isnan(both[1])
    few = around(np.tile(values[:1], (1, 8)), center[:1], np.array([0.5]), 2)  # of 24 values and two pairs
    assert few.p[0] == pytest.approx(2 * stats.t.sf(2 / math.hypot(math.sqrt(16 / 23 / 24), 0.5), 1))
    assert few.p[0] > 0.05 or few.estimates.low[0] > 0


def test_intervals_hold_the_parts_over_all_orders() -> None:
    """Of 1,000 samples of 20 orders over 93 % and under 97 %: false with a chance of 4e-3 if 95 % is right."""
    generator = np.random.default_rng(5)
    values = {subset: float(generator.normal()) for subset in range(64)}
    exact = float(shapley({subset: Fraction(value) for subset, value in values.items()}, Orders(6))[0])
    held = 0
    for seed in range(1000):
        orders = orders_of(6, 20, seed)
        part = float(shapley({subset: Fraction(value) for subset, value in values.items()}, orders)[0])
        error = order_error({subset: np.array([value]) for subset, value in values.items()}, orders, 0)
        found = around(np.full((1, 3), part), np.array([part]), error, 10).estimates
        held += bool(found.low[0] <= exact <= found.high[0])
    assert 930 < held < 970


def test_only_replications_that_all_on_the_way_have(base: tvsim.Scenario) -> None:
    """In some replications nobody leaves the queue, or comes at all: the same as a comparison, which pairs them too."""
    few = {"counters.justice.patience_min": {"mean": 4, "cv": 0.8}, "procedures.licences.per_year": 40}
    quiet = base.with_(few)
    slow = quiet.with_({"counter_defaults.wrap_up_min": 6})
    found = tvsim.explain(quiet, slow, seed=SEED, replications=8)
    compared = tvsim.compare([quiet, slow], seed=SEED, replications=8).differences.droplevel("scenario")
    for place in (("all", "left_wait_mean_min"), ("health", "wait_p90_min"), ("health", "wait_mean_min")):
        row, whole = compared.loc[place], found.whole_of(place[1], place[0])
        assert 2 <= found.wholes.loc[place, "replications"] < 8
        assert (whole.whole, whole.low, whole.high) == pytest.approx((row["difference"], row["low"], row["high"]))
        part = found.parts_of(place[1], place[0])["part"].iloc[0]
        assert whole.whole == whole.final - whole.base == part


def test_what_a_scenario_on_the_way_has_not_is_missing(base: tvsim.Scenario) -> None:
    """Nobody comes online before the share is changed, so that no share of theirs is acknowledged in time."""
    found = tvsim.explain(base, base.with_({"channels.online.share": 0.5} | FEWER), replications=2)
    assert found.parts_of("acknowledged_in_time")["part"].isna().all()
    whole = found.whole_of("acknowledged_in_time")
    assert math.isnan(whole.base)
    assert math.isnan(whole.whole)
    assert 0 <= whole.final <= 1
    assert found.parts_of("wait_mean_min")["part"].notna().all()


def test_an_agency_that_only_one_has(base: tvsim.Scenario) -> None:
    added = {
        "agencies.culture": {"reviewers": 1},
        "counters.culture": {"agencies": ["culture"], "officers": 1},
        "procedures.festivals": {"agency": "culture", "per_year": 2000, "days": 5},
    }
    found = tvsim.explain(base, base.with_(added), replications=2)
    assert [change.is_forced for change in found.changes] == [True]
    assert found.taken_together == found.changes
    assert found.parts_of("visits", "culture")["part"].isna().all()
    assert found.parts_of("visits", "all")["part"].iloc[0] > 0
    assert list(found.wholes.index.get_level_values("agency").unique()) == ["health", "justice", "culture", "all"]


def test_parts_are_corrected_by_holm_over_all_agencies_and_by_agency(base: tvsim.Scenario) -> None:
    found = tvsim.explain(base, base.with_(FEWER | SLOWER), replications=3)
    over_all = found.parts.index.get_level_values("agency") == "all"
    for agency, family in (("all", found.parts[over_all]), ("health", found.parts[~over_all])):
        known = family[family["p"].notna()].sort_values("p")
        assert found.statements(agency) == len(known) > 20
        assert known["p_corrected"].iloc[0] == pytest.approx(min(1, known["p"].iloc[0] * len(known)))
        assert (known["p_corrected"] >= known["p"]).all()
        assert known["p_corrected"].is_monotonic_increasing
    nothing = (found.parts["part"] == 0) & (found.parts["low"] == 0)
    assert nothing.any()
    assert found.parts.loc[nothing, ["p", "p_corrected"]].isna().all(axis=None)


def test_another_period_and_other_files(base: tvsim.Scenario, tmp_path: Path) -> None:
    other = tvsim.load(small_file(tmp_path, "end = 2025-03-14", "end = 2025-03-12")).with_(COSTS | ONE_MORE)
    found = tvsim.explain(base, other, replications=2)
    assert [change.text for change in found.changes] == [
        "period.end: 2025-03-14 → 2025-03-12",
        "counters.health.officers: 1 → 2",
    ]
    assert found.parts_of("visits")["part"].iloc[0] < 0
    assert adds_up(found) > 50


def test_changes_are_joined_until_all_on_the_way_is_valid() -> None:
    """Four changes, each possible alone and to be left out, but two of them not possible without the others."""

    @dataclass
    class Changes:
        alterations: tuple[str, ...]

        def scenario(self, made: list[int]) -> Any:
            if len(self.alterations) == 4 and set(made) == {0, 1}:
                raise SubsetError(frozenset(made), frozenset({"wrong"}))
            return tuple(self.alterations[each] for each in made)

        def joined(self, numbers: frozenset[int]) -> Any:
            assert numbers == {0, 1}
            return Changes(("ab", "c", "d"))

    way = Way.along(Changes(("a", "b", "c", "d")), "value", 20, 1)  # type: ignore[arg-type]
    assert (way.changes, way.orders.changes, len(way.scenarios)) == (("ab", "c", "d"), 3, 8)
    assert way.scenarios[0b101] == ("ab", "d")


def test_a_long_way_is_warned_of_before_it_is_run(base: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(way_module, "LONG", 3)
    with pytest.warns(LongWayWarning) as warned:
        tvsim.explain(base, base.with_(FEWER | ONE_MORE), replications=1)
    (said,) = (str(each.message) for each in warned)
    assert said == (
        '2 changes lead over 4 scenarios, which take long to run; by="table" or by="section" would make fewer'
    )
    told: list[Way] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tvsim.explain(base, base.with_(FEWER | ONE_MORE), by="section", told=told.append, replications=1)
        tvsim.explain(base, base.with_(FEWER), replications=1)  # two scenarios are not many
    (way,) = told
    assert (len(way.changes), len(way.scenarios), way.is_long, way.coarser) == (1, 2, False, ())


def test_from_finer_to_coarser_changes(base: tvsim.Scenario) -> None:
    ways = {by: Way.between(base, base.with_(FEWER | ONE_MORE), by, 20, 1) for by in BY}
    assert {by: way.coarser for by, way in ways.items()} == {
        "value": ("table", "section"),
        "table": ("section",),
        "section": (),
    }
    assert ways["section"].remark("--by {by}").endswith("; fewer orders would make fewer")
    assert ways["table"].remark("--by {by}").endswith("; --by section would make fewer")
    (variant,) = list(ways["section"].variants())[1:]
    assert variant.made == ("counters.health.officers: 1 → 2; counters.justice.officers: 2 → 1",), (
        "the changes that are made are told in words"
    )


def test_in_a_notebook(two: Explanation) -> None:
    shown = two._repr_html_()
    assert "counters.justice.officers: 2 → 1" in shown
    assert "average over all 2 orders" in shown
    assert repr(two) == "Explanation('small', 'small', 2 changes, replications=4)"
    assert set(two.parts["unit"]) == {each.unit for each in KEY_FIGURES.values()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"orders": 3}, "orders must be even, since each order is drawn with its reverse, not 3"),
        ({"orders": 0}, "orders must be from 2 to 10,000, not 0"),
        ({"by": "row"}, 'by must be value or table or section, not "row"'),
        ({"replications": 0}, "replications must be from 1 to 100,000, not 0"),
        ({"seed": -1}, "seed must be at least 0, not -1"),
    ],
)
def test_wrong_arguments(base: tvsim.Scenario, arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError) as wrong:
        tvsim.explain(base, base, **arguments)
    assert str(wrong.value) == said


def test_only_scenarios_are_explained(base: tvsim.Scenario) -> None:
    with pytest.raises(TypeError, match="scenario must be a Scenario"):
        tvsim.explain(base, "baseline")  # type: ignore[arg-type]


def test_weeks_of_the_baseline() -> None:
    """Four changes of the shipped plan, in two weeks: every figure of every agency adds up."""
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 7), "warm_up_days": 3, "follow_up_days": 0}
    base, more = (tvsim.load(name).with_(period=period) for name in ("baseline", "more_officers"))
    found = tvsim.explain(base, more, replications=2)
    assert found.orders.count == 24
    assert adds_up(found) > 300


def test_other_citizens_are_told(tmp_path: Path) -> None:
    """Of another period it is warned, as where they are compared; of more demand the report says it."""
    one = tvsim.load(small_file(tmp_path))
    later = one.with_({"period.end": one.plan.period.end + dt.timedelta(days=3)})
    with pytest.warns(UnlikeScenariosWarning, match="they do not meet the same citizens"):
        assert not tvsim.explain(one, later, replications=1).same_citizens
    assert not tvsim.explain(one, one.with_({"demand.factor": 1.2}), replications=1).same_citizens
    assert tvsim.explain(one, one.with_({"channels.online.share": 0.4}), replications=1).same_citizens
