"""Half hours and opening hours, from snapshots made by hand."""

import pandas as pd

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, A, snapshots
from tvsim.learn.calls import intervals
from tvsim.learn.half_hours import in_hours, opening_hours


class TestHalfHours:
    def test_opening_hours_by_weekday(self) -> None:
        rows = [
            (A, day, f"{minute // 60:02d}:{minute % 60:02d}", int(480 <= minute < closes) * 2, 0, "A001")
            for day, closes in ((MONDAY, 600), (TUESDAY, 540))
            for minute in range(450, 660, 10)
        ]
        hours = opening_hours(intervals(snapshots(*rows)), [MONDAY, TUESDAY])
        assert hours == {0: (480, 600), 1: (480, 540)}
        blocks = pd.DataFrame({"day": [MONDAY, TUESDAY, TUESDAY], "block": [570, 570, 450]})
        assert in_hours(blocks, hours)["day"].tolist() == [MONDAY]
        assert in_hours(blocks, hours, before_min=30)["block"].tolist() == [570, 450]
