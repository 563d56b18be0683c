"""What both engines run: plain functions that can be compiled too.

A function marked `shared` stays a plain Python function for the readable engine; where the compiled engine calls it,
it is compiled into it. So each rule of the office is written once.
"""

from __future__ import annotations

from bisect import bisect_right as first_after
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from numba.extending import overload, register_jitable

Function = TypeVar("Function", bound=Callable[..., Any])

COMPILED: dict[str, Any] = {"nogil": True}
"""How they are compiled: the engine runs without the interpreter's lock."""


def shared(function: Function) -> Function:
    """Mark a function for both engines; compiled, it becomes part of its caller: calls would hand on calendars."""
    marked: Function = register_jitable(**COMPILED, forceinline=True)(function)
    return marked


@overload(first_after, jit_options=COMPILED)
def _first_after(times: Sequence[int], at: int) -> Any:  # noqa: ARG001 - Numba looks at the types alone
    """Compiled twin of `bisect.bisect_right`, quick where the place is near the beginning."""

    def search(times: Sequence[int], at: int) -> int:
        low, high, count = 0, 1, len(times)
        while high <= count and times[high - 1] <= at:
            low, high = high, 2 * high
        high = min(high - 1, count)
        while low < high:
            middle = (low + high) // 2
            if at < times[middle]:
                high = middle
            else:
                low = middle + 1
        return low

    return search
