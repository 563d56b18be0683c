"""What `--help` says: commands and options in one order everywhere, and an example that works."""

from __future__ import annotations

import re
import shlex
from typing import Any

import pytest
import typer

from tvsim import cli
from tvsim.cli.app import COMMANDS, EXIT_CODES

LAST = (
    "figures", "agency", "seed", "replications", "out", "lang", "engine", "keep", "jobs", "threads", "cluster", "study",
    "as_json",
)  # fmt: skip
"""Options that commands share, in their order; what only one command has comes before, after --set."""

GROUP: Any = typer.main.get_command(cli.app)


def options(name: str) -> list[str]:
    return [each.name for each in GROUP.commands[name].params if each.param_type_name == "option"]


def test_commands_are_shown_in_the_order_of_their_use() -> None:
    assert tuple(GROUP.list_commands(None)) == COMMANDS
    assert set(GROUP.commands) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_options_stand_in_one_order(name: str) -> None:
    found = options(name)
    own = [each for each in found if each not in LAST]
    shared = [each for each in LAST if each in found]
    assert found == [*own, *shared]
    assert "settings" not in own[1:], "--set is the first"


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_help_ends_with_an_example_and_the_exit_codes(name: str) -> None:
    command = GROUP.commands[name] if name else GROUP
    example, codes = command.epilog.split("\n\n")
    assert codes == EXIT_CODES
    match = re.fullmatch(r"Example: tvsim (\w+)(.*?)(?: > .*)?", example)
    assert match
    assert match[1] == (name or "run")
    GROUP.commands[match[1]].make_context(match[1], shlex.split(match[2]))  # an error if it cannot be read


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_in_a_sentence(name: str) -> None:
    for each in GROUP.commands[name].params:
        assert each.help, each.name
        assert each.help[0].isupper(), each.name
        assert each.help.endswith("."), each.name
