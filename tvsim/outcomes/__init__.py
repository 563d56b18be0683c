"""From records to figures: each figure is defined once, here."""

from tvsim.outcomes.figures import ALL, Figures, figures
from tvsim.outcomes.key_figures import COUNTED, FOREMOST, KEY_FIGURES, QUANTILES, Better, KeyFigure, Kind
from tvsim.outcomes.run import Run
from tvsim.outcomes.tables import COLUMNS, TABLES, tables
from tvsim.outcomes.trace import HAPPENINGS, trace
from tvsim.outcomes.wait_counts import WaitCounts

__all__ = [
    "ALL",
    "COLUMNS",
    "COUNTED",
    "FOREMOST",
    "HAPPENINGS",
    "KEY_FIGURES",
    "QUANTILES",
    "TABLES",
    "Better",
    "Figures",
    "KeyFigure",
    "Kind",
    "Run",
    "WaitCounts",
    "figures",
    "tables",
    "trace",
]
