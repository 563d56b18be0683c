"""How many replications are enough."""

from __future__ import annotations

import datetime as dt
import math
import warnings
from dataclasses import astuple
from typing import Any

import numpy as np
import pandas as pd
import pytest

import tvsim
from tvsim.experiment import UnreachablePrecisionWarning, precision
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.precision import Precision, estimates_of, until_precise, wanted_precision
from tvsim.experiment.question import Question
from tvsim.experiment.study import Packed, new_study
from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report import console
from tvsim.statistics import Estimate, estimate
from tvsim.statistics.precision import look_ahead, predicted, relative_half_width, replications_needed


def test_relative_half_width() -> None:
    assert relative_half_width(Estimate(10, 9, 11, 5)) == pytest.approx(0.1)
    assert relative_half_width(Estimate(-10, -11, -9, 5)) == pytest.approx(0.1)
    assert relative_half_width(Estimate(0, 0, 0, 5)) == 0
    assert relative_half_width(Estimate(0, 0, 1, 5)) == math.inf
    assert math.isnan(relative_half_width(Estimate(3, math.nan, math.nan, 1)))


@pytest.mark.parametrize(
    ("widths", "needed"),
    [
        ([9, 9, 1, 1, 1, 1, 1, 1], 3),
        ([9, 9, 1, 1, 1, 1, 1], None),  # one short of the five that must confirm it
        ([1, 1, 1, 1, 1, 1, 1, 1], 3),  # never fewer than three
        ([9, 9, 1, 1, 9, 1, 1, 1, 1, 1, 1], 6),  # it was narrow by chance
        ([math.nan] * 20, None),
        ([], None),
    ],
)
def test_an_interval_must_stay_narrow(widths: list[float], needed: int | None) -> None:
    assert replications_needed(np.array(widths, dtype=float), 2.0) == needed


def test_of_many_replications_five_per_cent_must_confirm_it() -> None:
    assert [look_ahead(count) for count in (3, 100, 119, 120, 400)] == [5, 5, 5, 6, 20]


@pytest.mark.parametrize(
    ("seed", "needed"),
    [(0, [29, 122, 395]), (1, [16, 111, 346]), (2, [36, 132, 403]), (3, [47, 158, 391]), (4, [43, 144, 359])],
)
def test_known_answers(seed: int, needed: list[int]) -> None:
    """What the `ReplicationsAlgorithm` of sim-tools 1.3 says of normal values, mean 10 and deviation 3.

    For 10, 5 and 3 %, from three replications on, at most 1,000.
    """
    values = np.random.default_rng(seed).normal(10, 3, 1200)
    widths = np.array([relative_half_width(estimate(values[:count])) for count in range(1, 450)])
    assert [replications_needed(widths, wanted) for wanted in (0.1, 0.05, 0.03)] == needed


def test_predicted_by_the_root_of_the_number() -> None:
    """A tenth after ten replications is a twentieth after forty."""
    assert predicted(0.1, 0.05, 10) == 40
    assert predicted(math.inf, 0.05, 10) == 20


@pytest.fixture(scope="module")
def scenario() -> tvsim.Scenario:
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 14), "warm_up_days": 7, "follow_up_days": 0}
    return tvsim.load("baseline").with_(period=period)


def test_replications_are_added_until_it_is_precise(scenario: tvsim.Scenario) -> None:
    results = tvsim.run(scenario, seed=2, precision=0.1, figures=["wait_mean_min", "within_target"], keep="figures")
    reached = results.precision
    assert reached is not None
    assert list(reached.index) == ["wait_mean_min", "within_target"]
    assert reached["needed"].notna().all()
    count = len(results.replications)
    assert 8 <= reached["needed"].max() + 5 <= count
    row = results.estimates.loc[("all", "wait_mean_min")]
    assert reached.loc["wait_mean_min", "half_width"] == pytest.approx((row["high"] - row["low"]) / 2 / row["estimate"])
    # So many, one by one, are enough and stay so; one fewer would not have been.
    values = [figures.key.loc["all", "wait_mean_min"] for figures in results.replications]
    widths = [relative_half_width(estimate(values[:number])) for number in range(1, count + 1)]
    needed = int(reached.loc["wait_mean_min", "needed"])
    assert all(width <= 0.1 for width in widths[needed - 1 : needed + 5])
    assert needed == 3 or widths[needed - 2] > 0.1


