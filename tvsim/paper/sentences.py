"""What a paper says in sentences: no more than the intervals support."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from tvsim.experiment.comparison import TOLD_APART, Comparison, Difference, Verdict
from tvsim.experiment.worth import Change, Worth
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.stated import Statement
from tvsim.report.comparison import differing, telling_decimals
from tvsim.report.figure_names import MOST_DECIMALS, decimals, figure_name, shown_value, unit_text, value_text

SUBJECTS = {
    "wait_mean_min": marked("The mean wait"),
    "wait_p90_min": marked("The wait that nine in ten visits do not exceed"),
    "within_target": marked("The share of visits called within the target"),
    "overdue_true": marked("The overdue rate by the true clock"),
    "overdue_official": marked("The official overdue rate"),
    "staff_cost": marked("The cost of staff"),
}
"""What figures are called in sentences, where in tables they have shorter names."""
LESS_IS_DONE = marked(
    "But less work is done than today: {figures}. What is saved is in part of work that is not done, so that the two "
    "are not weighed."
)
MILLION = 1e6
MORE_DIGITS = 2
TENS, THOUSAND = 10, 1000


def changes_of(
    comparison: Comparison, scenario: str, language: Language, figures: Sequence[str] = FOREMOST, agency: str = ALL
) -> list[str]:
    """Say of each figure how it differs from that of the first scenario, or that it cannot be told apart."""
    return [
        text for figure in figures if (text := change_of(comparison, scenario, figure, language, agency)) is not None
    ]


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


def in_words(statement: Statement, replications: int, language: Language) -> str:
    """Return a figure and its difference, with its interval."""
    figure = statement.figure
    return f"{figure_name(figure, language)} {differing(statement.found, replications, figure, language)}"


def listed(statements: Iterable[Statement], replications: int, language: Language) -> str:
    """Return several in one line."""
    return "; ".join(in_words(each, replications, language) for each in statements)


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


def costs_of(
    worth: Worth, language: Language, undone: Sequence[str] = (), *, overloads_more: bool = False
) -> list[str]:
    """Say what a plan costs, what it saves citizens, and from which value of an hour on it pays.

    Where it leaves work ``undone``, that instead: the two are not weighed then. Where it overloads somebody more than
    today, that this may be so.
    """
    text = language.text
    costs = Told(
        more=text("Staff and postage cost {amount} million đồng more than today in the period (from {low} to {high})."),
        less=text("Staff and postage cost {amount} million đồng less than today in the period (from {low} to {high})."),
        open=text(
            "What staff and postage cost cannot be told apart from today's (difference in million đồng: from {low} to "
            "{high})."
        ),
        same=text("Staff and postage cost exactly what they cost today."),
    )
    hours = Told(
        more=text("Citizens wait and travel {amount} hours less in the period (from {low} to {high})."),
        less=text("Citizens wait and travel {amount} hours more in the period (from {low} to {high})."),
        open=text(
            "The hours that citizens wait and travel cannot be told apart from today's (hours saved: from {low} to "
            "{high})."
        ),
        same=text("Citizens wait and travel exactly as long as today."),
    )
    said = [costs.of(worth.cost, language, MILLION), hours.of(worth.hours, language)]
    corrected = text("Both are corrected by Holm together with the figures of the whole centre.")
    if undone:
        return [*said, corrected, text(LESS_IS_DONE).format(figures="; ".join(undone))]
    doubt = text("Since more work comes than can be done, part of what is saved may be of work that is not done.")
    return [*said, corrected, _weighed(worth, language), *([doubt] if overloads_more else [])]


def _weighed(worth: Worth, language: Language) -> str:
    """Say from which value of a citizen's hour on a plan pays, or why there is none."""
    if worth.hour_value is not None:
        text = language.text(
            "The plan pays for itself where an hour of a citizen's time is worth more than {value} đồng (from {low} to "
            "{high})."
        )
        if worth.cost.is_less:
            text = language.text(
                "The plan pays as long as an hour of a citizen's time is worth less than {value} đồng (from {low} to "
                "{high})."
            )
        found = worth.hour_value
        bounds = {name: hour_text(getattr(found, name), language) for name in ("value", "low", "high")}
        return text.format(**bounds)
    if worth.takes_nothing:
        return language.text(
            "In all it needs no more money and no more of citizens' time, so that the two need not be weighed."
        )
    if worth.cost.is_less:
        return language.text("So no value of a citizen's hour can be stated up to which the plan would pay.")
    return language.text("So no value of a citizen's hour can be stated from which on the plan would pay.")


def hour_text(value: float, language: Language) -> str:
    """Return the value of an hour in đồng with three digits: its interval says that more are not known."""
    places = 2 - math.floor(math.log10(abs(value))) if value and not math.isnan(value) else 0
    return language.number(round(value, min(places, 0)))


@dataclass(frozen=True)
class Told:
    """Sentences for an amount: more, less, not told apart from none, and none at all."""

    more: str
    less: str
    open: str
    same: str

    def of(self, change: Change, language: Language, unit: float = 1.0) -> str:
        """Say it of an amount in so large a unit, with its 95 % interval."""
        if change.is_none:
            return self.same
        value, low, high = (each / unit for each in (change.found.value, change.found.low, change.found.high))
        decimals = _decimals(low, high)
        if not change.is_told:
            ends = (_number(end, decimals, language) for end in (low, high))
            return self.open.format(**dict(zip(("low", "high"), ends, strict=True)))
        if value < 0:
            value, low, high = -value, -high, -low
        amounts = {"amount": value, "low": low, "high": high}
        words = {name: _number(each, decimals, language) for name, each in amounts.items()}
        return (self.more if change.is_more else self.less).format(**words)


def _decimals(low: float, high: float) -> int:
    """Return the decimals of amounts between these: no interval shall vanish by rounding."""
    largest = max(abs(low), abs(high))
    least = 2 if largest < TENS else 1 if largest < THOUSAND else 0
    enough = (places for places in range(least, MOST_DECIMALS) if round(low, places) != round(high, places))
    return next(enough, least)


def _number(value: float, decimals: int, language: Language) -> str:
    """Write a number, with a minus where it is less than nothing as it is shown."""
    return language.number(round(value, decimals) + 0.0, decimals)
