"""Studies: replications of scenarios and what they found."""

from tvsim.experiment.results import Results
from tvsim.experiment.run import OverloadWarning, replicate, run

__all__ = ["OverloadWarning", "Results", "replicate", "run"]
