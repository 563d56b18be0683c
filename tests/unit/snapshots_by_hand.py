"""Small queue snapshots made by hand, for the tests of what is learned from them."""

import datetime as dt

import pandas as pd

from tvsim.learn.queue_snapshots import clean_snapshots

MONDAY, TUESDAY, WEDNESDAY = dt.date(2020, 1, 13), dt.date(2020, 1, 14), dt.date(2020, 1, 15)
A, B = "A: one", "B: two"


def snapshots(*rows: tuple[str, dt.date, str, int, int, str | None]) -> pd.DataFrame:
    """Make snapshots from rows of queue, day, time, open counters, people waiting, last ticket."""
    raw = pd.DataFrame(rows, columns=["queue", "day", "time", "open_counters", "waiting", "last_called"])
    raw["timestamp"] = pd.to_datetime(raw["day"].astype(str) + " " + raw["time"])
    return clean_snapshots(raw)


def every_five(
    queue: str, day: dt.date, begins: str, waiting: list[int], numbers: list[int | None], counters: list[int] | int = 1
) -> list[tuple[str, dt.date, str, int, int, str | None]]:
    """Rows five minutes apart."""
    first = pd.Timestamp(f"{day} {begins}")
    counters = [counters] * len(waiting) if isinstance(counters, int) else counters
    return [
        (
            queue,
            day,
            (first + pd.Timedelta(minutes=5 * step)).strftime("%H:%M"),
            counters[step],
            waiting[step],
            None if number is None else f"{queue[0]}{number:03d}",
        )
        for step, number in enumerate(numbers)
    ]
