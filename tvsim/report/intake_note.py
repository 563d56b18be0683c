"""What the overdue rates cannot tell: dossiers that still lie at the desk are late in none of them."""

from __future__ import annotations

import pandas as pd

from tvsim.experiment import Results, Sweep
from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.figure_names import value_text
from tvsim.scenario import Scenario

NOTABLE_DAYS = 2
"""It is said where more dossiers of an agency await intake than come on so many days; some always came last."""


def intake_note(results: Results, language: Language) -> list[str]:
    """Say of which agencies many dossiers await intake at the desk; nothing where there are few."""
    estimates = results.estimates["estimate"].unstack("figure")
    return _note(estimates, results.scenario, language.text("Dossiers await intake at the desk: {agencies}."), language)


def swept_intake_note(sweep: Sweep, language: Language) -> list[str]:
    """Say it of the points of a sweep: each agency where most of its dossiers await intake."""
    some = sweep.table[sweep.table["figure"].isin(("awaiting_intake", "received"))]
    by_point = some.pivot(index=["agency", "point"], columns="figure", values="estimate").sort_values("awaiting_intake")
    text = language.text("Dossiers await intake at the desk at some points: {agencies}, each at most.")
    return _note(by_point.groupby(level="agency").last(), sweep.scenario, text, language)


def _note(numbers: pd.DataFrame, scenario: Scenario, text: str, language: Language) -> list[str]:
    waiting, period = numbers["awaiting_intake"], scenario.plan.period
    days = (period.end - period.start).days + 1
    many = waiting > NOTABLE_DAYS * (numbers["received"] + waiting) / days
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
