"""The summary of a paper: what is proposed, what it changes, how sure that is, and what would overturn it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tvsim.experiment.comparison import Comparison, Verdict
from tvsim.experiment.unpriced import OF_STAFF, unpriced
from tvsim.language import Language, marked
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.blocks import Block, Heading, Paragraph, Points
from tvsim.paper.evidence import Evidence
from tvsim.paper.overturned import overturned
from tvsim.paper.proposed import in_its_own_words, measures
from tvsim.paper.sentences import change_of, listed, subject
from tvsim.paper.stated import FURTHER, Statement, leaning, told, told_of_agencies, worse_by_interval
from tvsim.paper.weighing import costs_of, hour_text
from tvsim.report.agency_names import agency_name
from tvsim.report.comparison import SHOWN, how_sure
from tvsim.report.differing import estimated
from tvsim.report.figure_names import figure_name, in_brackets, unit_text
from tvsim.report.intake_note import intake_note
from tvsim.report.price_note import price_names
from tvsim.report.undone_note import less_done

MOST_MEASURES = 8
"""So many changes of a plan are named."""
OVERLOADED = marked("More work comes than can be done:")
NOT_WEIGHED = marked("Money and citizens' hours are not weighed: today's and the plan's are not measured alike.")
HOW_MANY = ("visits", "received", "finished")
"""Figures of which more is neither better nor worse."""
OTHERS_COME = marked("More or fewer come with the plan, or on other days: not all citizens are the same as today.")


def summary(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What is proposed, what it changes, how sure that is, what it costs, and what would overturn it."""
    text, comparison = language.text, evidence.comparison
    yield Heading(text("Summary"))
    if comparison is None:
        yield Paragraph(text("One scenario was simulated; nothing is proposed and nothing compared."))
        yield from beforehand(evidence, language, [0])
        yield Points(tuple(_of_the_one(evidence, language)))
        return
    yield from map(Paragraph, evidence.not_comparable(language, [evidence.proposed]))
    yield from _proposed(evidence, language)
    yield from beforehand(evidence, language, [0, evidence.proposed])
    yield from map(Paragraph, intake_note(evidence.results[evidence.proposed], language))
    yield Paragraph(text("What changes for the whole centre:"))
    yield Points(tuple(_foremost(evidence, comparison, language)))
    yield from _how_many(evidence, comparison, language)
    yield from _further(evidence, comparison, language)
    yield from _of_agencies(evidence, comparison, language)
    yield Paragraph(how_sure(comparison, language) + " " + text("Each number is rounded by itself."))
    if evidence.worth is not None:
        yield Paragraph(" ".join(costs(evidence, language)))
    elif evidence.is_not_weighed:
        yield Paragraph(text(NOT_WEIGHED))
        if evidence.undone:
            yield Paragraph(less_done(listed(evidence.undone, evidence.replications, language), language))
    yield Heading(text("What would overturn this"), 2)
    yield Points(tuple(doubts(evidence, language)))


def beforehand(evidence: Evidence, language: Language, numbers: Sequence[int]) -> Iterator[Block]:
    """What to know of the scenarios with some numbers before their figures are read."""
    yield from map(Paragraph, evidence.cautions(language, numbers))
    overloaded = evidence.overloaded(language, numbers)
    if overloaded:
        yield Paragraph(language.text(OVERLOADED))
        yield Points(tuple(overloaded))


def costs(evidence: Evidence, language: Language) -> list[str]:
    """Say what the plan costs and saves, and whether that can be weighed."""
    assert evidence.worth is not None
    undone = listed(evidence.undone, evidence.replications, language)
    return costs_of(
        evidence.worth,
        language,
        evidence.plan.plan,
        undone,
        overloads_more=evidence.overloads_more,
        without_price=evidence.without_price,
    )


def _of_the_one(evidence: Evidence, language: Language) -> Iterator[str]:
    """Say what the foremost figures of the one scenario are."""
    for figure in FOREMOST:
        found = evidence.results[0].estimate(ALL, figure)
        if not math.isnan(found.value):
            said, unit = estimated(found, evidence.replications, figure, language), unit_text(figure, language)
            yield f"{subject(figure, language)}{in_brackets(unit)}: {said}."


