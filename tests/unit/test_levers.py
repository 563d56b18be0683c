"""What the levers change, and a plan kept as a file that extends another."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tvsim
from tvsim.scenario.loading import load_text
from tvsim.scenario.overlay import overlay_text
from tvsim.scenario.values import Block
from tvsim.whatif.levers import KEPT, OPENINGS, Levers, Opening, _opened, shown_officers

Hours = list[tuple[int, int]]
SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def base() -> tvsim.Scenario:
    return tvsim.load(SCENARIOS / "baseline.toml")


def test_levers_that_are_not_moved_change_nothing(base: tvsim.Scenario) -> None:
    officers = {key: shown_officers(base.plan, key, base.plan) for key in base.plan.counters}
    levers = Levers(officers, online=0.34, post=0.025)
    assert levers.changes(base) == {}
    assert levers.plan(base) is base


def test_officers_move_with_their_roster(base: tvsim.Scenario) -> None:
    """Natural resources has 3, and 4 until ten; one more is 4, and 5."""
    changes = Levers({"natural_resources": 4, "transport": 4}).changes(base)
    assert changes == {
        "counters.natural_resources.officers": 4,
        "counters.natural_resources.roster": [
            {"days": "mon,tue,wed,thu,fri", "hours": "07:00-10:00", "officers": 5, "desk": 0}
        ],
    }


def test_officers_of_a_full_roster_move_with_it_alone() -> None:
    """The real centre writes rosters only; its sliders stand at the largest block, and can take an officer away."""
    real = tvsim.load("bialoleka_2020")
    key, group = next((key, each) for key, each in real.plan.counters.items() if each.roster)
    largest = max(block.officers for block in group.roster)
    assert (group.officers, largest > 0) == (0, True)
    assert Levers.standing_as(real.plan, real.plan).officers[key] == largest
    assert Levers({key: largest}).changes(real) == {}
    changes = Levers({key: largest - 1}).changes(real)
    assert list(changes) == [f"counters.{key}.roster"]
    blocks = Levers({key: largest - 1}).plan(real).plan.counters[key].roster
    assert [block.officers for block in blocks] == [max(block.officers - 1, 0) for block in group.roster]
    assert all(officers > 0 for officers in Levers.standing_as(real.plan, real.plan).officers.values())
    for number in (largest - 1, largest + 1):
        plan = Levers({key: number}).plan(real)
        found = Levers.standing_as(plan.plan, real.plan)
        assert (found.officers[key], found.unshown(plan.plan)) == (number, [])


def test_officers_that_were_all_taken_away_come_back(base: tvsim.Scenario) -> None:
    """Natural resources has 3, and 4 until ten: without the 3 one is left until ten, and the slider stands at 0."""
    plan = Levers({"natural_resources": 0}).plan(base)
    group = plan.plan.counters["natural_resources"]
    assert (group.officers, [block.officers for block in group.roster]) == (0, [1])
    found = Levers.standing_as(plan.plan, base.plan)
    assert (found.officers["natural_resources"], found.unshown(plan.plan)) == (0, [])
    back = Levers({"natural_resources": 3}, today=base.plan).plan(plan).plan.counters["natural_resources"]
    today = base.plan.counters["natural_resources"]
    assert (back.officers, [each.officers for each in back.roster]) == (3, [each.officers for each in today.roster])


def test_limits_are_cut_to_whole_days_and_hours(base: tvsim.Scenario) -> None:
    """Half of 5, 10 and 2 days are 3, 5 and 1; of 8 hours 4. What is promised so already stays out of it."""
    changes = Levers(cut=0.5).changes(base)
    assert "procedures.transport_licence_renewal.days" not in changes
    assert changes["procedures.transport_licence_reissue.days"] == 5
    assert "procedures.transport_badges.days" not in changes
    assert changes["procedures.justice_copies.hours"] == 4
    assert Levers(cut=0.0).changes(base)["procedures.transport_badges.days"] == 2


def test_reviews_of_several_agencies_change_their_mode(base: tvsim.Scenario) -> None:
    changes = Levers(reviews="parallel").changes(base)
    assert changes["procedures.construction_permits.reviews.mode"] == "parallel"
    assert "procedures.transport_works.reviews.mode" not in changes  # one agency alone is asked
    assert Levers(reviews="in_turn").changes(base) == {}


def test_opening_hours(base: tvsim.Scenario) -> None:
    through = Levers(opening="through_lunch").changes(base)["sites.centre.hours"]
    assert through == {day: ["07:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
    longer = Levers(opening="hour_longer").changes(base)["sites.centre.hours"]
    assert longer["mon"] == ["07:00-11:30", "13:00-18:00"]
    saturday = Levers(opening="saturday_morning").changes(base)["sites.centre.hours"]
    assert (saturday["sat"], saturday["fri"]) == (["07:00-11:30"], ["07:00-11:30", "13:00-17:00"])


def test_on_saturday_mornings_as_many_come_for_each_hour_as_on_fridays(base: tvsim.Scenario) -> None:
    """Fridays weigh 0.94 and have 8.5 hours, of which the morning has 4.5; today nobody says how many would come."""
    changes = Levers(opening="saturday_morning").changes(base)
    assert base.plan.demand.by_weekday["fri"] == 0.94
    assert changes["demand.by_weekday.sat"] == 0.5
    assert "demand.by_weekday.sat" not in Levers(opening="hour_longer").changes(base)
    hours = {"mon-fri": ["07:00-11:30", "13:00-17:00"], "sat": ["08:00-09:00"]}
    assert Levers(opening="saturday_morning").changes(base.with_({"sites.centre.hours": hours})) == {}


@pytest.mark.parametrize(
    ("opening", "friday", "saturday", "expected"),
    [
        ("saturday_morning", [(450, 960)], [], [(450, 720)]),  # no break: until noon
        ("saturday_morning", [(420, 690), (780, 1020)], [], [(420, 690)]),
        ("saturday_morning", [(420, 690)], [(480, 540)], [(480, 540)]),  # open already
        ("hour_longer", [(420, 690), (780, 1020)], [(480, 540)], [(480, 600)]),
        ("hour_longer", [], [(900, 1410)], [(900, 1440)]),  # until midnight, and no longer
    ],
)
def test_saturdays(opening: Opening, friday: Hours, saturday: Hours, expected: Hours) -> None:
    week = [[Block(*each) for each in blocks] for blocks in ([], [], [], [], friday, saturday, [])]
    assert _opened(week, opening)[5] == [Block(*each) for each in expected]


@pytest.mark.parametrize("name", [path.stem for path in sorted(SCENARIOS.glob("*.toml"))])
@pytest.mark.parametrize("opening", OPENINGS)
def test_every_shipped_scenario_can_open_at_other_hours(name: str, opening: Opening) -> None:
    """One that writes no site has one all the same."""
    scenario = tvsim.load(name)
    changes = Levers(opening=opening).changes(scenario)
    plan = Levers(opening=opening).plan(scenario)
    assert (plan is scenario) == (changes == {})
    assert Levers.standing_as(plan.plan, scenario.plan).opening in {opening, "as_it_is"}


def test_limits_that_are_cut_are_in_force() -> None:
    """Where the legal ones are, cutting the promised ones alone would do nothing, and seem to cost nothing."""
    uncut = tvsim.load("uncut_limits")
    assert uncut.plan.deadlines.limit_in_force == "legal"
    changes = Levers(cut=0.5).changes(uncut)
    assert changes["deadlines.limit_in_force"] == "promised"
    assert changes["procedures.transport_licence_reissue.days"] == 5
    assert Levers().changes(uncut) == {}
    plan = Levers(cut=0.5).plan(uncut)
    found = Levers.standing_as(plan.plan, uncut.plan)
    assert (found.cut, found.unshown(plan.plan)) == (0.5, [])


# standing as a plan has it


def unshown(plan: tvsim.Scenario, today: tvsim.Scenario) -> list[str]:
    levers = Levers.standing_as(plan.plan, today.plan)
    assert levers.changes(plan) == {}
    return [each.text() for each in levers.unshown(plan.plan)]


@pytest.mark.parametrize(
    "moved",
    [
        Levers(),
        Levers({"natural_resources": 4, "transport": 3}),
        Levers(online=0.9, post=0.05),
        Levers(cut=0.0),
        Levers(cut=0.4),
        Levers(reviews="parallel"),
        *(Levers(opening=each) for each in OPENINGS),
    ],
)
def test_levers_find_back_to_where_they_stood(base: tvsim.Scenario, moved: Levers) -> None:
    plan = moved.plan(base)
    found = Levers.standing_as(plan.plan, base.plan)
    assert (found.cut, found.reviews, found.opening) == (moved.cut, moved.reviews, moved.opening)
    assert found.officers == {key: shown_officers(plan.plan, key, base.plan) for key in plan.plan.counters}
    assert {key: found.officers[key] for key in moved.officers} == moved.officers
    assert unshown(plan, base) == []


@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("before", OPENINGS)
def test_levers_of_a_plan_are_against_today(base: tvsim.Scenario, before: Opening, opening: Opening) -> None:
    """Not an hour longer than the plan, which may be an hour longer itself; and back to today's."""
    plan = Levers(opening=before, cut=0.3, reviews="parallel").plan(base)
    back = Levers(opening=opening, today=base.plan).plan(plan)
    wanted = Levers(opening=opening).plan(base)
    for weekday in range(7):
        hours = [(each.plan.sites["centre"].hours or each.plan.calendar.hours) for each in (back, wanted)]
        assert hours[0].blocks(weekday) == hours[1].blocks(weekday)
    assert Levers.standing_as(back.plan, base.plan).cut is None
    assert Levers.standing_as(back.plan, base.plan).reviews is None


