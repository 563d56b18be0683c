"""Cases that are treated alike, together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64] | slice


def alike(codes: NDArray[Any]) -> Iterator[tuple[int, Rows]]:
    """Each code that occurs, with the rows where it does: the slice of all rows, which copies nothing, if it is one."""
    found = np.flatnonzero(np.bincount(codes)).tolist()
    if len(found) == 1:
        yield found[0], slice(None)
        return
    for code in found:
        yield code, np.flatnonzero(codes == code)
