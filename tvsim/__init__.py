"""tvsim simulates public one-stop service centres.

``load`` reads a scenario file, ``run`` simulates it:

>>> import tvsim
>>> scenario = tvsim.load("scenarios/baseline.toml")  # doctest: +SKIP
>>> tvsim.run(scenario.with_({"counters.transport.officers": 4}))  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tvsim.experiment import (
        Comparison,
        Explanation,
        Results,
        Sensitivity,
        Sweep,
        WarmUp,
        compare,
        explain,
        run,
        sensitivity,
        sweep,
        warm_up,
    )
    from tvsim.notebook import explore
    from tvsim.scenario import Scenario, ScenarioError, load

__all__ = [
    "Comparison",
    "Explanation",
    "Results",
    "Scenario",
    "ScenarioError",
    "Sensitivity",
    "Sweep",
    "WarmUp",
    "compare",
    "explain",
    "explore",
    "load",
    "run",
    "sensitivity",
    "sweep",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    """Load what is asked for when it is asked for: all of it takes a second."""
    if name == "explore":
        from tvsim.notebook import explore  # noqa: PLC0415

        return explore
    if name in __all__:
        from tvsim import experiment, scenario  # noqa: PLC0415

        return getattr(scenario if hasattr(scenario, name) else experiment, name)
    raise AttributeError(f"module 'tvsim' has no attribute {name!r}")
