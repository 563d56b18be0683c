"""Calls between snapshots: small frames by hand, with the sums on paper beside them."""

import pandas as pd
import pytest

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, A, B, every_five, snapshots
from tvsim.learn.calls import intervals, is_cash_desk, own_share


class TestCalls:
    def test_calls_are_the_change_of_the_number(self) -> None:
        known = intervals(snapshots(*every_five(A, MONDAY, "08:00", [2, 3, 1, 1], [None, 2, 5, 6])))
        assert known["calls"].tolist() == [2, 3, 1]
        assert known["called"].tolist() == [True, True, True]
        assert known["minutes"].tolist() == [5, 5, 5]

    def test_numbers_that_go_on_from_the_day_before(self) -> None:
        rows = [
            *every_five(A, MONDAY, "15:50", [0, 0], [40, 43]),
            *every_five(A, TUESDAY, "08:00", [0, 0, 0], [None, 44, 45]),
            *every_five(B, MONDAY, "15:50", [0, 0], [7, 7]),
            *every_five(B, TUESDAY, "08:00", [0, 0, 0], [None, 9, 9]),
        ]
        known = intervals(snapshots(*rows))
        assert known.loc[known["day"] == TUESDAY, "calls"].tolist() == [1, 1, 2, 0]

    def test_high_first_number_of_one_queue_is_no_offset_when_the_office_restarts(self) -> None:
        rows = []
        for queue, last, first in ((A, 43, 1), (B, 2, 5), ("C: three", 20, 2)):
            rows += every_five(queue, MONDAY, "15:50", [0, 0], [last, last])
            rows += every_five(queue, TUESDAY, "08:00", [0, 0], [None, first], counters=3)
        known = intervals(snapshots(*rows))
        assert known.loc[known["day"] == TUESDAY, "calls"].tolist() == [1, 5, 2]

    def test_restart_within_the_day_counts_from_one(self) -> None:
        known = intervals(snapshots(*every_five(A, MONDAY, "10:00", [0, 0, 0], [49, 50, 3])))
        assert known["calls"].tolist() == [1, 3]
        assert known["known"].all()

    def test_jump_is_unknown_and_counts_nothing(self) -> None:
        # Two counters, five minutes: up to 2 + 2 x 5 = 12 calls are believed.
        known = intervals(snapshots(*every_five(A, MONDAY, "10:00", [0] * 4, [10, 22, 400, 401], counters=2)))
        assert known["calls"].tolist() == [12, 0, 1]
        assert known["known"].tolist() == [True, False, True]

    def test_missing_hours_are_unknown(self) -> None:
        rows = [
            (A, MONDAY, "12:30", 1, 0, "A010"),
            (A, MONDAY, "14:05", 1, 0, "A029"),
            (A, MONDAY, "14:10", 1, 0, "A030"),
        ]
        known = intervals(snapshots(*rows))
        assert known["known"].tolist() == [False, True]
        assert known["calls"].tolist() == [0, 1]


class TestCashDesk:
    # Own tickets at 08:05 (K001), 08:20 (K003) and 08:25 (K004); 6 newly displayed tickets, 3 of them its own.
    tickets = (None, "K001", "R007", "R009", "K003", "K004", "A002", "A002")

    @pytest.fixture
    def desk(self) -> pd.DataFrame:
        times = [f"08:{5 * step:02d}" for step in range(8)]
        return snapshots(
            *[("K: cash", MONDAY, time, 2, 0, ticket) for time, ticket in zip(times, self.tickets, strict=True)]
        )

    def test_is_known_by_other_queues_tickets(self, desk: pd.DataFrame) -> None:
        both = pd.concat([desk, snapshots(*every_five(A, MONDAY, "08:00", [0, 0], [1, 2]))], ignore_index=True)
        assert is_cash_desk(both) == {"K: cash": True, A: False}

    def test_share_of_own_tickets_among_those_newly_displayed(self, desk: pd.DataFrame) -> None:
        assert own_share(desk) == 0.5

    def test_calls_are_the_own_numbers_progress_over_their_share(self, desk: pd.DataFrame) -> None:
        # 1 from 08:00 to 08:05, then 2 in 15 minutes, then 1; each stands for two calls.
        known = intervals(desk)
        assert known["calls"].to_numpy() == pytest.approx([2, 4 / 3, 4 / 3, 4 / 3, 2, 0, 0])
        assert known["called"].tolist() == [True] * 6 + [False]
