"""The Białołęka office, as learned, written as a scenario file with its table of observed waiting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import groupby

import pandas as pd

from tvsim.learn.bialoleka_office import Office, Officers, polish_holidays
from tvsim.learn.half_hours import BLOCK_MIN
from tvsim.learn.pace import MIN_CELLS, Pace
from tvsim.learn.toml_text import days_text, number, text
from tvsim.scenario.values import WEEKDAYS, Block

SCENARIO = "bialoleka_2020"

QUEUES = {
    "A": ("a_architecture", "Architecture, town planning", "Kiến trúc, quy hoạch"),
    "C": ("c_family_benefits", "Family benefits", "Trợ cấp gia đình"),
    "G": ("g_land", "Surveying, land", "Đo đạc, đất đai"),
    "I": ("i_infrastructure", "Infrastructure, environment", "Hạ tầng, môi trường"),
    "J": ("j_driving_licences", "Driving licences", "Giấy phép lái xe"),
    "K": ("k_cash_desks", "Cash desks", "Quầy thu tiền"),
    "L": ("l_housing_schools", "Housing, schools, culture", "Nhà ở, giáo dục, văn hóa"),
    "O": ("o_waste", "Household waste", "Rác thải sinh hoạt"),
    "P": ("p_taxes", "Local taxes and fees", "Thuế, phí địa phương"),
    "R": ("r_vehicles_apply", "Vehicle registration: applications", "Đăng ký xe: nộp hồ sơ"),
    "S": ("s_social", "Social affairs, child benefits", "Xã hội, trợ cấp trẻ em"),
    "W": ("w_cards", "Resident's and family cards", "Thẻ cư dân, thẻ gia đình đông con"),
    "X": ("x_vehicles_collect", "Vehicle registration: collection", "Đăng ký xe: nhận giấy đăng ký"),
    "Z": ("z_filing", "Filing office", "Văn thư, nhận đơn"),
}
"""Key, English and Vietnamese name of each queue, by its letter; the Polish name stands in the scenario's source."""

DATA = (
    "queue snapshots of the Warsaw district office Białołęka, about every five minutes, "
    "from the data of the kolejkeR package (MIT)"
)
SNAPSHOTS = "kolejkeR's queue snapshots"


def key_of(queue: str) -> str:
    """Key of a queue in the scenario."""
    return QUEUES[queue[0]][0]


def scenario_text(office: Office) -> str:
    """Return the scenario file."""
    parts = [
        _head(office),
        *(_agency(queue) for queue in sorted(queue for group in office.groups for queue in group.queues)),
        *(_counters(office, group) for group in office.groups),
        *(_procedure(office, group, queue) for group in office.groups for queue in group.queues),
    ]
    return "\n".join(parts)


def _head(office: Office) -> str:
    learned = f"{DATA}; the {len(office.days)} working days from {office.days[0]} to {office.days[-1]}"
    visits = number(_ordinary(office).sum(), 0)
    return "\n".join(
        [
            "# Made by `python -m tvsim.learn.bialoleka`; change the script, not this file.",
            "# Every queue is an agency that decides at the counter; there is no back office.",
            "# Each number's source says how it was found; see tvsim/learn/queue_snapshots.py.",
            "",
            'name = { vi = "Văn phòng quận Białołęka (Vác-sa-va), tháng 1 năm 2020", '
            'en = "Białołęka district office (Warsaw), January 2020" }',
            "description.vi = "
            + text(
                f"Một trung tâm có thật: 14 hàng chờ lấy số, {visits} lượt đến trong một ngày thường (số lượt gọi của "
                "quầy thu tiền là ước lượng), để đối chiếu mô phỏng với thực tế."
            ),
            "description.en = "
            + text(
                f"A real centre: 14 ticket queues, {visits} visits on an ordinary day (the cash desks' calls "
                "estimated), to try the simulation against what was seen."
            ),
            f"source = {text(learned)}",
            "seed = 2020",
            "replications = 20",
            "",
            "[period]",
            f"start = {office.observed['day'].min()}",
            f"end = {office.observed['day'].max()}",
            "warm_up_days = 0  # the queues are empty every night",
            "follow_up_days = 1",
            "",
            _calendar(office),
            "[demand]",
            f"by_weekday = {{ {_weekday_factors(office)} }}  # longer open, at the same pace of arrivals",
            f"day_to_day_cv = {number(office.day_to_day_cv, 3)}",
            "source = "
            + text(
                "spread of the queues' arrivals from day to day beyond that of a Poisson count; "
                "weekdays by the arrivals in their longer hours"
            ),
            "",
            "[observed]",
            f'waiting = "{SCENARIO}_observed.csv"',
            "",
        ]
    )


