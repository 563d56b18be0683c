"""Every number of a paper is that of the comparison it is made of."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

import tvsim
from tests.scenario_files import write
from tvsim.experiment.citizens import UnlikeScenariosWarning
from tvsim.experiment.comparison import TOLD_APART, Comparison, Verdict
from tvsim.experiment.overturning import AtAnEnd, Moved, Overturning
from tvsim.experiment.worth import Change, Worth
from tvsim.experiment.yardsticks import other_yardsticks
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.paper import contents
from tvsim.paper.annexes import manifest, method
from tvsim.paper.blocks import Annex, Grid, Paper, Paragraph, Picture, Points
from tvsim.paper.contents import (
    annexes,
    by_agency,
    cost_and_benefit,
    findings,
    paper_of,
)
from tvsim.paper.evidence import Evidence
from tvsim.paper.overturned import overturned
from tvsim.paper.page import html
from tvsim.paper.sentences import change_of
from tvsim.paper.stated import ALSO_BY_AGENCY
from tvsim.paper.summary import doubts, summary
from tvsim.paper.workbook import workbook
from tvsim.report import comparison as report
from tvsim.report.change_words import words_of
from tvsim.report.comparison import SHOWN, VERDICTS, how_sure
from tvsim.report.differing import differing, estimated
from tvsim.report.figure_names import figure_name, named_with_unit
from tvsim.report.pictures import wait_distribution
from tvsim.scenario.transition import Transition
from tvsim.statistics import Estimate

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A January week of the baseline, with two officers more at one counter, and with one fewer at another."""
    period = {"end": dt.date(2025, 1, 10), "warm_up_days": 3, "follow_up_days": 1}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    more = base.with_({"name": "More", "counters.transport.officers": 6})
    fewer = base.with_({"name": "Fewer", "counters.health.officers": 1, "channels.post.share": 0.2})
    place = tmp_path_factory.mktemp("study")
    tvsim.compare([base, more, fewer], replications=6, folder=place)
    return place


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    """The third scenario is proposed."""
    return Evidence.read(folder, plan="baseline (3)")


def compared(evidence: Evidence) -> Comparison:
    assert evidence.comparison is not None
    return evidence.comparison


def grids(blocks: object) -> list[Grid]:
    return [each for each in blocks if isinstance(each, Grid)]  # type: ignore[attr-defined]


def texts(blocks: object) -> str:
    found = []
    for each in blocks:  # type: ignore[attr-defined]
        found += [each.text] if isinstance(each, Paragraph) else each.texts if isinstance(each, Points) else []
    return "\n".join(found)


def test_the_summary_is_of_the_plan_that_is_proposed(evidence: Evidence) -> None:
    comparison, said = compared(evidence), texts(summary(evidence, EN))
    assert "Officers at the counter: Department of Health: 2 → 1" in said
    for figure in ("wait_mean_min", "staff_cost"):
        theirs, others = (change_of(comparison, name, figure, EN) for name in reversed(comparison.names[1:]))
        assert theirs is not None
        assert others is not None
        assert theirs in said
        assert others not in said
    assert how_sure(comparison, EN) in said


def test_key_figures_stand_under_their_scenarios(evidence: Evidence) -> None:
    key, differences = grids(findings(evidence, EN))
    assert key.headings == ("Figure", *evidence.titles(EN))
    assert evidence.titles(EN)[1:] == ["More", "Fewer"]
    for row, figure in zip(key.rows, evidence.shown, strict=True):
        found = [estimated(each.estimate(ALL, figure), 6, figure, EN) for each in evidence.results]
        assert row == (named_with_unit(figure, EN), *found)
    rows = {row[0]: row[1:] for row in differences.rows}
    verdicts = set()
    for figure in evidence.shown:
        found = compared(evidence).difference("baseline (3)", ALL, figure)
        assert found is not None
        assert rows[figure_name(figure, EN)] == (differing(found, 6, figure, EN), VERDICTS[found.verdict])
        verdicts.add(found.verdict)
    assert len(verdicts) > 2


def test_what_nothing_can_be_said_of_is_what_is_open(evidence: Evidence) -> None:
    (line,) = [
        each for each in doubts(evidence, EN) if each.startswith("With this many replications these cannot be told")
    ]
    listed = line.partition(": ")[2].removesuffix(".").split("; ")
    found = {figure: compared(evidence).difference("baseline (3)", ALL, figure) for figure in SHOWN}
    is_open = [figure_name(name, EN) for name, each in found.items() if each and each.verdict == Verdict.OPEN]
    assert listed == is_open
    assert 0 < len(is_open) < len(SHOWN)


