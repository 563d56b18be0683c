"""Whether a wrong assumption would overturn what is said of a plan."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import tvsim
from tests.scenario_files import write
from tests.unit.test_sensitivity import RANGED
from tvsim.experiment.assumptions import assumptions
from tvsim.experiment.kept_studies import studies_in
from tvsim.experiment.overturning import AtAnEnd, Moved, Overturning, Whose, overturning
from tvsim.experiment.worth import Change, Worth
from tvsim.language import Language
from tvsim.paper.evidence import Evidence
from tvsim.paper.overturned import overturned
from tvsim.paper.untold import untold
from tvsim.report.place_names import place_name
from tvsim.statistics import Estimate

FIGURE = "wait_mean_min"
WANTED = [("all", FIGURE), ("all", "overdue_true")]
NOTHING = Change(Estimate(0, 0, 0, 5), is_told=False)
WORTHLESS = Worth(NOTHING, NOTHING, None)


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> tuple[tvsim.Scenario, tvsim.Scenario]:
    base = tvsim.load(write(tmp_path_factory.mktemp("plans"), "ranged.toml", RANGED))
    return base, base.with_({"counters.health.officers": 2, "name": "Two officers"})


@pytest.fixture(scope="module")
def folder(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("study")
    tvsim.compare(plans, replications=8, seed=4, folder=place)
    for plan in plans:
        tvsim.sensitivity(plan, replications=6, seed=4, folder=place)
    return place


def found_in(folder: Path) -> Overturning:
    found = Evidence.read(folder).overturning
    assert found is not None
    return found


def asked_of(home: Path, own: str, centre: str = RANGED) -> tuple[tvsim.Scenario, tvsim.Scenario, Overturning]:
    """A plan that says something of its own over the centre, and what would overturn it; three replications of each."""
    base = tvsim.load(write(home, "ranged.toml", centre))
    plan = tvsim.load(write(home, "own.toml", f'extends = "ranged.toml"\nname = "Own"\n{own}'))
    place = home / "study"
    tvsim.compare([base, plan], replications=3, seed=4, folder=place)
    for each in (base, plan):
        tvsim.sensitivity(each, replications=3, seed=4, folder=place)
    study, studies = Evidence.read(place).study, studies_in(place)[0]
    found = overturning(study, studies, (study.files[0], study.files[1]), (base, plan), WANTED)
    assert found is not None
    return base, plan, found


def test_each_end_is_what_a_comparison_there_finds(plans: tuple[tvsim.Scenario, tvsim.Scenario], folder: Path) -> None:
    found = found_in(folder)
    assert found.replications == 6
    assert [each.assumption.path for each in found.moved] == [each.path for each in assumptions(plans[0])]
    assert {each.whose for each in found.moved} == {Whose.BOTH}
    assert len(found.ends) == 6  # of two numbers one end is the value as it is, where nothing is moved
    (end,) = (
        end for end in found.ends if end.moved.assumption.path.startswith("procedure_defaults.int") and end.value == 8
    )
    moved = [plan.with_({"procedure_defaults.intake_min.mean": 8}) for plan in plans]
    difference = tvsim.compare(moved, replications=6, seed=4).difference("ranged (2)", "all", FIGURE)
    assert difference is not None
    at_end = end.differences["all", FIGURE]
    assert (at_end.value, at_end.low, at_end.high) == (difference.value, difference.low, difference.high)


REVIEWERS = "agencies.health.reviewers"


def at_ends_of(found: Overturning, path: str) -> list[tuple[Whose, float]]:
    return [(end.moved.whose, end.value) for end in found.ends if end.moved.assumption.path == path]


@pytest.mark.parametrize(
    ("own", "ends"),
    [
        ("{ value = 2, range = [2, 4] }", [(Whose.CENTRE, 2), (Whose.PLAN, 4)]),
        ("{ value = 2, range = [1, 2] }", [(Whose.CENTRE, 2), (Whose.PLAN, 1)]),  # the range of today's
    ],
)
def test_what_is_stated_otherwise_is_moved_where_it_is_stated(
    tmp_path: Path, own: str, ends: list[tuple[Whose, float]]
) -> None:
    """The plan has another number of reviewers with a range: each is moved alone where it is stated."""
    base, plan, found = asked_of(tmp_path, f"[agencies.health]\nreviewers = {own}\n")
    assert at_ends_of(found, REVIEWERS) == ends
    assert found.untried == ()
    there = {
        Whose.PLAN: (base, plan.with_({REVIEWERS: ends[1][1]})),
        Whose.CENTRE: (base.with_({REVIEWERS: 2}), plan),
    }
    for end in found.ends:
        if end.moved.assumption.path == REVIEWERS:
            comparison = tvsim.compare(there[end.moved.whose], replications=3, seed=4)
            expected = comparison.difference(comparison.names[1], "all", "overdue_true")
            assert expected is not None
            assert end.differences["all", "overdue_true"].value == expected.value
            worth = Worth.of(*(each.key_sample for each in comparison.results))
            assert (end.worth.hours, end.worth.hour_value) == (worth.hours, None)
            assert end.worth.cost.is_unknown  # nobody has a price here


@pytest.mark.parametrize("own", ["{ value = 1, range = [1, 4] }", "{ value = 1, range = [0, 2] }", "1"])
def test_what_is_the_same_in_both_is_not_set_apart(tmp_path: Path, own: str) -> None:
    """The same number of reviewers, with another range or none: with two in one of them both would be unlike."""
    _, _, found = asked_of(tmp_path, f"[agencies.health]\nreviewers = {own}\n")
    assert at_ends_of(found, REVIEWERS) == []
    assert {each.assumption.path for each in found.untried} == {REVIEWERS}


def test_a_default_that_is_written_out_is_not_set_apart(tmp_path: Path) -> None:
    """The plan writes the patience of the default of today's, where only one of two counter groups had it."""
    own = "[counters.health]\npatience_min = { mean = 90, cv = 0.5 }\n"
    _, _, found = asked_of(tmp_path, own)
    path = "counter_defaults.patience_min.mean"
    assert at_ends_of(found, path) == []
    assert [each.assumption.path for each in found.untried] == [path]


