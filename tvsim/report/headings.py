"""Headings of pictures: what is shown, of which scenario, and how sure it is."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from matplotlib.figure import Figure

LONGEST_LINE_PER_INCH = 12.5
"""Characters of a heading that fit on an inch of its width."""


def headed(figure: Figure, lines: Sequence[str]) -> None:
    """Write lines over a picture, wrapped to its width; texts of a scenario stand as they are."""
    longest = int(figure.get_figwidth() * LONGEST_LINE_PER_INCH)
    wrapped = [part for line in lines for part in (textwrap.wrap(line, longest) or [""])]
    figure.suptitle("\n".join(wrapped), x=0.01, ha="left", fontsize="medium", parse_math=False)


def in_lines(text: str, longest: int, most: int = 3) -> str:
    """Return a text in lines of so many characters, at most so many lines; the rest is left out."""
    if len(text) <= longest:
        return text
    return "\n".join(textwrap.wrap(text, longest, max_lines=most, placeholder=" …"))