def test_money_and_hours_of_today_and_of_the_plan(evidence: Evidence) -> None:
    (grid,) = grids(cost_and_benefit(evidence, EN))
    assert grid.headings == ("Figure", "Today", "With the plan", "Difference")
    rows = {row[0]: row[1:] for row in grid.rows}
    figures = ("staff_cost", "postage", "overtime_hours", "waiting_hours", "travel_hours")
    assert list(rows) == [named_with_unit(figure, EN) for figure in figures]
    for figure in figures:
        cells = (estimated(evidence.results[number].estimate(ALL, figure), 6, figure, EN) for number in (0, 2))
        found = compared(evidence).difference("baseline (3)", ALL, figure)
        assert found is not None
        assert rows[named_with_unit(figure, EN)] == (*cells, differing(found, 6, figure, EN, unit=False))
    assert rows["Staff cost (million đồng)"][0] != rows["Staff cost (million đồng)"][1]


def test_of_no_agency_is_said_what_other_figures_tell(evidence: Evidence) -> None:
    """Each agency's told-apart waits and overdue rates are told, whichever figure tells them."""
    said, comparison = texts(by_agency(evidence, EN)), compared(evidence)
    told = 0
    for key, agency in evidence.plan.plan.agencies.items():
        for figure in ALSO_BY_AGENCY:
            found = comparison.difference("baseline (3)", key, figure)
            assert found is not None
            if found.verdict in TOLD_APART:
                told += 1
                name = EN.name(agency.name, key)
                (line,) = [each for each in said.split("\n") if each.startswith(f"{name}: ")]
                assert f"{figure_name(figure, EN)} {differing(found, 6, figure, EN)}" in line
    assert ("Told apart are also:" in said) == (told > 0)


def test_other_figures_alone_are_told_by_agency(evidence: Evidence) -> None:
    """Where only a quantile is told apart, it is told, and no more is denied than cannot be told."""
    table = compared(evidence).differences.copy()
    table["verdict"] = Verdict.OPEN
    table.loc[("baseline (3)", "health", "wait_p95_min"), "verdict"] = Verdict.WORSE
    other = replace(compared(evidence))
    other.__dict__["differences"] = table
    doubted = Evidence(evidence.study, evidence.results, 2)
    doubted.__dict__["comparison"] = other
    said = texts(by_agency(doubted, EN))
    assert "Of no agency can these figures be told apart from today's: Mean wait; Within target; Overdue, true" in said
    assert "\nDepartment of Health: 95 % wait at most " in said


def test_pictures_are_of_the_scenario_they_are_called_by(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    blank = Picture("", b"", 1, 1)

    def noted(figure: str, caption: str) -> Picture:
        drawn.append((figure, caption))
        return blank

    of_first = ("queue_through_the_day", "officers_on_duty", "where_time_goes")
    for name in ("waits_by_hour", "wait_distribution", "overdue_by_agency", "open_cases", *of_first):
        monkeypatch.setattr(
            contents.pictures,
            name,
            lambda results, _language, name=name, **_: f"{name}: {results.scenario.title('en')}",
        )
    monkeypatch.setattr(Picture, "of", noted)
    list(contents.picture_section(evidence, EN))
    assert len(drawn) == 14
    for figure, caption in drawn:
        assert caption.rpartition(": ")[2] == figure.rpartition(": ")[2]
    assert {caption.rpartition(": ")[2] for _, caption in drawn} == {evidence.titles(EN)[0], "Fewer"}
    drawn.clear()
    of_another_model = tuple(replace(each, first=None) for each in evidence.results)
    list(contents.picture_section(Evidence(evidence.study, of_another_model, 2), EN))
    assert len(drawn) == 8


def test_how_long_people_wait_is_of_the_same_agencies_in_both_pictures(evidence: Evidence) -> None:
    """Those with the longest and the shortest mean wait today, also where the plan has others."""
    plan = evidence.results[2]
    waits = plan.key_figures.copy()
    waits["wait_mean_min"] = waits["wait_mean_min"].to_numpy()[::-1]
    plan.__dict__["key_figures"] = waits
    legends = [
        [text.get_text() for text in drawn.axes[0].get_legend().get_texts()]  # type: ignore[union-attr]
        for drawn in (
            wait_distribution(evidence.results[0], EN),
            wait_distribution(plan, EN, like=evidence.results[0]),
            wait_distribution(plan, EN),
        )
    ]
    del plan.__dict__["key_figures"]
    assert legends[0] == legends[1] != legends[2]


def test_the_method_and_the_manifest_say_what_was_done(evidence: Evidence) -> None:
    said = texts(method(evidence, EN))
    assert "Warm-up: 3 days, not counted; the run goes on for 1 days after the period" in said
    assert "Replications: 6," in said
    assert "Due times are counted in office hours, without holidays." in said
    rows = dict(grids(manifest(evidence, EN))[0].rows)  # type: ignore[arg-type]
    assert (rows["Seed"], rows["Replications"]) == ("2025", "6")
    assert rows["Scenarios"].count(";") == 2


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("end_of_day", "A case is due when the last day of its limit closes"),
        ("half_day", "A case is due at noon or in the evening of a working day"),
    ],
)
def test_the_method_says_how_due_times_are_counted(evidence: Evidence, rule: str, words: str) -> None:
    other = replace(evidence.results[0], scenario=evidence.base.with_({"deadlines.rule": rule}))
    said = texts(method(Evidence(evidence.study, (other, *evidence.results[1:]), 2), EN))
    assert words in said
    assert "counted in office hours" not in said