@pytest.mark.parametrize(
    ("patience", "moved", "untried"),
    [
        ("patience_min = { mean = 90, cv = 0.5 }", [], 1),
        ("patience_min = { mean = { value = 90, range = [30, 90] }, cv = 0.5 }", [], 2),
        ("patience_min = { mean = 60, cv = 0.5 }", [(Whose.CENTRE, 30)], 0),
        ("", [(Whose.BOTH, 30)], 0),  # the default fills the pool, too
    ],
)
def test_a_pool_that_has_what_its_groups_had_is_not_set_apart(
    tmp_path: Path, patience: str, moved: list[tuple[Whose, float]], untried: int
) -> None:
    own = f"""remove = ["counters.health", "counters.justice"]
[counters.pool]
agencies = ["health", "justice"]
officers = 2
{patience}
"""
    _, _, found = asked_of(tmp_path, own)
    assert at_ends_of(found, "counter_defaults.patience_min.mean") == moved
    assert at_ends_of(found, "counters.pool.patience_min.mean") == []
    assert len(found.untried) == untried


@pytest.mark.parametrize(
    ("own", "untried"),
    [
        ("[procedure_defaults]\nflawed.counter = [0.2, 0.05]\n", True),
        ("[procedures.records]\nflawed.counter = [0.2, 0.05]\n", True),
        ("[procedures.records]\nflawed.counter = [0.3, 0.05]\n", False),
    ],
)
def test_a_list_that_is_written_again_is_not_set_apart(tmp_path: Path, own: str, untried: bool) -> None:
    """Lists are replaced whole: who changes the second number writes the first one again."""
    _, _, found = asked_of(tmp_path, own)
    path = "procedure_defaults.flawed.counter[0]"
    assert (at_ends_of(found, path) == []) == untried
    assert [each.assumption.path for each in found.untried] == ([path] if untried else [])


