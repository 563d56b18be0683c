"""The clock of the run: whole milliseconds, and a fixed order within an instant.

At one instant first services and shifts end, then people and papers join, then free officers and reviewers take the
first in order. What a taking sets off at the same instant (a service of no length) makes the next round of the three,
so that the result does not depend on the order in which events were scheduled.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from enum import IntEnum
from typing import Any, cast

import simpy
from simpy.events import EventPriority

Process = Generator["Moment", Any, None]
Act = Callable[[Any], None]


class Phase(IntEnum):
    """Parts of an instant, in their order."""

    END = 0
    JOIN = 1
    TAKE = 2


PHASES = len(Phase)


def order_within_instant(current: int, phase: int) -> int:
    """Order of something scheduled for this very instant while what has order ``current`` happens.

    It falls into the same round if its phase is still to come or going on, else into the next.
    """
    turn, going_on = divmod(current, PHASES)
    return PHASES * (turn + (phase < going_on)) + phase


class Moment(simpy.Event):
    """Something that happens at a known time, and carries a value to whoever waits for it."""

    def __init__(self, clock: Clock, order: int, value: Any) -> None:
        # What simpy.Event would set, without its call: there are a million moments in a year.
        self.env = clock
        self.callbacks = [clock.turn_to]
        self._ok = True
        self._value = value
        self.order = order


class Clock(simpy.Environment):
    """A SimPy environment whose time is an `int` and whose instants are ordered by `Phase`."""

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self._order = 0
        self.moments = 0

    @property
    def now(self) -> int:
        """Engine time."""
        return cast(int, self._now)

    def turn_to(self, moment: Any) -> None:
        """Note where in its instant the run has come; first callback of every moment."""
        self._order = moment.order
        self.moments += 1

    def until(self, at: int, phase: int, value: Any = None) -> Moment:
        """Return a moment at a time that is not past, for a process to wait for."""
        order = phase if at > self._now else order_within_instant(self._order, phase)
        moment = Moment(self, order, value)
        self.schedule(moment, EventPriority(order), at - self._now)
        return moment

    def at(self, at: int, phase: int, act: Act, value: Any = None) -> None:
        """Have ``act(value)`` done at a time that is not past."""
        moment = self.until(at, phase, value)
        assert moment.callbacks is not None
        moment.callbacks.append(lambda done: act(done.value))

    def join(self, act: Act, value: Any) -> None:
        """Have ``act(value)`` done as something that joins at this instant.

        At once while ends and joins are going on, for what joins is taken only after all of them; in the next round
        where takings are going on, for those must not see it.
        """
        if self._order % PHASES < Phase.TAKE:
            act(value)
        else:
            self.at(self.now, Phase.JOIN, act, value)

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
