"""Scenarios held against each other: who is paired with whom, what is told apart, and how it is said."""

from __future__ import annotations

import datetime as dt
import math
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scipy import stats

import tvsim
from tvsim.experiment.citizens import UnlikeScenariosWarning, unlike
from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.experiment.yardsticks import FOLLOWED, measured_otherwise, other_yardsticks
from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report import comparison as report
from tvsim.report.comparison_picture import compared
from tvsim.report.plots import save
from tvsim.scenario.numbered import numbered

COUNT = 6


def short(name: str) -> tvsim.Scenario:
    period = {"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 21), "warm_up_days": 7, "follow_up_days": 7}
    return tvsim.load(name).with_(period=period)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    base = short("baseline")
    return tvsim.compare(
        [
            base,
            base.with_({"counters.transport.officers": 6}),
            base.with_({"name": {"vi": "Như cũ", "en": "As before"}}),
        ],
        replications=COUNT,
        seed=4,
    )


def test_the_same_as_each_scenario_run_alone(comparison: Comparison) -> None:
    alone = tvsim.run(short("baseline"), replications=COUNT, seed=4, keep="figures")
    pd.testing.assert_frame_equal(comparison.estimates.loc["baseline"], alone.estimates, check_exact=True)


def test_differences_by_hand(comparison: Comparison) -> None:
    """Student's t on the six differences of the mean wait."""
    base, more = (
        np.array([figures.key.loc["transport", "wait_mean_min"] for figures in each.replications])
        for each in comparison.results[:2]
    )
    row = comparison.differences.loc[("baseline (2)", "transport", "wait_mean_min")]
    apart = more - base
    half = stats.t.ppf(0.975, COUNT - 1) * apart.std(ddof=1) / math.sqrt(COUNT)
    assert row["difference"] == pytest.approx(apart.mean())
    assert (row["low"], row["high"]) == pytest.approx((apart.mean() - half, apart.mean() + half))
    assert row["p"] == pytest.approx(stats.ttest_rel(more, base).pvalue)
    alone = stats.ttest_ind(more, base, equal_var=False).confidence_interval()
    assert row["narrowed"] == pytest.approx(2 * half / (alone.high - alone.low))
    assert row["replications"] == COUNT


def test_holm_over_all_agencies_and_by_agency(comparison: Comparison) -> None:
    """Each family is corrected alone; the smallest p value of it by the number of all its statements."""
    table = comparison.differences
    over_all = table.index.get_level_values("agency") == "all"
    for by_agency, family in ((False, table[over_all]), (True, table[~over_all])):
        known = family["p"].notna()
        smallest = family.loc[known, "p"].idxmin()
        assert family.loc[smallest, "p_corrected"] == pytest.approx(min(family.loc[smallest, "p"] * known.sum(), 1))
        assert (family.loc[known, "p_corrected"] >= family.loc[known, "p"]).all()
        assert comparison.statements(by_agency=by_agency) == known.sum()
    assert comparison.statements() <= 2 * len(KEY_FIGURES) < comparison.statements(by_agency=True)


def test_what_only_has_another_name_is_equal_in_everything(comparison: Comparison) -> None:
    own = comparison.differences.loc["baseline (3)"]
    known = own["verdict"] != Verdict.MISSING
    assert known.sum() > 300
    assert (own.loc[known, "verdict"] == Verdict.EQUAL).all()
    assert (own.loc[known, ["difference", "low", "high"]] == 0).all(axis=None)


def test_verdicts(comparison: Comparison) -> None:
    """Six officers instead of four: shorter waits are better, the cost is worse, less to do is neither."""
    verdict = comparison.differences.loc["baseline (2)", "verdict"]
    assert verdict["all", "wait_mean_min"] == Verdict.BETTER
    assert verdict["all", "within_target"] == Verdict.BETTER
    assert verdict["all", "staff_cost"] == Verdict.WORSE
    assert verdict["all", "utilisation"] == Verdict.LESS
    assert verdict["science", "wait_mean_min"] == Verdict.EQUAL


def test_what_the_correction_leaves_open_is_not_told_apart(comparison: Comparison) -> None:
    table = comparison.differences
    told = table["verdict"].isin([Verdict.BETTER, Verdict.WORSE, Verdict.MORE, Verdict.LESS])
    assert (table.loc[told, "p_corrected"] <= 0.05).all()
    assert (table.loc[table["verdict"] == Verdict.OPEN, "p_corrected"] > 0.05).all()
    assert ((table["verdict"] == Verdict.OPEN) & (table["p"] < 0.05)).any(), "the correction has something to do"


def test_what_is_equal_on_average_alone_is_not_equal(comparison: Comparison) -> None:
    """A figure that differs by +1 and -1 in turn: no difference on average, and still not the same."""
    base = comparison.results[0]
    values = base.key_sample.values.copy()
    values[:, -1, list(KEY_FIGURES).index("open_cases")] += np.tile([1.0, -1.0], COUNT // 2)
    other = replace(base)
    other.__dict__["key_sample"] = replace(base.key_sample, values=values)
    row = Comparison.of([base, other]).differences.loc[("baseline (2)", "all", "open_cases")]
    assert (row["difference"], row["verdict"]) == (0, Verdict.OPEN)


def test_an_agency_that_only_one_scenario_has_is_missing() -> None:
    base = short("baseline")
    without = base.with_(period={"end": dt.date(2025, 3, 5), "warm_up_days": 1, "follow_up_days": 0})
    wider = without.with_(
        {"agencies.customs": {"reviewers": 1}, "counters.customs": {"agencies": ["customs"], "officers": 1}}
    )
    found = tvsim.compare([without, wider], replications=2, seed=1)
    assert (found.differences.loc[("baseline (2)", "customs"), "verdict"] == Verdict.MISSING).all()
    assert found.estimate("baseline", "customs", "visits") is None
    assert found.estimate("baseline (2)", "customs", "visits") is not None
    assert found.difference("baseline (2)", "all", "visits").value == 0  # type: ignore[union-attr]
    assert "customs" not in set(
        tvsim.compare([wider, without], replications=2, seed=1).differences.index.get_level_values(1)
    )


def test_results_of_different_people_are_not_compared() -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 0, "follow_up_days": 0})
    one, other = (tvsim.run(base, seed=seed, replications=2, keep="figures") for seed in (1, 2))
    with pytest.raises(ValueError, match="same seed and number of replications"):
        one.compare(other)
    with pytest.raises(ValueError, match="two scenarios or more"):
        tvsim.compare([base])
    assert isinstance(one.compare(one), Comparison)
    with pytest.raises(TypeError, match="results must be those that"):
        one.compare(base)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="scenarios must be a list of them"):
        tvsim.compare("baseline")  # type: ignore[arg-type]


