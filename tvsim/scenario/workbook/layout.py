"""Which value of a scenario stands where in a workbook: the sheets, their parts and their fields, in order."""

from __future__ import annotations

from typing import get_args

from tvsim.scenario.errors import Place
from tvsim.scenario.schema import (
    Agency,
    Calendar,
    CounterGroup,
    Deadlines,
    Reviews,
    Supplement,
)
from tvsim.scenario.values import Table
from tvsim.scenario.workbook.blocks import Fixed, Form, Lists, Named, Opened, Records, Sheet, Whole
from tvsim.scenario.workbook.durations import Duration
from tvsim.scenario.workbook.fields import DAYS, DONG, HOURS, MINUTES, SHARE, WORKING_DAYS, Field
from tvsim.scenario.workbook.kinds import (
    BLOCKS,
    NUMBERS,
    TIMES,
    ByKey,
    Code,
    Date,
    Flag,
    Kind,
    Months,
    Number,
    Staff,
    Text,
    Time,
    Word,
    keys,
)
from tvsim.scenario.workbook.kinds import Named as Name
from tvsim.scenario.workbook.shapes import Hours, Tables, Values, Weights


def _word(table: type[Table], name: str) -> Word:
    """One of the words that the schema allows."""
    return Word(get_args(table.model_fields[name].annotation))


NUMBER, PERCENT, OPTIONAL = Number(), Number(as_percent=True), Number(may_be_none=True)
TIME = Duration()
BY_SITE = ByKey("By the key of a site, such as centre: 35; city: 12.", "centre: 35; city: 12")
BY_WEEKDAY = ByKey("By weekday, such as mon: 1.2; fri: 0.9.", "mon: 1.2; fri: 0.9", has_days=True)
ON_DAYS, IN_HOURS = (
    Code("Weekdays such as mon-fri or mon,wed.", has_days=True),
    Code("A block of a day such as 07:00-11:30."),
)


def _f(path: str, what: str, kind: Kind = NUMBER, unit: str = "", about: str = "", group: str = "") -> Field:
    return Field(tuple(path.split(".")), what, kind, unit, about, group)


def _sign_off(group: str = "") -> tuple[Field, Field]:
    about = "When a leader signs what is ready, on working days."
    return (
        _f("sign_off.times", "Signatures at", TIMES, about=about, group=group),
        _f("sign_off.capacity", "Signatures each time, at most", OPTIONAL),
    )


