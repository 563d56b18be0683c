"""Mistakes this field has made (DESIGN.md section 8): each has bitten a known tool, and each has its test here.

The small centre of `tests.small`: open 08:00-12:00 and 13:00-17:00 on weekdays, one officer, one reviewer, signatures
at 16:00; the run begins on Monday 3 March 2025.
"""

from __future__ import annotations

import datetime as dt
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

import tvsim
from tests.small import MONDAY, at, case_table, minutes, records_of, run_cases, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NEVER, NONE, run_calendar
from tvsim.codes import AfterLeaving, CaseStatus, Channel, VisitOutcome
from tvsim.demand import sample_cases
from tvsim.demand.streams import Purpose, stream
from tvsim.experiment import replicate
from tvsim.outcomes import ALL, figures, tables
from tvsim.outcomes.queues import area_until, waiting_stretches
from tvsim.scenario.schema import Plan
from tvsim.statistics import estimate

YEAR = {"start": "2025-01-01", "end": "2025-12-31"}
ONE_DAY = {"start": MONDAY, "end": MONDAY}
BASELINE = Path(__file__).parents[2] / "scenarios" / "baseline.toml"
LEAVES_FOR_GOOD = {"after_leaving": AfterLeaving.GIVE_UP}
ONLINE = {"return_channel": Channel.ONLINE}


