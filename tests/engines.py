"""The two engines side by side."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tvsim.demand import CaseTable
from tvsim.models import Records, simulate
from tvsim.resources import Resources

TABLES = ("cases", "visits", "desk", "tasks", "signatures", "requests", "activities")


def differences(one: Records, other: Records) -> Iterator[str]:
    """Columns in which two runs differ, with the first row that does."""
    for name in TABLES:
        mine, theirs = getattr(one, name), getattr(other, name)
        for column in mine.__dataclass_fields__:
            a, b = getattr(mine, column), getattr(theirs, column)
            if a.dtype != b.dtype:
                yield f"{name}.{column}: {a.dtype} and {b.dtype}"
            elif len(a) != len(b):
                yield f"{name}.{column}: {len(a)} and {len(b)} rows"
            elif not np.array_equal(a, b):
                row = int(np.flatnonzero(a != b)[0])
                yield f"{name}.{column}[{row}]: {a[row]} and {b[row]}"


def same_records(table: CaseTable, resources: Resources) -> Records:
    """Run both engines, which must leave the same records, and return those."""
    readable = simulate(table, resources, engine="simpy")
    compiled = simulate(table, resources, engine="compiled", in_columns=True)
    assert not list(differences(readable, compiled))
    return compiled
