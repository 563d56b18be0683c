"""A plan as a small file that extends another one and says what is otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from tvsim.language import worded
from tvsim.scenario.changes import parse_place
from tvsim.scenario.toml_text import key, single, text


def overlay_text(
    extends: str,
    name: str | Mapping[str, str],
    source: str,
    changes: Mapping[str, object],
    description: str | Mapping[str, str] | None = None,
) -> str:
    """Return the text of a scenario file that makes changes to another one.

    Parameters
    ----------
    extends : str
        The other file, as seen from this one.
    name : str or mapping
        What it is called: one name, or one in each language.
    source : str
        Where the changed values come from.
    changes : mapping
        Values by place such as ``counters.transport.officers``, as `tvsim.scenario.scenario.Scenario.with_` takes
        them; no places in lists, which a file replaces as a whole.
    description : str or mapping, optional
        What it is: one text, or one in each language; that of the other file where not given.
    """
    described = [] if description is None else [f"description = {_written(description)}"]
    lines = [f"extends = {text(extends)}", f"name = {_written(name)}", *described, f"source = {text(source)}", ""]
    for place, value in changes.items():
        steps = parse_place(place, "changes")
        if not all(isinstance(step, str) for step in steps):
            raise ValueError(worded("{place}: a place in a list cannot be changed alone by a file", place=place))
        lines.append(f"{'.'.join(key(str(step)) for step in steps)} = {_written(value)}")
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    """Write a value as it stands in a file; tables in one line."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{key(str(name))} = {_written(each)}' for name, each in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_written(each) for each in value)}]"
    return single(value)
