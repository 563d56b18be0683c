"""A paper as a Word file: real headings, captions with numbers that Word keeps, and tables that can be edited."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from functools import singledispatchmethod
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from tvsim.paper.blocks import Annex, Block, Grid, Heading, Letterhead, Paper, Paragraph, Picture, Points, Signature
from tvsim.paper.numbering import Label, labelled

FONT, SIZE_PT, TABLE_PT = "Times New Roman", 13, 10
"""As clerical rules have it (Decree 30/2020/NĐ-CP): Times New Roman, 13 or 14 points."""
MARGINS_MM = {"top_margin": 20, "bottom_margin": 20, "left_margin": 30, "right_margin": 15}
TEXT_MM = 165
HEAD_PT, LEFT_PART = 12, 0.4
"""Size of what stands over a submission, and the part of the width for the office: the state's name needs more."""
RULE_MM, MOTTO_MM = 12, 52
"""Half of the length of a short rule, and the length of the motto."""
BLACK = RGBColor(0, 0, 0)
LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
LONGEST_PROPERTY = 255
"""Characters of a property of a Word file."""


def docx(paper: Paper) -> bytes:
    """Return a paper as a Word file, which is the same whenever it is made."""
    document = Document()
    _describe(document, paper)
    _lay_out(document, paper)
    if paper.letterhead is not None:
        _head(document, paper.letterhead)
        title = _centred(document, paper.letterhead.kind, bold=True)
        title.style = document.styles["Title"]
        _ruled(_centred(document, paper.letterhead.subject, bold=True), TEXT_MM / 2 - RULE_MM)
        _centred(document, paper.letterhead.to)
        document.add_heading(paper.title, 1)
    else:
        document.add_paragraph(paper.title, style="Title")
    document.add_paragraph(paper.about)
    writer = _Writer(document)
    for block, label in labelled(paper):
        writer.add(block, label)
    buffer = io.BytesIO()
    document.save(buffer)
    return _without_clock(buffer)


def _describe(document: Any, paper: Paper) -> None:
    """Say what it is and of when, in place of what stands in the file that every Word file here is begun from."""
    about = document.core_properties
    about.title = paper.title[:LONGEST_PROPERTY]
    about.language = LANGUAGES[paper.language]
    about.author = about.last_modified_by = about.comments = ""
    about.created = about.modified = paper.begun.astimezone(dt.UTC)


