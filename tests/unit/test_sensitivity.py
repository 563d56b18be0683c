"""Which assumption matters most."""

from __future__ import annotations

import datetime as dt
import io
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from rich.console import Console

import tvsim
from tests.scenario_files import small_file, write
from tvsim.calendar import run_calendar
from tvsim.demand.sample import sample_cases
from tvsim.experiment import MissingSalibError, WideIndicesWarning
from tvsim.experiment.assumptions import assumptions, moved
from tvsim.experiment.sensitivity import _wide, check_base
from tvsim.experiment.workers import Workers
from tvsim.language import Code, Language
from tvsim.report import sensitivities
from tvsim.report.place_names import place_name
from tvsim.report.tornado import MOST_BARS, the_rest, tornado
from tvsim.scenario import ScenarioError, load

RANGED = """\
name = "ranged"
source = "assumption"
[period]
start = 2025-03-03
end = 2025-03-14
warm_up_days = 7
[calendar.hours]
mon-fri = ["08:00-12:00", "13:00-17:00"]
[agencies.health]
reviewers = { value = 1, range = [1, 2] }
[agencies.justice]
[counter_defaults]
officers = 1
patience_min = { mean = { value = 90, range = [30, 90], source = "asked in March", note = "50 people" }, cv = 0.5 }
[counters.health]
agencies = ["health"]
[counters.justice]
agencies = ["justice"]
patience_min = 20
[procedure_defaults]
days = 5
work_min = 10
intake_min = { mean = { value = 10, range = [8, 14] }, cv = 0.5 }
flawed.counter = [{ value = 0.2, range = [0, 0.4] }, 0.1]
[procedures.licences]
agency = "health"
per_year = 5000
[procedures.permits]
agency = "health"
per_year = 2000
intake_min = { mean = 5, cv = 0.2 }
[procedures.records]
agency = "justice"
per_year = 3000
"""


FEBRUARY = {"period.start": dt.date(2025, 2, 1), "period.end": dt.date(2025, 2, 28)}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> tvsim.Scenario:
    return load(write(tmp_path_factory.mktemp("sensitivity"), "ranged.toml", RANGED))


@pytest.fixture(scope="module")
def found(scenario: tvsim.Scenario) -> tvsim.Sensitivity:
    return tvsim.sensitivity(scenario, seed=4, replications=3)


# assumptions


def test_numbers_from_one_written_place_are_one_assumption(scenario: tvsim.Scenario) -> None:
    by_path = {each.path: each for each in assumptions(scenario)}
    assert list(by_path) == [
        "agencies.health.reviewers",
        "counter_defaults.patience_min.mean",
        "procedure_defaults.intake_min.mean",
        "procedure_defaults.flawed.counter[0]",
    ]
    patience = by_path["counter_defaults.patience_min.mean"]
    assert (patience.value, patience.low, patience.high) == (90, 30, 90)
    assert (patience.source, patience.note, Path(patience.file).name) == ("asked in March", "50 people", "ranged.toml")


def _values(scenario: tvsim.Scenario) -> dict[str, Any]:
    return {entry.path: entry.value for entry in scenario.entries}


@pytest.mark.parametrize(
    ("path", "to", "changed"),
    [
        ("agencies.health.reviewers", 2.0, {"agencies.health.reviewers"}),
        ("counter_defaults.patience_min.mean", 30.0, {"counters.health.patience_min.mean"}),
        (
            "procedure_defaults.intake_min.mean",
            14.0,
            {"procedures.licences.intake_min.mean", "procedures.records.intake_min.mean"},
        ),
        (
            "procedure_defaults.flawed.counter[0]",
            0.4,
            {f"procedures.{key}.flawed.counter[0]" for key in ("licences", "permits", "records")},
        ),
    ],
)
def test_a_moved_number_changes_all_that_it_fills_and_nothing_else(
    scenario: tvsim.Scenario, path: str, to: float, changed: set[str]
) -> None:
    (assumption,) = (each for each in assumptions(scenario) if each.path == path)
    before, after = _values(scenario), _values(moved(scenario, assumption, to, "low"))
    assert {each for each in before if before[each] != after[each]} == changed
    assert {after[each] for each in changed} == {to}
    assert before.keys() == after.keys()


