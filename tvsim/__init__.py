"""tvsim simulates public one-stop service centres.

``load`` reads a scenario file, ``run`` simulates it:

>>> import tvsim
>>> scenario = tvsim.load("scenarios/baseline.toml")  # doctest: +SKIP
>>> tvsim.run(scenario.with_({"counters.transport.officers": 4}))  # doctest: +SKIP
"""

from tvsim.experiment import Comparison, Results, compare, run, warm_up
from tvsim.scenario import Scenario, ScenarioError, load

__all__ = ["Comparison", "Results", "Scenario", "ScenarioError", "compare", "load", "run", "warm_up"]
