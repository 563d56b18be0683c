"""The summary of a paper: nothing that matters to who decides is kept back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

import tvsim
from tests.scenario_files import SMALL, write
from tests.unit.test_paper_numbers import texts
from tvsim import loads
from tvsim.cautions import OverloadWarning
from tvsim.experiment import overturning
from tvsim.experiment import undone as undone_work
from tvsim.experiment.citizens import UnlikeScenariosWarning
from tvsim.experiment.comparison import Verdict
from tvsim.experiment.key_sample import NAMES, KeySample
from tvsim.experiment.overturning import AtAnEnd, Moved, Overturning
from tvsim.experiment.undone import fewer_to_come, undone, undone_by_intervals
from tvsim.experiment.worth import Change, Worth
from tvsim.language import Language, spoken
from tvsim.loads import PoolLoad
from tvsim.paper.blocks import Grid
from tvsim.paper.contents import by_agency, findings, paper_of, proposal
from tvsim.paper.evidence import Evidence
from tvsim.paper.overturned import overturned
from tvsim.paper.proposed import measures
from tvsim.paper.sentences import change_of
from tvsim.paper.stated import Statement
from tvsim.paper.summary import summary
from tvsim.paper.weighing import costs_of, hour_text
from tvsim.paper.workbook import workbook
from tvsim.report import load_note as load_notes
from tvsim.report.comparison import SHOWN, sentences
from tvsim.statistics import Estimate
from tvsim.whatif.panel import notes

EN = Language("en")
NOTHING = Change(Estimate(0, 0, 0, 3), is_told=False)
WORTHLESS = Worth(NOTHING, NOTHING, None)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("summary")


@pytest.fixture(scope="module")
def base(home: Path) -> tvsim.Scenario:
    text = SMALL.replace("end = 2025-03-14", "end = 2025-03-07")
    return tvsim.load(write(home, "small.toml", f"{text}\n[costs]\nofficer_hour = 40_000\nreviewer_hour = 60_000\n"))


@pytest.fixture(scope="module")
def evidence(home: Path, base: tvsim.Scenario) -> Evidence:
    tvsim.compare([base, base.with_({"counters.health.officers": 2})], replications=3, folder=home / "study")
    return Evidence.read(home / "study")


def with_verdicts(evidence: Evidence, verdicts: dict[tuple[str, str], Verdict]) -> Evidence:
    """The same, where these figures of these agencies have other verdicts, and all others cannot be told apart."""
    found = Evidence(evidence.study, evidence.results, evidence.proposed)
    assert evidence.comparison is not None
    table = evidence.comparison.differences.copy()
    table["verdict"] = Verdict.OPEN
    for key, verdict in verdicts.items():
        table.loc[[(evidence.proposed_name, *key)], "verdict"] = verdict
    comparison = replace(evidence.comparison)
    comparison.__dict__["differences"] = table
    found.__dict__["comparison"] = comparison
    return found


def compared(home: Path, base: tvsim.Scenario, name: str, own: str) -> Evidence:
    plan = tvsim.load(write(home, f"{name}.toml", f'extends = "{base.path.name}"\nname = "{name}"\n{own}'))
    tvsim.compare([base, plan], replications=3, folder=home / name)
    return Evidence.read(home / name)


def test_what_gets_worse_for_one_agency_alone_is_in_the_summary(evidence: Evidence) -> None:
    """All that is summed up, others where there is none of these, and beside it what gets better there."""
    found = with_verdicts(
        evidence,
        {
            ("justice", "within_target"): Verdict.WORSE,
            ("justice", "wait_p90_min"): Verdict.WORSE,
            ("justice", "wait_p95_min"): Verdict.WORSE,
            ("health", "wait_p95_min"): Verdict.WORSE,
            ("health", "wait_mean_min"): Verdict.BETTER,
        },
    )
    said = texts(summary(found, EN))
    health, justice, *_ = said.partition("At these agencies waits or overdue cases get worse:\n")[2].splitlines()
    assert re.fullmatch(r"health: 95 % wait at most [^;]*; but better: Mean wait [^;]*\.", health)
    assert re.fullmatch(r"justice: 90 % wait at most [^;]*; Within target [^;]*\.", justice)
    assert "get better for" not in said
    assert {each.figure for each in found.statements} == {"within_target", "wait_p90_min", "wait_p95_min"}


def test_agencies_for_which_it_only_gets_better_are_named(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {("health", "wait_mean_min"): Verdict.BETTER})
    said = texts(summary(found, EN)).splitlines()
    assert "Waits or overdue cases get better for: health; see “By agency”." in said
    assert found.statements == []


def test_nothing_is_said_of_single_agencies_of_which_nothing_is_told(evidence: Evidence) -> None:
    said = texts(summary(with_verdicts(evidence, {("justice", "within_target"): Verdict.MORE}), EN))
    assert "At these agencies" not in said
    assert "get better" not in said
    assert "get worse" not in said


def test_other_figures_are_told_for_better_and_for_worse(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {("all", "visits_per_case"): Verdict.BETTER, ("all", "postage"): Verdict.WORSE})
    said = texts(summary(found, EN)).splitlines()
    assert any(each.startswith("Other figures that get better: Visits per case ") for each in said)
    assert any(each.startswith("Other figures that get worse: Postage ") for each in said)


def test_what_is_stated_is_tried_at_the_ends_of_ranges(evidence: Evidence) -> None:
    """A figure beside the foremost, and one of an agency: where it holds, where not, and where it is not certain."""
    keys = (("all", "visits_per_case"), ("all", "travel_hours"), ("justice", "within_target"), ("all", "wait_mean_min"))
    found = with_verdicts(evidence, dict.fromkeys(keys, Verdict.WORSE))
    assert {each.key for each in found.statements} == set(keys)
    less = Estimate(-1, -2, -0.5, 3)
    found.__dict__["statements"] = [each._replace(found=replace(each.found, value=-1.0)) for each in found.statements]
    assumption = tvsim.experiment.assumptions.assumptions(evidence.base)[0]
    turned = dict.fromkeys(keys, less) | {keys[2]: Estimate(1, 0.5, 2, 3)}
    unmoved = dict.fromkeys(keys, less) | {keys[1]: Estimate(-1, -2, 1, 3)}
    ends = (AtAnEnd(Moved(assumption, assumption), assumption.high, turned, WORTHLESS),)
    found.__dict__["overturning"] = Overturning(3, unmoved, WORTHLESS, ends)
    said = "\n".join(overturned(found, EN))
    assert "No longer certain, or another way round, where “Officers at the counter: justice” is 3 and not 2: " in said
    assert "3 and not 2: Within target (justice)." in said
    assert "what would overturn them cannot be told: Citizens' travel hours." in said
    assert "holds at every end, by its interval: Mean wait; Visits per case." in said


def test_where_nothing_is_told_there_is_nothing_to_overturn(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {})
    assert found.statements == []
    found.__dict__["overturning"] = Overturning(3, {}, WORTHLESS, ())
    assert next(overturned(found, EN)).startswith("No figure is told apart from today's")


def test_the_target_of_the_wait_is_stated(evidence: Evidence) -> None:
    assert evidence.base.plan.targets.wait_min == 15
    assert paper_of(evidence, EN).about.endswith("target of the wait: 15 min.")
    assert paper_of(evidence, Language("vi")).about.endswith("thời gian chờ mục tiêu: 15 phút.")


def test_periods_are_not_proposed_and_their_totals_not_weighed(home: Path, base: tvsim.Scenario) -> None:
    own = "counters.health.officers = 2\n[period]\nend = 2025-03-10\nwarm_up_days = 6\nfollow_up_days = 20\n"
    with pytest.warns(UnlikeScenariosWarning):
        found = compared(home, base, "longer", own)
    said = texts(summary(found, EN))
    assert "What is proposed: Officers at the counter: health: 1 → 2." in said
    assert "The cost of staff is " in said
    assert "with the plan, which cannot be compared." in said
    assert "The cost of staff rises" not in said
    assert "pays" not in said
    told = texts(proposal(found, EN))
    beside = told.partition("No measures of the plan, but unlike in the two simulations:\n")[2]
    assert beside.splitlines()[0] == "End of the period: 7 March 2025 → 10 March 2025"
    assert "Officers" not in beside


def test_other_prices_are_no_saving(home: Path, base: tvsim.Scenario) -> None:
    with pytest.warns(UnlikeScenariosWarning, match="other prices"):
        found = compared(home, base, "cheaper", "costs.officer_hour = 1000\n")
    assert found.worth is None
    said = texts(summary(found, EN))
    assert "What is proposed: nothing in the centre, only the period, targets or prices." in said
    assert "need not be weighed" not in said
    assert "Money and citizens' hours are not weighed: today's and the plan's are not measured alike." in said
    assert "which cannot be compared" in said


def test_a_description_that_is_todays_is_not_the_plans(home: Path, base: tvsim.Scenario) -> None:
    """By the language that is read: an overlay may say it in one alone."""
    own = 'counters.health.officers = 2\ndescription = { vi = "Thêm một người", en = "One more" }\n'
    found = compared(home, base, "described", own)
    assert "The plan in the words of its scenario: One more" in texts(summary(found, EN))
    assert "Phương án theo mô tả của kịch bản: Thêm một người" in texts(summary(found, Language("vi")))
    same = compared(home, found.plan, "same", "")
    assert "words of its scenario" not in texts(summary(same, EN))


def test_figures_that_no_scenario_has_are_not_in_its_tables(evidence: Evidence) -> None:
    """Nothing comes online to this centre, so that nothing is to be acknowledged."""
    assert "acknowledged_in_time" in SHOWN
    assert [each for each in SHOWN if each not in evidence.shown] == ["acknowledged_in_time"]
    key, differences = (each for each in findings(evidence, EN) if isinstance(each, Grid))
    for grid in (key, differences):
        assert len(grid.rows) == len(evidence.shown)
        assert not [row for row in grid.rows if row[0].startswith("Acknowledged")]


def test_cautions_of_a_third_scenario_stand_beside_its_figures(home: Path, base: tvsim.Scenario) -> None:
    """What is said of it is not of the plan that is proposed."""
    plan = base.with_({"counters.health.officers": 2, "name": "plan"})
    other = base.with_({"targets.wait_min": 5, "name": "third"})
    with pytest.warns(UnlikeScenariosWarning):
        tvsim.compare([base, plan, other], replications=2, folder=home / "three")
    found = Evidence.read(home / "three")
    said = "third has another target of the wait than small: shares within the target differ by that, too."
    assert said not in texts(summary(found, EN))
    assert said in texts(findings(found, EN))
    assert said in texts(summary(Evidence.read(home / "three", plan="small (3)"), EN))


def test_who_is_taken_away_is_named_before_all_else(home: Path, base: tvsim.Scenario) -> None:
    """Fewer before more, and both before what is decided of no officer; where applicants live comes last."""
    own = """channels.online.share = 0.2