def test_whole_numbers_stay_whole(scenario: tvsim.Scenario) -> None:
    (reviewers,) = (each for each in assumptions(scenario) if each.path == "agencies.health.reviewers")
    assert reviewers.is_whole
    assert type(moved(scenario, reviewers, 2.0, "high").plan.agencies["health"].reviewers) is int


def test_what_is_set_by_hand_is_no_assumption(scenario: tvsim.Scenario) -> None:
    known = scenario.with_({"counter_defaults.patience_min.mean": 60})
    assert "counter_defaults.patience_min.mean" not in {each.path for each in assumptions(known)}


def test_without_a_range_it_is_said_how_to_write_one(tmp_path: Path) -> None:
    path = small_file(tmp_path, ", range = [1, 3]")
    with pytest.raises(ScenarioError) as refused:
        tvsim.sensitivity(load(path))
    assert refused.value.messages == (
        f'{path}: no number has a range; write one as {{ value = 0.34, source = "assumption", range = [0.2, 0.5] }}',
    )


def test_a_bound_that_is_refused_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("something was run"))
    path = write(tmp_path, "ranged.toml", RANGED.replace("range = [0, 0.4]", "range = [0, 1.4]"))
    with pytest.raises(ScenarioError) as refused:
        tvsim.sensitivity(load(path), replications=1)
    (message,) = refused.value.messages
    assert message.startswith(
        f"{path}: procedure_defaults.flawed.counter[0] = 1.4: the high end of its range is refused"
    )
    assert message.endswith("= 1.4: must be from 0 to 1")


# one at a time


def test_each_end_is_what_a_run_of_it_finds(found: tvsim.Sensitivity, scenario: tvsim.Scenario) -> None:
    changed = scenario.with_({"procedure_defaults.intake_min.mean": 14})
    base, high = (tvsim.run(each, seed=4, replications=3, keep="figures") for each in (scenario, changed))
    for agency in ("health", "all"):
        row = found.of("wait_mean_min", agency).set_index("assumption").loc["procedure_defaults.intake_min.mean"]
        at_base, at_high = (each.key_figures.loc[agency, "wait_mean_min"] for each in (base, high))
        assert (row["at_base"], row["at_high"]) == pytest.approx((at_base, at_high))
        assert row["at_high_difference"] == pytest.approx(at_high - at_base)
        assert row["at_high_from"] < row["at_high_difference"] < row["at_high_to"]


def test_at_its_own_value_an_assumption_changes_nothing(found: tvsim.Sensitivity) -> None:
    """The high end of the patience is what it is."""
    row = found.of("wait_mean_min").set_index("assumption").loc["counter_defaults.patience_min.mean"]
    assert (row["at_high_difference"], row["at_high_from"], row["at_high_to"]) == (0, 0, 0)
    assert row["swing"] == abs(row["at_low_difference"]) > 0


def test_shorter_intakes_shorten_the_waits_and_longer_ones_lengthen_them(found: tvsim.Sensitivity) -> None:
    rows = found.of("wait_mean_min").set_index("assumption")
    intake = rows.loc["procedure_defaults.intake_min.mean"]
    assert intake["at_low_difference"] < 0 < intake["at_high_difference"]


