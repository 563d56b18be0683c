"""What a planner may write in a scenario file, table by table.

Every number may be written as ``{ value = 3, source = "..." }``; a ``source`` in a table holds for the numbers in it.
Units are in the names: ``_min`` minutes, ``_hours`` hours, ``_days`` days.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from tvsim.language import worded
from tvsim.scenario.values import (
    WEEKDAYS,
    Block,
    Count,
    Days,
    Duration,
    Hours,
    NonNegative,
    Positive,
    Profile,
    Share,
    SignedDuration,
    Table,
    TimeOfDay,
    TimesOfDay,
    TogetherError,
    parse_days,
)

Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=60)]
Channel = Literal["counter", "post", "online"]
Limit = Annotated[float, Field(gt=0, le=10_000)]
DayCount = Annotated[int, Field(ge=0, le=3_660)]
MOST_REPLICATIONS = 100_000
MOST_THREADS = 256
MOST_POINTS = 10_000
"""Points at which a scenario is run in one study."""
LEAST_BASE, MOST_BASE = 8, 4096
"""Points of the base sample from which Sobol indices are estimated; see `tvsim.experiment.sobol`."""


def _constant(value: float) -> dict[str, object]:
    return {"distribution": "constant", "mean": value}


LONGEST_NAME = 200


def _name_text(text: str) -> str:
    """Return a name that fits into a table and onto a picture.

    Raises
    ------
    ValueError
        If it is too long, or has characters that cannot be printed.
    """
    if len(text) > LONGEST_NAME:
        raise ValueError(
            worded("a name must have at most {most} characters, not {count:,}", most=LONGEST_NAME, count=len(text))
        )
    kinds = {unicodedata.category(each) for each in text}
    if "Cs" in kinds:
        # Half a character, as what is not UTF-8 on the command line becomes one.
        raise ValueError(worded("a name must be a text in UTF-8"))
    if kinds & {"Cc", "Zl", "Zp"}:
        raise ValueError(worded("a name must not have line ends, tabs or other control characters"))
    return text


class Name(Table):
    """A name in the languages of the reports."""

    vi: Annotated[str, AfterValidator(_name_text), Field(json_schema_extra={"maxLength": LONGEST_NAME})]
    en: Annotated[str, AfterValidator(_name_text), Field(json_schema_extra={"maxLength": LONGEST_NAME})]


def _any_name(name: Name | str) -> Name | str:
    return _name_text(name) if isinstance(name, str) else name


AnyName = Annotated[
    Name | Annotated[str, Field(json_schema_extra={"maxLength": LONGEST_NAME})], AfterValidator(_any_name)
]
"""A name in both languages, or one for both."""


class Description(Table):
    """What a scenario is about, in the languages of the reports."""

    vi: str
    en: str


class Period(Table):
    """The reported period, with the days run before and after it."""

    start: dt.date
    end: dt.date
    warm_up_days: DayCount | None = Field(
        None, description="Days simulated before the period, so that it does not start empty."
    )
    follow_up_days: DayCount = Field(
        0, description="Days simulated after the period, so that its cases can be followed."
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            text = worded("the period must not end before it starts")
            raise TogetherError(text, {"end": self.end, "start": self.start})
        if (self.end - self.start).days > 40 * 366:
            text = worded("the period must be at most 40 years")
            raise TogetherError(text, {"end": self.end, "start": self.start})
        if not 1950 <= self.start.year <= 2090:
            raise TogetherError(worded("the period must start between 1950 and 2090"), {"start": self.start})
        return self


class WeekHours(Table):
    """Open blocks by weekday, such as ``mon-fri = ["07:00-11:30", "13:00-17:00"]``."""

    by_weekday: dict[str, list[Hours]]

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, given: object) -> object:
        if isinstance(given, dict) and "by_weekday" not in given:
            source = {"source": given["source"]} if "source" in given else {}
            return {"by_weekday": {key: value for key, value in given.items() if key != "source"}, **source}
        return given

    @model_validator(mode="after")
    def _readable(self) -> Self:
        seen: set[int] = set()
        for days_text, blocks in self.by_weekday.items():
            days = set(parse_days(days_text))
            if days & seen:
                raise ValueError(worded("weekday named twice in {days!r}", days=days_text))
            seen |= days
            ordered = sorted(blocks)
            if any(before.overlaps(after) for before, after in pairwise(ordered)):
                listed = [str(block) for block in blocks]
                raise TogetherError(worded("opening hours of one day must not overlap"), {days_text: listed})
        return self

    def blocks(self, weekday: int) -> list[Block]:
        """Open blocks of a weekday (0 is Monday), in order; blocks that touch are one."""
        merged: list[Block] = []
        for days_text, blocks in self.by_weekday.items():
            for block in sorted(blocks) if weekday in parse_days(days_text) else ():
                touches = bool(merged) and merged[-1].ends_min == block.begins_min
                begins_min = merged.pop().begins_min if touches else block.begins_min
                merged.append(Block(begins_min, block.ends_min))
        return merged


class Calendar(Table):
    """Working days and office hours."""

    country: Annotated[str, StringConstraints(pattern=r"^([A-Z]{2})?$")] = Field(
        "VN", description="Public holidays of this country are closed (two letters); empty for none."
    )
    closed_days: list[dt.date] = Field([], description="Further closed days.")
    make_up_days: list[dt.date] = Field([], description="Days worked although they would be closed.")
    make_up_like: Literal["mon", "tue", "wed", "thu", "fri"] = Field(
        "mon", description="Whose hours a make-up day has."
    )
    hours: WeekHours


class Deadlines(Table):
    """How a due time is counted from the acceptance."""

    rule: Literal["working_hours", "end_of_day", "half_day"] = "working_hours"
    cut_off: TimeOfDay = Field(
        15 * 60, validate_default=False, description="Accepted from this time on: counted from the next working day."
    )
    hours_per_day: Annotated[float, Field(gt=0, le=24)] = Field(8, description="Office hours in one day of a limit.")
    limit_in_force: Literal["promised", "legal"] = Field("promised", description="Which limit is printed on the slip.")


class AfterHoliday(Table):
    """A surge of demand after a long holiday such as Tết."""

    closed_days: Annotated[int, Field(ge=1, le=60)] = Field(
        5, description="A holiday counts as long from so many closed days in a row."
    )
    working_days: Annotated[int, Field(ge=1, le=250)] = Field(10, description="How many working days the surge lasts.")
    factor: Positive = Field(
        1.0, description="Demand on the first of these days; it falls evenly to the ordinary level."
    )


class Demand(Table):
    """When cases come, common to all procedures."""

    factor: NonNegative = Field(1.0, description="Multiplies the number of cases of every procedure.")
    by_month: Annotated[list[NonNegative], Field(min_length=12, max_length=12)] = [1.0] * 12
    by_weekday: dict[str, NonNegative] = Field(
        {}, description="Relative demand, such as { mon = 1.2, fri = 0.9 }; 1 where not named."
    )
    day_to_day_cv: Annotated[float, Field(ge=0, le=5)] = Field(
        0.0, description="Variation of a day's demand beyond chance."
    )
    after_holiday: AfterHoliday = Field(default_factory=AfterHoliday)

    @field_validator("by_weekday")
    @classmethod
    def _days(cls, given: dict[str, float]) -> dict[str, float]:
        named = [day for key in given for day in parse_days(key)]
        if len(named) != len(set(named)):
            raise ValueError(worded("a weekday is named twice"))
        return given

    def weekday_factor(self, weekday: int) -> float:
        """Relative demand of a weekday (0 is Monday)."""
        return next((factor for key, factor in self.by_weekday.items() if weekday in parse_days(key)), 1.0)


class Returns(Table):
    """How applicants want their results: shares that add up to 1."""

    counter: Share = 0.0
    post: Share = 0.0
    online: Share = 0.0

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = self.counter + self.post + self.online
        if abs(total - 1) > 1e-9:
            text = worded("the shares of counter, post and online must add up to 1, not {total:g}", total=total)
            shares = {"counter": self.counter, "post": self.post, "online": self.online}
            raise TogetherError(text, shares, tuple(shares))
        return self


def _all_by_counter() -> Returns:
    return Returns(counter=1.0)


class CounterChannel(Table):
    """Dossiers handed in at a counter."""

    arrivals_by_time: Profile | None = None
    returns: Returns = Field(default_factory=_all_by_counter)


class RemoteChannel(Table):
    """Dossiers that come by post or online."""

    share: Share = Field(0.0, description="Share of all dossiers that come this way.")
    arrivals_by_time: Profile | None = None
    returns: Returns = Field(default_factory=_all_by_counter)


class Channels(Table):
    """The ways in; what comes neither by post nor online comes to the counter."""

    counter: CounterChannel = Field(default_factory=CounterChannel)
    post: RemoteChannel = Field(default_factory=RemoteChannel)
    online: RemoteChannel = Field(default_factory=RemoteChannel)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.post.share + self.online.share > 1 + 1e-9:
            shares = {("online", "share"): self.online.share, ("post", "share"): self.post.share}
            text = worded("the shares of post and online must not add up to more than 1")
            raise TogetherError(text, shares, ("post", "online"))
        return self


class Mail(Table):
    """The public post."""

    rounds: TimesOfDay = Field(
        [8 * 60, 14 * 60], validate_default=False, description="When mail comes and goes on working days."
    )
    travel_in_days: Duration = Field(
        _constant(1), validate_default=True, description="Applicant to centre, days by the clock."
    )
    travel_out_days: Duration = Field(
        _constant(1), validate_default=True, description="Centre to applicant, days by the clock."
    )


class Site(Table):
    """A place with counters."""

    name: Name | None = None
    home_share: Share = Field(1.0, description="Share of the applicants whose home site this is.")
    hours: WeekHours | None = Field(None, description="Opening hours where they differ from the calendar's.")
    travel_min: dict[Key, NonNegative] = Field({}, description="One way, from this home to each site, minutes.")


class SignOff(Table):
    """When a leader signs what is ready."""

    times: TimesOfDay = Field([10 * 60, 16 * 60], validate_default=False, min_length=1)
    capacity: Annotated[int, Field(ge=1)] | None = Field(None, description="At most so many signatures each time.")


class Agency(Table):
    """One of the agencies: its back office."""

    name: AnyName | None = None
    reviewers: Count = 1
    order: Literal["earliest_due", "first_come"] = "earliest_due"
    sign_off: SignOff = Field(default_factory=SignOff)
    backlog: Count = Field(0, description="Open cases at the start of the run.")


class Committee(Table):
    """The People's Committee, one more signer for the procedures that need it."""

    name: AnyName | None = None
    sign_off: SignOff = Field(default_factory=SignOff)
    transfer_min: NonNegative = Field(0.0, description="An agency's papers to the committee, minutes of office time.")


