"""`tvsim app` in a real browser: levers move figures, plans go up and come down, and nobody else is asked."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import psutil
import pytest

import tvsim
from tests.kept_study import until
from tests.scenario_files import small_file
from tests.served import LIMIT_S, ROOT, program, served
from tvsim.language import Language
from tvsim.report.figure_names import estimate_text, named_with_unit
from tvsim.scenario.workbook.writing import workbook_bytes
from tvsim.whatif.panel import FIGURES, WARNINGS
from tvsim.whatif.plan_files import LARGEST_BYTES
from tvsim.whatif.refining import STEPS

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")

DONE = {"en": f"Replications: {STEPS[-1]} of {STEPS[-1]}; done.", "vi": f"{STEPS[-1]} trên {STEPS[-1]}; đã xong."}
EN = Language("en")
LEFT_ALONE = """
from tvsim.whatif import serving
sockets = serving.bound("127.0.0.1", 0)
url = "http://127.0.0.1:%d/" % sockets[0].getsockname()[1]
serving.serve(sockets, "after_tet", "en", lambda: print(url), idle_s=1, looks_s=1)
"""
WIDER_THAN_THE_PAGE = """() => [...document.querySelectorAll("main *")]
  .filter((each) => !each.closest(".tvsim-scrolls *, .noUi-connects, .noUi-origin") && each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().right > innerWidth || each.getBoundingClientRect().left < 0)
  .map((each) => each.outerHTML.slice(0, 200))"""
"""What can be seen, but for what is scrolled within itself, and for the inner parts of sliders, which are cut off."""

SCROLLED_SIDEWAYS = """() => [...document.querySelectorAll(".tvsim-scrolls")]
  .filter((each) => each.scrollWidth > each.clientWidth).map((each) => [each.scrollWidth, each.clientWidth])"""
COVERED_BY_FIGURES = """() => {
  const figures = document.querySelector(".tvsim-results");
  const found = [];
  for (const each of document.querySelectorAll(".tvsim-lever")) {
    each.scrollIntoView({ block: "end" });
    const one = each.getBoundingClientRect(), other = figures.getBoundingClientRect();
    if (one.bottom > other.top && other.bottom > one.top && one.right > other.left && other.right > one.left) {
      found.push(each.textContent);
    }
  }
  scrollTo(0, 0);
  return found;
}"""
"""Levers that the figures lie over, when one scrolls to them."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def shipped() -> Iterator[str]:
    with served("after_tet") as url:
        yield url


@pytest.fixture(scope="module")
def in_vietnamese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(small_file(tmp_path_factory.mktemp("scenario")), "vi") as url:
        yield url


class Visitor:
    """Somebody who looks at the page, and what the page asks for meanwhile."""

    def __init__(self, browser: Any, url: str, width: int = 1280, height: int = 800) -> None:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True)
        context.set_default_timeout(LIMIT_S * 1000)
        self.page = context.new_page()
        self.url, self.asked = url, list[str]()
        self.mistakes = list[str]()
        context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda mistake: self.mistakes.append(str(mistake)))
        self.page.goto(url)
        self.page.locator(".tvsim-results table").wait_for()

    def figures(self) -> dict[str, list[str]]:
        """Cells of the table by the name of their figure."""
        rows = self.page.locator(".tvsim-results tbody tr").all()
        return {
            row.locator("th").inner_text(): [" ".join(cell.split()) for cell in row.locator("td").all_inner_texts()]
            for row in rows
        }

    def slider(self, name: str) -> Any:
        return self.page.get_by_role("slider", name=name, exact=True)

    def move(self, name: str, keys: int) -> None:
        self.slider(name).focus()
        for _ in range(keys):
            self.page.keyboard.press("ArrowRight")

    def wait_until_done(self, lang: str = "en") -> None:
        self.page.locator(".tvsim-results p", has_text=DONE[lang]).wait_for()

    def wait_for_another(self, figure: str, before: str) -> None:
        """Wait until the figure of the plan is no longer what it was."""
        row = self.page.locator(".tvsim-results tbody tr", has=self.page.get_by_role("rowheader", name=figure))
        playwright.expect(row.locator("td").nth(1)).not_to_have_text(before)

    def upload(self, name: str, content: bytes) -> None:
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        self.page.locator(".tvsim-files input[type=file]").set_input_files(file)

    def wait_for_said(self, text: str) -> None:
        self.page.locator(".tvsim-said p", has_text=text).wait_for()

    def download(self, button: str, folder: Path) -> Path:
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button).click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    def kernel(self) -> str:
        return str(json.loads(self.page.locator("#jupyter-config-data").text_content())["kernelId"])


