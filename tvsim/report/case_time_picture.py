"""Where a case's time goes: working days in each part of its way, by agency."""

from __future__ import annotations

import numpy as np

from tvsim.experiment import Results
from tvsim.language import Language, marked
from tvsim.outcomes.case_time import case_time
from tvsim.report.agency_names import agency_name
from tvsim.report.axes import TickNumbers
from tvsim.report.figure import Figure
from tvsim.report.headings import headed, in_lines, of_which
from tvsim.report.plots import BLUE, LIGHT_BLUE, ORANGE, RED

LONGEST_NAME = 44
PARTS = {
    "queue": (marked("In a queue"), RED, ""),
    "work": (marked("Worked on"), BLUE, "++"),
    "review": (marked("With other agencies"), ORANGE, "///"),
    "signature": (marked("For a signature"), "#444444", "oo"),
    "applicant": (marked("With the applicant"), LIGHT_BLUE, "..."),
    "post": (marked("With the post"), "#f6d8a8", "xxx"),
    "field": (marked("Site visit, laboratory, inquiry outside"), "#dddddd", ""),
    "carried": (marked("Papers on their way"), "#999999", "\\\\\\"),
}
"""Name, colour and hatch of each part; those of one brightness differ in their hatch, to be told apart in grey."""


def where_time_goes(results: Results, language: Language) -> Figure:
    """Draw the mean working days from submission to result, divided into where the case is meanwhile.

    Of the cases decided in the first replication, the only one kept whole.
    """
    table = case_time(results.kept)
    table = table[table["cases"] > 0]
    figure = Figure(figsize=(10, 0.42 * len(table) + 2.2), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    rows, left = np.arange(len(table)), np.zeros(len(table))
    for part, (text, colour, hatch) in PARTS.items():
        width = table[part].to_numpy()
        axes.barh(rows, width, left=left, color=colour, hatch=hatch, edgecolor="white", label=language.text(text))
        left += width
    for row, total in enumerate(left):
        axes.annotate(
            language.number(total, 1), (total, row), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8
        )
    names = [in_lines(agency_name(str(key), [results.scenario], language), LONGEST_NAME, 2) for key in table.index]
    axes.set_yticks(rows, names, fontsize="small", parse_math=False)
    axes.invert_yaxis()
    axes.margins(x=0.06)
    axes.set_xlim(left=0)
    axes.set_xlabel(language.text("Working days from submission to the result in hand, mean of the cases decided"))
    axes.xaxis.set_major_formatter(TickNumbers(language))
    figure.legend(loc="outside lower center", ncols=4, fontsize="small")
    headed(figure, [language.text("Where a case's time goes"), of_which(results, language, first_only=True)])
    return figure