channels.post.share = 0.1
demand.factor = 0.9
transfers.agency_agency_min = 20
agencies.health.reviewers = 2
counters.justice.officers = 1
[counter_defaults]
wrap_up_min = 2
"""
    found = compared(home, base, "many", own)
    first, second = "Officers at the counter: justice: 2 → 1", "Reviewers: health: 1 → 2"
    few, every = measures(found, EN, 4), measures(found, EN)
    assert few[:2] == every[:2] == [first, second]
    assert few[4] == "and 3 more"
    assert len(every) == 7
    assert few[2].startswith("Share that comes ")
    assert first in texts(summary(found, EN)).partition("What is proposed:\n")[2]


def test_a_difference_that_prints_as_nothing_is_said_to_be_small(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {})
    comparison = found.comparison
    assert comparison is not None
    table = comparison.differences.copy()
    row = (evidence.proposed_name, "all", "within_target")
    table.loc[[row], ["difference", "low", "high"]] = [[1e-7, -2e-7, 3e-7]]
    comparison.__dict__["differences"] = table
    said = change_of(comparison, evidence.proposed_name, "within_target", EN)
    assert said is not None
    assert re.search(r"the difference is less than 0\.0*1 points either way\.$", said)


def test_the_value_of_an_hour_has_three_digits() -> None:
    found = [hour_text(each, EN) for each in (215_829, 83_221.4, 2_256, 99_960, 14.4, 0, 1_234_567)]
    assert found == ["216,000", "83,200", "2,260", "100,000", "14", "0", "1,230,000"]


OVERLOADED_WORK = "work_min = { mean = 600, cv = 0.4 }"


def test_where_more_work_comes_than_can_be_done_is_in_paper_and_workbook(home: Path, base: tvsim.Scenario) -> None:
    """A week does not show yet what a year would; who is overloaded today is told apart from who is with the plan."""
    with pytest.warns(OverloadWarning):
        found = compared(home, base, "loaded", f"procedures.records.{OVERLOADED_WORK}\n")
    (line,) = found.overloaded(EN)
    assert re.fullmatch(r"loaded: Reviewers \(justice\): what comes is \d+% of what they can do: the queue .*", line)
    assert f"More work comes than can be done:\n{line}" in texts(summary(found, EN))
    sheet = load_workbook(io.BytesIO(workbook(found, EN)))["Summary"]
    assert any(line in str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "More work comes" not in texts(summary(compared(home, base, "nothing", ""), EN))


@pytest.mark.parametrize(
    ("kind", "work", "capacity", "takes_desk_work", "said"),
    [
        (
            "officers",
            110,
            100,
            False,
            "Officers at the counter (health): what comes is 110% of what they can do: ",
        ),
        ("officers", 110, 100, True, "in overtime, and dossiers from post and online wait long at the desk."),
        ("desk", 10, 0, False, "Desk (health): work comes, but nobody is on duty, so that it is never done."),
        ("desk", 100, 100, False, "Desk (health): what comes is 100% of what they can do: the queue grows"),
        ("desk", 99, 100, False, ""),
    ],
)
def test_loads_in_words(
    base: tvsim.Scenario,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    work: float,
    capacity: float,
    takes_desk_work: bool,
    said: str,
) -> None:
    pool = PoolLoad("counters.health", kind, work, capacity, takes_desk_work=takes_desk_work)
    monkeypatch.setattr(loads, "pool_loads", lambda _: [pool])
    found = load_notes.load_note(base, EN)
    assert len(found) == bool(said)
    assert said in "".join(found)
    pool = PoolLoad("committee.sign_off", "signers", 30, 20, "signatures")
    assert load_notes.load_note(base, Language("vi"))[0].startswith("Người ký duyệt (Ủy ban nhân dân): ")


@pytest.mark.parametrize("key", ["finished", "awaiting_intake", "open_cases"])
def test_what_is_saved_of_work_that_is_not_done_is_not_weighed(evidence: Evidence, key: str) -> None:
    """A hundredth of what comes, or anything at all where the plan overloads somebody who is not overloaded today."""
    verdict = Verdict.LESS if key == "finished" else Verdict.WORSE
    found = with_verdicts(evidence, {("all", key): verdict})
    assert found.comparison is not None
    received = found.comparison.estimate(found.proposed_name, "all", "received")
    assert received is not None
    table = found.comparison.differences
    finished = [(found.proposed_name, "all", "finished")]
    for part, is_overloaded, is_much in ((0.02, False, True), (0.009, False, False), (0.009, True, True)):
        found.__dict__["overloads_more"] = is_overloaded
        by = -part * received.value if key == "finished" else part * received.value
        table.loc[[(found.proposed_name, "all", key)], ["difference", "low", "high"]] = [[by, by, by]]
        found.__dict__.pop("undone", None)
        assert [each.figure for each in found.undone] == ([key] if is_much else [])
        if key != "finished":  # more is done, of more that comes
            table.loc[finished, ["difference", "verdict"]] = [[1.0, Verdict.MORE]]
            del found.__dict__["undone"]
            assert found.undone == []
            table.loc[finished, "verdict"] = Verdict.OPEN
    saves = Worth(Change(Estimate(-5, -6, -4, 3), is_told=True), Change(Estimate(5, 4, 6, 3), is_told=True), None)
    assert saves.takes_nothing
    plan = found.plan.plan
    said = costs_of(saves, EN, plan, "Finished −46")
    assert said[-1] == (
        "But less work is done than today: Finished −46. What is saved is in part of work that is not done, so that "
        "money and hours are not weighed."
    )
    assert "In all it needs no more money" not in " ".join(said)
    assert costs_of(saves, EN, plan, overloads_more=True)[-1].endswith("may be of work that is not done.")
    wastes = Worth(Change(Estimate(5, 4, 6, 3), is_told=True), Change(Estimate(-5, -6, -4, 3), is_told=True), None)
    assert costs_of(wastes, EN, plan, "Finished −46")[-1] == (
        "But less work is done than today: Finished −46. So money and hours are not weighed."
    )
    assert costs_of(wastes, EN, plan, overloads_more=True) == costs_of(wastes, EN, plan)


@pytest.mark.parametrize(
    ("today", "planned", "more"), [(0.5, 0.9, False), (0.5, 1.0, True), (1.4, 1.4, False), (1.4, 1.5, True)]
)
def test_a_plan_that_deepens_what_is_overloaded_today_overloads_more(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, today: float, planned: float, more: bool
) -> None:
    found = Evidence(evidence.study, evidence.results, evidence.proposed)

    def of_plan(plan: object) -> list[PoolLoad]:
        load = today if plan is found.base.plan else planned
        return [PoolLoad("agencies.health", "reviewers", 100 * load, 100)]

    monkeypatch.setattr(loads, "pool_loads", of_plan)
    assert found.overloads_more == more
    found.__dict__["worth"] = Worth(NOTHING, Change(Estimate(5, 4, 6, 3), is_told=True), None)
    found.__dict__["undone"] = []
    assert ("part of what is saved may be of work that is not done" in texts(summary(found, EN))) == more


@pytest.mark.parametrize(
    ("to_come", "finished", "left", "overloads", "expected"),
    [
        (-0.10, -0.10, 0.0, False, []),  # fewer are to come
        (-0.10, -0.10, 0.0, True, []),
        (-0.10, -0.12, 0.0, False, ["finished"]),
        (0.0, -0.02, 0.0, False, ["finished"]),  # also where fewer come, since they go home in vain
        (0.0, -0.005, 0.0, False, []),
        (0.0, -0.005, 0.0, True, ["finished"]),
        (-0.10, -0.10, 0.03, False, ["open_cases"]),
        (0.10, 0.09, 0.03, True, []),  # more come, and more is done
        (0.10, 0.0, 0.03, False, ["open_cases"]),
        (0.10, -0.005, 0.0, True, ["finished"]),
    ],
)
def test_what_is_not_done_is_less_than_what_comes(
    evidence: Evidence,
    monkeypatch: pytest.MonkeyPatch,
    to_come: float,
    finished: float,
    left: float,
    overloads: bool,
    expected: list[str],
) -> None:
    """Differences as parts of the cases that come with the plan; of a verdict where they are not 0."""
    found = with_verdicts(evidence, {("all", "received"): Verdict.LESS})
    comparison = found.comparison
    assert comparison is not None
    come = comparison.estimate(found.proposed_name, "all", "received")
    assert come is not None
    for figure, part in {"finished": finished, "open_cases": left}.items():
        verdict = Verdict.OPEN if not part else Verdict.MORE if part > 0 else Verdict.LESS
        row = [(found.proposed_name, "all", figure)]
        comparison.differences.loc[row, ["difference", "high", "verdict"]] = [[part * come.value] * 2 + [verdict]]
    done = comparison.estimate(comparison.names[0], "all", "finished")
    assert done is not None
    # As great a part of the dossiers, so that as many would be finished less.
    expectations = {id(found.base.plan): 1000.0, id(found.plan.plan): 1000.0 * (1 + to_come * come.value / done.value)}
    monkeypatch.setattr(undone_work, "expected_dossiers", lambda plan: {"counter": expectations[id(plan)]})
    assert undone(comparison, found.proposed_name, overloads_more=overloads) == expected


def test_who_goes_home_in_vain_leaves_work(home: Path, base: tvsim.Scenario) -> None:
    """Nobody comes back who finds a queue: fewer are received, of as many who come: work that is not done."""
    own = """[counters.justice]