def test_an_entry_of_a_list_of_tables_is_the_same_wherever_it_stands(tmp_path: Path) -> None:
    """Thresholds rise, so that a new one comes before the one that is there, which is written again."""
    duty = "{ at_most_waiting = 2, share = { value = 0.2, range = [0.1, 0.4] } }"
    ranged = RANGED.replace("[counters.justice]", f"other_duties = [{duty}]\n[counters.justice]")
    more = "[{ at_most_waiting = 0, share = 0.5 }, { at_most_waiting = 2, share = 0.2 }]"
    again = f"[counters.health]\nother_duties = {more}\n"
    for own, untried in ((again, True), ("agencies.justice.reviewers = 2\n", False)):
        (home := tmp_path / str(untried)).mkdir()
        _, _, found = asked_of(home, own, ranged)
        path = "counters.health.other_duties[0].share"
        assert (at_ends_of(found, path) == []) == untried
        assert (path in {each.assumption.path for each in found.untried}) == untried


def test_what_goes_to_a_group_that_stays_is_not_set_apart(tmp_path: Path) -> None:
    """Justice is given up, and Health, which was there, takes its visitors with their patience."""
    own = """remove = ["counters.justice"]
[counters.health]
agencies = ["health", "justice"]
patience_min = 20
"""
    ranged = RANGED.replace("patience_min = 20", "patience_min = { value = 20, range = [10, 30] }")
    _, _, found = asked_of(tmp_path, own, ranged)
    path = "counters.justice.patience_min"
    assert at_ends_of(found, path) == []
    assert path in {each.assumption.path for each in found.untried}


@pytest.mark.parametrize(
    ("own", "is_tried"),
    [
        ("[procedures.records]\nintake_min = { mean = 10, cv = 0.5 }\n", False),  # as the default is
        ("[procedures.records]\nintake_min = 10\n", False),  # a constant
        ("[procedures.records]\nintake_min = { mean = 11, cv = 0.5 }\n", True),
        ('[procedures.extra]\nagency = "justice"\nper_year = 500\nintake_min = { mean = 10, cv = 0.5 }\n', False),
        ('[procedures.extra]\nagency = "justice"\nper_year = 500\nintake_min = { mean = 11, cv = 0.5 }\n', True),
    ],
)
def test_a_default_that_one_of_several_writes_out(tmp_path: Path, own: str, is_tried: bool) -> None:
    """Where the plan writes it out for one of two groups it would be moved for one in it, and for two in today's.

    A group that is new may be split off from one that had it.
    """
    _, _, found = asked_of(tmp_path, own)
    path = "procedure_defaults.intake_min.mean"
    expected = [(Whose.BOTH, 8), (Whose.BOTH, 14)] if is_tried else []
    assert at_ends_of(found, path) == expected
    assert [each.assumption.path for each in found.untried] == ([] if is_tried else [path])


def test_what_the_plan_sets_without_a_range_is_moved_in_the_centre_alone(tmp_path: Path) -> None:
    base, plan, found = asked_of(tmp_path, "[agencies.health]\nreviewers = 3\n")
    assert at_ends_of(found, REVIEWERS) == [(Whose.CENTRE, 2)]
    assert found.untried == ()
    (end,) = (end for end in found.ends if end.moved.assumption.path == REVIEWERS)
    comparison = tvsim.compare([base.with_({REVIEWERS: 2}), plan], replications=3, seed=4)
    expected = comparison.difference(comparison.names[1], "all", FIGURE)
    assert expected is not None
    assert end.differences["all", FIGURE].value == expected.value
    certain = replace(found, ends=(replace(end, differences={("all", FIGURE): Estimate(-0.5, -1.25, 0.25, 3)}),))
    assert certain.against(("all", FIGURE), -1.0)