def test_periods_that_differ_are_told() -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 1, "follow_up_days": 0})
    longer = base.with_(period={"end": dt.date(2025, 3, 5)})
    with pytest.warns(UnlikeScenariosWarning, match="baseline \\(2\\) reports 3 days from 2025-03-03, baseline 2 from"):
        tvsim.compare([base, longer], replications=1)


def test_days_around_a_period_that_differ_are_told() -> None:
    """A longer warm-up draws other citizens; a shorter follow-up sees fewer of their visits."""
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 3, "follow_up_days": 4})
    assert unlike([base, base]) == []
    assert unlike([base, base.with_({"period.warm_up_days": 1})]) == [
        "baseline (2) is run for 1 days before its period, baseline for 3: they do not meet the same citizens"
    ]
    (followed,) = unlike([base, base.with_({"period.follow_up_days": 0})])
    assert followed.startswith("baseline (2) is followed for 0 days after its period, baseline for 4: what is seen")


def test_one_replication_says_nothing_of_how_sure_it_is(comparison: Comparison) -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 1, "follow_up_days": 0})
    text = _printed(tvsim.compare([base, base.with_({"counters.transport.officers": 6})], replications=1), "en")
    assert "nothing can be said of how sure the differences are" in text
    assert "Holm" not in text
    assert "Cannot be said (fewer than two replications have it)" in text


def test_names_that_are_there_twice() -> None:
    assert numbered(["a", "b", "a", "a"]) == ("a", "b", "a (2)", "a (3)")
    # As browsers call a second download of a plan.
    assert numbered(["plan", "plan (2)", "plan"]) == ("plan", "plan (2)", "plan (3)")
    assert numbered(["plan", "plan", "plan (2)", "plan (2)"]) == ("plan", "plan (3)", "plan (2)", "plan (2) (2)")