turn_away = { queue = 1, share = 1.0 }
officers = 1
after_leaving = { come_back = 0.0, go_online = 0.0 }
"""
    busy = base.with_({"name": "busy", "procedures.records.intake_min.mean": 200})
    plan = tvsim.load(write(home, "in_vain_home.toml", f'extends = "{base.path.name}"\n{own}'))
    with pytest.warns(OverloadWarning):
        comparison = tvsim.compare([busy, plan.with_({"procedures.records.intake_min.mean": 200})], replications=6)
    assert fewer_to_come(busy.plan, plan.plan) == 0
    less = comparison.difference(comparison.names[1], "all", "received")
    assert less is not None
    assert less.verdict is Verdict.LESS
    assert undone(comparison, comparison.names[1], overloads_more=True)
    halved = base.with_({"demand.factor": base.plan.demand.factor / 2})
    assert fewer_to_come(base.plan, halved.plan) == pytest.approx(0.5)
    assert fewer_to_come(halved.plan, base.plan) == 0
    for share in (0.1, 0.2, 0.3):  # which other way they come is no matter
        assert fewer_to_come(base.plan, base.with_({"channels.online.share": share}).plan) == 0


def test_how_many_fewer_came_is_uncertain_too(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a tenth less that is to come: fewer are finished than that by its mean, but not by all of its interval."""
    found = with_verdicts(evidence, {("all", "finished"): Verdict.LESS})
    comparison = found.comparison
    assert comparison is not None
    done = comparison.estimate(comparison.names[0], "all", "finished")
    assert done is not None
    expectations = {id(found.base.plan): 1000.0, id(found.plan.plan): 900.0}
    monkeypatch.setattr(undone_work, "expected_dossiers", lambda plan: {"counter": expectations[id(plan)]})
    row = [(found.proposed_name, "all", "finished")]
    for nearest, expected in ((-0.10, []), (-0.14, ["finished"])):
        ends = [-0.16 * done.value, -0.18 * done.value, nearest * done.value]
        comparison.differences.loc[row, ["difference", "low", "high"]] = [ends]
        assert undone(comparison, found.proposed_name, overloads_more=True) == expected


