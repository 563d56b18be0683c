"""What pictures have drawn, as numbers that tests hold against tables."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import FillBetweenPolyCollection
from matplotlib.lines import Line2D

Corners = set[tuple[float, float]]
DIGITS = 6


def bands(axes: Axes) -> list[FillBetweenPolyCollection]:
    """Bands in the order in which they were drawn."""
    return [each for each in axes.collections if isinstance(each, FillBetweenPolyCollection)]


def corners(band: FillBetweenPolyCollection) -> Corners:
    """All corners of a band."""
    (path,) = band.get_paths()
    return pairs(*np.asarray(path.vertices).T)


def pairs(x: Any, y: Any) -> Corners:
    """Points of a line."""
    return {(round(float(a), DIGITS), round(float(b), DIGITS)) for a, b in zip(x, y, strict=True)}


def stepped(x: Any, y: Any) -> Corners:
    """Points of a line that keeps each value up to the next one."""
    before = np.asarray(y, dtype=float)[:-1]
    return pairs(x, y) | pairs(np.asarray(x)[1:], before)


def points(line: Line2D) -> Corners:
    """Points of a line that was drawn."""
    return pairs(line.get_xdata(orig=False), line.get_ydata(orig=False))
