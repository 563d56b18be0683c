"""Durations from uniform draws, by inversion: the same draw gives a longer time when the mean grows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tvsim.demand.alike import alike, put_rows
from tvsim.scenario.values import Distribution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def inverse(distribution: Distribution, uniform: Floats) -> Floats:
    """Quantiles of a distribution, in the unit of the field it stands in.

    Parameters
    ----------
    distribution : Distribution
    uniform : array
        Draws in [0, 1).

    Notes
    -----
    Lognormal and gamma are given by mean and coefficient of variation cv: ``sigma² = ln(1 + cv²)``,
    ``mu = ln(mean) - sigma²/2``; ``shape = 1/cv²``, ``scale = mean cv²``.
    """
    return _quantiles(distribution.distribution, uniform, *_parameters(distribution))


def milliseconds(distribution: Distribution, uniform: Floats, unit_ms: int) -> Ints:
    """Durations in whole milliseconds, rounded once; ``unit_ms`` is the length of the field's unit."""
    return _whole_ms(inverse(distribution, uniform), unit_ms)


class Durations:
    """The durations of several owners, such as procedures: those of one family are inverted all at once.

    Parameters
    ----------
    distributions
        One an owner.
    unit_ms : int
        Length of the field's unit.
    """

    def __init__(self, distributions: Sequence[Distribution], unit_ms: int) -> None:
        names = sorted({each.distribution for each in distributions})
        self._unit_ms, self._names = unit_ms, names
        self._family = np.array([names.index(each.distribution) for each in distributions])
        parameters = [_parameters(each) for each in distributions]
        self._parameters = [by_owner(column) for column in zip_longest(*parameters, fillvalue=0.0)]

    @property
    def are_constant(self) -> bool:
        """Whether no draw makes a difference."""
        return self._names == ["constant"]

    def quantiles(self, owner: Ints, uniform: Floats) -> Floats:
        """Durations in the field's unit; the draws of a case, a row of ``uniform``, are for those of its owner."""
        if len(self._names) == 1:
            return self._of_family(0, owner, uniform)
        found = np.empty(uniform.shape)
        for family, rows in alike(self._family[owner]):
            found[rows] = self._of_family(family, owner[rows], uniform[rows])
        return found

    def milliseconds(self, owner: Ints, uniform: Floats) -> Ints:
        """Durations in whole milliseconds, rounded once."""
        return _whole_ms(self.quantiles(owner, uniform), self._unit_ms)

    def where(self, is_read: NDArray[np.bool_], owner: Ints, uniform: Floats) -> Ints:
        """Durations in whole milliseconds where they can be read, by case or by draw; 0 elsewhere.

        To invert the draws is most of the work of a case table, and most of them are for what never happens.
        """
        if is_read.ndim == 1 and is_read.all():
            return self.milliseconds(owner, uniform)
        places = np.flatnonzero(is_read)
        read_together = uniform.reshape(is_read.size, -1)
        found = np.zeros(read_together.shape, dtype=np.int64)
        owners = owner.take(places // (is_read.size // len(owner)))
        put_rows(found, places, self.milliseconds(owners, read_together.take(places, axis=0)))
        return found.reshape(uniform.shape)

    def _of_family(self, family: int, owner: Ints, uniform: Floats) -> Floats:
        parameters = (spread(values, owner, uniform.shape) for values in self._parameters)
        return _quantiles(self._names[family], uniform, *parameters)


def by_owner(values: Sequence[float]) -> NDArray[Any]:
    """Values of several owners, as `spread` takes them: a single one where all have the same."""
    return np.array(values[:1] if len(set(values)) == 1 else values)


def spread(values: NDArray[Any], owner: Ints, shape: tuple[int, ...]) -> NDArray[Any]:
    """Value of each case's owner for each of its draws; a single value is for all of them as it is."""
    if len(values) == 1:
        return values
    return np.repeat(values[owner], prod(shape[1:])).reshape(shape)


def _parameters(distribution: Distribution) -> list[float]:
    """Return what the quantile function of the distribution's family takes."""
    mean, low, high = distribution.mean or 0.0, distribution.low or 0.0, distribution.high or 0.0
    match distribution.distribution:
        case "lognormal":
            sigma = np.sqrt(np.log1p((distribution.cv or 0.0) ** 2))
            return [float(np.log(mean) - sigma**2 / 2), float(sigma)]
        case "gamma":
            return [mean, 1 / (distribution.cv or 1.0) ** 2]
        case "normal":
            return [mean, distribution.sd or 0.0]
        case "uniform":
            return [low, high]
        case "triangular":
            return [low, distribution.mode or 0.0, high]
        case _:
            return [mean]


def _quantiles(family: str, uniform: Floats, *parameters: Any) -> Floats:
    """Quantiles of a family; parameters are single numbers, or one for each draw."""
    first, second, *_ = *parameters, None
    match family:
        case "constant":
            return np.full_like(uniform, first)
        case "exponential":
            return np.asarray(-first * np.log1p(-uniform))
        case "lognormal":
            return _lognormal(uniform, first, second)
        case "gamma":
            return np.asarray(special.gammaincinv(second, uniform) * first / second)
        case "normal":
            return np.asarray(first + second * special.ndtri(_inside(uniform)))
        case "uniform":
            return np.asarray(first + (second - first) * uniform)
        case _:
            return _triangular(uniform, *parameters[:3])


def _lognormal(uniform: Floats, mu: Any, sigma: Any) -> Floats:
    """Nearly all durations are lognormal: one array serves all steps."""
    found = _inside(uniform)
    special.ndtri(found, out=found)
    np.multiply(found, sigma, out=found)
    np.add(found, mu, out=found)
    np.exp(found, out=found)
    return found


def _inside(uniform: Floats) -> Floats:
    """Keep a draw of exactly 0 off the infinite end of the normal distribution."""
    return np.asarray(np.maximum(uniform, 2.0**-54))


def _triangular(uniform: Floats, low: Any, mode: Any, high: Any) -> Floats:
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.asarray(np.where(uniform * (high - low) < mode - low, rising, falling))


def _whole_ms(durations: Floats, unit_ms: int) -> Ints:
    durations *= unit_ms
    return np.rint(durations, out=durations).astype(np.int64)