def _without_clock(content: io.BytesIO) -> bytes:
    """Return a package whose parts do not tell when they were packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(content) as found, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for part in found.infolist():
            package.writestr(zipfile.ZipInfo(part.filename), found.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _lay_out(document: Any, paper: Paper) -> None:
    """A4, margins, one font for all, the language for Word's spelling, and a page number."""
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
    for name, length in MARGINS_MM.items():
        setattr(section, name, Mm(length))
    for name, size in (("Normal", SIZE_PT), ("Title", 16), ("Heading 1", 15), ("Heading 2", 13), ("Caption", 11)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), BLACK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
    spelling = OxmlElement("w:lang")
    spelling.set(qn("w:val"), LANGUAGES[paper.language])
    document.styles["Normal"].element.get_or_add_rPr().append(spelling)
    for rule in document.styles["Title"].element.iter(qn("w:pBdr")):  # of Word's own, across the page
        rule.getparent().remove(rule)
    section.different_first_page_header_footer = True  # the first page has no number
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(header, "PAGE", "2")


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    """Add a field that Word works out itself; ``shown`` stands there until it does."""
    for kind, text in (("begin", ""), ("", instruction), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            code = OxmlElement("w:instrText")
            code.set(qn("xml:space"), "preserve")
            code.text = f" {text} "
            run._r.append(code)


def _centred(container: Any, text: str, *, bold: bool = False, italic: bool = False) -> Any:
    paragraph = container.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    return paragraph


def _head(document: Any, head: Letterhead) -> None:
    """Of whom it comes on the left, state and motto on the right."""
    table = document.add_table(rows=1, cols=2)
    _set_widths(table, (LEFT_PART, 1 - LEFT_PART))
    left, right = table.rows[0].cells
    for cell, lines in (
        (left, ((head.authority, False, False), (head.office, True, False), (head.number, False, False))),
        (right, ((head.state, True, False), (head.motto, True, False), (head.place_and_date, False, True))),
    ):
        cell.paragraphs[0]._p.getparent().remove(cell.paragraphs[0]._p)
        for text, bold, italic in lines:
            _centred(cell, text, bold=bold, italic=italic).runs[0].font.size = Pt(HEAD_PT)
    _ruled(left.paragraphs[1], TEXT_MM * LEFT_PART / 2 - RULE_MM)
    _ruled(right.paragraphs[1], TEXT_MM * (1 - LEFT_PART) / 2 - MOTTO_MM / 2)


def _ruled(paragraph: Any, indent_mm: float) -> None:
    """Draw a line under a paragraph, so much shorter at either end than what the paragraph is in."""
    element = OxmlElement("w:p")  # of its own: indents of the paragraph would narrow its text, too
    paragraph._p.addnext(element)
    under = type(paragraph)(element, paragraph._parent)
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    under._p.get_or_add_pPr().append(border)  # before all else, as the schema has it
    under.paragraph_format.left_indent = under.paragraph_format.right_indent = Mm(indent_mm)
    under.paragraph_format.space_before, under.paragraph_format.space_after = Pt(0), Pt(4)
    under.paragraph_format.line_spacing = Pt(3)


class _Writer:
    """Writes blocks one after the other."""

    def __init__(self, document: Any) -> None:
        self._document = document

    @singledispatchmethod
    def add(self, block: Block, label: Label | None) -> None:  # noqa: ARG002
        """Write a block, with its label where it has one."""
        raise TypeError(f"no block: {block!r}")

    @add.register
    def _(self, block: Heading, _label: None) -> None:
        self._document.add_heading(block.text, block.level)

    @add.register
    def _(self, block: Annex, _label: None) -> None:
        """A section with page numbers of its own; one heading, so that the list of headings says what it is."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        numbers = section._sectPr.find(qn("w:pgNumType"))  # a section begins as a copy of the one before
        if numbers is None:
            numbers = OxmlElement("w:pgNumType")
            section._sectPr.find(qn("w:cols")).addprevious(numbers)
        numbers.set(qn("w:start"), "1")
        if not block.reference:
            self._document.add_heading(f"{block.number}. {block.title}", 1)
            return
        heading = self._document.add_heading(block.number, 1)
        heading.add_run().add_break()
        heading.add_run(block.title.upper())
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _centred(self._document, block.reference, italic=True)

    @add.register
    def _(self, block: Signature, _label: None) -> None:
        """The last sentence; who gets it on the left, who signs on the right."""
        self._document.add_paragraph(block.closing)
        left, right = self._document.add_table(rows=1, cols=2).rows[0].cells
        heading = left.paragraphs[0].add_run(block.copies[0])
        heading.bold = heading.italic = True
        heading.font.size = Pt(12)
        left.paragraphs[0].add_run("".join(f"\n{line}" for line in block.copies[1:])).font.size = Pt(11)
        right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        right.paragraphs[0].add_run(block.signer).bold = True

    @add.register
    def _(self, block: Paragraph, _label: None) -> None:
        self._document.add_paragraph(block.text)

    @add.register
    def _(self, block: Points, _label: None) -> None:
        for text in block.texts:
            self._document.add_paragraph(text, style="List Bullet")

    @add.register
    def _(self, block: Grid, label: Label) -> None:
        self._caption(label, block.caption, keep_with_next=True)
        table = self._document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _fill(table.rows[0], block.headings, numbers=block.numbers, bold=True)
        _mark(table.rows[0], "w:tblHeader")  # it stands again at the top of each page
        for row in block.rows:
            _fill(table.add_row(), row, numbers=block.numbers)
            _mark(table.rows[-1], "w:cantSplit")
        if block.widths:
            _set_widths(table, block.widths)
        self._document.add_paragraph()

    @add.register
    def _(self, block: Picture, label: Label) -> None:
        """A picture that is told to those who do not see it by its caption."""
        picture = self._document.add_picture(io.BytesIO(block.png), width=Mm(TEXT_MM))
        picture._inline.docPr.set("title", f"{label.word} {label.number}")
        picture._inline.docPr.set("descr", block.caption)
        self._document.paragraphs[-1].paragraph_format.keep_with_next = True
        self._caption(label, block.caption)

    def _caption(self, label: Label, caption: str, *, keep_with_next: bool = False) -> None:
        """A caption whose number Word counts, so that it is right after tables are moved or added."""
        paragraph = self._document.add_paragraph(f"{label.word} ", style="Caption")
        paragraph.paragraph_format.keep_with_next = keep_with_next
        _field(paragraph, f"SEQ {label.word.replace(' ', '_')} \\* ARABIC", str(label.number))
        paragraph.add_run(f". {caption}")


def _fill(row: Any, texts: Sequence[str], *, numbers: bool, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        paragraph = cell.paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(TABLE_PT), bold
        if numbers and place:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row: Any, name: str) -> None:
    """Set a property of a row."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _set_widths(table: Any, widths: Sequence[float]) -> None:
    """Give columns their parts of the page, in each cell, as Word wants it."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(TEXT_MM * width)
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Mm(TEXT_MM * width)
