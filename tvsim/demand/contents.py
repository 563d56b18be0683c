"""What a dossier asks of officers, reviewers, applicants and the post."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE
from tvsim.codes import Channel
from tvsim.demand.case_table import MAX_TRIES
from tvsim.demand.draws import Draws, Floats, Kind, Strand
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
        self._flaws = np.array([_flaws(procedure.flawed, kind) for procedure, kind in rules])
        self._requests = _requests(rules)
        self._unanswered = np.array([procedure.supplement.unanswered for procedure, _ in rules])
        self._reviews = max([1, *(len(procedure.reviews.agencies) for procedure in procedures)])
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
        return {"answer_ms": requests, "recheck_ms": requests, "review_ms": self._reviews}

    def columns(self, channel: NDArray[np.int8], draws: Draws) -> Iterator[Columns]:
        """Columns of the case table that say how much work a case is and what happens to it, a few at a time."""
        yield self._decided(draws)
        yield from self._taken_in(draws)
        yield self._flawed(channel, draws)
        yield self._post(draws)
        yield self._back_office(draws)
        yield self._return(draws)
        yield self._supplements(draws)

    def _decided(self, draws: Draws) -> Columns:
        at_once, refused, reviewed = (draws.uniform(Purpose.DECISION, 3) < self._decisions[draws.strand]).T
        return {"at_once": at_once, "refused": refused, "reviewed": reviewed}

    def _taken_in(self, draws: Draws) -> Iterator[Columns]:
        for name, purpose, durations in (
            ("intake_ms", Purpose.INTAKE, self._intake),
            ("desk_ms", Purpose.DESK, self._desk),
            ("corrected_ms", Purpose.CORRECTION, self._corrected),
        ):
            yield {name: draws.milliseconds(purpose, durations, draws.strand, MAX_TRIES)}

    def _flawed(self, channel: NDArray[np.int8], draws: Draws) -> Columns:
        uniform = draws.uniform(Purpose.FLAW, MAX_TRIES)
        return {
            "flawed": uniform < self._flaws[draws.strand, channel],
            "flawed_online": uniform < self._flaws[draws.strand, Channel.ONLINE],
        }

    def _post(self, draws: Draws) -> Columns:
        travel = draws.uniform(Purpose.TRAVEL, MAX_TRIES + 1)
        return {
            "travel_in_ms": self._travel_in.milliseconds(draws.strand, travel[:, 1:]),
            "travel_out_ms": self._travel_out.milliseconds(draws.strand, travel[:, 0]),
        }

    def _back_office(self, draws: Draws) -> Columns:
        work, field, conclude = draws.uniform(Purpose.WORK, 3).T
        reviews = [draws.numbered(Purpose.REVIEW, number) for number in range(self._reviews)]
        return {
            "work_ms": self._work.milliseconds(draws.strand, work),
            "field_ms": self._field.milliseconds(draws.strand, field),
            "conclude_ms": self._conclude.milliseconds(draws.strand, conclude),
            "review_ms": np.stack([self._review.milliseconds(draws.strand, each) for each in reviews], axis=1),
        }

    def _return(self, draws: Draws) -> Columns:
        service, delay = draws.uniform(Purpose.COLLECTION, 2).T
        return {
            "collect_ms": self._collect.milliseconds(draws.strand, service),
            "collected_after_ms": self._collected.milliseconds(draws.strand, delay),
        }

    def _supplements(self, draws: Draws) -> Columns:
        """Requests for papers: a later one only after an earlier one; an unanswered one is the last."""
        asked_so_far = np.ones(draws.count, dtype=bool)
        supplements = np.zeros(draws.count, dtype=np.int8)
        answers, rechecks = [], []
        for number, shares in enumerate(self._requests.T):
            asked, answer, unanswered, recheck = draws.numbered(Purpose.SUPPLEMENT, number, 4).T
            asked_so_far &= asked < shares[draws.strand]
            supplements += asked_so_far
            answer_ms = self._answer.milliseconds(draws.strand, answer)
            answer_ms[unanswered < self._unanswered[draws.strand]] = NONE
            answers.append(answer_ms)
            rechecks.append(self._recheck.milliseconds(draws.strand, recheck))
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
