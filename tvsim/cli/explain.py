"""``tvsim explain``: why two scenarios differ, change by change."""

from __future__ import annotations

from enum import StrEnum
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
    OrderCount,
    Out,
    Seed,
    StudyFolder,
    StudyReplications,
)
from tvsim.cli.printing import say, warn
from tvsim.cli.studying import cautioned, studying
from tvsim.cli.writing import made_folder
from tvsim.language import worded
from tvsim.scenario import Scenario
from tvsim.scenario.differing import differing_places

if TYPE_CHECKING:
    from tvsim.experiment import Explanation
    from tvsim.experiment.way import Way


FEW = 5
"""Of so many values or changes all is found and run before anybody wonders."""


class ByName(StrEnum):
    """What one change is, see `tvsim.explain`."""

    VALUE = "value"
    TABLE = "table"
    SECTION = "section"


@command("explain baseline more_officers --out results/why")
def explain(
    base: Annotated[
        str, typer.Argument(metavar="A", help="From this scenario: a scenario file, or the name of a shipped one.")
    ],
    final: Annotated[str, typer.Argument(metavar="B", help="To this scenario.")],
    settings: SettingsOfAll = None,
    by: Annotated[
        ByName,
        typer.Option(
            help="What one change is: each value, all of a table such as counters.health, or all of a section such as "
            "counters."
        ),
    ] = ByName.VALUE,
    orders: OrderCount = None,
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
    """Explain why B differs from A: what each change does, in parts that add up to the whole."""
    both = loaded([base, final], settings)
    chosen, where = figures_of(figures), agency_of(agency, both)
    said = cautioned(both)
    folder = made_folder(out)
    say(_differing(*both))
    with studying(worded("explaining the difference"), engine=engine, jobs=jobs, cluster=cluster, folder=study) as how:
        from tvsim.experiment import explain as explain_difference  # noqa: PLC0415
        from tvsim.experiment.citizens import unlike  # noqa: PLC0415

        apart = unlike(both, seed)
        warn(apart)
        explanation = explain_difference(
            *both, seed=seed, replications=replications, orders=orders, by=by.value, told=_told, **how
        )

    from tvsim.outcomes import FOREMOST  # noqa: PLC0415
    from tvsim.report import explanation as report  # noqa: PLC0415

    wanted = chosen or FOREMOST
    answer(
        folder,
        lang,
        as_json=as_json,
        write=lambda folder, language: report.write(explanation, folder, language, wanted, where),
        show=lambda language, console: report.show(explanation, language, console, wanted, where),
        content=lambda: _explained(explanation) | {"warnings": [*said, *apart]},
    )


def _differing(base: Scenario, final: Scenario) -> list[str]:
    """How many values differ, which is known at once, where it takes a while to find out what that means."""
    count = len(list(differing_places(base.plan, final.plan)))
    if count <= FEW:
        return []
    return [
        worded(
            "values that differ from {base} to {final}: {count:,}; finding out which of them can be changed alone",
            base=base.name,
            final=final.name,
            count=count,
        )
    ]


def _told(way: Way) -> None:
    """Say before anything is run how much it will be, where it is much."""
    if len(way.changes) > FEW:
        say(
            [
                worded(
                    "changes: {changes}; scenarios on the way: {scenarios:,}",
                    changes=len(way.changes),
                    scenarios=len(way.scenarios),
                )
            ]
        )
    if way.is_long:
        warn([way.remark("--by {by}")])


def _explained(explanation: Explanation) -> dict[str, Any]:
    """All parts and wholes, for programs."""
    return {
        "from": explanation.base.name,
        "to": explanation.final.name,
        "seed": explanation.seed,
        "replications": explanation.replications,
        "orders": explanation.orders.count,
        "possible_orders": explanation.orders.possible,
        "changes": [
            {
                "change": change.text,
                "only_possible_together": change.is_forced,
                "values": [
                    {
                        "place": each.place,
                        "from": each.before,
                        "to": each.after,
                        "added": not each.is_in[0],
                        "removed": not each.is_in[1],
                        "tables": each.tables,
                    }
                    for each in change.differences
                ],
            }
            for change in explanation.changes
        ],
        "wholes": explanation.wholes.reset_index().to_dict("records"),
        "parts": explanation.parts.reset_index().to_dict("records"),
        "notes": list(explanation.notes),
    }