def test_what_is_not_reached_at_the_limit_is_said(scenario: tvsim.Scenario) -> None:
    results = tvsim.run(scenario, seed=2, precision=0.0005, figures=["wait_mean_min"], most=9, keep="figures")
    assert len(results.replications) == 9
    assert results.precision is not None
    assert pd.isna(results.precision.loc["wait_mean_min", "needed"])
    assert results.precision.loc["wait_mean_min", "half_width"] > 0.0005


def test_a_figure_that_never_is_there_is_said_to_be_unreachable_at_once(scenario: tvsim.Scenario) -> None:
    nobody = scenario.with_({"demand.factor": 0})
    with pytest.warns(UnreachablePrecisionWarning) as told:
        done, table = until_precise(
            new_study(Question("run", (nobody,), 1)), nobody, Precision(0.1, ("wait_mean_min", "visits"), 100)
        )
    assert [str(each.message) for each in told] == [
        "wait_mean_min: no precision is in sight, since none of the first 64 replications has this figure"
    ]
    assert len(done) == 64
    assert math.isnan(table.loc["wait_mean_min", "half_width"])
    assert pd.isna(table.loc["wait_mean_min", "needed"])
    assert table["unreachable"].to_dict() == {"wait_mean_min": "missing", "visits": ""}
    assert table.loc["visits", "needed"] == 3  # none come, ever: nothing is open about it


