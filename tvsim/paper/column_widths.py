"""How wide the columns of a sheet are, and how high its rows: nothing is cut, and nothing runs into the next cell."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence

WIDEST = 50
"""Characters of a column; longer texts are wrapped."""
NARROWEST = 8
MARGIN = 3
"""Characters of a column that its longest text leaves free."""
ARROW = 6
"""Characters that the arrow of a filter takes beside a heading, which is bold."""
LINE_HEIGHT = 16
"""Points of a line, with which no font that stands in for another one is cut."""
SPARE = 2
"""Points above and below the lines of a row."""
HIGHEST = 409
"""Points of Excel's highest row."""


def column_width(heading: str, texts: Sequence[str]) -> int:
    """Return the width of a column, in characters: that of its longest text; a heading is wrapped between its words."""
    word = max(map(len, heading.split()), default=0)
    longest = max(map(len, texts), default=0)
    return min(max(longest + MARGIN, word + ARROW, NARROWEST), WIDEST)


def row_height(texts: Sequence[str], widths: Sequence[float], room: int = MARGIN) -> int:
    """Return the height of a row in points, of its texts in columns so wide, each of which leaves some room free."""
    lines = [
        len(textwrap.wrap(text, max(math.floor(width) - room, 1))) for text, width in zip(texts, widths, strict=True)
    ]
    return min(LINE_HEIGHT * max([1, *lines]) + SPARE, HIGHEST)