STUDY = Form(
    "The study",
    (
        _f("name", "Name of the plan", Name(), about="As it stands over tables and pictures."),
        _f("description", "Description", Name()),
        _f("seed", "Seed", about="The same seed gives the same citizens with the same dossiers."),
        _f("replications", "Replications", about="Independent runs; more of them make the intervals narrower."),
        _f("observed.waiting", "File with what was observed", Text(is_wide=True)),
    ),
)
PERIOD = Form(
    "Period",
    (
        _f("period.start", "First day", Date()),
        _f("period.end", "Last day", Date()),
        _f("period.warm_up_days", "Warm-up", OPTIONAL, DAYS),
        _f("period.follow_up_days", "Follow-up", NUMBER, DAYS),
    ),
)
DEADLINES = Form(
    "Due times",
    (
        _f(
            "deadlines.rule",
            "Due time is counted by",
            _word(Deadlines, "rule"),
            about="Working hours: to the minute, a day being the office hours below; end of the day: due when the last "
            "day closes; half day: at noon or in the evening.",
        ),
        _f("deadlines.cut_off", "Accepted for the next working day from", Time()),
        _f("deadlines.hours_per_day", "Hours in a day of a limit", NUMBER, HOURS),
        _f("deadlines.limit_in_force", "Limit in force", _word(Deadlines, "limit_in_force")),
    ),
)
DEMAND = Form(
    "Demand",
    (
        _f("demand.factor", "Demand, times the dossiers of the procedures"),
        _f(
            "demand.by_weekday",
            "Demand by weekday",
            BY_WEEKDAY,
            about="Relative demand; 1 on days that are not named.",
        ),
        _f("demand.day_to_day_cv", "Variation from day to day beyond chance"),
        _f("demand.after_holiday.closed_days", "A holiday is long from", NUMBER, "closed days in a row"),
        _f("demand.after_holiday.working_days", "The surge after it lasts", NUMBER, WORKING_DAYS),
        _f("demand.after_holiday.factor", "Demand on the first day after it, times the ordinary"),
    ),
)
MONTHS = Form(
    "Demand by month",
    (_f("demand.by_month", "Month", Months(), about="Relative demand; 1 is an ordinary month."),),
)
MAIL = Form(
    "Post",
    (
        _f("mail.rounds", "Mail comes and goes at", TIMES),
        _f("mail.travel_in_days", "From the applicant to the centre", TIME, DAYS),
        _f("mail.travel_out_days", "From the centre to the applicant", TIME, DAYS),
    ),
)
COMMITTEE = Form(
    "People's Committee",
    (
        _f("committee.name", "Name of the committee", Name()),
        *(Field(("committee", *each.path), each.what, each.kind, each.unit, each.about) for each in _sign_off()),
        _f("committee.transfer_min", "Papers on their way to it", NUMBER, MINUTES),
    ),
)
ABSENCES = Form(
    "Absences",
    (
        _f("absences.spells_per_year", "Spells a year"),
        _f("absences.spell_days", "Length of a spell", TIME, WORKING_DAYS),
    ),
)
TRANSFERS = Form(
    "Papers on their way",
    (
        _f("transfers.site_agency_min", "Between a site and an agency", NUMBER, MINUTES),
        _f("transfers.agency_agency_min", "Between two agencies", NUMBER, MINUTES),
    ),
)
SITES = Records(
    "Places with counters",
    Named("sites", "Key of the site", "Letters A to Z, digits, - and _; other sheets name the site so."),
    (
        _f("name", "Name", Name()),
        _f("home_share", "Applicants at home there", PERCENT, SHARE),
        _f(
            "travel_min",
            "Travel from there to each site",
            BY_SITE,
            MINUTES,
        ),
    ),
    is_list=True,
    note="Without a line there is one place, named centre.",
)


def _list(title: str, owners: Named | Fixed | Whole, path: str, fields: tuple[Field, ...], note: str = "") -> Lists:
    return Lists(title, owners, tuple(path.split(".")), Tables(tuple(each.path for each in fields)), fields, note)


