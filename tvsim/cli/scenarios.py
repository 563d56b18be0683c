"""Commands about scenario files: check, show, describe, begin one."""

from __future__ import annotations

from importlib import resources
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from tvsim.cautions import cautions
from tvsim.cli.app import CannotWriteError, command
from tvsim.cli.options import AsJson, Lang, LanguageOption, ScenarioFile, Settings
from tvsim.cli.printing import print_json, screen, warn
from tvsim.cli.writing import path_of, reason
from tvsim.language import marked, worded
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import one_line, shown
from tvsim.scenario.json_schema import editor_schema, in_words
from tvsim.scenario.register import Entry

HEADINGS = (marked("path"), marked("value"), marked("source"), marked("file"))
"""Of the table of all values."""


@command("validate baseline --set counters.justice.officers=1")
def validate(scenario: ScenarioFile, settings: Settings = None, lang: LanguageOption = Lang.EN) -> None:  # noqa: ARG001 - looked up before
    """Check a scenario; warn of a back office that starts empty, and of pools whose mean load is 1 or more."""
    found = load(scenario, settings or ())
    warn(map(str, cautions(found)))
    print(one_line(worded("{path}: valid", path=found.path)))


@command("show more_officers")
def show(
    scenario: ScenarioFile, settings: Settings = None, lang: LanguageOption = Lang.EN, as_json: AsJson = False
) -> None:
    """Show the effective scenario: every value after overlays and defaults, with its source."""
    found = load(scenario, settings or ())
    if as_json:
        print_json(_effective(found))
        return
    console = screen()
    title = Text(one_line(found.title(lang.value)), style="table.title")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in HEADINGS:
        table.add_column(worded(heading), overflow="fold")
    section = ""
    for entry in found.entries:
        if str(entry.place[0]) != section and section:
            table.add_section()
        section = str(entry.place[0])
        table.add_row(
            *(Text(one_line(text)) for text in (entry.path, shown(entry.value), _source(entry), entry.origin.where))
        )
    console.print(table)


@command("schema > scenario.schema.json")
def schema(lang: LanguageOption = Lang.EN) -> None:  # noqa: ARG001 - looked up before
    """Print the JSON Schema of scenario files, for editors."""
    print_json(in_words(editor_schema()))


@command("new my_centre.toml --lang vi")
def new(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to be made; an existing one is never overwritten.")
    ],
    lang: LanguageOption = Lang.EN,
) -> None:
    """Write a commented scenario to start from."""
    path = path_of(file, "FILE")
    text = resources.files("tvsim.scenario").joinpath(f"starting_{lang}.toml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as written:
            written.write(text)
    except FileExistsError:
        text = worded("{path}: exists already, and is not overwritten", path=path)
        raise ScenarioError([one_line(text)]) from None
    except (OSError, ValueError) as failure:
        raise CannotWriteError(reason(path, failure)) from None
    print(one_line(worded("{path}: written; now try  tvsim run {path}", path=path)))


def _source(entry: Entry) -> str:
    """Source with range and note, where there are any."""
    origin = entry.origin
    bounds = "" if origin.low is None else worded(" [{low:g} to {high:g}]", low=origin.low, high=origin.high)
    return f"{origin.said}{bounds}" + (f" ({origin.note})" if origin.note else "")


def _effective(scenario: Scenario) -> dict[str, Any]:
    values = []
    for entry in scenario.entries:
        origin = entry.origin
        row = {"path": entry.path, "value": entry.value, "source": origin.source, "file": origin.where}
        if origin.low is not None:
            row["range"] = [origin.low, origin.high]
        if origin.note:
            row["note"] = origin.note
        values.append(row)
    return {
        "name": scenario.name,
        "title": {"vi": scenario.title("vi"), "en": scenario.title("en")},
        "files": list(scenario.files),
        "values": values,
    }