def test_plans_of_one_title_are_told_apart(tmp_path: Path) -> None:
    """As a workbook has the name of the centre it was written from; the office is called by that alone."""
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "today.toml", f'extends = "baseline"\n{period}'))
    plan = tvsim.load(write(tmp_path, "text5.toml", 'extends = "today.toml"\n[counters.transport]\nofficers = 5\n'))
    tvsim.compare([base, plan], replications=2, folder=tmp_path / "study")
    found = Evidence.read(tmp_path / "study")
    centre = "Trung tâm Phục vụ hành chính công tỉnh Trà Vinh"
    assert found.titles(VI) == [f"{centre} (today)", f"{centre} (text5)"]
    paper = paper_of(found, VI)
    assert paper.letterhead is not None
    assert paper.letterhead.subject == f"Về việc phê duyệt phương án “{centre} (text5)”"
    assert paper.letterhead.office == centre.upper()
    assert paper.title.startswith(f"{centre} (text5): ")
    captions = [each.caption for each in paper.blocks if isinstance(each, Grid | Picture)]
    assert any(f"{centre} (text5) khác với {centre} (today)" in each for each in captions)
    assert [each.number for each in paper.blocks if isinstance(each, Annex)] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
    ]


def test_other_periods_are_told_and_no_money_is_weighed(tmp_path: Path) -> None:
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "long.toml", f'extends = "baseline"\nname = "long"\n{period}'))
    plan = tvsim.load(
        write(tmp_path, "short.toml", 'extends = "long.toml"\nname = "short"\n[period]\nend = 2025-01-02\n')
    )
    with pytest.warns(UserWarning, match="totals"):
        tvsim.compare([base, plan], replications=2, folder=tmp_path / "study")
    found = Evidence.read(tmp_path / "study")
    paper: Paper = paper_of(found, EN)
    said = texts(paper.blocks)
    assert "their totals differ by that alone, and they do not meet the same citizens." in said
    for words in ("Staff and postage cost", "Citizens wait and travel", "need not be weighed"):
        assert words not in said
    words = "riêng điều đó đã làm các tổng số khác nhau"
    assert words in html(paper_of(found, VI))
    book = load_workbook(io.BytesIO(workbook(found, VI)))
    assert words in book.worksheets[0]["A2"].value


def test_no_money_is_weighed_where_plans_are_followed_for_other_days(tmp_path: Path) -> None:
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\n"
    base = tvsim.load(
        write(tmp_path, "base.toml", f'extends = "baseline"\nname = "base"\n{period}follow_up_days = 4\n')
    )
    plan = tvsim.load(
        write(tmp_path, "plan.toml", 'extends = "base.toml"\nname = "plan"\n[period]\nfollow_up_days = 1\n')
    )
    with pytest.warns(UnlikeScenariosWarning, match="plan is followed for 1 days after its period, base for 4"):
        tvsim.compare([base, plan], replications=2, folder=tmp_path / "study")
    found = Evidence.read(tmp_path / "study")
    assert found.worth is None
    assert "results that are fetched, differs by that alone." in texts(paper_of(found, EN).blocks)


