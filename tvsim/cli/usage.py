"""What the command line's parser says of wrong usage, in the language of the process.

Typer and pydantic make their sentences in English, values and all. Each is found among those known here, and put
together again.
"""

from __future__ import annotations

import re
from functools import cache

from tvsim.language import marked, worded

SENTENCES = (
    marked("Missing argument {name}."),
    marked("Missing option {name}."),
    marked("Missing command."),
    marked("No such command {name}."),
    marked("No such command {name}. Did you mean {others}?"),
    marked("No such option: {name}"),
    marked("No such option: {name} (Possible options: {others})"),
    marked("Option {name} requires an argument."),
    marked("Option {name} does not take a value."),
    marked("Got unexpected extra argument(s) ({words})"),
    marked("Invalid value for {name}: {reason}"),
    marked("Invalid value for {name} (env var: {variable}): {reason}"),
    marked("Value error, {value} is not one of {words}."),
    marked("Input should be a valid integer"),
    marked("Input should be a valid integer, got a number with a fractional part"),
    marked("Input should be a valid integer, unable to parse string as an integer"),
    marked("Input should be greater than or equal to {least}"),
    marked("Input should be less than or equal to {most}"),
)
"""The last of those that fit is meant, as it says most."""


def in_words(said: str) -> str:
    """Return what the parser said in the language of the process; as it is where it is no sentence that is known."""
    for sentence in reversed(SENTENCES):
        found = _pattern(sentence).fullmatch(said)
        if found:
            values = found.groupdict()
            if "reason" in values:
                values["reason"] = in_words(values["reason"])
            return worded(sentence, **values)
    return said


@cache
def _pattern(sentence: str) -> re.Pattern[str]:
    """What a sentence looks like with its values."""
    parts = re.split(r"\{(\w+)\}", sentence)
    return re.compile(
        "".join(f"(?P<{part}>.*?)" if number % 2 else re.escape(part) for number, part in enumerate(parts)), re.DOTALL
    )
