"""How axes of pictures are labelled."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from matplotlib.dates import num2date
from matplotlib.ticker import Formatter

from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report.figure_names import figure_name, in_brackets, unit_text

MOST_DECIMALS = 6


def axis_label(figure: str, language: Language) -> str:
    """Return what a figure is called, with the unit of the numbers on its axis; shares are in percent there."""
    unit = "%" if KEY_FIGURES[figure].unit == "share" else unit_text(figure, language)
    return figure_name(figure, language) + in_brackets(unit)


class TickNumbers(Formatter):
    """Numbers on an axis in a language: all with as many decimals as the one that needs most, none of them rounded.

    ``as_percent`` writes shares as percentages.
    """

    def __init__(self, language: Language, *, as_percent: bool = False) -> None:
        self._language, self._as_percent = language, as_percent

    def __call__(self, value: float, _pos: int | None = None) -> str:
        """Return what stands at a tick that is alone."""
        return self.format_ticks([value])[0]

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return what stands at each of all ticks."""
        write = self._language.percent if self._as_percent else self._language.number
        decimals = decimals_of(value * (100 if self._as_percent else 1) for value in values)
        return [write(float(value), decimals) for value in values]


class TickDates(Formatter):
    """Days on an axis in a language; ``as_months`` writes their month and year alone."""

    def __init__(self, language: Language, *, as_months: bool = False) -> None:
        self._write = language.month if as_months else language.day

    def __call__(self, value: float, _pos: int | None = None) -> str:
        """Return what stands at a tick."""
        return self._write(num2date(value).date())  # type: ignore[no-untyped-call]


def decimals_of(values: Iterable[float]) -> int:
    """Return the fewest decimals that write each of the values as it is."""
    return max((_decimals(float(value)) for value in values), default=0)


def _decimals(value: float) -> int:
    exact = (places for places in range(MOST_DECIMALS) if math.isclose(round(value, places), value, abs_tol=1e-9))
    return next(exact, MOST_DECIMALS)
