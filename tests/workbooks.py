"""Workbooks for the tests: a scenario that says everything a scenario can say, and cells changed as planners do it."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from tvsim.language import Code
from tvsim.scenario.loading import load_text
from tvsim.scenario.scenario import Scenario
from tvsim.scenario.workbook.writing import workbook_bytes

RICH = """\
name = { vi = "Trung tâm", en = "Centre" }
description = "Everything: = + - @"
seed = 7
replications = 2
source = "counted in March"

[period]
start = 2025-03-03
end = 2025-03-28
warm_up_days = 7
follow_up_days = 3

[calendar]
country = "VN"
closed_days = [2025-03-10, { value = 2025-03-11, source = "notice" }]
make_up_days = [2025-03-15]
make_up_like = "fri"
hours = { mon-fri = ["08:00-12:00", "13:00-17:00"], sat = ["08:00-10:00"] }

[deadlines]
rule = "working_hours"
cut_off = "15:30"
hours_per_day = 7.5
limit_in_force = "legal"

[demand]
factor = { value = 1.1, range = [0.9, 1.3], note = "a guess" }
by_month = [0.9, 1.0, 1.1, { value = 1.2, source = "books" }, 1, 1, 1, 1, 1, 1, 1, 0.8]
by_weekday = { mon = 1.2, tue-thu = { value = 1.05, source = "tickets" } }
day_to_day_cv = 0.1
after_holiday = { closed_days = 6, working_days = 8, factor = 1.4 }

[channels.counter]
arrivals_by_time = { "08:00-10:00" = 3, "10:00-17:00" = { value = 1.5, source = "tickets" } }
returns = { counter = 0.7, post = 0.2, online = 0.1 }
[channels.post]
share = 0.1
arrivals_by_time = { mon-wed = { "08:00-12:00" = 1 }, thu-sun = { "08:00-10:00" = 2, "13:00-15:00" = 1 } }
returns = { counter = 0.1, post = 0.9 }
[channels.online]
share = { value = 0.3, range = [0.2, 0.5] }
returns = { online = 1 }

[mail]
rounds = ["09:00", "16:00"]
travel_in_days = { mean = { value = 1.5, range = [1, 2] }, cv = 0.4 }
travel_out_days = { distribution = "exponential", mean = 2 }

[sites.centre]
name = { vi = "Tỉnh", en = "Province" }
home_share = 0.6
travel_min = { centre = 30, city = 45 }
[sites.city]
home_share = 0.4
hours = { mon-fri = ["08:00-12:00"] }
travel_min = { centre = 20, city = { value = 10, source = "a map" } }

[committee]
name = "Committee"
sign_off = { times = ["10:30", "16:00"], capacity = 5 }
transfer_min = 60

[absences]
spells_per_year = 2
spell_days = { mean = 2, cv = 0.5 }
leave = [
  { of = "counters.justice", number = 2, start = 2025-03-05, end = 2025-03-07 },
  { of = "agencies.health", number = 1, start = 2025-03-12, end = 2025-03-12 },
]

[transfers]
site_agency_min = 30
agency_agency_min = 90
routes = [{ of = "city", to = "justice", minutes = 120 }]

[targets]
wait_min = 20
acknowledge_hours = 4

[costs]
officer_hour = 60_000
reviewer_hour = 70_000
overtime_factor = 2
postage_in = 20_000
postage_out = 25_000

[agency_defaults]
reviewers = 2
order = "first_come"
sign_off = { times = ["10:00", "15:30"] }
backlog = 1

[agencies.health]
name = { vi = "Sở Y tế", en = "Health" }
reviewers = 3
[agencies.justice]
name = "Justice"
sign_off = { times = ["09:00"], capacity = 4 }
order = "earliest_due"
backlog = 3

[counter_defaults]
source = "roster"
wrap_up_min = { mean = 1.5, cv = 0.5 }
roster = [{ days = "mon", hours = "08:00-10:00", officers = 3, desk = 1 }]
other_duties = [{ at_most_waiting = 0, share = 0.2 }, { at_most_waiting = 3, share = { value = 0.1, note = "few" } }]
patience_min = { mean = { value = 60, range = [40, 80] }, cv = 0.5 }
turn_away = { queue = 12, share = 0.5 }
after_leaving = { come_back = 0.6, go_online = 0.2, after_days = 2 }
[counter_defaults.appointments]
share = 0.2
slots = [{ days = "mon-fri", hours = "09:00-11:00", every_min = 30, capacity = 1 }]
lateness_min = { distribution = "normal", mean = -3, sd = 6 }
no_show = 0.1
window_min = 20
called_first = false