def arrivals_of_a_year(**tables: Any) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Day, and time of day in hours, of 60,000 cases."""
    procedures = {"p": {"agency": "a", "per_year": 60_000, "days": 2}}
    plan = small_plan(**{"period": YEAR, "procedures": procedures} | tables)
    comes_at = sample_cases(plan, run_calendar(plan), 4, 1).comes_at
    return comes_at // DAY_MS, comes_at % DAY_MS / HOUR_MS


def test_no_arrivals_are_missing_after_an_opening() -> None:
    """Thinning at the rate of the moment skips the first arrivals after a time of rate zero.

    Even over eight hours: a 32nd of the cases comes in each quarter of an hour, also in the first after the night,
    after lunch, and after the weekend; and as many in the first as in the last.
    """
    day, hour = arrivals_of_a_year()
    monday = (day + run_calendar(small_plan(period=YEAR)).first_day.weekday()) % 7 == 0
    for opening, those in ((8, day >= 0), (13, day >= 0), (8, monday)):
        expected = those.sum() / 32
        first = ((hour[those] >= opening) & (hour[those] < opening + 0.25)).sum()
        assert first == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_a_peak_begins_when_it_begins() -> None:
    """From a trickle to a rush at 10:00: the rush is there in its first five minutes."""
    profile = {"08:00-10:00": 2, "10:00-11:00": 98}
    _, hour = arrivals_of_a_year(channels={"counter": {"arrivals_by_time": profile}})
    expected = len(hour) * 0.98 / 12
    assert ((hour >= 10) & (hour < 10 + 1 / 12)).sum() == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_seeds_do_not_collide() -> None:
    """Neither seed + replication nor seed * replication: all neighbours differ."""
    begun = {stream(seed, run, Purpose.ARRIVAL, "p", 0).bytes(16) for seed, run in product(range(20), range(1, 21))}
    assert len(begun) == 400


def test_the_first_replication_is_not_there_twice() -> None:
    """Each replication of a study differs from all others, and so does the first of the next seed."""
    plan = small_plan(procedures={"p": {"agency": "a", "per_year": 2000, "days": 2}})
    calendar = run_calendar(plan)
    tables = [sample_cases(plan, calendar, seed, run).comes_at for seed in (0, 1) for run in (1, 2, 3)]
    assert len({comes_at.tobytes() for comes_at in tables}) == 6


def test_a_mean_leaves_out_runs_in_which_nobody_came() -> None:
    """Two of four replications have no visit: their wait is missing, and is no zero in the mean."""
    found = estimate([np.nan, 4.0, np.nan, 6.0])
    assert (found.value, found.replications) == (5.0, 2)
    assert estimate([np.nan, np.nan]).replications == 0
    assert np.isnan(estimate([np.nan]).value)


def test_a_study_with_empty_runs_averages_the_others() -> None:
    """About one visit a run: some runs have none."""
    scenario = tvsim.load(BASELINE).with_(
        {"demand.factor": 0.01},
        period={"start": dt.date(2025, 3, 3), "end": dt.date(2025, 3, 4), "warm_up_days": 0, "follow_up_days": 0},
    )
    results = tvsim.run(scenario, seed=3, replications=8)
    waits = np.array([each.key.loc["justice", "wait_max_min"] for each in results.replications])
    visits = np.array([each.key.loc["justice", "visits"] for each in results.replications])
    assert np.array_equal(np.isnan(waits), visits == 0)
    assert 0 < np.isnan(waits).sum() < 8
    row = results.estimates.loc[("justice", "wait_max_min")]
    assert row["replications"] == (~np.isnan(waits)).sum()
    assert row["estimate"] == pytest.approx(waits[~np.isnan(waits)].mean())


def test_cases_unfinished_at_the_end_are_counted() -> None:
    """Of two cases one is decided on Monday at 16:00, the other is never worked on: half of those counted is overdue.

    The second comes on Monday 09:00 with a limit of two days and work for a year.
    """
    cases = [{"comes_at": at(0, "08:00")}, {"comes_at": at(0, "09:00"), "work_ms": minutes(1e6)}]
    key = figures(run_cases(small_plan(), case_table(*cases))).key.loc["a"]
    assert (key["received"], key["finished"], key["open_cases"], key["open_past_due"]) == (2, 1, 1, 1)
    assert key["overdue_true"] == key["overdue_official"] == 0.5


def test_a_partial_batch_at_the_end_is_not_lost() -> None:
    """Three ready, two signatures each time: two on Monday, one on Tuesday; and one letter goes out alone."""
    plan = small_plan(agencies={"a": {"reviewers": 3, "sign_off": {"times": ["16:00"], "capacity": 2}}})
    cases = [{"comes_at": at(0, "08:00"), "return_channel": Channel.POST} for _ in range(3)]
    found = records_of(plan, *cases).cases
    assert found.decided_at.tolist() == [at(0, "16:00"), at(0, "16:00"), at(1, "16:00")]
    # posted with the rounds of Tuesday and Wednesday 09:00, a day on the way
    assert found.handed_over_at.tolist() == [at(2, "09:00"), at(2, "09:00"), at(3, "09:00")]


def test_a_batch_that_waits_as_the_run_ends_is_open() -> None:
    """Ready on the only day after its signing hour: in no batch, and among the open cases."""
    run = run_cases(small_plan(period=ONE_DAY), case_table({"comes_at": at(0, "15:00")}))
    assert run.records.signatures.ready_at.tolist() == [at(0, "16:10")]
    assert run.records.cases.status.tolist() == [CaseStatus.OPEN]
    assert figures(run).key.loc["a", "open_cases"] == 1


def test_a_start_outside_office_hours_is_not_ignored() -> None:
    """Sent at 22:00 on Monday, checked from 08:00 on Tuesday; a run that begins on a Sunday works from Monday on."""
    online = {"channel": Channel.ONLINE, "return_channel": Channel.ONLINE}
    found = records_of(small_plan(), online | {"comes_at": at(0, "22:00")})
    assert found.cases.submitted_at.tolist() == [at(0, "22:00")]
    assert found.cases.accepted_at.tolist() == [at(1, "08:10")]
    sunday = small_plan(period={"start": "2025-03-02", "end": "2025-03-07"})
    found = records_of(sunday, online | {"comes_at": at(0, "10:00")}, {"comes_at": at(0, "03:00")})
    assert found.cases.accepted_at.tolist() == [at(1, "08:20"), at(1, "08:10")]


def test_whole_days_are_not_lost_in_a_difference_of_times() -> None:
    """Round the clock: a service of 30 hours from Monday 08:00; who comes at 09:00 waits 29 hours, not five.

    (`timedelta.seconds` would say five hours.)
    """
    plan = small_plan(calendar={"country": "", "hours": {"mon-sun": ["00:00-24:00"]}})
    cases = [
        {"comes_at": at(0, "08:00"), "intake_ms": 30 * HOUR_MS} | ONLINE,
        {"comes_at": at(0, "09:00")} | ONLINE,
    ]
    run = run_cases(plan, case_table(*cases))
    assert tables(run)["visits"]["wait_min"].tolist() == [0, 29 * 60]
    assert figures(run).key.loc["a", "wait_max_min"] == 29 * 60
    assert figures(run).key.loc["a", "waiting_hours"] == 29


def test_zero_servers_do_not_crash_a_schedule() -> None:
    """Nobody in the morning: who comes at 09:00 waits for 13:00. Nobody all week: the run ends all the same."""
    morning = [{"days": "mon-fri", "hours": "08:00-12:00", "officers": 0}]
    plan = small_plan(counters={"a": {"agencies": ["a"], "officers": 1, "roster": morning}})
    assert records_of(plan, {"comes_at": at(0, "09:00")}).visits.called_at[0] == at(0, "13:00")
    nobody = small_plan(counters={"a": {"agencies": ["a"], "officers": 0}}, agencies={"a": {"reviewers": 0}})
    run = run_cases(nobody, case_table({"comes_at": at(0, "09:00")}))
    assert run.records.cases.status.tolist() == [CaseStatus.COMING]
    assert np.isnan(figures(run).key.loc["a", "utilisation"])


def test_the_first_event_may_be_a_change_of_shift() -> None:
    """Nobody comes before the shift does; a shift begins with the run; there are shifts and no cases at all."""
    records = records_of(small_plan(), {"comes_at": at(0, "08:00")})
    assert records.visits.called_at[0] == at(0, "08:00")
    early = small_plan(calendar={"country": "", "hours": {"mon-fri": ["00:00-04:00"]}})
    assert records_of(early, {"comes_at": 0} | ONLINE).visits.called_at.tolist() == [0]
    assert len(run_cases(small_plan(), case_table()).records.visits.case) == 0


def test_overtime_does_not_hide_in_the_denominator() -> None:
    """On duty for the first hour only, and busy for 90 minutes: utilisation 1 of one hour, half an hour of overtime."""
    roster = [
        {"days": "mon", "hours": "09:00-12:00", "officers": 0},
        {"days": "mon", "hours": "13:00-17:00", "officers": 0},
    ]
    plan = small_plan(period=ONE_DAY, counters={"a": {"agencies": ["a"], "officers": 1, "roster": roster}})
    found = figures(run_cases(plan, case_table({"comes_at": at(0, "08:00"), "intake_ms": minutes(90)} | ONLINE)))
    assert found.officers[["rostered_min", "worked_min", "overtime_min"]].to_numpy().tolist() == [[60, 60, 30]]
    assert found.key.loc["a", "utilisation"] == 1
    assert found.key.loc["a", "overtime_hours"] == 0.5


def test_a_server_going_off_shift_finishes_the_service_and_takes_nobody_else() -> None:
    """The second officer's block ends at 09:00 in mid-service, which goes on to 09:20; the first serves who waits."""
    roster = [{"days": "mon", "hours": "08:00-09:00", "officers": 2}]
    plan = small_plan(counters={"a": {"agencies": ["a"], "officers": 1, "roster": roster}})
    comes = ((0, "08:40", 60), (0, "08:50", 30), (0, "08:55", 10))
    cases = [{"comes_at": at(day, time), "intake_ms": minutes(service)} | ONLINE for day, time, service in comes]
    visits = records_of(plan, *cases).visits
    assert visits.officer.tolist() == [0, 1, 0]
    assert visits.ended_at.tolist() == [at(0, "09:40"), at(0, "09:20"), at(0, "09:50")]


