"""Streams never meet; the k-th case keeps its draws whatever else in the scenario changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import cache
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.small import small_plan
from tests.unread import without_unread
from tvsim.calendar import run_calendar
from tvsim.codes import Channel
from tvsim.demand import Absences, CaseTable, sample_absences, sample_cases
from tvsim.demand.arrivals import day_factors
from tvsim.demand.draws import Draws, Kind, Strand, owners
from tvsim.demand.seeding import Keys, states
from tvsim.demand.streams import Owners, Purpose, Streams, stream
from tvsim.scenario.schema import Plan

EVERYTHING: dict[str, Any] = {
    "intake_min": {"mean": 12, "cv": 0.6},
    "desk_min": {"mean": 8, "cv": 0.6},
    "collect_min": {"mean": 3, "cv": 0.5},
    "work_min": {"mean": 60, "cv": 0.8},
    "conclude_min": {"mean": 10, "cv": 0.5},
    "field_days": {"mean": 1, "cv": 0.5},
    "corrected_after_days": {"mean": 2, "cv": 0.5},
    "collected_after_days": {"mean": 2, "cv": 0.5},
    "flawed": {"counter": [0.3, 0.1], "post": [0.4], "online": [0.2]},
    "supplement": {
        "shares": [0.3],
        "answer_days": {"mean": 4, "cv": 0.5},
        "unanswered": 0.1,
        "recheck_min": {"mean": 15, "cv": 1},
    },
    "reviews": {"agencies": ["b"], "share": 0.5, "work_min": {"mean": 30, "cv": 0.5}},
    "priority_shares": [0.2, 0.8],
    "at_once": 0.1,
    "refused": 0.1,
    "enquiries": 0.3,
}
"""Parts of a procedure in which every draw of the case table shows."""

LEAVING = {
    "patience_min": {"mean": 40, "cv": 0.7},
    "wrap_up_min": {"mean": 2, "cv": 0.5},
    "turn_away": {"queue": 8, "share": 0.5},
    "after_leaving": {"come_back": 0.6, "go_online": 0.2, "after_days": {"mean": 3, "cv": 0.5}},
}

DRAWN: dict[str, dict[str, Any]] = {
    "p": {"agency": "a", "per_year": 3000, "days": 3} | EVERYTHING,
    "q": {"agency": "a", "per_year": 2000, "days": 5} | EVERYTHING,
}


def plan_with(procedures: dict[str, Any] | None = None, **changes: Any) -> Plan:
    """A centre of two agencies whose cases show every draw; two weeks, half of the dossiers not at the counter."""
    tables: dict[str, Any] = {
        "agencies": {"a": {}, "b": {}},
        "counters": {"a": {"agencies": ["a", "b"], "officers": 2} | LEAVING},
        "channels": {
            "post": {"share": 0.1, "returns": {"counter": 0.3, "post": 0.7}},
            "online": {"share": 0.2, "returns": {"counter": 0.2, "post": 0.2, "online": 0.6}},
            "counter": {"returns": {"counter": 0.7, "post": 0.3}},
        },
        "mail": {"travel_in_days": {"mean": 2, "cv": 0.5}, "travel_out_days": {"mean": 2, "cv": 0.5}},
        "demand": {"day_to_day_cv": 0.3},
    }
    return small_plan(**tables | {"procedures": procedures or DRAWN} | changes)


def cases_of(plan: Plan, seed: int = 7, replication: int = 1) -> CaseTable:
    return sample_cases(plan, run_calendar(plan), seed, replication)


def rows_by_case(plan: Plan, table: CaseTable) -> dict[tuple[str, Kind, int], int]:
    """Row of each case by procedure, kind and ordinal: what makes it the same case in another scenario."""
    keys = list(plan.procedures)
    kinds = np.where(table.enquiry, Kind.ENQUIRY, np.where(table.carried, Kind.BACKLOG, Kind.DOSSIER))
    names = zip((keys[number] for number in table.procedure), kinds.tolist(), table.ordinal.tolist(), strict=True)
    return {(key, Kind(kind), ordinal): row for row, (key, kind, ordinal) in enumerate(names)}


def compared(one: Plan, other: Plan) -> tuple[CaseTable, CaseTable, set[str]]:
    """The rows of the cases that two scenarios share, in the same order, and the columns in which they differ.

    Values that nothing reads in one of the two are left out: another channel or flaw brings others to life.
    """
    tables = [cases_of(plan) for plan in (one, other)]
    rows = [rows_by_case(plan, table) for plan, table in zip((one, other), tables, strict=True)]
    shared = [case for case in rows[0] if case in rows[1]]
    assert len(shared) > 50
    mine, theirs = (
        _taken(table, np.array([places[case] for case in shared])) for table, places in zip(tables, rows, strict=True)
    )
    return mine, theirs, differing(*without_unread((one, other), (mine, theirs)))


def _taken(table: CaseTable, rows: NDArray[np.int64]) -> CaseTable:
    return replace(table, **{field.name: getattr(table, field.name)[rows] for field in fields(table)})


def differing(one: CaseTable, other: CaseTable) -> set[str]:
    """Columns in which two tables of the same cases differ; the number of the procedure stands for its key."""
    names = {field.name for field in fields(CaseTable)} - {"procedure"}
    return {name for name in names if not np.array_equal(getattr(one, name), getattr(other, name))}


# streams


def test_no_two_streams_begin_alike() -> None:
    """Of 100 replications, every purpose and several names, each with the sub-streams that the demand asks for."""
    names = [
        ("p",),
        ("q",),
        ("p", 0),
        ("p", 1),
        ("p", 2),
        ("q", 0),
        ("counters.a", 0),
        ("counters.a", 1),
        ("agencies.a", 0),
        (),
    ]
    begun = {
        stream(seed, replication, purpose, *name).bytes(16)
        for seed, replication, purpose, name in product((0, 1, 2), range(1, 101), Purpose, names)
    }
    assert len(begun) == 3 * 100 * len(Purpose) * len(names)


def test_many_seeds_and_replications_begin_alike_nowhere() -> None:
    """What ``seed * k`` or ``seed + k`` would get wrong: neighbours in both directions."""
    begun = {
        stream(seed, replication, Purpose.WORK, "p", 0).bytes(16)
        for seed, replication in product([*range(100), *range(1000, 100_001, 1000), 2**32, 2**63], range(1, 101))
    }
    assert len(begun) == 202 * 100


def test_first_blocks_of_streams_share_no_number() -> None:
    """Streams that overlap, one a bit further than the other, would share numbers."""
    drawn = np.concatenate(
        [
            stream(1, replication, purpose, name, 0).integers(0, 2**63, 200)
            for replication, purpose, name in product(range(1, 21), Purpose, ("p", "q"))
        ]
    )
    assert len(np.unique(drawn)) == len(drawn)


def test_no_streams_of_a_long_study_begin_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 10,000 replications and every purpose, as who draws asks for them: 300,000 first blocks of 128 bits.

    Were they drawn at random, the chance that any two of so many were alike would be below 1e-27: they make 4.5e10
    pairs, and there are 2 ** 128 blocks.
    """
    replications = range(1, 10_001)
    seeds = _seeds_of_a_study(monkeypatch, 1, replications)
    assert len(seeds) == 10_000 * len(ASKED)
    assert _different_rows(seeds) == len(seeds)
    alone = [
        stream(1, replication, purpose, *names).bit_generator.random_raw(2)
        for replication, (purpose, *names) in product(replications, ALONE)
    ]
    blocks = np.concatenate((first_blocks(seeds), alone))
    assert len(blocks) == 10_000 * (len(ASKED) + len(ALONE))
    assert _different_rows(blocks) == len(blocks)