@pytest.fixture
def visit(browser: Any) -> Iterator[Any]:
    """Visits pages; nothing that they asked for was elsewhere, and no script of theirs failed."""
    visitors: list[Visitor] = []

    def opened(url: str, **size: int) -> Visitor:
        visitors.append(Visitor(browser, url, **size))
        return visitors[-1]

    yield opened
    for each in visitors:
        each.page.context.close()
        hosts = {urlsplit(url).netloc for url in each.asked if not url.startswith(("data:", "blob:"))}
        assert hosts == {urlsplit(each.url).netloc}
        assert each.mistakes == []


def run_by_command(*words: str | Path) -> Any:
    """What the command line says, as JSON."""
    command = [sys.executable, "-m", "tvsim", "run", *map(str, words), "--json"]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def estimates(said: Any) -> dict[str, str]:
    """Figures of all agencies together, written as on the page."""
    found = {}
    for row in said["figures"]:
        if row["agency"] == "all" and row["figure"] in FIGURES:
            numbers = [float("nan") if row[each] is None else row[each] for each in ("estimate", "low", "high")]
            found[named_with_unit(row["figure"], EN)] = estimate_text(*numbers, row["figure"], EN)
    return found


def test_a_plan_of_the_page_has_the_same_figures_on_the_command_line(visit: Any, shipped: str, tmp_path: Path) -> None:
    visitor = visit(shipped)
    visitor.wait_until_done()
    before = visitor.figures()
    assert {cells[0] for cells in before.values()} == {cells[1] for cells in before.values()}
    visitor.move("Department of Transport", 2)
    visitor.wait_for_another("Mean wait (min)", before["Mean wait (min)"][1])
    visitor.wait_until_done()
    after = visitor.figures()
    assert {name: cells[0] for name, cells in after.items()} == {name: cells[0] for name, cells in before.items()}
    assert after["Mean wait (min)"][3] == "Better"
    assert after["Staff cost (million đồng)"][3] == "Worse"

    visitor.page.get_by_label("Name of the plan").fill("two more")
    path = visitor.download("Download as a file (.toml)", tmp_path)
    assert path.name == "two more.toml"
    assert 'extends = "after_tet"' in path.read_text(encoding="utf-8")
    said = run_by_command(path, "--replications", str(STEPS[-1]))
    assert estimates(said) == {name: cells[1] for name, cells in after.items()}


def test_a_workbook_of_the_page_has_the_same_figures_on_the_command_line(
    visit: Any, shipped: str, tmp_path: Path
) -> None:
    visitor = visit(shipped)
    before = visitor.figures()
    visitor.page.get_by_label("Opening hours of the counters").select_option("through lunch")
    visitor.wait_for_another("Mean wait (min)", before["Mean wait (min)"][1])
    visitor.wait_until_done()
    path = visitor.download("Download as a workbook (.xlsx)", tmp_path)
    said = run_by_command(path, "--replications", str(STEPS[-1]))
    assert estimates(said) == {name: cells[1] for name, cells in visitor.figures().items()}


def test_faulty_plans_are_refused_in_sentences(visit: Any, shipped: str) -> None:
    visitor = visit(shipped)
    visitor.upload("bad.toml", b'extends = "after_tet"\ncounters.transport.officers = -1\n')
    visitor.wait_for_said("bad.toml: counters.transport.officers = -1: must be from 0 to 100,000")
    assert visitor.page.get_by_role("alert").filter(has_text="bad.toml").count() == 1
    visitor.upload("bad.xlsx", b"not a workbook")
    visitor.wait_for_said("bad.xlsx: is no Excel workbook (.xlsx) that can be read")
    visitor.upload("bad.pdf", b"%PDF")
    visitor.wait_for_said("bad.pdf: must be a scenario file (.toml) or an Excel workbook (.xlsx)")
    visitor.upload("large.toml", b"x" * (LARGEST_BYTES + 1))
    visitor.wait_for_said("large.toml is larger than 5 MB, which no plan is.")
    visitor.upload("theirs.toml", b'extends = "/etc/passwd"\n')
    visitor.wait_for_said("a plan from elsewhere can only extend a scenario that comes with tvsim")
    assert visitor.slider("Department of Transport").count() == 1
    assert "Traceback" not in visitor.page.content()


