"""Calls: what the ticket numbers of two consecutive snapshots say about what happened between them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tvsim.learn.queue_snapshots import LONGEST_GAP_MIN


def numbering_starts(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Find the number after which each queue's tickets of each day begin: ``queue, day, begins_after``.

    Ticket numbers restart at 1 each morning, but some days go on from the day before. That is a matter of the ticket
    machine, so it is decided for the whole office: the day goes on where most queues first call a higher number than
    the day before ended with. A single queue cannot tell: its first number seen may be high by chance.
    """
    own = snapshots[snapshots["number"].notna() & (snapshots["prefix"] == own_prefix(snapshots["queue"]))]
    ends = own.groupby(["queue", "day"])["number"].agg(["first", "last"]).reset_index()
    ends["before"] = ends.groupby("queue")["last"].shift()
    known = ends[ends["before"].notna()]
    votes = (known["first"] > known["before"]).groupby(known["day"]).mean()
    goes_on = ends["day"].map(votes).fillna(0.0) > 0.5
    ends["begins_after"] = ends["before"].where(goes_on & (ends["first"] > ends["before"]), 0.0).fillna(0.0)
    return ends[["queue", "day", "begins_after"]]


def own_prefix(queue: pd.Series) -> pd.Series:
    """Letter of a queue's own tickets: what its name begins with, as in ``K: KASY``."""
    return queue.str.split(":").str[0].str.strip().astype("string")


def is_cash_desk(snapshots: pd.DataFrame) -> dict[str, bool]:
    """Which queues call tickets of other queues: their last number jumps, it counts nothing."""
    foreign = snapshots["prefix"].notna() & (snapshots["prefix"] != own_prefix(snapshots["queue"]))
    shares = foreign.groupby(snapshots["queue"]).mean()
    return {str(queue): bool(share > 0.05) for queue, share in shares.items()}


def own_share(snapshots: pd.DataFrame) -> float:
    """Share of a cash desk's calls that are its own tickets, by the tickets newly on its display."""
    before = snapshots.groupby("day")[["prefix", "number"]].shift()
    fresh = snapshots["number"].notna() & (
        (snapshots["number"] != before["number"]) | (snapshots["prefix"] != before["prefix"]).fillna(True)
    )
    own = snapshots["prefix"] == own_prefix(snapshots["queue"])
    return float(own[fresh].mean())


def intervals(snapshots: pd.DataFrame) -> pd.DataFrame:
    """Tell what happened between two consecutive snapshots of a queue on a day.

    Calls are the change of the ticket number. A number that falls is a restart (the calls since are the new number);
    one that rises faster than a call a minute from every open counter is a jump: the calls are unknown. A cash desk
    also calls other queues' tickets: its own numbers are joined by straight lines and divided by the share of its own
    tickets among those newly displayed. Between snapshots more than 20 minutes apart, all is unknown.

    Returns
    -------
    pandas.DataFrame
        ``queue, day, at`` (begin)``, minutes, open, open_after, waiting, waiting_after, calls, called`` (the display
        changed)``, known``; calls are 0 where they are not known.
    """
    starts = numbering_starts(snapshots)
    frame = snapshots.merge(starts, on=["queue", "day"], how="left").fillna({"begins_after": 0.0})
    desks = is_cash_desk(snapshots)
    parts = [
        _intervals_of_day(_calls_of_desk(day, share) if share < 1 else _calls_of_queue(day))
        for queue, rows in frame.groupby("queue", sort=False)
        for share in [own_share(rows) if desks[str(queue)] else 1.0]
        for _, day in rows.groupby("day", sort=False)
    ]
    return pd.concat(parts, ignore_index=True)


def _calls_of_queue(day: pd.DataFrame) -> pd.DataFrame:
    number = day["number"].ffill().fillna(day["begins_after"])
    step = number.shift(-1) - number
    return day.assign(calls=step.where(step >= 0, number.shift(-1)))


def _calls_of_desk(day: pd.DataFrame, share: float) -> pd.DataFrame:
    """Join a cash desk's own numbers by straight lines between their sightings, and divide by their share."""
    own = day["prefix"] == own_prefix(day["queue"])
    seen = day["number"].where(own.fillna(False)) - day["begins_after"]
    none_yet = day["number"].ffill().isna()
    seen = seen.mask(none_yet, 0.0)
    if seen.notna().any() and np.isnan(seen.iloc[0]):
        seen.iloc[0] = 0.0
    minutes = (day["at"] - day["at"].iloc[0]).dt.total_seconds().to_numpy() / 60
    where = seen.notna().to_numpy()
    rising = np.maximum.accumulate(seen.to_numpy()[where])
    drawn = np.interp(minutes, minutes[where], rising) if where.any() else np.zeros(len(day))
    return day.assign(calls=pd.Series(drawn, index=day.index).diff().shift(-1) / share)


def _intervals_of_day(day: pd.DataFrame) -> pd.DataFrame:
    following = day.shift(-1)
    minutes = (following["at"] - day["at"]).dt.total_seconds() / 60
    most = 2 + np.maximum(1, np.maximum(day["open"], following["open"])) * minutes
    same = (following["number"] == day["number"]) & (following["prefix"] == day["prefix"]).fillna(False)
    frame = day[["queue", "day", "at", "open", "waiting"]].assign(
        minutes=minutes,
        open_after=following["open"],
        waiting_after=following["waiting"],
        called=following["number"].notna() & ~same,
        known=(minutes <= LONGEST_GAP_MIN) & (day["calls"] <= most),
    )
    frame["calls"] = day["calls"].where(frame["known"], 0.0)
    return frame.iloc[:-1]
