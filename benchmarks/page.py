"""How long whoever tries plans in a browser waits: for the page, and for the first figures after a lever is moved.

``python benchmarks/page.py [SCENARIO]``, the baseline where none is named. It needs Chromium. A lever is moved while
the figures of the move before are still refined, which is the longest wait. Where the median is more than `MOST_S`, it
ends with an error. Other programs that run meanwhile count.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.served import LIMIT_S, served  # noqa: E402

VISITS, MOVES = 3, 6
MOST_S = 2.0
MOVED = """() => new Promise((told) => {
  const results = document.querySelector(".tvsim-results");
  const began = performance.now();
  let left = false;
  new MutationObserver(() => {
    left ||= !results.querySelector("table");
    if (left && results.querySelector("table")) told((performance.now() - began) / 1000);
  }).observe(results, { childList: true, subtree: true });
  const slider = document.querySelectorAll("[role=slider]")[2];
  slider.focus();
  slider.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
})"""
"""Moves the first slider of officers; seconds until its figures stand in the place of those before."""


def visit(browser: Any, url: str) -> tuple[float, list[float]]:
    """Open the page, and move a lever again and again while the figures of the move before are being refined."""
    page = browser.new_page()
    page.set_default_timeout(LIMIT_S * 1000)
    page.goto(url)
    page.locator(".tvsim-results table").wait_for()
    opened = page.evaluate("performance.now() / 1000")
    moved = [page.evaluate(MOVED) for _ in range(MOVES)]
    page.close()
    return opened, moved


def main() -> None:
    """Print one line a measurement."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with served(sys.argv[1] if len(sys.argv) > 1 else "baseline") as url, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        found = [visit(browser, url) for _ in range(VISITS)]
        browser.close()
    opened, moved = [each for each, _ in found], [each for _, moves in found for each in moves]
    for what, seconds in (("the page with its first figures", opened), ("first figures after a lever", moved)):
        print(f"{what}: {median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f}), {len(seconds)} times")
    if median(moved) > MOST_S:
        raise SystemExit(f"that is more than {MOST_S} s")


if __name__ == "__main__":
    main()
