"""The first sheet of a study's workbook: its key figures side by side, with what can be said of them, and charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tvsim.language import Language
from tvsim.outcomes import ALL
from tvsim.paper.charts import write_charts
from tvsim.paper.column_widths import MARGIN, column_width, row_height
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import NumberForm, cell_value, difference_form, estimate_form
from tvsim.paper.proposed import set_in_vain
from tvsim.paper.sentences import listed
from tvsim.paper.sheet_words import COLUMNS, OF_SHARES
from tvsim.paper.sheets import ROOM_IN_HEADINGS, Sheets, cell_text
from tvsim.paper.summary import OVERLOADED, others_come
from tvsim.paper.weighing import less_is_done
from tvsim.report.comparison import VERDICTS, corrected_by
from tvsim.report.figure_names import SURE, named_with_unit
from tvsim.report.price_note import price_note

NUMBERS = 11
"""Characters of the columns of numbers at least, so that columns of one kind are as wide."""
LONGEST_NAME, LONGEST_VERDICT = 60, 24
"""Characters of the longest name of a figure, and of the longest verdict, that widen their columns."""
TITLE, CAUTION, GROUPS, HEADINGS, FIRST = range(5)
"""Rows: what is compared, what makes it incomparable, whose the columns are, what is in them, and the first figure."""
MARGINS_INCHES = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.5}
INTERVAL = (COLUMNS["low"], COLUMNS["high"])

Cell = tuple[float | str, NumberForm | None]
"""A number with its form, or a text."""


@dataclass(frozen=True)
class Group:
    """Columns that belong together, such as a scenario's values, or a plan's differences.

    Attributes
    ----------
    title, headings : of all columns, and of each
    rows : what stands in them, figure by figure
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def widths(self, writer: Sheets) -> list[int]:
        """Return how wide each column is."""
        columns = zip(self.headings, zip(*self.rows, strict=True), strict=True)
        return [_width(heading, [writer.seen(*cell) for cell in cells]) for heading, cells in columns]


def write_summary(writer: Sheets, evidence: Evidence, title: str) -> None:
    """Write what each scenario's key figures are over all agencies and how they differ, with charts of the foremost."""
    language, sheet = writer.language, writer.sheet(writer.language.text("Summary"))
    labels = [named_with_unit(figure, language) for figure in evidence.shown]
    groups = list(_groups(evidence, language))
    first = min(max(map(len, labels)), LONGEST_NAME) + MARGIN
    widths = [first, *(width for group in groups for width in group.widths(writer))]
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.write_string(TITLE, 0, cell_text(title), writer.title)
    _note(writer, sheet, CAUTION, " ".join(evidence.not_comparable(language)), widths)
    _headings(writer, sheet, groups, widths)
    for place, label in enumerate(labels):
        cells: list[Cell] = [(label, None), *(cell for group in groups for cell in group.rows[place])]
        _row(writer, sheet, FIRST + place, cells, widths)
    below = FIRST + len(labels) + 1
    for text in _notes(evidence, language):
        _note(writer, sheet, below, text, widths)
        below += 1
    sheet.freeze_panes(FIRST, 1)
    sheet.repeat_rows(GROUPS, HEADINGS)
    sheet.set_margins(**MARGINS_INCHES)
    # Excel heeds no page breaks on sheets as wide as a page: on one page, no chart is split.
    sheet.fit_to_pages(1, 1)
    write_charts(writer, sheet, below + 1, evidence)


def _groups(evidence: Evidence, language: Language) -> Iterator[Group]:
    """Each scenario's values, and behind those of a plan how they differ from the first one's."""
    titles = evidence.titles(language)
    interval = [language.text(each) for each in INTERVAL]
    for place, (name, title) in enumerate(zip(evidence.names, titles, strict=True)):
        values = [_estimated(evidence, place, figure) for figure in evidence.shown]
        yield Group(title, [language.text("Value"), *interval], values)
        if place:
            differences = [_differing(evidence, name, figure, language) for figure in evidence.shown]
            headings = [language.text("Difference"), *interval, language.text("Verdict")]
            yield Group(language.text("Difference to {scenario}").format(scenario=titles[0]), headings, differences)


