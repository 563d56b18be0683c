"""Reviews: answers wanted from other agencies, all at once or in turn, each with a limit of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tvsim.calendar import NONE
from tvsim.codes import ReviewMode, TaskKind
from tvsim.models import officetime
from tvsim.models.instants import JOIN

if TYPE_CHECKING:
    from tvsim.models.centre import Centre


class Review(NamedTuple):
    """One answer wanted for a case: the number of the review in its procedure."""

    case: int
    number: int


class Reviews:
    """Reviews that are asked for and not answered."""

    def __init__(self, centre: Centre) -> None:
        self.centre, self.clock = centre, centre.clock
        self._way_ms = centre.resources.transfers.agency_agency_ms.tolist()
        reviewers = centre.resources.procedures.reviewers.tolist()
        self._reviewers = [[agency for agency in asked if agency >= 0] for asked in reviewers]
        """Agencies that each procedure asks."""
        self._open: dict[Review, int] = {}
        """Task of each open review; `NONE` while its papers are on the way."""
        self._wanted: dict[int, int] = {}
        """Answers a case still waits for."""

    def ask(self, case: int) -> None:
        """Ask for the reviews of a case: all of them, or the first."""
        procedure = self.centre.table.procedure[case]
        self._wanted[case] = len(self._reviewers[procedure])
        in_turn = self.centre.rules.review_mode[procedure] == ReviewMode.IN_TURN
        for number in range(1 if in_turn else self._wanted[case]):
            self._send(Review(case, number))

    def _agency(self, review: Review) -> int:
        asked: list[int] = self._reviewers[self.centre.table.procedure[review.case]]
        return asked[review.number]

    def _send(self, review: Review) -> None:
        """Send the papers to the other agency; where silence is consent, its limit begins to run."""
        centre, now = self.centre, self.clock.now
        procedure = centre.table.procedure[review.case]
        due_at = officetime.due(centre.hours, centre.due_rule, now, centre.rules.review_limit_ms[procedure])
        self._open[review] = NONE
        way_ms = self._way_ms[centre.agency_of(review.case)][self._agency(review)]
        centre.carry(way_ms, self._arrives, (review, due_at))
        if centre.rules.silence_is_consent[procedure] and due_at < centre.resources.ends_at:
            self.clock.at(due_at, JOIN, self._limit_passes, review)

    def _arrives(self, what: tuple[Review, int]) -> None:
        """The papers reach the other agency, unless its silence is taken for consent by now."""
        review, due_at = what
        silent = self.centre.rules.silence_is_consent[self.centre.table.procedure[review.case]]
        if review in self._open and not (silent and self.clock.now >= due_at):
            work_ms = self.centre.table.review_ms[review.case, review.number]
            office = self.centre.offices[self._agency(review)]
            self._open[review] = office.join(review.case, TaskKind.REVIEW, work_ms, due_at, review.number)

    def _limit_passes(self, review: Review) -> None:
        """Silence is consent: the case goes on, and the review is dropped from the queue."""
        if review in self._open:
            task = self._open.pop(review)
            if task != NONE:
                self.centre.offices[self._agency(review)].drop(task)
            self._settled(review)

    def done(self, case: int, number: int) -> None:
        """A review is written; its answer goes back, unless it comes too late to matter."""
        review = Review(case, number)
        if review in self._open:
            del self._open[review]
            way_ms = self._way_ms[self._agency(review)][self.centre.agency_of(case)]
            self.centre.carry(way_ms, self._settled, review)

    def _settled(self, review: Review) -> None:
        """Go on with the next review, or, when there is none, with the case."""
        case = review.case
        self._wanted[case] -= 1
        if self._wanted[case] == 0:
            del self._wanted[case]
            self.centre.conclude(case)
        elif self.centre.rules.review_mode[self.centre.table.procedure[case]] == ReviewMode.IN_TURN:
            self._send(Review(case, review.number + 1))