def _proposed(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What is proposed: the first measures, and how the plan's scenario describes it."""
    named = measures(evidence, language, MOST_MEASURES)
    if len(named) == 1:
        yield Paragraph(language.text("What is proposed: {changes}.").format(changes=named[0]))
    else:
        yield Paragraph(language.text("What is proposed:"))
        yield Points(tuple(named))
    said = in_its_own_words(evidence, language)
    if said:
        yield Paragraph(language.text("The plan in the words of its scenario: {description}").format(description=said))


def _foremost(evidence: Evidence, comparison: Comparison, language: Language) -> Iterator[str]:
    """Say how the foremost figures change, and of the cost of staff whose hours are not in it."""
    free = [price for price in unpriced(evidence.plan.plan) if price in OF_STAFF]
    for figure in FOREMOST:
        said = change_of(comparison, evidence.proposed_name, figure, language)
        if said is not None and figure == "staff_cost" and free:
            said += " " + language.text("That is without {names}, which have no price.").format(
                names=price_names(free, language)
            )
        if said is not None:
            yield said


def others_come(evidence: Evidence, language: Language) -> list[str]:
    """Say so where the plan has other citizens than today."""
    found = evidence.comparison
    if found is None or found.same_citizens_come_to(evidence.proposed_name):
        return []
    return [language.text(OTHERS_COME)]


def _how_many(evidence: Evidence, comparison: Comparison, language: Language) -> Iterator[Block]:
    """How many more or fewer come and are done, beside which all totals are read."""
    yield from map(Paragraph, others_come(evidence, language))
    found = told(comparison, evidence.proposed_name, ALL, HOW_MANY)
    if found:
        said = language.text("Neither better nor worse, but more or fewer than today: {figures}.")
        yield Paragraph(said.format(figures=listed(found, evidence.replications, language)))


def _further(evidence: Evidence, comparison: Comparison, language: Language) -> Iterator[Block]:
    """Other figures of the whole centre, for better and for worse: a summary that kept them back would mislead."""
    better, worse = (
        listed(found, evidence.replications, language)
        for found in (
            told(comparison, evidence.proposed_name, ALL, FURTHER, {verdict})
            for verdict in (Verdict.BETTER, Verdict.WORSE)
        )
    )
    if better and evidence.undone:
        said = language.text("Other figures that get better, in part since less work is done: {figures}.")
        yield Paragraph(said.format(figures=better))
    elif better:
        yield Paragraph(language.text("Other figures that get better: {figures}.").format(figures=better))
    if worse:
        yield Paragraph(language.text("Other figures that get worse: {figures}.").format(figures=worse))
    leans = worse_by_interval(comparison, evidence.proposed_name, ALL, FURTHER)
    if leans:
        said = language.text(
            "By their intervals alone, though not told apart among so many figures, these get worse: {figures}."
        )
        yield Paragraph(said.format(figures=listed(leans, evidence.replications, language)))


def _of_agencies(evidence: Evidence, comparison: Comparison, language: Language) -> Iterator[Block]:
    """For which agencies waits or overdue cases get worse, with their figures; for which they get better, by name."""
    agencies = list(evidence.plan.plan.agencies)
    worse, better = (
        told_of_agencies(comparison, evidence.proposed_name, agencies, verdict)
        for verdict in (Verdict.WORSE, Verdict.BETTER)
    )

    def called(agency: str) -> str:
        return agency_name(agency, [evidence.plan, evidence.base], language)

    def told_there(own: Sequence[Statement]) -> str:
        return listed(own, evidence.replications, language)

    if worse:
        yield Paragraph(language.text("At these agencies waits or overdue cases get worse:"))
        points = []
        for agency, own in worse.items():
            said = f"{called(agency)}: {told_there(own)}"
            if agency in better:
                said += language.text("; but better: {figures}").format(figures=told_there(better[agency]))
            points.append(f"{said}.")
        yield Points(tuple(points))
    leans = leaning(comparison, evidence.proposed_name, agencies)
    if leans:
        yield Paragraph(
            language.text(
                "By their intervals alone, though not told apart among so many figures, waits or overdue cases get "
                "worse at:"
            )
        )
        yield Points(tuple(f"{called(agency)}: {told_there(own)}." for agency, own in leans.items()))
    only_better = [called(agency) for agency in better if agency not in worse]
    if only_better:
        said = language.text("Waits or overdue cases get better for: {agencies}; see “By agency”.")
        yield Paragraph(said.format(agencies="; ".join(only_better)))


def doubts(evidence: Evidence, language: Language) -> Iterator[str]:
    """Say what the findings rest on, and what would make them otherwise."""
    assert evidence.comparison is not None
    text = language.text
    table = evidence.comparison.differences.xs((evidence.proposed_name, ALL), level=("scenario", "agency"))
    unsure = [
        figure_name(str(figure), language)
        for figure, verdict in table["verdict"].items()
        if verdict == Verdict.OPEN and figure in SHOWN
    ]
    if unsure:
        yield text("With this many replications these cannot be told apart from today's: {figures}.").format(
            figures="; ".join(unsure)
        )
    worth = evidence.worth
    if worth is not None and worth.hour_value is not None:
        said = text(
            "An hour of a citizen's time that is worth less than {low} đồng; up to {high} đồng nothing can be said."
        )
        if worth.cost.is_less:
            said = text(
                "An hour of a citizen's time that is worth more than {high} đồng; down to {low} đồng nothing can be "
                "said."
            )
        low, high = (hour_text(each, language) for each in (worth.hour_value.low, worth.hour_value.high))
        yield said.format(low=low, high=high)
    yield from overturned(evidence, language)
    ranged = sum(entry.origin.low is not None for entry in evidence.written)
    assumed = sum("assumption" in entry.origin.source.lower() for entry in evidence.written)
    yield text(
        "Values of the scenario that are called assumptions: {assumed} of {all}; for {ranged} a plausible range is "
        "stated."
    ).format(
        assumed=language.number(assumed),
        all=language.number(len(evidence.written)),
        ranged=language.number(ranged),
    )
    yield text("A year that is unlike the simulated one: another demand, other rules, events that no scenario names.")
