"""Officers from snapshots: small frames by hand, with the sums on paper beside them."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.snapshots_by_hand import MONDAY, A, B, every_five, snapshots
from tvsim.learn.calls import intervals
from tvsim.learn.officers_seen import open_by_block, pooled, shared_officers, whole_officers


class TestOfficers:
    def test_queues_share_officers_who_go_from_one_to_the_other(self) -> None:
        moves = [[1, 0], [0, 1]] * 4
        rows = []
        for queue, column in ((A, 0), (B, 1)):
            counters = [move[column] for move in moves]
            rows += every_five(queue, MONDAY, "10:00", [0] * 8, list(range(1, 9)), counters=counters)
        rows += every_five("C: three", MONDAY, "10:00", [0] * 8, list(range(1, 9)), counters=2)
        known = intervals(snapshots(*rows))
        assert shared_officers(known) == [[A, B], ["C: three"]]
        assert shared_officers(known, min_switches=8) == [[A], [B], ["C: three"]]

    def test_closing_together_is_no_sharing(self) -> None:
        rows = []
        for queue in (A, B):
            rows += every_five(queue, MONDAY, "10:00", [0] * 12, list(range(1, 13)), counters=[1, 0] * 6)
        assert shared_officers(intervals(snapshots(*rows))) == [[A], [B]]

    def test_pool_adds_up(self) -> None:
        rows = every_five(A, MONDAY, "10:00", [1, 2], [1, 2], counters=2)
        rows += every_five(B, MONDAY, "10:00", [3, 0], [5, 5], counters=1)
        pool = pooled(intervals(snapshots(*rows)), [A, B])
        assert pool[["open", "waiting", "waiting_after", "calls", "minutes"]].to_numpy().tolist() == [[3, 4, 2, 1, 5]]
        assert pool["called"].tolist() == [True]

    def test_mean_open_counters_are_weighted_by_time(self) -> None:
        rows = [
            (A, MONDAY, "08:00", 1, 0, "A001"),
            (A, MONDAY, "08:10", 4, 0, "A001"),
            (A, MONDAY, "08:30", 0, 0, "A001"),
        ]
        pool = pooled(intervals(snapshots(*rows)), [A])
        assert open_by_block(pool, {0: (480, 960)}).to_dict() == {480: pytest.approx(3.0)}
        assert open_by_block(pool, {0: (540, 960)}).empty

    def test_rounding_keeps_the_officer_hours(self) -> None:
        means = pd.Series([1.5, 1.5, 0.25, 0.25, 0.25, 0.25])
        assert whole_officers(means).tolist() == [2, 1, 0, 1, 0, 0]
        many = pd.Series(np.random.default_rng(1).uniform(0, 5, 200))
        assert abs(whole_officers(many).sum() - many.sum()) <= 0.5
