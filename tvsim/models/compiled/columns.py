"""Rows turned into columns, for whoever works on whole columns afterwards."""

from __future__ import annotations

from typing import Any

from tvsim.models.compiled.compiling import compiled


@compiled
def turn(rows: Any, columns: Any) -> None:
    """Write the first fields of all rows into columns.

    Parameters
    ----------
    rows : array of int64, shape (rows, fields)
    columns : array of int64, shape (columns, rows)
    """
    for row in range(len(rows)):
        for column in range(len(columns)):
            columns[column, row] = rows[row, column]
