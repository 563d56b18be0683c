"""Results as files: tables as Parquet and CSV, pictures as PNG."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from tvsim.experiment import Results
from tvsim.experiment.results import KEYS
from tvsim.language import Language
from tvsim.outcomes import TABLES as RECORDS
from tvsim.report.animated_day import NoSuchDayError, animated_day
from tvsim.report.figure import Figure
from tvsim.report.plots import save
from tvsim.report.run_pictures import OF_THE_FIRST, PICTURES
from tvsim.scenario.errors import one_line

TABLES = "tables"
"""Folder of the records, which only a run of one scenario has."""
PICTURE_FOLDER, ANIMATION = "pictures", "day.html"
FOLDERS = ("figures", TABLES, PICTURE_FOLDER)
"""All folders that a study is written into."""
ROWS_AT_ONCE = 100_000
"""A table of more rows is written in blocks."""


def write(
    results: Results, folder: Path, language: Language, *, traced: bool = False, day: dt.date | None = None
) -> list[Path]:
    """Write everything a study found into a folder, which is made if it is missing.

    ``figures/`` has the key figures, the tables by hour, agency and day of all replications (a column
    ``replication``) and their means with intervals (``..._estimates``), and the register of the scenario's numbers
    with their sources; ``tables/`` the records of the first replication where they were kept, and if wanted the trace
    of all that happened; ``pictures/`` the pictures, and a day at the counters to be played in a browser: ``day``, or
    the busiest where it is not given. What an earlier study has left there, and this one has not, is
    removed.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    OSError
        If a file cannot be written.
    ValueError
        If nobody comes on the day that is given.
    """
    written = []
    figures, records, _ = (folder / name for name in FOLDERS)
    for name, tables in _figure_tables(results).items():
        written += write_parts(tables(), figures, name)
    if results.first is not None:
        for name, table in results.tables.items():
            written += write_parts([table], records, name)
    if traced:
        written += write_parts([results.trace], records, "trace")
    drawn = {name: each for name, each in PICTURES.items() if results.first is not None or name not in OF_THE_FIRST}
    written += write_pictures({name: partial(each, results, language) for name, each in drawn.items()}, folder)
    if results.first is not None:
        written += _write_day(results, folder / PICTURE_FOLDER, language, day)
    _remove_older(folder, written)
    return written


def _write_day(results: Results, folder: Path, language: Language, day: dt.date | None) -> list[Path]:
    """Write the animated day; nothing where nobody ever comes."""
    try:
        page = animated_day(results, language, day)
    except NoSuchDayError:
        if day is not None:
            raise
        return []
    path = folder / ANIMATION
    path.write_text(page, encoding="utf-8")
    return [path]


def _remove_older(folder: Path, written: list[Path]) -> None:
    """Remove what an earlier study has left in the folder and this one does not have: it would be taken for its own."""
    _, records, pictures = FOLDERS
    older = [folder / records / f"{name}.{kind}" for name in (*RECORDS, "trace") for kind in ("parquet", "csv")]
    older += [folder / pictures / name for name in (ANIMATION, *(f"{name}.png" for name in PICTURES))]
    for path in set(older) - set(written):
        path.unlink(missing_ok=True)


def _figure_tables(results: Results) -> dict[str, Callable[[], Iterable[pd.DataFrame]]]:
    """Tables of figures by name, each made when it is written, and those of all replications one after the other."""
    register = results.scenario.register().map(lambda value: one_line(str(value)))
    tables: dict[str, Callable[[], Iterable[pd.DataFrame]]] = {
        "key_figures": lambda: [results.estimates.reset_index()],
        "register": lambda: [register],
    }
    for name in KEYS:
        tables[name] = partial(results.each_replicated, name)
        tables[f"{name}_estimates"] = partial(_estimates, results, name)
    observed = results.observed
    if observed is not None:
        tables["observed_waiting"] = lambda: [observed.by_hour]
    return tables


def _estimates(results: Results, name: str) -> list[pd.DataFrame]:
    return [results.estimates_of(name)]


def write_table(table: pd.DataFrame, folder: Path, name: str) -> list[Path]:
    """Write a table as Parquet and as CSV, and return both files."""
    return write_parts([table], folder, name)


def write_pictures(pictures: Mapping[str, Callable[[], Figure]], folder: Path, *, older: str = "") -> list[Path]:
    """Draw pictures and write them as PNG below a folder, by name; return the files.

    What an earlier study has left there under names such as ``older`` is removed: it would be taken for this one's.
    """
    place = folder / PICTURE_FOLDER
    place.mkdir(parents=True, exist_ok=True)
    for path in place.glob(f"{older}.png") if older else ():
        path.unlink()
    written = []
    for name, draw in pictures.items():
        written.append(place / f"{name}.png")
        save(draw(), written[-1])
    return written


def write_parts(parts: Iterable[pd.DataFrame], folder: Path, name: str) -> list[Path]:
    """Write a table as Parquet and CSV, from parts of it that need not all be in memory."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    with ExitStack() as files:
        writers: list[tuple[Any, pa.Schema]] = []
        for columns in _in_blocks(parts):
            plain = _plain(columns)
            if not writers:
                rows = files.enter_context(pyarrow.parquet.ParquetWriter(parquet, columns.schema))
                lines = files.enter_context(pyarrow.csv.CSVWriter(csv, plain.schema))
                writers = [(rows, columns.schema), (lines, plain.schema)]
            for (writer, schema), block in zip(writers, (columns, plain), strict=True):
                writer.write_table(block.cast(schema))
    return [parquet, csv]


def _in_blocks(parts: Iterable[pd.DataFrame]) -> Iterator[pa.Table]:
    """Parts put together to blocks of some size: in small ones the same costs more."""
    block: list[pd.DataFrame] = []
    for part in parts:
        block.append(part)
        if sum(map(len, block)) >= ROWS_AT_ONCE:
            yield _columns(block)
            block = []
    if block:
        yield _columns(block)


def _columns(block: list[pd.DataFrame]) -> pa.Table:
    table = block[0] if len(block) == 1 else pd.concat(block, ignore_index=True)
    return pa.Table.from_pandas(table, preserve_index=False)


def _plain(columns: pa.Table) -> pa.Table:
    """Words instead of dictionary codes, which CSV does not know."""
    for number, field in enumerate(columns.schema):
        if pa.types.is_dictionary(field.type):
            words = columns.column(number).cast(field.type.value_type)
            columns = columns.set_column(number, field.name, words)
    return columns
