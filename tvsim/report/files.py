"""Results as files: tables as Parquet and CSV, pictures as PNG."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tvsim.experiment import Results
from tvsim.experiment.results import KEYS
from tvsim.outcomes import TABLES as RECORDS
from tvsim.report.language import Language
from tvsim.report.plots import OF_THE_FIRST, PICTURES, save
from tvsim.scenario.errors import one_line

TABLES = "tables"
"""Folder of the records, which only a run of one scenario has."""
FOLDERS = ("figures", TABLES, "pictures")
"""All folders that a study is written into."""


def write(results: Results, folder: Path, language: Language, *, traced: bool = False) -> list[Path]:
    """Write everything a study found into a folder, which is made if it is missing.

    ``figures/`` has the key figures, the tables by hour, agency and day of all replications (a column
    ``replication``) and their means with intervals (``..._estimates``), and the register of the scenario's numbers
    with their sources; ``tables/`` the records of the first replication where they were kept, and if wanted the trace
    of all that happened; ``pictures/`` the pictures. What an earlier study has left there, and this one has not, is
    removed.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    written = []
    figures, records, pictures = (folder / name for name in FOLDERS)
    for name, table in _figure_tables(results).items():
        written += write_table(table, figures, name)
    if results.first is not None:
        for name, table in results.tables.items():
            written += write_table(table, records, name)
    if traced:
        written += write_table(results.trace, records, "trace")
    pictures.mkdir(parents=True, exist_ok=True)
    for name, picture in PICTURES.items():
        if results.first is None and name in OF_THE_FIRST:
            continue
        path = pictures / f"{name}.png"
        save(picture(results, language), path)
        written.append(path)
    _remove_older(folder, written)
    return written


def _remove_older(folder: Path, written: list[Path]) -> None:
    """Remove what an earlier study has left in the folder and this one does not have: it would be taken for its own."""
    _, records, pictures = FOLDERS
    older = [folder / records / f"{name}.{kind}" for name in (*RECORDS, "trace") for kind in ("parquet", "csv")]
    older += [folder / pictures / f"{name}.png" for name in PICTURES]
    for path in set(older) - set(written):
        path.unlink(missing_ok=True)


def _figure_tables(results: Results) -> dict[str, pd.DataFrame]:
    tables = {"key_figures": results.estimates.reset_index(), "register": results.scenario.register()}
    tables["register"] = tables["register"].map(lambda value: one_line(str(value)))
    for name in KEYS:
        tables[name] = results.replicated(name)
        tables[f"{name}_estimates"] = results.estimates_of(name)
    if results.observed is not None:
        tables["observed_waiting"] = results.observed.by_hour
    return tables


def write_table(table: pd.DataFrame, folder: Path, name: str) -> list[Path]:
    """Write a table as Parquet and as CSV, and return both files."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    columns = pa.Table.from_pandas(table, preserve_index=False)
    pyarrow.parquet.write_table(columns, parquet)
    pyarrow.csv.write_csv(_plain(columns), csv)
    return [parquet, csv]


def _plain(columns: pa.Table) -> pa.Table:
    """Words instead of dictionary codes, which CSV does not know."""
    for number, field in enumerate(columns.schema):
        if pa.types.is_dictionary(field.type):
            words = columns.column(number).cast(field.type.value_type)
            columns = columns.set_column(number, field.name, words)
    return columns
