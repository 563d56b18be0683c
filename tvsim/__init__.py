"""tvsim simulates public one-stop service centres.

``load`` reads a scenario file, ``run`` simulates it:

>>> import tvsim
>>> scenario = tvsim.load("scenarios/baseline.toml")  # doctest: +SKIP
>>> tvsim.run(scenario.with_({"counters.transport.officers": 4}))  # doctest: +SKIP
"""

from tvsim.experiment import (
    Comparison,
    Results,
    Sensitivity,
    Sweep,
    compare,
    run,
    sensitivity,
    sweep,
    warm_up,
)
from tvsim.scenario import Scenario, ScenarioError, load

__all__ = [
    "Comparison",
    "Results",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sweep",
    "compare",
    "load",
    "run",
    "sensitivity",
    "sweep",
    "warm_up",
]