def test_first_blocks_are_those_of_the_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the test above takes for first blocks of streams is what the streams begin with."""
    blocks = first_blocks(_seeds_of_a_study(monkeypatch, 7, (3, 9_999)))
    wanted = [
        Streams(7, replication, STRAND).of(0, purpose, *number).bit_generator.random_raw(2).tolist()
        for replication, (purpose, *number) in product((3, 9_999), ASKED)
    ]
    assert blocks.tolist() == wanted


STRAND = owners([Strand(0, 0, "p", Kind.DOSSIER)])
ASKED: tuple[tuple[Purpose, *tuple[int, ...]], ...] = (
    *((purpose,) for purpose in Purpose),
    *product((Purpose.REVIEW, Purpose.SUPPLEMENT), (0, 1)),
)
"""What `Draws` asks `Streams` for: purposes, and of some the so-manieth stream."""
ALONE: tuple[tuple[Purpose, *tuple[str | int, ...]], ...] = (
    (Purpose.DAY,),
    (Purpose.BACKLOG, "a"),
    (Purpose.ABSENCE, "counters.a", 0),
)
"""Streams that are asked for one by one, with the names that they have."""


def _seeds_of_a_study(monkeypatch: pytest.MonkeyPatch, seed: int, replications: Sequence[int]) -> NDArray[np.uint64]:
    """Seeds that `Streams` asks for, by replication and `ASKED`.

    What it asks for is written down, and made for all purposes of a replication together: one by one takes a minute.
    """
    asked: dict[tuple[int, int], list[tuple[tuple[int, ...], Keys]]] = {}

    def write_down(seed: int, spawn_key: tuple[int, ...], keys: Keys) -> NDArray[np.uint64]:
        asked.setdefault((seed, spawn_key[0]), []).append((spawn_key[1:], keys))
        return np.empty((0, 4), dtype=np.uint64)

    with monkeypatch.context() as patched:
        patched.setattr("tvsim.demand.streams.states", write_down)
        for replication in replications:
            streams = Streams(seed, replication, STRAND)
            for purpose, *number in ASKED:
                streams.seeds(purpose, *number)
    return np.concatenate([states(of, (first,), _together(tuple(rest))) for (of, first), rest in asked.items()])


@cache
def _together(asked: tuple[tuple[tuple[int, ...], Keys], ...]) -> Keys:
    """Keys of all streams that were asked for, behind the first of the spawn keys."""
    return Keys(
        [
            (*spawn_key, *words[are_given].tolist())
            for spawn_key, keys in asked
            for words, are_given in zip(keys.words.T, keys.are_given.T, strict=True)
        ]
    )


def first_blocks(seeds: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The first two numbers of the generator of each seed, shape (seeds, 2).

    NumPy's PCG64: state and increment of 128 bits are made of the seed, then each number is the state after a step,
    its halves xored and turned by its upper bits (O'Neill 2014, PCG, the output function XSL-RR).
    """
    high, low, high_of_step, low_of_step = (seeds[:, column].astype(object) for column in range(4))
    wide = (1 << 128) - 1
    step = ((high_of_step << 64 | low_of_step) << 1 | 1) & wide
    state = (step + (high << 64 | low)) & wide
    state = (state * PCG_FACTOR + step) & wide
    numbers = []
    for _ in range(2):
        state = (state * PCG_FACTOR + step) & wide
        mixed = (state >> 64 ^ state).__and__((1 << 64) - 1).astype(np.uint64)
        turn = (state >> 122).astype(np.uint64)
        numbers.append(mixed >> turn | mixed << (np.uint64(64) - turn) % np.uint64(64))
    return np.stack(numbers, axis=1)


