"""Queue snapshots as read and cleaned: small frames by hand."""

import datetime as dt
from pathlib import Path

import pytest

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, WEDNESDAY, A, snapshots
from tvsim.learn.queue_snapshots import read_snapshots, typical_days


class TestCleaning:
    def test_repeated_times_are_dropped_and_rows_sorted(self) -> None:
        got = snapshots(
            (A, MONDAY, "08:05", 1, 2, "A002"), (A, MONDAY, "08:00", 1, 5, None), (A, MONDAY, "08:05", 1, 3, "A003")
        )
        assert got["waiting"].tolist() == [5, 3]
        assert got["prefix"].isna().tolist() == [True, False]
        assert got["number"].iloc[1] == 3

    def test_typical_days_have_calls_and_are_neither_holidays_nor_named(self) -> None:
        days = [MONDAY, TUESDAY, WEDNESDAY, dt.date(2020, 1, 16)]
        rows = [(A, day, "08:00", 1, 0, "A001") for day in days[:3]] + [(A, days[3], "08:00", 0, 0, None)]
        assert typical_days(snapshots(*rows), {MONDAY}, {TUESDAY}) == [WEDNESDAY]

    def test_office_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        path = tmp_path / "snapshots.csv"
        path.write_text(
            "office,queue,timestamp,open_counters,waiting,last_called\nWola,A: x,2020-01-13 08:00,1,0,A001\n"
        )
        with pytest.raises(ValueError, match="no office 'Ursus'; it has Wola"):
            read_snapshots(path, "Ursus")
