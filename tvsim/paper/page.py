"""A paper as one HTML file that needs nothing from outside, and as a PDF."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import Any

from tvsim.language import worded
from tvsim.paper.blocks import Annex, Grid, Heading, Paper, Paragraph, Picture, Points, Signature
from tvsim.paper.numbering import labelled
from tvsim.report.templated import template

FRAME_PX = 600


class NoPdfError(Exception):
    """What makes PDFs is not installed."""


def html(paper: Paper) -> str:
    """Return a paper as a page; all its texts are escaped."""
    return template("tvsim.paper", "paper.html").render(
        paper=paper, blocks=list(_blocks(paper)), annexes=sum(isinstance(each, Annex) for each in paper.blocks)
    )


def _blocks(paper: Paper) -> Iterator[dict[str, Any]]:
    kinds = {
        Heading: "heading",
        Annex: "annex",
        Paragraph: "paragraph",
        Points: "points",
        Grid: "grid",
        Picture: "picture",
        Signature: "signature",
    }
    for block, label in labelled(paper):
        shown = {"kind": kinds[type(block)], "of": block, "label": label}
        yield shown | ({"data": b64encode(block.png).decode()} if isinstance(block, Picture) else {})


def framed(paper: Paper) -> str:
    """Return a paper as a page within another one."""
    return (
        f'<iframe srcdoc="{escape(html(paper))}" title="{escape(paper.title)}" '
        f'style="width: 100%; height: {FRAME_PX}px; border: 1px solid #999"></iframe>'
    )


def pdf(paper: Paper) -> bytes:
    """Return a paper as a PDF.

    Raises
    ------
    NoPdfError
        If WeasyPrint, or what it needs from the system, is not there.
    """
    try:
        from weasyprint import HTML  # noqa: PLC0415 - it need not be installed
    except (ImportError, OSError):
        text = worded("a PDF needs more: {command}, and the system's library Pango", command='pip install "tvsim[pdf]"')
        raise NoPdfError(text) from None
    made: bytes = HTML(string=html(paper)).write_pdf()
    return made