PCG_FACTOR = 0x2360ED051FC65DA44385DF649FCCF645


def _different_rows(values: NDArray[np.uint64]) -> int:
    return len(np.unique(np.ascontiguousarray(values).view([("", values.dtype)] * values.shape[1])))


def test_a_stream_is_the_same_each_time_it_is_asked_for() -> None:
    assert np.array_equal(stream(3, 2, Purpose.FLAW, "p").random(5), stream(3, 2, Purpose.FLAW, "p").random(5))


def test_purposes_keep_their_numbers() -> None:
    """The numbers are part of all results: a renumbered purpose changes every scenario's."""
    assert [purpose.name for purpose in Purpose] == [
        "ARRIVAL", "DAY", "CHANNEL", "HOME", "RETURN", "PRIORITY", "DECISION", "FLAW", "INTAKE", "DESK", "CORRECTION",
        "PATIENCE", "LEAVING", "HOUR", "TRAVEL", "WORK", "SUPPLEMENT", "REVIEW", "COLLECTION", "BOOKING", "WRAP_UP",
        "BACKLOG", "ABSENCE",
    ]  # fmt: skip
    assert [int(purpose) for purpose in Purpose] == list(range(23))


def test_procedures_whose_names_have_the_same_checksum_have_streams_of_their_own() -> None:
    """The CRC-32 of these two names is the same."""
    one, other = (stream(1, 1, Purpose.WORK, name, 0).random(4) for name in ("plumless", "buckeroo"))
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("seed", [0, 1, 2**32 - 1, 2**32, 2**127, 2**128, 2**200 + 5])
@pytest.mark.parametrize("spawn_key", [(0,), (1, 22), (2**32, 0), (2**70, 3)])
def test_seeds_made_together_are_those_that_numpy_gives_each_alone(seed: int, spawn_key: tuple[int, ...]) -> None:
    keys = [(), (0,), (5, 0), (2**32 - 1, 2, 1), (2**32, 0), (2**64 - 1, 2, 7), (2**63,)]
    together = states(seed, spawn_key, Keys(keys))
    alone = [np.random.SeedSequence(seed, spawn_key=(*spawn_key, *key)).generate_state(4, np.uint64) for key in keys]
    assert np.array_equal(together, alone)


