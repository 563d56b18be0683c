"""Both engines as plain Python, and which of the compiled engine's functions that never runs.

``python -m tests.plain_run quick`` wants ``NUMBA_DISABLE_JIT=1``. It prints a line of JSON: names never run.
"""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType
from typing import Any

RAN: set[CodeType] = set()

WATCHED = ("tvsim.models.compiled", "tvsim.models.rules", "tvsim.models.officetime", "tvsim.models.instants")
"""The compiled engine, and what it shares with the readable one."""
NEVER_PLAIN = (
    "tvsim.models.compiled.fetching._",  # what Numba compiles instead of doing nothing
    "tvsim.models.compiled.centre_type.",  # what Numba compiles instead of looking up attributes of a `Centre`
    "tvsim.models.compiled.ready.",  # compiling, and the cache of what is compiled
    "tvsim.models.compiled.clock.fault",  # wording of errors, which these days do not have
    "tvsim.models.compiled.clock.latest",
    "tvsim.models.compiled.clock._told",
    "tvsim.models.compiled.clock._whom",
)


def note(frame: FrameType, event: str, argument: Any) -> None:
    if event == "call":
        RAN.add(frame.f_code)


def functions() -> Iterator[tuple[str, CodeType]]:
    """Functions and methods of all modules watched."""
    for name, module in list(sys.modules.items()):
        if name.startswith(WATCHED):
            owners = [kind for kind in vars(module).values() if inspect.isclass(kind) and kind.__module__ == name]
            for owner in (module, *owners):
                for each in vars(owner).values():
                    if isinstance(each, FunctionType) and each.__module__ == name:
                        yield f"{name}.{each.__qualname__}", each.__code__


def main(quick_rows: bool) -> None:
    sys.setprofile(note)
    from tests import fault_days, plain  # noqa: PLC0415 - some functions run as their modules are imported
    from tests.engines import same_records  # noqa: PLC0415
    from tvsim.models.compiled.layout import Centre  # noqa: PLC0415

    if quick_rows:
        plain.quicken(Centre)
    for day in fault_days.days():
        same_records(day.table, day.resources)
    sys.setprofile(None)
    never = {name for name, code in functions() if code not in RAN and not name.startswith(NEVER_PLAIN)}
    print(json.dumps(sorted(never)))


if __name__ == "__main__":
    main("quick" in sys.argv)