def leaver() -> list[dict[str, Any]]:
    """Served 08:00-08:30; comes 08:05 and leaves at 08:25; comes 08:10 and is called at 08:30."""
    return [
        {"comes_at": at(0, "08:00"), "intake_ms": minutes(30)} | ONLINE,
        {"comes_at": at(0, "08:05"), "patience_ms": minutes(20)} | LEAVES_FOR_GOOD | ONLINE,
        {"comes_at": at(0, "08:10")} | ONLINE,
    ]


def test_a_leavers_wait_is_in_the_area_under_the_queue() -> None:
    """20 minutes of the leaver and 20 of the other: 40 person-minutes, in the figures too."""
    run = run_cases(small_plan(period=ONE_DAY), case_table(*leaver()))
    _, begins, ends = waiting_stretches(run)
    assert area_until(begins, ends, np.array([DAY_MS]))[0] == minutes(40)
    found = figures(run)
    assert found.key.loc["a", "wait_mean_min"] == pytest.approx(40 / 3)
    assert found.key.loc["a", "left_share"] == pytest.approx(1 / 3)
    assert found.key.loc["a", "left_wait_mean_min"] == 20
    waiting = found.queues.set_index("hour").loc[8, "waiting"]
    assert waiting == pytest.approx(40 / 60)