[counters.health]
site = "city"
agencies = ["health"]
officers = 2
roster = []
[counters.justice]
agencies = ["justice", "health"]
site = "centre"
officers = { value = 3, source = "duty roster", range = [1, 4] }
desk = "dedicated"
desk_staff = 1
at_lunch = "serve"
at_closing = "dismiss"
last_ticket_before_lunch_min = 10
last_ticket_before_closing_min = 20
wrap_up_min = 2
roster = [
  { days = "tue", hours = "08:00-10:00", officers = 4 },
  { days = "wed,fri", hours = "13:00-17:00", officers = { value = 1, source = "leave" }, desk = 2 },
]
other_duties = [{ at_most_waiting = 1, share = 0.3 }]
appointments.slots = [
  { days = "mon", hours = "08:00-09:00", every_min = 15, capacity = 2 },
  { days = "tue", hours = "13:00-14:00", every_min = 20, capacity = 1 },
]

[procedure_defaults]
source = "stop watch"
intake_min = { mean = { value = 12, range = [10, 15] }, cv = 0.5 }
desk_min = { mean = 8, cv = 0.4 }
work_min = { distribution = "triangular", low = 20, mode = 30, high = 90 }
flawed = { counter = [{ value = 0.15, range = [0.1, 0.2] }, 0.06], post = [0.2], online = [0.1, 0.05] }
supplement = { shares = [0.1, 0.05], answer_days = { mean = 4, cv = 0.6 }, unanswered = 0.05, clock = "restart" }
reviews = { share = 0.8, mode = "parallel", limit_days = 2 }
enquiries = 0.2
refused = 0.01

[procedures.licences]
agency = "health"
name = { vi = "Giấy phép", en = "Licences" }
procedures = 4
per_year = 1200.5
days = 3
legal_days = 5
online_weight = 2
post_weight = 0.5
priority_shares = [0.1, 0.9]
at_once = 0.1
collect_min = { mean = 3, cv = 0.5 }
enquire_min = 4
corrected_after_days = { distribution = "gamma", mean = 3, cv = 0.5 }
collected_after_days = { distribution = "uniform", low = 0, high = 2 }
field_days = { mean = 1, cv = 0.5 }
conclude_min = 10
committee = true
sites = ["city"]
reviews = { agencies = ["justice"], work_min = { mean = 40, cv = 0.5 }, silence_is_consent = true }
arrivals_by_time = { "08:00-09:00" = 1, "09:00-12:00" = 2 }
[procedures.records]
agency = "justice"
per_year = 900
hours = 6
legal_hours = 8
work_min = { mean = { value = 30, source = "diary" }, cv = 0.4 }
supplement = { shares = [], withdrawn_after_days = 20, recheck_min = 5 }
"""
"""A scenario in which nearly every field is written, in each of the ways in which it can be."""


@cache
def rich(folder: str = ".") -> Scenario:
    """The scenario that says everything."""
    return load_text(RICH, Path(folder) / "rich.toml")


@cache
def rich_workbook(lang: Code = "en") -> bytes:
    """It as a workbook."""
    return workbook_bytes(rich(), lang)


def written(folder: Path, content: bytes, name: str = "plan.xlsx") -> Path:
    """A workbook in a folder."""
    path = folder / name
    path.write_bytes(content)
    return path


def changed(folder: Path, cells: dict[str, Any], lang: Code = "en", content: bytes | None = None) -> Path:
    """The workbook with cells changed in Excel's stead: values by address, such as ``Procedures!D5``."""
    book = openpyxl.load_workbook(io.BytesIO(content or rich_workbook(lang)))
    for address, value in cells.items():
        sheet, _, cell = address.rpartition("!")
        book[sheet.strip("'")][cell] = value
    path = folder / "plan.xlsx"
    book.save(path)
    return path