@pytest.mark.parametrize("holds", [True, False])
def test_money_and_hours_that_an_assumption_turns_are_told(evidence: Evidence, holds: bool) -> None:
    """The plan saves hours and costs nothing; at one end of a range it costs, unless it holds."""
    nothing = Change(Estimate(0, 0, 0, 6), is_told=False)
    saves = Change(Estimate(40, 30, 50, 6), is_told=True)
    costs = Change(Estimate(9e8, 8e8, 1e9, 6), is_told=True)
    doubted = Evidence(evidence.study, evidence.results, 2)
    doubted.__dict__["worth"] = Worth(nothing, saves, None)
    (assumption, *_) = tvsim.experiment.assumptions.assumptions(evidence.base)
    differences = {
        each.key: Estimate(np.sign(each.found.value), np.sign(each.found.value), np.sign(each.found.value), 6)
        for each in doubted.statements
    }
    worth = Worth(nothing if holds else costs, saves, None)
    end = AtAnEnd(Moved(assumption, assumption), assumption.high, differences, worth)
    doubted.__dict__["overturning"] = Overturning(6, differences, Worth(nothing, saves, None), (end,))
    said = "\n".join(overturned(doubted, EN))
    turned = "What staff and postage cost: no longer certain, or another way round, where “"
    assert (turned in said) == (not holds)
    assert ("What staff and postage cost: what is said of it holds at every end" in said) == holds
    assert "The hours that citizens wait and travel: what is said of it holds at every end" in said


def test_other_targets_and_prices_are_told(tmp_path: Path) -> None:
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "base.toml", f'extends = "baseline"\nname = "base"\n{period}'))
    other = "[targets]\nwait_min = 12.5\n[costs]\nofficer_hour = 70_000\n"
    plan = tvsim.load(write(tmp_path, "plan.toml", f'extends = "base.toml"\nname = "plan"\n{other}'))
    with pytest.warns(UnlikeScenariosWarning) as warned:
        tvsim.compare([base, plan], replications=2, folder=tmp_path / "study")
    apart = [
        "plan has another target of the wait than base: shares within the target differ by that, too",
        "plan has other prices than base: costs differ by that, too",
    ]
    assert [str(each.message) for each in warned] == apart
    found = Evidence.read(tmp_path / "study")
    said = texts(paper_of(found, EN).blocks)
    for text in apart:
        assert f"{text}." in said
    assert "An hour of an officer: 65,000 đồng → 70,000 đồng" in said
    assert any("other prices" in each for each in report.sentences(compared(found), EN))
    assert not any("other prices" in each for each in report.sentences(Comparison.of([found.results[0]] * 2), EN))
    with pytest.warns(UnlikeScenariosWarning, match="other prices"):
        found.results[0].compare(found.results[1])
    later = base.with_({"targets.acknowledge_hours": 4})
    assert other_yardsticks([base, later], ["base", "later"], EN) == [
        "later has another time to acknowledge in than base: shares acknowledged in time differ by that, too"
    ]


def test_no_hours_are_weighed_where_one_states_no_way(tmp_path: Path) -> None:
    """A way that the other does not state is not an hour lost, nor one gained."""
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "base.toml", f'extends = "baseline"\nname = "base"\n{period}'))
    plan = base.with_({"name": "plan", "sites.centre.travel_min": {}})
    said = (
        "of plan and base one states how long people travel and the other does not: nothing is known of what the plan "
        "does to hours on the way"
    )
    for number, pair in enumerate([(base, plan), (plan, base)]):
        with pytest.warns(UnlikeScenariosWarning, match="one states how long people travel"):
            tvsim.compare(pair, replications=2, folder=tmp_path / str(number))
        found = Evidence.read(tmp_path / str(number))
        assert found.worth is None
        assert "are not measured alike" in texts(summary(found, EN))
    assert other_yardsticks([base, plan], ["base", "plan"], EN) == [said]
    assert other_yardsticks([base, base], ["base", "plan"], EN) == []


