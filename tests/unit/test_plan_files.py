"""Plans as files that come from elsewhere and go elsewhere."""

from pathlib import Path

import pytest

import tvsim
from tests.scenario_files import small_file, write
from tvsim.language import Code, Language
from tvsim.scenario.schema import LONGEST_NAME
from tvsim.scenario.workbook.writing import workbook_bytes
from tvsim.whatif.levers import Levers
from tvsim.whatif.plan_files import LARGEST_BYTES, plan_text, plan_workbook, uploaded

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def baseline() -> tvsim.Scenario:
    return tvsim.load("baseline")


def same(one: tvsim.Scenario, other: tvsim.Scenario) -> bool:
    """Whether two say the same but for what they are called."""
    called: dict[str, None] = {"name": None, "description": None}
    return one.plan.model_copy(update=called) == other.plan.model_copy(update=called)


def refusals(content: bytes, name: str) -> list[str]:
    with pytest.raises(tvsim.ScenarioError) as refused:
        uploaded(content, name)
    return list(refused.value.messages)


def test_a_plan_of_a_shipped_scenario_extends_it_by_its_name(baseline: tvsim.Scenario, tmp_path: Path) -> None:
    text = plan_text(baseline, Levers({"transport": 6}, online=0.5), "Six", VI)
    assert text == (
        'extends = "baseline"\nname = "Six"\n'
        'description = { vi = "“Trung tâm Phục vụ hành chính công tỉnh Trà Vinh”, đã điều chỉnh bằng tay.", '
        'en = "“Public service centre of Trà Vinh province”, changed by hand." }\nsource = "chọn thủ công"\n\n'
        "counters.transport.officers = 6\nchannels.online.share = 0.5\n"
    )
    read = tvsim.load(write(tmp_path, "six.toml", text))
    assert same(read, baseline.with_({"counters.transport.officers": 6, "channels.online.share": 0.5}))


def test_a_plan_of_another_file_extends_it_where_it_is_known_where_it_will_lie(tmp_path: Path) -> None:
    small = tvsim.load(small_file(tmp_path))
    levers = Levers({"justice": 4})
    text = plan_text(small, levers, "four", VI, tmp_path / "plans")
    assert 'extends = "../small.toml"' in text
    assert same(tvsim.load(write(tmp_path, "plans/four.toml", text)), levers.plan(small))


