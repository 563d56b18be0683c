"""Tables of results for people: columns, agencies, figures and other keys under the names that readers know."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
from babel.dates import get_day_names

from tvsim.language import Language, marked
from tvsim.report.agency_names import agency_name
from tvsim.report.comparison import VERDICTS
from tvsim.report.figure_names import FIGURE_NAMES
from tvsim.scenario import Scenario
from tvsim.scenario.values import WEEKDAYS

COLUMNS = {
    "scenario": marked("Scenario"),
    "agency": marked("Agency"),
    "channel": marked("Channel"),
    "by": marked("By"),
    "value": marked("Of which"),
    "day": marked("Day"),
    "hour": marked("Hour"),
    "figure": marked("Figure"),
    "estimate": marked("Estimate"),
    "difference": marked("Difference to the first scenario"),
    "low": marked("from"),
    "high": marked("to"),
    "replications": marked("Replications"),
    "unit": marked("Unit"),
    "p": marked("p-value"),
    "p_corrected": marked("p-value after Holm's correction"),
    "verdict": marked("Verdict"),
    "narrowed": marked("Width of the interval, as a part of what it were without pairing"),
    "agency_key": marked("Key of the agency"),
    "figure_key": marked("Key of the figure"),
}
"""Headings of columns."""
CHANNELS = {"counter": marked("In person"), "post": marked("By public post"), "online": marked("Online")}
VISITS = {
    "submit": marked("To submit"),
    "resubmit": marked("To submit again"),
    "collect": marked("To collect"),
    "enquire": marked("To enquire"),
}
TICKETS = marked("Tickets taken")
"""Visits in the tables of waits: only those who took a ticket waited."""
UNITS = {
    "min": marked("minutes"),
    "h": marked("hours"),
    "visits": marked("visits"),
    "cases": marked("cases"),
    "share": marked("share, 0 to 1"),
}
"""Units of the values as they were found."""
GROUPED_BY = {
    "agency": marked("Agency"),
    "kind": marked("Kind of visit"),
    "hour": marked("Hour"),
    "weekday": marked("Weekday"),
}
ENTRIES = {
    "carried_over": marked("Carried over from before"),
    "early": marked("Finished early"),
    "on_time": marked("Finished on time"),
    "late": marked("Finished late"),
    "refused_or_withdrawn": marked("Refused or withdrawn"),
    "open_in_time": marked("Open, in time"),
}
"""Entries of the stock that are no key figures."""


def in_words(table: pd.DataFrame, scenarios: Sequence[Scenario], language: Language) -> pd.DataFrame:
    """Return a table whose columns and keys are named in the reader's language.

    Where agencies and figures are its keys, these stand in columns of their own, the last, as they are asked for.
    """

    def agency(key: str) -> str:
        return agency_name(key, scenarios, language)

    def named(names: dict[str, str]) -> Callable[[str], str]:
        return lambda key: language.text(names.get(key, key))

    of_waits = {"visits": TICKETS} if {"by", "hour"} & set(table) else {}
    words: dict[str, Callable[[str], str]] = {
        "agency": agency,
        "figure": named(FIGURE_NAMES | ENTRIES | of_waits),
        "channel": named(CHANNELS),
        "unit": named(UNITS),
        "verdict": named(VERDICTS),  # type: ignore[arg-type]
        "by": named(GROUPED_BY),
    }
    found = table.assign(**{name: table[name].map(each) for name, each in words.items() if name in table})
    if "by" in table:
        found["value"] = [
            _group(by, value, agency, language) for by, value in zip(table["by"], table["value"], strict=True)
        ]
    for name in ("agency", "figure"):
        if name in table:
            found[f"{name}_key"] = table[name]
    return found.rename(columns={name: language.text(heading) for name, heading in COLUMNS.items()})


def _group(by: str, value: str, agency: Callable[[str], str], language: Language) -> str:
    """Return what a group of waits is called."""
    if by == "agency":
        return agency(value)
    if by == "weekday":
        return str(get_day_names("wide", locale=language.code)[WEEKDAYS.index(value)])
    return language.text(VISITS.get(value, value))
