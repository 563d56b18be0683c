"""Places of a scenario in words, and the values that stand there with their units, in the language of the reader."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import NamedTuple

from tvsim.language import Language, marked
from tvsim.report.place_words import owner_name, place_words
from tvsim.scenario import Scenario
from tvsim.scenario.changes import parse_place
from tvsim.scenario.errors import Place, ScenarioError, shown
from tvsim.scenario.schema import DEFAULTS
from tvsim.scenario.vocabulary import limits_at
from tvsim.scenario.workbook.words import LABELS, NO, YES

COUNTRY = "calendar.country"
"""Where two letters stand for a country."""
PLACE_NAMES = {
    "channels.online.share": marked("Share that comes online"),
    "channels.post.share": marked("Share that comes by post"),
    "demand.factor": marked("Demand (times the scenario's)"),
    "demand.day_to_day_cv": marked("Variation of demand from day to day (cv)"),
    "demand.after_holiday.factor": marked("Demand after long holidays (times the ordinary)"),
    "transfers.agency_agency_min": marked("Papers on their way between agencies"),
    "transfers.site_agency_min": marked("Papers on their way between counter and agency"),
    "absences.spells_per_year": marked("Absences of each officer and reviewer a year"),
    "targets.wait_min": marked("Target of the wait"),
    "counters.*": marked("Counter group"),
    "sites.*": marked("Site"),
    "agencies.*": marked("Agency"),
    "procedures.*": marked("Group of procedures"),
    "counters.*.officers": marked("Officers at the counter"),
    "counters.*.desk_staff": marked("Dedicated desk staff"),
    "counters.*.wrap_up_min.mean": marked("Wrap-up between two people"),
    "counters.*.other_duties[0].share": marked("Time for other duties while few wait"),
    "counters.*.patience_min.mean": marked("Patience in the queue"),
    "counters.*.turn_away.share": marked("Turn away when the queue is long"),
    "counters.*.appointments.share": marked("First visits that are booked"),
    "counters.*.appointments.no_show": marked("Booked and do not come"),
    "agencies.*.reviewers": marked("Reviewers"),
    "procedures.*.per_year": marked("Dossiers a year"),
    "procedures.*.enquiries": marked("Visits that only ask, for each dossier"),
    "procedures.*.intake_min.mean": marked("Intake at the counter"),
    "procedures.*.desk_min.mean": marked("Intake at the desk"),
    "procedures.*.collect_min.mean": marked("Handing over a result at the counter"),
    "procedures.*.enquire_min.mean": marked("Answering a question"),
    "procedures.*.work_min.mean": marked("Examination in the back office"),
    "procedures.*.field_days.mean": marked("Site visit or laboratory"),
    "procedures.*.flawed.counter[0]": marked("Found flawed at the counter, first try"),
    "procedures.*.flawed.post[0]": marked("Found flawed by post, first try"),
    "procedures.*.flawed.online[0]": marked("Found flawed online, first try"),
    "procedures.*.supplement.shares[0]": marked("Papers asked for after acceptance"),
    "procedures.*.supplement.answer_days.mean": marked("Until the applicant sends the papers asked for"),
    "procedures.*.reviews.work_min.mean": marked("Work of a review by another agency"),
    "counters.*.roster[0].officers": marked("Officers in the first block of the roster"),
    "procedures.*.reviews.mode": marked("Reviews by other agencies, in turn or parallel"),
    "procedures.*.days": marked("Promised limit"),
    "deadlines.limit_in_force": marked("Limit that is in force"),
    "absences.spell_days.mean": marked("Length of an absence"),
    "channels.counter.returns.counter": marked("Counter cases whose results are fetched"),
    "channels.counter.returns.post": marked("Counter cases whose results go by post"),
    "channels.online.returns.counter": marked("Online cases whose results are fetched"),
    "channels.online.returns.post": marked("Online cases whose results go by post"),
    "period.start": marked("Start of the period"),
    "period.end": marked("End of the period"),
}
"""What is found at a place; any other place is called as in the sheets of workbooks. A star stands for an agency, a
counter group, a procedure or a site, or for the table of defaults of its kind."""
OWNERS = ("sites", *DEFAULTS.values())
"""Kinds of tables whose names tell one from the other."""

TIMES = {"_min": marked("min"), "_days": marked("days"), "_hours": marked("h")}
"""Units of times, by the ending of their names."""
_SHARE_BOUNDS = {(0, None, 1, None), (0, None, None, 1)}
"""Least, above, most and under of shares; see `tvsim.scenario.vocabulary.Bounds`."""
_MOST_DECIMALS = 3
_OF_PERCENT = 2


class Measure(NamedTuple):
    """How a number is written.

    Attributes
    ----------
    places : decimals; of a share, those of its percentage
    is_share : whether it is written as a percentage
    unit : what stands behind it; empty for nothing
    """

    places: int
    is_share: bool = False
    unit: str = ""

    def text(self, value: float, language: Language) -> str:
        """Return a number as it is written."""
        number = language.percent(value, self.places) if self.is_share else language.number(value, self.places)
        return number + (f" {self.unit}" if self.unit else "")


def place_name(place: str, scenario: Scenario, language: Language) -> str:
    """Return what stands at a place, and whose it is; its path where that is no place of a value."""
    steps = place.split(".")
    kind = DEFAULTS.get(steps[0], steps[0])
    is_default = steps[0] in DEFAULTS
    is_owned = kind in OWNERS
    pattern = ".".join([kind, "*", *steps[1 if is_default else 2 :]]) if is_owned else place
    name = language.text(PLACE_NAMES[pattern]) if pattern in PLACE_NAMES else _in_sheets(place, scenario, language)
    if not name or (is_owned and not is_default and len(steps) == 1):
        return place
    if is_default:
        return language.text("{what} (by default)").format(what=name)
    return f"{name}: {owner_name(kind, steps[1], scenario, language)}" if is_owned else name


def _in_sheets(place: str, scenario: Scenario, language: Language) -> str:
    """What a place is called in the sheets of a workbook; empty where it is no place of a value."""
    steps = steps_of(place)
    words = None if steps is None else place_words(steps, scenario, language)
    return "" if words is None else words.alone


def steps_of(place: str) -> Place | None:
    """Return the steps of a place that is given as text, whose keys may stand in quotes; none where it is no place."""
    try:
        return parse_place(place.replace('"', ""), "")
    except ScenarioError:
        return None


def placed_text(value: object, place: str, language: Language) -> str:
    """Return a value as it is written: shares as percentages, times with their unit, words as people say them."""
    if isinstance(value, dt.date):
        return language.date(value)
    if isinstance(value, str):
        if place == COUNTRY:
            return language.country(value) if value else language.text("none")
        return language.text(LABELS.get(value, value))
    if isinstance(value, bool):
        return language.text(YES if value else NO)
    if not isinstance(value, (int, float)):
        return shown(value)
    return measure_at(value, place, language).text(value, language)


def measure_at(value: float, place: str, language: Language) -> Measure:
    """Return how a number that stands at a place is written: shares as percentages, times with their unit."""
    if is_share(place):
        return share_measure(value)
    unit = _unit(place)
    written = language.text("day") if (unit, value) == ("days", 1) else language.text(unit) if unit else ""
    return number_measure(value, written)


def share_measure(share: float) -> Measure:
    """Return how a share is written: as a percentage, with as many decimals as it needs, up to two."""
    return Measure(min(_decimals(share, 2), _OF_PERCENT), is_share=True)


def number_measure(value: float, unit: str = "") -> Measure:
    """Return how a number is written: with as many decimals as it needs, up to three."""
    return Measure(_decimals(value), unit=unit)


def number_text(value: float, language: Language) -> str:
    """Return a number with as many decimals as it needs, up to three."""
    return number_measure(value).text(value, language)


def is_share(place: str) -> bool:
    """Whether a part of a whole stands at a place."""
    steps = steps_of(place)
    return steps is not None and limits_at(steps) in _SHARE_BOUNDS


def unit_at(place: str, language: Language) -> str:
    """Return the unit of the times that stand at a place; nothing where what stands there is no time."""
    unit = _unit(place)
    return language.text(unit) if unit else ""


def _unit(place: str) -> str:
    return TIMES.get(_ending(place), "")


def _ending(place: str) -> str:
    """Unit in the name of a time."""
    found = re.search(r"(_min|_days|_hours)(\.(mean|low|mode|high|sd))?$", place)
    return found[1] if found else ""


def _decimals(value: float, fewer: int = 0) -> int:
    """How many decimals a number needs, up to three."""
    exponent = Decimal(repr(round(float(value), _MOST_DECIMALS + fewer))).normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return min(max(places - fewer, 0), _MOST_DECIMALS)
