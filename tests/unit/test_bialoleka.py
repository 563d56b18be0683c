"""The scenario learned from an office's snapshots: a small office by hand, and the committed one."""

import tomllib
from pathlib import Path

import pytest

from tests.unit.snapshots_by_hand import MONDAY, TUESDAY, WEDNESDAY, A, B, every_five, snapshots
from tvsim.learn.bialoleka import main
from tvsim.learn.bialoleka_office import Office, learn
from tvsim.learn.bialoleka_scenario import observed_text, scenario_text
from tvsim.learn.toml_text import days_text, number, text
from tvsim.scenario.schema import Plan

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data" / "warsaw_queue_snapshots.csv.gz"


class TestScenario:
    @pytest.mark.parametrize("value", ['He said "no"', "back\\slash", "tab\tline\nend\x7f", "«Białołęka»"])
    def test_text_is_read_back_as_it_was(self, value: str) -> None:
        assert tomllib.loads(f"x = {text(value)}")["x"] == value

    def test_numbers_and_days(self) -> None:
        assert [number(value) for value in (3.0, 2.504, 0.1)] == ["3", "2.5", "0.1"]
        assert days_text([4, 0, 1, 2]) == "mon-wed,fri"
        assert days_text([0]) == "mon"

    @pytest.fixture
    def office(self) -> Office:
        """Two queues on Monday to Wednesday, 08:00 to 10:00 (Monday 10:30), one call every five minutes."""
        rows = []
        for day in (MONDAY, TUESDAY, WEDNESDAY):
            steps = 30 if day == MONDAY else 24
            for queue in (A, B):
                numbers = [None, *range(1, steps), *[steps] * 4]
                counters = [1] * steps + [0] * 4
                rows += every_five(queue, day, "08:00", [4] * steps + [0] * 4, numbers, counters=counters)
        shots = snapshots(*rows).replace({"B: two": "J: two"})
        return learn(shots.assign(prefix=shots["prefix"].replace({"B": "J"})))

    def test_is_valid_and_says_what_the_snapshots_say(self, office: Office) -> None:
        plan = Plan.model_validate(tomllib.loads(scenario_text(office)))
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

    def test_every_number_has_a_source(self, office: Office) -> None:
        tables = tomllib.loads(scenario_text(office))
        for kind in ("agencies", "counters", "procedures"):
            assert all(table["source"] for table in tables[kind].values())
        assert tables["source"]
        assert tables["demand"]["source"]

    def test_same_snapshots_give_the_same_bytes(self, office: Office) -> None:
        assert scenario_text(office) == scenario_text(office)
        assert observed_text(office).startswith("day,queue,hour,waiting_observed,median_of_other_days\n")

    @pytest.mark.skipif(not DATA.exists(), reason="the queue snapshots are not part of the project")
    def test_committed_scenario_is_what_the_script_makes(self, tmp_path: Path) -> None:
        main([str(DATA), str(tmp_path)])
        for name in ("bialoleka_2020.toml", "bialoleka_2020_observed.csv"):
            assert (tmp_path / name).read_bytes() == (ROOT / "scenarios" / name).read_bytes()
