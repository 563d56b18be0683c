"""Columns for people: words and keys instead of codes, and numbers that may be missing."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from tvsim.calendar import NONE


def keyed(numbers: ArrayLike, keys: list[str]) -> Any:
    """Key of each number, missing where `NONE`."""
    return pd.Categorical.from_codes(np.asarray(numbers, dtype=np.int64), pd.Index(keys))


def words(codes: ArrayLike, kind: type[IntEnum]) -> Any:
    """Word of each code, missing where `NONE`."""
    return keyed(codes, [member.name.lower() for member in kind])


def whole_numbers(values: NDArray[np.int64]) -> pd.Series[Any]:
    """Whole numbers, missing where `NONE`."""
    return pd.Series(values, dtype="Int64").mask(values == NONE)