class RosterBlock(Table):
    """So many officers in a block of certain weekdays."""

    days: Days
    hours: Hours
    officers: Count = Field(0, description="Officers at the counter.")
    desk: Count = Field(0, description="Further officers at desk work only.")


class OtherDuties(Table):
    """Share of an officer's time that other duties take, when at most so many wait as a service ends."""

    at_most_waiting: Count
    share: Annotated[float, Field(ge=0, lt=1)]


class TurnAway(Table):
    """Who turns away at the door when the queue is long."""

    queue: Annotated[int, Field(ge=1)] = Field(description="So many waiting, beyond those an officer is free for.")
    share: Share = 1.0


class AfterLeaving(Table):
    """What people do after they left or turned away; the rest gives up."""

    come_back: Share = 1.0
    go_online: Share = 0.0
    after_days: Duration = Field(
        _constant(1), validate_default=True, description="Days until they come back (at least the next day)."
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.come_back + self.go_online > 1 + 1e-9:
            shares = {"come_back": self.come_back, "go_online": self.go_online}
            text = worded("come_back and go_online must not add up to more than 1")
            raise TogetherError(text, shares, tuple(shares))
        return self


class Slots(Table):
    """Bookable times."""

    days: Days
    hours: Hours
    every_min: Annotated[int, Field(ge=1, le=1440)]
    capacity: Annotated[int, Field(ge=1)]


class Appointments(Table):
    """Booked visits."""

    share: Share = Field(0.0, description="Share of the first visits that are booked.")
    slots: list[Slots] = []
    lateness_min: SignedDuration = Field(
        _constant(0), validate_default=True, description="Arrival after the slot's start; negative is early."
    )
    no_show: Share = 0.0
    window_min: NonNegative = Field(
        15.0, description="A booked ticket is good from so long before the slot to so long after it."
    )
    called_first: bool = Field(True, description="Booked people are called before the others within their window.")


class CounterGroup(Table):
    """Officers at one site who serve one agency or several from one queue."""

    site: Key | None = None
    agencies: Annotated[list[Key], Field(min_length=1)]
    officers: Count = Field(
        0, description="Officers at the counter through all opening hours, where the roster says nothing else."
    )
    roster: list[RosterBlock] = []
    desk: Literal["between_tickets", "desk_blocks", "dedicated"] = Field(
        "between_tickets", description="Who takes in what came by post or online."
    )
    desk_staff: Count = Field(0, description="Dedicated staff, all opening hours.")
    wrap_up_min: Duration = Field(_constant(0), validate_default=True)
    other_duties: list[OtherDuties] = []
    at_lunch: Literal["serve", "hold", "dismiss"] = "hold"
    at_closing: Literal["serve", "dismiss"] = "serve"
    last_ticket_before_lunch_min: NonNegative = 0.0
    last_ticket_before_closing_min: NonNegative = 0.0
    patience_min: Duration | None = Field(None, description="How long people wait before they leave; none: they stay.")
    turn_away: TurnAway | None = None
    after_leaving: AfterLeaving = Field(default_factory=AfterLeaving)
    appointments: Appointments = Field(default_factory=Appointments)


class Flawed(Table):
    """Probability that intake finds a dossier incomplete: first try, second, ...; the last holds for later tries."""

    counter: Annotated[list[Share], Field(min_length=1)] = [0.0]
    post: Annotated[list[Share], Field(min_length=1)] = [0.0]
    online: Annotated[list[Share], Field(min_length=1)] = [0.0]


class Supplement(Table):
    """Papers asked for after acceptance."""

    shares: list[Share] = Field([], description="Probability of a first request, of a second after the first, ...")
    answer_days: Duration = Field(
        _constant(5), validate_default=True, description="Until the applicant answers, days by the clock."
    )
    unanswered: Share = Field(0.0, description="Share of requests that are never answered: the case is withdrawn.")
    withdrawn_after_days: Positive = Field(
        30.0, description="When an unanswered request ends the case, days by the clock."
    )
    recheck_min: Duration = Field(_constant(0), validate_default=True, description="Work on the answer.")
    clock: Literal["pause", "restart", "run_on"] = "pause"


class Reviews(Table):
    """Answers wanted from other agencies before the decision."""

    agencies: list[Key] = []
    share: Share = Field(1.0, description="Share of the cases that need them.")
    mode: Literal["parallel", "in_turn"] = "in_turn"
    work_min: Duration = Field(_constant(60), validate_default=True, description="Work of each review.")
    limit_days: Annotated[float, Field(gt=0, le=10_000)] = Field(5.0, description="Limit of each review, working days.")
    silence_is_consent: bool = False


class Procedure(Table):
    """A group of procedures of one agency that run alike."""

    agency: Key
    name: AnyName | None = None
    procedures: Annotated[int, Field(ge=1)] = Field(1, description="How many procedures the group holds.")
    per_year: NonNegative = Field(description="Dossiers a year, before the factors of the demand.")
    enquiries: Annotated[float, Field(ge=0, le=100)] = Field(0.0, description="Visits that only ask, for each dossier.")
    sites: list[Key] = Field([], description="Where it is received; empty: at every site that serves its agency.")
    legal_days: Limit | None = Field(None, description="The legal limit, working days.")
    days: Limit | None = Field(None, description="The promised limit, working days; none: the legal one.")
    legal_hours: Limit | None = Field(None, description="The legal limit, office hours.")
    hours: Limit | None = Field(None, description="The promised limit, office hours.")
    online_weight: NonNegative = Field(1.0, description="Readiness to come online, relative to other procedures.")
    post_weight: NonNegative = Field(1.0, description="Readiness to come by post, relative to other procedures.")
    arrivals_by_time: Profile | None = Field(
        None, description="Counter arrivals, where they differ from the channel's."
    )
    priority_shares: Annotated[list[Share], Field(min_length=1, max_length=9)] = Field(
        [1.0], description="Shares of the priority classes, the first is called first."
    )
    at_once: Share = Field(0.0, description="Share decided at the counter while the applicant waits.")
    intake_min: Duration = Field(_constant(10), validate_default=True, description="Intake at the counter.")
    desk_min: Duration = Field(_constant(10), validate_default=True, description="Intake at the desk.")
    collect_min: Duration = Field(
        _constant(3), validate_default=True, description="Handing over a result at the counter."
    )
    enquire_min: Duration = Field(_constant(5), validate_default=True, description="Answering a question.")
    flawed: Flawed = Field(default_factory=Flawed)
    corrected_after_days: Duration = Field(
        _constant(2), validate_default=True, description="Until a flawed dossier comes again."
    )
    collected_after_days: Duration = Field(
        _constant(1), validate_default=True, description="From ready at the site to the collection."
    )
    work_min: Duration = Field(_constant(60), validate_default=True, description="Examination in the back office.")
    field_days: Duration = Field(
        _constant(0), validate_default=True, description="Site visit or laboratory: working days that use nobody."
    )
    conclude_min: Duration = Field(
        _constant(0), validate_default=True, description="Work after the reviews, before the signature."
    )
    supplement: Supplement = Field(default_factory=Supplement)
    reviews: Reviews = Field(default_factory=Reviews)
    refused: Share = Field(0.0, description="Share of the decisions that refuse.")
    committee: bool = Field(False, description="The People's Committee signs too.")

    @model_validator(mode="after")
    def _limits(self) -> Self:
        for unit, promised, legal in (("days", self.days, self.legal_days), ("hours", self.hours, self.legal_hours)):
            if promised is not None and legal is not None and promised > legal:
                values = {unit: promised, f"legal_{unit}": legal}
                text = worded("{limit} must not be longer than {legal}", limit=unit, legal="legal_" + unit)
                raise TogetherError(text, values, tuple(values))
        in_days, in_hours = (self.days, self.legal_days), (self.hours, self.legal_hours)
        if any(limit is not None for limit in in_days) and any(limit is not None for limit in in_hours):
            limits = {key: getattr(self, key) for key in ("hours", "legal_hours", "days", "legal_days")}
            values = {key: limit for key, limit in limits.items() if limit is not None}
            raise TogetherError(worded("a limit is given in days or in hours, not in both"), values)
        if self.at_once < 1 and all(limit is None for limit in (*in_days, *in_hours)):
            raise ValueError(worded("needs a limit: days (with legal_days) or hours (with legal_hours)"))
        if abs(sum(self.priority_shares) - 1) > 1e-9:
            text = worded("priority_shares must add up to 1, not {total:g}", total=sum(self.priority_shares))
            raise TogetherError(text, {"priority_shares": self.priority_shares}, ("priority_shares",))
        if len(set(self.reviews.agencies)) != len(self.reviews.agencies):
            reviews = {("reviews", "agencies"): self.reviews.agencies}
            raise TogetherError(worded("reviews.agencies names an agency twice"), reviews)
        return self


class Leave(Table):
    """A planned absence, whole days."""

    of: str = Field(description="A counter group or an agency, such as 'counters.transport' or 'agencies.health'.")
    number: Annotated[int, Field(ge=1)] = Field(1, description="Which officer or reviewer, from 1.")
    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            text = worded("a leave must not end before it starts")
            raise TogetherError(text, {"end": self.end, "start": self.start})
        return self


class Absences(Table):
    """Staff away for whole days: by chance, and as planned."""

    spells_per_year: Annotated[float, Field(ge=0, le=50)] = Field(
        0.0, description="Spells of each officer and reviewer a year."
    )
    spell_days: Duration = Field(_constant(2), validate_default=True, description="Length of a spell, working days.")
    leave: list[Leave] = []


class Transfer(Table):
    """Time of papers on one way, minutes of office time."""

    of: Key = Field(description="A site or an agency.")
    to: Key = Field(description="A site or an agency.")
    minutes: NonNegative


class Transfers(Table):
    """How long papers are on their way, minutes of office time."""

    site_agency_min: NonNegative = Field(0.0, description="Between a site and an agency, either way.")
    agency_agency_min: NonNegative = Field(0.0, description="Between two agencies.")
    routes: list[Transfer] = Field([], description="Ways that take another time.")


class Targets(Table):
    """What the centre promises."""

    wait_min: Positive = 15.0
    acknowledge_hours: Positive = Field(8.0, description="Online cases are acknowledged within so many office hours.")


class Costs(Table):
    """Prices in đồng."""

    officer_hour: NonNegative = 0.0
    reviewer_hour: NonNegative = 0.0
    overtime_factor: Annotated[float, Field(ge=1, le=10)] = 1.5
    postage_in: NonNegative = 0.0
    postage_out: NonNegative = 0.0


class Observed(Table):
    """What was really seen, to be shown beside the simulated."""

    waiting: str = Field(description="CSV file beside the scenario: day, queue, hour, waiting_observed.")


class Plan(Table):
    """A whole scenario file, overlays applied."""

    name: AnyName
    description: Description | str | None = None
    seed: Annotated[int, Field(ge=0)] = 1
    replications: Annotated[int, Field(ge=1, le=MOST_REPLICATIONS)] = 1
    period: Period
    calendar: Calendar
    deadlines: Deadlines = Field(default_factory=Deadlines)
    demand: Demand = Field(default_factory=Demand)
    channels: Channels = Field(default_factory=Channels)
    mail: Mail = Field(default_factory=Mail)
    sites: dict[Key, Site] = Field(default_factory=lambda: {"centre": Site()})
    agencies: Annotated[dict[Key, Agency], Field(min_length=1)]
    committee: Committee = Field(default_factory=Committee)
    counters: Annotated[dict[Key, CounterGroup], Field(min_length=1)]
    procedures: Annotated[dict[Key, Procedure], Field(min_length=1)]
    absences: Absences = Field(default_factory=Absences)
    transfers: Transfers = Field(default_factory=Transfers)
    targets: Targets = Field(default_factory=Targets)
    costs: Costs = Field(default_factory=Costs)
    observed: Observed | None = None


DEFAULTS = {"agency_defaults": "agencies", "counter_defaults": "counters", "procedure_defaults": "procedures"}
"""Tables whose values hold for every table of a kind that does not say otherwise."""

__all__ = ["DEFAULTS", "WEEKDAYS", "Plan"]