def test_a_figure_that_the_first_replications_have_not_may_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 replications only every fifth has it: nothing is said, and it is known well enough in the end."""
    missing = Estimate(math.nan, math.nan, math.nan, 0)
    kept = [missing] * 20 + [Estimate(10, 9, 11, 5)] * 60

    class Some:
        def run(self, _: object, numbers: range) -> list[Any]:
            return [_Blank(len(numbers))]

    class _Blank(list[int]):
        def __init__(self, count: int) -> None:
            super().__init__(range(count))

        def __getitem__(self, place: Any) -> Any:
            return _Blank(len(range(*place.indices(len(self)))))

        def key_sample(self) -> KeySample:
            nothing = np.zeros((len(self), 1, len(NAMES)))
            return KeySample(("all",), nothing, nothing, ())

    monkeypatch.setattr(precision, "estimates_of", lambda sample, _figure, after: kept[after : len(sample)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        done, table = until_precise(Some(), None, Precision(0.1, ("visits",), 400))  # type: ignore[arg-type]
    assert 25 <= len(done) <= 80
    assert table.loc["visits", "needed"] == 21
    assert table.loc["visits", "unreachable"] == ""


def test_others_go_on_where_one_cannot_be_reached(scenario: tvsim.Scenario) -> None:
    """Where all are patient for ten hours nobody leaves: that share is 0, though of more visits it might not be."""
    wanted = Precision(0.05, ("left_share", "wait_mean_min"), 200)
    patient = scenario.with_({"counter_defaults.patience_min": 600})
    with pytest.warns(
        UnreachablePrecisionWarning, match="left_share: no precision is in sight, since it is 0 in the first 64"
    ):
        done, table = until_precise(new_study(Question("run", (patient,), 2)), patient, wanted)
    assert 64 <= len(done) < 200
    assert table["unreachable"].to_dict() == {"left_share": "zero", "wait_mean_min": ""}
    assert table.loc["wait_mean_min", "needed"] <= len(done)
    assert math.isinf(table.loc["left_share", "half_width"])


def test_one_figure_is_estimated_as_all_are(scenario: tvsim.Scenario) -> None:
    """After each replication."""
    sample = new_study(Question("run", (scenario,), 3)).run([scenario], range(1, 5))[0].key_sample()
    tables = [sample.first(count).estimates.table().set_index(sample.index()) for count in range(1, 5)]
    for agency in ("all", "transport"):
        for figure in NAMES:
            for alone, table in zip(estimates_of(sample, figure, agency), tables, strict=True):
                found = (alone.value, max(alone.low, 0.0), alone.high, alone.replications)
                assert found == pytest.approx(tuple(table.loc[(agency, figure)]), nan_ok=True, abs=1e-12), figure
            (last,) = estimates_of(sample, figure, agency, after=3)
            assert astuple(last) == pytest.approx(astuple(alone), nan_ok=True)


def test_what_others_need_may_make_it_too_wide_again() -> None:
    """One figure is narrow after three and confirmed by eight; after nine, which another needs, it is too wide."""
    known = [
        Estimate(10, 10 - half, 10 + half, count) for count, half in enumerate([3.0, 3, 1, 1, 1, 1, 1, 1], start=1)
    ]
    widths = [relative_half_width(each) for each in known]
    assert replications_needed(np.array(widths), 0.1) == 3

    def after(half: float) -> int | None:
        sample = KeySample(("all",), np.zeros((9, 1, len(NAMES))), np.zeros((9, 1, len(NAMES))), ())
        found = [*known, Estimate(10, 10 - half, 10 + half, 9)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(precision, "estimates_of", lambda *_, after: found[after:])
            return precision._reached("visits", sample, list(known), 0.1).needed

    assert (after(1.0), after(1.01)) == (3, None)


def test_it_is_narrow_enough_at_the_end(scenario: tvsim.Scenario) -> None:
    """Whatever was called enough is so with all replications that were done."""
    for wanted in (0.06, 0.1, 0.15):
        study = new_study(Question("run", (scenario,), 2))
        _, table = until_precise(
            study, scenario, Precision(wanted, ("wait_mean_min", "overdue_official", "visits"), 60)
        )
        reached = table["needed"].notna()
        assert reached.any()
        assert (table.loc[reached, "half_width"] <= wanted).all()


class _Kept:
    """A study whose replications are there already."""

    def __init__(self, done: Packed) -> None:
        self.done = done

    def run(self, _: object, numbers: range) -> list[Packed]:
        return [self.done[: len(numbers)]]


def test_each_replication_is_read_once(scenario: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    done = new_study(Question("run", (scenario,), 3)).run([scenario], range(1, 41))[0]
    read: list[int] = []
    whole = Packed.key_sample
    monkeypatch.setattr(Packed, "key_sample", lambda self: read.append(len(self)) or whole(self))
    until_precise(_Kept(done), scenario, Precision(0.0001, ("wait_mean_min",), 40))  # type: ignore[arg-type]
    assert len(read) > 2
    assert sum(read) == 40


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"relative": 0}, ValueError, "precision must be above 0 and at most 1, such as 0.05, not 0"),
        ({"relative": True}, TypeError, "precision must be a number above 0 and at most 1, such as 0.05, not true"),
        ({"relative": "5%"}, TypeError, 'precision must be a number above 0 and at most 1, such as 0.05, not "5%"'),
        ({"relative": 0.1, "figures": ["wait_men_min"]}, ValueError, 'did you mean "wait_mean_min"'),
        ({"relative": 0.1, "most": 0}, ValueError, "most must be from 1 to"),
    ],
)
def test_what_cannot_be_wanted(how: dict[str, Any], error: type[Exception], said: str) -> None:
    with pytest.raises(error) as found:
        wanted_precision(**how)
    assert said in str(found.value)


def test_every_figure_can_be_wanted() -> None:
    assert wanted_precision(0.05, list(KEY_FIGURES)).figures == tuple(KEY_FIGURES)


def test_what_is_narrow_and_not_confirmed_is_called_so() -> None:
    table = pd.DataFrame(
        {
            "half_width": [0.07, 0.12, 0.07], "wanted": 0.1, "needed": pd.array([None, None, 9], dtype="Int64"),
            "unreachable": "",
        },
        index=["visits", "wait_mean_min", "finished"],
    )  # fmt: skip
    lines = console._reached(table, Language("en")).splitlines()
    assert lines[1:] == [
        "  Visits: ±7.0% (narrow enough, but not yet confirmed by replications that follow)",
        "  Mean wait: ±12.0% (not reached)",
        "  Finished: ±7.0% (enough from 9 on)",
    ]