def finishing(evidence: Evidence, fewer: float) -> KeySample:
    """Key figures of three replications in which a hundred cases come, and so many fewer than ninety are finished."""
    values = np.full_like(evidence.results[1].key_sample.values, np.nan)
    numbers = {"received": [100.0, 101, 102], "finished": [90.0, 91, 92], "open_cases": [5.0, 6, 7]}
    for figure, each in numbers.items():
        values[:, -1, NAMES.index(figure)] = each
    values[:, -1, NAMES.index("finished")] -= fewer * np.array([1.0, 1.01, 0.99])
    return replace(evidence.results[1].key_sample, values=values)


def test_what_is_not_done_by_intervals(evidence: Evidence) -> None:
    today, less = finishing(evidence, 0), finishing(evidence, 10)
    assert undone_by_intervals(today, less, overloads_more=False) == ["finished"]
    assert undone_by_intervals(less, today, overloads_more=True) == []
    assert undone_by_intervals(today, today, overloads_more=True) == []
    assert undone_by_intervals(today, less, 0.12, overloads_more=True) == []  # of 91 finished today
    assert undone_by_intervals(today, less, 0.08, overloads_more=False) == ["finished"]


@pytest.mark.parametrize(
    ("fewer", "overloads", "is_less"), [(0, True, False), (0.5, False, False), (0.5, True, True), (10, False, True)]
)
def test_a_little_less_done_at_an_end_counts_where_the_plan_overloads_more(
    evidence: Evidence, monkeypatch: pytest.MonkeyPatch, fewer: float, overloads: bool, is_less: bool
) -> None:
    """Half of a hundred cases that come; asked of both as they are there."""
    asked = []

    def overloads_more(*plans: object) -> bool:
        asked.append(plans)
        return overloads

    monkeypatch.setattr(overturning, "overloads_more", overloads_more)
    scenarios, changes = (evidence.base, evidence.plan), ([], [("counters.justice.officers", 1)])
    samples = finishing(evidence, 0), finishing(evidence, fewer)
    assert overturning._undone(*samples, scenarios, changes) == (["finished"] if is_less else [])
    if fewer:
        ((today, plan),) = asked
        assert [each.counters["justice"].officers for each in (today, plan)] == [2, 1]
    else:
        assert asked == []


