"""A study: replications of scenarios, done by workers, kept in a folder where one is given, never done twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict, Unpack, overload

import pandas as pd

from tvsim.experiment.arguments import must_be, one_of, whole_number
from tvsim.experiment.encoding import decoded, decoded_key, decoded_parts, encoded
from tvsim.experiment.folder import FolderError, StudyFolder
from tvsim.experiment.gathering import Gathering
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.manifest import Manifest
from tvsim.experiment.question import Question, Variant
from tvsim.experiment.replication import Replication, determining, key_of, packed
from tvsim.experiment.workers import Workers, clash
from tvsim.interrupts import raise_if_asked
from tvsim.language import worded
from tvsim.models import ENGINES, Engine
from tvsim.models.compiled import why_it_takes_long
from tvsim.outcomes import Figures, WaitCounts
from tvsim.scenario import Scenario
from tvsim.scenario.errors import line, unknown
from tvsim.scenario.schema import MOST_THREADS

Progress = Callable[[float, int], None]


class Packed(Sequence[Figures]):
    """Figures of replications in few bytes, unpacked one at a time as they are asked for."""

    def __init__(self, data: Sequence[bytes]) -> None:
        self._data = tuple(data)

    def __len__(self) -> int:
        return len(self._data)

    @overload
    def __getitem__(self, place: int) -> Figures: ...

    @overload
    def __getitem__(self, place: slice) -> Packed: ...

    def __getitem__(self, place: int | slice) -> Figures | Packed:
        """Unpack one of them, or choose some."""
        if isinstance(place, slice):
            return Packed(self._data[place])
        return decoded(self._data[place])

    def key_sample(self) -> KeySample:
        """Key figures of all of them."""
        return KeySample.of(map(decoded_key, self._data))

    def frames(self, name: str) -> Iterator[pd.DataFrame]:
        """One of the tables of each of them, one at a time, which is quicker than all that they have."""
        for each in self._data:
            (frame,) = decoded_parts(each, name)
            if frame is not None:
                yield frame

    def waits(self) -> Iterator[tuple[pd.DataFrame, WaitCounts]]:
        """Waits by group of each of them, and their histograms, one at a time."""
        for each in self._data:
            waits, counts = decoded_parts(each, "waits", "wait_counts")
            yield waits, counts

    def uncalled(self) -> Iterator[WaitCounts]:
        """Histograms of the waits of those who were not called, of each of them, one at a time."""
        for each in self._data:
            (counts,) = decoded_parts(each, "uncalled_counts")
            yield counts


class How(TypedDict, total=False):
    """How and where the replications of a study are done; it makes no difference to their results.

    Attributes
    ----------
    engine : {"compiled", "simpy"}
        The compiled engine, which is the default, or the readable one.
    jobs : int
        Processes that do replications at the same time.
    threads : int
        Replications at the same time in this process, where there is one process.
    cluster : str
        Address of a Dask scheduler whose workers do the replications, or ``local`` for ``jobs`` workers here.
    folder : str or Path
        Where each replication is kept, so that what is done is never done again.
    progress : callable
        Told how many replications are done, with the parts of those that are going on, and of how many.
    """

    engine: Engine
    jobs: int
    threads: int
    cluster: str | None
    folder: str | Path | None
    progress: Progress | None


class StudyInterrupt(KeyboardInterrupt):
    """Somebody interrupted a study.

    Attributes
    ----------
    done, of : replications
    folder : where those that are done are kept; none if they are lost
    """

    def __init__(self, done: int, of: int, folder: Path | None) -> None:
        self.done, self.of, self.folder = done, of, folder
        super().__init__(self._said())

    def _said(self) -> str:
        values = {"done": self.done, "total": self.of, "folder": self.folder}
        if not self.done:
            return worded("interrupted after {done:,} of {total:,} replications", **values)
        if self.folder is None:
            return worded(
                "interrupted after {done:,} of {total:,} replications, which are lost; in a study with a folder they "
                "are kept",
                **values,
            )
        return worded("interrupted after {done:,} of {total:,} replications, which are kept in {folder}", **values)


@dataclass
class Study:
    """How and where replications are done.

    As a context, it ends with the question: until then its manifest says that it is not finished, however many of its
    runs are.

    Attributes
    ----------
    question : what it is to answer
    engine : which makes no difference
    workers : who does them
    folder : where they are kept; none keeps them in memory alone
    progress : told how many are done, of how many
    """

    question: Question
    engine: Engine = "compiled"
    workers: Workers = field(default_factory=Workers)
    folder: StudyFolder | None = None
    progress: Progress | None = None
    _known: dict[str, bytes] = field(default_factory=dict)
    _manifest: Manifest | None = None
    _is_begun: bool = False

    def __post_init__(self) -> None:
        if self.folder is not None:
            self._manifest = Manifest(self.folder, self.question)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """Say in the folder what it took, and whether all that was asked is there."""
        if self._manifest is None or not self._is_begun:
            return
        if kind is None:
            self._manifest.write(finished=True)
            return
        with suppress(FolderError):  # where the disk is full, that is said already
            self._manifest.write(finished=False)

    @property
    def seed(self) -> int:
        """Of all scenarios."""
        return self.question.seed

    def run(self, scenarios: Iterable[Scenario | Variant], numbers: Sequence[int]) -> list[Packed]:
        """Do the same replications of several scenarios, and return the figures of each.

        Scenarios that differ in nothing which decides their figures are done once. What was done before, by this
        study or one with the same folder, is not done again.

        Raises
        ------
        FolderError
            If the folder cannot be read or written to; what it holds stays valid.
        WorkersError
            If the workers cannot be had, or were lost.
        StudyInterrupt
            If somebody interrupts; what is done is kept.

        Warns
        -----
        DamagedResultWarning
            For each file of the folder that is damaged.
        """
        missing: dict[str, Replication] = {}
        keys = [self._asked(scenario, numbers, missing)[0] for scenario in scenarios]
        self._begin()
        for _ in self._done(list(missing.values()), len({key for own in keys for key in own})):
            pass
        return [Packed([self._known[key] for key in own]) for own in keys]

    def each(self, scenarios: Iterable[Scenario | Variant], numbers: Sequence[int]) -> Iterator[tuple[int, Packed]]:
        """Do the same replications of many scenarios, and give the place of each scenario with its figures.

        They come as they are ready, in any order, and are forgotten then (a folder keeps them): so the memory needed
        does not grow with their number. All scenarios are taken before anything is run, one at a time.

        Raises
        ------
        FolderError, WorkersError
            As by `run`.
        """
        gathering = Gathering()
        missing: dict[str, Replication] = {}
        for scenario in scenarios:
            keys, todo = self._asked(scenario, numbers, missing)
            gathering.add(tuple(keys), todo)
            if self.folder is not None:
                self._forget(keys)  # what the folder has is read again when its turn comes
        self._begin()
        yield from self._gathered(gathering, gathering.ready())
        for key in self._done(list(missing.values()), len(gathering)):
            yield from self._gathered(gathering, gathering.arrived(key))

    def _gathered(self, gathering: Gathering, places: Iterable[int]) -> Iterator[tuple[int, Packed]]:
        for place in places:
            yield place, Packed([self._taken(key) for key in gathering.keys(place)])
            self._forget(gathering.used(place))

    def _keys(self, scenario: Scenario, numbers: Sequence[int]) -> dict[str, int]:
        """Names of the results of a scenario's replications, with their numbers."""
        text = determining(scenario.plan)
        return {key_of(text, self.seed, number): number for number in numbers}

    def _asked(
        self, asked: Scenario | Variant, numbers: Sequence[int], missing: dict[str, Replication]
    ) -> tuple[dict[str, int], set[str]]:
        """Take down that replications are asked for, and add those that are still to be done to the missing ones.

        Returns the names of all their results, with their numbers, and the names of those that are still to be done.
        """
        variant = asked if isinstance(asked, Variant) else Variant.unchanged(asked)
        keys = self._keys(variant.scenario, numbers)
        todo = {key for key in keys if not self._has(key)}
        new = todo - missing.keys()
        plan = packed(variant.scenario.plan) if new else b""
        for key, number in keys.items():
            if key in new:
                missing[key] = Replication(key, plan, self.seed, number, self.engine)
        if self._manifest is not None:
            self._manifest.asked(variant, keys, keys.keys() - todo)
        return keys, todo

    def prepare(self) -> None:
        """Have the engine ready for whoever does the replications, and say so where it has to be compiled."""
        if self.engine == "compiled":
            self.workers.prepare(_say_that_it_compiles)

    def put(self, scenario: Scenario, number: int, figures: Figures) -> None:
        """Take the figures of a replication that was done elsewhere."""
        (key,) = self._keys(scenario, [number])
        if not self._has(key):
            self._keep(key, encoded(figures))

    def _keep(self, key: str, data: bytes) -> None:
        self._known[key] = data
        if self.folder is not None:
            self.folder.write(key, data)
        if self._manifest is not None:
            self._manifest.computed(key)

    def _has(self, key: str) -> bool:
        if key not in self._known and self.folder is not None:
            found = self.folder.read(key)
            if found is not None:
                self._known[key] = found
        return key in self._known

    def _taken(self, key: str) -> bytes:
        if not self._has(key):
            where = worded("memory") if self.folder is None else str(self.folder.file(key))
            raise FolderError(worded("{path}: the figures of a replication were there, and are no longer", path=where))
        return self._known[key]

    def _forget(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._known.pop(key, None)

    def _done(self, wanted: list[Replication], of: int) -> Iterator[str]:
        """Do replications, and give the name of each as it is kept."""
        there, over = of - len(wanted), list[str]()
        parts: dict[str, float] = {}

        def advance() -> None:
            if self.progress is not None:
                # What is over is only counted: of many thousands the sum would take longer than they do.
                self.progress(there + len(over) + sum(list(parts.values())), of)

        def tell(each: Replication, part: float) -> None:
            raise_if_asked()
            parts[each.key] = part
            advance()

        advance()
        if not wanted:
            return

        try:
            self.workers.start()
            self.prepare()
            with closing(self.workers.each(wanted, tell)) as results:
                for each, data in results:
                    over.append(each.key)
                    parts.pop(each.key, None)
                    self._keep(each.key, data)
                    raise_if_asked()
                    advance()
                    yield each.key
        except KeyboardInterrupt:
            done = there + len(over) - self._was_keeping(over)
            raise StudyInterrupt(done, of, None if self.folder is None else self.folder.path) from None

    def _was_keeping(self, over: Sequence[str]) -> bool:
        """Whether the last of some replications came, and was not yet in the folder when somebody interrupted."""
        return bool(over) and self.folder is not None and not self.folder.file(over[-1]).exists()

    def _begin(self) -> None:
        """Say in the folder what is asked for, before it is done."""
        self._is_begun = True
        if self._manifest is not None:
            self._manifest.write(finished=False)


def new_study(question: Question, **how: Unpack[How]) -> Study:
    """Check how a study is to be done, and make it ready.

    Raises
    ------
    TypeError, ValueError
        If something is not as `How` says.
    FolderError
        If the folder cannot be made, or is not writable.
    """
    for name in how:
        if name not in How.__annotations__:
            raise TypeError(line("", name, unknown(worded("there is no such argument"), name, How.__annotations__)))
    engine, cluster, folder = how.get("engine", "compiled"), how.get("cluster"), how.get("folder")
    progress = how.get("progress")
    one_of("engine", engine, ENGINES)
    if not isinstance(cluster, str | None):
        raise TypeError(must_be("cluster", worded("an address such as tcp://10.0.0.5:8786, or local"), cluster))
    if not isinstance(folder, str | Path | None):
        raise TypeError(must_be("folder", worded("a path"), folder))
    if folder == "":
        raise ValueError(must_be("folder", worded("a path"), folder))
    if progress is not None and not callable(progress):
        raise TypeError(must_be("progress", worded("a function of two numbers"), progress))
    jobs, threads = (whole_number(name, how.get(name, 1), 1, MOST_THREADS) for name in ("jobs", "threads"))
    together = clash(jobs, threads, cluster)
    if together:
        raise ValueError(together)
    kept = None if folder is None else StudyFolder(Path(folder))
    workers = Workers(jobs, threads, cluster)
    return Study(question, engine, workers, kept, progress)


def _say_that_it_compiles() -> None:
    """Say on stderr, or wherever the program's log goes, why the first run takes longer."""
    logging.getLogger("tvsim").warning(why_it_takes_long())
