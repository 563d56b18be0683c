"""What cases and resources must be for a run: whatever cannot be is refused before it, by the number of the case."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tvsim.calendar import DAY_MS, NEVER, NONE
from tvsim.codes import Channel
from tvsim.demand.case_table import PATIENT

if TYPE_CHECKING:
    from tvsim.demand import CaseTable
    from tvsim.resources import Resources, Stretches
    from tvsim.roster import Shifts


LONGEST_MS = NEVER // 4
"""Longest duration, a power of two: several after each other do not reach beyond what a time can be."""


class StateError(ValueError):
    """Cases or resources that cannot be, or lead to something that cannot be."""


def check(table: CaseTable, resources: Resources) -> None:
    """Refuse what would lead an engine astray: numbers of what does not exist, rosters that overlap.

    The readable engine checks all before a run; the compiled one checks a case when it comes, and the contents of its
    requests and reviews where they lead to an event that is past, or never. Then it, too, checks all.

    Raises
    ------
    StateError
    """
    check_cases(table, resources)
    check_resources(resources)


def check_cases(table: CaseTable, resources: Resources) -> None:
    """Refuse cases with numbers of what does not exist, and with times that cannot be."""
    _check_codes(table, resources)
    _check_times(table)
    _check_due_times(table, resources)
    _check_places(table, resources)


def check_resources(resources: Resources) -> None:
    """Refuse rosters that cannot be, and rules of what does not exist."""
    _check_rules(resources)
    shifts, offices, counters = resources.shifts, resources.offices, resources.counters
    _check_roster("officer", shifts)
    _check_roster("reviewer", offices.presence)
    _check_roster("counter group", counters.tickets)
    _check_groups(resources)


def _check_codes(table: CaseTable, resources: Resources) -> None:
    """Numbers that stand for something must have something they stand for."""
    sites, groups = resources.transfers.site_agency_ms.shape[0], len(resources.procedures.agency)
    bounds = {
        "procedure": groups,
        "site": sites,
        "channel": len(Channel),
        "return_channel": len(Channel),
        "supplements": table.answer_ms.shape[1] + 1,
    }
    for name, bound in bounds.items():
        codes = getattr(table, name)
        _refuse(name, codes, (codes < 0) | (codes >= bound), f"from 0 to {bound - 1}")
    reviews = (resources.procedures.reviewers >= 0).sum(axis=1)
    if len(reviews) and reviews.max() > table.review_ms.shape[1]:
        asked = reviews[table.procedure] * table.reviewed
        _refuse("reviewed", asked, asked > table.review_ms.shape[1], f"at most {table.review_ms.shape[1]} reviews")


def _check_times(table: CaseTable) -> None:
    """Durations must be neither negative nor so long that no time is left after them."""
    _refuse("comes_at", table.comes_at, (table.comes_at < 0) | (table.comes_at > LONGEST_MS), f"from 0 to {LONGEST_MS}")
    for name in (field.name for field in fields(table) if field.name.endswith("_ms")):
        durations, least = getattr(table, name), NONE if name == "answer_ms" else 0
        longest = int(PATIENT) if name == "patience_ms" else LONGEST_MS
        _refuse(name, durations, (durations < least) | (durations > longest), f"from {least} to {longest}")


def _check_due_times(table: CaseTable, resources: Resources) -> None:
    """Due times of the backlog must lie in the calendar that is laid out, or be never."""
    end_at = (len(resources.due.days.next_working) - 1) * DAY_MS
    for name in ("due_at", "legal_due_at"):
        due_at = getattr(table, name)
        wrong = table.carried & ~((due_at > 0) & (due_at <= end_at)) & (due_at != NEVER)
        _refuse(name, due_at, wrong, f"from 1 to {end_at}, or never ({NEVER})")
    _refuse("away_days", table.away_days, table.away_days < 0, "at least 0")


def _check_rules(resources: Resources) -> None:
    """Numbers of agencies and counter groups must be those of some; limits and ways must be possible."""
    rules, counters, transfers = resources.procedures, resources.counters, resources.transfers
    agencies, groups = len(resources.offices.order), len(counters.site)
    for what, numbers, least, most in (
        ("procedures.agency", rules.agency, 0, agencies - 1),
        ("procedures.reviewers", rules.reviewers, NONE, agencies - 1),
        ("procedures.limit_ms", rules.limit_ms, 0, LONGEST_MS),
        ("procedures.legal_limit_ms", rules.legal_limit_ms, 0, LONGEST_MS),
        ("procedures.review_limit_ms", rules.review_limit_ms, 0, LONGEST_MS),
        ("procedures.withdrawn_after_ms", rules.withdrawn_after_ms, 0, LONGEST_MS),
        ("counters.group", counters.group, NONE, groups - 1),
        ("transfers.site_agency_ms", transfers.site_agency_ms, 0, LONGEST_MS),
        ("transfers.agency_agency_ms", transfers.agency_agency_ms, 0, LONGEST_MS),
        ("offices.signing_capacity", resources.offices.signing_capacity, 0, LONGEST_MS),
    ):
        wrong = numbers[(numbers < least) | (numbers > most)]
        if len(wrong):
            raise StateError(f"{what} is {int(wrong[0])}, must be from {least} to {most}")


def _check_places(table: CaseTable, resources: Resources) -> None:
    """Each case is received where a counter group serves its agency."""
    served = resources.counters.group >= 0
    if not served.all():
        agency = resources.procedures.agency[table.procedure]
        _refuse("site", table.site, ~served[table.site, agency], "where a counter group serves its agency")


def _refuse(name: str, values: NDArray[Any], wrong: NDArray[np.bool_], allowed: str) -> None:
    if wrong.any():
        case = int(np.argwhere(wrong)[0][0])
        raise StateError(f"case {case}: {name} is {values[case].tolist()}, must be {allowed}")


def _check_roster(owner: str, stretches: Shifts | Stretches) -> None:
    """Stretches of one owner must be in order, apart, and neither empty nor before the run."""
    first, begins_at, ends_at = stretches.first, stretches.begins_at, stretches.ends_at
    of = np.repeat(np.arange(len(first) - 1), np.diff(first))
    empty = (ends_at <= begins_at) | (begins_at < 0)
    overlaps = np.zeros(len(of), dtype=bool)
    overlaps[1:] = (of[1:] == of[:-1]) & (begins_at[1:] < ends_at[:-1])
    wrong = np.flatnonzero(empty | overlaps)
    if len(wrong):
        row = int(wrong[0])
        what = f"{owner} {int(of[row])}: {int(begins_at[row])} to {int(ends_at[row])} ms"
        raise StateError(f"{what} cannot be on a roster: stretches must not be empty, past or overlapping")


def _check_groups(resources: Resources) -> None:
    """Officers and reviewers are numbered group by group, agency by agency."""
    for name, of, count in (
        ("officer", resources.shifts.group, len(resources.counters.site)),
        ("reviewer", resources.offices.reviewer_agency, len(resources.offices.order)),
    ):
        wrong = (of < 0) | (of >= count)
        wrong[1:] |= of[1:] < of[:-1]
        if wrong.any():
            number = int(np.flatnonzero(wrong)[0])
            raise StateError(
                f"{name} {number}: belongs to number {int(of[number])}, must be from 0 to {count - 1}, rising"
            )
