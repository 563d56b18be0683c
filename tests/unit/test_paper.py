"""The paper that justifies a plan: what it says, and what it is written as."""

import datetime as dt
import io
import re
import zipfile
import zlib
from dataclasses import replace
from decimal import Decimal
from html import unescape
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from docx import Document
from openpyxl import load_workbook

import tvsim
from tests.scenario_files import write as write_file
from tests.unit.test_paper_numbers import texts
from tvsim import cli
from tvsim.experiment import FolderError
from tvsim.experiment.assumptions import assumptions
from tvsim.experiment.comparison import TOLD_APART, Difference, Verdict
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.unpriced import PRICES, changed_without_price
from tvsim.experiment.worth import Change, Worth
from tvsim.language import Language
from tvsim.outcomes import ALL, KEY_FIGURES
from tvsim.paper.blocks import Annex, Grid, Heading, Paper, Paragraph, Picture, Points
from tvsim.paper.contents import annexes, paper_of
from tvsim.paper.evidence import Evidence
from tvsim.paper.files import write
from tvsim.paper.page import NoPdfError, html, pdf
from tvsim.paper.sentences import change_of, digits_that_add_up
from tvsim.paper.stated import BY_AGENCY
from tvsim.paper.summary import costs, doubts, summary
from tvsim.paper.weighing import costs_of
from tvsim.paper.word import docx
from tvsim.paper.workbook import workbook
from tvsim.report.comparison import sentences
from tvsim.statistics import Estimate
from tvsim.whatif.panel import notes

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EN, VI = Language("en"), Language("vi")
EVIL = "<script>alert(1)</script> & =1+1"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two January weeks of the baseline, with two officers more, and half of the dossiers online, ten times."""
    period = {"end": dt.date(2025, 1, 14), "warm_up_days": 7, "follow_up_days": 7}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)
    more = base.with_({"name": EVIL, "counters.transport.officers": 6})
    online = base.with_({"name": "Online", "channels.online.share": 0.5})
    place = tmp_path_factory.mktemp("study")
    tvsim.compare([base, more, online], replications=10, folder=place)
    return place


@pytest.fixture(scope="module")
def evidence(folder: Path) -> Evidence:
    return Evidence.read(folder)


@pytest.fixture(scope="module")
def paper(evidence: Evidence) -> Paper:
    return paper_of(evidence, EN)


def said(paper: Paper) -> str:
    parts = []
    for block in paper.blocks:
        if isinstance(block, Points):
            parts += block.texts
        elif isinstance(block, Heading | Paragraph):
            parts.append(block.text)
        elif isinstance(block, Annex):
            parts.append(block.title)
    return "\n".join(parts)


# evidence


def test_what_a_folder_keeps_is_what_was_found(evidence: Evidence) -> None:
    again = tvsim.compare([each.scenario for each in evidence.results], seed=evidence.study.seed, replications=10)
    assert evidence.comparison is not None
    assert evidence.comparison.differences.equals(again.differences)
    assert [change.text for change in evidence.changes] == ["counters.transport.officers: 4 → 6"]


def test_another_plan_may_be_proposed(folder: Path) -> None:
    """Scenarios of one name are told by their numbers; the first plan is taken where none is named."""
    assert Evidence.read(folder).proposed == 1
    with pytest.raises(ValueError, match="online is none of the plans of the study"):
        Evidence.read(folder, plan="online")


def test_a_study_that_is_not_whole_is_refused(folder: Path, tmp_path: Path) -> None:
    study = Evidence.read(folder).study
    (file,) = [path for path in (folder / "replications").glob("*/*") if path.stem == sorted(study.results)[0]]
    kept = file.read_bytes()
    file.unlink()
    try:
        with pytest.raises(FolderError, match="not finished"):
            Evidence.read(folder)
        file.write_bytes(kept + b"0")
        with pytest.raises(FolderError, match=f"{file.name}: damaged"):
            Evidence.read(folder)
    finally:
        file.write_bytes(kept)


# sentences


PLAN = tvsim.load("baseline").plan
"""With all prices, and ways to the centre."""
NONE = Change(Estimate(0, 0, 0, 6), is_told=False)
UNKNOWN = Change(Estimate(np.nan, np.nan, np.nan, 0), is_told=False)
CORRECTED = "Both are corrected by Holm together with the figures of the whole centre."


def told(value: float, low: float, high: float) -> Change:
    return Change(Estimate(value, low, high, 6), is_told=True)


def untold(value: float, low: float, high: float) -> Change:
    return Change(Estimate(value, low, high, 6), is_told=False)


def test_costs_and_hours_in_words() -> None:
    hour = Estimate(1e5, 9e4, 1.1e5, 6)
    worth = Worth(told(4.004e9, 3.9e9, 4.1e9), told(4000, 3500, 4500), hour)
    assert costs_of(worth, EN, PLAN) == [
        "Staff and postage cost 4,004 million đồng more than today in the period (from 3,900 to 4,100).",
        "Citizens wait and travel 4,000 hours less in the period (from 3,500 to 4,500).",
        CORRECTED,
        "The plan pays for itself where an hour of a citizen's time is worth more than 100,000 đồng (from 90,000 to "
        "110,000).",
    ]


def test_what_cannot_be_told_apart_is_not_claimed() -> None:
    """Neither where the interval holds 0 nor where it does not, but the correction leaves it open."""
    worth = Worth(untold(1e6, -1e6, 3e6), told(-50, -80, -20), None)
    assert costs_of(worth, EN, PLAN) == [
        "What staff and postage cost cannot be told apart from today's (difference in million đồng: from −1.00 to "
        "+3.00).",
        "Citizens wait and travel 50.0 hours more in the period (from 20.0 to 80.0).",
        CORRECTED,
        "Whether it saves money is not told, so that no value of a citizen's hour can be stated up to which the plan "
        "would pay.",
    ]
    nearly = Worth(untold(-2e6, -3e6, -1e6), untold(40, 10, 70), None)
    assert costs_of(nearly, EN, PLAN) == [
        "What staff and postage cost cannot be told apart from today's (difference in million đồng: from −3.00 to "
        "−1.00).",
        "The hours that citizens wait and travel cannot be told apart from today's (hours saved: from +10.0 to +70.0).",
        CORRECTED,
        "What cannot be told apart from today's is not weighed.",
    ]


def test_what_is_by_no_chance_is_not_corrected() -> None:
    one = costs_of(Worth(NONE, told(40, 10, 70), None), EN, PLAN)
    assert [each for each in one if "Holm" in each] == [
        "That is corrected by Holm together with the figures of the whole centre."
    ]
    assert not [each for each in costs_of(Worth(NONE, NONE, None), EN, PLAN) if "Holm" in each]


def test_what_has_no_price_is_not_said_to_cost_nothing() -> None:
    """Nor is it weighed; what alone has none is told beside the costs of the others."""
    free = tvsim.load("baseline").with_({f"costs.{price}": 0 for price in PRICES} | {"sites.centre.travel_min": {}})
    said = costs_of(Worth(UNKNOWN, told(40, 10, 70), None), EN, free.plan)
    assert said == [
        "What staff and postage cost is not known: no price of theirs is stated.",
        "Citizens wait and travel 40.0 hours less in the period (from 10.0 to 70.0).",
        "Not in these hours is the way to the centre, as no time is stated for it.",
        "That is corrected by Holm together with the figures of the whole centre.",
    ]
    partly = tvsim.load("baseline").with_({"costs.reviewer_hour": 0, "costs.postage_out": 0})
    assert costs_of(Worth(told(4e8, 3e8, 5e8), NONE, None), EN, partly.plan)[1] == (
        "Not in the costs, as no price is stated for it: hours of reviewers; postage of results."
    )


def test_nothing_is_said_of_money_in_all_where_what_changes_has_no_price(tmp_path: Path) -> None:
    """Officers who have no price are no saving, nor are they free; what stays as it is may have none."""
    period = {"period.end": dt.date(2025, 1, 3), "period.warm_up_days": 1, "period.follow_up_days": 0}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period | {"costs.reviewer_hour": 0})
    less = {"counters.transport.officers": 3, "name": "plan"}
    for more, changed in (({}, []), ({"agencies.justice.reviewers": 30}, ["reviewer_hour"])):
        folder = tmp_path / str(len(more))
        comparison = tvsim.compare([base, base.with_(less | more)], replications=2, folder=folder)
        assert changed_without_price(comparison, comparison.names[1]) == changed
        found = Evidence.read(folder)
        assert found.without_price == changed
        without = "That is without hours of reviewers, which have no price."
        assert sum(without in text for text in texts(summary(found, EN)).splitlines()) == 1
        worth = Worth(told(-4e8, -5e8, -3e8), told(40, 10, 70), None)
        found.__dict__["worth"] = worth
        found.__dict__["undone"] = []
        said = " ".join(costs(found, EN))
        assert ("In all it needs no more money" in said) == (not changed)
        assert ("The plan changes, or may change, what has no price (hours of reviewers), so that it" in said) == bool(
            changed
        )
        note = "Not in the costs, as no price is stated for it: hours of reviewers."
        assert note in said
        assert note in sentences(comparison, EN)
        assert note not in sentences(comparison, EN, figures=["wait_mean_min"])
        assert note in list(notes(comparison, EN))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worth, "of", lambda *_: Worth(told(4e8, 3e8, 5e8), told(40, 30, 50), Estimate(1e7, 9e6, 2e7, 2)))
        for without in ([], ["reviewer_hour"]):
            found = Evidence.read(folder)
            found.__dict__["without_price"], found.__dict__["undone"] = without, []
            assert found.worth is not None
            assert (found.worth.hour_value is None) == bool(without)


@pytest.mark.parametrize(
    ("price", "change", "differs"),
    [
        ("officer_hour", {}, False),
        ("officer_hour", {"counters.health.officers": 3}, True),
        ("officer_hour", {"agencies.health.reviewers": 3}, False),
        ("reviewer_hour", {"agencies.health.reviewers": 3}, True),
        ("postage_in", {"demand.factor": 1.1}, True),
        ("postage_in", {"channels.online.share": 0.4}, False),  # from the counter
        ("postage_in", {"channels.post.share": 0.04}, True),
        ("postage_in", {"procedures.housing.per_year": 10}, True),
        ("postage_in", {"counters.health.officers": 3}, False),
        ("postage_in", {"calendar.hours.sat": ["07:30-11:30"]}, True),
        ("officer_hour", {"calendar.hours.sat": ["07:30-11:30"]}, True),
        ("reviewer_hour", {"calendar.hours.sat": ["07:30-11:30"]}, True),
        ("officer_hour", {"sites.centre.hours": {"mon-fri": ["07:00-11:30", "13:00-18:00"]}}, True),
        ("officer_hour", {"counters.planning.roster[0].desk": 2}, True),
        ("reviewer_hour", {"counters.health.officers": 3}, False),
        ("postage_out", {"channels.counter.returns.post": 0.0, "channels.counter.returns.counter": 0.94}, True),
        ("postage_out", {}, False),
    ],
)
def test_what_a_plan_changes_without_price(price: str, change: dict[str, object], differs: bool) -> None:
    period = {"period.end": dt.date(2025, 1, 10), "period.warm_up_days": 7, "period.follow_up_days": 0}
    base = tvsim.load(SCENARIOS / "baseline.toml").with_(period)
    free = base.with_({f"costs.{price}": 0})
    comparison = tvsim.compare([free, free.with_(change | {"name": "plan"})], replications=2)
    assert changed_without_price(comparison, comparison.names[1]) == ([price] if differs else [])
    priced = tvsim.compare([base, base.with_(change | {"name": "plan"})], replications=1)
    assert changed_without_price(priced, priced.names[1]) == []


def test_what_only_one_scenario_has_is_no_difference() -> None:
    for figure, total in (("postage", "cost"), ("travel_hours", "hours")):
        first, other = sample(np.zeros(6), np.zeros(6)), sample(np.full(6, 1e6), np.full(6, 9.0))
        for each in (first, other):
            each.values[:, 0, NAMES.index(figure)] = 0
        alike = Worth.of(first, other)
        other.values[:, 0, NAMES.index(figure)] = np.nan
        found = Worth.of(first, other)
        assert [getattr(alike, total).is_unknown, getattr(found, total).is_unknown] == [False, True]
        assert found.hour_value is None
        assert not found.takes_nothing
        first.values[:, 0, NAMES.index(figure)] = np.nan
        assert getattr(Worth.of(first, other), total) == getattr(alike, total)


def test_no_interval_vanishes_by_rounding() -> None:
    first, *_ = costs_of(Worth(told(1.29e6, 0.94e6, 1.64e6), untold(0.001, -0.002, 0.004), None), EN, PLAN)
    assert "1.29 million đồng more than today in the period (from 0.94 to 1.64)" in first
    hours = costs_of(Worth(told(1, 1, 1), untold(0.001, -0.002, 0.004), None), EN, PLAN)[1]
    assert "(hours saved: from −0.002 to +0.004)" in hours


def test_a_plan_that_costs_less_and_saves_time() -> None:
    weighed = {
        "In all it needs no more money": [
            (told(-4e8, -5e8, -3e8), told(40, 10, 70)),
            (told(-4e8, -5e8, -3e8), untold(0, 0, 0)),
            (untold(0, 0, 0), told(40, 10, 70)),
        ],
        "Whether it takes citizens' time in all": [(told(-4e8, -5e8, -3e8), untold(40, -10, 90))],
        "Whether it costs more at all is not told": [(untold(-4e8, -5e8, 1e8), told(40, 10, 70))],
        "Whether it saves citizens' time in all": [(told(4e8, 3e8, 5e8), untold(40, -10, 90))],
        "It saves neither money nor citizens' time": [
            (told(4e8, 3e8, 5e8), told(-40, -70, -10)),
            (told(4e8, 3e8, 5e8), NONE),
            (NONE, told(-40, -70, -10)),
        ],
        "Neither money nor citizens' time differs": [(NONE, NONE)],
        "What cannot be told apart from today's is not weighed.": [
            (NONE, untold(40, -10, 90)),
            (untold(-4e8, -5e8, 1e8), NONE),
        ],
    }
    for words, cases in weighed.items():
        for cost, hours in cases:
            assert costs_of(Worth(cost, hours, None), EN, PLAN)[-1].startswith(words), (cost, hours)
    assert costs_of(Worth(untold(0, 0, 0), untold(0, 0, 0), None), EN, PLAN)[0] == (
        "Staff and postage cost exactly what they cost today."
    )


def test_money_and_hours_are_corrected_together() -> None:
    """Two differences of six replications: t = 2.8 alone has p = 0.038, and twice that beside one that says nothing."""
    shape = np.array([-1.0, 1.0, -1.0, 1.0, -1.0, 1.0])
    spread = shape.std(ddof=1) / np.sqrt(6)
    first = sample(cost=np.zeros(6), hours=np.zeros(6))
    alone = Worth.of(first, sample(cost=1e3 * shape, hours=-(2.8 * spread + shape)))
    assert not alone.hours.is_told
    assert alone.hours.found.low > 0
    surer = Worth.of(first, sample(cost=1e3 * shape, hours=-(4.0 * spread + shape)))
    assert (surer.hours.is_told, surer.hours.is_more, surer.cost.is_told) == (True, True, False)
    assert surer.hour_value is None
    neither = Worth.of(first, sample(cost=100 * (2.8 * spread + shape), hours=-(2.8 * spread + shape)))
    assert (neither.cost.is_told, neither.hours.is_told, neither.hour_value) == (False, False, None)
    among = Worth.of(first, sample(cost=1e3 * shape, hours=-(4.0 * spread + shape)), np.full(10, 0.5))
    assert not among.hours.is_told  # p = 0.01 is the least of twelve
    both = Worth.of(first, sample(cost=100 * (4.0 * spread + shape), hours=-(4.0 * spread + shape)))
    assert both.hour_value is not None
    assert both.hour_value.value == pytest.approx(100)
    saving = Worth.of(first, sample(cost=-300 * (4.0 * spread + shape), hours=4.0 * spread + shape))
    assert (saving.cost.is_less, saving.hours.is_less) == (True, True)
    assert saving.hour_value is not None
    assert saving.hour_value.value == pytest.approx(300)
    posts = Worth.of(first, sample(cost=np.full(6, 1e6), hours=np.zeros(6)), np.full(30, 0.5))
    assert posts.cost.is_more  # by no chance, though the sign test of six would not pass Holm
    letters = sample(cost=np.full(6, 1e6), hours=np.zeros(6))
    letters.values[:, 0, NAMES.index("postage")] = 30_000
    assert not Worth.of(first, letters, np.full(30, 0.5)).cost.is_told
    assert both.balances_as(both)
    assert not both.balances_as(saving)
    assert not surer.balances_as(surer)


def test_a_plan_that_saves_money_and_takes_time_pays_below_a_value_of_an_hour(evidence: Evidence) -> None:
    saving = Worth(told(-4e8, -5e8, -3e8), told(-40, -50, -30), Estimate(1e7, 8e6, 1.25e7, 6))
    assert costs_of(saving, EN, PLAN)[-1] == (
        "The plan pays as long as an hour of a citizen's time is worth less than 10,000,000 đồng (from 8,000,000 to "
        "12,500,000)."
    )
    doubted = Evidence(evidence.study, evidence.results, evidence.proposed)
    doubted.__dict__["worth"] = saving
    assert (
        "An hour of a citizen's time that is worth more than 12,500,000 đồng; down to 8,000,000 đồng nothing can be "
        "said." in list(doubts(doubted, EN))
    )


def sample(cost: np.ndarray, hours: np.ndarray) -> KeySample:
    """Key figures over all agencies of six replications: staff cost and waiting hours, and nothing else."""
    values = np.full((6, 1, len(NAMES)), np.nan)
    values[:, 0, NAMES.index("staff_cost")] = cost
    values[:, 0, NAMES.index("waiting_hours")] = hours
    return KeySample(("all",), values, np.full_like(values, np.nan), ())


def test_sentences_of_figures_say_no_more_than_their_verdicts(evidence: Evidence) -> None:
    comparison, name = evidence.comparison, evidence.proposed_name
    assert comparison is not None
    words = {
        Verdict.OPEN: "cannot be told apart from today's",
        Verdict.EQUAL: "stays exactly as it is",
        Verdict.MISSING: "cannot be told apart",
    }
    seen = set()
    for agency in ("all", *evidence.base.plan.agencies):
        for figure in KEY_FIGURES:
            found, text = comparison.difference(name, agency, figure), change_of(comparison, name, figure, EN, agency)
            if found is None or text is None:
                continue
            turned = " falls from " if found.value < 0 else " rises from "
            expected = words.get(found.verdict, turned)
            assert expected in text
            assert (turned in text) == (found.verdict not in words)
            seen.add(found.verdict)
    assert {Verdict.OPEN, Verdict.EQUAL, Verdict.BETTER} <= seen


@pytest.mark.parametrize(
    ("before", "by", "after", "figure", "digits"),
    [
        (6.84, -1.18, 5.66, "wait_mean_min", 2),  # 6.8, −1.2 and 5.7 do not add up
        (6.80, -1.20, 5.60, "wait_mean_min", 1),
        (14_137.6e6, 136.5e6, 14_274.1e6, "staff_cost", 0),
        (14_137.9e6, 136.6e6, 14_274.5e6, "staff_cost", 1),
        (0.0069, 0.0000231, 0.0069231, "overdue_true", 4),  # a difference is shown in digits that tell it from 0
    ],
)
def test_what_is_printed_adds_up(before: float, by: float, after: float, figure: str, digits: int) -> None:
    found = Difference(by, by, by, 6, Verdict.MORE)
    assert digits_that_add_up(before, found, after, figure) == digits


def test_printed_sentences_add_up(evidence: Evidence) -> None:
    comparison = evidence.comparison
    assert comparison is not None
    adding_up, off = 0, 0
    for name in comparison.names[1:]:
        for figure in KEY_FIGURES:
            text = change_of(comparison, name, figure, EN) or ""
            numbers = re.search(r"from ([\d,.]+)\D*? to ([\d,.]+)\D*?: ([+−])([\d,.]+)", text)
            if numbers:
                before, after, by = (Decimal(numbers[place].rstrip(".").replace(",", "")) for place in (1, 2, 4))
                apart = abs(before + (by if numbers[3] == "+" else -by) - after)
                assert apart <= Decimal(1).scaleb(by.as_tuple().exponent), text
                adding_up, off = adding_up + (apart == 0), off + (apart > 0)
    assert adding_up > 10
    assert off < adding_up  # rounding takes a unit of the last digit


def test_agencies_have_a_star_where_nothing_can_be_told(evidence: Evidence, paper: Paper) -> None:
    (grid,) = (each for each in paper.blocks if isinstance(each, Grid) and each.headings[0] == "Agency")
    comparison, names = evidence.comparison, {row[0]: row[1:] for row in grid.rows}
    assert comparison is not None
    stars = set()
    for key, agency in evidence.plan.plan.agencies.items():
        cells = names.get(EN.name(agency.name, key), ())
        for figure, cell in zip(BY_AGENCY, cells, strict=False):
            found = comparison.difference(evidence.proposed_name, key, figure)
            if found is not None:
                assert cell.endswith(" *") == (found.verdict not in TOLD_APART)
                stars.add(cell.endswith(" *"))
    assert stars == {True, False}


def test_a_difference_in_words(evidence: Evidence) -> None:
    comparison, name = evidence.comparison, evidence.proposed_name
    assert comparison is not None
    wait = comparison.difference(name, ALL, "wait_mean_min")
    assert wait is not None
    assert wait.verdict.value == "better"
    text = change_of(comparison, name, "wait_mean_min", EN)
    assert text is not None
    assert re.fullmatch(r"The mean wait falls from \d+\.\d+ min to \d+\.\d+ min: −.* min \(−.* to −.*\)\.", text)
    assert change_of(comparison, name, "received", EN, "health") == (
        f"Received stays exactly as it is, {EN.number(evidence.results[0].key_figures.loc['health', 'received'])}."
    )


def test_worth_is_of_paired_replications(evidence: Evidence) -> None:
    first, other = (each.key_sample for each in evidence.results[:2])
    names = list(evidence.results[0].key_figures.columns)
    cost = sum(
        other.values[:, -1, names.index(each)] - first.values[:, -1, names.index(each)]
        for each in ("staff_cost", "postage")
    )
    assert evidence.worth is not None
    assert evidence.worth.cost.found.value == pytest.approx(cost.mean())
    assert evidence.worth.hours.is_more
    assert evidence.worth.hour_value is not None
    assert evidence.worth.hour_value.value == pytest.approx(
        evidence.worth.cost.found.value / evidence.worth.hours.found.value
    )


# the paper


def test_what_must_be_in_it(paper: Paper) -> None:
    text = said(paper)
    for words in (
        "What is proposed: Officers at the counter: Department of Transport: 4 → 6",
        "The mean wait falls from",
        "What would overturn this",
        "The plan pays for itself",
        "STRESS-DES",
        "How to repeat this",
    ):
        assert words in text
    captions = [block.caption for block in paper.blocks if isinstance(block, Grid | Picture)]
    assert "Manifest" in captions
    assert len([block for block in paper.blocks if isinstance(block, Picture)]) == 16
    (register,) = [each for each in paper.blocks if isinstance(each, Grid) and "as they were written" in each.caption]
    ((where, _, within, source),) = [row for row in register.rows if row[1] == "Dossiers that come online: 34%"]
    assert (where, within) == ("Channels", "25% to 50%")
    assert source.startswith("assumption, near another province's centre (public: 37 %")
    assert not [row for row in register.rows if "Seed" in row[1]]


def test_the_register_has_the_numbers_that_are_proposed(tmp_path: Path) -> None:
    """With their sources, which may hold anything, and ranges; one of the base's defaults once, not for each table."""
    period = "[period]\nend = 2025-01-03\nwarm_up_days = 1\nfollow_up_days = 0\n"
    base = write_file(tmp_path, "base.toml", f'extends = "baseline"\nname = "base"\n{period}')
    plan = write_file(
        tmp_path,
        "plan.toml",
        'extends = "base.toml"\nname = "plan"\n[counters.transport]\n'
        'officers = { value = 5, source = "Letter <b>12</b> & more", range = [4, 6], note = "asked for" }\n'
        '[counters.justice]\nofficers = { value = 3, source = "roster" }\n'
        '[procedure_defaults.reviews]\nmode = "parallel"\n',
    )
    tvsim.compare([tvsim.load(base), tvsim.load(plan)], replications=2, folder=tmp_path / "study")
    evidence = Evidence.read(tmp_path / "study")
    (grid,) = (
        block for block in annexes(evidence, EN) if isinstance(block, Grid) and "that differ from base" in block.caption
    )
    assert grid.rows[0] == (
        "Officers at the counter: Department of Transport", "4", "5", "4 to 6", "Letter <b>12</b> & more; asked for",
    )  # fmt: skip
    assert grid.rows[1] == ("Officers at the counter: Department of Justice", "3", "3", "", "roster")
    assert [row[:3] for row in grid.rows[2:]] == [
        ("Reviews by other agencies, in turn or parallel (by default)", "in turn", "parallel")
    ]
    assert "Letter &lt;b&gt;12&lt;/b&gt; &amp; more" in html(paper_of(evidence, EN))
    book = load_workbook(io.BytesIO(workbook(evidence, EN)))
    rows = list(book["Register"].iter_rows(values_only=True))
    assert rows[0][0] == "Scenario"
    named = "Officers at the counter: Department of Transport"
    assert ("plan", named, 5, "Letter <b>12</b> & more") in [row[:4] for row in rows]
    assert "counters.transport.officers" in {row[5] for row in rows}
    assert not [row for row in rows if row[5] == "seed"]
    assert ("base", named, 4, "assumption") in [row[:4] for row in rows]
    assert {row[1] for row in rows if row[0] == "plan"} > {named}
    assert not any(row[1] == "counters.justice.officers" for row in rows if row[0] == "plan")