def test_what_neither_study_moved_is_said_to_be_untried(folder: Path) -> None:
    evidence = Evidence.read(folder)
    found = evidence.overturning
    assert found is not None
    evidence.__dict__["overturning"] = replace(found, untried=(found.ends[0].moved,))
    said = "\n".join(overturned(evidence, Language("en")))
    assert f"Not tried, as the two studies do not move it alike: {name_of(found.ends[0], evidence)}." in said


def name_of(end: AtAnEnd, evidence: Evidence) -> str:
    return place_name(end.moved.assumption.path, evidence.plan, Language("en"))


@pytest.mark.parametrize(
    ("whose", "said"),
    [("BOTH", "not 2:"), ("PLAN", "not 2 in the plan:"), ("CENTRE", "not 2 in the centre as it is:")],
)
def test_it_is_said_where_an_assumption_was_moved(folder: Path, whose: str, said: str) -> None:
    evidence = Evidence.read(folder)
    found = evidence.overturning
    assert found is not None
    own = replace(found.ends[0].moved.assumption, path=REVIEWERS, value=2, low=1, high=4)
    moved = Moved(None if whose == "PLAN" else own, None if whose == "CENTRE" else own)
    assert moved.whose is Whose[whose]
    doubtful = dict.fromkeys(found.unmoved, Estimate(-0.5, -1.25, 0.25, 6))
    evidence.__dict__["overturning"] = replace(found, ends=(AtAnEnd(moved, 4, doubtful, WORTHLESS),))
    sentences = [each for each in overturned(evidence, Language("en")) if each.startswith("Mean wait:")]
    assert [said in each for each in sentences] == [True]


def test_what_the_plan_pays_at_the_ends_is_said(folder: Path) -> None:
    evidence = Evidence.read(folder)
    found = evidence.overturning
    assert found is not None
    pays = Change(Estimate(1, 1, 1, 6), is_told=True)
    values = (Estimate(90_000, 80_000, 99_000, 6), Estimate(70_000, 60_000, 75_000, 6), None)
    ends = tuple(
        AtAnEnd(end.moved, end.value, end.differences, Worth(pays, pays, value))
        for end, value in zip(found.ends, values, strict=False)
    )
    known = Worth(pays, pays, values[0])
    evidence.__dict__["overturning"] = Overturning(6, found.unmoved, known, ends)
    assert "hours balance" not in "\n".join(overturned(evidence, Language("en")))
    evidence.__dict__["worth"] = Worth(pays, pays, Estimate(80_000, 0, 0, 6))
    said = "\n".join(overturned(evidence, Language("en")))
    least, most = r"70,000 \(60,000–75,000\) đồng \(where “.*” is 30", r"90,000 \(80,000–99,000\) đồng \(where “"
    assert re.search(f"between {least} .*\\) and {most}", said)
    assert "intervals, of 6 replications" in said
    assert said.count("no such value can be stated") == 1
    undone = (*ends[:2], replace(ends[2], undone=("awaiting_intake",)))
    evidence.__dict__["overturning"] = Overturning(6, found.unmoved, known, undone)
    assert re.search(
        r"Where “[^”]*” is [^,]*, less work is done than today by the intervals of Awaiting intake at the desk, so",
        "\n".join(overturned(evidence, Language("en"))),
    )
    evidence.__dict__["overturning"] = Overturning(6, found.unmoved, WORTHLESS, ends)
    said = "\n".join(overturned(evidence, Language("en")))
    assert "In the 6 replications in which assumptions were moved, no value of an hour can be stated" in said
    assert "no such value" not in said


