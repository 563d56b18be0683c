"""How commands do their replications: with a bar, kept where wanted, and told how to go on if interrupted."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tvsim.cautions import ScenarioWarning, cautions_of
from tvsim.cli.app import CannotWriteError, InterruptedStudyError, WorkersLostError
from tvsim.cli.options import EngineName
from tvsim.cli.printing import say, warn
from tvsim.cli.writing import path_of
from tvsim.language import worded
from tvsim.progress import waiting
from tvsim.scenario import Scenario, ScenarioError
from tvsim.scenario.errors import line, shown

if TYPE_CHECKING:
    from tvsim.experiment import How


def cautioned(scenarios: Sequence[Scenario]) -> list[str]:
    """Say what to know of the scenarios before they are run, once, and return it."""
    warnings.simplefilter("ignore", ScenarioWarning)
    found = list(map(str, cautions_of(scenarios)))
    warn(found)
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
    from tvsim.experiment.workers import Workers, release  # noqa: PLC0415

    kept = None if folder is None else path_of(folder, "--study")
    _check_workers(jobs, threads, cluster)
    try:
        workers = Workers(jobs, threads, cluster)
        if folder is None:  # else it may have all that is wanted
            workers.start()
        if engine == EngineName.COMPILED:
            prepare_engine(workers.prepare)
        with _told_at_once(), waiting(title) as bar:
            yield How(
                engine=engine.value, jobs=jobs, threads=threads, cluster=cluster, folder=kept, progress=bar.advance
            )
        release()  # what follows needs the memory rather
    except FolderError as failure:
        raise CannotWriteError(str(failure)) from None
    except WorkersError as failure:
        told = (
            str(failure)
            if folder is None
            else worded(
                "{failure}; what is done is kept in {folder}, and the same command goes on there",
                failure=failure,
                folder=folder,
            )
        )
        raise WorkersLostError(told) from None
    except KeyboardInterrupt as stopped:
        raise InterruptedStudyError(_how_to_go_on(stopped, folder)) from None


def _how_to_go_on(stopped: KeyboardInterrupt, folder: str | None) -> str:
    """What is kept of an interrupted study, and how to go on."""
    from tvsim.experiment import StudyInterrupt  # noqa: PLC0415
    from tvsim.experiment.folder import REPLICATIONS  # noqa: PLC0415

    if not isinstance(stopped, StudyInterrupt):
        if folder is None:
            return worded("interrupted")
        if not any(Path(folder).glob(f"{REPLICATIONS}/*/*")):
            return worded("interrupted before anything was done; the same command begins again")
        return worded(
            "interrupted; what is done is kept in {folder}, and the same command goes on from there", folder=folder
        )
    counts = {"done": stopped.done, "total": stopped.of}
    if not stopped.done:
        if folder is None:
            return worded("interrupted after {done:,} of {total:,} replications", **counts)
        return worded("interrupted after {done:,} of {total:,} replications; the same command begins again", **counts)
    if folder is None:
        return worded(
            "interrupted after {done:,} of {total:,} replications, which are lost; with --study DIR they are kept",
            **counts,
        )
    return worded(
        "interrupted after {done:,} of {total:,} replications, which are kept in {folder}; the same command goes on "
        "from there",
        folder=folder,
        **counts,
    )


def _check_workers(jobs: int, threads: int, cluster: str | None) -> None:
    """Refuse what cannot be had together, and an address that is none.

    Raises
    ------
    ScenarioError
        With the option.
    """
    from tvsim.experiment.workers import clash  # noqa: PLC0415

    if cluster is not None and not cluster.strip():
        allowed = worded("must be an address such as tcp://10.0.0.5:8786, or local")
        raise ScenarioError([line("", "--cluster", allowed, shown(cluster))])
    together = clash(jobs, threads, cluster, "--")
    if together:
        raise ScenarioError([together])


@contextmanager
def _told_at_once() -> Iterator[None]:
    """Say in one line, as of everything else, what there is to say while a study goes on."""
    from tvsim.experiment import DamagedResultWarning, UnreachablePrecisionWarning  # noqa: PLC0415

    at_once = (DamagedResultWarning, UnreachablePrecisionWarning)
    with warnings.catch_warnings():
        for each in at_once:
            warnings.simplefilter("always", each)
        others = warnings.showwarning

        def show(message: Warning | str, category: type[Warning], *where: Any, **more: Any) -> None:
            if issubclass(category, at_once):
                warn([str(message)])
            else:
                others(message, category, *where, **more)

        warnings.showwarning = show
        yield


def prepare_engine(prepare: Callable[[Callable[[], None], Callable[[float], None]], None]) -> None:
    """Have the engine ready by one of the ways of `tvsim.models.compiled`, and say so where it has to be compiled."""
    from tvsim.models.compiled import why_it_takes_long  # noqa: PLC0415

    with waiting(worded("compiling the engine")) as bar:
        prepare(lambda: say([why_it_takes_long()]), lambda part: bar.advance(part, 1))
