"""Numbers of tables and pictures in a paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from tvsim.language import Language
from tvsim.paper.blocks import Block, Grid, Paper, Picture


class Label(NamedTuple):
    """What a table or picture is called, such as ``Table`` and 2."""

    word: str
    number: int


def labelled(paper: Paper) -> Iterator[tuple[Block, Label | None]]:
    """Give each block with its label; none where it has none."""
    text, seen = Language(paper.language).text, Counter[type]()
    words = {Grid: text("Table"), Picture: text("Picture")}
    for block in paper.blocks:
        kind = type(block)
        seen[kind] += 1
        yield block, Label(words[kind], seen[kind]) if kind in words else None
