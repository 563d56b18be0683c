"""What stands at the end of a paper: method and limits, the numbers it rests on, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tvsim.experiment.kept_studies import KeptStudy
from tvsim.experiment.manifest import surroundings
from tvsim.language import MISSING, Language, marked
from tvsim.paper.blocks import Block, Grid, Heading, Paragraph, Points
from tvsim.paper.evidence import Evidence
from tvsim.report.place_names import place_name
from tvsim.report.place_words import table_words
from tvsim.report.register_words import in_words, value_words
from tvsim.scenario import Scenario
from tvsim.scenario.differing import NAMED
from tvsim.scenario.errors import Place, place_text
from tvsim.scenario.origins import Origin, source_text
from tvsim.scenario.schema import DEFAULTS

METHOD = (
    (
        marked("Objectives"),
        (
            marked(
                "To show what staffing and the ways in do to citizens' waits at the counters and to overdue cases, how "
                "sure that is, and what it costs. Each figure is defined once and is the same in every table."
            ),
        ),
    ),
    (
        marked("Logic"),
        (
            marked(
                "Discrete events, case by case: dossiers come to the counters, by post and online; they are taken in, "
                "carried to their agency, examined, reviewed by other agencies where a procedure asks for it, signed "
                "at set hours, and handed back. {rule}"
            ),
            marked(
                "At the counters: a queue by agency or pool, first come first served within priority classes, "
                "patience, turning away, last tickets, lunch and closing, wrap-up, other duties, absences."
            ),
            marked(
                "Chance decides before the run who comes when, with which dossier, and how long each service takes."
            ),
            "{paired}",
        ),
    ),
    (
        marked("Data"),
        (
            marked(
                "Agencies: {agencies}; groups of procedures: {procedures}; counter groups: {counters}; sites: {sites}. "
                "The source of each number of the scenario stands in annex {register}; assumptions are called so."
            ),
            "{description}",
        ),
    ),
    (
        marked("Experimentation"),
        (
            marked(
                "Warm-up: {warm_up} days, not counted; the run goes on for {follow_up} days after the period, so that "
                "its cases are followed. Replications: {count}, with independent streams of random numbers for each "
                "purpose."
            ),
            marked(
                "Intervals are made to hold the true value in 95 of 100 studies: Student's t for means and "
                "differences, Wilson's for shares, Woodruff's for quantiles."
            ),
        ),
    ),
    (
        marked("Limits"),
        (
            marked(
                "Results hold for the scenario as it is written: where its numbers are assumptions, so are the results."
            ),
            marked(
                "People do not choose their hour by the queue they expect; officers do not work faster under pressure."
            ),
            marked(
                "A dossier flawed at its fourth try is returned for good; other duties are done only after a service."
            ),
        ),
    ),
    (
        marked("Implementation and access"),
        (
            marked(
                "{model}, an open program in Python; the study can be repeated to the last digit (annex {manifest})."
            ),
        ),
    ),
)
"""The model and the experiment after the checklist of STRESS-DES: headings with their paragraphs."""
PAIRED = marked(
    "So all scenarios of a comparison meet the same citizens, as far as none says that more or fewer come, or on "
    "other days, and their differences are the plan's."
)
DUE = {
    "working_hours": marked("Due times are counted in office hours, without holidays."),
    "end_of_day": marked("A case is due when the last day of its limit closes; limits are in working days."),
    "half_day": marked("A case is due at noon or in the evening of a working day; limits are in working days."),
}
"""How due times are counted, by the scenario's rule."""
CHECKLIST = marked(
    "After the checklist STRESS-DES (Monks et al. 2019, Strengthening the reporting of empirical simulation studies)."
)


def annex_numbers(language: Language) -> dict[str, str]:
    """Number of each annex, in their order: Roman ones in Vietnamese papers."""
    numbers = ("I", "II", "III") if language.code == "vi" else ("1", "2", "3")
    return dict(zip(("method", "register", "manifest"), numbers, strict=True))


OF_THE_STUDY: tuple[Place, ...] = (("seed",), ("replications",))
"""What says how the study was made, and assumes nothing of the centre; it stands in the manifest."""


def method(evidence: Evidence, language: Language) -> Iterator[Block]:
    """The model and the experiment, after the checklist of STRESS-DES."""
    plan, number = evidence.base.plan, language.number
    about = {
        "agencies": number(len(plan.agencies)),
        "procedures": number(len(plan.procedures)),
        "counters": number(len(plan.counters)),
        "sites": number(len(plan.sites)),
        "warm_up": number(plan.period.warm_up_days or 0),
        "follow_up": number(plan.period.follow_up_days),
        "count": number(evidence.replications),
        "model": evidence.study.model,
        "paired": language.text(PAIRED) if evidence.proposed else "",
        "rule": language.text(DUE[plan.deadlines.rule]),
        "description": language.name(plan.description, ""),
        **annex_numbers(language),
    }
    yield Heading(language.text("Method and limits"))
    yield Paragraph(language.text(CHECKLIST))
    for heading, texts in METHOD:
        yield Heading(language.text(heading), 2)
        said = tuple(filter(None, (language.text(each).format(**about) for each in texts)))
        yield Points(said) if len(said) > 1 else Paragraph(said[0])