def test_how_many_values_are_assumptions_is_of_those_that_were_written(evidence: Evidence, paper: Paper) -> None:
    """As the register has them: a default that fills many tables is one."""
    sources = [entry.origin.source.lower() for entry in evidence.written]
    assumed, ranged = sum("assumption" in each for each in sources), len(assumptions(evidence.base))
    assert f"called assumptions: {assumed} of {len(sources)}; for {ranged} a plausible range" in said(paper)
    assert ranged < assumed < len(sources) < len(evidence.base.entries) / 3


@pytest.mark.parametrize("ending", ["html", "DOCX"])
def test_the_ending_says_what_is_written(paper: Paper, tmp_path: Path, ending: str) -> None:
    path = write(paper, tmp_path / f"paper.{ending}")
    assert path.read_bytes()[:4] == {"html": b"<!DO", "DOCX": b"PK\x03\x04"}[ending]
    with pytest.raises(ValueError, match=r"paper\.odt: a paper is a file that ends with \.html, \.docx or \.pdf"):
        write(paper, tmp_path / "paper.odt")


def test_the_page_needs_nothing_from_outside_and_escapes_all(paper: Paper) -> None:
    page = html(paper)
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; =1+1" in page
    assert not re.search(r'(src|href)="(?!data:)', page)
    assert page.count("<img ") == 16
    assert "Table 1. Key figures" in re.sub(r"\s+", " ", page)