@pytest.mark.parametrize("number", [(), (0,), (2,)])
@pytest.mark.parametrize("replication", [1, 64, 1_000, 4_096, 10_000])
def test_streams_seeded_together_are_those_of_each_alone(replication: int, number: tuple[int, ...]) -> None:
    names = [("p", 0), ("p", 1), ("another-procedure", 2), ("q",)]
    streams = Streams(11, replication, Owners(names))
    for purpose, (owner, own) in product(Purpose, enumerate(names)):
        alone = stream(11, replication, purpose, *own, *number)
        together = streams.of(owner, purpose, *number)
        assert together.bit_generator.state == alone.bit_generator.state
        assert np.array_equal(together.random(100), alone.random(100))


def drawn_of(*parts: Kind | int) -> Draws:
    """Draws of a procedure's cases: kind and count, kind and count, ..."""
    own = [Strand(int(kind), 0, "p", kind) for kind in Kind]
    counts = [(own[kind], count) for kind, count in zip(parts[::2], parts[1::2], strict=True)]
    return Draws(Streams(1, 1, owners(own)), counts)


def test_strands_drawn_together_have_the_draws_of_each_alone() -> None:
    together = drawn_of(Kind.DOSSIER, 7, Kind.BACKLOG, 0, Kind.ENQUIRY, 3)
    assert together.count == 10
    assert together.strand.tolist() == [0] * 7 + [1] * 3
    for purpose, columns in ((Purpose.WORK, (3,)), (Purpose.RETURN, ()), (Purpose.LEAVING, (6, 3))):
        alone = [drawn_of(*part).uniform(purpose, *columns) for part in ((Kind.DOSSIER, 7), (Kind.ENQUIRY, 3))]
        assert np.array_equal(together.uniform(purpose, *columns), np.concatenate(alone))
    expected = stream(1, 1, Purpose.REVIEW, "p", 1, 2).random(3)
    assert np.array_equal(together.numbered(Purpose.REVIEW, 2)[7:], expected)


def test_the_kth_case_takes_the_kth_row() -> None:
    few, many = (drawn_of(Kind.DOSSIER, count).uniform(Purpose.FLAW, 4) for count in (10, 1000))
    assert np.array_equal(few, many[:10])


@pytest.mark.parametrize("kind", list(Kind))
def test_dossiers_enquiries_and_backlog_are_drawn_apart(kind: Kind) -> None:
    drawn = [drawn_of(each, 5).uniform(Purpose.WORK) for each in Kind if each != kind]
    mine = drawn_of(kind, 5).uniform(Purpose.WORK)
    assert not any(np.array_equal(mine, other) for other in drawn)


# the k-th case keeps its draws


