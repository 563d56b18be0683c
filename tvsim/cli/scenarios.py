"""Commands about scenario files: check, show, describe, begin one."""

from __future__ import annotations

from importlib import resources
from typing import Annotated, Any

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from tvsim.cautions import cautions
from tvsim.cli.app import CannotWriteError, app, with_example
from tvsim.cli.options import AsJson, Lang, LanguageOption, ScenarioFile, Settings
from tvsim.cli.printing import print_json, say, screen
from tvsim.cli.writing import path_of, reason
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import one_line, shown
from tvsim.scenario.json_schema import editor_schema
from tvsim.scenario.register import Entry


@app.command(epilog=with_example("validate baseline --set counters.justice.officers=1"))
def validate(scenario: ScenarioFile, settings: Settings = None) -> None:
    """Check a scenario; warn of a back office that starts empty, and of pools whose mean load is 1 or more."""
    found = load(scenario, settings or ())
    say(f"warning: {warning}" for warning in cautions(found.plan))
    print(f"{one_line(str(found.path))}: valid")


@app.command(epilog=with_example("show more_officers"))
def show(scenario: ScenarioFile, settings: Settings = None, as_json: AsJson = False) -> None:
    """Show the effective scenario: every value after overlays and defaults, with its source."""
    found = load(scenario, settings or ())
    if as_json:
        print_json(_effective(found))
        return
    console = screen()
    title = Text(one_line(found.title("en")), style="table.title")
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in ("path", "value", "source", "file"):
        table.add_column(column, overflow="fold")
    section = ""
    for entry in found.entries:
        if str(entry.place[0]) != section and section:
            table.add_section()
        section = str(entry.place[0])
        table.add_row(
            *(Text(one_line(text)) for text in (entry.path, shown(entry.value), _source(entry), entry.origin.where))
        )
    console.print(table)


@app.command(epilog=with_example("schema > scenario.schema.json"))
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    print_json(editor_schema())


@app.command(epilog=with_example("new my_centre.toml --lang vi"))
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
        raise ScenarioError([f"{one_line(str(path))}: exists already, and is not overwritten"]) from None
    except (OSError, ValueError) as failure:
        raise CannotWriteError(reason(path, failure)) from None
    print(f"{one_line(str(path))}: written; now try  tvsim run {one_line(str(path))}")


def _source(entry: Entry) -> str:
    """Source with range and note, where there are any."""
    origin = entry.origin
    bounds = "" if origin.low is None else f" [{origin.low:g} to {origin.high:g}]"
    return f"{origin.source}{bounds}" + (f" ({origin.note})" if origin.note else "")


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
