"""Days on which the two engines are compared when one of them has a fault; run as a program, it looks for faults.

``python -m tests.fault_days 3 14`` wants ``NUMBA_DISABLE_JIT=1``. It prints a line of JSON for each of these faults of
`tests.faults.FAULTS`, after one that tells whether the engines without a fault agree on all days.
"""

from __future__ import annotations

import _thread
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings

from tests import plain
from tests.engines import differences
from tests.faults import FAULTS, Fault
from tests.functional.scenarios import Sample, run_sample, samples
from tests.functional.test_days_counters import counters, person, roster
from tests.functional.test_ties import crowded_cases, crowded_plan
from tests.small import MONDAY, at, case_table, minutes, nobody_away, small_plan
from tvsim.calendar import DAY_MS, HOUR_MS, NONE, run_calendar
from tvsim.codes import AfterLeaving, Channel, ClockRule
from tvsim.demand import CaseTable
from tvsim.resources import Resources, build_resources
from tvsim.scenario.schema import Plan

LONGEST_S = 2.5
"""A faulty engine that has not ended a day by then never will; it should need a tenth of that."""
AGAIN_S = 0.5
OWN_ERRORS = (NameError, SyntaxError, ImportError, TypeError, AttributeError)
"""What shows that a fault is no Python that somebody could have written."""


class Day(NamedTuple):
    """What the engines run."""

    name: str
    table: CaseTable
    resources: Resources
    new_room: bool = False
    """The compiled engine has no memory of a former run, and must grow its tables."""


def crowded(rule: str, seed: int, count: int) -> Day:
    """A crowded week with what `crowded_plan` leaves alike or out.

    Legal limits are longer; ways differ by place and by direction; all three clock rules; a backlog; enquiries; people
    away; some come when the run is over.
    """
    period = {"start": MONDAY, "end": "2025-03-07", "warm_up_days": 0, "follow_up_days": 3}
    plan = crowded_plan(rule).model_copy(update={"period": small_plan(period=period).period})
    calendar = run_calendar(plan)
    absences = nobody_away(plan, calendar)
    absences.officers["hall"][1, 1] = absences.reviewers["a"][0, 2] = absences.reviewers["b"][0, 3] = True
    absences.reviewers["c"][0, 1] = True
    resources = build_resources(plan, calendar, absences)
    procedures, transfers = resources.procedures, resources.transfers
    resources = replace(
        resources,
        procedures=replace(
            procedures,
            legal_limit_ms=2 * procedures.limit_ms,
            clock=np.array([ClockRule.PAUSE, ClockRule.RESTART, ClockRule.RUN_ON, ClockRule.PAUSE]),
            review_limit_ms=np.array([2, 2, 1, 2]) * HOUR_MS,
            withdrawn_after_ms=np.array([1, 2, 1, 2]) * DAY_MS,
        ),
        transfers=replace(
            transfers,
            site_agency_ms=np.array([[0, 1, 2], [2, 1, 1]]) * HOUR_MS // 2,
            agency_agency_ms=np.array([[0, 4, 1], [1, 0, 2], [0, 0, 0]]) * HOUR_MS // 2,
            committee_ms=HOUR_MS // 2,
        ),
    )
    table = crowded_cases(seed, count)
    number = np.arange(count)
    carried = number % 6 == 3
    due_at = np.where(carried, (8 + number) * HOUR_MS, NONE)
    return Day(
        f"crowded, {rule}, seed {seed}, {count} cases",
        replace(
            table,
            carried=carried,
            accepted_at=np.where(carried, 0, NONE),
            due_at=due_at,
            legal_due_at=np.where(carried, due_at + DAY_MS, NONE),
            enquiry=(number % 7 == 5) & (table.channel == Channel.COUNTER),
            corrected_ms=3 * table.corrected_ms,
            comes_at=np.where(number % 29 == 7, resources.ends_at + number * HOUR_MS, table.comes_at),
        ),
        resources,
    )


