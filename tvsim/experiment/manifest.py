"""The manifest of a study: what was asked, of which scenarios, with which versions, and what it took.

It lies in the study's folder, ``studies/<kind>-<hash of the question>.json``; beside it, in ``scenarios/``, each
scenario that was named, as one file that says everything itself. So the question can be asked again from the folder
alone, by whoever has the same version of tvsim, and studies in one folder be told apart.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import re
import time
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from tvsim.experiment.folder import REPLICATIONS, DamagedResultWarning, StudyFolder, content_of
from tvsim.experiment.model_version import model_version
from tvsim.experiment.question import Question, Variant
from tvsim.language import worded
from tvsim.scenario import Scenario

STUDIES, SCENARIOS = "studies", "scenarios"
"""Folders of the manifests, and of the scenarios beside them."""
OBSERVED = "observed.csv"
"""What was observed, beside the scenario that names it."""
LIBRARIES = (
    "numpy", "scipy", "pandas", "pyarrow", "numba", "llvmlite", "simpy", "holidays", "pydantic", "joblib",
    "distributed",
)  # fmt: skip
"""Libraries that a manifest names with their versions, if they are installed."""

Entry = dict[str, Any]


class Manifest:
    """What is known of one study in a folder.

    Several calls of `tvsim.experiment.study.Study.run` add up. The same question asked again takes the place of its
    manifest, and goes on to tell of the earlier attempts.

    Parameters
    ----------
    folder : StudyFolder
    question : Question

    Raises
    ------
    FolderError
        If the scenarios that it names cannot be written.

    Warns
    -----
    DamagedResultWarning
        If there is a manifest of the question that cannot be read.
    """

    def __init__(self, folder: StudyFolder, question: Question) -> None:
        self._folder = folder
        self._started, self._clock = dt.datetime.now(dt.UTC), time.monotonic()
        self._who = self._started.isoformat(timespec="milliseconds"), os.getpid()
        self._file_of: dict[int, tuple[str, Scenario]] = {}
        self._scenarios: dict[str, Entry] = {}
        self._variants: dict[str, Entry] = {}
        self._computed: set[str] = set()
        self._found: set[str] = set()
        self._is_damaged = False
        self._told = question.told([self._file(scenario) for scenario in question.scenarios])
        asked = json.dumps(self._told, default=str)
        self._name = f"{STUDIES}/{question.kind}-{name_of(asked)}.json"
        self._before()  # what is wrong with a manifest that is there is said before anything is done

    def computed(self, key: str) -> None:
        """Take down that a replication was done, by the name of its result."""
        self._computed.add(key)

    def asked(self, variant: Variant, keys: Mapping[str, int], known: Iterable[str]) -> None:
        """Take down that replications of a scenario are asked for.

        ``keys`` are the names of their results, with their numbers; ``known`` those of results that are there already.

        Raises
        ------
        FolderError
            If a scenario that the question does not name cannot be written.
        """
        numbers = {str(number): key for key, number in keys.items()}
        self._entry(variant)["results"] |= numbers
        self._found |= set(known) - self._computed

    def _entry(self, variant: Variant) -> Entry:
        file = self._file(variant.of)
        if not variant.changed and not variant.made:
            return self._scenarios[file]
        told: Entry = {"of": file}
        if variant.changed:
            told["changed"] = [{"place": place, "value": value} for place, value in variant.changed]
        if variant.made:
            told["made"] = list(variant.made)
        return self._variants.setdefault(json.dumps(told, default=str), told | {"results": {}})

    def write(self, *, finished: bool) -> None:
        """Write it as it stands now.

        Raises
        ------
        FolderError
            If it cannot be written.
        """
        self._folder.write_whole(self._folder.path / self._name, _json(self._content(finished=finished)))

    def _content(self, *, finished: bool) -> Entry:
        scenarios, variants = list(self._scenarios.values()), list(self._variants.values())
        started, process = self._who
        attempt = {
            "started": started,
            "process": process,
            "seconds": round(time.monotonic() - self._clock, 3),
            "computed": len(self._computed),
            "found": len(self._found),
            "damaged": [path.relative_to(self._folder.path).as_posix() for path in self._folder.damaged],
            "finished": finished,
        }
        before = self._before()
        attempts = [*self._attempts_of_others(before), attempt]
        asked, theirs = _results_of([*scenarios, *variants]), _results_in(before)
        # Another program that asks the same, or did, may have finished it, and what was asked for here is a part of it.
        is_whole_already = bool(before.get("finished")) and asked <= theirs
        by_others = is_whole_already and all(self._folder.file(key).exists() for key in theirs)
        if by_others and not finished:
            scenarios, variants, asked = before["scenarios"], before["variants"], theirs
        told = {
            "question": self._told,
            "finished": finished or by_others,
            "replications": len(asked),
            "model": model_version(),
            **surroundings(),
            "seconds": round(sum(each["seconds"] for each in attempts), 3),
            "attempts": attempts,
            "results_in": f"{REPLICATIONS}/<first two letters of the name>/<name>.figures",
            "scenarios": scenarios,
            "variants": variants,
        }
        return told | {"checksum": checksum(told)}

    def _file(self, scenario: Scenario) -> str:
        """Write a scenario and what was observed beside it, once; returns the scenario's file."""
        if id(scenario) in self._file_of:
            return self._file_of[id(scenario)][0]
        if not is_unchanged(scenario.path):
            said = worded("{path}: changed since a study wrote it, so this asks another question", path=scenario.path)
            warnings.warn(said, DamagedResultWarning, stacklevel=2)
        file, contents = scenario_files(scenario)
        for name, content in contents.items():
            path = self._folder.path / name
            if not self._folder.holds(path, content):
                if path.exists():
                    anew = worded("{path}: damaged, written anew", path=path)
                    warnings.warn(anew, DamagedResultWarning, stacklevel=2)
                self._folder.write_whole(path, content)
        entry = {
            "name": scenario.name,
            "title": {"vi": scenario.title("vi"), "en": scenario.title("en")},
            "file": file,
            "files": list(scenario.files),
            "changes": [{"place": place, "value": value} for place, value in scenario.changes],
            "results": {},
        }
        self._scenarios.setdefault(file, entry)
        self._file_of[id(scenario)] = file, scenario  # kept, so that no other gets its number
        return file

    def _attempts_of_others(self, before: Entry) -> list[Entry]:
        return [each for each in before.get("attempts", []) if (each["started"], each["process"]) != self._who]

    def _before(self) -> Entry:
        """What the manifest of the same study tells; nothing where there is none.

        It is read anew each time it is written: another program may ask the same at the same time.
        """
        path = self._folder.path / self._name
        try:
            before = json.loads(content_of(path))
            asked = json.loads(json.dumps(self._told, default=str))
            if before["question"] != asked or not is_whole(before) or not all(map(_is_told, before["attempts"])):
                raise TypeError
            return dict(before)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, LookupError, TypeError, RecursionError):
            self._say_that_it_is_damaged(path)
            return {}

    def _say_that_it_is_damaged(self, path: Path) -> None:
        """Once: it is read again before it is written anew."""
        if not self._is_damaged:
            self._is_damaged = True
            text = worded("{path}: damaged, written anew; what it said of earlier attempts is lost", path=path)
            warnings.warn(text, DamagedResultWarning, stacklevel=2)