_A_COUNTER = Named("counters", "Counter group", "Key of a counter group.", "counter_defaults", "Counters")
_A_PROCEDURE = Named("procedures", "Procedure", "Key of a procedure.", "procedure_defaults", "Procedures")
LEAVE = _list(
    "Planned absences",
    Whole(),
    "absences.leave",
    (
        _f("of", "Who", Staff(), about="Whose officer or reviewer is away: a counter group's or an agency's."),
        _f("number", "Which one, from 1"),
        _f("start", "First day", Date()),
        _f("end", "Last day", Date()),
    ),
)
ROUTES = _list(
    "Ways of papers that take another time",
    Whole(),
    "transfers.routes",
    (
        _f("of", "From", Text("agencies")),
        _f("to", "To", Text("agencies")),
        _f("minutes", "Time", NUMBER, MINUTES),
    ),
)
OTHER_DUTIES = _list(
    "Other duties of officers",
    _A_COUNTER,
    "other_duties",
    (
        _f("at_most_waiting", "Where at most so many wait", about="As a service ends."),
        _f("share", "Time for other duties", PERCENT, SHARE),
    ),
    "Scanning, telephone, handing over files: what an officer does before calling the next.",
)
SLOTS = _list(
    "Slots that can be booked",
    _A_COUNTER,
    "appointments.slots",
    (
        _f("days", "Weekdays", ON_DAYS),
        _f("hours", "From-to", IN_HOURS),
        _f("every_min", "One slot every", NUMBER, MINUTES),
        _f("capacity", "People in a slot"),
    ),
)
AGENCIES = Records(
    "Agencies",
    Named("agencies", "Key of the agency", "Letters A to Z, digits, - and _; other sheets name the agency so.",
          "agency_defaults"),
    (
        _f("name", "Name", Name()),
        _f("reviewers", "Reviewers", about="Officials who process dossiers in the back office."),
        _f("order", "Order of the work", _word(Agency, "order")),
        *_sign_off(),
        _f("backlog", "Open cases at the start"),
    ),
    is_list=True,
)  # fmt: skip
COUNTERS = Records(
    "Counter groups",
    Named("counters", "Key of the counter group", "Letters A to Z, digits, - and _; other sheets name the group so.",
          "counter_defaults"),
    (
        _f("site", "Site", Text("sites"), about="Where the group sits; blank: at the first site.", group="Who"),
        _f("agencies", "Agencies it serves", keys("agencies")),
        _f("officers", "Officers at the counter"),
        _f("desk", "Desk work is done", _word(CounterGroup, "desk"), group="Desk work"),
        _f("desk_staff", "Dedicated desk staff"),
        _f("wrap_up_min", "Wrap-up between two people", TIME, MINUTES, group="Calling"),
        _f("at_lunch", "Who waits at lunch", _word(CounterGroup, "at_lunch"),
           about="Serve: they are served in overtime; hold: they wait on; dismiss: they come back the next working "
           "day."),
        _f("at_closing", "Who waits at closing", _word(CounterGroup, "at_closing"),
           about="Serve: they are served in overtime; dismiss: they come back the next working day."),
        _f("last_ticket_before_lunch_min", "Last ticket before lunch", NUMBER, MINUTES),
        _f("last_ticket_before_closing_min", "Last ticket before closing", NUMBER, MINUTES),
        _f("patience_min", "Patience in the queue", Duration(may_be_none=True), MINUTES, group="Patience"),
        _f("turn_away.queue", "Turn away where so many wait"),
        _f("turn_away.share", "Of these turn away", PERCENT, SHARE),
        _f("after_leaving.come_back", "Of those who left: come back", PERCENT, SHARE),
        _f("after_leaving.go_online", "Of those who left: go online", PERCENT, SHARE),
        _f("after_leaving.after_days", "They come back after", TIME, DAYS),
        _f("appointments.share", "First visits that are booked", PERCENT, SHARE, group="Appointments"),
        _f("appointments.no_show", "Booked and do not come", PERCENT, SHARE),
        _f("appointments.lateness_min", "Lateness", Duration(may_be_negative=True), MINUTES),
        _f("appointments.window_min", "A booking is good for", NUMBER, MINUTES),
        _f("appointments.called_first", "Booked people are called first", Flag()),
    ),
    is_list=True,
)  # fmt: skip
ROSTERS = _list(
    "Rosters",
    _A_COUNTER,
    "roster",
    (
        _f("days", "Weekdays", ON_DAYS),
        _f("hours", "From-to", IN_HOURS),
        _f("officers", "Officers at the counter"),
        _f("desk", "Further officers at the desk"),
    ),
    "Hours in which there are other officers than the sheet Counters says.",
)
PROCEDURES = Records(
    "Procedures",
    Named("procedures", "Key of the procedure", "Letters A to Z, digits, - and _; other sheets name the procedure so.",
          "procedure_defaults"),
    (
        _f("agency", "Agency", Text("agencies"), group="Procedure"),
        _f("name", "Name", Name()),
        _f("procedures", "Procedures in the group"),
        _f("per_year", "Dossiers a year", group="Demand"),
        _f("enquiries", "Visits that only ask, for each dossier"),
        _f("online_weight", "Readiness to come online, relative"),
        _f("post_weight", "Readiness to come by post, relative"),
        _f("sites", "Received at the sites", keys("sites")),
        _f("days", "Promised limit", OPTIONAL, WORKING_DAYS, group="Limits"),
        _f("legal_days", "Legal limit", OPTIONAL, WORKING_DAYS),
        _f("hours", "Promised limit", OPTIONAL, HOURS),
        _f("legal_hours", "Legal limit", OPTIONAL, HOURS),
        _f("at_once", "Decided at the counter at once", PERCENT, SHARE, group="At the counter and the desk"),
        _f("priority_shares", "Shares of the priority classes", NUMBERS),
        _f("intake_min", "Intake at the counter", TIME, MINUTES),
        _f("desk_min", "Intake at the desk", TIME, MINUTES),
        _f("enquire_min", "Answering a question", TIME, MINUTES),
        _f("flawed.counter", "Found flawed at the counter", NUMBERS, SHARE, group="Flawed dossiers"),
        _f("flawed.post", "Found flawed by post", NUMBERS, SHARE),
        _f("flawed.online", "Found flawed online", NUMBERS, SHARE),
        _f("corrected_after_days", "Comes again after", TIME, DAYS),
        _f("work_min", "Examination in the back office", TIME, MINUTES, group="Back office"),
        _f("field_days", "Site visit or laboratory", TIME, WORKING_DAYS),
        _f("conclude_min", "Work after the reviews", TIME, MINUTES),
        _f("committee", "The People's Committee signs too", Flag()),
        _f("refused", "Decisions that refuse", PERCENT, SHARE),
        _f("supplement.shares", "Papers asked for after acceptance", NUMBERS, SHARE, group="Supplements"),
        _f("supplement.answer_days", "Until the applicant answers", TIME, DAYS),
        _f("supplement.unanswered", "Never answered", PERCENT, SHARE),
        _f("supplement.withdrawn_after_days", "Withdrawn without an answer after", NUMBER, DAYS),
        _f("supplement.recheck_min", "Work on the answer", TIME, MINUTES),
        _f("supplement.clock", "Meanwhile the clock does", _word(Supplement, "clock"),
           about="Pause: the limit stands still until the answer; restart: it begins anew with the answer; run on: it "
           "is not stopped."),
        _f("collected_after_days", "Collected after", TIME, DAYS, group="Results"),
        _f("collect_min", "Handing over a result at the counter", TIME, MINUTES),
    ),
    is_list=True,
)  # fmt: skip
REVIEWS = Records(
    "Reviews by other agencies",
    _A_PROCEDURE,
    (
        _f("reviews.agencies", "Agencies asked", keys("agencies")),
        _f("reviews.share", "Cases that need them", PERCENT, SHARE),
        _f("reviews.mode", "Asked", _word(Reviews, "mode"),
           about="Parallel: all at once; in turn: one after the other."),
        _f("reviews.work_min", "Work of each review", TIME, MINUTES),
        _f("reviews.limit_days", "Limit of each review", NUMBER, WORKING_DAYS),
        _f("reviews.silence_is_consent", "Silence is consent", Flag(),
           about="The case goes on when the limit passes, without the answer."),
    ),
    note="A line for each procedure that needs answers from other agencies.",
)  # fmt: skip
_CHANNELS = Fixed("Channel", ("counter", "post", "online"), ("channels",))
SHARES = Form(
    "How dossiers come",
    (
        _f("channels.post.share", "Dossiers that come by post", PERCENT, SHARE),
        _f("channels.online.share", "Dossiers that come online", PERCENT, SHARE),
    ),
    "What comes neither by post nor online comes to the counter.",
)
RETURNS = Records(
    "How results are wanted",
    _CHANNELS,
    (
        _f("returns.counter", "Fetched at the counter", PERCENT, SHARE),
        _f("returns.post", "Sent by post", PERCENT, SHARE),
        _f("returns.online", "Received online", PERCENT, SHARE),
    ),
    note="By the channel of the dossier; each line adds up to 100%. Without any share all come to the counter.",
)
_WEIGHTS = (
    _f("days", "Weekdays", ON_DAYS, about="Blank: every day."),
    _f("hours", "From-to", IN_HOURS),
    _f("weight", "Weight", about="Relative number of arrivals in these hours."),
)
PROFILES = Lists(
    "Arrivals by time of day", _CHANNELS, ("arrivals_by_time",), Weights(), _WEIGHTS,
    "How many come in which hours, relative to one another.",
)  # fmt: skip
OWN_PROFILES = Lists(
    "Counter arrivals of single procedures", _A_PROCEDURE, ("arrivals_by_time",), Weights(), _WEIGHTS,
    "Only where they differ from the channel's.",
)  # fmt: skip
WORKING = Form(
    "Working days",
    (
        _f("calendar.country", "Public holidays of", Text(may_be_empty=True), about="Country, two letters such as VN."),
        _f("calendar.make_up_like", "A make-up day has the hours of", _word(Calendar, "make_up_like")),
    ),
)
OPENING = Lists(
    "Opening hours",
    Opened("Site", "Key of a site that has hours of its own; blank or default for all: every other site."),
    ("hours",),
    Hours(),
    (_f("days", "Weekdays", ON_DAYS), _f("hours", "Open", BLOCKS)),
)
CLOSED = Lists(
    "Further closed days", Whole(), ("calendar", "closed_days"), Values(), (Field((), "Closed day", Date()),)
)
MAKE_UP = Lists(
    "Make-up days", Whole(), ("calendar", "make_up_days"), Values(), (Field((), "Make-up day", Date()),),
    "Days worked although they would be closed.",
)  # fmt: skip
TARGETS = Form(
    "Targets",
    (
        _f(
            "targets.wait_min",
            "Called within",
            NUMBER,
            MINUTES,
            "Citizens at the counter are to be called in this time.",
        ),
        _f("targets.acknowledge_hours", "Online cases acknowledged within", NUMBER, HOURS),
    ),
)
COSTS = Form(
    "Costs",
    (
        _f("costs.officer_hour", "An hour of an officer", NUMBER, DONG),
        _f("costs.reviewer_hour", "An hour of a reviewer", NUMBER, DONG),
        _f("costs.overtime_factor", "Overtime, times the ordinary hour"),
        _f("costs.postage_in", "Postage of a dossier", NUMBER, DONG),
        _f("costs.postage_out", "Postage of a result", NUMBER, DONG),
    ),
)

