"""Pictures of the day at the counters, of where time goes, and of cost: what they show, in both languages."""

import datetime as dt
import json
import re
import shutil
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.patches import Patch, StepPatch
from matplotlib.text import Text

import tvsim
from tests.drawn import bands, corners, pairs, points, stepped
from tvsim import cli
from tvsim.language import Language
from tvsim.outcomes.case_time import PARTS, case_time
from tvsim.outcomes.through_the_day import officers_by_time, waiting_by_time
from tvsim.report import pictures
from tvsim.report.agency_names import agency_name, group_name
from tvsim.report.animated_day import NoSuchDayError, animated_day

SCENARIOS = Path(__file__).parents[2] / "scenarios"
EN, VI = Language("en"), Language("vi")


@pytest.fixture(scope="module")
def scenario() -> tvsim.Scenario:
    period = {"end": dt.date(2025, 1, 14), "warm_up_days": 7, "follow_up_days": 7}
    return tvsim.load(SCENARIOS / "baseline.toml").with_(period=period)


@pytest.fixture(scope="module")
def results(scenario: tvsim.Scenario) -> tvsim.Results:
    return tvsim.run(scenario, seed=1, replications=1)


def texts(figure: Figure) -> set[str]:
    found = [text.get_text() for text in figure.findobj(Text) if isinstance(text, Text)]
    return {text for text in found if text}


def test_the_queue_has_its_mean_and_its_band(results: tvsim.Results) -> None:
    figure = pictures.queue_through_the_day(results, EN)
    (axes,) = figure.axes
    waiting = waiting_by_time(results.kept)
    minutes = waiting.columns
    mean, busiest = axes.get_lines()
    day = waiting.mean(axis=1).idxmax()
    assert points(mean) == pairs(minutes, waiting.mean())
    assert points(busiest) == pairs(minutes, waiting.loc[day])
    assert {line.get_drawstyle() for line in (mean, busiest)} == {"steps-post"}
    (band,) = bands(axes)
    low, high = (waiting.quantile(share) for share in (0.1, 0.9))
    assert corners(band) == stepped(minutes, low) | stepped(minutes, high)
    assert low.max() > 0
    said = {"People waiting", "Time of day", "7:00", "Eight of ten days", f"The busiest day: {EN.date(day.date())}"}
    assert said <= texts(figure)


def test_the_queue_of_one_agency(results: tvsim.Results) -> None:
    figure = pictures.queue_through_the_day(results, VI, "justice")
    assert "Số người chờ trong ngày: Sở Tư pháp" in figure.get_suptitle()
    assert figure.axes[0].get_lines()[0].get_ydata() == pytest.approx(waiting_by_time(results.kept, "justice").mean())


def test_officers_of_each_group(results: tvsim.Results) -> None:
    figure = pictures.officers_on_duty(results, VI)
    drawn = [axes for axes in figure.axes if axes.axison]
    groups = results.scenario.plan.counters
    table = officers_by_time(results.kept)
    for axes, (key, group) in zip(drawn, groups.items(), strict=True):
        assert axes.get_title(loc="left").replace("\n", " ") == group_name(group, results.scenario, VI)
        own = table.loc[key]
        minutes = own.index.to_numpy()
        at_counter, *with_desk = (patch.get_data() for patch in axes.patches if isinstance(patch, StepPatch))
        assert at_counter.values == pytest.approx(own["counter_duty"])
        assert len(with_desk) == (key in HAS_DESK_OFFICERS)
        for each in with_desk:
            assert each.values == pytest.approx(own["counter_duty"] + own["desk_duty"])
        assert {tuple(each.edges) for each in (at_counter, *with_desk)} == {(*minutes, minutes[-1] + 30)}
        (needed,) = axes.get_lines()
        assert points(needed) == pairs(minutes + 15, own["needed"])
        below = np.zeros(len(own))
        parts = ["at_counter", "desk_between", "other_duties"]
        for bars, part in zip(bars_of(axes), [*parts, "desk_alone"][: 3 + len(with_desk)], strict=True):
            if part == "desk_alone":
                below = np.maximum(below, own["counter_duty"])
            assert [bar.get_x() for bar in bars] == pytest.approx(minutes)
            assert {bar.get_width() for bar in bars} == {30}
            assert [bar.get_y() for bar in bars] == pytest.approx(below)
            assert [bar.get_height() for bar in bars] == pytest.approx(own[part])
            below += own[part].to_numpy()
    assert (table[["at_counter", "desk_between", "other_duties", "desk_alone"]].sum() > 0).all()
    names = ["Tiếp công dân tại quầy", "Xử lý hồ sơ bưu chính, trực tuyến", "Việc khác"]
    assert legend_of(figure) == dict(zip(names, map(look, bars_of(drawn[0])[:3]), strict=True))
    assert look(bars_of(drawn[0])[1]) == look(bars_of(drawn[0])[3])
    assert {"Trực tại quầy", WITH_DESK, "Việc khác", "Số công chức"} <= texts(figure)


