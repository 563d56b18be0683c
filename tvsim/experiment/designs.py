"""Designs of experiments: the points at which a scenario is run, each with a value for every varied place."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tvsim.experiment.arguments import whole_number
from tvsim.experiment.varied import BY_PYTHON, Value, Varied, explained, is_whole
from tvsim.language import worded
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import line
from tvsim.scenario.schema import MOST_POINTS

Floats = NDArray[np.float64]
Kind = Literal["grid", "lhs", "sobol"]
KINDS: tuple[Kind, ...] = ("grid", "lhs", "sobol")
"""All combinations; a Latin hypercube; a scrambled Sobol sequence."""
DEFAULT_POINTS = 64
"""Of a design that fills the space."""

_FINENESS = 1000
"""Numbers drawn from a range are rounded to this part of the distance of two points: more digits tell nothing."""


@dataclass(frozen=True)
class Design:
    """Points at which a scenario is run.

    Attributes
    ----------
    kind : grid, lhs or sobol
    places : what is varied
    points : a value for each place
    remarks : what to know about the design, in sentences
    axes : of what it was made; none where somebody gave the points themselves
    """

    kind: Kind
    places: tuple[str, ...]
    points: tuple[tuple[Value, ...], ...]
    remarks: tuple[str, ...] = ()
    axes: tuple[Varied, ...] = ()

    def __len__(self) -> int:
        return len(self.points)

    def told(self) -> dict[str, object]:
        """Return what the design was made of, as JSON knows it: values of each place, or ends of their range."""
        made = {axis.place: list(axis.values or (axis.low, axis.high)) for axis in self.axes}
        count = {} if self.kind == "grid" else {"points": len(self)}
        return {"vary": made or list(self.places), "design": self.kind, **count}

    def changes(self, number: int) -> Mapping[str, object]:
        """Values by place of one point."""
        return dict(zip(self.places, self.points[number], strict=True))

    def point(self, scenario: Scenario, number: int) -> Scenario:
        """Return a scenario as it is at one point.

        Raises
        ------
        ScenarioError
            If it refuses a value; whoever wrote that is named.
        """
        by = [axis.by for axis in self.axes] or [BY_PYTHON] * len(self.places)
        try:
            return scenario.changed(self.changes(number).items(), by)
        except ScenarioError as refusal:
            raise explained(refusal, self.axes) from None


def grid(axes: Sequence[Varied]) -> Design:
    """All combinations of the values; those of the last place change fastest.

    Raises
    ------
    ScenarioError
        If there are too many, nothing is varied, or something twice.
    """
    _check_places(axes)
    _check_count(math.prod(len(axis.values) for axis in axes))
    points = tuple(itertools.product(*(axis.values for axis in axes)))
    return Design("grid", _places(axes), points, axes=tuple(axes))


def filling(kind: Kind, axes: Sequence[Varied], count: int, seed: int) -> Design:
    """Points that fill the space between the bounds evenly.

    Parameters
    ----------
    kind : {"lhs", "sobol"}
        A Latin hypercube, which has one point in each of ``count`` strata of every place, or a scrambled Sobol
        sequence.
    axes : sequence of Varied
        With their bounds. Where only whole numbers may stand they are drawn evenly, the bounds included.
    count : int
    seed : int
        The same gives the same points.

    Notes
    -----
    McKay, Beckman and Conover (1979), A comparison of three methods for selecting values of input variables;
    Owen (1998), Scrambling Sobol' and Niederreiter-Xing points. Both as in `scipy.stats.qmc`.
    """
    from scipy.stats import qmc  # noqa: PLC0415 - takes a second to load, and only this needs it

    _check_places(axes)
    _check_count(count)
    random = np.random.default_rng(np.random.SeedSequence(seed))
    remarks: tuple[str, ...] = ()
    if kind == "lhs":
        unit = qmc.LatinHypercube(len(axes), seed=random).random(count)
    else:
        if count & (count - 1):
            near = 1 << (count.bit_length() - 1)
            text = worded(
                "a Sobol sequence fills the space evenly with a power of 2 of points, such as {lower:,} or {upper:,}, "
                "and less evenly with {count:,}",
                lower=near,
                upper=2 * near,
                count=count,
            )
            remarks = (text,)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            unit = qmc.Sobol(len(axes), seed=random).random(count)
    columns = [scaled(column, axis) for column, axis in zip(unit.T, axes, strict=True)]
    return Design(kind, _places(axes), tuple(zip(*columns, strict=True)), remarks, tuple(axes))


def scaled(unit: Floats, axis: Varied) -> list[int] | list[float]:
    """Numbers between the bounds of a place, from ones between 0 and 1."""
    assert axis.low is not None
    assert axis.high is not None
    if is_whole(axis.place):
        return whole_between(unit, axis.low, axis.high)
    width = axis.high - axis.low
    decimals = math.ceil(math.log10(_FINENESS * len(unit) / width))
    numbers = np.round(axis.low + unit * width, decimals)
    return [float(each) for each in np.clip(numbers, axis.low, axis.high)]


def whole_between(unit: Floats, low: float, high: float) -> list[int]:
    """Whole numbers from ``low`` to ``high``, each as likely, from numbers between 0 and 1."""
    return [int(each) for each in np.minimum(np.floor(low + unit * (high - low + 1)), high)]


def points_of(count: int | None) -> int:
    """Return how many points a design that fills the space has.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number, or out of bounds.
    """
    return DEFAULT_POINTS if count is None else whole_number("points", count, 1, MOST_POINTS)


def _places(axes: Sequence[Varied]) -> tuple[str, ...]:
    return tuple(axis.place for axis in axes)


def _check_places(axes: Sequence[Varied]) -> None:
    if not axes:
        raise ScenarioError([worded("a sweep needs something to vary, such as channels.online.share=0.1:0.9:0.1")])
    for number, axis in enumerate(axes):
        if axis.place in _places(axes[:number]):
            raise ScenarioError([line("", axis.place, worded("is varied twice"))])


def _check_count(count: int) -> None:
    if count > MOST_POINTS:
        text = worded("a sweep must have at most {most:,} points, not {count:,}", most=MOST_POINTS, count=count)
        raise ScenarioError([text])
