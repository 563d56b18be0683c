"""What the schema refuses, in a planner's words."""

# ruff: noqa: E501 - messages stand on one line here as they do for the user

import pickle
from pathlib import Path

import pytest

from tests.scenario_files import small_file
from tvsim.scenario import ScenarioError, load
from tvsim.scenario.errors import line, nearest, place_text, shown


def refused(folder: Path, old: str, new: str) -> list[str]:
    """Lines with which the small scenario is refused when one piece of it is changed."""
    with pytest.raises(ScenarioError) as error:
        load(small_file(folder, old, new))
    return [message.replace(f"{folder}/", "") for message in error.value.messages]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # keys
        ("reviewers = 1", "reviewrs = 1", 'agencies.health.reviewrs: unknown key; did you mean "reviewers"?'),
        ("[calendar]", "[calender]\nx = 1\n[calendar]", 'calender: unknown key; did you mean "calendar"?'),
        (
            "[period]",
            "[zzz]\n[period]",
            "zzz: unknown key; allowed: absences, agencies, agency_defaults, calendar, channels, committee, costs, "
            "counter_defaults, counters, deadlines, demand, description, ...",
        ),
        ("warm_up_days = 7", 'warm_up_days = 7\n"a\\nb" = 1', None),
        ('start = 2025-03-03\n', "", "period.start: is missing"),
        ("per_year = 1000\n", "", "procedures.licences.per_year: is missing (Dossiers a year, before the factors of the demand)"),
        ("[agencies.health]", '[agencies."he alth"]\n[agencies.health]', 'agencies."he alth": a name must be made of the letters A to Z, digits, - and _'),
        # kinds of values
        ("reviewers = 1", 'reviewers = "1"', 'agencies.health.reviewers = "1": must be a whole number, from 0 to 100,000'),
        ("reviewers = 1", "reviewers = 1.0", "agencies.health.reviewers = 1.0: must be a whole number, from 0 to 100,000"),
        ("reviewers = 1", "reviewers = true", "agencies.health.reviewers = true: must be a whole number, from 0 to 100,000"),
        ("reviewers = 1", "reviewers = [1]", "agencies.health.reviewers = [1]: must be a whole number, from 0 to 100,000"),
        ("per_year = 1000", 'per_year = "many"', 'procedures.licences.per_year = "many": must be a number, from 0 to 1,000,000,000,000'),
        ("start = 2025-03-03", 'start = "2025-03-03"', 'period.start = "2025-03-03": must be a date such as 2026-01-05, without quotes'),
        ("start = 2025-03-03", "start = 2025-03-03T08:00:00", None),
        ("reviewers = 1", "reviewers = 1\norder = 3", 'agencies.health.order = 3: must be one of "earliest_due", "first_come"'),
        ("reviewers = 1", 'reviewers = 1\norder = "earliest"', 'agencies.health.order = "earliest": must be one of "earliest_due", "first_come"; did you mean "earliest_due"?'),
        ('country = "VN"', 'country = "Vietnam"', 'calendar.country = "Vietnam": must be a country in two capital letters such as "VN", or empty for no public holidays'),
        ('agencies = ["health"]\nofficers', "agencies = []\nofficers", "counters.health.agencies = []: must have at least 1 entry"),
        ('agencies = ["health"]\nofficers', 'agencies = "health"\nofficers', 'counters.health.agencies = "health": must be a list, such as [1, 2]'),
        ('name = "small"', "name = 3", "name = 3: must be a text in quotes, or a table with vi and en"),
        ('name = "small"', 'name = { vi = "x" }', "name.en: is missing"),
        ('name = "small"', 'name = "a\\nb"', 'name = "a\\nb": a name must not have line ends, tabs or other control characters'),
        ('name = "small"', 'name = { vi = "\\u0007", en = "x" }', 'name.vi = "\\u0007": a name must not have line ends, tabs or other control characters'),
        ("reviewers = 1", f'reviewers = 1\nname = "{"x" * 201}"', f'agencies.health.name = "{"x" * 56}...: a name must have at most 200 characters, not 201'),
        ("[agencies.health]", '[sites.s]\nname = { vi = "a\\u2028b", en = "" }\n[agencies.health]', 'sites.s.name.vi = "a\\u2028b": a name must not have line ends, tabs or other control characters'),
        ("wrap_up_min = 1", "wrap_up_min = [1]", "counter_defaults.wrap_up_min = [1]: must be a number or a table such as { mean = 10, cv = 0.5 }"),
        ("[period]", "period = 3\n[x]", None),
        # bounds
        ("share = 0.1", "share = 1.1", "procedures.records.reviews.share = 1.1: must be from 0 to 1"),
        ("share = 0.1", "share = -0.1", "procedures.records.reviews.share = -0.1: must be from 0 to 1"),
        ("share = 0.1", "share = nan", "procedures.records.reviews.share = nan: must be a finite number"),
        ("share = 0.1", "share = inf", "procedures.records.reviews.share = inf: must be a finite number"),
        ("days = 3\n", "days = 0\n", "procedures.records.days = 0: must be greater than 0 and at most 10,000"),
        ("per_year = 1000", "per_year = -1", "procedures.licences.per_year = -1: must be from 0 to 1,000,000,000,000"),
        ("per_year = 1000", f"per_year = {'9' * 400}", None),
        ("cv = 0.4", "cv = 0", "procedures.records.work_min.cv = 0: must be greater than 0 and at most 20"),
        ('source = "counted', 'seed = -1\nsource = "counted', "seed = -1: must be at least 0"),
        # values of several parts
        ('"08:00-12:00", "13', '"08:00-7:00", "13', 'calendar.hours.mon-fri[0] = "08:00-7:00": must end after it begins'),
        ('"08:00-12:00", "13', '"8h-12h", "13', 'calendar.hours.mon-fri[0] = "8h-12h": must be a time of day such as "07:30"'),
        ("mon-fri = [", "mon-fry = [", None),
        ('times = ["16:00"] }\n\n[agencies.justice]', 'times = ["24:01"] }\n\n[agencies.justice]', 'agencies.health.sign_off.times[0] = "24:01": must be a time of day between 00:00 and 24:00'),
        ("end = 2025-03-14", "end = 2025-03-02", "period.end = 2025-03-02: the period must not end before it starts (start = 2025-03-03)"),
        ("days = 3\n", "days = 3\nlegal_days = 2\n", "procedures.records.days = 3: days must not be longer than legal_days (legal_days = 2)"),
        ("days = 3\n", "days = 3\nhours = 2\n", "procedures.records.hours = 2: a limit is given in days or in hours, not in both (days = 3)"),
        ("wrap_up_min = 1", "wrap_up_min = -1", "counter_defaults.wrap_up_min = -1: a duration must not be negative"),
        ("wrap_up_min = 1", "wrap_up_min = { mean = 1 }", "counter_defaults.wrap_up_min.mean = 1: a lognormal duration needs exactly cv, mean"),
        ("wrap_up_min = 1", "wrap_up_min = nan", "counter_defaults.wrap_up_min = nan: must be a finite number"),
        ("wrap_up_min = 1", "wrap_up_min = { mean = 1e12, cv = 20 }", "counter_defaults.wrap_up_min.mean = 1000000000000.0: a time must be at most 1,000,000"),
        ("wrap_up_min = 1", f"wrap_up_min = 1{'0' * 400}", f"counter_defaults.wrap_up_min = 1{'0' * 56}...: is too large a number"),
        ("per_year = 1000", f"per_year = 1{'0' * 400}", f"procedures.licences.per_year = 1{'0' * 56}...: is too large a number; must be from 0 to 1,000,000,000,000"),
        ("end = 2025-03-14", "end = 2095-03-02", "period.end = 2095-03-02: the period must be at most 40 years (start = 2025-03-03)"),
        ("start = 2025-03-03\nend = 2025", "start = 1949-03-03\nend = 1950", "period.start = 1949-03-03: the period must start between 1950 and 2090"),
        ("[calendar]", "[channels]\nonline = { share = 0.5 }\npost = { share = 0.6 }\n[calendar]", "channels.online.share = 0.5: the shares of post and online must not add up to more than 1 (post.share = 0.6)"),
        ("officers = 1\n", "officers = 1\nafter_leaving = { go_online = 0.5 }\n", "counters.health.after_leaving.go_online = 0.5: come_back and go_online must not add up to more than 1 (come_back = 1.0, the default)"),
    ],
)  # fmt: skip
def test_lines(tmp_path: Path, old: str, new: str, expected: str | None) -> None:
    found = refused(tmp_path, old, new)
    assert all(message.startswith("small.toml: ") and message.splitlines() == [message] for message in found)
    if expected is not None:
        assert found == [f"small.toml: {expected}"]