HAS_DESK_OFFICERS = {"transport", "planning"}
"""Groups of the baseline with officers who only take in dossiers by post and online."""
WITH_DESK = "Kể cả người chỉ xử lý hồ sơ bưu chính, trực tuyến"


def bars_of(axes: Axes) -> list[BarContainer]:
    """Rows of bars in the order in which they were drawn."""
    return [each for each in axes.containers if isinstance(each, BarContainer)]


def look(bars: BarContainer) -> tuple[Any, str | None]:
    """Colour and hatch of bars that are all alike."""
    (found,) = {(bar.get_facecolor(), bar.get_hatch()) for bar in bars}
    return found


def legend_of(figure: Figure) -> dict[str, tuple[Any, str | None]]:
    """Colour and hatch beside each name in a legend, lines left out."""
    (legend,) = figure.legends
    keys = zip(legend.get_texts(), legend.legend_handles, strict=True)
    return {text.get_text(): (key.get_facecolor(), key.get_hatch()) for text, key in keys if isinstance(key, Patch)}


def test_some_groups_alone(results: tvsim.Results) -> None:
    figure = pictures.officers_on_duty(results, VI, ["justice"])
    assert len(figure.axes) == 1
    assert WITH_DESK not in texts(figure)


def test_where_time_goes(results: tvsim.Results) -> None:
    figure = pictures.where_time_goes(results, EN)
    table = case_time(results.kept)
    (axes,) = figure.axes
    table = table[table["cases"] > 0]
    names = [agency_name(str(key), [results.scenario], EN) for key in table.index]
    assert [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()] == names
    begins = np.zeros(len(table))
    for bars, part in zip(bars_of(axes), NAMED, strict=True):
        assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == pytest.approx(range(len(table)))
        assert [bar.get_x() for bar in bars] == pytest.approx(begins)
        assert [bar.get_width() for bar in bars] == pytest.approx(table[part])
        begins += table[part].to_numpy()
    assert set(NAMED) == set(PARTS)
    assert legend_of(figure) == dict(zip(NAMED.values(), map(look, bars_of(axes)), strict=True))
    totals = table[list(PARTS)].sum(axis=1)
    assert [text.get_text() for text in axes.texts] == [f"{total:.1f}" for total in totals]
    assert np.array([text.xy for text in axes.texts]) == pytest.approx(np.column_stack((totals, range(len(totals)))))


def test_parts_of_a_way_are_told_apart_in_grey(results: tvsim.Results) -> None:
    """Two parts without a hatch are of other brightness, and each hatch is used once."""
    looks = list(legend_of(pictures.where_time_goes(results, EN)).values())
    assert len(looks) == len(NAMED)
    for (colour, hatch), (other_colour, other_hatch) in combinations(looks, 2):
        brightness, other = (float(np.dot(each[:3], (0.299, 0.587, 0.114))) for each in (colour, other_colour))
        assert hatch != other_hatch or abs(brightness - other) > 0.4


NAMED = {
    "queue": "In a queue",
    "work": "Worked on",
    "review": "With other agencies",
    "signature": "For a signature",
    "applicant": "With the applicant",
    "post": "With the post",
    "field": "Site visit, laboratory, inquiry outside",
    "carried": "Papers on their way",
}
"""Parts of a case's way, and what they are called in the picture."""


def test_cost_against_waits(scenario: tvsim.Scenario) -> None:
    more = scenario.with_({"name": "_ $more$", "counters.transport.officers": 6})
    compared = tvsim.compare([scenario, more], replications=3)
    figure = pictures.trade_off(compared, VI)
    costs = [figure.axes[0].get_lines()[3 * number].get_xdata()[0] for number in range(2)]
    found = [compared.estimate(name, "all", "staff_cost") for name in compared.names]
    assert costs == [pytest.approx(each.value / 1e6) for each in found if each is not None]
    assert "_ $more$" in texts(figure)
    assert "Chi phí" in figure.get_suptitle()


# the animated day


def content(page: str) -> dict[str, Any]:
    """What the page's script knows of the day."""
    found = re.search(r"^const day = (\{.*\});$", page, re.MULTILINE)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_a_day_has_all_its_visits(results: tvsim.Results) -> None:
    day = dt.date(2025, 1, 6)
    told = content(animated_day(results, EN, day))
    visits = results.tables["visits"]
    own = visits[visits["ticket_at"].dt.date == day]
    assert len(told["visits"]) == len(own) > 100
    waited = [until - ticket for _, ticket, until, called in told["visits"] if called]
    called = own.loc[own["called_at"].notna(), "wait_min"]
    assert sum(waited) / len(waited) / 60 == pytest.approx(called.mean(), abs=0.02)


