"""What a paper says of why its figures are so: parts of the differences, and the assumptions that matter most."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

import tvsim
from tests.english import english_in
from tests.scenario_files import write
from tests.unit.test_sensitivity import RANGED
from tvsim import cli
from tvsim.experiment.comparison import Verdict
from tvsim.language import Language
from tvsim.outcomes import FOREMOST
from tvsim.paper.blocks import Block, Heading, Paragraph, Picture, Points
from tvsim.paper.contents import paper_of
from tvsim.paper.evidence import Evidence
from tvsim.paper.page import html
from tvsim.paper.summary import summary
from tvsim.paper.why import assumptions_that_matter, each_change
from tvsim.report import pictures
from tvsim.report.explanation import sentences
from tvsim.report.place_names import place_name

EN, VI = Language("en"), Language("vi")
CHANGES = {"counters.health.officers": 2, "agencies.health.reviewers": 2}


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[tvsim.Scenario, tvsim.Scenario]:
    base = tvsim.load(write(tmp_path_factory.mktemp("plans"), "ranged.toml", RANGED))
    base = base.with_({"costs.officer_hour": 40_000, "costs.reviewer_hour": 60_000})
    return base, base.with_(CHANGES | {"name": "Two officers"})


@pytest.fixture(scope="module")
def folder(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    tvsim.compare(plans, replications=12, seed=4, folder=place)
    tvsim.explain(*plans, replications=11, seed=4, folder=place)
    tvsim.sensitivity(plans[0], replications=3, seed=4, folder=place)
    return place


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    return Evidence.read(folder)


def said(blocks: list[Block]) -> str:
    found = []
    for each in blocks:
        found += [each.text] if isinstance(each, Paragraph | Heading) else []
        found += each.texts if isinstance(each, Points) else []
    return "\n".join(found)


def drawn(blocks: list[Block]) -> list[Picture]:
    return [each for each in blocks if isinstance(each, Picture)]


def test_each_change_is_told_and_drawn(evidence: Evidence) -> None:
    found = evidence.explanation
    assert found is not None
    blocks = list(each_change(evidence, EN))
    points = next(each for each in blocks if isinstance(each, Points))
    assert points.texts == tuple(sentences(found, EN, FOREMOST))
    assert "Officers at the counter: health: 1 → 2" in said(blocks)
    assert "of 11 replications and the findings of 12" in said(blocks)
    captions = [each.caption for each in drawn(blocks)]
    assert "What each change does: Mean wait" in captions
    mean = drawn(blocks)[captions.index("What each change does: Mean wait")]
    assert mean.png == Picture.of(pictures.waterfall(found, "wait_mean_min", EN), "").png


def test_a_figure_of_which_no_part_is_told_is_not_drawn(evidence: Evidence) -> None:
    found = evidence.explanation
    assert found is not None
    all_drawn = len(drawn(list(each_change(evidence, EN))))
    table = found.parts.copy()
    table.loc[[("all", "wait_mean_min", each.text) for each in found.changes], "p_corrected"] = 0.06
    unsure = Evidence(evidence.study, evidence.results, evidence.proposed)
    unsure.__dict__["explanation"] = replace(found, parts=table)
    blocks = list(each_change(unsure, EN))
    assert len(drawn(blocks)) == all_drawn - 1
    assert not any("Mean wait" in each.caption for each in drawn(blocks))
    assert "What each change does to it cannot be told from no effect." in said(blocks)


def test_waits_overdue_cases_and_costs_are_drawn(evidence: Evidence) -> None:
    found = evidence.explanation
    assert found is not None
    sure = Evidence(evidence.study, evidence.results, evidence.proposed)
    sure.__dict__["explanation"] = replace(found, parts=found.parts.assign(p_corrected=0.01))
    captions = [each.caption.removeprefix("What each change does: ") for each in drawn(list(each_change(sure, EN)))]
    assert captions == ["Mean wait", "Overdue, true clock", "Staff cost"]


def test_as_many_replications_are_not_remarked_on(evidence: Evidence) -> None:
    found = evidence.explanation
    assert found is not None
    alike = Evidence(evidence.study, evidence.results, evidence.proposed)
    alike.__dict__["explanation"] = replace(found, replications=evidence.replications)
    assert "not quite the same" not in said(list(each_change(alike, EN)))


def test_the_assumptions_of_the_plan_are_drawn_else_those_of_today(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], folder: Path, tmp_path: Path
) -> None:
    evidence = Evidence.read(folder)
    blocks = list(assumptions_that_matter(evidence, EN))
    assert "ranged, 3 replications of each, seed 4." in said(blocks)
    (points,) = (each for each in blocks if isinstance(each, Points))
    waits = next(each for each in points.texts if each.startswith("Mean wait: "))
    assert evidence.sensitivity is not None
    rows = evidence.sensitivity.of("wait_mean_min")
    names = [place_name(str(path), evidence.base, EN) for path in rows["assumption"]]
    named = [waits.index(f"“{name}”: ") for name in names[:3]]
    assert named == sorted(named)  # as in the picture
    assert f"“{names[3]}”" not in waits
    assert waits.count("which cannot be told from no effect") == len(
        set(evidence.sensitivity.ranking("wait_mean_min").untold) & set(rows["assumption"].head(3))
    )
    assert "Marked" not in waits
    captions = [each.caption for each in drawn(blocks)]
    assert len(captions) == 2
    assert captions[0] == "How far each assumption moves a figure: Mean wait, ranged"
    assert drawn(blocks)[0].png == Picture.of(pictures.tornado(evidence.sensitivity, EN, "wait_mean_min"), "").png
    tvsim.compare(plans, replications=2, seed=4, folder=tmp_path)
    for plan in reversed(plans):
        tvsim.sensitivity(plan, figures=["visits", "overdue_true"], replications=2, seed=4, folder=tmp_path)
    blocks = list(assumptions_that_matter(Evidence.read(tmp_path), EN))
    assert [each.caption for each in drawn(blocks)] == [
        "How far each assumption moves a figure: Overdue, true clock, Two officers"
    ]


def test_what_the_folder_does_not_tell(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    tvsim.compare(plans, replications=2, seed=4, folder=tmp_path)
    evidence = Evidence.read(tmp_path)
    assert list(each_change(evidence, EN)) == []
    assert list(assumptions_that_matter(evidence, EN)) == []


def test_who_writes_a_paper_is_told_what_it_does_not_tell(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The commands that are named are those after which it tells; the paper itself speaks to its readers alone."""
    tvsim.compare(plans, replications=2, seed=4, folder=tmp_path / "study")
    words = ["report", str(tmp_path / "study"), "--out", str(tmp_path / "paper.docx")]
    assert cli.execute(words) == 0
    assert (tmp_path / "paper.docx").read_bytes().startswith(b"PK")  # as the file ends
    each_one, overturned = capsys.readouterr().err.splitlines()
    assert each_one.startswith("the paper does not say what each change does; it will after: tvsim explain ")
    assert "tvsim sensitivity" not in said(list(paper_of(Evidence.read(tmp_path / "study"), EN).blocks))
    first, second = overturned.partition("it will after: ")[2].split(", and ")
    for command in (each_one.partition("it will after: ")[2], first, second):
        assert cli.execute(command.split()[1:]) == 0
    capsys.readouterr()
    assert cli.execute(words) == 0
    assert capsys.readouterr().err == ""


