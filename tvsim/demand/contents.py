"""What a dossier asks of officers, reviewers, applicants and the post."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE
from tvsim.codes import Channel
from tvsim.demand.case_table import MAX_TRIES
from tvsim.demand.course import Course
from tvsim.demand.draws import Draws, Flags, Floats, Ints, Kind, Strand
from tvsim.demand.durations import Durations
from tvsim.demand.streams import Purpose
from tvsim.scenario.schema import Flawed, Plan, Procedure
from tvsim.scenario.values import Distribution

Columns = dict[str, NDArray[Any]]


class Contents:
    """How much work the cases of a plan are and what happens to them; rules and durations by strand."""

    def __init__(self, plan: Plan, strands: Sequence[Strand]) -> None:
        procedures = list(plan.procedures.values())
        rules = [(procedures[strand.procedure], strand.kind) for strand in strands]

        def durations(of: Callable[[Procedure], Distribution], unit_ms: int) -> Durations:
            return Durations([of(procedure) for procedure, _ in rules], unit_ms)

        self._decisions = np.array([_decisions(procedure, kind) for procedure, kind in rules])
        self._flaws = np.array([chances for procedure, kind in rules for chances in _flaws(procedure.flawed, kind)])
        self._requests = _requests(rules)
        self._unanswered = np.array([procedure.supplement.unanswered for procedure, _ in rules])
        self._is_dossier = np.array([kind != Kind.ENQUIRY for _, kind in rules])
        self._reviews = np.array([len(procedure.reviews.agencies) for procedure, _ in rules])
        self._most_reviews = max([1, *self._reviews.tolist()])
        self._intake = Durations([_at_counter(procedure, kind) for procedure, kind in rules], MINUTE_MS)
        self._desk = durations(lambda procedure: procedure.desk_min, MINUTE_MS)
        self._corrected = durations(lambda procedure: procedure.corrected_after_days, DAY_MS)
        self._travel_in = durations(lambda _: plan.mail.travel_in_days, DAY_MS)
        self._travel_out = durations(lambda _: plan.mail.travel_out_days, DAY_MS)
        self._work = durations(lambda procedure: procedure.work_min, MINUTE_MS)
        self._field = durations(lambda procedure: procedure.field_days, round(plan.deadlines.hours_per_day * HOUR_MS))
        self._conclude = durations(lambda procedure: procedure.conclude_min, MINUTE_MS)
        self._review = durations(lambda procedure: procedure.reviews.work_min, MINUTE_MS)
        self._collect = durations(lambda procedure: procedure.collect_min, MINUTE_MS)
        self._collected = durations(lambda procedure: procedure.collected_after_days, DAY_MS)
        self._answer = durations(lambda procedure: procedure.supplement.answer_days, DAY_MS)
        self._recheck = durations(lambda procedure: procedure.supplement.recheck_min, MINUTE_MS)

    @property
    def widths(self) -> dict[str, int]:
        """How many requests and reviews a case of the plan has at most, by column."""
        requests = self._requests.shape[1]
        return {"answer_ms": requests, "recheck_ms": requests, "review_ms": self._most_reviews}

    def columns(self, channel: NDArray[np.int8], course: Course, draws: Draws) -> Columns:
        """Columns of the case table that say how much work a case is and what happens to it."""
        decided, flaws = self._decided(draws), self._flawed(channel, draws)
        columns = decided | flaws | self._tries(*course.goes_back(**flaws), course, draws)
        columns |= self._back_office(course, draws) | self._return(course, draws) | self._supplements(draws)
        return columns | {"review_ms": self._review_ms(decided["reviewed"], draws)}

    def _decided(self, draws: Draws) -> Columns:
        chances = self._decisions.take(draws.strand, axis=0)
        uniform = draws.uniform(Purpose.DECISION, 3, needed=self._is_dossier[draws.strand])
        at_once, refused, reviewed = (uniform < chances).T
        return {"at_once": at_once, "refused": refused, "reviewed": reviewed}

    def _flawed(self, channel: NDArray[np.int8], draws: Draws) -> Columns:
        uniform = draws.uniform(Purpose.FLAW, MAX_TRIES, needed=self._is_dossier[draws.strand])
        of_strand = len(Channel) * draws.strand
        return {
            "flawed": uniform < self._flaws.take(of_strand + channel, axis=0),
            "flawed_online": uniform < self._flaws.take(of_strand + Channel.ONLINE, axis=0),
        }

    def _tries(self, tried: Flags, corrected: Flags, course: Course, draws: Draws) -> Columns:
        """How long it takes to come in: at tries that there may be, where the case may come that way."""
        strand = draws.strand
        travel = draws.uniform(Purpose.TRAVEL, MAX_TRIES + 1, needed=course.by_post | course.sent)
        at_counter, at_desk = tried & course.at_counter[:, None], tried & course.at_desk[:, None]
        return {
            "intake_ms": draws.milliseconds(Purpose.INTAKE, self._intake, strand, at_counter, MAX_TRIES),
            "desk_ms": draws.milliseconds(Purpose.DESK, self._desk, strand, at_desk, MAX_TRIES),
            "corrected_ms": draws.milliseconds(Purpose.CORRECTION, self._corrected, strand, corrected, MAX_TRIES),
            "travel_in_ms": self._travel_in.where(tried & course.by_post[:, None], strand, travel[:, 1:]),
            "travel_out_ms": self._travel_out.where(course.sent, strand, travel[:, 0]),
        }

    def _back_office(self, course: Course, draws: Draws) -> Columns:
        work, field, conclude = draws.uniform(Purpose.WORK, 3, needed=course.to_office).T
        return {
            "work_ms": self._work.where(course.to_office, draws.strand, work),
            "field_ms": self._field.where(course.to_office, draws.strand, field),
            "conclude_ms": self._conclude.where(course.to_office, draws.strand, conclude),
        }

    def _review_ms(self, reviewed: Flags, draws: Draws) -> Ints:
        """Work of each review that there is."""
        review_ms = np.empty((draws.count, self._most_reviews), dtype=np.int64)
        for number in range(self._most_reviews):
            is_read = reviewed & (number < self._reviews[draws.strand])
            uniform = draws.numbered(Purpose.REVIEW, number, needed=is_read)
            review_ms[:, number] = self._review.where(is_read, draws.strand, uniform)
        return review_ms

    def _return(self, course: Course, draws: Draws) -> Columns:
        service, delay = draws.uniform(Purpose.COLLECTION, 2, needed=course.collected).T
        return {
            "collect_ms": self._collect.where(course.collected, draws.strand, service),
            "collected_after_ms": self._collected.where(course.collected, draws.strand, delay),
        }

    def _supplements(self, draws: Draws) -> Columns:
        """Requests for papers: a later one only after an earlier one; an unanswered one is the last."""
        asked_so_far = np.ones(draws.count, dtype=bool)
        supplements = np.zeros(draws.count, dtype=np.int8)
        answers, rechecks = [], []
        for number, shares in enumerate(self._requests.T):
            chance = shares[draws.strand]
            drawn = draws.numbered(Purpose.SUPPLEMENT, number, 4, needed=chance > 0)
            asked, answer, unanswered, recheck = drawn.T
            asked_so_far &= asked < chance
            supplements += asked_so_far
            is_answered = asked_so_far & (unanswered >= self._unanswered[draws.strand])
            answer_ms = self._answer.where(is_answered, draws.strand, answer)
            answer_ms[asked_so_far & ~is_answered] = NONE
            answers.append(answer_ms)
            rechecks.append(self._recheck.where(is_answered, draws.strand, recheck))
        return {
            "supplements": supplements,
            "answer_ms": np.stack(answers, axis=1),
            "recheck_ms": np.stack(rechecks, axis=1),
        }


def _at_counter(procedure: Procedure, kind: Kind) -> Distribution:
    return procedure.enquire_min if kind == Kind.ENQUIRY else procedure.intake_min


def _decisions(procedure: Procedure, kind: Kind) -> list[float]:
    """Chances that a case is decided at once, that it is refused, and that it needs its reviews."""
    dossier = kind != Kind.ENQUIRY
    return [
        procedure.at_once * (kind == Kind.DOSSIER),
        procedure.refused * dossier,
        procedure.reviews.share * bool(procedure.reviews.agencies) * dossier,
    ]


def _flaws(flawed: Flawed, kind: Kind) -> list[list[float]]:
    """Chances of a flaw by channel and try; an enquiry has none."""
    chances = [_by_try(shares) for shares in (flawed.counter, flawed.post, flawed.online)]
    return [[chance * (kind != Kind.ENQUIRY) for chance in by_try] for by_try in chances]


def _by_try(shares: list[float]) -> list[float]:
    """Probability for each try; the last one given holds for all later ones."""
    return [shares[min(attempt, len(shares) - 1)] for attempt in range(MAX_TRIES)]


def _requests(rules: list[tuple[Procedure, Kind]]) -> Floats:
    """Chances of a first request for papers, of a second, ..., shape (strands, most requests, at least one)."""
    most = max([1, *(len(procedure.supplement.shares) for procedure, _ in rules)])
    chances = np.zeros((len(rules), most))
    for number, (procedure, kind) in enumerate(rules):
        if kind != Kind.ENQUIRY:
            chances[number, : len(procedure.supplement.shares)] = procedure.supplement.shares
    return chances
