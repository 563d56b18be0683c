"""The command line: what it prints, and how it ends."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import tvsim.experiment
from tests.scenario_files import SMALL, small_file, write
from tvsim import cli
from tvsim.scenario import load
from tvsim.scenario.json_schema import editor_schema


class Ended:
    """How a command ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Tvsim = Callable[..., Ended]


@pytest.fixture
def tvsim_(capsys: pytest.CaptureFixture[str]) -> Tvsim:
    """Run a command as the shell does."""

    def execute(*words: object) -> Ended:
        code = cli.execute([str(word) for word in words])
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err)

    return execute


def test_validate(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path)
    ended = tvsim_("validate", path)
    assert (ended.code, ended.out, ended.err) == (0, f"{path}: valid\n", "")


def test_validate_warns_of_loads_that_cannot_be_served(tvsim_: Tvsim, tmp_path: Path) -> None:
    ended = tvsim_("validate", small_file(tmp_path), "--set", "agencies.justice.reviewers=0")
    assert ended.code == 0
    assert ended.err.startswith("warning: agencies.justice (reviewers): ")
    assert ended.err.endswith("but nobody is on duty\n")


@pytest.mark.parametrize("command", ["validate", "run"])
def test_a_back_office_that_starts_empty_is_said(tvsim_: Tvsim, tmp_path: Path, command: str) -> None:
    ended = tvsim_(command, small_file(tmp_path), "--set", "period.warm_up_days=0")
    assert ended.code == 0
    assert ended.err == (
        "warning: period.warm_up_days = 0: no day is run before it and no agency has a backlog, "
        "so that the back office starts empty, and its first cases are decided too soon\n"
    )