def test_a_server_is_free_for_the_next_after_somebody_left() -> None:
    """The leaver is not called, and does not hold the officer up: the third is called as the first ends."""
    visits = records_of(small_plan(period=ONE_DAY), *leaver()).visits
    assert visits.called_at.tolist() == [at(0, "08:00"), NONE, at(0, "08:30")]
    assert visits.ended_at.tolist() == [at(0, "08:30"), at(0, "08:25"), at(0, "08:40")]


def test_those_who_turned_away_are_not_finished() -> None:
    """One is served, one waits, one turns away at a queue of one and gives up, and is neither received nor finished."""
    counter = {"intake_ms": minutes(30), "turns_away_at": 1} | LEAVES_FOR_GOOD | ONLINE
    cases = [counter | {"comes_at": at(0, time)} for time in ("08:00", "08:05", "08:10")]
    run = run_cases(small_plan(period=ONE_DAY), case_table(*cases))
    assert run.records.visits.outcome.tolist() == [VisitOutcome.SERVED, VisitOutcome.SERVED, VisitOutcome.TURNED_AWAY]
    assert run.records.cases.status[2] == CaseStatus.GAVE_UP
    key = figures(run).key.loc["a"]
    assert (key["visits"], key["turned_away"], key["received"], key["finished"]) == (3, 1, 2, 2)
    assert key["wait_mean_min"] == 12.5  # of the two who took part in the queue: 0 and 25 minutes


def test_a_rate_table_does_not_wrap_too_early() -> None:
    """The last block of the day, the last weekday, the last day of the year have their share."""
    weekdays = {"mon-fri": ["08:00-12:00", "13:00-17:00"], "sat": ["08:00-12:00"]}
    by_weekday = {"mon-fri": {"08:00-09:00": 3, "16:00-17:00": 1}, "sat": {"11:00-12:00": 1}}
    day, hour = arrivals_of_a_year(
        calendar={"country": "", "hours": weekdays}, channels={"counter": {"arrivals_by_time": by_weekday}}
    )
    weekday = (day + 2) % 7  # 1 January 2025 is a Wednesday
    assert set(np.unique(np.floor(hour[weekday < 5]))) == {8, 16}
    assert set(np.unique(np.floor(hour[weekday == 5]))) == {11}
    assert not (weekday == 6).any()
    last_block = (hour[weekday < 5] >= 16).mean()
    assert last_block == pytest.approx(0.25, abs=0.01)
    per_day = np.bincount(day, minlength=365)
    expected = 60_000 / 313
    assert per_day[364] == pytest.approx(expected, abs=4 * np.sqrt(expected))  # Wednesday 31 December
    assert per_day[0] == pytest.approx(expected, abs=4 * np.sqrt(expected))
    saturdays = per_day[(np.arange(365) + 2) % 7 == 5].mean()
    assert saturdays == pytest.approx(expected, rel=0.05)


def test_the_last_hour_before_midnight_belongs_to_its_day() -> None:
    _, hour = arrivals_of_a_year(channels={"online": {"share": 1.0, "arrivals_by_time": {"23:00-24:00": 1}}})
    assert ((hour >= 23) & (hour < 24)).all()