def test_the_same_seed_gives_the_same_table_and_another_does_not() -> None:
    plan = plan_with()
    assert not differing(cases_of(plan), cases_of(plan))
    for other in (cases_of(plan, seed=8), cases_of(plan, replication=2)):
        count = min(len(cases_of(plan)), len(other))
        assert not np.array_equal(cases_of(plan).comes_at[:count], other.comes_at[:count])


FAR_APART = (2, 33, 65, 101, 129, 257, 513, 1_001, 1_025, 4_097, 8_193, 10_000)
"""Replications that the first would meet in, were their number cut off somewhere."""


@pytest.mark.parametrize("other", FAR_APART)
def test_cases_of_replications_far_apart_share_no_draws(other: int) -> None:
    """Nor do their backlog and appointments."""
    slots = [{"days": "mon-fri", "hours": "08:00-16:00", "every_min": 30, "capacity": 3}]
    booking = {"share": 0.4, "slots": slots, "no_show": 0.3}
    plan = plan_with(
        demand={"factor": 3, "day_to_day_cv": 0},  # what comes on a day hangs on the arrivals alone
        agencies={"a": {"backlog": 40}, "b": {}},
        counters={"a": {"agencies": ["a", "b"], "officers": 2, "appointments": booking} | LEAVING},
    )
    mine, theirs = _of_the_same(plan, *(cases_of(plan, replication=each) for each in (1, other)))
    undrawn = {"procedure", "ordinal", "enquiry", "carried", "home", "site", "accepted_at"}
    assert differing(mine, theirs) == {field.name for field in fields(CaseTable)} - undrawn
    assert not {name for name in TIMES if _in_common(getattr(mine, name), getattr(theirs, name)) > 0.05}


@pytest.mark.parametrize("other", FAR_APART)
def test_days_and_absences_of_replications_far_apart_share_no_draws(other: int) -> None:
    plan = plan_with(period={"start": "2025-03-03", "end": "2025-12-31"}, absences={"spells_per_year": 10})
    calendar = run_calendar(plan)
    one_year, other_year = (day_factors(plan, calendar, 7, replication) for replication in (1, other))
    assert not np.intersect1d(one_year, other_year).size
    here, there = (_away(sample_absences(plan, calendar, 7, replication)) for replication in (1, other))
    assert len(here) > 2
    assert here.any(axis=1).all()
    assert not (here == there).all(axis=1).any()


def _away(absences: Absences) -> NDArray[np.bool_]:
    """Days on which each officer and reviewer is away."""
    return np.concatenate([*absences.officers.values(), *absences.reviewers.values()])


TIMES = (
    "intake_ms", "desk_ms", "corrected_ms", "travel_in_ms", "wrap_up_ms", "patience_ms", "hour_ms", "collect_ms",
    "collected_after_ms", "travel_out_ms", "work_ms", "field_ms", "conclude_ms", "answer_ms", "recheck_ms", "review_ms",
)  # fmt: skip
"""Columns that are drawn to the millisecond, so that few values are the same by chance."""


def _of_the_same(plan: Plan, *tables: CaseTable) -> list[CaseTable]:
    """Rows of the cases that all tables have, in the same order."""
    rows = [rows_by_case(plan, table) for table in tables]
    shared = [case for case in rows[0] if all(case in other for other in rows)]
    return [
        _taken(table, np.array([places[case] for case in shared])) for table, places in zip(tables, rows, strict=True)
    ]


