"""From one scenario to another: which changes there are, and the scenarios on the way."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

import tvsim
from tests.scenario_files import SMALL, small_file, write
from tvsim.experiment.replication import determining
from tvsim.scenario import Scenario
from tvsim.scenario.differing import Words, joint_order
from tvsim.scenario.errors import Place
from tvsim.scenario.transition import SubsetError, Transition

SHIPPED = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


def small(tmp_path: Path, old: str = "", new: str = "", name: str = "other.toml") -> Scenario:
    return tvsim.load(small_file(tmp_path, old, new, name=name))


def texts(base: Scenario, final: Scenario, **how: str) -> list[str]:
    return [each.text for each in Transition.between(base, final, **how).alterations]  # type: ignore[arg-type]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_effective_tree_gives_the_same_scenario(path: Path) -> None:
    scenario = tvsim.load(path)
    assert scenario.with_tree(scenario.effective).plan == scenario.plan


@pytest.mark.parametrize("path", [each for each in SHIPPED if "bialoleka" not in each.stem], ids=lambda path: path.stem)
@pytest.mark.parametrize("back", [False, True])
def test_all_changes_lead_to_the_other_scenario(path: Path, back: bool) -> None:
    base, final = tvsim.load("baseline"), tvsim.load(path)
    if back:
        base, final = final, base
    found = Transition.between(base, final)
    everything = range(len(found.alterations))
    assert determining(found.scenario(everything).plan) == determining(final.plan)
    assert determining(found.scenario(()).plan) == determining(base.plan)
    for number in everything:
        found.scenario({number})
        found.scenario(set(everything) - {number})


def test_values_one_by_one() -> None:
    assert texts(tvsim.load("baseline"), tvsim.load("more_officers")) == [
        "counters.transport.officers: 4 → 5",
        "counters.justice.officers: 3 → 4",
        "counters.natural_resources.officers: 3 → 4",
        "counters.natural_resources.roster[0].officers: 4 → 5",
    ]
    assert texts(tvsim.load("online_50"), tvsim.load("baseline")) == ["channels.online.share: 0.5 → 0.34"]


def test_tables_and_sections_as_one_change() -> None:
    by_table = texts(tvsim.load("baseline"), tvsim.load("more_officers"), by="table")
    assert len(by_table) == 3
    assert by_table[2] == (
        "counters.natural_resources.officers: 3 → 4; counters.natural_resources.roster[0].officers: 4 → 5"
    )
    (section,) = Transition.between(tvsim.load("baseline"), tvsim.load("more_officers"), "section").alterations
    assert section.text.endswith("counters.natural_resources.officers: 3 → 4; and 1 more")
    assert not section.is_forced


def test_a_default_for_all_tables_is_one_change() -> None:
    base = tvsim.load("baseline")
    assert texts(base, tvsim.load("parallel_reviews")) == [
        "procedure_defaults.reviews.mode: in_turn → parallel (in 65 tables)"
    ]
    by_hand = base.with_({"procedure_defaults.reviews.mode": "parallel"})
    assert texts(by_hand, base) == ["procedure_defaults.reviews.mode: parallel → in_turn (in 65 tables)"]


def test_a_default_that_held_for_different_values(tmp_path: Path) -> None:
    base = small(tmp_path, "days = 3\n", "days = 3\nintake_min = 4\n")
    final = small(tmp_path, "intake_min = { mean = 10, cv = 0.5 }", "intake_min = 7", name="b.toml")
    assert texts(base, final) == ["procedure_defaults.intake_min: several values → 7 (in 2 tables)"]


def test_shares_that_add_up_to_one_are_one_change() -> None:
    first, second = texts(tvsim.load("baseline"), tvsim.load("post_first"))
    assert first == "channels.counter.returns.counter: 0.8 → 0.24; channels.counter.returns.post: 0.14 → 0.7"
    assert second.startswith("channels.online.returns.counter")


def test_what_is_only_written_otherwise_is_no_change(tmp_path: Path) -> None:
    base = small(tmp_path)
    text = SMALL.replace('name = "small"', 'name = "other"\nseed = 77\nreplications = 3\ndescription = "x"')
    text = text.replace("wrap_up_min = 1", 'wrap_up_min = { distribution = "constant", mean = 1.0 }')
    text = text.replace("counted in March", "counted in May").replace(
        "days = 5\n", 'days = 5.0\nreviews.mode = "in_turn"\n'
    )
    text = text.replace("[calendar.hours]\n", "").replace('source = "notice at the door"\nmon-fri', "hours.mon-fri")
    final = tvsim.load(write(tmp_path, "b.toml", text))
    assert Transition.between(base, final).alterations == ()


def test_the_order_of_tables_is_no_change_but_that_of_sites_is(tmp_path: Path) -> None:
    base = small(tmp_path)
    health = '[counters.health]\nagencies = ["health"]\nofficers = 1\n\n'
    moved = SMALL.replace(health, "").replace("[procedure_defaults]", health + "[procedure_defaults]")
    assert list(tvsim.load(write(tmp_path, "m.toml", moved)).plan.counters) == ["justice", "health"]
    assert Transition.between(base, tvsim.load(write(tmp_path, "m.toml", moved))).alterations == ()
    sites = "[sites.{}]\nhome_share = 0.5\n[sites.{}]\nhome_share = 0.5\n"
    one = small(tmp_path, new=sites.format("a", "b"), name="one.toml")
    other = small(tmp_path, new=sites.format("b", "a"), name="two.toml")
    (change,) = Transition.between(one, other).alterations
    assert change.text == "sites: another order"
    assert list(Transition(one, other, (change,)).scenario({0}).plan.sites) == ["b", "a"]


def test_the_period_is_one_change(tmp_path: Path) -> None:
    final = small(tmp_path, "start = 2025-03-03\nend = 2025-03-14", "start = 2025-04-07\nend = 2025-04-11")
    assert texts(small(tmp_path, name="a.toml"), final) == [
        "period.start: 2025-03-03 → 2025-04-07; period.end: 2025-03-14 → 2025-04-11"
    ]


def test_a_table_that_is_added_or_not_set(tmp_path: Path) -> None:
    base = small(tmp_path)
    final = small(
        tmp_path, "officers = 1\n", "officers = 1\nturn_away = { queue = 5 }\npatience_min = 30\n", name="b.toml"
    )
    assert texts(base, final) == [
        "counters.health.patience_min: not set → 30",
        "counters.health.turn_away: not set → { queue = 5, share = 1 }",
    ]
    assert texts(final, base)[0] == "counters.health.patience_min: 30 → not set"
    made = Transition.between(base, final).scenario({1}).plan.counters["health"]
    assert (made.turn_away is not None, made.patience_min) == (True, None)


def test_what_is_only_possible_together_is_one_change() -> None:
    (change,) = Transition.between(tvsim.load("baseline"), tvsim.load("pooled_counters")).alterations
    assert change.is_forced
    assert len(change.differences) == 9
    assert change.text.startswith("counters.pool: added; counters.industry: removed; ")
    assert change.text.endswith("; and 6 more")


def test_two_plans_at_once_are_not_mixed_up() -> None:
    """From a second site to a pool: two changes that have nothing to do with each other, and three others."""
    found = Transition.between(tvsim.load("two_sites"), tvsim.load("pooled_counters")).alterations
    assert [(each.is_forced, len(each.differences)) for each in found] == [
        (True, 5),
        (False, 1),
        (False, 1),
        (False, 1),
        (True, 9),
    ]


def test_limits_in_days_and_in_hours_are_one_change(tmp_path: Path) -> None:
    base = small(tmp_path, "days = 5\n", "days = 5\nrefused = 0.1\n")
    text = SMALL.replace("days = 5\n", "refused = 0.1\n").replace("per_year = 1000", "per_year = 1100\nhours = 30")
    (first, second) = Transition.between(base, tvsim.load(write(tmp_path, "b.toml", text))).alterations
    assert first.text == "procedures.licences.per_year: 1000 → 1100"
    assert {each.place for each in second.differences} == {"procedures.licences.days", "procedures.licences.hours"}
    assert second.is_forced


def test_changes_that_do_not_go_without_others_are_refused() -> None:
    base, final = tvsim.load("baseline"), tvsim.load("pooled_counters")
    (change,) = Transition.between(base, final).alterations
    alone = [type(change)(place, (), ((place, node),)) for place, node in change.nodes]
    with pytest.raises(SubsetError, match="counter group serves this agency"):
        Transition(base, final, tuple(alone)).scenario({0})
    assert len(Transition(base, final, tuple(alone)).joined({0, 1}).alterations) == 1


def test_no_set_of_changes_is_checked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes that do not go without each other are tried again and again, in sets that are the same."""
    tried: list[frozenset[Place]] = []
    checked = Transition.scenario

    def noted(self: Transition, made: Collection[int]) -> Scenario:
        tried.append(frozenset(place for each in made for place, _ in self.alterations[each].nodes))
        return checked(self, made)

    monkeypatch.setattr(Transition, "scenario", noted)
    Transition.between(tvsim.load("baseline"), tvsim.load("pooled_counters"))
    assert len(tried) > 20
    assert len(set(tried)) == len(tried)


def test_words_of_another_language() -> None:
    (change,) = Transition.between(tvsim.load("baseline"), tvsim.load("pooled_counters")).alterations
    words = Words(added="thêm", removed="bớt", more="và {count} nữa")
    assert change.in_words(words, 2) == "counters.pool: thêm; counters.industry: bớt; và 7 nữa"


@pytest.mark.parametrize(
    ("one", "other", "joint"),
    [
        ("ab", "ab", "ab"),
        ("ac", "abc", "abc"),
        ("ab", "cab", "cab"),
        ("ab", "ba", "ab"),
        ("", "ab", "ab"),
        ("axb", "ayb", "ayxb"),
    ],
)
def test_keys_of_both_keep_their_order(one: str, other: str, joint: str) -> None:
    assert "".join(joint_order(one, other)) == joint
