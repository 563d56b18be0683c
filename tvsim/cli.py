"""The command line: ``tvsim run``, ``validate``, ``show``, ``schema``, ``new``.

Exit codes: 0 fine, 1 internal error, 2 wrong input or usage, 3 results cannot be written, 130 interrupted. What the
user got wrong is said on stderr, one line each.
"""

from __future__ import annotations

import json
import math
import os
import sys
import traceback
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tvsim.cautions import ScenarioWarning, cautions
from tvsim.progress import waiting
from tvsim.scenario import Scenario, ScenarioError, load
from tvsim.scenario.errors import line, one_line, shown
from tvsim.scenario.json_schema import editor_schema
from tvsim.scenario.register import Entry
from tvsim.scenario.schema import MOST_REPLICATIONS, MOST_THREADS

if TYPE_CHECKING:
    from tvsim.experiment import Results
    from tvsim.report.language import Language

FINE, INTERNAL_ERROR, WRONG_INPUT, CANNOT_WRITE, INTERRUPTED = 0, 1, 2, 3, 130

_EXIT_CODES = (
    "Exit codes: 0 fine, 1 internal error, 2 wrong input or usage, 3 results cannot be written, 130 interrupted."
)
_WIDTH_OF_A_FILE = 200

app = typer.Typer(
    help="Simulate public one-stop service centres: waiting times, overdue rates, and what changes them.",
    epilog=_EXIT_CODES,
    add_completion=False,
)


class Lang(StrEnum):
    """Languages of what is printed and drawn."""

    VI = "vi"
    EN = "en"


class EngineName(StrEnum):
    """Engines, see `tvsim.models`."""

    COMPILED = "compiled"
    SIMPY = "simpy"


class KeepName(StrEnum):
    """What is kept of a study, see `tvsim.run`."""

    FIGURES = "figures"
    TABLES = "tables"
    TRACE = "trace"


class CannotWriteError(Exception):
    """Results that cannot be written."""


def _whole_number(text: str, option: str, least: int, most: int | None = None) -> int:
    """Read the value of an option.

    Raises
    ------
    ScenarioError
        If it is no whole number, or out of bounds.
    """
    allowed = f"at least {least}" if most is None else f"from {least} to {most:,}"
    try:
        number = int(text)
    except ValueError:
        raise ScenarioError([line("", option, f"must be a whole number, {allowed}", shown(text))]) from None
    if number < least or (most is not None and number > most):
        raise ScenarioError([line("", option, f"must be {allowed}", shown(number))])
    return number


def _seed(text: str) -> int:
    return _whole_number(text, "--seed", 0)


def _replications(text: str) -> int:
    return _whole_number(text, "--replications", 1, MOST_REPLICATIONS)


ScenarioFile = Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file, or the name of a shipped one.")]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, such as counters.transport.officers=3; repeatable."
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="INTEGER", parser=_seed, help="Of the random numbers, at least 0; the scenario's where not given."
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        metavar="INTEGER",
        parser=_replications,
        help=f"Independent runs, 1 to {MOST_REPLICATIONS:,}; the scenario's where not given.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
Language_ = Annotated[Lang, typer.Option("--lang", envvar="TVSIM_LANG", help="Language of the output.")]


@dataclass(frozen=True)
class Study:
    """What is to be run."""

    scenario: Scenario
    seed: int | None
    replications: int | None
    engine: EngineName
    keep: KeepName
    threads: int


