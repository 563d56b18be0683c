"""Arrivals from snapshots: small frames by hand, with the sums on paper beside them."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, WEDNESDAY, A, B, every_five, snapshots
from tvsim.learn.arrivals_seen import arrivals_by_block, day_to_day_cv, mean_arrivals
from tvsim.learn.calls import intervals


class TestArrivals:
    def test_number_called_plus_change_of_those_waiting(self) -> None:
        shots = snapshots(*every_five(A, MONDAY, "08:00", [2, 3, 1, 1], [None, 2, 5, 6]))
        got = arrivals_by_block(intervals(shots), shots, [MONDAY], opens_min=480)
        # 2 wait at the first snapshot; then 2 + 1, 3 - 2 and 1 + 0.
        assert got["block"].tolist() == [450, 480]
        assert got["arrivals"].tolist() == [2, 5]
        assert got["minutes"].tolist() == [30, 15]

    def test_called_before_the_first_snapshot_came_before_it(self) -> None:
        shots = snapshots(*every_five(A, MONDAY, "08:00", [4, 4], [3, 3]))
        got = arrivals_by_block(intervals(shots), shots, [MONDAY], opens_min=480)
        assert got.set_index("block")["arrivals"].to_dict() == {450: 7, 480: 0}

    def test_interval_across_the_half_hour_is_shared_by_minutes(self) -> None:
        shots = snapshots((A, MONDAY, "08:20", 1, 0, "A001"), (A, MONDAY, "08:35", 1, 0, "A007"))
        got = arrivals_by_block(intervals(shots), shots, [MONDAY], opens_min=480).set_index("block")
        assert got.loc[480, "arrivals"] == pytest.approx(4)
        assert got.loc[510, "arrivals"] == pytest.approx(2)
        assert got.loc[510, "minutes"] == pytest.approx(5)

    def test_mean_uses_the_known_minutes_of_all_days(self) -> None:
        frame = pd.DataFrame(
            {
                "queue": [A, A, A, B],
                "day": [MONDAY, TUESDAY, WEDNESDAY, MONDAY],
                "block": [480, 480, 480, 480],
                "arrivals": [6.0, 4.0, 1.0, -1.0],
                "minutes": [30.0, 30.0, 6.0, 30.0],
            }
        )
        got = mean_arrivals(frame)
        assert got[A, 480] == pytest.approx(11 / 66 * 30)
        assert got[B, 480] == 0

    def test_variation_beyond_chance(self) -> None:
        days = [MONDAY, TUESDAY, WEDNESDAY]
        frame = pd.DataFrame({"queue": A, "day": days, "block": 480, "arrivals": [80.0, 100.0, 120.0], "minutes": 30.0})
        # Variance 400, of which 100 is chance.
        assert day_to_day_cv(frame) == pytest.approx(np.sqrt(300) / 100)
        assert day_to_day_cv(frame.assign(arrivals=[99.0, 100.0, 101.0])) == 0
