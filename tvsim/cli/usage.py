"""What the command line's parser says of wrong usage, in the language of the process.

Typer makes its sentences in English, values and all. Each is found among those known here, and put
together again.
"""

from __future__ import annotations

import re
from functools import cache

from tvsim.language import marked, worded

SAID_AS = {
    "Missing argument {name}.": marked("Missing argument {name}."),
    "Missing option {name}.": marked("Missing option {name}."),
    "Missing command.": marked("Missing command."),
    "No such command {name}.": marked("No such command {name}."),
    "No such command {name}. Did you mean {others}?": marked("No such command {name}. Did you mean {others}?"),
    "No such option: {name}": marked("No such option: {name}"),
    "No such option: {name} (Possible options: {others})": marked(
        "No such option: {name} (Possible options: {others})"
    ),
    "Option {name} requires an argument.": marked("Option {name} requires an argument."),
    "Option {name} does not take a value.": marked("Option {name} does not take a value."),
    "Got unexpected extra argument(s) ({words})": marked("Got unexpected extra argument(s) ({words})"),
    "Invalid value for {name}: {reason}": marked("Invalid value for {name}: {reason}"),
    "Invalid value for {name} (env var: {variable}): {reason}": marked(
        "Invalid value for {name} (env var: {variable}): {reason}"
    ),
    "Value error, {value} is not one of {words}.": marked("{value} is not one of {words}"),
}
"""What is said for each sentence of theirs. The last of those that fit is meant, as it says most."""


def in_words(said: str) -> str:
    """Return what the parser said in the language of the process; as it is where it is no sentence that is known."""
    for theirs, ours in reversed(SAID_AS.items()):
        found = _pattern(theirs).fullmatch(said)
        if found:
            values = found.groupdict()
            if "reason" in values:
                values["reason"] = in_words(values["reason"])
            return worded(ours, **values)
    return said


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like with its values."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(f"(?P<{part}>.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)), re.DOTALL
    )
