"""The command line that asks the question of a kept study again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tvsim.experiment.kept_studies import KeptStudy
from tvsim.experiment.varied import varied
from tvsim.scenario import ScenarioError

OPTIONS = {"figures": "--figure"}
"""Options that are not called as their arguments are."""


def words_of(study: KeptStudy) -> list[str] | None:
    """Return the words of a command that asks the same again, to be said in the study's folder.

    None where no command can say it: a design that somebody made in Python, or values in it that it cannot express.
    """
    words = ["tvsim", study.kind, *study.files, "--seed", str(study.seed)]
    if study.replications is not None:
        words += ["--replications", str(study.replications)]
    arguments = dict(study.arguments)
    if "vary" in arguments:
        varied_words = _vary(arguments.pop("vary"), spread=arguments["design"] != "grid")
        if varied_words is None:
            return None
        words += varied_words
    for name, value in arguments.items():
        option = OPTIONS.get(name, f"--{name}")
        for each in value if isinstance(value, list) else [] if value is None else [value]:
            words += [option, str(each)]
    return [*words, "--study", "."]


def _vary(vary: object, *, spread: bool) -> list[str] | None:
    if not isinstance(vary, Mapping):
        return None
    words = []
    for place, values in vary.items():
        text = ":".join(map(_written, values)) if spread else ",".join(map(_written, values))
        if not _is_read_so(place, text, values, spread=spread):
            return None
        words += ["--vary", f"{place}={text}"]
    return words


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_read_so(place: str, text: str, values: Sequence[Any], *, spread: bool) -> bool:
    """Whether the command line reads these values from the text, of these types."""
    try:
        read = varied(place, text, "--vary", spread=spread)
    except ScenarioError:
        return False
    found = [read.low, read.high] if spread else list(read.values)
    return [(type(each), each) for each in found] == [(type(each), each) for each in values]