def test_a_plan_that_overloads_whom_there_is_not_today_overloads_more(
    base: tvsim.Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = base.with_({"counters.health.officers": 2})
    pools = {id(base.plan): [], id(other.plan): [PoolLoad("counters.new", "officers", 110, 100)]}
    monkeypatch.setattr(loads, "pool_loads", lambda plan: pools[id(plan)])
    assert loads.overloads_more(base.plan, other.plan)
    assert not loads.overloads_more(other.plan, base.plan)


def test_no_value_of_an_hour_is_stated_where_less_is_done(evidence: Evidence) -> None:
    assert evidence.comparison is not None
    found = Evidence(evidence.study, evidence.results, evidence.proposed)
    balance = Estimate(1e5, 9e4, 1.1e5, 3)
    worth = Worth(Change(Estimate(5, 4, 6, 3), is_told=True), Change(Estimate(5, 4, 6, 3), is_told=True), balance)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Worth, "of", lambda *_: worth)
        found.__dict__["undone"] = []
        assert found.worth is not None
        assert found.worth.hour_value == balance
        del found.__dict__["worth"]
        found.__dict__["undone"] = [statement(evidence, "finished")]
        assert found.worth is not None
        assert found.worth.hour_value is None


def test_an_agency_that_may_be_worse_is_named_where_none_is_told(evidence: Evidence) -> None:
    """By its interval alone, in the summary and with a star in the table of agencies."""
    found = with_verdicts(evidence, {})
    assert found.comparison is not None
    table = found.comparison.differences
    numbers = {"within_target": [-0.2, -0.3, -0.1], "overdue_true": [-0.2, -0.3, -0.1], "wait_mean_min": [9, -1, 19]}
    for agency, figures in (("justice", numbers), ("health", {})):
        for figure in ("within_target", "overdue_true", "wait_mean_min"):
            row = [(found.proposed_name, agency, figure)]
            table.loc[row, ["difference", "low", "high"]] = [figures.get(figure, [0.1, -0.1, 0.3])]
    said = texts(summary(found, EN))
    assert re.search(r"By their intervals alone[^:]* worse at:\njustice: Within target [^;:]*\.\n", said)
    (grid,) = (each for each in by_agency(found, EN) if isinstance(each, Grid))
    assert [row[0] for row in grid.rows] == ["justice"]
    assert all(cell.endswith(" *") for cell in grid.rows[0][1:])


