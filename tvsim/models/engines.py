"""The two engines: the compiled one, and the readable one in SimPy. Both give the same records."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

from tvsim.language import worded
from tvsim.models import centre, compiled
from tvsim.models.compiled import Room
from tvsim.models.states import check

if TYPE_CHECKING:
    from tvsim.demand import CaseTable
    from tvsim.models.records import Records
    from tvsim.resources import Resources

Engine = Literal["compiled", "simpy"]
ENGINES: tuple[Engine, ...] = ("compiled", "simpy")


def simulate(
    table: CaseTable,
    resources: Resources,
    tell: Callable[[float], None] | None = None,
    *,
    engine: Engine = "compiled",
    room: Room | None = None,
    in_columns: bool = False,
) -> Records:
    """Run the cases of a table through the centre.

    Parameters
    ----------
    table : CaseTable
    resources : Resources
    tell : callable, optional
        Told now and then which part of the run is over.
    engine : {"compiled", "simpy"}
        Both give the same records, bit for bit.
    room : Room, optional
        Memory for the compiled engine to work in. The records lie in it: the next run in it overwrites them.
    in_columns : bool
        Whether the compiled engine is to lay each column of cases and visits by itself, for whoever works on columns.

    Returns
    -------
    Records
        The same for the same arguments, whatever else has happened in the process.

    Raises
    ------
    ValueError
        If the engine is none of those known.
    StateError
        If the cases or the resources cannot be, or lead to something that cannot be.
    """
    if engine not in ENGINES:
        allowed = worded(" or ").join(ENGINES)
        text = worded("{name} must be {allowed}, not {value}", name="engine", allowed=allowed, value=repr(engine))
        raise ValueError(text)
    if engine == "simpy":
        check(table, resources)
        return centre.simulate(table, resources, tell)
    return compiled.simulate(table, resources, tell, room, in_columns=in_columns)