def test_figures_begin_anew_after_the_warm_up() -> None:
    """Two hours of waiting on the day before the period, none in it."""
    plan = small_plan(period={"start": "2025-03-04", "end": "2025-03-04", "warm_up_days": 1})
    cases = [
        {"comes_at": at(0, "08:00"), "intake_ms": minutes(120)} | ONLINE,
        {"comes_at": at(0, "08:00")} | ONLINE,
        {"comes_at": at(1, "09:00")} | ONLINE,
    ]
    found = figures(run_cases(plan, case_table(*cases)))
    assert found.key.loc["a", "visits"] == 1
    assert found.key.loc["a", "wait_mean_min"] == found.key.loc["a", "wait_max_min"] == 0
    assert found.key.loc["a", "utilisation"] == 10 / 480
    assert found.queues["waiting"].sum() == 0


@pytest.mark.parametrize("cut_off", ["15:00", "17:00"])
def test_friday_half_past_four_plus_one_hour_is_on_monday(cut_off: str) -> None:
    """From the cut-off on the hour counts from Monday 08:00; before it half an hour of it lies on Friday."""
    plan = small_plan(deadlines={"cut_off": cut_off}, procedures={"p": {"agency": "a", "per_year": 0, "hours": 1}})
    due_at = records_of(plan, {"comes_at": at(4, "16:20")}).cases.due_at
    assert due_at.tolist() == [at(7, "09:00" if cut_off == "15:00" else "08:30")]


def test_work_of_one_hour_from_friday_half_past_four_is_done_on_monday() -> None:
    records = records_of(small_plan(), {"comes_at": at(4, "16:20"), "work_ms": minutes(60)})
    assert records.tasks.started_at.tolist() == [at(4, "16:30")]
    assert records.tasks.ended_at.tolist() == [at(7, "08:30")]


@pytest.mark.parametrize(
    ("rule", "due"), [("working_hours", (1, "09:00")), ("end_of_day", (2, "17:00")), ("half_day", (1, "17:00"))]
)
def test_a_case_made_out_of_hours_is_not_due_at_once(rule: Any, due: tuple[int, str]) -> None:
    """Accepted in overtime, Monday 17:20, with a limit of one hour: counted from Tuesday 08:00."""
    plan = small_plan(
        deadlines={"rule": rule, "cut_off": "24:00"}, procedures={"p": {"agency": "a", "per_year": 0, "hours": 1}}
    )
    cases = records_of(plan, {"comes_at": at(0, "16:50"), "intake_ms": minutes(30)}).cases
    assert cases.accepted_at.tolist() == [at(0, "17:20")]
    assert cases.due_at.tolist() == [at(*due)]


def test_a_procedure_without_a_limit_is_not_due_at_once_when_it_comes_online() -> None:
    """Decided at once at the counter it needs no limit; sent online it goes to the office, and is in no rate."""
    plan = small_plan(procedures={"p": {"agency": "a", "per_year": 0, "at_once": 1}})
    case = {"comes_at": at(0, "22:00"), "channel": Channel.ONLINE, "return_channel": Channel.ONLINE, "at_once": True}
    run = run_cases(plan, case_table(case))
    assert run.records.cases.due_at.tolist() == [NEVER]
    assert run.records.cases.status.tolist() == [CaseStatus.DECIDED]
    assert figures(run).key.loc["a", ["overdue_true", "overdue_official"]].isna().all()


def test_staff_is_not_rounded_up_per_queue() -> None:
    """One officer for three agencies is one officer: three who come at once are served one after the other."""
    plan = small_plan(
        period=ONE_DAY,
        agencies={"a": {}, "b": {}, "c": {}},
        counters={"pool": {"agencies": ["a", "b", "c"], "officers": 1}},
        procedures={key: {"agency": key, "per_year": 0, "days": 2} for key in "abc"},
    )
    cases = [{"comes_at": at(0, "08:00"), "procedure": number} | ONLINE for number in range(3)]
    run = run_cases(plan, case_table(*cases))
    assert run.records.visits.called_at.tolist() == [at(0, "08:00"), at(0, "08:10"), at(0, "08:20")]
    found = figures(run)
    assert found.officers["rostered_min"].tolist() == [480]
    assert found.key["utilisation"].to_dict() == dict.fromkeys(["a", "b", "c", ALL], 30 / 480)


