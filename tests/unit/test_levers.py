"""What the levers change, and a plan kept as a file that extends another."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tvsim
from tvsim.scenario.loading import load_text
from tvsim.scenario.overlay import overlay_text
from tvsim.whatif.levers import OPENINGS, Levers

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="module")
def base() -> tvsim.Scenario:
    return tvsim.load(SCENARIOS / "baseline.toml")


def test_levers_that_are_not_moved_change_nothing(base: tvsim.Scenario) -> None:
    officers = {key: group.officers for key, group in base.plan.counters.items()}
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