def test_word_has_real_headings_captions_and_tables(paper: Paper) -> None:
    document = Document(io.BytesIO(docx(paper)))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings == [
        f"{block.number}. {block.title}" if isinstance(block, Annex) else block.text
        for block in paper.blocks
        if isinstance(block, Heading | Annex)
    ]
    captions = [each for each in document.paragraphs if each.style.name == "Caption"]
    grids = [block for block in paper.blocks if isinstance(block, Grid)]
    assert len(captions) == len(grids) + 16
    assert all("SEQ" in each._p.xml for each in captions)
    assert [len(each.rows) - 1 for each in document.tables] == [len(grid.rows) for grid in grids]
    assert document.tables[0].cell(0, 2).text == EVIL


def test_word_tells_what_it_is_and_of_when(evidence: Evidence, paper: Paper) -> None:
    """In place of what python-docx says of the file that it begins from."""
    about = Document(io.BytesIO(docx(paper))).core_properties
    assert (about.title, about.language) == (paper.title, "en-GB")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    began = evidence.study.started.replace(microsecond=0)
    assert (about.created, about.modified) == (began, began)
    long = Document(io.BytesIO(docx(replace(paper, title="a" * 300))))
    assert long.core_properties.title == "a" * 255
    assert long.paragraphs[0].text == "a" * 300


