"""``tvsim run``: simulate one scenario."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tvsim.cli.app import EXIT_CODES, app
from tvsim.cli.chosen import FigureNames, figures_of
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
from tvsim.cli.printing import print_json, screen
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder, writing
from tvsim.scenario import ScenarioError, load
from tvsim.scenario.errors import one_line

if TYPE_CHECKING:
    from tvsim.experiment import Results


@app.command(epilog=EXIT_CODES)
def run(
    scenario: ScenarioFile,
    settings: Settings = None,
    seed: Seed = None,
    replications: Replications = None,
    precision: Precision = None,
    figures: FigureNames = None,
    most: Most = None,
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
        raise ScenarioError(["--figure and --most belong to --precision, which is not given"])
    folder = made_folder(out, with_tables=True)
    with studying(
        f"simulating {found.name}", engine=engine, jobs=jobs, threads=threads, cluster=cluster, folder=study
    ) as how:
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
    files = [] if folder is None else _written(results, folder, lang, traced=keep == KeepName.TRACE)
    if as_json:
        print_json(_figures(results, said, files))
        return
    _show(results, lang)
    if folder is not None:
        print(f"{len(files)} files in {one_line(str(folder))}")


def _written(results: Results, folder: Path, lang: Lang, *, traced: bool) -> list[Path]:
    from tvsim.report import files  # noqa: PLC0415
    from tvsim.report.language import Language  # noqa: PLC0415

    with writing(folder):
        return files.write(results, folder, Language(lang.value), traced=traced)


def _show(results: Results, lang: Lang) -> None:
    from tvsim.report import console  # noqa: PLC0415
    from tvsim.report.language import Language  # noqa: PLC0415

    console.show(results, Language(lang.value), screen())


def _figures(results: Results, warnings: Sequence[str], files: Sequence[Path]) -> dict[str, Any]:
    """Key figures with their intervals; a figure with no case behind it is null."""
    return {
        "scenario": results.scenario.name,
        "seed": results.seed,
        "replications": len(results.replications),
        "figures": results.estimates.reset_index().to_dict("records"),
        "precision": None if results.precision is None else results.precision.reset_index().to_dict("records"),
        "warnings": list(warnings),
        "files": [str(file) for file in files],
    }
