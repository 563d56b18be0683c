"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from tvsim.language import VARIABLE, spoken, worded
from tvsim.scenario import ScenarioError
from tvsim.scenario.errors import line, shown
from tvsim.scenario.schema import LEAST_BASE, MOST_BASE, MOST_POINTS, MOST_REPLICATIONS, MOST_THREADS
from tvsim.scenario.transition import MOST_ORDERS


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


def whole_number(text: str, option: str, least: int, most: int | None = None) -> int:
    """Read the value of an option.

    Raises
    ------
    ScenarioError
        If it is no whole number, or out of bounds.
    """
    allowed = worded("at least {least}", least=least)
    if most is not None:
        allowed = worded("from {least} to {most:,}", least=least, most=most)
    try:
        number = int(text)
    except ValueError:
        wrong = worded("must be a whole number, {allowed}", allowed=allowed)
        raise ScenarioError([line("", option, wrong, shown(text))]) from None
    if number < least or (most is not None and number > most):
        raise ScenarioError([line("", option, worded("must be {allowed}", allowed=allowed), shown(number))])
    return number


def _seed(text: str) -> int:
    return whole_number(text, "--seed", 0)


def _replications(text: str) -> int:
    return whole_number(text, "--replications", 1, MOST_REPLICATIONS)


def _most(text: str) -> int:
    return whole_number(text, "--most", 1, MOST_REPLICATIONS)


def _jobs(text: str) -> int:
    return whole_number(text, "--jobs", 1, MOST_THREADS)


def _threads(text: str) -> int:
    return whole_number(text, "--threads", 1, MOST_THREADS)


def _share(text: str) -> float:
    """Read ``5%`` or ``0.05``.

    Raises
    ------
    ScenarioError
        If it is no share above 0 and at most 1.
    """
    allowed = worded("must be above 0 and at most 100%, such as 5%")
    wrong = ScenarioError([line("", "--precision", allowed, shown(text))])
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise wrong from None
    if not 0 < share <= 1:
        raise wrong
    return share


def _that_is_spoken(_asked: Lang) -> Lang:
    """Return the language that was looked up before all words were read; see `tvsim.language.asked_for`."""
    return Lang(spoken().code)


ScenarioFile = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A scenario file or workbook, or the name of a shipped scenario.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value, such as counters.transport.officers=3; repeatable."
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        metavar="INTEGER", parser=_seed, help="Seed of the random numbers, at least 0; the scenario's where not given."
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        metavar="INTEGER",
        parser=_replications,
        help=f"Replications: independent runs, 1 to {MOST_REPLICATIONS:,}; the scenario's where not given.",
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(
        metavar="SHARE",
        parser=_share,
        help="As many replications as it takes for half of each interval to be at most this part of its figure, such "
        "as 5%.",
    ),
]
Most = Annotated[
    int | None,
    typer.Option(
        metavar="INTEGER",
        parser=_most,
        help="Replications after which --precision gives up; 1,000 where not given.",
    ),
]
StudyReplications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        metavar="INTEGER",
        parser=_replications,
        help=f"Replications: independent runs of each scenario, 1 to {MOST_REPLICATIONS:,}; 20 where not given.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
LanguageOption = Annotated[
    Lang, typer.Option("--lang", envvar=VARIABLE, callback=_that_is_spoken, help="Language of the output.")
]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", help="The compiled engine, or the readable one; the results are the same.")
]
Threads = Annotated[
    int, typer.Option(metavar="INTEGER", parser=_threads, help="Replications at the same time in one process.")
]
Jobs = Annotated[
    int,
    typer.Option(metavar="INTEGER", parser=_jobs, help="Processes that do replications at the same time."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Dask scheduler whose workers do the replications; local starts --jobs of them."
    ),
]
StudyFolder = Annotated[
    str | None,
    typer.Option(
        "--study",
        metavar="DIR",
        help="Folder that keeps each replication; the same command goes on where it stopped.",
    ),
]
Out = Annotated[str | None, typer.Option(metavar="DIR", help="Folder into which tables and pictures are written.")]


def _orders(text: str) -> int:
    number = whole_number(text, "--orders", 2, MOST_ORDERS)
    if number % 2:
        wrong = worded("must be even: each order is drawn with its reverse")
        raise ScenarioError([line("", "--orders", wrong, shown(number))])
    return number


OrderCount = Annotated[
    int | None,
    typer.Option(
        "--orders",
        metavar="INTEGER",
        parser=_orders,
        help="Orders that are drawn where there are more than five changes, an even number; 20 where not given.",
    ),
]


def _points(text: str) -> int:
    return whole_number(text, "--points", 1, MOST_POINTS)


def _base_sample(text: str) -> int:
    return whole_number(text, "--sobol", LEAST_BASE, MOST_BASE)


Points = Annotated[
    int | None,
    typer.Option(metavar="INTEGER", parser=_points, help="Points of --design lhs or sobol; 64 where not given."),
]
BaseSample = Annotated[
    int | None,
    typer.Option(
        "--sobol",
        metavar="N",
        parser=_base_sample,
        help="Sobol indices too, from N x (assumptions + 2) points; a power of 2, at least 8, such as 64.",
    ),
]
