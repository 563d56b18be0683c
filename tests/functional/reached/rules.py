"""All rules: each of DESIGN.md, section 3, and the ties of section 4, read from the records of a run."""

from __future__ import annotations

from tests.functional.reached.counters import COUNTER_RULES
from tests.functional.reached.dossiers import DOSSIER_RULES
from tests.functional.reached.offices import OFFICE_RULES
from tests.functional.reached.rule import Facts
from tests.functional.reached.ties import TIE_RULES
from tvsim.outcomes import Run

RULES = (*COUNTER_RULES, *DOSSIER_RULES, *OFFICE_RULES, *TIE_RULES)
NAMES = tuple(rule.name for rule in RULES)


def reached(run: Run) -> list[str]:
    """Names of the rules that have acted in a run."""
    facts = Facts(run)
    return [rule.name for rule in RULES if rule.acted(facts)]