def test_captions_promise_no_interval_that_one_replication_has_not(tmp_path: Path) -> None:
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "base.toml", f'extends = "baseline"\n{period}'))
    for replications in (1, 2):
        folder = tmp_path / str(replications)
        tvsim.compare([base, base.with_({"name": "plan"})], replications=replications, folder=folder)
        blocks = list(contents.findings(Evidence.read(folder), EN))
        captions = [each.caption for each in blocks if isinstance(each, Grid | Picture)]
        assert len(captions) == 3
        assert ["intervals" in each for each in captions] == [replications > 1] * 3


def test_a_plan_that_pools_counters_says_how_many_officers_there_are(tmp_path: Path) -> None:
    """And names no value as new that a new pool takes from the defaults of today."""
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "base.toml", f'extends = "baseline"\n{period}'))
    plan = tvsim.load(write(tmp_path, "pool.toml", f'extends = "pooled_counters"\n{period}'))
    tvsim.compare([base, plan], replications=1, folder=tmp_path / "study")
    found = Evidence.read(tmp_path / "study")
    officers = [sum(group.officers for group in each.plan.counters.values()) for each in (base, plan)]
    assert officers[0] - officers[1] == 5
    line = f"of all counter groups together: {officers[0]} → {officers[1]} (rosters aside)"
    first = "Department of Industry and Trade"
    for blocks in (contents.proposal(found, EN), summary(found, EN)):
        said = texts(blocks)
        assert said.count(line) == 1
        assert f"Counter group: {first} and 7 more agencies: added (Officers at the counter: 5)" in said
        assert f"Counter groups given up: {first}; Department of Agriculture" in said
        assert "more." not in said
    assert "words of its scenario: Five officers receive for eight agencies in one queue." in texts(summary(found, EN))
    assert "words of its scenario" not in texts(summary(Evidence(found.study, (found.results[0],) * 2, 1), EN))
    (rows,) = [each.rows for each in grids(annexes(found, EN)) if "that differ from" in each.caption]
    assert not [row for row in rows if "(by default)" in row[0]]


def test_changes_of_whole_tables_are_told_in_words(tmp_path: Path) -> None:
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = tvsim.load(write(tmp_path, "base.toml", f'extends = "baseline"\n{period}'))
    plan = tvsim.load(write(tmp_path, "sites.toml", f'extends = "two_sites"\n{period}'))
    changes = words_of(Transition.between(base, plan, "value").alterations, plan, EN)
    found = [each.in_words(changes, 40) for each in Transition.between(base, plan, "value").alterations]
    assert not [each for each in found if "{" in each or "[" in each], found
    assert any("From: One-stop centre of Trà Vinh city" in each for each in found), found


def test_one_run_has_its_figures_in_the_summary(tmp_path: Path) -> None:
    period = {"end": dt.date(2025, 1, 3), "warm_up_days": 1, "follow_up_days": 0}
    run = tvsim.run(
        tvsim.load(SCENARIOS / "baseline.toml").with_(period=period), replications=2, keep="figures", folder=tmp_path
    )
    found = Evidence.read(tmp_path)
    wait = estimated(run.estimate(ALL, "wait_mean_min"), 2, "wait_mean_min", EN)
    assert f"The mean wait (min): {wait}." in texts(summary(found, EN))
    assert "their differences are the plan's" not in texts(annexes(found, EN))
    assert "their differences are the plan's" in texts(annexes(replace_evidence(found), EN))


def replace_evidence(evidence: Evidence) -> Evidence:
    """The same as a comparison with itself."""
    twice = Evidence(evidence.study, evidence.results * 2, 1)
    twice.__dict__["comparison"] = Comparison.of(twice.results)
    return twice


def test_kept_files_do_not_name_the_scenarios(tmp_path: Path) -> None:
    """A file "plan (2).toml" is kept under a plainer name, and is called as on the screen."""
    text = 'extends = "baseline"\n[period]\nend = 2025-01-02\nwarm_up_days = 1\nfollow_up_days = 0\n'
    (tmp_path / "other").mkdir()
    paths = [write(tmp_path, "plan.toml", text), write(tmp_path, "plan (2).toml", text + "[costs]\npostage_in = 1\n")]
    paths.append(write(tmp_path / "other", "plan.toml", text + "[costs]\npostage_in = 2\n"))
    comparison = tvsim.compare([tvsim.load(path) for path in paths], replications=1, folder=tmp_path / "study")
    found = Evidence.read(tmp_path / "study")
    assert compared(found).names == comparison.names == ("plan", "plan (2)", "plan (3)")
    assert [each.scenario.plan.costs.postage_in for each in found.results[1:]] == [1, 2]
