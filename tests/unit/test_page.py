"""What a browser asks of the page, and what it gets; without a browser."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

import tvsim
from tests.scenario_files import small_file
from tvsim.language import Language, use
from tvsim.scenario.workbook.writing import workbook_bytes
from tvsim.whatif import page as pages
from tvsim.whatif.page import LANGUAGE, SCENARIO, Page
from tvsim.whatif.plan_files import uploaded
from tvsim.whatif.refining import STEPS, Refining


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Scenarios that are compared from now on, and up to how many replications; none is."""
    found: list[tuple[str, int]] = []

    def show(self: Refining, plan: tvsim.Scenario, shown: Any, failed: Any, steps: Any = STEPS) -> None:
        found.append((plan.name, steps[-1]))

    monkeypatch.setattr(Refining, "show", show)
    return found


@pytest.fixture
def page(tmp_path: Path, steps: list[tuple[str, int]]) -> Page:
    """Of a centre to which no post comes, so that its lever can be moved to what cannot be."""
    return Page(tvsim.load(small_file(tmp_path, new="\n[mail]\nrounds = []\n")), Language("en"))


@pytest.fixture
def sent(page: Page, monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    monkeypatch.setattr(page.files, "send", lambda content, buffers=None: found.append((content, buffers)))
    return found


def test_most_of_the_work_waits_until_somebody_looks(page: Page, steps: list[tuple[str, int]]) -> None:
    assert steps == [("small", 1)]
    page._asked({"looks": True}, [])
    page._asked({"looks": True}, [])
    assert steps == [("small", 1), ("small", 20)]


def test_a_plan_comes_down_as_a_file_and_as_a_workbook(page: Page, sent: list[tuple[Any, Any]]) -> None:
    page.panel._officers["justice"].value = 4
    page._asked({"wants": "toml", "name": " four/../officers? "}, [])
    page._asked({"wants": "xlsx", "name": ""}, [])
    (text, (toml,)), (book, (xlsx,)) = sent
    assert (text["file"], book["file"]) == ("four .. officers.toml", "plan.xlsx")
    for content, file in ((toml, "a.toml"), (xlsx, "a.xlsx")):
        assert uploaded(content, file).plan.counters["justice"].officers == 4


def test_a_name_that_was_typed_is_the_title_and_makes_a_file_that_can_be(
    page: Page, sent: list[tuple[Any, Any]]
) -> None:
    page.panel._officers["justice"].value = 4
    page._asked({"wants": "toml", "name": " A/B:\tnăm 2026 "}, [])
    page._asked({"wants": "xlsx", "name": " A/B:\tnăm 2026 "}, [])
    assert [each["file"] for each, _ in sent] == ["A B  năm 2026.toml", "A B  năm 2026.xlsx"]
    for (_, (content,)), file in zip(sent, ("a.toml", "a.xlsx"), strict=True):
        read = uploaded(content, file)
        assert read.title("en") == read.title("vi") == "A/B: năm 2026"


def test_a_name_that_nobody_typed_is_no_title(page: Page, sent: list[tuple[Any, Any]]) -> None:
    page._asked({"uploads": "mine.toml"}, [overlay(page.panel.today, name="Our plan")])
    page._asked({"wants": "toml", "name": page.files.name}, [])
    page.panel._officers["health"].value = 3
    page._asked({"wants": "toml", "name": page.files.name}, [])
    page._asked({"wants": "toml", "name": ""}, [])
    assert [each["file"] for each, _ in sent] == ["mine.toml", "mine.toml", "plan.toml"]
    titles = [uploaded(content, "a.toml").title("en") for _, (content,) in sent]
    assert titles == ["Our plan", "Our plan (adjusted)", "Our plan (adjusted)"]


def test_a_plan_that_cannot_be_does_not_come_down(page: Page, sent: list[tuple[Any, Any]]) -> None:
    page.panel._post.value = 0.9
    page._asked({"wants": "toml", "name": "x"}, [])
    assert sent == []
    assert page.files.refused
    assert "must name at least one time, since dossiers or results go by post" in page.files.said[0]
    page.panel._post.value = 0
    page._asked({"wants": "toml", "name": "x"}, [])
    assert (page.files.said, page.files.refused) == ([], False)
    assert len(sent) == 1


def overlay(today: tvsim.Scenario, **changes: Any) -> bytes:
    """Content of a file that says all of a scenario, with changes."""
    return today.with_(**changes).standalone().encode()


def test_a_plan_that_goes_up_is_held_against_today(page: Page, steps: list[tuple[str, int]]) -> None:
    today, before = page.panel.today, page.panel
    changed = overlay(today, counters={"justice": {"officers": 3}}, targets={"wait_min": 10})
    page._asked({"uploads": "mine.toml"}, [changed])
    assert page.panel.today is today
    assert page.panel.refining is before.refining
    assert page.panel.today_name is None
    assert page.panel._officers["justice"].value == 3
    assert (page.panel._cut.value, page.panel._opening.value) == (None, "as_it_is")
    assert page.panel._cut.index == 0
    assert page.panel.plan.plan.targets.wait_min == 10
    assert steps[-1] == ("mine", 20)
    assert page.files.title == "small; plan: mine.toml"
    assert page.files.name == "mine"
    assert not page.files.refused
    assert page.files.said == [
        "mine.toml is held against “small”, and the levers stand as it has them.",
        "What the levers do not show of mine.toml, and is simulated too: "
        "Officers in the first block of the roster: justice: 4 → 3; Target of the wait: 15 min → 10 min.",
    ]


def test_levers_move_the_plan_that_went_up(page: Page, sent: list[tuple[Any, Any]]) -> None:
    page._asked({"uploads": "mine.toml"}, [overlay(page.panel.today, targets={"wait_min": 10})])
    page.panel._officers["health"].value = 2
    page._asked({"wants": "toml", "name": "both"}, [])
    plan = uploaded(sent[0][1][0], "both.toml").plan
    assert (plan.targets.wait_min, plan.counters["health"].officers) == (10, 2)


def test_another_period_and_another_seed_are_said(page: Page) -> None:
    page._asked({"uploads": "mine.toml"}, [overlay(page.panel.today, seed=7)])
    assert page.files.said[-1].startswith("mine has the seed 7, small ")
    page._asked({"uploads": "mine.toml"}, [overlay(page.panel.today, period={"end": dt.date(2025, 3, 7)})])
    assert page.files.said[-1].startswith("mine reports 5 days from 2025-03-03, small 12 ")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_scenario_of_another_centre_takes_the_place_of_todays(
    tmp_path: Path, steps: list[tuple[str, int]], lang: str
) -> None:
    baseline, small = tvsim.load("baseline"), tvsim.load(small_file(tmp_path))
    language = Language("vi" if lang == "vi" else "en")
    page = Page(baseline, language)
    before = page.panel
    wanted = before.refining._wanted
    page._asked({"uploads": "theirs.xlsx"}, [memoryview(workbook_bytes(small, language.code))])
    assert list(page.panel._officers) == ["health", "justice"]
    assert page.panel.today_name == "theirs.xlsx"
    assert page.files.title == "small (theirs.xlsx)"
    (said,) = page.files.said
    assert said.startswith("theirs.xlsx has other agencies" if lang == "en" else "theirs.xlsx có cơ quan khác")
    assert baseline.title(lang) in said
    assert steps[-1] == ("theirs", 20)
    assert page._place.children == (page.panel.widget,)
    assert before.refining._wanted > wanted  # what was simulated for nobody any more was given up

    theirs = page.panel
    page._asked({"uploads": "plan.toml"}, [overlay(small, counters={"health": {"officers": 2}})])
    assert (page.panel.today, page.panel.today_name) == (theirs.today, "theirs.xlsx")
    assert page.panel.refining is theirs.refining
    page._asked({"uploads": "ours.toml"}, [b'extends = "more_officers"'])
    assert (page.panel.today, page.panel.today_name) == (baseline, None)
    assert page.panel.refining is not theirs.refining


def test_a_plan_that_pools_counters_is_held_against_today(steps: list[tuple[str, int]]) -> None:
    """It has the same agencies at other counters, each of which has a lever."""
    baseline, pooled = tvsim.load("baseline"), tvsim.load("pooled_counters")
    page = Page(baseline, Language("en"))
    page._asked({"uploads": "pooled.toml"}, [b'extends = "pooled_counters"'])
    assert page.panel.today is baseline
    assert page.panel._officers.keys() == pooled.plan.counters.keys() != baseline.plan.counters.keys()
    assert page.files.said[0].startswith("pooled.toml is held against “Public service centre")
    assert page.files.said[1].startswith("What the levers do not show of pooled.toml, and is simulated too: ")
    assert steps[-1] == ("pooled", 20)


def test_what_was_wrong_is_forgotten_when_a_lever_moves(page: Page) -> None:
    page.panel._post.value = 0.1
    page._asked({"wants": "toml", "name": "x"}, [])
    assert page.files.refused
    page.panel._post.value = 0.0
    assert (page.files.said, page.files.refused) == ([], False)
    page._asked({"uploads": "mine.toml"}, [overlay(page.panel.today, targets={"wait_min": 10})])
    page.panel._online.value = 0.1
    assert page.files.said[0].startswith("mine.toml is held against")  # that stays true


def test_a_faulty_plan_is_refused_and_the_scenario_stays(page: Page) -> None:
    before = page.panel
    page._asked({"uploads": "bad.toml"}, [b'extends = "baseline"\ncounters.transport.officers = -1\nseed = "x"\n'])
    assert page.files.said == [
        'bad.toml: seed = "x": must be a whole number, at least 0',
        "bad.toml: counters.transport.officers = -1: must be from 0 to 100,000",
    ]
    assert page.files.refused
    assert page.panel is before


def test_a_plan_that_holds_nothing_is_refused_in_one_sentence(page: Page) -> None:
    page._asked({"uploads": "empty.toml"}, [b""])
    assert page.files.refused
    assert [each.partition(";")[0] for each in page.files.said] == [
        "empty.toml: holds nothing: it is empty, or has comments alone"
    ]


def test_what_goes_wrong_within_is_said_without_a_traceback(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: bytes, name: str) -> None:
        raise RuntimeError("a\nb")

    monkeypatch.setattr(pages, "uploaded", broken)
    page._asked({"uploads": "bad.toml"}, [b""])
    assert page.files.said == ["This went wrong within tvsim: RuntimeError: a\\nb. Please report it."]


@pytest.mark.parametrize(
    "content", [None, [], "x", {}, {"wants": 3}, {"wants": "exe"}, {"uploads": "a.toml"}, {"uploads": 3}]
)
def test_other_messages_do_nothing(page: Page, sent: list[tuple[Any, Any]], content: Any) -> None:
    page._asked(content, [])
    assert (sent, page.files.said) == ([], [])


def test_no_widget_of_the_page_writes_files(page: Page) -> None:
    """Whoever reaches the page can do what its widgets can."""
    assert not hasattr(page.panel, "_file")


def test_the_environment_says_what_the_page_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, int]]
) -> None:
    path = small_file(tmp_path)
    monkeypatch.setenv(SCENARIO, str(path))
    monkeypatch.setenv(LANGUAGE, "vi")
    try:
        shown = pages.page()
        assert shown.children[0].title == "small"
        assert shown.children[0].texts["heading"] == "Thử phương án"
        path.write_text("a = [", encoding="utf-8")
        assert "không đúng cú pháp TOML" in pages.page().value
    finally:
        use("en")
