"""Pace of the officers: small frames by hand, with the sums on paper beside them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests.unit.snapshots_by_hand import MONDAY, A, B
from tvsim.learn.pace import measure_pace


def intervals_of(day: dt.date, waiting: list[int], calls: list[int], counters: list[int]) -> pd.DataFrame:
    """Intervals of five minutes from 08:00, without the detour over snapshots."""
    at = pd.date_range(f"{day} 08:00", periods=len(waiting), freq="5min")
    frame = pd.DataFrame({"queue": A, "day": day, "at": at, "minutes": 5.0, "known": True})
    return frame.assign(
        open=np.array(counters, float),
        open_after=np.array(counters, float),
        waiting=np.array(waiting, float),
        waiting_after=0.0,
        calls=np.array(calls, float),
        called=np.array(calls) > 0,
    )


class TestPace:
    def test_service_time_is_officer_minutes_over_calls_while_people_wait(self) -> None:
        # 40 intervals with 6 waiting: 2 officers x 200 minutes / 50 calls. The 20 with nobody waiting say nothing.
        known = intervals_of(MONDAY, [6] * 40 + [0] * 20, [1, 1, 1, 2] * 10 + [0] * 20, [2] * 60)
        pace = measure_pace(known, [A], 480, 960)
        assert pace.saturated_from == 4
        assert pace.service_min[A] == pytest.approx(400 / 50)
        assert pace.calls[A] == 50
        assert pace.at_most is None
        assert pace.readiness == {}

    def test_fewer_waiting_do_where_queues_stay_short(self) -> None:
        known = intervals_of(MONDAY, [2] * 40 + [4] * 5, [1] * 45, [1] * 45)
        pace = measure_pace(known, [A], 480, 960)
        assert pace.saturated_from == 2
        assert pace.service_min[A] == pytest.approx(5)

    def test_last_hour_is_left_out(self) -> None:
        known = intervals_of(MONDAY, [6] * 48, [1] * 36 + [4] * 12, [1] * 48)
        assert measure_pace(known, [A], 480, 720).service_min[A] == pytest.approx(5)

    def test_queue_with_few_calls_has_the_pace_of_its_officers(self) -> None:
        long = intervals_of(MONDAY, [6] * 40, [2] * 40, [1] * 40)
        rare = intervals_of(MONDAY, [0] * 40, [1] * 4 + [0] * 36, [1] * 40).assign(queue=B)
        pace = measure_pace(pd.concat([long, rare]), [A, B], 480, 960)
        assert pace.service_min[A] == pytest.approx(200 / 80)
        assert pace.service_min[B] == pytest.approx(400 / 84)

    def test_readiness_is_the_rate_of_the_first_call(self) -> None:
        # With 6 waiting, 10 of 40 intervals pass without a call; with one waiting, 20 of 40.
        known = intervals_of(MONDAY, [6] * 40 + [1] * 40, [1] * 30 + [0] * 10 + [1] * 20 + [0] * 20, [1] * 80)
        readiness = measure_pace(known, [A], 480, 1440).readiness
        assert readiness == {1: pytest.approx(np.log(41 / 20.5) / np.log(41 / 10.5))}

    def test_counters_that_call_no_more_tickets_do_not_count(self) -> None:
        # One call in five minutes with one counter, with two and with three.
        known = intervals_of(MONDAY, [6] * 120, [1] * 120, [1] * 40 + [2] * 40 + [3] * 40)
        pace = measure_pace(known, [A], 480, 1440)
        assert pace.at_most == 1
        assert pace.service_min[A] == pytest.approx(5)

    def test_counters_that_call_in_proportion_all_count(self) -> None:
        known = intervals_of(MONDAY, [6] * 80, [1] * 40 + [2] * 40, [1] * 40 + [2] * 40)
        pace = measure_pace(known, [A], 480, 1440)
        assert pace.at_most is None
        assert pace.service_min[A] == pytest.approx(5)

    def test_queue_without_waiting_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no service time can be taken for A: one"):
            measure_pace(intervals_of(MONDAY, [0] * 40, [1] * 40, [1] * 40), [A], 480, 960)

    def test_dispersion_of_calls_in_half_hours(self) -> None:
        # 12 and 6 calls by turns: mean 9, variance 9 x 8/7 over eight half hours.
        known = intervals_of(MONDAY, [6] * 48, ([2] * 6 + [1] * 6) * 4, [1] * 48)
        pace = measure_pace(known, [A], 480, 1440)
        assert pace.half_hours == 8
        assert pace.dispersion == pytest.approx(8 / 7)
