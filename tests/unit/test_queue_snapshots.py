"""Learning from queue snapshots: small frames by hand, with the sums on paper beside them."""

import datetime as dt
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tvsim.learn import bialoleka
from tvsim.learn import queue_snapshots as qs
from tvsim.scenario.schema import Plan

MONDAY, TUESDAY, WEDNESDAY = dt.date(2020, 1, 13), dt.date(2020, 1, 14), dt.date(2020, 1, 15)
A, B = "A: one", "B: two"
ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "warsaw_queue_snapshots.csv.gz"


def snapshots(*rows: tuple[str, dt.date, str, int, int, str | None]) -> pd.DataFrame:
    """Make snapshots from rows of queue, day, time, open counters, people waiting, last ticket."""
    raw = pd.DataFrame(rows, columns=["queue", "day", "time", "open_counters", "waiting", "last_called"])
    raw["timestamp"] = pd.to_datetime(raw["day"].astype(str) + " " + raw["time"])
    return qs.clean_snapshots(raw)


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
        assert qs.typical_days(snapshots(*rows), {MONDAY}, {TUESDAY}) == [WEDNESDAY]

    def test_office_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        path = tmp_path / "snapshots.csv"
        path.write_text(
            "office,queue,timestamp,open_counters,waiting,last_called\nWola,A: x,2020-01-13 08:00,1,0,A001\n"
        )
        with pytest.raises(ValueError, match="no office 'Ursus'; it has Wola"):
            qs.read_snapshots(path, "Ursus")


class TestCalls:
    def test_calls_are_the_change_of_the_number(self) -> None:
        known = qs.intervals(snapshots(*every_five(A, MONDAY, "08:00", [2, 3, 1, 1], [None, 2, 5, 6])))
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
        known = qs.intervals(snapshots(*rows))
        assert known.loc[known["day"] == TUESDAY, "calls"].tolist() == [1, 1, 2, 0]

    def test_high_first_number_of_one_queue_is_no_offset_when_the_office_restarts(self) -> None:
        rows = []
        for queue, last, first in ((A, 43, 1), (B, 2, 5), ("C: three", 20, 2)):
            rows += every_five(queue, MONDAY, "15:50", [0, 0], [last, last])
            rows += every_five(queue, TUESDAY, "08:00", [0, 0], [None, first], counters=3)
        known = qs.intervals(snapshots(*rows))
        assert known.loc[known["day"] == TUESDAY, "calls"].tolist() == [1, 5, 2]

    def test_restart_within_the_day_counts_from_one(self) -> None:
        known = qs.intervals(snapshots(*every_five(A, MONDAY, "10:00", [0, 0, 0], [49, 50, 3])))
        assert known["calls"].tolist() == [1, 3]
        assert known["known"].all()

    def test_jump_is_unknown_and_counts_nothing(self) -> None:
        # Two counters, five minutes: up to 2 + 2 x 5 = 12 calls are believed.
        known = qs.intervals(snapshots(*every_five(A, MONDAY, "10:00", [0] * 4, [10, 22, 400, 401], counters=2)))
        assert known["calls"].tolist() == [12, 0, 1]
        assert known["known"].tolist() == [True, False, True]

    def test_missing_hours_are_unknown(self) -> None:
        rows = [
            (A, MONDAY, "12:30", 1, 0, "A010"),
            (A, MONDAY, "14:05", 1, 0, "A029"),
            (A, MONDAY, "14:10", 1, 0, "A030"),
        ]
        known = qs.intervals(snapshots(*rows))
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
        assert qs.is_cash_desk(both) == {"K: cash": True, A: False}

    def test_share_of_own_tickets_among_those_newly_displayed(self, desk: pd.DataFrame) -> None:
        assert qs.own_share(desk) == 0.5

    def test_calls_are_the_own_numbers_progress_over_their_share(self, desk: pd.DataFrame) -> None:
        # 1 from 08:00 to 08:05, then 2 in 15 minutes, then 1; each stands for two calls.
        known = qs.intervals(desk)
        assert known["calls"].to_numpy() == pytest.approx([2, 4 / 3, 4 / 3, 4 / 3, 2, 0, 0])
        assert known["called"].tolist() == [True] * 6 + [False]