def register(evidence: Evidence, language: Language) -> Iterator[Block]:
    """Every number that was written, with its source: those of the plans, then those of the centre as it is.

    These stand by table, and those with a range or a note each alone.
    """
    text = language.text
    yield Heading(text("Register of assumptions and sources"))
    for number in range(1, len(evidence.results)):
        yield from _proposed(evidence, number, language)
    rows: dict[_Row, list[tuple[Place, object]]] = {}
    for entry in evidence.written:
        if entry.origin.written_at in OF_THE_STUDY:
            continue
        origin, place = entry.origin, entry.origin.written_at
        table = _table_of(place)
        alone = place if origin.low is not None or origin.note else ()
        row = _Row(
            origin.file,
            _called(table, evidence.base, language),
            _range(origin, place, evidence.base, language),
            _with_note(origin, language),
            alone,
        )
        rows.setdefault(row, []).append((place, entry.value))
    headings = (text("Where"), text("Values"), text("Range"), text("Source"))
    caption = text("Numbers of {scenario} as they were written, each with its source").format(
        scenario=evidence.titles(language)[0]
    )
    cells = tuple(
        (row.table, in_words(values, evidence.base, language), row.range, row.source) for row, values in rows.items()
    )
    yield Grid(caption, headings, cells, numbers=False, widths=(0.2, 0.42, 0.13, 0.25))


def _proposed(evidence: Evidence, number: int, language: Language) -> Iterator[Block]:
    """What a plan says otherwise than the centre as it is, or has from another source; nothing where it is nothing."""
    text, plan = language.text, evidence.results[number].scenario
    rows = []
    for entries in evidence.proposed_values(number):
        entry = entries[0]
        place = place_text(entry.origin.written_at or entry.place)
        todays = {
            value_words(evidence.today[each.place].value, each.place, plan, language)
            for each in entries
            if each.place in evidence.today
        }
        today = text("several values") if len(todays) > 1 else next(iter(todays), MISSING)
        source = _with_note(entry.origin, language)
        cells = (
            today,
            value_words(entry.value, entry.place, plan, language),
            _range(entry.origin, entry.place, plan, language),
            source,
        )
        rows.append((place_name(place, plan, language), *cells))
    if not rows:
        return
    names = evidence.titles(language)
    caption = text("Numbers of {plan} that differ from {base} or have another source")
    yield Grid(
        caption.format(plan=names[number], base=names[0]),
        (text("Where"), text("Today"), text("With the plan"), text("Range"), text("Source")),
        tuple(rows),
        numbers=False,
        widths=(0.3, 0.14, 0.14, 0.14, 0.28),
    )


def _with_note(origin: Origin, language: Language) -> str:
    source = source_text(origin.source, language)
    return f"{source}; {language.text(origin.note)}" if origin.note else source


class _Row(NamedTuple):
    """What the values of one row of the register have in common; ``alone`` is the place of one that has its own."""

    file: str
    table: str
    range: str
    source: str
    alone: Place


def _called(table: Place, scenario: Scenario, language: Language) -> str:
    """What a table is called, and whose it is."""
    is_owned = bool(table) and (len(table) > 1 or table[0] in DEFAULTS)
    return place_name(place_text(table), scenario, language) if is_owned else table_words(table, language)


def _table_of(place: Place) -> Place:
    """The table in which a value is told: an agency, a counter group, a procedure, or a section of the scenario."""
    return place[: 2 if place[0] in NAMED and len(place) > 2 else 1 if len(place) > 1 else 0]


def _range(origin: Origin, place: Place, scenario: Scenario, language: Language) -> str:
    if origin.low is None or origin.high is None:
        return ""
    low, high = (value_words(each, place, scenario, language) for each in (origin.low, origin.high))
    return language.text("{low} to {high}").format(low=low, high=high)


def begun(study: KeptStudy, language: Language) -> str:
    """Return when a study was begun."""
    return f"{language.date(study.started.date())} {study.started:%H:%M} (UTC)"


def manifest(evidence: Evidence, language: Language) -> Iterator[Block]:
    """What it takes to repeat the study."""
    text, study, around = language.text, evidence.study, surroundings()
    yield Heading(text("How to repeat this"))
    rows = [
        (text("Version"), study.model),
        (text("Seed"), str(study.seed)),
        (text("Replications"), language.number(evidence.replications)),
        (text("Scenarios"), "; ".join(study.files)),
        (text("Begun"), begun(study, language)),
        (text("Duration (seconds)"), language.number(study.seconds, 1)),
        (text("Paper written with"), f"Python {around['python']}, {around['platform']}"),
    ]
    yield Grid(text("Manifest"), (text("What"), text("Value")), tuple(rows), numbers=False, widths=(0.3, 0.7))
    yield Paragraph(
        text("The study's folder holds the scenarios and each replication; “tvsim studies” says how to repeat it.")
    )
