"""The clock of the run: whole milliseconds, and a fixed order within an instant.

At one instant first services and shifts end, then people and papers join, then mail rounds, signing hours and closings
act on what is there. When nothing of all that is left to happen at the instant, free officers and reviewers take the
first in order. What a taking sets off at the same instant (a service of no length) is a next round of it. So the
result does not depend on the order in which events were scheduled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import simpy

from tvsim.calendar import NEVER
from tvsim.models.instants import JOIN, ROUND, joins_at_once, order_within_instant
from tvsim.models.states import StateError

Process = Generator["Moment", Any, None]
Act = Callable[[Any], None]


BEFORE_ALL = -1
"""Order of the moment that ends a run: before all else that would happen at it."""


class Moment(simpy.Event):
    """Something that happens at a known time, and carries a value to whoever waits for it."""

    def __init__(self, clock: Clock, order: int, value: Any) -> None:
        # What simpy.Event would set, without its call: there are a million moments in a year.
        self.env = clock
        self.callbacks = [clock.turn_to]
        self._ok = True
        self._value = value
        self.order = order
        self.act: Act | None = None


class Clock(simpy.Environment):
    """A SimPy environment whose time is an `int` and whose instants are ordered by `END`, `JOIN` and `ROUND`."""

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self._order = 0
        self._takings: list[Callable[[], None]] = []
        self.moments = 0

    def run_to(self, ends_at: int) -> None:
        """Run up to, but without, a time; after the last thing of each instant let the free take."""
        self.schedule(Moment(self, BEFORE_ALL, None), BEFORE_ALL, ends_at - self._now)  # type: ignore[arg-type]
        moments = -1
        while self._now < ends_at:
            if self._takings and self.peek() > self._now:
                takings, self._takings = self._takings, []
                self._order = ROUND
                for take in takings:
                    take()
            else:
                self.step()
                moments += 1
        self.moments += moments

    def take_later(self, take: Callable[[], None]) -> None:
        """Have ``take()`` done when all that ends and joins at this instant has done so."""
        self._takings.append(take)

    @property
    def now(self) -> int:
        """Engine time."""
        return self._now  # type: ignore[return-value]  # it begins as an int, and only ints are added

    def turn_to(self, moment: Any) -> None:
        """Note where in its instant the run has come; first callback of every moment."""
        self._order = moment.order

    def _happen(self, moment: Any) -> None:
        self._order = moment.order
        moment.act(moment._value)

    def until(self, at: int, phase: int, value: Any = None) -> Moment:
        """Return a moment at a time that is not past, for a process to wait for."""
        if not self._now <= at <= NEVER:
            raise StateError(f"something is to happen at {at} ms, which is past or never; it is {self._now} ms")
        order = phase if at > self._now else order_within_instant(self._order, phase)
        moment = Moment(self, order, value)
        self.schedule(moment, order, at - self._now)  # type: ignore[arg-type]  # priorities are plain numbers
        return moment

    def at(self, at: int, phase: int, act: Act, value: Any = None) -> None:
        """Have ``act(value)`` done at a time that is not past."""
        moment = self.until(at, phase, value)
        moment.act = act
        moment.callbacks = [self._happen]

    def join(self, act: Act, value: Any) -> None:
        """Have ``act(value)`` done as something that joins at this instant.

        At once while ends and joins are going on; in a next round where mail rounds and signing hours are going on,
        for those must not see it.
        """
        if joins_at_once(self._order):
            act(value)
        else:
            self.at(self.now, JOIN, act, value)

    def call(self) -> Moment:
        """Return a moment without a time, for somebody to wait for until he is called by `wake`."""
        return Moment(self, 0, None)

    def wake(self, waiting: Moment, value: Any) -> None:
        """Let the waiting go on here and now, with a value, without an event of its own."""
        waiting.order = self._order
        waiting._value = value
        callbacks = waiting.callbacks or []
        waiting.callbacks = None  # type: ignore[assignment]  # how SimPy marks a moment that has been
        for callback in callbacks:
            callback(waiting)