def test_word_is_the_same_when_it_is_made_again(paper: Paper) -> None:
    content = docx(paper)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert content == docx(paper)


def test_word_tells_each_picture_by_its_caption(paper: Paper) -> None:
    shapes = Document(io.BytesIO(docx(paper))).inline_shapes
    told = [(each._inline.docPr.get("title"), each._inline.docPr.get("descr")) for each in shapes]
    pictures = [block for block in paper.blocks if isinstance(block, Picture)]
    assert told == [(f"Picture {number}", each.caption) for number, each in enumerate(pictures, start=1)]


def test_the_submission_is_in_its_form(evidence: Evidence) -> None:
    """The state's name on one line, motto and subject underlined, signed before the annexes, pages numbered above."""
    submission = paper_of(evidence, VI)
    document = Document(io.BytesIO(docx(submission)))
    left, right = document.tables[0].rows[0].cells
    assert [each.text for each in right.paragraphs if each.text][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert right.width > left.width
    for cell in (left, right):
        assert cell.paragraphs[2]._p.xml.count("<w:top ") == 1
    assert "w:pBdr" not in document.styles["Title"].element.xml
    section = document.sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert not any(
        "PAGE" in each._p.xml for each in (*section.first_page_header.paragraphs, *section.footer.paragraphs)
    )
    texts = [each.text for each in document.paragraphs]
    places = [texts.index(next(each for each in texts if each.startswith(words))) for words in (
        "TỜ TRÌNH", "Về việc", "Kính gửi:", "Tóm tắt", "Kính trình", "Phụ lục I\nPHƯƠNG PHÁP",
        "(Kèm theo Tờ trình số ……/TTr-……", "Phụ lục II\n", "Phụ lục III\n",
    )]  # fmt: skip
    assert places == sorted(places)
    # The body and three annexes, each with page numbers of its own.
    assert ["w:pgNumType" in each._sectPr.xml for each in document.sections] == [False, True, True, True]
    assert all(each._sectPr.xml.count("<w:pgNumType ") <= 1 for each in document.sections)
    assert "nêu tại Phụ lục II; giả định" in "\n".join(texts)
    (signed,) = (each for each in document.tables if "Nơi nhận:" in each.cell(0, 0).text)
    heading = signed.cell(0, 0).paragraphs[0].runs[0]
    assert (heading.text, heading.bold, heading.italic) == ("Nơi nhận:", True, True)
    page = html(submission)
    found = [page.index(words) for words in ("TỜ TRÌNH", "Kính gửi:", "Kính trình", "Nơi nhận:", "Phụ lục I<br>")]
    assert found == sorted(found)
    assert "UBND" not in re.sub(r"base64,[^\"]*", "", page)


def test_a_paper_shows_itself_in_a_notebook(paper: Paper) -> None:
    frame = paper._repr_html_()
    assert frame.startswith('<iframe srcdoc="&lt;!DOCTYPE html&gt;')
    assert frame.count("<") == 2
    assert unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == html(paper)  # type: ignore[index]


def test_a_pdf(paper: Paper) -> None:
    """All pictures are in it, on several pages."""
    try:
        made = pdf(paper)
    except NoPdfError:
        pytest.skip("the system has no Pango")
    assert made.startswith(b"%PDF-")
    assert len(re.findall(rb"/Subtype ?/Image\b", made)) >= 16
    streams = (zlib.decompressobj().decompress(part) for part in re.split(rb"stream\r?\n", made) if part[:1] == b"x")
    assert sum(len(re.findall(rb"/Type ?/Page\b", each)) for each in streams) > 5


def test_each_annex_of_a_pdf_has_page_numbers_of_its_own(evidence: Evidence) -> None:
    """The first page of the body, and of each annex, has none."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 - it need not be there
    except (ImportError, OSError):
        pytest.skip("the system has no Pango")
    pages = HTML(string=html(paper_of(evidence, VI))).render().pages
    boxes = [[each for each in page._page_box.children if hasattr(each, "at_keyword")] for page in pages]
    numbers = ["".join(part.text for each in found for part in each.descendants() if hasattr(part, "text"))
               for found in boxes]  # fmt: skip
    begins = [place for place, number in enumerate(numbers) if not number]
    assert len(begins) == 4
    for first, end in pairwise([*begins, len(numbers)]):
        assert numbers[first + 1 : end] == [str(number) for number in range(2, end - first + 1)]


def test_one_scenario_is_told_without_a_proposal(tmp_path: Path) -> None:
    period = {"end": dt.date(2025, 1, 3), "warm_up_days": 1, "follow_up_days": 0}
    tvsim.run(
        tvsim.load(SCENARIOS / "baseline.toml").with_(period=period), replications=2, keep="figures", folder=tmp_path
    )
    evidence = Evidence.read(tmp_path)
    text = said(paper_of(evidence, EN))
    assert "nothing is proposed" in text
    assert "overturn" not in text
    page = html(paper_of(evidence, VI))
    for words in ("BÁO CÁO", "[TÊN CƠ QUAN, TỔ CHỨC]", "/BC-", "Trên đây là báo cáo", "(Kèm theo Báo cáo số"):
        assert words in page
    for words in ("TỜ TRÌNH", "/TTr-", "Kính trình", "phê duyệt"):
        assert words not in page


# the command


def test_the_command_writes_a_file(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "papers" / "plan.html"
    assert cli.execute(["report", str(folder), "--lang", "vi", "--out", str(out)]) == 0
    assert capsys.readouterr().out == f"{out}\n"
    assert "Kính gửi" in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--number", "7"], "holds 1 study, so that there is no number 7"),
        (["--plan", "nobody"], "nobody is none of the plans of the study"),
    ],
)
def test_what_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    assert cli.execute(["report", str(folder), *words]) == 2
    assert said in capsys.readouterr().err


def test_a_folder_without_a_study(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["report", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == f"error: {tmp_path}: holds no study; --study DIR of a command that runs something makes one\n"
    )
