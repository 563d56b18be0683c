"""Numbers on axes: none rounded, none twice, in the form of each language."""

from __future__ import annotations

import datetime as dt

import pytest
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from tvsim.language import Language
from tvsim.report.axes import TickDates, TickNumbers, decimals_of


@pytest.mark.parametrize(
    ("values", "decimals"),
    [
        ([], 0),
        ([0, 5, 10], 0),
        ([14_000, 14_200], 0),
        ([4, 4.5, 5], 1),
        ([0.75, 0.775, 0.8], 3),
        ([0.1 + 0.2, 0.7 - 0.1], 1),
        ([1e-9], 0),
        ([1 / 3], 6),
    ],
)
def test_as_many_decimals_as_the_one_that_needs_most(values: list[float], decimals: int) -> None:
    assert decimals_of(values) == decimals


@pytest.mark.parametrize(
    ("between", "bins", "code", "texts"),
    [
        ((0.74, 0.81), 3, "en", ["0.750", "0.775", "0.800"]),
        ((0.74, 0.81), 3, "vi", ["0,750", "0,775", "0,800"]),
        ((3.0, 8.0), 4, "en", ["4", "6", "8"]),
        ((13_900, 14_700), 4, "vi", ["14.000", "14.200", "14.400", "14.600"]),
    ],
)
def test_ticks_are_what_they_say(between: tuple[float, float], bins: int, code: str, texts: list[str]) -> None:
    axes = Figure().add_subplot()
    axes.set_xlim(*between)
    axes.locator_params(axis="x", nbins=bins)
    axes.xaxis.set_major_formatter(TickNumbers(Language(code)))  # type: ignore[arg-type]
    low, high = between
    ticks = zip(axes.get_xticks(), _labels(axes), strict=True)
    assert [text for at, text in ticks if low <= at <= high] == texts


def test_shares_as_percentages() -> None:
    axes = Figure().add_subplot()
    axes.set_xlim(0.0, 0.1)
    axes.set_xticks([0.0, 0.025, 0.05])
    axes.xaxis.set_major_formatter(TickNumbers(Language("en"), as_percent=True))
    assert _labels(axes) == ["0.0%", "2.5%", "5.0%"]


def _labels(axes: object) -> list[str]:
    return [label.get_text() for label in axes.get_xticklabels()]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "as_months", "text"),
    [("en", False, "3 Mar"), ("vi", False, "03/03"), ("en", True, "Mar 2025"), ("vi", True, "03/2025")],
)
def test_days_are_in_the_form_of_the_language(code: str, as_months: bool, text: str) -> None:
    language = Language("vi" if code == "vi" else "en")
    assert TickDates(language, as_months=as_months)(date2num(dt.date(2025, 3, 3))) == text