def test_a_figure_of_the_whole_centre_that_may_be_worse_is_named(evidence: Evidence) -> None:
    """By its interval alone; not what gets better, nor what is neither."""
    found = with_verdicts(evidence, {})
    assert found.comparison is not None
    table = found.comparison.differences
    for figure, by in (("awaiting_intake", 18), ("open_cases", -18), ("visits", 18), ("overtime_hours", 0)):
        row = [(found.proposed_name, "all", figure)]
        table.loc[row, ["difference", "low", "high"]] = [[by, by - 6, by + 6]]
    (said,) = (line for line in texts(summary(found, EN)).splitlines() if "these get worse: " in line)
    assert "Awaiting intake at the desk +18 (+12 to +24)" in said
    assert not [name for name in ("Open cases", "Visits", "Overtime") if name in said]


def test_an_agency_that_may_be_worse_is_named_beside_one_that_is(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {("health", "within_target"): Verdict.WORSE})
    assert found.comparison is not None
    table = found.comparison.differences
    for agency in ("justice", "health"):
        table.loc[[(found.proposed_name, agency, "overdue_true")], ["difference", "low", "high"]] = [[0.5, 0.3, 0.6]]
    said = texts(summary(found, EN))
    assert "At these agencies waits or overdue cases get worse:\nhealth: Within target " in said
    _, _, leans = said.partition("worse at:\n")
    assert [line.partition(" +50")[0] for line in leans.splitlines()[:2]] == [
        "health: Overdue, true clock",
        "justice: Overdue, true clock",
    ]


