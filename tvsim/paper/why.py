"""What the findings come from: what each change of the plan does, and which assumptions move the figures most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tvsim.experiment.explanation import Explanation
from tvsim.experiment.families import ERROR
from tvsim.experiment.sensitivity import Sensitivity
from tvsim.language import Language
from tvsim.outcomes import FOREMOST
from tvsim.paper.blocks import Block, Heading, Paragraph, Picture, Points
from tvsim.paper.evidence import Evidence
from tvsim.report import pictures
from tvsim.report.explanation import sentences
from tvsim.report.figure_names import figure_name
from tvsim.report.place_names import place_name
from tvsim.report.sensitivities import difference_at
from tvsim.report.tornado import remarks

WATERFALLS = ("wait_mean_min", "overdue_true", "staff_cost")
"""Figures whose difference is drawn in parts; the others are told in words."""
MOST_NAMED = 3
"""So many assumptions are named in words; the picture has more."""


def each_change(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What each of the plan's changes does, where there are several and the folder tells."""
    text, found = language.text, evidence.explanation
    if found is None:
        return
    yield Heading(text("What each change does"), 2)
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
    yield Points(tuple(_certain(found, drawn, language)))
    for figure in drawn:
        caption = text("How far each assumption moves a figure: {figure}, {scenario}")
        name = figure_name(figure, language)
        yield Picture.of(pictures.tornado(found, language, figure), caption.format(figure=name, scenario=title))


def _certain(found: Sensitivity, figures: Sequence[str], language: Language) -> Iterator[str]:
    """Say in words which assumptions move each figure furthest, and how certain that is."""
    for figure in figures:
        # What is marked stands in the pictures, and is said of each by itself here.
        certain = found.ranking(figure).in_words(language, lambda path: place_name(path, found.scenario, language), 0)
        yield f"{figure_name(figure, language)}: {' '.join([*_furthest(found, figure, language), *certain])}"
    yield from remarks(found, language)


def _furthest(found: Sensitivity, figure: str, language: Language) -> Iterator[str]:
    """Name the assumptions that move a figure furthest, as they stand in the picture."""
    untold = found.ranking(figure).untold
    for _, row in found.of(figure).head(MOST_NAMED).iterrows():
        text = language.text("“{assumption}”: {low} at the low end of its range, {high} at the high end.")
        if row["assumption"] in untold:
            text = language.text(
                "“{assumption}”: {low} at the low end of its range, {high} at the high end, which cannot be told from "
                "no effect."
            )
        low, high = (difference_at(row, end, figure, found, language) for end in ("at_low", "at_high"))
        name = place_name(str(row["assumption"]), found.scenario, language)
        yield text.format(assumption=name, low=low, high=high)
