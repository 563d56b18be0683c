"""Results that are refined while somebody looks: a first answer soon, then more replications as they come."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from tvsim.experiment.comparison import Comparison
from tvsim.experiment.question import Question
from tvsim.experiment.results import Results
from tvsim.experiment.study import Study, new_study
from tvsim.scenario import Scenario

STEPS = (1, 2, 3, 5, 8, 12, 20)
"""Numbers of replications after which there is something new to look at."""

Shown = Callable[[Comparison], None]
Failed = Callable[[Exception], None]


class Refining:
    """Compares plans with a scenario, each with more and more replications, and gives up a plan for the next one.

    Replications of the scenario itself, and of plans looked at before, are kept and not done again.

    Parameters
    ----------
    base : Scenario
        What the plans are held against.
    seed : int, optional
        The scenario's own where not given.
    """

    def __init__(self, base: Scenario, seed: int | None = None) -> None:
        self.base = base
        self._seed = base.plan.seed if seed is None else seed
        self._study: Study = new_study(Question("compare", (base,), self._seed))
        self._working, self._showing = threading.Lock(), threading.Lock()
        self._wanted = 0

    def steps(self, plan: Scenario) -> Iterator[Comparison]:
        """Give the comparison of a plan with more and more replications, until another one is wanted."""
        return self._steps(plan, STEPS, self._next())

    def show(self, plan: Scenario, shown: Shown, failed: Failed, steps: Sequence[int] = STEPS) -> threading.Thread:
        """Have a plan compared in the background; ``shown`` gets each comparison, until another plan is wanted.

        ``failed`` gets what ends that too early: nobody else hears of it.
        """
        mine = self._next()

        def tell(what: Callable[[], None]) -> None:
            with self._showing:
                if mine == self._wanted:
                    what()

        def work() -> None:
            try:
                for comparison in self._steps(plan, steps, mine):
                    tell(partial(shown, comparison))
            except Exception as failure:
                tell(partial(failed, failure))

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Give up what is going on; nothing of it is shown any more."""
        self._next()

    def _next(self) -> int:
        with self._showing:
            self._wanted += 1
            return self._wanted

    def _steps(self, plan: Scenario, steps: Sequence[int], mine: int) -> Iterator[Comparison]:
        with self._working:  # what is going on for the plan before ends with its replication
            both = self.base, plan
            for count in range(1, steps[-1] + 1):  # one at a time, so that another plan need not wait for long
                if mine != self._wanted:
                    return
                found = zip(both, self._study.run(both, range(1, count + 1)), strict=True)
                if count in steps:
                    yield Comparison.of([Results(each, self._seed, figures, None) for each, figures in found])