def _calendar(office: Office) -> str:
    spans: dict[tuple[int, int], list[int]] = {}
    for weekday, span in office.hours.items():
        spans.setdefault(span, []).append(weekday)
    named = {days_text(weekdays): Block(opens - BLOCK_MIN, closes) for (opens, closes), weekdays in spans.items()}
    return "\n".join(
        [
            "[calendar]",
            'country = "PL"',
            "",
            "[calendar.hours]  # the doors open half an hour before the counters",
            "source = "
            + text(
                "half hours with at least half of the weekday's most open counters; people already wait at the day's "
                "first snapshot, the half hour before it is an assumption"
            ),
            *(f"{text(days) if ',' in days else days} = [{text(str(block))}]" for days, block in named.items()),
            "",
        ]
    )


def _ordinary(office: Office) -> pd.Series:
    """Arrivals of a day with the shortest hours, by queue and half hour."""
    return _until(office, min(closes for _, closes in office.hours.values()))


def _until(office: Office, closes: int) -> pd.Series:
    return office.arrivals[office.arrivals.index.get_level_values("block") < closes]


def weekday_factors(office: Office) -> dict[int, float]:
    """Arrivals of each open weekday, relative to a day with the shortest hours."""
    base = _ordinary(office).sum()
    return {day: float(_until(office, closes).sum() / base) for day, (_, closes) in office.hours.items()}


def _weekday_factors(office: Office) -> str:
    factors = weekday_factors(office)
    return ", ".join(f"{WEEKDAYS[day]} = {number(factor, 3)}" for day, factor in factors.items() if factor != 1)


def _agency(queue: str) -> str:
    key, english, vietnamese = QUEUES[queue[0]]
    return "\n".join(
        [
            f"[agencies.{key}]",
            f"name = {{ vi = {text(f'{queue[0]}: {vietnamese}')}, en = {text(f'{queue[0]}: {english}')} }}",
            "reviewers = 0",
            f"source = {text(f'the queue «{queue}»')}",
            "",
        ]
    )


def _counters(office: Office, group: Officers) -> str:
    letters = "".join(queue[0] for queue in group.queues)
    key = f"hall_{letters.lower()}" if len(letters) > 1 else key_of(group.queues[0])
    return "\n".join(
        [
            f"[counters.{key}]",
            f"source = {text(_officers_source(group, letters))}",
            f"agencies = [{', '.join(text(key_of(queue)) for queue in group.queues)}]",
            "roster = [",
            *(f"  {block}," for block in _roster(office.hours, group.roster)),
            "]",
            'at_closing = "serve"  # counters are still open, and nobody waits, shortly after the closing time',
            "last_ticket_before_closing_min = 0  # the arrivals already have it",
            *_other_duties(group.pace),
            "",
        ]
    )


def _officers_source(group: Officers, letters: str) -> str:
    shared = (
        f"officers go from one of the queues {', '.join(letters)} to another, the sum of their open counters stays"
        if len(letters) > 1
        else "hardly any officer comes from another queue or goes there"
    )
    rounded = (
        "mean of the open counters of each half hour over the days, rounded to whole officers, the rounding carried on "
        "to the next half hour"
    )
    at_most = group.pace.at_most
    effective = f"; at most {at_most}: with more counters open no more tickets are called" if at_most else ""
    return f"{SNAPSHOTS}: {shared}; {rounded}{effective}"


def _other_duties(pace: Pace) -> list[str]:
    """Lines on the readiness to call, where it is measurably less while few wait."""
    duties = [
        f"{{ at_most_waiting = {level}, share = {number(1 - ready)} }}"
        for level, ready in _falling(pace.readiness)
        if 1 - ready >= 0.005
    ]
    if not duties:
        return []
    return [
        f"# Readiness to call: how soon the first call comes while few wait, against {pace.saturated_from} or more.",
        f"other_duties = [{', '.join(duties)}]",
    ]


