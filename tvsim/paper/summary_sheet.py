"""The first sheet of a study's workbook: its key figures side by side, with charts of the foremost below them."""

from __future__ import annotations

from tvsim.outcomes import ALL
from tvsim.paper.charts import write_charts
from tvsim.paper.column_widths import MARGIN
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import cell_value, estimate_form
from tvsim.paper.sheets import Sheets, cell_text
from tvsim.report.comparison import SHOWN
from tvsim.report.figure_names import named_with_unit

SUMMARY_COLUMNS = 17
"""Characters of the columns of the summary's numbers, over which the charts stand."""
LONGEST_NAME = 60
"""Characters of the longest figure's name that widens the first column of the summary."""


def write_summary(writer: Sheets, evidence: Evidence, title: str) -> None:
    """Write key figures of each scenario over all agencies with their intervals, and a chart of the foremost."""
    language, sheet = writer.language, writer.sheet(writer.language.text("Summary"))
    sheet.write_string(0, 0, cell_text(title), writer.title)
    writer.cell(sheet, 1, 0, " ".join(evidence.not_comparable(language)))
    names = evidence.titles(language)
    headings = [language.text("Figure")]
    for name in names:
        headings += [name, language.text("from"), language.text("to")]
    labels = [named_with_unit(figure, language) for figure in SHOWN]
    first = min(max(map(len, labels)), LONGEST_NAME) + MARGIN
    writer.headings(sheet, 2, headings, [first, *[SUMMARY_COLUMNS] * (len(headings) - 1)])
    for row, (figure, label) in enumerate(zip(SHOWN, labels, strict=True), start=3):
        writer.cell(sheet, row, 0, label)
        for place, results in enumerate(evidence.results):
            found = results.estimate(ALL, figure)
            form = writer.number(estimate_form(found, figure))
            for aside, value in enumerate((found.value, found.low, found.high)):
                writer.cell(sheet, row, 1 + 3 * place + aside, cell_value(value, figure), form)
    sheet.set_column(0, 0, first)
    sheet.set_column(1, 3 * len(names), SUMMARY_COLUMNS)
    sheet.freeze_panes(3, 1)
    # Excel heeds no page breaks on sheets as wide as a page: on one page, no chart is split.
    sheet.fit_to_pages(1, 1)
    write_charts(writer, sheet, len(SHOWN) + 5, evidence)