class TestArrivals:
    def test_number_called_plus_change_of_those_waiting(self) -> None:
        shots = snapshots(*every_five(A, MONDAY, "08:00", [2, 3, 1, 1], [None, 2, 5, 6]))
        got = qs.arrivals_by_block(qs.intervals(shots), shots, [MONDAY], opens_min=480)
        # 2 wait at the first snapshot; then 2 + 1, 3 - 2 and 1 + 0.
        assert got["block"].tolist() == [450, 480]
        assert got["arrivals"].tolist() == [2, 5]
        assert got["minutes"].tolist() == [30, 15]

    def test_called_before_the_first_snapshot_came_before_it(self) -> None:
        shots = snapshots(*every_five(A, MONDAY, "08:00", [4, 4], [3, 3]))
        got = qs.arrivals_by_block(qs.intervals(shots), shots, [MONDAY], opens_min=480)
        assert got.set_index("block")["arrivals"].to_dict() == {450: 7, 480: 0}

    def test_interval_across_the_half_hour_is_shared_by_minutes(self) -> None:
        shots = snapshots((A, MONDAY, "08:20", 1, 0, "A001"), (A, MONDAY, "08:35", 1, 0, "A007"))
        got = qs.arrivals_by_block(qs.intervals(shots), shots, [MONDAY], opens_min=480).set_index("block")
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
        got = qs.mean_arrivals(frame)
        assert got[A, 480] == pytest.approx(11 / 66 * 30)
        assert got[B, 480] == 0

    def test_variation_beyond_chance(self) -> None:
        days = [MONDAY, TUESDAY, WEDNESDAY]
        frame = pd.DataFrame({"queue": A, "day": days, "block": 480, "arrivals": [80.0, 100.0, 120.0], "minutes": 30.0})
        # Variance 400, of which 100 is chance.
        assert qs.day_to_day_cv(frame) == pytest.approx(np.sqrt(300) / 100)
        assert qs.day_to_day_cv(frame.assign(arrivals=[99.0, 100.0, 101.0])) == 0

    def test_opening_hours_by_weekday(self) -> None:
        rows = [
            (A, day, f"{minute // 60:02d}:{minute % 60:02d}", int(480 <= minute < closes) * 2, 0, "A001")
            for day, closes in ((MONDAY, 600), (TUESDAY, 540))
            for minute in range(450, 660, 10)
        ]
        hours = qs.opening_hours(qs.intervals(snapshots(*rows)), [MONDAY, TUESDAY])
        assert hours == {0: (480, 600), 1: (480, 540)}
        blocks = pd.DataFrame({"day": [MONDAY, TUESDAY, TUESDAY], "block": [570, 570, 450]})
        assert qs.in_hours(blocks, hours)["day"].tolist() == [MONDAY]
        assert qs.in_hours(blocks, hours, before_min=30)["block"].tolist() == [570, 450]


