"""The centre at work: a readable engine in SimPy, and beside it a compiled one that gives the same records.

In the readable one officers, reviewers, mail rounds and signing hours are processes, and cases are rows.
"""

from tvsim.models.engines import ENGINES, Engine, simulate
from tvsim.models.records import Records
from tvsim.models.states import StateError

__all__ = ["ENGINES", "Engine", "Records", "StateError", "simulate"]