def test_what_the_levers_do_not_show(base: tvsim.Scenario) -> None:
    plan = base.with_(
        {
            "counters.natural_resources.officers": 4,  # but not its roster
            "counters.transport.officers": 6,
            "procedures.transport_licence_reissue.days": 9,
            "channels.online.share": 0.5,
            "targets.wait_min": 10,
        }
    )
    found = Levers.standing_as(plan.plan, base.plan)
    assert (found.cut, found.reviews, found.opening) == (KEPT, None, "as_it_is")
    assert found.officers["natural_resources"] == 4
    assert unshown(plan, base) == [
        "counters.natural_resources.roster[0].officers: 5 → 4",  # with the slider it would have moved
        "procedures.transport_licence_reissue.days: 7 → 9",
        "targets.wait_min: 15 → 10",
    ]


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("more_officers", []),
        ("online_50", []),
        ("parallel_reviews", []),
        ("uncut_limits", ["deadlines.limit_in_force"]),
        ("after_tet", ["period.start", "period.end"]),
    ],
)
def test_what_of_shipped_plans_the_levers_do_not_show(base: tvsim.Scenario, name: str, places: list[str]) -> None:
    assert [each.partition(":")[0] for each in unshown(tvsim.load(name), base)] == places


LEVERS = st.builds(
    Levers,
    officers=st.dictionaries(
        st.sampled_from(["transport", "natural_resources", "planning", "health"]), st.integers(1, 9)
    ),
    online=st.none() | st.sampled_from([0.1, 0.5, 0.9]),
    post=st.none() | st.sampled_from([0.0, 0.1]),
    cut=st.none() | st.sampled_from([0.0, 0.3, 0.5]),
    reviews=st.sampled_from([None, "parallel", "in_turn"]),
    opening=st.sampled_from(OPENINGS),
)


@settings(deadline=None, max_examples=30)
@given(levers=LEVERS)
def test_a_kept_plan_is_the_plan(levers: Levers) -> None:
    """The file that extends the scenario says exactly what the levers say."""
    base = tvsim.load(SCENARIOS / "baseline.toml")
    text = overlay_text("baseline.toml", {"vi": "Thử", "en": "A trial"}, "assumption", levers.changes(base))
    kept = load_text(text, SCENARIOS / "trial.toml")
    assert kept.plan.model_copy(update={"name": ""}) == levers.plan(base).plan.model_copy(update={"name": ""})
    assert kept.title("en") == "A trial"


def test_places_in_lists_are_refused() -> None:
    with pytest.raises(ValueError, match="in a list"):
        overlay_text("baseline.toml", "x", "y", {"counters.transport.roster[0].officers": 3})
