"""The paper that justifies a plan, from its evidence: what is said in it, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from tvsim.experiment.comparison import TOLD_APART, Difference, Verdict, is_beyond_nothing
from tvsim.language import MISSING, Language
from tvsim.outcomes import ALL, FOREMOST
from tvsim.paper.annexes import annex_numbers, manifest, method, register
from tvsim.paper.blocks import Annex, Block, Grid, Heading, Paper, Paragraph, Picture, Points
from tvsim.paper.evidence import Evidence
from tvsim.paper.proposed import measures, settings
from tvsim.paper.sentences import listed
from tvsim.paper.stated import ALSO_BY_AGENCY, BY_AGENCY, told
from tvsim.paper.submission import letterhead, reference, signature
from tvsim.paper.summary import beforehand, costs, summary
from tvsim.paper.why import assumptions_that_matter, each_change
from tvsim.report import pictures
from tvsim.report.agency_names import agency_name
from tvsim.report.comparison import VERDICTS
from tvsim.report.differing import differing, estimated
from tvsim.report.figure import Figure
from tvsim.report.figure_names import SURE, figure_name, named_with_unit
from tvsim.report.in_some import in_some_note
from tvsim.report.intake_note import intake_note
from tvsim.report.place_names import number_text


def paper_of(evidence: Evidence, language: Language) -> Paper:
    """Write the paper of a study in a language."""
    text = language.text
    titles = evidence.titles(language)
    if evidence.proposed:
        title = text("{plan}: what it changes, what it costs, and how sure that is")
    else:
        title = text("{plan}: waits, overdue cases and load")
    period = evidence.base.plan.period
    about = text(
        "Simulated period: {start} to {end}; replications: {count}; seed: {seed}; target of the wait: {target} min."
    ).format(
        start=language.date(period.start),
        end=language.date(period.end),
        target=number_text(evidence.base.plan.targets.wait_min, language),
        count=language.number(evidence.replications),
        seed=evidence.study.seed,
    )
    blocks = [block for section in SECTIONS for block in section(evidence, language)]
    head = None
    if language.code == "vi":
        head = letterhead(evidence, language)
        blocks.append(signature(evidence))
    blocks += annexes(evidence, language)
    title = title.format(plan=titles[evidence.proposed])
    return Paper(language.code, title, about, evidence.study.started, tuple(blocks), head)


def proposal(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What the plan changes, one by one."""
    if not evidence.proposed:
        return
    yield Heading(language.text("What the plan changes"))
    yield Points(tuple(measures(evidence, language)))
    beside = settings(evidence, language)
    if beside:
        yield Paragraph(language.text("No measures of the plan, but unlike in the two simulations:"))
        yield Points(tuple(beside))
    if len(evidence.results) > 2:
        assert evidence.comparison is not None
        names = evidence.titles(language)
        others = [name for number, name in enumerate(names) if number not in {0, evidence.proposed}]
        yield Paragraph(language.text("Also compared: {plans}.").format(plans="; ".join(others)))