def test_staff_is_a_whole_number() -> None:
    with pytest.raises(ValidationError):
        small_plan(counters={"a": {"agencies": ["a"], "officers": 1.5}})


SHARES: dict[str, dict[str, Any]] = {
    "online": {"channels": {"online": {"share": 1.2}}},
    "post": {"channels": {"post": {"share": 1.01}}},
    "post and online": {"channels": {"post": {"share": 0.6}, "online": {"share": 0.6}}},
    "ways back": {"channels": {"counter": {"returns": {"counter": 0.8, "post": 0.3}}}},
    "home": {"sites": {"centre": {"home_share": 1.5}}},
    "other duties": {"counters": {"a": {"agencies": ["a"], "other_duties": [{"at_most_waiting": 0, "share": 1.0}]}}},
    "turn away": {"counters": {"a": {"agencies": ["a"], "turn_away": {"queue": 3, "share": 2}}}},
    "after leaving": {"counters": {"a": {"agencies": ["a"], "after_leaving": {"come_back": 0.8, "go_online": 0.3}}}},
    "appointments": {"counters": {"a": {"agencies": ["a"], "appointments": {"share": 1.1}}}},
    "no shows": {"counters": {"a": {"agencies": ["a"], "appointments": {"no_show": -0.1}}}},
}
SHARES_OF_A_PROCEDURE: dict[str, dict[str, Any]] = {
    "at once": {"at_once": 1.2},
    "refused": {"refused": 1.0001},
    "flawed": {"flawed": {"counter": [0.2, 1.3]}},
    "supplements": {"supplement": {"shares": [1.5]}},
    "unanswered": {"supplement": {"shares": [0.5], "unanswered": 7}},
    "reviews": {"agencies": ["a"], "reviews": {"share": 25}},
    "priorities": {"priority_shares": [0.7, 0.7]},
    "a percentage": {"refused": 5},
}


@pytest.mark.parametrize("tables", SHARES.values(), ids=SHARES)
def test_a_share_above_one_is_refused(tables: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        small_plan(**tables)


@pytest.mark.parametrize("rules", SHARES_OF_A_PROCEDURE.values(), ids=SHARES_OF_A_PROCEDURE)
def test_a_share_above_one_is_refused_in_a_procedure(rules: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        small_plan(procedures={"p": {"agency": "a", "per_year": 0, "days": 2} | rules})


def test_a_share_of_one_is_not_refused() -> None:
    plan: Plan = small_plan(
        channels={"online": {"share": 1.0}},
        procedures={"p": {"agency": "a", "per_year": 2000, "days": 2, "refused": 1, "flawed": {"online": [0.0]}}},
    )
    found = replicate(plan, run_calendar(plan), 1, 1)
    assert (found.table.channel == Channel.ONLINE).all()
    decided = found.records.cases.decided_at != NONE
    assert decided.any()
    assert (found.records.cases.status[decided] == CaseStatus.REFUSED).all()


def test_times_of_the_engine_are_whole_milliseconds() -> None:
    """A float clock that adds ``target - now`` to ``now`` misses the target: 0.1 + (0.3 - 0.1) is not 0.3."""
    plan = small_plan(
        procedures={"p": {"agency": "a", "per_year": 2000, "days": 2, "work_min": {"mean": 33.3, "cv": 1}}}
    )
    run = replicate(plan, run_calendar(plan), 1, 1)
    for name in run.records.cases.__dataclass_fields__:
        assert getattr(run.records.cases, name).dtype == np.int64
    done = run.records.tasks.ended_at != NONE
    worked = run.calendar.office.between(run.records.tasks.started_at[done], run.records.tasks.ended_at[done])
    assert np.array_equal(worked, run.table.work_ms[run.records.tasks.case[done]])
    assert (run.table.work_ms % MINUTE_MS != 0).any()
