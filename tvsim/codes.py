"""The small numbers that stand for words in the arrays, in the order of their codes."""

from __future__ import annotations

from enum import IntEnum


class Channel(IntEnum):
    """Ways in and ways back."""

    COUNTER = 0
    POST = 1
    ONLINE = 2


class VisitKind(IntEnum):
    """Why somebody comes to the counter."""

    SUBMIT = 0
    RESUBMIT = 1
    COLLECT = 2
    ENQUIRE = 3


class VisitOutcome(IntEnum):
    """How a visit ended; `WAITING` and `SERVING` only at the end of the run."""

    WAITING = 0
    SERVING = 1
    SERVED = 2
    LEFT = 3
    TURNED_AWAY = 4
    NO_TICKET = 5
    DISMISSED = 6
    NO_SHOW = 7


class CaseStatus(IntEnum):
    """How far a case has come at the end of the run: each case has exactly one."""

    COMING = 0
    """Not accepted yet: on its way, waiting, or back with the applicant."""
    OPEN = 1
    """Accepted, not decided."""
    DECIDED = 2
    """Decided, the result may still be on its way."""
    REFUSED = 3
    WITHDRAWN = 4
    """Accepted, then ended because the applicant never answered a request."""
    RETURNED = 5
    """Never accepted: flawed at its last try."""
    GAVE_UP = 6
    """Never accepted: the applicant left and did not come back."""
    ANSWERED = 7
    """Only a question, answered."""


class TaskKind(IntEnum):
    """Work of reviewers."""

    EXAMINE = 0
    RECHECK = 1
    CONCLUDE = 2
    REVIEW = 3


class TaskOutcome(IntEnum):
    """How a task ended; `QUEUED` and `WORKING` only at the end of the run."""

    QUEUED = 0
    WORKING = 1
    DONE = 2
    DROPPED = 3


class Activity(IntEnum):
    """What officers and reviewers spend their time on."""

    SERVICE = 0
    WRAP_UP = 1
    DUTY = 2
    DESK = 3
    TASK = 4


class Duty(IntEnum):
    """What an officer is rostered for."""

    COUNTER = 0
    COUNTER_AND_DESK = 1
    DESK = 2


class ClosingPolicy(IntEnum):
    """What happens to those who wait at lunch or at closing."""

    SERVE = 0
    HOLD = 1
    DISMISS = 2


class AfterLeaving(IntEnum):
    """What somebody does who was not served."""

    COME_BACK = 0
    GO_ONLINE = 1
    GIVE_UP = 2


class Order(IntEnum):
    """Which task reviewers take first."""

    EARLIEST_DUE = 0
    FIRST_COME = 1


class ClockRule(IntEnum):
    """What a supplement does to the due time."""

    PAUSE = 0
    RESTART = 1
    RUN_ON = 2


class ReviewMode(IntEnum):
    """Whether reviews are asked for all at once."""

    PARALLEL = 0
    IN_TURN = 1