def test_who_is_called_free_stands_beside_nobody_who_waits(results: tvsim.Results) -> None:
    """At each second at which anything changes; some wait beside officers at other work, and some officers are free."""
    told = content(animated_day(results, EN, dt.date(2025, 1, 6)))
    free_seconds, waits_beside_other_work = 0, 0
    for number, group in enumerate(told["groups"]):
        waits = [(ticket, until) for own, ticket, until, _ in told["visits"] if own == number]
        stretches = [each for officer in group["officers"] for own in officer.values() for each in own]
        for second in sorted({edge for each in (*waits, *stretches) for edge in each}):
            waiting = during(waits, second)
            looks = [look_at(officer, second) for officer in group["officers"]]
            assert not (waiting and "free" in looks), (group["name"], second)
            free_seconds += "free" in looks
            waits_beside_other_work += waiting and "other work" in looks
    assert free_seconds > 0
    assert waits_beside_other_work > 0


def during(stretches: list[Any], second: int) -> bool:
    return any(begins <= second < ends for begins, ends in stretches)


def look_at(officer: dict[str, Any], second: int) -> str:
    """What the page shows of an officer, as its script finds it."""
    if during(officer["serving"], second):
        return "serves"
    if during(officer["other_work"], second):
        return "other work"
    return "free" if during(officer["shifts"], second) else "off"


def test_who_is_only_at_the_desk_is_not_drawn(results: tvsim.Results) -> None:
    """One of Transport's five does nothing but desk work, one of Planning's three never is at the counter."""
    told = content(animated_day(results, EN, dt.date(2025, 1, 6)))
    numbers = {group["name"]: len(group["officers"]) for group in told["groups"]}
    assert (numbers["Department of Transport"], numbers["Department of Planning and Investment"]) == (4, 2)
    assert sum(numbers.values()) == len(results.kept.resources.shifts.group) - 2


def test_the_busiest_day_is_taken_where_none_is_named(results: tvsim.Results) -> None:
    tickets = results.tables["visits"]["ticket_at"].dropna().dt.date
    counts = tickets[(tickets >= dt.date(2025, 1, 1)) & (tickets <= dt.date(2025, 1, 14))].value_counts()
    assert f"Một ngày tại quầy: {VI.date(counts.idxmax())}" in animated_day(results, VI)


def test_a_day_on_which_nobody_comes(results: tvsim.Results) -> None:
    with pytest.raises(NoSuchDayError, match="nobody takes a ticket on 2025-01-05"):
        animated_day(results, EN, dt.date(2025, 1, 5))


@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("language", [EN, VI])
def test_signs_of_the_key_keep_their_form_on_a_phone(results: tvsim.Results, language: Language) -> None:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        safe = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=safe)
        page = browser.new_page(viewport={"width": 390, "height": 800})
        page.set_content(animated_day(results, language))
        boxes = [each.bounding_box() for each in page.locator(".key i").all()]
        browser.close()
    assert len(boxes) == 6
    assert all(each["width"] == each["height"] for each in boxes)


def test_the_command_writes_the_day_that_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    period = ["--set", "period.end=2025-01-07", "--set", "period.warm_up_days=1", "--set", "period.follow_up_days=0"]
    words = ["run", "baseline", *period, "--replications", "1", "--out", str(tmp_path)]
    assert cli.execute([*words, "--day", "2025-01-03"]) == 0
    page = tmp_path / "pictures" / "day.html"
    assert "A day at the counters: 3 January 2025" in page.read_text(encoding="utf-8")
    assert cli.execute([*words, "--keep", "figures"]) == 0
    assert not page.exists()
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--day", "3 March"], '--day = "3 March": must be a date such as 2025-03-03'),
        (["--day", "2026-01-02"], "must be a day of the reported period, 2025-01-01 to 2025-12-31"),
        (["--day", "2025-01-05"], "--day = 2025-01-05: must be a day on which the centre is open"),
        (["--day", "2025-01-03", "--keep", "figures"], "--day belongs to --out, and needs the tables"),
    ],
)
def test_a_day_that_cannot_be_animated(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert cli.execute(["run", "baseline", "--out", str(tmp_path), *words]) == 2
    assert said in capsys.readouterr().err


def test_a_day_without_a_place_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["run", "baseline", "--day", "2025-01-03"]) == 2
    assert capsys.readouterr().err.startswith("error: --day belongs to --out")


def test_the_page_needs_nothing_from_outside_and_takes_no_code_from_names(results: tvsim.Results) -> None:
    evil = "</script><script>alert(1)</script>"
    names = {"name": evil, "agencies.justice.name": evil}
    named = tvsim.Results(results.scenario.with_(names), 1, results.replications, results.first)
    page = animated_day(named, EN)
    assert "alert(1)</script>" not in page
    assert page.count("<script>") == 1
    assert not re.search(r"https?:|src=|<link", page)