def _results_in(told: Entry) -> set[str]:
    """Names of all results that a manifest tells of."""
    return _results_of([*told.get("scenarios", []), *told.get("variants", [])])


def _results_of(scenarios: Iterable[Entry]) -> set[str]:
    return {key for each in scenarios for key in each["results"].values()}


def _is_told(attempt: Entry) -> bool:
    """Whether an attempt tells how long it took."""
    return 0 <= float(attempt["seconds"]) < float("inf")


def scenario_files(scenario: Scenario) -> tuple[str, dict[str, bytes]]:
    """Return the file in which a scenario says everything itself, and contents by name of it and of what it needs.

    It keeps its name, and lies in a folder that is named by the hash of the content: scenarios of one name do not come
    into each other's way.
    """
    contents = {}
    observed = None
    if scenario.plan.observed is not None:
        observed = OBSERVED
        contents[observed] = (scenario.path.parent / scenario.plan.observed.waiting).read_bytes()
    name = f"{_plain(scenario.name)}.toml"
    contents[name] = scenario.standalone(observed).encode("utf-8", "backslashreplace")
    folder = f"{SCENARIOS}/{_hash(b''.join(contents.values()))}"
    return f"{folder}/{name}", {f"{folder}/{each}": content for each, content in contents.items()}


def checksum(told: Mapping[str, Any]) -> str:
    """Return by what damage to a manifest is seen: all that it tells, but for this."""
    rest = {key: value for key, value in told.items() if key != "checksum"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True, default=str).encode()).hexdigest()


def is_whole(told: Mapping[str, Any]) -> bool:
    """Whether a manifest tells what was written."""
    return bool(told["checksum"] == checksum(told))


def name_of(question: str) -> str:
    """Return by what a manifest is named, from its question as JSON."""
    return hashlib.sha256(question.encode()).hexdigest()[:12]


def is_as_written(path: Path) -> bool:
    """Whether a scenario's file in the folder of a study, and what was observed beside it, are as they were written.

    Not where one of them cannot be read.
    """
    try:
        contents = [content_of(each) for each in (path.with_name(OBSERVED), path) if each.exists()]
    except OSError:
        return False
    return path.parent.name == _hash(b"".join(contents))


def is_unchanged(path: Path) -> bool:
    """Whether a scenario's file is as it was written, if it lies in the folder of a study."""
    lies_in_a_study = path.parent.parent.name == SCENARIOS and re.fullmatch("[0-9a-f]{8}", path.parent.name)
    return not lies_in_a_study or is_as_written(path)


@cache
def surroundings() -> Entry:
    """Return versions of Python and of the libraries, and the machine."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return {"python": platform.python_version(), "libraries": versions, "platform": platform.platform()}


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:8]


def _plain(name: str) -> str:
    """A name that every file system takes."""
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in name)[:80]


def _json(content: Entry) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, default=str).encode("utf-8", "backslashreplace") + b"\n"
