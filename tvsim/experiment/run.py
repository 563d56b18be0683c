"""Replications of a scenario."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, Unpack

from tvsim.calendar import run_calendar
from tvsim.cautions import cautions
from tvsim.experiment.arguments import checked_scenario, one_of, seed_of, whole_number
from tvsim.experiment.precision import Precision, until_precise, wanted_precision
from tvsim.experiment.question import Question
from tvsim.experiment.replication import replicate
from tvsim.experiment.results import Results
from tvsim.experiment.study import How, Study, new_study
from tvsim.language import worded
from tvsim.learn.observed import read_observed
from tvsim.outcomes import Run
from tvsim.outcomes import figures as figures_of
from tvsim.scenario import Scenario
from tvsim.scenario.schema import MOST_REPLICATIONS

Keep = Literal["figures", "tables", "trace"]
KEEP: tuple[Keep, ...] = ("figures", "tables", "trace")


def run(
    scenario: Scenario,
    *,
    seed: int | None = None,
    replications: int | None = None,
    keep: Keep = "tables",
    precision: float | None = None,
    figures: Sequence[str] | None = None,
    most: int | None = None,
    **how: Unpack[How],
) -> Results:
    """Run a scenario.

    Parameters
    ----------
    scenario : Scenario
    seed : int, optional
        Of the study; the scenario's where not given. The same seed gives the same results.
    replications : int, optional
        Independent years; the scenario's where not given.
    keep : {"figures", "tables", "trace"}
        Figures alone, which needs the least memory; or the tables of the first replication too, from which a trace of
        all that happened can be made.
    precision : float, optional
        Do not so many replications as said, but as many as it takes for half of the interval of each of the figures
        over all agencies to be at most this part of it, such as 0.05.
    figures : sequence of str, optional
        Names of `KEY_FIGURES` for the precision; mean and 90 % wait, share within target, and overdue by the true
        clock where none are given.
    most : int, optional
        Replications after which to give up being so precise; 1,000 where not given.
    **how
        How and where the replications are done: `tvsim.experiment.How`. The results are always the same.

    Returns
    -------
    Results
        Figures of every replication, and the tables of the first; the same whoever does them.

    Raises
    ------
    TypeError
        If the scenario is none, or seed or replications are no whole numbers.
    ValueError
        If seed, replications, jobs or threads are out of bounds, or engine or keep is none of those known.
    FolderError
        If the folder cannot be read or written to; what it holds stays valid.
    WorkersError
        If the workers cannot be had, or were lost.

    Warns
    -----
    EmptyStartWarning
        Where the back office starts empty.
    OverloadWarning
        For each pool whose mean load is 1 or more.
    UnreachablePrecisionWarning
        For each wanted figure that no replication has, or that is 0.
    """
    plan = checked_scenario(scenario).plan
    seed = seed_of(seed, scenario)
    asked = replications
    replications = (
        plan.replications if replications is None else whole_number("replications", replications, 1, MOST_REPLICATIONS)
    )
    one_of("keep", keep, KEEP)
    if precision is not None and asked is not None:
        raise ValueError(
            worded("precision finds the number of replications itself, so that replications is not for it")
        )
    if precision is None and not (figures is None and most is None):
        raise ValueError(worded("figures and most belong to precision, which is not given"))
    wanted = None if precision is None else wanted_precision(precision, figures, most)
    question = Question("run", (scenario,), seed, None if wanted else replications, {"keep": keep, **_told(wanted)})
    study = new_study(question, **how)
    observed = None if plan.observed is None else read_observed(scenario.path.parent / plan.observed.waiting)
    found_cautions = cautions(scenario)
    for caution in found_cautions:
        warnings.warn(caution, stacklevel=2)
    numbers = range(1, replications + 1)
    first = None if keep == "figures" else _first(study, scenario, replications)
    said = tuple(map(str, found_cautions))
    with study:
        if wanted is None:
            found, reached = study.run([scenario], numbers)[0], None
        else:
            found, reached = until_precise(study, scenario, wanted)
    return Results(scenario, seed, found, first, observed, said, reached)


def _told(wanted: Precision | None) -> dict[str, object]:
    """What was said about the precision; nothing where nothing was."""
    if wanted is None:
        return {}
    return {"precision": wanted.relative, "figures": list(wanted.figures), "most": wanted.most}


def _first(study: Study, scenario: Scenario, of: int) -> Run | Callable[[], Run]:
    """Do the first replication here and keep its tables.

    Where others do the replications, what makes its tables when they are asked for: the workers may be gone by then,
    and have given back the memory that this takes.
    """
    calendar = run_calendar(scenario.plan)
    made = partial(replicate, scenario.plan, calendar, study.seed, 1, engine=study.engine)
    if not study.workers.are_here:
        return made
    study.prepare()

    def tell(part: float) -> None:
        if study.progress is not None:
            study.progress(part, of)

    kept = made(tell=tell)
    study.put(scenario, 1, figures_of(kept))
    return kept
