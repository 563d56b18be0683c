"""What is printed, and where."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable

from rich.console import Console

from tvsim.language import worded
from tvsim.scenario.errors import one_line

_WIDTH_OF_A_FILE = 200


def screen() -> Console:
    """Standard output: as wide as the terminal, or wide enough for a table in a file."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_FILE)


def print_json(value: object) -> None:
    """Print JSON, with only what JSON knows."""
    print(json.dumps(_as_json(value), ensure_ascii=False, indent=2, allow_nan=False))


def _as_json(value: object) -> object:
    """Only what JSON knows: dates as text, missing and infinite numbers as null."""
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    if hasattr(value, "item"):
        return _as_json(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def say(lines: Iterable[str]) -> None:
    """Tell people something beside the output."""
    for text in lines:
        print(one_line(text), file=sys.stderr)


def warn(texts: Iterable[str]) -> None:
    """Tell people what may mislead them."""
    say(worded("warning: {text}", text=text) for text in texts)


def complain(texts: Iterable[str]) -> None:
    """Tell people what is wrong."""
    say(worded("error: {text}", text=text) for text in texts)
