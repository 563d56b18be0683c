"""Helps of the commands in the language of the process: the parser's own tree of them, translated before it is used.

The texts stand where the commands are made, in English; `texts` gives them to the catalogue.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import typer

from tvsim.cli.app import EXAMPLE, EXIT_CODES, app
from tvsim.language import marked, spoken, worded

Command = Any
"""Of the parser that Typer brings along, which has no public name."""

TYPES = (marked("str"), marked("list[str]"), marked("bool"))
"""What the parser calls the types of values."""
USAGE = marked("Usage: ")
WORDS = {
    "DEFAULT_STRING": marked("[default: {}]"),
    "ENVVAR_STRING": marked("[env var: {}]"),
    "REQUIRED_LONG_STRING": marked("[required]"),
    "ARGUMENTS_PANEL_TITLE": marked("Arguments"),
    "OPTIONS_PANEL_TITLE": marked("Options"),
    "COMMANDS_PANEL_TITLE": marked("Commands"),
}
"""Typer's own words around the texts, by their names in Typer."""
PIECES = (marked("[OPTIONS]"), marked("COMMAND [ARGS]..."), marked("Show this message and exit."))
"""Typer's own words for what stands in every command."""


@contextmanager
def translated() -> Iterator[Command]:
    """Give the tree of commands, whose helps are in the language of the process as long as the block runs."""
    command = _tree()
    if spoken().code == "en":  # which all of it is in already
        yield command
        return

    from typer import rich_utils  # noqa: PLC0415 - takes a while to load

    # Another version of Typer may have other words, which then stay English.
    before = {name: getattr(rich_utils, name) for name in WORDS if hasattr(rich_utils, name)}
    _translate(command)
    try:
        for name in before:
            setattr(rich_utils, name, worded(WORDS[name]))
        yield command
    finally:
        for name, text in before.items():
            setattr(rich_utils, name, text)


def texts() -> Iterator[str]:
    """All texts that stand in the tree of commands, in English."""
    for each in _all(_tree()):
        if each.help:
            yield inspect.cleandoc(each.help)
        for param in each.params:
            yield from filter(None, (param.help, param.metavar))


def _tree() -> Command:
    return typer.main.get_command(app)


def _all(command: Command) -> list[Command]:
    return [command, *getattr(command, "commands", {}).values()]


def _translate(command: Command) -> None:
    for each in _all(command):
        each.help = worded(inspect.cleandoc(each.help)) if each.help else each.help
        each.epilog = _epilog(each.epilog)
        each.options_metavar = worded(each.options_metavar)
        if hasattr(each, "subcommand_metavar"):
            each.subcommand_metavar = worded(each.subcommand_metavar)
        each.get_usage = lambda context, made=each.get_usage: made(context).replace("Usage: ", worded(USAGE), 1)
        for param in each.get_params(typer.Context(each)):
            _translate_param(param)


def _epilog(text: str) -> str:
    example, _, codes = text.partition("\n\n")
    assert codes == EXIT_CODES
    command = example.removeprefix(EXAMPLE.format(command=""))
    return f"{worded(EXAMPLE, command=command)}\n\n{worded(EXIT_CODES)}"


def _translate_param(param: Any) -> None:
    if param.help:
        param.help = worded(param.help)
    if param.metavar:
        param.metavar = worded(param.metavar)
    if hasattr(param, "bare_type"):
        kind = param.bare_type()
        param.bare_type = lambda: worded(kind)
