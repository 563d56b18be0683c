"""Figures of a replication as bytes: a few kilobytes, the same for the same figures, and any damage is noticed."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from tvsim.language import worded
from tvsim.outcomes import Figures, WaitCounts

_MARK = b"tvsim figures 2 "
_DIGITS = 64
FRAMES = (
    "key", "counted", "waits", "hourly_waits", "stock", "queues", "open_cases", "officers", "reviewers", "queue_days",
)  # fmt: skip
"""Tables of `Figures`."""
COUNTS = ("wait_counts", "uncalled_counts")
"""Histograms of `Figures`."""
_OF_COUNTS = ("first", "bin", "count")

Arrays = dict[str, NDArray[Any]]


class DamagedError(ValueError):
    """Bytes that are not those of figures, or no longer."""


def encoded(figures: Figures) -> bytes:
    """Return the figures as bytes: a mark with the hash of what follows, and arrays in NumPy's own format."""
    arrays: Arrays = {}
    layout = {name: _put(arrays, name, frame) for name in FRAMES if (frame := getattr(figures, name)) is not None}
    for name in COUNTS:
        arrays |= {f"{name}.{part}": getattr(getattr(figures, name), part) for part in _OF_COUNTS}
    arrays["layout"] = np.frombuffer(json.dumps(layout).encode(), dtype=np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, allow_pickle=False, **{name: _narrow(each) for name, each in arrays.items()})
    content = packed.getvalue()
    return _MARK + hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def checked(data: bytes) -> bytes:
    """Return what stands behind the mark.

    Raises
    ------
    DamagedError
        If the mark is missing, or the hash in it is that of something else.
    """
    begins = len(_MARK) + _DIGITS + 1
    content = data[begins:]
    if data[:begins] != _MARK + hashlib.sha256(content).hexdigest().encode() + b"\n":
        raise DamagedError(worded("not the figures of a replication, or damaged"))
    return content


def decoded(data: bytes) -> Figures:
    """Return the figures that were `encoded`.

    Raises
    ------
    DamagedError
        If these are other bytes.
    """
    names = (*FRAMES, *COUNTS)
    return Figures(**dict(zip(names, decoded_parts(data, *names), strict=True)))


def decoded_key(data: bytes) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, WaitCounts]:
    """Return ``key``, ``counted``, ``waits`` and ``wait_counts`` alone, which is quicker.

    Raises
    ------
    DamagedError
        If these are other bytes.
    """
    key, counted, waits, counts = decoded_parts(data, "key", "counted", "waits", "wait_counts")
    return key, counted, waits, counts


def decoded_parts(data: bytes, *names: str) -> list[Any]:
    """Return some of the tables and histograms alone, named in `FRAMES` and `COUNTS`.

    A table is none where these figures do not have it.

    Raises
    ------
    DamagedError
        If these are other bytes.
    """
    with np.load(io.BytesIO(checked(data)), allow_pickle=False) as arrays:
        layout = json.loads(arrays["layout"].tobytes())
        return [
            _counts_taken(arrays, name) if name in COUNTS
            else _taken(arrays, name, layout[name]) if name in layout else None
            for name in names
        ]  # fmt: skip


def _counts_taken(arrays: Mapping[str, NDArray[Any]], name: str) -> WaitCounts:
    return WaitCounts(*(arrays[f"{name}.{part}"].astype(np.int64) for part in _OF_COUNTS))


def _put(arrays: Arrays, name: str, frame: pd.DataFrame) -> dict[str, Any]:
    """Add the columns of a table, those of one type together; returns what is needed to put them together again."""
    index = [str(level) for level in frame.index.names if level is not None]
    flat = frame.reset_index() if index else frame
    blocks: dict[str, list[str]] = {}
    for column in flat.columns:
        blocks.setdefault(_kind(flat[column]), []).append(str(column))
    for kind, columns in blocks.items():
        if kind == "text":
            codes, words = pd.factorize(flat[columns].to_numpy(object).T.ravel())
            arrays[f"{name}.words"] = words.astype(str)
            arrays[f"{name}.text"] = codes.reshape(len(columns), -1)
        else:
            arrays[f"{name}.{kind}"] = flat[columns].to_numpy(np.dtype(kind)).T
    return {"index": index, "columns": [str(column) for column in flat.columns], "blocks": blocks}


def _taken(arrays: Mapping[str, NDArray[Any]], name: str, layout: dict[str, Any]) -> pd.DataFrame:
    found = {}
    for kind, columns in layout["blocks"].items():
        block = arrays[f"{name}.{kind}"]
        words = arrays[f"{name}.words"].astype(object) if kind == "text" else block
        for column, values in zip(columns, block, strict=True):
            found[column] = words[values] if kind == "text" else values.astype(np.dtype(kind))
    frame = pd.DataFrame({column: found[column] for column in layout["columns"]})
    return frame.set_index(layout["index"]) if layout["index"] else frame


def _kind(column: pd.Series[Any]) -> str:
    """Type of a column's numbers or times in NumPy's short words, or text."""
    dtype = column.dtype
    return dtype.str if isinstance(dtype, np.dtype) and dtype.kind != "O" else "text"


def _narrow(values: NDArray[Any]) -> NDArray[Any]:
    """Whole numbers in the narrowest type that holds them: they are the larger part of all figures."""
    if values.dtype.kind != "i" or not values.size:
        return values
    return values.astype(np.promote_types(np.min_scalar_type(values.min()), np.min_scalar_type(values.max())))