@pytest.mark.parametrize("command", ["run", "validate", "show"])
def test_what_the_user_got_wrong_is_one_line_each(tvsim_: Tvsim, tmp_path: Path, command: str) -> None:
    path = small_file(tmp_path)
    ended = tvsim_(command, path, "--set", "seed=-1", "--set", "counters.health.officers=x")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        "error: --set: seed = -1: must be at least 0",
        'error: --set: counters.health.officers = "x": must be a whole number, from 0 to 100,000',
    ]


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"\xff\xfe", b"seed = ", "name = 'Trà Vinh'".encode("utf-16"), b"a = 1\r\nb = \r\n", b"[" * 5000],
)
def test_files_that_are_no_scenarios(tvsim_: Tvsim, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(content)
    ended = tvsim_("validate", path)
    assert (ended.code, ended.out) == (2, "")
    assert all(line.startswith(f"error: {path}: ") for line in ended.err.splitlines())
    assert "Traceback" not in ended.err


def test_files_that_are_none(tvsim_: Tvsim, tmp_path: Path) -> None:
    assert tvsim_("validate", tmp_path).err == f"error: {tmp_path}: is a folder, not a scenario file\n"
    assert tvsim_("validate", tmp_path / "x.toml").err == f"error: {tmp_path / 'x.toml'}: there is no such file\n"
    for one, other in (("a", "b"), ("b", "a")):
        (tmp_path / one).symlink_to(tmp_path / other)
    assert tvsim_("validate", tmp_path / "a").err == (
        f"error: {tmp_path / 'a'}: cannot be read: symbolic links lead to one another in a circle\n"
    )
    assert tvsim_("validate", small_file(tmp_path) / "x").err.endswith("there is no such file\n")


@pytest.mark.parametrize("name", ["baselin", "basline.toml"])
def test_a_shipped_scenario_of_a_near_name_is_suggested(tvsim_: Tvsim, name: str) -> None:
    ended = tvsim_("run", name)
    assert ended.code == 2
    assert ended.err == f'error: {name}: there is no such file or shipped scenario; did you mean "baseline"?\n'
    assert tvsim_("run", "zzz").err == "error: zzz: there is no such file\n"


@pytest.mark.parametrize(
    "words",
    [
        ["validate"],
        ["nonsense"],
        ["run", "a.toml", "--replications", "two"],
        ["run", "a.toml", "--lang", "fr"],
        ["show", "-x"],
    ],
)
def test_wrong_usage_is_one_line(tvsim_: Tvsim, words: list[str]) -> None:
    ended = tvsim_(*words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: ")
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize(("option", "value"), [("--seed", -1), ("--replications", 0), ("--replications", 100_001)])
def test_seeds_and_replications_have_bounds(tvsim_: Tvsim, tmp_path: Path, option: str, value: int) -> None:
    ended = tvsim_("run", small_file(tmp_path), f"{option}={value}")
    assert ended.code == 2
    assert ended.err.startswith(f"error: {option} = {value}: must be ")


@pytest.mark.parametrize("value", ["abc", "1.5", "", "0x10"])
@pytest.mark.parametrize(("option", "allowed"), [("--seed", "at least 0"), ("--replications", "from 1 to 100,000")])
def test_seeds_and_replications_are_whole_numbers(
    tvsim_: Tvsim, tmp_path: Path, option: str, allowed: str, value: str
) -> None:
    ended = tvsim_("run", small_file(tmp_path), option, value)
    assert (ended.code, ended.err) == (2, f'error: {option} = "{value}": must be a whole number, {allowed}\n')


def test_help_tells_the_exit_codes(tvsim_: Tvsim) -> None:
    for words in (["--help"], ["run", "--help"], []):
        ended = tvsim_(*words)
        assert ended.code == (0 if words else 2)
        assert "130 interrupted" in " ".join(ended.out.split())
    assert CliRunner().invoke(cli.app, ["--help"]).exit_code == 0


def test_show_has_every_number_with_its_source(tvsim_: Tvsim, tmp_path: Path) -> None:
    ended = tvsim_("show", small_file(tmp_path), "--set", "counters.health.officers=3")
    assert ended.code == 0
    rows = [line.split() for line in ended.out.splitlines()]
    assert ["counters.health.officers", "3", "set", "by", "hand", "--set"] in rows
    assert any(row[:2] == ["targets.wait_min", "15.0"] and row[2] == "default" for row in rows)
    assert any("duty roster [1 to 3] (3 on Mondays)" in line for line in ended.out.splitlines())
    assert "procedures.licences.intake_min.mean" in ended.out


def test_show_for_programs(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = small_file(tmp_path)
    shown = json.loads(tvsim_("show", path, "--json").out)
    assert shown["files"] == [str(path)]
    values = {row["path"]: row for row in shown["values"]}
    assert values["counters.justice.officers"] == {
        "path": "counters.justice.officers",
        "value": 2,
        "source": "duty roster",
        "file": str(path),
        "range": [1, 3],
        "note": "3 on Mondays",
    }
    assert values["period.start"]["value"] == "2025-03-03"


# The schema


def as_json(path: Path) -> Any:
    """A file's own content as an editor sees it."""
    import tomllib  # noqa: PLC0415

    return json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))


def test_schema(tvsim_: Tvsim) -> None:
    printed = json.loads(tvsim_("schema").out)
    assert printed == editor_schema()
    jsonschema.Draft202012Validator.check_schema(printed)
    for name in ("extends", "observed", "procedure_defaults", "counter_defaults", "agency_defaults"):
        assert name in printed["properties"]


SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.toml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_editors_find_no_fault_with_the_shipped_scenarios(path: Path) -> None:
    jsonschema.Draft202012Validator(editor_schema()).validate(as_json(path))


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        ("", "", True),
        ("seed", "seed", True),
        ("officers = 1", 'officers = { value = 1, source = "x", range = [1, 2], note = "y" }', True),
        ("officers = 1", 'officers = { value = -1, source = "x" }', False),
        ("officers = 1", 'officers = { valu = 1, source = "x" }', False),
        ("officers = 1", "oficers = 1", False),
        ("officers = 1", 'officers = "1"', False),
        ("wrap_up_min = 1", "wrap_up_min = { mean = { value = 1, source = 'x' }, cv = 1 }", True),
        ("wrap_up_min = 1", "wrap_up_min = { men = 1 }", False),
        ("[agencies.health]", '[agencies]\nsource = "x"\n[agencies.health]', True),
        ("[calendar.hours]", "[calendar.hours]\nmo = []", False),
        ("days = 3\n", 'days = 3\narrivals_by_time = { mon = { "08:00-09:00" = 1 } }\n', True),
        ("days = 3\n", 'days = 3\narrivals_by_time = { "08:00-09:00" = "x" }\n', False),
    ],
)
def test_editors_see_what_is_wrong(tmp_path: Path, old: str, new: str, valid: bool) -> None:
    path = write(tmp_path, "a.toml", SMALL.replace(old, new) if old else SMALL)
    assert jsonschema.Draft202012Validator(editor_schema()).is_valid(as_json(path)) is valid


