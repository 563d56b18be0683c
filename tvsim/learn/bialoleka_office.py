"""What is learned of the Białołęka office: days, hours, arrivals, officers and their pace, the waiting observed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import holidays
import numpy as np
import pandas as pd

from tvsim.learn.arrivals_seen import arrivals_by_block, day_to_day_cv, mean_arrivals
from tvsim.learn.calls import intervals, is_cash_desk, own_share
from tvsim.learn.forecasts import median_of_other_days, waiting_by_hour
from tvsim.learn.half_hours import BLOCK_MIN, in_hours, opening_hours
from tvsim.learn.officers_seen import open_by_block, pooled, shared_officers, whole_officers
from tvsim.learn.pace import Pace, measure_pace
from tvsim.learn.queue_snapshots import typical_days

UNTYPICAL = (dt.date(2019, 12, 30), dt.date(2019, 12, 31))
"""The last days of the year: up to 128 people wait for the vehicle registration."""


@dataclass(frozen=True)
class Officers:
    """Officers who share some queues: their pace, and how many there are in each half hour of the day."""

    queues: tuple[str, ...]
    pace: Pace
    roster: pd.Series


@dataclass(frozen=True)
class Office:
    """All that is learned of the office.

    Attributes
    ----------
    days : days learned from
    hours : opening and closing by weekday, minutes after midnight
    arrivals : a day's arrivals by queue and half hour; those in the half hour before the opening came earlier
    day_to_day_cv : variation of a day's arrivals beyond chance
    groups : officers
    cv : coefficient of variation of the service times
    own_shares : share of a cash desk's calls that are its own tickets
    observed : mean number waiting by day, queue and hour, with the median of the other days
    """

    days: tuple[dt.date, ...]
    hours: Mapping[int, tuple[int, int]]
    arrivals: pd.Series
    day_to_day_cv: float
    groups: tuple[Officers, ...]
    cv: float
    own_shares: Mapping[str, float]
    observed: pd.DataFrame


def polish_holidays(years: Iterable[int]) -> set[dt.date]:
    """Public holidays of Poland."""
    return set(holidays.country_holidays("PL", years=list(years)))


def learn(snapshots: pd.DataFrame, leave_out: Sequence[dt.date] = ()) -> Office:
    """Learn the office from its snapshots; days left out stay in the observed table, so that they can be forecast."""
    years = {day.year for day in snapshots["day"].unique()}
    shown = typical_days(snapshots, polish_holidays(years), UNTYPICAL)
    days = [day for day in shown if day not in set(leave_out)]
    known = intervals(snapshots)
    hours = opening_hours(known, shown)
    opens = min(opens for opens, _ in hours.values())
    arrivals = in_hours(arrivals_by_block(known, snapshots, days, opens), hours, before_min=BLOCK_MIN)
    use = known[known["day"].isin(days)]
    groups = tuple(_officers(use, queues, hours) for queues in shared_officers(use))
    observed = waiting_by_hour(snapshots, shown, hours)
    return Office(
        tuple(days),
        hours,
        mean_arrivals(arrivals),
        day_to_day_cv(arrivals),
        groups,
        _variation(groups),
        _own_shares(snapshots),
        observed.assign(median_of_other_days=median_of_other_days(observed)),
    )


def _own_shares(snapshots: pd.DataFrame) -> dict[str, float]:
    desks = [queue for queue, is_desk in is_cash_desk(snapshots).items() if is_desk]
    return {queue: own_share(snapshots[snapshots["queue"] == queue]) for queue in desks}


def _officers(known: pd.DataFrame, queues: Sequence[str], hours: Mapping[int, tuple[int, int]]) -> Officers:
    mean_open = open_by_block(pooled(known, queues), hours)
    opens, closes = min(opens for opens, _ in hours.values()), min(closes for _, closes in hours.values())
    pace = measure_pace(known, queues, opens, closes)
    return Officers(tuple(queues), pace, whole_officers(mean_open).clip(upper=pace.at_most))


def _variation(groups: Sequence[Officers]) -> float:
    """Coefficient of variation of the service times, from the dispersion of the calls of all groups together.

    Most groups are saturated too rarely for one of their own.
    """
    measured = [group.pace for group in groups if group.pace.half_hours > 1]
    weights = [pace.half_hours for pace in measured]
    return float(np.sqrt(np.average([pace.dispersion for pace in measured], weights=weights))) if measured else 1.0
