"""What a paper says in sentences: no more than the intervals support."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, Decimal

from tvsim.experiment.comparison import TOLD_APART, Comparison, Difference, Verdict
from tvsim.language import Language, marked
from tvsim.outcomes import ALL
from tvsim.paper.stated import Statement
from tvsim.report.differing import differing, named_differing, telling_decimals
from tvsim.report.figure_names import decimals, figure_name, shown_value, unit_text, value_text

SUBJECTS = {
    "wait_mean_min": marked("The mean wait"),
    "wait_p90_min": marked("The wait that nine in ten visits do not exceed"),
    "within_target": marked("The share of visits called within the target"),
    "overdue_true": marked("The overdue rate by the true clock"),
    "overdue_official": marked("The official overdue rate"),
    "staff_cost": marked("The cost of staff"),
}
"""What figures are called in sentences, where in tables they have shorter names."""
MORE_DIGITS = 1


def change_of(comparison: Comparison, scenario: str, figure: str, language: Language, agency: str = ALL) -> str | None:
    """Say how one figure differs; nothing where neither scenario has it."""
    found = comparison.difference(scenario, agency, figure)
    before = comparison.estimate(comparison.names[0], agency, figure)
    after = comparison.estimate(scenario, agency, figure)
    if found is None or before is None or after is None or math.isnan(found.value):
        return None
    is_told = found.verdict in TOLD_APART
    digits = digits_that_add_up(before.value, found, after.value, figure) if is_told else _few_digits(found, figure)
    own_digits = digits if is_told else None  # beside a difference that is not told, as anywhere
    return _sentence(found, figure, digits, language).format(
        figure=subject(figure, language),
        by=differing(found, comparison.replications, figure, language, digits=digits),
        before=value_text(before.value, figure, language, digits=own_digits),
        after=value_text(after.value, figure, language, digits=own_digits),
        least=f"{language.number(10.0**-digits, digits)} {unit_text(figure, language, difference=True)}",
    )


def listed(statements: Iterable[Statement], replications: int, language: Language) -> str:
    """Return several figures and their differences in one line."""
    return "; ".join(named_differing(each.figure, each.found, replications, language) for each in statements)


def subject(figure: str, language: Language) -> str:
    """Return what a figure is called as the subject of a sentence."""
    return language.text(SUBJECTS[figure]) if figure in SUBJECTS else figure_name(figure, language)


def _few_digits(found: Difference, figure: str) -> int:
    """Return the decimals of a difference that cannot be told apart: more than one beyond the figure's say nothing."""
    return min(telling_decimals(found, figure), decimals(figure) + 1)


def digits_that_add_up(before: float, found: Difference, after: float, figure: str) -> int:
    """Return with how many decimals what is printed of before and after differs by what is printed between them.

    Those that tell the difference from 0, or up to `MORE_DIGITS` more, as readers subtract; of some numbers rounding
    takes a unit of the last digit with any of these.
    """
    least = telling_decimals(found, figure)
    numbers = [Decimal(repr(shown_value(each, figure))) for each in (before, found.value, after)]
    for digits in range(least, least + MORE_DIGITS + 1):
        step = Decimal(1).scaleb(-digits)
        was, by, is_ = (each.quantize(step, ROUND_HALF_EVEN) for each in numbers)
        if was + by == is_:
            return digits
    return least


def _sentence(found: Difference, figure: str, digits: int, language: Language) -> str:
    if found.verdict is Verdict.EQUAL:
        return language.text("{figure} stays exactly as it is, {before}.")
    if found.verdict is Verdict.UNLIKE:
        return language.text("{figure} is {before} today and {after} with the plan, which cannot be compared.")
    if found.verdict not in TOLD_APART:
        if max(abs(shown_value(each, figure)) for each in (found.low, found.high)) < 10.0**-digits:
            return language.text(
                "{figure} cannot be told apart from today's {before}: the difference is less than {least} either way."
            )
        return language.text("{figure} cannot be told apart from today's {before}: the difference is {by}.")
    if found.value < 0:
        return language.text("{figure} falls from {before} to {after}: {by}.")
    return language.text("{figure} rises from {before} to {after}: {by}.")
