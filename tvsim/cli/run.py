"""``tvsim run``: simulate one scenario."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tvsim.calendar import is_open_on
from tvsim.cli.answering import answer
from tvsim.cli.app import command
from tvsim.cli.chosen import PreciseFigureNames, figures_of
from tvsim.cli.options import (
    AsJson,
    Cluster,
    EngineName,
    EngineOption,
    Jobs,
    KeepName,
    Lang,
    LanguageOption,
    Most,
    Out,
    Precision,
    Replications,
    ScenarioFile,
    Seed,
    Settings,
    StudyFolder,
    Threads,
)
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder
from tvsim.language import worded
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import line, shown

if TYPE_CHECKING:
    from tvsim.experiment import Results


@command("run baseline --set counters.justice.officers=4 --out results/four_officers")
def run(
    scenario: ScenarioFile,
    settings: Settings = None,
    precision: Precision = None,
    most: Most = None,
    day: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Day of the animation that --out writes, such as 2025-03-03; the busiest if not given."
        ),
    ] = None,
    figures: PreciseFigureNames = None,
    seed: Seed = None,
    replications: Replications = None,
    out: Out = None,
    lang: LanguageOption = Lang.EN,
    engine: EngineOption = EngineName.COMPILED,
    keep: Annotated[
        KeepName, typer.Option(help="Figures alone; tables of the first replication; or a trace of all that happened.")
    ] = KeepName.TABLES,
    jobs: Jobs = 1,
    threads: Threads = 1,
    cluster: Cluster = None,
    study: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario and print its key figures."""
    found = load(scenario, settings or ())
    said = cautioned([found])
    chosen = figures_of(figures)
    if precision is None and (chosen or most is not None):
        raise ScenarioError([worded("--figure and --most belong to --precision, which is not given")])
    animated = None if day is None else _day_of(day, found, out, keep)
    if precision is not None and replications is not None:
        text = worded("--precision finds how many replications it takes, so that --replications is not for it")
        raise ScenarioError([text])
    folder = made_folder(out, with_tables=True)
    title = worded("simulating {name}", name=found.name)
    with studying(title, engine=engine, jobs=jobs, threads=threads, cluster=cluster, folder=study) as how:
        # Imported here, since figures and tables take a second to load, which other commands need not wait for.
        from tvsim.experiment import run as run_study  # noqa: PLC0415

        results = run_study(
            found,
            seed=seed,
            replications=replications,
            keep=keep.value,
            precision=precision,
            figures=chosen or None,
            most=most,
            **how,
        )

    from tvsim.report import console as report  # noqa: PLC0415
    from tvsim.report import files  # noqa: PLC0415

    answer(
        folder,
        lang,
        as_json=as_json,
        write=partial(files.write, results, traced=keep == KeepName.TRACE, day=animated),
        show=partial(report.show, results),
        content=lambda: _figures(results, said),
    )


def _day_of(text: str, scenario: Scenario, out: str | None, keep: KeepName) -> dt.date:
    """Read the day that is to be animated, which must be one of the reported period on which the centre is open.

    Raises
    ------
    ScenarioError
        If it is none, or nothing would be written of it.
    """
    if out is None or keep == KeepName.FIGURES:
        raise ScenarioError([worded("--day belongs to --out, and needs the tables of the first replication")])
    period = scenario.plan.period
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError([line("", "--day", worded("must be a date such as 2025-03-03"), shown(text))]) from None
    if not period.start <= day <= period.end:
        # As the option takes them.
        bounds = {"start": period.start.isoformat(), "end": period.end.isoformat()}
        allowed = worded("must be a day of the reported period, {start} to {end}", **bounds)
        raise ScenarioError([line("", "--day", allowed, text)])
    if not is_open_on(scenario.plan, day):
        raise ScenarioError([line("", "--day", worded("must be a day on which the centre is open"), text)])
    return day


def _figures(results: Results, warnings: Sequence[str]) -> dict[str, Any]:
    """Key figures with their intervals; a figure with no case behind it is null."""
    return {
        "scenario": results.scenario.name,
        "seed": results.seed,
        "replications": len(results.replications),
        "figures": results.estimates.reset_index().to_dict("records"),
        "precision": None if results.precision is None else results.precision.reset_index().to_dict("records"),
        "warnings": list(warnings),
    }