def _in_common(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Share of the values of one column that another has, too, wherever they stand; 0 stands for none."""
    mine, theirs = (np.unique(each[each > 0]) for each in (one, other))
    least = min(len(mine), len(theirs))
    assert least > 20
    return len(np.intersect1d(mine, theirs)) / least


def test_columns_of_different_purposes_share_no_draws() -> None:
    """Where all minutes, and all days, are of one distribution, the same draws would be the same values."""
    minutes, days = ({"mean": mean, "cv": 0.6} for mean in (30, 2))
    alike = EVERYTHING | {
        **dict.fromkeys(("intake_min", "desk_min", "collect_min", "work_min", "conclude_min"), minutes),
        **dict.fromkeys(("field_days", "corrected_after_days", "collected_after_days"), days),
        "supplement": EVERYTHING["supplement"] | {"answer_days": days, "recheck_min": minutes},
        "reviews": EVERYTHING["reviews"] | {"work_min": minutes},
    }
    plan = plan_with(
        {key: procedure | alike | {"per_year": 6000} for key, procedure in DRAWN.items()},
        counters={
            "a": {"agencies": ["a", "b"], "officers": 2} | LEAVING | {"patience_min": minutes, "wrap_up_min": minutes}
        },
        mail={"travel_in_days": days, "travel_out_days": days},
    )
    table = cases_of(plan)
    shared = {pair for pair in combinations(TIMES, 2) if _in_common(*(getattr(table, name) for name in pair)) > 0.05}
    assert not shared


def test_every_column_is_drawn_in_these_scenarios() -> None:
    """So that the tests below could see a change: no drawn column is the same for all cases."""
    table = cases_of(plan_with())
    still = {field.name for field in fields(table) if len(np.unique(getattr(table, field.name))) == 1}
    assert still == {
        "home", "site", "carried", "booked", "no_show", "slot_at", "booked_until",
        "accepted_at", "due_at", "legal_due_at",
    }  # fmt: skip


@pytest.mark.parametrize(
    "counters",
    [
        {"officers": 5},
        {"officers": 0},
        {"officers": 2, "roster": [{"days": "mon-fri", "hours": "08:00-10:00", "officers": 4}]},
        {"officers": 2, "desk": "dedicated", "desk_staff": 2},
        {"officers": 2, "at_lunch": "dismiss", "at_closing": "dismiss"},
        {"officers": 2, "other_duties": [{"at_most_waiting": 1, "share": 0.2}]},
    ],
    ids=["more", "none", "roster", "desk", "closing", "duties"],
)
def test_staffing_changes_no_draw(counters: dict[str, Any]) -> None:
    """Not one entry of the case table, and not the order of its rows."""
    changed = plan_with(counters={"a": {"agencies": ["a", "b"]} | counters | LEAVING})
    one, other = cases_of(plan_with()), cases_of(changed)
    assert not differing(one, other)
    assert np.array_equal(one.procedure, other.procedure)


def test_reviewers_signing_and_deadline_rules_change_no_draw() -> None:
    changed = plan_with(
        agencies={"a": {"reviewers": 9, "order": "first_come", "sign_off": {"capacity": 1}}, "b": {"reviewers": 0}},
        deadlines={"rule": "end_of_day", "cut_off": "10:00"},
    )
    assert not differing(cases_of(plan_with()), cases_of(changed))


def test_limits_change_no_draw() -> None:
    longer = {key: procedure | {"days": 30} for key, procedure in DRAWN.items()}
    assert not differing(cases_of(plan_with()), cases_of(plan_with(longer)))


def test_the_online_share_changes_only_the_channel_and_what_hangs_on_it() -> None:
    """Channel, hour, flaws (their chance is by channel) and wished way back, and these only of the cases that move."""
    channels = {
        "post": {"share": 0.1, "returns": {"counter": 0.3, "post": 0.7}},
        "online": {"share": 0.4, "returns": {"counter": 0.2, "post": 0.2, "online": 0.6}},
        "counter": {"returns": {"counter": 0.7, "post": 0.3}},
    }
    one, other, changed = compared(plan_with(), plan_with(channels=channels))
    assert len(one) == len(other) == len(cases_of(plan_with()))
    assert changed == {"channel", "comes_at", "flawed", "return_channel"}
    moved = one.channel != other.channel
    assert not differing(_taken(one, np.flatnonzero(~moved)), _taken(other, np.flatnonzero(~moved)))


def test_the_share_by_post_moves_only_cases_between_counter_and_post() -> None:
    channels = {
        "post": {"share": 0.3, "returns": {"counter": 0.3, "post": 0.7}},
        "online": {"share": 0.2, "returns": {"counter": 0.2, "post": 0.2, "online": 0.6}},
        "counter": {"returns": {"counter": 0.7, "post": 0.3}},
    }
    one, other, changed = compared(plan_with(), plan_with(channels=channels))
    assert changed == {"channel", "flawed", "return_channel"}  # both come evenly over the opening hours
    moved = one.channel != other.channel
    assert set(one.channel[moved]) == {Channel.COUNTER}
    assert set(other.channel[moved]) == {Channel.POST}


def test_growing_demand_keeps_the_first_cases_draws() -> None:
    """Only the time moves: the k-th case comes no later, and its ordinal, contents, channel and wishes stay."""
    one, other, changed = compared(plan_with(), plan_with(demand={"factor": 1.5, "day_to_day_cv": 0.3}))
    assert len(one) == len(cases_of(plan_with()))  # all cases of the smaller demand come again
    assert changed == {"day", "comes_at"}
    assert (other.day <= one.day).all()


def test_month_weekday_and_day_to_day_factors_change_only_times() -> None:
    changes = {"by_month": [1, 1, 1.4, *[1] * 9], "by_weekday": {"mon": 2}, "day_to_day_cv": 0.5}
    _, _, changed = compared(plan_with(), plan_with(demand=changes))
    assert changed == {"day", "comes_at"}


def test_one_procedures_demand_leaves_the_others_alone() -> None:
    grown = DRAWN | {"q": DRAWN["q"] | {"per_year": 4000}}
    one, other = plan_with(), plan_with(grown)
    tables = [cases_of(plan) for plan in (one, other)]
    of_p = [_taken(table, np.flatnonzero(table.procedure == 0)) for table in tables]
    assert not differing(*of_p)


def test_another_procedure_leaves_the_others_alone() -> None:
    """Before them or after them in the file."""
    for procedures in ({"r": DRAWN["q"]} | DRAWN, DRAWN | {"r": DRAWN["q"]}):
        _, _, changed = compared(plan_with(), plan_with(procedures))
        assert not changed


def test_the_order_of_the_procedures_in_the_file_does_not_matter() -> None:
    _, _, changed = compared(plan_with(), plan_with({"q": DRAWN["q"], "p": DRAWN["p"]}))
    assert not changed


def test_another_procedure_with_more_requests_leaves_the_others_alone() -> None:
    twice = DRAWN["q"] | {"supplement": EVERYTHING["supplement"] | {"shares": [0.3, 0.2]}}
    one, other, changed = compared(plan_with(), plan_with(DRAWN | {"r": twice}))
    assert changed <= {"answer_ms", "recheck_ms"}  # these have a column more
    assert np.array_equal(one.supplements, other.supplements)
    assert np.array_equal(one.answer_ms[:, 0], other.answer_ms[:, 0])


def test_another_procedure_with_more_reviews_leaves_the_others_alone() -> None:
    agencies: dict[str, Any] = {"a": {}, "b": {}, "c": {}}
    counters = {"a": {"agencies": ["a", "b", "c"], "officers": 2} | LEAVING}
    twice = DRAWN["q"] | {"reviews": EVERYTHING["reviews"] | {"agencies": ["b", "c"]}}
    plans = [plan_with(each, agencies=agencies, counters=counters) for each in (DRAWN, DRAWN | {"r": twice})]
    one, other, changed = compared(*plans)
    assert changed == {"review_ms"}  # it has a column more
    assert np.array_equal(one.review_ms[:, 0], other.review_ms[:, 0])


def test_a_second_request_keeps_who_is_asked_first() -> None:
    twice = {key: each | {"supplement": each["supplement"] | {"shares": [0.3, 0.2]}} for key, each in DRAWN.items()}
    one, other, _ = compared(plan_with(), plan_with(twice))
    assert np.array_equal(one.supplements > 0, other.supplements > 0)


def test_a_longer_period_keeps_all_cases_that_were_there() -> None:
    """A later end, or a follow-up, adds cases behind; those of the days before stay in every column."""
    for period in (
        {"start": "2025-03-03", "end": "2025-03-28"},
        {"start": "2025-03-03", "end": "2025-03-14", "follow_up_days": 20},
    ):
        one, _, changed = compared(plan_with(), plan_with(period=period))
        assert not changed
        assert len(one) == len(cases_of(plan_with()))
        assert len(cases_of(plan_with(period=period))) > len(one)


def test_a_warm_up_keeps_the_kth_case_but_for_its_time() -> None:
    """It comes earlier, in the warm-up: the k-th case of a run is its k-th from the run's first day."""
    period = {"start": "2025-03-03", "end": "2025-03-14", "warm_up_days": 10}
    _, _, changed = compared(plan_with(), plan_with(period=period))
    assert changed == {"day", "comes_at"}


def test_a_changed_duration_keeps_every_other_column() -> None:
    """And each case keeps its place: twice the mean is twice the work, case by case."""
    slower = {key: procedure | {"work_min": {"mean": 120, "cv": 0.8}} for key, procedure in DRAWN.items()}
    one, other, changed = compared(plan_with(), plan_with(slower))
    assert changed == {"work_ms"}
    np.testing.assert_allclose(other.work_ms, 2 * one.work_ms, atol=2)


def test_more_flaws_keep_the_flawed_flawed() -> None:
    flawed = {"counter": [0.5, 0.2], "post": [0.5], "online": [0.4]}
    worse = {key: procedure | {"flawed": flawed} for key, procedure in DRAWN.items()}
    one, other, changed = compared(plan_with(), plan_with(worse))
    assert changed == {"flawed", "flawed_online"}
    assert (other.flawed | ~one.flawed).all()
    assert (other.flawed_online | ~one.flawed_online).all()


def test_absences_change_no_draw_of_cases() -> None:
    assert not differing(cases_of(plan_with()), cases_of(plan_with(absences={"spells_per_year": 5})))


def test_a_backlog_changes_no_draw_of_those_who_come() -> None:
    carried = plan_with(agencies={"a": {"backlog": 40}, "b": {}})
    one, other, changed = compared(plan_with(), carried)
    assert not changed
    assert len(one) == len(cases_of(plan_with()))
    assert len(cases_of(carried)) == len(other) + 40


def test_a_larger_backlog_keeps_its_first_cases() -> None:
    """Of each procedure: contents, and due times, which hang on the case's own age."""
    plans = [plan_with(agencies={"a": {"backlog": backlog}, "b": {}}) for backlog in (60, 100)]
    tables = [cases_of(plan) for plan in plans]
    few, many = (_taken(table, np.flatnonzero(table.carried)) for table in tables)
    assert (len(few), len(many)) == (60, 100)
    for number in (0, 1):
        first = [_taken(table, np.flatnonzero(table.procedure == number)) for table in (few, many)]
        assert not differing(first[0], _taken(first[1], np.arange(len(first[0]))))


def test_appointments_change_only_when_the_booked_come() -> None:
    """Who books is drawn apart; the contents of everybody stay, and so do the times of those who do not book."""
    slots = [{"days": "mon-fri", "hours": "08:00-16:00", "every_min": 30, "capacity": 3}]
    counters = {"agencies": ["a", "b"], "officers": 2} | LEAVING
    booked = {
        share: plan_with(counters={"a": counters | {"appointments": {"share": share, "slots": slots, "no_show": 0.2}}})
        for share in (0.2, 0.4)
    }
    one, other, changed = compared(plan_with(), booked[0.2])
    assert changed == {"booked", "no_show", "slot_at", "booked_until", "comes_at"}
    assert not (other.comes_at != one.comes_at)[~other.booked].any()
    few, many, changed = compared(booked[0.2], booked[0.4])
    assert changed == {"booked", "no_show", "slot_at", "booked_until", "comes_at"}
    assert (many.booked | ~few.booked).all()  # who booked books again


def test_one_officer_more_changes_nobodys_absence() -> None:
    plans = [
        plan_with(absences={"spells_per_year": 10}, counters={"a": {"agencies": ["a", "b"], "officers": officers}})
        for officers in (2, 3)
    ]
    two, three = (sample_absences(plan, run_calendar(plan), 7, 1) for plan in plans)
    assert np.array_equal(two.officers["a"], three.officers["a"][:2])
    assert all(np.array_equal(two.reviewers[key], three.reviewers[key]) for key in two.reviewers)