def test_the_paper_of_one_run_says_where_more_work_comes_than_can_be_done(home: Path, base: tvsim.Scenario) -> None:
    own = f'extends = "{base.path.name}"\nperiod.warm_up_days = 0\nprocedures.records.{OVERLOADED_WORK}\n'
    with pytest.warns(OverloadWarning):
        tvsim.run(tvsim.load(write(home, "alone.toml", own)), replications=2, folder=home / "alone")
    said = texts(summary(Evidence.read(home / "alone"), EN))
    assert re.search(r"More work comes than can be done:\n[^\n]*Reviewers \(justice\): what comes is \d+%", said)
    assert "period.warm_up_days = 0: no day is run before it" in said


def test_who_is_overloaded_today_too_is_named_once_and_after_those_of_the_plan(
    home: Path, base: tvsim.Scenario
) -> None:
    """What a third scenario overloads stands beside its figures, not in the summary of the plan."""
    own = f'extends = "{base.path.name}"\nname = "today"\nprocedures.records.{OVERLOADED_WORK}\n'
    today = tvsim.load(write(home, "today.toml", own))
    plan = today.with_({"name": "plan", "agencies.health.reviewers": 0})
    third = today.with_({"name": "third", "counters.health.officers": 0})
    with pytest.warns(OverloadWarning):
        tvsim.compare([today, plan, third], replications=2, folder=home / "three_loads")
    found = Evidence.read(home / "three_loads")
    first, second = found.overloaded(EN, [0, 1])
    assert first == "plan: Reviewers (health): work comes, but nobody is on duty, so that it is never done."
    assert re.fullmatch(r"today; plan: Reviewers \(justice\): what comes is \d+%.*", second)
    said = texts(summary(found, EN))
    assert f"{first}\n{second}\n" in said
    assert "third: " not in said
    assert re.search(r"third: [^\n]*health\): work comes, but nobody is on duty", texts(findings(found, EN)))


