"""The progress bar: on stderr, after two seconds, and only on a terminal."""

import pytest
from rich.console import Console

from tvsim import progress


class _AtOnce:
    """A timer whose time has come when it is started."""

    def __init__(self, after_s: float, act: object) -> None:
        self.after_s, self.act = after_s, act
        _AtOnce.waited = after_s

    waited = 0.0
    daemon = True

    def start(self) -> None:
        self.act()  # type: ignore[operator]

    def cancel(self) -> None:
        pass

    def join(self) -> None:
        pass


class _Never(_AtOnce):
    """A timer whose time does not come."""

    def start(self) -> None:
        pass


def _shown(monkeypatch: pytest.MonkeyPatch, timer: type[_AtOnce], *, terminal: bool) -> str:
    screen = Console(force_terminal=terminal, record=True, width=100, file=open("/dev/null", "w"))  # noqa: SIM115
    monkeypatch.setattr(progress, "Timer", timer)
    monkeypatch.setattr(progress, "Console", lambda **how: screen if how == {"stderr": True} else None)
    with progress.waiting("simulating a[/bold].toml") as bar:
        bar.advance(1, 4)
    return screen.export_text()


def test_it_is_shown_on_a_terminal_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = _shown(monkeypatch, _AtOnce, terminal=True)
    assert _AtOnce.waited == 2
    assert "simulating a[/bold].toml" in shown


def test_it_is_not_shown_before(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "simulating" not in _shown(monkeypatch, _Never, terminal=True)


def test_it_is_not_shown_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _shown(monkeypatch, _AtOnce, terminal=False).strip() == ""
