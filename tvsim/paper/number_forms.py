"""How numbers are shown in the cells of a workbook; what is stored there stays exact."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from tvsim.experiment.comparison import Difference
from tvsim.language import Language
from tvsim.outcomes import KEY_FIGURES
from tvsim.report.differing import telling_decimals
from tvsim.report.figure_names import MILLION, decimals, difference_decimals, parting_decimals
from tvsim.statistics import Estimate

COUNT = "received"
"""A key figure that counts cases, as do the entries of the stock that are no key figures."""
P_PLACES = 4
MOST_TICKS = 10
"""Of an axis of a chart."""


@dataclass(frozen=True)
class NumberForm:
    """How a number is shown.

    Attributes
    ----------
    places : decimals; of a percentage, those of the percentage
    is_share : whether it is a share, from 0 to 1, that is shown as a percentage
    is_signed : whether it has a plus or a minus before it, as differences have
    at_left : whether it stands at the left of its cell, as the texts of its column do
    least : what is shown of a number that so many decimals cannot tell from 0; empty where that is 0
    unit : what is shown behind the number; empty for nothing
    """

    places: int = 0
    is_share: bool = False
    is_signed: bool = False
    at_left: bool = False
    least: str = ""
    unit: str = ""

    @property
    def pattern(self) -> str:
        """The form as Excel writes it, whose points and commas are those of the program that shows it."""
        number = ("0" if self.is_share else "#,##0") + ("." + "0" * self.places if self.places else "")
        number += ("%" if self.is_share else "") + (f'" {self.unit}"' if self.unit else "")
        if self.least:
            return f'[<{self._limit}]"{self.least}";{number}'
        return f"+{number};-{number};{number}" if self.is_signed else number

    @property
    def _limit(self) -> str:
        """The smallest number that is not shown as 0."""
        return f"{0.5 * 10**-self.places:.{self.places + 1}f}"

    def shown(self, value: float) -> str:
        """Return a number as it is shown, as long as it is in any language."""
        if self.least and value < float(self._limit):
            return self.least
        sign = "+" if self.is_signed and value else ""
        number = format(value, f"{sign}.{self.places}%" if self.is_share else f"{sign},.{self.places}f")
        return number + (f" {self.unit}" if self.unit else "")


WHOLE = NumberForm()
PART = NumberForm(is_share=True)
Forms = Mapping[str, Sequence[NumberForm | None]]
"""By column of a table, the form of each of its rows, where it has one."""


def probability(language: Language) -> NumberForm:
    """Return the form of p-values: a small one is never shown as 0."""
    return NumberForm(P_PLACES, least="<" + language.number(10**-P_PLACES, P_PLACES))


def is_share(figure: str) -> bool:
    """Whether a figure of the tables is a part of a whole."""
    return _like(figure)[1] == "share"


def cell_value(value: float, figure: str) -> float:
    """Return a value as it stands in a summary: money in millions, all else as it was found."""
    return value / MILLION if KEY_FIGURES[figure].unit == "đồng" else value


def estimate_form(found: Estimate, figure: str) -> NumberForm:
    """Return the form of a value in a summary, and of the ends of its interval: in decimals that part them."""
    return _in_summary(parting_decimals(found.low, found.high, figure, decimals(figure)), figure)


def difference_form(found: Difference, figure: str) -> NumberForm:
    """Return the form of a difference in a summary, and of its interval: in decimals that tell it from 0."""
    return replace(_in_summary(telling_decimals(found, figure), figure), is_signed=True)


def length_form(length: float, figure: str) -> NumberForm:
    """Return the form of lengths of intervals up to one, in a summary: with two digits that are not 0."""
    return _in_summary(difference_decimals(length, figure), figure)


def axis_form(end: float | None, figure: str) -> NumberForm:
    """Return the form of the numbers on an axis that ends at one: in as many decimals as its ticks need."""
    if end is None:
        return _in_summary(decimals(figure), figure)
    tick = end / MOST_TICKS * (100 if is_share(figure) else 1)
    return _in_summary(max(0, -math.floor(math.log10(tick))), figure)


def _in_summary(places: int, figure: str) -> NumberForm:
    return NumberForm(places, is_share=is_share(figure))


def forms(table: pd.DataFrame, language: Language) -> Forms:
    """Return the forms of the numbers of a table of figures, whose columns and figures are keys."""
    many = len(table)
    found = {
        "replications": [WHOLE] * many,
        "p": [probability(language)] * many,
        "p_corrected": [probability(language)] * many,
        "narrowed": [PART] * many,
    }
    of_row: Callable[..., NumberForm] = _difference if "difference" in table else _estimate
    column = "difference" if "difference" in table else "estimate"
    values = zip(table["figure"], table[column], table["low"], table["high"], strict=True)
    by_row = [of_row(*each) for each in values]
    found |= dict.fromkeys((column, "low", "high"), by_row)
    return {name: each for name, each in found.items() if name in table}


def _estimate(figure: str, value: float, _low: float, _high: float) -> NumberForm:
    """Minutes, hours and money as everywhere; shares and counts with two digits that are not 0."""
    known, unit = _like(figure)
    places = decimals(known) if unit in ("min", "h", "đồng") else difference_decimals(value, known)
    return NumberForm(places, is_share=unit == "share")


def _difference(figure: str, *values: float) -> NumberForm:
    """As differences are shown everywhere, but whole đồng."""
    known, unit = _like(figure)
    largest = max((abs(each) for each in values if not math.isnan(each)), default=0.0)
    places = decimals(known) if unit == "đồng" else difference_decimals(largest, known)
    return NumberForm(places, is_share=unit == "share", is_signed=True)


def _like(figure: str) -> tuple[str, str]:
    """A key figure whose values are shown alike, and their unit."""
    known = figure if figure in KEY_FIGURES else COUNT
    return known, KEY_FIGURES[known].unit
