"""Arguments of the functions that people call: checked, with what is allowed in the error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral

from tvsim.language import marked, worded
from tvsim.outcomes import KEY_FIGURES
from tvsim.scenario import Scenario
from tvsim.scenario.errors import line, nearest, one_line, shown
from tvsim.scenario.schema import MOST_REPLICATIONS

DEFAULT_REPLICATIONS = 20
"""Of studies that compare: differences are paired, so that these few tell most plans apart."""


NAMED = {
    "figure": marked("figure"),
    "agency": marked("agency"),
    "column": marked("column"),
    "table": marked("table of figures"),
}
"""What words are names of."""


def must_be(name: str, allowed: str, value: object) -> str:
    """Say what an argument must be instead of its value."""
    return worded("{name} must be {allowed}, not {value}", name=name, allowed=allowed, value=one_line(shown(value)))


def one_of(name: str, value: object, allowed: tuple[str, ...]) -> None:
    """Check that a value is one of some words.

    Raises
    ------
    ValueError
        If it is none of them.
    """
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(must_be(name, worded(" or ").join(allowed), value))


def whole_number(name: str, value: object, least: int, most: int | None = None) -> int:
    """Return a whole number, Python's or numpy's; true and false are none.

    Raises
    ------
    TypeError, ValueError
        If it is none, or out of bounds.
    """
    bounds = worded("at least {least}", least=least)
    if most is not None:
        bounds = worded("from {least} to {most:,}", least=least, most=most)
    values = {"name": name, "bounds": bounds, "value": one_line(shown(value))}
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(worded("{name} must be a whole number, {bounds}, not {value}", **values))
    number = int(value)
    if number < least or (most is not None and number > most):
        raise ValueError(worded("{name} must be {bounds}, not {value}", **values))
    return number


def checked_scenario(value: object) -> Scenario:
    """Return a scenario.

    Raises
    ------
    TypeError
        If it is none.
    """
    if not isinstance(value, Scenario):
        raise TypeError(must_be("scenario", worded("a Scenario, as tvsim.load returns one"), value))
    return value


def seed_of(value: int | None, scenario: Scenario) -> int:
    """Return the seed of a study: the scenario's where none is given.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number, or out of bounds.
    """
    return scenario.plan.seed if value is None else whole_number("seed", value, 0)


def replications_of(value: int | None) -> int:
    """Return how many replications a study that compares does.

    Raises
    ------
    TypeError, ValueError
        If it is no whole number, or out of bounds.
    """
    return DEFAULT_REPLICATIONS if value is None else whole_number("replications", value, 1, MOST_REPLICATIONS)


def known(name: str, value: object, allowed: Iterable[str], by: str | None = None) -> str:
    """Return a word that is one of many.

    Parameters
    ----------
    name : str
        What it is a name of, such as ``figure``.
    value : object
    allowed : iterable of str
    by : str, optional
        Who says so, as it is named in the error, such as ``--figure``; ``name`` where not given.

    Raises
    ------
    ValueError
        If it is none of them; the error names the nearest.
    """
    words = list(allowed)
    if not isinstance(value, str) or value not in words:
        text = worded("there is no such {what}; {hint}", what=worded(NAMED[name]), hint=nearest(str(value), words))
        raise ValueError(line("", name if by is None else by, text, shown(value)))
    return value


def key_figures(names: object, by: str = "figures") -> tuple[str, ...]:
    """Return names of key figures, each once.

    Parameters
    ----------
    names : iterable of str
    by : str
        Who says so, as it is named in errors.

    Raises
    ------
    TypeError, ValueError
        If they are no list, there is none, or there is no figure of such a name.
    """
    if isinstance(names, str | bytes | Mapping) or not isinstance(names, Iterable):
        raise TypeError(must_be(by, worded('a list such as ["wait_mean_min"]'), names))
    found = tuple(dict.fromkeys([known("figure", name, KEY_FIGURES, by) for name in names]))
    if not found:
        raise ValueError(worded('{name} must be a list such as ["wait_mean_min"], not an empty one', name=by))
    return found
