"""A paper as a file: a page, a Word file, or a PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from tvsim.language import worded
from tvsim.paper.blocks import Paper

Format = Literal["html", "docx", "pdf"]
FORMATS: tuple[Format, ...] = ("html", "docx", "pdf")


def content(paper: Paper, form: Format) -> bytes:
    """Return what a file with the paper holds.

    Raises
    ------
    NoPdfError
        If it is to be a PDF, and what that takes is not installed.
    """
    if form == "docx":
        from tvsim.paper.word import docx  # noqa: PLC0415 - takes a while to load

        return docx(paper)
    from tvsim.paper.page import html, pdf  # noqa: PLC0415

    return pdf(paper) if form == "pdf" else html(paper).encode("utf-8", "backslashreplace")


def form_of(path: str | Path) -> Format | None:
    """Return as what a file is written by its name's ending; none where that says no format."""
    return next((each for each in FORMATS if Path(path).suffix.lower() == f".{each}"), None)


def write(paper: Paper, path: str | Path) -> Path:
    """Write the paper as the kind of file that the name's ending says, and return where it is.

    Raises
    ------
    ValueError
        If the ending is none of `FORMATS`.
    NoPdfError
        As by `content`.
    OSError
        If it cannot be written.
    """
    path = Path(path)
    form = form_of(path)
    if form is None:
        raise ValueError(worded("{path}: a paper is a file that ends with .html, .docx or .pdf", path=path))
    path.write_bytes(content(paper, form))
    return path