def _estimated(evidence: Evidence, place: int, figure: str) -> list[Cell]:
    """A figure over all agencies, and the ends of its interval."""
    found = evidence.results[place].estimate(ALL, figure)
    form = estimate_form(found, figure)
    return [(cell_value(each, figure), form) for each in (found.value, found.low, found.high)]


def _differing(evidence: Evidence, name: str, figure: str, language: Language) -> list[Cell]:
    """A difference over all agencies, the ends of its interval, and what can be said of it."""
    assert evidence.comparison is not None
    found = evidence.comparison.difference(name, ALL, figure)
    assert found is not None
    form = difference_form(found, figure)
    numbers: list[Cell] = [(cell_value(each, figure), form) for each in (found.value, found.low, found.high)]
    return [*numbers, (language.text(VERDICTS[found.verdict]), None)]


def _notes(evidence: Evidence, language: Language) -> Iterator[str]:
    """What the columns are, and how sure their verdicts."""
    ends = language.worded("“From” and “to” are the ends of the {sure} interval of the number before them.", sure=SURE)
    verdicts = [] if evidence.comparison is None else [corrected_by(evidence.comparison, language)]
    yield " ".join([ends, *verdicts])
    yield from evidence.cautions(language)
    yield from (f"{text}." for text in set_in_vain(evidence, language))
    overloaded = evidence.overloaded(language)
    if overloaded:
        yield " ".join([language.text(OVERLOADED), *overloaded])
    if evidence.undone:
        undone = listed(evidence.undone, evidence.replications, language)
        yield less_is_done(evidence.worth, undone, language)
    yield from others_come(evidence, language)
    yield from price_note(evidence.plan.plan, language)
    yield language.text(OF_SHARES)


def _headings(writer: Sheets, sheet: Any, groups: Sequence[Group], widths: Sequence[int]) -> None:
    """Write two rows: whose the columns are, over all of them, and what each is."""
    headings = [writer.language.text("Figure"), *(heading for group in groups for heading in group.headings)]
    writer.headings(sheet, HEADINGS, headings, widths)
    start, titles, spans = 1, [], []
    for group in groups:
        end = start + len(group.headings)
        titles.append(cell_text(group.title))
        spans.append(sum(widths[start:end]))
        _across(sheet, GROUPS, (start, end - 1), titles[-1], writer.group)
        start = end
    sheet.set_row(GROUPS, row_height(titles, spans, ROOM_IN_HEADINGS))


def _row(writer: Sheets, sheet: Any, row: int, cells: Sequence[Cell], widths: Sequence[int]) -> None:
    """Write what stands in a row, which is as high as its longest text needs."""
    for column, (value, form) in enumerate(cells):
        if isinstance(value, str):
            sheet.write_string(row, column, cell_text(value), writer.long)
        else:
            writer.cell(sheet, row, column, value, writer.number(form))
    texts = [value if isinstance(value, str) else "" for value, _ in cells]
    sheet.set_row(row, row_height(texts, widths))


def _note(writer: Sheets, sheet: Any, row: int, text: str, widths: Sequence[int]) -> None:
    """Write a text across all columns, in a row as high as it needs; nothing where there is none."""
    if text:
        _across(sheet, row, (0, len(widths) - 1), cell_text(text), writer.long)
        sheet.set_row(row, row_height([text], [sum(widths)]))


def _across(sheet: Any, row: int, columns: tuple[int, int], text: str, form: Any) -> None:
    """Write a text across columns, as text whatever it begins with."""
    first, last = columns
    sheet.merge_range(row, first, row, last, "", form)
    sheet.write_string(row, first, text, form)


def _width(heading: str, seen: Sequence[str]) -> int:
    """How wide a column is: as what is seen in it, up to the longest verdict."""
    return min(max(column_width(heading, seen), NUMBERS), LONGEST_VERDICT)
