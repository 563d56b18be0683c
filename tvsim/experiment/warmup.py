"""How long a centre that starts empty warms up before its figures are those of an ordinary day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Unpack

import numpy as np
import pandas as pd

from tvsim.calendar import DAY_MS, run_calendar
from tvsim.experiment.arguments import checked_scenario, replications_of, seed_of, whole_number
from tvsim.experiment.question import Question, Variant
from tvsim.experiment.study import How, new_study
from tvsim.outcomes import ALL
from tvsim.scenario import Scenario
from tvsim.statistics.warmup import Truncation, moving_average, mser5

DAY = pd.Timedelta(days=1)
"""To be added to dates of a series."""
DAYS = 364
"""Days looked at, where nothing else is said."""
SHORTEST = 28
"""Fewer days say nothing."""
WINDOW = 5
"""Open days on either side of the moving average: a week or more, so that weekdays are even in it."""
FEWEST_OPEN = 100
"""Cases open on a day, in all replications together, of which chance moves the mean by about a tenth: with fewer
nothing is said of an agency."""


@dataclass(frozen=True)
class WarmUp:
    """What a run from an empty start shows.

    Attributes
    ----------
    scenario : Scenario
    replications : int
    open_cases : DataFrame
        Index the open days from the start, one column an agency, ``all`` the last: cases open at the end of each day,
        means over the replications.
    days : Series
        By agency, ``all`` the last: days by the calendar that are warm-up by MSER-5 at its first local minimum; missing
        where the series never settles, and where it cannot be judged.
    days_by_least : Series
        The same by the least MSER-5 of all, which is told beside it; see `tvsim.statistics.warmup.mser5`.
    level : Series
        By agency: cases open on a day of the second half of the series, mean over the replications.
    """

    scenario: Scenario
    replications: int
    open_cases: pd.DataFrame
    days: pd.Series[float]
    days_by_least: pd.Series[float]
    level: pd.Series[float]

    @property
    def moving_average(self) -> pd.DataFrame:
        """The same as `open_cases`, smoothed over the days around each."""
        smooth = {key: moving_average(series.to_numpy(float), WINDOW) for key, series in self.open_cases.items()}
        return pd.DataFrame(smooth, self.open_cases.index)

    @cached_property
    def has_days(self) -> int:
        """Days of warm-up that the scenario has."""
        return run_calendar(self.scenario.plan).period_at[0] // DAY_MS

    @property
    def is_judged(self) -> pd.Series[bool]:
        """Whether an agency has enough open cases to say anything, by agency; ``all`` the last."""
        return _are_enough(self.level, self.replications)

    def open_after(self, agency: str) -> float:
        """Mean of the open cases after the warm-up; late in the series where an agency cannot be judged.

        Missing where it never settles.
        """
        days = self.days[agency]
        if np.isnan(days):
            return float("nan") if self.is_judged[agency] else float(self.level[agency])
        after = self.open_cases.index >= self.open_cases.index[0] + days * DAY
        return float(self.open_cases.loc[after, agency].mean())

    @property
    def longest(self) -> str | None:
        """Key of the agency that needs the longest, of those that can be judged; none if none can."""
        judged = self.days[self.is_judged].drop(ALL, errors="ignore")
        return None if judged.empty else str(judged.fillna(np.inf).idxmax())

    @property
    def in_doubt(self) -> tuple[str, ...]:
        """Keys of agencies for which the scenario's warm-up is enough, but not by the least MSER-5 of all."""
        beyond = (self.days <= self.has_days) & (self.days_by_least > self.has_days)
        return tuple(str(key) for key in self.days.index[beyond] if key != ALL)

    @property
    def is_enough(self) -> bool:
        """Whether the scenario's warm-up is as long as that of each agency that can be judged, and of all together."""
        judged = self.days[self.is_judged]
        return bool(len(judged) and (judged <= self.has_days).all())


def warm_up(
    scenario: Scenario,
    *,
    days: int = DAYS,
    seed: int | None = None,
    replications: int | None = None,
    **how: Unpack[How],
) -> WarmUp:
    """Run a scenario from an empty start, and look when it has become steady.

    Demand is made even for this: months are alike, there are no holidays and no surge after them. Else a series would
    never be steady, however long ago the start was. Weekdays differ as they do; only open days are in the series.

    Parameters
    ----------
    scenario : Scenario
    days : int
        To look at; those of the warm-up should be the lesser part.
    seed, replications, how
        As of `tvsim.compare`.

    Raises
    ------
    TypeError, ValueError, FolderError, WorkersError
        As `tvsim.run` does.
    """
    checked_scenario(scenario)
    days = whole_number("days", days, SHORTEST, 5 * DAYS)
    seed = seed_of(seed, scenario)
    count = replications_of(replications)
    changes = even_demand(scenario, days)
    even = scenario.with_(changes)
    study = new_study(Question("warmup", (scenario,), seed, count, {"days": days}), **how)
    with study:
        found = study.run([Variant(even, scenario, tuple(changes.items()))], range(1, count + 1))[0]
    by_day = found[0].open_cases.astype(float)
    for each in found[1:]:
        by_day += each.open_cases
    by_day /= count
    series = by_day[run_calendar(even.plan).is_working[: len(by_day)]]
    series = series.assign(**{ALL: series.sum(axis=1)})
    first = by_day.index[0]
    found_by = {key: mser5(column.to_numpy(float)) for key, column in series.items()}
    level = series.iloc[len(series) // 2 :].mean()
    judged = _are_enough(level, count)
    days_of, least_of = (
        pd.Series(
            {key: _days(each, getattr(each, rule), series.index, first) for key, each in found_by.items()}, name=name
        )
        for rule, name in (("values", "days"), ("least", "days_by_least"))
    )
    return WarmUp(scenario, count, series, days_of.where(judged), least_of.where(judged), level)


def _are_enough(level: pd.Series[float], replications: int) -> pd.Series[bool]:
    """Whether so many open cases say anything, by agency."""
    return level * replications >= FEWEST_OPEN


def even_demand(scenario: Scenario, days: int) -> dict[str, object]:
    """Changes to even demand, from an empty start, the period beginning with the run."""
    start = scenario.plan.period.start
    return {
        "demand.by_month": [1.0] * 12,
        "demand.after_holiday.factor": 1.0,
        "calendar.country": "",
        "calendar.closed_days": [],
        "calendar.make_up_days": [],
        "period.end": start + dt.timedelta(days=days - 1),
        "period.warm_up_days": 0,
        "period.follow_up_days": 0,
    }


def _days(found: Truncation, values: int, index: pd.Index, first: pd.Timestamp) -> float:
    """Days by the calendar from the first one up to an open day, before which so many values are warm-up."""
    return float((index[values] - first).days) if found.steady else float("nan")
