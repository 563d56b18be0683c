"""Which hours and letters have no price, so that costs are those of the others alone."""

from __future__ import annotations

from collections.abc import Iterable

from tvsim.experiment.unpriced import PRICES, unpriced
from tvsim.language import Language, marked
from tvsim.scenario.schema import Plan

NAMES = {
    "officer_hour": marked("hours of officers at the counter"),
    "reviewer_hour": marked("hours of reviewers"),
    "postage_in": marked("postage of dossiers"),
    "postage_out": marked("postage of results"),
}
assert set(NAMES) == set(PRICES)


def price_names(prices: Iterable[str], language: Language) -> str:
    """Return what these are the prices of."""
    return "; ".join(language.text(NAMES[price]) for price in prices)


def price_note(plan: Plan, language: Language) -> list[str]:
    """Say what is not in the costs of a scenario; nothing where all has its price, or nothing has."""
    free = unpriced(plan)
    if not 0 < len(free) < len(PRICES):
        return []
    said = language.text("Not in the costs, as no price is stated for it: {names}.")
    return [said.format(names=price_names(free, language))]