def _falling(readiness: Mapping[int, float]) -> list[tuple[int, float]]:
    """Readiness by the number waiting, made not to fall while the number rises."""
    levels = sorted(readiness)
    return [(level, max(readiness[lower] for lower in levels[: place + 1])) for place, level in enumerate(levels)]


def _roster(hours: Mapping[int, tuple[int, int]], officers: pd.Series) -> list[str]:
    """Blocks of the roster; neighbours of the same weekdays and officers are one."""
    rows = []
    for block, count in officers.items():
        begins = int(str(block))
        weekdays = tuple(day for day, (opens, closes) in hours.items() if opens <= begins < closes)
        rows.append((begins, weekdays, int(count)))
    lines = []
    for (weekdays, count), run in groupby(rows, key=lambda row: row[1:]):
        blocks = [begins for begins, _, _ in run]
        hours_text = Block(blocks[0], blocks[-1] + BLOCK_MIN)
        lines.append(f'{{ days = "{days_text(weekdays)}", hours = "{hours_text}", officers = {count} }}')
    return lines


def _procedure(office: Office, group: Officers, queue: str) -> str:
    key, english, vietnamese = QUEUES[queue[0]]
    daily = float(_ordinary(office)[queue].sum())
    return "\n".join(
        [
            f"[procedures.{key}]",
            f"source = {text(_arrivals_source(office, queue))}",
            f'agency = "{key}"',
            f"name = {{ vi = {text(vietnamese)}, en = {text(english)} }}",
            f"per_year = {number(daily * _year_weight(office), 0)}  # {number(daily, 1)} on an ordinary day",
            "at_once = 1.0",
            f"intake_min = {{ {_duration(group.pace.service_min[queue], office.cv)}, "
            f"source = {text(_service_source(group.pace, queue))} }}",
            "",
            f"[procedures.{key}.arrivals_by_time]  # people in the half hour",
            *(
                f'"{Block(int(block), int(block) + BLOCK_MIN)}" = {number(value)}'
                for block, value in office.arrivals[queue].items()
            ),
            "",
        ]
    )


def _duration(mean: float, cv: float) -> str:
    """Return the entries of a duration; one that does not vary is a constant."""
    if round(cv, 2) == 0:
        return f'distribution = "constant", mean = {number(mean)}'
    return f"mean = {number(mean)}, cv = {number(cv)}"


def _arrivals_source(office: Office, queue: str) -> str:
    share = office.own_shares.get(queue)
    if share is None:
        return f"{SNAPSHOTS}: number called plus change of those waiting, mean of the days"
    return (
        f"{SNAPSHOTS}: the desks also call other queues' tickets, so calls are the progress of their own numbers "
        f"divided by {number(share, 3)}, the share of their own tickets among those newly displayed; "
        "plus change of those waiting, mean of the days"
    )


def _service_source(pace: Pace, queue: str) -> str:
    base = f"{pace.calls[queue]:.0f} calls while {pace.saturated_from} or more waited, not in the last hour"
    mean = (
        f"officers x minutes / calls: {base}"
        if pace.calls[queue] >= MIN_CELLS
        else f"the mean of the queues with the same officers, for want of calls (only {base})"
    )
    return f"{mean}; cv of all queues together, from the spread of the calls in such half hours"


def _year_weight(office: Office) -> float:
    """Open days of the year, each by its weekday's factor: what a year's visits are divided by."""
    year = office.days[0].year
    closed = polish_holidays([year])
    factors = weekday_factors(office)
    first = dt.date(year, 1, 1)
    dates = [first + dt.timedelta(days=day) for day in range((dt.date(year + 1, 1, 1) - first).days)]
    return sum(factors.get(date.weekday(), 0.0) for date in dates if date not in closed)


def observed_text(office: Office) -> str:
    """Return the observed table as CSV: ``day, queue, hour, waiting_observed, median_of_other_days``."""
    table = office.observed.assign(queue=office.observed["queue"].map(key_of))
    table = table.sort_values(["day", "queue", "hour"])
    return str(table.to_csv(index=False, float_format="%.3f", lineterminator="\n"))
