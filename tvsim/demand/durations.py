"""Durations from uniform draws, by inversion: the same draw gives a longer time when the mean grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import special

from tvsim.scenario.values import Distribution


def inverse(distribution: Distribution, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
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
    mean = distribution.mean or 0.0
    match distribution.distribution:
        case "constant":
            return np.full_like(uniform, mean)
        case "exponential":
            return -mean * np.log1p(-uniform)
        case "lognormal":
            sigma = np.sqrt(np.log1p((distribution.cv or 0.0) ** 2))
            return np.asarray(np.exp(np.log(mean) - sigma**2 / 2 + sigma * special.ndtri(_inside(uniform))))
        case "gamma":
            shape = 1 / (distribution.cv or 1.0) ** 2
            return np.asarray(special.gammaincinv(shape, uniform) * mean / shape)
        case "normal":
            return np.asarray(mean + (distribution.sd or 0.0) * special.ndtri(_inside(uniform)))
        case "uniform":
            low, high = distribution.low or 0.0, distribution.high or 0.0
            return low + (high - low) * uniform
        case _:
            return _triangular(distribution, uniform)


def _inside(uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    """Keep a draw of exactly 0 off the infinite end of the normal distribution."""
    return np.maximum(uniform, 2.0**-54)


def _triangular(distribution: Distribution, uniform: NDArray[np.float64]) -> NDArray[np.float64]:
    low, mode, high = distribution.low or 0.0, distribution.mode or 0.0, distribution.high or 0.0
    rising = low + np.sqrt(uniform * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform * (high - low) < mode - low, rising, falling)


def milliseconds(distribution: Distribution, uniform: NDArray[np.float64], unit_ms: int) -> NDArray[np.int64]:
    """Durations in whole milliseconds, rounded once; ``unit_ms`` is the length of the field's unit."""
    return np.rint(inverse(distribution, uniform) * unit_ms).astype(np.int64)