def findings(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Key figures of the whole centre with their intervals, and the differences."""
    comparison = evidence.comparison
    yield Heading(language.text("Findings"))
    yield _key_figures(evidence, language)
    if comparison is not None:
        yield _differences(evidence, language)
    yield from _bracketed(evidence, [ALL], evidence.shown, language)
    beside = [number for number in range(1, len(evidence.results)) if number != evidence.proposed]
    yield from map(Paragraph, evidence.not_comparable(language, beside))
    yield from beforehand(evidence, language, beside)
    for title, each in zip(evidence.titles(language), evidence.results, strict=True):
        yield from (Paragraph(f"{title}: {text}") for text in intake_note(each, language))
    if comparison is not None:
        caption = _with_intervals(language.text("Scenarios compared"), evidence, language)
        yield Picture.of(pictures.compared(comparison, language, FOREMOST), caption)


def _with_intervals(caption: str, evidence: Evidence, language: Language) -> str:
    """Return a caption that says of which intervals the numbers have; one replication has none."""
    if evidence.replications < 2:
        return caption
    return language.text("{caption}, with {sure} intervals").format(caption=caption, sure=SURE)


def _key_figures(evidence: Evidence, language: Language) -> Grid:
    """Figures of each scenario over all agencies."""
    comparison = evidence.comparison
    names = [language.text("Value")] if comparison is None else evidence.titles(language)
    rows = []
    for figure in evidence.shown:
        estimates = (each.estimate(ALL, figure) for each in evidence.results)
        cells = (estimated(each, evidence.replications, figure, language) for each in estimates)
        rows.append((named_with_unit(figure, language), *cells))
    headings = (language.text("Figure"), *names)
    caption = _with_intervals(language.text("Key figures"), evidence, language)
    return Grid(caption, headings, tuple(rows))


def _differences(evidence: Evidence, language: Language) -> Grid:
    comparison = evidence.comparison
    assert comparison is not None
    rows = []
    for figure in evidence.shown:
        found = comparison.difference(evidence.proposed_name, ALL, figure)
        if found is not None:
            verdict = language.text(VERDICTS[found.verdict])
            rows.append(
                (figure_name(figure, language), differing(found, evidence.replications, figure, language), verdict)
            )
    caption = _with_intervals(language.text("Differences of the plan to today"), evidence, language)
    if evidence.replications > 1:
        caption = language.text("{caption}; verdicts corrected by Holm").format(caption=caption)
    headings = (language.text("Figure"), language.text("Difference"), language.text("Verdict"))
    return Grid(caption, headings, tuple(rows))


def by_agency(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What the plan does to each agency, where anything can be told apart."""
    comparison = evidence.comparison
    if comparison is None:
        return
    rows, further, is_told = [], [], False
    for agency in evidence.plan.plan.agencies:
        name = agency_name(agency, [evidence.plan, evidence.base], language)
        found = [comparison.difference(evidence.proposed_name, agency, figure) for figure in BY_AGENCY]
        known = [each for each in found if each is not None]
        is_told = is_told or any(each.verdict in TOLD_APART for each in known)
        if any(each.verdict in TOLD_APART or is_beyond_nothing(each) for each in known):
            cells = (_marked(evidence, each, figure, language) for each, figure in zip(found, BY_AGENCY, strict=True))
            rows.append((name, *cells))
        others = told(comparison, evidence.proposed_name, agency, ALSO_BY_AGENCY)
        further += [f"{name}: {listed(others, evidence.replications, language)}."] if others else []
    yield Heading(language.text("By agency"), 2)
    if not is_told:
        these = "; ".join(figure_name(figure, language) for figure in BY_AGENCY)
        yield Paragraph(
            language.text("Of no agency can these figures be told apart from today's: {figures}.").format(figures=these)
        )
    if rows:
        yield from _agency_grid(evidence, rows, language)
    if further:
        yield Paragraph(language.text("Told apart are also:"))
        yield Points(tuple(further))


def _agency_grid(evidence: Evidence, rows: Sequence[tuple[str, ...]], language: Language) -> Iterator[Block]:
    caption = language.text(
        "Differences by agency, where one of them is no chance by its interval alone; those with * cannot be told "
        "apart, corrected by Holm for all agencies and figures together"
    )
    headings = (language.text("Agency"), *(figure_name(figure, language) for figure in BY_AGENCY))
    yield Grid(caption, headings, tuple(rows))
    yield from _bracketed(evidence, evidence.plan.plan.agencies, BY_AGENCY, language)


def _bracketed(
    evidence: Evidence, agencies: Iterable[str], figures: Sequence[str], language: Language
) -> Iterator[Block]:
    """Say what square brackets are, where there are any."""
    counts = [
        each.estimate(agency, figure).replications
        for each in evidence.results
        for agency in agencies
        if agency == ALL or agency in each.scenario.plan.agencies
        for figure in figures
    ]
    yield from map(Paragraph, in_some_note(counts, evidence.replications, language))


def _marked(evidence: Evidence, found: Difference | None, figure: str, language: Language) -> str:
    """Return a difference; with a star where it cannot be told apart from none."""
    if found is None:
        return MISSING
    return differing(found, evidence.replications, figure, language) + ("" if found.verdict in TOLD_APART else " *")


def cost_and_benefit(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Money and citizens' hours, and the value of an hour from which on the plan pays."""
    comparison = evidence.comparison
    if comparison is None or evidence.worth is None:
        return
    yield Heading(language.text("Cost and benefit"))
    rows = []
    for figure in ("staff_cost", "postage", "overtime_hours", "waiting_hours", "travel_hours"):
        found = comparison.difference(evidence.proposed_name, ALL, figure)
        before = comparison.estimate(comparison.names[0], ALL, figure)
        after = comparison.estimate(evidence.proposed_name, ALL, figure)
        if found is not None and before is not None and after is not None and found.verdict is not Verdict.MISSING:
            cells = (estimated(each, evidence.replications, figure, language) for each in (before, after))
            difference = differing(found, evidence.replications, figure, language, unit=False)
            rows.append((named_with_unit(figure, language), *cells, difference))
    text = language.text
    headings = (text("Figure"), text("Today"), text("With the plan"), text("Difference"))
    caption = _with_intervals(language.text("Money and hours in the simulated period"), evidence, language)
    yield Grid(caption, headings, tuple(rows))
    yield Points(tuple(costs(evidence, language)))
    yield Picture.of(
        pictures.trade_off(comparison, language),
        _with_intervals(language.text("Cost against waits and overdue cases"), evidence, language),
    )


def picture_section(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Pictures of the centre as it is, and with the plan."""
    text = language.text
    yield Heading(text("The centre in pictures"))
    draw: tuple[tuple[Callable[..., Figure], str], ...] = (
        (pictures.waits_by_hour, text("Mean wait by agency and hour: {scenario}")),
        (partial(pictures.wait_distribution, like=evidence.results[0]), text("How long people wait: {scenario}")),
        (pictures.overdue_by_agency, text("Early, on time and overdue: {scenario}")),
        (pictures.open_cases, text("Open cases at the end of each day: {scenario}")),
    )
    of_first: tuple[tuple[Callable[..., Figure], str], ...] = (
        (pictures.queue_through_the_day, text("The queue through the day: {scenario}")),
        (pictures.officers_on_duty, text("Officers on duty, and how many visitors need: {scenario}")),
        (pictures.where_time_goes, text("Where a case's time goes: {scenario}")),
    )
    titles = evidence.titles(language)
    for number in dict.fromkeys((0, evidence.proposed)):
        results, name = evidence.results[number], titles[number]
        for picture, caption in (*draw, *(of_first if results.first is not None else ())):
            yield Picture.of(picture(results, language), caption.format(scenario=name))


def rests_on(_evidence: Evidence, language: Language) -> Iterator[Block]:
    """Where the reader finds what the paper rests on."""
    text = language.text(
        "Method and limits stand in annex {method}, the numbers with their sources in annex {register}, and how to "
        "repeat the study in annex {manifest}."
    )
    yield Paragraph(text.format(**annex_numbers(language)))


SECTIONS = (
    summary,
    proposal,
    findings,
    by_agency,
    each_change,
    assumptions_that_matter,
    cost_and_benefit,
    picture_section,
    rests_on,
)
"""What is put before the reader, in its order."""
ANNEXES = (method, register, manifest)
"""What it rests on."""


def annexes(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What a paper rests on, each annex with its number."""
    for number, section in zip(annex_numbers(language).values(), ANNEXES, strict=True):
        first, *others = section(evidence, language)
        assert isinstance(first, Heading)
        belongs_to = reference(evidence) if language.code == "vi" else ""
        yield Annex(language.text("Annex {number}").format(number=number), first.text, belongs_to)
        yield from others
