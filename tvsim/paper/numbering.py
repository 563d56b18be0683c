"""Numbers of tables and pictures in a paper."""

from __future__ import annotations

from collections.abc import Iterator

from tvsim.language import Language
from tvsim.paper.blocks import Block, Grid, Paper, Picture


def label_words(paper: Paper) -> dict[type, str]:
    """What tables and pictures are called before their numbers."""
    language = Language("vi" if paper.language == "vi" else "en")
    return {Grid: language.text("Table"), Picture: language.text("Picture")}


def labelled(paper: Paper) -> Iterator[tuple[Block, str]]:
    """Give each block with its label, such as ``Table 2.``; nothing where it has none."""
    words, seen = label_words(paper), {Grid: 0, Picture: 0}
    for block in paper.blocks:
        kind = type(block)
        if kind in seen:
            seen[kind] += 1
            yield block, f"{words[kind]} {seen[kind]}."
        else:
            yield block, ""
