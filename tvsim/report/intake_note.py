"""What the overdue rates cannot tell: dossiers that still lie at the desk are late in none of them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tvsim.experiment import Explanation, Results, Sensitivity, Sweep
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.figure_names import value_text
from tvsim.scenario import Scenario

ENDS = ("at_base", "at_low", "at_high")
"""Columns of a sensitivity study with the figures as it is, and at both ends of a range."""
NOTABLE_DAYS = 2
"""It is said where more dossiers of an agency await intake than come on so many days; some always came last."""
FEWEST = 5
"""Of fewer it is not said: at an agency to which few come, one more is chance."""


def intake_note(results: Results, language: Language) -> list[str]:
    """Say of which agencies many dossiers await intake at the desk; nothing where there are few."""
    estimates = results.estimates["estimate"].unstack("figure")
    return _note(
        estimates,
        results.scenario,
        language.text("More dossiers than come on two days await intake at the desk: {agencies}."),
        language,
    )


def swept_intake_note(sweep: Sweep, language: Language) -> list[str]:
    """Say it of the points of a sweep: each agency where most of its dossiers await intake."""
    some = sweep.table[sweep.table["figure"].isin(("awaiting_intake", "received"))]
    by_point = some.pivot(index=["agency", "point"], columns="figure", values="estimate").sort_values("awaiting_intake")
    text = language.text(
        "More dossiers than come on two days await intake at the desk at some points: {agencies}, each at most."
    )
    return _note(by_point.groupby(level="agency").last(), sweep.scenario, text, language)


def explained_intake_note(explanation: Explanation, names: Sequence[str], language: Language) -> list[str]:
    """Say it of the two scenarios between which an explanation goes, which are called by these names."""
    text = language.text("More dossiers than come on two days await intake at the desk in {scenario}: {agencies}.")
    wholes, said = explanation.wholes.reset_index(), list[str]()
    sides = (("base", explanation.base), ("final", explanation.final))
    for (side, scenario), name in zip(sides, names, strict=True):
        numbers = wholes.pivot(index="agency", columns="figure", values=side).loc[list(scenario.plan.agencies)]
        said += _note(numbers, scenario, text.replace("{scenario}", _as_text(name)), language)
    return said


def weighed_intake_note(found: Sensitivity, language: Language) -> list[str]:
    """Say it of a scenario whose assumptions are weighed, as it is and at the ends of their ranges: the most."""
    ends = [found.desk[["agency", "assumption", "figure"]].assign(number=found.desk[end]) for end in ENDS]
    some = pd.concat(ends, keys=ENDS, names=["end"]).reset_index(level="end")
    by_end = some.pivot(index=["agency", "assumption", "end"], columns="figure", values="number")
    text = language.text(
        "More dossiers than come on two days await intake at the desk at some ends of ranges: {agencies}, each at most."
    )
    return _note(by_end.sort_values("awaiting_intake").groupby(level="agency").last(), found.scenario, text, language)


def _as_text(name: str) -> str:
    """A name within a message that is still to be filled in: its braces are nothing but braces."""
    return name.replace("{", "{{").replace("}", "}}")


def _note(numbers: pd.DataFrame, scenario: Scenario, text: str, language: Language) -> list[str]:
    waiting, period = numbers["awaiting_intake"], scenario.plan.period
    days = (period.end - period.start).days + 1
    many = (waiting > NOTABLE_DAYS * (numbers["received"] + waiting) / days) & (waiting >= FEWEST)
    named = [
        f"{agency_name(str(agency), [scenario], language)} {value_text(waiting[agency], 'awaiting_intake', language)}"
        for agency in numbers.index[many]
        if agency != ALL
    ]
    if not named:
        return []
    why = language.text(
        "They came by post or online and are not accepted when the period ends, so that neither the overdue rates "
        "nor the open cases hold them."
    )
    return [f"{text.format(agencies='; '.join(named))} {why}"]