def test_what_is_no_longer_certain_by_hand(plans: tuple[tvsim.Scenario, tvsim.Scenario]) -> None:
    moved = Moved(*[assumptions(plans[0])[0]] * 2)
    intervals = ((-3, -1), (-1, 0), (-1, 1), (1, 3))
    of = ("all", FIGURE)
    ends = tuple(AtAnEnd(moved, at, {of: Estimate(0, *each, 5)}, WORTHLESS) for at, each in enumerate(intervals))
    found = Overturning(5, {of: Estimate(-2, -3, -1, 5)}, WORTHLESS, ends)
    assert [end.value for end, _ in found.against(of, -2.0)] == [1, 2, 3]
    assert [end.value for end, _ in found.against(of, 2.0)] == [0, 1, 2]


def test_it_is_said_where_it_holds_and_where_it_does_not(folder: Path) -> None:
    evidence = Evidence.read(folder)
    said = "\n".join(overturned(evidence, Language("en")))
    assert "Each of 4 assumptions was moved alone to both ends of its range" in said
    assert "(6 replications of each)" in said
    assert "holds at every end, by its interval: Mean wait" in said
    found = evidence.overturning
    assert found is not None
    end = found.ends[0]
    doubtful = Overturning(
        6,
        found.unmoved,
        found.unmoved_worth,
        (AtAnEnd(end.moved, end.value, dict.fromkeys(end.differences, Estimate(-0.5, -1.25, 0.25, 6)), WORTHLESS),),
    )
    evidence.__dict__["overturning"] = doubtful
    said = "\n".join(overturned(evidence, Language("en")))
    assert "Mean wait: the difference is no longer certain, or turns round, where “" in said
    assert "” is 2 and not 1: −0.5 min (−1.2 to +0.2)." in said
    assert "Not tried" not in said
    assert "What is said of these figures holds" not in said
    assert "không còn chắc chắn" in "\n".join(overturned(evidence, Language("vi")))


def test_what_is_not_certain_without_any_change_is_not_put_down_to_an_assumption(folder: Path) -> None:
    """A study of the assumptions with few replications tells nothing of what would overturn a finding."""
    evidence = Evidence.read(folder)
    found = evidence.overturning
    assert found is not None
    few = dict.fromkeys(found.unmoved, Estimate(-0.5, -1.25, 0.25, 6))
    ends = tuple(replace(end, differences=few) for end in found.ends)
    evidence.__dict__["overturning"] = replace(found, unmoved=few, ends=ends)
    said = "\n".join(overturned(evidence, Language("en")))
    assert "Mean wait: in the 6 replications in which assumptions were moved, the difference is not certain" in said
    assert "even where none is: −0.5 min (−1.2 to +0.2); what would overturn it cannot be told" in said
    assert "turns round" not in said


@pytest.mark.parametrize("older", [(0,), (1,), (0, 1)])
def test_studies_of_another_version_than_the_comparison_are_not_taken(folder: Path, older: tuple[int, ...]) -> None:
    studies, evidence = studies_in(folder)[0], Evidence.read(folder)
    files = evidence.study.files
    scenarios = evidence.base, evidence.plan
    assert overturning(evidence.study, studies, (files[0], files[1]), scenarios, [("all", FIGURE)]) is not None
    for number, each in enumerate(studies):
        if each.kind == "sensitivity" and files.index(each.files[0]) in older:
            made = each._manifest.model_copy(update={"model": "older"})
            studies[number] = replace(each, _manifest=made)
    assert overturning(evidence.study, studies, (files[0], files[1]), scenarios, [("all", FIGURE)]) is None


def test_a_plans_own_default_is_moved_in_the_plan_alone(tmp_path: Path) -> None:
    """It is written once, in a table of defaults, and fills two counter groups; the centre has another one there."""
    own = "[counter_defaults]\npatience_min = { mean = { value = 60, range = [20, 80] }, cv = 0.5 }\n"
    base, plan, found = asked_of(tmp_path, own)
    path = "counter_defaults.patience_min.mean"
    assert at_ends_of(found, path) == [(Whose.CENTRE, 30), (Whose.PLAN, 20), (Whose.PLAN, 80)]
    ends = {end.value: end for end in found.ends if end.moved.assumption.path == path}
    assert ends[20].moved.assumption.value == 60
    there = tvsim.compare([base, plan.with_({"counter_defaults.patience_min.mean": 20})], replications=3, seed=4)
    expected = there.difference(there.names[1], "all", FIGURE)
    assert expected is not None
    assert ends[20].differences["all", FIGURE].value == expected.value