def test_the_largest_swing_comes_first_whatever_its_sign(found: tvsim.Sensitivity) -> None:
    table = found.table[(found.table["figure"] == "overdue_true") & (found.table["agency"] == "all")].copy()
    table["swing"] = [0.1, 0.4, float("nan"), 0.2]
    by_hand = replace(found, table=table)
    assert by_hand.of("overdue_true")["swing"].tolist()[:3] == [0.4, 0.2, 0.1]
    assert by_hand.of("overdue_true")["assumption"].iloc[0] == "counter_defaults.patience_min.mean"


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"figures": ["wait"]}, ValueError, 'figures = "wait": there is no such figure'),
        ({"figures": "visits"}, TypeError, "figures must be a list such as"),
        ({"figures": []}, ValueError, "figures must be a list such as"),
        ({"sobol": 12}, ValueError, "sobol must be a power of 2, such as 8 or 16, not 12"),
        ({"sobol": 4}, ValueError, "sobol must be from 8 to 4,096, not 4"),
        ({"sobol": 2.0}, TypeError, "sobol must be a whole number"),
    ],
)
def test_arguments_are_checked(
    scenario: tvsim.Scenario, arguments: dict[str, Any], error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        tvsim.sensitivity(scenario, **arguments)


def test_so_many_points_cannot_be_run() -> None:
    check_base(1024, 7)
    with pytest.raises(ValueError, match=r"N x \(assumptions \+ 2\) = 1,024 x 10 = 10,240 points, and at most 10,000"):
        check_base(1024, 8)


# what chance has a say in


def test_assumptions_that_decide_how_many_come(tmp_path: Path) -> None:
    text = RANGED.replace("per_year = 2000", "per_year = { value = 2000, range = [1000, 3000] }")
    text = text.replace("days = 5\n", "days = 5\nenquiries = { value = 0.1, range = [0, 0.3] }\n")
    text = text.replace("[agencies.justice]\n", "[agencies.justice]\nbacklog = { value = 4, range = [2, 9] }\n")
    text += "[demand]\nfactor = { value = 1, range = [0.9, 1.2] }\nday_to_day_cv = { value = 0.1, range = [0, 0.3] }\n"
    found = {each.path: each for each in assumptions(load(write(tmp_path, "ranged.toml", text)))}
    deciding = {path for path, each in found.items() if each.decides_how_many_come}
    of_demand = {"demand.factor", "demand.day_to_day_cv"}
    of_tables = {"procedures.permits.per_year", "procedure_defaults.enquiries", "agencies.justice.backlog"}
    assert deciding == of_demand | of_tables
    assert len(found) == 9


def test_who_decides_how_many_come_is_seen_in_the_people_drawn() -> None:
    """Each of the baseline's assumptions, at both ends of its range: as many cases, on the same days, or not."""
    spring = load("scenarios/baseline.toml").with_(FEBRUARY)

    def drawn(scenario: tvsim.Scenario) -> list[tuple[int, int]]:
        table = sample_cases(scenario.plan, run_calendar(scenario.plan), 1, 1)
        return sorted(zip(table.procedure.tolist(), table.day.tolist(), strict=True))

    for assumption in assumptions(spring):
        low, high = (drawn(moved(spring, assumption, to, "")) for to in (assumption.low, assumption.high))
        assert (low != high) == assumption.decides_how_many_come, assumption.path


def test_one_replication_is_said_to_leave_the_order_to_chance(found: tvsim.Sensitivity) -> None:
    assert found.notes == ()
    alone = replace(found, replications=1)
    assert alone.notes == ("one replication has no intervals: which assumption matters more may be chance",)
    for language, said in (("en", "may be chance"), ("vi", "có thể chỉ là ngẫu nhiên")):
        assert said in _screen(alone, language)
        assert said not in _screen(found, language)
        assert said in tornado(alone, Language(language), "wait_mean_min").get_suptitle().replace("\n", " ")
    assert "may be chance" in alone._repr_html_()


def test_it_is_said_where_not_all_citizens_are_the_same(found: tvsim.Sensitivity) -> None:
    factor = replace(found.assumptions[0], path="demand.factor", places=(("demand", "factor"),))
    moved_demand = replace(found, assumptions=(factor, *found.assumptions[1:]))
    (note,) = moved_demand.notes
    assert note.startswith("demand.factor: more or fewer come")
    for language, said in (("en", "not all citizens are the same"), ("vi", "không phải mọi người dân đều như nhau")):
        assert said in _screen(moved_demand, language)
        assert said not in _screen(found, language)


def _screen(found: tvsim.Sensitivity, language: Code) -> str:
    screen = Console(width=500, record=True, file=io.StringIO())
    sensitivities.show(found, Language(language), screen)
    return screen.export_text()


# all at once


def test_sobol_indices_of_a_centre(scenario: tvsim.Scenario) -> None:
    """Forty points tell little, but that intakes decide more than patience."""
    alone = scenario.with_({"agencies.health.reviewers": 1})
    with pytest.warns(WideIndicesWarning, match=r"uncertain by up to ±\d\.\d\d and more: of a base sample of 8 the"):
        found = tvsim.sensitivity(alone, figures=["wait_mean_min"], sobol=8, seed=4, replications=1)
    assert (found.sobol, found.has_narrow_indices) == (8, True)
    for code, said in (("en", "the intervals of the indices are too narrow"), ("vi", "chỉ số hẹp hơn thực tế")):
        assert said in _screen(found, code)
        assert said not in _screen(replace(found, sobol=64), code)
    rows = found.indices_of("wait_mean_min")
    assert len(rows) == 3
    assert rows["total"].is_monotonic_decreasing
    assert rows["assumption"].iloc[0] == "procedure_defaults.intake_min.mean"
    with pytest.raises(ValueError, match="no Sobol indices were asked for"):
        replace(found, indices=None).indices_of("wait_mean_min")


def _indices(half: float) -> pd.DataFrame:
    return pd.DataFrame({"agency": ["all", "health"], "first_half": [half, 0.9], "total_half": [0.01, 0.9]})


@pytest.mark.parametrize(
    ("base", "half", "said"),
    [
        (32, 0.05, ["uncertain by up to ±0.05 and more: of a base sample of 32 the intervals are too narrow"]),
        (32, 0.3, ["uncertain by up to ±0.30 and more: of a base sample of 32 the intervals are too narrow"]),
        (64, 0.05, []),
        (64, 0.3, ["uncertain by up to ±0.30: a base sample four times as large halves that"]),
    ],
)
def test_of_a_small_base_sample_narrow_intervals_say_no_more_than_wide_ones(
    base: int, half: float, said: list[str]
) -> None:
    found = [str(each) for each in _wide(_indices(half), base)]
    assert [text.removeprefix("the Sobol indices are ").split(", and hold")[0] for text in found] == said


def test_indices_that_are_missing_have_no_intervals() -> None:
    missing = _indices(float("nan")).assign(total_half=float("nan"))
    assert _wide(missing, 8) == []


def test_without_salib_nothing_is_run(scenario: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Workers, "each", lambda *_: pytest.fail("something was run"))
    monkeypatch.setitem(sys.modules, "SALib.sample", None)
    with pytest.raises(MissingSalibError, match=r"tvsim\[sensitivity\]"):
        tvsim.sensitivity(scenario, sobol=8, replications=1)


# on the screen and as pictures


def test_the_tornado_has_the_widest_bar_on_top_with_the_values_at_both_ends(found: tvsim.Sensitivity) -> None:
    drawn = tornado(found, Language("en"), "wait_mean_min", "health")
    (axes,) = drawn.axes
    rows = found.of("wait_mean_min", "health")
    names = [tick.get_text().replace("\n", " ") for tick in axes.get_yticklabels()]
    assert names[rows["assumption"].tolist().index("procedure_defaults.intake_min.mean")] == (
        "Intake at the counter (by default) *"  # of three replications, corrected by Holm for four assumptions
    )
    widths = [patch.get_width() for patch in axes.patches]  # type: ignore[attr-defined]
    assert widths[:2] == pytest.approx(rows.loc[0, ["at_low_difference", "at_high_difference"]].tolist())
    texts = [text.get_text() for text in axes.texts]
    place = rows["assumption"].tolist().index("procedure_defaults.intake_min.mean")
    assert texts[2 * place : 2 * place + 2] == ["8 min", "14 min"]


@pytest.mark.parametrize("language", [Language("en"), Language("vi")])
def test_long_names_of_assumptions_stand_whole_in_rows_of_their_own(
    found: tvsim.Sensitivity, language: Language
) -> None:
    name = "Cấp lại giấy phép lái xe; đổi giấy phép lái xe quân sự, công an, nước ngoài"
    procedures = ("licences", "records")
    named = found.scenario.with_({f"procedures.{each}.name": name for each in procedures})
    places = [f"procedures.{each}.flawed.counter[0]" for each in procedures]
    one = found.of("wait_mean_min").iloc[:1]
    table = pd.concat([one.assign(assumption=place) for place in places])
    drawn = tornado(replace(found, scenario=named, table=table), language, "wait_mean_min")
    drawn.png()
    ticks = drawn.axes[0].get_yticklabels()
    for tick, place in zip(ticks, places, strict=True):
        assert tick.get_text().replace("\n", " ").removesuffix(" *") == place_name(place, named, language)
    upper, lower = (tick.get_window_extent() for tick in ticks)
    assert upper.y0 > lower.y1


def test_more_assumptions_than_bars_are_said_in_words(found: tvsim.Sensitivity) -> None:
    one = found.of("wait_mean_min").iloc[:1]
    swings = [{"assumption": f"demand.a{number}", "swing": 20.0 - number} for number in range(18)]
    many = pd.concat([one.assign(**each, swing_to=31.0 - number) for number, each in enumerate(swings)])
    drawn = tornado(replace(found, table=many), Language("en"), "wait_mean_min")
    assert len(drawn.axes[0].get_yticks()) == MOST_BARS
    # Of the 16th to the 18th the estimates are 5 to 3, and the intervals go up to 16.
    said = "3 more assumptions move it by at most 16.0 min each, by the far ends of their intervals"
    assert said in drawn.get_suptitle()
    assert the_rest(many.head(MOST_BARS), "wait_mean_min", Language("en")) == []
    alone = many.assign(swing_to=float("nan"))
    assert the_rest(alone, "wait_mean_min", Language("en")) == [
        "3 more assumptions seem to move it by at most 5.0 min each"
    ]
    many.iloc[-1, many.columns.get_loc("swing")] = float("nan")
    assert the_rest(many, "wait_mean_min", Language("en"))[1:] == ["of 1 more nothing is known: the figure is missing"]


def test_the_table_on_the_screen(found: tvsim.Sensitivity) -> None:
    table = sensitivities.swing_table(found, Language("en"), "wait_mean_min")
    columns = [[str(cell) for cell in column.cells] for column in table.columns]
    rows = found.of("wait_mean_min")
    assert [cell.split("\n")[-1] for cell in columns[0]] == rows["assumption"].tolist()
    place = rows["assumption"].tolist().index("procedure_defaults.flawed.counter[0]")
    assert [column[place] for column in columns[1:4]] == ["20%", "0%", "40%"]
    high = rows.loc[place]
    assert columns[5][place].startswith(f"+{high['at_high_difference']:.1f} (")


def test_files_hold_both_tables(found: tvsim.Sensitivity, tmp_path: Path) -> None:
    indices = pd.DataFrame({"assumption": ["a"], "figure": ["wait_mean_min"], "agency": ["all"]})
    written = sensitivities.write(replace(found, indices=indices), tmp_path, Language("vi"))
    names = {path.relative_to(tmp_path).as_posix() for path in written}
    assert names == {
        "figures/sensitivity.csv", "figures/sensitivity.parquet", "figures/sobol_indices.csv",
        "figures/sobol_indices.parquet", "pictures/tornado_wait_mean_min.png", "pictures/tornado_overdue_true.png",
    }  # fmt: skip
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "figures" / "sensitivity.parquet"), found.table)
    sensitivities.write(found, tmp_path, Language("vi"))
    assert not (tmp_path / "figures" / "sobol_indices.csv").exists()


def test_a_notebook_shows_the_assumptions(found: tvsim.Sensitivity) -> None:
    rows = (found.of(figure) for figure in found.figures)
    named = [name for each in rows for name in each["assumption"]]
    assert named.count("procedure_defaults.intake_min.mean") == 2
    page = found._repr_html_()
    assert [page.count(f"<td>{name}") for name in set(named)] == [2] * 4
