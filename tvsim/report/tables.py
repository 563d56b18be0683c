"""Tables for notebooks: each a function of what was found and a language that returns what a notebook shows.

They are the tables of the commands, with the numbers in the same form, and below them what to know of these numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table

from tvsim.experiment import Comparison, Results
from tvsim.language import Language, marked, worded
from tvsim.outcomes import ALL, FOREMOST
from tvsim.report.comparison import by_agency_table, difference_table, how_sure
from tvsim.report.console import (
    COUNTER_COLUMNS,
    DOSSIER_COLUMNS,
    Column,
    errors,
    explanation,
    key_figure_table,
    waiting_table,
)
from tvsim.report.intake_note import intake_note
from tvsim.report.templated import template


@dataclass(frozen=True)
class ShownTable:
    """A table as a notebook shows it.

    Attributes
    ----------
    title : what stands over it
    headings : of its columns
    rows : texts, the first of each being what the row is about
    notes : sentences that stand below it
    """

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Table, notes: Iterable[str] = ()) -> ShownTable:
        """Take what a command prints."""
        columns = [[str(cell) for cell in column.cells] for column in table.columns]
        headings = (str(column.header) for column in table.columns)
        return cls(str(table.title), tuple(headings), tuple(zip(*columns, strict=True)), tuple(notes))

    def _repr_html_(self) -> str:
        """The table for a notebook; all its texts are escaped."""
        return template("tvsim.report", "table.html").render(shown=self)


def at_the_counters(results: Results, language: Language) -> ShownTable:
    """Visits, waits and officers by agency, with their intervals where there are several replications.

    Parameters
    ----------
    results : Results
    language : Language
    """
    return _key_figures(results, language, marked("At the counters"), COUNTER_COLUMNS)


def dossiers(results: Results, language: Language) -> ShownTable:
    """Dossiers, overdue rates, reviewers and the cost of staff by agency.

    Parameters
    ----------
    results : Results
    language : Language
    """
    return _key_figures(results, language, marked("Dossiers"), DOSSIER_COLUMNS)


def _key_figures(results: Results, language: Language, heading: str, columns: tuple[Column, ...]) -> ShownTable:
    table = key_figure_table(results, language, heading, columns, wide=False)
    notes = [explanation(results, language), *intake_note(results, language), *results.warnings]
    return ShownTable.of(table, notes)


def observed(results: Results, language: Language) -> ShownTable:
    """Mean number waiting by queue and hour, simulated and observed, and how far these are apart.

    Parameters
    ----------
    results : Results
        Of a scenario that names what was observed.
    language : Language

    Raises
    ------
    ValueError
        If nothing was observed.
    """
    comparison = results.observed
    if comparison is None:
        raise ValueError(worded("{scenario}: names nothing that was observed", scenario=results.scenario.name))
    return ShownTable.of(waiting_table(results, comparison, language), [errors(comparison, language)])


def differences(
    comparison: Comparison, language: Language, figures: Sequence[str] = FOREMOST, agency: str = ALL
) -> ShownTable:
    """How each scenario differs from the first by some figures, with intervals and verdicts.

    Parameters
    ----------
    comparison : Comparison
    language : Language
    figures : sequence of str, optional
        Names of key figures.
    agency : str, optional
        Its key; all together where not given.
    """
    table = difference_table(comparison, language, figures, agency)
    return ShownTable.of(table, [how_sure(comparison, language, agency)])


def by_agency(comparison: Comparison, scenario: str, figure: str, language: Language) -> ShownTable:
    """How one figure of each agency differs between the first scenario and another.

    Parameters
    ----------
    comparison : Comparison
    scenario : str
        Name of the other one.
    figure : str
        Name of a key figure.
    language : Language
    """
    agency = next(iter(comparison.results[0].scenario.plan.agencies))
    table = by_agency_table(comparison, scenario, figure, language)
    return ShownTable.of(table, [how_sure(comparison, language, agency)])