def test_elsewhere_it_says_everything_itself(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    small = tvsim.load(small_file(tmp_path))
    levers = Levers({"justice": 4})
    text = plan_text(small, levers, "four", VI)
    assert "extends" not in text
    assert text.startswith(
        "# Toàn bộ nội dung của phương án này, gồm cả các tệp kế thừa và các thay đổi; do tvsim tạo.\n"
    )
    assert plan_text(small, levers, "four", EN).startswith("# Everything that this plan says, with its overlays")
    read = tvsim.load(write(tmp_path_factory.mktemp("elsewhere"), "four.toml", text))
    assert same(read, levers.plan(small))
    assert read.title("en") == read.title("vi") == "four"
    assert read.origins["counters.justice.officers"].source == "set by hand"
    assert read.origins["counters.justice.roster[0].hours"].source == "set by hand"  # it moves with the officers
    assert read.origins["procedures.licences.days"].source == "stop watch"


@pytest.mark.parametrize("name", ["Phương án A", "a/b", 'he said "six"'])
def test_a_name_that_somebody_gave_is_the_title_as_it_is(baseline: tvsim.Scenario, tmp_path: Path, name: str) -> None:
    levers = Levers({"transport": 6})
    read = tvsim.load(write(tmp_path, "x.toml", plan_text(baseline, levers, name, VI)))
    assert read.title("vi") == read.title("en") == name
    read = uploaded(plan_workbook(baseline, levers, name, "vi"), "x.xlsx")
    assert read.title("vi") == read.title("en") == name


def test_a_plan_that_nobody_named_is_an_adjusted_one(baseline: tvsim.Scenario, tmp_path: Path) -> None:
    read = tvsim.load(write(tmp_path, "x.toml", plan_text(baseline, Levers({"transport": 6}), None, VI)))
    titles = [
        "Trung tâm Phục vụ hành chính công tỉnh Trà Vinh (đã điều chỉnh)",
        "Public service centre of Trà Vinh province (adjusted)",
    ]
    assert [read.title(lang) for lang in ("vi", "en")] == titles
    again = uploaded(plan_text(read, Levers({"transport": 7}), None, VI).encode(), "x.toml")
    assert [again.title(lang) for lang in ("vi", "en")] == titles


def test_the_longest_title_can_be_adjusted(baseline: tvsim.Scenario) -> None:
    long = uploaded(baseline.with_({"name": "x" * LONGEST_NAME}).standalone().encode(), "long.toml")
    read = uploaded(plan_text(long, Levers({"transport": 6}), None, EN).encode(), "x.toml")
    assert len(read.title("en")) == LONGEST_NAME
    assert read.title("en").endswith("x (adjusted)")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_plan_of_which_nothing_was_moved_is_called_what_it_was(lang: str) -> None:
    code: Code = "vi" if lang == "vi" else "en"
    plan = uploaded((SCENARIOS / "more_officers.toml").read_bytes(), "more_officers.toml")
    levers = Levers.standing_as(plan.plan, tvsim.load("baseline").plan)
    text = plan_text(plan, levers, None, Language(code))
    for read in (uploaded(text.encode(), "x.toml"), uploaded(plan_workbook(plan, levers, None, code), "x.xlsx")):
        assert (read.plan.name, read.plan.description) == (plan.plan.name, plan.plan.description)
    named = uploaded(plan_text(plan, levers, "A", Language(code)).encode(), "x.toml").plan
    assert (named.name, named.description) == ("A", plan.plan.description)


@pytest.mark.parametrize("description", [None, "What we want."])
def test_a_scenario_of_which_nothing_was_moved_too(tmp_path: Path, description: str | None) -> None:
    new = "" if description is None else f'description = "{description}"\n[period]'
    small = tvsim.load(small_file(tmp_path, "[period]" if new else "", new))
    for beside in (tmp_path, None):
        read = tvsim.load(write(tmp_path, "x.toml", plan_text(small, Levers(), None, VI, beside)))
        assert (read.plan.name, read.plan.description) == (small.plan.name, description)


def test_what_was_changed_before_is_in_the_plan_too(baseline: tvsim.Scenario, tmp_path: Path) -> None:
    changed = baseline.with_({"seed": 77})
    text = plan_text(changed, Levers({"transport": 6}), "x", VI, tmp_path)
    assert same(tvsim.load(write(tmp_path, "x.toml", text)), changed.with_({"counters.transport.officers": 6}))
    assert text.splitlines()[-2:] == ["seed = 77", "counters.transport.officers = 6"]


@pytest.mark.parametrize(
    "change",
    [
        {"counters.planning.roster[0].officers": 3},  # a file replaces lists as a whole
        {"demand.by_weekday": {"mon": 1.5}},  # and adds to tables, where a change takes their place
    ],
)
def test_what_a_file_that_extends_cannot_say_is_said_by_one_that_says_everything(
    baseline: tvsim.Scenario, tmp_path: Path, change: dict[str, object]
) -> None:
    changed = baseline.with_(change)
    text = plan_text(changed, Levers({"transport": 6}), "x", VI, tmp_path)
    assert same(tvsim.load(write(tmp_path, "x.toml", text)), changed.with_({"counters.transport.officers": 6}))


def test_a_plan_of_a_workbook_says_everything_itself(tmp_path: Path) -> None:
    book = tmp_path / "small.xlsx"
    book.write_bytes(workbook_bytes(tvsim.load(small_file(tmp_path))))
    small = tvsim.load(book)
    text = plan_text(small, Levers({"justice": 4}), "x", VI, tmp_path)
    assert same(tvsim.load(write(tmp_path, "x.toml", text)), small.with_(Levers({"justice": 4}).changes(small)))


def test_what_was_observed_stays_behind(tmp_path: Path) -> None:
    real = tvsim.load("bialoleka_2020")
    plan = tvsim.load(write(tmp_path, "x.toml", plan_text(real, Levers(), "x", VI)))
    assert plan.plan.observed is None
    assert same(plan, real.without_observed())


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_plan_as_a_workbook(baseline: tvsim.Scenario, lang: str) -> None:
    levers = Levers({"transport": 6}, opening="through_lunch")
    read = uploaded(plan_workbook(baseline, levers, "six", "vi" if lang == "vi" else "en"), "six.xlsx")
    assert same(read, levers.plan(baseline))
    assert read.title("vi") == read.title("en") == "six"
    described = read.plan.description
    assert described is not None
    assert not isinstance(described, str)
    assert described.en == "“Public service centre of Trà Vinh province”, changed by hand."


def test_a_plan_that_cannot_be_is_no_file(baseline: tvsim.Scenario) -> None:
    for write_plan in (plan_text, plan_workbook):
        with pytest.raises(tvsim.ScenarioError, match="together these must not be more than 100%"):
            write_plan(baseline, Levers(online=0.9, post=0.9), "x", VI if write_plan is plan_text else "vi")


# from elsewhere


def test_an_uploaded_plan_extends_a_shipped_scenario(baseline: tvsim.Scenario) -> None:
    for base in ("baseline", "baseline.toml"):
        plan = uploaded(f'extends = "{base}"\ncounters.transport.officers = 6\n'.encode(), "C:/plans/six.toml")
        assert plan.name == "six"
        assert same(plan, baseline.with_({"counters.transport.officers": 6}))


@pytest.mark.parametrize("base", ['"/etc/passwd"', '"../baseline.toml"', '"small"', "3", '""', '"nul\\u0000"'])
def test_it_reads_no_other_file_of_the_machine(base: str) -> None:
    (told,) = refusals(f"extends = {base}\n".encode(), "plan.toml")
    assert told.startswith("plan.toml: extends = ")
    assert told.endswith('a plan from elsewhere can only extend a scenario that comes with tvsim, such as "baseline"')


def test_what_an_uploaded_plan_says_was_observed_is_not_looked_for(tmp_path: Path) -> None:
    text = small_file(tmp_path, "[period]", '[observed]\nwaiting = "/etc/passwd"\n[period]').read_bytes()
    assert uploaded(text, "small.toml").plan.observed is None


def test_faulty_plans_are_refused_in_sentences() -> None:
    told = "plan.toml: counters.transport.officers = -1: must be from 0 to 100,000"
    assert refusals(b'extends = "baseline"\ncounters.transport.officers = -1\n', "plan.toml") == [told]
    assert refusals(b"a = [", "plan.toml")[0].startswith("plan.toml: line 1: is not valid TOML")
    assert refusals(b"\xff", "plan.toml") == [
        "plan.toml: line 1: is not text in UTF-8; save the file with the encoding UTF-8"
    ]
    assert refusals(b"PK", "plan.xlsx") == ["plan.xlsx: is no Excel workbook (.xlsx) that can be read"]
    assert refusals(b"", "plan.xls") == ["plan.xls: must be saved as an Excel workbook of the kind .xlsx"]
    assert refusals(b"", "plan.pdf") == ["plan.pdf: must be a scenario file (.toml) or an Excel workbook (.xlsx)"]
    assert refusals(b"x" * (LARGEST_BYTES + 1), "plan.toml") == ["plan.toml: is larger than 5 MB, which no plan is"]
