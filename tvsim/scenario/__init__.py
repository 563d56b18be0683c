"""What a planner writes: the scenario file, its checks, and where its numbers come from."""

from tvsim.scenario.errors import ScenarioError
from tvsim.scenario.loading import load
from tvsim.scenario.scenario import Scenario

__all__ = ["Scenario", "ScenarioError", "load"]
