"""The folder of a study: one file a replication, whole or not at all, never done twice, and a manifest beside them."""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import tvsim
from tests.kept_study import files
from tests.scenario_files import SMALL, small_file, write
from tvsim import cli
from tvsim.experiment import (
    DamagedResultWarning,
    FolderError,
    StudyInterrupt,
    WideIndicesWarning,
    replication,
    workers,
)
from tvsim.experiment.folder import NOBODYS_S, StudyFolder
from tvsim.experiment.kept_studies import studies_in
from tvsim.experiment.manifest import Manifest, scenario_files
from tvsim.experiment.question import Question, Variant
from tvsim.experiment.replication import Replication
from tvsim.experiment.study import new_study

Doing = list[int]


@pytest.fixture
def small(tmp_path: Path) -> tvsim.Scenario:
    return tvsim.load(small_file(tmp_path, "end = 2025-03-14", "end = 2025-03-05"))


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Doing:
    """Numbers of the replications that are done from now on."""
    numbers: Doing = []

    def done(wanted: Replication, *rest: Any) -> bytes:
        numbers.append(wanted.number)
        return replication.done(wanted, *rest)

    monkeypatch.setattr(workers, "done", done)
    return numbers


def study(scenario: tvsim.Scenario, folder: Path, replications: int = 3, **how: Any) -> tvsim.Results:
    return tvsim.run(scenario, seed=5, replications=replications, keep="figures", folder=folder, **how)


def manifest(folder: Path) -> dict[str, Any]:
    """The only one there is."""
    (path,) = (folder / "studies").iterdir()
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


# never twice


def test_only_what_is_missing_is_done(small: tvsim.Scenario, tmp_path: Path, doing: Doing) -> None:
    folder = tmp_path / "study"
    study(small, folder, 3)
    assert (doing, len(files(folder))) == ([1, 2, 3], 3)
    again = study(small, folder, 3)
    assert doing == [1, 2, 3]
    assert again.estimates.equals(tvsim.run(small, seed=5, replications=3, keep="figures").estimates)
    del doing[:]
    study(small, folder, 5)
    assert (doing, len(files(folder))) == ([4, 5], 5)


def test_results_belong_to_their_scenario_and_seed(small: tvsim.Scenario, tmp_path: Path, doing: Doing) -> None:
    folder = tmp_path / "study"
    for scenario, seed in ((small, 1), (small, 2), (small.with_({"counters.health.officers": 2}), 1)):
        tvsim.run(scenario, seed=seed, replications=1, keep="figures", folder=folder)
    assert (doing, len(files(folder))) == ([1, 1, 1], 3)


def test_what_decides_nothing_is_shared(small: tvsim.Scenario, tmp_path: Path, doing: Doing) -> None:
    folder = tmp_path / "study"
    study(small, folder, 2)
    study(small.with_({"name": "other", "description": "words", "replications": 9}), folder, 2)
    study(small.with_({"counters.health.officers": 1}), folder, 2)  # as it was
    assert doing == [1, 2]


def test_a_study_of_several_scenarios_does_each_once(small: tvsim.Scenario, tmp_path: Path, doing: Doing) -> None:
    more = small.with_({"counters.health.officers": 2})
    study(more, tmp_path / "study", 1)
    with new_study(Question("compare", (small, more), 5), folder=tmp_path / "study") as both:
        found = both.run([small, more, small], [1, 2])
    assert doing == [1, 1, 2, 2]
    assert found[0][1].key.equals(found[2][1].key)
    assert not found[0][1].key.equals(found[1][1].key)


def test_tables_of_the_first_replication_are_kept_beside(small: tvsim.Scenario, tmp_path: Path) -> None:
    for folder, keep in (("one", "figures"), ("two", "tables")):
        tvsim.run(small, seed=5, replications=2, keep=keep, folder=tmp_path / folder)  # type: ignore[arg-type]
    assert files(tmp_path / "one") == files(tmp_path / "two")
    assert manifest(tmp_path / "two")["attempts"][0]["computed"] == 2


# damage

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "truncated": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "a bit": lambda data: data[:900] + bytes([data[900] ^ 1]) + data[901:],
    "in the head": lambda data: data.replace(b"figures 2", b"figures 1"),
    "something else": lambda _: b"hello",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_noticed_named_and_computed_again(
    small: tvsim.Scenario, tmp_path: Path, doing: Doing, damage: str
) -> None:
    folder = tmp_path / "study"
    study(small, folder, 3)
    before = files(folder)
    name = sorted(before)[1]
    path = folder / "replications" / name[:2] / name
    path.write_bytes(DAMAGES[damage](before[name]))
    assert path.read_bytes() != before[name]
    del doing[:]
    with pytest.warns(DamagedResultWarning, match=re.escape(f"{path}: damaged, computed again")) as said:
        study(small, folder, 3)
    assert len(said) == len(doing) == 1
    assert files(folder) == before
    assert manifest(folder)["attempts"][-1]["damaged"] == [f"replications/{name[:2]}/{name}"]