def test_how_many_more_come_and_are_done_is_said(home: Path, base: tvsim.Scenario) -> None:
    """Beside which all totals are read; nothing of it where the same citizens come."""
    found = compared(home, base, "grown", "demand.factor = 1.5\n")
    verdicts = {("all", "received"): Verdict.MORE, ("all", "finished"): Verdict.MORE, ("all", "visits"): Verdict.OPEN}
    said = texts(summary(with_verdicts(found, verdicts), EN))
    assert "More or fewer come with the plan, or on other days: not all citizens are the same as today.\n" in said
    many = r"\nNeither better nor worse, but more or fewer than today: Received \+[^;]*; Finished [^;]*\.\n"
    assert re.search(many, said)
    sheet = load_workbook(io.BytesIO(workbook(found, EN)))["Summary"]
    cells = str([*sheet.iter_rows(values_only=True)])
    assert "not all citizens are the same as today." in cells
    assert "Not in the costs, as no price is stated for it: postage of dossiers; postage of results." in cells
    same = texts(summary(with_verdicts(compared(home, base, "as_many", "agencies.health.reviewers = 2\n"), {}), EN))
    assert "not all citizens are the same" not in same
    assert "Neither better nor worse" not in same


def test_less_work_done_is_said_also_where_money_is_not_weighed(home: Path, base: tvsim.Scenario) -> None:
    with pytest.warns(UnlikeScenariosWarning, match="other prices"):
        found = compared(home, base, "cheap_and_less", "costs.officer_hour = 1000\n")
    found = with_verdicts(found, {("all", "finished"): Verdict.LESS})
    assert found.comparison is not None
    row = [(found.proposed_name, "all", "finished")]
    found.comparison.differences.loc[row, ["difference", "low", "high"]] = [[-9e3, -9e3, -9e3]]
    said = texts(summary(found, EN))
    assert "not measured alike.\nLess work is done than today: Finished −9,000" in said


def test_less_work_done_is_said_on_screen_too(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {("all", "finished"): Verdict.LESS, ("all", "postage"): Verdict.BETTER})
    assert found.comparison is not None
    table = found.comparison.differences
    row = [(found.proposed_name, "all", "finished")]
    table.loc[row, ["difference", "low", "high"]] = [[-9e3, -9e3, -9e3]]
    note = "Less work is done than today: Finished −9,000 (−9,000 to −9,000). What gets better is so in part by work "
    assert f"\n  {note}that is not done." in sentences(found.comparison, EN)[0]
    assert note not in "".join(sentences(found.comparison, EN, "health"))
    assert any(each.startswith(note) for each in notes(found.comparison, EN))
    table.loc[row, "verdict"] = Verdict.OPEN
    assert "Less work" not in "".join([*sentences(found.comparison, EN), *notes(found.comparison, EN)])


def test_what_compare_says_before_is_said_in_paper_and_workbook(home: Path, base: tvsim.Scenario) -> None:
    """Officers who are set in vain, and an empty start, in the language of the paper."""
    block = '[[counters.health.roster]]\ndays = "mon-fri"\nhours = "{}"\nofficers = 1\n'
    roster = "".join(map(block.format, ("08:00-12:00", "13:00-17:00")))
    own = "counters.health.officers = 4\nperiod.warm_up_days = 0\n"
    rostered = tvsim.load(write(home, "rostered.toml", f'extends = "{base.path.name}"\nname = "rostered"\n{roster}'))
    found = compared(home, rostered, "in_vain", own)
    said = texts(summary(found, EN))
    assert "in_vain: period.warm_up_days = 0: no day is run before it" in said
    vain = "Officers at the counter: health: 1 → 4 – which changes nothing: a roster says who is there in all opening"
    assert f"What is proposed: {vain} hours." in said
    assert "in_vain: period.warm_up_days = 0: không mô phỏng ngày nào" in texts(summary(found, Language("vi")))
    assert spoken().code == "en"
    sheet = load_workbook(io.BytesIO(workbook(found, EN)))["Summary"]
    cells = [str(cell) for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any("no day is run before it" in cell for cell in cells)
    assert f"{vain} hours." in cells


def test_what_is_not_done_is_said_where_figures_get_better(evidence: Evidence) -> None:
    found = with_verdicts(evidence, {("all", "postage"): Verdict.BETTER})
    found.__dict__["undone"] = [statement(evidence, "finished")]
    said = texts(summary(found, EN))
    assert "Other figures that get better, in part since less work is done: Postage " in said
    assert "But less work is done than today: Finished " in said
    sheet = load_workbook(io.BytesIO(workbook(found, EN)))["Summary"]
    first = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    assert any("But less work is done than today: Finished " in cell for cell in first)


def statement(evidence: Evidence, figure: str) -> Statement:
    assert evidence.comparison is not None
    found = evidence.comparison.difference(evidence.proposed_name, "all", figure)
    assert found is not None
    return Statement("all", figure, found)