def test_other_periods_are_told_where_results_are_compared() -> None:
    period = {"end": dt.date(2025, 3, 4), "warm_up_days": 1, "follow_up_days": 0}
    base = short("baseline").with_(period=period)
    shorter = base.with_(period=period | {"end": dt.date(2025, 3, 3)})
    runs = [tvsim.run(each, replications=2) for each in (base, shorter)]
    with pytest.warns(UnlikeScenariosWarning, match="their totals differ by that alone"):
        found = runs[0].compare(runs[1])
    assert "their totals differ by that alone, and they do not meet the same citizens." in _printed(found, "en")
    assert "riêng điều đó đã làm các tổng số khác nhau" in _printed(found, "vi")
    assert not [each for each in found.unlike(Language("vi")) if "totals" in each]
    assert runs[0].compare(runs[0]).unlike() == []


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"period.end": dt.date(2025, 3, 5)}, set(KEY_FIGURES)),
        ({"period.start": dt.date(2025, 3, 4)}, set(KEY_FIGURES)),
        ({"period.warm_up_days": 2}, set(KEY_FIGURES)),
        ({"period.follow_up_days": 9}, {"acknowledged_in_time", "results_by_post", "visits_per_case", "postage"}),
        ({"targets.wait_min": 3}, {"within_target"}),
        ({"targets.acknowledge_hours": 2}, {"acknowledged_in_time"}),
        ({"costs.officer_hour": 1_000}, {"staff_cost"}),
        ({"costs.reviewer_hour": 1_000}, {"staff_cost"}),
        ({"costs.overtime_factor": 3}, {"staff_cost"}),
        ({"costs.postage_in": 1_000}, {"postage"}),
        ({"costs.postage_out": 1_000}, {"postage"}),
        ({"counters.transport.officers": 1}, set()),
    ],
)
def test_nothing_is_better_for_being_measured_otherwise(changes: dict[str, object], figures: set[str]) -> None:
    """Nor is it a statement that others are corrected for; what is equal all the same is equal."""
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 7), "warm_up_days": 1, "follow_up_days": 0})
    other = base.with_(changes)
    assert measured_otherwise(base, other) == figures
    with warnings.catch_warnings(action="ignore", category=UnlikeScenariosWarning):
        found = tvsim.compare([base, other], replications=3).differences
    verdicts, names = found["verdict"], found.index.get_level_values("figure")
    differing = verdicts[names.isin(list(figures))]
    assert set(differing) <= {Verdict.UNLIKE, Verdict.EQUAL, Verdict.MISSING}
    assert (Verdict.UNLIKE in set(differing)) == bool(figures)
    assert Verdict.UNLIKE not in set(verdicts[~names.isin(list(figures))])
    assert found.loc[names.isin(list(figures)), "p"].isna().all()
    assert Verdict.EQUAL in set(verdicts)
    assert found.loc[verdicts == Verdict.UNLIKE, "difference"].notna().all()


def test_a_longer_follow_up_changes_nothing_else() -> None:
    """What is seen of cases after their period decides these figures alone: all others are equal to the last digit."""
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 14), "warm_up_days": 7, "follow_up_days": 0})
    with pytest.warns(UnlikeScenariosWarning, match="what is seen of its cases"):
        found = tvsim.compare([base, base.with_({"period.follow_up_days": 21})], replications=2).differences
    unlike_ones = found[found["verdict"] == Verdict.UNLIKE].index.get_level_values("figure").unique()
    assert {"results_by_post", "visits_per_case", "postage"} <= set(unlike_ones) <= set(FOLLOWED)
    assert set(found["verdict"]) <= {Verdict.UNLIKE, Verdict.EQUAL, Verdict.MISSING}


def test_where_visits_are_booked_a_follow_up_decides_all() -> None:
    """Days after the period have places for those who ask in it."""
    base = short("appointments")
    longer = base.with_({"period.follow_up_days": 40})
    nobody_books = short("baseline")
    few = nobody_books.with_({f"counters.{next(iter(base.plan.counters))}.appointments.share": 0.3})
    assert measured_otherwise(few, few.with_({"period.follow_up_days": 40})) == set(KEY_FIGURES)
    for one, other in ((base, longer), (nobody_books, longer), (longer, nobody_books)):
        assert measured_otherwise(one, other) == set(KEY_FIGURES)
    assert measured_otherwise(base, nobody_books) == set()