def test_a_plan_that_goes_up_is_held_against_today(visit: Any, shipped: str, tmp_path: Path) -> None:
    visitor = visit(shipped)
    visitor.wait_until_done()
    before = visitor.figures()
    plan = b'extends = "after_tet"\ncounters.transport.officers = 6\ncounter_defaults.wrap_up_min = 0.5\n'
    visitor.upload("six.toml", plan)
    visitor.wait_for_said("six.toml is held against")
    visitor.wait_for_said("do not show of six.toml")
    playwright.expect(visitor.slider("Department of Transport")).to_have_attribute("aria-valuetext", re.compile("^6"))
    visitor.wait_for_another("Mean wait (min)", before["Mean wait (min)"][1])
    visitor.wait_until_done()
    after = visitor.figures()
    assert {name: cells[0] for name, cells in after.items()} == {name: cells[0] for name, cells in before.items()}
    assert after["Mean wait (min)"][3] == "Better"
    path = visitor.download("Download as a file (.toml)", tmp_path)
    assert path.name == "six.toml"
    said = run_by_command(path, "--replications", str(STEPS[-1]))
    assert estimates(said) == {name: cells[1] for name, cells in after.items()}


def test_a_workbook_of_another_centre_takes_the_place_of_the_scenario(visit: Any, shipped: str, tmp_path: Path) -> None:
    small = tvsim.load(small_file(tmp_path))
    visitor = visit(shipped)
    visitor.upload("ours.xlsx", workbook_bytes(small))
    visitor.slider("justice").wait_for()
    assert visitor.slider("Department of Transport").count() == 0
    assert visitor.page.get_by_role("heading", level=2).inner_text() == "small (ours.xlsx)"
    visitor.wait_for_said("ours.xlsx has other agencies than")
    visitor.page.get_by_role("columnheader", name="ours.xlsx").wait_for()
    visitor.move("justice", 1)
    playwright.expect(visitor.slider("justice")).to_have_attribute("aria-valuetext", re.compile("^3"))
    visitor.wait_until_done()
    path = visitor.download("Download as a file (.toml)", tmp_path)
    assert tvsim.load(path).plan.counters["justice"].officers == 3
    assert "extends" not in path.read_text(encoding="utf-8")


def test_what_comes_by_post_gives_way_where_all_come_online(visit: Any, shipped: str) -> None:
    visitor = visit(shipped)
    visitor.slider("Come online").focus()
    visitor.page.keyboard.press("End")
    playwright.expect(visitor.slider("Come by post")).to_have_attribute("aria-valuetext", "0.0%")
    visitor.page.keyboard.press("Home")
    playwright.expect(visitor.slider("Come by post")).to_have_attribute("aria-valuetext", "2.5%")
    assert visitor.page.get_by_role("alert").count() == 0


def test_each_visitor_has_a_kernel_of_their_own(visit: Any, shipped: str) -> None:
    one, other = visit(shipped), visit(shipped)
    assert one.kernel() != other.kernel()
    one.move("Department of Transport", 1)
    playwright.expect(one.slider("Department of Transport")).to_have_attribute("aria-valuetext", re.compile("^5"))
    one.wait_until_done()
    assert other.slider("Department of Transport").get_attribute("aria-valuetext").startswith("4")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_nothing_is_wider_than_the_page_and_all_is_named(
    visit: Any, request: pytest.FixtureRequest, width: int, lang: str
) -> None:
    visitor = visit(request.getfixturevalue("shipped" if lang == "en" else "in_vietnamese"), width=width)
    visitor.wait_until_done(lang)
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.lang") == lang
    assert page.evaluate(WIDER_THAN_THE_PAGE) == []
    assert page.evaluate(SCROLLED_SIDEWAYS) == []
    assert page.evaluate(COVERED_BY_FIGURES) == []
    for kind in ("slider", "combobox", "textbox", "button"):
        everything = page.get_by_role(kind)
        assert everything.count()
        assert page.get_by_role(kind, name=re.compile(r"\w")).count() == everything.count()


def test_figures_stay_in_sight_of_the_levers_on_a_phone(visit: Any, shipped: str) -> None:
    """Two of them; the same as in the table, which is below the levers there. Beside the levers there is none of it."""
    visitor = visit(shipped, width=390)
    visitor.wait_until_done()
    page, bar = visitor.page, visitor.page.locator(".tvsim-in-sight")
    visitor.move("Department of Transport", 1)
    playwright.expect(bar).to_contain_text(re.compile("Mean wait: .* min → .* min"))
    visitor.wait_until_done()
    playwright.expect(bar).to_contain_text(re.compile(r"Mean wait: .* → .* · \w"))
    page.evaluate("scrollTo(0, 0)")
    assert page.evaluate(
        "() => { const it = document.querySelector('.tvsim-in-sight').getBoundingClientRect();"
        " return it.top > 0 && Math.abs(it.bottom - innerHeight) < 1 }"
    )
    shown = page.get_by_role("row").filter(has_text="Mean wait").inner_text()
    before, after = re.findall(r"Mean wait: ([\d.]+) min → ([\d.]+) min", bar.inner_text())[0]
    assert before in shown
    assert after in shown
    page.set_viewport_size({"width": 1280, "height": 800})
    playwright.expect(bar).to_be_hidden()


