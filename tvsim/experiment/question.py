"""What a study is to answer: all that decides the answer, and nothing of who works it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tvsim.scenario import Scenario


@dataclass(frozen=True)
class Question:
    """What somebody has asked.

    Attributes
    ----------
    kind : in one word, such as ``compare``
    scenarios : those that were named, in their order
    seed : of all of them, so that they meet the same people
    replications : of each scenario that is run; none where the answer itself says how many it takes
    arguments : all else that was asked for, by name, as JSON knows it
    """

    kind: str
    scenarios: tuple[Scenario, ...]
    seed: int
    replications: int | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def told(self, files: Sequence[str]) -> dict[str, Any]:
        """Return all of it as JSON knows it, its scenarios being named by their files."""
        return {
            "kind": self.kind,
            "scenarios": list(files),
            "seed": self.seed,
            "replications": self.replications,
            **self.arguments,
        }


@dataclass(frozen=True)
class Variant:
    """A scenario that is run to answer a question, made from one that was named in it.

    Attributes
    ----------
    scenario : as it is run
    of : the named one
    changed : places and values that were set in it
    made : changes on the way to another scenario that were made in it, in words
    """

    scenario: Scenario
    of: Scenario
    changed: tuple[tuple[str, object], ...] = ()
    made: tuple[str, ...] = ()

    @classmethod
    def unchanged(cls, scenario: Scenario) -> Variant:
        """Return a scenario as it was named."""
        return cls(scenario, scenario)