@pytest.mark.parametrize(
    "changes",
    [
        {"deadlines.limit_in_force": "legal"},
        {"deadlines.rule": "half_day"},
        {"deadlines.hours_per_day": 7},
        {"deadlines.cut_off": "14:00"},
        {"procedures.KEY.days": 1},
        {"procedures.KEY.legal_days": 90},
        {"procedures.KEY.supplement.clock": "run_on"},
    ],
)
def test_other_limits_are_told(changes: dict[str, object]) -> None:
    base = short("baseline")
    key = next(key for key, each in base.plan.procedures.items() if each.days)
    plan = base.with_({place.replace("KEY", key): value for place, value in changes.items()})
    (said,) = other_yardsticks([base, plan], ["today", "plan"], Language("en"))
    assert said == "plan promises other limits than today: cases are overdue by its own, more or fewer by that alone"
    assert other_yardsticks([base, base], ["today", "plan"], Language("en")) == []


def test_figures_of_other_days_are_not_weighed_in_words() -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 7), "warm_up_days": 1, "follow_up_days": 0})
    with pytest.warns(UnlikeScenariosWarning):
        found = tvsim.compare([base, base.with_({"period.end": dt.date(2025, 3, 4)})], replications=3)
    printed = _printed(found, "en")
    assert "Not comparable: Visits; Mean wait; " in printed
    assert "Staff cost −" not in printed
    assert "One replication" not in printed
    nothing = replace(found)
    nothing.__dict__["differences"] = found.differences.assign(p=np.nan)
    said = "No figure is measured alike in the scenarios, so that none is compared."
    assert report.corrected_by(nothing, Language("en")) == said


def _printed(comparison: Comparison, code: str) -> str:
    screen = Console(width=400, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    report.show(comparison, Language("vi" if code == "vi" else "en"), screen)
    return screen.export_text()


def test_it_is_said_in_words(comparison: Comparison) -> None:
    text = _printed(comparison, "en")
    row = comparison.differences.loc[("baseline (2)", "all", "wait_mean_min")]
    assert f"Mean wait −{-row['difference']:.1f} min (−{-row['low']:.1f} to −{-row['high']:.1f})" in text
    better, worse = (text.index(word) for word in ("  Better: ", "  Worse: "))
    assert better < text.index("Mean wait −") < worse < text.index("Staff cost +")
    assert f"for {comparison.statements()} comparisons made at once" in text
    assert f"{comparison.narrowing():.0%} as wide" in text
    assert "As before against" in text
    assert "Public service centre of Trà Vinh province (baseline)" in text


def test_what_is_said_of_an_agency_is_of_its_own_figures(comparison: Comparison) -> None:
    """The correction is that of its family, and the pairing's gain that of its intervals."""
    text = " ".join(report.sentences(comparison, Language("en"), "transport"))
    own = comparison.differences.xs("transport", level="agency")
    narrowed = own.loc[own["p_corrected"] <= 0.05, "narrowed"].dropna().median()
    assert narrowed == comparison.narrowing("transport") != comparison.narrowing()
    one = own.index[(own["p_corrected"] <= 0.05) & own["narrowed"].notna()][0]
    assert comparison.narrowing("transport", [one[1]]) == own.loc[one, "narrowed"]
    assert f"for {comparison.statements(by_agency=True):,} comparisons made at once" in text
    assert f"{narrowed:.0%} as wide" in text
    assert math.isnan(comparison.narrowing("nobody"))


@pytest.mark.parametrize(
    ("narrowed", "said"),
    [
        (0.2, "which would have taken some 25 times as many"),
        (0.9, "90% as wide"),
        (0.97, "which would have taken some 1.1 times as many"),
        (0.98, "That has not narrowed the intervals of the differences here"),
        (1.0, "That has not narrowed the intervals of the differences here"),
        (1.4, "That has not narrowed the intervals of the differences here"),
        (float("nan"), "All scenarios met the same citizens."),
    ],
)
def test_what_pairing_has_gained(comparison: Comparison, narrowed: float, said: str) -> None:
    other = replace(comparison)
    other.__dict__["narrowing"] = lambda _agency, _figures: narrowed
    text = " ".join(report.sentences(other, Language("en"), "all"))
    assert said in text
    assert ("these two numbers are rough" in text) == ("as wide as" in text)
    assert "1.0 times" not in text
    assert "100%" not in text
    in_vietnamese = report.sentences(other, Language("vi"), "all")
    assert any("cùng những người dân" in each for each in in_vietnamese)


def test_other_citizens_are_not_called_the_same() -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 1, "follow_up_days": 0})
    longer = base.with_(period={"end": dt.date(2025, 3, 5)})
    with pytest.warns(UnlikeScenariosWarning):
        found = tvsim.compare([base, longer], replications=3)
    text = _printed(found, "en")
    assert "met the same citizens" not in text
    assert "they do not meet the same citizens" in text


