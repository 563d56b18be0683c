"""From records to figures: each figure is defined once, here."""

from tvsim.outcomes.figures import ALL, KEY_FIGURES, Figures, figures
from tvsim.outcomes.run import Run
from tvsim.outcomes.tables import COLUMNS, TABLES, tables
from tvsim.outcomes.trace import HAPPENINGS, trace

__all__ = ["ALL", "COLUMNS", "HAPPENINGS", "KEY_FIGURES", "TABLES", "Figures", "Run", "figures", "tables", "trace"]
