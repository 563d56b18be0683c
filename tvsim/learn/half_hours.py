"""Half hours of the day: cutting intervals at them, and those in which the office is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from tvsim.learn.queue_snapshots import LONGEST_GAP_MIN

BLOCK_MIN = 30
"""Length of the blocks of the day that arrivals and rosters are learned for, minutes."""


def by_block(use: pd.DataFrame) -> pd.DataFrame:
    """Cut intervals at the half hours, amounts in proportion: ``queue, day, block, amount, minutes``."""
    begins = (use["at"].dt.hour * 60 + use["at"].dt.minute + use["at"].dt.second / 60).to_numpy()
    ends = begins + use["minutes"].to_numpy()
    parts: list[pd.DataFrame] = []
    # An interval is shorter than a block, so it touches at most two.
    cut = (np.floor(begins / BLOCK_MIN) + 1) * BLOCK_MIN
    for low, high in ((begins, np.minimum(ends, cut)), (cut, ends)):
        inside = high > low
        share = (high - low)[inside] / use["minutes"].to_numpy()[inside]
        parts.append(
            use.loc[inside, ["queue", "day"]].assign(
                block=(low[inside] // BLOCK_MIN * BLOCK_MIN).astype(int),
                amount=use["amount"].to_numpy()[inside] * share,
                minutes=(high - low)[inside],
            )
        )
    return pd.concat(parts, ignore_index=True)


def opening_hours(known: pd.DataFrame, days: Iterable[dt.date]) -> dict[int, tuple[int, int]]:
    """Find opening and closing time of each weekday (0 is Monday), minutes after midnight.

    The office is taken as open in the half hours with at least half as many open counters as at that weekday's best.
    """
    use = known[known["day"].isin(set(days)) & (known["minutes"] <= LONGEST_GAP_MIN)]
    pieces = by_block(use.assign(amount=use["open"] * use["minutes"]))
    pieces["weekday"] = [day.weekday() for day in pieces["day"]]
    sums = pieces.groupby(["weekday", "block"])[["amount", "minutes"]].sum()
    mean = (sums["amount"] / sums["minutes"]).unstack("block")
    hours: dict[int, tuple[int, int]] = {}
    for weekday, row in mean.iterrows():
        blocks = [int(block) for block in row.index[row >= row.max() / 2]]
        hours[int(str(weekday))] = (blocks[0], blocks[-1] + BLOCK_MIN)
    return hours


def in_hours(frame: pd.DataFrame, hours: Mapping[int, tuple[int, int]], before_min: int = 0) -> pd.DataFrame:
    """Rows (with ``day`` and ``block``) that lie in the opening hours, or up to so many minutes before them."""
    span = [hours.get(day.weekday(), (0, 0)) for day in frame["day"]]
    begins = np.array([opens for opens, _ in span]) - before_min
    ends = np.array([closes for _, closes in span])
    return frame[(frame["block"] >= begins) & (frame["block"] < ends)]
