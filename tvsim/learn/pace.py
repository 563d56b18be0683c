"""Pace of the officers: their service times, and how readily they call while few people wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.language import worded
from tvsim.learn.half_hours import BLOCK_MIN
from tvsim.learn.officers_seen import pooled

Floats = NDArray[np.float64]
MIN_CELLS = 30
"""So many intervals are wanted before a pace is taken from them."""
SATURATED_FROM = 4
"""With so many people waiting, officers do not run out of them before the next snapshot."""
LAST_HOUR_MIN = 60
"""In the last hour officers call through the tickets of people who have left; no pace is taken from it."""


@dataclass(frozen=True)
class Pace:
    """How officers of a group serve.

    Attributes
    ----------
    service_min : mean minutes from one call of an officer to the next while enough people wait, by queue
    calls : calls that the service time is taken from, by queue
    saturated_from : people waiting that counted as enough
    at_most : officers who work in effect; None where calls grow with the open counters
    readiness : pace while so many wait, relative to the pace while enough do, by the upper end of the number waiting
    dispersion : variance of the calls in half hours of enough people waiting, divided by their mean (missing if few)
    half_hours : half hours behind the dispersion
    """

    service_min: Mapping[str, float]
    calls: Mapping[str, float]
    saturated_from: int
    at_most: int | None
    readiness: Mapping[int, float]
    dispersion: float
    half_hours: int


def measure_pace(known: pd.DataFrame, queues: Collection[str], opens_min: int, closes_min: int) -> Pace:
    """Service times and readiness to call of the officers who share some queues.

    The service time is officers x minutes / calls over the intervals that begin with enough people waiting (in the
    queues together). A queue of the group with 30 calls in them has its own: the minutes of the officers who called
    it last, divided by its calls; others have the group's. Where calls do not grow with the open counters, only so
    many officers count as were the fewest open (`effective_officers`).

    The readiness compares how soon the first call comes when few wait with how soon when enough do. The first call,
    not the number of calls: with two waiting, three calls cannot be seen, however ready the officers are. Where calls
    come at a rate r, an interval of t minutes has none with the probability exp(-r t).

    Raises
    ------
    ValueError
        If nobody is called while enough people wait: then no service time can be taken.
    """
    use = known[known["known"] & _within(known["at"], opens_min, closes_min - LAST_HOUR_MIN)]
    pool = pooled(use, queues)
    pool = pool[pool["known"] & (pool["open"] > 0)]
    enough = next((least for least in range(SATURATED_FROM, 1, -1) if (pool["waiting"] >= least).sum() >= MIN_CELLS), 1)
    at_most = effective_officers(pool[pool["waiting"] >= enough])
    pool["working"] = pool["open"].clip(upper=at_most)
    busy = pool[pool["waiting"] >= enough]
    if not busy["calls"].sum() > 0:
        text = worded(
            "no service time can be taken for {queues}: nobody is called while people wait", queues=", ".join(queues)
        )
        raise ValueError(text)
    common = _ratio((busy["working"] * busy["minutes"]).sum(), busy["calls"].sum())
    in_effect = (busy["working"] / busy["open"]).set_axis(busy["at"])
    times, calls = {}, {}
    for queue in queues:
        rows = use[(use["queue"] == queue) & use["at"].isin(busy["at"])]
        calls[queue] = float(rows["calls"].sum())
        working = rows["open"] * in_effect.reindex(rows["at"]).to_numpy()
        times[queue] = _ratio((working * rows["minutes"]).sum(), calls[queue]) if calls[queue] >= MIN_CELLS else common
    dispersion, half_hours = _dispersion(busy)
    return Pace(times, calls, enough, at_most, _readiness(pool, enough), dispersion, half_hours)


def effective_officers(busy: pd.DataFrame) -> int | None:
    """How many officers work in effect, if calls do not grow with the number of open counters.

    Two Poisson models of the calls are compared: as many for each open counter, and as many however many are open.
    The second is taken if its log-likelihood is clearly higher (by 3 after division by the overdispersion): then
    the fewest open counters did all the work that more did. Only numbers of open counters seen in 30 intervals count.

    Parameters
    ----------
    busy : pandas.DataFrame
        Intervals that begin with enough people waiting: ``open, minutes, calls``.
    """
    often = busy.groupby("open").filter(lambda rows: len(rows) >= MIN_CELLS)
    sums = often.groupby("open")[["minutes", "calls"]].sum()
    if len(sums) < 2 or not sums["calls"].sum() > 0:
        return None
    minutes = sums["minutes"].to_numpy()
    gain = _log_likelihood(sums["calls"], minutes) - _log_likelihood(sums["calls"], sums.index.to_numpy() * minutes)
    spread = max(1.0, _ratio(float(often["calls"].var()), float(often["calls"].mean())))
    return int(sums.index.min()) if gain / spread > 3 else None


def _log_likelihood(calls: pd.Series, exposure: Floats) -> float:
    """Poisson log-likelihood of calls in proportion to an exposure, without the terms common to all exposures."""
    expected = exposure * calls.sum() / exposure.sum()
    return float((calls * np.log(expected) - expected).sum())


def _within(at: pd.Series, begins_min: int, ends_min: int) -> pd.Series:
    minutes: pd.Series = at.dt.hour * 60 + at.dt.minute
    return minutes.between(begins_min, ends_min, inclusive="left")


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below > 0 else float("nan")


def _first_call_rate(pool: pd.DataFrame) -> float:
    """Rate of the first call per officer and minute; half an interval more, so that it is finite without any."""
    without = (float((~pool["called"]).sum()) + 0.5) / (len(pool) + 1)
    return float(-np.log(without) / (pool["working"] * pool["minutes"]).mean())


def _readiness(pool: pd.DataFrame, enough: int) -> dict[int, float]:
    full = _first_call_rate(pool[pool["waiting"] >= enough])
    found: dict[int, float] = {}
    for low, high in ((1, 1), (2, 3)):
        rows = pool[pool["waiting"].between(low, min(high, enough - 1))]
        if low < enough and len(rows) >= MIN_CELLS:
            found[min(high, enough - 1)] = min(1.0, _first_call_rate(rows) / full)
    return found


def _dispersion(busy: pd.DataFrame) -> tuple[float, int]:
    """Variance over mean of the calls in whole half hours, brought to equal officer minutes.

    For officers who are never without work it tends to the squared coefficient of variation of their service times
    (the renewal theorem's variance of a count).
    """
    halves = busy.assign(half=busy["at"].dt.floor(f"{BLOCK_MIN}min"), effort=busy["working"] * busy["minutes"])
    sums = halves.groupby("half")[["calls", "minutes", "effort"]].sum()
    sums = sums[sums["minutes"] >= 0.8 * BLOCK_MIN]
    if len(sums) < 2:
        return float("nan"), len(sums)
    counts = sums["calls"] / sums["effort"] * sums["effort"].mean()
    return _ratio(float(counts.var()), float(counts.mean())), len(sums)
