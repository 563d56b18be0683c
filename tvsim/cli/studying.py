"""How commands do their replications: with a bar, kept where wanted, and told how to go on if interrupted."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tvsim.cautions import ScenarioWarning, cautions
from tvsim.cli.app import CannotWriteError, InterruptedStudyError, WorkersLostError
from tvsim.cli.options import EngineName
from tvsim.cli.printing import say
from tvsim.cli.writing import path_of
from tvsim.progress import waiting
from tvsim.scenario import Scenario

if TYPE_CHECKING:
    from tvsim.experiment import How


def cautioned(scenarios: Sequence[Scenario]) -> list[str]:
    """Say what to know of the scenarios before they are run, once, and return it."""
    warnings.simplefilter("ignore", ScenarioWarning)
    several = len(scenarios) > 1
    found = [
        f"{scenario.name}: {caution}" if several else str(caution)
        for scenario in scenarios
        for caution in cautions(scenario.plan)
    ]
    say(f"warning: {text}" for text in dict.fromkeys(found))
    return found


@contextmanager
def studying(
    title: str,
    *,
    engine: EngineName = EngineName.COMPILED,
    jobs: int = 1,
    threads: int = 1,
    cluster: str | None = None,
    folder: str | None = None,
) -> Iterator[How]:
    """Prepare the engine and show a bar; what is given is how the study is to be done.

    Raises
    ------
    CannotWriteError
        If the study's folder cannot be written.
    WorkersLostError
        If the workers cannot be had, or were lost.
    InterruptedStudyError
        If somebody interrupts.
    """
    # Imported here, since it takes a second to load, which other commands need not wait for.
    from tvsim.experiment import FolderError, How, WorkersError  # noqa: PLC0415

    kept = None if folder is None else path_of(folder, "--study")
    if engine == EngineName.COMPILED:
        _prepare_engine()
    done, of = 0, 0
    try:
        with waiting(title) as bar:

            def progress(part: float, whole: int) -> None:
                nonlocal done, of
                done, of = int(part), whole
                bar.advance(part, whole)

            yield How(engine=engine.value, jobs=jobs, threads=threads, cluster=cluster, folder=kept, progress=progress)
    except FolderError as failure:
        raise CannotWriteError(str(failure)) from None
    except WorkersError as failure:
        raise WorkersLostError(str(failure)) from None
    except KeyboardInterrupt:
        raise InterruptedStudyError(_how_to_go_on(done, of, folder)) from None


def _how_to_go_on(done: int, of: int, folder: str | None) -> str:
    """What is kept of an interrupted study, and how to go on."""
    if not of:
        return "interrupted"
    so_far = f"interrupted after {done:,} of {of:,} replications"
    if folder is None:
        return f"{so_far}, which are lost; with --study DIR they are kept"
    return f"{so_far}, which are kept in {folder}; the same command goes on from there"


def _prepare_engine() -> None:
    """Load the compiled engine, or compile it and say so."""
    from tvsim.models.compiled import prepare, why_it_takes_long  # noqa: PLC0415

    with waiting("compiling the engine") as bar:
        prepare(
            lambda: say([why_it_takes_long()]),
            lambda part: bar.advance(part, 1),
        )
