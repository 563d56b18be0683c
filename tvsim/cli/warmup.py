"""``tvsim warmup``: how long a scenario must be run before its period."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from tvsim.cautions import EmptyStartWarning, cautions
from tvsim.cli.answering import answer
from tvsim.cli.app import command
from tvsim.cli.options import (
    AsJson,
    Cluster,
    EngineName,
    EngineOption,
    Jobs,
    Lang,
    LanguageOption,
    Out,
    ScenarioFile,
    Seed,
    Settings,
    StudyFolder,
    StudyReplications,
    whole_number,
)
from tvsim.cli.printing import warn
from tvsim.cli.studying import studying
from tvsim.cli.writing import made_folder
from tvsim.language import worded
from tvsim.scenario import load


def _days(text: str) -> int:
    return whole_number(text, "--days", 28, 1820)


@command("warmup baseline --out results/warmup")
def warmup(
    scenario: ScenarioFile,
    settings: Settings = None,
    days: Annotated[
        int, typer.Option(metavar="INTEGER", parser=_days, help="Days to look at, most of them after the warm-up.")
    ] = 364,
    seed: Seed = None,
    replications: StudyReplications = None,
    out: Out = None,
    lang: LanguageOption = Lang.EN,
    engine: EngineOption = EngineName.COMPILED,
    jobs: Jobs = 1,
    cluster: Cluster = None,
    study: StudyFolder = None,
    as_json: AsJson = False,
) -> None:
    """Find out how long a centre that starts empty must run before its figures count.

    By MSER-5, at its leftmost local minimum, and the moving average by day.
    """
    found = load(scenario, settings or ())
    said = [str(each) for each in cautions(found) if not isinstance(each, EmptyStartWarning)]  # which it is to find out
    warn(said)
    folder = made_folder(out)
    title = worded("warming up {name}", name=found.name)
    with studying(title, engine=engine, jobs=jobs, cluster=cluster, folder=study) as how:
        from tvsim.experiment import warm_up  # noqa: PLC0415

        result = warm_up(found, days=days, seed=seed, replications=replications, **how)

    from tvsim.report import warmup as report  # noqa: PLC0415

    answer(
        folder,
        lang,
        as_json=as_json,
        write=partial(report.write, result),
        show=partial(report.show, result),
        content=lambda: {
            "scenario": found.name,
            "seed": found.plan.seed if seed is None else seed,
            "replications": result.replications,
            "scenario_days": result.has_days,
            "enough": result.is_enough,
            "days": result.days.to_dict(),
            "judged": result.is_judged.to_dict(),
            "open_cases_afterwards": {str(key): result.open_after(str(key)) for key in result.days.index},
            "longest": result.longest,
            "warnings": said,
        },
    )
