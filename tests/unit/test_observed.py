"""Simulated beside observed waiting, on a table small enough for paper."""

from pathlib import Path

import pandas as pd
import pytest

from tvsim.learn.observed import compare, read_observed
from tvsim.scenario import ScenarioError


def _observed(*values: float) -> pd.DataFrame:
    """One queue, one hour, one day a value."""
    days = [f"2020-01-{day:02d}" for day in range(1, len(values) + 1)]
    return pd.DataFrame({"day": days, "queue": "a", "hour": 9, "waiting_observed": values})


def test_errors_of_three_forecasts() -> None:
    """Observed 1, 2, 6; simulated days 0, 1, 8.

    Mean of the simulated days 3: errors 2, 1, 3, mean 2. Their median 1: errors 0, 1, 5, mean 2. Median of the other
    two days: 4, 3.5, 1.5: errors 3, 1.5, 4.5, mean 3.
    """
    queues = pd.DataFrame({"agency": "a", "hour": 9, "waiting": [0.0, 1.0, 8.0]})
    found = compare([queues], _observed(1.0, 2.0, 6.0))
    assert (found.error_simulated, found.error_simulated_median, found.error_median) == (2, 2, 3)
    assert found.cells == 3
    (row,) = found.by_hour.to_dict("records")
    assert (row["queue"], row["hour"], row["simulated"], row["observed"]) == ("a", 9, 3, 3)
    assert (row["observed_lowest"], row["observed_highest"], row["days"]) == (1, 6, 3)


def test_the_simulated_mean_of_each_replication() -> None:
    queues = [pd.DataFrame({"agency": "a", "hour": 9, "waiting": [mean - 1.0, mean + 1.0]}) for mean in (2, 3, 4)]
    found = compare(queues, _observed(1.0, 2.0))
    assert found.by_hour["simulated"].tolist() == [3]
    assert found.by_replication.tolist() == [[2, 3, 4]]


def test_an_hour_of_one_day_is_left_out_beside_hours_of_more() -> None:
    late = _observed(7.0).assign(hour=17)
    queues = pd.DataFrame({"agency": "a", "hour": [9, 17], "waiting": [1.0, 3.0]})
    assert compare([queues], pd.concat([_observed(1.0, 2.0), late])).by_hour["hour"].tolist() == [9]


def test_one_observed_day_is_shown_but_no_forecast_is_held_against_it() -> None:
    found = compare([pd.DataFrame({"agency": "a", "hour": 9, "waiting": [1.0, 3.0]})], _observed(4.0))
    (row,) = found.by_hour.to_dict("records")
    assert (row["simulated"], row["observed"], row["days"]) == (2, 4, 1)
    assert found.cells == 0


def test_hours_that_were_not_simulated_do_not_count() -> None:
    queues = pd.DataFrame({"agency": "a", "hour": 10, "waiting": [1.0]})
    assert compare([queues], _observed(1.0, 2.0)).cells == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("day,queue,hour\n", "lacks the column 'waiting_observed'"),
        ("day,queue,hour,waiting_observed\n2020-01-01,a,nine,1\n", "'hour' must hold numbers only"),
        ("", "cannot be read"),
    ],
)
def test_a_wrong_file_is_said_in_one_line(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "observed.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as wrong:
        read_observed(path)
    assert says in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_missing_file_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"nothing\.csv"):
        read_observed(tmp_path / "nothing.csv")
