"""A day at the counters officer by officer, by hand; open 08-12 and 13-17."""

from typing import Any

from tests.small import at, case_table, minutes, run_cases, small_plan
from tvsim.calendar import DAY_MS
from tvsim.codes import Channel
from tvsim.outcomes import Run
from tvsim.outcomes.counter_day import CounterDay, counter_day
from tvsim.outcomes.through_the_day import officers_by_time

SHIFTS = [(at(0, "08:00"), at(0, "12:00")), (at(0, "13:00"), at(0, "17:00"))]
VISITOR = {"comes_at": at(0, "08:00"), "wrap_up_ms": minutes(2)}
ONLINE = {"comes_at": at(0, "08:05"), "channel": Channel.ONLINE, "return_channel": Channel.ONLINE}


def run(*cases: dict[str, Any], **group: Any) -> Run:
    return run_cases(small_plan(counters={"a": {"agencies": ["a"], "officers": 1} | group}), case_table(*cases))


def test_a_dossier_is_taken_between_visitors() -> None:
    """Served to 08:10, wrapped up to 08:12, then the dossier to 08:22, while the visitor of 08:15 waits."""
    found = run(VISITOR, ONLINE, VISITOR | {"comes_at": at(0, "08:15")})
    serving = [(at(0, "08:00"), at(0, "08:10")), (at(0, "08:22"), at(0, "08:32"))]
    other_work = [
        (at(0, "08:10"), at(0, "08:12")),
        (at(0, "08:12"), at(0, "08:22")),
        (at(0, "08:32"), at(0, "08:34")),
    ]
    assert counter_day(found, 0) == [CounterDay(0, SHIFTS, serving, other_work)]
    assert desk_min(found) == (10, 0)


def test_who_is_at_the_desk_alone_is_left_out() -> None:
    """Another takes the dossier; he never calls anybody."""
    found = run(VISITOR, ONLINE, desk="dedicated", desk_staff=1)
    (own,) = counter_day(found, 0)
    assert own == CounterDay(0, SHIFTS, [(at(0, "08:00"), at(0, "08:10"))], [(at(0, "08:10"), at(0, "08:12"))])
    assert desk_min(found) == (0, 10)


def test_hours_at_the_desk_are_not_hours_at_the_counter() -> None:
    """Two officers, the second of them at the desk in the afternoon, where a dossier comes in at 14:00."""
    blocks = [{"days": "mon-fri", "hours": "13:00-17:00", "officers": 1, "desk": 1}]
    afternoon = ONLINE | {"comes_at": at(0, "14:00")}
    found = run(afternoon, officers=2, roster=blocks, desk="desk_blocks")
    assert counter_day(found, 0) == [CounterDay(0, SHIFTS, [], []), CounterDay(0, SHIFTS[:1], [], [])]
    assert desk_min(found) == (0, 10)


def test_a_day_has_only_what_lies_in_it() -> None:
    """Open over midnight, a service of an hour from 23:30 on: half an hour lies in either day."""
    week = {"mon-sat": ["00:00-02:00", "22:00-24:00"]}
    plan = small_plan(calendar={"country": "", "hours": week})
    found = run_cases(plan, case_table({"comes_at": at(0, "23:30"), "intake_ms": minutes(60)}))
    first, second = (counter_day(found, day)[0].serving for day in (0, 1))
    assert first == [(at(0, "23:30"), DAY_MS)]
    assert second == [(DAY_MS, at(1, "00:30"))]


def desk_min(found: Run) -> tuple[int, int]:
    """Minutes of desk work between visitors and at the desk alone, of ten open days."""
    table = officers_by_time(found)
    between, alone = (round(float(table[name].sum()) * 30 * 10) for name in ("desk_between", "desk_alone"))
    return between, alone
