"""The work on which engines are compared, written as scenarios.

W1: 14 stations of 3 servers, Poisson arrivals, exponential service, load 0.85, 50,000 customers each: counters that
decide at once. W2: the same counters with two classes, then a back office of 4 that takes the earliest due first, for
three in ten cases reviews by two other agencies at once, a last work, and sign-off. All numbers are drawn before,
as for the peers; one unit of their time is ten minutes here.
"""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, MINUTE_MS, NONE, run_calendar
from tvsim.codes import Channel
from tvsim.demand import PATIENT, CaseTable, sample_absences
from tvsim.demand.case_table import CASE, of_rows
from tvsim.resources import Resources, build_resources
from tvsim.scenario.schema import Plan

Floats = NDArray[np.float64]
STATIONS, SERVERS, REVIEWERS = 14, 3, 4
LOAD, SERVICE_RATE = 0.85, 1.0
ARRIVAL_RATE = LOAD * SERVERS * SERVICE_RATE
UNIT_MS = 10 * MINUTE_MS
AROUND_THE_CLOCK = {"mon-sun": ["00:00-24:00"]}


def milliseconds(units: Floats) -> NDArray[np.int64]:
    """Times and durations of the peers as engine time."""
    return np.rint(units * UNIT_MS).astype(np.int64)


def w1_inputs(customers: int) -> tuple[Floats, Floats]:
    """Arrival and service times, shape (stations, customers a station): what the peers draw, from the same seed."""
    rng = np.random.default_rng(20240601)
    shape = (STATIONS, customers // STATIONS)
    return rng.exponential(1 / ARRIVAL_RATE, shape).cumsum(1), rng.exponential(1 / SERVICE_RATE, shape)


def w2_inputs(customers: int) -> dict[str, Floats]:
    """Draw the columns of the second work as the peers do, from the same seed."""
    rng = np.random.default_rng(7)
    shape = (STATIONS, -(-customers // STATIONS))
    columns = {"arrival": rng.exponential(1 / ARRIVAL_RATE, shape).cumsum(1)}
    for name, mean in (("counter", 1.0), ("office", 0.8), ("one", 0.5), ("other", 0.5), ("last", 0.7 / 3)):
        columns[name] = rng.exponential(mean, shape)
    columns["class"] = (rng.random(shape) >= 0.2).astype(float)
    rng.uniform(0.5, 1.5, shape)  # the peers' due times; here they follow from the limits
    columns["reviewed"] = (rng.random(shape) < 0.3).astype(float)
    own = np.arange(STATIONS)[:, None]
    first, second = rng.integers(1, STATIONS, shape), rng.integers(1, STATIONS - 1, shape)
    second = np.where(second >= first, second + 1, second)
    columns["first"], columns["second"] = (own + first) % STATIONS, (own + second) % STATIONS
    return columns


def w1(customers: int) -> tuple[CaseTable, Resources]:
    """First work."""
    arrival, service = w1_inputs(customers)
    procedures = {f"p{k}": {"agency": f"a{k}", "per_year": 0, "at_once": 1.0} for k in range(STATIONS)}
    plan = _plan(arrival.max(), procedures, reviewers=0)
    station = np.repeat(np.arange(STATIONS), arrival.shape[1])
    columns = {"procedure": station, "at_once": True, "intake_ms": milliseconds(service).reshape(-1, 1)}
    return _table(milliseconds(arrival).ravel(), columns), _resources(plan)


def w2(customers: int) -> tuple[CaseTable, Resources]:
    """Second work: a procedure group for each class, and for each pair of agencies that review."""
    drawn = {name: column.ravel() for name, column in w2_inputs(customers).items()}
    own = np.repeat(np.arange(STATIONS), len(drawn["arrival"]) // STATIONS)
    pairs = [(a, b, c) for a in range(STATIONS) for b, c in permutations(set(range(STATIONS)) - {a}, 2)]
    procedures: dict[str, Any] = {}
    for k in range(STATIONS):
        for urgent in (0, 1):
            limit = {"hours": 1 if urgent == 0 else 3}
            procedures[f"p{k}_{urgent}"] = {"agency": f"a{k}", "per_year": 0} | limit
    for a, b, c in pairs:
        reviews = {"agencies": [f"a{b}", f"a{c}"], "share": 1.0, "limit_days": 0.3}
        procedures[f"r{a}_{b}_{c}"] = {"agency": f"a{a}", "per_year": 0, "hours": 3, "reviews": reviews}
    number = {key: place for place, key in enumerate(procedures)}
    reviewed = drawn["reviewed"] > 0
    plain = own * 2 + drawn["class"].astype(int)
    of_pair = np.zeros((STATIONS,) * 3, dtype=np.int64)
    for a, b, c in pairs:
        of_pair[a, b, c] = number[f"r{a}_{b}_{c}"]
    procedure = np.where(reviewed, of_pair[own, drawn["first"].astype(int), drawn["second"].astype(int)], plain)
    columns = {
        "procedure": procedure,
        "priority": drawn["class"],
        "reviewed": reviewed,
        "intake_ms": milliseconds(drawn["counter"]).reshape(-1, 1),
        "work_ms": milliseconds(drawn["office"]),
        "conclude_ms": milliseconds(drawn["last"]),
    }
    review_ms = milliseconds(np.stack([drawn["one"], drawn["other"]], axis=1))
    plan = _plan(drawn["arrival"].max(), procedures, reviewers=REVIEWERS)
    return _table(milliseconds(drawn["arrival"]), columns, review_ms), _resources(plan)


def _plan(last_arrival: float, procedures: dict[str, Any], reviewers: int) -> Plan:
    """Return a centre around the clock that is open for some days after the last arrival."""
    days = int(last_arrival * UNIT_MS // DAY_MS) + 3
    start = np.datetime64("2025-01-01")
    hourly = {"times": [f"{hour:02d}:30" for hour in range(24)]}
    return Plan.model_validate(
        {
            "name": "work",
            "period": {"start": str(start), "end": str(start + days), "warm_up_days": 0, "follow_up_days": 0},
            "calendar": {"country": "", "hours": AROUND_THE_CLOCK},
            "agencies": {f"a{k}": {"reviewers": reviewers, "sign_off": hourly} for k in range(STATIONS)},
            "counters": {f"a{k}": {"agencies": [f"a{k}"], "officers": SERVERS} for k in range(STATIONS)},
            "procedures": procedures,
            "deadlines": {"rule": "working_hours"},
            "transfers": {"site_agency_min": 0, "agency_agency_min": 0},
        }
    )


def _resources(plan: Plan) -> Resources:
    calendar = run_calendar(plan)
    return build_resources(plan, calendar, sample_absences(plan, calendar, 1, 1))


def _table(comes_at: NDArray[np.int64], columns: dict[str, Any], review_ms: Any = None) -> CaseTable:
    """Return a case table in the order of coming; columns not given are nothing, or never."""
    in_order = np.argsort(comes_at, kind="stable")
    count = len(comes_at)
    rows = np.zeros(count, dtype=CASE)
    for name in ("slot_at", "booked_until", "accepted_at", "due_at", "legal_due_at"):
        rows[name] = NONE
    rows["comes_at"] = comes_at[in_order]
    rows["patience_ms"], rows["return_channel"] = PATIENT, Channel.ONLINE
    for name, column in columns.items():
        rows[name] = column if np.ndim(column) == 0 else column[in_order]
    nothing = np.zeros((count, 1), dtype=np.int64)
    wide = {"answer_ms": nothing, "recheck_ms": nothing}
    return of_rows(rows, wide | {"review_ms": nothing if review_ms is None else review_ms[in_order]})
