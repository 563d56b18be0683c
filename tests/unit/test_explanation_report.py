"""Explanations on the screen, as files and as pictures."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from rich.console import Console

import tvsim
from tests.scenario_files import small_file
from tests.unit.test_cli import Tvsim, tvsim_
from tvsim.experiment import Explanation
from tvsim.language import Language
from tvsim.report import explanation as report
from tvsim.report.plots import save
from tvsim.report.waterfall import LONGEST_LINE, _wrapped, waterfall
from tvsim.scenario.transition import Transition
from tvsim.statistics import Orders

__all__ = ["tvsim_"]

COSTS = {"costs.officer_hour": 40_000, "costs.reviewer_hour": 60_000}
CHANGES = {"counters.justice.officers": 1, "counters.health.officers": 2, "procedure_defaults.intake_min.mean": 12}


@pytest.fixture(scope="module")
def explanation(tmp_path_factory: pytest.TempPathFactory) -> Explanation:
    base = tvsim.load(small_file(tmp_path_factory.mktemp("small"))).with_(COSTS)
    return tvsim.explain(base, base.with_(CHANGES | {"name": "Changed"}), replications=3, seed=5)


def with_numbers(explanation: Explanation, base: float, final: float, parts: list[float]) -> Explanation:
    """The same with other numbers for the mean wait of all, without intervals."""
    wholes, table = explanation.wholes.copy(), explanation.parts.copy()
    columns = ["base", "final", "whole", "low", "high"]
    wholes.loc[[("all", "wait_mean_min")], columns] = [base, final, final - base, np.nan, np.nan]
    rows = [("all", "wait_mean_min", change.text) for change in explanation.changes]
    table.loc[rows, ["part", "low", "high"]] = [[part, np.nan, np.nan] for part in parts]
    return replace(explanation, wholes=wholes, parts=table)


def printed(explanation: Explanation, code: str, width: int = 200, **chosen: Any) -> str:
    screen = Console(width=width, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    report.show(explanation, Language("vi" if code == "vi" else "en"), screen, **chosen)
    return screen.export_text()


def _part(explanation: Explanation, part: report.Part, digits: int) -> str:
    return report.part_shown(part, "wait_mean_min", digits, explanation, Language("en"))


def test_printed_parts_add_up_by_hand(explanation: Explanation) -> None:
    """10.0444 and 14.0888 are printed 10.0 and 14.1, so that the whole is 4.1; three parts make 1.4, 1.4, 1.3.

    With two decimals, or three, the whole of 4.0444 would not be what is between them either.
    """
    found = report.shown(with_numbers(explanation, 10.0444, 14.0888, [1.3482, 1.3481, 1.3481]), "wait_mean_min")
    assert (found.digits, found.base, found.final, found.whole.value) == (1, 10.0, 14.1, 4.1)
    assert [part.value for part in found.parts] == [1.4, 1.4, 1.3]


def test_the_whole_is_printed_as_it_is_rounded_elsewhere(explanation: Explanation) -> None:
    """10.04 and 14.06 would be printed 10.0 and 14.1, and 4.1 between them where 4.0 stands elsewhere."""
    found = report.shown(with_numbers(explanation, 10.04, 14.06, [1.34, 1.34, 1.34]), "wait_mean_min")
    assert (found.digits, found.base, found.final, found.whole.value) == (2, 10.04, 14.06, 4.02)


def test_small_parts_are_printed_with_more_decimals(explanation: Explanation) -> None:
    found = report.shown(with_numbers(explanation, 10.0, 10.0123, [0.01, 0.0023, 0.0]), "wait_mean_min")
    assert (found.digits, found.base, found.final) == (3, 10.0, 10.012)
    assert [part.value for part in found.parts] == [0.01, 0.002, 0.0]


def test_an_interval_is_never_printed_as_a_single_number(explanation: Explanation) -> None:
    certain = with_numbers(explanation, 10.0, 12.0, [1.21, 0.79, 0.0])
    rows = [("all", "wait_mean_min", change.text) for change in certain.changes]
    certain.parts.loc[rows, ["low", "high"]] = [[1.19, 1.23], [0.5, 1.0], [-0.01, 0.01]]
    found = report.shown(certain, "wait_mean_min")
    assert _part(certain, found.parts[0], found.digits) == "+1.21 (+1.19 to +1.23)"
    certain.parts.loc[rows[:1], ["low", "high"]] = [[1.1, 1.3]]
    assert report.shown(certain, "wait_mean_min").digits == 1


def test_the_whole_is_said_with_its_interval(explanation: Explanation) -> None:
    wholes = with_numbers(explanation, 10.0, 12.0, [1.0, 1.0, 0.0]).wholes
    wholes.loc[[("all", "wait_mean_min")], ["low", "high"]] = [-0.5, 4.5]
    text = printed(replace(explanation, wholes=wholes), "en", figures=["wait_mean_min"])
    assert "Mean wait: 10.0 min → 12.0 min, which is +2.0 min (−0.5 to +4.5)." in text


def test_what_is_missing_is_a_dash(explanation: Explanation) -> None:
    nothing = with_numbers(explanation, float("nan"), 3.0, [float("nan")] * 3)
    text = printed(nothing, "en", figures=["wait_mean_min"])
    assert "Mean wait: – → 3.0 min, which is –." in text
    assert "Missing (–): a scenario on the way has no case or visit behind the figure." in text
    assert len(waterfall(nothing, "wait_mean_min", Language("en")).axes[0].patches) == 1


def test_the_table_has_changes_wholes_and_both_values(explanation: Explanation) -> None:
    text = printed(explanation, "en", figures=["wait_mean_min"])
    lines = [line for line in text.splitlines() if line.startswith("│")]
    assert [line.split("│")[1].strip() for line in lines] == [
        "small",
        "Officers at the counter: health: 1 → 2",
        "Officers at the counter: justice: 2 → 1",
        "Intake at the counter (by default): 10 min → 12 min (for 2 entries)",
        "Changed",
        "Whole difference",
    ]
    own = report.shown(explanation, "wait_mean_min")
    numbers = [line.split("│")[2].split()[0].replace("−", "-") for line in lines]
    values = [own.base, *(part.value for part in own.parts), own.final, own.whole.value]
    assert [float(each) for each in numbers] == values
    assert "all 6 orders in which the 3 changes can be made" in text
    assert "Replications: 3 of each of 8 scenarios, which met the same citizens; seed 5." in text


def test_what_did_most_and_what_cannot_be_told_is_said(explanation: Explanation) -> None:
    certain = with_numbers(explanation, 10.0, 13.0, [-1.0, 5.0, -1.0])
    rows = [("all", "wait_mean_min", change.text) for change in certain.changes]
    certain.parts.loc[rows, ["low", "high", "p_corrected"]] = [[-1.5, -0.5, 0.01], [4.0, 6.0, 0.05], [-2.5, 0.5, 0.051]]
    (said, *_) = report.sentences(certain, Language("en"), ["wait_mean_min"])
    assert said == (
        "Mean wait: 10.0 min → 13.0 min, which is +3.0 min. "
        "The largest part has “Officers at the counter: justice: 2 → 1”: +5.0 min (+4.0 to +6.0). "
        "Cannot be told from no effect: Intake at the counter (by default): 10 min → 12 min (for 2 entries)."
    )
    certain.parts.loc[rows, "p_corrected"] = [0.06, 1.0, 0.051]  # the intervals by themselves say nothing here
    (said, *_) = report.sentences(certain, Language("en"), ["wait_mean_min"])
    assert said.endswith("which is +3.0 min. What each change does to it cannot be told from no effect.")
    certain.parts.loc[rows, ["low", "high", "p_corrected"]] = [[-1.5, -0.5, 0.01], [-4.0, 14.0, 0.2], [-2.5, 0.5, 0.3]]
    (said, *_) = report.sentences(certain, Language("en"), ["wait_mean_min"])
    assert said.endswith(
        "which is +3.0 min. Of the parts that can be told from no effect the largest has “Officers at the counter: "
        "health: 1 → 2”: −1.0 min (−1.5 to −0.5). Cannot be told from no effect: Officers at the counter: justice: "
        "2 → 1; Intake at the counter (by default): 10 min → 12 min (for 2 entries)."
    )
    certain.parts.loc[rows, ["low", "high", "p_corrected"]] = float("nan")  # of one replication
    (said, *_) = report.sentences(certain, Language("en"), ["wait_mean_min"])
    assert said.endswith("which is +3.0 min. What each change does to it cannot be told from no effect.")
    nothing = with_numbers(explanation, 10.0, 10.0, [0.0, 0.0, 0.0])
    assert report.sentences(nothing, Language("en"), ["wait_mean_min"])[0].endswith("No change has any effect on it.")


def test_a_part_is_the_largest_only_where_no_interval_meets_it(explanation: Explanation) -> None:
    """−5 (−6 to −4) beside +3 (+2 to +3.9) is larger whatever the signs; beside +3 (+2 to +4) that is not certain."""
    by_hand = with_numbers(explanation, 10.0, 7.0, [-5.0, 3.0, -1.0])
    rows = [("all", "wait_mean_min", change.text) for change in by_hand.changes]
    for upper, said in ((3.9, "The largest part has “"), (4.0, "The largest part has “")):
        intervals = [[-6.0, -4.0, 0.01], [2.0, upper, 0.01], [-1.5, -0.5, 0.01]]
        by_hand.parts.loc[rows, ["low", "high", "p_corrected"]] = intervals
        (text, *_) = report.sentences(by_hand, Language("en"), ["wait_mean_min"])
        assert said in text
        assert ("; that it is larger than the next is not certain." in text) == (upper == 4.0)


def test_of_the_certain_parts_the_largest_may_be_chance_too(explanation: Explanation) -> None:
    by_hand = with_numbers(explanation, 10.0, 7.0, [-5.0, -4.9, 7.0])
    rows = [("all", "wait_mean_min", change.text) for change in by_hand.changes]
    by_hand.parts.loc[rows, ["low", "high", "p_corrected"]] = [[-6.0, -4.0, 0.01], [-5.9, -3.9, 0.01], [-9, 23, 0.9]]
    (text, *_) = report.sentences(by_hand, Language("en"), ["wait_mean_min"])
    assert "Of the parts that can be told from no effect the largest has “" in text
    assert "; that it is larger than the next is not certain." in text


def test_what_is_said_is_corrected_for_the_parts_of_all_figures(explanation: Explanation) -> None:
    over_all = explanation.parts.xs("all")
    count = explanation.statements()
    assert count == over_all["p"].notna().sum() > 20
    assert f"corrected by Holm for {count} of them" in printed(explanation, "en")
    of_justice = explanation.statements("justice")
    assert of_justice == explanation.parts["p"].notna().sum() - count != count
    assert f"corrected by Holm for {of_justice} of them" in printed(explanation, "en", agency="justice")


def test_in_how_many_replications_a_part_is(explanation: Explanation) -> None:
    assert "[" not in printed(explanation, "en", figures=["wait_mean_min"])
    some = with_numbers(explanation, 10.0, 13.0, [-1.0, 5.0, -1.0])
    of_wait = [("all", "wait_mean_min")]
    some.wholes.loc[of_wait, "replications"] = 2
    some.parts.loc[[(*of_wait[0], change.text) for change in some.changes], "replications"] = 2
    text = printed(some, "en", figures=["wait_mean_min"])
    for shown in ("−1.0 [2]", "+5.0 [2]", "+3.0 [2]"):
        assert shown in text
    assert "In square brackets: in how many replications" in text


def test_in_vietnamese(explanation: Explanation) -> None:
    text = printed(explanation, "vi", agency="justice")
    assert "Tổng chênh lệch" in text
    assert "tất cả 6 thứ tự thực hiện 3 thay đổi" in text
    assert "Thời gian tiếp nhận tại quầy (mặc định): 10 phút → 12 phút (áp dụng cho 2 mục)" in text
    assert "Thay đổi" in text
    assert "points" not in text


@pytest.mark.parametrize("width", [80, 120, 200])
def test_no_number_is_cut(explanation: Explanation, width: int) -> None:
    text = printed(explanation, "en", width)
    assert "…" not in text
    own = report.shown(explanation, "staff_cost")
    cost = report.part_shown(own.whole, "staff_cost", own.digits, explanation, Language("en"))
    assert cost.split(" ")[0] in text


def of_changes(base: tvsim.Scenario, final: tvsim.Scenario) -> Explanation:
    """An explanation of nothing but its changes."""
    changes = Transition.between(base, final).alterations
    return Explanation(base, final, 1, 1, changes, Orders(len(changes)), pd.DataFrame(), pd.DataFrame())


def test_what_was_taken_together_is_said() -> None:
    found = of_changes(tvsim.load("baseline"), tvsim.load("pooled_counters"))
    text = report.change_text(found, found.changes[0], Language("vi"), 2)
    assert text == (
        "Nhóm quầy: Sở Công Thương và 7 cơ quan khác: bổ sung; Nhóm quầy: Sở Công Thương: không còn; và 7 thay đổi khác"
    )


def test_places_with_the_same_name_have_their_paths_too() -> None:
    """Two groups of officers for transport, one at each site."""
    two = tvsim.load("two_sites")
    only = two.with_({"counters.city.agencies": ["transport"]})
    found = of_changes(only, only.with_({"counters.city.officers": 4, "counters.transport.officers": 4}))
    assert [report.change_text(found, change, Language("en")) for change in found.changes] == [
        "Officers at the counter: Department of Transport (counters.transport.officers): 3 → 4",
        "Officers at the counter: Department of Transport (counters.city.officers): 3 → 4",
    ]


def test_files(explanation: Explanation, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    older = tmp_path / "pictures" / "waterfall_visits.png"
    older.touch()
    written = report.write(explanation, tmp_path, Language("en"), ["wait_mean_min", "staff_cost"])
    assert {path.name for path in written} == {
        "explanation.parquet",
        "explanation.csv",
        "waterfall_wait_mean_min.png",
        "waterfall_staff_cost.png",
    }
    assert not older.exists()
    for read in (pd.read_parquet(tmp_path / "figures" / "explanation.parquet"),):
        own = read[(read["agency"] == "all") & (read["figure"] == "wait_mean_min")]
        assert list(own["change"]) == [*(change.text for change in explanation.changes), ""]
        assert own["part"].tolist()[:-1] == explanation.parts_of("wait_mean_min")["part"].tolist()
        assert own["part"].tolist()[-1] == explanation.whole_of("wait_mean_min").whole
    csv = pd.read_csv(tmp_path / "figures" / "explanation.csv")
    assert len(csv) == len(explanation.parts) + len(explanation.wholes)


def test_the_waterfall_goes_from_one_value_to_the_other(explanation: Explanation) -> None:
    figure = waterfall(with_numbers(explanation, 10.04, 14.06, [6.34, -1.0, -1.32]), "wait_mean_min", Language("en"))
    bars = [patch for patch in figure.axes[0].patches if isinstance(patch, Rectangle)]
    spans = [(round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)) for bar in bars]
    assert spans == [(0, 10.04), (10.04, 16.38), (16.38, 15.38), (15.38, 14.06), (0, 14.06)]
    hatched = [bool(bar.get_hatch()) for bar in bars]
    assert hatched == [False, True, False, False, False]
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts == ["10.04 min", "+6.34 min", "−1.00 min", "−1.32 min", "14.06 min"]
    assert figure.axes[0].get_xlim()[0] == 0
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["Raises the figure", "Lowers the figure"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Officers at the counter: Department of Natural Resources: 3 → 4", 2),
        ("counters.natural_resources.appointments.lateness_min: 0.5 → 1.25", 2),
        ("short.path: 1 → 2", 1),
        ("W" * 200, 3),
        ("Quầy " * 40, 3),
    ],
)
def test_names_beside_the_picture_are_broken_where_they_may_be(name: str, lines: int) -> None:
    wrapped = _wrapped(name).split("\n")
    assert len(wrapped) == lines
    assert max(map(len, wrapped)) <= LONGEST_LINE
    if lines < 3:
        assert "".join(wrapped).replace(" ", "") == name.replace(" ", "")
        assert "→" not in (wrapped[-1].split()[0], wrapped[0].split()[-1])


def test_the_axis_says_where_it_does_not_begin_at_0(explanation: Explanation) -> None:
    small = with_numbers(explanation, 100.0, 101.0, [1.5, -0.3, -0.2])
    axes = waterfall(small, "wait_mean_min", Language("en")).axes[0]
    assert axes.get_xlim()[0] > 90
    assert axes.get_xlabel() == "Mean wait (min); the axis does not begin at 0"


def test_intervals_are_drawn_around_the_end_of_each_part(explanation: Explanation) -> None:
    axes = waterfall(explanation, "wait_mean_min", Language("vi")).axes[0]
    own = report.drawn(explanation, "wait_mean_min")
    drawn = [line.get_xdata() for line in axes.lines if line.get_marker() == "|"]
    before = own.base
    for line, part in zip(drawn, own.parts, strict=True):
        assert np.allclose(line, [before + part.low, before + part.high])
        before += part.value


@pytest.mark.parametrize("name", ["$\\frac{$", "Department of natural resources " * 6, "W" * 200])
def test_names_are_drawn_as_they_stand(explanation: Explanation, tmp_path: Path, name: str) -> None:
    named = replace(explanation, base=explanation.base.with_({"name": name[:200]}))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = waterfall(named, "wait_mean_min", Language("en"))
        save(figure, tmp_path / "waterfall.png")
    texts = [text for text in figure.findobj(Text) if isinstance(text, Text) and name[:5] in text.get_text()]
    assert texts
    assert not any(text.get_parse_math() for text in texts)
    assert figure.axes[0].get_window_extent().width > 0.35 * figure.bbox.width


# the command


def test_explain(tvsim_: Tvsim, tmp_path: Path) -> None:
    base = small_file(tmp_path)
    other = small_file(tmp_path, "officers = 1\n", "officers = 2\n", name="other.toml")
    words = ["explain", base, other, "--replications", 2, "--figure", "wait_mean_min"]
    ended = tvsim_(*words, "--study", tmp_path / "study", "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "Officers at the counter: health: 1 → 2" in ended.out
    assert "There is one change: its part is the whole difference." in ended.out
    assert f"3 files in {tmp_path / 'out'}" in ended.out
    assert "Staff cost" not in ended.out
    found = json.loads(tvsim_(*words, "--study", tmp_path / "study", "--json").out)
    assert (found["from"], found["to"], found["orders"], found["possible_orders"]) == ("small", "other", 1, 1)
    assert found["changes"] == [
        {
            "change": "counters.health.officers: 1 → 2",
            "only_possible_together": False,
            "values": [
                {
                    "place": "counters.health.officers",
                    "from": 1,
                    "to": 2,
                    "added": False,
                    "removed": False,
                    "tables": 1,
                }
            ],
        }
    ]
    parts = {(row["agency"], row["figure"]): row["part"] for row in found["parts"]}
    wholes = {(row["agency"], row["figure"]): row["whole"] for row in found["wholes"]}
    assert parts == wholes
    assert parts["health", "wait_mean_min"] < 0
    assert parts["justice", "acknowledged_in_time"] is None


def test_explain_equal_scenarios(tvsim_: Tvsim, tmp_path: Path) -> None:
    base = small_file(tmp_path)
    ended = tvsim_("explain", base, base, "--replications", 1, "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "The two scenarios differ in nothing that decides a figure." in ended.out
    assert "2 files in" in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["explain", "baseline"], "error: Missing argument 'B'. (tvsim --help shows what is possible)"),
        (["explain", "baseline", "onlin_50"], 'did you mean "online_50"?'),
        (["explain", "baseline", "online_50", "--figure", "wait_men_min"], 'did you mean "wait_mean_min"?'),
        (["explain", "baseline", "online_50", "--agency", "justce"], 'did you mean "justice"?'),
        (["explain", "baseline", "online_50", "--orders", "7"], "error: --orders = 7: must be even"),
        (["explain", "baseline", "online_50", "--orders", "0"], "error: --orders = 0: must be from 2 to 10,000"),
        (["explain", "baseline", "online_50", "--by", "row"], "'row' is not one of 'value', 'table', 'section'"),
        (["explain", "baseline", "online_50", "--replications", "x"], 'error: --replications = "x": must be a whole'),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tvsim_: Tvsim, words: list[str], said: str) -> None:
    ended = tvsim_(*words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert ended.err.startswith("error: ")
    assert ended.err.count("\n") == 1
