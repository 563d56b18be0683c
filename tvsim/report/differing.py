"""Estimates and differences as texts, with their intervals, in digits that say what is known."""

from __future__ import annotations

import math

from tvsim.experiment.comparison import Difference
from tvsim.language import MISSING, Language
from tvsim.report.figure_names import (
    between_text,
    decimals,
    difference_decimals,
    estimate_text,
    figure_name,
    parting_decimals,
)
from tvsim.report.in_some import in_some
from tvsim.statistics import Estimate


def estimated(found: Estimate | None, of: int, figure: str, language: Language) -> str:
    """Return an estimate with its interval and, if that is not all of them, in how many replications it is."""
    if found is None:
        return MISSING
    return in_some(estimate_text(found.value, found.low, found.high, figure, language), found.replications, of)


def differing(
    found: Difference | Estimate,
    of: int,
    figure: str,
    language: Language,
    *,
    unit: bool = True,
    digits: int | None = None,
) -> str:
    """Return the same of a difference."""
    return in_some(with_interval(found, figure, language, unit=unit, digits=digits), found.replications, of)


def named_differing(figure: str, found: Difference | Estimate, of: int, language: Language) -> str:
    """Return what a figure is called, and its difference."""
    return f"{figure_name(figure, language)} {differing(found, of, figure, language)}"


def with_interval(
    found: Difference | Estimate, figure: str, language: Language, *, unit: bool = True, digits: int | None = None
) -> str:
    """Return a difference and its interval, such as ``−1.2 min (−1.3 to −1.1)``, in digits that tell it from 0."""
    digits = telling_decimals(found, figure) if digits is None else digits
    return between_text(found.value, found.low, found.high, figure, language, unit=unit, digits=digits)


def telling_decimals(found: Difference | Estimate, figure: str) -> int:
    """Return how many decimals tell a difference from 0, and the ends of its interval from each other."""
    bounds = [abs(each) for each in (found.value, found.low, found.high) if not math.isnan(each)]
    digits = difference_decimals(max(bounds, default=0.0), figure)
    if found.low <= 0 <= found.high:
        digits = min(digits, decimals(figure) + 1)  # more would claim to know what is not told from nothing
    return parting_decimals(found.low, found.high, figure, digits)