def test_what_is_worse_beside_the_foremost_figures_is_in_the_summary(evidence: Evidence) -> None:
    assert "Other figures that get worse" not in said(list(summary(evidence, EN)))
    comparison = evidence.comparison
    assert comparison is not None
    table = comparison.differences.copy()
    table.loc[[(evidence.proposed_name, "all", "awaiting_intake")], "verdict"] = Verdict.WORSE
    doubtful = Evidence(evidence.study, evidence.results, evidence.proposed)
    doubtful.__dict__["comparison"] = replace(comparison)
    doubtful.comparison.__dict__["differences"] = table  # type: ignore[union-attr]
    text = said(list(summary(doubtful, EN)))
    assert "Other figures that get worse: Awaiting intake at the desk " in text


@pytest.mark.parametrize("words", [["--out", "paper.doc"], ["--format", "docx", "--out", "paper.html"]])
def test_a_paper_is_not_called_what_it_is_not(
    folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.execute(["report", str(folder), *words]) == 2
    assert "must end with ." in capsys.readouterr().err


def test_one_change_has_no_parts(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    one = plans[0].with_({"counters.health.officers": 2, "name": "Officer"})
    tvsim.compare([plans[0], one], replications=2, seed=4, folder=tmp_path)
    tvsim.explain(plans[0], one, replications=2, seed=4, folder=tmp_path)
    assert list(each_change(Evidence.read(tmp_path), EN)) == []


def test_a_report_on_one_scenario_has_its_assumptions(
    plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path
) -> None:
    tvsim.run(plans[0], replications=2, seed=4, folder=tmp_path)
    tvsim.sensitivity(plans[0], replications=2, seed=4, folder=tmp_path)
    evidence = Evidence.read(tmp_path)
    assert list(each_change(evidence, EN)) == []
    assert len(drawn(list(assumptions_that_matter(evidence, EN)))) == 2


def test_it_stands_in_the_paper_in_both_languages(evidence: Evidence) -> None:
    headings = [each.text for each in paper_of(evidence, EN).blocks if isinstance(each, Heading)]
    place = headings.index("What each change does")
    assert headings[place - 1 : place + 3] == [
        "By agency", "What each change does", "Which assumptions matter most", "Cost and benefit",
    ]  # fmt: skip
    text = html(paper_of(evidence, VI))
    for words in re.split(r"<[^>]*>", re.sub(r"<(style|svg|script)\b.*?</\1>", "", text, flags=re.DOTALL)):
        own = "ranged Two officers health justice licences permits tickets asked in March people"
        assert english_in(unescape(words), own=own) == [], words