def test_a_mistake_in_the_defaults_is_said_once_at_its_place(tmp_path: Path) -> None:
    assert refused(tmp_path, "days = 5", 'days = "5"') == [
        'small.toml: procedure_defaults.days = "5": must be a number, greater than 0 and at most 10,000'
    ]
    assert refused(tmp_path, "days = 5", "days = 5\ndayz = 5") == [
        'small.toml: procedure_defaults.dayz: unknown key; did you mean "days"?'
    ]
    assert refused(tmp_path, "[procedure_defaults]", "[[procedure_defaults]]") == [
        "small.toml: procedure_defaults: must be a table"
    ]


def test_a_key_that_is_no_weekday_is_named(tmp_path: Path) -> None:
    (found,) = refused(tmp_path, "mon-fri = [", "mon-fry = [")
    assert found.startswith('small.toml: calendar.hours.mon-fry = ["08:00-12:00", "13:00-17:00"]: must name weekdays')


def test_a_mistake_of_an_overlay_names_the_overlay(tmp_path: Path) -> None:
    small_file(tmp_path)
    overlay = tmp_path / "more.toml"
    overlay.write_text('extends = "small.toml"\n[counters.health]\nofficers = -1\n')
    with pytest.raises(ScenarioError) as error:
        load(overlay)
    assert str(error.value) == f"{overlay}: counters.health.officers = -1: must be from 0 to 100,000"


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["period.start=2025-04-01"], "period.start = 2025-04-01: the period must not end before it starts (end = 2025-03-14)"),
        (["procedures.records.legal_days=2"], "procedures.records.legal_days = 2: days must not be longer than legal_days (days = 3)"),
        (["procedures.records.work_min.cv=50"], "procedures.records.work_min.cv = 50: must be greater than 0 and at most 20"),
        (["channels.post.share=0.6", "channels.online.share=0.5"], "channels.online.share = 0.5: the shares of post and online must not add up to more than 1 (post.share = 0.6)"),
        (["channels.online.share=0.5", "channels.post.share=0.6"], "channels.post.share = 0.6: the shares of post and online must not add up to more than 1 (online.share = 0.5)"),
    ],
)  # fmt: skip
def test_of_values_that_are_wrong_together_the_last_written_is_blamed(
    tmp_path: Path, settings: list[str], expected: str
) -> None:
    path = small_file(tmp_path)
    with pytest.raises(ScenarioError) as error:
        load(path, settings)
    assert error.value.messages == (f"--set: {expected}",)


