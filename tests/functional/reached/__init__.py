"""Which rules of the office have acted in a run, and which of them together."""

from tests.functional.reached.pairs import ALTERNATIVES, EXCLUDED, Together
from tests.functional.reached.rules import NAMES, RULES, reached

__all__ = ["ALTERNATIVES", "EXCLUDED", "NAMES", "RULES", "Together", "reached"]
