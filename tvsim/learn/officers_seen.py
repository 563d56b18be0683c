"""Officers: which queues share them, and how many are at the open counters in each half hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from tvsim.learn.half_hours import by_block, in_hours
from tvsim.learn.queue_snapshots import LONGEST_GAP_MIN


def shared_officers(known: pd.DataFrame, min_switches: int = 5) -> list[list[str]]:
    """Queues that share officers, found by officers who change from one queue to another.

    An officer counts for the queue whose ticket they called last. Where between two snapshots one queue loses a
    counter and another gains one, and nothing else changes, an officer went from one to the other. Two queues share
    officers from `min_switches` such changes on; groups are closed under sharing.

    Returns
    -------
    list of list of str
        Groups in the order of their first queue; a queue that shares with none is a group of its own.
    """
    change = (known["open_after"] - known["open"]).where(known["minutes"] <= LONGEST_GAP_MIN)
    table = known.assign(change=change).pivot_table(index="at", columns="queue", values="change", dropna=False).dropna()
    single = table[(table.abs().sum(axis=1) == 2) & (table.max(axis=1) == 1) & (table.min(axis=1) == -1)]
    pairs = Counter(frozenset(pair) for pair in zip(single.idxmin(axis=1), single.idxmax(axis=1), strict=True))
    group_of = {str(queue): {str(queue)} for queue in table.columns}
    for pair, count in pairs.items():
        if count >= min_switches:
            merged = set[str]().union(*(group_of[str(queue)] for queue in pair))
            group_of.update(dict.fromkeys(merged, merged))
    return [list(group) for group in sorted({tuple(sorted(group)) for group in group_of.values()})]


def pooled(known: pd.DataFrame, queues: Collection[str]) -> pd.DataFrame:
    """Intervals of several queues as those of one: officers, people waiting and calls added up."""
    use = known[known["queue"].isin(set(queues))]
    grouped = use.groupby(["day", "at"])
    sums = grouped[["open", "open_after", "waiting", "waiting_after", "calls"]].sum()
    rest = grouped.agg(minutes=("minutes", "first"), called=("called", "any"), known=("known", "all"))
    return sums.join(rest).reset_index()


def open_by_block(pool: pd.DataFrame, hours: Mapping[int, tuple[int, int]]) -> pd.Series:
    """Mean number of open counters in each half hour (minutes after midnight) of the days open then, by time."""
    use = pool[pool["minutes"] <= LONGEST_GAP_MIN]
    pieces = in_hours(by_block(use.assign(queue="", amount=use["open"] * use["minutes"])), hours)
    sums = pieces.groupby("block")[["amount", "minutes"]].sum()
    return (sums["amount"] / sums["minutes"]).rename("open")


def whole_officers(mean_open: pd.Series) -> pd.Series:
    """Whole officers for each block in order, the rounding carried to the next, so that the officer hours are kept."""
    whole, carried = [], 0.0
    for mean in mean_open:
        officers = max(0, int(np.floor(mean + carried + 0.5)))
        carried += mean - officers
        whole.append(officers)
    return pd.Series(whole, index=mean_open.index, dtype=int)
