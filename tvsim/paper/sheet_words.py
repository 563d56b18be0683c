"""Tables of results for people: columns, agencies, figures and other keys under the names that readers know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
from babel.dates import get_day_names

from tvsim.language import Language, marked
from tvsim.outcomes import KEY_FIGURES
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
    "unit": marked("Unit"),
    "estimate": marked("Estimate"),
    "difference": marked("Difference to the first scenario"),
    "low": marked("from"),
    "high": marked("to"),
    "replications": marked("Replications"),
    "p": marked("p-value"),
    "p_corrected": marked("p-value after Holm's correction"),
    "verdict": marked("Verdict"),
    "narrowed": marked("Width of the interval, as a part of what it were without pairing"),
    "agency_key": marked("Key of the agency"),
    "figure_key": marked("Key of the figure"),
    "scenario_key": marked("Key of the scenario"),
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
    "share": marked("share"),
    "đồng": "đồng",
}
"""Units of the values as they stand in the tables, for those who see them and for programs that read them."""
SHARE_DIFFERENCE = marked("share (difference)")
"""Unit of differences of shares."""
OF_SHARES = marked(
    "Shares are fractions between 0 and 1 that are shown as percentages: of 89 percent, 0.89 is stored. Differences of "
    "shares are so, too: of 2 percentage points more, 0.02 is stored."
)
"""What is said of shares wherever they stand."""
IN_MILLIONS = marked("million đồng")
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
ENTRIES_UNIT = "cases"


def unit_word(figure: str, language: Language, *, difference: bool = False) -> str:
    """Return the unit of a figure's values, or of their differences, as they stand in the tables."""
    unit = KEY_FIGURES[figure].unit if figure in KEY_FIGURES else ENTRIES_UNIT
    word = SHARE_DIFFERENCE if difference and unit == "share" else UNITS[unit]
    return language.text(word)


def shown_unit_word(figure: str, language: Language) -> str:
    """Return the unit of a figure's values as they are charted: money in millions."""
    return language.text(IN_MILLIONS) if KEY_FIGURES[figure].unit == "đồng" else unit_word(figure, language)


def in_words(
    table: pd.DataFrame, scenarios: Sequence[Scenario], names: Mapping[str, str], language: Language
) -> pd.DataFrame:
    """Return a table whose columns and keys are named in the reader's language, each figure with its unit.

    Where agencies, figures and scenarios are its keys, these stand in columns of their own, the last, as they are
    asked for.

    Parameters
    ----------
    table : DataFrame
        Figures of scenarios; has the columns scenario and figure.
    scenarios : sequence of Scenario
        Those that name the agencies.
    names : mapping
        What each scenario of the table is called.
    language : Language
        The reader's.
    """

    def agency(key: str) -> str:
        return agency_name(key, scenarios, language)

    def named(names: dict[str, str]) -> Callable[[str], str]:
        return lambda key: language.text(names.get(key, key))

    of_waits = {"visits": TICKETS} if {"by", "hour"} & set(table) else {}
    words: dict[str, Callable[[str], str]] = {
        "scenario": names.__getitem__,
        "agency": agency,
        "figure": named(FIGURE_NAMES | ENTRIES | of_waits),
        "channel": named(CHANNELS),
        "verdict": named(VERDICTS),  # type: ignore[arg-type]
        "by": named(GROUPED_BY),
    }
    found = table.drop(columns="unit", errors="ignore")
    found = found.assign(**{name: found[name].map(each) for name, each in words.items() if name in found})
    units = [unit_word(figure, language, difference="difference" in table) for figure in table["figure"]]
    found.insert(list(found).index("figure") + 1, "unit", units)
    if "by" in table:
        found["value"] = [
            _group(by, value, agency, language) for by, value in zip(table["by"], table["value"], strict=True)
        ]
    for name in ("agency", "figure", "scenario"):
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
