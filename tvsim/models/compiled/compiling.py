"""How the functions of this package are compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

from tvsim.models.shared import COMPILED

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Mark a function of the engine."""
    marked: Function = njit(**COMPILED)(function)
    return marked
