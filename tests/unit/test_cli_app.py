"""How ``tvsim app`` begins, and what keeps it from beginning; nothing is served here."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

import tvsim.whatif
from tvsim import cli
from tvsim.cli import browser
from tvsim.models import compiled
from tvsim.whatif import serving


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would be served; it begins at once, and ends."""
    found: list[dict[str, Any]] = []

    def serve(sockets: list[socket.socket], scenario: str, lang: str, began: Any, *, local: bool) -> None:
        found.append({"address": sockets[0].getsockname()[0], "scenario": scenario, "lang": lang, "local": local})
        began()
        for each in sockets:
            each.close()

    monkeypatch.setattr(serving, "serve", serve)
    monkeypatch.setattr(compiled, "compile_once", lambda *_: None)
    return found


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which somebody listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def started(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = cli.execute(["app", *map(str, words)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_it_listens_on_this_machine_alone_and_says_where(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = started(capsys, "--port", 0, "--no-browser", "--lang", "vi")
    assert (code, err) == (0, "")
    assert out.startswith("Trung tâm Phục vụ hành chính công tỉnh Trà Vinh: http://127.0.0.1:")
    assert out.endswith("/ (nhấn Ctrl-C để kết thúc)\n")
    (found,) = served
    assert (found["address"], found["lang"], found["local"]) == ("127.0.0.1", "vi", True)
    assert found["scenario"].endswith("baseline.toml")


def test_it_warns_where_others_can_reach_it(served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = started(capsys, "more_officers", "--port", 0, "--host", "0.0.0.0", "--no-browser")
    assert code == 0
    assert err.startswith(f"warning: whoever reaches http://{socket.gethostname()}:")
    assert err.count("\n") == 1
    assert not served[0]["local"]


def test_a_browser_opens_unless_told_otherwise(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    class AtOnce:
        def __init__(self, target: Any, args: Any, **_: Any) -> None:
            self.start = lambda: target(*args)

    monkeypatch.setattr(browser, "Thread", AtOnce)
    monkeypatch.setattr(browser.webbrowser, "open", opened.append)
    started(capsys, "--port", 0, "--no-browser")
    assert opened == []
    _, out, _ = started(capsys, "--port", 0)
    assert [url in out for url in opened] == [True]


def test_a_port_that_is_taken_is_said(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], taken: int
) -> None:
    told = f"error: --port = {taken}: is taken by another program; give another one, or 0 for any that is free\n"
    assert started(capsys, "--port", taken) == (2, "", told)
    assert served == []


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 70 + ".example", "one..two", ""])
def test_an_address_of_another_machine_is_refused(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], host: str
) -> None:
    code, out, err = started(capsys, "--port", 0, "--host", host)
    assert (code, out) == (2, "")
    assert err.startswith('error: --host = "')
    assert err.endswith(": must be an address of this machine\n")
    assert served == []


def test_a_scenario_that_is_none_is_refused_before_anything_begins(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert started(capsys, "nowhere.toml") == (2, "", "error: nowhere.toml: there is no such file\n")
    assert served == []


@pytest.mark.parametrize("missing", ["voila", "anywidget", "ipywidgets"])
def test_what_is_not_installed_is_said(
    served: list[dict[str, Any]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    for name in [each for each in sys.modules if each.partition(".")[0] == missing]:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, missing, None)
    for name in ("serving", "page", "panel"):
        monkeypatch.delitem(sys.modules, f"tvsim.whatif.{name}", raising=False)
        monkeypatch.delattr(tvsim.whatif, name, raising=False)
    assert started(capsys) == (2, "", 'error: the page needs more: pip install "tvsim[app]"\n')


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],
)
def test_which_addresses_are_this_machine_alone(host: str, local: bool) -> None:
    assert serving.is_loopback(host) is local


def test_an_address_of_the_sixth_version_stands_in_brackets() -> None:
    assert browser._url("::1", 80) == "http://[::1]:80/"
    assert browser._url("0.0.0.0", 80) == f"http://{socket.gethostname()}:80/"
