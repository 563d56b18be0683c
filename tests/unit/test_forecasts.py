"""Waiting as observed, and forecasts of it: small frames by hand, with the sums on paper beside them."""

import pandas as pd
import pytest

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, WEDNESDAY, A, snapshots
from tvsim.learn.forecasts import forecast_errors, median_of_other_days, waiting_by_hour


class TestForecasts:
    def test_mean_waiting_is_weighted_by_time(self) -> None:
        times = {"08:00": 2, "08:10": 5, "08:30": 0, "08:45": 4, "09:00": 9, "09:05": 9}
        shots = snapshots(*[(A, MONDAY, time, 1, waiting, "A001") for time, waiting in times.items()])
        got = waiting_by_hour(shots, [MONDAY], {0: (480, 960)})
        # (2 x 10 + 5 x 20 + 0 x 15 + 4 x 15) / 60; five minutes of the next hour are too few.
        assert got[["hour", "waiting_observed"]].to_numpy().tolist() == [[8, 3.0]]

    def test_hour_with_a_gap_is_left_out(self) -> None:
        # Nothing is known from 08:34 on, although the last snapshot is not old at once.
        times = ("08:00", "08:20", "08:34", "09:00", "09:20", "09:40", "10:00")
        shots = snapshots(*[(A, MONDAY, time, 1, 1, "A001") for time in times])
        assert waiting_by_hour(shots, [MONDAY], {0: (480, 960)})["hour"].tolist() == [9]

    @pytest.fixture
    def observed(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "day": [MONDAY, TUESDAY, WEDNESDAY, MONDAY],
                "queue": A,
                "hour": [8, 8, 8, 17],
                "waiting_observed": [1.0, 3.0, 9.0, 2.0],
            }
        )

    def test_median_leaves_the_day_itself_out(self, observed: pd.DataFrame) -> None:
        assert median_of_other_days(observed).iloc[:3].tolist() == [6, 5, 2]

    def test_both_forecasts_are_judged_by_the_same_cells(self, observed: pd.DataFrame) -> None:
        simulated = pd.Series({(A, 8): 4.0, (A, 17): 2.0})
        cells = forecast_errors(observed, simulated)
        assert cells["hour"].tolist() == [8, 8, 8]
        assert cells["simulated_error"].tolist() == [3, 1, 5]
        assert cells["median_error"].tolist() == [5, 2, 7]
