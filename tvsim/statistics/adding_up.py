"""Numbers that still add up after they were rounded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice

_BITS = 53
"""Binary digits of a float."""


@dataclass(frozen=True)
class Split:
    """A difference between two values, and its parts.

    Attributes
    ----------
    base, final : the values
    whole : ``final - base``
    parts : ``math.fsum(parts) == whole``, to the last digit
    """

    base: float
    final: float
    whole: float
    parts: tuple[float, ...]


def split(base: float, final: float, parts: Sequence[Fraction]) -> Split:
    """Turn exact parts of a difference between two floats into floats that add up to it exactly.

    What rounding leaves over is put on the largest part that can hold it. Where the parts are so much larger than both
    values that no floats of their size add up to the difference (one change made a queue of weeks that another took
    away), the values themselves are rounded to the last digit of the parts.

    Parameters
    ----------
    base, final : float
    parts : sequence of Fraction
        Their sum is the exact difference of the values. None at all where the values are equal.

    Raises
    ------
    ValueError
        If they do not add up to it: more than rounding would be put on the largest.
    """
    missing = Fraction(final) - Fraction(base) - sum(parts)
    if missing:
        raise ValueError(f"parts of {final} - {base} must add up to it exactly: {float(missing)} is missing")
    whole = final - base
    found = _with_rest([float(part) for part in parts], whole)
    if found is not None:
        return Split(base, final, whole, tuple(found))
    # A digit more than needed, so that sums of these floats are exact too, in any order.
    size = float(sum(map(abs, parts))) + abs(whole)
    last_digit = Fraction(2) ** (math.frexp(size)[1] + 1 - _BITS)
    base, final = (float(round(Fraction(value) / last_digit) * last_digit) for value in (base, final))
    rounded = _with_rest([float(round(part / last_digit) * last_digit) for part in parts], final - base)
    assert rounded is not None
    return Split(base, final, final - base, tuple(rounded))


def _with_rest(parts: list[float], whole: float) -> list[float] | None:
    """Put what is missing to the whole on the largest part that can hold it exactly; none where no part can."""
    rest = Fraction(whole) - sum(map(Fraction, parts))
    if rest == 0:
        return parts
    for number in _changeable(parts):
        exact = Fraction(parts[number]) + rest
        if Fraction(float(exact)) == exact:
            return [*parts[:number], float(exact), *parts[number + 1 :]]
    return None


def _changeable(parts: Sequence[float]) -> list[int]:
    """Numbers of the parts, the largest first: not those that are exactly 0, for what does nothing has no part."""
    some = [number for number, part in enumerate(parts) if part] or list(range(len(parts)))
    return sorted(some, key=lambda number: -abs(parts[number]))


def apportioned(parts: Sequence[Fraction], total: int) -> list[int]:
    """Round parts to whole numbers that add up to a total, which is their sum rounded, or one beside it.

    Each is rounded to the nearest; then those that were rounded by the most, in the direction that is wanted, are
    rounded the other way: the method of largest remainders. Parts that are exactly 0 stay 0, unless all are.
    """
    rounded = [round(part) for part in parts]
    missing = total - sum(rounded)
    step = 1 if missing > 0 else -1
    some = [number for number, part in enumerate(parts) if part] or list(range(len(parts)))
    by_need = sorted(some, key=lambda number: (step * (rounded[number] - parts[number]), number))
    for number in islice(cycle(by_need), abs(missing)):
        rounded[number] += step
    return rounded
