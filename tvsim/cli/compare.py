"""``tvsim compare``: scenarios held against the first, with the same citizens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tvsim.cli.answering import answer
from tvsim.cli.app import command
from tvsim.cli.chosen import Agency, FigureNames, agency_of, figures_of
from tvsim.cli.loaded import SettingsOfAll, loaded
from tvsim.cli.options import (
    AsJson,
    Cluster,
    EngineName,
    EngineOption,
    Jobs,
    Lang,
    LanguageOption,
    Out,
    Seed,
    StudyFolder,
    StudyReplications,
)
from tvsim.cli.printing import warn
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder
from tvsim.language import worded
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line

if TYPE_CHECKING:
    from tvsim.experiment import Comparison


@command("compare baseline more_officers online_50 --out results/plans")
def compare(
    scenarios: Annotated[
        list[str],
        typer.Argument(
            metavar="SCENARIO ...",
            help="Two scenario files or more, or names of shipped ones; the others are held against the first.",
        ),
    ],
    settings: SettingsOfAll = None,
    figures: FigureNames = None,
    agency: Agency = "all",
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
    """Compare scenarios that meet the same citizens: what is better, worse, or cannot be told apart."""
    if len(scenarios) < 2:
        text = worded("must be two or more, to be compared")
        raise ScenarioError([line("", worded("SCENARIO"), text, str(len(scenarios)))])
    found = loaded(scenarios, settings)
    chosen, where = figures_of(figures), agency_of(agency, found)
    said = cautioned(found)
    folder = made_folder(out)
    title = worded("comparing {count} scenarios", count=len(found))
    with studying(title, engine=engine, jobs=jobs, cluster=cluster, folder=study) as how:
        from tvsim.experiment import compare as compare_scenarios  # noqa: PLC0415
        from tvsim.experiment.comparison import not_alike  # noqa: PLC0415

        apart = not_alike(found, seed)
        warn(apart)
        comparison = compare_scenarios(found, seed=seed, replications=replications, **how)

    from tvsim.report import comparison as report  # noqa: PLC0415

    answer(
        folder,
        lang,
        as_json=as_json,
        write=partial(report.write, comparison, figures=chosen, agency=where),
        show=lambda language, console: report.show(comparison, language, console, chosen, where),
        content=lambda: _compared(comparison) | {"warnings": [*said, *apart]},
    )


def _compared(comparison: Comparison) -> dict[str, Any]:
    """All estimates and differences, for programs."""
    return {
        "scenarios": list(comparison.names),
        "seed": comparison.results[0].seed,
        "replications": comparison.replications,
        "statements_over_all": comparison.statements(),
        "statements_by_agency": comparison.statements(by_agency=True),
        "same_citizens": comparison.same_citizens,
        "narrowed_by_pairing": comparison.narrowing(),
        "estimates": comparison.estimates.reset_index().to_dict("records"),
        "differences": comparison.differences.reset_index().to_dict("records"),
    }
