"""Values and keys as TOML writes them."""

from __future__ import annotations

import datetime as dt
import json
import re

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def text(value: str) -> str:
    """Return a TOML string: quotes, backslashes and control characters escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def key(name: str) -> str:
    """Return a key as it stands, or in quotes where it needs them."""
    return name if _BARE_KEY.fullmatch(name) else text(name)


def single(value: object) -> str:
    """Return a text, number, truth value, date or time, so that the same is read again.

    Raises
    ------
    TypeError
        If it is something that TOML does not know.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return text(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    raise TypeError(f"TOML has no {type(value).__name__}")