def test_where_more_come_not_all_are_called_the_same() -> None:
    base = short("baseline").with_(period={"end": dt.date(2025, 3, 4), "warm_up_days": 1, "follow_up_days": 0})
    moved = tvsim.compare([base, base.with_({"channels.online.share": 0.5})], replications=2)
    more = tvsim.compare([base, base.with_({"demand.factor": 1.3})], replications=2)
    assert (moved.same_citizens, more.same_citizens) == (True, False)
    assert "not all citizens are the same" in _printed(more, "en")
    assert "All scenarios met the same citizens" not in _printed(more, "en")


def test_it_is_said_in_vietnamese(comparison: Comparison) -> None:
    text = _printed(comparison, "vi")
    assert "Tốt hơn: " in text
    assert "Như cũ so với" in text
    for english in ("Better", "Mean wait", " to ", "told apart"):
        assert english not in text


def test_the_picture_and_the_files(comparison: Comparison, tmp_path: Path) -> None:
    for code in ("en", "vi"):
        figure = compared(comparison, Language(code))  # type: ignore[arg-type]
        save(figure, tmp_path / f"{code}.png")
        assert len(figure.axes) == 6
        assert all(len(axes.get_yticks()) == 3 for axes in figure.axes)
    written = report.write(comparison, tmp_path / "out", Language("en"))
    differences = pd.read_parquet(tmp_path / "out" / "figures" / "differences.parquet")
    assert len(differences) == len(comparison.differences)
    assert set(differences["verdict"]) <= {str(each) for each in Verdict}
    assert {path.name for path in written} >= {"comparison.png", "estimates.csv", "differences.csv"}


def test_ticks_are_exact_and_no_line_goes_through_a_label(comparison: Comparison) -> None:
    for axes in compared(comparison, Language("en")).axes:
        low, high = axes.get_xlim()
        ticks = [
            (at, label.get_text())
            for at, label in zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
            if low <= at <= high
        ]
        assert [float(text.replace(",", "").replace("−", "-")) for _, text in ticks] == pytest.approx(
            [at for at, _ in ticks], rel=1e-9, abs=1e-9
        )
        (line,) = (each for each in axes.get_lines() if each.get_linestyle() == ":")
        assert axes.texts
        for text in axes.texts:
            behind = text.get_bbox_patch()
            assert behind is not None
            assert behind.get_facecolor() == (1, 1, 1, 1)
            assert text.get_zorder() > line.get_zorder()


def test_what_is_said_of_a_figure_stands_within_its_panel(comparison: Comparison) -> None:
    """Also of marks at the panel's sides, and of the longest verdict."""
    drawn = compared(comparison, Language("vi"), agency="transport")
    drawn.draw_without_rendering()
    sides = set()
    for axes in drawn.axes:
        for text in axes.texts:
            own = text.get_window_extent()
            assert axes.bbox.x0 < own.x0 < own.x1 < axes.bbox.x1, text.get_text()
            sides.add(text.get_horizontalalignment())
    assert sides == {"left", "center", "right"}


def test_titles_with_markup_are_taken_as_they_stand(comparison: Comparison) -> None:
    named = replace(comparison.results[1], scenario=comparison.results[1].scenario.with_({"name": "[red]$x$[/red]"}))
    assert "[red]$x$[/red] against" in _printed(Comparison.of([comparison.results[0], named]), "en")
