"""Replications of a scenario."""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from numbers import Integral
from typing import Literal

from tvsim.calendar import RunCalendar, run_calendar
from tvsim.cautions import cautions
from tvsim.demand import sample_absences, sample_cases
from tvsim.experiment.results import Results
from tvsim.learn.observed import read_observed
from tvsim.models import ENGINES, Engine, simulate
from tvsim.models.compiled import Room, prepare, why_it_takes_long
from tvsim.outcomes import Figures, Run, figures
from tvsim.resources import build_resources
from tvsim.scenario import Scenario
from tvsim.scenario.errors import one_line, shown
from tvsim.scenario.schema import MOST_REPLICATIONS, MOST_THREADS, Plan

Progress = Callable[[float, int], None]
Keep = Literal["figures", "tables", "trace"]
KEEP: tuple[Keep, ...] = ("figures", "tables", "trace")


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


def run(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    engine: Engine = "compiled",
    keep: Keep = "tables",
    threads: int = 1,
    progress: Progress | None = None,
) -> Results:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Of the study; the scenario's where not given. The same seed gives the same results.
    replications : int, optional
        Independent years; the scenario's where not given.
    engine : {"compiled", "simpy"}
        The compiled engine, or the readable one: both give the same results.
    keep : {"figures", "tables", "trace"}
        Figures alone, which needs the least memory; or the tables of the first replication too, from which a trace of
        all that happened can be made.
    threads : int
        So many replications at once.
    progress : callable, optional
        Told how many replications are done, with the part of the one that is going on, and of how many.

    Returns
    -------
    Results
        Figures of every replication, and the tables of the first; the same for any engine and number of threads.

    Raises
    ------
    TypeError
        If the scenario is none, or seed or replications are no whole numbers.
    ValueError
        If seed, replications or threads are out of bounds, or engine or keep is none of those known.

    Warns
    -----
    EmptyStartWarning
        Where the back office starts empty.
    OverloadWarning
        For each pool whose mean load is 1 or more.
    """
    if not isinstance(scenario, Scenario):
        raise TypeError(f"scenario must be a Scenario, as tvsim.load returns one, not {one_line(shown(scenario))}")
    plan = scenario.plan
    seed = plan.seed if seed is None else _whole_number("seed", seed, 0)
    replications = (
        plan.replications if replications is None else _whole_number("replications", replications, 1, MOST_REPLICATIONS)
    )
    threads = _whole_number("threads", threads, 1, MOST_THREADS)
    _one_of("engine", engine, ENGINES)
    _one_of("keep", keep, KEEP)
    observed = None if plan.observed is None else read_observed(scenario.path.parent / plan.observed.waiting)
    found_cautions = cautions(plan)
    for caution in found_cautions:
        warnings.warn(caution, stacklevel=2)
    study = _Study(plan, run_calendar(plan), seed, replications, engine, keep, progress)
    if engine == "compiled":
        prepare(_say_that_it_compiles)
    numbers = range(1, replications + 1)
    if threads == 1:
        found = [study.figures_of(replication) for replication in numbers]
    else:
        found = _in_threads(study, numbers, threads)
    return Results(scenario, seed, tuple(found), study.kept, observed, tuple(map(str, found_cautions)))


def _say_that_it_compiles() -> None:
    """Say on stderr, or wherever the program's log goes, why the first run takes longer."""
    logging.getLogger("tvsim").warning(why_it_takes_long())


def _in_threads(study: _Study, numbers: range, threads: int) -> list[Figures]:
    """Figures of replications, so many at once; whoever interrupts does not wait for those that are going on."""
    with ThreadPoolExecutor(threads) as pool:
        try:
            return list(pool.map(study.figures_of, numbers))
        except BaseException:
            study.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Stopped(Exception):  # noqa: N818 - nothing is wrong
    """The study was interrupted while this replication was going on."""


class _Study:
    """Replications of one plan, whose figures are kept; each thread has a room of its own to work in."""

    def __init__(
        self,
        plan: Plan,
        calendar: RunCalendar,
        seed: int,
        replications: int,
        engine: Engine,
        keep: Keep,
        progress: Progress | None,
    ) -> None:
        self._plan, self._calendar, self._seed = plan, calendar, seed
        self._replications, self._engine, self._keep = replications, engine, keep
        self._progress = progress
        self._done: dict[int, float] = {}
        self._local = threading.local()
        self._stopped = threading.Event()
        self.kept: Run | None = None

    def stop(self) -> None:
        """Have replications that are going on end at the next midnight or week of theirs."""
        self._stopped.set()

    def figures_of(self, replication: int) -> Figures:
        """Run a replication for its figures; the first is kept where tables are wanted."""
        if replication == 1 and self._keep != "figures":
            self.kept = self._replicated(1, None)
            return figures(self.kept)
        if not hasattr(self._local, "room"):
            self._local.room = Room()
        return figures(self._replicated(replication, self._local.room))

    def _replicated(self, replication: int, room: Room | None) -> Run:
        tell = partial(self._tell, replication)
        return replicate(self._plan, self._calendar, self._seed, replication, tell, engine=self._engine, room=room)

    def _tell(self, replication: int, part: float) -> None:
        """Tell how many replications are done, with the parts of those that are going on."""
        if self._stopped.is_set():
            raise _Stopped
        if self._progress is None:
            return
        self._done[replication] = part
        self._progress(sum(list(self._done.values())), self._replications)


def _one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} must be {' or '.join(allowed)}, not {one_line(shown(value))}")


def _whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """A whole number, Python's or numpy's; true and false are none."""
    allowed = f"at least {least}" if most is None else f"from {least} to {most:,}"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, {allowed}, not {one_line(shown(value))}")
    number = int(value)
    if number < least or (most is not None and number > most):
        raise ValueError(f"{name} must be {allowed}, not {shown(number)}")
    return number
