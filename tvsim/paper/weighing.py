"""What a paper says of money against citizens' hours: no more than the intervals support."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tvsim.experiment.worth import Change, Worth
from tvsim.experiment.yardsticks import states_ways
from tvsim.language import Language, marked
from tvsim.report.figure_names import MOST_DECIMALS, signed_text
from tvsim.report.price_note import price_names, price_note
from tvsim.scenario.schema import Plan

CORRECTED = {
    1: marked("That is corrected by Holm together with the figures of the whole centre."),
    2: marked("Both are corrected by Holm together with the figures of the whole centre."),
}
"""By how many of money and hours may be by chance."""
NO_PRICES = marked("What staff and postage cost is not known: no price of theirs is stated.")
NOT_KNOWN = marked(
    "The plan changes, or may change, what has no price ({names}), so that it is not known what it costs in all, and "
    "money and hours are not weighed."
)
NO_WAYS = marked("Not in these hours is the way to the centre, as no time is stated for it.")
LESS_IS_DONE = marked("But less work is done than today: {figures}. So money and hours are not weighed.")
AND_SAVED = marked(
    "But less work is done than today: {figures}. What is saved is in part of work that is not done, so that money and "
    "hours are not weighed."
)
MAY_BE_UNDONE = marked("Since more work comes than can be done, part of what is saved may be of work that is not done.")
TAKES_NOTHING = marked(
    "In all it needs no more money and no more of citizens' time, so that the two need not be weighed."
)
SAVES_NOTHING = marked("It saves neither money nor citizens' time, so that it pays at no value of a citizen's hour.")
NO_DIFFERENCE = marked("Neither money nor citizens' time differs, so that there is nothing to weigh.")
UNSURE = {
    ("more", "open"): marked(
        "Whether it saves citizens' time in all, waiting and on the way, is not told, so that no value of a citizen's "
        "hour can be stated from which on the plan would pay."
    ),
    ("open", "more"): marked(
        "Whether it costs more at all is not told, so that no value of a citizen's hour can be stated from which on "
        "the plan would pay."
    ),
    ("less", "open"): marked(
        "Whether it takes citizens' time in all, waiting and on the way, is not told, so that no value of a citizen's "
        "hour can be stated up to which the plan would pay."
    ),
    ("open", "less"): marked(
        "Whether it saves money is not told, so that no value of a citizen's hour can be stated up to which the plan "
        "would pay."
    ),
}
"""Why there is no value of an hour, by what is told of money, and of hours saved."""
NOTHING_TOLD = marked("What cannot be told apart from today's is not weighed.")
MILLION = 1e6
TENS, THOUSAND = 10, 1000


def costs_of(
    worth: Worth,
    language: Language,
    plan: Plan,
    undone: str = "",
    *,
    overloads_more: bool = False,
    without_price: Sequence[str] = (),
) -> list[str]:
    """Say what a plan costs, what it saves citizens, and from which value of an hour on it pays.

    Where it leaves work ``undone``, by these figures, that instead: the two are not weighed then; nor are they where it
    changes hours or letters ``without_price``. Where it overloads somebody more than today, that this may be so.
    """
    return [
        *_told_of_money(worth.cost, plan, language),
        *_told_of_hours(worth.hours, plan, language),
        *_corrected(worth, language),
        *_weighed(worth, language, undone, without_price, overloads_more=overloads_more),
    ]


def less_is_done(worth: Worth | None, undone: str, language: Language) -> str:
    """Say that less work is done, by which figures, and what that means for what is saved, where anything is."""
    is_saved = worth is not None and (worth.cost.is_less or worth.hours.is_more)
    return language.text(AND_SAVED if is_saved else LESS_IS_DONE).format(figures=undone)


def _told_of_money(cost: Change, plan: Plan, language: Language) -> Iterator[str]:
    text = language.text
    if cost.is_unknown:
        yield text(NO_PRICES)
        return
    told = Told(
        more=text("Staff and postage cost {amount} million đồng more than today in the period (from {low} to {high})."),
        less=text("Staff and postage cost {amount} million đồng less than today in the period (from {low} to {high})."),
        open=text(
            "What staff and postage cost cannot be told apart from today's (difference in million đồng: from {low} to "
            "{high})."
        ),
        same=text("Staff and postage cost exactly what they cost today."),
    )
    yield told.of(cost, language, MILLION)
    yield from price_note(plan, language)


def _told_of_hours(hours: Change, plan: Plan, language: Language) -> Iterator[str]:
    text = language.text
    told = Told(
        more=text("Citizens wait and travel {amount} hours less in the period (from {low} to {high})."),
        less=text("Citizens wait and travel {amount} hours more in the period (from {low} to {high})."),
        open=text(
            "The hours that citizens wait and travel cannot be told apart from today's (hours saved: from {low} to "
            "{high})."
        ),
        same=text("Citizens wait and travel exactly as long as today."),
    )
    yield told.of(hours, language)
    if not states_ways(plan):
        yield text(NO_WAYS)


def _corrected(worth: Worth, language: Language) -> Iterator[str]:
    """What is the same in every replication is so by no chance."""
    by_chance = [each for each in (worth.cost, worth.hours) if each.kind not in {"none", "unknown"}]
    if by_chance:
        yield language.text(CORRECTED[len(by_chance)])


def _weighed(
    worth: Worth, language: Language, undone: str, without_price: Sequence[str], *, overloads_more: bool
) -> Iterator[str]:
    """Say from which value of a citizen's hour on a plan pays, or why there is none."""
    if undone:
        yield less_is_done(worth, undone, language)
        return
    if worth.cost.is_unknown:
        return
    if without_price:
        yield language.text(NOT_KNOWN).format(names=price_names(without_price, language))
    elif worth.hour_value is not None:
        yield _balance(worth, language)
    else:
        yield language.text(_not_balanced(worth))
    if overloads_more and (worth.cost.is_less or worth.hours.is_more):
        yield language.text(MAY_BE_UNDONE)


def _balance(worth: Worth, language: Language) -> str:
    """Say from which value of an hour on a plan pays, or up to which."""
    assert worth.hour_value is not None
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
    return text.format(**{name: hour_text(getattr(found, name), language) for name in ("value", "low", "high")})


def _not_balanced(worth: Worth) -> str:
    """Why there is no such value."""
    kinds = worth.cost.kind, worth.hours.kind
    if worth.takes_nothing:
        return TAKES_NOTHING
    if kinds == ("none", "none"):
        return NO_DIFFERENCE
    if kinds[0] in {"more", "none"} and kinds[1] in {"less", "none"}:
        return SAVES_NOTHING
    return UNSURE.get(kinds, NOTHING_TOLD)


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
            ends = (signed_text(round(end, decimals), decimals, language) for end in (low, high))
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
