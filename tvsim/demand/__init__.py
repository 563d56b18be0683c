"""The case table: everything that chance decides, drawn before the run."""

from tvsim.demand.absences import Absences, sample_absences
from tvsim.demand.case_table import MAX_TRIES, MAX_VISITS, PATIENT, CaseRoom, CaseTable
from tvsim.demand.sample import sample_cases

__all__ = ["MAX_TRIES", "MAX_VISITS", "PATIENT", "Absences", "CaseRoom", "CaseTable", "sample_absences", "sample_cases"]
