"""A sweep on the screen and as files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.experiment.sweep import SWEPT, Sweep
from tvsim.language import MISSING, Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.figure_names import SURE, estimate_text, named_with_unit
from tvsim.report.files import write_pictures, write_table
from tvsim.report.in_some import in_some, in_some_note
from tvsim.report.intake_note import swept_intake_note
from tvsim.report.place_names import place_name, placed_text
from tvsim.report.sweep_pictures import picture
from tvsim.report.titled import titled

MOST_ROWS = 100
"""Points of a table on the screen."""


def show(
    sweep: Sweep,
    language: Language,
    console: Console,
    figures: Sequence[str] = SWEPT,
    agencies: Sequence[str] = (ALL,),
) -> None:
    """Print a table of the points for each agency, and what the numbers in it are."""
    for agency in agencies:
        console.print(point_table(sweep, language, figures, agency))
    for text in (_explanation(sweep, language, figures, agencies), *swept_intake_note(sweep, language)):
        console.print(Text(text))


def point_table(sweep: Sweep, language: Language, figures: Sequence[str], agency: str) -> Table:
    """One row a point, one column a figure with its interval; below them the scenario as it is."""
    name = language.name(sweep.scenario.plan.name, sweep.scenario.name)
    table = titled(f"{name}: {agency_name(agency, [sweep.scenario], language)}")
    for place in sweep.design.places:
        table.add_column(Text(place_name(place, sweep.scenario, language)), justify="right", overflow="fold")
    for figure in figures:
        table.add_column(Text(named_with_unit(figure, language)), justify="right", overflow="fold")
    rows = {figure: sweep.of(figure, agency) for figure in figures}
    for number, values in enumerate(sweep.design.points[:MOST_ROWS]):
        known = [placed_text(value, place, language) for place, value in zip(sweep.design.places, values, strict=True)]
        cells = (_cell(sweep, rows[each].iloc[number], each, language) for each in figures)
        table.add_row(*map(Text, known), *map(Text, cells))
    table.add_section()
    base = [base_text(sweep, place, language) for place in sweep.design.places]
    cells = (_cell(sweep, sweep.of_base(each, agency), each, language) for each in figures)
    table.add_row(*map(Text, base), *map(Text, cells))
    return table


def base_text(sweep: Sweep, place: str, language: Language) -> str:
    """Return what the base has at a place, said to be so."""
    value = sweep.base_values[place]
    shown = MISSING if value is None else placed_text(value, place, language)
    return language.text("as it is: {value}").format(value=shown)


def _cell(sweep: Sweep, row: pd.Series[float], figure: str, language: Language) -> str:
    text = estimate_text(row["estimate"], row["low"], row["high"], figure, language)
    return in_some(text, row["replications"], sweep.replications)


def _explanation(sweep: Sweep, language: Language, figures: Sequence[str], agencies: Sequence[str]) -> str:
    parts = []
    if len(sweep.design) > MOST_ROWS:
        parts.append(
            language.text("Shown are the first {shown} of {count} points; --out writes all of them.").format(
                shown=language.number(MOST_ROWS), count=language.number(len(sweep.design))
            )
        )
    text = language.text("Replications at each point: {count}. Seed: {seed}; the same citizens come at all points.")
    if not sweep.same_citizens:
        text = language.text(
            "Replications at each point: {count}. Seed: {seed}; where more or fewer come, or on other days, not all "
            "citizens are the same."
        )
    parts.append(text.format(count=language.number(sweep.replications), seed=sweep.seed))
    parts.append(
        language.worded(
            "In brackets: {sure} intervals of the figures; those of the differences to the scenario as it is stand in "
            "the table that --out writes, as difference_low and difference_high.",
            sure=SURE,
        )
        if sweep.replications > 1
        else language.text("One replication says nothing about how sure the figures are.")
    )
    both = pd.concat([sweep.table, sweep.base])
    counts = both.loc[both["figure"].isin(figures) & both["agency"].isin(agencies), "replications"]
    parts += in_some_note(counts, sweep.replications, language)
    return " ".join(parts)


def write(
    sweep: Sweep,
    folder: Path,
    language: Language,
    figures: Sequence[str] = SWEPT,
    agencies: Sequence[str] = (ALL,),
) -> list[Path]:
    """Write the table, the base as point 0, as Parquet and CSV, and a picture of each figure; return the files.

    Pictures that another sweep has left there are removed.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    written = write_table(sweep.with_base(), folder / "figures", "sweep")
    pictures = {f"sweep_{figure}": partial(picture, sweep, language, figure, agencies) for figure in figures}
    return written + write_pictures(pictures, folder, older="sweep_*")