def test_the_result_of_another_replication_is_not_taken(small: tvsim.Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    study(small, folder, 2)
    before = files(folder)
    one, other = sorted(before)
    (folder / "replications" / one[:2] / one).write_bytes(before[other])
    with pytest.warns(DamagedResultWarning):
        study(small, folder, 2)
    assert files(folder) == before


def test_damage_is_one_line_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["run", str(small_file(tmp_path)), "--replications", "2", "--study", str(tmp_path / "study")]
    assert cli.execute([*words, "--json"]) == 0
    first = capsys.readouterr().out
    path = next((tmp_path / "study" / "replications").glob("*/*"))
    path.write_bytes(b"")
    assert cli.execute([*words, "--json"]) == 0
    ended = capsys.readouterr()
    assert (ended.out, ended.err) == (first, f"warning: {path}: damaged, computed again\n")


def test_a_folder_in_the_place_of_a_file_is_an_error(small: tvsim.Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    study(small, folder, 1)
    (name,) = files(folder)
    path = folder / "replications" / name[:2] / name
    path.unlink()
    path.mkdir()
    with pytest.raises(FolderError) as failure:
        study(small, folder, 1)
    assert str(failure.value) == f"{path}: cannot be read: is a directory"


# what is no ordinary file


class StuckError(Exception):
    """Somebody reads what has no end."""


@pytest.fixture
def unstuck() -> Iterator[None]:
    """A limit to a test that may wait for ever."""

    def stop(*_: object) -> None:
        raise StuckError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


ENDLESS: dict[str, Callable[[Path], None]] = {
    "pipe": os.mkfifo,
    "link to a pipe": lambda path: (os.mkfifo(path.with_name("pipe")), path.symlink_to("pipe"))[1],
    "link to a device": lambda path: path.symlink_to("/dev/null"),  # it ends: where it is read, memory is not at risk
}


@pytest.mark.usefixtures("unstuck")
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_replication_that_is_no_file_is_named_and_computed_again(
    small: tvsim.Scenario, tmp_path: Path, kind: str
) -> None:
    folder = tmp_path / "study"
    study(small, folder, 2)
    before = files(folder)
    name = sorted(before)[0]
    path = folder / "replications" / name[:2] / name
    path.unlink()
    ENDLESS[kind](path)
    (kept,), said = studies_in(folder)
    assert (kept.done, len(kept.results), said) == (1, 2, [])
    assert kept.unusable == (f"{path}: damaged, for it is no ordinary file; the same command computes it again",)
    with pytest.raises(FolderError, match=f"^{re.escape(str(path))}: is no ordinary file$"):
        kept.results_of_scenarios()
    with pytest.warns(DamagedResultWarning) as warned:
        study(small, folder, 2)
    assert [str(each.message) for each in warned] == [f"{path}: damaged, for it is no ordinary file; computed again"]
    assert (path.is_symlink(), path.read_bytes()) == (False, before[name])


@pytest.mark.usefixtures("unstuck")
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_manifest_that_is_no_file_is_named_and_written_anew(small: tvsim.Scenario, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "study"
    study(small, folder, 1)
    (path,) = (folder / "studies").iterdir()
    path.unlink()
    ENDLESS[kind](path)
    assert studies_in(folder) == ([], [f"{path}: is no ordinary file, so no manifest of a study"])
    with pytest.warns(DamagedResultWarning, match=re.escape(f"{path}: damaged, written anew")):
        study(small, folder, 1)
    (kept,), said = studies_in(folder)
    assert (kept.done, said, path.is_symlink()) == (1, [], False)


@pytest.mark.usefixtures("unstuck")
@pytest.mark.parametrize("kind", ENDLESS)
def test_a_scenario_that_is_no_file_is_named_and_written_anew(small: tvsim.Scenario, tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "study"
    study(small, folder, 1)
    (path,) = (folder / "scenarios").glob("*/*.toml")
    path.unlink()
    ENDLESS[kind](path)
    _, (said,) = studies_in(folder)
    assert said.startswith(f"{path}: damaged, changed or gone")
    with pytest.warns(DamagedResultWarning, match=re.escape(f"{path}: damaged, written anew")):
        study(small, folder, 1)
    assert studies_in(folder)[1] == []


# where nothing can be written


def _full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_full_disk_leaves_what_is_there_valid(
    small: tvsim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The disk is full when so many replications are kept."""
    folder = tmp_path / "study"
    whole = files_of_undisturbed(small, tmp_path)
    sync = os.fsync

    def fsync(number: int) -> None:
        return _full() if len(files(folder)) >= after and (folder / "studies").exists() else sync(number)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FolderError, match=r"cannot be written: no space left on device$"):
        study(small, folder, 3)
    assert len(files(folder)) == after
    assert files(folder).items() <= whole.items()
    assert not list((folder / "unfinished").iterdir())
    monkeypatch.undo()
    study(small, folder, 3)
    assert files(folder) == whole


def files_of_undisturbed(small: tvsim.Scenario, tmp_path: Path) -> dict[str, bytes]:
    study(small, tmp_path / "undisturbed", 3)
    return files(tmp_path / "undisturbed")


def test_a_full_disk_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", _full)
    folder = tmp_path / "study"
    code = cli.execute(["run", str(small_file(tmp_path)), "--study", str(folder)])
    ended = capsys.readouterr()
    assert (code, ended.out) == (3, "")
    assert re.fullmatch(rf"error: {re.escape(str(folder))}/.*: cannot be written: no space left on device\n", ended.err)


@pytest.fixture
def little_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full(little_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = little_disk / "study"
    words = ["run", str(small_file(tmp_path)), "--keep", "figures", "--replications", "60", "--study"]
    assert cli.execute([*words, str(folder)]) == 3
    said = capsys.readouterr().err
    assert re.fullmatch(rf"error: {re.escape(str(folder))}/.*: cannot be written: no space left on device\n", said)
    kept = files(folder)
    assert 3 < len(kept) < 60
    assert not list((folder / "unfinished").iterdir())
    assert cli.execute([*words, str(tmp_path / "study")]) == 0
    assert kept.items() <= files(tmp_path / "study").items()


def test_a_file_that_may_not_grow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The system lets no file be as long as a result: nothing is left of it, as on a full disk, and the others stay."""
    folder, scenario = tmp_path / "study", small_file(tmp_path)
    words = ["run", str(scenario), "--keep", "figures", "--study", str(folder), "--replications"]
    assert cli.execute([*words, "2"]) == 0
    kept = files(folder)
    capsys.readouterr()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (min(map(len, kept.values())) // 2, before[1]))
    try:
        code = cli.execute([*words, "4"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    said = capsys.readouterr().err
    assert code == 3
    assert re.fullmatch(rf"error: {re.escape(str(folder))}/replications/.*: cannot be written: file too large\n", said)
    assert files(folder) == kept
    assert not list((folder / "unfinished").iterdir())
    assert cli.execute([*words, "4"]) == 0
    assert kept.items() < files(folder).items()


def test_a_disk_that_may_only_be_read(little_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is written, and what is there stays as it was and can be looked at."""
    folder = little_disk / "study"
    words = ["run", str(small_file(tmp_path)), "--keep", "figures", "--study", str(folder), "--replications"]
    assert cli.execute([*words, "2"]) == 0
    kept = files(folder)
    subprocess.run(["mount", "-o", "remount,ro", str(little_disk)], check=True)
    capsys.readouterr()
    assert cli.execute([*words, "3"]) == 3
    assert capsys.readouterr().err == f"error: {folder}: cannot be written: read-only file system\n"
    assert files(folder) == kept
    assert cli.execute(["studies", str(folder), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["done"], told["finished"]) == (2, True)


@pytest.fixture
def without_rights() -> Iterator[Path]:
    """A folder to which whoever runs the test, who may be root, has no rights while it runs but to look."""
    with tempfile.TemporaryDirectory() as name:
        folder, me = Path(name), os.geteuid()
        for each in (folder, folder / "study"):
            each.mkdir(exist_ok=True)
        yield folder / "study"
        os.seteuid(me)
        for each in (folder, *folder.rglob("*")):
            each.chmod(0o755)


def take_rights(folder: Path, mode: int) -> None:
    """Take the rights to a folder away from its owner and all others, and be an ordinary user from now on."""
    for each in (folder.parent, folder, *folder.rglob("*")):
        each.chmod(0o755 if each == folder.parent else mode)
    if os.geteuid() == 0:
        os.seteuid(65534)


def test_a_folder_without_the_right_to_write(without_rights: Path) -> None:
    StudyFolder(without_rights).write("ab" * 32, b"a result")
    kept = files(without_rights)
    take_rights(without_rights, 0o555)
    with pytest.raises(FolderError) as failure:
        StudyFolder(without_rights)
    assert str(failure.value) == f"{without_rights}: cannot be written: permission denied"
    assert files(without_rights) == kept


def test_rights_that_are_taken_while_a_study_goes_on(without_rights: Path) -> None:
    folder = StudyFolder(without_rights)
    folder.write("ab" * 32, b"a result")
    kept = files(without_rights)
    take_rights(without_rights, 0o555)
    with pytest.raises(FolderError, match=r"ab\.figures: cannot be written: permission denied$"):
        folder.write("ab" * 32, b"another")
    assert files(without_rights) == kept


def test_a_result_without_the_right_to_read(without_rights: Path) -> None:
    folder = StudyFolder(without_rights)
    folder.write("ab" * 32, b"a result")
    take_rights(without_rights, 0o311)
    with pytest.raises(FolderError) as failure:
        folder.read("ab" * 32)
    assert str(failure.value) == f"{folder.file('ab' * 32)}: cannot be read: permission denied"


@pytest.mark.parametrize("inner", ["", "replications", "unfinished"])
def test_a_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str], inner: str) -> None:
    folder = tmp_path / "study"
    (folder / inner).parent.mkdir(exist_ok=True)
    (folder / inner).write_bytes(b"mine")
    assert cli.execute(["run", str(small_file(tmp_path)), "--study", str(folder)]) == 3
    said = capsys.readouterr().err
    assert re.fullmatch(rf"error: {re.escape(str(folder))}: cannot be written: (file exists|not a directory)\n", said)


def test_what_killed_programs_have_left_is_removed_and_what_others_are_writing_is_not(tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path / "study")
    old, new = (write(tmp_path / "study" / "unfinished", name, "half") for name in ("old", "new"))
    long_ago = time.time() - NOBODYS_S - 60
    os.utime(old, (long_ago, long_ago))
    assert StudyFolder(folder.path).path == folder.path
    assert [old.exists(), new.exists()] == [False, True]


# the manifest


def test_a_study_can_be_repeated_from_its_manifest_alone(small: tvsim.Scenario, tmp_path: Path) -> None:
    write(tmp_path, "over.toml", 'extends = "small.toml"\n[counters.health]\nofficers = 2\n')
    scenario = tvsim.load(tmp_path / "over.toml", ["procedures.records.days=4"]).with_({"targets.wait_min": 20})
    study(scenario, tmp_path / "study", 3)
    told = manifest(tmp_path / "study")
    (entry,) = told["scenarios"]
    for path in tmp_path.glob("*.toml"):
        path.unlink()
    again = tvsim.load(tmp_path / "study" / entry["file"])
    assert again.plan == scenario.plan
    numbers = sorted(map(int, entry["results"]))
    tvsim.run(again, seed=told["question"]["seed"], replications=numbers[-1], keep="figures", folder=tmp_path / "again")
    assert files(tmp_path / "again") == files(tmp_path / "study")
    assert sorted(f"{key}.figures" for key in entry["results"].values()) == sorted(files(tmp_path / "study"))


def test_a_sweep_can_be_repeated_from_its_manifest_alone(small: tvsim.Scenario, tmp_path: Path) -> None:
    """One scenario file, and for each other point what is changed in it; the base is one of the points."""
    vary = {"counters.health.officers": [1, 2, 3], "channels.online.share": [0.1, 0.2]}
    tvsim.sweep(small, vary, seed=5, replications=2, folder=tmp_path / "study")
    told = manifest(tmp_path / "study")
    assert (told["question"]["kind"], told["replications"]) == ("sweep", len(files(tmp_path / "study")))
    (base,) = told["scenarios"]
    assert [path.name for path in (tmp_path / "study" / "scenarios").glob("*/*")] == ["small.toml"]
    entries = [base, *told["variants"]]
    changed = [{each["place"]: each["value"] for each in entry.get("changed", [])} for entry in entries]
    wanted = [
        {"counters.health.officers": one, "channels.online.share": two} for one in (1, 2, 3) for two in (0.1, 0.2)
    ]
    assert changed == [{}, *wanted]
    for changes in changed:
        again = tvsim.load(tmp_path / "study" / base["file"]).with_(changes)
        tvsim.run(again, seed=told["question"]["seed"], replications=2, keep="figures", folder=tmp_path / "again")
    assert files(tmp_path / "again") == files(tmp_path / "study")


def test_scenarios_on_the_way_from_one_to_another_are_told_and_have_no_files(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    text = 'extends = "small.toml"\n[counters.health]\nofficers = 2\n[targets]\nwait_min = 20\n'
    other = tvsim.load(write(tmp_path, "other.toml", text))
    tvsim.explain(small, other, seed=5, replications=2, folder=tmp_path / "study")
    told = manifest(tmp_path / "study")
    assert told["question"] == {
        "kind": "explain",
        "scenarios": [each["file"] for each in told["scenarios"]],
        "seed": 5,
        "replications": 2,
        "by": "value",
        "orders": 20,
    }
    assert sorted(path.name for path in (tmp_path / "study" / "scenarios").glob("*/*")) == ["other.toml", "small.toml"]
    assert [each["name"] for each in told["scenarios"]] == ["small", "other"]
    made = [set(each["made"]) for each in told["variants"]]
    assert sorted(map(len, made)) == [1, 1, 2]
    assert {text.split(":")[0] for each in made for text in each} == {"counters.health.officers", "targets.wait_min"}
    assert [sorted(each["results"]) for each in told["variants"]] == [["1", "2"]] * 3


def test_what_a_manifest_tells(small: tvsim.Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "study"
    study(small.with_({"counters.health.officers": 2}), folder, 2)
    told = manifest(folder)
    assert (told["finished"], told["replications"]) == (True, 2)
    assert told["question"] == {
        "kind": "run",
        "scenarios": [told["scenarios"][0]["file"]],
        "seed": 5,
        "replications": 2,
        "keep": "figures",
    }
    assert told["model"].startswith("tvsim ")
    assert {"numpy", "scipy", "pandas", "numba", "joblib"} <= told["libraries"].keys()
    assert re.fullmatch(r"3\.\d+\.\d+.*", told["python"])
    assert told["platform"]
    (attempt,) = told["attempts"]
    assert (attempt["computed"], attempt["found"], attempt["finished"]) == (2, 0, True)
    assert 0 < attempt["seconds"] == told["seconds"]
    assert told["scenarios"][0]["changes"] == [{"place": "counters.health.officers", "value": 2}]


def test_progress_of_a_resumed_study_begins_with_what_is_there(small: tvsim.Scenario, tmp_path: Path) -> None:
    """Two of five are there: the first word is of two, and an interrupt after one more tells three."""
    study(small, tmp_path, 2)
    told: list[tuple[float, int]] = []
    study(small, tmp_path, 2, progress=lambda done, of: told.append((done, of)))
    assert told == [(2, 2)]

    def stop(done: float, of: int) -> None:
        told.append((done, of))
        if done > 3:
            raise KeyboardInterrupt

    told.clear()
    with pytest.raises(StudyInterrupt) as interrupted:
        study(small, tmp_path, 5, progress=stop)
    assert told[0] == (2, 5)
    assert 3 < told[-1][0] <= 4
    assert (interrupted.value.done, interrupted.value.of) == (3, 5)
    told.clear()
    study(small, tmp_path, 5, progress=lambda done, of: told.append((done, of)))
    assert (told[0], told[-1]) == ((3, 5), (5, 5))


def test_the_same_study_again_adds_an_attempt(small: tvsim.Scenario, tmp_path: Path) -> None:
    folder = tmp_path / "study"

    def stop(done: float, of: int) -> None:
        if done > 2:
            raise KeyboardInterrupt

    with pytest.raises(
        StudyInterrupt, match=re.escape(f"interrupted after 2 of 3 replications, which are kept in {folder}")
    ):
        study(small, folder, 3, progress=stop)
    assert not manifest(folder)["finished"]
    study(small, folder, 3)
    told = manifest(folder)
    counts = [(each["computed"], each["found"], each["finished"]) for each in told["attempts"]]
    assert counts == [(2, 0, False), (1, 2, True)]
    assert told["seconds"] == pytest.approx(sum(each["seconds"] for each in told["attempts"]))


def test_several_calls_of_one_study_add_up(small: tvsim.Scenario, tmp_path: Path) -> None:
    more = small.with_({"counters.health.officers": 2})
    with new_study(Question("compare", (small, more), 5), folder=tmp_path / "study") as one:
        one.run([small], [1, 2])
        assert not manifest(tmp_path / "study")["finished"]
        one.run([small, more], [1, 2, 3])
    told = manifest(tmp_path / "study")
    assert told["finished"]
    assert (told["question"]["kind"], told["replications"]) == ("compare", 6)
    assert [sorted(each["results"]) for each in told["scenarios"]] == [["1", "2", "3"]] * 2
    assert [(each["computed"], each["found"]) for each in told["attempts"]] == [(6, 0)]


def test_a_study_that_asks_several_times_is_finished_at_its_end_alone(small: tvsim.Scenario, tmp_path: Path) -> None:
    """A precision that no 8 or 16 replications have is asked in three batches; asked again it stays finished."""
    seen: list[tuple[bool, int]] = []

    def look(_: float, __: int) -> None:
        told = manifest(tmp_path / "study")
        seen.append((told["finished"], told["replications"]))

    def ask() -> None:
        asked: dict[str, Any] = {"precision": 0.001, "figures": ["wait_mean_min"], "most": 20}
        tvsim.run(small, seed=5, keep="figures", folder=tmp_path / "study", progress=look, **asked)

    ask()
    assert list(dict.fromkeys(seen)) == [(False, 8), (False, 16), (False, 20)]
    assert (manifest(tmp_path / "study")["finished"], manifest(tmp_path / "study")["replications"]) == (True, 20)
    seen.clear()
    ask()
    assert set(seen) == {(True, 20)}


def test_indices_after_ends_of_ranges_are_one_study(small: tvsim.Scenario, tmp_path: Path) -> None:
    doubted = tvsim.load(small_file(tmp_path, "days = 5", "days = { value = 5, range = [4, 6] }"))
    finished: list[bool] = []

    def look(_: float, __: int) -> None:
        finished.append(manifest(tmp_path / "study")["finished"])

    with warnings.catch_warnings(action="ignore", category=WideIndicesWarning):
        tvsim.sensitivity(doubted, replications=1, sobol=8, folder=tmp_path / "study", progress=look)
    assert not any(finished)
    assert manifest(tmp_path / "study")["finished"]


def test_different_studies_have_manifests_of_their_own(small: tvsim.Scenario, tmp_path: Path) -> None:
    for seed, replications in ((1, 1), (1, 2), (2, 1)):
        tvsim.run(small, seed=seed, replications=replications, keep="figures", folder=tmp_path / "study")
    assert len(list((tmp_path / "study" / "studies").iterdir())) == 3
    assert len(list((tmp_path / "study" / "scenarios").iterdir())) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b'{"attempts": 3}', b'{"attempts": [1]}', b"\xff", b'{"question": {}, "attempts": []}',
        ("NaN", b'"seconds": '), ("-1", b'"seconds": '), ("6", b'"seed": '),
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_written_anew(
    small: tvsim.Scenario, tmp_path: Path, content: bytes | tuple[str, bytes]
) -> None:
    study(small, tmp_path / "study", 1)
    (path,) = (tmp_path / "study" / "studies").iterdir()
    if isinstance(content, tuple):  # a number in it is another
        number, key = content
        content = re.sub(key + rb"[0-9.]+", key + number.encode(), path.read_bytes())
    path.write_bytes(content)
    lost = f"{path}: damaged, written anew; what it said of earlier attempts is lost"
    with pytest.warns(DamagedResultWarning) as warned:
        study(small, tmp_path / "study", 1)
    assert [str(each.message) for each in warned] == [lost]
    assert len(manifest(tmp_path / "study")["attempts"]) == 1


def test_a_scenario_that_was_changed_in_the_folder_is_named_and_written_anew(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    folder = tmp_path / "study"
    study(small, folder, 1)
    (path,) = (folder / "scenarios").glob("*/*.toml")
    before = path.read_bytes()
    assert studies_in(folder)[1] == []
    path.write_bytes(before.replace(b"days = 3", b"days = 4"))
    (kept,), (said,) = studies_in(folder)
    assert said == f"{path}: damaged, changed or gone; the results are those of the file as it was written"
    with pytest.raises(FolderError, match=re.escape(said)):
        kept.results_of_scenarios()
    with pytest.warns(DamagedResultWarning, match=re.escape(f"{path}: damaged, written anew")):
        study(small, folder, 1)
    assert path.read_bytes() == before
    assert studies_in(folder)[1] == []


def test_a_scenario_that_was_changed_there_asks_another_question_and_that_is_said(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    study(small, tmp_path, 1)
    (path,) = (tmp_path / "scenarios").glob("*/*.toml")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        study(tvsim.load(path), tmp_path, 1)
    path.write_bytes(path.read_bytes().replace(b"days = 3", b"days = 4"))
    with pytest.warns(DamagedResultWarning, match=re.escape(f"{path}: changed since a study wrote it")):
        study(tvsim.load(path), tmp_path, 1)


@pytest.mark.parametrize("damage", ["gone", "folder", "beside"])
def test_a_scenario_that_cannot_be_read_is_named(small: tvsim.Scenario, tmp_path: Path, damage: str) -> None:
    study(small, tmp_path, 1)
    (path,) = (tmp_path / "scenarios").glob("*/*.toml")
    if damage == "beside":
        path.with_name("observed.csv").mkdir()
    else:
        path.unlink()
    if damage == "folder":
        path.mkdir()
    _, (said,) = studies_in(tmp_path)
    assert said.startswith(f"{path}: damaged, changed or gone")


@pytest.mark.parametrize(
    "change",
    [
        (rb'"seed": 5', b'"seed": 6'),
        (rb'"seconds": [0-9.]+', b'"seconds": NaN'),
        (rb'("results": {\s*)"1"', rb'\1"0"'),  # another number for a result
    ],
)
def test_a_manifest_that_was_changed_is_named(
    small: tvsim.Scenario, tmp_path: Path, change: tuple[bytes, bytes]
) -> None:
    study(small, tmp_path, 1)
    (path,) = (tmp_path / "studies").iterdir()
    changed = re.sub(*change, path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    assert studies_in(tmp_path) == ([], [f"{path}: damaged, or no manifest of a study"])


def test_a_manifest_of_an_earlier_version_is_written_anew(small: tvsim.Scenario, tmp_path: Path) -> None:
    study(small, tmp_path, 1)
    (path,) = (tmp_path / "studies").iterdir()
    told = {key: value for key, value in manifest(tmp_path).items() if key != "checksum"}
    path.write_text(json.dumps(told), encoding="utf-8")
    _, (said,) = studies_in(tmp_path)
    assert said == f"{path}: damaged, or written by an earlier version of tvsim; the same command writes it anew"
    with pytest.warns(DamagedResultWarning, match="written anew"):
        study(small, tmp_path, 1)
    assert studies_in(tmp_path)[1] == []


def test_a_manifest_that_is_damaged_is_written_anew_with_the_same_results(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    before = study(small, tmp_path, 2)
    (path,) = (tmp_path / "studies").iterdir()
    path.write_bytes(path.read_bytes().replace(b'"2": ', b'"0": '))
    with pytest.warns(DamagedResultWarning, match="damaged, written anew"):
        study(small, tmp_path, 2)
    (kept,), said = studies_in(tmp_path)
    assert said == []
    (found,) = kept.results_of_scenarios()
    assert found.estimates.equals(before.estimates)


def test_of_two_that_ask_the_same_at_once_the_manifest_tells_of_both(
    small: tvsim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second begins before the first ends, and ends after it."""
    question = Question("run", (small,), 5, 2)
    first = Manifest(StudyFolder(tmp_path), question)
    first.asked(Variant.unchanged(small), {"a" * 64: 1, "b" * 64: 2}, [])
    first.write(finished=False)
    monkeypatch.setattr(os, "getpid", lambda: 0)
    second = Manifest(StudyFolder(tmp_path), question)
    second._who = first._who[0], 0  # begun in the same millisecond
    second.asked(Variant.unchanged(small), {"a" * 64: 1, "b" * 64: 2}, [])
    second.write(finished=False)
    first.computed("a" * 64)
    first.write(finished=True)
    second.computed("b" * 64)
    second.write(finished=True)
    told = manifest(tmp_path)
    assert [(each["computed"], each["finished"]) for each in told["attempts"]] == [(1, True), (1, True)]
    assert told["seconds"] == pytest.approx(sum(each["seconds"] for each in told["attempts"]), abs=0.002)


def test_what_is_finished_stays_so_though_it_is_asked_again_and_interrupted(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    study(small, tmp_path, 2)
    told = manifest(tmp_path)
    results = {key: int(number) for number, key in told["scenarios"][0]["results"].items()}
    fewer = dict(list(results.items())[:1])  # the first batch of several
    other = "c" * 64
    StudyFolder(tmp_path).write(other, StudyFolder(tmp_path).read(next(iter(results))) or b"")
    for asked, is_finished in ((results, True), (fewer, True), ({other: 1}, False)):
        again = Manifest(StudyFolder(tmp_path), Question("run", (small,), 5, 2, {"precision": None}))
        again._told = told["question"]
        again._name = next((tmp_path / "studies").iterdir()).relative_to(tmp_path).as_posix()
        again.asked(Variant.unchanged(small), asked, asked)
        again.write(finished=False)
        assert manifest(tmp_path)["finished"] == is_finished
        assert manifest(tmp_path)["scenarios"][0]["results"] == (
            told["scenarios"][0]["results"] if is_finished else {"1": other}  # of another version
        )
    assert [each["finished"] for each in manifest(tmp_path)["attempts"]] == [True, False, False, False]


def test_a_batch_of_what_was_finished_is_not_the_whole_where_the_rest_is_gone(
    small: tvsim.Scenario, tmp_path: Path
) -> None:
    """The first of two replications is asked for again, and the second one is there no more."""
    study(small, tmp_path, 2)
    told = manifest(tmp_path)
    first, second = (told["scenarios"][0]["results"][number] for number in ("1", "2"))
    StudyFolder(tmp_path).file(second).unlink()
    again = Manifest(StudyFolder(tmp_path), Question("run", (small,), 5, 2, {"precision": None}))
    again._told = told["question"]
    again._name = next((tmp_path / "studies").iterdir()).relative_to(tmp_path).as_posix()
    for _ in range(2):  # what was told before is its own word then
        again.asked(Variant.unchanged(small), {first: 1}, [first])
        again.write(finished=False)
        assert not manifest(tmp_path)["finished"]
    again.write(finished=True)  # of fewer, as asked by another version
    assert manifest(tmp_path)["scenarios"][0]["results"] == {"1": first}


def test_what_was_finished_is_not_where_results_are_gone(small: tvsim.Scenario, tmp_path: Path) -> None:
    study(small, tmp_path, 2)

    def stop(done: float, _: int) -> None:
        if done > 1:
            raise KeyboardInterrupt

    (path, *_) = sorted((tmp_path / "replications").glob("*/*"))
    path.unlink()
    with pytest.raises(StudyInterrupt):
        study(small, tmp_path, 2, progress=stop)
    assert not manifest(tmp_path)["finished"]
    study(small, tmp_path, 2)
    assert manifest(tmp_path)["finished"]


@pytest.mark.parametrize("content", ["[" * 200_000, "{}", "3"])
def test_a_manifest_that_is_none_is_written_anew(small: tvsim.Scenario, tmp_path: Path, content: str) -> None:
    study(small, tmp_path, 1)
    (path,) = (tmp_path / "studies").iterdir()
    path.write_text(content, encoding="utf-8")
    with pytest.warns(DamagedResultWarning, match="written anew"):
        study(small, tmp_path, 1)
    assert studies_in(tmp_path)[1] == []


def test_a_damaged_result_is_not_counted_as_done(small: tvsim.Scenario, tmp_path: Path) -> None:
    study(small, tmp_path, 3)
    (kept,), _ = studies_in(tmp_path)
    assert (kept.done, kept.is_finished) == (3, True)
    (path, *_) = sorted((tmp_path / "replications").glob("*/*"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    (kept,), _ = studies_in(tmp_path)
    assert (kept.done, kept.is_finished) == (2, False)


def test_what_is_no_manifest_does_not_hide_the_others(small: tvsim.Scenario, tmp_path: Path) -> None:
    study(small, tmp_path, 1)
    (tmp_path / "studies" / "stray.json").mkdir()
    (tmp_path / "studies" / "notes.txt").write_text("mine")
    (kept,), said = studies_in(tmp_path)
    assert kept.kind == "run"
    assert said == [f"{tmp_path / 'studies' / 'stray.json'}: cannot be read: is a directory"]


def test_what_was_observed_is_kept_beside_its_scenario(tmp_path: Path) -> None:
    scenario = tvsim.load("bialoleka_2020")
    file, contents = scenario_files(scenario)
    for name, content in contents.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_bytes(content)
    again = tvsim.load(tmp_path / file)
    assert again.plan.observed is not None
    seen = [(each.path.parent / str(each.plan.observed and each.plan.observed.waiting)) for each in (scenario, again)]
    assert seen[0].read_bytes() == seen[1].read_bytes()
    assert again.plan.model_copy(update={"observed": scenario.plan.observed}) == scenario.plan
    assert replication.determining(again.plan) == replication.determining(scenario.plan)


def test_scenarios_of_one_name_do_not_come_into_each_others_way(small: tvsim.Scenario, tmp_path: Path) -> None:
    folder = StudyFolder(tmp_path / "study")
    scenarios = (small, small.with_({"counters.health.officers": 2}))
    Manifest(folder, Question("compare", scenarios, 1)).write(finished=True)
    entries = manifest(folder.path)["scenarios"]
    assert [tvsim.load(folder.path / each["file"]).plan for each in entries] == [each.plan for each in scenarios]


def test_odd_names_make_files_that_every_system_takes(tmp_path: Path) -> None:
    scenario = tvsim.load(write(tmp_path, "a b:ô*.toml", SMALL))
    assert re.fullmatch(r"scenarios/[0-9a-f]{8}/a_b_ô_\.toml", scenario_files(scenario)[0])


# interrupts


@pytest.mark.parametrize("at_once", [True, False])
def test_an_interrupt_in_the_midst_of_keeping_is_counted_truly(
    small: tvsim.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    """It comes before the third result is in the folder, or when it is there and nobody has taken note of it yet."""
    write = StudyFolder.write

    def interrupted(folder: StudyFolder, key: str, data: bytes) -> None:
        third = len(files(folder.path)) == 2
        if not (third and at_once):
            write(folder, key, data)
        if third:
            raise KeyboardInterrupt

    monkeypatch.setattr(StudyFolder, "write", interrupted)
    with pytest.raises(StudyInterrupt) as stopped:
        study(small, tmp_path / "study", 5)
    assert (stopped.value.done, stopped.value.of) == (2 if at_once else 3, 5)
    assert len(files(tmp_path / "study")) == stopped.value.done
