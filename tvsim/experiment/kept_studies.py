"""Studies that a folder holds, read back from their manifests."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tvsim.calendar import run_calendar
from tvsim.experiment.encoding import DamagedError
from tvsim.experiment.folder import FolderError, NotOrdinaryError, content_of, file_of, reason, result_in
from tvsim.experiment.key_sample import KeySample
from tvsim.experiment.manifest import STUDIES, is_as_written, is_whole, name_of
from tvsim.experiment.model_version import model_version
from tvsim.experiment.replication import replicate
from tvsim.experiment.results import Results
from tvsim.experiment.study import Packed
from tvsim.language import worded
from tvsim.outcomes.run import Run
from tvsim.scenario import Scenario, load


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Question(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)

    kind: str
    scenarios: list[str]
    seed: int
    replications: int | None


Seconds = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Attempt(_Read):
    started: dt.datetime
    seconds: Seconds


class _Scenario(_Read):
    name: str
    file: str
    results: dict[int, str]


class _Changed(_Read):
    place: str
    value: Any


class _Variant(_Read):
    of: str
    changed: list[_Changed] = []
    made: list[str] = []
    results: dict[int, str]

    @property
    def what(self) -> tuple[list[tuple[str, Any]], list[str]]:
        """What is otherwise in it than in the scenario that it is made from."""
        return [(each.place, each.value) for each in self.changed], self.made


class _Manifest(_Read):
    question: _Question
    finished: bool
    model: str
    seconds: Seconds
    attempts: list[_Attempt]
    scenarios: list[_Scenario]
    variants: list[_Variant]


@dataclass(frozen=True)
class KeptStudy:
    """A study of a folder.

    Attributes
    ----------
    folder : that of the study
    path : its manifest
    """

    folder: Path
    path: Path
    _manifest: _Manifest

    @property
    def kind(self) -> str:
        """What kind of question it answers, such as ``compare``."""
        return self._manifest.question.kind

    @property
    def seed(self) -> int:
        """Of all scenarios."""
        return self._manifest.question.seed

    @property
    def replications(self) -> int | None:
        """Of each scenario; none where the answer itself says how many it takes."""
        return self._manifest.question.replications

    @property
    def arguments(self) -> Mapping[str, Any]:
        """All else that was asked for, by name; see `tvsim.experiment.question.Question`."""
        return self._manifest.question.model_extra or {}

    @property
    def files(self) -> tuple[str, ...]:
        """Files of the scenarios that were named, in their order, as they are called in the folder."""
        return tuple(self._manifest.question.scenarios)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the same scenarios."""
        names = {each.file: each.name for each in self._manifest.scenarios}
        return tuple(names.get(file, file) for file in self.files)

    @property
    def started(self) -> dt.datetime:
        """When it was first begun."""
        return self._manifest.attempts[0].started

    @property
    def seconds(self) -> float:
        """What all attempts took together."""
        return self._manifest.seconds

    @property
    def model(self) -> str:
        """Version of tvsim that did it."""
        return self._manifest.model

    @cached_property
    def results(self) -> frozenset[str]:
        """Names of the results of all its replications."""
        told = [each.results for each in self._manifest.scenarios] + [each.results for each in self._manifest.variants]
        return frozenset(key for results in told for key in results.values())

    @property
    def done(self) -> int:
        """How many of them are there, and undamaged."""
        return self._looked_at[0]

    @property
    def unusable(self) -> tuple[str, ...]:
        """A sentence for each of them that is there, and damaged or not to be read."""
        return self._looked_at[1]

    @cached_property
    def _looked_at(self) -> tuple[int, tuple[str, ...]]:
        done, unusable = 0, []
        for key in sorted(self.results):
            try:
                done += result_in(self.folder, key) is not None
            except DamagedError as damaged:
                path = file_of(self.folder, key)
                text = worded("{path}: damaged; the same command computes it again", path=path)
                if isinstance(damaged, NotOrdinaryError):
                    text = worded(
                        "{path}: damaged, for it is no ordinary file; the same command computes it again", path=path
                    )
                unusable.append(text)
            except FolderError as failure:
                unusable.append(str(failure))
        return done, tuple(unusable)

    @cached_property
    def changed_files(self) -> tuple[Path, ...]:
        """Files of scenarios that are not as they were written: damaged, changed by somebody, or gone."""
        return tuple(path for path in (self.folder / file for file in self.files) if not is_as_written(path))

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end, and all results are still there."""
        return self._manifest.finished and self.done == len(self.results)

    def scenarios(self) -> tuple[Scenario, ...]:
        """Load the scenarios that were named.

        Raises
        ------
        FolderError
            If a file is not as it was written, or gone: the results are those of another scenario then.
        """
        for path in self.changed_files:
            raise FolderError(_changed(path))
        return tuple(load(self.folder / file) for file in self.files)

    def results_of_scenarios(self) -> list[Results]:
        """Read what was found of the scenarios that were named, in their order.

        The tables of the first replication are made again when they are asked for; there are none where another model
        made the results.

        Raises
        ------
        FolderError
            If a result is not there, or damaged: then the study has to be gone on with.
        """
        is_of_this_model = self.model == model_version()
        return [
            Results(
                scenario,
                self.seed,
                self._read(self._results_of[file]),
                partial(_first_again, scenario, self.seed) if is_of_this_model else None,
            )
            for file, scenario in zip(self.files, self.scenarios(), strict=True)
        ]

    def sample_of(
        self, file: str, changed: Sequence[tuple[str, object]] = (), made: Sequence[str] = ()
    ) -> KeySample | None:
        """Read the key figures of a scenario in which this was changed, and nothing else; or as it is.

        None where the study has not run it.

        Parameters
        ----------
        file : str
            The scenario's.
        changed : sequence of tuple
            Places and values that were set in it.
        made : sequence of str
            Changes on the way to another scenario that were made in it, in words.

        Raises
        ------
        FolderError
            If a result is not there, or damaged.
        """
        if not changed and not made:
            return self._read(self._results_of[file]).key_sample() if file in self._results_of else None
        wanted = list(changed), list(made)
        for each in self._manifest.variants:
            if each.of == file and each.what == wanted:
                return self._read(each.results).key_sample()
        return None

    @cached_property
    def _results_of(self) -> dict[str, dict[int, str]]:
        """Names of the results of each scenario, by its file and their numbers."""
        return {each.file: each.results for each in self._manifest.scenarios}

    def _read(self, results: Mapping[int, str]) -> Packed:
        return Packed([self._result(results[number]) for number in sorted(results)])

    def _result(self, key: str) -> bytes:
        try:
            found = result_in(self.folder, key)
        except DamagedError as damaged:
            raise FolderError(f"{file_of(self.folder, key)}: {damaged}") from None
        if found is None:
            text = worded("{path}: is missing, so that the study is not whole", path=file_of(self.folder, key))
            raise FolderError(text)
        return found


def _first_again(scenario: Scenario, seed: int) -> Run:
    """Do the first replication again, whose tables no folder keeps."""
    return replicate(scenario.plan, run_calendar(scenario.plan), seed, 1)


def _changed(path: Path) -> str:
    return worded("{path}: damaged, changed or gone; the results are those of the file as it was written", path=path)


def studies_in(folder: Path) -> tuple[list[KeptStudy], list[str]]:
    """Read what studies a folder holds.

    Returns
    -------
    list of KeptStudy
        Those begun first come first.
    list of str
        A sentence for each manifest that cannot be read, and for each scenario's file, that is damaged.

    Raises
    ------
    FolderError
        If the folder cannot be read, or holds no study.
    """
    if not folder.is_dir():
        if folder.exists():
            raise FolderError(worded("{path}: is no folder", path=folder))
        raise FolderError(worded("{path}: there is no such folder", path=folder))
    try:
        inside = (folder / STUDIES).iterdir() if (folder / STUDIES).is_dir() else ()
        found = {path: _read(path) for path in sorted(inside) if path.suffix == ".json"}
    except OSError as failure:
        path = failure.filename or folder
        raise FolderError(worded("{path}: cannot be read: {reason}", path=path, reason=reason(failure))) from None
    if not found:
        text = worded("{path}: holds no study; --study DIR of a command that runs something makes one", path=folder)
        raise FolderError(text)
    read = [KeptStudy(folder, path, manifest) for path, manifest in found.items() if isinstance(manifest, _Manifest)]
    damaged = [said for said in found.values() if isinstance(said, str)]
    changed = dict.fromkeys(path for each in read for path in each.changed_files)
    return sorted(read, key=lambda each: each.started), damaged + [_changed(path) for path in changed]


def _read(path: Path) -> _Manifest | str:
    """Read a manifest; a sentence where it cannot be read, is damaged, or is named by another question than its own."""
    damaged = worded("{path}: damaged, or no manifest of a study", path=path)
    try:
        content = content_of(path)
        read, told = _Manifest.model_validate_json(content), json.loads(content)
        if "checksum" not in told:
            return worded(
                "{path}: damaged, or written by an earlier version of tvsim; the same command writes it anew", path=path
            )
        is_sound = is_whole(told) and path.stem.endswith(f"-{name_of(json.dumps(told['question']))}")
    except NotOrdinaryError:
        return worded("{path}: is no ordinary file, so no manifest of a study", path=path)
    except OSError as failure:
        return worded("{path}: cannot be read: {reason}", path=path, reason=reason(failure))
    except ValidationError:
        return damaged
    return read if read.attempts and is_sound else damaged
