"""Public holidays of a country, year by year; remembered, since looking them up takes long."""

from __future__ import annotations

import datetime as dt
from functools import cache

import holidays

from tvsim.language import worded

KNOWN_YEARS = range(1901, 2100)
"""Years for which holidays of the lunar calendar, such as Tết, are known."""


@cache
def known_countries() -> frozenset[str]:
    """Countries whose holidays are known, two letters each."""
    return frozenset(holidays.list_supported_countries(include_aliases=False))


@cache
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """Public holidays of a year.

    Raises
    ------
    ValueError
        If the country's holidays are not known.
    """
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError as unknown:
        raise ValueError(worded("the public holidays of {country!r} are not known", country=country)) from unknown