class TestOfficers:
    def test_queues_share_officers_who_go_from_one_to_the_other(self) -> None:
        moves = [[1, 0], [0, 1]] * 4
        rows = []
        for queue, column in ((A, 0), (B, 1)):
            counters = [move[column] for move in moves]
            rows += every_five(queue, MONDAY, "10:00", [0] * 8, list(range(1, 9)), counters=counters)
        rows += every_five("C: three", MONDAY, "10:00", [0] * 8, list(range(1, 9)), counters=2)
        known = qs.intervals(snapshots(*rows))
        assert qs.shared_officers(known) == [[A, B], ["C: three"]]
        assert qs.shared_officers(known, min_switches=8) == [[A], [B], ["C: three"]]

    def test_closing_together_is_no_sharing(self) -> None:
        rows = []
        for queue in (A, B):
            rows += every_five(queue, MONDAY, "10:00", [0] * 12, list(range(1, 13)), counters=[1, 0] * 6)
        assert qs.shared_officers(qs.intervals(snapshots(*rows))) == [[A], [B]]

    def test_pool_adds_up(self) -> None:
        rows = every_five(A, MONDAY, "10:00", [1, 2], [1, 2], counters=2)
        rows += every_five(B, MONDAY, "10:00", [3, 0], [5, 5], counters=1)
        pool = qs.pooled(qs.intervals(snapshots(*rows)), [A, B])
        assert pool[["open", "waiting", "waiting_after", "calls", "minutes"]].to_numpy().tolist() == [[3, 4, 2, 1, 5]]
        assert pool["called"].tolist() == [True]

    def test_mean_open_counters_are_weighted_by_time(self) -> None:
        rows = [
            (A, MONDAY, "08:00", 1, 0, "A001"),
            (A, MONDAY, "08:10", 4, 0, "A001"),
            (A, MONDAY, "08:30", 0, 0, "A001"),
        ]
        pool = qs.pooled(qs.intervals(snapshots(*rows)), [A])
        assert qs.open_by_block(pool, {0: (480, 960)}).to_dict() == {480: pytest.approx(3.0)}
        assert qs.open_by_block(pool, {0: (540, 960)}).empty

    def test_rounding_keeps_the_officer_hours(self) -> None:
        means = pd.Series([1.5, 1.5, 0.25, 0.25, 0.25, 0.25])
        assert qs.whole_officers(means).tolist() == [2, 1, 0, 1, 0, 0]
        many = pd.Series(np.random.default_rng(1).uniform(0, 5, 200))
        assert abs(qs.whole_officers(many).sum() - many.sum()) <= 0.5


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
        pace = qs.measure_pace(known, [A], 480, 960)
        assert pace.saturated_from == 4
        assert pace.service_min[A] == pytest.approx(400 / 50)
        assert pace.calls[A] == 50
        assert pace.at_most is None
        assert pace.readiness == {}

    def test_fewer_waiting_do_where_queues_stay_short(self) -> None:
        known = intervals_of(MONDAY, [2] * 40 + [4] * 5, [1] * 45, [1] * 45)
        pace = qs.measure_pace(known, [A], 480, 960)
        assert pace.saturated_from == 2
        assert pace.service_min[A] == pytest.approx(5)

    def test_last_hour_is_left_out(self) -> None:
        known = intervals_of(MONDAY, [6] * 48, [1] * 36 + [4] * 12, [1] * 48)
        assert qs.measure_pace(known, [A], 480, 720).service_min[A] == pytest.approx(5)

    def test_queue_with_few_calls_has_the_pace_of_its_officers(self) -> None:
        long = intervals_of(MONDAY, [6] * 40, [2] * 40, [1] * 40)
        rare = intervals_of(MONDAY, [0] * 40, [1] * 4 + [0] * 36, [1] * 40).assign(queue=B)
        pace = qs.measure_pace(pd.concat([long, rare]), [A, B], 480, 960)
        assert pace.service_min[A] == pytest.approx(200 / 80)
        assert pace.service_min[B] == pytest.approx(400 / 84)

    def test_readiness_is_the_rate_of_the_first_call(self) -> None:
        # With 6 waiting, 10 of 40 intervals pass without a call; with one waiting, 20 of 40.
        known = intervals_of(MONDAY, [6] * 40 + [1] * 40, [1] * 30 + [0] * 10 + [1] * 20 + [0] * 20, [1] * 80)
        readiness = qs.measure_pace(known, [A], 480, 1440).readiness
        assert readiness == {1: pytest.approx(np.log(41 / 20.5) / np.log(41 / 10.5))}

    def test_counters_that_call_no_more_tickets_do_not_count(self) -> None:
        # One call in five minutes with one counter, with two and with three.
        known = intervals_of(MONDAY, [6] * 120, [1] * 120, [1] * 40 + [2] * 40 + [3] * 40)
        pace = qs.measure_pace(known, [A], 480, 1440)
        assert pace.at_most == 1
        assert pace.service_min[A] == pytest.approx(5)

    def test_counters_that_call_in_proportion_all_count(self) -> None:
        known = intervals_of(MONDAY, [6] * 80, [1] * 40 + [2] * 40, [1] * 40 + [2] * 40)
        pace = qs.measure_pace(known, [A], 480, 1440)
        assert pace.at_most is None
        assert pace.service_min[A] == pytest.approx(5)

    def test_queue_without_waiting_is_refused(self) -> None:
        with pytest.raises(ValueError, match="no service time can be taken for A: one"):
            qs.measure_pace(intervals_of(MONDAY, [0] * 40, [1] * 40, [1] * 40), [A], 480, 960)

    def test_dispersion_of_calls_in_half_hours(self) -> None:
        # 12 and 6 calls by turns: mean 9, variance 9 x 8/7 over eight half hours.
        known = intervals_of(MONDAY, [6] * 48, ([2] * 6 + [1] * 6) * 4, [1] * 48)
        pace = qs.measure_pace(known, [A], 480, 1440)
        assert pace.half_hours == 8
        assert pace.dispersion == pytest.approx(8 / 7)


