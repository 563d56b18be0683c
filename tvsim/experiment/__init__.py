"""Studies: replications of scenarios and what they found."""

from tvsim.experiment.results import Results
from tvsim.experiment.run import replicate, run

__all__ = ["Results", "replicate", "run"]
