"""The manifest of a study: what was asked, of which scenarios, with which versions, and what it took.

It lies in the study's folder, ``studies/<kind>-<hash of what was asked>.json``; beside it, in ``scenarios/``, each
scenario as one file that says everything itself. So a study can be repeated from its folder alone, by whoever has the
same version of tvsim, and be told apart from others in the same folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import metadata
from typing import Any

from tvsim.experiment.folder import REPLICATIONS, StudyFolder
from tvsim.experiment.model_version import model_version
from tvsim.scenario import Scenario

STUDIES, SCENARIOS = "studies", "scenarios"
"""Folders of the manifests, and of the scenarios beside them."""
LIBRARIES = (
    "numpy", "scipy", "pandas", "pyarrow", "numba", "llvmlite", "simpy", "holidays", "pydantic", "joblib",
    "distributed",
)  # fmt: skip
"""Libraries that a manifest names with their versions, if they are installed."""

Entry = dict[str, Any]


class Manifest:
    """What is known of one study in a folder.

    Several calls of `tvsim.experiment.study.Study.run` add up. The same study begun again takes the place of its
    manifest, and goes on to tell of the earlier attempts.

    Parameters
    ----------
    folder : StudyFolder
    kind : str
        What kind of question the study answers, in one word.
    seed : int
    """

    def __init__(self, folder: StudyFolder, kind: str, seed: int) -> None:
        self._folder, self._kind, self._seed = folder, kind, seed
        self._started, self._clock = dt.datetime.now(dt.UTC), time.monotonic()
        self._scenarios: dict[str, Entry] = {}
        self._base: tuple[Scenario, str] | None = None
        self._computed: set[str] = set()
        self._found: set[str] = set()
        self._asking: list[Any] = []
        self._asked = ""
        self._before: list[Entry] = []

    def computed(self, key: str) -> None:
        """Take down that a replication was done, by the name of its result."""
        self._computed.add(key)

    def asked(self, scenarios: Sequence[Scenario], keys: Sequence[Mapping[str, int]], known: Iterable[str]) -> None:
        """Take down that replications of scenarios are asked for, and write the scenarios.

        ``keys`` are the names of their results, with their numbers; ``known`` those of results that are there already.

        Raises
        ------
        FolderError
            If the scenarios cannot be written.
        """
        for scenario, own in zip(scenarios, keys, strict=True):
            self._take(self._with_files(scenario), own)
        self._found |= set(known) - self._computed

    def asked_of(self, base: Scenario, scenario: Scenario, keys: Mapping[str, int], known: Iterable[str]) -> None:
        """Take down that replications of one of many scenarios are asked for, which has some values other than a base.

        The base alone is written as a file. ``keys`` and ``known`` are as of `asked`.

        Raises
        ------
        FolderError
            If the base cannot be written.
        """
        if self._base is None or self._base[0] is not base:
            self._base = base, self._with_files(base)  # once: thousands may be made from it, and it is long
        file = self._base[1]
        changed = scenario.changes_beyond(base)
        if changed is None:
            file = self._with_files(scenario)
        elif changed:
            made = [{"place": place, "value": value} for place, value in changed]
            entry = {"name": scenario.name, "file": file, "changed": made, "results": {}}
            file = f"{file} {json.dumps(made, default=str)}"
            self._scenarios.setdefault(file, entry)
        self._take(file, keys)
        self._found |= set(known) - self._computed

    def _take(self, entry: str, keys: Mapping[str, int]) -> None:
        """Take down the names of results; all that is asked for before the first time it is written names the study."""
        numbers = {str(number): key for key, number in keys.items()}
        self._scenarios[entry]["results"] |= numbers
        if not self._asked:
            self._asking.append([entry, list(numbers)])

    def write(self, *, finished: bool) -> None:
        """Write it as it stands now.

        Raises
        ------
        FolderError
            If it cannot be written.
        """
        if not self._asked:
            asked = json.dumps([self._kind, self._seed, self._asking])
            self._asked = hashlib.sha256(asked.encode()).hexdigest()[:12]
            self._before = self._earlier_attempts()
        self._folder.write_whole(self._folder.path / self._name(), _json(self._content(finished=finished)))

    def _name(self) -> str:
        return f"{STUDIES}/{self._kind}-{self._asked}.json"

    def _content(self, *, finished: bool) -> Entry:
        scenarios = list(self._scenarios.values())
        attempt = {
            "started": self._started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - self._clock, 3),
            "computed": len(self._computed),
            "found": len(self._found),
            "damaged": [path.relative_to(self._folder.path).as_posix() for path in self._folder.damaged],
            "finished": finished,
        }
        attempts = [*self._before, attempt]
        return {
            "study": self._kind,
            "finished": finished,
            "seed": self._seed,
            "replications": len({key for each in scenarios for key in each["results"].values()}),
            "model": model_version(),
            **surroundings(),
            "seconds": round(sum(each["seconds"] for each in attempts), 3),
            "attempts": attempts,
            "results_in": f"{REPLICATIONS}/<first two letters of the name>/<name>.figures",
            "scenarios": scenarios,
        }

    def _with_files(self, scenario: Scenario) -> str:
        """Write a scenario and what was observed beside it, once; returns the scenario's file."""
        file, contents = scenario_files(scenario)
        if file not in self._scenarios:
            self._scenarios[file] = {
                "name": scenario.name,
                "title": {"vi": scenario.title("vi"), "en": scenario.title("en")},
                "file": file,
                "files": list(scenario.files),
                "changes": [{"place": place, "value": value} for place, value in scenario.changes],
                "results": {},
            }
            for name, content in contents.items():
                path = self._folder.path / name
                if not self._folder.holds(path, content):
                    self._folder.write_whole(path, content)
        return file

    def _earlier_attempts(self) -> list[Entry]:
        """What the manifest of the same study has to tell; nothing where there is none that can be read."""
        try:
            before = json.loads((self._folder.path / self._name()).read_bytes())
            return [dict(each) for each in before["attempts"] if float(each["seconds"]) >= 0]
        except (OSError, ValueError, LookupError, TypeError):
            return []


def scenario_files(scenario: Scenario) -> tuple[str, dict[str, bytes]]:
    """Return the file in which a scenario says everything itself, and contents by name of it and of what it needs.

    The names have the hash of the content in them: scenarios of one name do not come into each other's way.
    """
    contents = {}
    observed = None
    if scenario.plan.observed is not None:
        seen = (scenario.path.parent / scenario.plan.observed.waiting).read_bytes()
        observed = f"observed-{_hash(seen)}.csv"
        contents[f"{SCENARIOS}/{observed}"] = seen
    text = scenario.standalone(observed).encode("utf-8", "backslashreplace")
    file = f"{SCENARIOS}/{_plain(scenario.name)}-{_hash(text)}.toml"
    return file, {file: text, **contents}


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
