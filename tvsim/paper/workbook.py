"""A study as an Excel workbook: a summary with charts, tidy sheets, and where the numbers come from."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import xlsxwriter

from tvsim.experiment.manifest import surroundings
from tvsim.language import Language, marked
from tvsim.paper.annexes import OF_THE_STUDY, begun
from tvsim.paper.evidence import Evidence
from tvsim.paper.number_forms import Forms, NumberForm
from tvsim.paper.sheet_words import COLUMNS
from tvsim.paper.sheets import Sheets
from tvsim.paper.summary_sheet import write_summary
from tvsim.report.place_names import place_name
from tvsim.report.register_words import number_at, value_words
from tvsim.scenario import Scenario
from tvsim.scenario.errors import one_line
from tvsim.scenario.origins import source_text
from tvsim.scenario.register import Entry

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
TIDY = {
    "waits": marked("Waiting times"),
    "hourly_waits": marked("Waits by agency and hour"),
    "stock": marked("Dossiers"),
    "open_cases": marked("Open cases by day"),
}
"""Tables of figures, beside the key figures, that get a sheet each, and its name."""


def workbook(evidence: Evidence, language: Language) -> bytes:
    """Return a study as an Excel workbook, which is the same whenever it is made."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as book:
        title = "; ".join(evidence.titles(language))
        begun_at = evidence.study.started.astimezone(dt.UTC)
        book.set_properties({"title": one_line(title), "author": "", "company": "", "created": begun_at})
        writer = Sheets(book, language)
        write_summary(writer, evidence, title)
        writer.figures(language.text("Key figures"), _key_figures(evidence), evidence)
        if evidence.comparison is not None:
            writer.figures(language.text("Differences"), evidence.comparison.differences.reset_index(), evidence)
        for name, title in TIDY.items():
            writer.figures(language.text(title), _tidy(evidence, name), evidence)
        writer.table(language.text("Register"), *_register(evidence, language))
        writer.table(language.text("Manifest"), *_manifest(evidence, language))
    return buffer.getvalue()


def _key_figures(evidence: Evidence) -> pd.DataFrame:
    """One row a scenario, agency and figure; shares between 0 and 1, money in đồng."""
    parts = [
        results.estimates.reset_index().assign(scenario=name)
        for name, results in zip(evidence.names, evidence.results, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def _tidy(evidence: Evidence, name: str) -> pd.DataFrame:
    """Means over the replications of a table of figures, of all scenarios."""
    parts = [
        results.estimates_of(name).assign(scenario=scenario)
        for scenario, results in zip(evidence.names, evidence.results, strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


_REGISTERED = {
    "scenario": marked("Scenario"),
    "where": marked("Where"),
    "value": marked("Value"),
    "source": marked("Source"),
    "file": marked("File"),
    "path": marked("Key of the place"),
    "scenario_key": COLUMNS["scenario_key"],
}
"""Columns of the register."""


def _register(evidence: Evidence, language: Language) -> tuple[pd.DataFrame, Forms]:
    """All values of the first scenario with their sources, then what others say otherwise or have from elsewhere."""
    rows, formed = [], []
    called = zip(evidence.titles(language), evidence.names, evidence.results, strict=True)
    for number, (title, key, results) in enumerate(called):
        for entry in results.scenario.entries:
            if entry.place not in OF_THE_STUDY and not (number and evidence.says_today(entry)):
                value, form = _value(entry, results.scenario, language)
                told = _registered(entry, results.scenario, language)
                rows.append({"scenario": title, "scenario_key": key, "value": value, **told})
                formed.append(form)
    table = pd.DataFrame(rows, columns=list(_REGISTERED), dtype=object)
    named = {name: language.text(text) for name, text in _REGISTERED.items()}
    return table.rename(columns=named), {named["value"]: formed}


def _value(entry: Entry, scenario: Scenario, language: Language) -> tuple[float | str, NumberForm | None]:
    """A value as a number that is shown with its unit, or in words where it is not one number."""
    found = number_at(entry.value, entry.place, language)
    if found is None:
        return value_words(entry.value, entry.place, scenario, language), None
    number, measure = found
    return number, NumberForm(measure.places, is_share=measure.is_share, at_left=True, unit=measure.unit)


def _registered(entry: Entry, scenario: Scenario, language: Language) -> dict[str, str]:
    """Where a value stands, and its source; of the file that says it the name, not where it lies."""
    file, where = entry.origin.file, entry.origin.where
    return {
        "where": place_name(entry.path, scenario, language),
        "source": source_text(entry.origin.source, language),
        "file": one_line(Path(file).name + where.removeprefix(file)),
        "path": entry.path,
    }


def _manifest(evidence: Evidence, language: Language) -> tuple[pd.DataFrame, Forms]:
    """What it takes to repeat the study; the seed has no points or commas, as it is typed."""
    around = surroundings()
    rows: Sequence[tuple[str, object, NumberForm | None]] = (
        (language.text("Version"), evidence.study.model, None),
        (language.text("Seed"), evidence.study.seed, None),
        (language.text("Replications"), evidence.replications, NumberForm(at_left=True)),
        (language.text("Scenarios"), "; ".join(evidence.study.files), None),
        (language.text("Begun"), begun(evidence.study, language), None),
        (language.text("Duration (seconds)"), evidence.study.seconds, NumberForm(places=1, at_left=True)),
        (language.text("Written with"), f"Python {around['python']}, {around['platform']}", None),
    )
    what, value = language.text("What"), language.text("Value")
    table = pd.DataFrame([row[:2] for row in rows], columns=[what, value])
    return table, {value: [form for _, _, form in rows]}