@app.callback(invoke_without_command=True)
def _start(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(WRONG_INPUT)


@app.command(epilog=_EXIT_CODES)
def run(
    scenario: ScenarioFile,
    settings: Settings = None,
    seed: Seed = None,
    replications: Replications = None,
    out: Annotated[str | None, typer.Option(metavar="DIR", help="Folder for tables and pictures.")] = None,
    lang: Language_ = Lang.EN,
    engine: Annotated[
        EngineName, typer.Option(help="The compiled engine, or the readable one; the results are the same.")
    ] = EngineName.COMPILED,
    keep: Annotated[
        KeepName, typer.Option(help="Figures alone; tables of the first replication; or a trace of all that happened.")
    ] = KeepName.TABLES,
    threads: Annotated[int, typer.Option(min=1, max=MOST_THREADS, help="Replications at once.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Simulate a scenario and print its key figures."""
    study = Study(load(scenario, settings or ()), seed, replications, engine, keep, threads)
    said = [str(caution) for caution in cautions(study.scenario.plan)]
    _say(f"warning: {text}" for text in said)
    folder = None if out is None else _path(out, "--out")
    if folder is not None:
        _make_folders(folder)
    results = _results(study)
    files = [] if folder is None else _written(results, folder, lang, traced=keep == KeepName.TRACE)
    if as_json:
        _print_json(_figures(results, said, files))
        return
    _show(results, lang)
    if folder is not None:
        print(f"{len(files)} files in {one_line(str(folder))}")


@app.command(epilog=_EXIT_CODES)
def validate(scenario: ScenarioFile, settings: Settings = None) -> None:
    """Check a scenario; warn of a back office that starts empty, and of pools whose mean load is 1 or more."""
    found = load(scenario, settings or ())
    _say(f"warning: {warning}" for warning in cautions(found.plan))
    print(f"{one_line(str(found.path))}: valid")


@app.command(epilog=_EXIT_CODES)
def show(scenario: ScenarioFile, settings: Settings = None, as_json: AsJson = False) -> None:
    """Show the effective scenario: every value after overlays and defaults, with its source."""
    found = load(scenario, settings or ())
    if as_json:
        _print_json(_effective(found))
        return
    console = _console()
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
            *(Text(one_line(text)) for text in (entry.path, shown(entry.value), _source(entry), entry.origin.file))
        )
    console.print(table)


@app.command(epilog=_EXIT_CODES)
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    _print_json(editor_schema())


@app.command(epilog=_EXIT_CODES)
def new(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="The file to be made; an existing one is never overwritten.")
    ],
    lang: Language_ = Lang.EN,
) -> None:
    """Write a commented scenario to start from."""
    path = _path(file, "FILE")
    text = resources.files("tvsim.scenario").joinpath(f"starting_{lang}.toml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8", newline="\n") as written:
            written.write(text)
    except FileExistsError:
        raise ScenarioError([f"{one_line(str(path))}: exists already, and is not overwritten"]) from None
    except (OSError, ValueError) as failure:
        raise CannotWriteError(_reason(path, failure)) from None
    print(f"{one_line(str(path))}: written; now try  tvsim run {one_line(str(path))}")


# Running


def _path(text: str, by: str) -> Path:
    """Path of what is to be written; an empty one would be the working directory."""
    if not text:
        raise ScenarioError([line("", by, "must be a path, not empty", shown(text))])
    return Path(text)


def _results(study: Study) -> Results:
    # Imported here, since figures and tables take a second to load, which other commands need not wait for.
    from tvsim.experiment import run as run_study  # noqa: PLC0415

    warnings.simplefilter("ignore", ScenarioWarning)  # said before the run, one line each
    if study.engine == EngineName.COMPILED:
        _prepare_engine()
    with waiting(f"simulating {study.scenario.name}") as bar:
        return run_study(
            study.scenario,
            seed=study.seed,
            replications=study.replications,
            engine=study.engine.value,
            keep=study.keep.value,
            threads=study.threads,
            progress=bar.advance,
        )


def _prepare_engine() -> None:
    """Load the compiled engine, or compile it and say so."""
    from tvsim.models.compiled import prepare, why_it_takes_long  # noqa: PLC0415

    with waiting("compiling the engine") as bar:
        prepare(
            lambda: _say([why_it_takes_long()]),
            lambda part: bar.advance(part, 1),
        )


def _written(results: Results, folder: Path, lang: Lang, *, traced: bool) -> list[Path]:
    from tvsim.report import files  # noqa: PLC0415

    try:
        with waiting("writing"):
            return files.write(results, folder, _language(lang), traced=traced)
    except OSError as failure:
        raise CannotWriteError(_reason(folder, failure)) from None


def _show(results: Results, lang: Lang) -> None:
    from tvsim.report import console  # noqa: PLC0415

    console.show(results, _language(lang), _console())


def _language(lang: Lang) -> Language:
    from tvsim.report.language import Language  # noqa: PLC0415

    return Language(lang.value)


def _make_folders(folder: Path) -> None:
    """Make the folders before the run, so that nobody waits for results that cannot be kept."""
    from tvsim.report.files import FOLDERS  # noqa: PLC0415

    try:
        str(folder).encode()
    except UnicodeEncodeError:
        # The file formats' own library takes no other paths.
        raise CannotWriteError(f"{folder}: cannot be written: the path is not in UTF-8") from None
    try:
        for each in (folder, *(folder / name for name in FOLDERS)):
            each.mkdir(parents=True, exist_ok=True)
            trial = each / f".writable-{os.getpid()}"
            trial.touch()
            trial.unlink()
    except (OSError, ValueError) as failure:
        raise CannotWriteError(_reason(folder, failure)) from None


def _reason(path: Path, failure: Exception) -> str:
    reason = getattr(failure, "strerror", None) or str(failure)
    where = getattr(failure, "filename", None) or path
    return f"{where}: cannot be written: {str(reason).lower()}"


# Printing


def _console() -> Console:
    """Standard output: as wide as the terminal, or wide enough for a table in a file."""
    return Console() if sys.stdout.isatty() else Console(width=_WIDTH_OF_A_FILE)


def _source(entry: Entry) -> str:
    """Source with range and note, where there are any."""
    origin = entry.origin
    bounds = "" if origin.low is None else f" [{origin.low:g} to {origin.high:g}]"
    return f"{origin.source}{bounds}" + (f" ({origin.note})" if origin.note else "")


def _effective(scenario: Scenario) -> dict[str, Any]:
    values = []
    for entry in scenario.entries:
        origin = entry.origin
        row = {"path": entry.path, "value": entry.value, "source": origin.source, "file": origin.file}
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


def _figures(results: Results, warnings: Sequence[str], files: Sequence[Path]) -> dict[str, Any]:
    """Key figures with their intervals; a figure with no case behind it is null."""
    return {
        "scenario": results.scenario.name,
        "seed": results.seed,
        "replications": len(results.replications),
        "figures": results.estimates.reset_index().to_dict("records"),
        "warnings": list(warnings),
        "files": [str(file) for file in files],
    }


def _print_json(value: object) -> None:
    print(json.dumps(_as_json(value), ensure_ascii=False, indent=2, allow_nan=False))


def _as_json(value: object) -> object:
    """Only what JSON knows: dates as text, missing and infinite numbers as null."""
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(each) for each in value]
    if hasattr(value, "item"):
        return _as_json(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _say(lines: Any) -> None:
    """Tell people something beside the output."""
    for text in lines:
        print(one_line(text), file=sys.stderr)


# Starting and ending


def main(words: Sequence[str] | None = None) -> None:
    """Do what the command line says, and exit with its code."""
    _speak_utf8()
    sys.exit(execute(words))


def execute(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    try:
        code = app(args=words, prog_name="tvsim", standalone_mode=False)
    except ScenarioError as wrong:
        _say(f"error: {message}" for message in wrong.messages)
        return WRONG_INPUT
    except CannotWriteError as failure:
        _say([f"error: {failure}"])
        return CANNOT_WRITE
    except (KeyboardInterrupt, typer.Abort):
        _say(["interrupted"])
        return INTERRUPTED
    except OSError as failure:
        _say([f"error: the output cannot be written: {str(failure.strerror or failure).lower()}"])
        return CANNOT_WRITE
    except SystemExit:
        # Whoever read the output, such as head, has had enough of it.
        return FINE
    except Exception as failure:
        return _failed(failure)
    if code == INTERRUPTED:
        _say(["interrupted"])
    return code if isinstance(code, int) else FINE


def _failed(failure: Exception) -> int:
    """Wrong usage, as the command line's parser found it; all else is a mistake in tvsim."""
    usage = getattr(failure, "format_message", None)
    if callable(usage):
        _say([f"error: {usage()} (tvsim --help shows what is possible)"])
        return WRONG_INPUT
    if os.environ.get("TVSIM_TRACEBACK"):
        traceback.print_exception(failure)
    _say([f"internal error: {type(failure).__name__}: {failure}; TVSIM_TRACEBACK=1 shows where; please report it"])
    return INTERNAL_ERROR


def _speak_utf8() -> None:
    """Let Vietnamese through where the system's encoding cannot express it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    main()
