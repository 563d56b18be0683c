"""What a dossier asks of officers, reviewers, applicants and the post."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, HOUR_MS, MINUTE_MS, NONE
from tvsim.demand.case_table import MAX_TRIES
from tvsim.demand.draws import Draws, Kind
from tvsim.demand.durations import milliseconds
from tvsim.demand.streams import Purpose
from tvsim.scenario.schema import Flawed, Mail, Plan, Procedure, Supplement

Columns = dict[str, NDArray[Any]]


def contents(plan: Plan, procedure: Procedure, channel: NDArray[np.int8], draws: Draws) -> Columns:
    """Columns of the case table that say how much work a dossier is and what happens to it."""
    columns = _decisions(procedure, draws) | _intake(procedure, draws)
    columns |= _flaws(procedure.flawed, channel, draws) | _post(plan.mail, draws)
    columns |= _back_office(plan, procedure, draws) | _return(procedure, draws)
    columns |= _supplements(plan, procedure.supplement, draws)
    return columns | {
        name: np.full(draws.count, NONE, dtype=np.int64) for name in ("accepted_at", "due_at", "legal_due_at")
    }


def _decisions(procedure: Procedure, draws: Draws) -> Columns:
    at_once, refused, reviewed = draws.uniform(Purpose.DECISION, 3).T
    dossier = draws.kind != Kind.ENQUIRY
    return {
        "at_once": (at_once < procedure.at_once) & (draws.kind == Kind.DOSSIER),
        "refused": (refused < procedure.refused) & dossier,
        "reviewed": (reviewed < procedure.reviews.share) & bool(procedure.reviews.agencies) & dossier,
    }


def _intake(procedure: Procedure, draws: Draws) -> Columns:
    at_counter = procedure.enquire_min if draws.kind == Kind.ENQUIRY else procedure.intake_min
    corrected = draws.uniform(Purpose.CORRECTION, MAX_TRIES)
    return {
        "intake_ms": draws.minutes(Purpose.INTAKE, at_counter, MAX_TRIES),
        "desk_ms": draws.minutes(Purpose.DESK, procedure.desk_min, MAX_TRIES),
        "corrected_ms": milliseconds(procedure.corrected_after_days, corrected, DAY_MS),
    }


def _flaws(flawed: Flawed, channel: NDArray[np.int8], draws: Draws) -> Columns:
    uniform = draws.uniform(Purpose.FLAW, MAX_TRIES)
    chances = np.array([_by_try(shares) for shares in (flawed.counter, flawed.post, flawed.online)])
    dossier = draws.kind != Kind.ENQUIRY
    return {
        "flawed": (uniform < chances[channel]) & dossier,
        "flawed_online": (uniform < chances[2]) & dossier,
    }


def _by_try(shares: list[float]) -> list[float]:
    """Probability for each try; the last one given holds for all later ones."""
    return [shares[min(attempt, len(shares) - 1)] for attempt in range(MAX_TRIES)]


def _post(mail: Mail, draws: Draws) -> Columns:
    travel = draws.uniform(Purpose.TRAVEL, MAX_TRIES + 1)
    return {
        "travel_in_ms": milliseconds(mail.travel_in_days, travel[:, 1:], DAY_MS),
        "travel_out_ms": milliseconds(mail.travel_out_days, travel[:, 0], DAY_MS),
    }


def _back_office(plan: Plan, procedure: Procedure, draws: Draws) -> Columns:
    work, field, conclude = draws.uniform(Purpose.WORK, 3).T
    widest = max((len(each.reviews.agencies) for each in plan.procedures.values()), default=0)
    reviews = np.stack([draws.numbered(Purpose.REVIEW, number) for number in range(max(widest, 1))], axis=1)
    day_ms = round(plan.deadlines.hours_per_day * HOUR_MS)
    return {
        "work_ms": milliseconds(procedure.work_min, work, MINUTE_MS),
        "field_ms": milliseconds(procedure.field_days, field, day_ms),
        "conclude_ms": milliseconds(procedure.conclude_min, conclude, MINUTE_MS),
        "review_ms": milliseconds(procedure.reviews.work_min, reviews, MINUTE_MS),
    }


def _return(procedure: Procedure, draws: Draws) -> Columns:
    service, delay = draws.uniform(Purpose.COLLECTION, 2).T
    return {
        "collect_ms": milliseconds(procedure.collect_min, service, MINUTE_MS),
        "collected_after_ms": milliseconds(procedure.collected_after_days, delay, DAY_MS),
    }


def _supplements(plan: Plan, supplement: Supplement, draws: Draws) -> Columns:
    """Requests for papers: a later one only after an earlier one; an unanswered one is the last."""
    most = max((len(each.supplement.shares) for each in plan.procedures.values()), default=0)
    requests_drawn = [draws.numbered(Purpose.SUPPLEMENT, number, 4) for number in range(max(most, 1))]
    asked, answer, unanswered, recheck = np.moveaxis(np.stack(requests_drawn, axis=1), 2, 0)
    shares = np.zeros(asked.shape[1])
    shares[: len(supplement.shares)] = supplement.shares
    answer_ms = milliseconds(supplement.answer_days, answer, DAY_MS)
    requests = np.cumprod(asked < shares, axis=1).sum(axis=1)
    return {
        "supplements": np.where(draws.kind == Kind.ENQUIRY, 0, requests).astype(np.int8),
        "answer_ms": np.where(unanswered < supplement.unanswered, NONE, answer_ms),
        "recheck_ms": milliseconds(supplement.recheck_min, recheck, MINUTE_MS),
    }
