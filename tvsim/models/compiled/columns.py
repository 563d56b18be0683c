"""Rows turned into columns, for whoever works on whole columns afterwards."""

from __future__ import annotations

from typing import Any

from tvsim.models.compiled.compiling import compiled

BLOCK = 64
"""Rows that are turned together, so that what is read of them is still at hand for the next column."""


@compiled
def turn(rows: Any, columns: Any) -> None:
    """Write the first fields of all rows into columns.

    Parameters
    ----------
    rows : array of int64, shape (rows, fields)
    columns : array of int64, shape (columns, rows)
    """
    for first in range(0, len(rows), BLOCK):
        last = min(first + BLOCK, len(rows))
        for column in range(len(columns)):
            for row in range(first, last):
                columns[column, row] = rows[row, column]
