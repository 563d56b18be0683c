"""From records to figures: each figure is defined once, here."""

from tvsim.outcomes.figures import ALL, KEY_FIGURES, Figures, figures
from tvsim.outcomes.run import Run
from tvsim.outcomes.tables import COLUMNS, tables

__all__ = ["ALL", "COLUMNS", "KEY_FIGURES", "Figures", "Run", "figures", "tables"]