def by_hand() -> Iterator[Day]:
    """Days that no crowd makes."""
    yield small(
        "no tickets in the afternoon, so that an officer who serves out over lunch goes on in the next shift",
        small_plan(
            counters=counters(
                at_lunch="serve",
                last_ticket_before_closing_min=240,
                other_duties=[{"at_most_waiting": 9, "share": 0.5}],
            )
        ),
        *[person("11:50", 30) for _ in range(6)],
    )
    yield small(
        "nobody serves at closing",
        small_plan(counters=counters(roster=roster(("mon-fri", "15:00-17:00", 0)))),
        person("15:30"),
    )
    yield small(
        "nobody serves at all: all leave and come back until they give up",
        small_plan(counters=counters(officers=0)),
        *[person("08:00", patience_ms=minutes(5), after_leaving=AfterLeaving.COME_BACK) for _ in range(40)],
    )
    yield small(
        "patience that ends at lunch, when others are dismissed",
        small_plan(counters=counters(at_lunch="dismiss")),
        person("11:00", 60),
        person("11:30", patience_ms=minutes(30), after_leaving=AfterLeaving.GIVE_UP),
        person("11:31"),
    )
    yield small(
        "an appointment in the morning, whose result is fetched on the same day, when others wait",
        small_plan(agencies={"a": {"sign_off": {"times": ["09:30"]}}}),
        person(
            "08:00", booked=True, booked_until=at(0, "16:00"), return_channel=Channel.COUNTER, hour_ms=at(0, "10:30")
        ),
        *[person("10:00", 20) for _ in range(4)],
    )
    yield small(
        "the committee signs at the times of the agency, to which it is next door",
        small_plan(
            agencies={"a": {"sign_off": {"times": ["10:00", "16:00"]}}},
            committee={"sign_off": {"times": ["10:00", "16:00"]}, "transfer_min": 0},
            procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "committee": True}},
        ),
        person("08:00"),
        person("09:00"),
    )
    requested = {"carried": True, "accepted_at": 0, "due_at": at(3, "08:00"), "legal_due_at": at(4, "08:00")}
    yield small(
        "a backlog with two requests each, more than there is room for at first",
        small_plan(),
        *[requested | {"work_ms": minutes(1), "supplements": 2} for _ in range(40)],
        new_room=True,
    )
    reviews = {"agencies": ["b", "c"], "mode": "in_turn", "limit_days": 0.125, "silence_is_consent": True}
    yield small(
        "an answer that comes too late, when the next is asked for",
        small_plan(
            agencies={"a": {}, "b": {}, "c": {}},
            procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "reviews": reviews}},
        ),
        person("08:00", reviewed=True, review_ms=[minutes(90), minutes(120)], conclude_ms=minutes(5)),
    )
    yield small(
        "a review that is late, and silence is no consent",
        small_plan(
            agencies={"a": {}, "b": {}},
            procedures={
                "p": {"agency": "a", "per_year": 0, "days": 2, "reviews": {"agencies": ["b"], "limit_days": 0.125}}
            },
        ),
        person("08:00", reviewed=True, review_ms=minutes(120)),
    )
    for order in ("first_come", "earliest_due"):
        yield small(
            f"a reviewer goes away in the midst of the second task, {order}",
            small_plan(agencies={"a": {"order": order}}),
            person("08:00"),
            person("08:00", work_ms=minutes(600)),
            person("08:00"),
            away=("a", 1),
        )
    yield small(
        "a reviewer goes away in the midst of a review for which it is too late",
        small_plan(
            agencies={"a": {}, "b": {}},
            procedures={"p": {"agency": "a", "per_year": 0, "days": 2, "reviews": reviews | {"agencies": ["b"]}}},
        ),
        person("08:00", reviewed=True, review_ms=minutes(600)),
        away=("b", 1),
    )
    yield small(
        "afternoons that are shorter than mornings",
        small_plan(calendar={"country": "", "hours": {"mon-fri": ["08:00-12:00", "13:00-15:00"]}}),
        person("13:30", day=1, work_ms=minutes(180)),
    )


def small(
    name: str, plan: Plan, *cases: dict[str, Any], away: tuple[str, int] | None = None, new_room: bool = False
) -> Day:
    """Hand-written cases; the first reviewer of an agency may be away on a day."""
    calendar = run_calendar(plan)
    absences = nobody_away(plan, calendar)
    if away is not None:
        agency, day = away
        absences.reviewers[agency][0, day] = True
    return Day(name, case_table(*cases), build_resources(plan, calendar, absences), new_room)


