"""``tvsim sensitivity``: which assumption matters most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tvsim.cli.answering import answer
from tvsim.cli.app import command
from tvsim.cli.chosen import Agency, FigureNames, agency_of, figures_of
from tvsim.cli.options import (
    AsJson,
    BaseSample,
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
)
from tvsim.cli.printing import warn
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder
from tvsim.language import worded
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import line, shown

if TYPE_CHECKING:
    from tvsim.experiment import Sensitivity


@command("sensitivity baseline --replications 5 --out results/sensitivity")
def sensitivity(
    scenario: ScenarioFile,
    settings: Settings = None,
    sobol: BaseSample = None,
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
    """Move each number that has a range to both its ends, and show which of them moves the figures most."""
    found = load(scenario, settings or ())
    chosen, where = figures_of(figures), agency_of(agency, [found])
    _check(found, sobol)
    said = cautioned([found])
    folder = made_folder(out)

    from tvsim.experiment import sensitivity as weigh  # noqa: PLC0415 - takes a while to load

    title = worded("weighing the assumptions of {name}", name=found.name)
    with studying(title, engine=engine, jobs=jobs, cluster=cluster, folder=study) as how:
        weighed = weigh(found, figures=chosen or None, seed=seed, replications=replications, sobol=sobol, **how)
    warn(text for text in weighed.warnings if text not in said)

    from tvsim.report import sensitivities as report  # noqa: PLC0415

    answer(
        folder,
        lang,
        as_json=as_json,
        write=lambda folder, language: report.write(weighed, folder, language, [where]),
        show=lambda language, console: report.show(weighed, language, console, where),
        content=lambda: _as_json(weighed, where),
    )


def _check(scenario: Scenario, sobol: int | None) -> None:
    """Say what cannot be done before anything is run."""
    from tvsim.experiment.assumptions import assumptions  # noqa: PLC0415
    from tvsim.experiment.sensitivity import wrong_base  # noqa: PLC0415
    from tvsim.experiment.sobol import MissingSalibError, salib  # noqa: PLC0415

    doubted = assumptions(scenario)
    if sobol is None:
        return
    wrong = wrong_base(sobol, len(doubted))
    if wrong is not None:
        raise ScenarioError([line("", "--sobol", wrong, shown(sobol))])
    try:
        salib()
    except MissingSalibError as missing:
        raise ScenarioError([str(missing)]) from None


def _as_json(weighed: Sensitivity, agency: str) -> dict[str, Any]:
    """The chosen figures of one agency, the largest swing first, and how certain that order is, for programs."""
    rows = [row for figure in weighed.figures for row in weighed.of(figure, agency).to_dict("records")]
    answer: dict[str, Any] = {
        "scenario": weighed.scenario.name,
        "seed": weighed.seed,
        "replications": weighed.replications,
        "assumptions": rows,
        "statements": weighed.statements(agency),
        "rankings": [_ranking(weighed, figure, agency) for figure in weighed.figures],
        "notes": list(weighed.notes),
        "warnings": list(weighed.warnings),
    }
    if weighed.indices is not None:
        indices = (weighed.indices_of(figure, agency).to_dict("records") for figure in weighed.figures)
        answer["sobol_indices"] = [row for rows in indices for row in rows]
    return answer


def _ranking(weighed: Sensitivity, figure: str, agency: str) -> dict[str, Any]:
    """How certain it is which assumption moves a figure most, and which cannot be told from no effect."""
    ranking = weighed.ranking(figure, agency)
    return {
        "figure": figure,
        "agency": agency,
        "first": ranking.assumptions[0],
        "first_is_largest": ranking.first_is_largest,
        "contenders": list(ranking.contenders),
        "untold": list(ranking.untold),
    }