# A new scenario


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_new_writes_a_scenario_that_is_valid_and_never_overwrites(tvsim_: Tvsim, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "mine.toml"
    assert tvsim_("new", path, "--lang", lang).code == 0
    written = path.read_bytes()
    ended = tvsim_("validate", path)
    assert (ended.code, ended.err) == (0, "")
    ended = tvsim_("new", path)
    assert (ended.code, ended.err) == (2, f"error: {path}: exists already, and is not overwritten\n")
    assert path.read_bytes() == written
    jsonschema.Draft202012Validator(editor_schema()).validate(as_json(path))


def test_both_starting_scenarios_say_the_same(tvsim_: Tvsim, tmp_path: Path) -> None:
    plans = []
    for lang in ("en", "vi"):
        tvsim_("new", tmp_path / f"{lang}.toml", "--lang", lang)
        plans.append(load(tmp_path / f"{lang}.toml").plan.model_dump(exclude={"description"}))
    assert plans[0] == plans[1]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_template_writes_a_workbook_that_every_command_takes(tvsim_: Tvsim, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "plan.xlsx"
    ended = tvsim_("template", small_file(tmp_path), path, "--lang", lang, "--set", "counters.health.officers=2")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"{path}: {'đã ghi' if lang == 'vi' else 'written'}\n")
    assert tvsim_("validate", path).out == f"{path}: valid\n"
    shown = {each["path"]: each for each in json.loads(tvsim_("show", path, "--json").out)["values"]}
    officers = shown["counters.health.officers"]
    assert (officers["value"], officers["source"]) == (2, "set by hand")
    assert officers["file"].startswith(f"{path}: {'Quầy' if lang == 'vi' else 'Counters'}!D")
    again = tvsim_("template", path, path)
    assert (again.code, again.err) == (2, f"error: {path}: exists already, and is not overwritten\n")
    nowhere = tvsim_("template", path, tmp_path / "no" / "plan.xlsx")
    assert nowhere.code == 3
    assert nowhere.err == f"error: {tmp_path / 'no' / 'plan.xlsx'}: cannot be written: no such file or directory\n"


def test_new_where_nothing_can_be_written(tvsim_: Tvsim, tmp_path: Path) -> None:
    ended = tvsim_("new", tmp_path / "nowhere" / "a.toml")
    assert ended.code == 3
    assert ended.err == f"error: {tmp_path / 'nowhere' / 'a.toml'}: cannot be written: no such file or directory\n"


# Running


@pytest.mark.parametrize("name", ["x[/bold]", "a/b [bold]x[/bold]", "[red]", ":smile: $", "C:\\[b]"])
def test_names_are_printed_as_they_stand(tvsim_: Tvsim, tmp_path: Path, name: str) -> None:
    settings = [f"name='{name}'", f"agencies.health.name='{name}'"]
    words = [small_file(tmp_path), "--set", settings[0], "--set", settings[1]]
    ended = tvsim_("run", *words)
    assert (ended.code, ended.err) == (0, "")
    rows = ended.out.splitlines()
    assert any(row.startswith(f"{name}, 3 March 2025") for row in rows)
    assert any(f" {name} " in row for row in rows if "3 March 2025" not in row)
    assert name in [row.strip() for row in tvsim_("show", *words).out.splitlines()]


def test_run_for_programs(tvsim_: Tvsim, tmp_path: Path) -> None:
    ended = tvsim_("run", small_file(tmp_path), "--replications", 2, "--seed", 7, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert (found["seed"], found["replications"], found["scenario"]) == (7, 2, "small")
    visits = [row for row in found["figures"] if (row["agency"], row["figure"]) == ("all", "visits")]
    assert visits[0]["estimate"] > 0
    assert visits[0]["low"] <= visits[0]["estimate"] <= visits[0]["high"]


def test_run_writes_into_a_folder(tvsim_: Tvsim, tmp_path: Path) -> None:
    out = tmp_path / "a" / "results"
    ended = tvsim_("run", small_file(tmp_path), "--out", out)
    assert ended.code == 0
    assert ended.out.endswith(f"files in {out}\n")
    assert sorted(folder.name for folder in out.iterdir()) == ["figures", "pictures", "tables"]


def test_a_folder_that_cannot_be_made_is_told_before_the_run(
    tvsim_: Tvsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tvsim.experiment, "run", _must_not_run)
    path = small_file(tmp_path)
    ended = tvsim_("run", path, "--out", path)
    assert (ended.code, ended.err) == (3, f"error: {path}: cannot be written: file exists\n")


@pytest.mark.parametrize("folder", ["figures", "tables", "pictures"])
def test_every_folder_is_tried_before_the_run(
    tvsim_: Tvsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    monkeypatch.setattr(tvsim.experiment, "run", _must_not_run)
    (tmp_path / folder).touch()
    ended = tvsim_("run", small_file(tmp_path), "--out", tmp_path)
    assert (ended.code, ended.err) == (3, f"error: {tmp_path / folder}: cannot be written: file exists\n")


def test_a_folder_that_is_not_in_utf_8(tvsim_: Tvsim, tmp_path: Path) -> None:
    ended = tvsim_("run", small_file(tmp_path), "--out", "bad\udcff")
    assert (ended.code, ended.err) == (3, "error: bad\\udcff: cannot be written: the path is not in UTF-8\n")


def test_a_scenario_whose_path_is_not_in_utf_8(tvsim_: Tvsim, tmp_path: Path) -> None:
    path = tmp_path / "bad\udcff.toml"
    path.write_text(SMALL, encoding="utf-8")
    ended = tvsim_("run", path, "--out", tmp_path / "out")
    assert (ended.code, ended.err) == (0, "")
    assert "bad\\udcff.toml" in (tmp_path / "out" / "figures" / "register.csv").read_text(encoding="utf-8")


def test_empty_paths(tvsim_: Tvsim, tmp_path: Path) -> None:
    expected = 'error: "": must be a scenario file, or the name of a shipped one, not empty\n'
    for command in ("validate", "show", "run"):
        ended = tvsim_(command, "")
        assert (ended.code, ended.err) == (2, expected)
    ended = tvsim_("new", "")
    assert (ended.code, ended.err) == (2, 'error: FILE = "": must be a path, not empty\n')
    ended = tvsim_("run", small_file(tmp_path), "--out", "")
    assert (ended.code, ended.err) == (2, 'error: --out = "": must be a path, not empty\n')


def _must_not_run(*_: object, **__: object) -> None:
    raise AssertionError("should not run")


def test_mistakes_of_our_own_are_called_so(tvsim_: Tvsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tvsim.experiment, "run", _must_not_run)
    monkeypatch.delenv("TVSIM_TRACEBACK", raising=False)
    ended = tvsim_("run", small_file(tmp_path))
    assert ended.code == 1
    assert ended.err.startswith("internal error: AssertionError: should not run; ")
    monkeypatch.setenv("TVSIM_TRACEBACK", "1")
    assert "Traceback" in tvsim_("run", tmp_path / "small.toml").err


def test_an_interrupted_run_says_so(tvsim_: Tvsim, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(tvsim.experiment, "run", interrupted)
    ended = tvsim_("run", small_file(tmp_path))
    assert (ended.code, ended.err.strip()) == (130, "interrupted")


def test_main_exits_with_the_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "argv", ["tvsim", "validate", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
