"""One replication of a scenario as a piece of work: what it takes to do it anywhere, and the name of its result."""

from __future__ import annotations

import hashlib
import json
import pickle
import threading
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tvsim.calendar import RunCalendar, run_calendar
from tvsim.demand import sample_absences, sample_cases
from tvsim.experiment.encoding import encoded
from tvsim.experiment.model_version import model_version
from tvsim.models import Engine, simulate
from tvsim.models.compiled import Room, prepare
from tvsim.outcomes import Run, figures
from tvsim.resources import build_resources
from tvsim.scenario.schema import Plan
from tvsim.scenario.values import Table

_WORDS = {"name", "description", "source", "seed", "replications"}
"""Parts of a plan that decide nothing, or stand apart in the name of a result."""


@dataclass(frozen=True)
class Replication:
    """A replication to be done.

    Attributes
    ----------
    key : name of its result: the hash of what determines it
    plan : the plan, packed to some ten kilobytes
    seed : of the study
    number : from 1
    engine : which makes no difference to the result
    """

    key: str
    plan: bytes
    seed: int
    number: int
    engine: Engine


def packed(plan: Plan) -> bytes:
    """Return a plan as bytes that may travel."""
    return zlib.compress(pickle.dumps(plan))


def determining(plan: Plan) -> str:
    """Return all of a plan on which the figures depend, as text: not its names, descriptions and sources.

    Of what was observed only whether anything was: it is shown beside the figures, and decides none.
    """
    parts = _without_words(plan) | {"observed": plan.observed is not None}
    return json.dumps(parts, ensure_ascii=False, default=str)


def _without_words(table: Table) -> dict[str, object]:
    return {name: _plain(getattr(table, name)) for name in type(table).model_fields if name not in _WORDS}


def _plain(value: object) -> object:
    if isinstance(value, Table):
        return _without_words(value)
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, (list, tuple)) else value


def key_of(determining_text: str, seed: int, number: int) -> str:
    """Return the name of a replication's result, from the scenario, the seed, its number and the model's version."""
    parts = (model_version(), determining_text, str(seed), str(number))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def replicate(
    plan: Plan,
    calendar: RunCalendar,
    seed: int,
    replication: int,
    tell: Callable[[float], None] | None = None,
    *,
    engine: Engine = "compiled",
    room: Room | None = None,
) -> Run:
    """Draw and run one replication: from the plan to the records.

    ``tell`` is told now and then which part of the run is over. Cases and records that are made in a ``room``
    hold until the next run in it.
    """
    table = sample_cases(plan, calendar, seed, replication, None if room is None else room.cases)
    resources = build_resources(plan, calendar, sample_absences(plan, calendar, seed, replication))
    return Run(
        plan, calendar, table, resources, simulate(table, resources, tell, engine=engine, room=room, in_columns=True)
    )


def done(wanted: Replication, tell: Callable[[float], None] | None = None) -> bytes:
    """Do a replication, wherever this runs: return its figures as `tvsim.experiment.encoding` packs them."""
    plan, calendar = _unpacked(wanted.plan)
    if wanted.engine == "compiled":
        prepare(lambda: None)
    run = replicate(plan, calendar, wanted.seed, wanted.number, tell, engine=wanted.engine, room=_room())
    return encoded(figures(run))


@lru_cache(maxsize=4)
def _unpacked(plan: bytes) -> tuple[Plan, RunCalendar]:
    """A plan and its calendar, the same objects as long as the same plan is asked for: much is kept for them."""
    unpacked: Plan = pickle.loads(zlib.decompress(plan))
    return unpacked, run_calendar(unpacked)


_of_thread = threading.local()


def _room() -> Room:
    """Memory to work in, one for each thread."""
    if not hasattr(_of_thread, "room"):
        _of_thread.room = Room()
    room: Room = _of_thread.room
    return room
