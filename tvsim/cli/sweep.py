"""``tvsim sweep``: a scenario at many points, with the same citizens."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tvsim.cli.answering import answer
from tvsim.cli.app import command
from tvsim.cli.chosen import FigureNames, agency_of, figures_of
from tvsim.cli.options import (
    AsJson,
    Cluster,
    EngineName,
    EngineOption,
    Jobs,
    Lang,
    LanguageOption,
    Out,
    Points,
    ScenarioFile,
    Seed,
    Settings,
    StudyFolder,
    StudyReplications,
)
from tvsim.cli.printing import warn
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder
from tvsim.language import counted, worded
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import line, shown

if TYPE_CHECKING:
    from tvsim.experiment import Sweep
    from tvsim.experiment.varied import Varied


class DesignName(StrEnum):
    """Designs, see `tvsim.experiment.designs`."""

    GRID = "grid"
    LHS = "lhs"
    SOBOL = "sobol"


@command("sweep baseline --online 0.1:0.9:0.1 --out results/online")
def sweep(
    scenario: ScenarioFile,
    settings: Settings = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=VALUES",
            help="What a place is to be: low:high:step, low:high of whole numbers, or values between commas, such as "
            "agencies.health.reviewers=3:6 or counters.health.at_lunch=serve,hold; repeatable, all combinations.",
        ),
    ] = None,
    online: Annotated[
        list[str] | None, typer.Option(metavar="VALUES", help="Share that comes online, such as 0.1:0.9:0.1.")
    ] = None,
    officers: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUES", help="Officers of a counter group or agency, such as transport=2:6; repeatable."
        ),
    ] = None,
    design: Annotated[
        DesignName, typer.Option(help="All combinations, or points that fill the space between low:high of each place.")
    ] = DesignName.GRID,
    points: Points = None,
    figures: FigureNames = None,
    agency: Annotated[
        str | None,
        typer.Option(
            metavar="KEY", help="Whose figures: an agency, or all; with --officers those that they serve, and all."
        ),
    ] = None,
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
    """Vary numbers of a scenario and show how the figures answer, with the same citizens at every point."""
    found = load(scenario, settings or ())
    chosen = figures_of(figures)
    agencies = _agencies(found, agency, officers or [])
    spread = design != DesignName.GRID
    axes = _axes(found, vary or [], online or [], officers or [], spread=spread)
    if points is not None and not spread:
        text = worded("is for --design lhs or sobol; a grid has all combinations")
        raise ScenarioError([line("", "--points", text, shown(points))])
    said = cautioned([found])

    from tvsim.experiment import sweep as run_sweep  # noqa: PLC0415
    from tvsim.experiment.sweep import SWEPT, design_of  # noqa: PLC0415

    wanted = design_of(axes, design.value, points, found.plan.seed if seed is None else seed)
    warn(wanted.remarks)
    folder = made_folder(out)
    title = counted(
        "sweeping {name}: {count:,} point", "sweeping {name}: {count:,} points", len(wanted), name=found.name
    )
    with studying(title, engine=engine, jobs=jobs, cluster=cluster, folder=study) as how:
        swept = run_sweep(found, wanted, seed=seed, replications=replications, **how)
    warn(text for text in swept.warnings if text not in {*said, *wanted.remarks})

    from tvsim.report import sweeps as report  # noqa: PLC0415

    shown_figures = chosen or SWEPT
    answer(
        folder,
        lang,
        as_json=as_json,
        write=lambda folder, language: report.write(swept, folder, language, shown_figures, agencies),
        show=lambda language, console: report.show(swept, language, console, shown_figures, agencies),
        content=lambda: _as_json(swept, shown_figures, agencies),
    )


def _axes(
    scenario: Scenario, vary: Sequence[str], online: Sequence[str], officers: Sequence[str], *, spread: bool
) -> list[Varied]:
    from tvsim.experiment.varied import officers_place, parse_varied, varied  # noqa: PLC0415

    axes = [parse_varied(text, "--vary", spread=spread) for text in vary]
    axes += [
        varied("channels.online.share", text, "--online", spread=spread, option=f"--online {text}") for text in online
    ]
    for text in officers:
        key, what = _keyed(text)
        place, option = officers_place(scenario, key, "--officers"), f"--officers {text}"
        axes.append(varied(place, what, "--officers", spread=spread, option=option))
    if not axes:
        raise ScenarioError(
            [
                worded(
                    "a sweep needs something to vary: give --vary, --online or --officers, such as --online 0.1:0.9:0.1"
                )
            ]
        )
    return axes


def _keyed(text: str) -> tuple[str, str]:
    key, equals, what = (each.strip() for each in text.partition("="))
    if not (key and equals and what):
        wrong = worded("must be written key=values, such as transport=2:6")
        raise ScenarioError([line("--officers", "", wrong, shown(text))])
    return key, what


def _agencies(scenario: Scenario, agency: str | None, officers: Sequence[str]) -> list[str]:
    """Whose figures are shown: those asked for, or those that the varied officers serve and all."""
    if agency is not None:
        return [agency_of(agency, [scenario])]
    groups = scenario.plan.counters
    served = []
    for text in officers:
        key = text.partition("=")[0].strip()
        served += groups[key].agencies if key in groups else [key] if key in scenario.plan.agencies else []
    return list(dict.fromkeys([*served, "all"]))


def _as_json(swept: Sweep, figures: Sequence[str], agencies: Sequence[str]) -> dict[str, Any]:
    """The chosen figures at all points and of the base, for programs."""
    tables = (each[each["figure"].isin(figures) & each["agency"].isin(agencies)] for each in (swept.table, swept.base))
    at_points, of_base = (each.to_dict("records") for each in tables)
    return {
        "scenario": swept.scenario.name,
        "seed": swept.seed,
        "replications": swept.replications,
        "design": swept.design.kind,
        "varied": [{"place": place, "base": swept.base_values[place]} for place in swept.design.places],
        "points": at_points,
        "base": of_base,
        "warnings": list(swept.warnings),
    }