def test_a_phone_shows_that_there_are_warnings_and_leads_to_them(visit: Any, shipped: str) -> None:
    visitor = visit(shipped, width=390)
    page, bar = visitor.page, visitor.page.locator(".tvsim-in-sight")
    visitor.slider("Come online").focus()
    page.keyboard.press("End")
    link = bar.get_by_role("link", name=re.compile(r"^\d+ warnings?: see"))
    link.wait_for()
    visitor.wait_until_done()
    page.evaluate("scrollTo(0, 0)")
    warnings = page.locator(f"#{WARNINGS}")
    playwright.expect(warnings).not_to_be_in_viewport()
    link.click()
    playwright.expect(warnings).to_be_in_viewport()
    assert warnings.locator("p").count() == int(link.inner_text().split()[0])
    assert warnings.bounding_box()["y"] < page.locator(".tvsim-results table").bounding_box()["y"]
    playwright.expect(page.locator(".tvsim-results table")).to_be_attached()  # it is the same page still


def test_shares_beside_their_sliders_are_in_the_form_of_the_language(visit: Any, in_vietnamese: str) -> None:
    visitor = visit(in_vietnamese)
    value = visitor.page.locator(".tvsim-value").first
    before = value.inner_text()
    visitor.move("Nộp trực tuyến", 5)
    playwright.expect(value).to_have_text("2,5%")
    playwright.expect(visitor.slider("Nộp trực tuyến")).to_have_attribute("aria-valuetext", "2,5%")
    assert before == "0,0%"
    assert "2.5%" not in visitor.page.locator("main").inner_text()


def test_no_code_is_shown(visit: Any, shipped: str) -> None:
    visitor = visit(shipped)
    assert "import page" not in visitor.page.content()


# how it ends


def until_gone(url: str, kernel: str) -> bool:
    """Wait until there is no such kernel any more."""

    def gone() -> bool:
        try:
            urlopen(f"{url}api/kernels/{kernel}", timeout=LIMIT_S)
        except HTTPError as answer:
            return answer.code == 404
        return False

    return until(gone, LIMIT_S)


def test_a_kernel_that_is_left_alone_is_ended() -> None:
    """Kernels are idle after a second here, and looked for each second."""
    with program("-c", LEFT_ALONE) as (_, url):
        with urlopen(url, timeout=LIMIT_S) as page:
            kernel = re.search(r'"kernelId": "([-0-9a-f]+)"', page.read().decode())
        assert kernel
        assert until_gone(url, kernel[1])


def test_a_page_whose_kernel_has_ended_says_so(visit: Any, shipped: str) -> None:
    visitor = visit(shipped)
    kernel = visitor.kernel()
    urlopen(Request(f"{shipped}voila/api/shutdown/{kernel}", method="POST"), timeout=LIMIT_S).close()
    assert until_gone(shipped, kernel)
    visitor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    told = "This page was left alone for a long time and has ended. Load it again to go on."
    visitor.page.get_by_role("alert").filter(has_text=told).wait_for()


def test_a_page_that_is_left_ends_its_kernel(visit: Any, shipped: str) -> None:
    visitor = visit(shipped)
    kernel = visitor.kernel()
    visitor.page.reload()
    assert until_gone(shipped, kernel)
    visitor.page.locator(".tvsim-results table").wait_for()
    assert visitor.kernel() != kernel


@pytest.mark.skipif(os.name != "posix", reason="there are no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_with_all_that_it_began(tmp_path: Path, number: signal.Signals) -> None:
    with program("-m", "tvsim", "app", str(small_file(tmp_path)), "--port", "0", "--no-browser") as (running, url):
        with urlopen(url, timeout=LIMIT_S) as page:
            page.read()
        began = psutil.Process(running.pid).children(recursive=True)
        assert began
        running.send_signal(number)
        assert running.wait(LIMIT_S) == 0
        assert psutil.wait_procs(began, LIMIT_S)[1] == []


@pytest.mark.parametrize(
    "path", ["voila/files/app.ipynb", "voila/files/page.css", "voila/render/app.ipynb", "api/contents", "api/kernels"]
)
def test_no_file_of_the_machine_is_served(shipped: str, path: str) -> None:
    with pytest.raises(HTTPError, match=r"40[34]"):
        urlopen(shipped + path, timeout=LIMIT_S)


def test_names_of_other_machines_are_refused(shipped: str) -> None:
    """A page from elsewhere whose name leads here (DNS rebinding) gets nothing."""
    with pytest.raises(HTTPError, match="403"):
        urlopen(Request(shipped, headers={"Host": "example.org"}), timeout=LIMIT_S)