SHEETS = (
    Sheet(
        "General",
        (
            STUDY, PERIOD, DEADLINES, DEMAND, MONTHS, MAIL, COMMITTEE, ABSENCES, TRANSFERS, SITES, LEAVE, ROUTES,
            OTHER_DUTIES, SLOTS,
        ),
        "The study, its period, due times, demand, post, committee, absences, papers on their way, sites, slots.",
    ),
    Sheet("Agencies", (AGENCIES,), "Each agency's back office: reviewers, order of the work, signatures."),
    Sheet("Counters", (COUNTERS,),
"Groups of officers at the counters: whom they serve, how many they are, what happens at lunch and at closing."),
    Sheet("Rosters", (ROSTERS,), "Hours of the week in which there are other officers than usual."),
    Sheet("Procedures", (PROCEDURES,), "What citizens ask for: dossiers a year, limits, and how long each step takes."),
    Sheet("Reviews", (REVIEWS,), "Procedures for which other agencies are asked."),
    Sheet("Channels", (SHARES, RETURNS, PROFILES, OWN_PROFILES),
"How many come by post and online, at what time of day, and how results go back."),
    Sheet("Calendar", (WORKING, OPENING, CLOSED, MAKE_UP),
"Public holidays, opening hours, closed days and make-up days."),
    Sheet("Targets", (TARGETS,), "What the centre promises."),
    Sheet("Costs", (COSTS,), "Prices of hours and of postage."),
)  # fmt: skip
"""All sheets that hold values."""


def schema_place(block: Form | Records | Lists, field: Field) -> Place:
    """Place of a field in the schema, where a named table has any name, and a list its first entry."""
    if isinstance(block, Form):
        return field.path
    owners = block.owners
    owner: Place = ()
    if isinstance(owners, Named):
        owner = (owners.kind, "any")
    elif isinstance(owners, Fixed):
        owner = (*owners.table, owners.codes[0])
    elif isinstance(owners, Opened):
        owner = ("calendar",)
    if isinstance(block, Records):
        return (*owner, *field.path)
    return (*owner, *block.path, 0, *field.path) if isinstance(block.shape, Tables) else ()
