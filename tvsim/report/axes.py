"""How axes of pictures are labelled."""

from __future__ import annotations

import math

from tvsim.outcomes import KEY_FIGURES
from tvsim.report.figure_names import figure_name, in_brackets, unit_text
from tvsim.report.language import Language


def axis_label(figure: str, language: Language) -> str:
    """Return what a figure is called, with the unit of the numbers on its axis; shares are in percent there."""
    unit = "%" if KEY_FIGURES[figure].unit == "share" else unit_text(figure, language)
    return figure_name(figure, language) + in_brackets(unit)


def axis_decimals(value: float) -> int:
    """Return the decimals of a number on an axis: as many as it needs, up to two."""
    return next((places for places in (0, 1) if math.isclose(round(value, places), value, abs_tol=1e-9)), 2)
