"""Arrivals, from the calls and the change of those waiting: by half hour, and their variation from day to day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pandas as pd

from tvsim.learn.calls import numbering_starts, own_prefix
from tvsim.learn.half_hours import BLOCK_MIN, by_block


def arrivals_by_block(
    known: pd.DataFrame, snapshots: pd.DataFrame, days: Iterable[dt.date], opens_min: int
) -> pd.DataFrame:
    """Arrivals of each queue in each half hour of each day: number called plus the change of those waiting.

    Who waits or has been called at the first snapshot of a day came in the half hour before the opening.

    Parameters
    ----------
    known : pandas.DataFrame
        `intervals` of the snapshots.
    opens_min : int
        Opening time, minutes after midnight.

    Returns
    -------
    pandas.DataFrame
        ``queue, day, block`` (minutes after midnight)``, arrivals, minutes`` of the block that are known.
    """
    wanted = set(days)
    use = known[known["day"].isin(wanted) & known["known"]]
    came = use["calls"] + use["waiting_after"] - use["waiting"]
    pieces = by_block(use.assign(amount=came)).rename(columns={"amount": "arrivals"})
    early = pieces["block"] < opens_min
    inside = pieces[~early].groupby(["queue", "day", "block"], as_index=False)[["arrivals", "minutes"]].sum()
    first = _before_first(snapshots[snapshots["day"].isin(wanted)])
    started = pieces[early].groupby(["queue", "day"])["arrivals"].sum()
    keys = pd.MultiIndex.from_frame(first[["queue", "day"]])
    before = first["waiting"] + first["called"] + started.reindex(keys, fill_value=0.0).to_numpy()
    opening = first[["queue", "day"]].assign(block=opens_min - BLOCK_MIN, arrivals=before, minutes=float(BLOCK_MIN))
    joined = pd.concat([opening, inside], ignore_index=True)
    return joined.sort_values(["queue", "day", "block"]).reset_index(drop=True)


def _before_first(snapshots: pd.DataFrame) -> pd.DataFrame:
    """First snapshot of each queue and day, with the number of tickets called before it."""
    first = snapshots.groupby(["queue", "day"], as_index=False, sort=False).nth(0)
    first = first.merge(numbering_starts(snapshots), on=["queue", "day"], how="left")
    own = (first["prefix"] == own_prefix(first["queue"])).fillna(False)
    called = (first["number"] - first["begins_after"]).where(own, 0.0).fillna(0.0)
    return first.assign(called=called.clip(lower=0.0))


def mean_arrivals(arrivals: pd.DataFrame) -> pd.Series:
    """Arrivals a day, by queue and half hour: of the known minutes of all days, brought to a whole block.

    People who leave, and displays that lag, can make a quiet block's sum negative: it counts as none.
    """
    sums = arrivals.groupby(["queue", "block"])[["arrivals", "minutes"]].sum()
    per_block = pd.Series(sums["arrivals"] / sums["minutes"] * BLOCK_MIN, name="arrivals")
    return per_block.clip(lower=0.0)


def day_to_day_cv(arrivals: pd.DataFrame) -> float:
    """Variation of the queues' arrivals a day beyond chance (a Poisson count): a coefficient of variation.

    All queues together: the sum of variance less mean over the sum of the squared means. Only blocks that every day
    knows are compared.
    """
    whole = arrivals[arrivals["minutes"] >= 0.9 * BLOCK_MIN]
    table = whole.pivot_table(index="day", columns=["block", "queue"], values="arrivals", dropna=False)
    totals = table.dropna(axis=1).T.groupby(level="queue").sum().T
    means = totals.mean()
    if len(totals) < 2 or not (means > 0).any():
        return 0.0
    return float(np.sqrt(max(0.0, float((totals.var() - means).sum())) / float((means**2).sum())))
