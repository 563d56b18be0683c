"""Which assumption matters most, on the screen and as files."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.experiment.sensitivity import Sensitivity
from tvsim.experiment.sobol import TRUSTED_BASE
from tvsim.language import MISSING, Language
from tvsim.outcomes import ALL
from tvsim.report.agency_names import agency_name
from tvsim.report.differing import differing
from tvsim.report.figure_names import SURE, figure_name, in_brackets, unit_text, value_text
from tvsim.report.files import write_pictures, write_table
from tvsim.report.in_some import in_some, in_some_note
from tvsim.report.intake_note import weighed_intake_note
from tvsim.report.place_names import place_name, placed_text
from tvsim.report.titled import titled
from tvsim.report.tornado import MARK, MOST_BARS, how_certain, remarks, the_rest, tornado
from tvsim.statistics import Estimate


def show(found: Sensitivity, language: Language, console: Console, agency: str = ALL) -> None:
    """Print a table for each figure, how certain the order in it is, and what the numbers in it are."""
    for figure in found.figures:
        console.print(swing_table(found, language, figure, agency))
        for text in the_rest(found.of(figure, agency), figure, language):
            console.print(Text(text + "."))
        for text in how_certain(found, language, figure, agency):
            console.print(Text(text))
    said = [_explanation(found, language, agency), *_bracketed(found, language, agency), *remarks(found, language)]
    for text in (" ".join(said), *weighed_intake_note(found, language)):
        console.print(Text(text))


def swing_table(found: Sensitivity, language: Language, figure: str, agency: str = ALL) -> Table:
    """One row an assumption that moves the figure most: its range, and how the figure differs at both ends of it."""
    rows = found.of(figure, agency)
    base = value_text(float(rows["at_base"].iloc[0]), figure, language)
    base = in_some(base, rows["at_base_replications"].iloc[0], found.replications)
    where = agency_name(agency, [found.scenario], language)
    title = language.text("{figure}, {where}: {base} as it is; the largest difference first")
    table = titled(title.format(figure=figure_name(figure, language), where=where, base=base))
    unit = unit_text(figure, language, difference=True)
    difference = language.text("Difference at the low end"), language.text("Difference at the high end")
    table.add_column(Text(language.text("Assumption")), overflow="fold")
    for name in (language.text("Value"), language.text("Low"), language.text("High")):
        table.add_column(Text(name), justify="right", overflow="fold")
    for name in difference:
        table.add_column(Text(name + in_brackets(unit)), justify="right", overflow="fold")
    indices = _indices(found, figure, agency)
    if indices is not None:
        for name in (language.text("Part of the variance, alone"), language.text("Part of the variance, in all")):
            table.add_column(Text(name), justify="right", overflow="fold")
    marked = found.ranking(figure, agency).marked
    for _, row in rows.head(MOST_BARS).iterrows():
        path = str(row["assumption"])
        name = place_name(path, found.scenario, language)
        mark = MARK if path in marked else ""
        cells = [name + mark if name == path else f"{name}{mark}\n{path}"]
        cells += [placed_text(row[each], path, language) for each in ("value", "low", "high")]
        cells += [difference_at(row, end, figure, found, language, unit=False) for end in ("at_low", "at_high")]
        if indices is not None:
            cells += [_index(indices, path, name, language) for name in ("first", "total")]
        table.add_row(*map(Text, cells))
    return table


def _indices(found: Sensitivity, figure: str, agency: str) -> pd.DataFrame | None:
    return None if found.indices is None else found.indices_of(figure, agency).set_index("assumption")


def _index(indices: pd.DataFrame, path: str, name: str, language: Language) -> str:
    index, half = (float(indices[column].loc[path]) for column in (name, f"{name}_half"))
    return MISSING if math.isnan(index) else f"{language.number(round(index, 2) + 0.0, 2)} ± {language.number(half, 2)}"


def difference_at(
    row: pd.Series[float], end: str, figure: str, found: Sensitivity, language: Language, *, unit: bool = True
) -> str:
    """Return the difference at one end of a range with its interval, and in how many replications it is."""
    difference, low, high = (float(row[f"{end}_{name}"]) for name in ("difference", "from", "to"))
    estimate = Estimate(difference, low, high, int(row[f"{end}_replications"]))
    return differing(estimate, found.replications, figure, language, unit=unit)


def _bracketed(found: Sensitivity, language: Language, agency: str) -> list[str]:
    """What square brackets are, where there are any."""
    shown = found.table[found.table["agency"] == agency].filter(regex="_replications$")
    return in_some_note(shown.to_numpy().ravel(), found.replications, language)


def _explanation(found: Sensitivity, language: Language, agency: str) -> str:
    text = language.text(
        "Each assumption is moved alone to the ends of its range, with the same citizens. Replications of each: "
        "{count}. Seed: {seed}."
    ).format(count=language.number(found.replications), seed=found.seed)
    if found.replications > 1:
        text += " " + language.worded(
            "In brackets: {sure} intervals of the differences, each by itself; which assumptions are told from no "
            "effect is corrected by Holm for {statements} statements made at once.",
            sure=SURE,
            statements=language.number(found.statements(agency)),
        )
    if found.indices is not None:
        text += " " + language.worded(
            "Parts of the variance: Sobol indices with {sure} intervals, where all assumptions vary at once, evenly "
            "within their ranges; alone: first index; in all: total index, with what it does together with others.",
            sure=SURE,
        )
    if found.has_narrow_indices:
        text += " " + language.worded(
            "The base sample of {base} is smaller than {trusted}: the intervals of the indices are too narrow.",
            base=found.sobol,
            trusted=TRUSTED_BASE,
        )
    return text


def write(found: Sensitivity, folder: Path, language: Language, agencies: Sequence[str] = (ALL,)) -> list[Path]:
    """Write the tables as Parquet and CSV, and a picture of each figure; return the files.

    What another study of the assumptions has left there is removed.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    figures = folder / "figures"
    for older in figures.glob("sobol_indices.*"):
        older.unlink()
    written = write_table(found.table, figures, "sensitivity")
    if found.indices is not None:
        written += write_table(found.indices, figures, "sobol_indices")
    pictures = {
        f"tornado_{figure}" + ("" if agency == ALL else f"_{agency}"): partial(tornado, found, language, figure, agency)
        for figure in found.figures
        for agency in agencies
    }
    return written + write_pictures(pictures, folder, older="tornado_*")
