"""What the findings come from: what each change of the plan does, and which assumptions move the figures most."""

from __future__ import annotations

from collections.abc import Iterator

from tvsim.experiment.comparison import ERROR
from tvsim.experiment.explanation import Explanation
from tvsim.language import Language
from tvsim.outcomes import FOREMOST
from tvsim.paper.blocks import Block, Heading, Paragraph, Picture, Points
from tvsim.paper.evidence import Evidence
from tvsim.report import pictures
from tvsim.report.explanation import sentences
from tvsim.report.figure_names import figure_name

WATERFALLS = ("wait_mean_min", "overdue_true", "staff_cost")
"""Figures whose difference is drawn in parts; the others are told in words."""


def each_change(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What each of the plan's changes does, where there are several."""
    text, found = language.text, evidence.explanation
    if len(evidence.changes) < 2:
        return
    yield Heading(text("What each change does"), 2)
    if found is None:
        yield Paragraph(
            text(
                "That was not worked out: it is where the folder of the study also holds “tvsim explain” from the "
                "centre as it is to the plan, with the seed of this study."
            )
        )
        return
    yield Points(tuple(sentences(found, language, FOREMOST)))
    if found.replications != evidence.replications:
        yield Paragraph(
            text(
                "The parts are of {count} replications and the findings of {of_findings}, so that the differences of "
                "the two are not quite the same."
            ).format(
                count=language.number(found.replications),
                of_findings=language.number(evidence.replications),
            )
        )
    for figure in WATERFALLS:
        if _tells(found, figure):
            caption = text("What each change does: {figure}").format(figure=figure_name(figure, language))
            yield Picture.of(pictures.waterfall(found, figure, language), caption)


def _tells(found: Explanation, figure: str) -> bool:
    """Whether any part of a figure can be told from no effect."""
    return bool(found.parts_of(figure)["p_corrected"].le(ERROR).any())


def assumptions_that_matter(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Which assumption moves the figures most, where the folder tells."""
    text, found = language.text, evidence.sensitivity
    drawn = () if found is None else [figure for figure in FOREMOST if figure in found.figures]
    if found is None or not drawn:
        return
    title = evidence.titles(language)[evidence.proposed if found.scenario is evidence.plan else 0]
    yield Heading(text("Which assumptions matter most"), 2)
    yield Paragraph(
        text(
            "Each number with a stated range was moved alone to both ends of it, all others staying as they are: "
            "{scenario}, {count} replications of each, seed {seed}."
        ).format(scenario=title, count=language.number(found.replications), seed=found.seed)
    )
    for figure in drawn:
        caption = text("How far each assumption moves a figure: {figure}, {scenario}")
        name = figure_name(figure, language)
        yield Picture.of(pictures.tornado(found, language, figure), caption.format(figure=name, scenario=title))