def test_of_files_that_are_wrong_together_the_last_is_blamed(tmp_path: Path) -> None:
    small_file(tmp_path)
    middle, top = tmp_path / "middle.toml", tmp_path / "top.toml"
    middle.write_text('extends = "small.toml"\n[period]\nstart = 2025-04-01\n', encoding="utf-8")
    top.write_text('extends = "middle.toml"\nseed = 3\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as error:
        load(top)
    (message,) = error.value.messages
    assert message.startswith(f"{middle}: period.start = 2025-04-01: the period must not end before it starts")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = small_file(tmp_path)
    with pytest.raises(ScenarioError) as error:
        load(path, ["counters.health.officers=-1", "seed=-1", "agencies.health.reviewers=x"])
    assert len(error.value.messages) == 3
    assert str(error.value) == "\n".join(error.value.messages)


def test_an_error_can_come_from_another_process() -> None:
    back = pickle.loads(pickle.dumps(ScenarioError(["a", "b"])))
    assert back.messages == ("a", "b")
    assert str(back) == "a\nb"


def test_lines_stay_single_lines() -> None:
    assert line("a\nb.toml", "x", "bad\u2028", "1\r") == "a\\nb.toml: x = 1\\r: bad\\u2028"
    assert line("a.toml", "", "is empty") == "a.toml: is empty"


def test_places() -> None:
    assert place_text(("counters", "a-b", "roster", 0, "hours")) == "counters.a-b.roster[0].hours"
    assert place_text(("a", "b c", "07:00")) == 'a."b c"."07:00"'
    assert place_text(()) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", '"x"'),
        (True, "true"),
        (None, "none"),
        (1.5, "1.5"),
        ([1, "a"], '[1, "a"]'),
        ({"a": 1}, "{ a = 1 }"),
        ("y" * 100, f'"{"y" * 56}...'),
        pytest.param(10**5000, "a number of over a thousand digits", id="huge"),
    ],
)
def test_values_are_shown_as_they_are_written(value: object, text: str) -> None:
    assert shown(value) == text


def test_half_a_character_is_no_text(tmp_path: Path) -> None:
    """An argument of the command line that is not UTF-8 has such characters."""
    with pytest.raises(ScenarioError, match=r"^--set: name = \"x\\udcff\": a name must be a text in UTF-8$"):
        load(small_file(tmp_path), ['name="x\udcff"'])


def test_a_name_may_have_200_characters_of_any_script(tmp_path: Path) -> None:
    name = ("Sở Tư pháp $ [x] 中文 🙂 " * 10)[:200]
    assert load(small_file(tmp_path), [f"name='{name}'"]).title("en") == name


def test_the_nearest_word() -> None:
    assert nearest("helth", ["health", "justice"]) == 'did you mean "health"?'
    assert nearest("zzz", ["health", "justice"]) == "allowed: health, justice"
    assert nearest("zzz", []) == ""
