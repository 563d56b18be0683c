"""Key figures in words, and their values with units, in the language of the reader."""

from __future__ import annotations

import math

from tvsim.language import MISSING, Language, marked
from tvsim.outcomes import KEY_FIGURES

FIGURE_NAMES = {
    "visits": marked("Visits"),
    "wait_mean_min": marked("Mean wait"),
    "wait_median_min": marked("Median wait"),
    "wait_p90_min": marked("90 % wait at most"),
    "wait_p95_min": marked("95 % wait at most"),
    "wait_max_min": marked("Longest wait"),
    "within_target": marked("Within target"),
    "left_share": marked("Left the queue"),
    "left_wait_mean_min": marked("Mean wait of those who left"),
    "turned_away": marked("Turned away"),
    "not_served": marked("Not served"),
    "received": marked("Received"),
    "finished": marked("Finished"),
    "overdue_true": marked("Overdue, true clock"),
    "overdue_official": marked("Overdue, official"),
    "open_cases": marked("Open cases"),
    "open_past_due": marked("Open past due"),
    "awaiting_intake": marked("Awaiting intake at the desk"),
    "utilisation": marked("Officers busy"),
    "duty_share": marked("Officers' other duties"),
    "overtime_hours": marked("Overtime"),
    "reviewer_utilisation": marked("Reviewers busy"),
    "acknowledged_in_time": marked("Online acknowledged in time"),
    "online_share": marked("Came online"),
    "results_by_post": marked("Results by post"),
    "visits_per_case": marked("Visits per case"),
    "waiting_hours": marked("Citizens' waiting hours"),
    "travel_hours": marked("Citizens' travel hours"),
    "staff_cost": marked("Staff cost"),
    "postage": marked("Postage"),
}
"""What each key figure is called."""

UNITS = {"min": marked("min"), "h": marked("h"), "visits": "", "cases": "", "share": "", "đồng": marked("million đồng")}
"""How units are written after a value; shares are written as percentages."""
SURE = "95 %"
"""How sure intervals are; apart from their sentences, in which Babel would take it for a place of a value."""
MILLION = 1e6
MOST_DECIMALS = 5


def figure_name(figure: str, language: Language) -> str:
    """Return what a key figure is called."""
    return language.text(FIGURE_NAMES[figure])


def unit_text(figure: str, language: Language, *, difference: bool = False) -> str:
    """Return the unit written after a value: nothing for counts, percentage points for differences of shares."""
    unit = KEY_FIGURES[figure].unit
    if unit == "share":
        return language.text("points") if difference else ""
    written = UNITS[unit]
    return language.text(written) if written else ""


def in_brackets(unit: str) -> str:
    """Return a unit as it stands behind a name; nothing where there is none."""
    return f" ({unit})" if unit else ""


def named_with_unit(figure: str, language: Language, *, difference: bool = False) -> str:
    """Return what a key figure is called, with the unit of its values or of their differences."""
    return figure_name(figure, language) + in_brackets(unit_text(figure, language, difference=difference))


def decimals(figure: str) -> int:
    """Return how many decimals a value is shown with, in its unit; of shares, of the percentage."""
    if figure.startswith("overdue"):
        return 2
    if figure == "visits_per_case":
        return 3
    return {"visits": 0, "cases": 0, "đồng": 0}.get(KEY_FIGURES[figure].unit, 1)


def shown_value(value: float, figure: str) -> float:
    """Return a value in the unit in which it is shown: shares in percent, money in millions."""
    unit = KEY_FIGURES[figure].unit
    return value * 100 if unit == "share" else value / MILLION if unit == "đồng" else value


def value_text(value: float, figure: str, language: Language, *, unit: bool = True, digits: int | None = None) -> str:
    """Return a value as it is written; a dash where it is missing."""
    if math.isnan(value):
        return MISSING
    places = decimals(figure) if digits is None else digits
    if KEY_FIGURES[figure].unit == "share":
        return language.percent(value, places)
    written = unit_text(figure, language) if unit else ""
    return language.number(shown_value(value, figure), places) + (f" {written}" if written else "")


def estimate_text(value: float, low: float, high: float, figure: str, language: Language) -> str:
    """Return a value without its unit and, where there is one, its interval: ``6.9 (6.7–7.0)``."""
    digits = parting_decimals(low, high, figure, decimals(figure))
    shown, least, most = (value_text(each, figure, language, unit=False, digits=digits) for each in (value, low, high))
    return shown if math.isnan(low) else f"{shown} ({least}–{most})"


def parting_decimals(low: float, high: float, figure: str, least: int) -> int:
    """Return how many decimals tell the ends of an interval from each other, at least so many."""
    ends = [shown_value(each, figure) for each in (low, high)]
    digits = least
    while low < high and round(ends[0], digits) == round(ends[1], digits) and digits < MOST_DECIMALS:
        digits += 1
    return digits


def difference_decimals(largest: float, figure: str) -> int:
    """Return how many decimals differences up to the largest are shown with: enough for two digits that are not 0."""
    shown = abs(shown_value(largest, figure))
    if shown == 0 or math.isnan(shown):
        return decimals(figure)
    return max(decimals(figure), min(1 - math.floor(math.log10(shown)), MOST_DECIMALS))


def difference_text(
    value: float, figure: str, language: Language, *, unit: bool = True, digits: int | None = None
) -> str:
    """Return a difference with its sign, shares in percentage points; a dash where it is missing."""
    if math.isnan(value):
        return MISSING
    number = signed_text(shown_value(value, figure), decimals(figure) if digits is None else digits, language)
    written = unit_text(figure, language, difference=True) if unit else ""
    return number + (f" {written}" if written else "")


def signed_text(value: float, digits: int, language: Language) -> str:
    """Return a number with its sign; without one where it is nothing as it is shown."""
    number = language.number(abs(value), digits)
    is_nothing = not number.strip("0.,")
    return ("" if is_nothing else "−" if value < 0 else "+") + number


def between_text(
    value: float,
    low: float,
    high: float,
    figure: str,
    language: Language,
    *,
    unit: bool = False,
    digits: int | None = None,
) -> str:
    """Return a difference and, where there is one, its interval: ``−1.2 min (−1.3 to −1.1)``."""
    shown = difference_text(value, figure, language, unit=unit, digits=digits)
    if math.isnan(value) or math.isnan(low):
        return shown
    least, most = (difference_text(each, figure, language, unit=False, digits=digits) for each in (low, high))
    return language.text("{value} ({low} to {high})").format(value=shown, low=least, high=most)
