"""Which changes are only possible together."""

from __future__ import annotations

from tvsim.scenario.companions import companions

Made = frozenset[int]


def one_place(made: Made) -> frozenset[str]:
    """A group of counters is taken away (0, 1), and a pool (2) comes in their place; 3 has nothing to do with it."""
    wrong = {f"nobody serves {group}" for group in (0, 1) if group in made and 2 not in made}
    return frozenset(wrong | {f"{group} is served twice" for group in (0, 1) if 2 in made and group not in made})


def test_what_a_change_needs() -> None:
    sections = ["counters"] * 4
    assert companions(0, sections, one_place) == {0, 1, 2}
    assert companions(2, sections, one_place) == {0, 1, 2}
    assert companions(3, sections, one_place) == {3}


def test_what_only_hides_a_mistake_is_left_out() -> None:
    """Shares (0, 1) are looked at only where all names are known; 2 alone names something that 3 brings."""

    def mistakes(made: Made) -> frozenset[str]:
        if (2 in made) != (3 in made):
            return frozenset({"no such name"})
        return frozenset({"shares must add up to 1"} if (0 in made) != (1 in made) else set())

    assert companions(0, ["sites", "sites", "counters", "counters"], mistakes) == {0, 1}
    assert companions(2, ["sites", "sites", "counters", "counters"], mistakes) == {2, 3}


def test_no_change_that_mends_anything() -> None:
    assert companions(0, ["a", "b", "c"], lambda made: frozenset({"wrong"}) if len(made) < 3 else frozenset()) is None
