"""How far a study is: a bar on stderr after two seconds, on a terminal; else a line each minute."""

import pytest
from rich.console import Console

from tvsim import progress


class _Clock:
    """An event that is never set, and for which so many times nobody has to wait; then the block is over."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.waited: list[float] = []

    def __call__(self) -> "_Clock":
        return self

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        return len(self.waited) > self.times

    def set(self) -> None:
        pass


def _shown(monkeypatch: pytest.MonkeyPatch, clock: _Clock, *, terminal: bool) -> str:
    screen = Console(force_terminal=terminal, record=True, width=100, file=open("/dev/null", "w"))  # noqa: SIM115
    monkeypatch.setattr(progress, "Event", clock)
    monkeypatch.setattr(progress, "Console", lambda **how: screen if how == {"stderr": True} else None)
    with progress.waiting("simulating a[/bold].toml") as bar:
        bar.advance(1, 4)
    return screen.export_text()


def test_it_is_shown_on_a_terminal_after_two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock(1)
    assert "simulating a[/bold].toml" in _shown(monkeypatch, clock, terminal=True)
    assert clock.waited == [2]


@pytest.mark.parametrize("terminal", [True, False])
def test_it_is_not_shown_before(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    assert _shown(monkeypatch, _Clock(0), terminal=terminal).strip() == ""


class _Seconds:
    """The clock of a screen, which each look moves on."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def _studied(monkeypatch: pytest.MonkeyPatch, clock: _Clock, screen: Console, seconds: _Seconds) -> progress.Waiting:
    """600 of 1,000 were there already; then come 40 more in 10 seconds."""
    monkeypatch.setattr(progress, "Event", clock)
    monkeypatch.setattr(progress, "Console", lambda **_: screen)
    monkeypatch.setattr(progress, "Thread", _AtTheEnd)
    with progress.waiting("a study [of mine]") as bar:
        bar.advance(600, 1000)
        for second in range(1, 11):
            seconds.now = float(second)
            bar.advance(600 + 4 * second, 1000)
    return bar


class _AtTheEnd:
    """A thread that does not get its turn before the block ends."""

    def __init__(self, target: object, args: tuple[object, ...], **how: bool) -> None:
        self.act, self.args, self.how = target, args, how

    def start(self) -> None:
        pass

    def join(self) -> None:
        self.act(*self.args)  # type: ignore[operator]


def test_the_time_left_of_a_study_that_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """40 in 10 seconds: the other 360 take 90 more."""
    seconds = _Seconds()
    screen = Console(force_terminal=True, file=open("/dev/null", "w"), get_time=seconds)  # noqa: SIM115
    (task,) = _studied(monkeypatch, _Clock(0), screen, seconds)._progress.tasks
    assert task.time_remaining == 90


def test_a_log_gets_a_line_each_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, clock = _Seconds(), _Clock(2)
    screen = Console(force_terminal=False, record=True, width=30, file=open("/dev/null", "w"), get_time=seconds)  # noqa: SIM115
    _studied(monkeypatch, clock, screen, seconds)
    line = "a study [of mine]: 640 of 1,000 (64%), 0:00:10 so far, 0:01:30 left\n"
    assert screen.export_text() == 2 * line
    assert clock.waited == [60, 60, 60]


def test_what_is_only_begun_says_how_long_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = _Seconds()
    screen = Console(force_terminal=False, record=True, file=open("/dev/null", "w"), get_time=seconds)  # noqa: SIM115
    monkeypatch.setattr(progress, "Event", _Clock(1))
    monkeypatch.setattr(progress, "Console", lambda **_: screen)
    monkeypatch.setattr(progress, "Thread", _AtTheEnd)
    with progress.waiting("compiling the engine"):
        seconds.now = 3725.0
    assert screen.export_text() == "compiling the engine: 1:02:05 so far\n"
