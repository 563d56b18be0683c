"""What those who come to the counter put up with, and what they do when they are not served."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import MINUTE_MS
from tvsim.codes import AfterLeaving
from tvsim.demand.case_table import MAX_VISITS, PATIENT
from tvsim.demand.draws import Draws, Floats, Kind
from tvsim.demand.durations import inverse, milliseconds
from tvsim.demand.streams import Purpose
from tvsim.scenario.places import group_numbers
from tvsim.scenario.schema import CounterGroup, Plan, Procedure

Columns = dict[str, NDArray[Any]]


def visits(plan: Plan, procedure: Procedure, site: NDArray[np.int32], draws: Draws) -> Columns:
    """Columns of the case table that hold for each visit, by the counter group where the case is received."""
    columns = _nobody_leaves(draws.count)
    classes = np.cumsum(procedure.priority_shares)
    chosen = np.searchsorted(classes, draws.uniform(Purpose.PRIORITY), side="right")
    columns["priority"] = np.minimum(chosen, len(classes) - 1).astype(np.int8)
    groups = group_numbers(plan)[site, list(plan.agencies).index(procedure.agency)]
    patience, wrap_up = draws.uniform(Purpose.PATIENCE, MAX_VISITS), draws.uniform(Purpose.WRAP_UP, MAX_VISITS)
    leaving = draws.uniform(Purpose.LEAVING, MAX_VISITS, 3)
    for number, group in enumerate(plan.counters.values()):
        here = groups == number
        if not here.any():
            continue
        columns["wrap_up_ms"][here] = milliseconds(group.wrap_up_min, wrap_up[here], MINUTE_MS)
        if group.patience_min is not None:
            columns["patience_ms"][here] = milliseconds(group.patience_min, patience[here], MINUTE_MS)
        for name, column in _leaving(group, leaving[here], draws.kind).items():
            columns[name][here] = column
    return columns


def _nobody_leaves(count: int) -> Columns:
    return {
        "wrap_up_ms": np.zeros((count, MAX_VISITS), dtype=np.int64),
        "patience_ms": np.full((count, MAX_VISITS), PATIENT, dtype=np.int64),
        "turns_away_at": np.zeros((count, MAX_VISITS), dtype=np.int32),
        "after_leaving": np.zeros((count, MAX_VISITS), dtype=np.int8),
        "away_days": np.ones((count, MAX_VISITS), dtype=np.int32),
    }


def _leaving(group: CounterGroup, uniform: Floats, kind: Kind) -> Columns:
    """Queue at which they turn away, what they do next, and after how many days they come back."""
    rule = group.after_leaving
    turns, choice, days = uniform[..., 0], uniform[..., 1], uniform[..., 2]
    after = np.full(choice.shape, AfterLeaving.GIVE_UP, dtype=np.int8)
    after[choice < rule.come_back] = AfterLeaving.COME_BACK
    online = AfterLeaving.GIVE_UP if kind == Kind.ENQUIRY else AfterLeaving.GO_ONLINE
    after[choice >= 1 - rule.go_online] = online
    away = np.maximum(1, np.ceil(inverse(rule.after_days, days))).astype(np.int32)
    turn_away = np.zeros(turns.shape, dtype=np.int32)
    if group.turn_away is not None:
        turn_away[turns < group.turn_away.share] = group.turn_away.queue
    return {"after_leaving": after, "away_days": away, "turns_away_at": turn_away}