class TestForecasts:
    def test_mean_waiting_is_weighted_by_time(self) -> None:
        times = {"08:00": 2, "08:10": 5, "08:30": 0, "08:45": 4, "09:00": 9, "09:05": 9}
        shots = snapshots(*[(A, MONDAY, time, 1, waiting, "A001") for time, waiting in times.items()])
        got = qs.waiting_by_hour(shots, [MONDAY], {0: (480, 960)})
        # (2 x 10 + 5 x 20 + 0 x 15 + 4 x 15) / 60; five minutes of the next hour are too few.
        assert got[["hour", "waiting_observed"]].to_numpy().tolist() == [[8, 3.0]]

    def test_hour_with_a_gap_is_left_out(self) -> None:
        # Nothing is known from 08:34 on, although the last snapshot is not old at once.
        times = ("08:00", "08:20", "08:34", "09:00", "09:20", "09:40", "10:00")
        shots = snapshots(*[(A, MONDAY, time, 1, 1, "A001") for time in times])
        assert qs.waiting_by_hour(shots, [MONDAY], {0: (480, 960)})["hour"].tolist() == [9]

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
        assert qs.median_of_other_days(observed).iloc[:3].tolist() == [6, 5, 2]

    def test_both_forecasts_are_judged_by_the_same_cells(self, observed: pd.DataFrame) -> None:
        simulated = pd.Series({(A, 8): 4.0, (A, 17): 2.0})
        cells = qs.forecast_errors(observed, simulated)
        assert cells["hour"].tolist() == [8, 8, 8]
        assert cells["simulated_error"].tolist() == [3, 1, 5]
        assert cells["median_error"].tolist() == [5, 2, 7]


class TestScenario:
    @pytest.mark.parametrize("value", ['He said "no"', "back\\slash", "tab\tline\nend\x7f", "«Białołęka»"])
    def test_text_is_read_back_as_it_was(self, value: str) -> None:
        assert tomllib.loads(f"x = {bialoleka.text(value)}")["x"] == value

    def test_numbers_and_days(self) -> None:
        assert [bialoleka.number(value) for value in (3.0, 2.504, 0.1)] == ["3", "2.5", "0.1"]
        assert bialoleka.days_text([4, 0, 1, 2]) == "mon-wed,fri"
        assert bialoleka.days_text([0]) == "mon"

    @pytest.fixture
    def office(self) -> bialoleka.Office:
        """Two queues on Monday to Wednesday, 08:00 to 10:00 (Monday 10:30), one call every five minutes."""
        rows = []
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            steps = 30 if day == MONDAY else 24
            for queue in (A, B):
                numbers = [None, *range(1, steps), *[steps] * 4]
                counters = [1] * steps + [0] * 4
                rows += every_five(queue, day, "08:00", [4] * steps + [0] * 4, numbers, counters=counters)
        shots = snapshots(*rows).replace({"B: two": "J: two"})
        return bialoleka.learn(shots.assign(prefix=shots["prefix"].replace({"B": "J"})))

    def test_is_valid_and_says_what_the_snapshots_say(self, office: bialoleka.Office) -> None:
        plan = Plan.model_validate(tomllib.loads(bialoleka.scenario_text(office)))
        assert (plan.period.start, plan.period.end) == (MONDAY, WEDNESDAY)
        assert [str(block) for block in plan.calendar.hours.blocks(0)] == ["07:30-10:30"]
        assert [str(block) for block in plan.calendar.hours.blocks(1)] == ["07:30-10:00"]
        assert {key: group.agencies for key, group in plan.counters.items()} == {
            "a_architecture": ["a_architecture"],
            "j_driving_licences": ["j_driving_licences"],
        }
        roster = plan.counters["a_architecture"].roster
        assert [(block.days, str(block.hours), block.officers) for block in roster] == [
            ((0, 1, 2), "08:00-10:00", 1),
            ((0,), "10:00-10:30", 1),
        ]
        procedure = plan.procedures["a_architecture"]
        assert procedure.intake_min.mean == pytest.approx(5)
        assert procedure.arrivals_by_time is not None
        weights = {str(block): weight for block, weight in procedure.arrivals_by_time.weights(1)}
        assert weights["07:30-08:00"] == 4
        assert weights["08:30-09:00"] == 6

    def test_every_number_has_a_source(self, office: bialoleka.Office) -> None:
        tables = tomllib.loads(bialoleka.scenario_text(office))
        for kind in ("agencies", "counters", "procedures"):
            assert all(table["source"] for table in tables[kind].values())
        assert tables["source"]
        assert tables["demand"]["source"]

    def test_same_snapshots_give_the_same_bytes(self, office: bialoleka.Office) -> None:
        assert bialoleka.scenario_text(office) == bialoleka.scenario_text(office)
        assert bialoleka.observed_text(office).startswith("day,queue,hour,waiting_observed,median_of_other_days\n")

    @pytest.mark.skipif(not DATA.exists(), reason="the queue snapshots are not part of the project")
    def test_committed_scenario_is_what_the_script_makes(self, tmp_path: Path) -> None:
        bialoleka.main([str(DATA), str(tmp_path)])
        for name in ("bialoleka_2020.toml", "bialoleka_2020_observed.csv"):
            assert (tmp_path / name).read_bytes() == (ROOT / "scenarios" / name).read_bytes()