def test_a_default_that_both_have_is_moved_in_both_whatever_it_fills(tmp_path: Path) -> None:
    """A plan may add a table that it fills."""
    more = '[procedures.extra]\nagency = "justice"\nper_year = 500\n'
    base, plan, found = asked_of(tmp_path, more)
    for path, value in (("procedure_defaults.intake_min.mean", 14), ("counter_defaults.patience_min.mean", 30)):
        (end,) = (each for each in found.ends if (each.moved.assumption.path, each.value) == (path, value))  # once
        moved = tvsim.compare([each.with_({path: value}) for each in (base, plan)], replications=3, seed=4)
        expected = moved.difference(moved.names[1], "all", FIGURE)
        assert expected is not None
        assert end.differences["all", FIGURE].value == expected.value
    assert found.untried == ()


def test_money_that_is_not_certain_without_any_change_is_not_put_down_to_an_assumption(folder: Path) -> None:
    evidence = Evidence.read(folder)
    found = evidence.overturning
    assert found is not None
    saves = Change(Estimate(-1, -2, -0.5, 6), is_told=True)
    evidence.__dict__["worth"] = Worth(saves, NOTHING, None)
    evidence.__dict__["overturning"] = replace(found, unmoved_worth=WORTHLESS)
    said = "\n".join(overturned(evidence, Language("en")))
    assert (
        "What staff and postage cost: in the 6 replications in which assumptions were moved, it is not certain" in said
    )
    assert "What staff and postage cost: no longer certain" not in said


def test_what_is_not_there_is_said_to_be_untried(plans: tuple[tvsim.Scenario, tvsim.Scenario], tmp_path: Path) -> None:
    """No study of the assumptions; that of one alone; those of other seeds; of one replication; of unlike numbers."""
    tvsim.compare(plans, replications=4, seed=4, folder=tmp_path)
    untried, today, alone = (
        "Whether a wrong assumption would overturn it was not tried",
        "Assumptions were moved in the centre as it is alone",
        "Assumptions were moved in the plan alone",
    )
    expected = iter((untried, today, today, today, today))
    for plan, seed, count in ((plans[0], 4, 2), (plans[1], 5, 2), (plans[0], 6, 1), (plans[1], 6, 1), (plans[1], 4, 3)):
        evidence = Evidence.read(tmp_path)
        assert evidence.overturning is None
        assert next(overturned(evidence, Language("en"))).startswith(next(expected))
        (told,) = untold(evidence)
        assert told.count("tvsim sensitivity ") == (2 if not evidence.moved_in else 1)
        assert f"--replications {2 if evidence.moved_in else 4} " in told
        tvsim.sensitivity(plan, replications=count, seed=seed, folder=tmp_path)
    both = Evidence.read(tmp_path)  # of other numbers of replications
    assert both.overturning is None
    assert next(overturned(both, Language("en"))).startswith(untried)
    assert "".join(untold(both)).count("tvsim sensitivity ") == 2
    both.__dict__["moved_in"] = {1: 3}
    assert next(overturned(both, Language("en"))).startswith(alone)
    assert both.study.files[0] in "".join(untold(both))
    assert both.study.files[1] not in "".join(untold(both))
    tvsim.sensitivity(plans[1], replications=2, seed=4, folder=tmp_path)
    files = Evidence.read(tmp_path).study.files
    study = Evidence.read(tmp_path).study
    found = overturning(study, studies_in(tmp_path)[0], (files[0], files[1]), plans, [("all", FIGURE)])
    assert found is not None
    assert found.replications == 2
