"""The same centre, compiled: an event loop over plain arrays that gives the same records, many times faster.

The modules of the office (centre, counters, desk, door, post, backoffice, reviews, signoff) have the names of their
twins in `tvsim.models`, and the same functions in the same order: whoever changes a rule of one changes the other. The
others are the machinery: layout of the arrays, loop, heap of events (clock), queues, compiling. The rules that both
engines need are written once, in `tvsim.models.rules`, `officetime` and `instants`.

Where a process of the readable engine waits, its function here ends, and an event (`acts`) begins the next.
"""

from tvsim.models.compiled.engine import simulate
from tvsim.models.compiled.layout import Room
from tvsim.models.compiled.ready import compile_once, is_cached, prepare, why_it_takes_long

__all__ = ["Room", "compile_once", "is_cached", "prepare", "simulate", "why_it_takes_long"]
