"""Confidence intervals of a long run, and what it means that theory and simulation agree.

The interval is that of batch means: a run is cut into equal stretches of time, each much longer than the line
remembers, and Student's t is applied to the stretches' values. Controls make it narrower: quantities of the same
stretches whose means are known exactly, such as the number of people or their mean service. A control must not hide
that its own mean is wrong, so each is first held against what is expected of it, in an interval of its own.

Sources: Law, Simulation Modeling and Analysis, sections 9.5.3 (batch means) and 11.4 (control variates); Lavenberg and
Welch, A Perspective on the Use of Control Variables (1981), for the interval with estimated coefficients.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

FALSE_ALARM = 1e-4
"""Chance that a true value lies outside its interval, for a seed drawn at random.

The suite has some two hundred intervals (controls included) and tests at this level, so that a fresh seed would make
it fail wrongly about once in fifty. The seeds are fixed: it fails always or never.
"""


@dataclass(frozen=True)
class Interval:
    """An estimate and the half-width of its interval, at confidence ``1 - FALSE_ALARM`` unless said otherwise."""

    value: float
    half: float

    def holds(self, value: float) -> bool:
        """Whether a value lies in the interval."""
        return abs(value - self.value) <= self.half


@dataclass(frozen=True)
class Control:
    """A quantity by stretch whose mean is known exactly."""

    name: str
    values: Floats
    expected: float


def interval(values: Floats, controls: Sequence[Control] = (), false_alarm: float = FALSE_ALARM) -> Interval:
    """Mean of independent values, as far as possible cleared of what the controls explain.

    Parameters
    ----------
    values : array
        One entry a stretch.
    controls : sequence of Control
        Of the same stretches.
    false_alarm : float
        Chance that the interval misses the mean; the controls are always held against `FALSE_ALARM`.

    Notes
    -----
    Least squares of the values on the controls' departures from their known means: the constant is the estimate, its
    standard error that of the regression, Student's t with ``n - controls - 1`` degrees of freedom.

    Raises
    ------
    AssertionError
        If the mean of a control lies outside its own interval about the known mean.
    """
    for control in controls:
        own = interval(control.values)
        assert own.holds(control.expected), f"{control.name}: {own}, expected {control.expected:g}"
    count = len(values)
    design = np.column_stack([np.ones(count), *(control.values - control.expected for control in controls)])
    scale = np.abs(design).max(axis=0)
    design = design / scale
    coefficients, *_ = np.linalg.lstsq(design, values, rcond=None)
    rest = values - design @ coefficients
    freedom = count - design.shape[1]
    variance = rest @ rest / freedom * np.linalg.inv(design.T @ design)[0, 0]
    return Interval(float(coefficients[0]), float(stats.t.ppf(1 - false_alarm / 2, freedom) * math.sqrt(variance)))


def agree(what: str, found: Interval, theory: float, within: float = 0.03) -> None:
    """Assert that theory lies in the interval, and that the interval is narrow enough for that to mean something.

    Parameters
    ----------
    what : str
        Name and unit, for the message.
    found : Interval
    theory : float
    within : float
        Largest half-width, as a share of the theoretical value. A simulation whose true value is off by twice as
        much fails with a probability above ``1 - FALSE_ALARM``, one that is off by just as much in half of the cases.
    """
    text = f"{what}: theory {theory:.5g}, simulated {found.value:.5g} ± {found.half:.2g} ({found.half / theory:.1%})"
    print(text)
    assert found.holds(theory), text
    assert found.half <= within * theory, f"{text}: wider than {within:.1%}, proves too little"
