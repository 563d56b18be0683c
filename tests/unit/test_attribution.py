"""Parts of a difference: their values by hand, their exact sums, and the orders they are averages over."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tvsim.statistics import apportioned, orders_of, shapley, split
from tvsim.statistics.attribution import Orders


def fractions(*values: float) -> dict[int, Fraction]:
    """What a figure is with no change, the first, the second, both, the third, ..."""
    return {subset: Fraction(value) for subset, value in enumerate(values)}


def test_two_changes_that_act_on_each_other_by_hand() -> None:
    """From 10: the first alone to 6, the second alone to 8, both to 1."""
    first, second = shapley(fractions(10, 6, 8, 1), orders_of(2))
    assert first == Fraction(-4 + (1 - 8), 2)
    assert second == Fraction(-2 + (1 - 6), 2)
    assert first + second == 1 - 10


def test_the_glove_game() -> None:
    """One has a left glove, two have a right one; only a pair is worth 1: known to be 2/3, 1/6, 1/6."""
    worth = fractions(*(int(subset & 1 and subset & 0b110 != 0) for subset in range(8)))
    assert shapley(worth, orders_of(3)) == [Fraction(2, 3), Fraction(1, 6), Fraction(1, 6)]


def test_one_change_has_the_whole() -> None:
    assert shapley(fractions(3, 5.5), orders_of(1)) == [Fraction(5, 2)]


def test_no_change_has_no_part() -> None:
    assert shapley(fractions(3), orders_of(0)) == []
    assert orders_of(0).subsets == [0]


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_all_orders_are_the_average_over_each_one(count: int) -> None:
    values = {subset: Fraction(subset * subset % 37, 7) for subset in range(1 << count)}
    listed = list(permutations(range(count)))
    by_order = Orders(count, tuple(listed))
    assert orders_of(count).count == len(listed) == orders_of(count).possible
    assert shapley(values, by_order) == shapley(values, orders_of(count))


def test_a_change_that_does_nothing_has_exactly_nothing() -> None:
    values = fractions(0.1, 0.1, 0.7, 0.7, 0.3, 0.3, 1.9, 1.9)
    assert shapley(values, orders_of(3))[0] == 0


def test_drawn_orders_come_with_their_reverse_and_only_once() -> None:
    orders = orders_of(6, 40, seed=3)
    assert orders.sampled is not None
    assert len(set(orders.sampled)) == orders.count == 40
    assert orders.possible == 720
    assert [each[::-1] for each in orders.sampled[::2]] == list(orders.sampled[1::2])
    assert orders_of(6, 40, seed=3) == orders
    assert orders_of(6, 40, seed=4) != orders
    assert orders.subsets[0] == 0
    assert orders.subsets[-1] == 0b111111
    assert len(set(orders.subsets)) == len(orders.subsets) < 64


def test_all_orders_where_no_more_can_be_drawn() -> None:
    assert orders_of(6, 720).sampled is None
    assert orders_of(5, 2).sampled is None
    assert orders_of(6, 718).sampled is not None


def test_drawn_orders_by_hand() -> None:
    """The order 0 1 2 and its reverse: the first change first, and last."""
    values = fractions(10, 6, 8, 1, 9, 4, 7, 0)
    orders = Orders(3, ((0, 1, 2), (2, 1, 0)))
    assert orders.subsets == [0b000, 0b001, 0b011, 0b100, 0b110, 0b111]
    first, second, third = shapley(values, orders)
    assert first == Fraction((6 - 10) + (0 - 7), 2)
    assert second == Fraction((1 - 6) + (7 - 9), 2)
    assert third == Fraction((0 - 1) + (9 - 10), 2)


def test_the_mean_over_many_seeds_is_that_of_all_orders() -> None:
    """Off by over 4 standard errors in one of 6 parts: with chance 6 * 7e-5 if the drawn orders are fair."""
    generator = np.random.default_rng(11)
    values = {subset: Fraction(float(generator.normal())) for subset in range(64)}
    exact = np.array([float(part) for part in shapley(values, orders_of(6, 720))])
    drawn = np.array([[float(part) for part in shapley(values, orders_of(6, 8, seed))] for seed in range(400)])
    error = drawn.std(axis=0, ddof=1) / math.sqrt(len(drawn))
    assert (np.abs(drawn.mean(axis=0) - exact) < 4 * error).all()


# numbers that add up


@st.composite
def games(draw: st.DrawFn) -> dict[int, float]:
    """What a figure is with each set of up to four changes, over many orders of magnitude; some do nothing."""
    count = draw(st.integers(1, 4))
    size = st.sampled_from([1e-6, 1e-2, 1.0, 1e3, 1e9])
    values = [draw(st.floats(0, 1)) * draw(size) for _ in range(1 << count)]
    idle = draw(st.integers(0, count))
    return {subset: values[subset & ~(1 << idle)] for subset in range(1 << count)}


@given(games())
@settings(max_examples=400, deadline=None)
def test_parts_add_up_to_the_last_digit(game: dict[int, float]) -> None:
    count = len(game).bit_length() - 1
    exact = shapley({subset: Fraction(value) for subset, value in game.items()}, orders_of(count))
    found = split(game[0], game[len(game) - 1], exact)
    assert math.fsum(found.parts) == found.whole == found.final - found.base
    assert sum(map(Fraction, found.parts)) == Fraction(found.whole)
    most = max(map(abs, (*found.parts, *game.values())))
    for rounded, part in zip(
        (*found.parts, found.base, found.final), (*exact, game[0], game[len(game) - 1]), strict=True
    ):
        assert abs(rounded - part) <= 8 * math.ulp(most)
        assert (rounded == 0) or part != 0


@given(games())
@settings(max_examples=200, deadline=None)
def test_values_stay_as_they_are_where_the_parts_are_no_larger(game: dict[int, float]) -> None:
    low, high = sorted((game[0], game[len(game) - 1]))
    count = len(game).bit_length() - 1
    between = {subset: min(max(value, low), high) for subset, value in game.items()}
    found = split(
        game[0], game[len(game) - 1], shapley({each: Fraction(of) for each, of in between.items()}, orders_of(count))
    )
    assert (found.base, found.final) == (game[0], game[len(game) - 1])


def test_parts_that_dwarf_the_values() -> None:
    """One change alone makes a queue of 10^9 minutes: no two floats of that size differ by as little as the values."""
    base, final = 0.1 + 2**-50, 0.1
    found = split(base, final, shapley(fractions(base, 1e9, 0.1, final), orders_of(2)))
    assert math.fsum(found.parts) == found.whole == found.final - found.base
    assert found.base == pytest.approx(base, abs=1e-6)


def test_what_rounding_leaves_is_put_on_a_part() -> None:
    """Three floats nearest to a third add up to 1 - 2^-54, so that one must be the next float."""
    found = split(2.0, 3.0, [Fraction(1, 3)] * 3)
    assert found.parts == (math.nextafter(1 / 3, 1), 1 / 3, 1 / 3)
    assert found.whole == 1.0


@pytest.mark.parametrize(
    ("parts", "missing"),
    [
        ([Fraction(1, 2), Fraction(1, 4)], "0.25"),
        ([Fraction(2)], "-1.0"),
        ([Fraction(1, 3), Fraction(2, 3) - Fraction(1, 2**200)], f"{2**-200}"),
        ([], "1.0"),
    ],
)
def test_parts_of_something_else_are_refused(parts: list[Fraction], missing: str) -> None:
    """However little is missing: it is not what rounding leaves."""
    with pytest.raises(ValueError, match=rf"^parts of 3.0 - 2.0 must add up to it exactly: {missing} is missing$"):
        split(2.0, 3.0, parts)


def test_parts_of_the_exact_difference_are_taken_where_no_float_is_it() -> None:
    """The difference of 1 and 2^-80 has 81 binary digits, and a float 53."""
    found = split(2.0**-80, 1.0, [1 - Fraction(1, 2**80)])
    assert found.parts == (found.whole,) == (1.0,)
    with pytest.raises(ValueError, match="must add up to it exactly"):
        split(2.0**-80, 1.0, [Fraction(1)])


@pytest.mark.parametrize(
    ("parts", "total", "rounded"),
    [
        (["1.4", "1.4", "1.4"], 4, [2, 1, 1]),
        (["1.4", "1.4", "1.3"], 4, [2, 1, 1]),
        (["1.3", "1.4", "1.45"], 4, [1, 1, 2]),
        (["-1.4", "-1.4", "-1.4"], -4, [-2, -1, -1]),
        (["1.6", "1.6", "1.6"], 5, [1, 2, 2]),
        (["0", "0.4", "0.4"], 1, [0, 1, 0]),
        (["0", "0.4"], 0, [0, 0]),
        (["5.5"], 6, [6]),
        (["2.3", "-0.6", "0.3"], 2, [2, 0, 0]),
        (["0", "0"], 1, [1, 0]),
        ([], 0, []),
    ],
)
def test_rounded_parts_add_up_too(parts: list[str], total: int, rounded: list[int]) -> None:
    assert apportioned([Fraction(part) for part in parts], total) == rounded
