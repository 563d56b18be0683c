"""What a paper is made of, whatever it is written as."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tvsim.language import Code
from tvsim.report.figure import Figure

DOTS_PER_INCH = 150
"""Of pictures, so that they can be printed."""


@dataclass(frozen=True)
class Letterhead:
    """What stands over a submission (tờ trình) to a higher authority.

    Attributes
    ----------
    authority, office : of whom it comes, in capital letters
    number : of the document, to be filled in
    state, motto : what stands at the right
    place_and_date : to be filled in
    kind, subject : what it is, and of what
    to : whom it is for
    """

    authority: str
    office: str
    number: str
    state: str
    motto: str
    place_and_date: str
    kind: str
    subject: str
    to: str


@dataclass(frozen=True)
class Heading:
    """A heading, 1 being the highest level."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Annex:
    """The head of an annex, which begins on a page of its own, with page numbers of its own.

    Attributes
    ----------
    number : such as ``Annex 1``
    title : what it is about
    reference : to what it belongs; empty where that need not be said
    """

    number: str
    title: str
    reference: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of text."""

    text: str


@dataclass(frozen=True)
class Points:
    """A list of sentences."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table with its caption.

    Attributes
    ----------
    caption, headings, rows : texts
    numbers : whether all columns but the first are numbers, which stand at the right
    widths : of the columns, as parts of the page's; even where not given
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: bool = True
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, with its caption, and its width and height in pixels."""

    caption: str
    png: bytes
    width: int
    height: int

    @classmethod
    def of(cls, figure: Figure, caption: str) -> Picture:
        """Take a figure as it is printed."""
        width, height = (round(inches * DOTS_PER_INCH) for inches in figure.get_size_inches())
        return cls(caption, figure.png(DOTS_PER_INCH), width, height)


@dataclass(frozen=True)
class Signature:
    """What ends a submission, before its annexes.

    Attributes
    ----------
    closing : the last sentence
    copies : who gets it, the first line being a heading
    signer : who signs, in capital letters
    """

    closing: str
    copies: tuple[str, ...]
    signer: str


Block = Heading | Annex | Paragraph | Points | Grid | Picture | Signature


@dataclass(frozen=True)
class Paper:
    """A paper: its title, what stands below it, when the study was begun that it tells of, and its blocks."""

    language: Code
    title: str
    about: str
    begun: dt.datetime
    blocks: tuple[Block, ...]
    letterhead: Letterhead | None = None

    def _repr_html_(self) -> str:
        """The page in a frame of its own, for notebooks."""
        from tvsim.paper.page import framed  # noqa: PLC0415 - it is made of blocks

        return framed(self)
