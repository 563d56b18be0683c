"""Studies: replications of scenarios and what they found."""

from tvsim.cautions import EmptyStartWarning, OverloadWarning, ScenarioWarning
from tvsim.experiment.comparison import Comparison, Verdict, compare
from tvsim.experiment.explanation import Explanation, explain
from tvsim.experiment.folder import DamagedResultWarning, FolderError
from tvsim.experiment.precision import UnreachablePrecisionWarning
from tvsim.experiment.replication import replicate
from tvsim.experiment.results import Results
from tvsim.experiment.run import KEEP, Keep, run
from tvsim.experiment.sensitivity import Sensitivity, WideIndicesWarning, sensitivity
from tvsim.experiment.sobol import MissingSalibError
from tvsim.experiment.study import How, StudyInterrupt
from tvsim.experiment.sweep import DesignWarning, Sweep, sweep
from tvsim.experiment.warmup import WarmUp, warm_up
from tvsim.experiment.way import LongWayWarning
from tvsim.experiment.workers import WorkersError

__all__ = [
    "KEEP",
    "Comparison",
    "DamagedResultWarning",
    "DesignWarning",
    "EmptyStartWarning",
    "Explanation",
    "FolderError",
    "How",
    "Keep",
    "LongWayWarning",
    "MissingSalibError",
    "OverloadWarning",
    "Results",
    "ScenarioWarning",
    "Sensitivity",
    "StudyInterrupt",
    "Sweep",
    "UnreachablePrecisionWarning",
    "Verdict",
    "WarmUp",
    "WideIndicesWarning",
    "WorkersError",
    "compare",
    "explain",
    "replicate",
    "run",
    "sensitivity",
    "sweep",
    "warm_up",
]
