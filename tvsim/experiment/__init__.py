"""Studies: replications of scenarios and what they found."""

from tvsim.cautions import EmptyStartWarning, OverloadWarning, ScenarioWarning
from tvsim.experiment.results import Results
from tvsim.experiment.run import KEEP, Keep, replicate, run

__all__ = [
    "KEEP",
    "EmptyStartWarning",
    "Keep",
    "OverloadWarning",
    "Results",
    "ScenarioWarning",
    "replicate",
    "run",
]
