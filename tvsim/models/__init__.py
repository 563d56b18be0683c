"""The centre at work, in SimPy: officers, reviewers, mail rounds and signing hours are processes, cases are rows."""

from tvsim.models.centre import simulate
from tvsim.models.records import Records

__all__ = ["Records", "simulate"]
