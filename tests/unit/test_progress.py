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


def test_the_time_left_of_a_study_that_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """600 of 1,000 were there already; then 40 more in 10 seconds: the other 360 take 90 more."""
    now = 0.0
    screen = Console(force_terminal=True, file=open("/dev/null", "w"), get_time=lambda: now)  # noqa: SIM115
    monkeypatch.setattr(progress, "Timer", _Never)
    monkeypatch.setattr(progress, "Console", lambda **_: screen)
    with progress.waiting("a study") as bar:
        bar.advance(600, 1000)
        for second in range(1, 11):
            now = float(second)
            bar.advance(600 + 4 * second, 1000)
        (task,) = bar._progress.tasks
        assert task.time_remaining == 90
