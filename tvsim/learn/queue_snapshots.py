"""Snapshots of ticket queues: reading and cleaning them, and the days to learn from.

A snapshot is what the office's display says about one queue at one time: open counters, people waiting, the ticket
called last. The raw file has the columns ``office, queue, timestamp, open_counters, waiting, last_called``.

What the snapshots say is learned in modules of its own; all their functions are pure. `tvsim.learn.calls` says what
happened between two snapshots; `tvsim.learn.half_hours` (opening hours), `tvsim.learn.arrivals_seen`,
`tvsim.learn.officers_seen` and `tvsim.learn.pace` are taken from that. `tvsim.learn.forecasts` has the waiting that
was observed, and how well it is forecast, from the snapshots themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from tvsim.language import worded

LONGEST_GAP_MIN = 20.0
"""What happened between two snapshots further apart than this is unknown."""


def read_snapshots(path: Path, office: str) -> pd.DataFrame:
    """Snapshots of one office.

    Returns
    -------
    pandas.DataFrame
        One row for each queue and time, in that order: ``queue, day`` (date)``, at`` (timestamp)``, open, waiting,
        prefix, number``; prefix and number of the ticket called last are missing before the day's first call.

    Raises
    ------
    ValueError
        If the file has nothing of that office.
    """
    raw = pd.read_csv(path, dtype={"last_called": "string"}, parse_dates=["timestamp"])
    offices = sorted(raw["office"].unique())
    if office not in offices:
        text = worded(
            "{file} has no office {office!r}; it has {offices}",
            file=path.name,
            office=office,
            offices=", ".join(offices),
        )
        raise ValueError(text)
    return clean_snapshots(raw[raw["office"] == office])


def clean_snapshots(raw: pd.DataFrame) -> pd.DataFrame:
    """Rows of one office, as `read_snapshots` returns them: sorted, without repeated times, tickets taken apart."""
    ticket = raw["last_called"].astype("string").str.extract(r"^\s*([^\d\s]*)\s*(\d+)\s*$")
    frame = pd.DataFrame(
        {
            "queue": raw["queue"].astype(str),
            "day": raw["timestamp"].dt.date,
            "at": raw["timestamp"],
            "open": raw["open_counters"].astype(float),
            "waiting": raw["waiting"].astype(float),
            "prefix": ticket[0],
            "number": ticket[1].astype(float),
        }
    )
    return frame.drop_duplicates(["queue", "at"], keep="last").sort_values(["queue", "at"]).reset_index(drop=True)


def typical_days(
    snapshots: pd.DataFrame, holidays: Collection[dt.date], untypical: Collection[dt.date] = ()
) -> list[dt.date]:
    """Days to learn from: with calls, neither holidays nor named as untypical."""
    worked = snapshots.loc[snapshots["number"].notna() & (snapshots["open"] > 0), "day"].unique()
    return sorted(day for day in worked if day not in set(holidays) and day not in set(untypical))