def random_days(count: int) -> Iterator[Day]:
    """Small random scenarios, the same each time, each of another size."""
    found: list[Sample] = []

    @settings(
        max_examples=12 * count,
        phases=[Phase.generate],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(samples())
    def draw(sample: Sample) -> None:
        found.append(sample)

    draw()
    sizes: set[int] = set()
    for sample in found:
        if len(sizes) == count:
            return
        drawn: Any = run_sample(sample, lambda *drawn: drawn).records  # type: ignore[arg-type, return-value]
        table, resources = drawn
        if 10 <= len(table) <= 150 and len(table) not in sizes:
            sizes.add(len(table))
            yield Day(f"random, {len(table)} cases", table, resources)


def days() -> list[Day]:
    """All days; each finds in its memory the rows of those before it."""
    rules = ("half_day", "working_hours", "end_of_day")
    return [
        crowded("half_day", 100, 60),
        *(crowded(rule, seed, 40) for seed in (101, 102) for rule in rules),
        *by_hand(),
        crowded("half_day", 103, 200),
        *random_days(8),
    ]


class Compared:
    """The records of all days in the engines without a fault, for comparison."""

    def __init__(self) -> None:
        self.days = days()
        engines = plain.engines()
        self.right = [engines.simpy(day.table, day.resources) for day in self.days]
        self.differences = list(self._differences(in_rooms(engines.compiled)))

    def _differences(self, run: Callable[[Day], Any]) -> Iterator[str]:
        for day, right in zip(self.days, self.right, strict=True):
            yield from (f"{day.name}: {difference}" for difference in differences(right, run(day)))

    def notice(self, fault: Fault) -> str | None:
        """What shows that one engine has a fault: a difference to the other, an error, or that it does not end."""
        engines = plain.engines({fault.file: faulty(fault)})
        run = in_rooms(engines.compiled) if fault.is_compiled else lambda day: engines.simpy(day.table, day.resources)
        try:
            return next(self._differences(lambda day: within(LONGEST_S, run, day)), None)
        except KeyboardInterrupt:
            return "does not end"
        except OWN_ERRORS:
            raise
        except Exception as error:
            return f"{type(error).__name__}: {error}"


def faulty(fault: Fault) -> str:
    """Text of a file with a fault."""
    text = plain.source(fault.file)
    assert text.count(fault.old) == 1, f"stale: {fault}"
    return text.replace(fault.old, fault.new)


def tell_nobody(part: float) -> None:
    """Tell nobody which part of a run is over; where somebody is told, a run is done in parts."""


def in_rooms(simulate: Callable[..., Any]) -> Callable[[Day], Any]:
    """Run days one after the other in the same memory, where they do not want new one, and each in parts.

    Those in memory used again leave columns, the others rows.
    """
    room: Any = None

    def run(day: Day) -> Any:
        nonlocal room
        if room is None or day.new_room:
            room = sys.modules["tvsim.models.compiled"].Room()
        return simulate(day.table, day.resources, tell_nobody, room, in_columns=not day.new_room)

    return run


def within(seconds: float, run: Callable[[Day], Any], day: Day) -> Any:
    """Run a day, but interrupt it when it takes too long: again and again, since Python may lose an interrupt."""
    over = threading.Event()

    def interrupt() -> None:
        wait_s = seconds
        while not over.wait(wait_s):
            _thread.interrupt_main()
            wait_s = AGAIN_S

    watch = threading.Thread(target=interrupt, daemon=True)
    watch.start()
    try:
        return run(day)
    finally:
        over.set()
        watch.join()


def main(numbers: list[int]) -> None:
    """Print what differs without a fault, then what shows each of these faults."""
    compared = Compared()
    print(json.dumps(compared.differences), flush=True)
    for number in numbers:
        print(json.dumps([number, compared.notice(FAULTS[number])]), flush=True)


if __name__ == "__main__":
    main([int(number) for number in sys.argv[1:]])
